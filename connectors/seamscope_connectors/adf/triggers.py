"""Find the schedules of the pipelines of a factory, and the pipelines that never run.

A trigger whose ``runtimeState`` is ``Started`` starts its pipelines at its ``recurrence``. A
pipeline that another pipeline executes has the schedule of that pipeline. A pipeline without a
trigger may be started by hand or from outside the factory, so it is treated as active.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from seamscope.connector import Doc
from seamscope.records import State
from seamscope_connectors.adf.factory import get_part_name

FREQUENCIES = {"minute": "every minute", "hour": "hourly", "day": "daily", "week": "weekly",
               "month": "monthly", "year": "yearly"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Whether and when a pipeline runs.

    reason: why the pipeline does not run, "" if it runs.
    frequency: when it runs, "" if unknown.
    """

    state: State = State.ACTIVE
    reason: str = ""
    frequency: str = ""


def find_schedules(
    triggers: Mapping[str, Doc], pipelines: Mapping[str, Doc], calls: Iterable[tuple[str, str]]
) -> dict[str, Schedule]:
    """Return the schedule of each pipeline by name. calls: (caller, called) pairs of pipelines."""
    own = _list_triggered(triggers)
    callers: dict[str, set[str]] = defaultdict(set)
    for caller, called in calls:
        callers[called].add(caller)
    found: dict[str, Schedule] = {}
    for _ in range(len(pipelines) + 1):  # a caller's own callers may come later
        known = found
        found = {}
        for name in sorted(pipelines):
            called_by = callers[name] & pipelines.keys()
            starts = [*own[name], *(known[caller] for caller in sorted(called_by & known.keys()))]
            if starts or not called_by:
                found[name] = _decide(pipelines[name], starts)
        if found == known:
            break
    # The remaining ones call only each other, so they have no trigger and may be started by hand.
    return {name: found.get(name) or _decide(pipelines[name], []) for name in pipelines}


def _list_triggered(triggers: Mapping[str, Doc]) -> dict[str, list[Schedule]]:
    """Return the schedules of the triggers of each pipeline, by pipeline."""
    found: dict[str, list[Schedule]] = defaultdict(list)
    for name, trigger in sorted(triggers.items()):
        for entry in (*trigger["pipelines"], trigger["pipeline"]):
            if pipeline := get_part_name(entry["pipelineReference"]["referenceName"].text):
                found[pipeline].append(_read_schedule(name, trigger))
    return found


def _read_schedule(name: str, trigger: Doc) -> Schedule:
    state = trigger["runtimeState"].text
    if state and state.casefold() != "started":
        return Schedule(state=State.DISABLED, reason=f"trigger {name} is {state.lower()}")
    recurrence = trigger["typeProperties"].first("recurrence")
    recurrence = recurrence or trigger["typeProperties"]
    return Schedule(frequency=_describe_frequency(recurrence))


def _describe_frequency(recurrence: Doc) -> str:
    unit, interval = recurrence["frequency"].text.casefold(), recurrence["interval"].text
    if not unit:
        return ""
    if interval in {"", "1"}:
        return FREQUENCIES.get(unit, unit)
    return f"every {interval} {unit}s"


def _decide(pipeline: Doc, starts: list[Schedule]) -> Schedule:
    """Return the schedule of a pipeline. starts: schedules of its triggers and of its callers."""
    if pipeline["state"].text.casefold() == "inactive":
        return Schedule(state=State.DISABLED, reason="the pipeline is inactive")
    active = [one for one in starts if one.state is State.ACTIVE]
    if active:
        return next((one for one in active if one.frequency), active[0])
    return starts[0] if starts else Schedule()
