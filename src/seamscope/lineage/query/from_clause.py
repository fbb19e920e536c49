"""What stands in FROM and JOIN: tables, subqueries, functions that make rows, pivots, `*`."""

from collections.abc import Sequence
from itertools import islice

from sqlglot import exp

from seamscope.lineage.query.expressions import feed
from seamscope.lineage.query.model import EXPRESSION, INDIRECT, NOTHING, Feed, Relation, stronger
from seamscope.lineage.query.names import Key
from seamscope.lineage.query.pivots import pivoted, unpivoted
from seamscope.lineage.query.relations import Derived, GeneratedRows, Union, united
from seamscope.lineage.query.scope import Scope

HIDING = frozenset({"SEMI", "ANTI"})  # joins that only test


def bring(scope: Scope, tree: exp.Select) -> int:
    """Put all that a SELECT names in reach; return how many reads come before its joins."""
    args = tree.args
    if (from_ := args.get("from_")) is not None:
        add(scope, from_.this)
    joined = len(scope.reader.trail.reads)
    for item in args.get("joins") or ():
        join(scope, item)
    for lateral in args.get("laterals") or ():
        add(scope, lateral)
    for window in args.get("windows") or ():
        scope.windows[window.name.casefold()] = window
    return joined


def add(scope: Scope, node: exp.Expr) -> None:
    """Put an item of FROM in the scope's reach, with the joins that hang on it."""
    args = node.args
    if node.__class__ is exp.Final:  # ClickHouse: FROM t FINAL
        add(scope, args["this"])
        return
    alias = args.get("alias")
    if node.__class__ is exp.Subquery and not alias and isinstance(node.unnest(), exp.Table):
        add(scope, args["this"])  # parentheses around joins
    else:
        relation: Relation
        if isinstance(node, exp.Table) and args["this"].__class__ is exp.Identifier:
            relation = scope.reader.table(node, scope.ctes)
        else:
            relation = _relation(scope, node)
        for pivot in args.get("pivots") or ():
            relation = pivoted(relation, pivot, scope)
            alias = pivot.args.get("alias") or alias
        if alias is not None and (columns := alias.args.get("columns")):
            relation = renamed(relation, columns, scope.key)
        scope.add(_key(node, alias, scope) or f"\0{len(scope.relations)}", relation)
    for inner in args.get("joins") or ():
        join(scope, inner)
    for lateral in args.get("laterals") or ():
        add(scope, lateral)


def join(scope: Scope, node: exp.Expr) -> None:
    """Put a joined item in reach; a semi join's is seen by its own condition alone."""
    args = node.args
    known = len(scope.relations)
    add(scope, args["this"])
    if args.get("kind") in HIDING or args.get("side") in HIDING:
        scope.hidden.update(islice(scope.relations, known, None))
    if args.get("method") == "NATURAL":
        scope.natural = True
    if (using := args.get("using")) is not None:
        scope.merged.update(map(scope.key, using))


def decide(scope: Scope, joins: Sequence[exp.Expr]) -> None:
    """Note the columns that decide which rows are joined."""
    hidden, scope.hidden = scope.hidden, set()
    for node in joins:
        args = node.args
        for part in (args.get("on"), args.get("match_condition")):
            if part is not None:
                scope.reader.trail.indirect |= feed(part, scope, INDIRECT)
        for name in args.get("using") or ():
            fed = scope.everywhere(name)
            scope.reader.trail.indirect |= stronger(fed, INDIRECT)
        if inner := args["this"].args.get("joins"):
            decide(scope, inner)
    scope.hidden = hidden


def _key(node: exp.Expr, alias: exp.Expr | None, scope: Scope) -> str:
    named = None if alias is None else alias.args.get("this")
    if named is None and isinstance(node, exp.Table):
        named = node.args["this"]
        named = named.expression if isinstance(named, exp.Dot) else named
    return scope.key(named) if named.__class__ is exp.Identifier else ""


def key_of(node: exp.Expr, scope: Scope) -> str:
    """Return the key that an item of FROM goes by, "" if it has no name."""
    alias = node.args.get("alias")
    return _key(node, alias if isinstance(alias, exp.TableAlias) else None, scope)


