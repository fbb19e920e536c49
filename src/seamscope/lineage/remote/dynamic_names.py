"""Names that are written as texts: IDENTIFIER('s.t'), TABLE('s.t'); what no text tells is said."""

import re
from collections.abc import Callable, Iterator

from sqlglot import exp

from seamscope.lineage.remote.qualify import copy_attachments
from seamscope.lineage.remote.tree_builders import build_named_table, build_select

SAID = "said"  # in a tree's own notes: what of it is understood in part
UNNAMED = "a table is named by a variable, whose value is not known here"
PARTLY_NAMED = "a name holds a variable, whose value is not known here"
# Where a name may be such a text, or a call no source of rows, a statement has no short way: the
# words to look for, and the pattern that makes sure.
_TOLD: dict[str, tuple[tuple[str, ...], re.Pattern[str]]] = {
    dialect: (words, re.compile(pattern, re.I))
    for dialect, words, pattern in (
        ("snowflake", ("identifier", "table"), r"\bIDENTIFIER\s*\(|\bTABLE\s*\(\s*['$:]"),
        ("databricks", ("identifier", "stream", "live."),
         r"\bIDENTIFIER\s*\(|\bSTREAM\b|\bLIVE\s*\."),
        ("spark", ("identifier",), r"\bIDENTIFIER\s*\("),
        ("tsql", ("open",), r"\bOPEN(?:QUERY|ROWSET|DATASOURCE)\b"),
        ("clickhouse", ("infile", "dictionary", "dictget"),
         r"\bINFILE\b|\bdictionary\s*\(|\bdictGet\w*\s*\("),
        ("postgres", ("dblink_exec",), r"\bdblink_exec\b"),
    )
}  # fmt: skip
NAMING = frozenset({"snowflake", "databricks", "spark", ""})
VALUES = (exp.Literal, exp.Parameter, exp.Placeholder)
# The text that an expression has in a dialect, "" if that is not known.
Say = Callable[[exp.Expr, str], str]


def has_dynamic_names(text: str, dialect: str) -> bool:
    """Tell whether a text may name what only the long way reads."""
    told = _TOLD.get(dialect)
    if told is None:
        return False
    folded = text.lower()
    for word in told[0]:
        if word in folded:
            return told[1].search(text) is not None
    return False


def resolve_dynamic_names(tree: exp.Expr, say: Say, dialect: str) -> exp.Expr:
    """Return the tree with such names as plain ones."""
    if dialect not in NAMING:
        return tree
    for place, text in list(_places(tree, dialect)):
        known = say(text, dialect)
        if known:
            made = build_named_table(known)
            copy_attachments(place, made)
            place.replace(made)
            continue
        add_note(tree, UNNAMED)
        if place is _target(tree):
            inner = _asked(tree)
            inner.meta[SAID] = tree.meta[SAID]
            return inner
    return tree


def note_variables(tree: exp.Expr) -> exp.Expr:
    """Return the tree, with a note where a name in it holds a variable."""
    if any("${" in part.name for table in tree.find_all(exp.Table) for part in table.parts):
        add_note(tree, PARTLY_NAMED)
    return tree


def add_note(tree: exp.Expr, reason: str) -> None:
    """Keep with a tree that it is understood in part."""
    tree.meta.setdefault(SAID, {})[reason] = None


def get_notes(tree: exp.Expr) -> dict[str, None]:
    """Return why a tree is understood in part."""
    found = tree.meta.get(SAID)
    return found if isinstance(found, dict) else {}


def _asked(tree: exp.Expr) -> exp.Expr:
    """Return what a statement reads, whatever it writes."""
    query, using = tree.args.get("expression"), tree.args.get("using")
    from_ = tree.args.get("from_")
    if isinstance(query, exp.Query):
        return query
    if isinstance(using, exp.Table | exp.Query):
        return build_select(using)
    rows = build_select(from_.this) if isinstance(from_, exp.From) else exp.select("1")
    rows.set("where", tree.args.get("where"))
    return rows


def _target(tree: exp.Expr) -> exp.Expr | None:
    target = tree.args.get("this")
    return target.this if isinstance(target, exp.Schema) and _text(target) is None else target


def _places(tree: exp.Expr, dialect: str) -> Iterator[tuple[exp.Expr, exp.Expr]]:
    """Yield what stands for a table, and the expression that names it."""
    for node in tree.find_all(exp.Table, exp.TableFromRows, exp.Schema):
        if (text := _text(node)) is not None:
            variable = isinstance(node, exp.TableFromRows) and not isinstance(text, exp.Literal)
            if dialect == "snowflake" or not variable:
                yield node, text


def _text(node: exp.Expr) -> exp.Expr | None:
    """Return the expression that names a table, None if its name is plain."""
    match node:
        case exp.Table(this=exp.DynamicIdentifier(this=exp.Expr() as text)):
            return text
        case exp.Table(this=exp.Anonymous() as call) if _identifies(call.name):
            return call.expressions[0] if call.expressions else None
        case exp.TableFromRows(this=text) if isinstance(text, VALUES):
            return text
        case exp.Schema(this=exp.Table() as table) if _identifies(table.name):
            first = node.expressions[:1]
            return next((item for item in first if not isinstance(item, exp.Identifier)), None)
        case _:
            return None


def _identifies(name: str) -> bool:
    return name.upper() == "IDENTIFIER"
