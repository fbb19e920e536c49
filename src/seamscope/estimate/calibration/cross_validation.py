"""Leave-one-out cross-validation of a calibration: every row is predicted from the others."""

from math import exp

import numpy as np

from seamscope.estimate.calibration import Accuracy
from seamscope.estimate.calibration.figures import build_prior, load_calibration_figures
from seamscope.estimate.calibration.fit import (
    Array,
    Line,
    fit_ridge,
    fit_scale,
    fit_scale_and_slope,
)
from seamscope.estimate.calibration.student_t import compute_quantile

TAIL = 0.1  # probability outside an 80 % interval, on each side


def choose_method(rows: int, drivers: int) -> str:
    """Return the fitting method for a number of rows and drivers, "" if there are too few rows."""
    limits = load_calibration_figures()
    if rows < limits.report_only_below.value:
        return ""
    if rows < limits.slope_from.value:
        return "scale"
    if rows >= limits.drivers_from.value and drivers:
        return "drivers"
    return "scale and slope"


def fit_line(method: str, x: Array, y: Array, z: Array) -> Line:
    """Fit log actual hours y to log estimates x; z is used only by the method "drivers"."""
    match method:
        case "drivers":
            return fit_ridge(x, y, z, build_prior())
        case "scale and slope":
            return fit_scale_and_slope(x, y, build_prior())
        case _:
            return fit_scale(x, y, build_prior())


def cross_validate(method: str, x: Array, y: Array, z: Array, size: Array) -> Accuracy:
    """Return the accuracy of a method that predicts every row from the other rows.

    x: log estimates.
    y: log actual hours.
    z: one column per driver.
    size: CFP or hours.
    """
    drivers = z if method == "drivers" else z[:, :0]
    predicted, inside, widths, local = [], [], [], []
    for row in range(len(y)):
        rest = np.arange(len(y)) != row
        line = fit_line(method, x[rest], y[rest], drivers[rest])
        mean, spread = line.predict(float(x[row]), drivers[row])
        half = compute_quantile(TAIL, line.freedom) * spread
        predicted.append(exp(mean))
        inside.append(abs(float(y[row]) - mean) <= half)
        widths.append(exp(2 * half))
        local.append(float(np.median(np.exp(y[rest]) / size[rest]) * size[row]))
    actual = np.exp(y)
    errors = [float(np.mean(np.abs(actual - np.array(f)))) for f in (predicted, np.exp(x), local)]
    return Accuracy(
        mae=round(errors[0], 2),
        mae_model=round(errors[1], 2),
        mae_local=round(errors[2], 2),
        gain=round(1 - errors[0] / errors[2], 4) if errors[2] else 0.0,
        coverage=round(float(np.mean(inside)), 4),
        width=round(float(np.median(widths)), 2),
    )
