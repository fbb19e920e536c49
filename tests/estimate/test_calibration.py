"""Calibration: fits worked out by hand, the method for each number of rows, and the reported
accuracy.
"""

from dataclasses import replace
from math import exp, log
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from seamscope.cli import main
from seamscope.cli.built_integrations import index_integrations
from seamscope.document import Meta, Survey, decode
from seamscope.errors import InputError
from seamscope.estimate import Scope, estimate
from seamscope.estimate.calibration import Calibration, read_calibration
from seamscope.estimate.calibration.build import build_calibration, describe_calibration
from seamscope.estimate.calibration.cross_validation import choose_method, cross_validate
from seamscope.estimate.calibration.decimal_numbers import find_decimal_sign, parse_number
from seamscope.estimate.calibration.figures import build_prior
from seamscope.estimate.calibration.fit import Prior, fit_ridge, fit_scale, fit_scale_and_slope
from seamscope.estimate.calibration.history import read_history
from seamscope.estimate.calibration.student_t import compute_quantile

from .fakes import Fake
from .test_cases import read

CASE = read(Path(__file__).parent / "cases" / "crm-read-by-api.yaml")


def history(folder: Path, rows: list[tuple[float, float]], head: str = "estimate,actual") -> Path:
    file = folder / "history.csv"
    lines = [head, *(",".join(f"{value:.6f}" for value in row) for row in rows)]
    file.write_text("\n".join(lines) + "\n")
    return file


def draw_noisy_rows(
    number: int, factor: float = 1.5, spread: float = 0.3
) -> list[tuple[float, float]]:
    """Return pairs of an estimate, from 40 to 400 hours, and actual hours.

    factor: median ratio of actual hours to the estimate.
    spread: standard deviation of the logarithm of this ratio.
    """
    draw = np.random.default_rng(5)
    estimates = np.exp(draw.uniform(log(40), log(400), number))
    actuals = estimates * factor * np.exp(draw.normal(0, spread, number))
    return [(float(a), float(b)) for a, b in zip(estimates, actuals, strict=True)]


@pytest.mark.parametrize(
    ("freedom", "tenth", "fortieth"),
    [
        # Printed tables of Student's t, upper 10 % and 2.5 %.
        (1, 3.078, 12.706),
        (2, 1.886, 4.303),
        (3, 1.638, 3.182),
        (5, 1.476, 2.571),
        (10, 1.372, 2.228),
        (30, 1.310, 2.042),
        (120, 1.289, 1.980),
    ],
)
def test_quantiles_agree_with_printed_tables(freedom: int, tenth: float, fortieth: float) -> None:
    """Quantiles of Student's t, computed without a statistics library, agree with printed
    tables.
    """
    assert compute_quantile(0.1, freedom) == pytest.approx(tenth, abs=0.001)
    assert compute_quantile(0.025, freedom) == pytest.approx(fortieth, abs=0.001)


def test_a_scale_is_shrunk_by_its_own_noise() -> None:
    """The scale of three ratios e^.2, e^.4 and e^.6 is shrunk by k = .1024/(.1024 + .04/3) = .8848,
    because s² = .04.
    """
    x = np.log([10.0, 20.0, 40.0])
    found = fit_scale(x, x + np.array([0.2, 0.4, 0.6]), Prior(shift=0.32))
    assert found.trust == pytest.approx(0.8848, abs=1e-4)
    assert found.shift == pytest.approx(0.4 * 0.8848, abs=1e-4)
    assert found.residual == pytest.approx(0.2)
    assert found.freedom == 2
    mean, spread = found.predict(log(100), np.zeros(0))
    assert mean == pytest.approx(log(100) + 0.3539, abs=1e-4)
    assert spread == pytest.approx((0.04 + 0.8848 * 0.04 / 3) ** 0.5, abs=1e-4)


def test_rows_that_agree_by_chance_keep_an_interval() -> None:
    """Three equal ratios have no spread, but the interval is not empty because of the rows of the
    prior.
    """
    x = np.log([10.0, 20.0, 40.0])
    found = fit_scale(x, x + 0.5, build_prior())
    # two prior rows of .5² against two degrees of freedom of 0: √(.5/4) = .3536
    assert found.residual == pytest.approx(0.3536, abs=1e-4)


def test_a_flat_prior_gives_ordinary_least_squares() -> None:
    """Without a prior, the fit equals numpy's least squares."""
    draw = np.random.default_rng(2)
    x = draw.normal(4, 1, 40)
    y = 0.7 + 1.3 * x + draw.normal(0, 0.2, 40)
    found = fit_scale_and_slope(x, y, Prior())
    slope, offset = np.polyfit(x, y, 1)
    assert found.slope == pytest.approx(slope)
    assert found.predict(5.0, np.zeros(0))[0] == pytest.approx(offset + 5 * slope)


