"""Compute quantiles of Student's t, which widen the intervals of a history with few rows."""

from math import cos, exp, pi, sin, sqrt


def compute_quantile(upper: float, freedom: float) -> float:
    """Return the t that is exceeded with probability `upper`, 0 < upper < 0.5.

    freedom: degrees of freedom, at least 1, not necessarily whole. Source: G. W. Hill, Algorithm
    396 (1970). It is exact for 1 and 2 degrees of freedom, and correct to six digits otherwise.
    """
    n, p = max(freedom, 1.0), 2 * upper
    if n == 1:
        return cos(p * pi / 2) / sin(p * pi / 2)
    if n == 2:
        return sqrt(2 / (p * (2 - p)) - 2)
    a = 1 / (n - 0.5)
    b = 48 / a**2
    c = ((20700 * a / b - 98) * a - 16) * a + 96.36
    d = ((94.5 / (b + c) - 3) / b + 1) * sqrt(a * pi / 2) * n
    y = (d * p) ** (2 / n)
    if y > 0.05 + a:
        y = _expand_about_normal(p, n, a, b, c)
    else:
        y = (
            (1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4)) * y - 1
        ) * (n + 1) / (n + 2) + 1 / y
    return sqrt(n * y)


def _expand_about_normal(p: float, n: float, a: float, b: float, c: float) -> float:
    """Return y of Algorithm 396 from its expansion about the normal quantile."""
    from statistics import NormalDist

    x = NormalDist().inv_cdf(p / 2)
    y = x * x
    if n < 5:
        c += 0.3 * (n - 4.5) * (x + 0.6)
    d_term = (((0.05 * _compute_tail_term(n, a, b) * x - 5) * x - 7) * x - 2) * x
    c = d_term + b + c
    y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x
    y = a * y * y
    return exp(y) - 1 if y > 0.002 else 0.5 * y * y + y


def _compute_tail_term(n: float, a: float, b: float) -> float:
    c = ((20700 * a / b - 98) * a - 16) * a + 96.36
    return ((94.5 / (b + c) - 3) / b + 1) * sqrt(a * pi / 2) * n
