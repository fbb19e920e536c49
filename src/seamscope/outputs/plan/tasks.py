"""The types of a plan: tasks, levels and the plan itself."""

from dataclasses import dataclass
from enum import IntEnum

from seamscope.outputs.plan.calendar import Calendar


class Level(IntEnum):
    """The level of a task in the outline."""

    INTEGRATION = 1
    PART = 2
    PHASE = 3
    ROLE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One task of the plan; only role tasks hold work, the others sum it up.

    key: unique; parent: key of the task above, "" at the top; hours, hours_p80: of work at P50 and
    P80; start, finish: working hours from the project's start with all work at P50; finish_p80:
    the same with all work at P80; predecessors: keys of role tasks to finish before.
    """

    key: str
    parent: str
    level: Level
    name: str
    role: str
    hours: float
    hours_p80: float
    start: float
    finish: float
    finish_p80: float
    critical: bool
    predecessors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All tasks in outline order, the team, the calendar and the assumptions.

    people: working at the same time; finish, finish_p80: working hours from start to end.
    """

    title: str
    tasks: tuple[Task, ...]
    roles: tuple[str, ...]
    people: int
    calendar: Calendar
    finish: float
    finish_p80: float
    notes: tuple[str, ...]

    @property
    def hours(self) -> float:
        """Total hours of work at P50."""
        return sum(task.hours for task in self.tasks if task.level is Level.INTEGRATION)
