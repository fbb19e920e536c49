"""Trace FROM and JOIN: tables, subqueries, table functions, VALUES, LATERAL and pivots."""

from collections.abc import Sequence
from itertools import islice

from sqlglot import exp

from seamscope.lineage.parsing.user_functions import is_user_function
from seamscope.lineage.query.expressions import trace_expression
from seamscope.lineage.query.model import (
    EXPRESSION,
    INDIRECT,
    NO_SOURCES,
    Name,
    Relation,
    Sources,
    apply_kind,
)
from seamscope.lineage.query.names import Normalizer
from seamscope.lineage.query.pivots import apply_pivot, trace_unpivot_statement
from seamscope.lineage.query.relations import (
    NO_ROW_SOURCE,
    DerivedTable,
    GeneratedRows,
    OpenUnion,
    StoredTable,
    combine_branches,
)
from seamscope.lineage.query.scope import Scope

UNKNOWN_ROWS = (
    "its rows come from a function whose result is not known; add its script to the inputs"
)
TESTING_JOINS = frozenset({"SEMI", "ANTI"})  # they only test whether a row exists


def add_from_clause(scope: Scope, tree: exp.Select) -> int:
    """Add the relations of FROM, JOIN and LATERAL; return the number of tables before the joins."""
    args = tree.args
    if (from_ := args.get("from_")) is not None:
        add_item(scope, from_.this)
    before_joins = len(scope.walker.dependencies.reads)
    for item in args.get("joins") or ():
        add_join(scope, item)
    for lateral in args.get("laterals") or ():
        add_item(scope, lateral)
    for window in args.get("windows") or ():
        scope.windows[window.name.casefold()] = window
    return before_joins


def add_item(scope: Scope, node: exp.Expr) -> None:
    """Add one item of FROM, ``d.s AS x`` or ``(SELECT …) AS q``, and the joins after it."""
    args = node.args
    if node.__class__ is exp.Final:  # ClickHouse: FROM t FINAL
        add_item(scope, args["this"])
        return
    alias = args.get("alias")
    if node.__class__ is exp.Subquery and not alias and isinstance(node.unnest(), exp.Table):
        add_item(scope, args["this"])  # parentheses around joins
    else:
        _add_relation(scope, node, alias)
    for inner in args.get("joins") or ():
        add_join(scope, inner)
    for lateral in args.get("laterals") or ():
        add_item(scope, lateral)


def _add_relation(scope: Scope, node: exp.Expr, alias: exp.Expr | None) -> None:
    """Add the rows of one table, subquery or function; apply its PIVOT and column aliases."""
    relation: Relation
    if isinstance(node, exp.Table) and node.args["this"].__class__ is exp.Identifier:
        relation = scope.walker.resolve_table(node, scope.ctes)
    else:
        relation = _make_relation(scope, node)
    pivots = node.args.get("pivots") or ()
    for pivot in pivots:
        relation = apply_pivot(relation, pivot, scope)
        if (pivot_alias := pivot.args.get("alias")) is not None:
            alias = pivot_alias
            relation = _rename_by_alias(relation, alias, scope)
    if not pivots:
        relation = _rename_by_alias(relation, alias, scope)
    if relation is NO_ROW_SOURCE:
        return
    if key := _get_key(node, alias, scope):
        scope.add(key, relation)
    else:
        scope.add_anonymous(relation)


def _rename_by_alias(relation: Relation, alias: exp.Expr | None, scope: Scope) -> Relation:
    """Return a relation with the column names of an alias, if it lists any: ``AS x (a, b)``."""
    columns = None if alias is None else alias.args.get("columns")
    return rename_columns(relation, columns, scope.normalize) if columns else relation


def add_join(scope: Scope, node: exp.Expr) -> None:
    """Add a joined item.

    The table r of ``LEFT SEMI JOIN r ON …`` is hidden, because only its ON can refer to r.
    """
    args = node.args
    if args.get("kind") == "ARRAY":
        _add_array_join(scope, (args["this"], *(args.get("expressions") or ())))
        return
    known = len(scope.relations)
    add_item(scope, args["this"])
    if args.get("kind") in TESTING_JOINS or args.get("side") in TESTING_JOINS:
        scope.hidden.update(islice(scope.relations, known, None))
    if args.get("method") == "NATURAL":
        scope.set_natural()
    if (using := args.get("using")) is not None:
        scope.merge_columns(using, known)


