"""Replace table functions whose arguments contain tables or queries of the same system."""

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

TABLE_FUNCTION = "table"  # Trino's TABLE(f(input => TABLE(t)))
DICTIONARY_LOOKUP = "dictget"
CROSSTAB_FUNCTION = "crosstab"  # Postgres' crosstab('SELECT …', 'SELECT …'), crosstab2, …


def is_local_function(node: exp.Expr) -> bool:
    """Return whether the arguments of a table function contain tables or queries."""
    if not isinstance(node, exp.Anonymous):
        return bool(_list_table_arguments(node))
    name = node.name.casefold()
    return name in _BUILDERS or name == TABLE_FUNCTION or name.startswith(CROSSTAB_FUNCTION)


def expand_local_functions(nodes: Iterable[exp.Expr], dialect: str) -> bool:
    """Replace table functions by the tables or queries in their arguments.

    ``query_table(['t', 'u'])`` becomes a UNION ALL of both; ``FROM STREAM t`` becomes ``FROM t``.
    Return whether any function was replaced.
    """
    changed = False
    for node in nodes:
        match node:
            case exp.Stream():
                node.replace(node.this)
                changed = True
            case exp.Anonymous():
                changed |= _expand_call(node, dialect)
            case exp.Func() if arguments := _list_table_arguments(
                node
            ):  # BigQuery's ML.PREDICT(MODEL m, TABLE t)
                for item in arguments:
                    item.replace(exp.Subquery(this=build_select(item.copy())))
                changed = True
            case _:
                pass
    return changed


def _expand_call(node: exp.Anonymous, dialect: str) -> bool:
    """Replace a call by the tables or queries in its arguments; return whether it has any."""
    name, parent = node.name.casefold(), node.parent
    replacement: exp.Expr | None = None
    if name.startswith(DICTIONARY_LOOKUP) and dialect == "clickhouse":
        replacement = _build_dictionary_lookup(node)
    elif name in _BUILDERS and isinstance(parent, exp.Table):
        replacement = _BUILDERS[name](node.expressions, dialect)
        if replacement is not None:
            copy_attachments(parent, replacement)
            parent.replace(replacement)
            return True
    elif name == TABLE_FUNCTION and not isinstance(parent, exp.Table):
        arguments = node.expressions[0] if node.expressions else None
        if isinstance(arguments, exp.Column):
            replacement = exp.Subquery(
                this=build_select(build_table(tuple(part.name for part in arguments.parts)))
            )
    elif name.startswith(CROSSTAB_FUNCTION):
        return _expand_query_arguments(node, dialect)
    if replacement is not None:
        node.replace(replacement)
    return replacement is not None


def _list_table_arguments(function: exp.Expr) -> list[exp.Table]:
    """Return the tables in the arguments of a function in FROM: ``f(MODEL m, TABLE t)`` -> m, t."""
    if not isinstance(function.parent, exp.Table):
        return []
    return [item for item in function.args.values() if isinstance(item, exp.Table)]


def _build_dictionary_lookup(node: exp.Anonymous) -> exp.Expr | None:
    """Return ClickHouse's ``dictGet('d', 'a', key)`` as ``(SELECT a FROM d WHERE key)``."""
    arguments = node.expressions
    if len(arguments) < 3 or not isinstance(arguments[0], exp.Literal):
        return None
    columns = [item.name for item in (arguments[1].expressions or [arguments[1]])]
    rows = build_select(build_table(split_name(arguments[0].name)), columns)
    rows.set("where", exp.Where(this=arguments[2].copy()))
    return exp.Subquery(this=rows)


def combine_tables(tables: Sequence[exp.Table]) -> exp.Expr | None:
    """Return several tables as one UNION ALL, None if there are none."""
    if len(tables) < 2:
        return tables[0] if tables else None
    return exp.Subquery(this=build_union(tables))


def _expand_query_arguments(node: exp.Expr, dialect: str) -> bool:
    """Replace the strings of Postgres' ``crosstab('SELECT …', 'SELECT …')`` by their queries."""
    changed = False
    for item in node.expressions:
        tree = parse_known(item.name, dialect)
        if isinstance(tree, exp.Query):
            item.replace(exp.Subquery(this=tree))
            changed = True
    return changed


def _build_named_tables(arguments: Sequence[exp.Expr], dialect: str) -> exp.Expr | None:
    """Return a UNION ALL of the tables in DuckDB's ``query_table(['t', 'u'])``."""
    items = [i for item in arguments for i in (item.expressions or [item])]
    return combine_tables(
        [build_table(split_name(i.name)) for i in items if re.fullmatch(DOTTED, i.name)]
    )


def _build_first_table(arguments: Sequence[exp.Expr], dialect: str) -> exp.Expr | None:
    """Return the table of Databricks' ``table_changes('t', 1)``."""
    return _build_named_tables(arguments[:1], dialect)


def _build_query(arguments: Sequence[exp.Expr], dialect: str) -> exp.Expr | None:
    """Return the query in DuckDB's ``query('SELECT a FROM t')``."""
    tree = parse_known(arguments[0].name, dialect) if arguments else None
    return exp.Subquery(this=tree) if isinstance(tree, exp.Query) else None


_BUILDERS: dict[str, Callable[[Sequence[exp.Expr], str], exp.Expr | None]] = {
    "query": _build_query,
    "query_table": _build_named_tables,
    "table_changes": _build_first_table,
}
