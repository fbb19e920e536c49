"""Remove the temp tables and parameters of a routine's caller, which are not datasets."""

from collections.abc import Iterable
from dataclasses import replace

from seamscope.lineage.query.model import Dependencies, QueryResult, Source, TableWrite
from seamscope.lineage.script.environment import Environment


def drop_caller_tables(
    environment: Environment, writes: Iterable[TableWrite], result: QueryResult | None
) -> tuple[list[TableWrite], QueryResult | None]:
    """Return a statement's lineage without temp tables and parameters of the caller.

    A `#t` that no statement of this script creates is reported.
    """
    kept = [
        replace(
            write,
            dependencies=_drop_from(environment, write.dependencies),
            edges=[edge for edge in write.edges if not _is_callers(environment, edge[0])],
        )
        for write in writes
    ]
    if result is None:
        return kept, None
    _drop_from(environment, result)
    columns = [
        (column, frozenset(source for source in feed if not _is_callers(environment, source)))
        for column, feed in result.columns
    ]
    return kept, replace(result, columns=columns)


def _drop_from(environment: Environment, dependencies: Dependencies) -> Dependencies:
    for name in [name for name in dependencies.reads if environment.is_temp(name)]:
        del dependencies.reads[name]
        dependencies.lookups.pop(name, None)
        if name[-1].startswith("#"):
            note = f"this script does not create {name[-1]}; add the script that does"
            dependencies.notes[note] = None
    callers = [source for source in dependencies.indirect if _is_callers(environment, source)]
    dependencies.indirect.difference_update(callers)
    return dependencies


def _is_callers(environment: Environment, source: Source) -> bool:
    return bool(source.table) and environment.is_temp(source.table)
