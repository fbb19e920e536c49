"""Build the records of workflows: flows, queries, interfaces, and reports of unused calls."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from seamscope.connector.entries import Problems, skip_entry
from seamscope.connector.failures import CAUGHT
from seamscope.connector.movements import choose_mechanism, join_labels
from seamscope.connector.scrub import quote
from seamscope.records import (
    Certainty,
    ColumnEdge,
    Endpoint,
    Flow,
    Interface,
    Mechanism,
    Query,
    Record,
)
from seamscope_connectors.logic_apps.trace import Touch, Trace

ADD = "list the flows of these calls in the inventory"
ON_ERRORS = "the workflow writes this only after an action failed"
UNUSED = "calls whose response no other call uses"
UNFED = "calls whose content does not come from another call"
REPLY = "the data is the response of a call"
CHILD = "the data is passed by the calling workflow"

MISSING = (
    "called workflows that are not in the inputs",
    "add the whole app to the inputs",
)
CALLERS = (
    "workflows with an HTTP trigger whose callers are unknown",
    "list the flows from their callers in the inventory",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One data movement with its field mappings. reason: why it is uncertain, "" if certain."""

    source: Touch
    target: Touch
    columns: tuple[ColumnEdge, ...] = ()
    reason: str = ""


@dataclass(slots=True)
class Ledger(Problems):
    """Collects problems, each with the names of the calls that it applies to.

    moved: the calls that belong to a flow.
    called: the names of child workflows that another workflow calls.
    """

    moved: set[Touch] = field(default_factory=set)
    called: set[str] = field(default_factory=set)


def list_records(traces: Sequence[Trace]) -> Iterator[Record]:
    """Yield flows, queries and interfaces of all workflows, then the collected reports."""
    ledger = Ledger()
    by_name: dict[str, list[Trace]] = defaultdict(list)
    for trace in traces:
        by_name[trace.workflow.name.casefold()].append(trace)
    parents: dict[int, list[tuple[Trace, str]]] = defaultdict(list)
    for trace in traces:
        for called, steps in trace.calls.items():
            child = _find_nearest(trace, by_name.get(called.casefold(), []))
            if child is None:
                where = min(steps.values())
                ledger.add(MISSING, called, where)
            else:
                parents[id(child)] += [(trace, step) for step in steps]
    for trace in traces:
        yield from _list_flows(trace, parents, ledger)
    for trace in traces:
        yield from trace.faults
        yield from _list_interfaces(trace, ledger)
    yield from ledger.report()


def _find_nearest(caller: Trace, children: Sequence[Trace]) -> Trace | None:
    """Return the workflow with the called name whose path is most similar to the caller's path."""

    def count_shared_parts(child: Trace) -> int:
        pairs = zip(caller.workflow.path, child.workflow.path, strict=False)
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))

    return max(children, key=count_shared_parts, default=None)


def _list_flows(
    trace: Trace, parents: dict[int, list[tuple[Trace, str]]], ledger: Ledger
) -> Iterator[Record]:
    called_by = parents.get(id(trace), [])
    if trace.trigger is None and trace.trigger_kind == "Request" and not called_by:
        ledger.add(CALLERS, trace.workflow.name, trace.workflow.evidence)
    seen: set[tuple[Endpoint, Endpoint, str]] = set()
    for touch in trace.touches.values():
        for move in _list_moves(trace, touch, called_by):
            ledger.moved |= {move.source, move.target}
            key = (move.source.end, move.target.end, move.source.sql)
            if move.source.end != move.target.end and key not in seen:
                seen.add(key)
                yield _build_record(move, trace)
        if touch.sql and not touch.reads:
            ledger.moved.add(touch)
            yield _build_query(touch, None, trace)


