"""A common table expression: its definition, and its columns once they have been traced."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from seamscope.lineage.query.model import Dependencies, Relation

Ctes = Mapping[str, "Cte"]


@dataclass(slots=True)
class Cte:
    """A query in WITH.

    It is traced when a query first refers to it, so an unused CTE reads nothing. The examples below
    are for b in ``WITH RECURSIVE a AS (…), b AS (SELECT x FROM s UNION ALL SELECT x + 1 FROM b)
    …``.

    node: the syntax tree of the CTE.
    visible: the CTEs that its query can refer to: ``a``.
    recursive: whether it may refer to itself: True.
    result: its columns, once it has been traced.
    dependencies: its reads and conditions, once it has been traced: reads ``s``.
    seed: the columns that the recursive branch sees, from ``SELECT x FROM s``.
    busy: whether it is being traced.
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
        """Whether this is a single value: ClickHouse's ``WITH 1 AS one, (SELECT …) AS top``."""
        return bool(self.node.args.get("scalar"))

    @property
    def rows(self) -> bool:
        """Whether FROM can refer to this CTE."""
        return not self.scalar or isinstance(self.node.this, exp.Query)

    def start(self) -> None:
        """Mark this CTE as being traced, so that a reference to itself is noticed."""
        self.busy = True

    def stop(self) -> None:
        """Mark this CTE as no longer being traced."""
        self.busy = False

    def finish(self, result: Relation) -> None:
        """Store the columns of the CTE for later references."""
        self.result = result

    def set_seed(self, seed: Relation) -> None:
        """Set the columns that the recursive branch sees."""
        self.seed = seed
