"""Types for the figures of `knowledge/lead_times.yaml`."""

from dataclasses import dataclass
from functools import cache

from seamscope.knowledge import load
from seamscope.knowledge.sourced import Ranged, Single


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze:
    """The yearly period without go-lives.

    first, last: its first and last day, as (month, day).
    """

    first: tuple[int, int]
    last: tuple[int, int]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """The formula of the shortest schedule.

    In months, it is coefficient × person-months ^ exponent × shortest.
    """

    coefficient: float
    exponent: float
    shortest: float
    hours_per_month: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The content of `knowledge/lead_times.yaml`; ranges are in working days."""

    access: dict[str, Ranged]
    vendor: Ranged
    vendor_hosting: frozenset[str]
    security: Ranged
    approval: Ranged
    window: dict[str, Ranged]
    freeze: Freeze
    poc_phase: Ranged
    acceptance: Ranged
    training: Ranged
    cutover: Ranged
    law: Law
    stretch: Ranged
    people_per_integration: Single
    without_access: Single
    workdays_per_month: Single


@cache
def load_figures() -> Figures:
    """Return the figures of `lead_times.yaml`, which is read and checked at the first call."""
    from pydantic import TypeAdapter

    return TypeAdapter(Figures).validate_python(load("lead_times"))