def _list_moves(
    trace: Trace, target: Touch, called_by: Sequence[tuple[Trace, str]]
) -> Iterator[Move]:
    """Yield the moves into a call that writes; a call that reads has no moves.

    called_by: (workflow, action) pairs that call this workflow.
    """
    if target.reads:
        return
    names, columns = trace.find_origins(target.name)
    for name in names:
        for source, reason in _list_sources(trace, name, called_by):
            reasons = [ON_ERRORS if target.on_errors else "", reason, target.doubt]
            yield Move(
                source=source,
                target=target,
                columns=(*columns, *target.columns),
                reason="; ".join(part for part in reasons if part),
            )


def _list_sources(
    trace: Trace, name: str, called_by: Sequence[tuple[Trace, str]]
) -> Iterator[tuple[Touch, str]]:
    """Yield the calls that a name refers to, each with the reason for its uncertainty.

    In a called workflow, the name `trigger()` refers to the data that its callers pass.
    """
    if name != "trigger()":
        touch = trace.touches[name]
        yield touch, "" if touch.reads else REPLY
    elif trace.trigger is not None:
        yield trace.trigger, ""
    for parent, step in called_by if name == "trigger()" else ():
        for used in parent.find_origins(step)[0]:
            if used in parent.touches:
                yield parent.touches[used], CHILD
            elif parent.trigger is not None:
                yield parent.trigger, CHILD


def _build_record(move: Move, trace: Trace) -> Record:
    if move.source.sql and move.source.reads:
        return _build_query(move.source, move.target, trace)
    workflow = trace.workflow
    sure = not move.reason or move.reason == CHILD
    return Flow(
        source=move.source.end,
        target=move.target.end,
        mechanism=choose_mechanism(move.source.api.mechanism, move.target.api.mechanism),
        technology=join_labels(workflow.product, move.source.label, move.target.label),
        frequency=trace.frequency,
        error_handling=_list_failure_rules(move.source, move.target, trace),
        after_failure=move.target.on_errors,
        authentication=move.target.authentication,
        columns=move.columns,
        route=workflow.name,
        state=workflow.state,
        certainty=Certainty.CERTAIN if sure else Certainty.LIKELY,
        reason="; ".join(part for part in (workflow.reason, move.reason) if part),
        evidence=move.target.evidence,
    )


def _list_failure_rules(source: Touch, target: Touch, trace: Trace) -> tuple[str, ...]:
    caught = {CAUGHT for one in (source, target) if one.name in trace.caught}
    return tuple(sorted({*source.error_handling, *target.error_handling, *caught}))


def _build_query(touch: Touch, target: Touch | None, trace: Trace) -> Query:
    return Query(
        text=touch.sql,
        dialect=touch.api.dialect,
        home=touch.end.system,
        target=None if target is None else target.end,
        mechanism=Mechanism.SQL
        if target is None
        else choose_mechanism(touch.api.mechanism, target.api.mechanism),
        technology=join_labels(trace.workflow.product, touch.label, (target or touch).label),
        frequency=trace.frequency,
        error_handling=_list_failure_rules(touch, target or touch, trace),
        after_failure=(target or touch).on_errors,
        route=trace.workflow.name,
        state=trace.workflow.state,
        evidence=touch.evidence,
    )


def _list_interfaces(trace: Trace, ledger: Ledger) -> Iterator[Record]:
    """Yield an interface for each system that a workflow calls without a known flow."""
    seen: set[Endpoint] = set()
    touches = [*([trace.trigger] if trace.trigger else []), *trace.touches.values()]
    for touch in touches:
        if touch in ledger.moved:
            continue
        what = UNUSED if touch.reads else UNFED
        ledger.add((what, ADD), f"{touch.name} ({touch.workflow})", touch.evidence)
        if touch.end not in seen:
            seen.add(touch.end)
            yield Interface(
                system=touch.end.system,
                name=touch.end.dataset or touch.name,
                protocol=f"{trace.workflow.product} {touch.label}",
                state=trace.workflow.state,
                evidence=touch.evidence,
            )
    if not touches and not trace.calls:
        trace_name, where = trace.workflow.name, trace.workflow.evidence
        yield skip_entry(f"the workflow {quote(trace_name, 60)} does not call a system", ADD, where)
