"""One walk of a query's scopes: which tables it depends on, and which columns feed which.

No `qualify`: names are resolved here, against known columns, while the tree is walked once.
"""

from collections.abc import Iterable, Mapping
from itertools import islice

from sqlglot import exp

from seamscope.lineage.query import from_clause as sources
from seamscope.lineage.query import stars
from seamscope.lineage.query.cte_names import Ctes
from seamscope.lineage.query.ctes import Withs
from seamscope.lineage.query.expressions import feed
from seamscope.lineage.query.model import (
    INDIRECT,
    NOTHING,
    Dependencies,
    Feed,
    Name,
    QueryResult,
    Relation,
    Schema,
    find,
    fold,
)
from seamscope.lineage.query.names import keyer, name_of, projected
from seamscope.lineage.query.orders import counting, numbered
from seamscope.lineage.query.relations import (
    Derived,
    GeneratedRows,
    Physical,
    stored,
    unfit,
    united,
)
from seamscope.lineage.query.scope import Scope

FILTERS = ("where", "group", "having", "qualify", "order", "connect", "distinct", "cluster", "sort")
NUMBERED = frozenset({"group", "order"})  # there a number stands for a projection
EXACT = frozenset({"bigquery", "clickhouse"})  # where tables whose names differ in case differ
# Where a projection cannot name the one before it.
NO_ALIASES = frozenset({
    "tsql", "fabric", "postgres", "mysql", "oracle", "bigquery", "trino", "presto", "athena",
    "hive", "sqlite",
})  # fmt: skip


