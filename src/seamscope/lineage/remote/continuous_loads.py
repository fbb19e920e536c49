"""Rewrite objects that load rows continuously, such as pipes, streams, live tables and rules."""

import re

from sqlglot import exp

from seamscope.lineage.remote.qualify import move_to_remote
from seamscope.lineage.remote.text_readers import (
    CREATE,
    DOTTED,
    IF_NOT,
    read_parentheses,
    split_arguments,
    split_create_as,
    split_name,
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
    parse_known,
    parse_select_all,
)
from seamscope.lineage.remote_systems import parse_connection

_LIVE = r"(?:(?:STREAMING|INCREMENTAL|LIVE)\s+)"


def _rewrite_pipe(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Return the statement inside ``CREATE PIPE p AS COPY …`` or ``CREATE FLOW f AS INSERT …``."""
    tree = parse_known(split_create_as(text)[1], dialect)
    return [tree] if tree is not None else []


def _rewrite_stream(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite Snowflake's ``CREATE STREAM c ON TABLE s`` (or ``ON STAGE s``) as a query over s."""
    stage = match["kind"].upper() == "STAGE"
    source = build_table((f"@{match['over']}",)) if stage else build_named_table(match["over"])
    return [build_create(build_named_table(match["name"]), build_select(source))]


def _rewrite_query_object(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite an object that is defined by a query as CREATE TABLE or CREATE VIEW.

    Example: ``CREATE STREAMING TABLE t AS SELECT …``.
    """
    query = parse_known(split_create_as(text)[1], dialect)
    if isinstance(query, exp.Pivot):
        query = exp.Subquery(this=query)
    if not isinstance(query, exp.Query):
        return []
    kind = "VIEW" if match["kind"].upper().endswith("VIEW") else "TABLE"
    return [build_create(build_named_table(match["name"]), query, kind)]


def _rewrite_model(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``CREATE MODEL m AS SELECT …`` as CREATE TABLE.

    In Redshift, the training data may be a table: ``CREATE MODEL m FROM s``.
    """
    query = parse_known(split_create_as(text)[1], dialect) or _join_named_queries(text, dialect)
    if query is None and (source := re.search(rf"\bFROM\s+({DOTTED}|\()", text, re.I)):
        source_text = (
            f"({read_parentheses(text, source.start(1))})" if source[1] == "(" else source[1]
        )
        query = parse_select_all(source_text, dialect)
    return (
        [build_create(build_named_table(match["name"]), query)]
        if isinstance(query, exp.Query)
        else []
    )


def _join_named_queries(text: str, dialect: str) -> exp.Expr | None:
    """Return one query over several named queries, None if the text has none.

    ``AS (a AS (SELECT …), b AS (SELECT …))`` -> ``WITH a AS (…), b AS (…) SELECT * FROM a, b``.
    """
    match = re.search(rf"\bAS\s*(?=\(\s*{DOTTED}\s+AS\s*\()", text, re.I)
    inner = read_parentheses(text, match.end()) if match else ""
    tree = parse_known(f"WITH {inner} SELECT *", dialect) if inner else None
    with_ = tree.args.get("with_") if tree is not None else None
    if not isinstance(tree, exp.Select) or not isinstance(with_, exp.With):
        return None
    first, *rest = [build_table((cte.alias,)) for cte in with_.expressions]
    tree.set("from_", exp.From(this=first))
    tree.set("joins", [exp.Join(this=other) for other in rest])
    return tree


def _rewrite_apply_changes(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite Databricks' ``APPLY CHANGES INTO t FROM STREAM(s) KEYS (id)`` as an INSERT."""
    rows = parse_select_all(match["over"], dialect)
    return (
        [build_insert(build_named_table(match["name"]), rows)]
        if isinstance(rows, exp.Query)
        else []
    )


def _rewrite_rule(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Return the action of Postgres' ``CREATE RULE r AS … TO t DO INSERT INTO log VALUES (NEW.a)``.

    NEW.a and OLD.a become columns of t. If the action is a SELECT, it becomes a view.
    """
    action = text[match.end() :].strip()
    tree = parse_known(
        read_parentheses(action, 0) or action[1:] if action.startswith("(") else action, dialect
    )
    if tree is None:
        return []
    if isinstance(tree, exp.Query):
        return [build_create(build_named_table(match["name"]), tree, "VIEW")]
    for column in list(tree.find_all(exp.Column)):
        if column.table.casefold() in {"new", "old"}:
            value = build_select(build_named_table(match["name"]), [column.name])
            column.replace(exp.Subquery(this=value))
    return [tree]


def _rewrite_dblink_exec(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Return the statement that Postgres' ``dblink_exec('conn', 'INSERT …')`` runs remotely."""
    arguments = [unquote(item) for item in split_arguments(read_parentheses(text, match.end() - 1))]
    if len(arguments) < 2:
        return []
    host, database, _ = (
        parse_connection(arguments[0]) if re.search(r"[=:/]", arguments[0]) else ("", "", "")
    )
    tree = parse_known(arguments[1], dialect)
    return [move_to_remote(tree, host or arguments[0], database if host else "")] if tree else []


def _rewrite_subscription(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite Postgres' ``CREATE SUBSCRIPTION s CONNECTION 'host=h' PUBLICATION p`` as a SELECT.

    The SELECT reads a table called p on the host h.
    """
    host, database, _ = parse_connection(unquote(match["connection"]))
    publications = [split_name(item)[-1] for item in split_arguments(match["names"])]
    return [build_select(build_table((host, database, "", name))) for name in publications if host]


def _rewrite_share(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``GRANT SELECT ON TABLE t TO SHARE s``, or ALTER SHARE, as an INSERT into s."""
    source = build_named_table(match["table"])
    return [
        build_insert(
            build_table((split_name(match["share"])[-1], "", "", source.name)), build_select(source)
        )
    ]


RULES: RewriteRules = (
    ("PIPE", rf"{CREATE}PIPE{IF_NOT}\s+{DOTTED}", "pipe", _rewrite_pipe),
    ("FLOW", rf"{CREATE}FLOW\s+{DOTTED}\s.*?\bAS\s+(?=INSERT\b)", "", _rewrite_pipe),
    ("CHANGES", rf"^\s*APPLY\s+CHANGES\s+INTO\s+(?P<name>{DOTTED})\s+FROM\s++"
     r"(?P<over>.*?)(?<!\s)\s++KEYS\b",
     "", _rewrite_apply_changes),
    ("CDC", rf"{CREATE}FLOW\s+{DOTTED}\s.*?\bAS\s+AUTO\s+CDC\s+INTO\s+(?P<name>{DOTTED})\s+FROM\s++"
     r"(?P<over>.*?)(?<!\s)\s++KEYS\b", "", _rewrite_apply_changes),
    ("STREAM", rf"{CREATE}STREAM{IF_NOT}\s+(?P<name>{DOTTED})\s.*?\bON\s+(?:EXTERNAL\s+|DYNAMIC\s+"
     rf"|ICEBERG\s+|EVENT\s+)?(?P<kind>TABLE|VIEW|STAGE)\s+(?P<over>{DOTTED})", "stream",
     _rewrite_stream),
    ("REFRESH", r"^\s*CREATE\s+OR\s+REFRESH\s+(?:TEMPORARY\s+|PRIVATE\s+)?"
     rf"(?P<kind>{_LIVE}*(?:TABLE|(?:MATERIALIZED\s+)?VIEW)){IF_NOT}\s+(?P<name>{DOTTED})", "",
     _rewrite_query_object),
    ("LIVE", rf"{CREATE}(?:TEMPORARY\s+)?(?P<kind>{_LIVE}+(?:TABLE|VIEW)){IF_NOT}\s+"
     rf"(?P<name>{DOTTED})", "", _rewrite_query_object),
    ("MODEL", rf"{CREATE}MODEL{IF_NOT}\s+(?P<name>{DOTTED})", "model", _rewrite_model),
    ("RULE", rf"{CREATE}RULE\s+\S+\s+AS\s+ON\s+\w+\s+TO\s+(?P<name>{DOTTED}).*?\bDO\s+"
     r"(?:(?:ALSO|INSTEAD)\s+)?(?=\(|SELECT|INSERT|UPDATE|DELETE|WITH)", "", _rewrite_rule),
    ("SUBSCRIPTION", rf"{CREATE}SUBSCRIPTION\s+{DOTTED}\s+CONNECTION\s+(?P<connection>'[^']*')\s+"
     rf"PUBLICATION\s+(?P<names>{DOTTED}(?:\s*,\s*{DOTTED})*)", "subscription",
     _rewrite_subscription),
    ("PIVOT", rf"{CREATE}(?:TEMP(?:ORARY)?\s+)?(?P<kind>TABLE|VIEW){IF_NOT}\s+(?P<name>{DOTTED})\s+"
     r"AS\s++(?=\(*+\s*+(?:UN)?PIVOT\b)", "", _rewrite_query_object),
    ("DBLINK_EXEC", r"^\s*(?:SELECT|PERFORM)\s+(?:\*\s+FROM\s+)?(?:\w+\.)?dblink_exec\s*\(",
     "dblink", _rewrite_dblink_exec),
    ("TO SHARE", rf"^\s*GRANT\s+SELECT\s+ON\s++(?:(?:TABLE|VIEW)\b\s*+)?(?P<table>{DOTTED})\s+TO\s+"
     rf"SHARE\s+(?P<share>{DOTTED})", "share", _rewrite_share),
    ("SHARE", rf"^\s*ALTER\s+(?:DATA)?SHARE\s+(?P<share>{DOTTED})\s+ADD\s+TABLE\s+"
     rf"(?P<table>{DOTTED})", "share", _rewrite_share),
)  # fmt: skip
