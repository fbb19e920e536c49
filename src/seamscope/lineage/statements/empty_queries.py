"""Recognise statements that create a table by a query without rows, such as ``WHERE 1 = 0``."""

from dataclasses import replace

from sqlglot import exp

from seamscope.lineage.query.model import Dependencies, TableWrite


def moves_no_rows(tree: exp.Expr) -> bool:
    """Return whether the query of a statement can never return a row.

    Examples are ``CREATE TABLE t AS SELECT … WHERE 1 = 0``, ``SELECT TOP 0 … INTO t`` and ``… WITH
    NO DATA``. For a materialized view WITH NO DATA, return False, because it is filled later.
    """
    match tree:
        case exp.Create() if (tree.args.get("kind") or "").upper() == "TABLE":
            properties = tree.args.get("properties")
            items = properties.expressions if properties is not None else ()
            without = any(isinstance(i, exp.WithDataProperty) and i.args.get("no") for i in items)
            return without or _is_empty(tree.expression)
        case exp.Insert():
            return _is_empty(tree.expression)
        case exp.Query():
            return _is_empty(tree)
        case _:
            return False


def drop_rows(write: TableWrite) -> TableWrite:
    """Return a table write without sources, for a statement that copies columns but no rows."""
    return replace(write, dependencies=Dependencies(), edges=[])


def _is_empty(query: object) -> bool:
    match query:
        case exp.Subquery():
            return _is_empty(query.this)
        case exp.Union():
            return _is_empty(query.this) and _is_empty(query.expression)
        case exp.Select():
            limit = query.args.get("limit")
            count = limit.args.get("expression") or limit.args.get("count") if limit else None
            if isinstance(count, exp.Literal) and count.name == "0":
                return True
            where = query.args.get("where")
            return where is not None and _is_false(where.this)
        case _:
            return False


def _is_false(condition: object) -> bool:
    """Return whether a condition is false for every row: ``1 = 0``, ``a > 1 AND FALSE``."""
    match condition:
        case exp.Paren(this=inner):
            return _is_false(inner)
        case exp.And(this=one, expression=other):
            return _is_false(one) or _is_false(other)
        case exp.Or(this=one, expression=other):
            return _is_false(one) and _is_false(other)
        case exp.Boolean() | exp.NEQ(this=exp.Literal(), expression=exp.Literal()):
            return condition == exp.false() or condition.this == condition.args.get("expression")
        case exp.EQ(this=exp.Literal() as one, expression=exp.Literal() as other):
            return one.is_string == other.is_string and one.name != other.name
        case _:
            return False
