"""Apply a calibration to a work item; it becomes an additional factor of the estimate."""

from dataclasses import replace
from math import exp, log, sqrt

from seamscope.estimate.calibration import Calibration
from seamscope.estimate.calibration.student_t import compute_quantile
from seamscope.estimate.constants import load_constants
from seamscope.estimate.score import Z90, build_lognormal_effort, classify_effort, compute_score
from seamscope.estimate.work_item import WorkItem, build_closing_factor
from seamscope.wording import format_count

SOURCE = "own actuals, shrunk towards the model; see docs/estimation.md"
MIN_VARIANCE = 0.01  # minimum variance of ln hours, because no history predicts hours exactly


def apply_calibration(item: WorkItem, calibration: Calibration | None) -> WorkItem:
    """Return the item with the hours that the calibration predicts for it.

    The residual of the history and the uncertainty of the fit replace the residual of the model.
    The unknown facts of the integration still widen the distribution.
    """
    if calibration is None or not item.estimate.effort_hours.mean:
        return item
    mu = _predict_mean(item, calibration)
    residual = load_constants().spread.residual.value
    scaled = _predict_spread(item, calibration) * compute_quantile(0.1, calibration.freedom) / Z90
    variance = max(item.variance - residual**2 + scaled**2, MIN_VARIANCE)
    before, after = (exp(m + v / 2) for m, v in ((item.mu, item.variance), (mu, variance)))
    helps = (
        ""
        if calibration.helps
        else "; it was not more accurate than both the model and the local median rate"
    )
    rows = format_count(calibration.rows, "row")
    reason = (
        f"{calibration.method} of {rows} in {calibration.history}, k {calibration.trust:.2f}{helps}"
    )
    rating = f"{calibration.rows} actuals"
    factor = build_closing_factor("own history", rating, after / before, reason, SOURCE)
    estimate = replace(
        item.estimate,
        score=round(compute_score(after), 6),
        effort_class=classify_effort(after),
        effort_hours=build_lognormal_effort(mu, variance),
        factors=(*item.estimate.factors, factor),
        missing=tuple(
            replace(fact, variance_share=round(fact.variance_share * item.variance / variance, 6))
            for fact in item.estimate.missing
        ),
        sigma=round(sqrt(variance), 6),
    )
    return replace(item, estimate=estimate, mu=mu, variance=variance)


def _list_predictors(item: WorkItem, calibration: Calibration) -> tuple[float, ...]:
    ratings = {factor.name: log(factor.multiplier) for factor in item.estimate.factors}
    drivers = (ratings.get(name, 0.0) - calibration.centre[name] for name in calibration.weights)
    return (1.0, item.mu - calibration.pivot, *drivers)


def _predict_mean(item: WorkItem, calibration: Calibration) -> float:
    coefficients = (calibration.shift, calibration.slope, *calibration.weights.values())
    terms = zip(_list_predictors(item, calibration), coefficients, strict=True)
    low, high = calibration.known
    beyond = item.mu - min(max(item.mu, low), high)
    line = calibration.pivot + sum(value * weight for value, weight in terms)
    return line + (1 - calibration.slope) * beyond


def _predict_spread(item: WorkItem, calibration: Calibration) -> float:
    predictors = _list_predictors(item, calibration)
    variance = sum(
        a * b * value
        for a, row in zip(predictors, calibration.covariance, strict=True)
        for b, value in zip(predictors, row, strict=True)
    )
    return sqrt(calibration.residual**2 + max(variance, 0.0))
