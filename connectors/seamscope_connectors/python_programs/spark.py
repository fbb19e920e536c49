"""Readers and writers of Spark, AWS Glue and Snowpark, which collect options call by call.

``spark.read.format("jdbc").option("url", u).option("dbtable", "dbo.orders").load()`` reads the
table; ``df.write.mode("append").saveAsTable("mart.orders")`` writes one.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from seamscope.connector import redact
from seamscope.connector.places import FILES as FILE_SYSTEM
from seamscope.records import Clue, ClueKind, Endpoint, Mechanism, SystemRef
from seamscope_connectors.python_programs.call import Call
from seamscope_connectors.python_programs.libraries import ADDRESS_PRODUCTS, DIALECTS
from seamscope_connectors.python_programs.recorder import Recorder
from seamscope_connectors.python_programs.settings import (
    cut_holes,
    locate_path,
    locate_settings,
    name_connection,
)
from seamscope_connectors.python_programs.values import UNKNOWN, Client, Origin, Value

READERS = {"read": "spark.read", "readStream": "spark.read", "create_dynamic_frame": "glue.read",
           "create_data_frame": "glue.read"}  # fmt: skip
WRITERS = {"write": "spark.write", "writeStream": "spark.write", "writeTo": "spark.write",
           "write_dynamic_frame": "glue.write", "write_data_frame": "glue.write"}  # fmt: skip
SPARK = re.compile(r"(?:^|[._])(?:spark(?:_?session)?|sqlContext|sql_context|hiveContext|session)$")
FILES = frozenset({"csv", "parquet", "json", "orc", "text", "avro", "delta", "xml", "excel",
                   "binaryfile", "cloudfiles", "hudi", "iceberg", "image"})  # fmt: skip
FORMATS = {
    "kafka": "Apache Kafka", "snowflake": "Snowflake", "bigquery": "Google BigQuery",
    "mongo": "MongoDB", "redshift": "Amazon Redshift", "cosmos": "Azure Cosmos DB",
    "cassandra": "Apache Cassandra", "elasticsearch": "Elasticsearch", "eventhubs":
    "Azure Event Hubs", "salesforce": "Salesforce", "sfdc": "Salesforce", "kinesis":
    "Amazon Kinesis", "dynamodb": "Amazon DynamoDB", "sqldw": "Azure Synapse Analytics",
    "hana": "SAP HANA", "neo4j": "Neo4j", "pubsub": "Google Pub/Sub",
}  # fmt: skip
EVENTS = frozenset({"Apache Kafka", "Azure Event Hubs", "Amazon Kinesis", "Google Pub/Sub"})
# Calls that write what the options before them name.
LAST_CALLS = frozenset({"append", "createOrReplace", "overwritePartitions", "create"})
VIEWS = frozenset({"createOrReplaceTempView", "createTempView", "registerTempTable",
                   "createOrReplaceGlobalTempView"})  # fmt: skip
GLUE_OPTIONS = {"connectionName": "connection", "paths": "path"}
TABLES = re.compile(r"\b(?:from|join)\s+([\w.{}`]+)", re.I)
VIEW = re.compile(
    r"\s*create\s+(?:or\s+replace\s+)?(?:global\s+)?temp(?:orary)?\s+view\s+(\w+)", re.I
)
INTO = re.compile(
    r"\s*(?:insert\s+(?:into|overwrite)(?:\s+table)?|merge\s+into|create\s+(?:or\s+replace\s+)?table"
    r"(?:\s+if\s+not\s+exists)?)\s+([\w.{}`]+)",
    re.I,
)


def start_builder(base: Value, attribute: str) -> Value | None:
    """Return a new reader or writer for ``spark.read`` or ``df.write``."""
    if attribute in READERS and not base.origins:
        return Value(builder=READERS[attribute], client=base.client)
    if attribute in WRITERS and base.client is None and not base.builder:
        return Value(builder=WRITERS[attribute], origins=base.origins)
    return None


class SparkCalls:
    """Follows the calls of readers and writers, and the temporary views of a program."""

    def __init__(self, recorder: Recorder, home: SystemRef) -> None:
        self.recorder = recorder
        self.home = home
        self._views: dict[str, frozenset[Origin]] = {}

    def call(self, call: Call) -> Value | None:
        """Return the result of a call of Spark or Glue; None for any other call."""
        receiver = call.receiver
        if receiver is None:
            return None
        if receiver.builder.startswith(("spark.", "glue.")):
            return self._extend(call, receiver)
        if call.name in VIEWS:
            self._views[_text(call, 0).casefold()] = receiver.origins
            return UNKNOWN
        if call.name == "writeTo" and receiver.client is None:
            options = (("table", _text(call, 0)),)
            return Value(builder="spark.write", origins=receiver.origins, options=options)
        is_session = receiver.client is None and SPARK.search(receiver.label or receiver.name)
        return self._call_session(call) if is_session else None

    def _call_session(self, call: Call) -> Value | None:
        if call.name == "table":
            return self._read_table(_text(call, 0), call.line)
        return self._run(call) if call.name == "sql" else None

    def _extend(self, call: Call, receiver: Value) -> Value:
        """Return a reader or a writer with the options that one more call of the chain adds."""
        match call.name:
            case "format":
                added = [("format", _text(call, 0))]
            case "option":
                added = [(_text(call, 0), _text(call, 1))]
            case "options":
                spread = (pair for one in call.positional for pair in one.entries)
                given = [*call.keywords.items(), *spread]
                added = [(key, value.format_text()) for key, value in given]
            case "foreachBatch":
                return receiver
            case _:
                return self._finish(call, receiver)
        return replace(receiver, options=(*receiver.options, *added))

    def _finish(self, call: Call, receiver: Value) -> Value:
        """End a chain of calls: return the data of a reader, or record the write of a writer."""
        options = dict(receiver.options)
        is_glue = receiver.builder.startswith("glue.")
        found = _collect_glue(call) if is_glue else _collect_last(call)
        if found is None:
            return receiver  # partitionBy, mode, schema …
        technology = "AWS Glue" if is_glue else "Apache Spark"
        if not receiver.builder.endswith(".write"):
            return self._read(options | found, call.line, technology)
        origins = _get_frame(call).collect_origins() if is_glue else receiver.origins
        endpoint, mechanism = self._locate(options | found)[:2]
        if endpoint is not None:
            self.recorder.write(endpoint, call.line, origins, technology, mechanism)
        return UNKNOWN

    def _read(self, options: Mapping[str, str], line: int, technology: str) -> Value:
        endpoint, _, sql, dialect = self._locate(options)
        if endpoint is None:
            return UNKNOWN
        name = endpoint.dataset.casefold()
        if endpoint.system == self.home and name in self._views:
            return Value(origins=self._views[name])
        return self.recorder.read(endpoint, line, sql, dialect, technology)

    def _read_table(self, name: str, line: int) -> Value:
        plain = _unquote(name)
        if plain.casefold() in self._views:
            return Value(origins=self._views[plain.casefold()])
        endpoint = Endpoint(system=self.home, dataset=cut_holes(plain))
        return self.recorder.read(endpoint, line, "", "", "Apache Spark")

    def _run(self, call: Call) -> Value:
        """Follow ``spark.sql(…)``; a temporary view in the SQL has the data that it was created
        from.
        """
        text = call.positional[0] if call.positional else call.keywords.get("sqlQuery", Value())
        sql = text.text or ""
        named = [_unquote(name) for name in TABLES.findall(sql)]
        viewed = [name for name in named if name.casefold() in self._views]
        into = INTO.match(sql)
        if into and not viewed:
            client = Client(kind="catalogue", system=self.home, dialect="spark")
            self.recorder.run_sql(text, client, call.line, frozenset())
            return UNKNOWN
        origins: frozenset[Origin] = frozenset()
        for name in named:
            origins |= self._read_table(name, call.line).origins
        if into:
            endpoint = Endpoint(system=self.home, dataset=cut_holes(_unquote(into[1])))
            self.recorder.write(endpoint, call.line, origins, "Apache Spark")
            return UNKNOWN
        if view := VIEW.match(sql):
            self._views[view[1].casefold()] = origins
            return UNKNOWN
        return Value(origins=origins)

    def _locate(self, options: Mapping[str, str]) -> tuple[Endpoint | None, Mechanism, str, str]:
        """Return the endpoint in these options, the mechanism, the SQL, and the dialect of the
        SQL.
        """
        kind = options.get("format", "").casefold()
        rest = {key: value for key, value in options.items() if key != "format"}
        product = _find_product(kind, rest)
        if not product and kind in FILES | {"", "memory", "console"} and "connection" not in rest:
            place = self._locate_own(rest)
            is_table = place is None or place.system == self.home
            return place, Mechanism.ETL if is_table else Mechanism.FILE, "", ""
        found = locate_settings(rest, product)
        system = found.system
        if name := rest.get("connection", ""):
            system = SystemRef(clues=(*name_connection(name), *system.clues))
        if not system.clues and product:
            system = SystemRef(clues=(Clue(kind=ClueKind.PRODUCT, value=product),))
        mechanism = Mechanism.EVENTS if product in EVENTS else Mechanism.ETL
        endpoint = Endpoint(system=system, dataset=cut_holes(found.dataset))
        return endpoint, mechanism, found.sql, DIALECTS.get(product, "")

    def _locate_own(self, options: Mapping[str, str]) -> Endpoint | None:
        """Return the file, or the table of Spark's catalogue, in these options.

        A path without a scheme is a file of the cluster.
        """
        path = options.get("path", "")
        if path and not re.fullmatch(r"\w+(?:\.\w+)*", path):
            place = locate_path(path)
            is_local = place.system.name == FILE_SYSTEM
            return replace(place, system=self.home) if is_local else place
        table = options.get("table") or options.get("dbtable") or path
        return Endpoint(system=self.home, dataset=cut_holes(_unquote(table))) if table else None


def _find_product(kind: str, options: Mapping[str, str]) -> str:
    """Return the product of a format, or of the address of a JDBC source; "" for files."""
    found = next((name for word, name in FORMATS.items() if word in kind), "")
    address = " ".join(options.values()).casefold()
    if found or not (kind == "jdbc" or "jdbc:" in address):
        return found
    return next((name for word, name in ADDRESS_PRODUCTS.items() if word in address), "")


def _collect_last(call: Call) -> dict[str, str] | None:
    """Return the options in the last call of a chain, such as ``load``; None for other calls."""
    first = _text(call, 0)
    match call.name:
        case "jdbc":
            table = _text(call, 1) or _keyword(call, "table")
            return {"url": first or _keyword(call, "url"), "dbtable": table}
        case "table" | "saveAsTable" | "insertInto" | "toTable" | "save_as_table":
            return {"table": first or _keyword(call, "name") or _keyword(call, "tableName")}
        case "load" | "save" | "start":
            path = first or _keyword(call, "path")
            return {"path": path} if path else {}
        case name if name.casefold() in FILES:
            return {"path": first or _keyword(call, "path"), "format": name}
        case name:
            return {} if name in LAST_CALLS else None


def _collect_glue(call: Call) -> dict[str, str]:
    """Return the options of a call of Glue: connection type, options, database and table."""
    found = {
        GLUE_OPTIONS.get(name, name): _first(value)
        for key in ("connection_options", "additional_options")
        if key in call.keywords
        for name, value in call.keywords[key].entries
    }
    if kind := _keyword(call, "connection_type"):
        found["format"] = "" if kind == "s3" else kind
    if connection := _keyword(call, "catalog_connection"):
        found["connection"] = connection
    table, database = (redact(_keyword(call, key)) for key in ("table_name", "database"))
    if table:
        found["table"] = f"{database}.{table}" if database else table
    return found


def _get_frame(call: Call) -> Value:
    frame = call.keywords.get("frame")
    return frame or (call.positional[0] if call.positional else Value())


def _first(value: Value) -> str:
    return (value.elements[0] if value.elements else value).format_text()


def _text(call: Call, position: int) -> str:
    if len(call.positional) <= position:
        return ""
    return _first(call.positional[position])


def _keyword(call: Call, name: str) -> str:
    return call.keywords[name].format_text() if name in call.keywords else ""


def _unquote(name: str) -> str:
    return name.replace("`", "")
