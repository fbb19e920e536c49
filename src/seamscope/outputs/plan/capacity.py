"""How much of each role a plan needs at a time, and when it needs more people than the team has."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from seamscope.outputs.plan.tasks import Kind, Level, Plan, Task
from seamscope.wording import translate, translate_term

TENTHS = 10  # units are rounded up to tenths of a person
ROUNDING = 0.05  # tasks are rounded to half days, so a difference up to this is no shortage
LEAST = 0.1  # units of a role without work, so that planning tools accept the resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak:
    """The most people that work at a time, from `start` to `finish` in working hours."""

    units: float
    start: float
    finish: float


def measure_units(tasks: Iterable[Task], roles: Sequence[str], people: int) -> dict[str, float]:
    """Return the most of each role that the plan needs at a time, in persons, at most the team.

    The reserve counts as if it were used evenly.
    """
    stories = [*_list_stories(tasks)]
    units: dict[str, float] = {}
    for role in roles:
        most = _find_peak(stories, [role]).units
        units[role] = max(min(ceil(TENTHS * most - 1e-6) / TENTHS, people), LEAST)
    return units


def describe_capacity(plan: Plan) -> Iterator[str]:
    """Yield how much of each role the plan needs, and when it needs more people than there are.

    The reserve is left out of the number of people: it is used only if a task takes longer.
    """
    needed = ", ".join(
        f"{translate_term(role)} {100 * units:.0f} %" for role, units in plan.units.items()
    )
    peak = _find_peak([t for t in _list_stories(plan.tasks) if t.kind is not Kind.RESERVE])
    if peak.units <= plan.people + ROUNDING:
        yield translate(
            "units of a role are the most that the plan needs of it at a time ({units}); together "
            "at most {most:.1f} of {people} people",
            units=needed,
            most=peak.units,
            people=plan.people,
        )
        return
    yield translate(
        "units of a role are the most that the plan needs of it at a time ({units}); from {start} "
        "to {finish}, {most:.1f} people are needed, but the team has {people}: move tasks or add "
        "people",
        units=needed,
        start=plan.format_day(peak.start),
        finish=plan.format_day(peak.finish, end=True),
        most=peak.units,
        people=plan.people,
    )


def _list_stories(tasks: Iterable[Task]) -> Iterator[Task]:
    for task in tasks:
        if task.level is Level.STORY and task.hours and task.finish > task.start:
            yield task


def _find_peak(stories: Sequence[Task], roles: Sequence[str] = ()) -> Peak:
    """Return the peak of these roles, of all roles if there are none."""
    changes: dict[float, float] = {}
    for task in stories:
        hours = sum(item.hours for item in task.assignments if not roles or item.role in roles)
        units = hours / (task.finish - task.start)
        changes[task.start] = changes.get(task.start, 0.0) + units
        changes[task.finish] = changes.get(task.finish, 0.0) - units
    return _find_highest(changes)


def _find_highest(changes: Mapping[float, float]) -> Peak:
    peak, units = Peak(units=0.0, start=0.0, finish=0.0), 0.0
    times = sorted(changes)
    for start, finish in pairwise(times):
        units += changes[start]
        if units > peak.units + 1e-9:
            peak = Peak(units=units, start=start, finish=finish)
    return peak
