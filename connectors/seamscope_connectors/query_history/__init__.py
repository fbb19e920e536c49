"""Read query histories: the SQL that ran in a warehouse or database, and how often.

Snowflake QUERY_HISTORY, ACCESS_HISTORY and OBJECT_DEPENDENCIES, BigQuery INFORMATION_SCHEMA.JOBS,
Databricks `system.query.history` and `system.access.table_lineage`, Redshift, `pg_stat_statements`,
SQL Server's Query Store, Oracle V$SQL and AWR, the plan cache of SAP HANA, Teradata DBQL, Db2's
package cache, MySQL's digests and logs, as CSV, XLSX, Parquet, JSON or NDJSON.

Each distinct SQL text becomes one query with the number of its runs. Failed runs and queries that
the engine itself runs are left out. SQL texts may contain personal data and are not written to any
output.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.client_programs import identify_client
from seamscope.connector.entries import note_reading, skip_entry, skip_part
from seamscope.errors import UnreadableError
from seamscope.records import Endpoint, Evidence, Query, Record, Skipped, SystemRef
from seamscope_connectors.query_history.engines import ENGINES, KNOWN, Engine, detect_engine
from seamscope_connectors.query_history.mysql_log import (
    is_mysql_log,
    place_statements,
    read_mysql_log,
)
from seamscope_connectors.query_history.postgres_log import is_postgres_log, read_postgres_log
from seamscope_connectors.query_history.recorded_flows import (
    build_system,
    is_dependency,
    list_recorded_flows,
)
from seamscope_connectors.query_history.rows import (
    TABLES,
    HistoryRow,
    contains_sql,
    list_columns,
    read_rows,
)
from seamscope_connectors.query_history.run_collector import USERS, RunCollector
from seamscope_connectors.query_history.texts import (
    find_text,
    is_internal,
    is_truncated,
    join_pieces,
)

TEXT_COLUMNS = frozenset(column for engine in ENGINES for column in engine.texts) - {"text"}
SUCCESS = frozenset(
    {"", "success", "succeeded", "finished", "done", "0", "f", "false", "{}", "null"}
)


class QueryHistoryConnector(Connector):
    """Reads the query history of one engine."""

    name = "query-history"
    reads = (
        "query histories (Snowflake, BigQuery, Databricks, Redshift, Postgres, SQL Server, Oracle, "
        "SAP HANA, Teradata, Db2, MySQL)"
    )

    def claim(self, file: File) -> Claim | None:
        if is_mysql_log(file):
            return Claim(reason="begins like a MySQL log")
        if is_postgres_log(file):
            return Claim(reason="begins like a PostgreSQL log in CSV format")
        if file.suffix not in {*TABLES, ".json", ".ndjson", ".jsonl"}:
            return None
        engine = detect_engine(list_columns(file))
        if engine is None or not (engine.is_known or contains_sql(file, engine)):
            return None
        return Claim(reason=f"has the columns of a {engine.name} history")

    def declines(self, file: File) -> str:
        try:
            if file.suffix == ".parquet":
                file.read_heads(KNOWN)
        except UnreadableError as error:
            return f"{error.what}; {error.remedy}"
        if file.suffix in TABLES and (found := sorted(TEXT_COLUMNS & list_columns(file))):
            return (
                f"its column {found[0]} may contain SQL, but no other column identifies the engine"
            )
        return ""

    def read(self, source: Source) -> Iterator[Record]:
        file = source.file
        rows = list(_choose_reader(file)(file))
        engine = detect_engine({column for row in rows[:50] for column in row.cells})
        if engine is None or not rows:
            remedy = "export a time range that contains queries"
            raise source.file.error("the query history has no rows", remedy, 1)
        if not engine.is_known:
            problem = "no column identifies the engine, so the SQL dialects are guessed"
            remedy = "export all columns of the history, such as warehouse_name"
            yield skip_part(problem, remedy, rows[0].evidence)
        rows = list(join_pieces(rows, engine))
        if engine.dialect == "mysql" and any("command_type" in row.cells for row in rows):
            rows = place_statements(rows)
            if not rows:
                raise file.error(
                    "the log contains no statement", "record the log of a working day", 1
                )
        yield from _aggregate((yield from _leave_out(rows, engine)), engine)


def _choose_reader(file: File) -> Callable[[File], Iterator[HistoryRow]]:
    if is_mysql_log(file):
        return read_mysql_log
    return read_postgres_log if is_postgres_log(file) else read_rows


def _leave_out(rows: list[HistoryRow], engine: Engine) -> Generator[Record, None, list[HistoryRow]]:
    """Return the rows without failed queries and the engine's own queries; report both.

    Queries that a view of the engine truncates are also reported.
    """
    failed = [row for row in rows if _has_failed(row, engine)]
    rows = [row for row in rows if not _has_failed(row, engine)]
    own = [row for row in rows if is_internal(row, engine)]
    rows = [row for row in rows if not is_internal(row, engine)]
    problem, remedy = (
        "failed queries are left out",
        "list the flows of those that should run in the inventory",
    )
    yield from _report(problem, remedy, failed, report=skip_part)
    problem, remedy = (
        "queries that the engine itself runs are left out",
        "filter them out of the export",
    )
    yield from _report(problem, remedy, own, report=note_reading)
    problem, remedy = "query texts are truncated", "export the column with the full text"
    yield from _report(problem, remedy, [row for row in rows if is_truncated(row, engine)])
    return rows


def _report(
    problem: str,
    remedy: str,
    rows: Sequence[HistoryRow],
    *,
    report: Callable[[str, str, Evidence], Skipped] = skip_entry,
) -> Iterator[Record]:
    """Report a problem once, with the number of its rows, if there are any."""
    if rows:
        yield report(f"{problem}: {len(rows)}", remedy, rows[0].evidence)


def _has_failed(row: HistoryRow, engine: Engine) -> bool:
    return row.first(*engine.status).casefold() not in SUCCESS


def _aggregate(rows: list[HistoryRow], engine: Engine) -> Iterator[Record]:
    """Yield one query for each distinct text, with its runs, and the recorded flows."""
    texts: dict[tuple[str, str, str, SystemRef | None], RunCollector] = {}
    without_text: list[HistoryRow] = []
    others: list[HistoryRow] = []
    for row in rows:
        recorded_flows = list(list_recorded_flows(row, engine))
        yield from recorded_flows
        text = find_text(row, engine)
        if text and not recorded_flows:
            key = (
                text,
                row.first(*engine.databases),
                row.first(*engine.schemas),
                identify_client(row.first(*engine.applications), row.first(*USERS)),
            )
            texts.setdefault(key, RunCollector(row.evidence)).add(row, engine)
        elif not recorded_flows:
            (others if is_dependency(row) else without_text).append(row)
    problem = "rows without a query text or a written table"
    yield from _report(problem, "export the column with the query text", without_text)
    problem = "dependencies of functions, stages and other objects than tables are left out"
    yield from _report(
        problem, "list the flows of stages in the inventory", others, report=note_reading
    )
    for (text, database, schema, client), collected in texts.items():
        yield Query(
            text=text,
            dialect=engine.dialect,
            home=build_system(database, engine, collected.first.file),
            database=database,
            schema=schema,
            target=Endpoint(system=client) if client else None,
            client=client,
            runs=collected.build_runs(),
            technology=f"{engine.name} history" if engine.is_known else engine.name,
            evidence=replace(collected.first, rows=collected.rows, last=collected.last),
        )
