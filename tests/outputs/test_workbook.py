"""The workbook: its figures follow the assumptions, and no text from the inputs becomes a
formula.
"""

import io
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from seamscope.document import Meta, Survey
from seamscope.estimate.one_total import SCOPE
from seamscope.estimate.run_cost_result import Span
from seamscope.estimate.runcost.day_rates import weigh_roles
from seamscope.outputs import FORMATS
from seamscope.outputs.views.breakdown import break_down, list_phases, list_roles
from seamscope.outputs.workbook import lists
from seamscope.outputs.workbook.assumptions import name_role_share

from .crowd_sample import large
from .hostile_sample import HOSTILE, hostile
from .survey_sample import small
from .test_html import add_run_cost

EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="2"))
SOFFICE = os.environ.get("SEAMSCOPE_SOFFICE", "")
Value = str | float | datetime | None


def open_workbook(survey: Survey, *, values: bool = False) -> Workbook:
    return load_workbook(io.BytesIO(FORMATS["xlsx"].render(survey)), data_only=values)


def values(book: Workbook) -> Iterator[tuple[str, str, Value]]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                yield sheet.title, cell.coordinate, cell.value  # type: ignore[misc]


def line(book: Workbook, sheet: str, first: str) -> list[Value]:
    """Return the row of a sheet whose first cell is `first`."""
    rows = book[sheet].iter_rows(values_only=True)
    return next(list(row) for row in rows if row[0] == first)  # type: ignore[arg-type]


@pytest.mark.parametrize("survey", [EMPTY, small(), hostile()], ids=["empty", "small", "hostile"])
def test_the_workbook_is_deterministic(survey: Survey) -> None:
    """Empty, small and hostile surveys each give a workbook with the same bytes every time."""
    output = FORMATS["xlsx"].render(survey)
    assert output == FORMATS["xlsx"].render(survey)
    assert load_workbook(io.BytesIO(output)).sheetnames[:4] == [
        "Summary", "Assumptions", "Effort", "Breakdown",
    ]  # fmt: skip


def test_the_plan_sheet_adds_up_to_the_total() -> None:
    """The days of the plan add up to the P80 of the total, or to the P50 without the reserve, and
    the roles of a task add up to its days.
    """
    rows = list(open_workbook(small(), values=True)["Plan"].iter_rows(min_row=2, values_only=True))
    days = {str(row[0]): float(str(row[5])) for row in rows if row[5]}
    reserve = sum(float(str(row[5])) for row in rows if row[2] == "reserve")
    assert sum(days.values()) == pytest.approx(37.5)  # 176 h + 24 h, half as much again at P80
    assert sum(days.values()) - reserve == pytest.approx(25.0)
    for row in rows:
        if row[2] == "work":
            given = [float(part.rpartition(" ")[2]) for part in str(row[6]).split(", ")]
            assert sum(given) == pytest.approx(float(str(row[5])), abs=0.05 * len(given))
            assert "Done when: " in str(row[9])
    assert "Plan" not in open_workbook(EMPTY).sheetnames


def test_no_text_becomes_a_formula_or_a_link() -> None:
    """Formulas are only in the sheets that seamscope calculates, and hostile strings are text cells
    without links.
    """
    book = open_workbook(hostile())
    text = set()
    for sheet in book.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            text.add(cell.value)
            assert cell.hyperlink is None
            if cell.data_type == "f":
                assert sheet.title in {"Summary", "Assumptions", "Effort", "Breakdown"}
                assert "HYPERLINK" not in str(cell.value)
    assert HOSTILE[5] in text


def test_totals_are_those_of_the_survey() -> None:
    """The stored results of the formulas are 22 days at P50, as in the survey, and 3.3 days (15 %)
    for management.
    """
    book = open_workbook(small(), values=True)
    built = line(book, "Summary", "of which integrations")
    assert built[1:5] == pytest.approx([24.75, 22.0, 33.0, 44.0])  # mean: (176 + 22) h / 8
    assert line(book, "Summary", "of which management")[2] == pytest.approx(3.3)  # 15 % of 22
    assert line(book, "Summary", "total to build, with management")[2] == pytest.approx(25.3)
    assert line(book, "Summary", "cost of the total")[1] == "set DayRate"


