"""Load the public data that `effort.py` uses: the columns with size, effort and drivers."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seamscope.estimate.calibration.fit import Array

LANGUAGE = "language hardware"
COCOMO = "rely data cplx time stor virt turn acap aexp pcap vexp lexp modp tool sced"
ISBSG = "is dt dp lt data_quality ppl"
MAXWELL = " ".join(f"t{number:02}" for number in range(1, 16))
RATINGS = {"vl": -2.0, "l": -1.0, "n": 0.0, "h": 1.0, "vh": 2.0, "xh": 3.0}
LEAST_OF_A_LEVEL = 3  # rows; a level with fewer rows is not a driver


@dataclass(frozen=True)
class Source:
    """Names of the columns with size, effort and drivers.

    Columns whose values are known only after a project, such as the duration, are left out.

    kinds: drivers that are names, even if they are written as numbers.
    """

    file: str
    size: str
    effort: str
    drivers: str
    kinds: str = ""


SOURCES = {
    "albrecht": Source("albrecht.arff", "adjfp", "effort", "input output inquiry file fpadj"),
    "china": Source(
        "china.arff", "afp", "effort",
        "input output enquiry file interface added changed deleted resource",
    ),
    "cocomo81": Source("cocomo811.arff", "loc", "actual", COCOMO),
    "cosmic": Source("cosmic.arff", "fs", "s_effort", ISBSG, ISBSG),
    "desharnais": Source(
        "desharnais.arff", "pointsnonajust", "effort",
        "teamexp managerexp envergure transactions entities yearend language", "language",
    ),
    "finnish": Source("finnish.arff", "fp", "dev.eff.hrs.", "hw at co", "hw at co"),
    "isbsg10": Source("isbsg10.arff", "fs", "s_effort", ISBSG, ISBSG),
    "kemerer": Source("kemerer.arff", "adjfp", "effortmm", LANGUAGE, LANGUAGE),
    "kitchenham": Source(
        "kitchenham.arff", "adjusted.function.points", "actual.effort",
        "client.code project.type", "client.code project.type",
    ),
    "maxwell": Source(
        "maxwell.arff", "size", "effort",
        f"app har dba ifc source telonuse nlan time {MAXWELL}", "app har dba ifc source telonuse",
    ),
    "miyazaki94": Source("miyazaki94.arff", "kloc", "mm", "scrn form file"),
    "nasa93": Source(
        "nasa93.arff", "equivphyskloc", "act_effort",
        f"{COCOMO} mode center cat2 forg", "mode center cat2 forg",
    ),
    "ucp": Source(
        "UCP_Dataset.csv", "ucp", "real_effort_person_hours",
        "methodology applicationtype datadonator language sector",
        "methodology applicationtype datadonator language sector",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Data:
    """The data of one source.

    x: logarithm of the size.
    y: logarithm of the effort.
    z: the drivers, with one standardised column each.
    """

    x: Array
    y: Array
    z: Array


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read an ARFF or CSV file; column names become lower case."""
    text = path.read_text(encoding="latin-1")
    if path.suffix == ".csv":
        read = csv.DictReader(text.splitlines(), delimiter=";")
        rows = [{key.casefold(): value for key, value in row.items() if key} for row in read]
        for row in rows:
            parts = [number(row[key]) or 0.0 for key in ("uaw", "uucw", "tcf", "ecf")]
            row["ucp"] = str((parts[0] + parts[1]) * parts[2] * parts[3])
        return rows
    names = re.findall(r"^\s*@attribute\s+('[^']*'|\S+)", text, re.I | re.M)
    names = [name.strip("' ").casefold() for name in names]
    body = re.split(r"^\s*@data.*$", text, maxsplit=1, flags=re.I | re.M)[1].splitlines()
    kept = (each for each in body if each.strip() and not each.lstrip().startswith("%"))
    cells = csv.reader(kept, quotechar="'", skipinitialspace=True)
    return [dict(zip(names, row, strict=False)) for row in cells if len(row) >= len(names)]


def number(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def load(source: Source, path: Path) -> Data:
    """Return the usable rows: those with a size and an effort above 0."""
    kept, x, y = [], [], []
    for row in rows_of(path):
        size, effort = number(row[source.size]), number(row[source.effort])
        if size and effort and size > 0 and effort > 0:
            kept.append(row)
            x.append(np.log(size))
            y.append(np.log(effort))
    columns = [
        (column - column.mean()) / column.std()
        for name in source.drivers.split()
        for column in driver(
            [row[name].strip() for row in kept], named=name in source.kinds.split()
        )
        if column.std() > 1e-9
    ]
    z = np.column_stack(columns) if columns else np.zeros((len(kept), 0))
    return Data(np.array(x), np.array(y), z)


def driver(values: list[str], *, named: bool) -> Iterator[Array]:
    """Yield the columns of a driver: one column for numbers and ratings, or one for each name."""
    figures = [RATINGS.get(value.casefold(), number(value)) for value in values]
    if not named:
        known = np.array([np.nan if figure is None else figure for figure in figures])
        filled = np.where(np.isnan(known), np.nanmean(known), known)
        yield np.log1p(filled) if filled.min() >= 0 and filled.max() > 15 else filled
        return
    for level in sorted(set(values)):
        column = np.array([float(value == level) for value in values])
        if LEAST_OF_A_LEVEL <= column.sum() < len(values):
            yield column
