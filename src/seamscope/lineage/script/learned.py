"""The lineage of a definition, traced while definitions are collected and reused at execution."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp

from seamscope.lineage.catalog import Catalog
from seamscope.lineage.query.model import Name, QueryResult, TableWrite

Columns = tuple[str, ...]
_BARE = re.compile(r"\s*+CREATE\s+(?:OR\s+REPLACE\s+)?TABLE\b", re.I)
# Words of queries and expressions, which may call a routine.
_COMPUTES = re.compile(
    r"\b(?:SELECT|FROM|AS|CHECK|GENERATED|DEFAULT\b[\s(]*[\w.\[\]\"`]+\s*\()", re.I
)


class NotedSchema(Mapping[Name, Columns]):
    """A schema that records which names are looked up in it, and the columns that were found."""

    def __init__(self, schema: Mapping[Name, Columns]) -> None:
        self._schema = schema
        self.found: dict[Name, Columns | None] = {}

    def __getitem__(self, name: Name) -> Columns:
        self.found[name] = found = self._schema.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[Name]:
        return iter(self._schema)

    def __len__(self) -> int:
        return len(self._schema)


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """The lineage of a definition that depends only on the columns of other tables.

    found: the columns of these tables that were known when the definition was traced.
    is_bare: whether the definition has no query and no expression, so that it calls no routine.
    """

    tree: exp.Expr
    writes: list[TableWrite]
    result: QueryResult | None
    found: Mapping[Name, Columns | None]
    is_bare: bool = False

    def is_current(self, catalog: Catalog) -> bool:
        """Return whether the definition still has the same lineage with a catalog."""
        return are_enough(catalog, is_bare=self.is_bare) and all(
            catalog.columns.get(name) == columns for name, columns in self.found.items()
        )


def are_enough(catalog: Catalog, *, is_bare: bool) -> bool:
    """Return whether the lineage of a definition depends only on the columns in a catalog.

    is_bare: whether the definition has no query and no expression.
    """
    return catalog.has_local_names() if is_bare else catalog.has_only_columns()


def is_bare_definition(text: str) -> bool:
    """Return whether a definition certainly has no query or call: ``CREATE TABLE t (a INT)``."""
    return _BARE.match(text) is not None and _COMPUTES.search(text) is None
