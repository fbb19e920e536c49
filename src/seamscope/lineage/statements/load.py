"""Trace COPY and LOAD DATA, which load files into tables or write tables into files."""

from sqlglot import exp

from seamscope.lineage.query.model import Dependencies, Name, TableWrite
from seamscope.lineage.query.names import get_table_name
from seamscope.lineage.query.walker import Walker
from seamscope.lineage.statements.table_writes import (
    get_target,
    list_target_columns,
    make_table_write,
    map_columns,
)


def trace_load_data(tree: exp.LoadData, walker: Walker) -> list[TableWrite]:
    """Trace Hive's ``LOAD DATA INPATH '/in/day.csv' INTO TABLE t``."""
    path = tree.args.get("inpath")
    dependencies = Dependencies()
    if isinstance(path, exp.Literal):
        dependencies.reads[(path.name,)] = None
    return [TableWrite(table=get_table_name(tree.this), dependencies=dependencies, edges=[])]


def trace_copy(tree: exp.Copy, walker: Walker) -> list[TableWrite]:
    """Trace ``COPY INTO t FROM @stage/day.csv``, or ``COPY (SELECT a FROM t) TO 'day.csv'``."""
    files = [f for f in tree.args.get("files") or () if isinstance(f, exp.Expr)]
    if not isinstance(tree.this, exp.Table | exp.Schema | exp.Subquery):
        return []
    if tree.args.get("kind"):  # into the table
        return [_trace_copy_in(tree.this, files, walker)]
    result = walker.trace_result(tree.this, {})
    return [make_table_write(_get_path(file), result, result.columns) for file in files]


def _trace_copy_in(target: exp.Expr, files: list[exp.Expr], walker: Walker) -> TableWrite:
    """Trace ``COPY INTO t (a) FROM (SELECT $1 FROM @stage)`` or from plain files."""
    table, names = get_target(target)
    names = names or list(list_target_columns(walker, table))
    dependencies = Dependencies()
    write = TableWrite(table=table, dependencies=dependencies, edges=[])
    for file in files:
        if not isinstance(file, exp.Query):
            dependencies.reads[_get_path(file)] = None
            continue
        result = walker.trace_result(file, {})
        dependencies.absorb(result)
        # matched by position; a target name is known only if the query has an alias
        aliases = names or _list_aliases(file, len(result.columns))
        for name, sources in map_columns(result.columns, aliases):
            write.add_edges(sources, name)
    return write


def _list_aliases(rows: exp.Query, width: int) -> list[str]:
    """Return the aliases of the columns of a query over files; `*` stands for a missing alias."""
    query = rows.unnest()
    items = query.expressions if isinstance(query, exp.Select) else []
    names = [item.alias or "*" for item in items]
    return names if len(names) == width else ["*"] * width


def _get_path(node: exp.Expr) -> Name:
    """Return the name of a stage or file. A path is one part: ``'a/b.csv'`` → ("a/b.csv",)."""
    if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
        return get_table_name(node)
    return (node.name or node.sql(),)
