"""Compute the score for each possible answer to a question about a missing fact."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log

from seamscope.estimate import Estimate, Factor
from seamscope.estimate.constants import load_constants
from seamscope.estimate.drivers import DRIVERS, UNKNOWN
from seamscope.estimate.score import compute_points, dampen

FACTORS = {driver.fact: driver.name for driver in DRIVERS}
SCALE = log(load_constants().score.span) / 100  # ln hours per point


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One rating that a missing fact may have.

    score: the score of the integration with this rating.
    """

    rating: str
    score: float
    change: float


def list_answers(estimate: Estimate, fact: str) -> tuple[Answer, ...]:
    """Return the score with each possible answer to a missing fact.

    An answer replaces the multiplier of the unknown rating by its own multiplier, and the mean no
    longer includes the variance of the unknown rating. Return () if no unknown rating depends on
    the fact, or if an expert made the estimate.
    """
    factor = next((f for f in estimate.factors if f.name == FACTORS.get(fact)), None)
    table = load_constants().drivers.get(factor.name) if factor else None
    if factor is None or table is None or factor.rating != UNKNOWN or estimate.override:
        return ()
    ratings = sorted(table.ratings.items(), key=lambda item: item[1])
    return tuple(
        Answer(
            rating=rating,
            score=min(
                100.0,
                max(
                    0.0,
                    _compute_raw_score(estimate)
                    + (change := _compute_change(estimate, factor, value)),
                ),
            ),
            change=change,
        )
        for rating, value in ratings
        if rating in table.shares
    )


def compute_base_points(estimate: Estimate) -> float:
    """Return the score's points for setup and size, before any factor is applied."""
    hours = estimate.setup_hours + estimate.rate * estimate.cfp
    return compute_points(hours / load_constants().score.zero_hours) if hours > 0 else 0.0


def list_fact_factors(estimate: Estimate) -> tuple[Factor, ...]:
    """Return the factors that depend on a single fact; "uncertainty" is not one of them."""
    names = {driver.name for driver in DRIVERS}
    return tuple(factor for factor in estimate.factors if factor.name in names)


def _compute_raw_score(estimate: Estimate) -> float:
    """Return the score before it is limited to the range from 0 to 100."""
    return compute_base_points(estimate) + sum(factor.points for factor in estimate.factors)


def _compute_change(estimate: Estimate, factor: Factor, multiplier: float) -> float:
    before = sum(log(each.multiplier) for each in list_fact_factors(estimate))
    after = before - log(factor.multiplier) + log(multiplier)
    return (dampen(after) - dampen(before) - factor.variance / 2) / SCALE


@dataclass(frozen=True, slots=True, kw_only=True)
class TornadoBar:
    """One bar of a tornado chart: the range of scores that is due to one factor.

    known: whether the rating is known. If so, the bar goes from nominal to this rating, otherwise
    it spans all possible ratings.
    """

    name: str
    low: float
    high: float
    known: bool


def build_tornado(estimate: Estimate) -> tuple[TornadoBar, ...]:
    """Return a bar for each factor that changes the score by itself, the widest first.

    Scores are not limited to the range from 0 to 100 here, so that no bar is cut off.
    """
    return tuple(
        sorted(
            (
                bar
                for factor in list_fact_factors(estimate)
                for bar in _build_bars(estimate, factor)
            ),
            key=lambda bar: (-(bar.high - bar.low), bar.name),
        )
    )


def _build_bars(estimate: Estimate, factor: Factor) -> Iterator[TornadoBar]:
    raw = _compute_raw_score(estimate)
    if factor.rating == UNKNOWN:
        low, high = (_compute_change(estimate, factor, end) for end in (factor.low, factor.high))
        if high > low:
            yield TornadoBar(name=factor.name, low=raw + low, high=raw + high, known=False)
    elif abs(factor.points) > 0.05:
        ends = sorted((raw, raw + _compute_change_to_nominal(estimate, factor)))
        yield TornadoBar(name=factor.name, low=ends[0], high=ends[1], known=True)


def _compute_change_to_nominal(estimate: Estimate, factor: Factor) -> float:
    """Return how the score would change if a factor with a known rating were nominal."""
    before = sum(log(each.multiplier) for each in list_fact_factors(estimate))
    return (dampen(before - log(factor.multiplier)) - dampen(before)) / SCALE
