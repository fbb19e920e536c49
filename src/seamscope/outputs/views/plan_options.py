"""The options of a plan on the command line: its first day, and its lowest level of tasks."""

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

    start: first day of the build, None for the survey's; depth: None for the format's default.
    """

    start: date | None = None
    depth: Depth | None = None
