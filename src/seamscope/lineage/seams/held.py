"""Functions in FROM whose arguments hold tables or queries of the system they run in."""

import re
from collections.abc import Callable, Sequence

from sqlglot import exp

from seamscope.lineage.seams.moved import keep
from seamscope.lineage.seams.text import DOTTED, parts
from seamscope.lineage.seams.trees import parsed, select, table, together

TABLE = "table"  # Trino's TABLE(f(input => TABLE(t)))
CROSSTAB = "crosstab"  # Postgres' crosstab('SELECT …', 'SELECT …'), crosstab2, …


def holds(name: str) -> bool:
    """Tell whether a function is one whose arguments are looked at."""
    folded = name.casefold()
    return folded in _MAKERS or folded == TABLE or folded.startswith(CROSSTAB)


def held(tree: exp.Expr, dialect: str) -> None:
    """Put what arguments hold where it can be read; FROM STREAM t is FROM t."""
    for node in list(tree.find_all(exp.Stream, exp.Anonymous)):
        if isinstance(node, exp.Stream):
            node.replace(node.this)
            continue
        name, around = node.name.casefold(), node.parent
        if name in _MAKERS and isinstance(around, exp.Table):
            if (made := _MAKERS[name](node.expressions, dialect)) is not None:
                keep(around, made)
                around.replace(made)
        elif name == TABLE and not isinstance(around, exp.Table):
            given = node.expressions[0] if node.expressions else None
            if isinstance(given, exp.Column):
                inner = table(tuple(part.name for part in given.parts))
                node.replace(exp.Subquery(this=select(inner)))
        elif name.startswith(CROSSTAB):
            _queries(node, dialect)


def one_of(tables: Sequence[exp.Table]) -> exp.Expr | None:
    """Return several tables as one, None if there are none."""
    if len(tables) < 2:
        return tables[0] if tables else None
    return exp.Subquery(this=together(tables))


def _queries(node: exp.Expr, dialect: str) -> None:
    """Let the queries that a function is given as texts stand as queries."""
    for item in node.expressions:
        tree = parsed(item.name, dialect)
        if isinstance(tree, exp.Query):
            item.replace(exp.Subquery(this=tree))


def _tables(given: Sequence[exp.Expr], dialect: str) -> exp.Expr | None:
    """DuckDB's query_table(['t', 'u']): tables that are named by texts."""
    items = [i for item in given for i in (item.expressions or [item])]
    return one_of([table(parts(i.name)) for i in items if re.fullmatch(DOTTED, i.name)])


def _first(given: Sequence[exp.Expr], dialect: str) -> exp.Expr | None:
    """Databricks' table_changes('t', 1)."""
    return _tables(given[:1], dialect)


def _query(given: Sequence[exp.Expr], dialect: str) -> exp.Expr | None:
    """DuckDB's query('SELECT …')."""
    tree = parsed(given[0].name, dialect) if given else None
    return exp.Subquery(this=tree) if isinstance(tree, exp.Query) else None


_MAKERS: dict[str, Callable[[Sequence[exp.Expr], str], exp.Expr | None]] = {
    "query": _query,
    "query_table": _tables,
    "table_changes": _first,
}
