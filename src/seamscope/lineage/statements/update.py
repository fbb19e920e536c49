"""UPDATE, DELETE and MERGE: a table's rows change, fed by what stands beside it."""

from collections.abc import Sequence
from itertools import islice

from sqlglot import exp

from seamscope.lineage.query import from_clause as sources
from seamscope.lineage.query.model import Dependencies, Name, TableWrite, fold
from seamscope.lineage.query.scope import Scope
from seamscope.lineage.query.walker import Walker
from seamscope.lineage.statements.insert import assign, note_own, set_to, shape_of
from seamscope.lineage.statements.returning import returned
from seamscope.lineage.statements.targets import UNTOLD, Target, added, among, items, met


def updated(tree: exp.Update, walker: Walker) -> list[TableWrite]:
    """UPDATE, by alias, with FROM or with joins; of several tables, one for each that is set."""
    scope = _scope(tree, walker)
    from_ = tree.args.get("from_")
    source = from_.this if isinstance(from_, exp.From) else None
    target = _bring(scope, tree.this, source)
    whole: dict[Name, TableWrite] = {}
    for item in tree.expressions:
        _set(item, target, scope, whole)
    if not whole and (main := target.table()) is not None:
        whole[main] = TableWrite(table=main, read=walker.trail, edges=[])
    walker.indirect((tree.args.get("where"),), scope)
    sources.decide(scope, _joins(tree.this, source))
    made = _finished(list(whole.values()), walker)
    return made + returned(tree, walker, made[0], scope) if made else made


def _scope(tree: exp.Expr, walker: Walker) -> Scope:
    walker.trail = Dependencies()
    return Scope(walker, walker.with_ctes(tree, walker.around))


def _bring(scope: Scope, target: exp.Expr, source: exp.Expr | None) -> Target:
    """Put the target and what stands beside it in reach; FROM may name the target again."""
    trail = scope.reader.trail
    again = None if source is None else among(list(items(source)), target, scope)
    found = added(target, scope) if again is None else None
    joined = 1 if source is None or found is None else len(trail.reads)
    if source is not None:
        sources.add(scope, source)
    trail.lookups |= dict.fromkeys(islice(trail.reads, joined, None))
    return found or met(again or target, scope)


def _joins(*nodes: exp.Expr | None) -> list[exp.Expr]:
    return [join for node in nodes if node is not None for join in node.args.get("joins") or ()]


def _set(item: exp.Expr, target: Target, scope: Scope, whole: dict[Name, TableWrite]) -> None:
    """Add what one `column = value` of an UPDATE feeds to the table that has the column."""
    columns = item.this if isinstance(item, exp.EQ) else None
    first = columns.expressions[0] if isinstance(columns, exp.Tuple) else columns
    if not isinstance(first, exp.Column):
        return
    table, name = _owner(first, scope), first.name
    if table is None:
        table, name = target.owner(first)
    if table is None:
        scope.reader.trail.notes[UNTOLD] = None
        return
    made = whole.setdefault(table, TableWrite(table=table, read=scope.reader.trail, edges=[]))
    known = len(made.edges)
    assign([item], scope, made)
    if name != first.name:
        made.edges[known:] = [(fed, name) for fed, _ in made.edges[known:]]


def _owner(column: exp.Column, scope: Scope) -> Name | None:
    """Return the table of `alias.column = …`, where the alias is a table's."""
    table = column.args.get("table")
    if not isinstance(table, exp.Identifier):
        return None
    relation = scope.relations.get(scope.key(table))
    return getattr(relation, "table", None)


def _finished(every: Sequence[TableWrite], walker: Walker) -> list[TableWrite]:
    for made in every:
        own = Dependencies()
        own.absorb(walker.trail)
        made.read = own
        made.edges += [(source, "*") for source in sorted(own.indirect)]
        note_own(made, walker)
    return list(every)


def deleted(tree: exp.Delete, walker: Walker) -> list[TableWrite]:
    """DELETE, with USING, joins or a FROM of its own."""
    scope = _scope(tree, walker)
    own = _named(tree.this)
    using = [item for item in tree.args.get("using") or () if isinstance(item, exp.Expr)]
    named = [item for item in tree.args.get("tables") or () if not _counts(item)]
    source = [] if own is None else [own]
    around = [*source, *using] if named else using
    named = named or (list(items(own)) if using else source)  # MySQL: FROM a, b USING a JOIN b
    for item in around:
        sources.add(scope, item)
    beside = [item for node in around for item in items(node)]
    targets = [
        added(item, scope) if (again := among(beside, item, scope)) is None else met(again, scope)
        for item in named
    ]
    walker.indirect((tree.args.get("where"),), scope)
    sources.decide(scope, _joins(own, *using))
    tables = [table for target in targets if (table := target.table()) is not None]
    if len(tables) < len(targets):
        walker.trail.notes[UNTOLD] = None
    made = _finished([TableWrite(table=t, read=walker.trail, edges=[]) for t in tables], walker)
    return made + returned(tree, walker, made[0], scope) if made else made


