"""Build the flows, queries, interfaces and dependencies of a route on a NiFi canvas."""

import re
from collections.abc import Iterator
from dataclasses import replace

from seamscope.connector.entries import skip_entry
from seamscope.connector.scrub import quote
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
from seamscope_connectors.nifi.canvas import Canvas, Node, get_constant
from seamscope_connectors.nifi.ends import build_end, explain_unknown_dataset, find_dialect
from seamscope_connectors.nifi.roles import Role, get_role
from seamscope_connectors.nifi.routes import Route
from seamscope_connectors.nifi.unread import ADD

SHOWN = 8  # maximum number of processors in the evidence of a route


def get_ends(key: str, canvas: Canvas) -> list[Endpoint]:
    """Return the endpoints of a node: one, or one for each topic in a list of topics."""
    if key not in canvas.ends:
        end = build_end(canvas.nodes[key], canvas)
        names = [name.strip() for name in end.dataset.split(",") if name.strip()]
        canvas.ends[key] = [replace(end, dataset=name) for name in names or [""]]
    return canvas.ends[key]


def list_flows(route: Route, ends: list[Endpoint], canvas: Canvas) -> Iterator[Record]:
    """Yield a flow from each endpoint at the start of a route to each endpoint at its end."""
    starts = get_ends(route.start, canvas)
    if not starts[0].dataset and len(route.listers) == 1:
        listed = get_ends(route.listers[0], canvas)[0]
        starts = [replace(starts[0], dataset=listed.dataset)]
    state, reason = _derive_state(route, canvas)
    doubt = route.doubt or _explain_doubt(route, canvas)
    reasons = [reason, doubt]
    unknown = [key for key in (route.start, route.path[-1]) if not get_ends(key, canvas)[0].dataset]
    reasons += [explain_unknown_dataset(canvas.nodes[key]) for key in unknown]
    for start in starts:
        for end in ends:
            yield Flow(
                source=start,
                target=end,
                mechanism=Mechanism.ETL,
                technology=_describe_technology(route, canvas),
                frequency=_derive_frequency(canvas.nodes[(*route.listers, route.start)[0]]),
                state=state,
                certainty=Certainty.LIKELY if doubt else Certainty.CERTAIN,
                reason="; ".join(part for part in reasons if part),
                evidence=_build_evidence(route, canvas),
            )


def list_queries(text: str, route: Route, ends: list[Endpoint], canvas: Canvas) -> Iterator[Record]:
    """Yield a query for the SQL of the processor at the start of a route."""
    origin = canvas.nodes[route.start]
    if not get_constant(text):
        problem = f"{origin.where}: SQL built at run time is not read"
        yield skip_entry(problem, ADD, origin.doc.evidence)
        if ends:
            yield from list_flows(route, ends, canvas)
        return
    targets: list[Endpoint | None] = [*ends] or [None]
    for end in targets:
        yield Query(
            text=text,
            dialect=find_dialect(origin, canvas),
            home=get_ends(route.start, canvas)[0].system,
            target=end,
            mechanism=Mechanism.SQL if end is None else Mechanism.ETL,
            technology=_describe_technology(route, canvas),
            state=_derive_state(route, canvas)[0],
            evidence=_build_evidence(route, canvas),
        )


def build_interface(origin: Node, end: Endpoint, route: Route, canvas: Canvas) -> Interface:
    """Return the interface of a processor that listens for unknown callers."""
    return Interface(
        system=end.system,
        name=origin.value("Base Path", "Allowed Paths") or origin.name,
        protocol=re.sub(r"^Listen|^Handle|^Connect|Request$", "", origin.kind).lower(),
        state=_derive_state(route, canvas)[0],
        evidence=_build_evidence(route, canvas),
    )


def list_triggers(route: Route, canvas: Canvas) -> Iterator[Record]:
    """Yield dependencies on systems whose data triggers the first read of a route.

    Whether their data is passed on is unknown.
    """
    origin = canvas.nodes[route.start]
    end = get_ends(route.start, canvas)[0]
    starts = [start for key in route.triggers for start in get_ends(key, canvas)]
    for start in starts:
        if start.system != end.system:
            yield Dependency(
                source=start,
                target=end,
                reason=f"the source triggers {origin.name}, which may not pass on its data",
                mechanism=Mechanism.ETL,
                technology=_describe_technology(route, canvas),
                state=_derive_state(route, canvas)[0],
                evidence=_build_evidence(route, canvas),
            )


def _derive_state(route: Route, canvas: Canvas) -> tuple[State, str]:
    stopped = [canvas.nodes[key] for key in route.path if canvas.nodes[key].stopped]
    if not stopped:
        return State.ACTIVE, ""
    return State.DISABLED, f"{stopped[0].name} {stopped[0].stopped}"


def _explain_doubt(route: Route, canvas: Canvas) -> str:
    """Return a reason that names the processors of a route that run unknown code, "" if none do."""
    inner = (canvas.nodes[key] for key in route.path[1:-1])
    names = [node.name for node in inner if get_role(node) in {Role.RUNS_CODE, Role.UNKNOWN}]
    return f"passes through {quote(', '.join(names), 80)}, which is not analysed" if names else ""


def _describe_technology(route: Route, canvas: Canvas) -> str:
    return f"NiFi {canvas.nodes[route.start].kind}"


def _derive_frequency(node: Node) -> str:
    """Return the schedule of a processor, "" if it runs continuously."""
    period, strategy = node.doc["schedulingPeriod"].text, node.doc["schedulingStrategy"].text
    if strategy == "CRON_DRIVEN":
        return f"cron {period}"
    runs = strategy == "TIMER_DRIVEN" and re.match(r"0*[1-9]", period)
    return f"every {period}" if runs else ""


def _build_evidence(route: Route, canvas: Canvas) -> Evidence:
    """Return the position of the last processor of a route.

    Its place consists of the names of all processors: ``Get orders -> Convert -> Put orders``.
    """
    names = [canvas.nodes[key].name for key in route.path]
    if len(names) > SHOWN:
        names = [*names[: SHOWN // 2], "…", *names[-SHOWN // 2 :]]
    last = canvas.nodes[route.path[-1]]
    group = f"{last.scope.path}: " if last.scope.path else ""
    return replace(last.doc.evidence, place=group + " -> ".join(names))
