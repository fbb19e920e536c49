"""What feeds a value: one walk of an expression, with a stack of its own, whatever its depth."""

from typing import Any

from sqlglot import exp

from seamscope.lineage.query.methods import restore
from seamscope.lineage.query.model import AGGREGATE, EXPRESSION, IDENTITY, NOTHING, Feed, stronger
from seamscope.lineage.query.scope import Scope

# Roles; from THROUGH on, what stands in a node is walked.
COLUMN, SEVERAL, LEAF, STAR, POSITION, QUERY, TEST, THROUGH, OTHER, WINDOW, DOT, COMPUTED = range(
    12
)
_ROLES: tuple[tuple[tuple[type, ...], int], ...] = (
    ((list,), SEVERAL),
    ((exp.Column,), COLUMN),
    ((exp.Star,), STAR),
    ((exp.Paren, exp.Alias, exp.Aliases), THROUGH),
    ((exp.Query,), QUERY),
    ((exp.Exists,), TEST),
    ((exp.Literal, exp.Identifier, exp.Null, exp.Boolean, exp.DataType, exp.Var), LEAF),
    ((exp.Placeholder, exp.JSONPath, exp.NextValueFor), LEAF),
    ((exp.Parameter,), POSITION),
    ((exp.Window,), WINDOW),
    ((exp.Dot,), DOT),
    ((exp.AggFunc,), COMPUTED),
    ((exp.Expr,), OTHER),
)


class _Roles(dict[type, int]):
    """How a class takes part, found out once for each; no expression: a flag or a word."""

    def __missing__(self, kind: type) -> int:
        found = next((what for kinds, what in _ROLES if issubclass(kind, kinds)), LEAF)
        self[kind] = found
        return found


_roles = _Roles()


def feed(node: exp.Expr, scope: Scope, kind: int = IDENTITY) -> Feed:
    """Return the sources of a value with their kinds; subqueries in it are read on the way.

    kind: what is done with the value already.
    """
    if node.__class__ is exp.Column:
        found = scope.resolve(node)
        return stronger(found, kind) if kind else found
    return _walked(node, scope, kind)


def _walked(node: exp.Expr, scope: Scope, kind: int) -> Feed:
    feeds: list[Feed] = []
    todo: list[Any] = [node]  # nodes, lists of them, flags and words
    counted: list[Any] = []  # what aggregates stand over
    while todo:
        for item in todo:  # it grows while it is walked
            what = _roles[item.__class__]
            if what == COLUMN:
                found = scope.resolve(item)
                feeds.append(stronger(found, kind) if kind else found)
            elif what == SEVERAL:
                todo += item
            elif what >= THROUGH:  # what is an identity until now was all there was to do
                kind = kind or (IDENTITY if what == THROUGH else EXPRESSION)
                below = counted if what == COMPUTED and kind < AGGREGATE else todo
                if what >= WINDOW:
                    below += _further(item, what, scope)
                below += item.args.values()
            elif what != LEAF:
                feeds.append(stronger(_alone(item, what, scope), kind))
        todo, counted, kind = counted, [], AGGREGATE
    return feeds[0] if len(feeds) == 1 else NOTHING.union(*feeds)


def _further(item: exp.Expr, what: int, scope: Scope) -> list[object]:
    """Return what else belongs to a node: the definition of a window that has a name."""
    if what == DOT:
        restore(item, scope.reader.dialect)
    named = scope.windows.get(item.alias.casefold()) if what == WINDOW else None
    return [] if named is None else list(named.args.values())


def _alone(item: exp.Expr, what: int, scope: Scope) -> Feed:
    if what == POSITION:
        return scope.position(item)
    return scope.rows() if what == STAR else _subquery(item, scope)


def _subquery(node: exp.Expr, scope: Scope) -> Feed:
    """Read a subquery: its columns feed the value, those of EXISTS only decide."""
    inner = node.this if isinstance(node, exp.Exists) else node
    trail = scope.reader.trail
    before = set(trail.reads)
    result = scope.reader.query(inner, scope.ctes, scope)
    trail.lookups |= {name: None for name in trail.reads if name not in before}
    if isinstance(node, exp.Exists):
        return NOTHING
    return NOTHING.union(*(fed for _, fed in result.outs()))
