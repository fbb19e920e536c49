"""Summarise what each routine reads and writes, itself and through all routines that it calls."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from seamscope.lineage.query.model import Name
from seamscope.lineage.script.result import UNKNOWN_SIZE, Call, Outcome
from seamscope.lineage.side_doors.find import is_side_door
from seamscope.lineage.types import Routine

Arity = tuple[int, int] | None
# Routines that come with a database, so that the inputs need not define them.
SYSTEM_PREFIXES = (
    "xp_", "sys.", "dbms_", "utl_", "pg_", "system$", "information_schema.",
    "raise_application_error",
)  # fmt: skip
# In these dialects, `sp_` marks system procedures; in others, users also name procedures so.
SP_DIALECTS = frozenset({"tsql", "fabric", ""})


def summarise_routines(
    outcomes: Iterable[Outcome], calls: Iterable[Call], file: str, dialect: str
) -> tuple[Routine, ...]:
    """Return the routines of one query in order, with the reads, writes and calls of each.

    Routines with the same name but different numbers of arguments are kept separate. `unresolved`
    has all called routines except system routines; `add_calls` later removes those that the inputs
    define.
    """
    summaries: dict[tuple[str, Arity], _Summary] = {}
    for outcome in outcomes:
        key = outcome.routine, outcome.arity
        summary = summaries.setdefault(key, _Summary(outcome.line))
        for write in outcome.writes:
            summary.writes.add(write.table)
            summary.reads.update(write.dependencies.reads.keys() - outcome.passed)
        if outcome.result:
            summary.reads.update(outcome.result.reads.keys() - outcome.passed)
    for call in calls:
        summary = summaries.setdefault((call.caller, call.caller_arity), _Summary(0))
        summary.calls.add(".".join(call.called))
    return tuple(
        summary.describe(name, arity, file, dialect) for (name, arity), summary in summaries.items()
    )


class _Summary:
    """The reads, writes and calls of one routine.

    line: the line of its first statement.
    """

    def __init__(self, line: int) -> None:
        self.line = line
        self.reads: set[Name] = set()
        self.writes: set[Name] = set()
        self.calls: set[str] = set()

    def describe(self, name: str, arity: Arity, file: str, dialect: str) -> Routine:
        """Return the summary as a `Routine`, in which names are dotted and sorted."""
        return Routine(
            name=name,
            file=file,
            line=self.line,
            arity=arity,
            reads=_union((), map(".".join, self.reads)),
            writes=_union((), map(".".join, self.writes)),
            calls=_union((), self.calls),
            unresolved=_union((), (c for c in self.calls if not is_system_routine(c, dialect))),
        )


def merge_routines(routines: Iterable[Routine]) -> tuple[Routine, ...]:
    """Merge the summaries of a routine in the parts of a cut script into one summary."""
    merged: dict[tuple[str, Arity], Routine] = {}
    for routine in routines:
        old = merged.setdefault((routine.name, routine.arity), routine)
        merged[routine.name, routine.arity] = replace(
            old,
            line=old.line or routine.line,
            reads=_union(old.reads, routine.reads),
            writes=_union(old.writes, routine.writes),
            calls=_union(old.calls, routine.calls),
            unresolved=_union(old.unresolved, routine.unresolved),
        )
    return tuple(merged.values())


def add_calls(routines: Sequence[Routine], calls: Iterable[Call]) -> tuple[Routine, ...]:
    """Return the routines of all files; add to each the reads and writes of all that it calls."""
    by_name: dict[str, list[Routine]] = defaultdict(list)
    for routine in routines:
        parts = routine.name.casefold().split(".")
        for start in range(len(parts) if routine.name else 0):
            by_name[".".join(parts[start:])].append(routine)
    sizes: dict[tuple[str, Arity, str], set[int]] = defaultdict(set)
    for call in calls:
        sizes[call.caller, call.caller_arity, ".".join(call.called)].add(call.size)
    return tuple(_add_calls_of(routine, by_name, sizes) for routine in routines)


def _add_calls_of(
    routine: Routine,
    by_name: Mapping[str, Sequence[Routine]],
    sizes: Mapping[tuple[str, Arity, str], set[int]],
) -> Routine:
    """Return a routine with the reads and writes of all routines that it calls.

    `unresolved` gets the called names that the inputs do not define.
    """
    reached: dict[tuple[str, str, Arity], Routine] = {}
    todo = [(routine, called) for called in routine.calls]
    unresolved: set[str] = set()
    while todo:
        caller, name = todo.pop()
        counts = sizes.get((caller.name, caller.arity, name)) or {UNKNOWN_SIZE}
        found = _find_routines(name, counts, by_name)
        if caller is routine and not found and name in routine.unresolved:
            unresolved.add(name)
        for called in found:
            key = called.file, called.name, called.arity
            if key not in reached and called != routine:
                reached[key] = called
                todo += [(called, further) for further in called.calls]
    reads = {table for called in reached.values() for table in called.reads}
    writes = {table for called in reached.values() for table in called.writes}
    return replace(
        routine,
        reads=_union(routine.reads, reads),
        writes=_union(routine.writes, writes),
        unresolved=_union((), unresolved),
    )


def is_system_routine(name: str, dialect: str) -> bool:
    """Return whether a routine comes with a database: `master..xp_cmdshell`, `dbms_output.put`."""
    folded = name.casefold()
    last = folded.rsplit(".", 1)[-1]
    return (
        folded.startswith(SYSTEM_PREFIXES)
        or last.startswith("xp_")
        or (dialect in SP_DIALECTS and last.startswith("sp_"))
        or is_side_door(name)
    )


def _find_routines(
    name: str, sizes: set[int], by_name: Mapping[str, Sequence[Routine]]
) -> list[Routine]:
    """Return the routines that a called name may refer to: `db..p` is found as `p`.

    If several routines have the same full name, return those that accept the arguments of a call.

    sizes: the numbers of arguments in the calls.
    """
    parts = [part for part in name.casefold().split(".") if part]
    endings = (by_name.get(".".join(parts[start:])) for start in range(len(parts)))
    known = next((found for found in endings if found), ())
    if not known:
        return []
    same = [one for one in known if one.name.casefold() == known[0].name.casefold()]
    fitting = [one for one in same if any(_takes(one, size) for size in sizes)]
    return fitting if len({one.arity for one in same}) > 1 and fitting else same[:1]


def _takes(routine: Routine, size: int) -> bool:
    """Return whether a routine accepts this number of arguments; True if unknown."""
    if routine.arity is None or size == UNKNOWN_SIZE:
        return True
    return routine.arity[0] <= size <= routine.arity[1]


def _union(old: Sequence[str], new: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*old, *new}))
