"""Trace INSERT into one or several tables: ON CONFLICT, INSERT ALL, Hive's FROM … INSERT."""

from collections.abc import Sequence

from sqlglot import exp

from seamscope.lineage.query.cte_definition import Ctes
from seamscope.lineage.query.expressions import trace_expression
from seamscope.lineage.query.from_clause import add_from_clause
from seamscope.lineage.query.model import NO_SOURCES, Name, Relation, TableWrite
from seamscope.lineage.query.relations import DerivedTable
from seamscope.lineage.query.scope import Scope
from seamscope.lineage.query.walker import Walker
from seamscope.lineage.statements.set_clauses import trace_assignments
from seamscope.lineage.statements.table_writes import (
    OutputColumns,
    drop_target_read,
    get_target,
    get_target_alias,
    list_target_columns,
    make_table_write,
    map_relation,
)
from seamscope.lineage.statements.targets import UNKNOWN_TARGET, add_target

# Dialects in which the target of INSERT can be a CTE. In others the name refers to a table.
CTE_TARGET_DIALECTS = frozenset({"tsql", "fabric"})


def trace_insert(tree: exp.Insert, walker: Walker, ctes: Ctes | None = None) -> list[TableWrite]:
    """Trace INSERT INTO, REPLACE INTO and INSERT OVERWRITE, with or without ON CONFLICT.

    Example: ``INSERT INTO t (a) SELECT x FROM s``.

    ctes: the CTEs that the statement can refer to, None for those of the outer statement.
    """
    ctes = walker.add_ctes(tree, walker.outer_ctes if ctes is None else ctes)
    walker.start_statement()
    table, names = get_target(tree.this)
    if ctes and walker.dialect in CTE_TARGET_DIALECTS and len(table) == 1:
        table, names = _resolve_cte_target(tree.this, table, names, Scope(walker, ctes))
    query = tree.expression
    relation: Relation = DerivedTable([], [])
    if isinstance(query, exp.Expr):
        relation = walker.trace_query(query, ctes)
    elif isinstance(tree.args.get("source"), exp.Expr):  # INSERT … TABLE s
        relation = walker.trace_query(tree.args["source"], ctes)
    if not names and not tree.args.get("by_name"):
        names = list(list_target_columns(walker, table))
    columns = map_relation(relation, names)
    if not names and isinstance(query, exp.Values):  # the engine knows the columns by position
        columns = [("*", NO_SOURCES.union(*(sources for _, sources in columns)))]
    write = make_table_write(table, walker.dependencies, columns, column_list=names)
    if isinstance(tree.args.get("conflict"), exp.OnConflict):
        _add_on_conflict(tree, walker, write, columns, ctes)
    return [write]


def _resolve_cte_target(
    node: exp.Expr, table: Name, names: list[str], scope: Scope
) -> tuple[Name, list[str]]:
    """Return the table and columns that an INSERT into a CTE fills.

    T-SQL: ``WITH c AS (SELECT a AS x FROM t) INSERT INTO c (x) …`` fills ``t (a)``. If the target
    is no CTE, `table` and `names` are returned.
    """
    node = node.this if isinstance(node, exp.Schema) else node
    if not isinstance(node, exp.Table) or scope.normalize(node.this) not in scope.ctes:
        return table, names
    target = add_target(node, scope)
    columns = [target.find_column(exp.column(name)) for name in names]
    scope.walker.dependencies.reads.clear()  # a target that is filled is not read
    base = target.find_table() or next((owner for owner, _ in columns if owner is not None), None)
    if base is None:
        scope.walker.dependencies.add_note(UNKNOWN_TARGET)
    return base or table, [name for _, name in columns]


def _add_on_conflict(
    tree: exp.Insert, walker: Walker, write: TableWrite, columns: OutputColumns, ctes: Ctes
) -> None:
    """Add the edges of ``ON CONFLICT (id) DO UPDATE SET a = …`` or ``ON DUPLICATE KEY …``."""
    conflict = tree.args["conflict"]
    scope = Scope(walker, {}, _open_query_scope(tree, walker, ctes))
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    for name, rows in _list_inserted_rows(tree, walker, columns).items():
        scope.add(name, rows)
        scope.hidden.add(name)
    scope.add(walker.normalize(get_target_alias(target)), walker.get_table(write.table, target))
    items = [_qualify_inserted_value(item) for item in conflict.expressions]
    write.edges.extend(trace_assignments(items, scope))
    if (where := conflict.args.get("where")) is not None:
        walker.trace_filters((where,), scope)
    drop_target_read(write, walker)


