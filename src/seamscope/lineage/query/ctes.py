"""Trace WITH: common table expressions, also recursive ones, and ClickHouse's named values."""

from abc import ABC, abstractmethod

from sqlglot import exp

from seamscope.lineage.query.cte_definition import Cte, Ctes
from seamscope.lineage.query.expressions import trace_expression
from seamscope.lineage.query.from_clause import rename_columns
from seamscope.lineage.query.model import Dependencies, Relation, Sources
from seamscope.lineage.query.names import Normalizer
from seamscope.lineage.query.scope import Scope

# Dialects in which a CTE can refer to itself without the keyword RECURSIVE.
IMPLICITLY_RECURSIVE = frozenset({"", "tsql", "fabric", "oracle", "hive", "spark", "databricks"})
EAGER_FROM = 20  # CTEs after this many are traced where they are defined, not where first used
MAX_ROUNDS = 4  # enough for a recursive branch that swaps its columns


class CteWalker(ABC):
    """The part of the walker that traces WITH: each CTE once, when a query first uses it."""

    normalize: Normalizer
    dialect: str
    dependencies: Dependencies
    has_scalar_ctes: bool

    @abstractmethod
    def trace_query(self, tree: exp.Expr, ctes: Ctes, outer: Scope | None = None) -> Relation:
        """Trace a query and return its columns."""

    @abstractmethod
    def resolve_table(self, node: exp.Table, ctes: Ctes) -> Relation:
        """Return the relation that a table's name stands for."""

    def add_ctes(self, tree: exp.Expr, ctes: Ctes) -> Ctes:
        """Return the visible CTEs and the CTEs that the query defines in its own WITH."""
        with_ = tree.args.get("with_")
        if not isinstance(with_, exp.With):
            return ctes
        known = dict(ctes)
        recursive = bool(with_.args.get("recursive")) or self.dialect in IMPLICITLY_RECURSIVE
        for node in with_.expressions:
            key = self.normalize(node.args["alias"].this)
            cte = known[key] = Cte(node, dict(known), recursive)
            if node.args.get("scalar"):
                self.has_scalar_ctes = True
            elif len(known) > EAGER_FROM:  # now, so that a long chain of CTEs does not nest deeply
                self._trace_once(cte, key)
        return known

    def trace_scalar_cte(self, key: str, scope: Scope) -> Sources | None:
        """Return the sources of a value that WITH defines, None if it defines no such value.

        ClickHouse: ``WITH (SELECT max(a) FROM s) AS top, top + 1 AS next SELECT next …``. Columns
        in such a value are resolved where its name is used.
        """
        cte = scope.ctes.get(key)
        if cte is None or not cte.scalar or cte.busy:
            return None
        ctes = scope.swap_ctes(cte.visible)
        cte.start()
        try:
            return trace_expression(cte.node.this, scope)
        finally:
            cte.stop()
            scope.swap_ctes(ctes)

    def trace_cte(self, cte: Cte, key: str) -> Relation:
        """Return the columns of a CTE that a query refers to, and record the CTE's dependencies."""
        if cte.busy:
            return self._resolve_self_reference(cte, key)
        result = self._trace_once(cte, key)
        self.dependencies.absorb(cte.dependencies)
        return result

    def _trace_once(self, cte: Cte, key: str) -> Relation:
        """Return the columns of a CTE; trace it when it is first used."""
        if cte.result is not None:
            return cte.result
        outer, self.dependencies = self.dependencies, cte.dependencies
        cte.start()
        try:
            result = self._trace_body(cte, key)
            cte.finish(result)
        finally:
            cte.stop()
            self.dependencies = outer
        return result

    def _resolve_self_reference(self, cte: Cte, key: str) -> Relation:
        """Return the relation that a CTE's own name refers to inside its query.

        In a recursive CTE, the name refers to the first branch. Otherwise it refers to the CTE or
        table that the CTE hides: ``WITH s AS (SELECT * FROM s)`` without RECURSIVE reads the table
        s.
        """
        if cte.seed is not None:
            return cte.seed
        if (hidden := cte.visible.get(key)) is not None:
            return self.trace_cte(hidden, key)
        return self.resolve_table(exp.Table(this=cte.node.args["alias"].this), {})

    def _trace_body(self, cte: Cte, key: str) -> Relation:
        """Trace the query of a CTE and return its columns.

        A recursive query is traced repeatedly until its columns no longer change.
        """
        visible = {**cte.visible, key: cte}
        body = cte.node.this
        names = cte.node.args["alias"].columns or []
        if not (cte.recursive and isinstance(body, exp.SetOperation)):
            return rename_columns(self.trace_query(body, visible), names, self.normalize)
        first = body
        while isinstance(first.this, exp.SetOperation):
            first = first.this
        inner = self.add_ctes(body, visible)
        result = rename_columns(self.trace_query(first.this, inner), names, self.normalize)
        for _ in range(MAX_ROUNDS):
            seed = result
            cte.set_seed(seed)
            result = rename_columns(self.trace_query(body, visible), names, self.normalize)
            if result.list_columns() == seed.list_columns():
                break
        return result
