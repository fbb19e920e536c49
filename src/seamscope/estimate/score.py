"""From hours to score, class, points and percentiles: the few formulas everything shares."""

from math import exp, log, sqrt

from seamscope.estimate.constants import constants
from seamscope.estimate.result import Effort, EffortClass

# Standard normal quantiles of P80 and P90.
Z80 = 0.8416212335729143
Z90 = 1.2815515655446004


def points(multiplier: float) -> float:
    """Return what a multiplier adds to the score: 100·ln(EM)/ln(span), so × 1.37 is +5.9."""
    return 100 * log(multiplier) / log(constants().score.span)


def score(hours: float) -> float:
    """Return 100·ln(h/4)/ln(200) of the mean hours, kept inside 0..100."""
    zero = constants().score.zero_hours
    return min(100.0, max(0.0, points(hours / zero))) if hours > 0 else 0.0


def effort_class(hours: float) -> EffortClass:
    """Return the size class of mean hours: S, M and L end below their cut, XL has none."""
    cuts = constants().score.classes.items()
    return next((EffortClass(name) for name, cut in cuts if hours < cut), EffortClass.XL)


def lognormal(mu: float, variance: float) -> Effort:
    """Return mean and percentiles of a lognormal with log median `mu`, in hours to .01."""
    sigma = sqrt(variance)
    return rounded(exp(mu + variance / 2), exp(mu), exp(mu + Z80 * sigma), exp(mu + Z90 * sigma))


def rounded(mean: float, p50: float, p80: float, p90: float) -> Effort:
    """Return an effort in hundredths of an hour: finer digits would feign a precision."""
    return Effort(mean=round(mean, 2), p50=round(p50, 2), p80=round(p80, 2), p90=round(p90, 2))


def range_mean(low: float, high: float) -> float:
    """Return the mean of ln EM drawn evenly on the log scale between two multipliers."""
    return (log(low) + log(high)) / 2


def range_variance(low: float, high: float) -> float:
    """Return the variance of ln EM drawn evenly on the log scale between two multipliers."""
    return log(high / low) ** 2 / 12
