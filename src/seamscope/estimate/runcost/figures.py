"""The figures of `knowledge/runcost.yaml`, typed."""

from dataclasses import dataclass, field
from functools import cache

from seamscope.knowledge import load

Range = tuple[float, float, float]  # P10, P50, P90


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranged:
    """A range and where it comes from."""

    range: Range
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Single:
    """A number and where it comes from."""

    value: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: what it is counted by, and the terms that multiply."""

    id: str
    what: str
    per: str
    terms: dict[str, Range]
    source: str
    existing: dict[str, Range] = field(default_factory=dict)
    days: bool = False
    of_a_year: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFigure:
    """A share of the build that others quote."""

    share: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFigure:
    """Months within which running is said to pass building."""

    months: tuple[float, float]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Currencies:
    """How many units of each currency are a euro."""

    rates: dict[str, float]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All of `runcost.yaml`."""

    day_rate: Ranged
    currencies: Currencies
    days_per_year: Single
    transactions: Ranged
    correlation: Single
    days_of_volume: Single
    platform_kinds: frozenset[str]
    lines: tuple[Line, ...]
    rules: tuple[RuleFigure, ...]
    claim: ClaimFigure


@cache
def figures() -> Figures:
    """Return the figures, read and checked once."""
    from pydantic import TypeAdapter

    return TypeAdapter(Figures).validate_python(load("runcost"))
