"""Objects that keep taking rows: pipes, streams, live tables, models, rules, shares."""

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
from seamscope.lineage.remote_systems import connection

_LIVE = r"(?:(?:STREAMING|INCREMENTAL|LIVE)\s+)"


def _held(found: re.Match[str], text: str, dialect: str) -> Trees:
    """CREATE PIPE, CREATE FLOW: what they hold is run whenever there is something to take."""
    tree = parse_known(split_create_as(text)[1], dialect)
    return [tree] if tree is not None else []


def _stream(found: re.Match[str], text: str, dialect: str) -> Trees:
    """CREATE STREAM: the changes of a table, a view or a stage."""
    stage = found["kind"].upper() == "STAGE"
    source = build_table((f"@{found['over']}",)) if stage else build_named_table(found["over"])
    return [build_create(build_named_table(found["name"]), build_select(source))]


def _queried(found: re.Match[str], text: str, dialect: str) -> Trees:
    """An object that is made of a query, whatever it is called."""
    query = parse_known(split_create_as(text)[1], dialect)
    if isinstance(query, exp.Pivot):
        query = exp.Subquery(this=query)
    if not isinstance(query, exp.Query):
        return []
    kind = "VIEW" if found["kind"].upper().endswith("VIEW") else "TABLE"
    return [build_create(build_named_table(found["name"]), query, kind)]


def _model(found: re.Match[str], text: str, dialect: str) -> Trees:
    """CREATE MODEL m AS a query, several named ones, or FROM a table: it learns from their rows."""
    query = parse_known(split_create_as(text)[1], dialect) or _several(text, dialect)
    if query is None and (source := re.search(rf"\bFROM\s+({DOTTED}|\()", text, re.I)):
        given = f"({read_parentheses(text, source.start(1))})" if source[1] == "(" else source[1]
        query = parse_select_all(given, dialect)
    return (
        [build_create(build_named_table(found["name"]), query)]
        if isinstance(query, exp.Query)
        else []
    )


def _several(text: str, dialect: str) -> exp.Expr | None:
    """Return `AS (a AS (query), b AS (query))` as a query of all of them."""
    found = re.search(rf"\bAS\s*(?=\(\s*{DOTTED}\s+AS\s*\()", text, re.I)
    inner = read_parentheses(text, found.end()) if found else ""
    tree = parse_known(f"WITH {inner} SELECT *", dialect) if inner else None
    with_ = tree.args.get("with_") if tree is not None else None
    if not isinstance(tree, exp.Select) or not isinstance(with_, exp.With):
        return None
    first, *rest = [build_table((cte.alias,)) for cte in with_.expressions]
    tree.set("from_", exp.From(this=first))
    tree.set("joins", [exp.Join(this=other) for other in rest])
    return tree


def _changes(found: re.Match[str], text: str, dialect: str) -> Trees:
    """APPLY CHANGES INTO t FROM s KEYS (…): the changes of a stream are applied to a table."""
    rows = parse_select_all(found["over"], dialect)
    return (
        [build_insert(build_named_table(found["name"]), rows)]
        if isinstance(rows, exp.Query)
        else []
    )


def _rule(found: re.Match[str], text: str, dialect: str) -> Trees:
    """Postgres' CREATE RULE: what is done to another table when rows of one change."""
    action = text[found.end() :].strip()
    tree = parse_known(
        read_parentheses(action, 0) or action[1:] if action.startswith("(") else action, dialect
    )
    if tree is None:
        return []
    if isinstance(tree, exp.Query):
        return [build_create(build_named_table(found["name"]), tree, "VIEW")]
    for column in list(tree.find_all(exp.Column)):
        if column.table.casefold() in {"new", "old"}:
            value = build_select(build_named_table(found["name"]), [column.name])
            column.replace(exp.Subquery(this=value))
    return [tree]


def _sent(found: re.Match[str], text: str, dialect: str) -> Trees:
    """Postgres' SELECT dblink_exec('connection', 'INSERT …'): it is run on the other server."""
    given = [unquote(item) for item in split_arguments(read_parentheses(text, found.end() - 1))]
    if len(given) < 2:
        return []
    host, database, _ = connection(given[0]) if re.search(r"[=:/]", given[0]) else ("", "", "")
    tree = parse_known(given[1], dialect)
    return [move_to_remote(tree, host or given[0], database if host else "")] if tree else []


