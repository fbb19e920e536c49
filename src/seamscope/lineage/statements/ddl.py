"""Trace CREATE, ALTER, CACHE and TRUNCATE, which create, move or empty tables and views."""

from dataclasses import replace
from functools import lru_cache

from sqlglot import exp

from seamscope.lineage.query.model import Dependencies, Name, TableWrite
from seamscope.lineage.query.names import get_table_name
from seamscope.lineage.query.walker import Walker
from seamscope.lineage.statements.empty_queries import drop_rows
from seamscope.lineage.statements.table_writes import (
    OutputColumns,
    get_target,
    make_table_write,
    map_relation,
)

# Dialects that match declared columns by name: CREATE TABLE t (b INT) SELECT a, b …
MATCHED_BY_NAME = frozenset({"mysql", "singlestore"})
NO_CREATE_AS_TABLE = frozenset({"tsql", "fabric"})  # CREATE TABLE t AS NODE copies no table
NO_QUERY = (
    "AS is followed by neither a query nor a known kind of table; declare the flow in the inventory"
)


def trace_create(tree: exp.Create, walker: Walker) -> list[TableWrite]:
    """Trace CREATE TABLE or CREATE VIEW; mark the write of a TEMPORARY or VOLATILE table."""
    writes = _trace_definition(tree, walker)
    properties = tree.args.get("properties")
    if writes and properties is not None and any(map(_is_temporary, properties.expressions)):
        return [replace(writes[0], temporary=True), *writes[1:]]
    return writes


def _is_temporary(item: exp.Expr) -> bool:
    """Return whether a property limits a table, or its rows, to one session."""
    match item:
        case exp.TemporaryProperty() | exp.VolatileProperty():
            return True
        case exp.StabilityProperty():
            return item.name.upper() == "VOLATILE"
        case _:
            return False


def _trace_definition(tree: exp.Create, walker: Walker) -> list[TableWrite]:
    """Trace ``CREATE TABLE t AS SELECT …``, ``… LIKE s``, ``… CLONE s``, or ``… (a INT)``."""
    kind = (tree.args.get("kind") or "").upper()
    target = tree.this
    named = target.this if isinstance(target, exp.Schema) else target
    if kind not in {"TABLE", "VIEW"} or not isinstance(named, exp.Table):
        return []
    table, kind = get_target(target)[0], kind.lower()
    query = tree.expression
    if isinstance(query, exp.Table) and walker.dialect in NO_CREATE_AS_TABLE:
        return [_make_special_table(table, query, kind)]
    if isinstance(query, exp.Expr):
        write, columns = _trace_query_definition(tree, query, kind, walker)
        further = _list_to_tables(tree)
        return [write, *(make_table_write(t, walker.dependencies, columns) for t in further)]
    if (copied := _find_copied_table(tree)) is not None:
        copy = _copy_table(table, copied, walker)
        return [copy if _has_rows(tree) else drop_rows(copy)]
    columns_declared = tuple(
        (item.name, _spell_type(item.kind) if isinstance(item, exp.ColumnDef) and item.kind else "")
        for item in (target.expressions if isinstance(target, exp.Schema) else ())
        if isinstance(item, exp.ColumnDef | exp.Identifier)
    )
    return [
        TableWrite(
            table=table,
            dependencies=Dependencies(),
            edges=[],
            kind=kind,
            creates=True,
            columns=columns_declared,
        )
    ]


def _trace_query_definition(
    tree: exp.Create | exp.Alter, query: exp.Expr, kind: str, walker: Walker
) -> tuple[TableWrite, OutputColumns]:
    """Return the table or view that a query defines, and the query's columns."""
    table, names = get_target(tree.this)
    if walker.dialect in MATCHED_BY_NAME and tree.this.find(exp.ColumnDef) is not None:
        names = []
    walker.start_statement()
    columns = map_relation(walker.trace_query(query, walker.add_ctes(tree, {})), names)
    write = make_table_write(table, walker.dependencies, columns, creates=True, kind=kind)
    return write, columns


def _make_special_table(table: Name, word: exp.Table, kind: str) -> TableWrite:
    """Return the write of T-SQL's ``CREATE TABLE t (…) AS NODE``, AS EDGE or AS FILETABLE.

    If any other word follows AS, add a note.
    """
    dependencies = Dependencies()
    if word.name.upper() not in {"NODE", "EDGE", "FILETABLE"}:
        dependencies.add_note(NO_QUERY)
    return TableWrite(table=table, dependencies=dependencies, edges=[], kind=kind, creates=True)


def _list_to_tables(tree: exp.Create) -> list[Name]:
    """Return the target tables after TO: t in ``CREATE MATERIALIZED VIEW v TO t AS SELECT …``."""
    properties = tree.args.get("properties")
    items = properties.find_all(exp.ToTableProperty) if properties is not None else ()
    return [get_table_name(item.this) for item in items if isinstance(item.this, exp.Table)]


