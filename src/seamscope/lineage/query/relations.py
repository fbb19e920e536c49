"""The kinds of relations in FROM: tables, query results, unions, rows of functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from seamscope.lineage.query.model import (
    NO_SOURCES,
    UNKNOWN_TABLE,
    Name,
    Relation,
    Sources,
    index_columns,
    make_sources,
)


@dataclass(slots=True)
class StoredTable:
    """A table or view of a database: ``FROM sales.orders``.

    table: its name as first spelled: ``('sales', 'orders')``.
    spellings: its columns by case-folded name, ``{'id': 'Id'}``; None if they are unknown.
    open: whether its columns are unknown.
    known: sources of columns that were looked up before.
    """

    table: Name
    spellings: Mapping[str, str] | None = None
    generated: bool = False
    open: bool = field(init=False)
    known: dict[str, Sources] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.open = self.spellings is None

    def find(self, key: str) -> Sources | None:
        sources = self.known.get(key)
        return self._look_up(key) if sources is None and self.spellings is not None else sources

    def _look_up(self, key: str) -> Sources | None:
        """Return the sources of a column in `spellings`, else None; store them in `known`."""
        spellings = self.spellings or {}
        name = spellings.get(key)
        if name is None and key[:1] == '"':  # a schema does not record which names were quoted
            name = spellings.get(key[1:].casefold())
        if name is None:
            return None
        sources = self.known[key] = make_sources(self.table, name)
        return sources

    def guess(self, name: str) -> Sources:
        return make_sources(self.table, name)

    def list_columns(self) -> list[tuple[str, Sources]]:
        if self.spellings is None:
            return [("*", self.guess("*"))]
        return [(name, self.guess(name)) for name in self.spellings.values()]


@lru_cache(maxsize=4096)  # a query log contains the same tables many times
def get_stored_table(table: Name, columns: tuple[str, ...] | None) -> StoredTable:
    """Return the stored table with this name.

    columns: its columns, None if they are unknown.
    """
    return StoredTable(table, None if columns is None else index_columns(columns))


@dataclass(slots=True)
class DerivedTable:
    """The result of a query: ``FROM (SELECT s.*, r.b AS x FROM s JOIN r …) AS q``.

    columns: the name and the sources of each column: ``('*', {s.*})``, ``('x', {r.b})``.
    keys: the normalized name of each column.
    starred: relations with unknown columns that the query passes on through `*`: ``s``.
    index: sources by key, built at the first lookup.
    """

    columns: list[tuple[str, Sources]]
    keys: list[str]
    starred: Sequence[Relation] = ()
    generated: bool = False
    index: dict[str, Sources] | None = field(default=None, init=False)

    @property
    def open(self) -> bool:
        return bool(self.starred)

    def find(self, key: str) -> Sources | None:
        if self.index is None:
            self.index = {}
            for name, (_, sources) in zip(self.keys, self.columns, strict=True):
                self.index.setdefault(name, sources)
        return self.index.get(key) if key != "*" else None

    def guess(self, name: str) -> Sources:
        if len(self.starred) == 1:
            return self.starred[0].guess(name)
        return make_sources(UNKNOWN_TABLE, name) if self.starred else NO_SOURCES

    def list_columns(self) -> list[tuple[str, Sources]]:
        return self.columns


@dataclass(slots=True)
class OpenUnion:
    """A set operation whose first query has unknown columns: ``SELECT * FROM s UNION SELECT a …``.

    branches: the relations of its queries; each may feed any column.
    by_name: True for ``UNION BY NAME``, which matches columns by name instead of by position.
    """

    branches: list[Relation]
    by_name: bool = False
    generated: bool = False
    open: bool = True

    def find(self, key: str) -> Sources | None:
        if not self.by_name:
            known = count_before_star(self.branches[0].list_columns())
            for index, name in enumerate(list_keys(self.branches[0])[:known]):
                if name == key:
                    return NO_SOURCES.union(*(get_sources_at(b, index) for b in self.branches))
        found = [sources for b in self.branches if (sources := b.find(key)) is not None]
        if not found:
            return None
        found += [b.guess(key) for b in self.branches if b.open and b.find(key) is None]
        return NO_SOURCES.union(*found)

    def guess(self, name: str) -> Sources:
        key = name.casefold()
        found = [(branch, branch.find(key)) for branch in self.branches]
        return NO_SOURCES.union(
            *(
                sources if sources is not None else branch.guess(name)
                for branch, sources in found
                if branch.open or sources
            )
        )

    def list_columns(self) -> list[tuple[str, Sources]]:
        columns: dict[str, Sources] = {}
        for branch in self.branches:
            for name, sources in branch.list_columns():
                columns[name] = columns.get(name, NO_SOURCES) | sources
        return list(columns.items())


@dataclass(slots=True)
class GeneratedRows:
    """Rows that a function returns: ``FROM unnest(s.tags) AS tag``.

    sources: the columns in the function's arguments: ``{s.tags EXPRESSION}``. They feed every
    output column.
    names: columns that the alias or the function lists: ``tag``.
    """

    sources: Sources
    names: tuple[str, ...] = ()
    open: bool = True
    generated: bool = True

    def find(self, key: str) -> Sources | None:
        return self.sources if any(name.casefold() == key for name in self.names) else None

    def guess(self, name: str) -> Sources:
        return self.sources

    def list_columns(self) -> list[tuple[str, Sources]]:
        return [(name, self.sources) for name in self.names or ("*",)]


# The relation of DUAL: one row without data, as without a FROM.
NO_ROW_SOURCE = DerivedTable([], [])
# Tables whose only row lets a query run without data. A table of this name that the inputs create
# is an ordinary table.
ONE_ROW_TABLES = frozenset({("dual",), ("sys", "dual"), ("sysibm", "sysdummy1")})


def count_before_star(columns: Sequence[tuple[str, Sources]]) -> int:
    """Return the number of columns before the first `*` of unknown width: ``a, b, s.*`` -> 2."""
    return next((index for index, (name, _) in enumerate(columns) if name == "*"), len(columns))


def get_sources_at(relation: Relation, index: int) -> Sources:
    """Return the sources of the column at a position, or of the first `*` before that position."""
    columns = relation.list_columns()
    index = min(index, count_before_star(columns))
    return columns[index][1] if index < len(columns) else NO_SOURCES


def list_keys(relation: Relation) -> list[str]:
    """Return the normalized names of a relation's columns."""
    if isinstance(relation, DerivedTable):
        return relation.keys
    return [name.casefold() for name, _ in relation.list_columns()]


