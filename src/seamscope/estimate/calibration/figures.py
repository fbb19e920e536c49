"""The figures of `knowledge/calibration.yaml`, typed, and the prior they make."""

from dataclasses import dataclass
from functools import cache

from seamscope.estimate.calibration.fit import Prior
from seamscope.estimate.constants import Figure
from seamscope.knowledge import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All of `calibration.yaml`."""

    report_only_below: Figure
    slope_from: Figure
    drivers_from: Figure
    shift: Figure
    slope: Figure
    residual: Figure
    prior_rows: Figure


@cache
def figures() -> Figures:
    """Return the figures, read and checked once."""
    from pydantic import TypeAdapter

    return TypeAdapter(Figures).validate_python(load("calibration"))


def prior() -> Prior:
    """Return what is believed before the first row."""
    found = figures()
    return Prior(
        shift=found.shift.value,
        slope=found.slope.value,
        residual=found.residual.value,
        rows=found.prior_rows.value,
    )
