"""CREATE, ALTER, CACHE, COPY and LOAD: tables that come to be, move or are filled from files."""

from sqlglot import exp

from seamscope.lineage.query.model import Dependencies, Name, TableWrite
from seamscope.lineage.query.names import name_of
from seamscope.lineage.query.walker import Walker, read
from seamscope.lineage.statements.insert import Outs, filled, listed, placed, shape_of, target_of

# Where columns that are declared before a query are further ones, or are matched by name.
BY_NAME = frozenset({"mysql", "singlestore"})
NO_TABLES = frozenset({"tsql", "fabric"})  # where CREATE … AS takes no table's name


def created(tree: exp.Create, walker: Walker) -> list[TableWrite]:
    """CREATE TABLE and VIEW, TEMPORARY or VOLATILE ones as such."""
    made = _created(tree, walker)
    properties = tree.args.get("properties")
    if made and properties is not None and any(map(_goes, properties.expressions)):
        made[0].temporary = True
    return made


def _goes(item: exp.Expr) -> bool:
    """Tell whether a property says that a table goes with the session, or its rows do."""
    match item:
        case exp.TemporaryProperty() | exp.VolatileProperty():
            return True
        case exp.StabilityProperty():
            return item.name.upper() == "VOLATILE"
        case _:
            return False


def _created(tree: exp.Create, walker: Walker) -> list[TableWrite]:
    """Read the table's source: a query, LIKE or CLONE of another table, or its columns."""
    kind = (tree.args.get("kind") or "").upper()
    target = tree.this
    named = target.this if isinstance(target, exp.Schema) else target
    if kind not in {"TABLE", "VIEW"} or not isinstance(named, exp.Table):
        return []
    table, kind = target_of(target)[0], kind.lower()
    query = tree.expression
    if isinstance(query, exp.Table) and walker.dialect in NO_TABLES:
        return [_of_word(table, query, kind)]
    if isinstance(query, exp.Expr):
        made, outs = _of_query(tree, query, kind, walker)
        return [made, *(filled(other, walker.trail, outs) for other in _fed(tree))]
    if (model := _model(tree)) is not None:
        return [_like(table, model, walker)]
    columns = tuple(
        (item.name, item.kind.sql() if isinstance(item, exp.ColumnDef) and item.kind else "")
        for item in (target.expressions if isinstance(target, exp.Schema) else ())
        if isinstance(item, exp.ColumnDef | exp.Identifier)
    )
    return [
        TableWrite(
            table=table, read=Dependencies(), edges=[], kind=kind, creates=True, columns=columns
        )
    ]


def _of_query(
    tree: exp.Create | exp.Alter, query: exp.Expr, kind: str, walker: Walker
) -> tuple[TableWrite, Outs]:
    """Return what a query defines, and the query's columns."""
    table, names = target_of(tree.this)
    if walker.dialect in BY_NAME and tree.this.find(exp.ColumnDef) is not None:
        names = []
    walker.trail = Dependencies()
    outs = listed(walker.query(query, walker.with_ctes(tree, {})), names)
    return filled(table, walker.trail, outs, creates=True, kind=kind), outs


def _of_word(table: Name, word: exp.Table, kind: str) -> TableWrite:
    """Return what T-SQL makes AS NODE, EDGE or FILETABLE, with columns of their own as well."""
    known = word.name.upper() in {"NODE", "EDGE", "FILETABLE"}
    notes: dict[str, None] = {} if known else {"what it is made of is no query": None}
    return TableWrite(
        table=table, read=Dependencies(notes=notes), edges=[], kind=kind, creates=True
    )


def _fed(tree: exp.Create) -> list[Name]:
    """Return the tables that a view writes to: ClickHouse's CREATE MATERIALIZED VIEW … TO t."""
    properties = tree.args.get("properties")
    found = properties.find_all(exp.ToTableProperty) if properties is not None else ()
    return [name_of(item.this) for item in found if isinstance(item.this, exp.Table)]


def _model(tree: exp.Create) -> exp.Table | None:
    """Return the table after LIKE, CLONE, COPY or in `CREATE TABLE t (LIKE s)`."""
    clone = tree.args.get("clone")
    listed = tree.this.expressions if isinstance(tree.this, exp.Schema) else []
    properties = tree.args.get("properties")
    listed = [*listed, *(properties.expressions if properties is not None else ())]
    found = [clone, *(item for item in listed if isinstance(item, exp.LikeProperty))]
    for item in found:
        if isinstance(item, exp.Expr) and isinstance(item.this, exp.Table):
            return item.this
    return None


