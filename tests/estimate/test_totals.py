"""Totals, the simulation, and the questions that would reduce the uncertainty."""

from dataclasses import replace
from math import exp, sqrt

import numpy as np
import pytest

from seamscope.estimate import Scope, estimate
from seamscope.estimate.constants import load_constants
from seamscope.estimate.gather import gather_contexts
from seamscope.estimate.group_sizes import combine_sizes
from seamscope.estimate.integration_estimate import estimate_production
from seamscope.estimate.questions import compute_removed_shares
from seamscope.estimate.simulate import sample_hours, simulate_total
from seamscope.estimate.totals import split_by_phase, split_by_role
from seamscope.estimate.work_item import WorkItem
from seamscope.poc import Override, Poc, Targets, Team, Touch
from seamscope.records import Mechanism, State
from seamscope.resolved import SystemNode
from seamscope.surface import Surface

from .fakes import Fake, build_everything, build_fake, compute_totals, flow

LANDSCAPE = build_fake(
    flow("a > b", entities=("E",)), flow("b > c", entities=("F",)), flow("d > e", entities=("G",))
)


def items(landscape: Fake = LANDSCAPE) -> list[WorkItem]:
    found = gather_contexts(landscape, build_everything(landscape), None)
    return [
        estimate_production(context, combine_sizes([]), None, in_total=True) for context in found
    ]


def test_phases_and_roles_split_the_same_hours() -> None:
    """Phases and roles each add up to all hours: of 1,000 h, analysts work 100·.5 + 200·.3 + 200·.1
    + 70·.4 = 158.
    """
    assert dict(split_by_phase(1000)) == {
        "analyse": 100, "design and mapping": 200, "build and unit test": 350,
        "integration test": 200, "acceptance": 70, "deploy and hypercare": 80,
    }  # fmt: skip
    roles = dict(split_by_role(1000))
    # Architects 30 + 80 + 35; developers 20 + 60 + 315 + 80 + 14 + 32; testers 100 + 28.
    assert roles == {
        "analyst": 158, "architect": 145, "developer": 521, "operations": 48, "tester": 128,
    }  # fmt: skip
    assert sum(roles.values()) == 1000


def test_two_items_correlate_by_a_fifth_and_more_if_they_share_a_system() -> None:
    """Two integrations correlate by .2, and by .2 + .1 / 2 if they share a system."""
    drawn = np.corrcoef(np.log(list(sample_hours(items(), seed=1, draws=20_000))))
    designed = np.array([[1, 0.25, 0.2], [0.25, 1, 0.2], [0.2, 0.2, 1]])
    assert np.abs(drawn - designed).max() < 0.02


def test_draws_follow_their_lognormal() -> None:
    """The draws of an integration have its median and its standard deviation of logarithms."""
    item = items()[0]
    (row,) = sample_hours([item], seed=3, draws=20_000)
    assert np.median(row) == pytest.approx(exp(item.mu), rel=0.03)
    assert np.log(row).std() == pytest.approx(sqrt(item.variance), rel=0.03)


def test_an_items_draws_do_not_depend_on_other_items() -> None:
    """The draws of an integration are the same whether it is simulated alone or with others, in any
    order.
    """
    every = items()
    (alone,) = sample_hours(every[1:2], seed=0, draws=100)
    among = list(sample_hours(every[::-1], seed=0, draws=100))
    assert np.array_equal(alone, among[1])


def test_the_mean_of_the_total_is_the_sum_of_the_means() -> None:
    """The mean of the total is the sum of the means for any seed; the seed changes only
    percentiles.
    """
    first, second = (estimate(LANDSCAPE, build_everything(LANDSCAPE), None, seed=s) for s in (0, 1))
    means = [item.effort_hours.mean for item in first.estimates]
    assert compute_totals(first).production.mean == pytest.approx(sum(means))
    assert compute_totals(second).production.mean == compute_totals(first).production.mean
    assert compute_totals(second).production.p80 == pytest.approx(
        compute_totals(first).production.p80, rel=0.05
    )
    assert compute_totals(second).production.p80 != compute_totals(first).production.p80


def test_the_total_is_more_certain_than_its_parts_but_less_than_if_independent() -> None:
    """P80 divided by the mean is smaller for a total than for a part, but not as small as without
    correlation.
    """
    landscape = build_fake(*(flow(f"a{n} > b{n}", entities=("E",)) for n in range(9)))
    parts = items(landscape)
    summed = simulate_total(parts, seed=0, draws=20_000)
    one = parts[0].estimate.effort_hours
    strangers = 1 + 0.8416 * sqrt(exp(parts[0].variance) - 1) / 3
    assert 1.1 < summed.p80 / summed.mean < one.p80 / one.mean
    assert summed.p80 / summed.mean < strangers + 0.3


