"""When the pipelines of a factory run, and whether they run at all.

A trigger starts pipelines if its ``runtimeState`` is ``Started``, at its ``recurrence``. A pipeline
that another one executes runs whenever that one does. A pipeline without any trigger may be started
by hand or from outside, so it counts as active.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from seamscope.connector import Doc
from seamscope.records import State
from seamscope_connectors.adf.factory import part_of

FREQUENCIES = {"minute": "every minute", "hour": "hourly", "day": "daily", "week": "weekly",
               "month": "monthly", "year": "yearly"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Whether a pipeline runs; reason: why not; frequency: how often, "" if not known."""

    state: State = State.ACTIVE
    reason: str = ""
    frequency: str = ""


NEVER = Schedule(state=State.DISABLED, reason="it is executed by itself only")


def schedules(
    triggers: Mapping[str, Doc], pipelines: Mapping[str, Doc], calls: Iterable[tuple[str, str]]
) -> dict[str, Schedule]:
    """Return when each pipeline runs. calls: (caller, called) pairs of pipelines."""
    own: dict[str, list[Schedule]] = defaultdict(list)
    for name, trigger in sorted(triggers.items()):
        for entry in (*trigger["pipelines"], trigger["pipeline"]):
            if pipeline := part_of(entry["pipelineReference"]["referenceName"].text):
                own[pipeline].append(_schedule(name, trigger))
    callers: dict[str, set[str]] = defaultdict(set)
    for caller, called in calls:
        callers[called].add(caller)
    found: dict[str, Schedule] = {}
    for name in sorted(pipelines):
        _resolve(name, own, callers, pipelines, found)
    return found


def _schedule(name: str, trigger: Doc) -> Schedule:
    state = trigger["runtimeState"].text
    if state and state.casefold() != "started":
        return Schedule(state=State.DISABLED, reason=f"its trigger {name} is {state.lower()}")
    recurrence = trigger["typeProperties"].first("recurrence")
    recurrence = recurrence or trigger["typeProperties"]
    return Schedule(frequency=_frequency(recurrence))


def _frequency(recurrence: Doc) -> str:
    unit, interval = recurrence["frequency"].text.casefold(), recurrence["interval"].text
    if not unit:
        return ""
    if interval in {"", "1"}:
        return FREQUENCIES.get(unit, unit)
    return f"every {interval} {unit}s"


def _resolve(
    name: str,
    own: Mapping[str, list[Schedule]],
    callers: Mapping[str, set[str]],
    pipelines: Mapping[str, Doc],
    known: dict[str, Schedule],
) -> Schedule:
    """Return when a pipeline runs, and enter it in `known`; a circle of calls starts nothing."""
    if name in known:
        return known[name]
    known[name] = NEVER
    known[name] = _decide(name, own, callers, pipelines, known)
    return known[name]


def _decide(
    name: str,
    own: Mapping[str, list[Schedule]],
    callers: Mapping[str, set[str]],
    pipelines: Mapping[str, Doc],
    known: dict[str, Schedule],
) -> Schedule:
    if pipelines[name]["state"].text.casefold() == "inactive":
        return Schedule(state=State.DISABLED, reason="the pipeline is inactive")
    found = list(own.get(name, ()))
    found += [
        schedule
        for caller in sorted(callers.get(name, set()) & pipelines.keys())
        if (schedule := _resolve(caller, own, callers, pipelines, known)) is not NEVER
    ]
    active = [one for one in found if one.state is State.ACTIVE]
    if active:
        return next((one for one in active if one.frequency), active[0])
    return found[0] if found else Schedule()
