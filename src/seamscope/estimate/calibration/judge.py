"""How much to believe a calibration: every row is foretold by the others."""

from dataclasses import dataclass
from math import exp

import numpy as np

from seamscope.estimate.calibration.figures import figures, prior
from seamscope.estimate.calibration.fit import Array, Line, line, ridge, scale
from seamscope.estimate.calibration.student import t_quantile

OUTSIDE = 0.1  # on either side of an 80 % interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Leave-one-out figures, in hours.

    mae: mean absolute error calibrated; mae_model: of the model as it is; mae_local: of the
    median hours per size of the other rows; gain: 1 − mae / mae_local; coverage: share of rows
    inside their 80 % interval; width: median upper over lower end of it.
    """

    mae: float
    mae_model: float
    mae_local: float
    gain: float
    coverage: float
    width: float


def method_for(rows: int, drivers: int) -> str:
    """Return how so many rows are fitted; "" if there are too few for anything."""
    found = figures()
    if rows < found.report_only_below.value:
        return ""
    if rows < found.slope_from.value:
        return "scale"
    if rows >= found.drivers_from.value and drivers:
        return "drivers"
    return "scale and slope"


def fitted(method: str, x: Array, y: Array, z: Array) -> Line:
    """Fit by method; drivers count only in the method of that name."""
    match method:
        case "drivers":
            return ridge(x, y, z, prior())
        case "scale and slope":
            return line(x, y, prior())
        case _:
            return scale(x, y, prior())


def judged(method: str, x: Array, y: Array, z: Array, size: Array) -> Judged:
    """Foretell every row by the others, with the same method."""
    used = z if method == "drivers" else z[:, :0]
    foretold, inside, widths, local = [], [], [], []
    for at in range(len(y)):
        rest = np.arange(len(y)) != at
        found = fitted(method, x[rest], y[rest], used[rest])
        mean, spread = found.predict(float(x[at]), used[at])
        half = t_quantile(OUTSIDE, found.freedom) * spread
        foretold.append(exp(mean))
        inside.append(abs(float(y[at]) - mean) <= half)
        widths.append(exp(2 * half))
        local.append(float(np.median(np.exp(y[rest]) / size[rest]) * size[at]))
    actual = np.exp(y)
    errors = [float(np.mean(np.abs(actual - np.array(f)))) for f in (foretold, np.exp(x), local)]
    return Judged(
        mae=round(errors[0], 2),
        mae_model=round(errors[1], 2),
        mae_local=round(errors[2], 2),
        gain=round(1 - errors[0] / errors[2], 4) if errors[2] else 0.0,
        coverage=round(float(np.mean(inside)), 4),
        width=round(float(np.median(widths)), 2),
    )
