"""What each routine reads and writes: its statements, and the routines it calls, in any file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from seamscope.lineage.query.model import Name
from seamscope.lineage.script.result import Outcome
from seamscope.lineage.types import Routine


def own(
    outcomes: Iterable[Outcome], calls: Iterable[tuple[str, Name]], file: str
) -> tuple[Routine, ...]:
    """Return what the routines of one query read and write themselves, by their first line."""
    found: dict[str, Routine] = {}
    for outcome in outcomes:
        name = outcome.routine
        old = found.get(name) or Routine(name=name, file=file, line=outcome.line)
        trails = [made.dependencies.reads for made in outcome.made]
        trails += [outcome.read.reads] if outcome.read else []
        reads = {".".join(read) for trail in trails for read in trail}
        writes = {".".join(made.table) for made in outcome.made}
        found[name] = replace(old, reads=_more(old.reads, reads), writes=_more(old.writes, writes))
    for name, called in calls:
        old = found.get(name) or Routine(name=name, file=file)
        found[name] = replace(old, calls=_more(old.calls, {".".join(called)}))
    return tuple(found.values())


def composed(routines: Sequence[Routine]) -> tuple[Routine, ...]:
    """Return the routines with what those they call read and write."""
    by_name: dict[str, Routine] = {}
    for routine in routines:
        parts = routine.name.casefold().split(".")
        for start in range(len(parts) if routine.name else 0):
            by_name.setdefault(".".join(parts[start:]), routine)
    return tuple(_with_calls(routine, by_name) for routine in routines)


def _with_calls(routine: Routine, by_name: Mapping[str, Routine]) -> Routine:
    seen: dict[str, Routine] = {}
    todo = list(routine.calls)
    while todo:
        called = _named(todo.pop(), by_name)
        if called is not None and called.name not in seen and called != routine:
            seen[called.name] = called
            todo += called.calls
    reads = {read for called in seen.values() for read in called.reads}
    writes = {write for called in seen.values() for write in called.writes}
    return replace(routine, reads=_more(routine.reads, reads), writes=_more(routine.writes, writes))


def _named(name: str, by_name: Mapping[str, Routine]) -> Routine | None:
    parts = [part for part in name.casefold().split(".") if part]
    for start in range(len(parts)):
        if (found := by_name.get(".".join(parts[start:]))) is not None:
            return found
    return None


def _more(old: Sequence[str], new: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*old, *new}))
