"""The worked example in docs/estimation.md has the figures of the program."""

import re
from pathlib import Path

import pytest

from seamscope.estimate import Scope, estimate

from .fakes import Fake
from .test_cases import read

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "estimation.md"


@pytest.mark.usefixtures("base_drivers")
def test_the_worked_example_agrees_with_the_program() -> None:
    """Each row of the example's table is the figure of the program, rounded as on the page."""
    table = PAGE.read_text("utf-8").partition("| figure | value |")[2]
    rows = re.findall(r"^\| ([^|]+) \| ([\d.]+) \|$", table, re.M)
    case = read(HERE / "cases" / "crm-read-by-api.yaml")
    every = estimate(Fake(resolved=case.resolved), case.surface, case.poc, draws=10).estimates
    (found,) = (one for one in every if one.scope is Scope.PRODUCTION)
    hours = found.effort_hours
    assert {name: float(value) for name, value in rows} == pytest.approx(
        {
            "CFP": found.cfp,
            "P50 hours": hours.p50,
            "mean hours": hours.mean,
            "P80 hours": hours.p80,
            "P90 hours": hours.p90,
            "score": found.score,
            "share of the question, %": 100 * found.missing[0].variance_share,
        },
        abs=0.051,
    )


def test_the_page_states_the_limits_of_the_method() -> None:
    """docs/estimation.md states the limits of the method, such as the lack of public data."""
    text = " ".join(PAGE.read_text("utf-8").split())
    for result in (
        "No public dataset of integration-level actuals exists",
        "Ranges are wide",
        "18 to 24 months",
        "after 60 months",
    ):
        assert result in text
