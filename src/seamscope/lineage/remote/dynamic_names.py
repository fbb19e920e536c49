"""Find table names that are written as strings: ``IDENTIFIER('s.t')``, ``TABLE('s.t')``.

A name that is unknown until the statement runs is reported.
"""

import re
from collections.abc import Callable, Iterator

from sqlglot import exp

from seamscope.lineage.remote.qualify import copy_attachments
from seamscope.lineage.remote.tree_builders import build_named_table, build_select

NOTES_KEY = "lineage_notes"  # in the meta data of a tree
UNKNOWN_NAME = (
    "a table name is a variable with an unknown value; assign it a constant in the script"
)
# Statements that the fast path cannot analyse, by dialect: they match the pattern. Each contains
# one of the lower-case words, which are faster to find.
_SLOW_PATH_WORDS: dict[str, tuple[tuple[str, ...], re.Pattern[str]]] = {
    dialect: (words, re.compile(pattern, re.I))
    for dialect, words, pattern in (
        ("snowflake", ("identifier", "table"), r"\bIDENTIFIER\s*\(|\bTABLE\s*\(\s*['$:]"),
        ("databricks", ("identifier", "stream", "live."),
         r"\bIDENTIFIER\s*\(|\bSTREAM\b|\bLIVE\s*\."),
        ("spark", ("identifier",), r"\bIDENTIFIER\s*\("),
        ("tsql", ("open",), r"\bOPEN(?:QUERY|ROWSET|DATASOURCE)\b"),
        ("clickhouse", ("infile", "dictionary", "dictget"),
         r"\bINFILE\b|\bdictionary\s*\(|\bdictGet\w*\s*\("),
        ("oracle", ("&",), r"&\w"),
        ("postgres", ("dblink_exec",), r"\bdblink_exec\b"),
    )
}  # fmt: skip
_NAMES_TABLE = re.compile(r"\bIDENTIFIER\b|\bTABLE\s*\(", re.I)
DYNAMIC_NAME_DIALECTS = frozenset({"snowflake", "databricks", "spark", ""})
VALUE_TYPES = (exp.Literal, exp.Parameter, exp.Placeholder)
# A function from (expression, dialect) to the constant text of the expression, "" if unknown.
GetText = Callable[[exp.Expr, str], str]


def has_dynamic_names(text: str, dialect: str) -> bool:
    """Return whether SQL may refer to tables in a way that the fast path cannot analyse."""
    rule = _SLOW_PATH_WORDS.get(dialect)
    if rule is None:
        return False
    folded = text.lower()
    for word in rule[0]:
        if word in folded:
            return rule[1].search(text) is not None
    return False


def may_name_tables(text: str) -> bool:
    """Return whether a statement may refer to a table by a string, as in IDENTIFIER('s.t')."""
    capitals = text.upper()
    may_match = "IDENTIFIER" in capitals or "TABLE" in capitals
    return may_match and _NAMES_TABLE.search(text) is not None


def resolve_dynamic_names(tree: exp.Expr, get_text: GetText, dialect: str) -> exp.Expr:
    """Return the tree with names in strings as plain names: ``IDENTIFIER('s.t')`` -> ``s.t``.

    If the name of the target is unknown, return only the part of the statement that reads.

    get_text: returns the constant text of an expression, "" if it is unknown.
    """
    if dialect not in DYNAMIC_NAME_DIALECTS:
        return tree
    for node, expression in list(_list_dynamic_names(tree, dialect)):
        name = get_text(expression, dialect)
        if name:
            table = build_named_table(name)
            copy_attachments(node, table)
            node.replace(table)
            continue
        add_note(tree, UNKNOWN_NAME)
        if node is _get_target(tree):
            inner = _get_read_part(tree)
            inner.meta[NOTES_KEY] = tree.meta[NOTES_KEY]
            return inner
    return tree


def add_note(tree: exp.Expr, reason: str) -> None:
    """Record in a tree why its statement is only partly understood."""
    tree.meta.setdefault(NOTES_KEY, {})[reason] = None


def get_notes(tree: exp.Expr) -> dict[str, None]:
    """Return the reasons why a tree's statement is only partly understood."""
    notes = tree.meta.get(NOTES_KEY)
    return notes if isinstance(notes, dict) else {}


def _get_read_part(tree: exp.Expr) -> exp.Expr:
    """Return the part of a statement that reads: ``INSERT … SELECT a FROM s`` -> the SELECT."""
    query, using = tree.args.get("expression"), tree.args.get("using")
    from_ = tree.args.get("from_")
    if isinstance(query, exp.Query):
        return query
    if isinstance(using, exp.Table | exp.Query):
        return build_select(using)
    select = build_select(from_.this) if isinstance(from_, exp.From) else exp.select("1")
    select.set("where", tree.args.get("where"))
    return select


def _get_target(tree: exp.Expr) -> exp.Expr | None:
    """Return the target of a statement, without a column list."""
    target = tree.args.get("this")
    return (
        target.this
        if isinstance(target, exp.Schema) and _get_name_expression(target) is None
        else target
    )


def _list_dynamic_names(tree: exp.Expr, dialect: str) -> Iterator[tuple[exp.Expr, exp.Expr]]:
    """Yield each node whose table name is an expression, and this expression."""
    for node in tree.find_all(exp.Table, exp.TableFromRows, exp.Schema):
        if (expression := _get_name_expression(node)) is not None:
            is_rows = isinstance(node, exp.TableFromRows)
            is_variable = is_rows and not isinstance(expression, exp.Literal)
            if dialect == "snowflake" or not is_variable:
                yield node, expression


def _get_name_expression(node: exp.Expr) -> exp.Expr | None:
    """Return the expression in place of a table's name, ``$t`` in ``IDENTIFIER($t)``, else None."""
    match node:
        case exp.Table(this=exp.DynamicIdentifier(this=exp.Expr() as expression)):
            return expression
        case exp.Table(this=exp.Anonymous() as call) if _is_identifier_call(call.name):
            return call.expressions[0] if call.expressions else None
        case exp.TableFromRows(this=expression) if isinstance(expression, VALUE_TYPES):
            return expression
        case exp.Schema(this=exp.Table() as table) if _is_identifier_call(table.name):
            first = node.expressions[:1]
            return next((item for item in first if not isinstance(item, exp.Identifier)), None)
        case _:
            return None


def _is_identifier_call(name: str) -> bool:
    return name.upper() == "IDENTIFIER"
