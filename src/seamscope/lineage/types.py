"""What `lineage.read` and `Session` give back: names, edges, statements, diagnostics."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from seamscope.records import Dataset, Dependency, EdgeKind, Flow, Skipped


# Tuples, not dataclasses: a log makes and hashes them by the million.
class TableName(NamedTuple):
    """A dataset in the author's spelling: up to server, database, schema, table."""

    parts: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.parts)


class ColumnName(NamedTuple):
    """A column of a dataset.

    table: None for an output of a bare SELECT, and for a source of which the owner cannot be told.
    name: `*` stands for all columns where they are not known by name.
    """

    table: TableName | None
    name: str

    def __str__(self) -> str:
        return f"{self.table}.{self.name}" if self.table else self.name


class Edge(NamedTuple):
    """One column feeds another. An INDIRECT edge (filter, join) has the target `*`."""

    source: ColumnName
    target: ColumnName
    kind: EdgeKind

    def __str__(self) -> str:
        return f"{self.source} > {self.target} {self.kind.value}"


class Diagnostic(NamedTuple):
    """What was not understood, or only in part. line: 1-based, where the statement begins."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class StatementLineage:
    """One statement: datasets it reads and writes, columns that feed columns."""

    line: int
    reads: frozenset[TableName] = frozenset()
    writes: frozenset[TableName] = frozenset()
    columns: frozenset[Edge] = frozenset()


@dataclass(frozen=True, slots=True)
class Lineage:
    """A script's statements in order, and all of them together.

    Temp tables and table variables are resolved away; names keep the author's spelling.
    """

    statements: tuple[StatementLineage, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    reads: frozenset[TableName] = field(init=False)
    writes: frozenset[TableName] = field(init=False)
    columns: frozenset[Edge] = field(init=False)

    def __post_init__(self) -> None:
        every = self.statements
        one = every[0] if len(every) == 1 else _together(every)
        fill = object.__setattr__
        fill(self, "reads", one.reads)
        fill(self, "writes", one.writes)
        fill(self, "columns", one.columns)


def _together(statements: Sequence[StatementLineage]) -> StatementLineage:
    return StatementLineage(
        0,
        frozenset[TableName]().union(*(s.reads for s in statements)),
        frozenset[TableName]().union(*(s.writes for s in statements)),
        frozenset[Edge]().union(*(s.columns for s in statements)),
    )


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Coverage:
    """How much SQL of one file was understood, in statements."""

    file: str
    dialect: str
    parsed: int = 0
    partly: int = 0
    not_understood: int = 0


def by_dialect(coverage: Sequence[Coverage]) -> list[Coverage]:
    """Return the sums of each dialect, as of a file called "all"."""
    sums: dict[str, Coverage] = {}
    for c in coverage:
        old = sums.get(c.dialect) or Coverage(file="all", dialect=c.dialect)
        sums[c.dialect] = Coverage(
            file="all",
            dialect=c.dialect,
            parsed=old.parsed + c.parsed,
            partly=old.partly + c.partly,
            not_understood=old.not_understood + c.not_understood,
        )
    return [sums[dialect] for dialect in sorted(sums)]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Routine:
    """What a procedure, function or trigger reads and writes, with all it calls.

    name: "" for the statements outside of any; names as written, parts joined by dots; line:
    where its first statement stands; calls: routines it names itself.
    """

    name: str
    file: str
    line: int = 0
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """The records that lineage adds, in the order of the queries, and how much was understood."""

    records: tuple[Flow | Dataset | Dependency | Skipped, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    routines: tuple[Routine, ...] = ()
