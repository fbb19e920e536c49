"""UPDATE, DELETE and MERGE: a table's rows change, fed by what stands beside it."""

from collections.abc import Sequence

from sqlglot import exp

from seamscope.lineage import sources
from seamscope.lineage.filling import assign, note_own, shape_of
from seamscope.lineage.model import Name, Trail, Written
from seamscope.lineage.names import name_of
from seamscope.lineage.scope import Ctes, Scope
from seamscope.lineage.values import feed
from seamscope.lineage.walk import Walker


def updated(tree: exp.Update, walker: Walker) -> list[Written]:
    """UPDATE, by alias, with FROM or with joins; of several tables, one for each that is set."""
    scope, ctes = _scope(tree, walker)
    from_ = tree.args.get("from_")
    source = from_.this if isinstance(from_, exp.From) else None
    _bring(scope, tree.this, source)
    whole: dict[Name, Written] = {}
    main = _target(tree.this, scope, source)
    for item in tree.expressions:
        table = _owner(item, scope) or main
        made = whole.setdefault(table, Written(table=table, read=walker.trail, edges=[]))
        assign([item], scope, made)
    whole = whole or {main: Written(table=main, read=walker.trail, edges=[])}
    where = tree.args.get("where")
    walker.indirect((where,), scope)
    sources.decide(scope, _joins(tree.this, source))
    del ctes
    return _finished(list(whole.values()), walker)


def _scope(tree: exp.Expr, walker: Walker) -> tuple[Scope, Ctes]:
    walker.trail = Trail()
    ctes = walker.with_ctes(tree, {})
    return Scope(walker, ctes), ctes


def _bring(scope: Scope, target: exp.Expr, source: exp.Expr | None) -> None:
    """Put the target and what stands beside it in reach; FROM may name the target again."""
    named = target.alias_or_name.casefold()
    again = source is not None and any(
        table.alias_or_name.casefold() == named for table in source.find_all(exp.Table)
    )
    if not again:
        sources.add(scope, target)
    joined = len(scope.reader.trail.reads)
    if source is not None:
        sources.add(scope, source)
    if again or source is None:
        joined = 1
    scope.reader.trail.lookups |= dict.fromkeys(list(scope.reader.trail.reads)[joined + 0 :])


def _joins(*nodes: exp.Expr | None) -> list[exp.Expr]:
    return [join for node in nodes if node is not None for join in node.args.get("joins") or ()]


def _target(target: exp.Expr, scope: Scope, source: exp.Expr | None) -> Name:
    """Return the table that UPDATE or DELETE changes; its name may be an alias of FROM."""
    if not isinstance(target, exp.Table):
        return (target.name,)
    if source is not None and len(target.parts) == 1:
        for table in source.find_all(exp.Table):
            if table.alias.casefold() == target.name.casefold():
                return name_of(table)
    return name_of(target)


def _owner(item: exp.Expr, scope: Scope) -> Name | None:
    """Return the table of `alias.column = …`, where that is not the first."""
    table = item.this.args.get("table") if isinstance(item, exp.EQ) else None
    if not isinstance(table, exp.Identifier):
        return None
    relation = scope.relations.get(scope.key(table))
    return getattr(relation, "table", None)


def _finished(every: Sequence[Written], walker: Walker) -> list[Written]:
    for made in every:
        own = Trail()
        own.absorb(walker.trail)
        made.read = own
        made.edges += [(source, "*") for source in sorted(own.indirect)]
        note_own(made)
    return list(every)


def deleted(tree: exp.Delete, walker: Walker) -> list[Written]:
    """DELETE, with USING, joins or a FROM of its own."""
    scope, _ = _scope(tree, walker)
    source = tree.this if isinstance(tree.this, exp.Expr) else None
    targets = tree.args.get("tables") or ([source] if source is not None else [])
    for item in (source, *(tree.args.get("using") or ())):
        if isinstance(item, exp.Expr):
            sources.add(scope, item)
    walker.indirect((tree.args.get("where"),), scope)
    sources.decide(scope, _joins(source, *(tree.args.get("using") or ())))
    tables = [_target(target, scope, source) for target in targets]
    return _finished([Written(table=t, read=walker.trail, edges=[]) for t in tables], walker)


def merged_into(tree: exp.Merge, walker: Walker) -> list[Written]:
    """MERGE: each branch feeds the columns it sets; a column set by several keeps all sources."""
    scope, _ = _scope(tree, walker)
    sources.add(scope, tree.this)
    known = set(scope.relations)
    sources.add(scope, tree.args["using"])
    rows = [r for key, r in scope.relations.items() if key not in known]
    made = Written(table=name_of(tree.this), read=walker.trail, edges=[])
    walker.indirect((tree.args.get("on"),), scope)
    whens = tree.args.get("whens")
    for when in whens.expressions if isinstance(whens, exp.Whens) else ():
        walker.indirect((when.args.get("condition"),), scope)
        _branch(when.args.get("then"), scope, made, walker)
        if _takes_all(when.args.get("then")):
            outs = [out for row in rows for out in row.outs()]
            made.edges += [(source, name) for name, fed in outs for source in sorted(fed)]
    return _finished([made], walker)


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


def _branch(then: object, scope: Scope, made: Written, walker: Walker) -> None:
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
                made.edges += [(source, name) for source in sorted(feed(cell, scope))]
        case _:
            pass


__all__ = ["deleted", "merged_into", "updated"]
