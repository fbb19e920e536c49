"""Run cost: its lines, the month in which it exceeds the build cost, and the published claim about
this month.
"""

import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from seamscope.estimate import Estimates, UnreadPart, estimate
from seamscope.estimate.run_cost_result import RunCost
from seamscope.estimate.runcost.counts import (
    count_rotas,
    count_transactions,
    find_retrainings,
)
from seamscope.estimate.runcost.day_rates import find_day_rate, match_role
from seamscope.estimate.runcost.figures import load_run_cost_figures
from seamscope.poc import Bill, Inference, Poc, ProductWork, Saving, Targets, Team, Touch

from .fakes import Fake, compute_totals
from .test_cases import read

CASE = read(Path(__file__).parent / "cases" / "crm-read-by-api.yaml")
assert CASE.poc is not None
POC: Poc = replace(
    CASE.poc,
    team=replace(CASE.poc.team, day_rates={"developer": 1000.0}),
    targets=Targets(transactions_per_year=1_000_000),
)


def estimate_case(poc: Poc = POC) -> Estimates:
    return estimate(Fake(resolved=CASE.resolved), CASE.surface, poc, draws=20_000)


def compute_cost(poc: Poc = POC) -> RunCost:
    found = compute_totals(estimate_case(poc)).run_cost
    assert found is not None
    return found


@cache
def compute_plain_cost() -> RunCost:
    return compute_cost()


@pytest.mark.parametrize(
    ("name", "middle"),
    [
        ("model input", 9_000),  # 1,000,000 runs × 3,000 tokens × 3 a million
        ("model output", 4_500),  # 1,000,000 runs × 300 tokens × 15 a million
        ("hosting", 4_500),  # 3 environments × 1,500
        ("storage", 840),  # 3 × 280
        ("platform", 8_500),  # no platform among the systems: the whole fee
        ("monitoring tools", 400),  # 1 integration × 400
        ("monitoring", 1_000),  # 1 × 1 day × 1,000
        ("incidents", 1_000),  # 1 × 2 a year × .5 days × 1,000
        ("breaking changes", 1_000),  # 1 × .5 a year × 2 days × 1,000
        ("upkeep", 2_000),  # 1 × 2 days × 1,000
        ("retraining", 8_000),  # 4 a year × 2 days × 1,000
        ("ownership", 21_000),  # .1 people × 210 days × 1,000
    ],
)
def test_each_line_is_the_product_of_its_terms(name: str, middle: float) -> None:
    """The median of each line is about the product of the medians of its terms.

    It is not exact, because the product of skewed ranges has another median.
    """
    (line,) = (line for line in compute_plain_cost().lines if line.name == name)
    assert 0.85 * middle < line.yearly.p50 < 1.2 * middle
    assert line.yearly.p10 < 0.75 * middle
    assert line.yearly.p90 > 1.3 * middle
    assert line.source
    assert line.basis


def test_unread_inputs_raise_only_p80_and_p90_of_the_build() -> None:
    """The reserve for unread inputs raises P80 and P90 of the build cost, but not its P50."""
    unread = (UnreadPart(what="unreadable file", count=3, expected=1.0, evidence=()),)
    fake = Fake(resolved=CASE.resolved)
    found = estimate(fake, CASE.surface, POC, draws=20_000, unread=unread)
    cost, plain = compute_totals(found).run_cost, compute_plain_cost()
    assert cost
    assert plain.build_days
    assert cost.build_days
    assert cost.build_days.p80
    assert plain.build_days.p80
    assert cost.build_days.p50 == pytest.approx(plain.build_days.p50, rel=1e-3)
    assert cost.build_days.p80 > 1.05 * plain.build_days.p80
    assert cost.build_days.p90 > 1.05 * plain.build_days.p90
    assert cost.day_rate.p50 == 1000
    for part in cost.parts:
        assert part.cost.p50 == pytest.approx(part.days.p50 * 1000, rel=5e-3)


def test_every_line_has_its_reasoning() -> None:
    """The source of each line has a year or says that it is an assumption."""
    applying = {line.name for line in compute_plain_cost().lines}
    assert {line.id for line in load_run_cost_figures().lines} - applying == {
        "SAP documents",
        "licences",
    }
    assert all(
        "assumption" in line.source or re.search(r"20\d\d", line.source)
        for line in load_run_cost_figures().lines
    )