def _add_array_join(scope: Scope, arrays: Sequence[exp.Expr]) -> None:
    """Add the elements of ClickHouse's ``ARRAY JOIN items AS it``: ``it`` and ``it.sku``.

    Without an alias, the array's name refers to its element, which has the same source.
    """
    for array in arrays:
        if not isinstance(array, exp.Alias):
            continue
        sources = apply_kind(trace_expression(array.this, scope), EXPRESSION)
        name = array.args["alias"]
        if isinstance(array.this, exp.Column) and array.this.name == name.name:
            continue
        element = GeneratedRows(sources, (name.name,), open=False)
        # anonymous, because `it.sku` is the field of a column, not a column of a table
        scope.add_anonymous(element)


def trace_join_conditions(scope: Scope, joins: Sequence[exp.Expr]) -> None:
    """Record the columns of ``ON s.id = r.id`` and ``USING (id)`` as indirect dependencies."""
    hidden = scope.swap_hidden(set())
    indirect = scope.walker.dependencies.indirect
    for node in joins:
        args = node.args
        for part in (args.get("on"), args.get("match_condition")):
            if part is not None:
                indirect.update(trace_expression(part, scope, INDIRECT))
        for name in args.get("using") or ():
            indirect.update(apply_kind(scope.resolve_using(name), INDIRECT))
        if inner := args["this"].args.get("joins"):
            trace_join_conditions(scope, inner)
    scope.swap_hidden(hidden)


def _get_key(node: exp.Expr, alias: exp.Expr | None, scope: Scope) -> str:
    """Return the normalized alias or, without an alias, the normalized table name, else ""."""
    name = None if alias is None else alias.args.get("this")
    if name is None and isinstance(node, exp.Table):
        name = node.args["this"]
        name = name.expression if isinstance(name, exp.Dot) else name
    return scope.normalize(name) if name.__class__ is exp.Identifier else ""


def get_item_key(node: exp.Expr, scope: Scope) -> str:
    """Return the normalized alias or name of an item of FROM, "" if it has none."""
    alias = node.args.get("alias")
    return _get_key(node, alias if isinstance(alias, exp.TableAlias) else None, scope)


def _make_relation(scope: Scope, node: exp.Expr) -> Relation:
    """Return the relation of an item of FROM that is not a plain table name, such as a subquery."""
    match node:
        case exp.Table() if not isinstance(node.this, exp.Func):
            return _make_table(scope, node)
        case exp.Values():
            return _trace_values(scope, node)
        case exp.Query():
            return scope.walker.trace_query(_strip_alias(node), scope.ctes, scope)
        case exp.Lateral(this=exp.Query() as inner):
            return scope.walker.trace_query(inner, scope.ctes, scope)
        case exp.Lateral() | exp.Table():
            scope.walker.table_functions.append(node.this)
            return _trace_table_function(scope, node.this, node)
        case _:
            return _trace_table_function(scope, node, node)


def _make_table(scope: Scope, node: exp.Table) -> Relation:
    """Return the relation of a table, or of the rows in ``FROM (VALUES (1, 2)) AS t``."""
    match node.this:
        case exp.Values() as rows:
            return _trace_values(scope, rows)
        case exp.SemanticView(this=exp.Table() as view):
            return scope.walker.resolve_table(view, scope.ctes)
        case None:  # Postgres: ROWS FROM (f(a), g(b))
            functions = node.args.get("rows_from") or ()
            traced = (trace_expression(item.this, scope) for item in functions)
            return GeneratedRows(NO_SOURCES.union(*traced))
        case _:
            return scope.walker.resolve_table(node, scope.ctes)


def _strip_alias(node: exp.Expr) -> exp.Expr:
    """Return the query inside ``(SELECT …) AS q``, without its alias and the joins after it."""
    return node.this if isinstance(node, exp.Subquery) and not node.args.get("with_") else node


def _trace_table_function(scope: Scope, function: exp.Expr, node: exp.Expr) -> Relation:
    """Return the rows of a table function: ``unnest(s.tags) AS t (tag)`` -> tag, from s.tags."""
    if (name := _get_row_function(function, scope)) is not None:
        return StoredTable(name)
    if _is_user_function(function, node, scope.walker.dialect):
        scope.walker.dependencies.add_note(UNKNOWN_ROWS)
    sources = apply_kind(trace_expression(function, scope), EXPRESSION)
    alias = node.args.get("alias")
    names = [c.name for c in alias.columns] if isinstance(alias, exp.TableAlias) else []
    declared = [c.name for c in function.find_all(exp.ColumnDef, exp.JSONColumnDef) if c.name]
    offset = node.args.get("offset")
    names += [offset.name] if isinstance(offset, exp.Identifier) else []
    if isinstance(alias, exp.TableAlias) and alias.this is not None and not names:
        names = [alias.name]  # FROM unnest(s.tags) AS tag: the alias names the only column
        return GeneratedRows(sources, (*names, *declared))
    return GeneratedRows(sources, (*names, *declared), open=not names)


