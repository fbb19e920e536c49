"""One parsed statement: the datasets it changes and what feeds them."""

from collections.abc import Callable, Sequence

from sqlglot import exp

from seamscope.lineage.changes import deleted, merged_into, updated
from seamscope.lineage.definitions import altered, cached, copied, created, loaded
from seamscope.lineage.filling import filled, inserted, multi_inserted, returned
from seamscope.lineage.model import INDIRECT, NOTHING, Feed, Read, Trail, Written
from seamscope.lineage.names import name_of
from seamscope.lineage.walk import Walker, read

__all__ = ["filled", "merged", "relation_of", "written"]

_WRITERS: dict[type, Callable[..., Sequence[Written]]] = {
    exp.Insert: inserted,
    exp.MultitableInserts: multi_inserted,
    exp.Create: created,
    exp.Update: updated,
    exp.Delete: deleted,
    exp.Merge: merged_into,
    exp.Copy: copied,
    exp.Alter: altered,
    exp.LoadData: loaded,
    exp.Cache: cached,
}


def written(tree: exp.Expr, walker: Walker) -> tuple[list[Written], Read | None]:
    """Return what a statement writes, and its reads if it writes nothing."""
    if isinstance(tree, exp.Query):
        return _selection(tree, walker)
    writer = _WRITERS.get(tree.__class__)
    made = list(writer(tree, walker)) if writer else []
    if made and isinstance(tree, exp.Update | exp.Delete | exp.Merge):
        made += returned(tree, walker, made[0])
    return made, None


def _selection(tree: exp.Query, walker: Walker) -> tuple[list[Written], Read | None]:
    """Read a SELECT; SELECT … INTO writes a table, and so may a WITH query in it."""
    ctes = walker.with_ctes(tree, {})
    made: list[Written] = []
    for cte in ctes.values():
        body = cte.node.this
        if isinstance(body, exp.DML):  # Postgres: WITH x AS (INSERT … RETURNING …)
            made += written(body, walker)[0]
    found = read(walker, tree, {})
    first: exp.Expr = tree
    while isinstance(first, exp.SetOperation):
        first = first.this
    into = first.args.get("into")
    if isinstance(into, exp.Into) and isinstance(into.this, exp.Table):
        return [*made, filled(name_of(into.this), found, found.columns, creates=True)], None
    return made, None if made and not found.reads else found


def relation_of(made: Written) -> Read:
    """Return a temp table as a relation: what reads it reads what fed it."""
    columns: dict[str, tuple[str, Feed]] = {n.casefold(): (n, NOTHING) for n, _ in made.columns}
    for source, target in made.edges:
        if source.kind != INDIRECT:
            name, fed = columns.get(target.casefold(), (target, NOTHING))
            columns[target.casefold()] = name, fed | {source}
    trail: Trail = made.read
    return Read(
        dict(trail.reads), set(trail.indirect), dict(trail.lookups), {}, list(columns.values())
    )


def merged(old: Read | None, new: Read) -> Read:
    """Return a temp table that was filled twice."""
    if old is None:
        return new
    columns = {name.casefold(): (name, fed) for name, fed in old.columns}
    for name, fed in new.columns:
        first, already = columns.get(name.casefold(), (name, NOTHING))
        columns[name.casefold()] = first, already | fed
    whole = Read(columns=list(columns.values()))
    whole.absorb(old)
    whole.absorb(new)
    whole.notes = {}
    return whole