def test_the_range_of_one_line_is_the_range_of_its_term() -> None:
    """Hosting is 3 × [700, 1,500, 4,500], so its P10 is 2,100 and its P90 is 13,500."""
    (line,) = (line for line in compute_plain_cost().lines if line.name == "hosting")
    assert line.yearly.p10 == pytest.approx(2_100, rel=0.05)
    assert line.yearly.p90 == pytest.approx(13_500, rel=0.05)


def test_the_build_cost_follows_from_the_totals() -> None:
    """The build cost is the median hours of build and management, divided by 8, × 1,000 a day, plus
    the work on the product.
    """
    found = estimate_case()
    hours = compute_totals(found).production.p50 + compute_totals(found).management_hours.p50
    cost = compute_totals(found).run_cost
    assert cost
    assert cost.parts[0].cost.p50 == pytest.approx(hours / 8 * 1000, rel=0.02)
    assert [part.assumed for part in cost.parts] == [False, True, True, True, True]
    # 30 + 25 + 20 + 15 days at P50; a sum of skewed ranges lies above the sum of their middles.
    rest = cost.build.p50 - cost.parts[0].cost.p50
    assert 90_000 < rest < 1.4 * 90_000


def test_stated_days_of_the_product_replace_the_assumed_range() -> None:
    """Four parts of the product with 10 days each add 40 days at 1,000 a day to the
    integrations.
    """
    work = ProductWork(model=10.0, screens=10.0, data=10.0, evaluation=(5.0, 10.0, 20.0))
    found = compute_cost(replace(POC, product=work))
    assert not any(part.assumed for part in found.parts)
    assert [part.days.p50 for part in found.parts[1:]] == pytest.approx([10, 10, 10, 10], rel=0.02)
    assert found.parts[4].days.p10 == pytest.approx(5, rel=0.05)
    assert found.build.p50 - found.parts[0].cost.p50 == pytest.approx(40_000, rel=0.05)


def test_a_nightly_read_is_a_run_a_night_and_not_a_run_a_row() -> None:
    """If the POC reads 200,000 rows every night, it has 365 runs a year and not 73 million."""
    nightly = Touch(system="A", volume="200,000 rows a day", frequency="nightly", line=2)
    found = count_transactions(Poc(name="P", reads=(nightly,)))
    assert found.range == (365, 365, 365)
    hourly = replace(nightly, frequency="", latency="weekly")
    assert count_transactions(Poc(name="P", reads=(hourly,))).range == (52, 52, 52)
    # A POC acts on what it writes, no matter how much it reads.
    acted = Touch(system="B", volume="300 orders a day")
    found = count_transactions(Poc(name="P", reads=(nightly,), writes=(acted,)))
    assert found.range == (300 * 365,) * 3


def test_the_poc_acts_on_the_entity_that_it_writes() -> None:
    """The runs are the 4,000 stays a day that the POC writes, not the 5,000,000 contacts a day that
    it only reads.
    """
    stays = Touch(system="A", entities=("Stay",), volume="4,000 a day", frequency="hourly")
    contacts = Touch(system="B", entities=("Contact",), volume="5,000,000 a day", frequency="live")
    writes = (Touch(system="A", entities=("stay",)),)
    found = count_transactions(Poc(name="P", reads=(stays, contacts), writes=writes))
    assert found.range == (4_000 * 365,) * 3
    # Without a write, either may be what it acts on.
    low, middle, high = count_transactions(Poc(name="P", reads=(stays, contacts))).range
    assert (low, high) == (4_000 * 365, 5_000_000 * 365)
    assert low < middle < high


def test_users_say_how_many_runs_there_are_if_nothing_else_does() -> None:
    """Without other facts, ten users with 8 runs a day on 210 days make 16,800 runs a year."""
    low, middle, high = count_transactions(Poc(name="P", users=10)).range
    assert (low, middle, high) == (10 * 2 * 210, 10 * 8 * 210, 10 * 30 * 210)


def test_stated_tokens_and_prices_give_the_published_price_of_a_call() -> None:
    """A run with 10,000 input tokens at 3 per million and 1,000 output tokens at 15 per million
    costs 0.045.
    """
    model = Inference(tokens_in=10_000, tokens_out=1_000, price_in=3, price_out=15)
    lines = {line.name: line for line in compute_cost(replace(POC, inference=model)).lines}
    both = lines["model input"].yearly.p50 + lines["model output"].yearly.p50
    assert both == pytest.approx(0.045 * 1_000_000)
    assert lines["model input"].source.startswith("poc.yaml: ")


