"""Apache NiFi: what a canvas moves from its reading to its writing processors.

Flow definitions (`flowContents`, as downloaded or kept in a registry) and the `flow.json` of a
running NiFi (`rootGroup`). NiFi moves data between others: it is the mechanism, not an end.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from seamscope.connector import Claim, Connector, Doc, File, Source
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
from seamscope_connectors.nifi.canvas import Canvas, Node, canvas_of, fixed
from seamscope_connectors.nifi.ends import Role, dialect_of, end_of, role_of, unnamed
from seamscope_connectors.nifi.routes import Route, routes_into
from seamscope_connectors.nifi.unread import ADD, unread

OLD = re.compile(r"<(?:flowController|template)\b[^>]*\bencoding-version=")
SHOWN = 8  # stations of a route that its evidence names
STATEMENTS = ("SQL Query", "SQL select query", "Custom Query", "SQL Statement")


class NifiConnector(Connector):
    """Reads flow definitions; nothing in them runs."""

    name = "nifi"
    reads = "Apache NiFi flows (flow definitions, registry snapshots, flow.json)"

    def claim(self, file: File) -> Claim | None:
        head = file.head(65536)
        if OLD.search(head[:4096]):
            return Claim(reason="a flow of NiFi 1 as XML")
        if file.suffix not in {".json", ".raw", ""} or not head.lstrip().startswith("{"):
            return None
        if re.search(r'"flowContents"\s*:\s*\{|"flowEncodingVersion"\s*:', head):
            return Claim(reason="a flow definition of NiFi")
        if '"encodingVersion"' in head and re.search(
            r'"maxTimerDrivenThreadCount"\s*:|"rootGroup"\s*:\s*\{', head
        ):
            return Claim(reason="the flow of a running NiFi")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        file = source.file
        if OLD.search(file.head()):
            remedy = "download the flow definition as JSON, or give NiFi's conf/flow.json.gz"
            raise file.error("a flow of NiFi 1 as XML, which is not read", remedy, 1)
        document = file.document()
        top = document.first("flowContents", "rootGroup")
        if not top or not top.is_mapping:
            raise file.error("a NiFi export without a process group", "export the flow again", 1)
        yield from _version(document)
        canvas = canvas_of(document)
        roles = {key: role_of(node) for key, node in canvas.nodes.items()}
        used: set[str] = set()
        for key in sorted(canvas.nodes, key=lambda key: (canvas.nodes[key].where, key)):
            if roles[key] in {Role.WRITES, Role.CALLS}:
                yield from _into(key, canvas, roles, used)
        yield from unread(canvas, roles, used, file.at())


def _version(document: Doc) -> Iterator[Record]:
    version = (
        document["flowEncodingVersion"].text or document["encodingVersion"]["majorVersion"].text
    )
    if version.partition(".")[0] not in {"", "1", "2"}:
        what = f"NiFi's flow encoding {version[:20]} is not known; read as 2"
        yield entry_fault(what, "check the flows", document.evidence)


def _into(key: str, canvas: Canvas, roles: dict[str, Role], used: set[str]) -> Iterator[Record]:
    """Yield what reaches one writing processor."""
    sink = canvas.nodes[key]
    ends = _ends(key, canvas)
    routes = routes_into(key, canvas, roles)
    for route in routes:
        used.update((key, route.start, *route.listers))
        origin = canvas.nodes[route.start]
        if roles[route.start] is Role.HEARS:
            yield _heard(origin, ends[0], route, canvas)
        elif statement := _statement(origin):
            yield from _queries(statement, route, ends, canvas)
        else:
            yield from _flows(route, ends, canvas)
        yield from _triggers(route, canvas)
    if statement := _statement(sink):
        used.add(key)
        yield from _queries(statement, Route(start=key, path=(key,)), [], canvas)


def _ends(key: str, canvas: Canvas) -> list[Endpoint]:
    """Return the end of a node, one for each topic if it names several; worked out once."""
    if key not in canvas.ends:
        end = end_of(canvas.nodes[key], canvas)
        names = [name.strip() for name in end.dataset.split(",") if name.strip()]
        canvas.ends[key] = [replace(end, dataset=name) for name in names or [""]]
    return canvas.ends[key]


def _statement(node: Node) -> str:
    return node.value(*STATEMENTS) if re.search("SQL|Database", node.kind) else ""


def _flows(route: Route, ends: list[Endpoint], canvas: Canvas) -> Iterator[Record]:
    starts = _ends(route.start, canvas)
    if not starts[0].dataset and len(route.listers) == 1:
        listed = _ends(route.listers[0], canvas)[0]
        starts = [replace(starts[0], dataset=listed.dataset)]
    state, reason = _state(route, canvas)
    doubt = route.doubt or _opaque(route, canvas)
    said = [reason, doubt]
    unknown = [key for key in (route.start, route.path[-1]) if not _ends(key, canvas)[0].dataset]
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


def _queries(text: str, route: Route, ends: list[Endpoint], canvas: Canvas) -> Iterator[Record]:
    origin = canvas.nodes[route.start]
    if not fixed(text):
        what = f"{origin.where}: SQL that is made at run time is not read"
        yield entry_fault(what, ADD, origin.doc.evidence)
        if ends:
            yield from _flows(route, ends, canvas)
        return
    targets: list[Endpoint | None] = [*ends] or [None]
    for end in targets:
        yield Query(
            text=text,
            dialect=dialect_of(origin, canvas),
            home=_ends(route.start, canvas)[0].system,
            target=end,
            mechanism=Mechanism.SQL if end is None else Mechanism.ETL,
            technology=_technology(route, canvas),
            state=_state(route, canvas)[0],
            evidence=_evidence(route, canvas),
        )


def _heard(origin: Node, end: Endpoint, route: Route, canvas: Canvas) -> Interface:
    """Return the interface that a listening processor offers: nobody says who sends to it."""
    return Interface(
        system=end.system,
        name=origin.value("Base Path", "Allowed Paths") or origin.name,
        protocol=re.sub(r"^Listen|^Handle|^Connect|Request$", "", origin.kind).lower(),
        state=_state(route, canvas)[0],
        evidence=_evidence(route, canvas),
    )


def _triggers(route: Route, canvas: Canvas) -> Iterator[Record]:
    """Yield what starts a reading without, so far as can be told, being carried on."""
    origin = canvas.nodes[route.start]
    end = _ends(route.start, canvas)[0]
    starts = [start for key in route.triggers for start in _ends(key, canvas)]
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
