"""Build the `StatementLineage` of a statement from what it writes and returns."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from seamscope.lineage.query.model import KINDS, Dependencies, Name, QueryResult, Source, TableWrite
from seamscope.lineage.types import ColumnName, Edge, StatementLineage, TableName

NO_TABLES: frozenset[TableName] = frozenset()


@lru_cache(maxsize=16_384)
def to_table(name: Name) -> TableName:
    """Return a name as `TableName`, the type of tables in public results."""
    return TableName(name)


@lru_cache(maxsize=16_384)
def to_table_without_gaps(name: Name) -> TableName:
    """Return a name without its empty parts: ``srv..t`` -> ``srv.t``."""
    return TableName(tuple(part for part in name if part))


def build_statement(
    place: tuple[int, int],
    writes: Iterable[TableWrite],
    result: QueryResult | None,
    to_table: Callable[[Name], TableName] = to_table,
) -> StatementLineage:
    """Return the tables and columns of a statement.

    place: line and column of the statement.
    to_table: converts the name of each table.
    """
    reads: list[Name] = []
    targets: list[TableName] = []
    unresolved: list[Name] = []
    edges: list[Edge] = []
    for write in writes:
        unresolved += write.dependencies.unresolved
        edges += _build_unresolved(write.dependencies, to_table)
        reads += write.dependencies.reads
        target = to_table(write.table)
        targets.append(target)
        edges += _build_edges(write.edges, target, to_table)
    if result is not None:
        reads += result.reads
        unresolved += result.unresolved
        edges += _build_unresolved(result, to_table)
        pairs = [(source, name) for name, feed in result.columns for source in feed]
        pairs += [(source, "*") for source in result.indirect]
        edges += _build_edges(pairs, None, to_table)
    return StatementLineage(
        place[0],
        frozenset(map(to_table, reads)),
        frozenset(targets),
        frozenset(edges),
        frozenset(map(to_table, unresolved)) if unresolved else NO_TABLES,
        place[1],
    )


def _build_unresolved(
    dependencies: Dependencies, to_table: Callable[[Name], TableName]
) -> list[Edge]:
    """Return the edges to tables whose whole name is a variable."""
    return [
        edge
        for source, table, column in dependencies.unresolved_edges
        for edge in _build_edges([(source, column)], to_table(table), to_table)
    ]


def _build_edges(
    pairs: Iterable[tuple[Source, str]],
    target: TableName | None,
    to_table: Callable[[Name], TableName],
) -> list[Edge]:
    make = tuple.__new__  # half the time of calling the NamedTuple classes
    edges: list[Edge] = []
    for (table, column, kind), name in pairs:
        target_column = make(ColumnName, (target, name))
        edges.append(make(Edge, (_to_column(to_table, table, column), target_column, KINDS[kind])))
    return edges


@lru_cache(maxsize=16_384)
def _to_column(to_table: Callable[[Name], TableName], table: Name, column: str) -> ColumnName:
    return ColumnName(to_table(table) if table else None, column)
