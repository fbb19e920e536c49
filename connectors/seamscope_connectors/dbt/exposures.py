"""What reads a dbt project's models: an application is a system, a dashboard is kept in one."""

from seamscope.connector import Doc, host_of
from seamscope.connector.connections import build_clues
from seamscope.records import ClueKind, Endpoint, System, SystemRef

# Services of business intelligence at addresses of their own: what is there is kept in them.
TOOLS = (
    "powerbi.com", "tableau.com", "looker.com", "lookerstudio.google.com",
    "quicksight.aws.amazon.com", "mode.com", "hex.tech", "sigmacomputing.com", "qlikcloud.com",
    "metabaseapp.com", "preset.io", "thoughtspot.cloud", "domo.com",
)  # fmt: skip
CONTENT = frozenset({"dashboard", "notebook", "analysis"})  # the other types: application, ml


def read_exposure(exposure: Doc, name: str) -> tuple[Endpoint, tuple[System, ...]]:
    """Return where an exposure reads into, and the system it declares, if it is one.

    A dashboard, notebook or analysis at the address of a known service is content of that tool.
    """
    host = host_of(exposure["url"].text)
    in_tool = any(host == tool or host.endswith(f".{tool}") for tool in TOOLS)
    if not in_tool or exposure["type"].text.lower() not in CONTENT:
        system = System(
            name=name,
            kind=exposure["type"].text,
            owner=exposure["owner"].first("name", "email").text,
            evidence=exposure.evidence,
        )
        return Endpoint(system=SystemRef(name=name)), (system,)
    return Endpoint(system=SystemRef(clues=build_clues((ClueKind.HOST, host))), dataset=name), ()
