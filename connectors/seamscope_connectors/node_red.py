"""Read flows of Node-RED: the movements from the nodes that read to the nodes that write.

An ``http request`` with GET reads; an ``http request`` with POST, PUT or PATCH writes. The query of
a database node shows whether it reads or writes. The fields of a node or of its configuration node
contain the address.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.connections import build_clues, parse_connection_clues
from seamscope.connector.entries import skip_names
from seamscope.connector.places import is_address, locate_place
from seamscope.connector.step_graphs import Link, Step, list_movements
from seamscope.records import Clue, ClueKind, Endpoint, Evidence, Mechanism, Record, SystemRef

HEAD = 65536
WIRES = re.compile(r'"wires"\s{0,9}:\s{0,9}\[')
TYPE = re.compile(
    r'"type"\s{0,9}:\s{0,9}"(?:tab|inject|debug|function|mqtt in|http (?:in|request))"'
)
# Types that read or write by their name: "mqtt in", "kafka-consumer", "s7 out", "ftp put".
READS = re.compile(
    r"(?:^|[\s_-])(?:in|read|reader|receiver?|consumer?|listener?|subscriber?|subscribe|source|get"
    r"|watch|browser?|query)$",
    re.I,
)
WRITES = re.compile(
    r"(?:^|[\s_-])(?:out|write|writer|send|sender|producer?|publisher?|publish|sink|insert|put)$",
    re.I,
)
# Databases with a SQL dialect; the others have none, or it depends on what is behind ODBC.
DIALECTS = {"mssql": "tsql", "mysql": "mysql", "mariadb": "mysql", "postgres": "postgres",
            "oracle": "oracle", "sqlite": "sqlite", "redshift": "redshift",
            "snowflake": "snowflake", "bigquery": "bigquery"}  # fmt: skip
FILES = {"file": True, "file in": False, "watch": False}  # type -> whether it writes
DATABASES = re.compile(
    r"mssql|mysql|mariadb|postgres|oracle|sqlite|odbc|db2|hana|influx|mongo|cassandra|redshift"
    r"|snowflake|bigquery",
    re.I,
)
EXTERNAL = re.compile(rf"http request|mqtt|kafka|amqp|opcua|modbus|ftp|{DATABASES.pattern}", re.I)
# Nodes with these types steer the flow itself.
INNER = frozenset(
    {"inject", "debug", "function", "switch", "change", "template", "join", "split", "delay",
     "link in", "link out", "link call", "comment", "catch", "status", "complete", "tab",
     "group", "trigger", "range", "json", "xml", "csv", "html", "yaml", "sort", "batch", "rbe",
     "exec", "http response"}
)  # fmt: skip
ADDRESSES = (
    "url", "server", "host", "hostname", "broker", "brokers", "endpoint", "address", "uri",
    "connectionString", "connectionstring", "connection", "ip", "clusterurl", "dsn",
)  # fmt: skip
DATASETS = ("topic", "queue", "measurement", "table", "collection", "filename", "files", "subject")
DATABASE = ("database", "db", "dbname", "bucket", "sid", "schema")
SENDING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
WRITING_SQL = re.compile(
    r"^\s{0,80}(?:INSERT|UPDATE|DELETE|MERGE|EXEC(?:UTE)?|CALL|REPLACE)\b", re.I
)
READING_SQL = re.compile(r"^\s{0,80}(?:SELECT|WITH)\b", re.I)
HOLE = re.compile(r"\$\{|\{\{|\$\(")


class NodeRedConnector(Connector):
    """Reads exported flows."""

    name = "node-red"
    reads = "flows of Node-RED (JSON; from documentation)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix != ".json":
            return None
        head = file.head(HEAD)
        if head.lstrip().startswith(("[", "{")) and WIRES.search(head) and TYPE.search(head):
            return Claim(reason="a list of nodes with wires")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        file = source.file
        root = file.document()
        nodes = [one for one in (root if root.is_list else root["flows"]) if one.is_mapping]
        flows = _Flows(nodes)
        found = [record for label in flows.list_tabs() for record in _read_tab(flows, label)]
        yield from dict.fromkeys(found)
        if flows.unplaced:
            problem = "nodes whose address is empty, local or set while the flow runs"
            yield skip_names(problem, "list their flows in the inventory", flows.unplaced)
        open_ends = flows.list_open(found)
        if open_ends:
            problem = "nodes with an address, but no movement from a source to a target"
            yield skip_names(problem, "list their flows in the inventory", open_ends)
        elif not found and not flows.unplaced:
            problem = "no node reads from or writes to another system"
            where = file.at(1)
            yield skip_names(problem, "list the flows in the inventory", [(file.name, where)])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """A node, and the system and dataset that it reads or writes."""

    id: str
    tab: str
    name: str
    writes: bool
    system: SystemRef
    dataset: str
    sql: str
    dialect: str
    mechanism: Mechanism
    enabled: bool
    evidence: Evidence


class _Flows:
    """The nodes of a file, their wires, and the configuration nodes that they refer to."""

    def __init__(self, documents: Sequence[Doc]) -> None:
        self.by_id = {one["id"].text: one for one in documents if one["id"].text}
        self.tabs = {
            key: one["label"].text or one["name"].text or key
            for key, one in self.by_id.items()
            if one["type"].text in {"tab", "subflow"}
        }
        off = {key for key in self.tabs if self.by_id[key]["disabled"].value is True}
        self.links = list(self._list_links())
        linked = {link.source for link in self.links}
        self.unplaced: list[tuple[str, Evidence]] = []
        self.nodes = [
            node
            for key, one in self.by_id.items()
            if (node := self._read_node(key, one, off, onward=key in linked)) is not None
        ]

        self.nodes_by_id = {node.id: node for node in self.nodes}

    def _list_links(self) -> Iterator[Link]:
        """Yield the wires, and the links between tabs, which refer to nodes by id or by name."""
        for key, one in self.by_id.items():
            enabled = one["d"].value is not True
            for port in one["wires"]:
                for target in port.texts if port.is_list else [port.text]:
                    yield Link(source=key, target=target, enabled=enabled)
            if one["type"].text in {"link out", "link call"}:
                for target in one["links"].texts:
                    yield Link(source=key, target=target, enabled=enabled)

    def carries(self, link: Link) -> bool:
        """Return whether a message keeps its data over a link.

        A node that reads replaces the data of the message.
        """
        into, out = self.nodes_by_id.get(link.target), self.nodes_by_id.get(link.source)
        if into is not None and not into.writes:
            return False
        return out is None or not (out.writes and out.mechanism is Mechanism.API)

    def list_tabs(self) -> list[str]:
        return sorted({node.tab for node in self.nodes})

    def list_open(self, found: Sequence[Record]) -> list[tuple[str, Evidence]]:
        """Return the nodes that access a system but for which `found` contains no record."""
        places = {getattr(record, "evidence", None) for record in found}
        ends = {
            getattr(record, side).system
            for record in found
            for side in ("source", "target")
            if hasattr(record, side) and getattr(record, side) is not None
        }
        return [
            (node.name, node.evidence)
            for node in self.nodes
            if node.evidence not in places and node.system not in ends
        ]

    def _read_node(self, key: str, one: Doc, off: set[str], *, onward: bool) -> _Node | None:
        kind = one["type"].text
        if not kind or kind in INNER or "wires" not in one:
            return None
        settings = [one, *self._list_settings(one)]
        system, dataset = _find_place(kind, settings, self.by_id)
        if not system.clues and not system.name:
            if EXTERNAL.search(kind):
                self.unplaced.append((one["name"].text or kind, one.evidence))
            return None
        sql = next((text for doc in settings if (text := doc["query"].text or doc["sql"].text)), "")
        tab = one["z"].text
        return _Node(
            id=key,
            tab=tab,
            name=one["name"].text or kind,
            writes=_is_writer(kind, one, sql, onward=onward),
            system=system,
            dataset=dataset,
            sql=sql if READING_SQL.match(sql) and not HOLE.search(sql) else "",
            dialect=_guess_dialect(kind),
            mechanism=_choose_mechanism(kind),
            enabled=one["d"].value is not True and tab not in off,
            evidence=one.evidence,
        )

    def _list_settings(self, one: Doc) -> Iterator[Doc]:
        """Yield the configuration nodes to which a node refers by their ids."""
        for name, value in one.items():
            if name not in {"id", "z", "g", "wires", "links"} and isinstance(value.value, str):
                other = self.by_id.get(value.text)
                if other is not None and "wires" not in other:
                    yield other


def _find_place(kind: str, settings: Sequence[Doc], ids: Collection[str]) -> tuple[SystemRef, str]:
    """Return the system and the dataset that the settings of a node name.

    ids: ids of nodes, by which a setting refers to a configuration node.
    """
    dataset = _find_text(settings, DATASETS, ids)
    if kind in FILES:
        place = locate_place(dataset) if dataset else Endpoint(system=SystemRef())
        return place.system, place.dataset
    address = _find_text(settings, ADDRESSES, ids)
    if is_address(address):
        place = locate_place(address)
        path = (
            "" if "://" in address and not address.casefold().startswith("http") else place.dataset
        )
        database = parse_connection_clues(address) if DATABASES.search(kind) else ()
        clues = tuple(dict.fromkeys((*place.system.clues, *database)))
        return SystemRef(name=place.system.name, clues=clues), dataset or path
    host = re.sub(r"^\w+://", "", address).partition(":")[0].partition("/")[0]
    named = _find_text(settings, DATABASE, ids) if DATABASES.search(kind) else ""
    clues = build_clues(
        (ClueKind.DATABASE, named), (ClueKind.HOST, "" if HOLE.search(host) else host)
    )
    if DATABASES.search(kind):
        clues = (*clues, Clue(kind=ClueKind.PRODUCT, value=kind)) if clues else ()
    return SystemRef(clues=clues), dataset


def _find_text(settings: Sequence[Doc], keys: Sequence[str], ids: Collection[str]) -> str:
    texts = (doc[key].text for key in keys for doc in settings if isinstance(doc[key].value, str))
    return next((text for text in texts if text and text not in ids), "")


def _is_writer(kind: str, one: Doc, sql: str, *, onward: bool) -> bool:
    """Return whether a node writes, by its type or its settings, otherwise by its wires.

    onward: whether a wire leads from the node to another node.
    """
    if kind in FILES:
        return FILES[kind]
    if kind.startswith("http request"):
        method = one["method"].text.upper()
        return method in SENDING if method not in {"", "USE"} else not onward
    if READING_SQL.match(sql) or WRITING_SQL.match(sql):
        return bool(WRITING_SQL.match(sql))
    if READS.search(kind) or WRITES.search(kind):
        return bool(WRITES.search(kind))
    return not onward


def _guess_dialect(kind: str) -> str:
    found = DATABASES.search(kind)
    return DIALECTS.get(found[0].casefold(), "") if found else ""


def _choose_mechanism(kind: str) -> Mechanism:
    words = kind.casefold()
    if DATABASES.search(words):
        return Mechanism.SQL
    if kind in FILES or "ftp" in words:
        return Mechanism.FILE
    return Mechanism.API if "http" in words else Mechanism.EVENTS


def _read_tab(flows: _Flows, tab: str) -> Iterator[Record]:
    """Yield the movements that end in a node of a tab."""
    steps = [
        Step(
            name=node.id,
            system=node.system,
            evidence=node.evidence,
            writes=node.writes,
            dataset=node.dataset,
            sql=node.sql,
            dialect=node.dialect,
            mechanism=node.mechanism,
            enabled=node.enabled,
        )
        for node in flows.nodes
        if node.tab == tab or not node.writes
    ]
    links = [link for link in flows.links if flows.carries(link)]
    yield from list_movements(steps, links, "Node-RED", flows.tabs.get(tab, tab))
