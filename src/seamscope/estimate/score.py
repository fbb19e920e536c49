"""Convert hours to scores and classes, and multipliers to points; compute percentiles."""

from math import exp, log, sqrt, tanh

from seamscope.estimate.constants import DriverTable, load_constants
from seamscope.estimate.result import Effort, EffortClass

# Standard normal quantiles of P80 and P90.
Z80 = 0.8416212335729143
Z90 = 1.2815515655446004


def compute_points(multiplier: float) -> float:
    """Return the score points of a multiplier: 100·ln(EM)/ln(span), so × 1.37 is +5.9."""
    return 100 * log(multiplier) / log(load_constants().score.span)


def compute_score(hours: float) -> float:
    """Return the score of mean hours: 100·ln(h/4)/ln(200), limited to 0..100."""
    zero = load_constants().score.zero_hours
    return min(100.0, max(0.0, compute_points(hours / zero))) if hours > 0 else 0.0


def classify_effort(hours: float) -> EffortClass:
    """Return the effort class of mean hours: the first class with a higher upper bound."""
    bounds = load_constants().score.classes.items()
    return next((EffortClass(name) for name, bound in bounds if hours < bound), EffortClass.XL)


def build_lognormal_effort(mu: float, variance: float) -> Effort:
    """Return mean and percentiles of a lognormal with log median `mu`, rounded to 0.01 hours."""
    sigma = sqrt(variance)
    return round_effort(
        exp(mu + variance / 2), exp(mu), exp(mu + Z80 * sigma), exp(mu + Z90 * sigma)
    )


def round_effort(mean: float, p50: float, p80: float, p90: float) -> Effort:
    """Return an effort rounded to 0.01 hours."""
    return Effort(mean=round(mean, 2), p50=round(p50, 2), p80=round(p80, 2), p90=round(p90, 2))


def compute_unknown_variance(table: DriverTable) -> float:
    """Return the variance of the log multiplier of an unknown rating.

    The variance is computed from the frequency of each rating or, without frequencies, from the
    driver's deviation.
    """
    scale = load_constants().spread.unknown_scale.value ** 2
    if not table.shares:
        return scale * table.deviation**2
    logs = {rating: log(table.ratings[rating]) for rating in table.shares}
    mean = sum(share * logs[rating] for rating, share in table.shares.items())
    return scale * sum(share * (logs[name] - mean) ** 2 for name, share in table.shares.items())


def dampen(log_em: float) -> float:
    """Return the log of the product of all multipliers, limited smoothly to the range of the cap.

    Values near 0 hardly change. The function is strictly increasing, so every fact still changes
    the estimate.
    """
    cap = load_constants().cap
    limit = log(cap.high) if log_em > 0 else -log(cap.low)
    return limit * tanh(log_em / limit)
