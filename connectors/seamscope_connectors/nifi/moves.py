"""What a route moves: flows, queries, and what calls it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from seamscope.connector.entries import entry_fault
from seamscope.records import (
    Certainty,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Interface,
    Mechanism,
    Query,
    Record,
    State,
)
from seamscope_connectors.nifi.canvas import Canvas, Node, fixed
from seamscope_connectors.nifi.ends import dialect_of, end_of, unnamed
from seamscope_connectors.nifi.roles import Role, role_of
from seamscope_connectors.nifi.routes import Route
from seamscope_connectors.nifi.unread import ADD

SHOWN = 8  # stations of a route that its evidence names


def ends_of(key: str, canvas: Canvas) -> list[Endpoint]:
    """Return the end of a node, one for each topic if it names several; worked out once."""
    if key not in canvas.ends:
        end = end_of(canvas.nodes[key], canvas)
        names = [name.strip() for name in end.dataset.split(",") if name.strip()]
        canvas.ends[key] = [replace(end, dataset=name) for name in names or [""]]
    return canvas.ends[key]


def flows_of(route: Route, ends: list[Endpoint], canvas: Canvas) -> Iterator[Record]:
    """Yield the flows of a route to each of its ends."""
    starts = ends_of(route.start, canvas)
    if not starts[0].dataset and len(route.listers) == 1:
        listed = ends_of(route.listers[0], canvas)[0]
        starts = [replace(starts[0], dataset=listed.dataset)]
    state, reason = _state(route, canvas)
    doubt = route.doubt or _opaque(route, canvas)
    said = [reason, doubt]
    unknown = [key for key in (route.start, route.path[-1]) if not ends_of(key, canvas)[0].dataset]
    said += [unnamed(canvas.nodes[key]) for key in unknown]
    for start in starts:
        for end in ends:
            yield Flow(
                source=start,
                target=end,
                mechanism=Mechanism.ETL,
                technology=_technology(route, canvas),
                frequency=_frequency(canvas.nodes[(*route.listers, route.start)[0]]),
                state=state,
                certainty=Certainty.LIKELY if doubt else Certainty.CERTAIN,
                reason="; ".join(part for part in said if part),
                evidence=_evidence(route, canvas),
            )


def queries_of(text: str, route: Route, ends: list[Endpoint], canvas: Canvas) -> Iterator[Record]:
    """Yield the SQL that a route starts with."""
    origin = canvas.nodes[route.start]
    if not fixed(text):
        problem = f"{origin.where}: SQL that is made at run time is not read"
        yield entry_fault(problem, ADD, origin.doc.evidence)
        if ends:
            yield from flows_of(route, ends, canvas)
        return
    targets: list[Endpoint | None] = [*ends] or [None]
    for end in targets:
        yield Query(
            text=text,
            dialect=dialect_of(origin, canvas),
            home=ends_of(route.start, canvas)[0].system,
            target=end,
            mechanism=Mechanism.SQL if end is None else Mechanism.ETL,
            technology=_technology(route, canvas),
            state=_state(route, canvas)[0],
            evidence=_evidence(route, canvas),
        )


def heard(origin: Node, end: Endpoint, route: Route, canvas: Canvas) -> Interface:
    """Return the interface that a listening processor offers: nobody says who sends to it."""
    return Interface(
        system=end.system,
        name=origin.value("Base Path", "Allowed Paths") or origin.name,
        protocol=re.sub(r"^Listen|^Handle|^Connect|Request$", "", origin.kind).lower(),
        state=_state(route, canvas)[0],
        evidence=_evidence(route, canvas),
    )


def triggers_of(route: Route, canvas: Canvas) -> Iterator[Record]:
    """Yield what starts a reading without, so far as can be told, being carried on."""
    origin = canvas.nodes[route.start]
    end = ends_of(route.start, canvas)[0]
    starts = [start for key in route.triggers for start in ends_of(key, canvas)]
    for start in starts:
        if start.system != end.system:
            yield Dependency(
                source=start,
                target=end,
                reason=f"it starts the reading of {origin.name}; what is carried is not said",
                mechanism=Mechanism.ETL,
                technology=_technology(route, canvas),
                state=_state(route, canvas)[0],
                evidence=_evidence(route, canvas),
            )


def _state(route: Route, canvas: Canvas) -> tuple[State, str]:
    stopped = [canvas.nodes[key] for key in route.path if canvas.nodes[key].stopped]
    if not stopped:
        return State.ACTIVE, ""
    return State.DISABLED, f"{stopped[0].name} {stopped[0].stopped}"


def _opaque(route: Route, canvas: Canvas) -> str:
    """Return what on the way may do anything with the data, "" if nothing does."""
    inner = (canvas.nodes[key] for key in route.path[1:-1])
    names = [node.name for node in inner if role_of(node) in {Role.RUNS_CODE, Role.UNKNOWN}]
    return f"passes through {', '.join(names)[:80]}, which is not read" if names else ""


def _technology(route: Route, canvas: Canvas) -> str:
    return f"NiFi {canvas.nodes[route.start].kind}"


def _frequency(node: Node) -> str:
    """Return the schedule of a processor; what runs without pause says none."""
    period, strategy = node.doc["schedulingPeriod"].text, node.doc["schedulingStrategy"].text
    if strategy == "CRON_DRIVEN":
        return f"cron {period}"
    runs = strategy == "TIMER_DRIVEN" and re.match(r"0*[1-9]", period)
    return f"every {period}" if runs else ""


def _evidence(route: Route, canvas: Canvas) -> Evidence:
    """Return where the last processor stands, with the route as people see it on the canvas."""
    names = [canvas.nodes[key].name for key in route.path]
    if len(names) > SHOWN:
        names = [*names[: SHOWN // 2], "…", *names[-SHOWN // 2 :]]
    last = canvas.nodes[route.path[-1]]
    group = f"{last.scope.path}: " if last.scope.path else ""
    return replace(last.doc.evidence, place=group + " -> ".join(names))
