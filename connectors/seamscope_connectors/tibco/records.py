"""Build the records of processes: flows from the systems that a process reads to those it
writes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from seamscope.connector.entries import Problems
from seamscope.connector.failures import CAUGHT
from seamscope.connector.movements import choose_mechanism, join_labels
from seamscope.records import (
    Certainty,
    Endpoint,
    Flow,
    Interface,
    Query,
    Record,
    State,
)
from seamscope_connectors.tibco.ends import LISTENERS, Touch, find_touch
from seamscope_connectors.tibco.process import Activity, Process
from seamscope_connectors.tibco.project import Project

PRODUCT = "TIBCO BusinessWorks"
SEVERAL = "the process reads several systems before it writes"
ON_ERRORS = "only if an activity of the process fails"
TESTS = re.compile(r"(?:^|/)(?:[\w ]{0,20}\b)?(?:unit ?)?tests?(?:[ _]\w{1,20})?/", re.I)
MAX_PAIRS = 100  # pairs of a source and a target in one process
MAX_CALLS = 500  # called processes
CALLERS = (
    "processes with a listener whose callers are unknown",
    "list the flows from and to their callers in the inventory",
)
NO_SOURCE = (
    "processes that write without reading a system",
    "list where their data comes from in the inventory",
)
READS_ONLY = (
    "processes that only read a system",
    "list where their data goes in the inventory",
)
MISSING = (
    "called processes that are not in the inputs",
    "add the whole project, with its libraries",
)


@dataclass(slots=True)
class Notes(Problems):
    """Problems of processes.

    shown: endpoints that already have an interface.
    called: processes that another process calls.
    """

    shown: set[Endpoint] = field(default_factory=set)
    called: set[str] | None = None


def list_records(path: str, project: Project, notes: Notes) -> Iterator[Record]:
    """Yield the records of a process and of the processes that it calls.

    A process that another process calls yields nothing, unless it also starts by itself.
    """
    process = project.processes[path]
    if notes.called is None:
        notes.called = _list_called(project)
    starts = any(one.starts for one in process.activities)
    if path in notes.called and not starts:
        return
    touches = list(_list_touches(path, project, notes))
    reads = [one for one in touches if one.reads and not one.after_failure]
    writes = [one for one in touches if not one.reads]
    context = _Context(
        process=process, path=path, frequency=_read_frequency(path, process, project)
    )
    moved: set[Endpoint] = set()
    joined = ((source, target) for target in writes for source in reads)
    pairs = [pair for pair in joined if pair[0].island == pair[1].island][:MAX_PAIRS]
    records = (one for pair in pairs for one in _build_moves(*pair, reads, context))
    yield from dict.fromkeys(records)
    moved = {one.end for pair in pairs for one in pair if pair[0].end != pair[1].end}
    yield from _list_alone(touches, moved, context, notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """A process that starts by itself, with its path and its schedule."""

    process: Process
    path: str
    frequency: str

    @property
    def state(self) -> tuple[State, str]:
        """The state of the flows of the process, and the reason for the state."""
        if TESTS.search(self.path):
            return State.DEVELOPMENT, "the folder contains processes for tests"
        return State.ACTIVE, ""


def _list_called(project: Project) -> set[str]:
    return {
        project.find(reference, path, project.processes)
        for path, process in project.processes.items()
        for reference, _ in process.calls
    }


def _list_touches(start: str, project: Project, notes: Notes) -> Iterator[Touch]:
    """Yield the accesses of a process and of all processes that it calls, each process once."""
    todo: list[tuple[str, bool, str | None]] = [(start, False, None)]
    seen = {start}
    while todo:
        path, failed, island = todo.pop(0)
        process = project.processes[path]
        for activity in process.activities:
            touch = find_touch(activity, path, project, failed=failed)
            if touch is not None:
                yield replace(touch, island=activity.island if island is None else island)
        for reference, call in process.calls:
            found = project.find(reference, path, project.processes)
            if not found and "%%" not in reference:
                notes.add(MISSING, reference.rpartition("/")[2], process.evidence)
            elif found and found not in seen and len(seen) < MAX_CALLS:
                seen.add(found)
                inner = call.island if island is None else island
                todo.append((found, failed or call.after_failure, inner))


def _build_moves(
    source: Touch, target: Touch, reads: list[Touch], context: _Context
) -> Iterator[Record]:
    """Yield the query or flow from a read to a write."""
    if source.end == target.end:
        return
    state, why = context.state
    several = len({one.end for one in reads if one.island == source.island}) > 1
    doubts = [SEVERAL] if several else []
    doubts += [ON_ERRORS] if target.after_failure else []
    doubts += [target.doubt] if target.doubt else []
    handling = (CAUGHT,) if context.process.catches else ()
    if source.sql:
        yield Query(
            text=source.sql, home=source.end.system, target=target.end, technology=PRODUCT,
            mechanism=target.mechanism, route=context.process.name, frequency=context.frequency,
            error_handling=handling, after_failure=target.after_failure, state=state,
            evidence=source.activity.evidence,
        )  # fmt: skip
        return
    yield Flow(
        source=source.end,
        target=target.end,
        mechanism=choose_mechanism(source.mechanism, target.mechanism),
        technology=join_labels(PRODUCT, source.technology, target.technology),
        frequency=context.frequency,
        columns=target.activity.fields,
        error_handling=handling,
        after_failure=target.after_failure,
        route=context.process.name,
        state=state,
        certainty=Certainty.LIKELY if doubts else Certainty.CERTAIN,
        reason="; ".join(part for part in (why, *doubts) if part),
        evidence=target.activity.evidence,
    )


def _list_alone(
    touches: list[Touch], moved: set[Endpoint], context: _Context, notes: Notes
) -> Iterator[Record]:
    """Yield an interface for each access without a flow, and report the unknown source or
    target.
    """
    process = context.process
    starter = next((one for one in process.activities if one.starts), None)
    alone = [one for one in touches if one.end not in moved and not one.after_failure]
    if not alone:
        return
    for one in alone:
        if one.end not in notes.shown:
            notes.shown.add(one.end)
            yield Interface(
                system=one.end.system, name=one.end.dataset or one.activity.name,
                protocol=join_labels(PRODUCT, one.technology), state=context.state[0],
                evidence=one.activity.evidence,
            )  # fmt: skip
    if starter is not None and LISTENERS.fullmatch(starter.kind):
        notes.add(CALLERS, process.name, process.evidence)
    elif any(not one.reads for one in alone):
        notes.add(NO_SOURCE, process.name, process.evidence)
    else:
        notes.add(READS_ONLY, process.name, process.evidence)


def _read_frequency(path: str, process: Process, project: Project) -> str:
    """Return the schedule of a process from its timer or file poller: ``every 5 minutes``."""
    starter = next((one for one in process.activities if one.starts), None)
    if starter is None:
        return ""
    settings = {key: project.fill(text, path) for key, text in starter.settings.items()}
    return _read_timer(starter, settings)


def _read_timer(starter: Activity, settings: dict[str, str]) -> str:
    poll = settings.get("pollinterval", "")
    if poll.isdigit() and int(poll):
        return f"every {poll} seconds"
    interval, unit = settings.get("timeinterval", ""), settings.get("frequencyindex", "")
    once = settings.get("frequency", "").casefold() == "true"
    timed = "Timer" in starter.kind and interval.isdigit() and int(interval) and not once
    if not timed:
        return ""
    word = unit.casefold().rstrip("s") or "second"
    return f"every {word}" if interval == "1" else f"every {interval} {word}s"
