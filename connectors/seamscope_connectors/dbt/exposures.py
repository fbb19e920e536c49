"""Identify the consumers of a dbt project's models: systems, or content stored in a service."""

from seamscope.connector import Doc, extract_host
from seamscope.connector.connections import build_clues
from seamscope.connector.vocabulary import keeps_content
from seamscope.records import Clue, ClueKind, Endpoint, System, SystemRef

# Types of exposures that people read in some tool: https://docs.getdbt.com/docs/build/exposures
CONTENT = frozenset({"dashboard", "notebook", "analysis"})


def read_exposure(exposure: Doc, name: str) -> tuple[Endpoint, tuple[System, ...]]:
    """Return the endpoint of an exposure, and the system if the exposure itself is a system.

    URL of a service that stores content: the endpoint is that service, whatever the type says.
    ``type: application`` with a ``url`` at hightouch.com is a sync in Hightouch.
    Dashboard, notebook or analysis without a label: the endpoint is the unknown tool that shows it.
    Any other exposure without a label: the endpoint is the system at its URL. ``scores_to_crm``
    with the ``url`` of the CRM is a sync into the CRM.
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
