"""Typed figures of `knowledge/calibration.yaml`, and the prior built from them."""

from dataclasses import dataclass
from functools import cache

from seamscope.estimate.calibration.fit import Prior
from seamscope.estimate.constants import Figure
from seamscope.knowledge import load


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationFigures:
    """The content of `knowledge/calibration.yaml`."""

    report_only_below: Figure
    slope_from: Figure
    drivers_from: Figure
    shift: Figure
    slope: Figure
    residual: Figure
    prior_rows: Figure


@cache
def load_calibration_figures() -> CalibrationFigures:
    """Return the figures of `calibration.yaml`, which is read and checked at the first call."""
    from pydantic import TypeAdapter

    return TypeAdapter(CalibrationFigures).validate_python(load("calibration"))


def build_prior() -> Prior:
    """Return the prior of shift, slope and residual, which applies if there are no actuals."""
    prior = load_calibration_figures()
    return Prior(
        shift=prior.shift.value,
        slope=prior.slope.value,
        residual=prior.residual.value,
        rows=prior.prior_rows.value,
    )
