"""Trace DELETE: with USING, with joins, with a second FROM, or of several tables at once."""

from sqlglot import exp

from seamscope.lineage.query.from_clause import add_item, trace_join_conditions
from seamscope.lineage.query.model import TableWrite
from seamscope.lineage.query.walker import Walker
from seamscope.lineage.statements.returning import trace_returning
from seamscope.lineage.statements.targets import (
    UNKNOWN_TARGET,
    add_target,
    find_named_item,
    finish_writes,
    flatten_joins,
    get_added_target,
    list_joins,
    start_change,
)


def trace_delete(tree: exp.Delete, walker: Walker) -> list[TableWrite]:
    """Trace ``DELETE FROM t USING s WHERE t.id = s.id``, ``DELETE a, b FROM a JOIN b ON …``."""
    scope = start_change(tree, walker)
    from_item = _get_from_item(tree.this)
    using = [item for item in tree.args.get("using") or () if isinstance(item, exp.Expr)]
    named = [item for item in tree.args.get("tables") or () if not _is_top(item)]
    source = [] if from_item is None else [from_item]
    added = [*source, *using] if named else using
    # MySQL's DELETE FROM a, b USING a JOIN b names its targets in FROM
    named = named or (list(flatten_joins(from_item)) if using else source)
    for item in added:
        add_item(scope, item)
    items = [item for node in added for item in flatten_joins(node)]
    targets = [
        add_target(item, scope)
        if (again := find_named_item(items, item, scope)) is None
        else get_added_target(again, scope)
        for item in named
    ]
    walker.trace_filters((tree.args.get("where"),), scope)
    trace_join_conditions(scope, list_joins(from_item, *using))
    tables = [table for target in targets if (table := target.find_table()) is not None]
    dependencies = walker.dependencies
    if len(tables) < len(targets):
        dependencies.add_note(UNKNOWN_TARGET)
    writes = [
        TableWrite(table=t, dependencies=dependencies, edges=[], removes=True) for t in tables
    ]
    finished = finish_writes(writes, walker)
    if not finished:
        return []
    return finished + trace_returning(tree, walker, finished[0], scope)


def _is_top(item: exp.Expr) -> bool:
    """Return whether an item is T-SQL's ``TOP (n)``, which the parser reads as a table."""
    alias = item.args.get("alias")
    return isinstance(alias, exp.TableAlias) and alias.this is None


def _get_from_item(item: object) -> exp.Expr | None:
    """Return the item after DELETE FROM, without the keyword TABLE of ``DELETE FROM TABLE t``."""
    if not isinstance(item, exp.Expr):
        return None
    alias = item.args.get("alias")
    word = item.this if isinstance(item, exp.Table) and isinstance(alias, exp.TableAlias) else None
    if isinstance(word, exp.Identifier) and word.name.upper() == "TABLE" and not word.quoted:
        return exp.Table(this=item.args["alias"].this.copy())
    return item