def _counts(item: exp.Expr) -> bool:
    """Tell whether what seems a table is T-SQL's TOP (n)."""
    alias = item.args.get("alias")
    return isinstance(alias, exp.TableAlias) and alias.this is None


def _named(own: object) -> exp.Expr | None:
    """Return what DELETE FROM names; a word TABLE before the name is no name."""
    if not isinstance(own, exp.Expr):
        return None
    alias = own.args.get("alias")
    word = own.this if isinstance(own, exp.Table) and isinstance(alias, exp.TableAlias) else None
    if isinstance(word, exp.Identifier) and word.name.upper() == "TABLE" and not word.quoted:
        return exp.Table(this=own.args["alias"].this.copy())
    return own


def merged_into(tree: exp.Merge, walker: Walker) -> list[TableWrite]:
    """MERGE: each branch feeds the columns it sets; a column set by several keeps all sources."""
    scope = _scope(tree, walker)
    target = added(tree.this, scope)
    known = len(scope.relations)
    sources.add(scope, tree.args["using"])
    given = _side(scope, known, None)
    made = TableWrite(table=target.table() or (), read=walker.trail, edges=[])
    walker.indirect((tree.args.get("on"),), scope)
    whens = tree.args.get("whens")
    for when in whens.expressions if isinstance(whens, exp.Whens) else ():
        inner = scope
        if not when.args.get("matched"):  # a row of one side alone
            inner = _side(scope, 0, known) if when.args.get("source") else given
        walker.indirect((when.args.get("condition"),), inner)
        _branch(when.args.get("then"), inner, made, walker)
        if _takes_all(when.args.get("then")):
            outs = [out for row in given.relations.values() for out in row.outs()]
            made.edges += [(source, name) for name, fed in outs for source in sorted(fed)]
    if not target.plain and not _behind(target, made):
        return []
    return [*_finished([made], walker), *returned(tree, walker, made, scope)]


def _side(scope: Scope, start: int, stop: int | None) -> Scope:
    """Return what some of a scope's relations have in reach by themselves."""
    side = Scope(scope.reader, scope.ctes, scope)
    side.relations = dict(islice(scope.relations.items(), start, stop))
    return side


def _behind(target: Target, made: TableWrite) -> bool:
    """Put the table behind a query, and its own names, where the query's stand; tell if it can."""
    owners = {name: target.owner(exp.column(name)) for _, name in made.edges}
    tables = {fold(table) for table, _ in owners.values() if table is not None}
    if not made.table and len(tables) == 1:
        made.table = next(table for table, _ in owners.values() if table is not None)
    if not made.table:
        target.scope.reader.trail.notes[UNTOLD] = None
        return False
    made.edges = [(source, owners[name][1]) for source, name in made.edges]
    return True


def _takes_all(then: object) -> bool:
    """UPDATE SET *, INSERT *, INSERT ROW: every column of the source goes over by name."""
    match then:
        case exp.Update():
            sets = then.args.get("expressions")
            return isinstance(sets, exp.Star) or any(isinstance(e, exp.Star) for e in sets or ())
        case exp.Insert():
            return isinstance(then.this, exp.Star) or (
                isinstance(then.this, exp.Var) and then.this.name.upper() == "ROW"
            )
        case exp.Var():
            return then.name.upper() in {"INSERT ROW", "INSERT *", "UPDATE *"}
        case _:
            return False


def _branch(then: object, scope: Scope, made: TableWrite, walker: Walker) -> None:
    if isinstance(then, exp.Expr):  # Oracle has conditions here
        walker.indirect((then.args.get("where"),), scope)
    match then:
        case exp.Update():
            sets = then.args.get("expressions")
            assign(sets if isinstance(sets, list) else [], scope, made)
        case exp.Insert(expression=exp.Expr() as given):
            cells = given.expressions if isinstance(given, exp.Tuple) else [given.unnest()]
            named = then.this if isinstance(then.this, exp.Tuple | exp.Schema) else None
            names = [e.name for e in named.expressions] if named else []
            names = names or list(shape_of(walker, made.table)) or [c.name for c in cells]
            for name, cell in zip(names, cells, strict=False):
                made.edges += [(source, name) for source in sorted(set_to(cell, scope))]
        case _:
            pass


__all__ = ["deleted", "merged_into", "updated"]
