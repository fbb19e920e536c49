"""WITH: queries that are read when they are first named, and values that go by a name."""

from abc import ABC, abstractmethod

from sqlglot import exp

from seamscope.lineage.query import from_clause as sources
from seamscope.lineage.query.cte_names import Cte, Ctes
from seamscope.lineage.query.expressions import feed
from seamscope.lineage.query.model import Dependencies, Feed, Relation
from seamscope.lineage.query.names import Key
from seamscope.lineage.query.scope import Scope

# Where a WITH query can name itself without the word RECURSIVE.
SELF_NAMING = frozenset({"", "tsql", "fabric", "oracle", "hive", "spark", "databricks"})
MANY = 20  # WITH queries that are read when they are named; more, when they are defined
ROUNDS = 4  # a recursive branch that swaps its columns settles in a few


class Withs(ABC):
    """What a walk does with WITH."""

    key: Key
    dialect: str
    trail: Dependencies
    scalars: bool

    @abstractmethod
    def query(self, tree: exp.Expr, ctes: Ctes, outer: Scope | None = None) -> Relation:
        """Read a query."""

    @abstractmethod
    def table(self, node: exp.Table, ctes: Ctes) -> Relation:
        """Return what a table's name stands for."""

    def with_ctes(self, tree: exp.Expr, ctes: Ctes) -> Ctes:
        """Return the CTEs in reach once the statement's own WITH is added."""
        with_ = tree.args.get("with_")
        if not isinstance(with_, exp.With):
            return ctes
        known = dict(ctes)
        recursive = bool(with_.args.get("recursive")) or self.dialect in SELF_NAMING
        for cte in with_.expressions:
            key = self.key(cte.args["alias"].this)
            known[key] = Cte(cte, dict(known), recursive)
            if cte.args.get("scalar"):
                self.scalars = True
            elif len(known) > MANY:  # in their order, so that a long chain of them is no deep one
                self._settle(known[key], key)
        return known

    def scalar(self, key: str, scope: Scope) -> Feed | None:
        """Return what feeds a value that WITH names; where it is named, its own names are sought.

        ClickHouse: WITH (SELECT max(a) FROM s) AS top, top + 1 AS next SELECT …
        """
        cte = scope.ctes.get(key)
        if cte is None or not cte.scalar or cte.busy:
            return None
        around, scope.ctes = scope.ctes, cte.around
        cte.busy = True
        try:
            return feed(cte.node.this, scope)
        finally:
            cte.busy = False
            scope.ctes = around

    def cte(self, cte: Cte, key: str) -> Relation:
        """Return the result of a WITH query that is named, and note what it reads."""
        if cte.busy:
            return self._itself(cte, key)
        result = self._settle(cte, key)
        self.trail.absorb(cte.trail)
        return result

    def _settle(self, cte: Cte, key: str) -> Relation:
        if cte.result is None:
            around, self.trail = self.trail, cte.trail
            cte.busy = True
            try:
                cte.result = self._cte_result(cte, key)
            finally:
                cte.busy = False
                cte.trail, self.trail = self.trail, around
        return cte.result

    def _itself(self, cte: Cte, key: str) -> Relation:
        """A CTE that is named while it is read: its seed if it recurs, else what it hides."""
        if cte.seed is not None:
            return cte.seed
        if (hidden := cte.around.get(key)) is not None:
            return self.cte(hidden, key)
        return self.table(exp.Table(this=cte.node.args["alias"].this), {})

    def _cte_result(self, cte: Cte, key: str) -> Relation:
        around = {**cte.around, key: cte}
        body = cte.node.this
        renames = cte.node.args["alias"].columns or []
        result: Relation
        if cte.recursive and isinstance(body, exp.SetOperation):
            first = body
            while isinstance(first.this, exp.SetOperation):
                first = first.this
            inner = self.with_ctes(body, around)
            cte.seed = sources.renamed(self.query(first.this, inner), renames, self.key)
            for _ in range(ROUNDS):
                result = sources.renamed(self.query(body, around), renames, self.key)
                if result.outs() == cte.seed.outs():
                    break
                cte.seed = result
            return result
        return sources.renamed(self.query(body, around), renames, self.key)
