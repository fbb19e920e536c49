"""Trace ``SET column = value`` in UPDATE, MERGE and ON CONFLICT."""

from collections.abc import Iterator, Sequence

from sqlglot import exp

from seamscope.lineage.query.expressions import trace_expression
from seamscope.lineage.query.model import NO_SOURCES, Source, Sources
from seamscope.lineage.query.scope import Scope


def trace_assignments(items: Sequence[exp.Expr], scope: Scope) -> Iterator[tuple[Source, str]]:
    """Yield (source, target column) for ``SET a = s.x, (b, c) = (s.y, s.z)``."""
    for item in items:
        if not isinstance(item, exp.EQ):
            continue
        targets, values = [item.this], [item.expression]
        if isinstance(item.this, exp.Tuple):
            targets = item.this.expressions
            values = _split_row(item.expression, len(targets))
        for target, value in zip(targets, values, strict=False):
            if isinstance(target, exp.Column):
                for source in sorted(trace_assigned_value(value, scope)):
                    yield source, target.name


def trace_assigned_value(value: exp.Expr, scope: Scope) -> Sources:
    """Return the sources of an assigned value; DEFAULT in ``SET a = DEFAULT`` has none."""
    if isinstance(value, exp.Column) and len(value.parts) == 1 and not value.this.quoted:
        return NO_SOURCES if value.name.upper() == "DEFAULT" else trace_expression(value, scope)
    return trace_expression(value, scope)


def _split_row(value: exp.Expr, width: int) -> list[exp.Expr]:
    """Return the values of ``(a, b) = (x, y)``.

    ``(a, b) = (SELECT x, y …)`` has two values: one query for each column.
    """
    inner = value.unnest()
    if isinstance(inner, exp.Tuple):
        return inner.expressions
    if isinstance(inner, exp.Select):
        queries: list[exp.Expr] = []
        for index in range(min(width, len(inner.expressions))):
            query = inner.copy()
            query.set("expressions", [query.expressions[index]])
            queries.append(query)
        return queries
    return [value] * width
