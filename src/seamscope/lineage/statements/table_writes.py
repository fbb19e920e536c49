"""Build the writes of a statement: target names, and edges from query columns to target columns."""

from collections.abc import Sequence

from sqlglot import exp

from seamscope.lineage.query.model import (
    INDIRECT,
    NO_SOURCES,
    Dependencies,
    Name,
    Relation,
    Sources,
    TableWrite,
    find_columns,
    fold,
)
from seamscope.lineage.query.names import get_table_name
from seamscope.lineage.query.relations import OpenUnion
from seamscope.lineage.query.walker import Walker

OutputColumns = Sequence[tuple[str, Sources]]


def make_table_write(
    table: Name,
    dependencies: Dependencies,
    columns: OutputColumns,
    names: Sequence[str] = (),
    *,
    column_list: Sequence[str] | None = None,
    creates: bool = False,
    kind: str = "table",
) -> TableWrite:
    """Return the table write that a query performs.

    Columns that are used only in filters or joins become sources of the table's `*`, because they
    affect all of its columns.

    names: the columns of the target, by position: ``INSERT INTO t (a, b) SELECT x, y FROM s``. If
    they are missing, the query's own names are used, as in ``CREATE TABLE t AS SELECT x, y FROM
    s``.
    column_list: the columns that the statement lists, if `columns` are already mapped.
    """
    mapped = map_columns(columns, names)
    edges = [(source, name) for name, sources in mapped for source in sorted(sources)]
    edges += [(source, "*") for source in sorted(dependencies.indirect)]
    known = creates and all(name != "*" for name, _ in mapped)
    return TableWrite(
        table=table,
        dependencies=dependencies,
        edges=edges,
        creates=creates,
        kind=kind,
        columns=tuple((name, "") for name, _ in mapped) if known else (),
        column_list=tuple(names if column_list is None else column_list),
    )


def map_columns(columns: OutputColumns, names: Sequence[str]) -> OutputColumns:
    """Map source columns to target columns by position; stop at a `*` of unknown width.

    ``INSERT INTO t (a, b, c) SELECT x, s.* FROM s``: x feeds a, ``s.*`` feeds ``t.*``.
    """
    if not names:
        return columns
    known = next((i for i, (name, _) in enumerate(columns) if name == "*"), len(columns))
    mapped = [(name, sources) for name, (_, sources) in zip(names, columns[:known], strict=False)]
    if known == len(columns):
        return mapped
    if len(names) - known == len(columns) - known == 1:
        return [*mapped, (names[-1], columns[-1][1])]
    return [*mapped, *(("*", sources) for _, sources in columns[known:])]


def map_relation(relation: Relation, names: Sequence[str]) -> OutputColumns:
    """Map the columns of a relation to target columns.

    Each query of a UNION is mapped separately.
    """
    if not names or not isinstance(relation, OpenUnion) or relation.by_name:
        return map_columns(relation.list_columns(), names)
    mapped: dict[str, Sources] = {}
    for branch in relation.branches:
        for name, sources in map_relation(branch, names):
            mapped[name] = mapped.get(name, NO_SOURCES) | sources
    return list(mapped.items())


def list_target_columns(walker: Walker, table: Name) -> tuple[str, ...]:
    """Return the known columns of the target of ``INSERT INTO t SELECT …``, which lists none."""
    temp = walker.temp_tables.get(fold(table))
    if temp is not None:
        return tuple(name for name, _ in temp.columns if name != "*")
    return find_columns(walker.schema, table, walker.database) or ()


def get_target(node: exp.Expr) -> tuple[Name, list[str]]:
    """Return a target's name and column list: ``d.t (a, b)`` -> ``('d', 't')`` and ``[a, b]``.

    The name of a folder is its path; the name of a table variable is ``@t``.
    """
    match node:
        case exp.Schema():
            return get_target(node.this)[0], [item.name for item in node.expressions]
        case exp.Table(this=exp.Schema() as schema):
            return (schema.this.name,), [item.name for item in schema.expressions]
        case exp.Table():
            return get_table_name(node), []
        case exp.Parameter():
            return (f"@{node.name}",), []
        case exp.Identifier():
            return get_table_name(exp.Table(this=node.copy())), []
        case _:
            inner = node.this.name if isinstance(node.this, exp.Expr) else node.name
            if isinstance(node, exp.Func):  # INSERT INTO FUNCTION remote(…)
                inner = node.name or node.sql_name()
            return (inner,), []


def get_target_alias(target: exp.Expr) -> exp.Expr:
    """Return the identifier by which a statement refers to its target: ``x`` in ``t AS x``."""
    alias = target.args.get("alias")
    name = alias.this if isinstance(alias, exp.TableAlias) else target.this
    return name if isinstance(name, exp.Identifier) else exp.to_identifier(target.name)


def drop_target_read(write: TableWrite, walker: Walker) -> None:
    """Remove the target from the tables that a write reads, unless it feeds a value.

    ``UPDATE t SET a = s.x FROM s`` reads only s; ``UPDATE t SET a = a + 1`` reads t.
    """
    table = walker.get_table(write.table)
    own = [
        source.table
        for source, _ in write.edges
        if source.kind != INDIRECT and source.table and walker.get_table(source.table) is table
    ]
    reads = write.dependencies.reads
    others = {name: None for name in reads if walker.get_table(name) is not table}
    if own:
        others[own[0]] = None
    write.dependencies.replace_reads(others)