def _find_copied_table(tree: exp.Create) -> exp.Table | None:
    """Return the table after LIKE, CLONE or COPY: s in ``CREATE TABLE t (LIKE s)``."""
    clone = tree.args.get("clone")
    items = tree.this.expressions if isinstance(tree.this, exp.Schema) else []
    properties = tree.args.get("properties")
    items = [*items, *(properties.expressions if properties is not None else ())]
    candidates = [clone, *(item for item in items if isinstance(item, exp.LikeProperty))]
    for item in candidates:
        if isinstance(item, exp.Expr) and isinstance(item.this, exp.Table):
            return item.this
    return None


def _has_rows(tree: exp.Create) -> bool:
    """Return whether a copied table gets rows: by CLONE, COPY, or SAP HANA's LIKE … WITH DATA.

    ``CREATE TABLE t LIKE s`` gets only the columns of s.
    """
    if tree.args.get("clone") is not None:
        return True
    properties = tree.args.get("properties")
    items = properties.expressions if properties is not None else ()
    return any(isinstance(i, exp.WithDataProperty) and not i.args.get("no") for i in items)


def _copy_table(table: Name, model: exp.Table, walker: Walker) -> TableWrite:
    """Return the write of ``CREATE TABLE t CLONE s``: the columns of s feed those of t."""
    bare = exp.Table(**{k: model.args.get(k) for k in ("this", "db", "catalog")})
    result = walker.trace_result(bare, {})
    return make_table_write(table, result, result.columns, creates=True)


def trace_cache(tree: exp.Cache, walker: Walker) -> list[TableWrite]:
    """Trace Spark's ``CACHE TABLE t AS SELECT …``."""
    if not isinstance(tree.expression, exp.Query):
        return []
    result = walker.trace_result(tree.expression, {})
    table = get_target(tree.this)[0]
    return [make_table_write(table, result, result.columns, creates=True)]


def trace_alter(tree: exp.Alter, walker: Walker) -> list[TableWrite]:
    """Trace ALTER TABLE … RENAME TO, SWAP WITH or EXCHANGE PARTITION, and ALTER VIEW … AS SELECT.

    Any other ALTER writes no table.
    """
    writes: list[TableWrite] = []
    for action in tree.args.get("actions") or ():
        if isinstance(action, exp.Query) and isinstance(tree.this, exp.Table | exp.Schema):
            return [_trace_query_definition(tree, action, "view", walker)[0]]
        if not isinstance(tree.this, exp.Table):
            break
        other = action.this if isinstance(action, exp.Expr) else None
        if not isinstance(other, exp.Table):
            continue
        match action:
            case exp.AlterRename():
                writes.append(_trace_rename(tree.this, other, walker))
            case exp.SwapTable():
                writes += [
                    _copy_table(get_table_name(other), tree.this, walker),
                    _copy_table(get_table_name(tree.this), other, walker),
                ]
            case _:
                pass
    return writes


def _trace_rename(source: exp.Table, target: exp.Table, walker: Walker) -> TableWrite:
    """Return ``ALTER TABLE d.s RENAME TO t`` as a copy of d.s to d.t."""
    name, old = get_table_name(target), get_table_name(source)
    # If the new name has no schema, the table stays in its schema.
    if len(name) == 1 and len(old) > 1:
        name = (*old[:-1], *name)
    return _copy_table(name, source, walker)


def trace_truncate(tree: exp.TruncateTable, walker: Walker) -> list[TableWrite]:
    """Trace ``TRUNCATE TABLE t`` as a write without sources; temp tables are left out."""
    tables = [] if tree.args.get("is_database") else tree.expressions
    names = [get_table_name(item) for item in tables if isinstance(item, exp.Table)]
    names = [name for name in names if name and not name[-1].startswith(("#", "@"))]
    return [
        TableWrite(table=name, dependencies=Dependencies(), edges=[], removes=True)
        for name in names
    ]


def _spell_type(kind: exp.Expr) -> str:
    """Return a column's type as text: ``VARCHAR(20)``."""
    sizes = tuple(map(_read_size, kind.expressions))
    is_usual = isinstance(kind, exp.DataType) and isinstance(kind.this, exp.DType)
    further = any(value for name, value in kind.args.items() if name not in {"this", "expressions"})
    if is_usual and not further and "" not in sizes:
        return _spell_usual_type(kind.this, sizes)
    return kind.sql()


def _read_size(item: exp.Expr) -> str:
    """Return the number in an argument of a type, as in ``DECIMAL(18, 2)``, "" if it has none."""
    size = item.args.get("this")
    is_alone = isinstance(item, exp.DataTypeParam) and not item.args.get("expression")
    is_number = is_alone and isinstance(size, exp.Literal) and not size.is_string
    return size.name if is_number and isinstance(size, exp.Literal) else ""


@lru_cache(maxsize=1024)  # most columns have one of a few types, and spelling one takes long
def _spell_usual_type(kind: exp.DType, sizes: tuple[str, ...]) -> str:
    parameters = [exp.DataTypeParam(this=exp.Literal.number(size)) for size in sizes]
    return exp.DataType(this=kind, expressions=parameters).sql()
