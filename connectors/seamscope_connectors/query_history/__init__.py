"""Query histories: what really ran in a warehouse or database, and how often.

Snowflake QUERY_HISTORY and ACCESS_HISTORY, BigQuery INFORMATION_SCHEMA.JOBS, Databricks
`system.query.history` and `system.access.table_lineage`, Redshift, `pg_stat_statements` and
SQL Server's Query Store, as CSV, XLSX, Parquet, JSON or NDJSON. Each text becomes one query with
the number of its runs; what failed moved nothing. The texts, which hold personal data, reach no
output.
"""

import re
from collections import Counter
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.connections import clues
from seamscope.connector.entries import entry_fault
from seamscope.errors import UnreadableError
from seamscope.records import ClueKind, Endpoint, Query, Record, SystemRef
from seamscope_connectors.query_history.engines import KNOWN, Engine, engine_of
from seamscope_connectors.query_history.recorded import recorded, system_of
from seamscope_connectors.query_history.rows import TABLES, Ran, columns_of, rows_of

# Redshift's STL_QUERY has the text in `querytxt`, and in `query` a number.
TEXT = ("querytxt", "query_text", "query", "query_sql_text", "statement_text", "sql_text", "text")


FINE = frozenset({"", "success", "succeeded", "finished", "done", "0", "f", "false", "{}", "null"})


# Applications that only carry a query; they are no consumer.
DRIVERS = re.compile(
    r"jdbc|odbc|python|\.net|go\b|node|php|driver|snowsql|psql|connector|ui\b", re.I
)


class QueryHistoryConnector(Connector):
    """Reads one export of one engine."""

    name = "query-history"
    reads = "query histories (Snowflake, BigQuery, Databricks, Redshift, Postgres, SQL Server)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix not in {*TABLES, ".json", ".ndjson", ".jsonl"}:
            return None
        engine = engine_of(columns_of(file))
        return Claim(reason=f"the columns of a {engine.name} history") if engine else None

    def declines(self, file: File) -> str:
        try:
            if file.suffix == ".parquet":
                file.heads(KNOWN)
        except UnreadableError as error:
            return f"{error.what}; {error.remedy}"
        return ""

    def read(self, source: Source) -> Iterator[Record]:
        rows = list(rows_of(source.file))
        engine = engine_of({column for row in rows[:50] for column in row.cells})
        if engine is None or not rows:
            raise source.file.error("a query history without rows", "export it again", 1)
        if not engine.is_known:
            what = "the log does not name its engine, so the dialect of each text is guessed"
            yield entry_fault(
                what, "give the engine's SQL dialect with --dialect", rows[0].evidence
            )
        failed = [row for row in rows if _failed(row, engine)]
        if failed:
            what = f"queries that failed and moved nothing: {len(failed)}"
            yield entry_fault(what, "nothing to do", failed[0].evidence)
        lost = {id(row) for row in failed}
        yield from _ran([row for row in rows if id(row) not in lost], engine)


def _failed(row: Ran, engine: Engine) -> bool:
    return row.first(*engine.status).casefold() not in FINE


def _ran(rows: list[Ran], engine: Engine) -> Iterator[Record]:
    """Yield each text once with the number of its runs, and the lineage the engine itself kept."""
    runs: Counter[tuple[str, str, str, str]] = Counter()
    first: dict[tuple[str, str, str, str], Ran] = {}
    silent: list[Ran] = []
    for row in rows:
        known = list(recorded(row, engine))
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
            home=system_of(database, engine),
            database=database,
            schema=schema,
            target=_consumer(application),
            executions=runs[key],
            technology=f"{engine.name} history" if engine.is_known else engine.name,
            evidence=row.evidence,
        )


def _database(row: Ran) -> str:
    return row.first("database_name", "database", "datname", "project_id", "db_name")


def _application(row: Ran) -> str:
    """Return the application that asked, without its version; "" for a mere driver."""
    said = row.first("client_application_id", "client_application", "application_name")
    return "" if DRIVERS.search(said) else re.sub(r"(?<![\s/v])[\s/v]*+\d[\w.]{0,60}+$", "", said)


def _consumer(application: str) -> Endpoint | None:
    if not application:
        return None
    return Endpoint(system=SystemRef(clues=clues((ClueKind.PRODUCT, application))))
