"""Find the target of UPDATE, DELETE and MERGE: a table, an alias, or the table of a query."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from sqlglot import exp

from seamscope.lineage.query.cte_definition import Ctes
from seamscope.lineage.query.from_clause import add_item, get_item_key
from seamscope.lineage.query.model import (
    IDENTITY,
    NO_SOURCES,
    Dependencies,
    Name,
    Relation,
    TableWrite,
    fold,
)
from seamscope.lineage.query.names import get_table_name
from seamscope.lineage.query.relations import StoredTable
from seamscope.lineage.query.scope import Scope
from seamscope.lineage.query.walker import Walker
from seamscope.lineage.statements.table_writes import drop_target_read

UNKNOWN_TARGET = "the table of the changed query is unknown; use the table itself as the target"


@dataclass(slots=True)
class Target:
    """The target of a statement: a table, or a query over the table that is changed.

    The examples are for ``WITH c AS (SELECT a AS x FROM t) UPDATE c SET x = 1``.

    node: the target as written: ``c``.
    relation: the columns of the target: ``x``, from ``t.a``.
    scope: the scope that resolves the columns of the statement.
    """

    node: exp.Expr
    relation: Relation
    scope: Scope

    @property
    def is_table(self) -> bool:
        """Return whether the target is a table and not a query."""
        return isinstance(self.relation, StoredTable)

    def find_table(self) -> Name | None:
        """Return the table that is changed, None if the query has several tables."""
        if isinstance(self.relation, StoredTable):
            return self.relation.table
        table = _find_base_table(self.node, self.scope.ctes, self.scope)
        return None if table is None else get_table_name(table)

    def find_column(self, column: exp.Expr) -> tuple[Name | None, str]:
        """Return the table of an assigned column, and the name of the column in that table.

        With ``WITH c AS (SELECT a AS x FROM t)``, ``UPDATE c SET x = 1`` -> ``('t',)``, ``'a'``.
        """
        table = self.find_table()
        if self.is_table:
            return table, column.name
        sources = self.relation.find(self.scope.normalize(column.this))
        if sources is None:
            sources = self.relation.guess(column.name) if self.relation.open else NO_SOURCES
        own = [s for s in sources if s.kind == IDENTITY and s.table]
        if len(own) == 1 and (table is None or fold(own[0].table) == fold(table)):
            return table or own[0].table, own[0].column
        return table, column.name


def start_change(tree: exp.Expr, walker: Walker) -> Scope:
    """Return the scope of an UPDATE, DELETE or MERGE, with the CTEs of its WITH."""
    walker.start_statement()
    return Scope(walker, walker.add_ctes(tree, walker.outer_ctes))


def finish_writes(writes: Sequence[TableWrite], walker: Walker) -> list[TableWrite]:
    """Return the writes, each with its own copy of the dependencies of the statement.

    Columns in filters become sources of the `*` of each written table.
    """
    finished = []
    for write in writes:
        dependencies = Dependencies()
        dependencies.absorb(walker.dependencies)
        filters = [(source, "*") for source in sorted(dependencies.indirect)]
        own = replace(write, dependencies=dependencies, edges=[*write.edges, *filters])
        drop_target_read(own, walker)
        finished.append(own)
    return finished


def list_joins(*items: exp.Expr | None) -> list[exp.Expr]:
    """Return the joins that belong to items of FROM: ``a JOIN b ON …`` -> the join of b."""
    return [join for node in items if node is not None for join in node.args.get("joins") or ()]


def flatten_joins(node: object) -> Iterator[exp.Expr]:
    """Yield the items of FROM one by one: ``a JOIN (b JOIN c …) …`` -> a, b, c."""
    if not isinstance(node, exp.Expr):
        return
    if isinstance(node, exp.Subquery) and not node.alias and isinstance(node.this, exp.Table):
        yield from flatten_joins(node.this)
    else:
        yield node
    for join in node.args.get("joins") or ():
        yield from flatten_joins(join.this)


def add_target(node: exp.Expr, scope: Scope) -> Target:
    """Add the target to the scope and return it."""
    known = len(scope.relations)
    add_item(scope, node)
    return Target(node, next(islice(scope.relations.values(), known, None)), scope)


def find_named_item(items: Sequence[exp.Expr], target: exp.Expr, scope: Scope) -> exp.Expr | None:
    """Return the item of FROM with the target's alias or table name, None if there is none.

    ``UPDATE x SET … FROM t AS x JOIN s …`` -> ``t AS x``.
    """
    if not items or not isinstance(target, exp.Table):
        return None
    key, name = get_item_key(target, scope), fold(get_table_name(target))
    same_key = [item for item in items if get_item_key(item, scope) == key]
    same_name = (
        item
        for item in same_key
        if isinstance(item, exp.Table) and fold(get_table_name(item)) == name
    )
    return next(same_name, same_key[0] if same_key else None)


def get_added_target(item: exp.Expr, scope: Scope) -> Target:
    """Return a target that is already in the scope because FROM contains it."""
    return Target(item, scope.relations[get_item_key(item, scope)], scope)


def _find_base_table(node: object, ctes: Ctes, scope: Scope) -> exp.Table | None:
    """Return the only table that a CTE or subquery selects from, None if there are several."""
    while isinstance(node, exp.Expr):
        match node:
            case exp.Table(this=exp.Identifier() as name):
                cte = ctes.get(scope.normalize(name)) if len(node.parts) == 1 else None
                if cte is None:
                    return node
                node, ctes = cte.node.this, cte.visible
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