def _like(table: Name, model: exp.Table, walker: Walker) -> TableWrite:
    bare = exp.Table(**{k: model.args.get(k) for k in ("this", "db", "catalog")})
    found = read(walker, bare, {})
    return filled(table, found, found.columns, creates=True)


def cached(tree: exp.Cache, walker: Walker) -> list[TableWrite]:
    """CACHE TABLE t AS SELECT keeps a result under a name."""
    if not isinstance(tree.expression, exp.Query):
        return []
    found = read(walker, tree.expression, {})
    return [filled(target_of(tree.this)[0], found, found.columns, creates=True)]


def altered(tree: exp.Alter, walker: Walker) -> list[TableWrite]:
    """RENAME, SWAP WITH, EXCHANGE PARTITION move what a table held; ALTER VIEW … AS defines."""
    made: list[TableWrite] = []
    for action in tree.args.get("actions") or ():
        if isinstance(action, exp.Query) and isinstance(tree.this, exp.Table | exp.Schema):
            return [_of_query(tree, action, "view", walker)[0]]
        if not isinstance(tree.this, exp.Table):
            break
        other = action.this if isinstance(action, exp.Expr) else None
        if not isinstance(other, exp.Table):
            continue
        match action:
            case exp.AlterRename():
                made.append(_moved(tree.this, other, walker))
            case exp.SwapTable():
                made += [
                    _like(name_of(other), tree.this, walker),
                    _like(name_of(tree.this), other, walker),
                ]
            case _:
                pass
    return made


def emptied(tree: exp.TruncateTable, walker: Walker) -> list[TableWrite]:
    """TRUNCATE changes tables, as DELETE does; what is temporary is not made by it."""
    tables = [] if tree.args.get("is_database") else tree.expressions
    names = [name_of(item) for item in tables if isinstance(item, exp.Table)]
    names = [name for name in names if name and not name[-1].startswith(("#", "@"))]
    return [TableWrite(table=name, read=Dependencies(), edges=[]) for name in names]


def _moved(source: exp.Table, target: exp.Table, walker: Walker) -> TableWrite:
    name, old = name_of(target), name_of(source)
    if len(name) == 1 and len(old) > 1:  # a bare new name stays in the old one's schema
        name = (*old[:-1], *name)
    return _like(name, source, walker)


def loaded(tree: exp.LoadData, walker: Walker) -> list[TableWrite]:
    """LOAD DATA INPATH '…' INTO TABLE t."""
    path = tree.args.get("inpath")
    trail = Dependencies()
    if isinstance(path, exp.Literal):
        trail.reads[(path.name,)] = None
    return [TableWrite(table=name_of(tree.this), read=trail, edges=[])]


def copied(tree: exp.Copy, walker: Walker) -> list[TableWrite]:
    """COPY INTO t FROM files, or from a table or query into files."""
    files = [f for f in tree.args.get("files") or () if isinstance(f, exp.Expr)]
    if not isinstance(tree.this, exp.Table | exp.Schema | exp.Subquery):
        return []
    if tree.args.get("kind"):  # into the table
        trail = Dependencies()
        table, names = target_of(tree.this)
        names = names or list(shape_of(walker, table))
        made = TableWrite(table=table, read=trail, edges=[])
        for file in files:
            if isinstance(file, exp.Query):
                found = read(walker, file, {})
                trail.absorb(found)
                rows = found.columns  # their places count, and names only where they were given
                columns = placed(rows, names or _given(file, len(rows)))
                made.edges += [(source, name) for name, fed in columns for source in sorted(fed)]
            else:
                trail.reads[_file(file)] = None
        return [made]
    found = read(walker, tree.this, {})
    return [filled(_file(file), found, found.columns) for file in files]


def _given(rows: exp.Query, width: int) -> list[str]:
    """Return the aliases of a query over files, `*` for what has none."""
    query = rows.unnest()
    items = query.expressions if isinstance(query, exp.Select) else []
    names = [item.alias or "*" for item in items]
    return names if len(names) == width else ["*"] * width


def _file(node: exp.Expr) -> Name:
    if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
        return name_of(node)
    return (node.name or node.sql(),)


__all__ = ["altered", "cached", "copied", "created", "emptied", "loaded"]