def test_hours_grow_in_proportion_beyond_the_known_sizes() -> None:
    """Outside the range of the rows, an estimate that is e times larger gives e times the hours."""
    x = np.array([3.0, 4.0, 5.0])
    found = fit_scale_and_slope(x, 1.5 * x, Prior())
    nothing = np.zeros(0)
    assert found.known == (3.0, 5.0)
    assert found.predict(5.0, nothing)[0] == pytest.approx(7.5)
    assert found.predict(7.0, nothing)[0] == pytest.approx(9.5)  # not 10.5
    assert found.predict(1.0, nothing)[0] == pytest.approx(2.5)  # not 1.5
    assert found.predict(7.0, nothing)[1] > found.predict(5.0, nothing)[1]


def test_priors_pull_shift_to_0_and_slope_to_1() -> None:
    """With few rows, the slope is near 1 and the shift near 0; with many, the data decides."""
    draw = np.random.default_rng(3)

    def fit_line(rows: int) -> tuple[float, float]:
        x = draw.normal(4, 0.5, rows)
        found = fit_scale_and_slope(x, 0.5 + 4 + 1.6 * (x - 4), build_prior())
        return found.slope, found.shift

    few, many = fit_line(10), fit_line(2000)
    assert 1 < few[0] < many[0] < 1.6
    assert many[0] == pytest.approx(1.6, abs=0.05)
    assert many[1] == pytest.approx(0.5, abs=0.05)


def test_ridge_finds_the_driver_that_matters() -> None:
    """If only one of ten drivers affects the hours, its weight is found and the other weights are
    small.
    """
    draw = np.random.default_rng(4)
    x, z = draw.normal(5, 1, 60), draw.normal(0, 1, (60, 10))
    y = x + 0.4 * z[:, 3] + draw.normal(0, 0.1, 60)
    weights = fit_ridge(x, y, z, build_prior()).weights
    assert weights[3] == pytest.approx(0.4, abs=0.05)
    assert np.max(np.abs(np.delete(weights, 3))) < 0.08


@pytest.mark.parametrize(
    ("rows", "drivers", "method"),
    [
        (0, 0, ""), (2, 0, ""), (3, 0, "scale"), (9, 3, "scale"), (10, 3, "scale and slope"),
        (19, 3, "scale and slope"), (20, 0, "scale and slope"), (20, 1, "drivers"),
    ],
)  # fmt: skip
def test_the_number_of_rows_decides_the_method(rows: int, drivers: int, method: str) -> None:
    """Fewer than 3 rows give no calibration, 3 to 9 a scale, 10 or more also a slope, and 20 or
    more also drivers, if there are any.
    """
    assert choose_method(rows, drivers) == method


def test_the_interval_covers_what_it_promises() -> None:
    """About 80 % of 200 rows are in the 80 % interval that is predicted from the other rows."""
    x, y = (np.log(column) for column in zip(*draw_noisy_rows(200), strict=True))
    found = cross_validate("scale and slope", x, y, np.zeros((200, 0)), np.exp(x))
    assert 0.74 <= found.coverage <= 0.86
    # half of e^(2 × 1.28 × .3) is 2.16
    assert found.width == pytest.approx(2.16, rel=0.15)
    assert found.mae < found.mae_model


def test_a_calibration_that_does_not_help_says_so(tmp_path: Path) -> None:
    """If the hours are exactly proportional to the estimate, the report says that the calibration
    does not beat the local median rate.
    """
    exact = [(estimate, 2 * estimate) for estimate, _ in draw_noisy_rows(12)]
    found, calibration = build_calibration(history(tmp_path, exact))
    assert calibration
    assert not calibration.helps
    assert "does NOT beat the local median rate" in " ".join(
        describe_calibration(found, calibration)
    )


def test_two_rows_give_a_report_and_no_calibration(tmp_path: Path) -> None:
    """Two rows give no calibration, and the report says to collect more actuals."""
    found, calibration = build_calibration(history(tmp_path, draw_noisy_rows(2)))
    assert calibration is None
    assert "collect more actuals" in describe_calibration(found, calibration)[-1]


