"""INSERT in all its forms: rows of a query go into the columns of a table."""

from collections.abc import Sequence

from sqlglot import exp

from seamscope.lineage.query.cte_names import Ctes
from seamscope.lineage.query.expressions import feed
from seamscope.lineage.query.model import (
    INDIRECT,
    NOTHING,
    Dependencies,
    Feed,
    Name,
    Relation,
    TableWrite,
    find,
    fold,
)
from seamscope.lineage.query.names import name_of
from seamscope.lineage.query.relations import Derived, Union
from seamscope.lineage.query.scope import Scope
from seamscope.lineage.query.walker import Walker
from seamscope.lineage.statements.targets import UNTOLD, added

# Where INSERT can go through a WITH query; elsewhere the target is a table of that name.
THROUGH = frozenset({"tsql", "fabric"})
Outs = Sequence[tuple[str, Feed]]


def filled(
    table: Name,
    read: Dependencies,
    outs: Outs,
    names: Sequence[str] = (),
    *,
    creates: bool = False,
    kind: str = "table",
) -> TableWrite:
    """Return a dataset filled with the columns of a query, by position where names are given."""
    columns = placed(outs, names)
    edges = [(source, name) for name, fed in columns for source in sorted(fed)]
    edges += [(source, "*") for source in sorted(read.indirect)]
    known = creates and all(name != "*" for name, _ in columns)
    return TableWrite(
        table=table,
        read=read,
        edges=edges,
        creates=creates,
        kind=kind,
        columns=tuple((name, "") for name, _ in columns) if known else (),
        names=tuple(names),
    )


def placed(outs: Outs, names: Sequence[str]) -> Outs:
    """Return columns under the target's names; from a `*` of unknown width on, none fits."""
    if not names:
        return outs
    fixed = next((i for i, (name, _) in enumerate(outs) if name == "*"), len(outs))
    columns = [(name, fed) for name, (_, fed) in zip(names, outs[:fixed], strict=False)]
    if fixed == len(outs):
        return columns
    if len(names) - fixed == len(outs) - fixed == 1:
        return [*columns, (names[-1], outs[-1][1])]
    return [*columns, *(("*", fed) for _, fed in outs[fixed:])]


def listed(relation: Relation, names: Sequence[str]) -> Outs:
    """Return a query's columns under these names; each branch of a union has its own places."""
    if not names or not isinstance(relation, Union) or relation.by_name:
        return placed(relation.outs(), names)
    fed: dict[str, Feed] = {}
    for branch in relation.branches:
        for name, feeds in listed(branch, names):
            fed[name] = fed.get(name, NOTHING) | feeds
    return list(fed.items())


def shape_of(walker: Walker, table: Name) -> tuple[str, ...]:
    """Return the known columns of a target, for rows that name none."""
    temp = walker.temps.get(fold(table))
    if temp is not None:
        return tuple(name for name, _ in temp.columns if name != "*")
    return find(walker.schema, table, walker.database) or ()


def target_of(node: exp.Expr) -> tuple[Name, list[str]]:
    """Return a target's name and the columns that are named with it; a folder goes by its path."""
    match node:
        case exp.Schema():
            return target_of(node.this)[0], [item.name for item in node.expressions]
        case exp.Table(this=exp.Schema() as listed):
            return (listed.this.name,), [item.name for item in listed.expressions]
        case exp.Table():
            return name_of(node), []
        case exp.Parameter():
            return (f"@{node.name}",), []
        case exp.Identifier():
            return name_of(exp.Table(this=node.copy())), []
        case _:
            inner = node.this.name if isinstance(node.this, exp.Expr) else node.name
            if isinstance(node, exp.Func):  # INSERT INTO FUNCTION remote(…)
                inner = node.name or node.sql_name()
            return (inner,), []


def inserted(tree: exp.Insert, walker: Walker, ctes: Ctes | None = None) -> list[TableWrite]:
    """INSERT, REPLACE INTO, INSERT OVERWRITE; with ON CONFLICT."""
    ctes = walker.with_ctes(tree, walker.around if ctes is None else ctes)
    walker.trail = Dependencies()
    table, names = target_of(tree.this)
    if ctes and walker.dialect in THROUGH and len(table) == 1:
        table, names = _through(tree.this, table, names, Scope(walker, ctes))
    source = tree.expression
    relation: Relation = Derived([], [])
    if isinstance(source, exp.Expr):
        relation = walker.query(source, ctes)
    elif isinstance(tree.args.get("source"), exp.Expr):  # INSERT … TABLE s
        relation = walker.query(tree.args["source"], ctes)
    if not names and not tree.args.get("by_name"):
        names = list(shape_of(walker, table))
    rows = listed(relation, names)
    made = filled(table, walker.trail, rows)
    made.names = tuple(names)
    if isinstance(tree.args.get("conflict"), exp.OnConflict):
        _on_conflict(tree, walker, made, rows)
    return [made]


