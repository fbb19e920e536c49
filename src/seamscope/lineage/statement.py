"""One parsed statement: the datasets it changes and what feeds them."""

from collections.abc import Sequence

from sqlglot import exp

from seamscope.lineage.walk import (
    Name,
    Read,
    Relation,
    Source,
    Walker,
    Written,
    _absorb,
    _empty,
    fold,
    name_of,
)
from seamscope.records import EdgeKind


def written(tree: exp.Expr, walker: Walker) -> tuple[list[Written], Read | None]:
    """Return what a statement writes, and its reads if it writes nothing."""
    match tree:
        case exp.Query():
            return _selection(tree, walker)
        case exp.Copy():
            return _copy(tree, walker), None
        case exp.Insert():
            made: Written | None = _insert(tree, walker)
        case exp.Create():
            made = _create(tree, walker)
        case exp.Update():
            made = _update(tree, walker)
        case exp.Delete():
            made = _delete(tree, walker)
        case exp.Merge():
            made = _merge(tree, walker)
        case _:
            made = None
    return ([made] if made else []), None


def _selection(tree: exp.Query, walker: Walker) -> tuple[list[Written], Read | None]:
    """Read a SELECT; SELECT … INTO writes a table."""
    read = walker.query(tree)
    into = tree.args.get("into") if isinstance(tree, exp.Select) else None
    if isinstance(into, exp.Into) and isinstance(into.this, exp.Table):
        return [filled(name_of(into.this), read, [], creates=True)], None
    return [], read


def filled(
    table: Name, read: Read, names: list[str], *, creates: bool = False, kind: str = "table"
) -> Written:
    """Return a dataset filled with the columns of a query, by position where names are given."""
    edges: list[tuple[Source, str]] = []
    for index, (key, fed) in enumerate(read.relation.columns.items()):
        target = names[index] if index < len(names) else read.relation.spelled.get(key, key)
        edges += [(source, target) for source in sorted(fed)]
    edges += [(source, "*") for source in sorted(read.indirect)]
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
    read = walker.query(source, ctes) if isinstance(source, exp.Expr) else _empty()
    table = name_of(target) if isinstance(target, exp.Table) else (target.name,)
    return filled(table, read, names)


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
        made = filled(
            table,
            walker.query(tree.expression),
            [n for n, _ in columns],
            creates=True,
            kind=kind.lower(),
        )
        names = [n for n, _ in columns] or list(made.read.relation.spelled.values())
        made.columns = tuple((name, "") for name in names) if made.read.relation.complete else ()
        return made
    clone = tree.args.get("clone")
    if clone is not None and isinstance(clone.this, exp.Table):
        return filled(table, walker.query(clone.this), [], creates=True)
    return Written(
        table=table,
        read=_empty(),
        edges=[],
        kind=kind.lower(),
        creates=True,
        columns=tuple(columns),
    )


def _from(tree: exp.Expr) -> exp.Expr | None:
    found = tree.args.get("from_") or tree.args.get("from")
    return found.this if isinstance(found, exp.From) else None


def _target(tree: exp.Expr, source: exp.Expr | None) -> Name:
    """Return the table that UPDATE or DELETE changes; its name may be an alias of FROM."""
    if not isinstance(tree, exp.Table):
        return (tree.name,)
    if source is not None and len(tree.parts) == 1:
        for table in source.find_all(exp.Table):
            if table.alias.casefold() == tree.name.casefold():
                return name_of(table)
    return name_of(tree)


def _selected(
    values: list[tuple[exp.Expr, str]],
    source: exp.Expr,
    joins: Sequence[exp.Expr],
    where: object,
    with_: object,
) -> exp.Select:
    """Write the reading part of UPDATE, DELETE or MERGE as the SELECT it amounts to."""
    named = [exp.alias_(value.copy(), name, quoted=True) for value, name in values]
    base = source.copy()
    inner = base.args.pop("joins", None) or []
    select = exp.Select(expressions=named, from_=exp.From(this=base))
    if inner or joins:
        select.set("joins", [*inner, *(join.copy() for join in joins)])
    for key, part in (("where", where), ("with_", with_)):
        if isinstance(part, exp.Expr):
            select.set(key, part.copy())
    return select


