"""A user's actuals: one row for each integration that was built."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log
from pathlib import Path

import numpy as np

from seamscope.connector import open_file
from seamscope.connector.tabular import Row
from seamscope.errors import InputError, SeamscopeError, UnreadableError
from seamscope.estimate.calibration.fit import Array
from seamscope.estimate.calibration.numbers import decimal_sign, number
from seamscope.estimate.constants import constants
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
class Actual:
    """One integration that was built: hours it took, hours estimated, size in CFP, ratings.

    ratings: the log multiplier of each driver that the row rates.
    """

    name: str
    actual: float
    estimate: float
    size: float
    ratings: dict[str, float]
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All rows that could be used, and why the others could not.

    drivers: those that are rated in every row and not always alike; by_rate: no estimate was
    given, and the model's rate for the size stands in for it.
    """

    file: str
    rows: tuple[Actual, ...]
    skipped: tuple[Skipped, ...]
    drivers: tuple[str, ...]
    by_rate: bool

    def arrays(self) -> tuple[Array, Array, Array]:
        """Return logs of estimate and actual, and the drivers, one column each."""
        x = np.log([row.estimate for row in self.rows])
        y = np.log([row.actual for row in self.rows])
        z = np.array([[row.ratings[name] for name in self.drivers] for row in self.rows])
        return x, y, z.reshape(len(self.rows), len(self.drivers))


def read_history(path: Path) -> History:
    """Read HISTORY.csv (or XLSX); raise InputError if it is no table with actuals.

    Columns: an actual in hours or days, and an estimate or a size in CFP; further columns named
    like a driver hold its rating.
    """
    if not path.is_file():
        raise InputError(SeamscopeError("no such file", remedy="check the path", file=str(path)))
    known = frozenset((*FIGURES, *NAME))
    try:
        tables = tuple(open_file(path, path.name).tables(known=known))
    except UnreadableError as error:
        raise InputError(error) from None
    headers = {header for table in tables for header in table.headers}
    _complain(path, headers)
    rows = [row for table in tables for row in table.rows]
    by_rate = not headers & {*ESTIMATE, *ESTIMATE_DAYS}
    sign = decimal_sign(row.get(name) for row in rows for name in (*FIGURES, *constants().drivers))
    read = [_read(row, sign) for row in rows]
    good = tuple(one for one in read if isinstance(one, Actual))
    return History(
        file=path.name,
        rows=good,
        skipped=tuple(one for one in read if isinstance(one, Skipped)),
        drivers=tuple(_drivers(good)),
        by_rate=by_rate,
    )


def _complain(path: Path, headers: set[str]) -> None:
    wrong = []
    if not headers & {*ACTUAL, *ACTUAL_DAYS}:
        wrong.append(("no column says what it took", "add a column `actual` in hours"))
    if not headers & {*ESTIMATE, *ESTIMATE_DAYS, *SIZE}:
        remedy = "add a column `estimate` (hours at P50), or `cfp`"
        wrong.append(("no column says what was estimated, nor a size", remedy))
    if wrong:
        raise InputError(
            *(SeamscopeError(what, remedy=remedy, file=str(path), line=1) for what, remedy in wrong)
        )


def _read(row: Row, sign: str) -> Actual | Skipped:
    actual = _hours(row, ACTUAL, ACTUAL_DAYS, sign)
    size = number(row.get(*SIZE), sign)
    estimate = _hours(row, ESTIMATE, ESTIMATE_DAYS, sign) or _by_rate(size)
    if not actual or not estimate:
        what = "actual" if not actual else "estimate or size"
        return Skipped(
            reason=f"no {what} above 0 in this row that means one number",
            evidence=row.evidence,
            remedy="give hours as a plain number: 1000 or 1.0, as 1.000 may be either",
            kind="entry",
        )
    ratings: dict[str, float] = {}
    for name, table in constants().drivers.items():
        rating = row.get(name).casefold().replace("_", " ").strip()
        multiplier = table.ratings.get(rating) or number(rating, sign)
        if multiplier:
            ratings[name] = log(multiplier)
    return Actual(
        name=row.get(*NAME),
        actual=actual,
        estimate=estimate,
        size=size or estimate,
        ratings=ratings,
        evidence=row.evidence,
    )


def _drivers(rows: tuple[Actual, ...]) -> Iterator[str]:
    for name in constants().drivers:
        found = {row.ratings[name] for row in rows if name in row.ratings}
        if len(found) > 1 and all(name in row.ratings for row in rows):
            yield name


def _by_rate(size: float | None) -> float | None:
    """Return the hours that the model's API rate gives for a size, without any multiplier."""
    rate = constants().rates["api"]
    return rate.setup + rate.rate * size if size else None


def _hours(row: Row, hours: tuple[str, ...], days: tuple[str, ...], sign: str) -> float | None:
    found = number(row.get(*hours), sign)
    if found is None:
        in_days = number(row.get(*days), sign)
        found = in_days * HOURS_PER_DAY if in_days else None
    return found
