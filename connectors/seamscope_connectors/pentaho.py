"""Read transformations of Pentaho Data Integration and pipelines of Apache Hop.

A flow goes from each input step to each output step that its rows reach over enabled hops. In
Pentaho, the file contains its connections; in Hop, it contains only their names. The tool moves
data between other systems and is never the source or target of a flow.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from seamscope.connector import Claim, Connector, File, Source, extract_host
from seamscope.connector.connections import build_clues
from seamscope.connector.entries import skip_entry
from seamscope.connector.scrub import quote
from seamscope.connector.step_graphs import Link, Step, list_movements
from seamscope.records import ClueKind, Mechanism, Record, SystemRef

ROOTS = {"transformation": "Pentaho", "pipeline": "Apache Hop"}
HEAD = re.compile(r"<(transformation|pipeline)>\s*<info>")
TABLES_OUT = frozenset(
    {"TableOutput", "InsertUpdate", "Update", "Delete", "SynchronizeAfterMerge", "DimensionLookup",
     "CombinationLookup", "PGBulkLoader", "MySQLBulkLoader", "OraBulkLoader", "MonetDBBulkLoader",
     "VerticaBulkLoader", "SnowflakeBulkLoader"}
)  # fmt: skip
TABLES_IN = frozenset({"TableInput", "DBLookup", "DBJoin", "DatabaseLookup", "DatabaseJoin"})
FILES_OUT = re.compile(r"(?:TextFile|Excel|CSV|Csv|XML|Json|Avro|Parquet|Orc|TypeExit\w*)Output\w*")
FILES_IN = re.compile(
    r"(?:TextFile|Excel|CSV|Csv|Json|Avro|Parquet|Orc|Fixed|get\w*XML)\w*Input|getXMLData"
)
CALLS = frozenset({"Rest", "HTTP", "HTTPPOST", "WebServiceLookup"})
KAFKA = {"KafkaConsumerInput": False, "KafkaProducerOutput": True, "KafkaConsumer": False,
         "KafkaProducer": True}  # fmt: skip
SALESFORCE = re.compile(r"Salesforce(Input|Insert|Update|Upsert|Delete)")
DIALECTS = {"MYSQL": "mysql", "MARIADB": "mysql", "MSSQL": "tsql", "MSSQLNATIVE": "tsql",
            "POSTGRESQL": "postgres", "ORACLE": "oracle", "DB2": "", "SNOWFLAKEHV": "snowflake",
            "SNOWFLAKE": "snowflake", "REDSHIFT": "redshift", "TERADATA": "teradata"}  # fmt: skip


class PentahoConnector(Connector):
    """Reads transformations (.ktr) and pipelines (.hpl)."""

    name = "pentaho"
    reads = "Pentaho transformations (.ktr) and Apache Hop pipelines (.hpl)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix in {".ktr", ".hpl", ".xml"} and HEAD.search(file.head(8192)):
            return Claim(reason="a transformation of Pentaho or a pipeline of Apache Hop")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        file = source.file
        root = file.xml()
        tool = ROOTS.get(root.tag)
        if tool is None:
            raise file.error(
                "the file is not a transformation", "export the transformation again", 1
            )
        connections = {
            _get(element, "name"): element
            for element in root.iter("connection")
            if _get(element, "name")
        }
        found: list[Step] = []
        unread: list[Element] = []
        elements = [*root.iter("step"), *root.iter("transform")]
        for element in elements:
            step = _read_step(element, connections, file)
            if step is not None:
                found.append(step)
            elif re.search(r"(?:Input|Output|Loader|Writer|Reader)$", _get(element, "type")):
                unread.append(element)
        links = [
            Link(
                source=_get(hop, "from"),
                target=_get(hop, "to"),
                enabled=_get(hop, "enabled") != "N",
            )
            for hop in root.iter("hop")
        ]
        route = _get(root, "info/name") or file.name
        moved = list(list_movements(found, links, tool, route))
        yield from moved
        if unread:
            kinds = ", ".join(sorted({_get(one, "type") for one in unread}))
            problem = f"steps that are not read: {len(unread)} ({quote(kinds, 200)})"
            remedy = "list their flows in the inventory"
            yield skip_entry(problem, remedy, file.at(unread[0]))
        elif not moved:
            problem = "no data moves from an input step to an output step"
            yield skip_entry(problem, "remove the file, or list its flows", file.at(1))


def _get(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _read_step(element: Element, connections: dict[str, Element], file: File) -> Step | None:
    """Return the read or write of a step, None if it only changes rows or is not supported."""
    kind, name = _get(element, "type"), _get(element, "name")
    system, dataset, sql, dialect, mechanism = SystemRef(), "", "", "", Mechanism.ETL
    writes = False
    if kind in TABLES_IN | TABLES_OUT:
        writes = kind in TABLES_OUT
        used = _get(element, "connection")
        system, dialect = _identify_connection(used, connections.get(used))
        sql = _get(element, "sql") if not writes else ""
        dataset = _find_table(element)
    elif FILES_IN.fullmatch(kind) or FILES_OUT.fullmatch(kind):
        writes, mechanism = FILES_OUT.fullmatch(kind) is not None, Mechanism.FILE
        dataset = _get(element, "file/name") or _get(element, "filename")
        system = SystemRef(clues=build_clues((ClueKind.HOST, _find_host(dataset))))
        if not system.clues:
            return None  # a local file, which another job moves
    elif kind in CALLS:
        url = _get(element, "url") or _get(element, "wsURL")
        writes = _get(element, "method").upper() in {"POST", "PUT", "PATCH"} or kind == "HTTPPOST"
        mechanism = Mechanism.API
        system = SystemRef(clues=build_clues((ClueKind.HOST, _find_host(url))))
        if not system.clues:
            return None
    elif kind in KAFKA:
        writes, mechanism, dataset = KAFKA[kind], Mechanism.EVENTS, _get(element, "topic")
        hosts = _get(element, "directBootstrapServers").split(",")
        clues = build_clues(*((ClueKind.HOST, _find_host(host.strip())) for host in hosts))
        system = SystemRef(name="Kafka", clues=clues)
    elif found := SALESFORCE.fullmatch(kind):
        writes, dataset = found[1] != "Input", _get(element, "module")
        mechanism = Mechanism.API
        system = SystemRef(clues=build_clues((ClueKind.PRODUCT, "Salesforce")))
    else:
        return None
    return Step(
        name=name,
        system=system,
        evidence=file.at(element, name),
        writes=writes,
        dataset=dataset,
        sql=sql,
        dialect=dialect,
        mechanism=mechanism,
    )


def _find_table(element: Element) -> str:
    """Return the table of a step with its schema; a lookup step stores both under `lookup`."""
    table = _get(element, "table") or _get(element, "lookup/table")
    schema = _get(element, "schema") or _get(element, "lookup/schema")
    return f"{schema}.{table}" if schema and table else table


def _identify_connection(name: str, element: Element | None) -> tuple[SystemRef, str]:
    """Return the database of a connection, and its dialect."""
    if element is None or not element.findtext("server"):
        return SystemRef(clues=build_clues((ClueKind.SOURCE, name))), ""
    host, database = _get(element, "server"), _get(element, "database")
    clues = build_clues(
        (ClueKind.DATABASE, "" if "${" in database else database),
        (ClueKind.HOST, "" if "${" in host else extract_host(host)),
        (ClueKind.SOURCE, name),
    )
    return SystemRef(clues=clues, service=True), DIALECTS.get(_get(element, "type").upper(), "")


def _find_host(text: str) -> str:
    """Return the host in the URL of a file or service, "" for local files and variables."""
    if text.startswith(("file:", "/", "${")) or not re.search(r"://|:\d+$|\\\\", text):
        return ""
    host = extract_host(text)
    return "" if "${" in host else host
