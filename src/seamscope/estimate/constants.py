"""The figures of the estimator, typed; `knowledge/estimation.yaml` holds them with sources."""

from dataclasses import dataclass, field
from functools import cache

from seamscope.knowledge import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number, where it comes from, and whether that is only an assumption."""

    value: float
    source: str
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeFigures:
    """COSMIC function points of each thing that is counted."""

    per_data_group: Figure
    trigger: Figure
    error_exit: Figure
    lookup: Figure
    both_ways: Figure
    regression: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownSize:
    """Chance of each number of data groups; weighs as much as `prior_weight` known processes."""

    groups: dict[int, float]
    prior_weight: float
    source: str
    assumed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownDirection:
    """Chance that data goes one way (1) or both (2)."""

    ways: dict[int, float]
    source: str
    assumed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Hours of a rate class: setup once per pair, with or without a platform in place, per CFP."""

    setup: float
    new_platform_setup: float
    rate: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MechanismRule:
    """Rate classes a mechanism may have; several are drawn from with equal chance."""

    classes: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word instead of a number, where it comes from, and whether that is an assumption."""

    value: str
    source: str
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PocRules:
    """What the POC itself needs: how it reads, and which drivers touch it."""

    mechanism: Word
    drivers: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Log standard deviation of an item; correlation of two; variance shared through systems.

    unknown: where the treatment of unknown ratings comes from.
    """

    residual: Figure
    correlation: Figure
    system: Figure
    unknown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """Bounds of the product of all multipliers."""

    low: float
    high: float
    source: str
    assumed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One driver: multiplier by rating, the range of an unknown, and how facts become ratings."""

    ratings: dict[str, float]
    unknown: tuple[float, float]
    source: str
    assumed: bool = False
    bands: tuple[tuple[float, str], ...] = ()
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    breaks: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreScale:
    """Score 0 at `zero_hours`, 100 at `span` times that; upper cuts of the classes in hours."""

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
    rates: dict[str, Rate]
    mechanisms: dict[str, MechanismRule]
    poc: PocRules
    spread: Spread
    cap: Cap
    drivers: dict[str, Table]
    management: Figure
    phases: dict[str, float]
    roles: dict[str, dict[str, float]]
    score: ScoreScale


@cache
def constants() -> Constants:
    """Return the figures, read and checked once."""
    from pydantic import TypeAdapter

    return TypeAdapter(Constants).validate_python(load("estimation"))
