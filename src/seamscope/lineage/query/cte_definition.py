"""A common table expression as it is kept until a query names it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from seamscope.lineage.query.model import Dependencies, Relation

Ctes = Mapping[str, "Cte"]


@dataclass(slots=True)
class Cte:
    """A WITH query; traced when it is first named, so that an unused one reads nothing.

    In ``WITH RECURSIVE a AS (…), b AS (SELECT x FROM s UNION ALL SELECT x + 1 FROM b) …`` for b:

    node: its syntax tree.
    visible: the CTEs that its own query can name: ``a``.
    recursive: whether it may name itself: True.
    result: its columns, once it was traced.
    dependencies: what it depends on, once it was traced: reads ``s``.
    seed: the columns that the recursive branch sees: those of ``SELECT x FROM s``.
    busy: it is being traced.
    """

    node: exp.CTE
    visible: Ctes
    recursive: bool
    result: Relation | None = None
    dependencies: Dependencies = field(default_factory=Dependencies)
    seed: Relation | None = None
    busy: bool = False

    @property
    def scalar(self) -> bool:
        """Whether it names a value, as in ClickHouse's ``WITH 1 AS one``, or a query's value."""
        return bool(self.node.args.get("scalar"))

    @property
    def rows(self) -> bool:
        """Whether FROM can name it."""
        return not self.scalar or isinstance(self.node.this, exp.Query)

    def start(self) -> None:
        """Mark it as being traced, so that a reference to itself is noticed."""
        self.busy = True

    def stop(self) -> None:
        """Mark it as no longer being traced."""
        self.busy = False

    def finish(self, result: Relation) -> None:
        """Store the columns of the CTE for further references."""
        self.result = result

    def set_seed(self, seed: Relation) -> None:
        """Let the recursive branch see these columns."""
        self.seed = seed
