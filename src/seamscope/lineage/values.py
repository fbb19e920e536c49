"""What feeds a value: one walk of an expression, with a stack of its own, whatever its depth."""

from sqlglot import exp

from seamscope.lineage.model import AGGREGATE, EXPRESSION, IDENTITY, NOTHING, Feed, Source, stronger
from seamscope.lineage.scope import Scope

LEAF, COLUMN, THROUGH, QUERY, COMPUTED, OTHER, STAR, TEST = range(8)
_ROLES: tuple[tuple[tuple[type, ...], int], ...] = (
    ((exp.Column,), COLUMN),
    ((exp.Star,), STAR),
    ((exp.Paren, exp.Alias, exp.Aliases), THROUGH),
    ((exp.Query,), QUERY),
    ((exp.Exists,), TEST),
    ((exp.Literal, exp.Identifier, exp.Null, exp.Boolean, exp.DataType, exp.Var), LEAF),
    ((exp.Parameter, exp.Placeholder, exp.JSONPath), LEAF),
    ((exp.AggFunc,), COMPUTED),
)
_roles: dict[type, int] = {}


def role(node: exp.Expr) -> int:
    """Return how a node's class takes part; found out once for each class."""
    kind = node.__class__
    found = _roles.get(kind)
    if found is None:
        found = _roles[kind] = _role(node)
    return found


def _role(node: exp.Expr) -> int:
    return next((what for kinds, what in _ROLES if isinstance(node, kinds)), OTHER)


def feed(node: exp.Expr, scope: Scope) -> Feed:
    """Return the sources of a value with their kinds; subqueries in it are read on the way."""
    if role(node) == COLUMN:
        return _column(node, scope)
    return _walked(node, scope)


def _walked(node: exp.Expr, scope: Scope) -> Feed:
    fed: set[Source] = set()
    todo: list[tuple[exp.Expr, int]] = [(node, IDENTITY)]
    while todo:
        item, kind = todo.pop()
        what = role(item)
        if what == OTHER:
            _push(item, EXPRESSION if kind == IDENTITY else kind, todo)
        elif what == COLUMN:
            fed |= stronger(_column(item, scope), kind)
        elif what == COMPUTED:
            _push(item, AGGREGATE, todo)
        elif what == THROUGH:
            todo.append((item.this, kind))
        elif what != LEAF:
            found = _everything(scope) if what == STAR else _subquery(item, scope)
            fed |= stronger(found, kind)
    return frozenset(fed)


def _push(item: exp.Expr, kind: int, todo: list[tuple[exp.Expr, int]]) -> None:
    for value in item.args.values():
        if value is None or value is False:  # most are
            continue
        if value.__class__ is list:
            todo += [(child, kind) for child in value if isinstance(child, exp.Expr)]
        elif isinstance(value, exp.Expr):
            todo.append((value, kind))


def _column(node: exp.Expr, scope: Scope) -> Feed:
    if node.this.__class__ is exp.Star and node.args.get("table") is None:
        return _everything(scope)
    return scope.resolve(node)


def _everything(scope: Scope) -> Feed:
    """count(*) counts rows: it depends on each relation as a whole."""
    tables = {s.table for r in scope.visible() for _, feed in r.outs() for s in feed}
    return frozenset(Source(table, "*") for table in tables if table)


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
