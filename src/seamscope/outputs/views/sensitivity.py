"""How each answer would move a score: the ratings that a missing fact may turn out to have."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log

from seamscope.estimate import Estimate, Factor
from seamscope.estimate.constants import constants
from seamscope.estimate.drivers import DRIVERS, UNKNOWN
from seamscope.estimate.score import compute_points, compute_range_mean, compute_range_variance

FACTORS = {driver.fact: driver.name for driver in DRIVERS}
SCALE = log(constants().score.span) / 100  # ln hours per point


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One rating that a fact may have, and the score that the integration then has."""

    rating: str
    score: float
    moves: float


def answers(estimate: Estimate, fact: str) -> tuple[Answer, ...]:
    """Return what each answer to a missing fact would do; empty if it is no rating.

    An answer moves the median by its multiplier instead of the range's middle, inside the cap,
    and takes the range's variance out of the mean. An expert's figure does not move.
    """
    factor = next((f for f in estimate.factors if f.name == FACTORS.get(fact)), None)
    table = constants().drivers.get(factor.name) if factor else None
    if factor is None or table is None or factor.rating != UNKNOWN or estimate.override:
        return ()
    found = sorted(table.ratings.items(), key=lambda item: item[1])
    return tuple(
        Answer(
            rating=rating,
            score=min(100.0, max(0.0, _raw(estimate) + (moved := _moved(estimate, factor, value)))),
            moves=moved,
        )
        for rating, value in found
        # Ratings beyond the range of an unknown are for what is known to be extraordinary.
        if factor.low - 1e-9 <= value <= factor.high + 1e-9
    )


def base_points(estimate: Estimate) -> float:
    """Return what setup and size alone score, before any factor."""
    hours = estimate.setup_hours + estimate.rate * estimate.cfp
    return compute_points(hours / constants().score.zero_hours) if hours > 0 else 0.0


def rated(estimate: Estimate) -> tuple[Factor, ...]:
    """Return the factors that rest on facts, without those of the sum as a whole."""
    names = {driver.name for driver in DRIVERS}
    return tuple(factor for factor in estimate.factors if factor.name in names)


def _raw(estimate: Estimate) -> float:
    """Return the score before it is kept inside 0 to 100."""
    return base_points(estimate) + sum(factor.points for factor in estimate.factors)


def _moved(estimate: Estimate, factor: Factor, multiplier: float) -> float:
    before = sum(_log(each) for each in rated(estimate))
    after = before - _log(factor) + log(multiplier)
    gone = compute_range_variance(factor.low, factor.high) / 2
    return (_capped(after) - _capped(before) - gone) / SCALE


def _log(factor: Factor) -> float:
    if factor.rating == UNKNOWN:
        return compute_range_mean(factor.low, factor.high)
    return log(factor.multiplier)


def _capped(value: float) -> float:
    cap = constants().cap
    return min(log(cap.high), max(log(cap.low), value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of the tornado: the scores between which a factor moves the integration.

    known: from nominal to what is known; else over the answers that are possible.
    """

    name: str
    low: float
    high: float
    known: bool


def tornado(estimate: Estimate) -> tuple[Bar, ...]:
    """Return the factors that move the score, the widest first, each by itself.

    Scores are not kept inside 0 to 100 here, so that no bar is cut off.
    """
    return tuple(
        sorted(
            (bar for factor in rated(estimate) for bar in _bars(estimate, factor)),
            key=lambda bar: (-(bar.high - bar.low), bar.name),
        )
    )


def _bars(estimate: Estimate, factor: Factor) -> Iterator[Bar]:
    raw = _raw(estimate)
    if factor.rating == UNKNOWN:
        low, high = (_moved(estimate, factor, end) for end in (factor.low, factor.high))
        if high > low:
            yield Bar(name=factor.name, low=raw + low, high=raw + high, known=False)
    elif abs(factor.points) > 0.05:
        ends = sorted((raw, raw + _without(estimate, factor)))
        yield Bar(name=factor.name, low=ends[0], high=ends[1], known=True)


def _without(estimate: Estimate, factor: Factor) -> float:
    """Return how the score moves if a known factor were nominal."""
    before = sum(_log(each) for each in rated(estimate))
    return (_capped(before - _log(factor)) - _capped(before)) / SCALE
