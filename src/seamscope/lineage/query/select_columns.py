"""Expand ``SELECT COLUMNS('a.*')``, which picks columns by a pattern, a condition or a list."""

import re
from collections.abc import Callable

from sqlglot import exp

from seamscope.lineage.query.expressions import trace_expression
from seamscope.lineage.query.model import (
    AGGREGATE,
    EXPRESSION,
    IDENTITY,
    STAR_OVER_UNKNOWN,
    Relation,
    Sources,
    apply_kind,
)
from seamscope.lineage.query.scope import Scope
from seamscope.lineage.query.select_star import compile_like, expand_star

COLUMNS_DIALECTS = frozenset({"duckdb", "clickhouse"})
UNKNOWN_CHOICE = (
    "COLUMNS(…) picks columns by a condition that is not evaluated; list the columns instead"
)
# Patterns that match in linear time: words, alternatives, groups, and `.` with a quantifier.
_SIMPLE_PATTERN = re.compile(r"(?:[\w|^$()]|\.[*+?]?){0,200}")
Picks = Callable[[str], bool]


def expand_columns(
    scope: Scope, node: exp.Expr, call: exp.Expr
) -> tuple[list[tuple[str, Sources]], list[Relation]]:
    """Return the columns that ``COLUMNS(…)`` picks, and the relations whose columns are unknown.

    ``min(COLUMNS('a.*'))`` over s(a1, a2, b) -> the columns a1 and a2, both aggregates of s.

    node: the projection: ``min(COLUMNS('a.*'))``.
    call: the call of COLUMNS in it.
    """
    kind = _get_kind(node, call)
    chosen = call.this
    if isinstance(chosen, exp.Array | exp.List | exp.Tuple):
        named = [(c.name, trace_expression(c, scope)) for c in chosen.expressions]
        return [(_rename(node, name), apply_kind(s, kind)) for name, s in named], []
    star = chosen if isinstance(chosen, exp.Star) else exp.Star()
    columns, unknown = expand_star(scope, star, star)
    picks = _find_rule(chosen)
    if picks is None:
        scope.walker.dependencies.add_note(UNKNOWN_CHOICE)
    kept = [(n, s) for n, s in columns if n == "*" or picks is None or picks(n)]
    if unknown:
        scope.walker.dependencies.add_note(STAR_OVER_UNKNOWN)
    return [(_rename(node, name), apply_kind(s, kind)) for name, s in kept], unknown


def _find_rule(chosen: exp.Expr) -> Picks | None:
    """Return a function that checks whether a column is picked, None if the rule is unknown."""
    match chosen:
        case exp.Star():
            return lambda name: True
        case exp.Literal(is_string=True) if _SIMPLE_PATTERN.fullmatch(chosen.name):
            try:
                pattern = re.compile(chosen.name)
            except re.error:
                return None
            return lambda name: pattern.search(name) is not None
        case exp.Lambda(this=exp.Like(expression=exp.Literal() as like)):
            wanted = compile_like(like.name)
            return lambda name: wanted.fullmatch(name.casefold()) is not None
        case _:
            return None


def _get_kind(node: exp.Expr, call: exp.Expr) -> int:
    """Return how a projection transforms the picked columns: IDENTITY, EXPRESSION or AGGREGATE.

    node: the projection.
    call: the call of COLUMNS in it.
    """
    value = node.this if isinstance(node, exp.Alias) else node
    if value is call:
        return IDENTITY
    return AGGREGATE if call.find_ancestor(exp.AggFunc) is not None else EXPRESSION


def _rename(node: exp.Expr, name: str) -> str:
    """Return the output name of a picked column: its alias, else its own name."""
    return node.alias if isinstance(node, exp.Alias) and name != "*" else name