def test_the_basis_names_the_unit_of_each_price() -> None:
    """The basis of a line names the currency of its prices: that of the team for prices in
    poc.yaml, euro for all others.
    """
    model = Inference(tokens_in=10_000, price_in=3)
    poc = replace(POC, inference=model, team=replace(POC.team, currency="CHF"))
    lines = {line.name: line for line in compute_cost(poc).lines}
    assert "10000 input tokens a run × 3 CHF for a million tokens" in lines["model input"].basis
    assert lines["model output"].basis.endswith("15 (5 to 25) euro for a million tokens")
    assert "euro a year" in lines["hosting"].basis


def test_a_label_belongs_to_a_term() -> None:
    """Each label of a line belongs to one of its terms; otherwise, it would never be shown."""
    for line in load_run_cost_figures().lines:
        assert set(line.labels) <= set(line.terms) | set(line.existing), line.id


def test_a_bill_replaces_the_line_of_its_name_and_others_are_added() -> None:
    """A stated cost with the name of a line replaces the line, without a range; one with another
    name is added.
    """
    bills = (
        Bill(name="Platform", yearly=24_000, source="invoice"),
        Bill(name="escrow", yearly=900),
    )
    found = compute_cost(replace(POC, costs=bills))
    lines = {line.name: line for line in found.lines}
    assert "platform" not in lines
    assert (lines["Platform"].yearly.p10, lines["Platform"].yearly.p90) == (24_000, 24_000)
    assert lines["Platform"].source == "invoice"
    assert lines["escrow"].yearly.p50 == 900
    assert len(found.lines) == len(compute_plain_cost().lines) + 1


@pytest.mark.parametrize(
    ("sla", "availability", "middle"),
    [
        ("high", "", 1.0),
        ("", "24/7", 1.0),
        ("99.95 %", "", 1.0),
        ("low", "", 0.1),
        ("", "06:00 to 22:00", 0.1),
        ("", "", 0.4),
    ],
)
def test_the_service_level_decides_on_the_rota(sla: str, availability: str, middle: float) -> None:
    """The number of on-call rotas depends on the service level: a high level needs one day and
    night.
    """
    assert count_rotas(Poc(name="P", sla=sla, availability=availability)).range[1] == middle


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("monthly on all orders, Ann", 12),
        ("each quarter", 4),
        ("twice a year", 2),
        ("bei Bedarf", None),
    ],
)
def test_retraining_counts_as_stated(text: str, times: float | None) -> None:
    """The cost of retraining is proportional to the stated number of retrainings a year; four are
    assumed.
    """
    poc = replace(POC, operation=replace(POC.operation, retraining=text))
    assert find_retrainings(poc) == times
    lines = {line.name: line.yearly.p50 for line in compute_cost(poc).lines}
    known = {line.name: line.yearly.p50 for line in compute_plain_cost().lines}
    if times:
        assert lines["retraining"] == pytest.approx(known["retraining"] * times / 4, rel=0.1)


def test_the_curve_is_build_and_run_and_crosses_in_the_month() -> None:
    """The curve starts at the build cost, and its run cost in month 12 is that of a year. Run cost
    exceeds build cost in the stated month.
    """
    found = compute_plain_cost()
    assert [point.month for point in found.curve] == list(range(37))
    assert found.curve[0].total.p50 == pytest.approx(found.build.p50, abs=1)
    assert found.curve[12].run.p50 == pytest.approx(found.yearly.p50, abs=1)
    crossed = next((p.month for p in found.curve if p.run.p50 > found.build.p50), None)
    if crossed is not None:
        assert crossed == pytest.approx(found.build.p50 / found.yearly.p50 * 12, abs=1)
    assert found.claim.needed == pytest.approx(
        (found.build.p50 / 2, found.build.p50 / 1.5), rel=0.01
    )


