"""Find the database of a query log in its file name."""

import re
from pathlib import PurePosixPath

from seamscope.connector.redaction import redact

# Words for logs, their views and their products, which do not identify the database.
LOG_WORDS = frozenset(
    ["query", "queries", "history", "log", "logs", "sql", "sqls", "statement", "statements",
     "export", "exports", "dump", "extract", "csv", "audit", "access", "prod", "prd", "production",
     "live", "all", "full", "last", "recent", "top", "slow", "day", "days", "week", "weeks",
     "month", "months", "daily", "weekly", "hours", "vsql", "vsqlarea", "sqlarea", "sqlstats",
     "awr", "ash", "dba", "hist", "sqltext", "dbql", "dbqlogtbl", "qrylog", "plan", "cache",
     "plancache", "pkgcache", "digest", "stat", "activity", "store", "querystore", "object",
     "dependencies", "usage", "account", "snowflake", "databricks", "bigquery", "postgres",
     "postgresql", "redshift", "oracle", "sqlserver", "mssql", "hana", "teradata", "db2", "mysql",
     "mariadb", "azure", "aws", "jan", "feb", "mar", "apr", "mai", "may", "jun", "jul", "aug",
     "sep", "okt", "oct", "nov", "dez", "dec"]
)  # fmt: skip
DATE = re.compile(r"\d+|\d{4}w?\d*|[wq]\d{1,2}|\d{1,2}[a-z]{3}\d*")


def find_database_name(path: str) -> str:
    """Return the database in a file name: ``logs/vsql_crmprd_2026-02.csv`` → "crmprd".

    The database is the only word that is not a general word; return "" if there are several or
    none.
    """
    # Secrets are masked before the name is split, because their parts are not recognised.
    words = re.split(r"[\W_]+", redact(PurePosixPath(path).stem).casefold())
    telling = [word for word in words if len(word) > 2 and not _is_general(word)]
    return telling[0] if len(telling) == 1 else ""


def _is_general(word: str) -> bool:
    known = LOG_WORDS & {word, word.rstrip("0123456789")}  # "jan26", "history2"
    return bool(known or DATE.fullmatch(word))
