"""What UPDATE, DELETE and MERGE change: a table by its name or alias, or that behind a query."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlglot import exp

from seamscope.lineage.query import from_clause as sources
from seamscope.lineage.query.cte_names import Ctes
from seamscope.lineage.query.model import IDENTITY, NOTHING, Name, Relation, fold
from seamscope.lineage.query.names import name_of
from seamscope.lineage.query.relations import Physical
from seamscope.lineage.query.scope import Scope

UNTOLD = "the table that it changes cannot be told"


@dataclass(slots=True)
class Target:
    """What a change names: a table, or a query over the table that is changed.

    relation: what it has; scope: what is in reach with it.
    """

    node: exp.Expr
    relation: Relation
    scope: Scope

    @property
    def plain(self) -> bool:
        """Whether it is a table itself."""
        return isinstance(self.relation, Physical)

    def table(self) -> Name | None:
        """Return the table that is changed, None if there are several behind it."""
        if isinstance(self.relation, Physical):
            return self.relation.table
        found = _behind(self.node, self.scope.ctes, self.scope)
        return None if found is None else name_of(found)

    def owner(self, column: exp.Expr) -> tuple[Name | None, str]:
        """Return the table of a column that is set, and what it is called there."""
        one = self.table()
        if self.plain:
            return one, column.name
        fed = self.relation.find(self.scope.key(column.this))
        if fed is None:
            fed = self.relation.guess(column.name) if self.relation.open else NOTHING
        own = [s for s in fed if s.kind == IDENTITY and s.table]
        if len(own) == 1 and (one is None or fold(own[0].table) == fold(one)):
            return one or own[0].table, own[0].column
        return one, column.name


def items(node: object) -> Iterator[exp.Expr]:
    """Yield what stands in FROM one by one: tables and subqueries, joined or not."""
    if not isinstance(node, exp.Expr):
        return
    if isinstance(node, exp.Subquery) and not node.alias and isinstance(node.this, exp.Table):
        yield from items(node.this)
    else:
        yield node
    for join in node.args.get("joins") or ():
        yield from items(join.this)


def added(node: exp.Expr, scope: Scope) -> Target:
    """Put a target in reach and return it."""
    known = len(scope.relations)
    sources.add(scope, node)
    return Target(node, next(islice(scope.relations.values(), known, None)), scope)


def among(beside: Sequence[exp.Expr], node: exp.Expr, scope: Scope) -> exp.Expr | None:
    """Return what a target names of the items beside it, by alias or by the last part of a name."""
    if not beside or not isinstance(node, exp.Table):
        return None
    key, name = sources.key_of(node, scope), fold(name_of(node))
    same = [item for item in beside if sources.key_of(item, scope) == key]
    whole = (i for i in same if isinstance(i, exp.Table) and fold(name_of(i)) == name)
    return next(whole, same[0] if same else None)


def met(item: exp.Expr, scope: Scope) -> Target:
    """Return a target that stands in reach already."""
    return Target(item, scope.relations[sources.key_of(item, scope)], scope)


def _behind(node: object, ctes: Ctes, scope: Scope) -> exp.Table | None:
    """Return the one table that a query takes its rows from."""
    while isinstance(node, exp.Expr):
        match node:
            case exp.Table(this=exp.Identifier() as name):
                cte = ctes.get(scope.key(name)) if len(node.parts) == 1 else None
                if cte is None:
                    return node
                node, ctes = cte.node.this, cte.around
            case exp.Table(this=exp.Parameter()):  # a table variable
                return node
            case exp.Subquery():
                node = node.this
            case exp.Select(args={"from_": exp.From(this=source)}) if not (
                node.args.get("joins") or source.args.get("joins")
            ):
                node = source
            case _:
                return None
    return None