def _is_user_function(function: exp.Expr, node: exp.Expr, dialect: str) -> bool:
    """Return whether the function in ``FROM dbo.f(1)`` is user-defined."""
    parts = list(function.flatten()) if isinstance(function, exp.Dot) else [function]
    if not isinstance(parts[-1], exp.Anonymous):
        return False
    owners = [node.args.get("db")] if isinstance(node, exp.Table) else []
    name = (*(part.name for part in owners if part is not None), *(part.name for part in parts))
    return is_user_function(name, dialect, gives_rows=True)


def _get_row_function(function: exp.Expr, scope: Scope) -> Name | None:
    """Return the name of the function in Oracle's ``TABLE(pkg.f)`` or ``TABLE(f(1))``, else None.

    ``TABLE(s.list)`` is not a function if s is a table in FROM.
    """
    if scope.walker.dialect != "oracle" or not isinstance(function, exp.Anonymous):
        return None
    if function.name.upper() != "TABLE" or len(function.expressions) != 1:
        return None
    match function.expressions[0]:
        case exp.Column(args={"table": exp.Identifier() as owner}) as call:
            if scope.find_relation(scope.normalize(owner)) is not None:
                return None
            return tuple(part.name for part in call.parts)
        case exp.Dot() | exp.Anonymous() as call if not trace_expression(call, scope):
            parts = call.flatten() if isinstance(call, exp.Dot) else (call,)
            return tuple(part.name for part in parts)
        case _:
            return None


def _trace_values(scope: Scope, node: exp.Expr) -> Relation:
    """Return the rows of ``VALUES (1, s.a), (2, s.b)``, whose columns are column1 and column2."""
    columns: list[tuple[str, Sources]] = []
    for row in node.expressions:
        cells = row.expressions if isinstance(row, exp.Tuple) else [row]
        for index, cell in enumerate(cells):
            sources = trace_expression(cell, scope)
            if index == len(columns):
                columns.append((f"column{index + 1}", sources))
            elif sources:
                columns[index] = (columns[index][0], columns[index][1] | sources)
    return DerivedTable(columns, [name for name, _ in columns])


def rename_columns(
    relation: Relation, names: Sequence[exp.Expr], normalize: Normalizer
) -> Relation:
    """Return a relation with the column names of its alias: ``FROM s AS x (a, b)``.

    Columns after the last listed one keep their names.
    """
    if not names or isinstance(relation, GeneratedRows):
        return relation
    if isinstance(relation, OpenUnion):
        branches = [rename_columns(branch, names, normalize) for branch in relation.branches]
        return combine_branches(branches, by_name=relation.by_name)
    columns = list(relation.list_columns())
    keys = [name.casefold() for name, _ in columns]
    for index, name in enumerate(names):
        if index < len(columns) and columns[index][0] == "*":
            # after a `*`, only the table of a column is known
            columns[index:] = [(n.name, columns[index][1]) for n in names[index:]]
            keys[index:] = [normalize(n) for n in names[index:]]
            break
        if index < len(columns):
            columns[index] = (name.name, columns[index][1])
            keys[index] = normalize(name)
    return DerivedTable(columns, keys)


def trace_pivot_statement(scope: Scope, node: exp.Pivot) -> Relation:
    """Trace DuckDB's ``PIVOT t ON year USING sum(amount) GROUP BY region``.

    The values of ``year`` become column names. These names are unknown, so `*` stands for them.
    """
    add_item(scope, node.this)
    if node.args.get("unpivot"):
        return trace_unpivot_statement(next(iter(scope.relations.values())), node, scope)
    group = node.args.get("group")
    columns = [
        (e.output_name, trace_expression(e, scope)) for e in (group.expressions if group else ())
    ]
    values = NO_SOURCES.union(*(trace_expression(e, scope) for e in node.args.get("using") or ()))
    naming = (trace_expression(e, scope, INDIRECT) for e in node.expressions)
    scope.walker.dependencies.indirect.update(*naming)
    columns.append(("*", values))
    return DerivedTable(columns, [name.casefold() for name, _ in columns])
