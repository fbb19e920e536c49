"""What a reader may choose when a plan is written: its first day and how deep it goes."""

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
    """start: first day of the build, in place of the survey's; depth: None leaves it to the
    format.
    """

    start: date | None = None
    depth: Depth | None = None
