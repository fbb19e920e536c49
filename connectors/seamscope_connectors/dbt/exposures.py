"""Find the system of a dbt exposure: the consumer of a project's models."""

from collections.abc import Iterable, Iterator

from seamscope.connector import Doc, extract_host
from seamscope.connector.connections import build_clues
from seamscope.connector.entries import note_reading
from seamscope.connector.scrub import quote
from seamscope.connector.vocabulary import keeps_content
from seamscope.records import Clue, ClueKind, Endpoint, Skipped, System, SystemRef

# Exposures that people open in a BI tool: https://docs.getdbt.com/docs/build/exposures
CONTENT = frozenset({"dashboard", "notebook", "analysis"})


def read_exposure(exposure: Doc, name: str) -> tuple[Endpoint, tuple[System, ...]]:
    """Return the endpoint of an exposure, and its system if the exposure is itself a system.

    The first rule that applies is used:

    1. If the URL belongs to a service that stores content, such as Looker or Hightouch, the
       endpoint is this service, with the exposure as its dataset.
    2. If a dashboard, notebook or analysis has no label, the endpoint is the BI tool, which is
       unknown.
    3. If an exposure with a URL has no label, the endpoint is the system at the URL, such as the
       CRM for ``scores_to_crm``.
    4. Otherwise, the exposure is itself a system.
    """
    host = extract_host(exposure["url"].text)
    if keeps_content(host):
        return Endpoint(
            system=SystemRef(clues=build_clues((ClueKind.HOST, host))), dataset=name
        ), ()
    if exposure["type"].text.casefold() in CONTENT and not exposure["label"]:
        clue = Clue(kind=ClueKind.NAME, value=name)
        return Endpoint(system=SystemRef(clues=(clue,))), ()
    if host and not exposure["label"]:
        clues = build_clues((ClueKind.HOST, host), (ClueKind.NAME, name))
        return Endpoint(system=SystemRef(clues=clues)), ()
    system = System(
        name=name,
        kind=exposure["type"].text,
        owner=exposure["owner"].first("name", "email").text,
        evidence=exposure.evidence,
        description=exposure["description"].text,
        listing=False,
    )
    return Endpoint(system=SystemRef(name=name)), (system,)


def note_unlabelled(exposures: Iterable[Doc]) -> Iterator[Skipped]:
    """Report the exposures that are not treated as systems because they have no label."""
    found = [
        exposure
        for exposure in exposures
        if exposure["name"].text and not exposure["label"]
        and not read_exposure(exposure, exposure["name"].text)[1]
        and not keeps_content(extract_host(exposure["url"].text))
    ]  # fmt: skip
    if found:
        names = quote(", ".join(exposure["name"].text for exposure in found), 300)
        problem = f"exposures without a label are not read as systems of their own: {names}"
        yield note_reading(problem, "add `label` to those that are systems", found[0].evidence)
