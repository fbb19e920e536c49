"""The figures of `knowledge/lead_times.yaml`, typed."""

from dataclasses import dataclass
from functools import cache

from seamscope.knowledge import load

Range = tuple[float, float, float]  # P10, P50, P90 in working days


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadTime:
    """A range in working days with its source."""

    range: Range
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze:
    """A period of the year without go-lives: month and day of its ends."""

    first: tuple[int, int]
    last: tuple[int, int]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """The shortest schedule: months = coefficient × person-months ^ exponent × shortest."""

    coefficient: float
    exponent: float
    shortest: float
    hours_per_month: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Single:
    """A number with its source."""

    value: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All of `lead_times.yaml`."""

    access: dict[str, LeadTime]
    vendor: LeadTime
    vendor_hosting: frozenset[str]
    security: LeadTime
    approval: LeadTime
    window: dict[str, LeadTime]
    freeze: Freeze
    poc_phase: LeadTime
    acceptance: LeadTime
    training: LeadTime
    cutover: LeadTime
    law: Law
    stretch: LeadTime
    people_per_integration: Single
    without_access: Single


@cache
def figures() -> Figures:
    """Return the figures; the file is read and checked once."""
    from pydantic import TypeAdapter

    return TypeAdapter(Figures).validate_python(load("lead_times"))
