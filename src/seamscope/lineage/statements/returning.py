"""OUTPUT and RETURNING: rows that a change touches go on, into a table or what stands around."""

from collections.abc import Iterator

from sqlglot import exp

from seamscope.lineage.query.model import (
    INDIRECT,
    NOTHING,
    Dependencies,
    Feed,
    Name,
    Relation,
    TableWrite,
    column_of,
    fold,
)
from seamscope.lineage.query.relations import Derived, GeneratedRows
from seamscope.lineage.query.scope import Scope
from seamscope.lineage.query.walker import Walker
from seamscope.lineage.statements.insert import filled, identifier, inserted, shape_of, target_of

IMAGES = frozenset({"inserted", "deleted"})  # a row after the change, and before
ACTION = "$action"  # MERGE's word for what it did: no column


def inserting(tree: exp.Insert, walker: Walker) -> list[TableWrite]:
    """INSERT, and what its OUTPUT or RETURNING hands on."""
    made = inserted(tree, walker)
    if tree.args.get("returning") is None:
        return made
    scope = Scope(walker, {})
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    scope.add(walker.key(identifier(target)), walker.physical(made[0].table, target))
    return [*made, *returned(tree, walker, made[0], scope)]


def returned(tree: exp.Expr, walker: Walker, made: TableWrite, scope: Scope) -> list[TableWrite]:
    """Return the table that OUTPUT … INTO fills; what a query around takes, the walker keeps.

    scope: what the change has in reach.
    """
    returning = tree.args.get("returning")
    if not isinstance(returning, exp.Returning):
        return []
    into = returning.args.get("into")
    target = into if isinstance(into, exp.Expr) and _fills(returning, walker.dialect) else None
    if target is None and not isinstance(tree.parent, exp.CTE | exp.Subquery):
        return []
    around, walker.trail = walker.trail, Dependencies()
    inner = _reach(tree, walker, made, scope)
    rows = walker.projected(returning.expressions, inner)
    trail, walker.trail = walker.trail, around
    trail.absorb(made.read)
    own = fold(made.table)
    if any(fold(source.table) == own for _, fed in rows.outs() for source in fed):
        trail.reads[made.table] = None
    if target is None:
        walker.handed[id(tree)] = rows, trail
        return []
    table, names = _named(target)
    return [filled(table, trail, rows.outs(), names or shape_of(walker, table))]


def _named(target: exp.Expr) -> tuple[Name, list[str]]:
    """Return a target and its columns; `log (a, b)` looks like the call of a function."""
    names = [c.name for c in target.expressions] if isinstance(target, exp.Anonymous) else []
    return target_of(target)[0], names or target_of(target)[1]


def _fills(returning: exp.Returning, dialect: str) -> bool:
    """Tell whether INTO names a table; where the clause is called RETURNING, it is a variable.

    A name that begins with a zero byte is the reader's own, for what goes into variables.
    """
    caught = returning.args["into"].name.startswith("\0")
    return (
        caught
        or dialect in {"tsql", "fabric"}
        or any(column.table.casefold() in IMAGES for column in returning.find_all(exp.Column))
    )


def _reach(tree: exp.Expr, walker: Walker, made: TableWrite, scope: Scope) -> Scope:
    inner = Scope(walker, scope.ctes)
    inner.relations = dict(scope.relations)
    inner.hidden = set(scope.hidden)
    after, before = _after(tree, walker, made), walker.physical(made.table)
    for name, relation in (("inserted", after), ("new", after), ("deleted", before)):
        if name not in inner.relations:
            inner.add(name, relation)
            inner.hidden.add(name)
    if before.open:  # of a bare name that nothing else is known to have, the table is likeliest
        for column in tree.args["returning"].find_all(exp.Column):
            if not column.table:
                inner.aliases[walker.key(column.this)] = before.guess(column.name)
    inner.add("\0action", Derived([(ACTION, NOTHING)], [ACTION]))
    return inner


def _after(tree: exp.Expr, walker: Walker, made: TableWrite) -> Relation:
    """Return the rows as they are after the change: what it does not set comes from the table."""
    fed: dict[str, tuple[str, Feed]] = {name.casefold(): (name, NOTHING) for name in _set(tree)}
    for source, target in made.edges:
        if source.kind != INDIRECT:
            name, feed = fed.get(target.casefold(), (target, NOTHING))
            fed[target.casefold()] = name, feed | {source}
    unknown: Feed | None = fed.pop("*", ("", None))[1]
    if shape := shape_of(walker, made.table):
        for name in shape:
            fed.setdefault(name.casefold(), (name, column_of(made.table, name)))
        return Derived(list(fed.values()), list(fed))
    rest: Relation = walker.physical(made.table) if unknown is None else GeneratedRows(unknown)
    columns = [*fed.values(), *rest.outs()]
    return Derived(columns, [*fed, "*"], [rest])


def _set(tree: object) -> Iterator[str]:
    """Yield the columns a change sets, whatever to."""
    match tree:
        case exp.Update(args={"expressions": list() as items}):
            for item in items:
                target = item.this if isinstance(item, exp.EQ) else None
                named = target.expressions if isinstance(target, exp.Tuple) else [target]
                yield from (n.name for n in named if isinstance(n, exp.Column))
        case exp.Insert(this=exp.Schema() | exp.Tuple() as named):
            yield from (name.name for name in named.expressions)
        case exp.Merge(args={"whens": exp.Whens() as whens}):
            for when in whens.expressions:
                yield from _set(when.args.get("then"))
        case _:
            pass


__all__ = ["inserting", "returned"]