class Walker(Withs):
    """Reads the queries of one statement.

    temps: temp tables as what they were filled with; database: where the statement runs; around:
    the WITH queries that a change inside the statement can name; handed: what such changes return;
    scalars: whether WITH names values.
    """

    def __init__(
        self,
        schema: Schema,
        temps: Mapping[Name, QueryResult],
        dialect: str = "",
        database: str = "",
    ) -> None:
        self.schema = schema
        self.database = database
        self.temps = temps
        self.dialect = dialect
        self.key = keyer(dialect)
        self.trail = Dependencies()
        self.functions: list[exp.Expr] = []
        self.scalars = False
        self.around: Ctes = {}
        self.handed: dict[int, tuple[Relation, Dependencies]] = {}
        self._tables: dict[Name, Physical] = {}

    def query(self, tree: exp.Expr, ctes: Ctes, outer: Scope | None = None) -> Relation:
        """Read a SELECT, set operation, subquery or VALUES."""
        ctes = self.with_ctes(tree, ctes)
        match tree:
            case exp.Select():
                return self._select(tree, ctes, outer)
            case exp.SetOperation():
                return self._union(tree, ctes, outer)
            case exp.Pivot():
                return sources.pivot(Scope(self, ctes, outer), tree)
            case exp.DML():
                return self._returned(tree, ctes, outer)
            case exp.Subquery() if not tree.args.get("joins"):
                return self.query(tree.this, ctes, outer)
            case _:
                scope = Scope(self, ctes, outer)
                sources.add(scope, tree)
                return stars.whole(scope)

    def table(self, node: exp.Table, ctes: Ctes) -> Relation:
        """Return what a table's name stands for: a CTE, a temp table, or a table that is read."""
        name = name_of(node)
        if len(name) == 1 and (cte := ctes.get(self.key(node.this))) is not None and cte.rows:
            return self.cte(cte, self.key(node.this))
        if self.temps and (temp := self.temps.get(fold(name))) is not None:
            self.trail.absorb(temp)
            if not temp.columns:  # nobody says what it has
                return GeneratedRows(NOTHING)
            keys = [column.casefold() for column, _ in temp.columns]
            behind = [Physical(s.table) for n, f in temp.columns if n == "*" for s in f]
            return Derived(temp.columns, keys, behind)
        made = self.physical(name, node)
        self.trail.reads[made.table] = None
        return made

    def physical(self, name: Name, node: exp.Expr | None = None) -> Physical:
        """Return a stored table with its columns, where they are known, in its first spelling.

        node: how it is named, for dialects in which quotes matter.
        """
        known = self._tables.get(name)
        if known is None:
            same = self._compared(name, node)
            known = self._tables.get(same)
            if known is None:
                known = stored(name, find(self.schema, name, self.database))
                self._tables[same] = known
            self._tables[name] = known
        return known

    def _compared(self, name: Name, node: exp.Expr | None) -> Name:
        """Return what a table's name is told from others by, marked so that no name is like it."""
        if self.dialect in EXACT:
            return ("", *name)
        if isinstance(node, exp.Table):
            args = node.args
            for part in (args["this"], args.get("db"), args.get("catalog")):
                if part.__class__ is exp.Identifier and part.args.get("quoted"):
                    return ("", *map(self.key, node.parts))
        return ("", *fold(name))

    def _union(self, tree: exp.SetOperation, ctes: Ctes, outer: Scope | None) -> Relation:
        branches: list[exp.Expr] = []
        node: exp.Expr = tree
        while isinstance(node, exp.SetOperation):  # a loop: chains of 500 are seen
            ctes = self.with_ctes(node, ctes)
            branches.append(node.expression)
            node = node.this
        branches.append(node)
        relations = [self.query(branch, ctes, outer) for branch in reversed(branches)]
        by_name = bool(tree.args.get("by_name"))
        result = united(relations, by_name=by_name)
        if not by_name and (odd := unfit(relations)):
            self.trail.notes[odd] = None
        if (order := tree.args.get("order")) is not None:
            scope = Scope(self, ctes, outer)
            scope.add("", result)
            self.indirect((order,), scope)
            self.trail.indirect |= numbered(order, result)
        if tree.args.get("limit") is not None or tree.args.get("offset") is not None:
            self.indirect(counting(tree.args), Scope(self, ctes, outer))
        return result

    def _select(self, tree: exp.Select, ctes: Ctes, outer: Scope | None) -> Relation:
        scope = Scope(self, ctes, outer)
        args = tree.args
        joined = sources.bring(scope, tree)
        scope.result = result = self.projected(args["expressions"], scope)
        for key in FILTERS:
            if (part := args.get(key)) is not None:
                self.indirect(part if isinstance(part, list) else (part,), scope)
                if key in NUMBERED:
                    self.trail.indirect |= numbered(part, result)
        if args.get("limit") is not None or args.get("offset") is not None:
            self.indirect(counting(args), scope)
        sources.decide(scope, args.get("joins") or ())
        if len(self.trail.reads) > joined:
            self.trail.lookups |= dict.fromkeys(islice(self.trail.reads, joined, None))
        return result

    def _returned(self, tree: exp.Expr, ctes: Ctes, outer: Scope | None) -> Relation:
        """Read what a change inside a statement returns: columns of the table it changes."""
        if (handed := self.handed.get(id(tree))) is not None:
            self.trail.absorb(handed[1])
            return handed[0]
        scope = Scope(self, ctes, outer)
        target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
        returning = tree.args.get("returning")
        if not isinstance(target, exp.Table) or not isinstance(returning, exp.Returning):
            return Derived([], [])
        sources.add(scope, target)
        return self.projected(returning.expressions, scope)

    def indirect(self, parts: Iterable[object], scope: Scope) -> None:
        """Note the columns of filters, joins and orders."""
        for part in parts:
            if isinstance(part, exp.Expr):
                self.trail.indirect |= feed(part, scope, INDIRECT)

    def projected(self, projections: list[exp.Expr], scope: Scope) -> Derived:
        """Read the list of a SELECT or of RETURNING."""
        columns: list[tuple[str, Feed]] = []
        keys: list[str] = []
        behind: list[Relation] = []
        aliases = self.dialect not in NO_ALIASES
        for node in projections:
            star = node.args["this"] if node.__class__ is exp.Column else node
            if isinstance(star, exp.Star):
                found, more = stars.star(scope, node, star)
                columns += found
                keys += [name.casefold() for name, _ in found]
                behind += more
                continue
            named, value = projected(node, self.key, self.dialect)
            if value is None:
                fed = NOTHING
            elif value.__class__ is exp.Column:
                fed = scope.resolve(value)
            else:
                fed = feed(value, scope)
            for name, key in named:
                columns.append((name, fed))
                keys.append(key)
                if aliases and value is not node:
                    scope.name(key, fed)
        return Derived(columns, keys, behind)


def read(walker: Walker, tree: exp.Expr, ctes: Ctes) -> QueryResult:
    """Read a whole query and return its columns and its trail."""
    around, walker.trail = walker.trail, Dependencies()
    result = walker.query(tree, ctes)
    trail, walker.trail = walker.trail, around
    return QueryResult(trail.reads, trail.indirect, trail.lookups, trail.notes, result.outs())
