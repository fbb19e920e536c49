"""One parsed statement: the datasets it changes and what feeds them."""

from collections.abc import Iterator, Mapping

from sqlglot import exp

from seamscope.lineage.walk import Name, Read, Relation, Source, Walker, Written, _absorb, _empty, name_of
from seamscope.records import EdgeKind

NO_DATA = (
    exp.Drop, exp.Grant, exp.Set, exp.Use, exp.Transaction, exp.Commit, exp.Rollback, exp.Comment,
    exp.Alter, exp.TruncateTable, exp.Declare, exp.Analyze, exp.Describe, exp.Show, exp.Pragma, exp.Kill,
)  # fmt: skip


def written(tree: exp.Expression, walker: Walker) -> tuple[list[Written], Read | None]:
    """Return what a statement writes, and its reads if it writes nothing."""
    match tree:
        case exp.Insert():
            return [_insert(tree, walker)], None
        case exp.Create():
            made = _create(tree, walker)
            return ([made] if made else []), None
        case exp.Update():
            return [_update(tree, walker)], None
        case exp.Delete():
            return [_delete(tree, walker)], None
        case exp.Merge():
            return [_merge(tree, walker)], None
        case exp.Copy():
            return _copy(tree, walker), None
        case exp.Query():
            read = walker.query(tree)
            into = tree.find(exp.Into) if isinstance(tree, exp.Select) else None
            if into is not None and isinstance(into.this, exp.Table):
                return [_filled(name_of(into.this), read, [], creates=True)], None
            return [], read
        case _:
            return [], None


def _filled(table: Name, read: Read, names: list[str], *, creates: bool = False, kind: str = "table") -> Written:
    edges: list[tuple[Source, str]] = []
    for index, (key, fed) in enumerate(read.relation.columns.items()):
        target = names[index] if index < len(names) else read.relation.spelled.get(key, key)
        edges += [(source, target) for source in sorted(fed)]
    edges += [(source, target) for source in sorted(read.indirect) for target in ("*",)]
    return Written(table=table, read=read, edges=edges, creates=creates, kind=kind)


def _insert(tree: exp.Insert, walker: Walker) -> Written:
    target, names = tree.this, []
    if isinstance(target, exp.Schema):
        names = [item.name for item in target.expressions]
        target = target.this
    with_ = tree.args.get("with_") or tree.args.get("with")
    ctes: dict[str, Read] = {}
    if isinstance(with_, exp.With):
        for cte in with_.expressions:
            ctes[cte.alias.casefold()] = walker.query(cte.this, ctes)
    source = tree.expression
    read = walker.query(source, ctes) if isinstance(source, exp.Expression) else _empty()
    table = name_of(target) if isinstance(target, exp.Table) else (target.name,)
    return _filled(table, read, names)


def _create(tree: exp.Create, walker: Walker) -> Written | None:
    kind = (tree.args.get("kind") or "").upper()
    if kind not in {"TABLE", "VIEW"}:
        return None
    target, columns = tree.this, []
    if isinstance(target, exp.Schema):
        columns = [
            (item.name, item.kind.sql() if isinstance(item, exp.ColumnDef) and item.kind else "")
            for item in target.expressions
            if isinstance(item, exp.ColumnDef | exp.Identifier)
        ]
        target = target.this
    if not isinstance(target, exp.Table):
        return None
    table = name_of(target)
    if isinstance(tree.expression, exp.Query):
        made = _filled(table, walker.query(tree.expression), [n for n, _ in columns], creates=True, kind=kind.lower())
        names = [n for n, _ in columns] or list(made.read.relation.spelled.values())
        made.columns = tuple((name, "") for name in names) if made.read.relation.complete else ()
        return made
    clone = tree.args.get("clone")
    if clone is not None and isinstance(clone.this, exp.Table):
        return _filled(table, walker.query(clone.this), [], creates=True)
    return Written(table=table, read=_empty(), edges=[], kind=kind.lower(), creates=True, columns=tuple(columns))


def _from(tree: exp.Expression) -> exp.Expression | None:
    found = tree.args.get("from_") or tree.args.get("from")
    return found.this if isinstance(found, exp.From) else None


def _target(tree: exp.Expression, source: exp.Expression | None) -> Name:
    """Return the table that UPDATE or DELETE changes; its name may be an alias of FROM."""
    if not isinstance(tree, exp.Table):
        return (tree.name,)
    wanted = tree.name.casefold()
    if source is not None and len(tree.parts) == 1:
        for table in source.parent_select.find_all(exp.Table) if source.parent_select else source.parent.find_all(exp.Table):  # type: ignore[union-attr]
            if table.alias.casefold() == wanted:
                return name_of(table)
    return name_of(tree)


def _selected(values: list[tuple[exp.Expression, str]], source: exp.Expression | None, joins: list[exp.Expression], where: object, with_: object) -> exp.Select:
    """Write the reading part of UPDATE, DELETE or MERGE as the SELECT it amounts to."""
    select = exp.Select(expressions=[exp.alias_(value.copy(), name, quoted=True) for value, name in values])
    if source is not None:
        select.set("from_", exp.From(this=source.copy()))
    if joins:
        select.set("joins", [join.copy() for join in joins])
    if isinstance(where, exp.Expression):
        select.set("where", where.copy())
    if isinstance(with_, exp.Expression):
        select.set("with_", with_.copy())
    return select


