"""Decide the state of flows if sources disagree, and ask about flows whose state is unknown."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from seamscope.records import Evidence, Flow, Record, State
from seamscope.resolve.flows import Ends
from seamscope.resolve.names import join_words
from seamscope.resolve.same_flows import is_same_flow
from seamscope.resolve.system_states import build_state_question, format_sentence, is_newer
from seamscope.resolved import FlowEdge, Question, SystemNode

STOPPED = frozenset({State.DISABLED, State.FAILED, State.RETIRED})
NOT_AT_WORK = frozenset({State.PLANNED, State.DEVELOPMENT, State.DISABLED, State.RETIRED})


def settle_flow_states(
    records: Sequence[Record], ends: Ends, systems: Iterable[SystemNode]
) -> tuple[Record, ...]:
    """Return the records; each declared flow gets the newest state that has a date.

    If one source says that a flow has stopped, the flow has also stopped for sources that give
    neither a state nor a date. A flow without a declared state is not active if one of its systems
    is planned or retired. Flows that are read from configuration or code keep their state.
    """
    groups: dict[tuple[str, str], list[Flow]] = defaultdict(list)
    for record in records:
        if isinstance(record, Flow) and record.declared:
            ids = (ends.end(end, record.evidence).system for end in (record.source, record.target))
            source, target = ids
            groups[source, target].append(record)
    settled = {
        flow: _settle_flow(flow, several)
        for several in groups.values()
        if len({flow.state for flow in several}) > 1
        for flow in several
    }
    idle = {node.id: node for node in systems if node.lifecycle in NOT_AT_WORK}
    held = {
        flow: _inherit_state(settled.get(flow, flow), [idle[end] for end in pair if end in idle])
        for pair, several in groups.items()
        if not idle.keys().isdisjoint(pair)
        for flow in several
    }
    settled |= held
    return tuple(
        settled.get(record, record) if isinstance(record, Flow) else record for record in records
    )


def ask_unknown_flows(edges: Iterable[FlowEdge], names: dict[str, str]) -> list[Question]:
    """Ask, once for each pair of systems, whether flows with an unknown state are active.

    No question is asked about flows inside a system, because they are no integrations.
    """
    pairs: dict[tuple[str, str], list[FlowEdge]] = defaultdict(list)
    for edge in edges:
        is_inside = edge.source.system == edge.target.system
        if edge.state is State.UNKNOWN and not edge.derived and not is_inside:
            pairs[edge.source.system, edge.target.system].append(edge)
    return [
        build_state_question(
            f"Does data still move from {names[source]} to {names[target]}? "
            + format_sentence(
                join_words(dict.fromkeys(edge.reason for edge in several if edge.reason))
            )
            + " Until this is answered, the flow is not treated as an integration",
            (source, target, *(edge.id for edge in several)),
            tuple(sorted({item for edge in several for item in edge.evidence})),
            (names[source], names[target]),
        )
        for (source, target), several in sorted(pairs.items())
    ]


def _inherit_state(flow: Flow, idle: Sequence[SystemNode]) -> Flow:
    """Return a flow with the state of its inactive system, unless a source states its own state.

    idle: the systems of the flow that are planned or retired.
    """
    if flow.state is not State.ACTIVE or flow.state_said or flow.state_date:
        return flow
    end = min(idle, key=lambda node: (node.lifecycle is not State.RETIRED, node.name))
    reason = f"{end.name} is {end.lifecycle}"
    reasons = "; ".join(filter(None, (flow.reason, reason)))
    return replace(flow, state=end.lifecycle, reason=reasons)


def _settle_flow(flow: Flow, several: Sequence[Flow]) -> Flow:
    """Return a flow in the state that the most recent source states for this data movement.

    A flow without a declared state or date gets a state such as "retired" from any other source.

    several: all declared flows between the same systems.
    """
    others = [one for one in several if one is not flow and is_same_flow(flow, one)]
    ruling = max((one for one in others if one.state_date), key=_rank, default=None)
    if ruling is None or not is_newer(ruling.state_date, flow.state_date):
        silent = flow.state is State.ACTIVE and not (flow.state_said or flow.state_date)
        stops = [one for one in others if one.state in STOPPED]
        ruling = max(stops, key=_rank, default=None) if silent else None
    if ruling is None or ruling.state is flow.state:
        return flow
    dated = f" as of {ruling.state_date}" if ruling.state_date else ""
    reason = f"{ruling.evidence} says {ruling.state}{dated}"
    reasons = "; ".join(filter(None, (flow.reason, reason)))
    return replace(flow, state=ruling.state, reason=reasons)


def _rank(flow: Flow) -> tuple[str, Evidence, str]:
    return flow.state_date, flow.evidence, flow.state
