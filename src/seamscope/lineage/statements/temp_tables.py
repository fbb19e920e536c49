"""Represent each temp table by the query that filled it, so that lineage passes through it."""

from collections.abc import Iterable

from seamscope.lineage.query.model import INDIRECT, NO_SOURCES, QueryResult, Sources, TableWrite


def make_temp_table(write: TableWrite) -> QueryResult:
    """Return a temp table as the result of the query that filled it.

    ``SELECT a AS b INTO #x FROM s`` -> the column b with the source s.a.
    """
    names = [name for name, _ in write.columns] or write.column_list
    columns: dict[str, tuple[str, Sources]] = {
        name.casefold(): (name, NO_SOURCES) for name in names
    }
    for source, target in write.edges:
        if source.kind != INDIRECT:
            name, sources = columns.get(target.casefold(), (target, NO_SOURCES))
            columns[target.casefold()] = name, sources | {source}
    own = write.dependencies
    return QueryResult(
        dict(own.reads), set(own.indirect), dict(own.lookups), {}, list(columns.values())
    )


def merge_fills(old: QueryResult | None, new: QueryResult) -> QueryResult:
    """Return the rows of a temp table that two statements filled: each column has both sources."""
    if old is None:
        return new
    columns = {name.casefold(): (name, sources) for name, sources in old.columns}
    for name, sources in new.columns:
        first_name, earlier = columns.get(name.casefold(), (name, NO_SOURCES))
        columns[name.casefold()] = first_name, earlier | sources
    if "*" in columns:  # a column without a source may come from the `*`
        columns = {key: column for key, column in columns.items() if column[1]}
    merged = QueryResult(columns=list(columns.values()))
    for one in (old, new):
        merged.absorb(one)
    merged.notes.clear()
    return merged


def merge_reads(temps: Iterable[TableWrite]) -> QueryResult | None:
    """Return what a statement reads to fill temp tables, None if it fills none."""
    merged: QueryResult | None = None
    for item in temps:
        merged = merged or QueryResult()
        merged.absorb(item.dependencies)
    return merged