def test_unusable_rows_are_reported_and_skipped(tmp_path: Path) -> None:
    """A row with a negative, empty, infinite or non-numeric figure is skipped and reported with its
    line.

    With a decimal comma, 1.000 is a thousand and 1,000 is one.
    """
    file = tmp_path / "h.csv"
    file.write_text(
        "integration;estimate;actual\nA;100;-3\nB;;50\nC;100;inf\nD;many;50\nE;100;1e9\n"
        "F;100;120,5\nG;1.000;1.250,5 h\nH;1,000;1.250.000\n"
    )
    found = read_history(file)
    assert [(row.name, row.actual) for row in found.rows] == [
        ("F", 120.5),
        ("G", 1250.5),
        ("H", 1_250_000),
    ]
    assert [row.estimate for row in found.rows] == [100, 1000, 1]
    assert [skipped.evidence.line for skipped in found.skipped] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("texts", "text", "value"),
    [
        (("12.5",), "1.000", 1.0),
        (("12,5",), "1.000", 1000.0),
        (("1.234.567",), "1.000", 1000.0),
        (("0.125", "7"), "3.250 h", 3.25),
        (("1234,500",), "2,250", 2.25),
        (("80", "1.200"), "1.200", None),  # nothing says which
        (("80", "1,200"), "1,200", 1200.0),
        (("12,5", "12.5"), "1.000", None),  # two people wrote it
        ((), "1 250", 1250.0),
        ((), "-3", None),
        ((), "1.2.3,4,5", None),
    ],
)
def test_the_decimal_sign_is_found_from_the_whole_table(
    texts: tuple[str, ...], text: str, value: float | None
) -> None:
    """One unambiguous number in the table decides whether 1.000 is one or a thousand; without one,
    the value is unknown.
    """
    assert parse_number(text, find_decimal_sign(texts)) == value


def test_days_sizes_and_ratings_are_understood(tmp_path: Path) -> None:
    """A day has eight hours, 6 CFP at the rate of an API are 85 hours, and a rating is read as its
    multiplier.
    """
    file = tmp_path / "h.csv"
    file.write_text("cfp,actual days,service,authentication\n6,20,high,\n6,10,Very low,1.2\n")
    found = read_history(file)
    assert [row.actual for row in found.rows] == [160, 80]
    assert found.rows[0].estimate == pytest.approx(85)
    assert found.by_rate
    assert found.rows[0].ratings == {"service": pytest.approx(log(1.36))}
    assert found.drivers == ("service",)  # authentication is not said in every row


def test_a_table_without_actuals_is_refused_with_all_errors(tmp_path: Path) -> None:
    """A table without estimates and actuals is an error that names both missing columns."""
    file = tmp_path / "h.csv"
    file.write_text("name,owner\nA,Ann\n")
    with pytest.raises(InputError) as caught:
        read_history(file)
    assert len(caught.value.errors) == 2
    with pytest.raises(InputError):
        read_history(tmp_path / "none.csv")


def calibrate_from(folder: Path, rows: list[tuple[float, float]]) -> Calibration:
    calibration = build_calibration(history(folder, rows))[1]
    assert calibration
    file = folder / "calibration.yaml"
    file.write_bytes(calibration.encode())
    again = read_calibration(file)
    assert again == calibration
    return again


def test_an_estimate_is_corrected_as_the_file_says(tmp_path: Path) -> None:
    """The calibration multiplies the median by its shrunk scale, which is one of the factors, and
    the factors still add up.
    """
    calibration = calibrate_from(tmp_path, draw_noisy_rows(6))
    plain, own = (
        next(
            e
            for e in estimate(
                Fake(resolved=CASE.resolved), CASE.surface, CASE.poc, calibration=each, draws=10
            ).estimates
            if e.scope is Scope.PRODUCTION
        )
        for each in (None, calibration)
    )
    assert own.effort_hours.p50 == pytest.approx(
        plain.effort_hours.p50 * exp(calibration.shift), rel=1e-4
    )
    assert [factor.name for factor in own.factors][-1] == "own history"
    product = own.setup_hours + own.rate * own.cfp
    for factor in own.factors:
        product *= factor.multiplier
    assert product == pytest.approx(own.effort_hours.mean, rel=1e-3)


def test_the_pocs_own_effort_is_not_corrected(tmp_path: Path) -> None:
    """A calibration does not change the effort of the POC, because its history is about production
    integrations.
    """
    calibration = calibrate_from(tmp_path, draw_noisy_rows(6))
    plain, own = (
        [
            e
            for e in estimate(
                Fake(resolved=CASE.resolved), CASE.surface, CASE.poc, calibration=each, draws=10
            ).estimates
            if e.scope is Scope.POC
        ]
        for each in (None, calibration)
    )
    assert plain == own


