"""One source into several tables: Hive's FROM … INSERT …, the INSERT ALL of others."""

from collections.abc import Sequence

from sqlglot import exp

from seamscope.lineage.query.cte_names import Ctes
from seamscope.lineage.query.expressions import feed
from seamscope.lineage.query.model import Dependencies, TableWrite
from seamscope.lineage.query.scope import Scope
from seamscope.lineage.query.walker import Walker
from seamscope.lineage.statements.insert import Outs, filled, inserted, shape_of, target_of


def multi_inserted(tree: exp.MultitableInserts, walker: Walker) -> list[TableWrite]:
    """Hive's FROM … INSERT … INSERT and the INSERT ALL of Oracle and Snowflake."""
    ctes = walker.with_ctes(tree, walker.around)
    source = tree.args["source"]
    made: list[TableWrite] = []
    conditions: list[exp.Expr] = []  # INSERT FIRST and ELSE take what these left
    deciding: list[exp.Expr] = []
    for item in tree.expressions:
        when = item.args.get("expression") if isinstance(item, exp.ConditionalInsert) else None
        last = bool(item.args.get("else_"))
        if when is not None or last:  # if not, it goes on with the branch before
            own = [] if when is None else [when]
            deciding = [*conditions, *own] if last or tree.args.get("kind") == "FIRST" else own
            conditions += own
        made += _one_of_many(item, source, deciding, ctes, walker)
    return made


def _one_of_many(
    item: exp.Expr, source: exp.Expr, deciding: Sequence[exp.Expr], ctes: Ctes, walker: Walker
) -> list[TableWrite]:
    insert = item.this if isinstance(item, exp.ConditionalInsert) else item
    if not isinstance(insert, exp.Insert):
        return []
    rows = insert.args.get("expression")
    if isinstance(rows, exp.Select):
        rows.set("from_", exp.From(this=source.copy()))
        return inserted(insert, walker, ctes)
    table, names = target_of(insert.this)
    walker.trail = Dependencies()
    scope = Scope(walker, ctes)
    relation = walker.query(source, ctes)
    scope.add("\0source", relation)
    outs: Outs = relation.outs()
    if isinstance(rows, exp.Values | exp.Tuple):
        first = rows.expressions[0] if isinstance(rows, exp.Values) else rows
        cells = first.expressions if isinstance(first, exp.Tuple) else [first]
        outs = [(cell.name, feed(cell, scope)) for cell in cells]
    walker.indirect(deciding, scope)
    return [filled(table, walker.trail, outs, names or shape_of(walker, table))]
