"""Own actuals correct the model: a file that says by how much, and how much to believe it."""

from dataclasses import asdict, dataclass
from hashlib import sha256
from math import isfinite
from pathlib import Path
from typing import ClassVar

from seamscope.errors import InputError, SeamscopeError
from seamscope.user_files import STRICT, read_written
from seamscope.wording import format_count

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Believed:
    """Leave-one-out figures of the history, in hours; see `judge.Judged`."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    mae: float
    mae_model: float
    mae_local: float
    gain: float
    coverage: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """ln hours = pivot + shift + slope · (ln estimate − pivot) + weights · (ln EM − centre).

    Beyond `known`, the least and the largest ln estimate of the rows, hours grow in proportion.
    trust: k, the share of the own mean in the shift; covariance: of shift, slope and weights, row
    by row; residual: log standard deviation of a row; helps: whether it beat both the local median
    rate and the model as it is when every row was foretold by the others.
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
    believed: Believed
    file: str = ""

    def as_yaml(self) -> bytes:
        """Return the file's text: the same history gives the same bytes."""
        import yaml

        rows = format_count(self.rows, "row")
        head = f"# From {rows}, by `seamscope calibrate`: do not edit, calibrate again.\n"
        value = asdict(self)
        del value["file"]
        value["covariance"] = [list(row) for row in self.covariance]
        return (head + yaml.safe_dump(value, sort_keys=False, allow_unicode=True)).encode()


def read_calibration(path: Path) -> Calibration:
    """Read what `calibrate -o` wrote; raise InputError with everything wrong in it."""
    found = read_written(path, Calibration)
    size = 2 + len(found.weights)
    figures = (found.pivot, found.shift, found.slope, found.residual, found.freedom, *found.known)
    square = len(found.covariance) == size and all(len(row) == size for row in found.covariance)
    sound = all(isfinite(v) for row in (figures, *found.covariance) for v in row)
    if found.calibration != VERSION or not square or not sound or found.residual <= 0:
        what = "is no calibration that this program can use"
        raise InputError(
            SeamscopeError(what, remedy="run `seamscope calibrate` again", file=str(path), line=1)
        )
    return found


def hash_of(path: Path) -> str:
    """Return the hash of a history, by which a calibration knows it."""
    return sha256(path.read_bytes()).hexdigest()
