"""What moves along a Camel route: flows, statements, and interfaces that nobody is said to call."""

from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.connector.entries import entry_fault
from seamscope.records import (
    Certainty,
    Dependency,
    Evidence,
    Flow,
    Interface,
    Mechanism,
    Query,
    Record,
    State,
)
from seamscope_connectors.camel.routes import Route, Step
from seamscope_connectors.camel.uris import (
    end_of,
    is_heard,
    is_none,
    kind_of,
    name_of,
    reads,
    statement_of,
)

DIALECTS = {"PostgreSQL": "postgres", "MySQL": "mysql", "MariaDB": "mysql",
            "Snowflake": "snowflake", "Oracle Database": "oracle",
            "Microsoft SQL Server": "tsql", "Amazon Redshift": "redshift",
            "Google BigQuery": "bigquery"}  # fmt: skip
ADD = "add what it moves to the inventory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """An endpoint, the routes that lead to it, and whether one of them does not start."""

    step: Step
    trail: tuple[str, ...]
    off: str = ""


def movements(route: Route, start: Step, reached: list[Reached]) -> Iterator[Record]:
    """Yield what moves from the start, and from what is read on the way, to what is written."""
    ends = [(one, reads(one.step)) for one in reached if not is_none(one.step)]
    if is_heard(start):
        yield from _interfaces(route, start, [one.step for one, _ in ends])
    elif not is_none(start):
        ends.insert(0, (Reached(step=start, trail=(route.name,)), True))
    for index, (one, asked) in enumerate(ends):
        if asked:
            for sink in (later for later, too in ends[index + 1 :] if not too):
                yield from _between(one.step, sink)
    if not is_heard(start) and len({asked for _, asked in ends}) == 1:
        yield from _one_sided(route, start, [one.step for one, _ in ends], read=ends[0][1])


def statements(route: Route) -> Iterator[Record]:
    """Yield the SQL by which a route writes."""
    off = "off" if route.off else ""
    for step in route.steps:
        if not reads(step) and (text := statement_of(step)):
            yield _query(step, text, Reached(step=step, trail=(route.name,), off=off), None)


def _one_sided(route: Route, start: Step, ends: list[Step], *, read: bool) -> Iterator[Record]:
    """Yield the systems that a route only writes to, or only reads, and report the missing side.

    ``timer`` to ``aws2-sqs:orders`` touches the queue, though the route itself makes the content.
    """
    for end in dict.fromkeys(end_of(step) for step in ends):
        yield Interface(
            system=end.system,
            name=end.dataset or route.name or start.uri,
            protocol=_technology(*[step for step in ends if end_of(step) == end][:1]),
            state=State.DISABLED if route.off else State.ACTIVE,
            evidence=route.evidence,
        )
    own = f"starts from {start.uri[:60]}: the route itself makes what it writes"
    what = "reaches no other system" if read else own
    yield entry_fault(f"route {(route.name or start.uri)[:60]} {what}", ADD, route.evidence)


def _interfaces(route: Route, start: Step, ends: list[Step]) -> Iterator[Record]:
    """Yield what a route offers, for each system it leads to: nobody says who calls."""
    systems = sorted({end_of(step).system for step in ends})
    for system in systems:
        yield Interface(
            system=system,
            name=start.path or route.name,
            protocol="rest" if start.scheme == "rest" else name_of(start),
            operations=route.operations,
            state=State.DISABLED if route.off else State.ACTIVE,
            evidence=route.evidence,
        )
    who = "leads to no system" if not systems else "who calls it is not said"
    yield entry_fault(f"{start.uri[:80]}: {who}", ADD, start.evidence)


def _between(origin: Step, sink: Reached) -> Iterator[Record]:
    if text := statement_of(origin):
        yield _query(origin, text, sink, sink.step)
        return
    start, end = end_of(origin), end_of(sink.step)
    if start == end:
        what = f"{origin.uri[:60]} to {sink.step.uri[:60]}: both ends are one system"
        yield entry_fault(what, "name the systems apart if they are two", _evidence(sink))
        return
    if sink.step.scheme == "jdbc":
        yield Dependency(
            source=start,
            target=end,
            reason="the statement is made when the route runs, and may read or write",
            mechanism=Mechanism.SQL,
            technology=_technology(origin, sink.step),
            state=State.DISABLED if sink.off else State.ACTIVE,
            evidence=_evidence(sink),
        )
        return
    doubt = _doubt(sink.step)
    yield Flow(
        source=start,
        target=end,
        mechanism=_mechanism(origin, sink.step),
        technology=_technology(origin, sink.step),
        state=State.DISABLED if sink.off else State.ACTIVE,
        certainty=Certainty.LIKELY if doubt else Certainty.CERTAIN,
        reason="; ".join(part for part in (sink.off, doubt) if part),
        evidence=_evidence(sink),
    )


def _doubt(step: Step) -> str:
    if kind_of(step).scheme == "" and step.scheme:
        return f"the endpoint {name_of(step)[:40]} is not known; what a route sends goes there"
    called = kind_of(step).mechanism is Mechanism.API and step.scheme in {"http", "https", "rest"}
    return "" if not called or step.values.get("httpMethod") else "the call may fetch instead"


def _query(step: Step, text: str, sink: Reached, target: Step | None) -> Query:
    return Query(
        text=text,
        dialect=DIALECTS.get(kind_of(step).product, ""),
        home=end_of(step).system,
        target=None if target is None else end_of(target),
        mechanism=Mechanism.SQL if target is None else _mechanism(step, target),
        technology=_technology(step, target or step),
        state=State.DISABLED if sink.off else State.ACTIVE,
        evidence=_evidence(Reached(step=step, trail=sink.trail)),
    )


def _mechanism(origin: Step, sink: Step) -> Mechanism:
    """Return how data gets into the target; if its kind does not tell, out of the source."""
    found = kind_of(sink).mechanism
    return kind_of(origin).mechanism if found is Mechanism.UNKNOWN else found


def _technology(*steps: Step) -> str:
    names = dict.fromkeys(name_of(step) for step in steps)
    return f"Camel {' to '.join(name for name in names if name)}"


def _evidence(one: Reached) -> Evidence:
    where = one.step.evidence
    trail = " -> ".join(name for name in one.trail if name)
    return Evidence(file=where.file, line=where.line, place=trail, connector=where.connector)
