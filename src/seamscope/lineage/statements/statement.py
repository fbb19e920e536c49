"""One parsed statement: the datasets it changes and what feeds them."""

from collections.abc import Callable, Iterable, Sequence

from sqlglot import exp

from seamscope.lineage.query.model import (
    INDIRECT,
    NOTHING,
    Dependencies,
    Feed,
    QueryResult,
    TableWrite,
)
from seamscope.lineage.query.names import name_of
from seamscope.lineage.query.walker import Walker, read
from seamscope.lineage.statements.ddl import altered, cached, copied, created, emptied, loaded
from seamscope.lineage.statements.insert import filled
from seamscope.lineage.statements.returning import inserting
from seamscope.lineage.statements.several import multi_inserted
from seamscope.lineage.statements.update import deleted, merged_into, updated

__all__ = ["filled", "merged", "put_by", "relation_of", "written"]

_WRITERS: dict[type, Callable[..., Sequence[TableWrite]]] = {
    exp.Insert: inserting,
    exp.MultitableInserts: multi_inserted,
    exp.Create: created,
    exp.Update: updated,
    exp.Delete: deleted,
    exp.Merge: merged_into,
    exp.Copy: copied,
    exp.Alter: altered,
    exp.LoadData: loaded,
    exp.Cache: cached,
    exp.TruncateTable: emptied,
}


def written(tree: exp.Expr, walker: Walker) -> tuple[list[TableWrite], QueryResult | None]:
    """Return what a statement writes, and its reads if it writes nothing."""
    if isinstance(tree, exp.LockingStatement):  # Teradata: LOCKING ROW FOR ACCESS SELECT …
        return written(tree.expression, walker)
    made = _inside(tree, walker)
    if isinstance(tree, exp.Query):
        found = read(walker, tree, {})
        if (into := _into(tree)) is None:
            return made, found
        target = filled(name_of(into.this), found, found.columns, creates=True)
        target.temporary = bool(into.args.get("temporary"))
        return [*made, target], None
    if (writer := _WRITERS.get(tree.__class__)) is None:
        return made, _other(tree, walker)
    changed = writer(tree, walker)
    if not changed and walker.trail.notes:  # it changes something, but what is not known
        return made, _taken(walker.trail)
    return [*made, *changed], None


def _taken(trail: Dependencies) -> QueryResult:
    return QueryResult(trail.reads, trail.indirect, trail.lookups, trail.notes)


def _other(tree: exp.Expr, walker: Walker) -> QueryResult | None:
    """Read what a statement of another kind asks: DuckDB's PIVOT, or a query in it."""
    query = tree if isinstance(tree, exp.Pivot) else tree.find(exp.Select, exp.SetOperation)
    if query is None:
        return None
    found = read(walker, query, {})
    if query is not tree:
        found.notes["what it does with what it reads is not followed"] = None
    return found


def _inside(tree: exp.Expr, walker: Walker) -> list[TableWrite]:
    """Changes inside a statement: WITH x AS (INSERT … RETURNING …), FROM (MERGE … OUTPUT …) x."""
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
    around, walker.around = walker.around, walker.with_ctes(tree, walker.around)
    made = [item for change in changes for item in written(change, walker)[0]]
    walker.around = around
    return made


def _into(tree: exp.Expr) -> exp.Expr | None:
    """Return the INTO of a SELECT that makes a table; of a union, its first branch has it."""
    while isinstance(tree, exp.SetOperation):
        tree = tree.this
    into = tree.args.get("into")
    return into if isinstance(into, exp.Into) and isinstance(into.this, exp.Table) else None


def relation_of(made: TableWrite) -> QueryResult:
    """Return a temp table as a relation: what reads it reads what fed it."""
    named = [name for name, _ in made.columns] or made.names
    columns: dict[str, tuple[str, Feed]] = {name.casefold(): (name, NOTHING) for name in named}
    for source, target in made.edges:
        if source.kind != INDIRECT:
            name, fed = columns.get(target.casefold(), (target, NOTHING))
            columns[target.casefold()] = name, fed | {source}
    trail: Dependencies = made.read
    return QueryResult(
        dict(trail.reads), set(trail.indirect), dict(trail.lookups), {}, list(columns.values())
    )


def merged(old: QueryResult | None, new: QueryResult) -> QueryResult:
    """Return a temp table that was filled twice."""
    if old is None:
        return new
    columns = {name.casefold(): (name, fed) for name, fed in old.columns}
    for name, fed in new.columns:
        first, already = columns.get(name.casefold(), (name, NOTHING))
        columns[name.casefold()] = first, already | fed
    if "*" in columns:  # what it has no source for may come from there
        columns = {key: column for key, column in columns.items() if column[1]}
    whole = QueryResult(columns=list(columns.values()))
    whole.absorb(old)
    whole.absorb(new)
    whole.notes = {}
    return whole


def put_by(temps: Iterable[TableWrite]) -> QueryResult | None:
    """Return what a statement reads into temp tables, None if there are none."""
    whole: QueryResult | None = None
    for item in temps:
        whole = whole or QueryResult()
        whole.absorb(item.read)
    return whole
