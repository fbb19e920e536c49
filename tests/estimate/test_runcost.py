"""Run cost: lines worked by hand, the break-even month, and the published claim."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from seamscope.estimate import Estimates, estimate
from seamscope.estimate.run_cost_result import RunCost
from seamscope.estimate.runcost.counts import count_transactions, find_day_rate
from seamscope.estimate.runcost.figures import figures
from seamscope.poc import Poc, Targets, Team, Touch

from .fakes import Fake
from .test_cases import read

CASE = read(Path(__file__).parent / "cases" / "crm-read-by-api.yaml")
assert CASE.poc is not None
POC: Poc = replace(
    CASE.poc,
    team=replace(CASE.poc.team, day_rates={"developer": 1000.0}),
    targets=Targets(transactions_per_year=1_000_000),
)


def estimated(poc: Poc = POC) -> Estimates:
    return estimate(Fake(resolved=CASE.resolved), CASE.surface, poc, draws=20_000)


def cost(poc: Poc = POC) -> RunCost:
    found = estimated(poc).totals.run_cost
    assert found is not None
    return found


@cache
def plain() -> RunCost:
    return cost()


@pytest.mark.parametrize(
    ("name", "middle"),
    [
        ("inference", 4_000),  # 1,000,000 runs × 0.004
        ("hosting", 4_500),  # 3 environments × 1,500
        ("storage", 840),  # 3 × 280
        ("platform", 8_200),  # no platform among the systems: the whole fee
        ("monitoring tools", 400),  # 1 integration × 400
        ("monitoring", 1_000),  # 1 × 1 day × 1,000
        ("incidents", 1_000),  # 1 × 2 a year × .5 days × 1,000
        ("breaking changes", 1_000),  # 1 × .5 a year × 2 days × 1,000
        ("upkeep", 2_000),  # 1 × 2 days × 1,000
        ("drift and retraining", 8_000),  # 4 a year × 2 days × 1,000
        ("headcount", 21_000),  # .1 people × 210 days × 1,000
    ],
)
def test_each_line_is_the_product_of_its_terms(name: str, middle: float) -> None:
    """The median of each line is the product of its terms' medians.

    The product of two skewed ranges lies somewhat above the product of their middles.
    """
    (line,) = (line for line in plain().lines if line.name == name)
    assert 0.95 * middle < line.yearly.p50 < 1.2 * middle
    assert line.yearly.p10 < 0.75 * middle
    assert line.yearly.p90 > 1.3 * middle
    assert line.source
    assert line.basis


def test_every_line_has_its_reasoning() -> None:
    """Every figure has a source, which says so if it is an assumption."""
    assert {line.name for line in plain().lines} == {line.id for line in figures().lines}
    assert all(line.source.startswith("assumption: ") for line in figures().lines)


def test_the_range_of_one_line_is_the_range_of_its_term() -> None:
    """Hosting is 3 × [700, 1,500, 4,500]: its P10 and P90 are 2,100 and 13,500."""
    (line,) = (line for line in plain().lines if line.name == "hosting")
    assert line.yearly.p10 == pytest.approx(2_100, rel=0.05)
    assert line.yearly.p90 == pytest.approx(13_500, rel=0.05)


def test_the_build_cost_follows_from_the_totals() -> None:
    """Median hours of build and management, by 8 hours a day and 1,000 a day."""
    found = estimated()
    hours = found.totals.production.p50 + found.totals.management_hours.p50
    assert found.totals.run_cost
    assert found.totals.run_cost.build.p50 == pytest.approx(hours / 8 * 1000, rel=0.02)


def test_the_month_is_twelve_divided_by_the_share() -> None:
    """The month is 12 / share, so its P10 belongs to the P90 of the share."""
    found = plain()
    assert found.month.p50 == pytest.approx(12 / found.share.p50, rel=0.01)
    assert found.month.p10 == pytest.approx(12 / found.share.p90, abs=0.051)
    assert found.month.p10 < found.month.p50 < found.month.p90


def test_the_rules_of_thumb_give_their_months() -> None:
    """15, 20 and 25 % of the build a year are months 80, 60 and 48."""
    assert [(rule.share, rule.month) for rule in plain().rules] == [
        (0.15, 80),
        (0.2, 60),
        (0.25, 48),
    ]


def test_the_published_months_are_a_scenario_with_assumptions() -> None:
    """18 to 24 months need 67 to 50 % of the build; each line's lever is what is then missing."""
    rich = replace(POC, team=replace(POC.team, day_rates={"developer": 3000.0}))
    found = cost(rich)
    claim = found.claim
    assert claim.shares == (0.5, 0.6667)
    others = sum(line.yearly.p50 for line in found.lines if line.name != "platform")
    (lever,) = (lever for lever in claim.levers if lever.line == "platform")
    assert lever.low == pytest.approx(max(0.5 * found.build.p50 - others, 0), abs=60)
    assert lever.high == pytest.approx(max(2 / 3 * found.build.p50 - others, 0), abs=60)
    assert 0 <= claim.chance <= 1


