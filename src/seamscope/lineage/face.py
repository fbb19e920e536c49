"""`read`: the lineage of SQL text alone, for others to build on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from seamscope.records import EdgeKind, Evidence, Query, SystemRef


@dataclass(frozen=True, slots=True, order=True)
class TableName:
    """A dataset in the author's spelling: up to server, database, schema, table."""

    parts: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.parts)


@dataclass(frozen=True, slots=True, order=True)
class ColumnName:
    """A column of a dataset; of a bare SELECT's output where `table` is None."""

    table: TableName | None
    name: str

    def __str__(self) -> str:
        return f"{self.table}.{self.name}" if self.table else self.name


@dataclass(frozen=True, slots=True)
class Edge:
    """One column feeds another. An INDIRECT edge (filter, join) has the target `*`."""

    source: ColumnName
    target: ColumnName
    kind: EdgeKind


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
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
        object.__setattr__(self, "reads", frozenset[TableName]().union(*(s.reads for s in every)))
        object.__setattr__(self, "writes", frozenset[TableName]().union(*(s.writes for s in every)))
        object.__setattr__(self, "columns", frozenset[Edge]().union(*(s.columns for s in every)))


def read(
    sql: str, *, dialect: str = "", schema: Mapping[str, Iterable[str]] | None = None
) -> Lineage:
    """Return what a script reads and writes, and which columns feed which.

    dialect: a sqlglot dialect name, "" to guess; schema: dotted table name -> its columns, in
    order. Never raises for SQL: what is not understood stands in `diagnostics`.
    """
    from seamscope.lineage.model import Name, Written
    from seamscope.lineage.model import Read as Selected
    from seamscope.lineage.run import Outcome, Reader, learn, quiet

    def edges(made: Written) -> frozenset[Edge]:
        target = TableName(made.table)
        return frozenset(
            Edge(
                ColumnName(TableName(source.table) if source.table else None, source.column),
                ColumnName(target, column),
                source.kind,
            )
            for source, column in made.edges
        )

    def selected(found: Selected) -> frozenset[Edge]:
        feeds = [(source, name) for name, fed in found.columns for source in fed]
        feeds += [(source, "*") for source in found.indirect]
        return frozenset(
            Edge(
                ColumnName(TableName(source.table) if source.table else None, source.column),
                ColumnName(None, column),
                source.kind,
            )
            for source, column in feeds
        )

    def statement(outcome: Outcome) -> StatementLineage:
        reads: set[Name] = {name for made in outcome.made for name in made.read.reads}
        columns = frozenset[Edge]().union(*map(edges, outcome.made))
        if outcome.read is not None:
            reads |= set(outcome.read.reads)
            columns |= selected(outcome.read)
        return StatementLineage(
            line=outcome.line,
            reads=frozenset(map(TableName, reads)),
            writes=frozenset(TableName(made.table) for made in outcome.made),
            columns=columns,
        )

    quiet()
    known: dict[Name, tuple[str, ...]] = {}
    for table, columns in (schema or {}).items():
        learn(known, tuple(table.split(".")), tuple(columns))
    here = Evidence(file="", line=1)
    reader = Reader(Query(text=sql, dialect=dialect, home=SystemRef(), evidence=here), known)
    for _ in range(2):
        reader.learn()
    for _ in reader.records():
        pass
    outcomes = reader.outcomes
    return Lineage(
        statements=tuple(statement(o) for o in outcomes if not o.fault),
        diagnostics=tuple(Diagnostic(o.line, o.fault) for o in outcomes if o.fault),
    )
