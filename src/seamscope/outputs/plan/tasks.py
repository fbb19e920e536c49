"""A plan and its tasks, as every export writes them."""

from dataclasses import dataclass
from enum import IntEnum

from seamscope.outputs.plan.calendar import Calendar


class Level(IntEnum):
    """How deep a task stands."""

    INTEGRATION = 1
    PART = 2
    PHASE = 3
    ROLE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One line of the plan; only a role's task is worked on, the others sum up.

    key: unique; parent: key of the line above, "" at the top; hours: of work at P50; at P80 in
    `hours_p80`; start, finish: working hours from the project's start with work at P50;
    finish_p80: the same with all work at P80; after: keys of role tasks that come first.
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
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All tasks in the order of an outline, the team, the calendar, and what was assumed.

    people: who work at the same time; finish, finish_p80: working hours from start to end.
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
        """Hours of work at P50, over all."""
        return sum(task.hours for task in self.tasks if task.level is Level.INTEGRATION)
