"""Rewrite ClickHouse tables and dictionaries whose ENGINE or SOURCE reads another system."""

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
    build_path,
    build_select,
    build_table,
    parse_column_names,
    parse_known,
    parse_table_function,
)

_CLUSTER = r"(?:\s+ON\s+CLUSTER\s+\S+)?"
_TABLE = (
    rf"{CREATE}TABLE{IF_NOT}\s+(?P<table>{DOTTED}){_CLUSTER}(?=[\s(])"
    r"(?:[^E]++|(?!\bENGINE\b)E)*+"
)
_SOURCE = re.compile(r"\bSOURCE\s*\(\s*(?P<kind>\w+)\s*(?=\()", re.I)


def _parse_columns(match: re.Match[str], text: str, dialect: str) -> list[str]:
    """Return the columns that a CREATE TABLE lists, [] if it lists none."""
    after = re.sub(rf"^{_CLUSTER}", "", text[match.end("table") :], count=1, flags=re.I)
    return parse_column_names(read_definition(after, 0), dialect)


def _build_over(match: re.Match[str], source: exp.Expr | None, text: str, dialect: str) -> Trees:
    """Return ``CREATE TABLE t AS SELECT … FROM source``, [] without a source."""
    if source is None:
        return []
    return [
        build_create(
            build_named_table(match["table"]),
            build_select(source, _parse_columns(match, text, dialect)),
        )
    ]


def _rewrite_engine(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``ENGINE = MySQL('host:port', 'db', 't', …)`` as a query over mysql(…)."""
    arguments = read_parentheses(text, match.end() - 1)
    function = re.sub("^Materialized|Queue$", "", match["engine"], flags=re.I)
    return _build_over(match, parse_table_function(f"{function}({arguments})"), text, dialect)


def _rewrite_as_remote(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``CREATE TABLE t AS remote('host', db.table)`` as a query over remote(…)."""
    return _build_over(match, parse_table_function(text[match.start("call") :]), text, dialect)


def _rewrite_file_engine(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``ENGINE = File(CSV, 'path')`` as a query over the file; return [] without a path."""
    arguments = split_arguments(read_parentheses(text, match.end() - 1))
    source = build_path(arguments[1]) if len(arguments) > 1 else None
    return _build_over(match, source, text, dialect)


def _rewrite_distributed(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``ENGINE = Distributed(cluster, db, t, …)`` as a query over db.t on the cluster."""
    arguments = [unquote(item) for item in split_arguments(read_parentheses(text, match.end() - 1))]
    if len(arguments) < 3:
        return []
    database = "" if "(" in arguments[1] else arguments[1]  # currentDatabase()
    return _build_over(
        match, build_table((arguments[0], "", database, arguments[2])), text, dialect
    )


def _rewrite_buffer(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``ENGINE = Buffer(db, t, …)`` as an INSERT of the buffered rows into db.t."""
    arguments = [unquote(item) for item in split_arguments(read_parentheses(text, match.end() - 1))]
    if len(arguments) < 2:
        return []
    names = _parse_columns(match, text, dialect)
    rows = build_select(build_named_table(match["table"]), names)
    return [build_insert(build_table(tuple(filter(None, arguments[:2]))), rows, names)]


def _rewrite_queue(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``ENGINE = Kafka('host:port', 'topic', …)`` as a query over the topic.

    RabbitMQ and NATS are handled in the same way. Host and topic may be in SETTINGS instead.
    """
    rest = text[match.end() :]
    arguments = (
        [unquote(item) for item in split_arguments(read_parentheses(rest, 0))]
        if rest[:1] == "("
        else []
    )
    settings = read_options(rest)
    for ends in (
        ("broker_list", "host_port", "nats_url"),
        ("topic_list", "exchange_name", "subjects"),
    ):
        arguments += [value for key, value in settings.items() if key.endswith(ends)]
    if len(arguments) < 2:
        return []
    host = re.sub(r":\d+$", "", arguments[0].split(",")[0].strip())
    topics = [topic.strip() for topic in arguments[1].split(",")]
    return _build_over(match, build_table((host, "", "", topics[0])), text, dialect)


def _rewrite_dictionary(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``CREATE DICTIONARY … SOURCE(MYSQL(host 'h' table 't'))`` as a query over t.

    Other dictionaries are filled by a query or from a URL.
    """
    source = _SOURCE.search(text)
    if source is None:
        return []
    options = read_options(read_parentheses(text, source.end()))
    filled_from = _build_dictionary_source(source["kind"].casefold(), options, dialect)
    return _build_over(match, filled_from, text, dialect)


def _build_dictionary_source(kind: str, options: dict[str, str], dialect: str) -> exp.Expr | None:
    """Return the table, query or file that fills a dictionary, None if it cannot be determined."""
    if location := options.get("url") or options.get("path"):
        return build_table((location,))
    host, name = options.get("host", ""), options.get("table") or options.get("collection") or ""
    is_local = kind == "clickhouse" and host.casefold() in {"", "localhost"}
    if is_local and (text := options.get("query")):
        query = parse_known(text, dialect)
        return exp.Subquery(this=query) if isinstance(query, exp.Query) else None
    if is_local or not host:
        return (
            build_table(tuple(filter(None, (options.get("db", ""), name))))
            if name and is_local
            else None
        )
    function = "remote" if kind == "clickhouse" else kind
    return (
        parse_table_function(f"{function}('{host}', '{options.get('db', '')}', '{name}')")
        if name
        else None
    )


RULES: RewriteRules = (
    ("ENGINE", rf"{_TABLE}\bENGINE\s*=\s*(?P<engine>MySQL|PostgreSQL|MongoDB|S3|URL|HDFS|JDBC|ODBC"
     r"|AzureBlobStorage|AzureQueue|SQLite|MaterializedPostgreSQL|DeltaLake|Iceberg|Hudi|GCS|OSS"
     r"|S3Queue)\s*\(", "federation", _rewrite_engine),
    ("ENGINE", rf"{_TABLE}\bENGINE\s*=\s*File\s*\(", "federation", _rewrite_file_engine),
    ("ENGINE", rf"{_TABLE}\bENGINE\s*=\s*Distributed\s*\(", "federation", _rewrite_distributed),
    ("ENGINE", rf"{_TABLE}\bENGINE\s*=\s*Buffer\s*\(", "", _rewrite_buffer),
    ("ENGINE", rf"{_TABLE}\bENGINE\s*=\s*(?:Kafka|RabbitMQ|NATS)\b", "queue", _rewrite_queue),
    (" AS ", rf"{CREATE}TABLE{IF_NOT}\s+(?P<table>{DOTTED}){_CLUSTER}\s+AS\s+"
     r"(?P<call>(?:remote|remoteSecure|cluster)\s*\()", "federation", _rewrite_as_remote),
    ("DICTIONARY", rf"{CREATE}DICTIONARY{IF_NOT}\s+(?P<table>{DOTTED})", "dictionary",
     _rewrite_dictionary),
)  # fmt: skip
