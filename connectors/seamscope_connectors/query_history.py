"""Query histories: what really ran in a warehouse or database, and how often.

Snowflake QUERY_HISTORY and ACCESS_HISTORY, BigQuery INFORMATION_SCHEMA.JOBS, Databricks
`system.query.history` and `system.access.table_lineage`, Redshift, `pg_stat_statements` and
SQL Server's Query Store, as CSV, XLSX, Parquet, JSON or NDJSON. Each text becomes one query with
the number of its runs; what failed moved nothing. The texts, which hold personal data, reach no
output.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from seamscope.connector import Claim, Connector, File, Source, fold_header
from seamscope.connector.connections import clues
from seamscope.connector.entries import entry_fault
from seamscope.errors import UnreadableError
from seamscope.records import (
    ClueKind,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    Query,
    Record,
    SystemRef,
)

TEXT = ("query_text", "query", "querytxt", "query_sql_text", "statement_text", "sql_text", "text")
FINE = frozenset({"", "success", "succeeded", "finished", "done", "0", "f", "false", "{}", "null"})
TABLES = frozenset({".csv", ".xlsx", ".parquet"})
# Applications that only carry a query; they are no consumer.
DRIVERS = re.compile(
    r"jdbc|odbc|python|\.net|go\b|node|php|driver|snowsql|psql|connector|ui\b", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """How one engine's history looks: columns that only it has, its dialect and its system."""

    name: str
    dialect: str
    needs: tuple[frozenset[str], ...]  # any one of these sets of columns tells it
    status: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()


def _sets(*found: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(one.split()) for one in found)


ENGINES = (
    Engine(name="Snowflake", dialect="snowflake", status=("execution_status", "error_code"),
           needs=_sets("query_text warehouse_name", "query_id base_objects_accessed",
                       "query_text role_name query_type")),
    Engine(name="Databricks", dialect="databricks", status=("execution_status",),
           needs=_sets("source_table_full_name target_table_full_name",
                       "statement_text executed_by", "statement_text statement_type")),
    Engine(name="BigQuery", dialect="bigquery", status=("error_result",),
           needs=_sets("query job_id project_id", "query job_id user_email",
                       "query referenced_tables")),
    Engine(name="PostgreSQL", dialect="postgres", runs=("calls",),
           needs=_sets("query calls queryid", "query calls total_exec_time", "query calls dbid")),
    Engine(name="Amazon Redshift", dialect="redshift", status=("aborted", "status"),
           needs=_sets("querytxt aborted", "querytxt xid",
                       "query_text user_query_hash")),
    Engine(name="Microsoft SQL Server", dialect="tsql",
           runs=("count_executions", "execution_count"),
           needs=_sets("query_sql_text count_executions", "query_sql_text query_id",
                       "query_sql_text object_name")),
)  # fmt: skip
KNOWN = frozenset(column for engine in ENGINES for need in engine.needs for column in need)


@dataclass(frozen=True, slots=True)
class Ran:
    """One row of a history, by folded column."""

    cells: Mapping[str, str]
    evidence: Evidence

    def first(self, *columns: str) -> str:
        return next((found for c in columns if (found := self.cells.get(c, "").strip())), "")


class QueryHistoryConnector(Connector):
    """Reads one export of one engine."""

    name = "query-history"
    reads = "query histories (Snowflake, BigQuery, Databricks, Redshift, Postgres, SQL Server)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix not in {*TABLES, ".json", ".ndjson", ".jsonl"}:
            return None
        engine = _engine(_columns(file))
        return Claim(reason=f"the columns of a {engine.name} history") if engine else None

    def declines(self, file: File) -> str:
        try:
            if file.suffix == ".parquet":
                file.heads(KNOWN)
        except UnreadableError as error:
            return f"{error.what}; {error.remedy}"
        return ""

    def read(self, source: Source) -> Iterator[Record]:
        rows = list(_rows(source.file))
        engine = _engine({column for row in rows[:50] for column in row.cells})
        if engine is None or not rows:
            raise source.file.error("a query history without rows", "export it again", 1)
        failed = [row for row in rows if _failed(row, engine)]
        if failed:
            what = f"queries that failed and moved nothing: {len(failed)}"
            yield entry_fault(what, "nothing to do", failed[0].evidence)
        lost = {id(row) for row in failed}
        yield from _ran([row for row in rows if id(row) not in lost], engine)


def _failed(row: Ran, engine: Engine) -> bool:
    return row.first(*engine.status).casefold() not in FINE


