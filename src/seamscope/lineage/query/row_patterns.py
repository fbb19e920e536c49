"""Trace MATCH_RECOGNIZE, which finds patterns in sequences of rows and returns their values."""

from sqlglot import exp

from seamscope.lineage.query.expressions import trace_expression
from seamscope.lineage.query.model import INDIRECT, Sources
from seamscope.lineage.query.names import spell
from seamscope.lineage.query.relations import DerivedTable
from seamscope.lineage.query.scope import Scope


def recognize_rows(scope: Scope, clause: exp.Expr) -> None:
    """Replace the last relation of a scope by the rows of ``s MATCH_RECOGNIZE (…) AS m``.

    ``PARTITION BY k MEASURES FIRST(A.price) AS p`` -> the columns ``k`` and ``p``, from s; with ALL
    ROWS PER MATCH also the columns of s. Pattern variables, such as A, stand for rows of s.
    """
    if not scope.relations:
        return
    key, relation = scope.relations.popitem()
    inner = Scope(scope.walker, scope.ctes, scope.outer)
    inner.add(key, relation)
    for column in clause.find_all(exp.Column):
        if (table := column.args.get("table")) is not None:
            inner.relations.setdefault(scope.normalize(table), relation)
    shared = Scope(scope.walker, scope.ctes, scope.outer)  # for unqualified names
    shared.add(key, relation)
    all_rows = "ALL ROWS" in clause.text("rows").upper()
    columns: list[tuple[str, Sources]] = list(relation.list_columns()) if all_rows else []
    if not all_rows:
        columns += [
            (spell(item) if item.name else item.output_name, trace_expression(item, shared))
            for item in clause.args.get("partition_by") or ()
        ]
    columns += [
        (measure.this.alias_or_name, _trace(measure.this, inner, shared))
        for measure in clause.args.get("measures") or ()
    ]
    for condition in (*(clause.args.get("define") or ()), clause.args.get("order")):
        if condition is not None:
            sources = _trace(condition, inner, shared, INDIRECT)
            scope.walker.dependencies.indirect.update(sources)
    alias = clause.args.get("alias")
    name = scope.normalize(alias.this) if alias is not None and alias.this is not None else key
    keys = [column.casefold() for column, _ in columns]
    starred = (relation,) if all_rows and relation.open else ()
    scope.add(name, DerivedTable(columns, keys, starred))


def _trace(node: exp.Expr, inner: Scope, shared: Scope, kind: int = 0) -> Sources:
    """Return the sources of a value in MATCH_RECOGNIZE.

    inner: scope with the pattern variables, used if every column is qualified: ``A.price``.
    shared: scope with only the table, used if a column has no qualifier: ``price``.
    """
    qualified = all(column.args.get("table") for column in node.find_all(exp.Column))
    return trace_expression(node, inner if qualified else shared, kind)