def _assigned(items: list[exp.Expression]) -> list[tuple[exp.Expression, str]]:
    return [(e.expression, e.this.name) for e in items if isinstance(e, exp.EQ) and isinstance(e.this, exp.Column)]


def _without_target(made: Written, alone: bool) -> Written:  # noqa: FBT001
    """The target is read only where its own columns feed a value."""
    folded = tuple(p.casefold() for p in made.table)
    feeding = {tuple(p.casefold() for p in s.table) for s, _ in made.edges if s.kind is not EdgeKind.INDIRECT}
    if folded not in feeding:
        made.read.reads = {n: None for n in made.read.reads if tuple(p.casefold() for p in n) != folded}
    return made


def _update(tree: exp.Update, walker: Walker) -> Written:
    source = _from(tree)
    table = _target(tree.this, source)
    joins = [] if source is None else list(source.args.get("joins") or [])
    base = source
    extra: list[exp.Expression] = list(tree.this.args.get("joins") or []) if isinstance(tree.this, exp.Table) else []
    names = {t.alias_or_name.casefold() for t in tree.find_all(exp.Table)}
    if source is None:
        base = tree.this
    elif tree.this.alias_or_name.casefold() not in {t.alias_or_name.casefold() for t in source.parent.find_all(exp.Table)}:  # type: ignore[union-attr]
        extra = [exp.Join(this=source.copy(), kind="CROSS"), *joins]
        base, joins = tree.this, []
    _ = names
    select = _selected(_assigned(tree.expressions), base, extra, tree.args.get("where"), tree.args.get("with_") or tree.args.get("with"))
    return _without_target(_filled(table, walker.query(select), []), alone=source is None)


def _delete(tree: exp.Delete, walker: Walker) -> Written:
    source = _from(tree) or tree.this
    using = tree.args.get("using") or []
    targets = tree.args.get("tables") or []
    target = targets[0] if targets else tree.this
    table = _target(target, source if source is not target else None)
    joins = [exp.Join(this=u.copy(), kind="CROSS") for u in using]
    base = source
    select = _selected([], base, joins, tree.args.get("where"), tree.args.get("with_") or tree.args.get("with"))
    return _without_target(_filled(table, walker.query(select), []), alone=True)


def _merge(tree: exp.Merge, walker: Walker) -> Written:
    values: list[tuple[exp.Expression, str]] = []
    whens = tree.args.get("whens")
    for when in whens.expressions if whens is not None else []:
        then = when.args.get("then")
        if isinstance(then, exp.Update):
            values += _assigned(then.expressions)
        elif isinstance(then, exp.Insert):
            names = [e.name for e in then.this.expressions] if isinstance(then.this, exp.Tuple | exp.Schema) else []
            given = then.expression.expressions if isinstance(then.expression, exp.Tuple) else []
            values += list(zip(given, names, strict=False))
    on = tree.args.get("on")
    join = exp.Join(this=tree.args["using"].copy(), on=on.copy() if on is not None else None)
    select = _selected(values, tree.this, [join], None, tree.args.get("with_") or tree.args.get("with"))
    # a column may be set by several branches: each keeps its own sources
    table = name_of(tree.this)
    return _without_target(_fill_many(table, select, walker), alone=False)


def _fill_many(table: Name, select: exp.Select, walker: Walker) -> Written:
    projections = list(select.expressions)
    names = [p.alias for p in projections]
    for index, projection in enumerate(projections):
        projection.set("alias", exp.to_identifier(f"_{index}", quoted=True))
    read = walker.query(select)
    made = _filled(table, read, names)
    return made


def _copy(tree: exp.Copy, walker: Walker) -> list[Written]:
    target = tree.this
    if isinstance(target, exp.Schema):
        target = target.this
    files = [f for f in tree.args.get("files") or [] if isinstance(f, exp.Expression)]
    if not isinstance(target, exp.Table) or not tree.args.get("kind"):
        return []
    read = _empty()
    for file in files:
        if isinstance(file, exp.Table) and isinstance(file.this, exp.Var | exp.Identifier):
            read.reads[(file.sql().split("/")[0],)] = None
        elif isinstance(file, exp.Query):
            _absorb(read, walker.query(file))
    return [Written(table=name_of(target), read=read, edges=[])]


def relation_of(made: Written) -> Read:
    """Return a temp table as a relation: what reads it reads what fed it."""
    columns: dict[str, set[Source]] = {}
    spelled: dict[str, str] = {}
    for source, target in made.edges:
        if source.kind is not EdgeKind.INDIRECT:
            columns.setdefault(target.casefold(), set()).add(source)
            spelled.setdefault(target.casefold(), target)
    relation = Relation(columns={k: frozenset(v) for k, v in columns.items()}, spelled=spelled, complete=True)
    return Read(relation=relation, reads=dict(made.read.reads), indirect=set(made.read.indirect), lookups=dict(made.read.lookups))


def merged(old: Read | None, new: Read) -> Read:
    """Return a temp table that was filled twice."""
    if old is None:
        return new
    for key, fed in old.relation.columns.items():
        new.relation.columns[key] = new.relation.columns.get(key, frozenset()) | fed
        new.relation.spelled.setdefault(key, old.relation.spelled.get(key, key))
    new.reads = old.reads | new.reads
    new.indirect |= old.indirect
    return new


def tables_of(temps: Mapping[Name, Read]) -> Iterator[Name]:
    """Yield the names of the temp tables."""
    yield from temps