def _subscribed(found: re.Match[str], text: str, dialect: str) -> Trees:
    """Postgres' CREATE SUBSCRIPTION: what another server publishes comes here."""
    host, database, _ = connection(unquote(found["connection"]))
    published = [split_name(item)[-1] for item in split_arguments(found["names"])]
    return [build_select(build_table((host, database, "", name))) for name in published if host]


def _to_share(found: re.Match[str], text: str, dialect: str) -> Trees:
    given = build_named_table(found["table"])
    return [
        build_insert(
            build_table((split_name(found["share"])[-1], "", "", given.name)), build_select(given)
        )
    ]


RULES: RewriteRules = (
    ("PIPE", rf"{CREATE}PIPE{IF_NOT}\s+{DOTTED}", "pipe", _held),
    ("FLOW", rf"{CREATE}FLOW\s+{DOTTED}\s.*?\bAS\s+(?=INSERT\b)", "", _held),
    ("CHANGES", rf"^\s*APPLY\s+CHANGES\s+INTO\s+(?P<name>{DOTTED})\s+FROM\s+(?P<over>.*?)\s+KEYS\b",
     "", _changes),
    ("CDC", rf"{CREATE}FLOW\s+{DOTTED}\s.*?\bAS\s+AUTO\s+CDC\s+INTO\s+(?P<name>{DOTTED})\s+FROM\s+"
     r"(?P<over>.*?)\s+KEYS\b", "", _changes),
    ("STREAM", rf"{CREATE}STREAM{IF_NOT}\s+(?P<name>{DOTTED})\s.*?\bON\s+(?:EXTERNAL\s+|DYNAMIC\s+"
     rf"|ICEBERG\s+|EVENT\s+)?(?P<kind>TABLE|VIEW|STAGE)\s+(?P<over>{DOTTED})", "stream", _stream),
    ("REFRESH", r"^\s*CREATE\s+OR\s+REFRESH\s+(?:TEMPORARY\s+|PRIVATE\s+)?"
     rf"(?P<kind>{_LIVE}*(?:TABLE|(?:MATERIALIZED\s+)?VIEW)){IF_NOT}\s+(?P<name>{DOTTED})", "",
     _queried),
    ("LIVE", rf"{CREATE}(?:TEMPORARY\s+)?(?P<kind>{_LIVE}+(?:TABLE|VIEW)){IF_NOT}\s+"
     rf"(?P<name>{DOTTED})", "", _queried),
    ("MODEL", rf"{CREATE}MODEL{IF_NOT}\s+(?P<name>{DOTTED})", "model", _model),
    ("RULE", rf"{CREATE}RULE\s+\S+\s+AS\s+ON\s+\w+\s+TO\s+(?P<name>{DOTTED}).*?\bDO\s+"
     r"(?:(?:ALSO|INSTEAD)\s+)?(?=\(|SELECT|INSERT|UPDATE|DELETE|WITH)", "", _rule),
    ("SUBSCRIPTION", rf"{CREATE}SUBSCRIPTION\s+{DOTTED}\s+CONNECTION\s+(?P<connection>'[^']*')\s+"
     rf"PUBLICATION\s+(?P<names>{DOTTED}(?:\s*,\s*{DOTTED})*)", "subscription", _subscribed),
    ("PIVOT", rf"{CREATE}(?:TEMP(?:ORARY)?\s+)?(?P<kind>TABLE|VIEW){IF_NOT}\s+(?P<name>{DOTTED})\s+"
     r"AS\s+(?=\(*\s*(?:UN)?PIVOT\b)", "", _queried),
    ("DBLINK_EXEC", r"^\s*(?:SELECT|PERFORM)\s+(?:\*\s+FROM\s+)?(?:\w+\.)?dblink_exec\s*\(",
     "dblink", _sent),
    ("TO SHARE", rf"^\s*GRANT\s+SELECT\s+ON\s+(?:TABLE|VIEW)?\s*(?P<table>{DOTTED})\s+TO\s+SHARE\s+"
     rf"(?P<share>{DOTTED})", "share", _to_share),
    ("SHARE", rf"^\s*ALTER\s+(?:DATA)?SHARE\s+(?P<share>{DOTTED})\s+ADD\s+TABLE\s+"
     rf"(?P<table>{DOTTED})", "share", _to_share),
)  # fmt: skip
