"""Reads and writes per routine: those of its statements and of all routines it calls."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from seamscope.lineage.query.model import Name
from seamscope.lineage.script.result import Outcome
from seamscope.lineage.types import Routine


def summarise_routines(
    outcomes: Iterable[Outcome], calls: Iterable[tuple[str, Name]], file: str
) -> tuple[Routine, ...]:
    """Return each routine of one query with its own reads, writes and calls, in order.

    calls: (caller, called) pairs; the caller is "" for statements outside of any routine.
    """
    routines: dict[str, Routine] = {}
    for outcome in outcomes:
        name = outcome.routine
        old = routines.get(name) or Routine(name=name, file=file, line=outcome.line)
        dependencies = [write.dependencies.reads for write in outcome.writes]
        dependencies += [outcome.result.reads] if outcome.result else []
        reads = {".".join(table) for tables in dependencies for table in tables}
        writes = {".".join(write.table) for write in outcome.writes}
        routines[name] = replace(
            old, reads=_union(old.reads, reads), writes=_union(old.writes, writes)
        )
    for name, called in calls:
        old = routines.get(name) or Routine(name=name, file=file)
        routines[name] = replace(old, calls=_union(old.calls, {".".join(called)}))
    return tuple(routines.values())


def add_calls(routines: Sequence[Routine]) -> tuple[Routine, ...]:
    """Return the routines of all files with the reads and writes of everything they call."""
    by_name: dict[str, Routine] = {}
    for routine in routines:
        parts = routine.name.casefold().split(".")
        for start in range(len(parts) if routine.name else 0):
            by_name.setdefault(".".join(parts[start:]), routine)
    return tuple(_add_calls_of(routine, by_name) for routine in routines)


def _add_calls_of(routine: Routine, by_name: Mapping[str, Routine]) -> Routine:
    reached: dict[str, Routine] = {}
    todo = list(routine.calls)
    while todo:
        called = _find_routine(todo.pop(), by_name)
        if called is not None and called.name not in reached and called != routine:
            reached[called.name] = called
            todo += called.calls
    reads = {table for called in reached.values() for table in called.reads}
    writes = {table for called in reached.values() for table in called.writes}
    return replace(
        routine, reads=_union(routine.reads, reads), writes=_union(routine.writes, writes)
    )


def _find_routine(name: str, by_name: Mapping[str, Routine]) -> Routine | None:
    """Return the routine with the longest ending of a name: `db..p` is found as `p`."""
    parts = [part for part in name.casefold().split(".") if part]
    for start in range(len(parts)):
        if (found := by_name.get(".".join(parts[start:]))) is not None:
            return found
    return None


def _union(old: Sequence[str], new: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*old, *new}))
