"""Query history formats: the columns by which each database engine is recognised, and their
meaning.
"""

from dataclasses import dataclass

# `querytxt` is first, because `query` is a number in Redshift's STL_QUERY.
TEXTS = ("querytxt", "query_text", "query", "query_sql_text", "statement_text", "sql_text", "text")
LOGGED_TEXTS = ("query_text", "sql_text", "statement_text", "query", "sql", "statement", "sqltext")
APPLICATIONS = ("client_application_id", "client_application", "application_name")
DATABASES = ("database_name", "database", "datname", "project_id", "db_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """The query history format of one engine.

    needs: sets of columns, each of which identifies the engine.
    status: columns that mark a failed run.
    runs: columns with the number of runs.
    is_known: False if the columns do not identify an engine.
    texts, databases, schemas, applications: columns with the SQL text, database, schema and client
    application; the first column that is not blank is used.
    owners: columns with the user or schema of a query.
    internal: users and schemas of the engine itself; a leading "_" marks a prefix.
    pieces: for SQL that is spread over rows, the column with the number of the piece, then the
    columns that identify the statement.
    cut: length to which a view truncates the column `texts[-1]`.
    """

    name: str
    dialect: str
    needs: tuple[frozenset[str], ...]
    status: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    is_known: bool = True
    texts: tuple[str, ...] = TEXTS
    databases: tuple[str, ...] = DATABASES
    schemas: tuple[str, ...] = ("schema_name", "schema")
    applications: tuple[str, ...] = APPLICATIONS
    owners: tuple[str, ...] = ()
    internal: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    cut: int = 0


def _split_columns(*found: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(entry.split()) for entry in found)


ENGINES = (
    Engine(name="Snowflake", dialect="snowflake", runs=("runs",),
           status=("execution_status", "error_code"),
           needs=_split_columns("referenced_object_name referencing_object_name",
                       "query_text warehouse_name", "query_id base_objects_accessed",
                       "query_text role_name query_type", "query_text query_type execution_status",
                       "query_text query_type database_name", "query_text user_name role_name")),
    Engine(name="Databricks", dialect="databricks", runs=("runs",), status=("execution_status",),
           needs=_split_columns("source_table_full_name target_table_full_name",
                       "statement_text executed_by", "statement_text statement_type",
                       "statement_text executed_as_user_id", "statement_text workspace_id",
                       "statement_text statement_id")),
    Engine(name="BigQuery", dialect="bigquery", runs=("runs",), status=("error_result",),
           needs=_split_columns("query job_id project_id", "query job_id user_email",
                       "query referenced_tables")),
    Engine(name="PostgreSQL", dialect="postgres", runs=("calls",),
           # pg_stat_statements, pg_stat_activity and joins of them
           needs=_split_columns("query calls queryid", "query calls total_exec_time",
                          "query calls dbid", "query datname", "query usename",
                          "query_text datname", "query_text usename")),
    Engine(name="Amazon Redshift", dialect="redshift", status=("aborted", "status"),
           texts=("querytxt", "query_text", "text"), pieces=("sequence", "query", "xid", "pid"),
           needs=_split_columns("querytxt aborted", "querytxt xid", "querytxt userid",
                          "querytxt database",
                       "query_text user_query_hash", "query sequence text", "xid sequence text")),
    Engine(name="Microsoft SQL Server", dialect="tsql",
           runs=("count_executions", "execution_count"),
           needs=_split_columns("query_sql_text count_executions", "query_sql_text query_id",
                       "query_sql_text object_name")),
    # V$SQL, V$SQLAREA, V$SQLTEXT, DBA_HIST_SQLTEXT and joins with them.
    Engine(name="Oracle Database", dialect="oracle",
           runs=("executions", "executions_total", "executions_delta"),
           texts=("sql_fulltext", "sql_text"), schemas=("parsing_schema_name",),
           databases=("db_name", "con_name", "pdb_name"), applications=("module", "program"),
           owners=("parsing_schema_name",), pieces=("piece", "sql_id", "address", "hash_value"),
           internal=("sys", "dbsnmp", "outln", "mdsys", "ctxsys", "xdb", "wmsys", "audsys",
                     "ordsys", "gsmadmin_internal"), cut=1000,
           needs=_split_columns("sql_text sql_id", "sql_fulltext sql_id",
                          "sql_text parsing_schema_name", "sql_fulltext parsing_schema_name",
                          "sql_text piece")),
    # M_SQL_PLAN_CACHE, M_EXECUTED_STATEMENTS, M_EXPENSIVE_STATEMENTS.
    Engine(name="SAP HANA", dialect="", status=("error_code",),
           runs=("execution_count", "total_execution_count"), texts=("statement_string",),
           databases=("database_name",), schemas=("schema_name", "statement_schema"),
           owners=("user_name", "db_user", "session_user_name"), internal=("_sys", "sys"),
           needs=_split_columns(*(f"statement_string {other}" for other in (
               "user_name", "db_user", "schema_name", "application_name", "execution_count",
               "statement_hash", "plan_id", "app_user", "host")))),
    # DBQLogTbl, DBQLSqlTbl, QryLogV, QryLogSQLV. A Teradata database is a schema here.
    Engine(name="Teradata", dialect="teradata", status=("errorcode",), databases=(),
           texts=("sqltextinfo", "querytext"), schemas=("defaultdatabase",),
           applications=("appid",), owners=("username",), internal=("dbc", "tdwm", "viewpoint"),
           pieces=("sqlrowno", "queryid", "procid"),
           needs=_split_columns("sqltextinfo", "querytext queryid", "querytext defaultdatabase")),
    # MON_GET_PKG_CACHE_STMT; DSN_STATEMENT_CACHE_TABLE of Db2 for z/OS.
    Engine(name="IBM Db2", dialect="", runs=("num_executions", "num_coord_exec", "stat_exec"),
           texts=("stmt_text",), schemas=("schema", "current_schema"),
           needs=_split_columns(*(f"stmt_text {other}" for other in (
               "executable_id", "num_executions", "section_type", "package_schema", "stmtid",
               "num_coord_exec", "stat_exec", "stmt_id", "package_name")))),
    # events_statements_summary_by_digest, events_statements_history, general_log. A MySQL schema is
    # a database here.
    Engine(name="MySQL", dialect="mysql", runs=("count_star",),
           texts=("query_sample_text", "sql_text", "digest_text", "argument"),
           databases=("schema_name", "current_schema"), schemas=(),
           owners=("schema_name", "current_schema"),
           internal=("performance_schema", "information_schema", "mysql", "sys"),
           needs=_split_columns("digest_text count_star", "digest_text schema_name",
                          "sql_text current_schema", "argument command_type")),
    # OpenMetadata's query log, and any other selection of columns.
    Engine(name="query log", dialect="", is_known=False, texts=LOGGED_TEXTS,
           runs=("calls", "executions", "execution_count", "count", "runs"),
           databases=(*DATABASES, "db", "catalog"),
           schemas=("schema_name", "schema", "database_schema"),
           applications=(*APPLICATIONS, "application", "app_name", "program", "program_name",
                         "client", "client_program", "module"),
           needs=_split_columns(*(f"{text} {other}" for text in LOGGED_TEXTS for other in (
               *DATABASES, "db", "user_name", "username", "user", "login_name", "db_user",
               "application_name", "application", "program_name", "client_program")))),
)  # fmt: skip


KNOWN = frozenset(column for engine in ENGINES for need in engine.needs for column in need)


def detect_engine(columns: set[str]) -> Engine | None:
    """Return the engine whose history has these columns, None if no engine matches."""
    return next((e for e in ENGINES if any(need <= columns for need in e.needs)), None)
