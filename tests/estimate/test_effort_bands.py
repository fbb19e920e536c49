"""The benchmark with published efforts meets its goals, and the page shows the output of the
benchmark.
"""

from math import exp
from pathlib import Path
from statistics import median

import pytest
from benchmarks.effort_bands import (
    Result,
    find_residual,
    leave_one_source_out,
    print_summary,
    print_table,
    read_scenarios,
    run_scenario,
)

from seamscope.estimate.constants import load_constants

pytestmark = pytest.mark.slow  # eighteen surveys in two modes

PAGE = Path(__file__).parents[2] / "docs" / "estimation.md"


@pytest.fixture(scope="module")
def told() -> list[Result]:
    return [run_scenario(scenario, ordinary=False) for scenario in read_scenarios()]


@pytest.fixture(scope="module")
def ordinary() -> list[Result]:
    return [run_scenario(scenario, ordinary=True) for scenario in read_scenarios()]


def test_medians_are_those_of_practitioners(told: list[Result], ordinary: list[Result]) -> None:
    """The model's median is within ±50 % of nine of ten published bands and of six of eight other
    efforts, without a bias.
    """
    for results in (told, ordinary):
        inside = dict.fromkeys(("bands", "further"), 0)
        for one in results:
            inside[one.scenario.set] += one.lies_inside()
        assert inside["bands"] >= 9
        assert inside["further"] >= 6
        assert 0.8 <= median(one.ratio for one in results) <= 1.25


def test_ranges_are_as_wide_as_the_errors(told: list[Result], ordinary: list[Result]) -> None:
    """Between 14 and 16 of the 18 ranges, each scaled by the other sources, contain the published
    effort.
    """
    for results in (told, ordinary):
        held = sum(one.covers(scale) for one, scale in leave_one_source_out(results))
        assert 14 <= held <= 16
    known = load_constants().spread.residual.value
    assert find_residual(told, ordinary) == pytest.approx(known, abs=0.01)
    assert median(one.spread for one in ordinary) == pytest.approx(
        exp(2 * 1.2816 * known), rel=0.01
    )
    assert median(one.spread for one in told) > median(one.spread for one in ordinary)


def test_the_page_shows_what_the_benchmark_prints(
    told: list[Result], ordinary: list[Result], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each line that the benchmark prints is on the page."""
    print_table(told, ordinary)
    print_summary(told, ordinary)
    page = PAGE.read_text("utf-8")
    assert [line for line in capsys.readouterr().out.splitlines() if line not in page] == []
