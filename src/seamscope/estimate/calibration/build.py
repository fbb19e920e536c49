"""Build a calibration from a history, and describe it for the user."""

from collections.abc import Iterator
from math import exp
from pathlib import Path

import numpy as np

from seamscope.estimate.calibration import VERSION, Calibration, hash_file
from seamscope.estimate.calibration.built import SurveyedIntegrations
from seamscope.estimate.calibration.cross_validation import choose_method, cross_validate, fit_line
from seamscope.estimate.calibration.figures import load_calibration_figures
from seamscope.estimate.calibration.history import History, read_history
from seamscope.wording import format_count

DIGITS = 8


def build_calibration(
    path: Path, surveyed: SurveyedIntegrations | None = None
) -> tuple[History, Calibration | None]:
    """Return the history and its calibration; the calibration is None if there are too few rows.

    surveyed: integrations of a survey; they supply the estimate for rows that have their names.
    """
    history = read_history(path, surveyed)
    method = choose_method(len(history.rows), len(history.drivers))
    if not method:
        return history, None
    x, y, z = history.build_arrays()
    names = history.drivers if method == "drivers" else ()
    drivers = z[:, : len(names)]
    line = fit_line(method, x, y, drivers)
    size = np.array([row.size for row in history.rows])
    accuracy = cross_validate(method, x, y, drivers, size)
    return history, Calibration(
        calibration=VERSION,
        history=history.file,
        sha256=hash_file(path),
        rows=len(history.rows),
        method=method,
        pivot=round(line.pivot_x, DIGITS),
        shift=round(line.shift, DIGITS),
        slope=round(line.slope, DIGITS),
        known=(round(line.known[0], DIGITS), round(line.known[1], DIGITS)),
        weights=_map_names(names, line.weights.tolist()),
        centre=_map_names(names, line.pivot_z.tolist()),
        covariance=tuple(
            tuple(round(value, DIGITS) for value in row) for row in line.covariance.tolist()
        ),
        residual=round(line.residual, DIGITS),
        freedom=round(line.freedom, DIGITS),
        trust=round(line.trust, DIGITS),
        helps=accuracy.gain > 0 and accuracy.mae <= accuracy.mae_model,
        believed=accuracy,
    )


def describe_calibration(history: History, calibration: Calibration | None) -> tuple[str, ...]:
    """Return sentences for the user: the method, its effect, and whether it is worth using."""
    sentences = [f"{format_count(len(history.rows), 'row')} of actuals in {history.file}"]
    if history.by_rate:
        sentences.append(
            "The file has no estimates, so the model's API rate for the size is used without "
            "multipliers; the correction includes the effect of the multipliers."
        )
    if calibration is None:
        minimum = load_calibration_figures().report_only_below.value
        sentences.append(f"A calibration needs at least {minimum:g} rows: collect more actuals.")
        return tuple(sentences)
    factor = exp(calibration.shift)
    sentences.append(
        f"Method: {calibration.method}. Hours are multiplied by {factor:.2f} at an estimate of "
        f"{exp(calibration.pivot):.0f} h, slope {calibration.slope:.2f}."
        if calibration.method != "scale"
        else f"Method: scale. Hours are multiplied by {factor:.2f}."
    )
    sentences.append(
        f"k = {calibration.trust:.2f}: the weight of your own mean; the model has 1 − k."
    )
    sentences += _judge_accuracy(calibration)
    return tuple(sentences)


def _judge_accuracy(calibration: Calibration) -> Iterator[str]:
    accuracy = calibration.believed
    if calibration.helps:
        yield "It beats the local median rate when every row is predicted from the others."
    if accuracy.gain <= 0:
        yield (
            "It does NOT beat the local median rate (your median hours per size): that simple rate "
            "predicts integrations like these better."
        )
    if accuracy.mae > accuracy.mae_model:
        yield "It does NOT predict better than the model alone: collect more actuals before use."


def list_accuracy_figures(calibration: Calibration) -> list[tuple[str, float, str]]:
    """Return the name, value (hours or share) and meaning of a calibration's accuracy figures."""
    accuracy = calibration.believed
    return [
        ("rows", calibration.rows, "integrations with an actual"),
        ("k", round(calibration.trust, 3), "weight of your own mean"),
        ("MAE, h", accuracy.mae, "mean absolute error, every row predicted from the others"),
        ("MAE of the model, h", accuracy.mae_model, "without the calibration"),
        ("MAE of the local rate, h", accuracy.mae_local, "median hours per size of the other rows"),
        ("SA", accuracy.gain, "1 − MAE / MAE of the local rate: above 0 it helps"),
        ("coverage", accuracy.coverage, "share of rows inside their 80 % interval"),
        ("width", accuracy.width, "median ratio of the upper to the lower end of that interval"),
        ("residual", round(calibration.residual, 3), "log standard deviation of a row"),
    ]


def _map_names(names: tuple[str, ...], values: list[float]) -> dict[str, float]:
    return {name: round(value, DIGITS) for name, value in zip(names, values, strict=True)}
