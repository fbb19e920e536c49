"""Apache NiFi: what a canvas moves from its reading to its writing processors.

Flow definitions (`flowContents`, as downloaded or kept in a registry) and the `flow.json` of a
running NiFi (`rootGroup`). NiFi moves data between others: it is the mechanism, not an end.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.entries import entry_fault
from seamscope.records import Record
from seamscope_connectors.nifi.canvas import Canvas, Node, canvas_of
from seamscope_connectors.nifi.moves import ends_of, flows_of, heard, queries_of, triggers_of
from seamscope_connectors.nifi.roles import Role, role_of
from seamscope_connectors.nifi.routes import Route, routes_into
from seamscope_connectors.nifi.unread import unread

OLD = re.compile(r"<(?:flowController|template)\b[^<>]*?\bencoding-version=")


STATEMENTS = ("SQL Query", "SQL select query", "Custom Query", "SQL Statement")


class NifiConnector(Connector):
    """Reads flow definitions; nothing in them runs."""

    name = "nifi"
    reads = "Apache NiFi flows (flow definitions, registry snapshots, flow.json)"

    def claim(self, file: File) -> Claim | None:
        head = file.head(65536)
        if OLD.search(head[:4096]):
            return Claim(reason="a flow of NiFi 1 as XML")
        if file.suffix not in {".json", ".raw", ".snapshot", ""} or not head.lstrip().startswith(
            "{"
        ):
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
        document = _snapshot(file.document())
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


def _snapshot(document: Doc) -> Doc:
    """Return the flow itself, which NiFi Registry stores below `content`."""
    stored = document["content"].first("flowSnapshot", "versionedFlowSnapshot")
    return stored if stored.is_mapping and stored else document


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
    ends = ends_of(key, canvas)
    routes = routes_into(key, canvas, roles)
    for route in routes:
        used.update((key, route.start, *route.listers))
        origin = canvas.nodes[route.start]
        if roles[route.start] is Role.HEARS:
            yield heard(origin, ends[0], route, canvas)
        elif statement := _statement(origin):
            yield from queries_of(statement, route, ends, canvas)
        else:
            yield from flows_of(route, ends, canvas)
        yield from triggers_of(route, canvas)
    if statement := _statement(sink):
        used.add(key)
        yield from queries_of(statement, Route(start=key, path=(key,)), [], canvas)


def _statement(node: Node) -> str:
    return node.value(*STATEMENTS) if re.search("SQL|Database", node.kind) else ""
