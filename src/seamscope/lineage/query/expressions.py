"""Find the columns that feed a value, also through subqueries and positions (``GROUP BY 1``)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlglot import exp

from seamscope.lineage.query.model import (
    AGGREGATE,
    CONDITION,
    EXPRESSION,
    IDENTITY,
    INDIRECT,
    NO_SOURCES,
    Relation,
    Sources,
    apply_kind,
)
from seamscope.lineage.query.scope import Scope

# Roles of syntax nodes. From THROUGH on, the children of a node with the role are walked.
(COLUMN, LIST, LEAF, STAR, POSITION, QUERY, EXISTS, THROUGH, OTHER, CHOICE, WINDOW, DOT,
 AGGREGATION) = range(13)  # fmt: skip
_ROLES: tuple[tuple[tuple[type, ...], int], ...] = (
    ((list,), LIST),
    ((exp.Column,), COLUMN),
    ((exp.Star,), STAR),
    ((exp.Paren, exp.Alias, exp.Aliases), THROUGH),
    ((exp.Query,), QUERY),
    ((exp.Exists,), EXISTS),
    ((exp.Literal, exp.Identifier, exp.Null, exp.Boolean, exp.DataType, exp.Var), LEAF),
    ((exp.Placeholder, exp.JSONPath, exp.NextValueFor), LEAF),
    ((exp.Parameter,), POSITION),
    ((exp.Case, exp.If, exp.Nvl2, exp.DecodeCase, exp.Filter), CHOICE),
    ((exp.Window,), WINDOW),
    ((exp.Dot,), DOT),
    ((exp.AggFunc,), AGGREGATION),
    ((exp.Expr,), OTHER),
)
# T-SQL methods of the types XML, hierarchyid and geography. Other names after a dot are schema
# functions.
_METHOD = re.compile(
    r"(?:value|query|exist|nodes|modify|ToString|GetAncestor|GetDescendant|GetLevel|IsDescendantOf"
    r"|GetReparentedValue|ST[A-Z]\w*)",
)
_NAME_PARENTS = (exp.Table, exp.TableAlias, exp.Column, exp.Dot, exp.Schema)


class _Roles(dict[type, int]):
    """A cache of the role of each class of syntax node; flags and strings have the role LEAF."""

    def __missing__(self, kind: type) -> int:
        role = next((role for kinds, role in _ROLES if issubclass(kind, kinds)), LEAF)
        self[kind] = role
        return role


_roles = _Roles()


def trace_expression(node: exp.Expr, scope: Scope, kind: int = IDENTITY) -> Sources:
    """Return the sources of a value with their kinds; subqueries in it are traced.

    ``s.a + SUM(s.b)`` -> ``{s.a EXPRESSION, s.b AGGREGATE}``.

    kind: what the clause around the expression does with the value, for example INDIRECT in WHERE.
    """
    if node.__class__ is exp.Column:
        sources = scope.resolve(node)
        return apply_kind(sources, kind) if kind else sources
    return _walk(node, scope, kind)


def _walk(node: exp.Expr, scope: Scope, kind: int) -> Sources:
    """Return the sources of an expression: columns that it is computed from, and its conditions."""
    deciding: list[Any] = []
    found = _walk_values(node, scope, kind, deciding)
    if not deciding:
        return found
    # a column that also feeds the value is more than a condition
    known = {(table, column) for table, column, _ in found}
    conditions = _walk_values(deciding, scope, CONDITION, deciding)
    return found.union(source for source in conditions if source[:2] not in known)


def _walk_values(
    node: exp.Expr | list[Any], scope: Scope, kind: int, deciding: list[Any]
) -> Sources:
    """Walk an expression with an explicit stack, so that its depth does not matter.

    Conditions, for example in CASE, are not walked but added to `deciding`, unless kind is
    CONDITION or INDIRECT.
    """
    found: list[Sources] = []
    todo: list[Any] = [node]  # nodes, lists of nodes, flags and words
    aggregated: list[Any] = []  # the arguments of aggregate functions
    while todo:
        for item in todo:  # the list grows while it is walked
            role = _roles[item.__class__]
            if role == COLUMN:
                sources = scope.resolve(item)
                found.append(apply_kind(sources, kind) if kind else sources)
            elif role == LIST:
                todo += item
            elif role >= THROUGH:  # the kind remains IDENTITY only while each node has one child
                kind = kind or (IDENTITY if role == THROUGH else EXPRESSION)
                below = aggregated if role == AGGREGATION and kind < AGGREGATE else todo
                if role < CHOICE:
                    below += item.args.values()
                else:
                    noted = deciding if kind < CONDITION else None
                    below += _list_children(item, role, scope, noted)
            elif role != LEAF:
                found.append(apply_kind(_trace_special(item, role, scope), kind))
        todo, aggregated, kind = aggregated, [], AGGREGATE
    return found[0] if len(found) == 1 else NO_SOURCES.union(*found)


def _list_children(
    item: exp.Expr, role: int, scope: Scope, deciding: list[Any] | None
) -> Iterable[Any]:
    """Return the children of a node; for ``SUM(a) OVER w``, also those of the definition of w.

    Turn the names before a T-SQL method into columns, so that they are walked.

    deciding: list to which conditions are added; None to return them with the other children.
    """
    if role == CHOICE and deciding is not None:
        return _split_choice(item, deciding)
    if role == DOT:
        _restore_method_columns(item, scope.walker.dialect)
    window = scope.windows.get(item.alias.casefold()) if role == WINDOW else None
    children = item.args.values()
    return children if window is None else [*window.args.values(), *children]


def _split_choice(node: exp.Expr, deciding: list[Any]) -> list[Any]:
    """Add the conditions of a node to `deciding`, and return its other children.

    The condition is ``a > 1`` in ``CASE WHEN a > 1 THEN b END`` and in ``SUM(b) FILTER (WHERE a >
    1)``. In ``DECODE(a, 1, b, c)``, a and 1 are added to `deciding`, and b and c are returned.
    """
    if isinstance(node, exp.DecodeCase):
        tested, *pairs = node.expressions
        last = pairs[-1:] if len(pairs) % 2 else []  # the value if nothing matches
        deciding += [tested, *pairs[: len(pairs) - len(last) : 2]]
        return [*pairs[1::2], *last]
    key = "expression" if isinstance(node, exp.Filter) else "this"
    deciding.append(node.args.get(key))
    return [value for name, value in node.args.items() if name != key]


def _trace_special(item: exp.Expr, role: int, scope: Scope) -> Sources:
    """Return the sources of ``$1``, ``COUNT(*)`` or a subquery."""
    if role == POSITION:
        return scope.resolve_position(item)
    return scope.resolve_rows() if role == STAR else _trace_subquery(item, scope)


def _trace_subquery(node: exp.Expr, scope: Scope) -> Sources:
    """Return the sources of a subquery in an expression: ``(SELECT max(a) FROM r)``.

    The columns in EXISTS do not feed the value.
    """
    inner = node.this if isinstance(node, exp.Exists) else node
    dependencies = scope.walker.dependencies
    before = set(dependencies.reads)
    result = scope.walker.trace_query(inner, scope.ctes, scope)
    dependencies.add_lookups(name for name in dependencies.reads if name not in before)
    if isinstance(node, exp.Exists):
        return NO_SOURCES
    return NO_SOURCES.union(*(sources for _, sources in result.list_columns()))


def trace_positions(clause: exp.Expr, result: Relation) -> Sources:
    """Return the sources of the projections that ``GROUP BY 1`` or ``ORDER BY 2`` refer to."""
    columns = result.list_columns()
    found: Sources = NO_SOURCES
    for item in clause.args.get("expressions") or ():
        value = item.args["this"] if item.__class__ is exp.Ordered else item
        if value.__class__ is exp.Literal and not value.is_string and value.name.isdigit():
            position = int(value.name)
            sources = NO_SOURCES.union(*(s for _, s in columns[position - 1 :][:1]))
            found |= apply_kind(sources, INDIRECT)
    return found


def list_limit_queries(args: Mapping[str, object]) -> Iterator[exp.Expr]:
    """Yield the subqueries in LIMIT, OFFSET and TOP: ``LIMIT (SELECT n FROM settings)``."""
    for bound in (args.get("limit"), args.get("offset")):
        value = bound.args.get("expression") if isinstance(bound, exp.Expr) else None
        if isinstance(value, exp.Expr) and value.__class__ is not exp.Literal:
            query = value.find(exp.Query)
            if query is not None:
                yield query


def _restore_method_columns(dot: exp.Expr, dialect: str) -> None:
    """Turn the names before a T-SQL method into columns: ``s.doc.value('…', 'int')`` reads s.doc.

    The parser reads each column before the dot, even inside a subquery, as part of a longer name.
    """
    method = dot.args["expression"]
    if dialect not in {"tsql", "fabric"} or not isinstance(method, exp.Func):
        return
    if not _METHOD.fullmatch(method.name or method.sql_name()):
        return
    for name in list(dot.this.find_all(exp.Identifier)):
        _restore_column(name, dot)


def _restore_column(name: exp.Identifier, within: exp.Expr) -> None:
    """Replace the name ``a`` or ``s.a`` by a column.

    name: the last part of the name: ``a``.
    within: the method call that contains the name.
    """
    last: exp.Expr = name
    parts = [name]
    parent = name.parent
    if isinstance(parent, exp.Dot) and parent is not within:
        if parent.expression is not name:
            return
        parts = [part for part in parent.flatten() if isinstance(part, exp.Identifier)]
        last = parent
    elif (isinstance(parent, _NAME_PARENTS) and parent is not within) or name.arg_key == "alias":
        return
    if last.arg_key == "expression" and last.parent is within:
        return
    copies = [part.copy() for part in parts[-4:]]
    keys = ("this", "table", "db", "catalog")
    last.replace(exp.Column(**dict(zip(keys, reversed(copies), strict=False))))
