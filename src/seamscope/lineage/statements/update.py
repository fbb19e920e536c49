"""Trace UPDATE, also by alias, with FROM, with joins, through a CTE, or of several tables."""

from itertools import islice

from sqlglot import exp

from seamscope.lineage.query.from_clause import add_item, trace_join_conditions
from seamscope.lineage.query.model import Name, TableWrite
from seamscope.lineage.query.relations import StoredTable
from seamscope.lineage.query.scope import Scope
from seamscope.lineage.query.walker import Walker
from seamscope.lineage.statements.returning import trace_returning
from seamscope.lineage.statements.set_clauses import trace_assignments
from seamscope.lineage.statements.targets import (
    UNKNOWN_TARGET,
    Target,
    add_target,
    find_named_item,
    finish_writes,
    flatten_joins,
    get_added_target,
    list_joins,
    start_change,
)

# Dialects in which an UPDATE may change any of the tables that it joins.
MULTI_TABLE_DIALECTS = frozenset({"mysql", "singlestore", "doris", "starrocks"})


def trace_update(tree: exp.Update, walker: Walker) -> list[TableWrite]:
    """Trace ``UPDATE x SET a = s.b FROM t AS x JOIN s ON …``; MySQL can update several tables."""
    scope = start_change(tree, walker)
    from_ = tree.args.get("from_")
    source = from_.this if isinstance(from_, exp.From) else None
    target = _add_target_and_from(scope, tree.this, source)
    writes: dict[Name, TableWrite] = {}
    for item in tree.expressions:
        _trace_set_item(item, target, scope, writes)
    if not writes and (table := target.find_table()) is not None:
        writes[table] = TableWrite(table=table, dependencies=walker.dependencies, edges=[])
    walker.trace_filters((tree.args.get("where"),), scope)
    trace_join_conditions(scope, list_joins(tree.this, source))
    finished = finish_writes(list(writes.values()), walker)
    if not finished:
        return []
    return finished + trace_returning(tree, walker, finished[0], scope)


def _add_target_and_from(scope: Scope, target: exp.Expr, source: exp.Expr | None) -> Target:
    """Add the target and the items of FROM to the scope.

    If FROM contains the target again, as in ``FROM t AS x``, the target is added once.
    """
    dependencies = scope.walker.dependencies
    again = None if source is None else find_named_item(list(flatten_joins(source)), target, scope)
    added = add_target(target, scope) if again is None else None
    before_joins = 1 if source is None or added is None else len(dependencies.reads)
    if source is not None:
        add_item(scope, source)
    dependencies.add_lookups(islice(dependencies.reads, before_joins, None))
    return added or get_added_target(again or target, scope)


def _trace_set_item(
    item: exp.Expr, target: Target, scope: Scope, writes: dict[Name, TableWrite]
) -> None:
    """Add the edges of one ``column = value`` to the write of the table that has the column."""
    columns = item.this if isinstance(item, exp.EQ) else None
    first = columns.expressions[0] if isinstance(columns, exp.Tuple) else columns
    if not isinstance(first, exp.Column):
        return
    table, name = _find_qualified_table(first, scope), first.name
    table = table or _find_owner(first, target, scope)
    if table is None:
        table, name = target.find_column(first)
    dependencies = scope.walker.dependencies
    if table is None:
        dependencies.add_note(UNKNOWN_TARGET)
        return
    write = writes.setdefault(table, TableWrite(table=table, dependencies=dependencies, edges=[]))
    renamed = name != first.name
    for source, column in trace_assignments([item], scope):
        write.edges.append((source, name if renamed else column))


def _find_owner(column: exp.Column, target: Target, scope: Scope) -> Name | None:
    """Return the joined table that has a column, None if the target has it or may have it.

    ``UPDATE a JOIN b USING (id) SET v = 1`` changes b if only b has a column v.
    """
    first = target.relation
    if scope.walker.dialect not in MULTI_TABLE_DIALECTS or column.args.get("table") is not None:
        return None
    key = scope.normalize(column.this)
    if not isinstance(first, StoredTable) or first.open or first.find(key):
        return None
    joined = (one for one in scope.relations.values() if isinstance(one, StoredTable))
    owners = [one.table for one in joined if not one.open and one.find(key)]
    return owners[0] if len(owners) == 1 else None


def _find_qualified_table(column: exp.Column, scope: Scope) -> Name | None:
    """Return the table of the alias in ``SET x.a = …``, None if there is none."""
    qualifier = column.args.get("table")
    if not isinstance(qualifier, exp.Identifier):
        return None
    relation = scope.relations.get(scope.normalize(qualifier))
    return relation.table if isinstance(relation, StoredTable) else None
