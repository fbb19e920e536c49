"""What reading a statement yields: names, sources of columns, and the trail of what was met."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, Protocol

from seamscope.records import EdgeKind

Name = tuple[str, ...]  # up to server, database, schema, table, in the author's spelling
Schema = Mapping[Name, tuple[str, ...]]  # folded name -> columns
# Kinds by strength, as numbers: sources are hashed more than anything else.
IDENTITY, EXPRESSION, AGGREGATE, INDIRECT = range(4)
KINDS = (EdgeKind.IDENTITY, EdgeKind.EXPRESSION, EdgeKind.AGGREGATE, EdgeKind.INDIRECT)
UNKNOWN: Name = ()  # the table of a column whose owner cannot be told
# What the rows that fire a trigger are called: one of them, and all.
ROWS, ROW_SETS = frozenset({"new", "old"}), frozenset({"inserted", "deleted"})


class Source(NamedTuple):
    """A column of a dataset, and how it got where it is now: an index of KINDS.

    A tuple, not a dataclass: it is made and hashed by the million.
    """

    table: Name
    column: str
    kind: int = 0


Feed = frozenset[Source]
NOTHING: Feed = frozenset()


class Relation(Protocol):
    """What a name in FROM stands for."""

    @property
    def open(self) -> bool:
        """Whether it may have columns that are not known."""

    @property
    def generated(self) -> bool:
        """Whether a function made it."""

    def find(self, key: str) -> Feed | None:
        """Return what feeds a column that is known to be there, by folded name."""

    def guess(self, name: str) -> Feed:
        """Return what feeds a column that may be there, if the relation is open."""

    def outs(self) -> list[tuple[str, Feed]]:
        """Return all columns in order, as spelled; one named `*` stands for those not known."""


@dataclass(slots=True)
class Dependencies:
    """What was met on the way through a query.

    reads: every table it depends on; indirect: columns of filters and joins; lookups: the reads
    that are joined to the first; notes: what is understood in part.
    """

    reads: dict[Name, None] = field(default_factory=dict)
    indirect: set[Source] = field(default_factory=set)
    lookups: dict[Name, None] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)

    def absorb(self, other: "Dependencies") -> None:
        """Take in what was met elsewhere."""
        self.reads |= other.reads
        self.indirect |= other.indirect
        self.lookups |= other.lookups
        self.notes |= other.notes


@dataclass(slots=True)
class QueryResult(Dependencies):
    """A query's result: its columns, spelled, with their sources, and its trail."""

    columns: list[tuple[str, Feed]] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether all columns are known by name."""
        return all(name != "*" for name, _ in self.columns)


@dataclass(slots=True)
class TableWrite:
    """One dataset a statement changes, and what feeds it: (source, target column) pairs.

    creates: the statement makes it; kind: "table" or "view"; columns: (name, type) if known;
    temporary: the statement says that it goes with the session; names: the columns it names.
    """

    table: Name
    read: Dependencies
    edges: list[tuple[Source, str]]
    kind: str = "table"
    creates: bool = False
    columns: tuple[tuple[str, str], ...] = ()
    temporary: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Watch:
    """What a trigger sees: rows of tables, by these names; row_sets: all of them as a table."""

    tables: tuple[Name, ...] = ()
    rows: frozenset[str] = ROWS
    row_sets: frozenset[str] = ROW_SETS

    def also(self, other: "Watch") -> "Watch":
        """Return what a function sees that runs for either trigger."""
        tables = tuple(sorted({*self.tables, *other.tables}))
        return Watch(tables, self.rows | other.rows, self.row_sets | other.row_sets)


UNWATCHED = Watch()


@lru_cache(maxsize=4096)  # a table is named again and again
def fold(name: Name) -> Name:
    """Return a name as names are compared across statements, whatever their quotes."""
    return tuple(part.casefold() for part in name)


@lru_cache(maxsize=16_384)  # one object for a column, so that its hash is found once
def column_of(table: Name, column: str) -> Feed:
    """Return a column of a dataset as what feeds itself."""
    return frozenset((Source(table, column),))


@lru_cache(maxsize=4096)
def stronger(feed: Feed, kind: int) -> Feed:
    """Return a feed after a further transformation: the strongest on the way counts."""
    if kind == IDENTITY:
        return feed
    return frozenset([Source(table, column, max(kind, own)) for table, column, own in feed])


@lru_cache(maxsize=4096)
def shape(columns: tuple[str, ...]) -> dict[str, str]:
    """Return a table's columns, folded to spelled."""
    return {column.casefold(): column for column in columns}


def find(schema: Schema, name: Name, database: str = "") -> tuple[str, ...] | None:
    """Return the columns of a table by its whole name or by its unique ending.

    Where the name leaves its schema out, as `db..t` does, its last part decides; where it leaves
    its database out, it is that in which the statement runs.
    """
    folded = fold(name)
    if "" in folded:
        folded = folded[-1:]
    if database and (found := schema.get((database.casefold(), *folded))):
        return found
    for start in range(len(folded)):
        if (found := schema.get(folded[start:])) is not None:
            return found or None
    return None
