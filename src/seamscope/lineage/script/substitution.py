"""Variables, records, elements of lists and rows of triggers, as the queries that filled them."""

from collections.abc import Iterator
from functools import reduce

from sqlglot import exp

from seamscope.lineage.query.names import get_table_name
from seamscope.lineage.remote.tree_builders import build_select, build_table
from seamscope.lineage.script.environment import VALUE, Environment


def filled_in(tree: exp.Expr, frame: Environment) -> exp.Expr:
    """Return the tree with variables, records and trigger rows as what filled them."""
    if frame.temps:
        _shorten(tree, frame)
    if frame.trigger.tables:
        _whole_rows(tree, frame)
    for node, query in list(_variables(tree, frame)):
        if node is tree:
            return exp.Subquery(this=query)
        node.replace(exp.Subquery(this=query))
    if frame.trigger.tables:
        for source in list(tree.find_all(exp.Table)):
            if source.name.casefold() in frame.trigger.row_sets and not source.args.get("db"):
                _stand_for(source, frame)
    return tree


def _shorten(tree: exp.Expr, frame: Environment) -> None:
    """Name temp tables by their last part, wherever they are said to be: `tempdb..#t`."""
    for node in tree.find_all(exp.Table):
        if ("db" in node.args or "catalog" in node.args) and frame.is_temp(get_table_name(node)):
            node.set("db", None)
            node.set("catalog", None)


def _stand_for(source: exp.Table, frame: Environment) -> None:
    """Put the tables of the trigger where a statement names all the rows it sees."""
    alias = source.args.get("alias") or exp.TableAlias(this=exp.Identifier(this=source.name))
    first, *others = frame.trigger.tables
    made: exp.Expr = exp.Subquery(this=_of_row("", frame)) if others else build_table(first)
    made.set("alias", alias)
    source.replace(made)


def _of_row(column: str, frame: Environment) -> exp.Expr:
    """Return a column of the rows that a trigger sees, or all columns."""
    columns = [column] if column else []
    selects: list[exp.Expr] = [
        build_select(build_table(name), columns) for name in frame.trigger.tables
    ]
    return reduce(lambda one, two: exp.Union(this=one, expression=two, distinct=False), selects)


def _whole_rows(tree: exp.Expr, frame: Environment) -> None:
    """Put the table of the trigger beside NEW.* as where it comes from."""
    for node in list(tree.find_all(exp.Column)):
        if not isinstance(node.this, exp.Star) or node.table.casefold() not in frame.trigger.rows:
            continue
        query = node.find_ancestor(exp.Select, exp.Values)
        if isinstance(query, exp.Values) and len(query.expressions) == 1:
            values, query = query, exp.Select(expressions=query.expressions[0].expressions)
            values.replace(query)
        if isinstance(query, exp.Select):
            rows = exp.Subquery(this=_of_row("", frame))
            rows.set("alias", exp.TableAlias(this=exp.Identifier(this=node.table)))
            beside = query.args.get("from_")
            if beside is None:
                query.set("from_", exp.From(this=rows))
            else:
                query.append("joins", exp.Join(this=rows))


def _variables(tree: exp.Expr, frame: Environment) -> Iterator[tuple[exp.Expr, exp.Expr]]:
    if not (frame.declared or frame.records or frame.bound or frame.trigger.tables):
        return
    for node in tree.find_all(exp.Parameter, exp.Column, exp.Placeholder, exp.Dot, exp.Anonymous):
        if frame.trigger.tables and (column := row_column(node, frame)):
            yield node, _of_row(column, frame)
            continue
        name, column = _variable(node, frame)
        target = isinstance(node.parent, exp.Table | exp.Returning)
        if (name.casefold(),) in frame.temps and not target:
            yield node, build_select(build_table((name.casefold(),)), [column])


def row_column(node: exp.Expr, frame: Environment) -> str:
    """Return the column of the row that fired a trigger, NEW.x or :OLD.x; "" if it is none."""
    match node:
        case exp.Column() if node.table.casefold().strip(":") in frame.trigger.rows:
            return "" if isinstance(node.this, exp.Star) else node.name
        case exp.Dot(this=exp.Placeholder() as row) if row.name.casefold() in frame.trigger.rows:
            return str(node.expression.name)
        case _:
            return ""


def _variable(node: exp.Expr, frame: Environment) -> tuple[str, str]:
    """Return the variable or record a node names and the column of it, "" if it is none."""
    match node:
        case exp.Parameter():
            return f"@{node.name}", VALUE
        case exp.Placeholder():
            return node.name, VALUE
        case exp.Column() if node.table:
            return _dotted(node, frame)
        case exp.Dot(this=exp.Anonymous() as element):
            known = element.name.casefold() in frame.records
            return (element.name, node.expression.name) if known else ("", "")
        case _:
            return (node.name, VALUE) if frame.variable(node.name) else ("", "")


def _dotted(node: exp.Column, frame: Environment) -> tuple[str, str]:
    """Return a record and its field, or a variable of a package."""
    if _aliased(node, node.table):
        return "", ""
    if node.table.casefold() in frame.records:
        return node.table, node.name
    whole = ".".join(part.name for part in node.parts)
    return (whole, VALUE) if frame.variable(whole) else ("", "")


def row_columns(names: list[str], frame: Environment) -> dict[int, str]:
    """Return which of these names are columns of the row that fired a trigger, by position."""
    split = [(index, *name.lstrip(":").rpartition(".")) for index, name in enumerate(names)]
    seen = frame.trigger.rows if frame.trigger.tables else ()
    return {index: column for index, row, _, column in split if row.casefold() in seen}


def _aliased(node: exp.Expr, name: str) -> bool:
    """Tell whether a statement has a table of this name itself."""
    scope = node.find_ancestor(exp.Select, exp.Update, exp.Delete, exp.Merge)
    return scope is not None and any(
        t.alias_or_name.casefold() == name.casefold() for t in scope.find_all(exp.Table)
    )
