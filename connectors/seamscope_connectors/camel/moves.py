"""Build the records of a Camel route: flows, queries, and interfaces with unknown callers."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from seamscope.connector.entries import skip_entry
from seamscope.connector.movements import choose_mechanism, join_labels
from seamscope.connector.scrub import quote
from seamscope.records import (
    Certainty,
    Dataset,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Interface,
    Mechanism,
    Query,
    Record,
    State,
    SystemRef,
)
from seamscope_connectors.camel.callers import find_caller
from seamscope_connectors.camel.routes import Route, Step
from seamscope_connectors.camel.uris import (
    find_kind,
    get_scheme_name,
    is_no_system,
    is_read,
    read_sql,
    resolve_endpoint,
    waits_for_callers,
)

DIALECTS = {"PostgreSQL": "postgres", "MySQL": "mysql", "MariaDB": "mysql",
            "Snowflake": "snowflake", "Oracle Database": "oracle",
            "Microsoft SQL Server": "tsql", "Amazon Redshift": "redshift",
            "Google BigQuery": "bigquery"}  # fmt: skip
# Addresses of topics: ``jms:topic:orders``, and every address of MQTT.
TOPICS = re.compile(r"paho|mqtt|[\w-]{1,40}:topic:", re.I)
ADD_TO_INVENTORY = "list its flows in the inventory"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachedStep:
    """A step that a route reaches.

    trail: names of the routes that lead to the step.
    off: the reason why one of these routes does not start, "" if all of them start.
    """

    step: Step
    trail: tuple[str, ...]
    off: str = ""


def build_flows(route: Route, start: Step, reached: list[ReachedStep]) -> Iterator[Record]:
    """Yield a flow from each system that a route reads to each system that it writes later.

    The system at the start of the route counts as read.

    reached: the steps of the route and of the routes that it sends to.
    """
    ends = [(one, is_read(one.step)) for one in reached if not is_no_system(one.step)]
    caller = find_caller(route, start) if waits_for_callers(start) else None
    if caller is not None:
        yield from _build_called_flows(route, caller, [one for one, asked in ends if not asked])
    elif waits_for_callers(start):
        yield from _build_interfaces(route, start, [one.step for one, _ in ends])
    elif not is_no_system(start):
        ends.insert(0, (ReachedStep(step=start, trail=(route.name,)), True))
    yield from _list_queues(one.step for one, _ in ends)
    for index, (one, asked) in enumerate(ends):
        if asked:
            for sink in (later for later, too in ends[index + 1 :] if not too):
                yield from _connect(one.step, sink)
    if not waits_for_callers(start) and len({asked for _, asked in ends}) == 1:
        yield from _report_one_sided(route, start, [one.step for one, _ in ends], read=ends[0][1])


def _list_queues(steps: Iterable[Step]) -> Iterator[Record]:
    """Yield the queues and topics of endpoints whose broker is unknown, such as ``jms:orders``.

    They show that the unknown system is a broker, which only passes data on.
    """
    for step in steps:
        kind, end = find_kind(step), resolve_endpoint(step)
        known = kind.product or end.system.name
        if kind.mechanism is Mechanism.EVENTS and not known and end.dataset and end.system.clues:
            sort = "topic" if TOPICS.match(f"{step.scheme}:{step.path}") else "queue"
            yield Dataset(system=end.system, name=end.dataset, kind=sort, evidence=step.evidence)


def build_write_queries(route: Route) -> Iterator[Record]:
    """Yield the INSERT, UPDATE and other writing statements in the `sql:` endpoints of a route."""
    off = "off" if route.off else ""
    for step in route.steps:
        if not is_read(step) and (text := read_sql(step)):
            yield _build_query(
                step, text, ReachedStep(step=step, trail=(route.name,), off=off), None
            )


def _report_one_sided(
    route: Route, start: Step, ends: list[Step], *, read: bool
) -> Iterator[Record]:
    """Yield an interface for each system of a route that only reads or only writes.

    The unknown source or target is reported: ``timer:`` to ``aws2-sqs:orders`` writes to the queue,
    but the content comes from no other system.
    """
    for end in dict.fromkeys(resolve_endpoint(step) for step in ends):
        yield Interface(
            system=end.system,
            name=end.dataset or route.name or start.uri,
            protocol=_describe_technology(
                *[step for step in ends if resolve_endpoint(step) == end][:1]
            ),
            state=State.DISABLED if route.off else State.ACTIVE,
            evidence=route.evidence,
        )
    own = f"starts from {quote(start.uri, 60)}, so the source of its data is unknown"
    problem = "writes to no system" if read else own
    yield skip_entry(
        f"route {quote(route.name or start.uri, 60)} {problem}", ADD_TO_INVENTORY, route.evidence
    )


def _build_interfaces(route: Route, start: Step, ends: list[Step]) -> Iterator[Record]:
    """Yield an interface for each system of a route whose callers are unknown."""
    systems = sorted({resolve_endpoint(step).system for step in ends})
    for system in systems:
        yield Interface(
            system=system,
            name=start.path or route.name,
            protocol="rest" if start.scheme == "rest" else get_scheme_name(start),
            operations=route.operations,
            state=State.DISABLED if route.off else State.ACTIVE,
            evidence=route.evidence,
        )
    who = (
        "the route does not access a system"
        if not systems
        else "the callers of the route are unknown"
    )
    yield skip_entry(f"{quote(start.uri, 80)}: {who}", ADD_TO_INVENTORY, start.evidence)


def _build_called_flows(
    route: Route, caller: tuple[SystemRef, str], sinks: list[ReachedStep]
) -> Iterator[Record]:
    """Yield a flow from the known caller of a route to each system that the route writes to."""
    ref, reason = caller
    for sink in sinks:
        yield Flow(
            source=Endpoint(system=ref),
            target=resolve_endpoint(sink.step),
            mechanism=Mechanism.API,
            technology=_describe_technology(sink.step),
            state=State.DISABLED if route.off or sink.off else State.ACTIVE,
            certainty=Certainty.LIKELY,
            reason=reason,
            evidence=_build_evidence(sink),
        )


def _connect(origin: Step, sink: ReachedStep) -> Iterator[Record]:
    if text := read_sql(origin):
        yield _build_query(origin, text, sink, sink.step)
        return
    start, end = resolve_endpoint(origin), resolve_endpoint(sink.step)
    if start == end:
        uris = f"{quote(origin.uri, 60)} to {quote(sink.step.uri, 60)}"
        what = f"source and target are one system: {uris}"
        yield skip_entry(
            what, "use different hosts for endpoints of different systems", _build_evidence(sink)
        )
        return
    if sink.step.scheme == "jdbc":
        yield Dependency(
            source=start,
            target=end,
            reason="the SQL statement is built at run time, so it may read or write",
            mechanism=Mechanism.SQL,
            technology=_describe_technology(origin, sink.step),
            state=State.DISABLED if sink.off else State.ACTIVE,
            evidence=_build_evidence(sink),
        )
        return
    doubt = _explain_doubt(sink.step)
    yield Flow(
        source=start,
        target=end,
        mechanism=_choose_mechanism(origin, sink.step),
        technology=_describe_technology(origin, sink.step),
        state=State.DISABLED if sink.off else State.ACTIVE,
        certainty=Certainty.LIKELY if doubt else Certainty.CERTAIN,
        reason="; ".join(part for part in (sink.off, doubt) if part),
        evidence=_build_evidence(sink),
    )


def _explain_doubt(step: Step) -> str:
    if find_kind(step).scheme == "" and step.scheme:
        name = get_scheme_name(step)[:40]
        return f"the component {name} is unknown; it is assumed to be a target"
    called = find_kind(step).mechanism is Mechanism.API and step.scheme in {"http", "https", "rest"}
    return (
        ""
        if not called or step.values.get("httpMethod")
        else "the HTTP method of the call is unknown; a write is assumed"
    )


def _build_query(step: Step, text: str, sink: ReachedStep, target: Step | None) -> Query:
    return Query(
        text=text,
        dialect=DIALECTS.get(find_kind(step).product, ""),
        home=resolve_endpoint(step).system,
        target=None if target is None else resolve_endpoint(target),
        mechanism=Mechanism.SQL if target is None else _choose_mechanism(step, target),
        technology=_describe_technology(step, target or step),
        state=State.DISABLED if sink.off else State.ACTIVE,
        evidence=_build_evidence(ReachedStep(step=step, trail=sink.trail)),
    )


def _choose_mechanism(origin: Step, sink: Step) -> Mechanism:
    return choose_mechanism(find_kind(origin).mechanism, find_kind(sink).mechanism)


def _describe_technology(*steps: Step) -> str:
    return join_labels("Camel", *map(get_scheme_name, steps))


def _build_evidence(one: ReachedStep) -> Evidence:
    where = one.step.evidence
    trail = " -> ".join(name for name in one.trail if name)
    return Evidence(file=where.file, line=where.line, place=trail, connector=where.connector)