def test_a_file_that_was_tampered_with_is_refused(tmp_path: Path) -> None:
    """A calibration file with another version, a covariance of the wrong size or a NaN is an
    error.
    """
    calibration = calibrate_from(tmp_path, draw_noisy_rows(6))
    file = tmp_path / "bad.yaml"
    for wrong in (
        replace(calibration, calibration=2),
        replace(calibration, covariance=((1.0,),)),
        replace(calibration, residual=float("nan")),
    ):
        file.write_bytes(wrong.encode())
        with pytest.raises(InputError):
            read_calibration(file)


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.slow
def test_the_commands_work_together(tmp_path: Path) -> None:
    """`survey --calibration` and seamscope.yaml accept the file that `calibrate -o` writes."""
    file = tmp_path / "calibration.yaml"
    result = run("calibrate", history(tmp_path, draw_noisy_rows(12)), "-o", file)
    assert result.exit_code == 0, result.output
    assert "scale and slope" in result.stdout
    inputs = tmp_path / "in"
    inputs.mkdir()
    (inputs / "flows.csv").write_text("Source,Target,Protocol\nSAP S/4HANA,Salesforce,REST\n")
    run("survey", inputs, "-o", tmp_path / "a", "--quiet")
    own = run("survey", inputs, "-o", tmp_path / "b", "--quiet", "--calibration", file)
    (inputs / "seamscope.yaml").write_text("calibration: ../calibration.yaml\n")
    run("survey", inputs, "-o", tmp_path / "c", "--quiet")
    assert own.exit_code == 0, own.output
    effort = {name: (tmp_path / name / "effort.csv").read_bytes() for name in "abc"}
    assert effort["b"] == effort["c"] != effort["a"]
    assert run("survey", inputs, "--calibration", tmp_path / "none").exit_code == 2
    assert run("calibrate", tmp_path / "none.csv").exit_code == 2


FLOWS = """\
inventory: 1
systems: [{name: Shop, aliases: [Web shop]}, {name: Ledger - old}, {name: Depot}, {name: Payroll}]
flows:
  - {from: Shop, to: Ledger - old, mechanism: api, entities: [Order]}
  - {from: Shop, to: Depot, mechanism: file, entities: [Order]}
  - {from: Depot, to: Ledger - old, mechanism: api, entities: [Stock]}
  - {from: Payroll, to: Ledger - old, mechanism: file, entities: [Salary]}
"""


@pytest.mark.slow
def test_rows_match_integrations_of_a_survey(tmp_path: Path) -> None:
    """A row names an integration by its id, its label or its two systems in any order; a row
    without a match is reported.
    """
    inputs = tmp_path / "in"
    inputs.mkdir()
    (inputs / "inventory.yaml").write_text(FLOWS)
    assert run("survey", inputs, "-o", tmp_path / "out", "--quiet").exit_code == 0
    survey = decode((tmp_path / "out" / "survey.json").read_bytes())
    labels = {item.id: item.label for item in survey.integrations}
    hours = {item.integration: item.effort_hours.p50 for item in survey.estimates}
    rows = {
        "depot--shop": "depot--shop",
        labels["depot--ledger-old"]: "depot--ledger-old",
        "Ledger - old → WEB SHOP": "ledger-old--shop",
        "Payroll - Ledger - old": "ledger-old--payroll",
    }
    file = tmp_path / "actuals.csv"
    lines = [f"{name},{2 * hours[key] / 8}" for name, key in rows.items()]
    file.write_text("\n".join(["integration,actual_days", *lines, "Shop → Moon,9", ""]))
    found = read_history(file, index_integrations(survey, "survey.json"))
    assert [row.estimate for row in found.rows] == [hours[key] for key in rows.values()]
    twice = [2 * row.estimate for row in found.rows]
    assert [row.actual for row in found.rows] == pytest.approx(twice)
    (lost,) = found.skipped
    assert lost.evidence.line == 6
    assert "Shop → Moon" in lost.reason
    result = run("calibrate", file, "--survey", tmp_path / "out" / "survey.json")
    assert result.exit_code == 0, result.output
    assert "4 rows of actuals" in result.output
    assert "Shop → Moon" in result.output


def test_a_survey_that_was_calibrated_is_refused() -> None:
    """A survey with calibrated estimates is an error, because the calibration would be applied
    twice.
    """
    meta = Meta(tool="seamscope", tool_version="1", schema_version="2")
    survey = Survey(meta=replace(meta, options={"calibration": "own.csv"}))
    with pytest.raises(InputError, match="applied twice"):
        index_integrations(survey, "survey.json")
