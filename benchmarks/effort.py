"""Measure how well calibration predicts effort, on public data: SA, PRED(25), coverage, width.

Run: python benchmarks/effort.py PATH…, where PATH contains the files of github.com/montge/datasets,
folder CostEstimation. Data with at most 150 rows is evaluated leave-one-out, larger data with 3 ×
10 folds. The data contains no integrations, only size and drivers, so the weights of the model are
not used: priors are flat, and only the fitting method is tested.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from effort_data import SOURCES, Data, load

from seamscope.estimate.calibration.fit import (
    Array,
    Line,
    Prior,
    fit_ridge,
    fit_scale,
    fit_scale_and_slope,
)
from seamscope.estimate.calibration.student_t import compute_quantile

SMALL = (3, 5, 10, 20)
REPEATS = 60


# --- estimators: from rows to (log effort, log half width of the 80 % interval) of others

Foretold = tuple[Array, Array, Array]
Estimator = Callable[[Data, Data], Foretold]


def local_rate(known: Data, asked: Data) -> Foretold:
    """Return effort at the median rate (effort per size), with an interval from the observed
    rates.
    """
    rates = known.y - known.x
    low, high = np.quantile(rates, (0.1, 0.9))
    return asked.x + np.median(rates), asked.x + low, asked.x + high


def of_line(made: Line, shift: float, asked: Data, z: Array) -> Foretold:
    found = [made.predict(float(x) + shift, row) for x, row in zip(asked.x, z, strict=True)]
    middle, spread = (np.array(part) for part in zip(*found, strict=True))
    half = compute_quantile(0.1, made.freedom) * spread
    return middle, middle - half, middle + half


def fitting(fit: Callable[[Array, Array, Array], Line], *, drivers: bool) -> Estimator:
    def estimator(known: Data, asked: Data) -> Foretold:
        shift = float(np.mean(known.y - known.x))
        made = fit(known.x + shift, known.y, known.z)
        return of_line(made, shift, asked, asked.z if drivers else asked.z[:, :0])

    return estimator


def atlm(known: Data, asked: Data) -> Foretold:
    """Return the effort by the automatically transformed linear model (Whigham, Owen, Macdonell
    2015).

    The model is least squares on the least skewed scales: each variable is used unchanged, as its
    logarithm or as its root. Drivers that are names are already coded as columns. The interval
    comes from least squares.
    """
    back, effort = least_skewed(np.exp(known.y))
    to_size = scale_of(np.exp(known.x))
    columns = [to_size(np.exp(known.x)), *known.z.T]
    others = [to_size(np.exp(asked.x)), *asked.z.T]
    design = np.column_stack([np.ones(len(known.x)), *columns])
    at = np.column_stack([np.ones(len(asked.x)), *others])
    inverse = np.linalg.pinv(design.T @ design)
    weights = inverse @ design.T @ effort
    freedom = max(len(known.x) - np.linalg.matrix_rank(design), 1)
    residual = np.sqrt(np.sum((effort - design @ weights) ** 2) / freedom)
    half = compute_quantile(0.1, freedom) * residual
    half = half * np.sqrt(1 + np.einsum("ij,jk,ik->i", at, inverse, at))
    least = np.exp(known.y).min() / 10  # a straight line may fall below 0, but an effort cannot
    middle = at @ weights
    ends = (
        np.log(np.maximum(back(each), least)) for each in (middle, middle - half, middle + half)
    )
    first, low, high = ends
    return first, low, high


def skew(values: Array) -> float:
    spread = values.std()
    return abs(float(np.mean((values - values.mean()) ** 3) / spread**3)) if spread else 0.0


def scale_of(values: Array) -> Callable[[Array], Array]:
    return min((lambda v: v, np.log, np.sqrt), key=lambda scale: skew(scale(values)))


def least_skewed(values: Array) -> tuple[Callable[[Array], Array], Array]:
    """Return the effort on the scale on which it is least skewed: unchanged, logarithm or square
    root.

    The first part of the result is a function that converts values on this scale to effort.
    """
    ways = ((lambda v: v, values), (np.exp, np.log(values)), (np.square, np.sqrt(values)))
    return min(ways, key=lambda way: skew(way[1]))


FLAT = Prior()
ESTIMATORS: dict[str, Estimator] = {
    "local median rate": local_rate,
    "OLS on log size": fitting(
        lambda x, y, z: replace(fit_scale_and_slope(x, y, FLAT), known=(-np.inf, np.inf)),
        drivers=False,
    ),
    "ATLM": atlm,
    "log-ridge": fitting(lambda x, y, z: fit_ridge(x, y, z, FLAT), drivers=True),
}
FEW: dict[str, tuple[int, Estimator]] = {
    "scale": (3, fitting(lambda x, y, z: fit_scale(x, y, FLAT), drivers=False)),
    "scale and slope": (
        10,
        fitting(lambda x, y, z: fit_scale_and_slope(x, y, Prior(slope=0.2)), drivers=False),
    ),
    "log-ridge": (20, fitting(lambda x, y, z: fit_ridge(x, y, z, Prior(slope=0.2)), drivers=True)),
}


def part(data: Data, rows: Array) -> Data:
    return Data(data.x[rows], data.y[rows], data.z[rows])


def folds(rows: int) -> list[Array]:
    if rows <= 150:
        return [np.array([row]) for row in range(rows)]
    shuffled = (np.random.default_rng(repeat).permutation(rows) for repeat in range(3))
    return [fold for order in shuffled for fold in np.array_split(order, 10)]


def measured(data: Data, estimator: Estimator) -> tuple[float, float, float, float]:
    """Return SA against random guessing, PRED(25), coverage and width of the 80 % interval."""
    found, actual = [], []
    for asked in folds(len(data.x)):
        known = np.setdiff1d(np.arange(len(data.x)), asked)
        found.append(np.array(estimator(part(data, known), part(data, asked))))
        actual.append(data.y[asked])
    middle, low, high = np.concatenate(found, axis=1)
    y = np.concatenate(actual)
    effort, guess = np.exp(y), np.exp(middle)
    pairs = np.abs(effort[:, None] - effort[None]).sum() / (len(y) * (len(y) - 1))
    return (
        float(1 - np.mean(np.abs(effort - guess)) / pairs),
        float(np.mean(np.abs(guess - effort) <= 0.25 * effort)),
        float(np.mean((low <= y) & (y <= high))),
        float(np.median(np.exp(high - low))),
    )


def few(data: Data, rows: int, estimator: Estimator) -> float:
    """Return the mean absolute error of an estimator that knows few rows, relative to the local
    median rate.
    """
    errors = []
    for repeat in range(REPEATS):
        order = np.random.default_rng(repeat).permutation(len(data.x))
        known, asked = part(data, order[:rows]), part(data, order[rows:])
        effort = np.exp(asked.y)
        each = (np.exp(way(known, asked)[0]) for way in (estimator, local_rate))
        errors.append([float(np.mean(np.abs(effort - guess))) for guess in each])
    own, local = np.mean(errors, axis=0)
    return float(own / local)


def main(paths: list[str]) -> None:
    files = {f.name: f for text in paths for f in (Path(text), *Path(text).glob("**/*"))}
    data = {
        name: load(source, files[source.file])
        for name, source in SOURCES.items()
        if source.file in files
    }
    missing = sorted(SOURCES.keys() - data.keys())
    if missing:
        print(f"not found: {', '.join(missing)}", file=sys.stderr)
    if not data:
        sys.exit("no data: give the folder CostEstimation of github.com/montge/datasets")
    tell_each(data)
    tell_few(data)


def tell_each(data: dict[str, Data]) -> None:
    """Print SA, PRED(25), coverage and width for every data set, and their means."""
    found = {key: [measured(one, way) for way in ESTIMATORS.values()] for key, one in data.items()}
    print("| data | rows | drivers | " + " | ".join(ESTIMATORS) + " |")
    print("|---|---|---|" + "---|" * len(ESTIMATORS))
    for name, results in found.items():
        said = " | ".join(f"{a:.2f} {b:.2f} {c:.2f} {d:.1f}" for a, b, c, d in results)
        print(f"| {name} | {len(data[name].x)} | {data[name].z.shape[1]} | {said} |")
    table = np.array(list(found.values()))
    print("\n| estimator | mean SA | PRED(25) | coverage | median hi/lo |\n|---|---|---|---|---|")
    for index, name in enumerate(ESTIMATORS):
        a, b, c, _ = table[:, index].mean(axis=0)
        print(f"| {name} | {a:.2f} | {b:.2f} | {c:.2f} | {np.median(table[:, index, 3]):.1f} |")


def tell_few(data: dict[str, Data]) -> None:
    """Print the error of the rule for each small number of rows, relative to the local median
    rate.
    """
    print("\n| rows | rule | error by that of the local median rate | worst data |")
    print("|---|---|---|---|")
    for rows in SMALL:
        fitting_rules = ((n, each) for n, each in FEW.items() if each[0] <= rows)
        name, (_, way) = max(fitting_rules, key=lambda one: one[1][0])
        ratios = {key: few(one, rows, way) for key, one in data.items() if len(one.x) > rows + 5}
        worst = max(ratios, key=lambda key: ratios[key])
        mean = np.exp(np.mean(np.log(list(ratios.values()))))
        print(f"| {rows} | {name} | {mean:.2f} | {worst} {ratios[worst]:.2f} |")


if __name__ == "__main__":
    main(sys.argv[1:])
