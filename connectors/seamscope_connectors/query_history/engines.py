"""Query history formats of the engines: identifying columns, dialect and status columns."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """The query history format of one engine.

    needs: sets of columns, any one of which identifies the engine; status: columns that mark a
    failed run; runs: columns with the number of runs; is_known: False for a query log whose
    columns do not tell its engine.
    """

    name: str
    dialect: str
    needs: tuple[frozenset[str], ...]
    status: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    is_known: bool = True


def _load_columns(*found: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(entry.split()) for entry in found)


ENGINES = (
    Engine(name="Snowflake", dialect="snowflake", status=("execution_status", "error_code"),
           needs=_load_columns("query_text warehouse_name", "query_id base_objects_accessed",
                       "query_text role_name query_type", "query_text query_type execution_status",
                       "query_text query_type database_name", "query_text user_name role_name")),
    Engine(name="Databricks", dialect="databricks", status=("execution_status",),
           needs=_load_columns("source_table_full_name target_table_full_name",
                       "statement_text executed_by", "statement_text statement_type",
                       "statement_text executed_as_user_id", "statement_text workspace_id",
                       "statement_text statement_id")),
    Engine(name="BigQuery", dialect="bigquery", status=("error_result",),
           needs=_load_columns("query job_id project_id", "query job_id user_email",
                       "query referenced_tables")),
    Engine(name="PostgreSQL", dialect="postgres", runs=("calls",),
           needs=_load_columns("query calls queryid", "query calls total_exec_time",
                          "query calls dbid")),
    Engine(name="Amazon Redshift", dialect="redshift", status=("aborted", "status"),
           needs=_load_columns("querytxt aborted", "querytxt xid", "querytxt userid",
                          "querytxt database",
                       "query_text user_query_hash")),
    Engine(name="Microsoft SQL Server", dialect="tsql",
           runs=("count_executions", "execution_count"),
           needs=_load_columns("query_sql_text count_executions", "query_sql_text query_id",
                       "query_sql_text object_name")),
    # OpenMetadata's query log, and hand-written exports from the history of any engine.
    Engine(name="query log", dialect="", is_known=False,
           needs=_load_columns("query_text database_name schema_name",
                          "query_text database_name user_name",
                          "query_text database_schema database_name")),
)  # fmt: skip


KNOWN = frozenset(column for engine in ENGINES for need in engine.needs for column in need)


def detect_engine(columns: set[str]) -> Engine | None:
    """Return the engine whose history has these columns."""
    return next((e for e in ENGINES if any(need <= columns for need in e.needs)), None)
