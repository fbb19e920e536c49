"""The fits of own history, each a few lines of numpy. All of it is in natural logs.

x is the log of what was estimated (hours, or size at the median rate), y the log of what it took.
Rows are projects or integrations; z holds drivers, one column each, of which 0 means nominal.
"""

from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
GRID = tuple(float(v) for v in np.geomspace(1, 3000, 12))  # penalties tried


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """What is believed before any row: log standard deviations of shift and slope, residual.

    rows: how many rows the residual weighs in the pooled one.
    """

    shift: float = inf
    slope: float = inf
    residual: float = 0.5
    rows: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A fitted line: y = pivot_y + shift + slope · (x − pivot_x) + z · weights.

    known: least and largest x of the rows, beyond which y grows in proportion (slope 1);
    covariance: of (shift, slope, weights); residual: log standard deviation of a row; freedom:
    degrees of freedom of the interval; trust: share of the own mean in the shift, 0..1.
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
        """Return mean and standard deviation of y at a row."""
        at = np.concatenate(([1.0, x - self.pivot_x], z - self.pivot_z))
        coefficients = np.concatenate(([self.shift, self.slope], self.weights))
        beyond = x - min(max(x, self.known[0]), self.known[1])
        mean = self.pivot_y + float(at @ coefficients) + (1 - self.slope) * beyond
        return mean, sqrt(self.residual**2 + max(float(at @ self.covariance @ at), 0.0))


def scale(x: Array, y: Array, prior: Prior) -> Line:
    """Return a scale factor with shrinkage k = τ²/(τ² + s²/n), slope 1."""
    n = len(y)
    gaps = y - x
    residual = _pooled(float(np.sum((gaps - gaps.mean()) ** 2)), n - 1, prior)
    trust = _trust(residual, n, prior)
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


def line(x: Array, y: Array, prior: Prior) -> Line:
    """Return Bayes scale and slope: both shrunk to the model's own, 0 and 1."""
    return ridge(x, y, np.zeros((len(y), 0)), prior, penalty=0.0)


def ridge(x: Array, y: Array, z: Array, prior: Prior, penalty: float | None = None) -> Line:
    """Return log-ridge: scale and slope by their priors, drivers shrunk by one penalty.

    The penalty, if none is given, is the one with the least leave-one-out error of the grid.
    """
    pivot_x, pivot_z = float(x.mean()), z.mean(axis=0)
    design = np.column_stack([np.ones(len(y)), x - pivot_x, z - pivot_z])
    if penalty is None:
        penalty = min(GRID, key=lambda each: _press(design, y - x, each, prior))
    penalties = _penalties(design, penalty, prior)
    return _solved(design, y - x, penalties, prior, (pivot_x, pivot_z))


def _press(design: Array, gaps: Array, penalty: float, prior: Prior) -> float:
    """Return the mean absolute leave-one-out error, from one fit by the hat matrix."""
    inverse = np.linalg.pinv(design.T @ design + np.diag(_penalties(design, penalty, prior)))
    hat = design @ inverse @ design.T
    left = (gaps - hat @ gaps) / np.clip(1 - np.diag(hat), 0.05, None)
    return float(np.mean(np.abs(left)))


def _penalties(design: Array, penalty: float, prior: Prior) -> Array:
    """Return what each coefficient's square costs: its prior precision in units of a row."""
    drivers = design.shape[1] - 2
    own = [
        (prior.residual / width) ** 2 if width < inf else 0.0
        for width in (prior.shift, prior.slope)
    ]
    return np.array([*own, *[penalty] * drivers])


def _solved(
    design: Array, gaps: Array, penalties: Array, prior: Prior, pivots: tuple[float, Array]
) -> Line:
    """Solve for the gap between y and x, so that shift 0 and slope 1 are where priors pull to."""
    n = len(gaps)
    inverse = np.linalg.pinv(design.T @ design + np.diag(penalties))
    found = inverse @ design.T @ gaps
    used = float(np.trace(inverse @ design.T @ design))
    freedom = max(n - used, 1.0)
    residual = _pooled(float(np.sum((gaps - design @ found) ** 2)), freedom, prior)
    return Line(
        pivot_x=pivots[0],
        pivot_y=pivots[0],
        shift=float(found[0]),
        slope=1.0 + float(found[1]),
        known=(pivots[0] + float(design[:, 1].min()), pivots[0] + float(design[:, 1].max())),
        weights=found[2:],
        pivot_z=pivots[1],
        covariance=np.asarray(inverse * residual**2, dtype=np.float64),
        residual=residual,
        freedom=freedom + prior.rows,
        trust=_trust(prior.residual, n, prior),
    )


def _pooled(squares: float, freedom: float, prior: Prior) -> float:
    """Return the residual of rows and prior together."""
    weighted = squares + prior.rows * prior.residual**2
    return sqrt(weighted / max(freedom + prior.rows, 1e-9)) or prior.residual


def _trust(residual: float, n: int, prior: Prior) -> float:
    return 1.0 if prior.shift == inf else prior.shift**2 / (prior.shift**2 + residual**2 / n)
