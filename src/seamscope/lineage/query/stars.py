"""What `*` and `t.*` open to."""

import re
from collections.abc import Iterable

from sqlglot import exp

from seamscope.lineage.query.expressions import feed
from seamscope.lineage.query.model import Feed, Relation
from seamscope.lineage.query.relations import Derived
from seamscope.lineage.query.scope import Scope


def star(
    scope: Scope, node: exp.Expr, found: exp.Expr
) -> tuple[list[tuple[str, Feed]], list[Relation]]:
    """Open `*` or `t.*`: its columns, and the relations of which not all are known."""
    dropped = {scope.key(_name(e)) for e in _listed(found, "except_", "except")}
    replaced = {e.alias.casefold(): e for e in _listed(found, "replace")}
    renames = {e.this.name.casefold(): e.alias for e in _listed(found, "rename")}
    columns: list[tuple[str, Feed]] = []
    behind: list[Relation] = []
    merged: set[str] = set()
    wanted = _like(found.args["ilike"].name) if found.args.get("ilike") else None
    for relation in _starred(scope, node):
        for name, fed in relation.outs():
            key = name.casefold()
            if key in dropped or (key in merged and (scope.natural or key in scope.merged)):
                continue
            if wanted is not None and name != "*" and not wanted.fullmatch(key):
                continue
            merged.add(key)
            value = feed(replaced[key].this, scope) if key in replaced else fed
            columns.append((renames.get(key, name), value))
        if relation.open:
            scope.reader.trail.notes["* over a table of unknown columns"] = None
            behind.append(relation)
    return columns, behind


def _like(pattern: str) -> re.Pattern[str]:
    """Return what tells the names that LIKE takes, in whatever case."""
    signs = {"%": ".*", "_": "."}
    return re.compile("".join(signs.get(c, re.escape(c)) for c in pattern.casefold()), re.S)


def whole(scope: Scope) -> Derived:
    """Return all that a scope's relations have."""
    columns, behind = star(scope, exp.Star(), exp.Star())
    return Derived(columns, [name.casefold() for name, _ in columns], behind)


def _starred(scope: Scope, node: exp.Expr) -> Iterable[Relation]:
    table = node.args.get("table")
    if table is None:
        return scope.visible()
    owner = scope.owner(scope.key(table))
    return () if owner is None else (owner,)


def _listed(star: exp.Expr, *keys: str) -> list[exp.Expr]:
    return [e for key in keys for e in star.args.get(key) or ()]


def _name(node: exp.Expr) -> exp.Expr:
    return node.this if isinstance(node, exp.Column) else node
