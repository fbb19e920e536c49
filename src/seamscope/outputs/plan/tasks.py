"""The types of a plan: tasks, their assignments, and the plan itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from seamscope.outputs.plan.calendar import Calendar
from seamscope.wording import translate


class Level(IntEnum):
    """The level of a task in the outline."""

    EPIC = 1
    STORY = 2
    ROLE = 3


class Kind(StrEnum):
    """The kind of a task.

    Only tasks of the kinds WORK, MANAGEMENT and RESERVE have hours; an epic has their sum.
    """

    EPIC = "epic"
    WORK = "work"
    WAIT = "wait"
    MILESTONE = "milestone"
    MANAGEMENT = "management"
    RESERVE = "reserve"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """The work of one role on a task, in person-hours."""

    role: str
    hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One task of the plan; an epic has the sum of its stories.

    key: unique.
    parent: key of the task above, "" at the top.
    description: lines of text.
    hours: hours of work.
    start, finish: working hours from the project's start.
    levelled: whether the task starts later than its predecessors require, because people are busy.
    predecessors: keys of the tasks that must finish first.
    """

    key: str
    parent: str
    level: Level
    kind: Kind
    name: str
    description: tuple[str, ...] = ()
    hours: float
    start: float
    finish: float
    critical: bool = False
    levelled: bool = False
    predecessors: tuple[str, ...] = ()
    assignments: tuple[Assignment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All tasks in outline order, the team, the calendar and the assumptions.

    hours: hours of work at P50.
    reserve: hours from P50 to P80.
    people: number of people who work at the same time.
    units: the most of each role that is needed at a time, in persons.
    finish: working hours from start to end.
    dated: whether to show dates instead of weeks.
    rates: cost per hour of each role, empty if unknown.
    headline: the total as a sentence, as in all outputs.
    """

    title: str
    tasks: tuple[Task, ...]
    roles: tuple[str, ...]
    people: int
    units: Mapping[str, float]
    calendar: Calendar
    hours: float
    reserve: float
    finish: float
    dated: bool
    rates: Mapping[str, float]
    currency: str
    headline: str
    notes: tuple[str, ...]

    def format_day(self, hours: float, *, end: bool = False) -> str:
        """Return the date after a number of working hours, or the week if the plan has no dates.

        end: whether this is the end of a task. A task of two days ends on the second day, not on
        the morning of the third.
        """
        if not self.dated:
            week_hours = 5 * self.calendar.minutes_per_day / 60
            number = int(max(hours - end * 0.01, 0) // week_hours) + 1
            return translate("week {number}", number=number)
        moment = self.calendar.end(hours) if end else self.calendar.begin(hours)
        return moment.date().isoformat()