def test_without_anything_to_build_there_is_no_effort() -> None:
    """If nothing is to build, there is no total, or with a POC a total of zero, and no question."""
    found = estimate(build_fake(), Surface(), None)
    assert found.totals is None
    found = estimate(build_fake(), Surface(), Poc(name="P"))
    assert compute_totals(found).production.mean == 0
    assert compute_totals(found).by_phase[0] == ("analyse", 0)
    assert found.questions == ()
    assert compute_removed_shares([], [{}]) == (0.0,)


def test_totals_count_what_is_to_be_built_only() -> None:
    """An active integration outside the surface has an estimate, but is not part of the total."""
    surface = Surface(build=("a--b",))
    found = estimate(LANDSCAPE, surface, None, draws=100)
    assert [e.in_total for e in found.estimates] == [True, False, False]
    assert compute_totals(found).production.mean == found.estimates[0].effort_hours.mean
    assert sum(count for _, count in compute_totals(found).classes) == 1
    assert compute_totals(found).management_hours.mean == pytest.approx(
        0.15 * compute_totals(found).production.mean, abs=0.01
    )


def test_questions_name_systems_and_are_ranked_by_variance() -> None:
    """Questions are sorted by the variance that they explain: an owner of two integrations comes
    before an owner of one.
    """
    found = estimate(LANDSCAPE, build_everything(LANDSCAPE), None, draws=100).questions
    texts = [text for text, _, _ in found]
    shares = [share for _, _, share in found]
    assert shares == sorted(shares, reverse=True)
    assert len(texts) == len(set(texts))
    assert texts[0] == "How capable is the team, from very low to very high?"
    assert ("Who owns B?", ("b",)) in [(text, about) for text, about, _ in found]
    by_text = dict(zip(texts, shares, strict=True))
    assert by_text["Who owns B?"] > by_text["Who owns A?"]


def test_a_shares_sum_matches_the_variance_formula() -> None:
    """If an integration has σ² = .5, an answer that explains .2 of it removes 1 − (e^.3 − 1)/(e^.5
    − 1) = .4607 of the variance.
    """
    item = replace(items()[0], mu=0.0, variance=0.5)
    (share,) = compute_removed_shares([item], [{0: 0.2}])
    # e^.3 = 1.349859, e^.5 = 1.648721: 1 − .349859 / .648721 = .460694.
    assert share == pytest.approx(0.460694, abs=1e-6)


def test_an_answer_about_all_removes_the_shared_variance_too() -> None:
    """An answer that settles both integrations removes all variance, including that of their
    correlation.
    """
    first, second = (replace(item, mu=0.5, variance=1.0) for item in items()[::2])
    (both, one) = compute_removed_shares([first, second], [{0: 1.0, 1: 1.0}, {0: 1.0}])
    assert both == pytest.approx(1)
    # e²(e − 1) each and 2 × .2 × e² between them: (1.718282 + .4) / (3.436564 + .4) = .552129.
    assert one == pytest.approx(0.552129, abs=1e-6)


PROMISE = SystemNode(id="p", name="Promise")


def poc_run(poc: Poc, *ends: str) -> Fake:
    edges = (flow(one, entities=("Order",)) for one in ends or ("a > p",))
    return build_fake(*(replace(edge, state=State.PLANNED) for edge in edges), systems=(PROMISE,))


@pytest.mark.parametrize(
    ("how", "rate", "said"),
    [
        ("", 4.0, "not specified: a file extract is assumed"),
        ("csv extract", 4.0, "the POC reads by csv extract"),
        ("REST API", 7.5, "the POC reads by REST API"),
        ("by hand", 4.0, "by hand"),
        ("telepathy", 4.0, "“telepathy” is not understood: a file extract is assumed"),
    ],
)
def test_the_poc_reads_by_its_stated_mechanism(how: str, rate: float, said: str) -> None:
    """The hours of the POC depend on the mechanism by which it reads today, and include no
    setup.
    """
    reads, writes = (Touch(system="a", poc_mechanism=text) for text in (how, "REST, to come"))
    poc = Poc(name="Promise", reads=(reads,), writes=(writes,))
    landscape = poc_run(poc)
    found = estimate(landscape, build_everything(landscape, "p"), poc, draws=100)
    (own, full) = found.estimates
    assert (own.scope, full.scope) == (Scope.POC, Scope.PRODUCTION)
    assert (own.cfp, own.rate, own.setup_hours) == (2, rate, 0)
    assert any(said in part.reason and part.assumed for part in own.size)
    assert compute_totals(found).poc.mean == own.effort_hours.mean < full.effort_hours.mean


@pytest.mark.parametrize("how", ["", "Fivetran"])
def test_a_poc_that_copies_tables_takes_less_time_than_production(how: str) -> None:
    """A POC that copies 300 tables takes less time than their production, which selects them in a
    connector.
    """
    reads = Touch(system="a", poc_mechanism=how)
    poc = Poc(name="Promise", reads=(reads,))
    tables = (
        replace(flow(f"a/t{number} > p", Mechanism.ETL), technology="Fivetran", state=State.PLANNED)
        for number in range(300)
    )
    landscape = build_fake(*tables, systems=(PROMISE,))
    found = estimate(landscape, build_everything(landscape, "p"), poc, draws=100)
    (own, full) = found.estimates
    assert own.effort_hours.mean < full.effort_hours.mean


