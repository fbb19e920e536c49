"""Trace OUTPUT and RETURNING, which put changed rows into a table or into an outer query."""

from collections.abc import Iterator

from sqlglot import exp

from seamscope.lineage.query.model import (
    INDIRECT,
    NO_SOURCES,
    Name,
    Relation,
    Sources,
    TableWrite,
    fold,
    make_sources,
)
from seamscope.lineage.query.relations import DerivedTable, GeneratedRows
from seamscope.lineage.query.scope import Scope
from seamscope.lineage.query.walker import Walker
from seamscope.lineage.statements.insert import trace_insert
from seamscope.lineage.statements.table_writes import (
    get_target,
    get_target_alias,
    list_target_columns,
    make_table_write,
)

ROW_IMAGES = frozenset({"inserted", "deleted"})  # a row after the change, and before it
ACTION = "$action"  # the action that a MERGE took; it is not a column of a table


def trace_insert_returning(tree: exp.Insert, walker: Walker) -> list[TableWrite]:
    """Trace an INSERT and its OUTPUT: ``INSERT INTO t OUTPUT inserted.a INTO log …``."""
    writes = trace_insert(tree, walker)
    if tree.args.get("returning") is None:
        return writes
    scope = Scope(walker, {})
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    table = walker.get_table(writes[0].table, target)
    scope.add(walker.normalize(get_target_alias(target)), table)
    return [*writes, *trace_returning(tree, walker, writes[0], scope)]


def trace_returning(
    tree: exp.Expr, walker: Walker, write: TableWrite, scope: Scope
) -> list[TableWrite]:
    """Return the write into `log` of ``OUTPUT deleted.a INTO log``, [] without INTO.

    If the statement is inside another query, its returned rows are stored for that query.

    write: the main write of the statement.
    scope: the scope of the statement.
    """
    returning = tree.args.get("returning")
    if not isinstance(returning, exp.Returning):
        return []
    into = returning.args.get("into")
    target = (
        into if isinstance(into, exp.Expr) and _names_table(returning, walker.dialect) else None
    )
    if target is None and not isinstance(tree.parent, exp.CTE | exp.Subquery):
        return []
    inner = _make_returning_scope(tree, walker, write, scope)
    rows, dependencies = walker.trace_returned_rows(returning.expressions, inner)
    dependencies.absorb(write.dependencies)
    changed = fold(write.table)
    every = (source for _, sources in rows.list_columns() for source in sources)
    if any(fold(source.table) == changed for source in every):
        dependencies.reads[write.table] = None
    if target is None:
        walker.returned_rows[id(tree)] = rows, dependencies
        return []
    table, names = _get_into_target(target)
    names = names or list(list_target_columns(walker, table))
    return [make_table_write(table, dependencies, rows.list_columns(), names)]


def _get_into_target(target: exp.Expr) -> tuple[Name, list[str]]:
    """Return the table after INTO and its columns.

    The parser reads ``log (a, b)`` as a call of the function LOG.
    """
    names = [c.name for c in target.expressions] if isinstance(target, exp.Anonymous) else []
    return get_target(target)[0], names or get_target(target)[1]


def _names_table(returning: exp.Returning, dialect: str) -> bool:
    """Return whether the name after INTO is a table and not a variable.

    In Oracle's ``RETURNING a INTO v``, v is a variable. A name that begins with a zero byte is
    internal: it stands for the rows that are then assigned to variables.
    """
    internal = returning.args["into"].name.startswith("\0")
    return (
        internal
        or dialect in {"tsql", "fabric"}
        or any(column.table.casefold() in ROW_IMAGES for column in returning.find_all(exp.Column))
    )


def _make_returning_scope(tree: exp.Expr, walker: Walker, write: TableWrite, scope: Scope) -> Scope:
    """Return the statement's scope with ``inserted``, ``deleted``, ``new`` and ``$action``."""
    inner = scope.copy_relations()
    after, before = _make_rows_after(tree, walker, write), walker.get_table(write.table)
    for name, relation in (("inserted", after), ("new", after), ("deleted", before)):
        if name not in inner.relations:
            inner.add(name, relation)
            inner.hidden.add(name)
    if before.open:  # an unqualified column most likely belongs to the target
        for column in tree.args["returning"].find_all(exp.Column):
            if not column.table:
                inner.aliases[walker.normalize(column.this)] = before.guess(column.name)
    inner.add_anonymous(DerivedTable([(ACTION, NO_SOURCES)], [ACTION]))
    return inner


def _make_rows_after(tree: exp.Expr, walker: Walker, write: TableWrite) -> Relation:
    """Return the rows after the change; a column that is not set has itself as its source.

    ``UPDATE t SET a = s.b OUTPUT inserted.a, inserted.c``: a has the source s.b, c the source t.c.
    """
    columns: dict[str, tuple[str, Sources]] = {
        name.casefold(): (name, NO_SOURCES) for name in _list_set_columns(tree)
    }
    for source, target in write.edges:
        if source.kind != INDIRECT:
            name, sources = columns.get(target.casefold(), (target, NO_SOURCES))
            columns[target.casefold()] = name, sources | {source}
    unknown: Sources | None = columns.pop("*", ("", None))[1]
    if names := list_target_columns(walker, write.table):
        for name in names:
            columns.setdefault(name.casefold(), (name, make_sources(write.table, name)))
        return DerivedTable(list(columns.values()), list(columns))
    table = walker.get_table(write.table)
    rest: Relation = table if unknown is None else GeneratedRows(unknown)
    return DerivedTable([*columns.values(), *rest.list_columns()], [*columns, "*"], [rest])


def _list_set_columns(tree: object) -> Iterator[str]:
    """Yield the columns that a statement sets, even to a constant: ``SET a = 1`` -> ``a``."""
    match tree:
        case exp.Update(args={"expressions": list() as items}):
            for item in items:
                target = item.this if isinstance(item, exp.EQ) else None
                columns = target.expressions if isinstance(target, exp.Tuple) else [target]
                yield from (c.name for c in columns if isinstance(c, exp.Column))
        case exp.Insert(this=exp.Schema() | exp.Tuple() as listed):
            yield from (name.name for name in listed.expressions)
        case exp.Merge(args={"whens": exp.Whens() as whens}):
            for when in whens.expressions:
                yield from _list_set_columns(when.args.get("then"))
        case _:
            pass
