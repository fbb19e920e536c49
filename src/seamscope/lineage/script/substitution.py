"""Replace variables, records and trigger rows in a statement by the queries that filled them."""

from collections.abc import Iterator
from functools import reduce

from sqlglot import exp

from seamscope.lineage.query.names import get_table_name
from seamscope.lineage.remote.tree_builders import build_select, build_table
from seamscope.lineage.script.environment import Environment
from seamscope.lineage.script.record_fields import VALUE


def substitute_variables(tree: exp.Expr, environment: Environment) -> exp.Expr:
    """Return a tree in which variables, records and trigger rows are subqueries.

    `INSERT INTO t (a) VALUES (@x)` → `INSERT INTO t (a) VALUES ((SELECT value FROM "@x"))`; the
    relation `@x` is in the environment.
    """
    if environment.relations:
        _shorten_temp_names(tree, environment)
    if environment.trigger.tables:
        _add_trigger_rows(tree, environment)
    if environment.records:
        _add_record_rows(tree, environment)
    for node, query in list(_find_variables(tree, environment)):
        if node is tree:
            return exp.Subquery(this=query)
        node.replace(exp.Subquery(this=query))
    if environment.trigger.tables:
        _replace_row_sets(tree, environment)
    return tree


def _shorten_temp_names(tree: exp.Expr, environment: Environment) -> None:
    """Change `tempdb..#t` to `#t`, which is the name of its relation."""
    for node in tree.find_all(exp.Table):
        if ("db" in node.args or "catalog" in node.args) and environment.is_temp(
            get_table_name(node)
        ):
            node.set("db", None)
            node.set("catalog", None)


def _replace_row_sets(tree: exp.Expr, environment: Environment) -> None:
    """Replace `FROM inserted` in a statement by FROM with the trigger's table."""
    for source in list(tree.find_all(exp.Table)):
        is_row_set = source.name.casefold() in environment.trigger.row_sets
        if is_row_set and not source.args.get("db"):
            _replace_row_set(source, environment)


def _replace_row_set(source: exp.Table, environment: Environment) -> None:
    """Replace one `FROM inserted` by the trigger's table, or by a union of its tables."""
    alias = source.args.get("alias") or exp.TableAlias(this=exp.Identifier(this=source.name))
    first, *others = environment.trigger.tables
    rows: exp.Expr = (
        exp.Subquery(this=_select_rows("", environment)) if others else build_table(first)
    )
    rows.set("alias", alias)
    source.replace(rows)


def _select_rows(column: str, environment: Environment) -> exp.Expr:
    """Return a query for one column of the trigger's rows.

    column: the name of the column, "" for all columns.
    """
    columns = [column] if column else []
    selects: list[exp.Expr] = [
        build_select(build_table(name), columns) for name in environment.trigger.tables
    ]
    return reduce(lambda one, two: exp.Union(this=one, expression=two, distinct=False), selects)


def _add_trigger_rows(tree: exp.Expr, environment: Environment) -> None:
    """Add a FROM to `SELECT NEW.*` and `VALUES (NEW.*)` that reads the trigger's table AS NEW."""
    for node in list(tree.find_all(exp.Column)):
        is_row = node.table.casefold() in environment.trigger.rows
        if not isinstance(node.this, exp.Star) or not is_row:
            continue
        query = node.find_ancestor(exp.Select, exp.Values)
        if isinstance(query, exp.Values) and len(query.expressions) == 1:
            values, query = query, exp.Select(expressions=query.expressions[0].expressions)
            values.replace(query)
        if isinstance(query, exp.Select):
            rows = exp.Subquery(this=_select_rows("", environment))
            rows.set("alias", exp.TableAlias(this=exp.Identifier(this=node.table)))
            if query.args.get("from_") is None:
                query.set("from_", exp.From(this=rows))
            else:
                query.append("joins", exp.Join(this=rows))


def _add_record_rows(tree: exp.Expr, environment: Environment) -> None:
    """Add a FROM that reads the rows of the record r to `VALUES (r.*)` and `SELECT r.*`.

    `INSERT INTO t VALUES list(i)` → `INSERT INTO t SELECT list.* FROM list`.
    """
    if isinstance(tree, exp.Insert) and isinstance(tree.expression, exp.Values):
        _select_record_values(tree, environment)
    if isinstance(tree, exp.Update):
        tree.set("expressions", list(_set_record_fields(tree.expressions, environment)))
    for select in list(tree.find_all(exp.Select)):
        for item in select.expressions:
            record = _find_whole_record(item, environment)
            is_star = isinstance(item, exp.Column) and isinstance(item.this, exp.Star)
            if not record or not is_star or _has_source(select, record):
                continue
            rows = build_table((record,))
            if select.args.get("from_") is None:
                select.set("from_", exp.From(this=rows))
            else:
                select.append("joins", exp.Join(this=rows))


