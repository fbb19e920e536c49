"""The data of tracing: names, column sources, relations (anything in FROM) and results."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, Protocol

from seamscope.records import EdgeKind

Name = tuple[str, ...]  # up to (server, database, schema, table), as spelled in the SQL
Schema = Mapping[Name, tuple[str, ...]]  # case-folded table name -> columns
# Kinds, ordered by strength. They are numbers, which hash faster, because sources are hashed often.
IDENTITY, EXPRESSION, AGGREGATE, CONDITION, INDIRECT = range(5)
KINDS = (
    EdgeKind.IDENTITY, EdgeKind.EXPRESSION, EdgeKind.AGGREGATE, EdgeKind.CONDITION,
    EdgeKind.INDIRECT,
)  # fmt: skip
AMBIGUOUS = "a column without a table name could belong to several tables; qualify it"
UNKNOWN_TABLE: Name = ()  # the table of a column that cannot be assigned to one table
STAR_OVER_UNKNOWN = "`*` covers a table with unknown columns; add its CREATE TABLE to the inputs"
UNKNOWN_COLUMN = "a column belongs to no table in FROM; correct its name or the CREATE TABLE"
UNLISTED_COLUMN = (
    "a column is missing in the CREATE TABLE of its table; correct its name or the CREATE TABLE"
)
# Notes about columns; the statement's tables are known.
COLUMN_NOTES = frozenset({AMBIGUOUS, STAR_OVER_UNKNOWN, UNKNOWN_COLUMN, UNLISTED_COLUMN})
# Default names in a trigger: NEW and OLD for one row; T-SQL's inserted and deleted for all rows.
ROW_VARIABLES = frozenset({"new", "old"})
TRANSITION_TABLES = frozenset({"inserted", "deleted"})


class Source(NamedTuple):
    """A column of a stored table, with the strongest transformation on the way to the target.

    This is a tuple and not a dataclass because a query log creates and hashes millions of them.

    table: ``('s',)`` in ``SUM(s.amount)``.
    column: ``'amount'`` in ``SUM(s.amount)``.
    kind: an index of KINDS; ``s.a`` is IDENTITY, ``s.a + 1`` EXPRESSION, ``SUM(s.a)`` AGGREGATE,
    ``CASE WHEN s.a > 1 THEN 2 END`` CONDITION, ``WHERE s.a > 1`` INDIRECT.
    """

    table: Name
    column: str
    kind: int = 0


Sources = frozenset[Source]
TargetEdge = tuple[Source, Name, str]  # a source, the table that it feeds, and the column
NO_SOURCES: Sources = frozenset()


class Relation(Protocol):
    """Anything that FROM can refer to: a table, a subquery, a CTE, a union, rows of a function."""

    @property
    def open(self) -> bool:
        """Whether the relation may have unknown columns: ``FROM s`` without CREATE TABLE s."""

    @property
    def generated(self) -> bool:
        """Whether a function produced the rows: ``FROM generate_series(1, s.n) AS g``."""

    def find(self, key: str) -> Sources | None:
        """Return the sources of a column by its normalized name, None if it is not known."""

    def guess(self, name: str) -> Sources:
        """Return the sources of a column that may be one of the unknown columns: ``s.a`` for ``a``.

        Only called if the relation is `open`.
        """

    def list_columns(self) -> list[tuple[str, Sources]]:
        """Return (name, sources) of each column in order; `*` stands for all unknown columns."""


class Variables(Protocol):
    """The variables that a statement can use.

    needs_sign: whether variables are written with a prefix: ``:v``. Then a name without a prefix is
    a column, if the query reads tables.
    """

    needs_sign: bool

    def hides(self, key: str) -> bool:
        """Return whether a variable hides a column of the same name, as in MySQL."""

    def find(self, key: str, owner: str = "") -> "QueryResult | None":
        """Return the value of a variable or of the field of a record, None if there is none.

        The value has no columns if no table feeds the variable.

        owner: the qualifier of the name: ``r`` in ``r.a``.
        """


@dataclass(slots=True)
class Dependencies:
    """The tables and columns that a query depends on, except the sources of its output columns.

    The examples are for ``SELECT s.a FROM s JOIN r ON s.id = r.id WHERE s.b > 1``.

    reads: all tables, in order of appearance: ``s``, ``r``.
    indirect: columns that determine which rows the result has: ``s.id``, ``r.id``, ``s.b``.
    lookups: tables joined to the first table: ``r``.
    notes: reasons why the query is only partly understood: ``SELECT * FROM s`` without the columns
    of s.
    unresolved: tables whose whole name is a variable without a value: ``&x``, ``{tmp}``.
    unresolved_edges: (source, table, column) for each column that feeds such a table.
    """

    reads: dict[Name, None] = field(default_factory=dict)
    indirect: set[Source] = field(default_factory=set)
    lookups: dict[Name, None] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    unresolved: dict[Name, None] = field(default_factory=dict, kw_only=True)
    unresolved_edges: dict[TargetEdge, None] = field(default_factory=dict, kw_only=True)

    def absorb(self, other: "Dependencies") -> None:
        """Add the dependencies of another query, such as a CTE that this query refers to."""
        self.reads |= other.reads
        self.indirect |= other.indirect
        self.lookups |= other.lookups
        self.notes |= other.notes
        self.unresolved |= other.unresolved
        self.unresolved_edges |= other.unresolved_edges

    def add_note(self, note: str) -> None:
        """Record why the query is only partly understood."""
        self.notes[note] = None

    def add_unresolved(self, table: Name) -> None:
        """Record a table whose name is unknown until the SQL runs."""
        self.unresolved[table] = None

    def add_unresolved_write(self, write: "TableWrite") -> None:
        """Record the edges into a table whose name is unknown until the SQL runs."""
        self.absorb(write.dependencies)
        self.add_unresolved(write.table)
        self.unresolved_edges |= {(one, write.table, column): None for one, column in write.edges}

    def add_lookups(self, tables: Iterable[Name]) -> None:
        """Record tables that are joined to the first table, or only read in a subquery."""
        self.lookups |= dict.fromkeys(tables)

    def replace_reads(self, tables: dict[Name, None]) -> None:
        """Replace the tables that are read.

        For example, the target of an UPDATE is removed, because the UPDATE does not read it.
        """
        self.reads = tables


@dataclass(slots=True)
class QueryResult(Dependencies):
    """The output columns of a query with their sources, and its other dependencies.

    columns: the name and the sources of each output column: ``SELECT a, b + 1 AS c FROM s`` ->
    ``[('a', {s.a}), ('c', {s.b EXPRESSION})]``.
    """

    columns: list[tuple[str, Sources]] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether all columns are known by name."""
        return all(name != "*" for name, _ in self.columns)


