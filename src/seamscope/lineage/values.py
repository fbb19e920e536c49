"""What feeds a value: one walk of an expression, with a stack of its own, whatever its depth."""

from sqlglot import exp

from seamscope.lineage.model import AGGREGATE, EXPRESSION, IDENTITY, NOTHING, Feed, Source, stronger
from seamscope.lineage.scope import Scope

LEAF, COLUMN, THROUGH, QUERY, COMPUTED, OTHER, STAR, TEST, POSITION, WINDOW = range(10)
_ROLES: tuple[tuple[tuple[type, ...], int], ...] = (
    ((exp.Column,), COLUMN),
    ((exp.Star,), STAR),
    ((exp.Paren, exp.Alias, exp.Aliases), THROUGH),
    ((exp.Query,), QUERY),
    ((exp.Exists,), TEST),
    ((exp.Literal, exp.Identifier, exp.Null, exp.Boolean, exp.DataType, exp.Var), LEAF),
    ((exp.Placeholder, exp.JSONPath), LEAF),
    ((exp.Parameter,), POSITION),
    ((exp.Window,), WINDOW),
    ((exp.AggFunc,), COMPUTED),
)
_roles: dict[type, int] = {}
Todo = list[tuple[list[exp.Expr], int]]  # expressions, and what is done with them already


def role(node: exp.Expr) -> int:
    """Return how a node's class takes part; found out once for each class."""
    kind = node.__class__
    found = _roles.get(kind)
    if found is None:
        found = _roles[kind] = _role(node)
    return found


def _role(node: object) -> int:
    if not isinstance(node, exp.Expr):  # a flag, a word
        return LEAF
    return next((what for kinds, what in _ROLES if isinstance(node, kinds)), OTHER)


def feed(node: exp.Expr, scope: Scope, kind: int = IDENTITY) -> Feed:
    """Return the sources of a value with their kinds; subqueries in it are read on the way.

    kind: what is done with the value already.
    """
    if node.__class__ is exp.Column:
        found = scope.resolve(node)
        return stronger(found, kind) if kind else found
    fed: set[Source] = set()
    todo: Todo = [([node], kind)]
    for items, kind in todo:  # noqa: PLR1704 - it grows while it is walked
        for item in items:
            what = _roles.get(item.__class__)
            if what is None:
                what = role(item)
            if what == OTHER:
                todo.append((_parts(item), kind or EXPRESSION))
            elif what == COLUMN:
                found = scope.resolve(item)
                fed |= stronger(found, kind) if kind else found
            elif what != LEAF:
                fed |= _rarer(item, what, scope, kind, todo)
    return frozenset(fed)


def _rarer(item: exp.Expr, what: int, scope: Scope, kind: int, todo: Todo) -> Feed:
    if what == COMPUTED:
        todo.append((_parts(item), max(kind, AGGREGATE)))
        return NOTHING
    if what == THROUGH:
        todo.append(([item.this], kind))
        return NOTHING
    if what == WINDOW:
        todo.append((_parts(item), kind or EXPRESSION))
        if (named := scope.windows.get(item.alias.casefold())) is not None:
            todo.append((_parts(named), kind or EXPRESSION))
        return NOTHING
    if what == POSITION:
        return stronger(scope.position(item), kind)
    return stronger(scope.rows() if what == STAR else _subquery(item, scope), kind)


def _parts(item: exp.Expr) -> list[exp.Expr]:
    """Return what stands in an expression, with the flags and words in it, which are leaves."""
    found: list[exp.Expr] = []
    for value in item.args.values():
        if value.__class__ is list:
            found += value
        elif value is not None and value is not False:
            found.append(value)
    return found


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
