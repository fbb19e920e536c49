"""Read Boomi processes: the data that they move between their connections.

A component is an XML document, as in the platform's API and in version control. Environment
extensions set hosts, and schedules specify when processes run.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import read_each, skip_entry, skip_names
from seamscope.connector.failures import CAUGHT, retry
from seamscope.connector.movements import choose_mechanism, join_labels
from seamscope.connector.properties import sort_by_environment
from seamscope.records import (
    Certainty,
    Endpoint,
    Evidence,
    Flow,
    Interface,
    Query,
    Record,
    State,
)
from seamscope_connectors.boomi.components import Account, Component, gather, list_columns
from seamscope_connectors.boomi.ends import Touch, build_touch
from seamscope_connectors.boomi.trace import Graph, Node, build_graph, is_broken

SPACE = "http://api.platform.boomi.com/"
PRODUCT = "Boomi"
ON_ERRORS = "only if the process fails"
READ_BETWEEN = "the process also reads other systems before it writes"


class BoomiConnector(Connector):
    """Reads processes without running them."""

    name = "boomi"
    reads = "Boomi components (processes, connections, operations), schedules and extensions"

    def claim(self, file: File) -> Claim | None:
        head = file.head(16384) if file.suffix == ".xml" else ""
        if SPACE in head and any(
            f"{tag} " in head for tag in ("Component", "ProcessSchedules", "EnvironmentExtensions")
        ):
            # One source, because components refer to one another by id.
            return Claim(reason="a component of Boomi", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        account = Account()

        def add(file: File) -> Iterator[Record]:
            if not gather(file, account):
                what = "the file has no component with a type"
                yield skip_entry(what, "export the component again", file.at(1))

        order = sort_by_environment(file.name for file in source.files)
        files = sorted(source.files, key=lambda file: (order.index(file.name), file.path))
        yield from read_each(files, add)
        graph = build_graph(account)
        touches = {node: build_touch(step, account) for node, step in graph.steps.items()}
        moved: set[Node] = set()
        yield from _list_moves(graph, touches, account, moved)
        yield from _list_rest(touches, moved)
        yield from _report(account, graph, touches)


def _list_moves(
    graph: Graph, touches: dict[Node, Touch], account: Account, moved: set[Node]
) -> Iterator[Record]:
    """Yield the flows from each reading step to the writing steps that its documents reach."""
    seen: set[tuple[Endpoint, Endpoint, str]] = set()
    for node, source in touches.items():
        if not source.reads or source.listens:
            continue
        reached = graph.reach(node)
        reads = [one for one in reached if one in touches and touches[one].reads and one != node]
        mapped = [one for one in reached if one in graph.maps]
        for one in reached:
            target = touches.get(one)
            if target is None or target.reads:
                continue
            moved |= {node, one}
            key = (source.end, target.end, source.sql)
            if source.end != target.end and key not in seen:
                seen.add(key)
                maps = [graph.maps[step] for step in mapped if one in graph.reach(step)]
                between = any(one in graph.reach(step) for step in reads)
                yield _build_record(source, target, maps, account, between=between)
    for node, touch in touches.items():
        if touch.sql and not touch.reads:
            moved.add(node)
            yield _build_query(touch, None, account)


def _frequency(touch: Touch, account: Account) -> str:
    return account.schedules.get(touch.step.process.id.casefold(), "")


def _locate(touch: Touch) -> Evidence:
    return touch.step.process.file.at(touch.step.line, touch.step.process.name)


def _build_record(
    source: Touch, target: Touch, maps: Sequence[str], account: Account, *, between: bool
) -> Record:
    if source.sql and not target.step.on_errors:
        return _build_query(source, target, account)
    parts = [ON_ERRORS if target.step.on_errors else "", READ_BETWEEN if between else ""]
    reason = "; ".join(part for part in (*parts, target.doubt) if part)
    columns = (edge for one in maps for edge in list_columns(account.find(one, "transform.map")))
    return Flow(
        source=source.end,
        target=target.end,
        mechanism=choose_mechanism(source.mechanism, target.mechanism),
        technology=join_labels(PRODUCT, source.label, target.label),
        frequency=_frequency(source, account),
        error_handling=_list_failure_rules(target),
        after_failure=target.step.on_errors,
        columns=tuple(dict.fromkeys(columns)),
        route=target.step.process.name,
        state=State.ACTIVE,
        certainty=Certainty.LIKELY if reason else Certainty.CERTAIN,
        reason=reason,
        evidence=_locate(target),
    )


def _list_failure_rules(touch: Touch) -> tuple[str, ...]:
    """Return what happens if the process that contains a step fails (Try/Catch shapes)."""
    catches = [*touch.step.process.element.iter("catcherrors")]
    times = (one.get("retryCount", "0") for one in catches)
    repeated = {retry(count) for count in times if count not in {"", "0"}}
    return tuple(sorted({*repeated, *([CAUGHT] if catches else [])}))


def _build_query(touch: Touch, target: Touch | None, account: Account) -> Query:
    return Query(
        text=touch.sql,
        dialect=touch.dialect,
        home=touch.end.system,
        target=None if target is None else target.end,
        mechanism=touch.mechanism
        if target is None
        else choose_mechanism(touch.mechanism, target.mechanism),
        technology=join_labels(PRODUCT, touch.label, (target or touch).label),
        frequency=_frequency(touch, account),
        error_handling=_list_failure_rules(touch),
        after_failure=(target or touch).step.on_errors,
        route=touch.step.process.name,
        evidence=_locate(touch),
    )


def _list_rest(touches: dict[Node, Touch], moved: set[Node]) -> Iterator[Record]:
    """Yield an interface for each system that a process accesses without a known flow."""
    seen: set[Endpoint] = set()
    for node, touch in touches.items():
        if node not in moved and not touch.listens and touch.end not in seen:
            seen.add(touch.end)
            yield Interface(
                system=touch.end.system,
                name=touch.end.dataset or touch.step.label or touch.step.process.name,
                protocol=f"{PRODUCT} {touch.label}",
                evidence=_locate(touch),
            )


def _report_faults(
    processes: Sequence[Component], account: Account, touches: dict[Node, Touch]
) -> Iterator[Record]:
    """Report processes whose paths are broken or whose steps contradict their connections."""
    if broken := [(one.name, one.evidence) for one in processes if is_broken(one)]:
        what = "processes without a start, or with a path that leads to no shape"
        yield skip_names(what, "export the processes again", broken)
    if mixed := _list_mixed(account, touches):
        what = "processes with a step of another type than its connection"
        yield skip_names(what, "correct the type of the step or its connection", mixed.items())


def _list_mixed(account: Account, touches: dict[Node, Touch]) -> dict[str, Evidence]:
    """Return the processes with a step whose connection is of another type."""
    found: dict[str, Evidence] = {}
    for touch in touches.values():
        connection = account.find(touch.step.connection, "connector-settings")
        own = connection.product.casefold() if connection is not None else ""
        if own and touch.step.product and own != touch.step.product.casefold():
            found.setdefault(touch.step.process.name, touch.step.process.evidence)
    return found


def _report(account: Account, graph: Graph, touches: dict[Node, Touch]) -> Iterator[Record]:
    used: dict[str, list[Touch]] = defaultdict(list)
    for touch in touches.values():
        used[touch.step.process.id.casefold()].append(touch)
    processes = account.list_kind("process")
    listening = [one for one in processes if any(t.listens for t in used[one.id.casefold()])]
    silent = [
        one for one in processes
        if not used[one.id.casefold()] and one.id.casefold() not in graph.called
    ]  # fmt: skip
    lost = {
        touch.step.process.name: touch.step.process.evidence
        for touch in touches.values()
        if touch.step.connection
        and account.find(touch.step.connection, "connector-settings") is None
    }
    if listening:
        what = "processes that listen, but whose callers are unknown"
        names = [(one.name, one.evidence) for one in listening]
        yield skip_names(what, "list the flows from their callers in the inventory", names)
    if silent:
        what = "processes that do not access a system"
        names = [(one.name, one.evidence) for one in silent]
        yield skip_names(what, "list the flows of their scripts in the inventory", names)
    if lost:
        what = "processes whose connections are not in the inputs"
        yield skip_names(what, "export the connections as well", lost.items())
    yield from _report_faults(processes, account, touches)
    if graph.missing:
        what = "called processes that are not in the inputs"
        missing = [(id_, caller.evidence) for id_, caller in graph.missing.items()]
        yield skip_names(what, "export the called processes as well", missing)
    if account.components and not processes:
        first = min(one.evidence for one in account.components.values())
        what = "the inputs contain components, but no process"
        yield skip_entry(what, "export the processes as well", first)
