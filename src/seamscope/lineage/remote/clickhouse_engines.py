"""ClickHouse tables and dictionaries over another system, by their engine or their SOURCE."""

import re

from sqlglot import exp

from seamscope.lineage.remote.text_readers import (
    CREATE,
    DOTTED,
    IF_NOT,
    read_definition,
    read_options,
    read_parentheses,
    split_arguments,
    unquote,
)
from seamscope.lineage.remote.tree_builders import (
    RewriteRules,
    Trees,
    build_create,
    build_insert,
    build_named_table,
    build_select,
    build_table,
    parse_column_names,
    parse_known,
    parse_table_function,
)

_CLUSTER = r"(?:\s+ON\s+CLUSTER\s+\S+)?"
_TABLE = rf"{CREATE}TABLE{IF_NOT}\s+(?P<table>{DOTTED}){_CLUSTER}(?=[\s(])(?:(?!\bENGINE\b).)*"
_SOURCE = re.compile(r"\bSOURCE\s*\(\s*(?P<kind>\w+)\s*(?=\()", re.I)


def _names(found: re.Match[str], text: str, dialect: str) -> list[str]:
    """Return a table's columns, where it names them."""
    after = re.sub(rf"^{_CLUSTER}", "", text[found.end("table") :], count=1, flags=re.I)
    return parse_column_names(read_definition(after, 0), dialect)


def _over(found: re.Match[str], source: exp.Expr | None, text: str, dialect: str) -> Trees:
    if source is None:
        return []
    return [
        build_create(
            build_named_table(found["table"]), build_select(source, _names(found, text, dialect))
        )
    ]


def _engine(found: re.Match[str], text: str, dialect: str) -> Trees:
    """ENGINE = MySQL('host:port', 'db', 't', …): the table function of that name."""
    given = read_parentheses(text, found.end() - 1)
    function = re.sub("^Materialized|Queue$", "", found["engine"], flags=re.I)
    return _over(found, parse_table_function(f"{function}({given})"), text, dialect)


def _remote(found: re.Match[str], text: str, dialect: str) -> Trees:
    """CREATE TABLE t AS remote('host', db.table)."""
    return _over(found, parse_table_function(text[found.start("call") :]), text, dialect)


def _file(found: re.Match[str], text: str, dialect: str) -> Trees:
    """ENGINE = File(format, 'path'); without a path it is a table like others."""
    given = split_arguments(read_parentheses(text, found.end() - 1))
    over = build_table((unquote(given[1]),)) if len(given) > 1 else None
    return _over(found, over, text, dialect)


def _distributed(found: re.Match[str], text: str, dialect: str) -> Trees:
    """ENGINE = Distributed(cluster, db, t, …): the table of that name on each of the servers."""
    given = [unquote(item) for item in split_arguments(read_parentheses(text, found.end() - 1))]
    if len(given) < 3:
        return []
    database = "" if "(" in given[1] else given[1]  # currentDatabase()
    return _over(found, build_table((given[0], "", database, given[2])), text, dialect)


def _buffer(found: re.Match[str], text: str, dialect: str) -> Trees:
    """ENGINE = Buffer(db, t, …): what is written to it goes on to that table."""
    given = [unquote(item) for item in split_arguments(read_parentheses(text, found.end() - 1))]
    if len(given) < 2:
        return []
    names = _names(found, text, dialect)
    rows = build_select(build_named_table(found["table"]), names)
    return [build_insert(build_table(tuple(filter(None, given[:2]))), rows, names)]


def _queue(found: re.Match[str], text: str, dialect: str) -> Trees:
    """ENGINE = Kafka('host:port', 'topic', …), or with both in SETTINGS; RabbitMQ and NATS too."""
    rest = text[found.end() :]
    given = (
        [unquote(item) for item in split_arguments(read_parentheses(rest, 0))]
        if rest[:1] == "("
        else []
    )
    settings = read_options(rest)
    for ends in (
        ("broker_list", "host_port", "nats_url"),
        ("topic_list", "exchange_name", "subjects"),
    ):
        given += [value for key, value in settings.items() if key.endswith(ends)]
    if len(given) < 2:
        return []
    host = re.sub(r":\d+$", "", given[0].split(",")[0].strip())
    topics = [topic.strip() for topic in given[1].split(",")]
    return _over(found, build_table((host, "", "", topics[0])), text, dialect)


def _dictionary(found: re.Match[str], text: str, dialect: str) -> Trees:
    """CREATE DICTIONARY … SOURCE(KIND(host 'h' db 'd' table 't' | query '…' | url '…'))."""
    source = _SOURCE.search(text)
    if source is None:
        return []
    given = read_options(read_parentheses(text, source.end()))
    over = _place(source["kind"].casefold(), given, dialect)
    return _over(found, over, text, dialect)


def _place(kind: str, given: dict[str, str], dialect: str) -> exp.Expr | None:
    """Return what a dictionary is filled from."""
    if place := given.get("url") or given.get("path"):
        return build_table((place,))
    host, name = given.get("host", ""), given.get("table") or given.get("collection") or ""
    local = kind == "clickhouse" and host.casefold() in {"", "localhost"}
    if local and (text := given.get("query")):
        query = parse_known(text, dialect)
        return exp.Subquery(this=query) if isinstance(query, exp.Query) else None
    if local or not host:
        return (
            build_table(tuple(filter(None, (given.get("db", ""), name))))
            if name and local
            else None
        )
    function = "remote" if kind == "clickhouse" else kind
    return (
        parse_table_function(f"{function}('{host}', '{given.get('db', '')}', '{name}')")
        if name
        else None
    )


RULES: RewriteRules = (
    ("ENGINE", rf"{_TABLE}\bENGINE\s*=\s*(?P<engine>MySQL|PostgreSQL|MongoDB|S3|URL|HDFS|JDBC|ODBC"
     r"|AzureBlobStorage|AzureQueue|SQLite|MaterializedPostgreSQL|DeltaLake|Iceberg|Hudi|GCS|OSS"
     r"|S3Queue)\s*\(", "federation", _engine),
    ("ENGINE", rf"{_TABLE}\bENGINE\s*=\s*File\s*\(", "federation", _file),
    ("ENGINE", rf"{_TABLE}\bENGINE\s*=\s*Distributed\s*\(", "federation", _distributed),
    ("ENGINE", rf"{_TABLE}\bENGINE\s*=\s*Buffer\s*\(", "", _buffer),
    ("ENGINE", rf"{_TABLE}\bENGINE\s*=\s*(?:Kafka|RabbitMQ|NATS)\b", "queue", _queue),
    (" AS ", rf"{CREATE}TABLE{IF_NOT}\s+(?P<table>{DOTTED}){_CLUSTER}\s+AS\s+"
     r"(?P<call>(?:remote|remoteSecure|cluster)\s*\()", "federation", _remote),
    ("DICTIONARY", rf"{CREATE}DICTIONARY{IF_NOT}\s+(?P<table>{DOTTED})", "dictionary", _dictionary),
)  # fmt: skip
