"""How the histories of the engines look: columns, dialect, where a failure stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """How one engine's history looks: columns that only it has, its dialect and its system."""

    name: str
    dialect: str
    needs: tuple[frozenset[str], ...]  # any one of these sets of columns tells it
    status: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    is_known: bool = True  # False: the columns are those of a log that does not name its engine


def _sets(*found: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(one.split()) for one in found)


ENGINES = (
    Engine(name="Snowflake", dialect="snowflake", status=("execution_status", "error_code"),
           needs=_sets("query_text warehouse_name", "query_id base_objects_accessed",
                       "query_text role_name query_type", "query_text query_type execution_status",
                       "query_text query_type database_name", "query_text user_name role_name")),
    Engine(name="Databricks", dialect="databricks", status=("execution_status",),
           needs=_sets("source_table_full_name target_table_full_name",
                       "statement_text executed_by", "statement_text statement_type",
                       "statement_text executed_as_user_id", "statement_text workspace_id",
                       "statement_text statement_id")),
    Engine(name="BigQuery", dialect="bigquery", status=("error_result",),
           needs=_sets("query job_id project_id", "query job_id user_email",
                       "query referenced_tables")),
    Engine(name="PostgreSQL", dialect="postgres", runs=("calls",),
           needs=_sets("query calls queryid", "query calls total_exec_time", "query calls dbid")),
    Engine(name="Amazon Redshift", dialect="redshift", status=("aborted", "status"),
           needs=_sets("querytxt aborted", "querytxt xid", "querytxt userid", "querytxt database",
                       "query_text user_query_hash")),
    Engine(name="Microsoft SQL Server", dialect="tsql",
           runs=("count_executions", "execution_count"),
           needs=_sets("query_sql_text count_executions", "query_sql_text query_id",
                       "query_sql_text object_name")),
    # OpenMetadata's query log, and what people select from a history of any engine.
    Engine(name="query log", dialect="", is_known=False,
           needs=_sets("query_text database_name schema_name", "query_text database_name user_name",
                       "query_text database_schema database_name")),
)  # fmt: skip


KNOWN = frozenset(column for engine in ENGINES for need in engine.needs for column in need)


def engine_of(columns: set[str]) -> Engine | None:
    """Return the engine whose history has these columns."""
    return next((e for e in ENGINES if any(need <= columns for need in e.needs)), None)
