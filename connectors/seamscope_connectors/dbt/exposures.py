"""Find the system of a dbt exposure: the consumer of a project's models."""

from seamscope.connector import Doc, extract_host
from seamscope.connector.connections import build_clues
from seamscope.connector.vocabulary import keeps_content
from seamscope.records import Clue, ClueKind, Endpoint, System, SystemRef

# Exposures that people open in a BI tool: https://docs.getdbt.com/docs/build/exposures
CONTENT = frozenset({"dashboard", "notebook", "analysis"})


def read_exposure(exposure: Doc, name: str) -> tuple[Endpoint, tuple[System, ...]]:
    """Return the endpoint of an exposure, and its system if it is a system itself.

    The first rule that applies is used. (1) The URL belongs to a service that stores content, such
    as Looker or Hightouch: the endpoint is this service, with the exposure as its dataset. (2) A
    dashboard, notebook or analysis has no label: the endpoint is the unknown BI tool. (3) An
    exposure with a URL has no label: the endpoint is the system at the URL, such as the CRM for
    ``scores_to_crm``. (4) The exposure is a system itself.
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
    )
    return Endpoint(system=SystemRef(name=name)), (system,)