@dataclass(slots=True)
class TableWrite:
    """One table or view that a statement changes or creates, and the columns that feed it.

    table: ``INSERT INTO d.t (a, b) SELECT x, y FROM s`` -> ``('d', 't')``.
    dependencies: dependencies of the query that feeds it: reads ``s``.
    edges: (source, target column): ``(s.x, 'a'), (s.y, 'b')``.
    kind: "table", or "view" for ``CREATE VIEW v AS …``.
    creates: True for ``CREATE TABLE t …`` and ``SELECT … INTO t``, False for ``INSERT INTO t``.
    columns: (name, type) that ``CREATE TABLE t (a INT)`` declares or its query defines.
    temporary: True for ``CREATE TEMPORARY TABLE t``, ``VOLATILE`` tables and temporary views.
    column_list: the columns that the statement lists: ``INSERT INTO t (a, b)`` -> ``('a', 'b')``.
    removes: True for ``DELETE`` and ``TRUNCATE``, which do not put data into the table.
    """

    table: Name
    dependencies: Dependencies
    edges: list[tuple[Source, str]]
    kind: str = "table"
    creates: bool = False
    columns: tuple[tuple[str, str], ...] = ()
    temporary: bool = False
    column_list: tuple[str, ...] = ()
    removes: bool = False

    def add_edges(self, sources: Sources, column: str) -> None:
        """Record that these sources feed a column: ``SET a = s.x + s.y`` -> both feed ``a``."""
        self.edges += [(source, column) for source in sorted(sources)]


@dataclass(frozen=True, slots=True)
class TriggerRows:
    """The tables that fire a trigger, and the names by which its body refers to the changed rows.

    In ``CREATE TRIGGER g AFTER UPDATE ON t REFERENCING NEW TABLE AS changed …``:

    tables: tables that fire the trigger: ``t``.
    rows: names of a single changed row: ``NEW.a``, ``OLD.a``.
    row_sets: names of transition tables, which contain all changed rows: ``SELECT a FROM changed``.
    """

    tables: tuple[Name, ...] = ()
    rows: frozenset[str] = ROW_VARIABLES
    row_sets: frozenset[str] = TRANSITION_TABLES

    def merge(self, other: "TriggerRows") -> "TriggerRows":
        """Merge the rows of two triggers that share one function."""
        tables = tuple(sorted({*self.tables, *other.tables}))
        return TriggerRows(tables, self.rows | other.rows, self.row_sets | other.row_sets)


NO_TRIGGER = TriggerRows()


@lru_cache(maxsize=4096)  # the same table names occur in many statements
def fold(name: Name) -> Name:
    """Return a table name in lower case, to compare names: ``Sales.T`` -> ``('sales', 't')``."""
    return tuple(part.casefold() for part in name)


@lru_cache(maxsize=16_384)  # one object per column, so that its hash is computed once
def make_sources(table: Name, column: str) -> Sources:
    """Return the sources of a column that is read unchanged: ``s.a`` -> ``{s.a IDENTITY}``."""
    return frozenset((Source(table, column),))


@lru_cache(maxsize=4096)
def apply_kind(sources: Sources, kind: int) -> Sources:
    """Return sources after one more transformation; each keeps the stronger of its two kinds.

    ``SUM(a + 1)``: the EXPRESSION ``a + 1`` becomes AGGREGATE.
    """
    if kind == IDENTITY:
        return sources
    return frozenset([Source(table, column, max(kind, own)) for table, column, own in sources])


@lru_cache(maxsize=4096)
def index_columns(columns: tuple[str, ...]) -> dict[str, str]:
    """Return a table's columns by case-folded name: ``('Id', 'Name')`` -> ``{'id': 'Id', …}``."""
    return {column.casefold(): column for column in columns}


def find_columns(schema: Schema, name: Name, database: str = "") -> tuple[str, ...] | None:
    """Return the columns of a table by its full name or by its unique ending, None if unknown.

    The schema is missing in ``db..t``, so only ``t`` is looked up.

    database: the database in which the statement runs. A name without a database is first looked up
    there.
    """
    folded = fold(name)
    if "" in folded:
        folded = folded[-1:]
    if database and (columns := schema.get((database.casefold(), *folded))):
        return columns
    for start in range(len(folded)):
        if (columns := schema.get(folded[start:])) is not None:
            return columns or None
    return None


def describe_partly(notes: Iterable[str]) -> str:
    """Return the diagnostic for a partly understood statement.

    notes: the reasons.
    """
    return f"partly understood: {'; '.join(sorted(notes))}"
