"""Apply decisions of users to the directions and states of flows, and to systems."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace

from seamscope.connector.vocabulary import parse_mechanism
from seamscope.connector.volumes import parse_records_per_day
from seamscope.decisions import (
    Carried,
    Decisions,
    Directed,
    FlowState,
    Stated,
    Told,
    Way,
    split_names,
)
from seamscope.knowledge.vocabulary import normalise_kind
from seamscope.records import (
    Certainty,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    Record,
    State,
)
from seamscope.resolve.flows import Ends
from seamscope.resolve.locations import Places
from seamscope.resolve.names import fold
from seamscope.resolved import (
    DependencyEdge,
    FlowEdge,
    Merge,
    Resolved,
    SystemNode,
)

# The reason from a decision contains these words, and the place of the decision.
SAYS = "as answered"


def apply_decisions(
    records: Sequence[Record], ends: Ends, places: Places, decisions: Decisions
) -> list[Record]:
    """Return the records with the directions and states from decisions."""
    if not (decisions.directed or decisions.flow_states or decisions.carried):
        return list(records)
    ids = _index_names(places)
    return [
        changed for record in records for changed in _apply_to_record(record, ends, ids, decisions)
    ]


def apply_decisions_to_derived(
    edges: Iterable[FlowEdge], places: Places, decisions: Decisions
) -> Iterator[FlowEdge]:
    """Yield the end-to-end flows, except those that a decision on their direction rules out.

    Such a decision applies to a flow only if it covers all positions of the flow in the inputs.
    """
    ids = _index_names(places)
    for edge in edges:
        pair = (edge.source.system, edge.target.system)
        way = next(
            (
                decision
                for decision in decisions.directed
                if {ids.get(fold(name)) for name in decision.between} == {*pair}
                and {*edge.evidence} <= {*decision.read_at}
            ),
            None,
        )
        if way is None:
            yield edge
        elif way.way in {Way.BOTH, Way.THERE if pair[0] == ids[fold(way.between[0])] else Way.BACK}:
            reason = f"{edge.reason}; direction {SAYS} at {way.evidence}"
            yield replace(edge, certainty=Certainty.CERTAIN, reason=reason)


def _index_names(places: Places) -> dict[str, str]:
    """Return the id of each system by its normalised name, and by its normalised aliases."""
    ids = {fold(name): node.id for node in places.systems.nodes for name in node.aliases}
    return ids | {fold(node.name): node.id for node in places.systems.nodes}


def _apply_to_record(
    record: Record, ends: Ends, ids: dict[str, str], decisions: Decisions
) -> Iterator[Record]:
    match record:
        case Flow() | Dependency():
            pair = tuple(
                ends.end(end, record.evidence).system for end in (record.source, record.target)
            )
            for state in decisions.flow_states:
                if _is_meant(record, pair, state, ids):
                    note = f"state {SAYS} at {state.evidence}"
                    reason = f"{record.reason}; {note}" if record.reason else note
                    record = replace(record, state=state.state, reason=reason)
            record = _carry(record, pair, ids, decisions)
            way = next((d for d in decisions.directed if _is_meant(record, pair, d, ids)), None)
            if way is None:
                yield record
            else:
                forth = pair[0] == ids.get(fold(way.between[0]))
                yield from _apply_direction(record, way, forth=forth)
        case _:
            yield record


def _carry(
    record: Flow | Dependency, pair: tuple[str, ...], ids: dict[str, str], decisions: Decisions
) -> Flow | Dependency:
    """Return a flow with the contents that a decision states for its direction.

    pair: the ids of the source and target systems of the flow.
    """
    for carried in decisions.carried if isinstance(record, Flow) else ():
        if isinstance(record, Flow) and _is_meant(record, pair, carried, ids):
            forth = pair[0] == ids.get(fold(carried.between[0]))
            note = f"contents {SAYS} at {carried.evidence}"
            record = replace(record, entities=carried.forth if forth else carried.back, reason=note)
    return record


def _is_meant(
    record: Flow | Dependency,
    pair: tuple[str, ...],
    decision: Carried | Directed | FlowState,
    ids: dict[str, str],
) -> bool:
    """Return whether a decision concerns a record.

    It does if the record connects the two systems of the decision, and if it was read at one of the
    positions in `read_at`.
    """
    if record.evidence not in decision.read_at:
        return False
    return {ids.get(fold(name)) for name in decision.between} == {*pair}


def _apply_direction(record: Flow | Dependency, way: Directed, *, forth: bool) -> Iterator[Record]:
    """Yield a record with the decided direction.

    forth: whether the source of the record is the first of the two systems in the decision.
    """
    reason = f"direction {SAYS} at {way.evidence}"
    swapped = (record.target, record.source)
    there, back = ((record.source, record.target), swapped) if forth else (swapped, (record.source,
        record.target))  # fmt: skip
    match way.way:
        case Way.NONE:
            yield _build_dependency(record, f"no data moves, {SAYS} at {way.evidence}")
        case Way.BOTH:
            yield _build_flow(record, there, reason)
            yield _build_flow(record, back, reason)
        case Way.THERE:
            yield _build_flow(record, there, reason)
        case Way.BACK:
            yield _build_flow(record, back, reason)


def _build_flow(record: Flow | Dependency, ends: tuple[Endpoint, Endpoint], reason: str) -> Flow:
    source, target = ends
    match record:
        case Flow():
            return replace(
                record, source=source, target=target, reason=reason, certainty=Certainty.CERTAIN
            )
        case Dependency():
            return Flow(
                source=source,
                target=target,
                evidence=record.evidence,
                mechanism=record.mechanism,
                technology=record.technology,
                state=record.state,
                reason=reason,
            )


def _build_dependency(record: Flow | Dependency, reason: str) -> Dependency:
    return Dependency(
        source=record.source,
        target=record.target,
        reason=reason,
        evidence=record.evidence,
        mechanism=record.mechanism,
        technology=record.technology,
        state=record.state,
    )


def apply_decided_attributes(resolved: Resolved, decisions: Decisions) -> Resolved:
    """Return the landscape with the decided attributes, and the decisions as evidence."""
    if decisions == Decisions():
        return resolved
    find_by_name: dict[str, list[Stated]] = {}
    for stated in decisions.stated:
        find_by_name.setdefault(fold(stated.system), []).append(stated)
    systems = tuple(_decide_attributes(node, find_by_name) for node in resolved.systems)
    return replace(
        resolved,
        systems=systems,
        flows=tuple(_tell_flow(_cite_flow(flow, decisions), decisions) for flow in resolved.flows),
        dependencies=tuple(
            _tell_dependency(_cite_dependency(edge, decisions), decisions)
            for edge in resolved.dependencies
        ),
    )


def _decide_attributes(node: SystemNode, find_by_name: dict[str, list[Stated]]) -> SystemNode:
    names = dict.fromkeys(fold(name) for name in (node.name, *node.aliases))
    found = [stated for name in names for stated in find_by_name.get(name, ())]
    known = {field.name for field in fields(node)}
    for stated in found:
        key = "lifecycle" if stated.attribute == "state" else stated.attribute
        if key not in known:
            continue
        value: object = stated.value
        if key == "lifecycle":
            value = State(stated.value)
        elif key == "kind":
            value = normalise_kind(stated.value)
        merge = Merge(
            name=node.name,
            reason=f"its {stated.attribute} is {stated.value}, {SAYS}",
            evidence=(stated.evidence,),
        )
        node = replace(
            node,
            merges=tuple(sorted({*node.merges, merge})),
            evidence=tuple(sorted({*node.evidence, stated.evidence})),
            **{key: value},  # type: ignore[arg-type]
        )
    return node


def _cite_flow(flow: FlowEdge, decisions: Decisions) -> FlowEdge:
    added = _list_positions(flow.reason, decisions)
    return replace(flow, evidence=tuple(sorted({*flow.evidence, *added}))) if added else flow


def _cite_dependency(edge: DependencyEdge, decisions: Decisions) -> DependencyEdge:
    added = _list_positions(edge.reason, decisions)
    return replace(edge, evidence=tuple(sorted({*edge.evidence, *added}))) if added else edge


def _tell_flow(flow: FlowEdge, decisions: Decisions) -> FlowEdge:
    """Fill in unknown attributes of a flow from answers to questions about its integration."""
    for told in _list_told(flow, decisions):
        value: object = told.value
        match told.key:
            case "mechanism" if flow.mechanism is Mechanism.UNKNOWN:
                value = parse_mechanism(told.value)
            case "entities" if not (flow.entities or flow.source.dataset or flow.target.dataset):
                value = split_names(told.value)
            case "volume" if not flow.volume and parse_records_per_day(told.value) is not None:
                pass
            case "latency" if not (flow.latency or flow.frequency):
                pass
            case _:
                continue
        cited = tuple(sorted({*flow.evidence, told.evidence}))
        # The match above yields a value of the type of the key.
        flow = replace(flow, evidence=cited, **{told.key: value})  # type: ignore[arg-type]
    return flow


def _tell_dependency(edge: DependencyEdge, decisions: Decisions) -> DependencyEdge:
    """Fill in an unknown mechanism of a dependency from answers about its integration."""
    for told in _list_told(edge, decisions):
        if told.key == "mechanism" and edge.mechanism is Mechanism.UNKNOWN:
            cited = tuple(sorted({*edge.evidence, told.evidence}))
            edge = replace(edge, mechanism=parse_mechanism(told.value), evidence=cited)
    return edge


def _list_told(edge: FlowEdge | DependencyEdge, decisions: Decisions) -> Iterator[Told]:
    """Yield the facts that persons answered about the integration of a flow or dependency."""
    key = "--".join(sorted((edge.source.system, edge.target.system)))
    return (told for told in decisions.told if key in told.about)


def _list_positions(reason: str, decisions: Decisions) -> tuple[Evidence, ...]:
    """Return the positions of the decisions that the reason of a flow cites."""
    ways = [decision.evidence for decision in decisions.directed]
    states = [decision.evidence for decision in decisions.flow_states]
    contents = [decision.evidence for decision in decisions.carried]
    return tuple(place for place in (*ways, *states, *contents) if f"{SAYS} at {place}" in reason)