def _set_record_fields(items: list[exp.Expr], environment: Environment) -> Iterator[exp.Expr]:
    """Yield the items of a SET; Oracle's `ROW = r` becomes one item for each field of r."""
    for item in items:
        value = item.expression if isinstance(item, exp.EQ) else None
        record = _find_whole_record(value, environment) if value is not None else ""
        if not record or item.this.name.upper() != "ROW":
            yield item
            continue
        for field, _ in environment.relations[(record,)].columns:
            yield exp.EQ(this=exp.column(field), expression=exp.column(field, table=record))


def _select_record_values(tree: exp.Insert, environment: Environment) -> None:
    """Replace the VALUES of an INSERT by a SELECT if one of the values is a whole record."""
    rows = tree.expression.expressions
    cells = rows[0].expressions if len(rows) == 1 and isinstance(rows[0], exp.Tuple) else []
    columns = tree.this.expressions if isinstance(tree.this, exp.Schema) else []
    items: list[exp.Expr] = []
    for cell in cells:
        record = _find_whole_record(cell, environment)
        is_row = isinstance(cell, exp.Column) and isinstance(cell.this, exp.Star)
        is_whole = record and (is_row or (len(cells) == 1 and len(columns) != 1))
        items.append(
            exp.Column(this=exp.Star(), table=exp.to_identifier(record)) if is_whole else cell
        )
    if any(new is not old for new, old in zip(items, cells, strict=True)) or any(
        isinstance(item, exp.Column) and isinstance(item.this, exp.Star) for item in items
    ):
        tree.set("expression", exp.Select(expressions=[item.copy() for item in items]))


def _find_whole_record(node: exp.Expr, environment: Environment) -> str:
    """Return the case-folded record name in `r`, `r.*` or `list(i)`, "" for any other node."""
    match node:
        case exp.Column(this=exp.Star()):
            name = node.table
        case exp.Column() if not node.table:
            name = node.name
        case exp.Anonymous():
            name = node.name
        case _:
            return ""
    name = name.casefold()
    return name if name in environment.records and (name,) in environment.relations else ""


def _has_source(select: exp.Select, name: str) -> bool:
    """Return whether a SELECT has a table of this name or alias."""
    return any(t.alias_or_name.casefold() == name for t in select.find_all(exp.Table))


def _find_variables(
    tree: exp.Expr, environment: Environment
) -> Iterator[tuple[exp.Expr, exp.Expr]]:
    """Yield each node that stands for a variable, and the query that has its value.

    Such a node is a variable, a field of a record, or a column of a trigger row.
    """
    has_rows = bool(environment.trigger.tables)
    if not (environment.variables or environment.records or environment.has_binds or has_rows):
        return
    for node in tree.find_all(exp.Parameter, exp.Column, exp.Placeholder, exp.Dot, exp.Anonymous):
        if has_rows and (column := find_row_column(node, environment)):
            yield node, _select_rows(column, environment)
            continue
        name, column = _find_variable(node, environment)
        is_table = isinstance(node.parent, exp.Table | exp.Returning)
        if (name.casefold(),) in environment.relations and not is_table:
            yield node, build_select(build_table((name.casefold(),)), [column])


def find_row_column(node: exp.Expr, environment: Environment) -> str:
    """Return the column `x` if a node is NEW.x or :OLD.x of a trigger, else ""."""
    match node:
        case exp.Column() if node.table.casefold().strip(":") in environment.trigger.rows:
            return "" if isinstance(node.this, exp.Star) else node.name
        case exp.Dot(this=exp.Placeholder() as row) if (
            row.name.casefold() in environment.trigger.rows
        ):
            return str(node.expression.name)
        case _:
            return ""


def _find_variable(node: exp.Expr, environment: Environment) -> tuple[str, str]:
    """Return the variable and the column of a node: `@x` → `"@x", "value"`; `r.a` → `"r", "a"`."""
    match node:
        case exp.Parameter():
            return f"@{node.name}", VALUE
        case exp.Placeholder():
            return node.name, VALUE
        case exp.Dot(this=exp.Anonymous() as element):  # rows(i).a
            is_record = element.name.casefold() in environment.records
            return (element.name, node.expression.name) if is_record else ("", "")
        case exp.Anonymous() if environment.is_declared(node.name.casefold()):  # list(i)
            return node.name, VALUE
        case _:
            return "", ""


def find_row_columns(names: list[str], environment: Environment) -> dict[int, str]:
    """Return which of these variables are columns of a trigger row: column by position.

    `NEW.a, v` → `{0: "a"}`.
    """
    split = [(index, *name.lstrip(":").rpartition(".")) for index, name in enumerate(names)]
    rows = environment.trigger.rows if environment.trigger.tables else ()
    return {index: column for index, row, _, column in split if row.casefold() in rows}
