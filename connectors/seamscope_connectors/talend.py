"""Read jobs of Talend Studio: flows from their input components to their output components.

A job is an `.item` file with nodes and connections; rows pass from node to node. Context variables
have the values of the default context or of the properties files beside the job. Talend moves data
between other systems and is never the source or target of a flow.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from seamscope.connector import Claim, Connector, File, Source, extract_host
from seamscope.connector.connections import LOCAL, build_clues, parse_connection_clues
from seamscope.connector.entries import read_each, skip_entry
from seamscope.connector.properties import read_properties
from seamscope.connector.scrub import quote
from seamscope.connector.step_graphs import Link, Step, list_movements
from seamscope.records import Clue, ClueKind, Mechanism, Record, SystemRef

# The prefix of the namespace is up to whoever wrote the file.
HEAD = re.compile(r"<(?:[\w.\-]{1,40}+:)?ProcessType\s[^<>]{0,2000}?TalendFile\.xsd")
# tOracleInput, tDBOutputBulkExec, tSalesforceInput, tFileInputDelimited, tKafkaOutput
COMPONENT = re.compile(
    r"t(?P<before>\w{0,80}?)(?P<way>Input|Output|Put|Get|Row)(?P<after>\w{0,80})"
)
DIALECTS = {"mysql": "mysql", "oracle": "oracle", "mssql": "tsql", "postgresql": "postgres",
            "postgresplus": "postgres", "snowflake": "snowflake", "teradata": "teradata",
            "redshift": "redshift"}  # fmt: skip
# Components that create rows or show them, and do not access a system.
INNER = re.compile(
    r"t(?:RowGenerator|FixedFlowInput|LogRow|HashInput|HashOutput|BufferOutput|Flow\w*)"
)
ROWS = frozenset({"FLOW", "MAIN", "FILTER", "UNIQUE", "DUPLICATE", "LOOKUP", "MERGE", "ITERATE",
                  "REJECT", "OUTPUT_1"})  # fmt: skip
CONTEXT_FILES = (".properties", ".ctx")
HOSTS = ("HOST", "SERVER", "ENDPOINT", "URL", "BROKER_LIST", "BROKERS", "ACCOUNT")
DATABASES = ("DBNAME", "DATABASE", "DB", "SID")
TABLES = (
    "TABLE",
    "MODULENAME",
    "COLLECTION",
    "KAFKA_TOPIC",
    "TOPIC",
    "QUEUE",
    "FILENAME",
    "REMOTEDIR",
)


class TalendConnector(Connector):
    """Reads the jobs of a Talend project."""

    name = "talend"
    reads = "jobs of Talend Studio (.item)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix in {".item", ".xml"} and HEAD.search(file.head(8192)):
            return Claim(reason="a job of Talend")
        return None

    def list_companions(self, file: File) -> tuple[str, ...]:
        """Return patterns of the files with context values, which a job loads when it starts."""
        folder = f"{file.folder}/" if file.folder else ""
        return tuple(
            f"{folder}{inner}*{suffix}"
            for inner in ("", "context/", "contexts/") for suffix in CONTEXT_FILES
        )  # fmt: skip

    def read(self, source: Source) -> Iterator[Record]:
        file = next(one for one in source.files if one.suffix not in CONTEXT_FILES)
        root = file.xml()
        context = _read_context(root)
        given = [one for one in source.files if one.suffix in CONTEXT_FILES]
        yield from read_each(given, lambda one: _add_context(one, root, context))
        nodes = {
            _get(node, "UNIQUE_NAME", context): node
            for node in root.iter("node")
            if _get(node, "UNIQUE_NAME", context)
        }
        found: list[Step] = []
        unread: list[str] = []
        for node in nodes.values():
            component = node.get("componentName", "")
            way = None if INNER.fullmatch(component) else COMPONENT.fullmatch(component)
            shared = nodes.get(_get(node, "CONNECTION", context))
            step = _Node(node, shared, context).read(way, file) if way else None
            if step is not None:
                found.append(step)
            elif way and way["way"] != "Row":
                unread.append(component)
        links = [
            Link(source=link.get("source", ""), target=link.get("target", ""))
            for link in root.iter("connection")
            if link.get("connectorName", "") in ROWS
        ]
        moved = list(list_movements(found, links, "Talend", _get_job_name(file)))
        yield from moved
        if unread:
            kinds = quote(", ".join(sorted({*unread})), 200)
            problem = f"components whose system is not known: {len(unread)} ({kinds})"
            remedy = "list their flows in the inventory"
            yield skip_entry(problem, remedy, file.at(1))
        elif not moved:
            problem = "no data moves from an input component to an output component"
            yield skip_entry(problem, "remove the file, or list its flows", file.at(1))


def _get_job_name(file: File) -> str:
    """Return the name of a job without its version: ``load_orders_0.1.item`` → load_orders."""
    return re.sub(r"(?:_\d+\.\d+)?\.\w+$", "", file.name)


def _read_context(root: Element) -> dict[str, str]:
    """Return the values of the context variables; values of the default context take precedence."""
    default = root.get("defaultContext", "")
    every = list(root.iter("context"))
    chosen = next((one for one in every if one.get("name") == default), None)
    found = {}
    for one in (*every[:1], *((chosen,) if chosen is not None else ())):
        for item in one.iter("contextParameter"):
            found[item.get("name", "")] = item.get("value", "").strip("\"'")
    return found


def _add_context(file: File, root: Element, context: dict[str, str]) -> Iterator[Record]:
    """Add the values of a context file; the file of the default context takes precedence."""
    default = root.get("defaultContext", "").casefold()
    is_default = PurePosixPath(file.name).stem.casefold() == default
    for key, value in read_properties(file).items():
        if value and (is_default or not context.get(key)):
            context[key] = value
    yield from ()


def _get(node: Element, name: str, context: Mapping[str, str]) -> str:
    """Return the value of a parameter of a component, with context variables replaced."""
    for element in node.iter("elementParameter"):
        if element.get("name") == name:
            return _evaluate(element.get("value", ""), context)
    return ""


def _evaluate(text: str, context: Mapping[str, str]) -> str:
    """Return the value of a Java expression of strings and context variables.

    ``"jdbc:" + context.url`` with url = ``db1`` → ``jdbc:db1``. A variable without a known value
    becomes ``${url}``.
    """
    plain = text.strip()
    if not re.search(r"[\"]|\bcontext\.", plain):
        return plain
    parts = re.findall(r'"((?:[^"\\]|\\(?s:.)?)*+)(?:"|$)|\bcontext\.(\w+)', plain)
    return "".join(
        context.get(variable) or f"${{{variable}}}" if variable else literal
        for literal, variable in parts
    ).strip()


@dataclass(frozen=True, slots=True)
class _Node:
    """A component. shared: the component whose connection it uses, None if it has its own."""

    element: Element
    shared: Element | None
    context: Mapping[str, str]

    def get(self, *keys: str) -> str:
        """Return the first of these parameters that is set, "" if none is."""
        holders = [self.element] if self.shared is None else [self.shared, self.element]
        texts = (_get(holder, key, self.context) for holder in holders for key in keys)
        return next((text for text in texts if text), "")

    def read(self, way: re.Match[str], file: File) -> Step | None:
        """Return the read or write of a component, None if its system is not known."""
        kind = (way["before"] + way["after"]).casefold()
        product = re.sub(r"(?:bulk)?(?:exec)?$", "", kind)
        if product == "db":
            product = self.get("TYPE", "DB_VERSION", "DBTYPE").partition("_")[0].casefold()
        clues = self._list_clues(product)
        if kind.startswith("file") or not clues:
            return None  # another job moves local files
        name = _get(self.element, "UNIQUE_NAME", self.context)
        return Step(
            name=name,
            system=SystemRef(clues=clues, service=True),
            evidence=file.at(self.element, name),
            writes=way["way"] in {"Output", "Put"},
            dataset=self._find_dataset(),
            sql="" if way["way"] in {"Output", "Put"} else self.get("QUERY"),
            dialect=DIALECTS.get(product, ""),
            mechanism=Mechanism.EVENTS if product in {"kafka", "jms", "mom"} else Mechanism.ETL,
            enabled=_get(self.element, "ACTIVATE", self.context) != "false",
        )

    def _list_clues(self, product: str) -> tuple[Clue, ...]:
        host, database = self.get(*HOSTS), self.get(*DATABASES)
        named = build_clues(
            (ClueKind.DATABASE, _drop_open(database)),
            (ClueKind.HOST, _find_host(host)),
            (ClueKind.PRODUCT, "Salesforce" if product.startswith("salesforce") else ""),
        )
        url = parse_connection_clues(host) if host.startswith("jdbc:") else ()
        return tuple(dict.fromkeys((*url, *named)))

    def _find_dataset(self) -> str:
        table = _get(self.element, "TABLE", self.context)
        schema = self.get("SCHEMA_DB", "DB_SCHEMA", "SCHEMA")
        if schema and table and "." not in table:
            return f"{schema}.{table}"
        texts = (_get(self.element, key, self.context) for key in TABLES)
        return next((text for text in texts if text), "")


def _drop_open(text: str) -> str:
    return "" if "${" in text else text


def _find_host(text: str) -> str:
    if text.startswith("jdbc:") or "${" in text:
        return ""
    host = extract_host(text.partition(",")[0])
    return "" if host.casefold() in LOCAL else host