def combine_branches(relations: Sequence[Relation], *, by_name: bool = False) -> Relation:
    """Return the result of a set operation.

    The first query names the columns; all queries feed them.

    ``SELECT a FROM s UNION SELECT b FROM r`` -> column ``a`` with the sources ``s.a`` and ``r.b``.
    """
    if relations[0].open or (by_name and any(relation.open for relation in relations)):
        return OpenUnion(list(relations), by_name)
    if by_name:
        return _combine_by_name(relations)
    columns: list[tuple[str, Sources]] = []
    closed = [relation.list_columns() for relation in relations if not relation.open]
    opened = [relation for relation in relations if relation.open]
    for index, (name, _) in enumerate(closed[0]):
        sources = [branch[index][1] for branch in closed if index < len(branch)]
        sources += [get_sources_at(relation, index) for relation in opened]
        columns.append((name, NO_SOURCES.union(*sources)))
    return DerivedTable(columns, list(list_keys(relations[0])))


def _combine_by_name(relations: Sequence[Relation]) -> DerivedTable:
    """Return the result of ``UNION BY NAME``: columns of the same name are combined."""
    combined: dict[str, tuple[str, Sources]] = {}
    for relation in relations:
        columns = relation.list_columns()
        for key, (name, sources) in zip(list_keys(relation), columns, strict=True):
            first_name, earlier = combined.get(key, (name, NO_SOURCES))
            combined[key] = first_name, earlier | sources
    return DerivedTable(list(combined.values()), list(combined))


def explain_mismatch(relations: Sequence[Relation]) -> str:
    """Return why the columns of a set operation cannot be matched by position, "" if they can."""
    closed = [relation for relation in relations if not relation.open]
    if closed and relations[0].open:
        return (
            "the first query of a UNION has unknown columns, so columns are matched by name; "
            "add the CREATE TABLE of its tables to the inputs"
        )
    if len({len(relation.list_columns()) for relation in closed}) > 1:
        return "the queries of a UNION have different numbers of columns; check their column lists"
    return ""
