"""The lineage of a definition, traced while definitions are collected and reused at execution."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp

from seamscope.lineage.catalog import Catalog
from seamscope.lineage.query.model import Name, QueryResult, TableWrite

Columns = tuple[str, ...]


class NotedSchema(Mapping[Name, Columns]):
    """A schema that records which names are looked up in it, and the columns found."""

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
    """

    tree: exp.Expr
    writes: list[TableWrite]
    result: QueryResult | None
    found: Mapping[Name, Columns | None]

    def is_current(self, catalog: Catalog) -> bool:
        """Return whether a catalog still gives the definition the same lineage."""
        return catalog.has_only_columns() and all(
            catalog.columns.get(name) == columns for name, columns in self.found.items()
        )
