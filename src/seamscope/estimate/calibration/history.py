"""Read the user's history: actual hours of integrations that were built, one per row."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log
from pathlib import Path

import numpy as np

from seamscope.connector import open_file
from seamscope.connector.tabular import Row
from seamscope.errors import InputError, SeamscopeError, UnreadableError
from seamscope.estimate.calibration.built import SurveyedIntegrations
from seamscope.estimate.calibration.decimal_numbers import find_decimal_sign, parse_number
from seamscope.estimate.calibration.fit import Array
from seamscope.estimate.constants import load_constants
from seamscope.records import Evidence, Skipped

ACTUAL = ("actual", "actual_hours", "hours", "ist", "ist_stunden")
ACTUAL_DAYS = ("actual_days", "days", "ist_tage")
ESTIMATE = ("estimate", "estimate_hours", "estimated", "estimated_hours", "p50", "plan")
ESTIMATE_DAYS = ("estimate_days", "estimated_days", "plan_days")
SIZE = ("cfp", "size", "points")
NAME = ("integration", "name", "id", "project")
HOURS_PER_DAY = 8.0
FIGURES = (*ACTUAL, *ACTUAL_DAYS, *ESTIMATE, *ESTIMATE_DAYS, *SIZE)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltIntegration:
    """One integration that was built, from one row of a history.

    actual, estimate: hours.
    size: CFP, or the estimated hours if the row has no size.
    ratings: log multiplier of each driver that the row rates.
    """

    name: str
    actual: float
    estimate: float
    size: float
    ratings: dict[str, float]
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The usable rows of a history, and the skipped rows with the reasons.

    drivers: the drivers that every row rates and whose ratings differ between rows.
    by_rate: whether the estimates were computed from the size, because the file has none.
    """

    file: str
    rows: tuple[BuiltIntegration, ...]
    skipped: tuple[Skipped, ...]
    drivers: tuple[str, ...]
    by_rate: bool

    def build_arrays(self) -> tuple[Array, Array, Array]:
        """Return x, y and z for a fit: log estimates, log actuals, and one column per driver."""
        x = np.log([row.estimate for row in self.rows])
        y = np.log([row.actual for row in self.rows])
        z = np.array([[row.ratings[name] for name in self.drivers] for row in self.rows])
        return x, y, z.reshape(len(self.rows), len(self.drivers))


def read_history(path: Path, surveyed: SurveyedIntegrations | None = None) -> History:
    """Read HISTORY.csv (or XLSX); raise InputError if it is not a table with actuals.

    The columns are the actual in hours or days, and an estimate or a size in CFP. A column named
    after a driver contains the rating of the driver.

    surveyed: integrations of a survey; they supply the estimate of rows that refer to an
    integration but have no estimate.
    """
    if not path.is_file():
        raise InputError(SeamscopeError("no such file", remedy="check the path", file=str(path)))
    known = frozenset((*FIGURES, *NAME))
    try:
        tables = tuple(open_file(path, path.name).tables(known=known))
    except UnreadableError as error:
        raise InputError(error) from None
    headers = {header for table in tables for header in table.headers}
    _check_headers(path, headers, surveyed)
    rows = [row for table in tables for row in table.rows]
    by_rate = surveyed is None and not headers & {*ESTIMATE, *ESTIMATE_DAYS}
    sign = find_decimal_sign(
        row.get(name) for row in rows for name in (*FIGURES, *load_constants().drivers)
    )
    entries = [_read_row(row, sign, surveyed) for row in rows]
    built = tuple(entry for entry in entries if isinstance(entry, BuiltIntegration))
    return History(
        file=path.name,
        rows=built,
        skipped=tuple(entry for entry in entries if isinstance(entry, Skipped)),
        drivers=tuple(_find_usable_drivers(built)),
        by_rate=by_rate,
    )


def _check_headers(path: Path, headers: set[str], surveyed: SurveyedIntegrations | None) -> None:
    errors = []
    if not headers & {*ACTUAL, *ACTUAL_DAYS}:
        errors.append(("no column contains the actual effort", "add a column `actual` in hours"))
    if surveyed and not headers & {*NAME}:
        remedy = "add a column `integration` with the id, label or systems of each integration"
        errors.append(("no column identifies the integrations", remedy))
    if not surveyed and not headers & {*ESTIMATE, *ESTIMATE_DAYS, *SIZE}:
        remedy = "add a column `estimate` (hours at P50) or `cfp`, or pass --survey"
        errors.append(("no column contains an estimate or a size", remedy))
    if errors:
        raise InputError(
            *(
                SeamscopeError(what, remedy=remedy, file=str(path), line=1)
                for what, remedy in errors
            )
        )


def _read_row(
    row: Row, sign: str, surveyed: SurveyedIntegrations | None
) -> BuiltIntegration | Skipped:
    actual = _read_hours(row, ACTUAL, ACTUAL_DAYS, sign)
    size = parse_number(row.get(*SIZE), sign)
    estimate = _read_hours(row, ESTIMATE, ESTIMATE_DAYS, sign)
    if surveyed and not estimate:
        found = surveyed.find(row.get(*NAME))
        if found is None:
            return _build_unmatched(row)
        estimate, size = found.hours, size or found.cfp
    estimate = estimate or _estimate_by_rate(size)
    if not actual or not estimate:
        figure = "the actual effort is" if not actual else "estimate and size are"
        return Skipped(
            reason=f"{figure} missing, 0 or ambiguous",
            evidence=row.evidence,
            remedy="write hours without separators for thousands, such as 1000 or 1.5",
            kind="entry",
        )
    return BuiltIntegration(
        name=row.get(*NAME),
        actual=actual,
        estimate=estimate,
        size=size or estimate,
        ratings=_read_ratings(row, sign),
        evidence=row.evidence,
    )


def _build_unmatched(row: Row) -> Skipped:
    return Skipped(
        reason=f"“{row.get(*NAME)}” does not match exactly one integration of the survey",
        evidence=row.evidence,
        remedy="write its id, its label such as I-003, or its two systems as `A → B`",
        kind="entry",
    )


def _read_ratings(row: Row, sign: str) -> dict[str, float]:
    """Return the log multiplier of each driver that the row rates."""
    ratings: dict[str, float] = {}
    for name, table in load_constants().drivers.items():
        rating = row.get(name).casefold().replace("_", " ").strip()
        multiplier = table.ratings.get(rating) or parse_number(rating, sign)
        if multiplier:
            ratings[name] = log(multiplier)
    return ratings


def _find_usable_drivers(rows: tuple[BuiltIntegration, ...]) -> Iterator[str]:
    for name in load_constants().drivers:
        ratings = {row.ratings[name] for row in rows if name in row.ratings}
        if len(ratings) > 1 and all(name in row.ratings for row in rows):
            yield name


def _estimate_by_rate(size: float | None) -> float | None:
    """Return the hours for a size at the model's rate for APIs, without multipliers."""
    rate = load_constants().patterns["request_reply"]
    return rate.new_platform_setup + rate.rate * size if size else None


def _read_hours(row: Row, hours: tuple[str, ...], days: tuple[str, ...], sign: str) -> float | None:
    value = parse_number(row.get(*hours), sign)
    if value is None:
        in_days = parse_number(row.get(*days), sign)
        value = in_days * HOURS_PER_DAY if in_days else None
    return value