def _open_query_scope(tree: exp.Insert, walker: Walker, ctes: Ctes) -> Scope | None:
    """Return a scope with the tables that MySQL's ON DUPLICATE KEY UPDATE can refer to.

    In ``INSERT INTO t (a) SELECT x FROM s ON DUPLICATE KEY UPDATE a = s.y``, it can refer to s.
    """
    if not (
        tree.args["conflict"].args.get("duplicate") and isinstance(tree.expression, exp.Select)
    ):
        return None
    scope = Scope(walker, walker.add_ctes(tree.expression, ctes))
    add_from_clause(scope, tree.expression)
    return scope


def _list_inserted_rows(
    tree: exp.Insert, walker: Walker, columns: OutputColumns
) -> dict[str, DerivedTable]:
    """Return the inserted row under each name by which the statement can refer to it.

    The names are ``excluded``, ``new``, ``values`` and, in MySQL, an alias, as n in ``VALUES (1, 2)
    AS n (x, y) ON DUPLICATE KEY UPDATE a = n.x``.
    """
    keys = [name.casefold() for name, _ in columns]
    rows = {name: DerivedTable(list(columns), keys) for name in ("excluded", "new", "values")}
    query = tree.expression
    alias = query.args.get("alias") if isinstance(query, exp.Values) else None
    if isinstance(alias, exp.TableAlias) and alias.this is not None:
        renamed = [walker.normalize(name) for name in alias.columns]
        fits = len(renamed) == len(keys)
        rows[walker.normalize(alias.this)] = DerivedTable(list(columns), renamed if fits else keys)
    return rows


def _qualify_inserted_value(item: exp.Expr) -> exp.Expr:
    """Return MySQL's ``VALUES(a)``, the value in the INSERT, as ``excluded.a``."""

    def replace_call(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Anonymous) and node.name.upper() == "VALUES" and node.expressions:
            return exp.column(node.expressions[0].name, table="excluded")
        return node

    return item.transform(replace_call)


def trace_multi_insert(tree: exp.MultitableInserts, walker: Walker) -> list[TableWrite]:
    """Trace an INSERT into several tables: Oracle's and Snowflake's INSERT ALL, Hive's FROM.

    In ``INSERT FIRST WHEN a > 1 THEN INTO t (x) VALUES (a) ELSE INTO u SELECT a FROM s``, the ELSE
    branch depends on the conditions before it.
    """
    ctes = walker.add_ctes(tree, walker.outer_ctes)
    source = tree.args["source"]
    writes: list[TableWrite] = []
    earlier: list[exp.Expr] = []  # conditions whose rows INSERT FIRST and ELSE leave out
    conditions: list[exp.Expr] = []
    for item in tree.expressions:
        when = item.args.get("expression") if isinstance(item, exp.ConditionalInsert) else None
        is_else = bool(item.args.get("else_"))
        if when is not None or is_else:  # otherwise it is another INTO of the same branch
            own = [] if when is None else [when]
            first = tree.args.get("kind") == "FIRST"
            conditions = [*earlier, *own] if is_else or first else own
            earlier += own
        writes += _trace_into(item, source, conditions, ctes, walker)
    return writes


def _trace_into(
    item: exp.Expr, source: exp.Expr, conditions: Sequence[exp.Expr], ctes: Ctes, walker: Walker
) -> list[TableWrite]:
    """Trace one ``INTO t (x) VALUES (a)`` of an INSERT with several targets."""
    insert = item.this if isinstance(item, exp.ConditionalInsert) else item
    if not isinstance(insert, exp.Insert):
        return []
    rows = insert.args.get("expression")
    if isinstance(rows, exp.Select):
        rows.set("from_", exp.From(this=source.copy()))
        return trace_insert(insert, walker, ctes)
    table, names = get_target(insert.this)
    walker.start_statement()
    scope = Scope(walker, ctes)
    relation = walker.trace_query(source, ctes)
    scope.add_anonymous(relation)
    columns: OutputColumns = relation.list_columns()
    if isinstance(rows, exp.Values | exp.Tuple):
        row = rows.expressions[0] if isinstance(rows, exp.Values) else rows
        cells = row.expressions if isinstance(row, exp.Tuple) else [row]
        columns = [(cell.name, trace_expression(cell, scope)) for cell in cells]
    walker.trace_filters(conditions, scope)
    names = names or list(list_target_columns(walker, table))
    return [make_table_write(table, walker.dependencies, columns, names)]