def _assigned(items: list[exp.Expr]) -> list[tuple[exp.Expr, str]]:
    return [
        (e.expression, e.this.name)
        for e in items
        if isinstance(e, exp.EQ) and isinstance(e.this, exp.Column)
    ]


def _without_target(made: Written) -> Written:
    """Drop the target from the reads unless its own columns feed a value."""
    target = fold(made.table)
    feeding = {fold(s.table) for s, _ in made.edges if s.kind is not EdgeKind.INDIRECT}
    if target not in feeding:
        made.read.reads = {name: None for name in made.read.reads if fold(name) != target}
    return made


def _update(tree: exp.Update, walker: Walker) -> Written:
    source = _from(tree)
    joins: list[exp.Expr] = list(tree.this.args.get("joins") or [])
    base = source or tree.this
    if source is not None and not _names(source, tree.this.alias_or_name):
        joins, base = [exp.Join(this=source.copy(), kind="CROSS")], tree.this
    select = _selected(
        _assigned(tree.expressions), base, joins, tree.args.get("where"), _with(tree)
    )
    return _without_target(filled(_target(tree.this, source), walker.query(select), []))


def _names(source: exp.Expr, name: str) -> bool:
    """Tell whether a FROM names this table or alias."""
    return any(t.alias_or_name.casefold() == name.casefold() for t in source.find_all(exp.Table))


def _delete(tree: exp.Delete, walker: Walker) -> Written:
    targets = tree.args.get("tables") or []
    source = tree.this if isinstance(tree.this, exp.Expr) else None
    target = targets[0] if targets else source
    if target is None:
        return Written(table=("?",), read=_empty(), edges=[])
    joins: list[exp.Expr] = [
        exp.Join(this=used.copy(), kind="CROSS") for used in tree.args.get("using") or []
    ]
    select = _selected([], source or target, joins, tree.args.get("where"), _with(tree))
    return _without_target(filled(_target(target, source), walker.query(select), []))


def _with(tree: exp.Expr) -> object:
    return tree.args.get("with_") or tree.args.get("with")


def _merge(tree: exp.Merge, walker: Walker) -> Written:
    values: list[tuple[exp.Expr, str]] = []
    whens = tree.args.get("whens")
    for when in whens.expressions if whens is not None else []:
        then = when.args.get("then")
        if isinstance(then, exp.Update):
            values += _assigned(then.expressions)
        elif isinstance(then, exp.Insert):
            names = (
                [e.name for e in then.this.expressions]
                if isinstance(then.this, exp.Tuple | exp.Schema)
                else []
            )
            given = then.expression.expressions if isinstance(then.expression, exp.Tuple) else []
            values += list(zip(given, names, strict=False))
    on = tree.args.get("on")
    join = exp.Join(this=tree.args["using"].copy(), on=on.copy() if on is not None else None)
    select = _selected(
        values, tree.this, [join], None, tree.args.get("with_") or tree.args.get("with")
    )
    # a column may be set by several branches: each keeps its own sources
    table = name_of(tree.this)
    return _without_target(_fill_many(table, select, walker))


def _fill_many(table: Name, select: exp.Select, walker: Walker) -> Written:
    """Fill a table from a SELECT in which a column may be given by several branches."""
    names = [projection.alias for projection in select.expressions]
    for index, projection in enumerate(select.expressions):
        projection.set("alias", exp.to_identifier(f"_{index}", quoted=True))
    return filled(table, walker.query(select), names)


def _copy(tree: exp.Copy, walker: Walker) -> list[Written]:
    target = tree.this
    if isinstance(target, exp.Schema):
        target = target.this
    files = [f for f in tree.args.get("files") or [] if isinstance(f, exp.Expr)]
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
    relation = Relation(
        columns={k: frozenset(v) for k, v in columns.items()}, spelled=spelled, complete=True
    )
    return Read(
        relation=relation,
        reads=dict(made.read.reads),
        indirect=set(made.read.indirect),
        lookups=dict(made.read.lookups),
    )


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
