"""What `lineage.read` and `Session` give back: names, edges, statements, diagnostics."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from seamscope.records import EdgeKind


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
