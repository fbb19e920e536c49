"""Expand ``SELECT *`` and ``SELECT t.*``, with EXCEPT, REPLACE, RENAME and ILIKE."""

import re
from collections.abc import Iterable

from sqlglot import exp

from seamscope.lineage.query.expressions import trace_expression
from seamscope.lineage.query.model import STAR_OVER_UNKNOWN, Relation, Sources
from seamscope.lineage.query.relations import DerivedTable
from seamscope.lineage.query.scope import Scope


def expand_star(
    scope: Scope, node: exp.Expr, star: exp.Expr
) -> tuple[list[tuple[str, Sources]], list[Relation]]:
    """Return the columns that `*` or ``t.*`` selects, and the relations with unknown columns.

    ``SELECT * EXCEPT (b) REPLACE (upper(a) AS a) FROM s``, with s(a, b, c), has the columns ``a``
    and ``c``.

    node: the whole projection.
    star: the `*` in it with its modifiers.
    """
    excluded = {scope.normalize(_unwrap(e)) for e in _list_modifiers(star, "except_", "except")}
    replaced = {e.alias.casefold(): e for e in _list_modifiers(star, "replace")}
    renamed = {e.this.name.casefold(): e.alias for e in _list_modifiers(star, "rename")}
    columns: list[tuple[str, Sources]] = []
    unknown: list[Relation] = []
    seen: set[str] = set()
    pattern = compile_like(star.args["ilike"].name) if star.args.get("ilike") else None
    for relation in _list_starred(scope, node):
        for name, sources in relation.list_columns():
            key = name.casefold()
            if key in excluded or (key in seen and (scope.natural or key in scope.merged)):
                continue
            if pattern is not None and name != "*" and not pattern.fullmatch(key):
                continue
            seen.add(key)
            new = replaced.get(key)
            value = sources if new is None else trace_expression(new.this, scope)
            columns.append((renamed.get(key, name), value))
        if relation.open:
            scope.walker.dependencies.add_note(STAR_OVER_UNKNOWN)
            unknown.append(relation)
    return columns, unknown


def compile_like(pattern: str) -> re.Pattern[str]:
    """Return a LIKE pattern as a regular expression over case-folded names: ``a_%`` -> ``a..*``."""
    signs = {"%": ".*", "_": "."}
    return re.compile("".join(signs.get(c, re.escape(c)) for c in pattern.casefold()), re.S)


def expand_all(scope: Scope) -> DerivedTable:
    """Return all columns of a scope's relations, as ``SELECT *`` would return them."""
    columns, unknown = expand_star(scope, exp.Star(), exp.Star())
    return DerivedTable(columns, [name.casefold() for name, _ in columns], unknown)


def _list_starred(scope: Scope, node: exp.Expr) -> Iterable[Relation]:
    """Return the relations whose columns `*` or ``t.*`` selects."""
    table = node.args.get("table")
    if table is None:
        return scope.list_visible()
    relation = scope.find_relation(scope.normalize(table))
    return () if relation is None else (relation,)


def _list_modifiers(star: exp.Expr, *keys: str) -> list[exp.Expr]:
    """Return the items of a modifier of `*`: ``EXCEPT (a, b)`` -> a, b.

    keys: names of the modifier in the syntax tree.
    """
    return [e for key in keys for e in star.args.get(key) or ()]


def _unwrap(node: exp.Expr) -> exp.Expr:
    return node.this if isinstance(node, exp.Column) else node