def test_savings_start_when_their_contract_ends_and_pay_back() -> None:
    """A saving counts from the end of its contract, and the payback is the month in which savings
    exceed the cost.
    """
    team = replace(POC.team, start=date(2027, 1, 1))
    poc = replace(POC, team=team, targets=replace(POC.targets, months_to_production=6))
    saving = Saving(what="old planner", yearly=1_000_000)
    now = compute_cost(replace(poc, savings=(saving,)))
    assert now.curve[12].saved == 1_000_000
    assert now.payback is not None
    assert now.payback < 12
    late = replace(saving, contract_end=date(2028, 1, 1))  # half a year after going live
    bound = compute_cost(replace(poc, savings=(late,)))
    assert bound.savings[0].from_month == 7
    assert bound.curve[12].saved == round(1_000_000 * 5 / 12)
    assert compute_plain_cost().payback is None


def test_the_month_is_twelve_divided_by_the_share() -> None:
    """The month in which run cost exceeds build cost is 12 divided by the yearly share of run cost.

    The P10 of the month therefore belongs to the P90 of the share.
    """
    found = compute_plain_cost()
    assert found.month.p50 == pytest.approx(12 / found.share.p50, rel=0.01)
    assert found.month.p10 == pytest.approx(12 / found.share.p90, abs=0.051)
    assert found.month.p10 < found.month.p50 < found.month.p90


def test_work_in_operation_costs_the_rate_of_its_role() -> None:
    """Upkeep and monitoring have the day rate of operations; retraining, whose role has no rate,
    has the average rate.
    """
    plain = compute_cost(POC)
    own = compute_cost(replace(POC, team=replace(POC.team, day_rates={"DevOps engineer": 500.0})))
    rates = {"DevOps engineer": 500.0, "architect": 1500.0}
    both = compute_cost(replace(POC, team=replace(POC.team, day_rates=rates)))
    for name, rate in (("upkeep", 500.0), ("monitoring", 500.0)):
        before, alone, line = (
            next(line for line in found.lines if line.name == name) for found in (plain, own, both)
        )
        assert line.days is not None
        assert line.days == before.days
        assert line.yearly.p50 == pytest.approx(alone.yearly.p50)
        assert line.yearly.p50 == pytest.approx(line.days.p50 * rate, rel=0.02)
        assert f"{rate:g} a day (operations)" in line.basis
    retraining = next(line for line in both.lines if line.name == "retraining")
    assert retraining.days is not None
    assert "the day rate" in retraining.basis
    assert retraining.yearly.p50 > 500 * retraining.days.p50


def test_the_rules_of_thumb_give_their_months() -> None:
    """If run cost is 15, 20 or 25 % of the build cost a year, it exceeds the build cost in month
    80, 60 or 48.
    """
    assert [(rule.share, rule.month) for rule in compute_plain_cost().rules] == [
        (0.15, 80),
        (0.2, 60),
        (0.25, 48),
    ]


def test_the_published_months_are_a_scenario_with_assumptions() -> None:
    """The published 24 or 18 months need a yearly run cost of 50 or 67 % of the build cost; each
    lever is the cost that a line would need for this.
    """
    rich = replace(POC, team=replace(POC.team, day_rates={"developer": 3000.0}))
    found = compute_cost(rich)
    claim = found.claim
    assert claim.shares == (0.5, 0.6667)
    others = sum(line.yearly.p50 for line in found.lines if line.name != "platform")
    (lever,) = (lever for lever in claim.levers if lever.line == "platform")
    assert lever.low == pytest.approx(max(0.5 * found.build.p50 - others, 0), abs=60)
    assert lever.high == pytest.approx(max(2 / 3 * found.build.p50 - others, 0), abs=60)
    assert 0 <= claim.chance <= 1


def test_the_cost_per_run_is_the_yearly_cost_by_the_runs() -> None:
    """The cost per transaction is the yearly cost divided by the million transactions of the
    sample.
    """
    found = compute_plain_cost()
    assert found.per_transaction.p50 == pytest.approx(found.yearly.p50 / 1e6, abs=0.0001)


def test_the_runs_come_from_targets_then_volumes_then_an_assumption() -> None:
    """The number of runs is the target; without a target, it is the largest stated volume; without
    volumes, a wide range.
    """
    assert count_transactions(POC).range == (1e6, 1e6, 1e6)
    stated = Poc(
        name="P",
        reads=(Touch(system="A", volume="100 orders a day"), Touch(system="B", volume="2 files")),
    )
    assert count_transactions(stated).range == (36_500, 36_500, 36_500)
    low, _, high = count_transactions(Poc(name="P")).range
    assert high / low >= 100


