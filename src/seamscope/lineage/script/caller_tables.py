"""Remove temp tables and table parameters that only the caller fills from the lineage of a script.

They exist only during the call, so they are not datasets. Temp tables that the script fills itself
are no longer in the lineage here: they were replaced by the queries that fill them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from seamscope.lineage.query.model import Dependencies, Name, QueryResult, TableWrite
from seamscope.lineage.script.environment import Environment


def drop_caller_tables(
    environment: Environment, writes: Iterable[TableWrite], result: QueryResult | None
) -> tuple[list[TableWrite], QueryResult | None]:
    """Return a statement's lineage without the caller's temp tables and table parameters.

    A temp table `#t` that no statement of this script creates is reported.
    """
    writes = list(writes)
    if not (callers := _find_caller_tables(environment, writes, result)):
        return writes, result
    kept = [
        replace(
            write,
            dependencies=_drop_from(callers, write.dependencies),
            edges=[edge for edge in write.edges if edge[0].table not in callers],
        )
        for write in writes
    ]
    if result is None:
        return kept, None
    _drop_from(callers, result)
    columns = [
        (column, frozenset(source for source in feed if source.table not in callers))
        for column, feed in result.columns
    ]
    return kept, replace(result, columns=columns)


def _find_caller_tables(
    environment: Environment, writes: Sequence[TableWrite], result: QueryResult | None
) -> set[Name]:
    """Return the temp tables and table parameters that only the script's caller can have filled."""
    dependencies = [write.dependencies for write in writes]
    sources = [source for write in writes for source, _ in write.edges]
    if result is not None:
        dependencies.append(result)
        sources += [source for _, feed in result.columns for source in feed]
    tables = {source.table for source in sources}
    for each in dependencies:
        tables.update(each.reads)
        tables.update([source.table for source in each.indirect])
    return {table for table in tables if table and environment.is_temp(table)}


def _drop_from(callers: set[Name], dependencies: Dependencies) -> Dependencies:
    for name in [name for name in dependencies.reads if name in callers]:
        del dependencies.reads[name]
        dependencies.lookups.pop(name, None)
        if name[-1].startswith("#"):
            note = f"this script does not create {name[-1]}; add the script that does"
            dependencies.notes[note] = None
    found = [source for source in dependencies.indirect if source.table in callers]
    dependencies.indirect.difference_update(found)
    return dependencies