def _columns(file: File) -> set[str]:
    """Return the folded columns of a table, or the keys of the first objects of a document."""
    if file.suffix in TABLES:
        try:
            return {header for table in file.heads(KNOWN) for header in table.headers}
        except UnreadableError:
            return set()
    return {fold_header(key) for key in re.findall(r'"([A-Za-z_]+)"\s*:', file.head(16384))}


def _engine(columns: set[str]) -> Engine | None:
    return next((e for e in ENGINES if any(need <= columns for need in e.needs)), None)


def _rows(file: File) -> Iterator[Ran]:
    if file.suffix in TABLES:
        for table in file.tables(KNOWN):
            for row in table.rows:
                yield Ran({header: row.get(header) for header in table.headers}, row.evidence)
        return
    for document in file.documents():
        for item in document if document.is_list else [document]:
            cells = {
                fold_header(key): value.text or json.dumps(value.value)
                for key, value in item.items()
                if value
            }
            if cells:
                yield Ran(cells, item.evidence)


def _ran(rows: list[Ran], engine: Engine) -> Iterator[Record]:
    """Yield each text once with the number of its runs, and the lineage the engine itself kept."""
    runs: Counter[tuple[str, str, str, str]] = Counter()
    first: dict[tuple[str, str, str, str], Ran] = {}
    silent: list[Ran] = []
    for row in rows:
        known = list(_kept(row, engine))
        yield from known
        text = row.first(*TEXT)
        if text and not known:
            key = (text, _database(row), row.first("schema_name", "schema"), _application(row))
            first.setdefault(key, row)
            times = row.first(*engine.runs)
            runs[key] += int(float(times)) if re.fullmatch(r"\d{1,15}(\.\d+)?", times) else 1
        elif not known:
            silent.append(row)
    if silent:
        what = f"rows without a text that name no table written: {len(silent)}"
        yield entry_fault(what, "nothing to do, if they only read", silent[0].evidence)
    for key, row in first.items():
        text, database, schema, application = key
        yield Query(
            text=text,
            dialect=engine.dialect,
            home=_system(database, engine),
            database=database,
            schema=schema,
            target=_consumer(application),
            executions=runs[key],
            technology=f"{engine.name} history",
            evidence=row.evidence,
        )


def _kept(row: Ran, engine: Engine) -> Iterator[Flow]:
    """Yield flows that the engine recorded itself, table by table."""
    sources = [row.first("source_table_full_name")]
    targets = [row.first("target_table_full_name")]
    if not all(targets):
        sources = _objects(row.first("base_objects_accessed", "direct_objects_accessed"))
        targets = _objects(row.first("objects_modified"))
    for source in filter(None, sources):
        for target in filter(None, targets):
            if source != target:
                yield Flow(
                    source=_table(source, engine),
                    target=_table(target, engine),
                    mechanism=Mechanism.SQL,
                    technology=f"{engine.name} history",
                    evidence=row.evidence,
                )


def _objects(cell: str) -> list[str]:
    """Return the names in a JSON cell of ACCESS_HISTORY; functions and stages are left out."""
    try:
        found = json.loads(cell or "[]")
    except (ValueError, RecursionError):
        return []
    return [
        one["objectName"]
        for one in (found if isinstance(found, list) else [])
        if isinstance(one, dict)
        and isinstance(one.get("objectName"), str)
        and str(one.get("objectDomain", "Table")).casefold() not in {"function", "stage", "stream"}
    ]


def _table(name: str, engine: Engine) -> Endpoint:
    database = name.partition(".")[0] if name.count(".") > 1 else ""
    return Endpoint(system=_system(database, engine), dataset=name)


def _system(database: str, engine: Engine) -> SystemRef:
    found = clues((ClueKind.DATABASE, database), (ClueKind.PRODUCT, engine.name))
    return SystemRef(clues=found)


def _database(row: Ran) -> str:
    return row.first("database_name", "database", "datname", "project_id", "db_name")


def _application(row: Ran) -> str:
    """Return the application that asked, without its version; "" for a mere driver."""
    said = row.first("client_application_id", "client_application", "application_name")
    return "" if DRIVERS.search(said) else re.sub(r"[\s/v]*\d[\w.]*$", "", said)


def _consumer(application: str) -> Endpoint | None:
    if not application:
        return None
    return Endpoint(system=SystemRef(clues=clues((ClueKind.PRODUCT, application))))