def test_rates_count_by_the_work_of_each_role_or_are_assumed() -> None:
    """The average rate is weighted by the work of each role: developers .521, architects .145,
    testers .128. Without rates, it is assumed.
    """
    rates = Team(day_rates={"architect": 1500, "Senior developer": 1000, "tester": 500})
    found = find_day_rate(Poc(name="P", team=rates))
    blend = (0.521 * 1000 + 0.145 * 1500 + 0.128 * 500) / (0.521 + 0.145 + 0.128)
    assert found.range == pytest.approx((500, blend, 1500))
    assert "developer 1,000 (45 %)" in found.basis
    assert "analyst, operations, project manager: the average of these rates" in found.basis
    assert find_day_rate(Poc(name="P")).range == load_run_cost_figures().day_rate.range


def test_a_rate_for_every_role_is_exact() -> None:
    """If each role has a day rate, the average rate has no range."""
    rates = {"developer": 1000.0, "architect": 1000.0, "QA engineer": 1000.0, "SRE": 1000.0,
             "SAP consultant": 1000.0, "Project manager": 2000.0}  # fmt: skip
    found = find_day_rate(Poc(name="P", team=Team(day_rates=rates)))
    assert found.range == pytest.approx((1000 + 1000 * 0.15 / 1.15,) * 3)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Developer", "developer"),
        ("data engineer", "developer"),
        ("DevOps engineer", "operations"),
        ("QA engineer", "tester"),
        ("SAP consultant", "analyst"),
        ("Solution architect", "architect"),
        ("Integrationsentwickler", "developer"),
        ("project manager", "project manager"),
        ("UX designer", ""),
    ],
)
def test_the_name_of_a_rate_says_its_role(name: str, role: str) -> None:
    """The longest known phrase in the name of a rate decides its role."""
    assert match_role(name) == role


def test_a_rate_of_no_role_is_reported() -> None:
    """A rate for an unknown role is reported and does not count, unless it is the only one."""
    team = Team(day_rates={"developer": 900, "UX designer": 100})
    found = find_day_rate(Poc(name="P", team=team))
    assert found.range[1] == pytest.approx(900)
    assert "not a role of the plan: UX designer" in found.basis
    alone = find_day_rate(Poc(name="P", team=Team(day_rates={"UX designer": 700})))
    assert alone.range == (700, 700, 700)


def test_an_unknown_number_of_runs_widens_the_cost_per_run() -> None:
    """Without a number of runs, the cost per run has a wider range."""
    known, unknown = compute_plain_cost(), compute_cost(replace(POC, targets=Targets()))

    def width(found: RunCost) -> float:
        return found.per_transaction.p90 / found.per_transaction.p10

    # The case's orders are 40,000 a day; without them nobody knows.
    bare = replace(POC, targets=Targets(), reads=(replace(POC.reads[0], volume=""),))
    assert width(compute_cost(bare)) > width(known)
    assert unknown.transactions.p50 == 40_000 * 365


def test_the_same_seed_gives_the_same_cost_and_another_nearly_the_same() -> None:
    """Figures are reproducible and hardly depend on the seed."""
    first, again = compute_plain_cost(), compute_cost()
    other = estimate(Fake(resolved=CASE.resolved), CASE.surface, POC, seed=7, draws=20_000)
    assert first == again
    second = compute_totals(other).run_cost
    assert second
    assert second.yearly.p50 == pytest.approx(first.yearly.p50, rel=0.03)


def test_without_a_poc_there_is_no_run_cost() -> None:
    """A landscape without a POC has no run cost, nor does a POC that builds nothing."""
    found = estimate(Fake(resolved=CASE.resolved), CASE.surface, None, draws=100)
    assert compute_totals(found).run_cost is None


def test_another_currency_changes_no_month() -> None:
    """In yen, all costs are 160 times as high, and run cost exceeds build cost in the same
    month.
    """
    yen = replace(POC.team, day_rates={"developer": 160_000.0}, currency="jpy")
    euro, other = compute_plain_cost(), compute_cost(replace(POC, team=yen))
    assert other.yearly.p50 == pytest.approx(160 * euro.yearly.p50, rel=1e-6)
    assert other.month == euro.month


def test_an_unknown_currency_is_reported() -> None:
    """If the exchange rate of a currency is unknown, the source of each line with a price in euro
    says so.
    """
    found = compute_cost(replace(POC, team=replace(POC.team, currency="Taler")))
    assert "no exchange rate is known for Taler" in found.lines[0].source
