"""Typed figures of `knowledge/calibration.yaml`, and the prior built from them."""

from dataclasses import dataclass
from functools import cache

from seamscope.estimate.calibration.fit import Prior
from seamscope.estimate.constants import Figure
from seamscope.knowledge import load


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationFigures:
    """All of `calibration.yaml`."""

    report_only_below: Figure
    slope_from: Figure
    drivers_from: Figure
    shift: Figure
    slope: Figure
    residual: Figure
    prior_rows: Figure


@cache
def load_calibration_figures() -> CalibrationFigures:
    """Return the figures; the file is read and checked once."""
    from pydantic import TypeAdapter

    return TypeAdapter(CalibrationFigures).validate_python(load("calibration"))


def build_prior() -> Prior:
    """Return the prior that holds before the first row of actuals."""
    prior = load_calibration_figures()
    return Prior(
        shift=prior.shift.value,
        slope=prior.slope.value,
        residual=prior.residual.value,
        rows=prior.prior_rows.value,
    )
