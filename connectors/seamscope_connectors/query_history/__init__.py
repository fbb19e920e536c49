"""Query histories: the SQL that ran in a warehouse or database, and how often.

Snowflake QUERY_HISTORY and ACCESS_HISTORY, BigQuery INFORMATION_SCHEMA.JOBS, Databricks
`system.query.history` and `system.access.table_lineage`, Redshift, `pg_stat_statements` and
SQL Server's Query Store, as CSV, XLSX, Parquet, JSON or NDJSON. Each distinct text becomes one
query with the number of its runs; failed runs are left out. The texts may hold personal data and
are written to no output.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.connections import build_clues
from seamscope.connector.entries import skip_entry
from seamscope.errors import UnreadableError
from seamscope.records import ClueKind, Endpoint, Query, Record, SystemRef
from seamscope_connectors.query_history.engines import KNOWN, Engine, detect_engine
from seamscope_connectors.query_history.recorded_flows import build_system, list_recorded_flows
from seamscope_connectors.query_history.rows import TABLES, HistoryRow, list_columns, read_rows
from seamscope_connectors.query_history.run_collector import RunCollector

# `querytxt` comes first: Redshift's STL_QUERY has the text there and a number in `query`.
TEXT_COLUMNS = (
    "querytxt",
    "query_text",
    "query",
    "query_sql_text",
    "statement_text",
    "sql_text",
    "text",
)


SUCCESS = frozenset(
    {"", "success", "succeeded", "finished", "done", "0", "f", "false", "{}", "null"}
)


# Drivers and clients that pass a query on; they do not identify a consumer.
DRIVERS = re.compile(
    r"jdbc|odbc|python|\.net|go\b|node|php|driver|snowsql|psql|connector|ui\b", re.I
)


class QueryHistoryConnector(Connector):
    """Reads the exported query history of one engine."""

    name = "query-history"
    reads = "query histories (Snowflake, BigQuery, Databricks, Redshift, Postgres, SQL Server)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix not in {*TABLES, ".json", ".ndjson", ".jsonl"}:
            return None
        engine = detect_engine(list_columns(file))
        return Claim(reason=f"the columns of a {engine.name} history") if engine else None

    def declines(self, file: File) -> str:
        try:
            if file.suffix == ".parquet":
                file.heads(KNOWN)
        except UnreadableError as error:
            return f"{error.what}; {error.remedy}"
        return ""

    def read(self, source: Source) -> Iterator[Record]:
        rows = list(read_rows(source.file))
        engine = detect_engine({column for row in rows[:50] for column in row.cells})
        if engine is None or not rows:
            remedy = "export a time range that contains queries"
            raise source.file.error("the query history has no rows", remedy, 1)
        if not engine.is_known:
            problem = "the log does not name its engine, so the dialect of each text is guessed"
            remedy = "give the engine's SQL dialect with --dialect"
            yield skip_entry(problem, remedy, rows[0].evidence)
        failed = [row for row in rows if _has_failed(row, engine)]
        if failed:
            problem = f"failed queries, left out: {len(failed)}"
            yield skip_entry(problem, "fix them if they load data you need", failed[0].evidence)
        failed_ids = {id(row) for row in failed}
        yield from _aggregate([row for row in rows if id(row) not in failed_ids], engine)


def _has_failed(row: HistoryRow, engine: Engine) -> bool:
    return row.first(*engine.status).casefold() not in SUCCESS


def _aggregate(rows: list[HistoryRow], engine: Engine) -> Iterator[Record]:
    """Yield each distinct text with the number of its runs, and the lineage the engine recorded."""
    texts: dict[tuple[str, str, str, str], RunCollector] = {}
    rows_without_text: list[HistoryRow] = []
    for row in rows:
        recorded_flows = list(list_recorded_flows(row, engine))
        yield from recorded_flows
        text = row.first(*TEXT_COLUMNS)
        if text and not recorded_flows:
            key = (
                text,
                _get_database(row),
                row.first("schema_name", "schema"),
                _get_application(row),
            )
            texts.setdefault(key, RunCollector(row.evidence)).add(row, engine)
        elif not recorded_flows:
            rows_without_text.append(row)
    if rows_without_text:
        problem = f"rows without a query text or a written table: {len(rows_without_text)}"
        yield skip_entry(
            problem, "export the column with the query text", rows_without_text[0].evidence
        )
    for (text, database, schema, application), collected in texts.items():
        yield Query(
            text=text,
            dialect=engine.dialect,
            home=build_system(database, engine),
            database=database,
            schema=schema,
            target=_build_consumer(application),
            runs=collected.build_runs(),
            technology=f"{engine.name} history" if engine.is_known else engine.name,
            evidence=replace(collected.first, rows=collected.rows, last=collected.last),
        )


def _get_database(row: HistoryRow) -> str:
    return row.first("database_name", "database", "datname", "project_id", "db_name")


def _get_application(row: HistoryRow) -> str:
    """Return the client application without its version, "" for a driver."""
    client = row.first("client_application_id", "client_application", "application_name")
    return (
        "" if DRIVERS.search(client) else re.sub(r"(?<![\s/v])[\s/v]*+\d[\w.]{0,60}+$", "", client)
    )


def _build_consumer(application: str) -> Endpoint | None:
    if not application:
        return None
    return Endpoint(system=SystemRef(clues=build_clues((ClueKind.PRODUCT, application))))
