"""Trace MERGE and the UPDATE, INSERT or DELETE in its branches WHEN [NOT] MATCHED."""

from dataclasses import replace

from sqlglot import exp

from seamscope.lineage.query.from_clause import add_item
from seamscope.lineage.query.model import Name, TableWrite, fold
from seamscope.lineage.query.scope import Scope
from seamscope.lineage.query.walker import Walker
from seamscope.lineage.statements.returning import trace_returning
from seamscope.lineage.statements.set_clauses import trace_assigned_value, trace_assignments
from seamscope.lineage.statements.table_writes import list_target_columns
from seamscope.lineage.statements.targets import (
    UNKNOWN_TARGET,
    Target,
    add_target,
    finish_writes,
    start_change,
)


def trace_merge(tree: exp.Merge, walker: Walker) -> list[TableWrite]:
    """Trace ``MERGE INTO t USING s ON … WHEN MATCHED THEN UPDATE SET a = s.a …``.

    If several branches set a column, it has the sources of all of them.
    """
    scope = start_change(tree, walker)
    target = add_target(tree.this, scope)
    known = len(scope.relations)
    add_item(scope, tree.args["using"])
    source_side = scope.make_side(known, None)
    table = target.find_table() or ()
    write = TableWrite(table=table, dependencies=walker.dependencies, edges=[])
    walker.trace_filters((tree.args.get("on"),), scope)
    whens = tree.args.get("whens")
    for when in whens.expressions if isinstance(whens, exp.Whens) else ():
        inner = scope
        if not when.args.get("matched"):  # the row exists on one side only
            inner = scope.make_side(0, known) if when.args.get("source") else source_side
        walker.trace_filters((when.args.get("condition"),), inner)
        action = when.args.get("then")
        _trace_action(action, inner, write, walker)
        if _copies_all_columns(action):
            for relation in source_side.relations.values():
                for name, sources in relation.list_columns():
                    write.add_edges(sources, name)
    if not target.is_table:
        behind = _resolve_query_target(target, write)
        if behind is None:
            return []
        write = behind
    finished = finish_writes([write], walker)
    return [*finished, *trace_returning(tree, walker, finished[0], scope)]


def _resolve_query_target(target: Target, write: TableWrite) -> TableWrite | None:
    """Return a write into a query as a write into the table behind the query.

    ``MERGE INTO (SELECT a AS x FROM t) AS q … UPDATE SET x = s.a`` writes ``t.a``. Return None if
    the table is unknown.
    """
    columns = {name: target.find_column(exp.column(name)) for _, name in write.edges}
    tables: dict[Name, Name] = {}
    for owner, _ in columns.values():
        if owner is not None:
            tables.setdefault(fold(owner), owner)
    table = write.table
    if not table and len(tables) == 1:
        table = next(iter(tables.values()))
    if not table:
        target.scope.walker.dependencies.add_note(UNKNOWN_TARGET)
        return None
    edges = [(source, columns[name][1]) for source, name in write.edges]
    return replace(write, table=table, edges=edges)


def _copies_all_columns(action: object) -> bool:
    """Return whether an action copies all columns by name: UPDATE SET *, INSERT * or INSERT ROW."""
    match action:
        case exp.Update():
            sets = action.args.get("expressions")
            return isinstance(sets, exp.Star) or any(isinstance(e, exp.Star) for e in sets or ())
        case exp.Insert():
            return isinstance(action.this, exp.Star) or (
                isinstance(action.this, exp.Var) and action.this.name.upper() == "ROW"
            )
        case exp.Var():
            return action.name.upper() in {"INSERT ROW", "INSERT *", "UPDATE *"}
        case _:
            return False


def _trace_action(action: object, scope: Scope, write: TableWrite, walker: Walker) -> None:
    """Add the edges of the action after THEN: ``UPDATE SET a = s.a``, ``INSERT (a) VALUES (b)``."""
    if isinstance(action, exp.Expr):  # Oracle: UPDATE SET … WHERE …
        walker.trace_filters((action.args.get("where"),), scope)
    match action:
        case exp.Update():
            sets = action.args.get("expressions")
            items = sets if isinstance(sets, list) else []
            write.edges.extend(trace_assignments(items, scope))
        case exp.Insert(expression=exp.Expr() as row):
            cells = row.expressions if isinstance(row, exp.Tuple) else [row.unnest()]
            listed = action.this if isinstance(action.this, exp.Tuple | exp.Schema) else None
            names = [e.name for e in listed.expressions] if listed else []
            names = names or list(list_target_columns(walker, write.table))
            names = names or [c.name for c in cells]
            for name, cell in zip(names, cells, strict=False):
                write.add_edges(trace_assigned_value(cell, scope), name)
        case _:
            pass