def test_the_breakdown_adds_up_to_the_mean() -> None:
    """The rows of the breakdown add up to the mean, and the roles of a row add up to the row."""
    survey = small()
    assert sum(part.hours for part in break_down(survey)) == pytest.approx(198.0)  # 176 + 22
    assert [part.label for part in break_down(survey)][:1] == ["I-001"]
    book = open_workbook(survey, values=True)
    rows = list(book["Breakdown"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(break_down(survey)) * len(list_phases())
    assert sum(float(str(row[5])) for row in rows) == pytest.approx(198.0)
    for row in rows:
        assert sum(float(str(v)) for v in row[6 : 6 + len(list_roles())]) == pytest.approx(row[5])


@pytest.mark.slow
def test_a_large_landscape_has_one_common_breakdown() -> None:
    """With more than 500 integrations, the breakdown has only one row per phase, for all
    integrations together; the rows add up to the mean.
    """
    crowd = large(340, poc=False)
    survey = replace(crowd, estimates=tuple(replace(e, in_total=True) for e in crowd.estimates))
    assert len({part.label for part in break_down(survey)}) > 500
    rows = list(
        open_workbook(survey, values=True)["Breakdown"].iter_rows(min_row=2, values_only=True)
    )
    assert len(rows) == len(list_phases())
    whole = sum(e.effort_hours.mean for e in survey.estimates)
    assert sum(float(str(row[5])) for row in rows) == pytest.approx(whole)


def test_a_large_landscape_lists_assumptions_of_the_total_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """If there are too many estimates, the sheet lists the assumptions of those in the total, and
    its last line counts the others.
    """
    assert lists.IN_FULL == 600
    monkeypatch.setattr(lists, "IN_FULL", 60)
    crowd = large(60, poc=True)
    survey = replace(
        crowd, estimates=tuple(replace(e, in_total=n < 3) for n, e in enumerate(crowd.estimates))
    )
    assert len(survey.estimates) > 60
    texts = [
        row[0] for row in open_workbook(survey)["Estimate assumptions"].iter_rows(values_only=True)
    ]
    assert (
        texts[-1]
        == f"{len(survey.estimates) - 3} further estimates: survey.json lists their assumptions"
    )


def test_every_list_of_the_survey_has_its_sheet() -> None:
    """The workbook has a sheet for the plan, questions, risks, assumptions, readiness, interfaces,
    systems, unread inputs and provenance.
    """
    book = open_workbook(small())
    assert book.sheetnames[4:] == [
        "Plan", "Questions", "Risks", "Estimate assumptions", "Readiness", "Interfaces", "Systems",
        "Not read", "Provenance",
    ]  # fmt: skip
    texts = {value for _, _, value in values(book)}
    for text in (
        "A linked server crosses systems",
        "Is there a contract?",
        "load.sql:12",
        "b" * 64,
    ):
        assert text in texts


def test_assumptions_are_defined_names() -> None:
    """Rates, reserves, phase shares and role shares have defined names that formulas can use."""
    names = set(open_workbook(small()).defined_names)
    assert {"DayRate", "Contingency", "Calibration", "Management", "HoursPerDay"} <= names
    assert {"PhaseAnalyse", "PhaseDesignAndMapping", "RateDeveloper"} <= names
    assert {
        name_role_share(phase, role) for phase, _ in list_phases() for role in list_roles()
    } <= names


def test_each_role_has_its_stated_day_rate_and_the_total_its_cost() -> None:
    """The sheet of assumptions has the stated day rate of each role, and the average rate for roles
    without one.
    """
    survey = small()
    rates = (("architect", 1150.0), ("developer", 900.0), ("tester", 800.0))
    weights = weigh_roles()
    shared = sum(weights[r] * rate for r, rate in rates) / sum(weights[r] for r, _ in rates)
    totals = add_run_cost(survey).totals
    assert totals
    assert totals.run_cost
    blend = Span(p10=shared, p50=shared, p90=shared)
    cost = replace(totals.run_cost, day_rate=blend, role_rates=rates)
    book = open_workbook(replace(survey, totals=replace(totals, run_cost=cost)), values=True)
    for role, rate in rates:
        assert line(book, "Assumptions", role)[1] == rate
    assert line(book, "Assumptions", "operations")[1] == pytest.approx(shared)
    assert line(book, "Assumptions", "project manager")[1] == pytest.approx(shared)
    rows = list(book["Breakdown"].iter_rows(min_row=2, values_only=True))
    priced = sum(float(str(row[6 + len(list_roles())])) for row in rows)
    assert priced == pytest.approx(24.75 * shared)  # 24.75 days; the shared rate is their blend
    total = line(book, "Summary", "cost of the total")
    assert total[1] == pytest.approx(1.15 * priced, rel=0.005)  # three significant digits


@pytest.mark.slow
def test_no_row_of_a_large_survey_is_missing() -> None:
    """The sheet `Effort` has a row for every integration of a large survey."""
    survey = large(120, poc=True)
    book = load_workbook(io.BytesIO(FORMATS["xlsx"].render(survey)), read_only=True)
    assert sum(1 for _ in book["Effort"].iter_rows()) == len(survey.integrations) + 1


def recalculate(book: Workbook, folder: Path) -> Workbook:
    """Return the workbook after LibreOffice has calculated every formula, because openpyxl does not
    keep the stored values.
    """
    book.save(folder / "in.xlsx")
    command = [SOFFICE, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
               "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"),
               str(folder / "in.xlsx")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return load_workbook(folder / "out" / "in.xlsx", data_only=True)


@pytest.mark.skipif(not SOFFICE, reason="SEAMSCOPE_SOFFICE names no LibreOffice")
def test_recalculation_gives_the_cached_values(tmp_path: Path) -> None:
    """When LibreOffice recalculates the workbook, every cell keeps the value that seamscope
    stored.
    """
    anew = recalculate(open_workbook(small()), tmp_path)
    for sheet, at, value in values(open_workbook(small(), values=True)):
        found = anew[sheet][at].value
        if isinstance(value, int | float):
            assert found == pytest.approx(value, abs=1e-6), (sheet, at)
        else:
            assert (found or "") == (value or ""), (sheet, at)


@pytest.mark.skipif(not SOFFICE, reason="SEAMSCOPE_SOFFICE names no LibreOffice")
def test_totals_follow_edited_assumptions(tmp_path: Path) -> None:
    """Edited assumptions (day rate, reserve, calibration, share of a phase) change days and cost to
    the values calculated by hand.
    """
    book = open_workbook(small())
    edits = {"DayRate": 1000.0, "Contingency": 0.1, "Calibration": 2.0}
    for row in book["Assumptions"].iter_rows(max_col=2):
        if row[0].value in edits:
            row[1].value = edits[str(row[0].value)]
        if row[0].value == "analyse":
            row[1].value = 0.2
    anew = recalculate(book, tmp_path)
    days = 22.0 * 2 * 1.15 * 1.1  # P50, calibrated, with management and reserve
    assert line(anew, "Summary", SCOPE)[2] == pytest.approx(days)
    cost = line(anew, "Summary", "cost of the total")[2]
    assert cost == pytest.approx(1000 * days, rel=0.005)  # three significant digits
    rows = list(anew["Breakdown"].iter_rows(min_row=2, values_only=True))
    analysed = sum(float(str(row[5])) for row in rows if row[3] == "analyse")
    assert analysed == pytest.approx(198.0 * 2 * 0.2)
    notes = [row[1] for row in anew["Assumptions"].iter_rows(values_only=True)]
    assert "phases do not add up to 1" in notes


def test_sentences_of_the_summary_are_wrapped_over_its_columns() -> None:
    """Each sentence is in a merged cell over all columns, and its row is high enough for the
    wrapped text.
    """
    sheet = open_workbook(small())["Summary"]
    merged = {area.min_row: area for area in sheet.merged_cells.ranges}
    wide = sum(sheet.column_dimensions[letter].width for letter in "ABCDE")
    notes = [row for row in merged if len(str(sheet.cell(row, 1).value)) > 150]
    assert notes
    for row, area in merged.items():
        assert (area.min_col, area.max_col) == (1, 5)
        assert sheet.cell(row, 1).alignment.wrap_text
        height = sheet.row_dimensions[row].height or 15
        assert height >= 15 * len(str(sheet.cell(row, 1).value)) / wide
    assert not any(
        len(str(line[0].value or "")) > wide
        for line in sheet.iter_rows()
        if line[0].row not in merged
    )


def test_headers_inside_a_sheet_are_as_high_as_their_text() -> None:
    """A header that is wider than its column is wrapped, and its row shows all of its lines."""
    sheet = open_workbook(small())["Assumptions"]
    (row,) = [line[1].row for line in sheet.iter_rows() if line[1].value == "share of the hours"]
    assert sheet.row_dimensions[row].height >= 30
