"""What reads a dbt project's models: an application is a system, a dashboard is kept in one."""

from seamscope.connector import Doc, host_of
from seamscope.connector.connections import clues
from seamscope.connector.vocabulary import keeps_content
from seamscope.records import ClueKind, Endpoint, System, SystemRef

CONTENT = {"dashboard": "dashboards", "notebook": "notebooks", "analysis": "analyses"}


def read_exposure(exposure: Doc, name: str) -> tuple[Endpoint, tuple[System, ...]]:
    """Return where an exposure reads into, and the system it declares, if it is one.

    A dashboard, notebook or analysis is content of the tool at its address, and so is whatever
    stands at the address of a service for such content: ``type: application`` with a ``url`` at
    hightouch.com is a sync there. Without an address the tool is not known; all dashboards of a
    project then share one endpoint, so that one answer places them.
    """
    host = host_of(exposure["url"].text)
    kept = CONTENT.get(exposure["type"].text.lower(), "")
    if kept or keeps_content(host):
        place = (ClueKind.HOST, host) if host else (ClueKind.SOURCE, kept)
        return Endpoint(system=SystemRef(clues=clues(place)), dataset=name), ()
    system = System(
        name=name,
        kind=exposure["type"].text,
        owner=exposure["owner"].first("name", "email").text,
        evidence=exposure.evidence,
    )
    return Endpoint(system=SystemRef(name=name)), (system,)
