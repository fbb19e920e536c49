"""Calls of web services in a pipeline that send the rows that another activity has read."""

import re
from collections.abc import Mapping

from seamscope.connector import Doc
from seamscope.connector.connections import parse_connection_clues
from seamscope.records import ClueKind, Endpoint, SystemRef
from seamscope_connectors.adf.factory import Factory, Place, read_static_text

WRITING = frozenset({"POST", "PUT", "PATCH"})
# ``@activity('Read revenue').output.value`` is the result of another activity.
RESULT_OF = re.compile(r"\bactivity\('(?P<name>[^']{1,200})'\)\.output\b")


def find_web_ends(
    activity: Doc, activities: Mapping[str, Doc], factory: Factory
) -> tuple[Place, Endpoint] | None:
    """Return the place of the rows that a web activity sends, and the service that it calls.

    activities: the activities of the pipeline, by name. None if the activity sends no rows, or if
    its address is built at run time.
    """
    inner = activity["typeProperties"]
    address = read_static_text(inner["url"])
    body = inner["body"]["value"].text or inner["body"].text
    if inner["method"].text.upper() not in WRITING or "://" not in address:
        return None
    for found in RESULT_OF.finditer(body):
        start = _resolve_reader(activities.get(found["name"]), factory)
        if start is not None:
            system = _find_service(address, factory)
            path = address.partition("://")[2].partition("/")[2].partition("?")[0]
            return start, Endpoint(system=system, dataset=path.strip("/"))
    return None


def _find_service(address: str, factory: Factory) -> SystemRef:
    """Return the service at an address, by the linked service of the same host if there is one."""
    clues = tuple(parse_connection_clues(address))
    for name in sorted(factory.parts["linkedService"]):
        system = factory.resolve_service(name).endpoint.system
        if {*clues} & {clue for clue in system.clues if clue.kind is ClueKind.HOST}:
            return system
    return SystemRef(clues=clues, service=True)


def _resolve_reader(activity: Doc | None, factory: Factory) -> Place | None:
    """Return the place that a lookup reads, None for another activity."""
    inner = activity["typeProperties"] if activity is not None else None
    if inner is None or not inner["dataset"]:
        return None
    return factory.resolve_dataset(inner["dataset"], inner["source"]["type"].text)
