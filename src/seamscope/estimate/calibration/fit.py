"""Fit the user's own history by scale, slope or ridge regression. Imports numpy.

All values are natural logs: x of the estimated hours, y of the actual hours, z of the multipliers
(one column per driver, 0 for a nominal rating). Rows are projects or integrations.
"""

from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
GRID = tuple(float(v) for v in np.geomspace(1, 3000, 12))  # penalties to try


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """The prior distribution of the parameters.

    shift, slope: standard deviations around 0 and 1.
    residual: log standard deviation of a row.
    rows: number of rows that have the same weight as the prior residual.
    """

    shift: float = inf
    slope: float = inf
    residual: float = 0.5
    rows: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A fitted line: y = pivot_y + shift + slope · (x − pivot_x) + z · weights.

    known: smallest and largest x of the rows (outside this range the slope is 1).
    covariance: matrix of (shift, slope, weights).
    residual: log standard deviation of a row.
    freedom: degrees of freedom of the interval.
    trust: weight of the user's own mean in the shift, 0..1.
    """

    pivot_x: float
    pivot_y: float
    shift: float
    slope: float
    known: tuple[float, float]
    weights: Array
    pivot_z: Array
    covariance: Array
    residual: float
    freedom: float
    trust: float

    def predict(self, x: float, z: Array) -> tuple[float, float]:
        """Return the mean and the standard deviation of y for a row."""
        row = np.concatenate(([1.0, x - self.pivot_x], z - self.pivot_z))
        coefficients = np.concatenate(([self.shift, self.slope], self.weights))
        beyond = x - min(max(x, self.known[0]), self.known[1])
        mean = self.pivot_y + float(row @ coefficients) + (1 - self.slope) * beyond
        return mean, sqrt(self.residual**2 + max(float(row @ self.covariance @ row), 0.0))


def fit_scale(x: Array, y: Array, prior: Prior) -> Line:
    """Fit a scale factor, shrunk towards 1 with k = τ²/(τ² + s²/n); the slope is fixed at 1.

    τ is the standard deviation of the shift before any row is known. s is the standard deviation of
    a row, and n the number of rows.
    """
    n = len(y)
    gaps = y - x
    residual = _pool_residual(float(np.sum((gaps - gaps.mean()) ** 2)), n - 1, prior)
    trust = _compute_trust(residual, n, prior)
    covariance = np.diag([trust * residual**2 / n, 0.0])
    return Line(
        pivot_x=0.0,
        pivot_y=0.0,
        shift=trust * float(gaps.mean()),
        slope=1.0,
        known=(float(x.min()), float(x.max())),
        weights=np.zeros(0),
        pivot_z=np.zeros(0),
        covariance=covariance,
        residual=residual,
        freedom=max(n - 1 + prior.rows, 1),
        trust=trust,
    )


def fit_scale_and_slope(x: Array, y: Array, prior: Prior) -> Line:
    """Fit scale and slope, both shrunk towards the model: shift 0 and slope 1."""
    return fit_ridge(x, y, np.zeros((len(y), 0)), prior, penalty=0.0)


def fit_ridge(x: Array, y: Array, z: Array, prior: Prior, penalty: float | None = None) -> Line:
    """Fit a ridge regression of scale, slope and driver weights.

    The priors shrink scale and slope; one penalty shrinks all driver weights. If penalty is None,
    the value of `GRID` with the smallest leave-one-out error is used.
    """
    pivot_x, pivot_z = float(x.mean()), z.mean(axis=0)
    design = np.column_stack([np.ones(len(y)), x - pivot_x, z - pivot_z])
    if penalty is None:
        penalty = min(GRID, key=lambda each: _compute_press(design, y - x, each, prior))
    penalties = _build_penalties(design, penalty, prior)
    return _solve(design, y - x, penalties, prior, (pivot_x, pivot_z))


def _compute_press(design: Array, gaps: Array, penalty: float, prior: Prior) -> float:
    """Return the mean absolute leave-one-out error, from one fit and its hat matrix."""
    inverse = np.linalg.pinv(design.T @ design + np.diag(_build_penalties(design, penalty, prior)))
    hat = design @ inverse @ design.T
    left = (gaps - hat @ gaps) / np.clip(1 - np.diag(hat), 0.05, None)
    return float(np.mean(np.abs(left)))


def _build_penalties(design: Array, penalty: float, prior: Prior) -> Array:
    """Return the ridge penalty of each coefficient: residual² / its prior variance."""
    drivers = design.shape[1] - 2
    scale_and_slope = [
        (prior.residual / width) ** 2 if width < inf else 0.0
        for width in (prior.shift, prior.slope)
    ]
    return np.array([*scale_and_slope, *[penalty] * drivers])


def _solve(
    design: Array, gaps: Array, penalties: Array, prior: Prior, pivots: tuple[float, Array]
) -> Line:
    """Return the fitted line.

    The gaps y − x are fitted instead of y, so that shrinking to 0 means shift 0 and slope 1.
    """
    n = len(gaps)
    inverse = np.linalg.pinv(design.T @ design + np.diag(penalties))
    coefficients = inverse @ design.T @ gaps
    effective_parameters = float(np.trace(inverse @ design.T @ design))
    freedom = max(n - effective_parameters, 1.0)
    residual = _pool_residual(float(np.sum((gaps - design @ coefficients) ** 2)), freedom, prior)
    return Line(
        pivot_x=pivots[0],
        pivot_y=pivots[0],
        shift=float(coefficients[0]),
        slope=1.0 + float(coefficients[1]),
        known=(pivots[0] + float(design[:, 1].min()), pivots[0] + float(design[:, 1].max())),
        weights=coefficients[2:],
        pivot_z=pivots[1],
        covariance=np.asarray(inverse * residual**2, dtype=np.float64),
        residual=residual,
        freedom=freedom + prior.rows,
        trust=_compute_trust(prior.residual, n, prior),
    )


def _pool_residual(squares: float, freedom: float, prior: Prior) -> float:
    """Return the log standard deviation of a row, pooled from the fitted rows and the prior."""
    weighted = squares + prior.rows * prior.residual**2
    return sqrt(weighted / max(freedom + prior.rows, 1e-9)) or prior.residual


def _compute_trust(residual: float, n: int, prior: Prior) -> float:
    return 1.0 if prior.shift == inf else prior.shift**2 / (prior.shift**2 + residual**2 / n)
