"""Distinguish file stores on the way between two systems from stores where data begins or ends.

A bucket that one pipeline fills and the next one empties is a staging area. The catalogue contains
its product, but no source lists it as a system, so it becomes an endpoint.
"""

from collections.abc import Iterable, Sequence

from seamscope.records import ClueKind, State
from seamscope.resolved import EndpointNode, FlowEdge, KnownFrom, SystemNode

STORE = "file store"
STOPPED = frozenset({State.DISABLED, State.RETIRED})


def find_staging_areas(systems: Iterable[SystemNode], flows: Sequence[FlowEdge]) -> frozenset[str]:
    """Return the ids of the recognised file stores that pass on all content that enters them.

    flows: hops and the end-to-end flows derived from them.
    """
    stores = {
        node.id for node in systems
        if node.kind == STORE and node.known_from is KnownFrom.RECOGNISED
    }  # fmt: skip
    passed = {stop for flow in flows if flow.derived for stop in flow.stops}
    held = {
        end for flow in flows if not flow.derived and flow.state not in STOPPED
        for end in (flow.source, flow.target) if end.system in stores
    }  # fmt: skip
    used = {end.system for end in held}
    return frozenset(used - {end.system for end in held - passed})


def split_staging_areas(
    systems: Iterable[SystemNode], staging: frozenset[str]
) -> tuple[tuple[SystemNode, ...], tuple[EndpointNode, ...]]:
    """Return the other systems, and an endpoint for each staging area."""
    nodes = tuple(systems)
    ends = (
        EndpointNode(id=node.id, name=node.name, kind=ClueKind.SOURCE, evidence=node.evidence)
        for node in nodes
        if node.id in staging
    )
    return tuple(node for node in nodes if node.id not in staging), tuple(ends)
