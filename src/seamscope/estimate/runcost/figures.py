"""Types for the figures of `knowledge/runcost.yaml`."""

from dataclasses import dataclass, field
from functools import cache

from seamscope.knowledge import load
from seamscope.knowledge.sourced import Range, Ranged, Single


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFigure:
    """One cost line: a quantity multiplied by terms.

    per: name of the quantity.
    terms: range of each term, by name.
    existing: the terms to use if a platform is already paid for.
    labels: the words to show after the value of a term, if they are not its name.
    given: the key of poc.yaml whose value replaces a term.
    scale: constant factor.
    days: whether the result is person-days.
    role: the role that does most of this work; its day rate in poc.yaml is the price.
    of_a_year: whether the result is per day, and is multiplied by the days of a year.
    """

    id: str
    what: str
    per: str
    terms: dict[str, Range]
    source: str
    existing: dict[str, Range] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    scale: float = 1.0
    days: bool = False
    role: str = ""
    of_a_year: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFigure:
    """A published rule of thumb: run cost per year as a share of build cost."""

    share: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFigure:
    """A published claim: the months after which run cost is said to overtake build cost."""

    months: tuple[float, float]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Currencies:
    """Exchange rates: units of each currency for one euro."""

    rates: dict[str, float]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCostFigures:
    """The content of `knowledge/runcost.yaml`."""

    day_rate: Ranged
    role_words: dict[str, tuple[str, ...]]
    currencies: Currencies
    days_per_year: Single
    transactions: Ranged
    runs_per_user: Ranged
    users: Ranged
    rotas: dict[str, Ranged]
    correlation: Single
    days_of_volume: Single
    platform_kinds: frozenset[str]
    lines: tuple[LineFigure, ...]
    product: dict[str, Ranged]
    licensed_by_user: frozenset[str]
    documents: frozenset[str]
    cadence: dict[str, float]
    batches: dict[str, float]
    months: Single
    rules: tuple[RuleFigure, ...]
    claim: ClaimFigure


@cache
def load_run_cost_figures() -> RunCostFigures:
    """Return the figures of `runcost.yaml`, which is read and checked at the first call."""
    from pydantic import TypeAdapter

    return TypeAdapter(RunCostFigures).validate_python(load("runcost"))
