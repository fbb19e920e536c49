"""Functions in FROM whose arguments hold tables or queries of the system they run in."""

import re
from collections.abc import Callable, Iterable, Sequence

from sqlglot import exp

from seamscope.lineage.remote.qualify import copy_attachments
from seamscope.lineage.remote.text_readers import DOTTED, split_name
from seamscope.lineage.remote.tree_builders import (
    build_select,
    build_table,
    build_union,
    parse_known,
)

TABLE = "table"  # Trino's TABLE(f(input => TABLE(t)))
LOOKUP = "dictget"
CROSSTAB = "crosstab"  # Postgres' crosstab('SELECT …', 'SELECT …'), crosstab2, …


def is_local_function(node: exp.Expr) -> bool:
    """Tell whether a function in FROM is one whose arguments are looked at."""
    if not isinstance(node, exp.Anonymous):
        return bool(_given(node))
    name = node.name.casefold()
    return name in _MAKERS or name == TABLE or name.startswith(CROSSTAB)


def expand_local_functions(nodes: Iterable[exp.Expr], dialect: str) -> bool:
    """Put what arguments hold where it can be read; FROM STREAM t is FROM t. Tell of any change."""
    changed = False
    for node in nodes:
        match node:
            case exp.Stream():
                node.replace(node.this)
                changed = True
            case exp.Anonymous():
                changed |= _held(node, dialect)
            case exp.Func() if given := _given(node):  # BigQuery's ML.PREDICT(MODEL m, TABLE t)
                for item in given:
                    item.replace(exp.Subquery(this=build_select(item.copy())))
                changed = True
            case _:
                pass
    return changed


def _held(node: exp.Anonymous, dialect: str) -> bool:
    name, around = node.name.casefold(), node.parent
    made: exp.Expr | None = None
    if name.startswith(LOOKUP) and dialect == "clickhouse":
        made = _looked_up(node)
    elif name in _MAKERS and isinstance(around, exp.Table):
        made = _MAKERS[name](node.expressions, dialect)
        if made is not None:
            copy_attachments(around, made)
            around.replace(made)
            return True
    elif name == TABLE and not isinstance(around, exp.Table):
        given = node.expressions[0] if node.expressions else None
        if isinstance(given, exp.Column):
            made = exp.Subquery(
                this=build_select(build_table(tuple(part.name for part in given.parts)))
            )
    elif name.startswith(CROSSTAB):
        return _queries(node, dialect)
    if made is not None:
        node.replace(made)
    return made is not None


def _given(function: exp.Expr) -> list[exp.Table]:
    """Return the tables that a function in FROM is given whole."""
    if not isinstance(function.parent, exp.Table):
        return []
    return [item for item in function.args.values() if isinstance(item, exp.Table)]


def _looked_up(node: exp.Anonymous) -> exp.Expr | None:
    """ClickHouse's dictGet('dictionary', 'column', key): a value of a row that a key finds."""
    given = node.expressions
    if len(given) < 3 or not isinstance(given[0], exp.Literal):
        return None
    columns = [item.name for item in (given[1].expressions or [given[1]])]
    rows = build_select(build_table(split_name(given[0].name)), columns)
    rows.set("where", exp.Where(this=given[2].copy()))
    return exp.Subquery(this=rows)


def combine_tables(tables: Sequence[exp.Table]) -> exp.Expr | None:
    """Return several tables as one, None if there are none."""
    if len(tables) < 2:
        return tables[0] if tables else None
    return exp.Subquery(this=build_union(tables))


def _queries(node: exp.Expr, dialect: str) -> bool:
    """Let the queries that a function is given as texts stand as queries."""
    changed = False
    for item in node.expressions:
        tree = parse_known(item.name, dialect)
        if isinstance(tree, exp.Query):
            item.replace(exp.Subquery(this=tree))
            changed = True
    return changed


def _tables(given: Sequence[exp.Expr], dialect: str) -> exp.Expr | None:
    """DuckDB's query_table(['t', 'u']): tables that are named by texts."""
    items = [i for item in given for i in (item.expressions or [item])]
    return combine_tables(
        [build_table(split_name(i.name)) for i in items if re.fullmatch(DOTTED, i.name)]
    )


def _first(given: Sequence[exp.Expr], dialect: str) -> exp.Expr | None:
    """Databricks' table_changes('t', 1)."""
    return _tables(given[:1], dialect)


def _query(given: Sequence[exp.Expr], dialect: str) -> exp.Expr | None:
    """DuckDB's query('SELECT …')."""
    tree = parse_known(given[0].name, dialect) if given else None
    return exp.Subquery(this=tree) if isinstance(tree, exp.Query) else None


_MAKERS: dict[str, Callable[[Sequence[exp.Expr], str], exp.Expr | None]] = {
    "query": _query,
    "query_table": _tables,
    "table_changes": _first,
}
