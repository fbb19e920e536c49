"""Read query histories: the SQL that ran in a warehouse or database, and how often.

Snowflake QUERY_HISTORY, ACCESS_HISTORY and OBJECT_DEPENDENCIES, BigQuery INFORMATION_SCHEMA.JOBS,
Databricks `system.query.history` and `system.access.table_lineage`, Redshift, `pg_stat_statements`,
SQL Server's Query Store, Oracle V$SQL and AWR, the plan cache of SAP HANA, Teradata DBQL, Db2's
package cache, MySQL's digests and logs, as CSV, XLSX, Parquet, JSON or NDJSON.

Each distinct SQL text becomes one query with the number of its runs. Failed runs and queries that
the engine itself runs are left out. SQL texts may contain personal data and are not written to any
output.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, islice

from seamscope.connector import Claim, Connector, File, Fit, Source
from seamscope.connector.client_programs import identify_client
from seamscope.connector.entries import note_reading, skip_entry, skip_part
from seamscope.errors import UnreadableError
from seamscope.records import Endpoint, Evidence, Flow, Query, Record, Skipped, SystemRef
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

MOST_CHARACTERS = 8 * 1024 * 1024  # of distinct texts that are collected before they are yielded
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
        fit = Fit.FORMAT if engine.is_known else Fit.GENERIC
        return Claim(reason=f"has the columns of a {engine.name} history", fit=fit)

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
        rows = _choose_reader(file)(file)
        first = list(islice(rows, 50))
        engine = detect_engine({column for row in first for column in row.cells})
        if engine is None or not first:
            remedy = "export a time range that contains queries"
            raise source.file.error("the query history has no rows", remedy, 1)
        if not engine.is_known:
            problem = "no column identifies the engine, so the SQL dialects are guessed"
            remedy = "export all columns of the history, such as warehouse_name"
            yield skip_part(problem, remedy, first[0].evidence)
        rows = join_pieces(chain(first, rows), engine)
        if engine.dialect == "mysql":
            rows = _place_statements(rows, file)
        yield from _Aggregate(engine).read(rows)


def _place_statements(rows: Iterator[HistoryRow], file: File) -> Iterator[HistoryRow]:
    """Return the statements of a general log of MySQL; other rows are returned unchanged."""
    listed = list(rows)
    if not any("command_type" in row.cells for row in listed):
        return iter(listed)
    if not (placed := place_statements(listed)):
        raise file.error("the log contains no statement", "record the log of a working day", 1)
    return iter(placed)


def _choose_reader(file: File) -> Callable[[File], Iterator[HistoryRow]]:
    if is_mysql_log(file):
        return read_mysql_log
    return read_postgres_log if is_postgres_log(file) else read_rows


def _has_failed(row: HistoryRow, engine: Engine) -> bool:
    return row.first(*engine.status).casefold() not in SUCCESS


class _Counted:
    """The number of the rows with one problem, and the evidence of the first of these rows."""

    def __init__(
        self,
        problem: str,
        remedy: str,
        report: Callable[[str, str, Evidence], Skipped] = skip_entry,
    ) -> None:
        self._problem, self._remedy, self._build = problem, remedy, report
        self._count = 0
        self._first: Evidence | None = None

    def add(self, row: HistoryRow) -> None:
        """Add a row."""
        self._count += 1
        self._first = self._first or row.evidence

    def report(self) -> Iterator[Record]:
        """Yield a report of the problem with the number of its rows, unless there are none."""
        if self._first is not None:
            yield self._build(f"{self._problem}: {self._count}", self._remedy, self._first)


TextKey = tuple[str, str, str, SystemRef | None]  # text, database, schema, client


class _Aggregate:
    """Yields one query for each distinct text with its runs, and the flows that the engine
    recorded.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._texts: dict[TextKey, RunCollector] = {}
        self._size = 0  # characters of the texts
        self._flows: list[Flow] = []
        self._failed = _Counted(
            "failed queries are left out",
            "list the flows of those that should run in the inventory",
            skip_part,
        )
        self._own = _Counted(
            "queries that the engine itself runs are left out",
            "filter them out of the export",
            note_reading,
        )
        self._truncated = _Counted(
            "query texts are truncated", "export the column with the full text"
        )
        self._without_text = _Counted(
            "rows without a query text or a written table", "export the column with the query text"
        )
        self._others = _Counted(
            "dependencies of functions, stages and other objects than tables are left out",
            "list the flows of stages in the inventory",
            note_reading,
        )

    def read(self, rows: Iterator[HistoryRow]) -> Iterator[Record]:
        """Yield the records of all rows.

        In a log with very many texts, one text may become several queries, which `lineage` merges.
        """
        for row in rows:
            if _has_failed(row, self._engine):
                self._failed.add(row)
            elif is_internal(row, self._engine):
                self._own.add(row)
            else:
                self._add(row)
            if self._size > MOST_CHARACTERS:
                yield from self._list_queries()
        for counted in (self._failed, self._own, self._truncated):
            yield from counted.report()
        yield from self._flows
        for counted in (self._without_text, self._others):
            yield from counted.report()
        yield from self._list_queries()

    def _add(self, row: HistoryRow) -> None:
        engine = self._engine
        if is_truncated(row, engine):
            self._truncated.add(row)
        recorded_flows = list(list_recorded_flows(row, engine))
        self._flows += recorded_flows
        text = find_text(row, engine)
        if text and not recorded_flows:
            key = (
                text,
                row.first(*engine.databases),
                row.first(*engine.schemas),
                identify_client(row.first(*engine.applications), row.first(*USERS)),
            )
            if key not in self._texts:
                self._texts[key] = RunCollector(row.evidence)
                self._size += len(text)
            self._texts[key].add(row, engine)
        elif not recorded_flows:
            (self._others if is_dependency(row) else self._without_text).add(row)

    def _list_queries(self) -> Iterator[Query]:
        """Yield the queries that were collected so far, and remove them from memory."""
        engine = self._engine
        found, self._texts, self._size = self._texts, {}, 0
        for (text, database, schema, client), collected in found.items():
            yield Query(
                text=text,
                dialect=engine.dialect,
                home=build_system(database, engine, collected.first.file),
                database=database,
                schema=schema,
                target=Endpoint(system=client) if client else None,
                client=client,
                runs=collected.build_runs(),
                technology=f"{engine.name} SQL" if engine.is_known else engine.name,
                evidence=replace(collected.first, rows=collected.rows, last=collected.last),
            )
