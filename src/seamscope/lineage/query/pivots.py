"""Trace PIVOT, which turns rows into columns, and UNPIVOT, which turns columns into rows."""

from sqlglot import exp

from seamscope.lineage.query.expressions import trace_expression
from seamscope.lineage.query.model import (
    AGGREGATE,
    INDIRECT,
    NO_SOURCES,
    Relation,
    Sources,
    apply_kind,
)
from seamscope.lineage.query.relations import DerivedTable
from seamscope.lineage.query.scope import Scope


def apply_pivot(relation: Relation, pivot: exp.Expr, scope: Scope) -> Relation:
    """Return a relation after ``FROM s PIVOT (…)`` or ``FROM s UNPIVOT (…)``."""
    inner = Scope(scope.walker, scope.ctes, scope.outer)
    inner.add_anonymous(relation)
    if pivot.args.get("unpivot"):
        return _unpivot_columns(relation, pivot, inner)
    return _pivot_rows(relation, pivot, inner)


def _pivot_rows(relation: Relation, pivot: exp.Expr, inner: Scope) -> DerivedTable:
    """Trace ``PIVOT (SUM(amount) FOR year IN (2023, 2024))``.

    It adds a column for each listed year, fed by amount, and drops the columns amount and year.
    """
    aggregates = [trace_expression(e, inner) for e in pivot.expressions]
    fields = [field for field in pivot.args.get("fields") or () if isinstance(field, exp.In)]
    naming = [trace_expression(field.this, inner) for field in fields]
    inner.walker.dependencies.indirect.update(apply_kind(NO_SOURCES.union(*naming), INDIRECT))
    used = {s.column.casefold() for sources in (*aggregates, *naming) for s in sources}
    used |= {c.name.casefold() for e in (*pivot.expressions, *fields) for c in _list_columns(e)}
    columns = [(n, s) for n, s in relation.list_columns() if n.casefold() not in used]
    for index, column in enumerate(pivot.args.get("columns") or ()):
        sources = aggregates[index % len(aggregates)] if aggregates else NO_SOURCES
        columns.append((column.name, apply_kind(sources, AGGREGATE)))
    keys = [name.casefold() for name, _ in columns]
    return DerivedTable(columns, keys, [relation] if relation.open else ())


def _unpivot_columns(relation: Relation, pivot: exp.Expr, inner: Scope) -> DerivedTable:
    """Trace ``UNPIVOT (amount FOR month IN (jan, feb))``.

    jan and feb become rows: month contains their names, amount their values.
    """
    dropped: set[str] = set()
    added: list[tuple[str, Sources]] = []
    values = [name for e in pivot.expressions for name in _list_columns(e)]
    for field in pivot.args.get("fields") or ():
        if not isinstance(field, exp.In):
            continue
        groups = [_list_columns(item) for item in field.expressions]
        dropped |= {c.name.casefold() for group in groups for c in group}
        names = [(name.name, NO_SOURCES) for name in _list_columns(field.this)]
        measures: list[tuple[str, Sources]] = []
        for index, value in enumerate(values):
            picked = [group[index] for group in groups if index < len(group)]
            traced = (trace_expression(_convert_to_column(c), inner) for c in picked)
            measures.append((value.name, NO_SOURCES.union(*traced)))
        added += measures + names if pivot.args.get("value_columns_first") else names + measures
    kept = [(n, s) for n, s in relation.list_columns() if n.casefold() not in dropped]
    columns = kept + added
    keys = [name.casefold() for name, _ in columns]
    return DerivedTable(columns, keys, [relation] if relation.open else ())


def trace_unpivot_statement(relation: Relation, pivot: exp.Pivot, scope: Scope) -> Relation:
    """Trace DuckDB's ``UNPIVOT t ON jan, feb INTO NAME month VALUE amount``."""
    into = pivot.args.get("into")
    names = into if isinstance(into, exp.UnpivotColumns) else None
    values = names.expressions if names else [exp.column("value")]
    stars = [star for item in pivot.expressions if (star := item.find(exp.Star)) is not None]
    if stars:
        name_column = names.this.name if names else "name"
        return _unpivot_star(relation, stars[0], [v.name for v in values], name_column)
    field = exp.In(
        this=(names.this if names else exp.column("name")).copy(),
        expressions=[item.copy() for item in pivot.expressions],
    )
    clause = exp.Pivot(expressions=[value.copy() for value in values], fields=[field], unpivot=True)
    return apply_pivot(relation, clause, scope)


def _unpivot_star(
    relation: Relation, star: exp.Star, values: list[str], name_column: str
) -> Relation:
    """Trace ``UNPIVOT t ON COLUMNS(* EXCLUDE (id))``: id is kept, all other columns become rows."""
    excluded = {e.name.casefold(): e.name for e in star.args.get("except_") or ()}
    columns = relation.list_columns()
    kept = [(n, sources) for n, sources in columns if n.casefold() in excluded]
    if relation.open:
        kept = [(n, relation.guess(n)) for n in excluded.values()]
    sources = NO_SOURCES.union(*(s for n, s in columns if n.casefold() not in excluded))
    result = [*kept, (name_column, NO_SOURCES), *((value, sources) for value in values)]
    return DerivedTable(result, [n.casefold() for n, _ in result])


def _list_columns(node: exp.Expr) -> list[exp.Expr]:
    """Return the columns or bare names in an expression, in order."""
    if isinstance(node, exp.Identifier | exp.Column):
        return [node]
    if isinstance(node, exp.Tuple):
        return [column for item in node.expressions for column in _list_columns(item)]
    return sorted(node.find_all(exp.Column), key=lambda c: c.this.meta.get("start", 0))


def _convert_to_column(node: exp.Expr) -> exp.Expr:
    return node if isinstance(node, exp.Column) else exp.Column(this=node)
