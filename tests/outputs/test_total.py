"""Every output shows the same total for the same scope, with P80 first."""

import csv
import io
import json
import re
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from openpyxl import load_workbook

from seamscope.document import Meta, Survey
from seamscope.estimate.one_total import SCOPE
from seamscope.outputs import FORMATS
from seamscope.outputs.text.summary import Run, render_summary
from seamscope.outputs.views.total import format_headline

from .survey_sample import small

NS = "{http://schemas.microsoft.com/project}"
# The sample: 176 h + 24 h at P50, half as much again at P80, 8 hours a day.
P50, P80 = 25.0, 37.5
EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="2"))


def render_text(name: str) -> str:
    return FORMATS[name].render(small()).decode()


def test_the_headline_names_scope_and_both_percentiles() -> None:
    """The headline has the P80, the P50 and the scope; without an estimate, it is empty."""
    assert format_headline(small()) == (
        "38 person-days at P80 (P50 25): total to build, with management."
    )
    assert format_headline(EMPTY) == ""


def test_texts_give_the_total_of_the_headline() -> None:
    """The terminal, table, Markdown, JSON and HTML outputs show the headline or its figures."""
    headline = format_headline(small())
    assert headline in render_text("table")
    assert json.loads(render_text("json"))["headline"] == headline
    assert headline in render_text("markdown")
    line = next(x for x in render_summary(small(), Run()).splitlines() if SCOPE in x)
    assert re.findall(r"\d+", line)[:2] == ["25", "38"]
    page = render_text("html")
    assert re.search(rf"<dt>{SCOPE}</dt><dd><span>38<small> person-days at P80", page)
    assert f"<b>38 person-days (P80)</b><small>P50 25: {SCOPE}" in page


def test_plans_hold_the_work_of_the_total() -> None:
    """The work in MSPDI and Jira adds up to the P80, and to the P50 without the reserve."""
    root: Element = fromstring(FORMATS["mspdi"].render(small()))
    tasks = list(root.iter(f"{NS}Task"))
    assert tasks[0].findtext(f"{NS}Work") == f"PT{8 * P80:.0f}H0M0S"
    assert format_headline(small()) in str(tasks[0].findtext(f"{NS}Notes"))
    [reserve] = [t for t in tasks if t.findtext(f"{NS}Name") == "Reserve: P80 − P50 of the total"]
    assert reserve.findtext(f"{NS}Work") == f"PT{8 * (P80 - P50):.0f}H0M0S"
    rows = list(csv.DictReader(io.StringIO(render_text("jira"))))
    days = {row["Labels"]: 0.0 for row in rows}
    for row in rows:
        days[row["Labels"]] += int(row["Original estimate"] or 0) / 3600 / 8
    assert sum(days.values()) == pytest.approx(P80)
    assert sum(days.values()) - days["reserve"] == pytest.approx(P50)


def test_data_give_the_total_without_rounding() -> None:
    """JSON has the exact total of 25 and 37.5 days; the total of the workbook differs by less than
    half a day.
    """
    first = json.loads(render_text("json"))["totals"][0]
    assert (first["name"], first["p50"], first["p80"]) == (SCOPE, P50, P80)
    book = load_workbook(io.BytesIO(FORMATS["xlsx"].render(small())), data_only=True)
    rows = book["Summary"].iter_rows(values_only=True)
    total = next(row for row in rows if row[0] == SCOPE)
    assert abs(float(str(total[2])) - P50) < 0.5  # the workbook computes management anew: 15 %
