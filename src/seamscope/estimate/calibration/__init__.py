"""Calibration files: a correction of the model from the user's own actuals, and its accuracy."""

from dataclasses import asdict, dataclass
from hashlib import sha256
from math import isfinite
from pathlib import Path
from typing import ClassVar

from seamscope.errors import InputError, SeamscopeError
from seamscope.pydantic_rules import STRICT
from seamscope.user_files import read_user_file
from seamscope.wording import format_count

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """Leave-one-out accuracy: every row of the history is predicted from the other rows.

    mae: mean absolute error in hours with the calibration.
    mae_model: mean absolute error without calibration.
    mae_local: mean absolute error if a row is predicted by the median hours per size of the others.
    gain: 1 − mae / mae_local.
    coverage: share of rows inside their 80 % interval.
    width: median ratio of the upper to the lower end of these intervals.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    mae: float
    mae_model: float
    mae_local: float
    gain: float
    coverage: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A fitted correction of the model.

    ln hours = pivot + shift + slope · (ln estimate − pivot) + weights · (ln EM − centre)

    EM is the multiplier of a driver.

    weights, centre: values by driver.
    known: smallest and largest ln estimate of the rows (outside this range, hours are proportional
    to the estimate).
    trust: k, the weight of the user's own mean in the shift.
    covariance: matrix of shift, slope and weights, row by row.
    residual: log standard deviation of a row.
    freedom: degrees of freedom.
    believed: leave-one-out accuracy.
    helps: whether the calibration was more accurate than both the local median rate and the
    uncalibrated model.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    calibration: int
    history: str
    sha256: str
    rows: int
    method: str
    pivot: float
    shift: float
    slope: float
    known: tuple[float, float]
    weights: dict[str, float]
    centre: dict[str, float]
    covariance: tuple[tuple[float, ...], ...]
    residual: float
    freedom: float
    trust: float
    helps: bool
    believed: Accuracy
    file: str = ""

    def encode(self) -> bytes:
        """Return the calibration as a YAML file; the same history yields the same bytes."""
        import yaml

        rows = format_count(self.rows, "row")
        head = (
            f"# Written by `seamscope calibrate` from {rows}. Do not edit; run it again instead.\n"
        )
        value = asdict(self)
        del value["file"]
        value["covariance"] = [list(row) for row in self.covariance]
        return (head + yaml.safe_dump(value, sort_keys=False, allow_unicode=True)).encode()


def read_calibration(path: Path) -> Calibration:
    """Read a file written by `seamscope calibrate -o`; raise InputError that lists all errors."""
    calibration = read_user_file(path, Calibration, by_hand=False)
    if calibration.calibration != VERSION or not _is_sound(calibration):
        what = "is not a calibration that this version can use"
        raise InputError(
            SeamscopeError(what, remedy="run `seamscope calibrate` again", file=str(path), line=1)
        )
    return calibration


def _is_sound(calibration: Calibration) -> bool:
    """Return whether all figures are finite and the covariance has one row per coefficient."""
    c = calibration
    size = 2 + len(c.weights)
    figures = (c.pivot, c.shift, c.slope, c.residual, c.freedom, *c.known)
    square = len(c.covariance) == size and all(len(row) == size for row in c.covariance)
    finite = all(isfinite(value) for row in (figures, *c.covariance) for value in row)
    return square and finite and c.residual > 0


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a history file, by which a calibration identifies it."""
    return sha256(path.read_bytes()).hexdigest()