def test_the_cost_per_run_is_the_yearly_cost_by_the_runs() -> None:
    """The cost of a transaction is the yearly cost by a million of them."""
    found = plain()
    assert found.per_transaction.p50 == pytest.approx(found.yearly.p50 / 1e6, abs=0.0001)


def test_the_runs_come_from_targets_then_volumes_then_an_assumption() -> None:
    """The target counts first, then the largest stated volume, then a wide range."""
    assert count_transactions(POC).range == (1e6, 1e6, 1e6)
    stated = Poc(
        name="P",
        reads=(Touch(system="A", volume="100 orders a day"), Touch(system="B", volume="2 files")),
    )
    assert count_transactions(stated).range == (36_500, 36_500, 36_500)
    low, _, high = count_transactions(Poc(name="P")).range
    assert high / low >= 100


def test_rates_come_from_the_poc_or_are_assumed() -> None:
    """The lowest, the mean and the highest day rate are the range."""
    rates = Team(day_rates={"architect": 1200, "developer": 900, "tester": 600})
    assert find_day_rate(Poc(name="P", team=rates)).range == (600, 900, 1200)
    assert find_day_rate(Poc(name="P")).range == figures().day_rate.range


def test_an_unknown_number_of_runs_widens_the_cost_per_run() -> None:
    """Without a number of runs, the cost per run has a wider range."""
    known, unknown = plain(), cost(replace(POC, targets=Targets()))

    def width(found: RunCost) -> float:
        return found.per_transaction.p90 / found.per_transaction.p10

    # The case's orders are 40,000 a day; without them nobody knows.
    bare = replace(POC, targets=Targets(), reads=(replace(POC.reads[0], volume=""),))
    assert width(cost(bare)) > width(known)
    assert unknown.transactions.p50 == 40_000 * 365


def test_the_same_seed_gives_the_same_cost_and_another_nearly_the_same() -> None:
    """Figures are reproducible and hardly depend on the seed."""
    first, again = plain(), cost()
    other = estimate(Fake(resolved=CASE.resolved), CASE.surface, POC, seed=7, draws=20_000)
    assert first == again
    assert other.totals.run_cost
    assert other.totals.run_cost.yearly.p50 == pytest.approx(first.yearly.p50, rel=0.03)


def test_without_a_poc_there_is_no_run_cost() -> None:
    """A landscape without a POC has no run cost, nor does a POC that builds nothing."""
    found = estimate(Fake(resolved=CASE.resolved), CASE.surface, None, draws=100)
    assert found.totals.run_cost is None


def test_another_currency_changes_no_month() -> None:
    """In yen everything costs 160 times as much, and breaks even in the same month."""
    yen = replace(POC.team, day_rates={"developer": 160_000.0}, currency="jpy")
    euro, other = plain(), cost(replace(POC, team=yen))
    assert other.yearly.p50 == pytest.approx(160 * euro.yearly.p50, rel=1e-6)
    assert other.month == euro.month


def test_an_unknown_currency_is_reported() -> None:
    """Prices stay in euro, and the lines say so."""
    found = cost(replace(POC, team=replace(POC.team, currency="Taler")))
    assert "no rate is known for Taler" in found.lines[0].source