def _through(node: exp.Expr, table: Name, names: list[str], scope: Scope) -> tuple[Name, list[str]]:
    """Return the table behind a WITH query that is inserted into, and its names of the columns."""
    node = node.this if isinstance(node, exp.Schema) else node
    if not isinstance(node, exp.Table) or scope.key(node.this) not in scope.ctes:
        return table, names
    target = added(node, scope)
    owners = [target.owner(exp.column(name)) for name in names]
    scope.reader.trail.reads.clear()  # what is filled is not read
    found = target.table() or next((owner for owner, _ in owners if owner is not None), None)
    if found is None:
        scope.reader.trail.notes[UNTOLD] = None
    return found or table, [name for _, name in owners]


def _on_conflict(tree: exp.Insert, walker: Walker, made: TableWrite, outs: Outs) -> None:
    conflict = tree.args["conflict"]
    rows = Derived(list(outs), [name.casefold() for name, _ in outs])
    scope = Scope(walker, {})
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    for name in ("excluded", "new", "values"):
        scope.add(name, rows)
        scope.hidden.add(name)
    scope.add(walker.key(identifier(target)), walker.physical(made.table, target))
    assign([_of_the_row(item) for item in conflict.expressions], scope, made)
    if (where := conflict.args.get("where")) is not None:
        walker.indirect((where,), scope)
    note_own(made, walker)


def _of_the_row(item: exp.Expr) -> exp.Expr:
    """MySQL writes VALUES(a) for the value that was to be inserted."""

    def column(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Anonymous) and node.name.upper() == "VALUES" and node.expressions:
            return exp.column(node.expressions[0].name, table="excluded")
        return node

    return item.transform(column)


def identifier(target: exp.Expr) -> exp.Expr:
    """Return the name a target goes by in its statement."""
    alias = target.args.get("alias")
    named = alias.this if isinstance(alias, exp.TableAlias) else target.this
    return named if isinstance(named, exp.Identifier) else exp.to_identifier(target.name)


def assign(items: Sequence[exp.Expr], scope: Scope, made: TableWrite) -> None:
    """Add the edges of `column = value` pairs."""
    for item in items:
        if not isinstance(item, exp.EQ):
            continue
        targets, values = [item.this], [item.expression]
        if isinstance(item.this, exp.Tuple):
            targets = item.this.expressions
            values = _unpacked(item.expression, len(targets))
        for target, value in zip(targets, values, strict=False):
            if isinstance(target, exp.Column):
                made.edges += [(source, target.name) for source in sorted(set_to(value, scope))]


def set_to(value: exp.Expr, scope: Scope) -> Feed:
    """Return what feeds a value that a column is set to; the word DEFAULT is no column."""
    if isinstance(value, exp.Column) and len(value.parts) == 1 and not value.this.quoted:
        return NOTHING if value.name.upper() == "DEFAULT" else feed(value, scope)
    return feed(value, scope)


def _unpacked(value: exp.Expr, width: int) -> list[exp.Expr]:
    """Return the values of `(a, b) = (…)`; of a subquery, each of its columns by itself."""
    inner = value.unnest()
    if isinstance(inner, exp.Tuple):
        return inner.expressions
    if isinstance(inner, exp.Select):
        singles: list[exp.Expr] = []
        for index in range(min(width, len(inner.expressions))):
            one = inner.copy()
            one.set("expressions", [one.expressions[index]])
            singles.append(one)
        return singles
    return [value] * width


def note_own(made: TableWrite, walker: Walker) -> None:
    """The target is read only where its own columns feed a value."""
    table = walker.physical(made.table)
    own = [
        source.table
        for source, _ in made.edges
        if source.kind != INDIRECT and source.table and walker.physical(source.table) is table
    ]
    kept = {name: None for name in made.read.reads if walker.physical(name) is not table}
    if own:
        kept[own[0]] = None
    made.read.reads = kept
