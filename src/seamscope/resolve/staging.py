"""Distinguish systems from places that data only passes through.

A bucket that one pipeline fills and the next one empties is a staging area. A name that occurs only
in a column such as "Middleware" or "Gateway" is a means of transport. No source lists them as
systems, so they become endpoints.
"""

from collections.abc import Iterable, Sequence

from seamscope.records import ClueKind, Flow, Record, State, System
from seamscope.resolve.names import fold
from seamscope.resolved import DependencyEdge, EndpointNode, FlowEdge, KnownFrom, SystemNode

STORE = "file store"
CARRIERS = frozenset({"etl tool", "orchestrator"})  # kinds of what only moves data
STOPPED = frozenset({State.DISABLED, State.RETIRED})


def find_staging_areas(systems: Iterable[SystemNode], flows: Sequence[FlowEdge]) -> frozenset[str]:
    """Return the ids of the recognised file stores that pass on all content that enters them.

    flows: the flows into and out of hubs, and the end-to-end flows derived from them.
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


def find_means(
    systems: Iterable[SystemNode],
    flows: Sequence[FlowEdge],
    unclear: Iterable[DependencyEdge],
    records: Iterable[Record],
) -> frozenset[str]:
    """Return the ids of systems through which data only passes and that no source lists.

    A recognised broker or integration platform is a system; an ETL tool or an orchestrator is not.

    flows: a system at which one of them begins or ends is more than a means of transport.
    unclear: dependencies; the systems at their ends are more than that, too.
    records: all records. A system that only flows mention is not listed.
    """
    rows = tuple(records)
    mentions = {record.evidence for record in rows if isinstance(record, Flow)}
    # One row may list a system and mention another, so the evidence alone does not tell.
    listed = {fold(record.name) for record in rows if isinstance(record, System)}
    unlisted = {
        node.id for node in systems
        if mentions.issuperset(node.evidence)
        and (not node.kind or node.kind in CARRIERS)
        and not node.listed_as
        and listed.isdisjoint(map(fold, (node.name, *node.aliases)))
    }  # fmt: skip
    ends = {end.system for flow in flows for end in (flow.source, flow.target)}
    ends |= {end.system for edge in unclear for end in (edge.source, edge.target)}
    passed = {system for flow in flows for system in flow.via}
    return frozenset(passed & unlisted - ends)


def split_staging_areas(
    systems: Iterable[SystemNode], staging: frozenset[str]
) -> tuple[tuple[SystemNode, ...], tuple[EndpointNode, ...]]:
    """Return the systems without staging areas and means of transport, and endpoints for these.

    staging: ids of the staging areas and means of transport.
    """
    nodes = tuple(systems)
    ends = (
        EndpointNode(id=node.id, name=node.name, kind=ClueKind.SOURCE, evidence=node.evidence)
        for node in nodes
        if node.id in staging
    )
    return tuple(node for node in nodes if node.id not in staging), tuple(ends)
