"""Build the records of Mule applications: flows, queries, interfaces and reports."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from seamscope.connector.entries import skip_entry, skip_names
from seamscope.connector.movements import choose_mechanism, join_labels
from seamscope.records import (
    Certainty,
    ColumnEdge,
    Endpoint,
    Evidence,
    Flow,
    Interface,
    Mechanism,
    Query,
    Record,
    State,
)
from seamscope_connectors.mulesoft.application import Application, MuleFlow
from seamscope_connectors.mulesoft.failures import list_failure_rules
from seamscope_connectors.mulesoft.network import Network
from seamscope_connectors.mulesoft.trace import (
    Start,
    Step,
    Touch,
    Transform,
    Walk,
    find_queue,
    list_queues,
    read_start,
)

PRODUCT = "MuleSoft"
ADD = "list the flows of its own code in the inventory"
MAX_MOVES = 10_000  # maximum number of moves of one flow; dozens are usual
ON_ERRORS = "only if the flow fails"
READ_BETWEEN = "the flow also reads other systems before it writes, so the data may come from these"
STOPPED = "the flow has initialState=stopped"
UNSTARTED = "nothing in the inputs starts the flow"
REPLY = "a scheduler starts the flow, so the data may be the reply of a call"


@dataclass(slots=True)
class Ledger:
    """Collects the accesses of an application's flows, and the flows to report.

    listening: flows with unknown callers.
    without_caller: flows without a trigger or caller.
    without_statement: flows with a database operation that has no statement.
    served: whether other applications call a flow; its accesses are then recorded for the caller.
    """

    moved: set[Touch] = field(default_factory=set)
    touched: dict[Touch, None] = field(default_factory=dict)
    listening: dict[str, Evidence] = field(default_factory=dict)
    missing: dict[str, Evidence] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    without_caller: dict[str, Evidence] = field(default_factory=dict)
    without_statement: dict[str, Evidence] = field(default_factory=dict)
    served: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One data movement with its field mappings. reason: why it is uncertain, "" if certain."""

    source: Touch
    target: Touch
    columns: tuple[ColumnEdge, ...] = ()
    reason: str = ""


def list_records(apps: Sequence[Application], network: Network) -> Iterator[Record]:
    """Yield flows and queries of all applications, then their interfaces and reports."""
    queues = {id(app): list_queues(app) for app in apps}
    walks: list[tuple[Application, Ledger, dict[str, tuple[Start, list[Step]]]]] = []
    for app in apps:
        ledger = Ledger()
        walked: dict[str, tuple[Start, list[Step]]] = {}
        for flow in app.flows.values():
            walk = Walk(
                app=app,
                called=ledger.called,
                missing=ledger.missing,
                network=network,
                queues=queues,
            )
            walked[flow.name] = (read_start(flow, app), walk.list_steps(flow))
        walks.append((app, ledger, walked))
    for app, ledger, walked in walks:
        ledger.served = any(id(flow.element) in network.called for flow in app.flows.values())
        for flow in app.flows.values():
            start, steps = walked[flow.name]
            queue = _find_starting_queue(flow, app)
            called = flow.name in ledger.called or queue in ledger.called
            answers = id(flow.element) in network.called
            if answers:
                failing = (step for step in steps if isinstance(step, Touch) and step.on_errors)
                ledger.touched |= dict.fromkeys(failing)
            elif not called or (start.kind and not queue):
                yield from _flow_records(flow, start, steps, ledger)
        yield from _list_interfaces(ledger)
        yield from _report(app, ledger)


def _find_starting_queue(flow: MuleFlow, app: Application) -> str:
    """Return the `vm` queue that starts a flow, "" if none does."""
    first = next(iter(flow.element), None)
    return "" if first is None else find_queue(first, app)


def _flow_records(
    flow: MuleFlow, start: Start, steps: list[Step], ledger: Ledger
) -> Iterator[Record]:
    touches = [step for step in steps if isinstance(step, Touch)]
    ledger.touched |= dict.fromkeys(touches)
    ledger.without_statement |= {
        f"{flow.name} (line {touch.evidence.line})": touch.evidence
        for touch in touches
        if touch.technology.mechanism.value == "sql" and not touch.sql
    }
    state = State.DISABLED if flow.stopped else State.ACTIVE if start.kind else State.UNKNOWN
    if start.kind and start.origin is None and "scheduler" not in start.kind and touches:
        ledger.listening.setdefault(flow.name, flow.evidence)
    if not start.kind and touches:
        ledger.without_caller.setdefault(flow.name, flow.evidence)
    seen: set[tuple[Endpoint, Endpoint, str]] = set()
    for move in _list_flow_moves(start, steps):
        ledger.moved |= {move.source, move.target}
        key = (move.source.end, move.target.end, move.source.sql)
        if move.source.end != move.target.end and key not in seen:
            seen.add(key)
            yield _build_record(move, flow, start, state)
    for touch in touches:
        if touch.sql and not touch.reads:
            ledger.moved.add(touch)
            yield _build_query(touch, None, flow, start, state)


