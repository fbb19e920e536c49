"""Trace data from reads to writes in a graph of steps, such as a job of an ETL tool."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from seamscope.connector.movements import choose_mechanism
from seamscope.records import Endpoint, Evidence, Flow, Mechanism, Query, State, SystemRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step that reads from or writes to a system.

    dataset: the table, file or path, "" if unknown.
    sql: the SQL of a step that reads, "" for none.
    dialect: the dialect of this SQL.
    schema: the schema of table names without one.
    enabled: False if the step is switched off.
    """

    name: str
    system: SystemRef
    evidence: Evidence
    writes: bool
    dataset: str = ""
    sql: str = ""
    dialect: str = ""
    mechanism: Mechanism = Mechanism.ETL
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A connection from one step to the next, by their names."""

    source: str
    target: str
    enabled: bool = True


def list_movements(
    steps: Iterable[Step], links: Iterable[Link], technology: str, route: str
) -> Iterator[Flow | Query]:
    """Yield a flow or query from each step that reads to each step that writes its data.

    The result is disabled if a step or link on the way is disabled.

    route: the name of the job.
    """
    listed = list(steps)
    reads = {step.name: step for step in listed if not step.writes}
    before: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        before[link.target].append(link)
    for step in listed:
        for name, enabled in _find_origins(step.name, before, reads) if step.writes else ():
            read = reads[name]
            active = enabled and read.enabled and step.enabled
            yield _build_movement(read, step, technology, route, active=active)


def _find_origins(
    name: str, before: Mapping[str, Sequence[Link]], reads: Mapping[str, Step]
) -> list[tuple[str, bool]]:
    """Return the steps whose data reaches a step, and whether all links on the way are enabled."""
    ways: dict[str, bool] = {}
    for live in (True, False):  # a path over enabled links takes precedence
        todo, seen = [name], {name}
        while todo:
            for link in before.get(todo.pop(), ()):
                if (link.enabled or not live) and link.source not in seen:
                    seen.add(link.source)
                    todo.append(link.source)
                    ways.setdefault(link.source, live)
    return [(one, live) for one, live in ways.items() if one in reads]


def _build_movement(
    read: Step, write: Step, technology: str, route: str, *, active: bool
) -> Flow | Query:
    state = State.ACTIVE if active else State.DISABLED
    target = Endpoint(system=write.system, dataset=write.dataset)
    mechanism = choose_mechanism(read.mechanism, write.mechanism)
    if read.sql:
        return Query(
            text=read.sql,
            dialect=read.dialect,
            home=read.system,
            target=target,
            mechanism=mechanism,
            technology=technology,
            route=route,
            state=state,
            evidence=read.evidence,
        )
    return Flow(
        source=Endpoint(system=read.system, dataset=read.dataset),
        target=target,
        mechanism=mechanism,
        technology=technology,
        route=route,
        state=state,
        reason="" if active else "a step or link on the way is switched off",
        evidence=write.evidence,
    )