def test_unknown_data_of_the_poc_has_the_average_size() -> None:
    """If poc.yaml names no data, the POC reads data of the average size, which is marked as
    assumed.
    """
    landscape = build_fake(
        replace(flow("a > p", Mechanism.UNKNOWN), state=State.PLANNED), systems=(PROMISE,)
    )
    poc = Poc(name="Promise", reads=(Touch(system="A"),))
    found = estimate(landscape, build_everything(landscape, "p"), poc, draws=100)
    own = next(e for e in found.estimates if e.scope is Scope.POC)
    assert own.cfp == pytest.approx(6.3)
    assert own.size[0].assumed


def test_an_override_removes_the_questions_of_its_integration() -> None:
    """An overridden integration has no questions; an override that matches no system becomes a
    question.
    """
    poc = Poc(
        name="Promise",
        overrides=(
            Override(system="a", hours=(10, 20, 40), reason="first"),
            Override(system="A", hours=(20, 40, 80), reason="second"),
            Override(system="Atlantis", hours=(1, 2, 3), reason="third"),
        ),
        team=Team(hours_per_day=7.5),
    )
    landscape = poc_run(poc)
    found = estimate(landscape, build_everything(landscape, "p"), poc, draws=100)
    full = found.estimates[-1]
    assert (full.override, full.effort_hours.p50) == ("second", 40)
    assert full.model_hours != full.effort_hours
    assert {fact.variance_share for fact in full.missing} == {0.0}
    question = "Which integration does the expert's override for Atlantis apply to?"
    assert found.questions == ((question, (), 0.0),)
    assert compute_totals(found).hours_per_day == 7.5


def test_an_override_with_equal_figures_has_no_spread() -> None:
    """An override with three equal figures gives a fixed effort."""
    poc = Poc(name="P", overrides=(Override(system="a", hours=(50, 50, 50), reason="fixed price"),))
    landscape = poc_run(poc)
    found = estimate(landscape, build_everything(landscape, "p"), poc, draws=100)
    assert compute_totals(found).production.p90 == pytest.approx(50)


def test_an_override_needs_the_pocs_own_integration() -> None:
    """An override does not affect integrations without the POC."""
    poc = Poc(name="P", overrides=(Override(system="a", hours=(1, 2, 3), reason="r"),))
    found = estimate(LANDSCAPE, build_everything(LANDSCAPE), poc, draws=100)
    assert all(not e.override for e in found.estimates)


def test_retired_flows_outside_the_surface_have_no_estimate() -> None:
    """An integration with only a retired flow has no estimate."""
    retired = replace(flow("a > b", entities=("E",)), state=State.RETIRED)
    landscape = build_fake(retired, flow("c > d", entities=("E",)))
    found = estimate(landscape, Surface(build=("c--d",)), None, draws=100)
    assert [e.integration for e in found.estimates] == ["c--d"]


def test_a_question_comes_with_its_key_and_the_total_after_each_answer() -> None:
    """A question has the key for its answer, and the P80 of the total for each rating; with the
    nominal rating, the total stays the same.
    """
    landscape = build_fake(flow("crm > poc", entities=("Order",), mechanism=Mechanism.API))
    found = estimate(landscape, build_everything(landscape), Poc(name="P"))
    asked = {effect.question: effect for effect in found.effects}
    effect = next(e for text, e in asked.items() if "capable" in text)
    totals = compute_totals(found)
    today = (totals.production.p80 + totals.management_hours.p80) / totals.hours_per_day
    days = dict(effect.days)
    assert "team" in effect.key
    assert days["nominal"] == pytest.approx(today, rel=0.01)
    assert days["high"] < days["nominal"] < days["low"]
    assert effect.decision == 0


def test_a_budget_makes_the_answers_decide() -> None:
    """If the budget is just above the total, the answers that raise it decide whether it is kept;
    with a large budget, none does.
    """
    landscape = build_fake(flow("crm > poc", entities=("Order",), mechanism=Mechanism.API))

    def decide(budget: float) -> float:
        poc = Poc(name="P", targets=Targets(build_days=budget))
        found = estimate(landscape, build_everything(landscape), poc)
        return next(e.decision for e in found.effects if "capable" in e.question)

    totals = compute_totals(estimate(landscape, build_everything(landscape), Poc(name="P")))
    today = (totals.production.p80 + totals.management_hours.p80) / totals.hours_per_day
    shares = load_constants().drivers["capability"].shares
    raising = sum(share for rating, share in shares.items() if rating in {"very low", "low"})
    assert decide(1.001 * today) == pytest.approx(raising)
    assert decide(100 * today) == 0
