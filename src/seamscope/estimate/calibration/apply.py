"""Correct an estimate by own history, as one more factor that says so."""

from dataclasses import replace
from math import exp, log, sqrt

from seamscope.estimate.calibration import Calibration
from seamscope.estimate.calibration.student import t_quantile
from seamscope.estimate.constants import constants
from seamscope.estimate.outcome import Item, closing_factor
from seamscope.estimate.score import Z90, effort_class, lognormal, score
from seamscope.wording import format_count

SOURCE = "own actuals, shrunk to the model: see docs/estimation.md"
LEAST = 0.01  # of variance: nothing is foretold to the hour


def calibrated(item: Item, calibration: Calibration | None) -> Item:
    """Return the item on the line that own history was fitted with.

    The model's residual gives way to that of the history and the uncertainty of the line; what is
    unknown of this integration stays in the spread.
    """
    if calibration is None or not item.estimate.effort_hours.mean:
        return item
    mu = _mean(item, calibration)
    residual = constants().spread.residual.value
    wide = _spread(item, calibration) * t_quantile(0.1, calibration.freedom) / Z90
    variance = max(item.variance - residual**2 + wide**2, LEAST)
    before, after = (exp(m + v / 2) for m, v in ((item.mu, item.variance), (mu, variance)))
    helps = (
        ""
        if calibration.helps
        else "; it did not prove better than the model and the local median rate"
    )
    reason = (
        f"{calibration.method} of {format_count(calibration.rows, 'row')} in "
        f"{calibration.history}, "
        f"k {calibration.trust:.2f}{helps}"
    )
    rating = f"{calibration.rows} actuals"
    factor = closing_factor("own history", rating, after / before, reason, SOURCE)
    estimate = replace(
        item.estimate,
        score=round(score(after), 6),
        effort_class=effort_class(after),
        effort_hours=lognormal(mu, variance),
        factors=(*item.estimate.factors, factor),
        missing=tuple(
            replace(fact, variance_share=round(fact.variance_share * item.variance / variance, 6))
            for fact in item.estimate.missing
        ),
        sigma=round(sqrt(variance), 6),
    )
    return replace(item, estimate=estimate, mu=mu, variance=variance)


def _at(item: Item, calibration: Calibration) -> tuple[float, ...]:
    ratings = {factor.name: log(factor.multiplier) for factor in item.estimate.factors}
    drivers = (ratings.get(name, 0.0) - calibration.centre[name] for name in calibration.weights)
    return (1.0, item.mu - calibration.pivot, *drivers)


def _mean(item: Item, calibration: Calibration) -> float:
    coefficients = (calibration.shift, calibration.slope, *calibration.weights.values())
    terms = zip(_at(item, calibration), coefficients, strict=True)
    least, most = calibration.known
    beyond = item.mu - min(max(item.mu, least), most)
    line = calibration.pivot + sum(value * weight for value, weight in terms)
    return line + (1 - calibration.slope) * beyond


def _spread(item: Item, calibration: Calibration) -> float:
    at = _at(item, calibration)
    line = sum(
        a * b * value
        for a, row in zip(at, calibration.covariance, strict=True)
        for b, value in zip(at, row, strict=True)
    )
    return sqrt(calibration.residual**2 + max(line, 0.0))
