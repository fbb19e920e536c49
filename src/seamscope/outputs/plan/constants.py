"""Read knowledge/plan.yaml: defaults of the schedule, and the kinds of work in a plan."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from pydantic import TypeAdapter

from seamscope.knowledge import load


@dataclass(frozen=True, slots=True, kw_only=True)
class _Number:
    value: float
    source: str
    assumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    value: date
    source: str
    assumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryKind:
    """One kind of work.

    phases: phases of the estimate, with the share of their hours that this work takes, 0 to 1.
    done: acceptance criterion.
    """

    name: str
    phases: dict[str, float]
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanConstants:
    """Defaults for scheduling, and the kinds of work by key."""

    people: _Number
    start: _Start
    most: _Number
    least_errors: _Number
    error_parts: tuple[str, ...]
    manager: str
    hypercare_days: _Number
    shares_source: str
    stories: dict[str, StoryKind]


@cache
def load_constants() -> PlanConstants:
    """Return the constants of the plan."""
    return TypeAdapter(PlanConstants).validate_python(load("plan"))
