"""Command-line options of a plan: its first day and its lowest level of tasks."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Depth(StrEnum):
    """The lowest level of the tasks in a plan."""

    EPIC = "epic"
    STORY = "story"
    TASK = "task"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """Options of a plan.

    start: first day of the build, None for that of the survey.
    depth: lowest level of tasks, None for the default of the output format.
    """

    start: date | None = None
    depth: Depth | None = None
