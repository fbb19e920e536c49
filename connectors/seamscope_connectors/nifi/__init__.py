"""Read Apache NiFi flows: from processors that read external data to processors that write it.

Reads flow definitions (`flowContents`, downloaded or from NiFi Registry) and the `flow.json` of a
running NiFi (`rootGroup`). NiFi moves data between other systems and is never the source or target
of a flow.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.entries import skip_entry
from seamscope.connector.scrub import quote
from seamscope.records import Record
from seamscope_connectors.nifi.canvas import Canvas, Node, build_canvas
from seamscope_connectors.nifi.moves import (
    build_interface,
    get_ends,
    list_flows,
    list_queries,
    list_triggers,
)
from seamscope_connectors.nifi.roles import Role, get_role
from seamscope_connectors.nifi.routes import Route, trace_routes
from seamscope_connectors.nifi.unread import report_unread

NIFI_1_XML = re.compile(r"<(?:flowController|template)\b[^<>]*?\bencoding-version=")


# Names of files with parameter contexts: ``parameter-context-prd.json``.
CONTEXTS = ("*parameter*context*.json", "*parameters*.json", "*ParameterContext*.json")
STATEMENTS = ("SQL Query", "SQL select query", "Custom Query", "SQL Statement")


class NifiConnector(Connector):
    """Reads flow definitions and flow.json files without running them."""

    name = "nifi"
    reads = "Apache NiFi flows (flow definitions, registry snapshots, flow.json)"

    def claim(self, file: File) -> Claim | None:
        head = file.head(65536)
        if NIFI_1_XML.search(head[:4096]):
            return Claim(reason="a NiFi 1 flow in XML")
        if file.suffix not in {".json", ".raw", ".snapshot", ""} or not head.lstrip().startswith(
            "{"
        ):
            return None
        if re.search(r'"flowContents"\s*:\s*\{|"flowEncodingVersion"\s*:', head):
            return Claim(reason="a NiFi flow definition")
        if '"encodingVersion"' in head and re.search(
            r'"maxTimerDrivenThreadCount"\s*:|"rootGroup"\s*:\s*\{', head
        ):
            return Claim(reason="the flow of a running NiFi")
        return None

    def list_companions(self, file: File) -> tuple[str, ...]:
        """Return patterns of the files with parameter contexts that are exported beside the
        flow.
        """
        folder = f"{file.folder}/" if file.folder else ""
        return tuple(f"{folder}{name}" for name in CONTEXTS)

    def read(self, source: Source) -> Iterator[Record]:
        beside = [one for one in source.files if one.named(*CONTEXTS)]
        file = next((one for one in source.files if one not in beside), source.file)
        if NIFI_1_XML.search(file.head()):
            remedy = "download the flow definition as JSON, or pass conf/flow.json.gz of NiFi"
            raise file.error("NiFi 1 flows in XML are not supported", remedy, 1)
        document = _get_flow(file.document())
        top = document.first("flowContents", "rootGroup")
        if not top or not top.is_mapping:
            remedy = "download the flow definition of a process group"
            raise file.error("the NiFi export has no process group", remedy, 1)
        yield from _check_version(document)
        canvas = build_canvas(document, [one.document() for one in beside if one != file])
        roles = {key: get_role(node) for key, node in canvas.nodes.items()}
        used: set[str] = set()
        for key in sorted(canvas.nodes, key=lambda key: (canvas.nodes[key].where, key)):
            if roles[key] in {Role.WRITES, Role.CALLS}:
                yield from _read_routes(key, canvas, roles, used)
        yield from report_unread(canvas, roles, used, file.at())


def _get_flow(document: Doc) -> Doc:
    """Return the flow of an export, which NiFi Registry stores below `content`."""
    stored = document["content"].first("flowSnapshot", "versionedFlowSnapshot")
    return stored if stored.is_mapping and stored else document


def _check_version(document: Doc) -> Iterator[Record]:
    version = (
        document["flowEncodingVersion"].text or document["encodingVersion"]["majorVersion"].text
    )
    if version.partition(".")[0] not in {"", "1", "2"}:
        problem = f"unknown NiFi flow encoding {quote(version, 20)}; read as version 2"
        yield skip_entry(
            problem, "download the flow definition from NiFi 1 or 2", document.evidence
        )


def _read_routes(
    key: str, canvas: Canvas, roles: dict[str, Role], used: set[str]
) -> Iterator[Record]:
    """Yield the records of all routes that end at one writing processor."""
    sink = canvas.nodes[key]
    ends = get_ends(key, canvas)
    routes = trace_routes(key, canvas, roles)
    for route in routes:
        used.update((key, route.start, *route.listers))
        origin = canvas.nodes[route.start]
        if roles[route.start] is Role.LISTENS:
            yield build_interface(origin, ends[0], route, canvas)
        elif statement := _get_statement(origin):
            yield from list_queries(statement, route, ends, canvas)
        else:
            yield from list_flows(route, ends, canvas)
        yield from list_triggers(route, canvas)
    if statement := _get_statement(sink):
        used.add(key)
        yield from list_queries(statement, Route(start=key, path=(key,)), [], canvas)


def _get_statement(node: Node) -> str:
    return node.value(*STATEMENTS) if re.search("SQL|Database", node.kind) else ""
