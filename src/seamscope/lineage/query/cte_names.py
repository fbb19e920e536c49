"""WITH queries and values as they are kept until they are named."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from seamscope.lineage.query.model import Dependencies, Relation

Ctes = Mapping[str, "Cte"]


@dataclass(slots=True)
class Cte:
    """A WITH query; read when it is first named, so that an unused one reads nothing.

    around: the CTEs it can name; result, trail: what reading it gave; seed: what a recursive
    branch sees; busy: it is being read.
    """

    node: exp.CTE
    around: Ctes
    recursive: bool
    result: Relation | None = None
    trail: Dependencies = field(default_factory=Dependencies)
    seed: Relation | None = None
    busy: bool = False

    @property
    def scalar(self) -> bool:
        """Whether it names a value, which may be that of a query."""
        return bool(self.node.args.get("scalar"))

    @property
    def rows(self) -> bool:
        """Whether it can stand in FROM."""
        return not self.scalar or isinstance(self.node.this, exp.Query)