def _list_flow_moves(start: Start, steps: Sequence[Step]) -> Iterator[Move]:
    """Yield a move from each system that a flow reads to each system that it writes later.

    The system that starts the flow counts as read. In a flow that a scheduler starts, a write
    without a preceding read may send the reply of an earlier call.
    """
    every: list[Step] = [*([start.origin] if start.origin else []), *steps]
    fetched = list(islice(_list_moves(every, replies=False), MAX_MOVES))
    yield from fetched
    if "scheduler" in start.kind:
        reached = {move.target for move in fetched}
        for move in islice(_list_moves(every, replies=True), MAX_MOVES):
            if move.target not in reached:
                yield replace(move, reason=REPLY)


def _list_moves(steps: Sequence[Step], *, replies: bool) -> Iterator[Move]:
    """Yield the moves from each read to the later writes.

    replies: whether the moves begin at calls that return a reply, not at reads.
    """
    first: Touch | None = None
    for index, step in enumerate(steps):
        if isinstance(step, Touch) and (step.replies if replies else step.reads):
            first = first or step
            for move in _follow_source(step, steps[index + 1 :]):
                # An error handler receives the message that started the flow, not data read later.
                if step is first or not move.target.on_errors:
                    yield move


def _follow_source(source: Touch, later: Sequence[Step]) -> Iterator[Move]:
    columns: tuple[ColumnEdge, ...] = ()
    read_between = False
    for step in later:
        if _exclude_each_other(source.branches, step.branches):
            continue
        match step:
            case Transform():
                columns = step.columns or columns
            case Touch(reads=True):
                read_between = read_between or not step.on_errors
            case Touch():
                parts = [ON_ERRORS if step.on_errors else READ_BETWEEN if read_between else ""]
                reason = "; ".join(part for part in (*parts, step.doubt) if part)
                own = () if step.on_errors else columns
                yield Move(source=source, target=step, columns=own, reason=reason)


def _exclude_each_other(
    first: Sequence[tuple[int, int]], second: Sequence[tuple[int, int]]
) -> bool:
    """Return whether two steps are in different branches of one choice, so that only one runs."""
    branches = dict(first)
    return any(branches.get(choice, branch) != branch for choice, branch in second)


def _build_record(move: Move, flow: MuleFlow, start: Start, state: State) -> Record:
    if move.source.sql and move.source.reads:
        return _build_query(move.source, move.target, flow, start, state)
    stopped = {State.DISABLED: STOPPED, State.UNKNOWN: UNSTARTED}.get(state, "")
    return Flow(
        source=move.source.end,
        target=move.target.end,
        mechanism=choose_mechanism(
            move.source.technology.mechanism, move.target.technology.mechanism
        ),
        technology=join_labels(PRODUCT, move.source.label, move.target.label),
        frequency=start.schedule,
        error_handling=list_failure_rules(flow.element),
        after_failure=move.target.on_errors,
        columns=move.columns,
        route=flow.name,
        state=state,
        certainty=Certainty.LIKELY if move.reason else Certainty.CERTAIN,
        reason="; ".join(part for part in (stopped, move.reason) if part),
        evidence=move.target.evidence,
    )


def _build_query(
    touch: Touch, target: Touch | None, flow: MuleFlow, start: Start, state: State
) -> Query:
    return Query(
        text=touch.sql,
        dialect=touch.dialect,
        home=touch.end.system,
        target=None if target is None else target.end,
        mechanism=Mechanism.SQL
        if target is None
        else choose_mechanism(touch.technology.mechanism, target.technology.mechanism),
        technology=join_labels(PRODUCT, touch.label, (target or touch).label),
        frequency=start.schedule,
        error_handling=list_failure_rules(flow.element),
        after_failure=(target or touch).on_errors,
        route=flow.name,
        state=state,
        evidence=touch.evidence,
    )


def _list_interfaces(ledger: Ledger) -> Iterator[Interface]:
    """Yield an interface for each system that the application accesses without a known flow."""
    seen: set[Endpoint] = set()
    for touch in ledger.touched:
        if touch not in ledger.moved and touch.end not in seen:
            seen.add(touch.end)
            yield Interface(
                system=touch.end.system,
                name=touch.end.dataset or touch.flow,
                protocol=f"{PRODUCT} {touch.label}",
                evidence=touch.evidence,
            )


def _report(app: Application, ledger: Ledger) -> Iterator[Record]:
    """Yield one report for each problem that flows have."""
    notes = (
        ("flows with a listener whose callers are unknown", ledger.listening,
         "list the flows from their callers in the inventory"),
        ("flows that no flow in the inputs starts", ledger.without_caller,
         "add the files with the flows that call these to the inputs"),
        ("database operations whose statement is not known", ledger.without_statement,
         "list the tables that they read or write in the inventory"),
        ("called flows that are not in the inputs", ledger.missing,
         "add the whole application and its domain to the inputs"),
    )  # fmt: skip
    for what, names, remedy in notes:
        if names:
            yield skip_names(what, remedy, names.items())
    if app.flows and not ledger.touched and not ledger.served:
        first = min(flow.evidence for flow in app.flows.values())
        yield skip_entry("no flow of this application accesses a system", ADD, first)
