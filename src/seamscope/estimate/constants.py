"""Typed constants of the estimator, loaded from `knowledge/estimation.yaml` with their sources."""

from dataclasses import dataclass, field
from functools import cache

from seamscope.knowledge import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number with its source; `assumed` marks a number that nobody has measured."""

    value: float
    source: str
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeFigures:
    """COSMIC function points for each kind of thing that is counted."""

    per_data_group: Figure
    trigger: Figure
    error_exit: Figure
    lookup: Figure
    both_ways: Figure
    regression: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownSize:
    """Probability of each number of data groups, weighted as `prior_weight` known processes."""

    groups: dict[int, float]
    prior_weight: float
    source: str
    assumed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownDirection:
    """Probability that data moves one way (1) or both ways (2)."""

    ways: dict[int, float]
    source: str
    assumed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Hours of an integration pattern.

    setup: once per pair of systems if platform or API are in place; new_platform_setup: the same
    if they are new; rate: hours per CFP; group: CFP per data group; economy: n data groups are as
    much work as n ** economy first ones.
    """

    setup: float
    new_platform_setup: float
    rate: float
    group: float
    economy: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MechanismRule:
    """Patterns that a mechanism may have; if there are several, all are equally likely.

    writes: those of data that a system of record takes in, if they differ.
    """

    classes: tuple[str, ...]
    reason: str
    writes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolRule:
    """Products, by folded name; scale: factor on the hours of `patterns` that run on them."""

    names: tuple[str, ...]
    source: str
    patterns: tuple[str, ...] = ()
    scale: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A constant that is a word, with its source; `assumed` marks a choice of our own."""

    value: str
    source: str
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PocRules:
    """How the POC itself reads data, and which effort drivers apply to it."""

    mechanism: Word
    drivers: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Uncertainty of the work items.

    residual: log standard deviation of one item; correlation: between any two items; system: the
    variance that two items share through a common system; unknown: the source for how unknown
    ratings are treated; unknown_scale: factor on the deviation of every unknown rating.
    """

    residual: Figure
    correlation: Figure
    system: Figure
    unknown: str
    unknown_scale: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """Limits that the product of all multipliers approaches; see `score.dampen`."""

    low: float
    high: float
    source: str
    assumed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PerField:
    """Effort of mapping fields: `share` of an ordinary integration for `ordinary` of them."""

    ordinary: int
    share: float

    def multiply(self, fields: int) -> float:
        """Return the multiplier of a data group with this many fields; 1 if it is ordinary."""
        return round(1 + self.share * (fields - self.ordinary) / self.ordinary, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverTable:
    """One effort driver.

    answer: the key that answers the question; ratings: multiplier by rating; shares: how often
    each rating occurs, for an unknown one; deviation: its log standard deviation, if no shares are
    given; bands, words, breaks: how amounts, phrases and counts become ratings; per_field: how a
    known number of fields becomes a multiplier.
    """

    ratings: dict[str, float]
    source: str
    answer: str
    shares: dict[str, float] = field(default_factory=dict)
    deviation: float = 0.0
    assumed: bool = False
    bands: tuple[tuple[float, str], ...] = ()
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    breaks: dict[str, dict[str, int]] = field(default_factory=dict)
    per_field: PerField | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreScale:
    """Score 0 at `zero_hours`, 100 at `span` times that; `classes`: upper bounds in hours."""

    zero_hours: float
    span: float
    source: str
    classes: dict[str, float]
    classes_source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Constants:
    """All of `estimation.yaml`."""

    size: SizeFigures
    unknown_size: UnknownSize
    unknown_direction: UnknownDirection
    patterns: dict[str, Pattern]
    mechanisms: dict[str, MechanismRule]
    systems_of_record: tuple[str, ...]
    tools: dict[str, ToolRule]
    poc: PocRules
    spread: Spread
    cap: Cap
    drivers: dict[str, DriverTable]
    management: Figure
    phases: dict[str, float]
    roles: dict[str, dict[str, float]]
    score: ScoreScale


@cache
def load_constants() -> Constants:
    """Return the constants; the file is read and checked once."""
    from pydantic import TypeAdapter

    return TypeAdapter(Constants).validate_python(load("estimation"))
