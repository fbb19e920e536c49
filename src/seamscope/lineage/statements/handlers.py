"""Choose the handler for a parsed statement by its type, such as INSERT, UPDATE or CREATE."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlglot import exp

from seamscope.lineage.parsing.placeholders import (
    NAME_WITH_PLACEHOLDER,
    describe_unknown,
    has_placeholder,
    is_unknown,
)
from seamscope.lineage.query.model import QueryResult, TableWrite
from seamscope.lineage.query.names import get_table_name
from seamscope.lineage.query.walker import Walker
from seamscope.lineage.statements.ddl import trace_alter, trace_cache, trace_create, trace_truncate
from seamscope.lineage.statements.delete import trace_delete
from seamscope.lineage.statements.empty_queries import drop_rows, moves_no_rows
from seamscope.lineage.statements.insert import trace_multi_insert
from seamscope.lineage.statements.load import trace_copy, trace_load_data
from seamscope.lineage.statements.merge import trace_merge
from seamscope.lineage.statements.returning import trace_insert_returning
from seamscope.lineage.statements.table_writes import make_table_write
from seamscope.lineage.statements.update import trace_update

_HANDLERS: dict[type, Callable[..., Sequence[TableWrite]]] = {
    exp.Insert: trace_insert_returning,
    exp.MultitableInserts: trace_multi_insert,
    exp.Create: trace_create,
    exp.Update: trace_update,
    exp.Delete: trace_delete,
    exp.Merge: trace_merge,
    exp.Copy: trace_copy,
    exp.Alter: trace_alter,
    exp.LoadData: trace_load_data,
    exp.Cache: trace_cache,
    exp.TruncateTable: trace_truncate,
}


def trace_statement(tree: exp.Expr, walker: Walker) -> tuple[list[TableWrite], QueryResult | None]:
    """Return the tables that a statement writes, and its result if it writes no known table.

    If the name of a table is a variable, as in ``INSERT INTO {tmp} SELECT a FROM s``, a note
    reports it.
    """
    writes, result = _trace_by_type(tree, walker)
    if writes and moves_no_rows(tree):
        writes[-1] = drop_rows(writes[-1])
    for write in writes:
        if has_placeholder(write.table):
            return _report_holes(writes, result)
    return writes, result


def _report_holes(
    writes: list[TableWrite], result: QueryResult | None
) -> tuple[list[TableWrite], QueryResult | None]:
    """Return the writes to tables with known names; report the writes to all other tables.

    The reads of all writes are kept.
    """
    known: list[TableWrite] = []
    for write in writes:
        dependencies = write.dependencies
        if is_unknown(write.table):
            result = result or QueryResult()
            result.add_unresolved_write(write)
            result.add_note(describe_unknown(write.table))
            continue
        if has_placeholder(write.table):
            dependencies.add_note(NAME_WITH_PLACEHOLDER)
        known.append(write)
    if known and result is not None:
        known[0].dependencies.absorb(result)
        result = None
    return known, result


def _trace_by_type(tree: exp.Expr, walker: Walker) -> tuple[list[TableWrite], QueryResult | None]:
    """Return the tables that a statement writes, and its result if it writes none (a SELECT).

    ``INSERT INTO t (a) SELECT x FROM s`` -> a write to t, no result; ``SELECT x FROM s`` -> no
    write, a result with the column x.
    """
    if isinstance(tree, exp.LockingStatement):  # Teradata: LOCKING ROW FOR ACCESS SELECT …
        return trace_statement(tree.expression, walker)
    nested = _trace_nested_changes(tree, walker)
    if isinstance(tree, exp.Query):
        result = walker.trace_result(tree, {})
        if (into := _find_into(tree)) is None:
            return nested, result
        target = get_table_name(into.this)
        write = make_table_write(target, result, result.columns, creates=True)
        if into.args.get("temporary"):
            write = replace(write, temporary=True)
        return [*nested, write], None
    if (handler := _HANDLERS.get(tree.__class__)) is None:
        return nested, _trace_other(tree, walker)
    writes = handler(tree, walker)
    dependencies = walker.dependencies
    if not writes and dependencies.notes:  # it changes a table that could not be determined
        return nested, QueryResult(
            dependencies.reads, dependencies.indirect, dependencies.lookups, dependencies.notes
        )
    return [*nested, *writes], None


def _trace_other(tree: exp.Expr, walker: Walker) -> QueryResult | None:
    """Return the result of the query in a statement without a handler, such as ``PIVOT t ON …``.

    Return None if the statement contains no query.
    """
    query = tree if isinstance(tree, exp.Pivot) else tree.find(exp.Select, exp.SetOperation)
    if query is None:
        return None
    result = walker.trace_result(query, {})
    if query is not tree:
        result.add_note("the target of its rows is unknown; declare the flow in the inventory")
    return result


def _trace_nested_changes(tree: exp.Expr, walker: Walker) -> list[TableWrite]:
    """Trace the INSERT, UPDATE, DELETE and MERGE statements inside a statement.

    Examples are ``WITH x AS (DELETE FROM t … RETURNING a) …`` and ``INSERT … SELECT … FROM (MERGE …
    OUTPUT …) x``.
    """
    with_ = tree.args.get("with_")
    if with_ is None and tree.__class__ is not exp.Insert:
        return []
    bodies = [cte.this for cte in with_.expressions] if isinstance(with_, exp.With) else []
    if tree.__class__ is exp.Insert and isinstance(tree.args.get("expression"), exp.Select):
        from_ = tree.expression.args.get("from_")
        bodies += [] if from_ is None else [from_.this.this]
    changes = [body for body in bodies if isinstance(body, exp.DML)]
    if not changes:
        return []
    outer = walker.swap_outer_ctes(walker.add_ctes(tree, walker.outer_ctes))
    writes = [write for change in changes for write in trace_statement(change, walker)[0]]
    walker.swap_outer_ctes(outer)
    return writes


def _find_into(tree: exp.Expr) -> exp.Expr | None:
    """Return the INTO of ``SELECT a INTO t FROM s``. In a UNION, the first query contains it."""
    while isinstance(tree, exp.SetOperation):
        tree = tree.this
    into = tree.args.get("into")
    return into if isinstance(into, exp.Into) and isinstance(into.this, exp.Table) else None