def _relation(scope: Scope, node: exp.Expr) -> Relation:
    match node:
        case exp.Table() if not isinstance(node.this, exp.Func):
            return _table(scope, node)
        case exp.Values():
            return _values(scope, node)
        case exp.Query():
            return scope.reader.query(_unaliased(node), scope.ctes, scope)
        case exp.Lateral(this=exp.Query() as inner):
            return scope.reader.query(inner, scope.ctes, scope)
        case exp.Lateral() | exp.Table():
            scope.reader.functions.append(node.this)
            return _made(scope, node.this, node)
        case _:
            return _made(scope, node, node)


def _table(scope: Scope, node: exp.Table) -> Relation:
    """Return a table, or what only stands where one does."""
    match node.this:
        case exp.Values() as rows:
            return _values(scope, rows)
        case exp.SemanticView(this=exp.Table() as view):
            return scope.reader.table(view, scope.ctes)
        case None:  # Postgres: ROWS FROM (f(a), g(b))
            functions = node.args.get("rows_from") or ()
            return GeneratedRows(NOTHING.union(*(feed(item.this, scope) for item in functions)))
        case _:
            return scope.reader.table(node, scope.ctes)


def _unaliased(node: exp.Expr) -> exp.Expr:
    """Return the query inside a subquery, whose own joins are the scope's business."""
    return node.this if isinstance(node, exp.Subquery) and not node.args.get("with_") else node


def _made(scope: Scope, function: exp.Expr, node: exp.Expr) -> Relation:
    """Return the rows a function makes of its arguments, by the names that are given to them."""
    fed = stronger(feed(function, scope), EXPRESSION)
    alias = node.args.get("alias")
    names = [c.name for c in alias.columns] if isinstance(alias, exp.TableAlias) else []
    declared = [c.name for c in function.find_all(exp.ColumnDef, exp.JSONColumnDef) if c.name]
    offset = node.args.get("offset")
    names += [offset.name] if isinstance(offset, exp.Identifier) else []
    if isinstance(alias, exp.TableAlias) and alias.this is not None and not names:
        names = [alias.name]  # rows of single values go by the alias itself
        return GeneratedRows(fed, (*names, *declared))
    return GeneratedRows(fed, (*names, *declared), open=not names)


def _values(scope: Scope, node: exp.Expr) -> Relation:
    columns: list[tuple[str, Feed]] = []
    for row in node.expressions:
        cells = row.expressions if isinstance(row, exp.Tuple) else [row]
        for index, cell in enumerate(cells):
            fed = feed(cell, scope)
            if index == len(columns):
                columns.append((f"column{index + 1}", fed))
            elif fed:
                columns[index] = (columns[index][0], columns[index][1] | fed)
    return Derived(columns, [name for name, _ in columns])


def renamed(relation: Relation, names: Sequence[exp.Expr], key: Key) -> Relation:
    """Return a relation under the column names of its alias; what they do not reach keeps its."""
    if not names or isinstance(relation, GeneratedRows):
        return relation
    if isinstance(relation, Union):
        branches = [renamed(branch, names, key) for branch in relation.branches]
        return united(branches, by_name=relation.by_name)
    outs = relation.outs()
    keys = [name.casefold() for name, _ in outs]
    columns = list(outs)
    for index, name in enumerate(names):
        if index < len(columns) and columns[index][0] == "*":
            # which column it is cannot be told, only that it comes from there
            columns[index:] = [(n.name, columns[index][1]) for n in names[index:]]
            keys[index:] = [key(n) for n in names[index:]]
            break
        if index < len(columns):
            columns[index] = (name.name, columns[index][1])
            keys[index] = key(name)
    return Derived(columns, keys)


def pivot(scope: Scope, node: exp.Pivot) -> Relation:
    """DuckDB's PIVOT t ON … USING … GROUP BY …: its columns are named by values, so by `*`."""
    add(scope, node.this)
    if node.args.get("unpivot"):
        return unpivoted(next(iter(scope.relations.values())), node, scope)
    group = node.args.get("group")
    columns = [(e.output_name, feed(e, scope)) for e in (group.expressions if group else ())]
    values = NOTHING.union(*(feed(e, scope) for e in node.args.get("using") or ()))
    deciding = NOTHING.union(*(feed(e, scope, INDIRECT) for e in node.expressions))
    scope.reader.trail.indirect |= deciding
    columns.append(("*", values))
    return Derived(columns, [name.casefold() for name, _ in columns])
