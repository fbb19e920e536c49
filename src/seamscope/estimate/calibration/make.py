"""From a history to a calibration and what to say about it."""

from collections.abc import Iterator
from dataclasses import asdict
from math import exp
from pathlib import Path

import numpy as np

from seamscope.estimate.calibration import VERSION, Believed, Calibration, hash_of
from seamscope.estimate.calibration.figures import figures
from seamscope.estimate.calibration.history import History, read_history
from seamscope.estimate.calibration.judge import fitted, judged, method_for
from seamscope.wording import format_count

DIGITS = 8


def calibrate(path: Path) -> tuple[History, Calibration | None]:
    """Return the history and its calibration; None if there are too few rows."""
    history = read_history(path)
    method = method_for(len(history.rows), len(history.drivers))
    if not method:
        return history, None
    x, y, z = history.arrays()
    names = history.drivers if method == "drivers" else ()
    used = z[:, : len(names)]
    found = fitted(method, x, y, used)
    size = np.array([row.size for row in history.rows])
    believed = judged(method, x, y, used, size)
    return history, Calibration(
        calibration=VERSION,
        history=history.file,
        sha256=hash_of(path),
        rows=len(history.rows),
        method=method,
        pivot=round(found.pivot_x, DIGITS),
        shift=round(found.shift, DIGITS),
        slope=round(found.slope, DIGITS),
        known=(round(found.known[0], DIGITS), round(found.known[1], DIGITS)),
        weights=_named(names, found.weights.tolist()),
        centre=_named(names, found.pivot_z.tolist()),
        covariance=tuple(
            tuple(round(value, DIGITS) for value in row) for row in found.covariance.tolist()
        ),
        residual=round(found.residual, DIGITS),
        freedom=round(found.freedom, DIGITS),
        trust=round(found.trust, DIGITS),
        helps=believed.gain > 0 and believed.mae <= believed.mae_model,
        believed=Believed(**asdict(believed)),
    )


def sentences(history: History, made: Calibration | None) -> tuple[str, ...]:
    """Return what to say: the rule that applied, what it does, and whether it helps."""
    told = [f"{format_count(len(history.rows), 'row')} of actuals in {history.file}"]
    if history.by_rate:
        told.append(
            "No estimate is given: the model's API rate for the size stands in for it, without "
            "multipliers, so the correction holds these too."
        )
    if made is None:
        least = figures().report_only_below.value
        told.append(f"Fewer than {least:g} rows correct nothing: go on collecting.")
        return tuple(told)
    factor = exp(made.shift)
    told.append(
        f"Method: {made.method}. Hours are multiplied by {factor:.2f} at an estimate of "
        f"{exp(made.pivot):.0f} h, slope {made.slope:.2f}."
        if made.method != "scale"
        else f"Method: scale. Hours are multiplied by {factor:.2f}."
    )
    told.append(
        f"k = {made.trust:.2f}: so much of the own mean is believed, the rest is the model."
    )
    told += _verdict(made)
    return tuple(told)


def _verdict(made: Calibration) -> Iterator[str]:
    found = made.believed
    if made.helps:
        yield "It beats the local median rate when every row is foretold by the others."
    if found.gain <= 0:
        yield (
            "It does NOT beat the local median rate (your median hours per size): for integrations "
            "like these, that simple rate foretells better."
        )
    if found.mae > found.mae_model:
        yield "It does NOT foretell better than the model as it is: collect more before using it."


def figures_of(made: Calibration) -> list[tuple[str, float, str]]:
    """Return the figures to judge by, each with its meaning; hours and shares."""
    found = made.believed
    return [
        ("rows", made.rows, "integrations with an actual"),
        ("k", round(made.trust, 3), "share of the own mean that is believed"),
        ("MAE, h", found.mae, "mean absolute error, every row foretold by the others"),
        ("MAE of the model, h", found.mae_model, "without the correction"),
        ("MAE of the local rate, h", found.mae_local, "median hours per size of the other rows"),
        ("SA", found.gain, "1 − MAE / MAE of the local rate: above 0 it helps"),
        ("coverage", found.coverage, "share of rows inside their 80 % interval"),
        ("width", found.width, "upper over lower end of that interval, in the median"),
        ("residual", round(made.residual, 3), "log standard deviation of a row"),
    ]


def _named(names: tuple[str, ...], values: list[float]) -> dict[str, float]:
    return {name: round(value, DIGITS) for name, value in zip(names, values, strict=True)}
