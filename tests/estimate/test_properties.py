"""Properties that no list of cases can cover: estimates are monotonic, bounded, and independent of
the order of inputs.
"""

from collections.abc import Callable
from dataclasses import replace
from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seamscope.estimate import Estimate, Estimates, estimate
from seamscope.estimate.score import compute_points
from seamscope.poc import Poc, Team, Touch
from seamscope.records import Certainty, ColumnEdge, EdgeKind, Mechanism
from seamscope.resolved import FlowEdge, SystemNode

from .fakes import Fake, build_everything, build_fake, compute_totals, flow

few = settings(max_examples=min(25, settings().max_examples), deadline=None)
words = st.sampled_from(["", "low", "medium", "high", "critical", "daily", "real time", "pii"])


def systems(owner: str, criticality: str, classification: str) -> tuple[SystemNode, ...]:
    return (
        SystemNode(id="a", name="A", owner=owner, criticality=criticality),
        SystemNode(id="b", name="B", owner="Ben", classification=classification),
    )


@st.composite
def flows(draw: st.DrawFn) -> FlowEdge:
    ends = draw(st.sampled_from(["a > b", "b > a", "a/x > b", "a > b/y", "b/z > a/x"]))
    edge = flow(
        ends, draw(st.sampled_from(Mechanism)), entities=draw(st.sampled_from([(), ("E",)]))
    )
    return replace(
        edge,
        latency=draw(words),
        volume=draw(st.sampled_from(["", "10 a day", "5M rows per hour", "much"])),
        authentication=draw(st.sampled_from(["", "basic", "oauth2", "mtls"])),
        lookups=draw(st.sampled_from([(), ("L",), ("L", "M", "N", "O")])),
    )


@st.composite
def landscapes(draw: st.DrawFn) -> Fake:
    edges = draw(st.lists(flows(), min_size=1, max_size=4, unique_by=lambda f: f.id))
    return build_fake(*edges, systems=systems(draw(words), draw(words), draw(words)))


def run(landscape: Fake, poc: Poc | None = None, *, seed: int = 0) -> Estimates:
    return estimate(landscape, build_everything(landscape), poc, seed=seed, draws=50)


def estimate_only(landscape: Fake, poc: Poc | None = None) -> Estimate:
    (found,) = run(landscape, poc).estimates
    return found


@few
@given(landscapes())
def test_the_score_stays_inside_its_scale_and_adds_up(landscape: Fake) -> None:
    """The score is between 0 and 100, and is the sum of the points for size and factors."""
    found = estimate_only(landscape)
    assert 0 <= found.score <= 100
    base = compute_points((found.setup_hours + found.rate * found.cfp) / 4)
    whole = base + sum(factor.points for factor in found.factors)
    assert found.score == pytest.approx(min(100, max(0, whole)), abs=1e-4)
    for factor in found.factors:
        assert factor.points == pytest.approx(100 * log(factor.multiplier) / log(200))


@few
@given(landscapes())
def test_the_mean_is_the_product_of_its_factors(landscape: Fake) -> None:
    """The mean is (setup + rate · CFP) × all multipliers, so that a reader can check it."""
    found = estimate_only(landscape)
    hours = found.setup_hours + found.rate * found.cfp
    for factor in found.factors:
        hours *= factor.multiplier
    # Hours are rounded to 0.01.
    assert found.effort_hours.mean == pytest.approx(hours, rel=1e-4, abs=0.0051)
    assert found.cfp == pytest.approx(sum(part.cfp for part in found.size))


@few
@given(landscapes(), st.integers(1, 5))
def test_more_data_never_costs_less(landscape: Fake, more: int) -> None:
    """Each further data group of a process raises the mean."""
    known = flow("a/x > b", Mechanism.API)
    before = build_fake(known, systems=landscape.resolved.systems)
    extra = [flow(f"a/x{number} > b", Mechanism.API) for number in range(more)]
    after = build_fake(known, *extra, systems=landscape.resolved.systems)
    assert estimate_only(after).effort_hours.mean > estimate_only(before).effort_hours.mean


EDGE = flow("a/x > b/y", Mechanism.ETL)


def columns(count: int) -> tuple[ColumnEdge, ...]:
    return tuple(
        ColumnEdge(source="s", target=f"c{n}", kind=EdgeKind.EXPRESSION) for n in range(count)
    )


LADDERS: dict[str, list[FlowEdge]] = {
    "latency": [
        replace(EDGE, latency=text) for text in ("daily", "hourly", "real time", "milliseconds")
    ],
    "volume": [
        replace(EDGE, volume=text) for text in ("10 a day", "5000 a day", "1M a day", "50M a day")
    ],
    "authentication": [
        replace(EDGE, authentication=text) for text in ("basic", "oauth2", "kerberos")
    ],
    "lookups": [
        replace(EDGE, lookups=tuple("abcdefghijklmnopq"[:count])) for count in (1, 4, 7, 17)
    ],
    "columns": [replace(EDGE, columns=columns(count)) for count in (2, 12, 25, 160)],
}


@pytest.mark.parametrize("name", sorted(LADDERS))
def test_more_of_a_flow_driver_never_costs_less(name: str) -> None:
    """A worse value of a fact about a flow never lowers the mean, and the worst value raises it."""
    means = [estimate_only(build_fake(edge)).effort_hours.mean for edge in LADDERS[name]]
    assert means == sorted(means)
    assert means[0] < means[-1]


@few
@given(flows(), flows())
def test_a_further_flow_never_lowers_a_rating(first: FlowEdge, second: FlowEdge) -> None:
    """The multiplier of two flows is at least that of one of them."""
    alone = {f.name: f for f in estimate_only(build_fake(first)).factors}
    both = {
        f.name: f
        for f in estimate_only(build_fake(replace(first, id="1"), replace(second, id="2"))).factors
    }
    for name in ("service", "volume", "authentication", "transformation"):
        if alone[name].rating != "unknown":
            assert both[name].multiplier >= alone[name].multiplier


@few
@given(landscapes())
def test_an_unknown_never_narrows_the_interval(landscape: Fake) -> None:
    """Without a known fact, sigma is at least as large as with it."""
    known = estimate_only(landscape)
    (first, *rest) = landscape.flows
    blanks = (
        replace(first, latency=""),
        replace(first, volume=""),
        replace(first, authentication=""),
    )
    for blank in blanks:
        less = estimate_only(build_fake(blank, *rest, systems=landscape.resolved.systems))
        assert less.sigma >= known.sigma - 1e-9


def test_an_unknown_mechanism_size_or_direction_widens() -> None:
    """An unknown mechanism and unknown entities make sigma larger."""
    sure = estimate_only(build_fake(flow("a > b", entities=("E",)))).sigma
    for vague in (flow("a > b"), flow("a > b", Mechanism.UNKNOWN, entities=("E",))):
        assert estimate_only(build_fake(vague)).sigma > sure


@few
@given(st.permutations(["a > b", "b > c", "c > d", "d/x > a", "a > c"]), st.integers(0, 3))
def test_order_changes_nothing(order: list[str], seed: int) -> None:
    """The order of inputs changes no figure, and the same seed gives the same figures."""
    edges = [flow(ends, entities=(ends,)) for ends in order]
    straight = run(build_fake(*sorted(edges, key=lambda edge: edge.id)), seed=seed)
    shuffled = build_fake(*edges)
    mixed = replace(shuffled, resolved=replace(shuffled.resolved, flows=tuple(edges)))
    assert run(mixed, seed=seed) == straight


TEAM_LADDERS: tuple[tuple[Team, Team], ...] = (
    (Team(capability="very high"), Team(capability="very low")),
    (Team(experience="high"), Team(experience="nominal")),
    (Team(sites=1, teams=1), Team(sites=3)),
    (Team(sites=1, teams=2), Team(sites=2, teams=2)),
)


@pytest.mark.parametrize(("better", "worse"), TEAM_LADDERS)
def test_a_weaker_team_costs_more(
    better: Team, worse: Team, only_drivers: Callable[..., None]
) -> None:
    """A team with less capability or experience, or with more sites, raises the mean.

    With all drivers, the limit on combined multipliers may hide the difference, but never reverses
    it.
    """
    full_better, full_worse = estimate_teams(better, worse)
    assert compute_totals(full_better).production.mean <= compute_totals(full_worse).production.mean
    only_drivers("capability", "experience", "multisite")
    alone_better, alone_worse = estimate_teams(better, worse)
    assert (
        compute_totals(alone_better).production.mean < compute_totals(alone_worse).production.mean
    )


def estimate_teams(*teams: Team) -> tuple[Estimates, ...]:
    """Return the estimates of one integration for each team."""
    landscape = build_fake(flow("a > p", entities=("E",)))
    surface = build_everything(landscape, "p")
    touch = (Touch(system="a"),)
    return tuple(
        estimate(landscape, surface, Poc(name="P", reads=touch, team=team), draws=50)
        for team in teams
    )


@pytest.mark.slow
@few
@given(landscapes(), st.integers(1, 400_000))
def test_units_change_nothing(landscape: Fake, hourly: int) -> None:
    """N rows per hour give the same hours as 24 N rows per day, and a longer working day changes no
    hours.
    """

    def at(volume: str) -> Estimate:
        edges = tuple(replace(edge, volume=volume) for edge in landscape.resolved.flows)
        return estimate_only(replace(landscape, resolved=replace(landscape.resolved, flows=edges)))

    hours, days = at(f"{hourly} rows per hour"), at(f"{hourly * 24} rows a day")
    assert hours.effort_hours == days.effort_hours
    short, long = (
        compute_totals(run(landscape, Poc(name="P", team=Team(hours_per_day=length))))
        for length in (7, 8)
    )
    assert short.production == long.production


# Latency, volume and authentication of each step; "" leaves what the flow says.
RATED: dict[str, tuple[tuple[str, str, str], ...]] = {
    "latency": (("daily", "", ""), ("hourly", "", ""), ("real time", "", "")),
    "volume": (("", "5000 a day", ""), ("", "5M a day", ""), ("", "90M a day", "")),
    "authentication": (("", "", "basic"), ("", "", "mtls")),
}


@few
@given(landscapes(), st.sampled_from(sorted(RATED)))
def test_every_step_up_moves_the_estimate_everywhere(landscape: Fake, fact: str) -> None:
    """A worse fact raises the median however large the other multipliers are."""
    medians = []
    for latency, volume, authentication in RATED[fact]:
        edges = tuple(
            replace(
                edge,
                latency=latency or edge.latency,
                volume=volume or edge.volume,
                authentication=authentication or edge.authentication,
            )
            for edge in landscape.resolved.flows
        )
        changed = replace(landscape.resolved, flows=edges)
        medians.append(estimate_only(replace(landscape, resolved=changed)).effort_hours.p50)
    assert medians == sorted(set(medians))


@few
@given(landscapes())
def test_declaring_an_unknown_fact_ordinary_leaves_the_median(landscape: Fake) -> None:
    """If unknown facts become ordinary ones, the median changes by less than 10 % and sigma becomes
    smaller.
    """
    blank = tuple(
        replace(edge, latency="", volume="", authentication="") for edge in landscape.resolved.flows
    )
    ordinary = tuple(
        replace(edge, latency="hourly", volume="5000 a day", authentication="basic")
        for edge in blank
    )
    silent, text = (
        estimate_only(replace(landscape, resolved=replace(landscape.resolved, flows=edges)))
        for edges in (blank, ordinary)
    )
    assert text.effort_hours.p50 == pytest.approx(silent.effort_hours.p50, rel=0.1)
    assert text.sigma < silent.sigma


@pytest.mark.slow
@few
@given(landscapes(), st.integers(1, 40), st.sampled_from(Mechanism))
def test_an_unrelated_flow_changes_no_estimate(
    landscape: Fake, tables: int, mechanism: Mechanism
) -> None:
    """A load between two other systems does not change the estimate of this integration."""
    before = estimate_only(landscape)
    load = [flow(f"y/t{number} > z", mechanism) for number in range(tables)]
    after = build_fake(*landscape.resolved.flows, *load, systems=landscape.resolved.systems)
    (same,) = (e for e in run(after).estimates if e.integration == before.integration)
    assert same == before


def test_flows_that_are_only_possible_are_in_no_total() -> None:
    """An integration with only possible flows is estimated but not part of the total, and its size
    names the reason.
    """
    sure, crossed_out = flow("a/x > b"), replace(flow("c/x > d"), certainty=Certainty.POSSIBLE)
    found = run(build_fake(sure, crossed_out))
    assert [(e.integration, e.in_total) for e in found.estimates] == [
        ("a--b", True),
        ("c--d", False),
    ]
    assert "possible integration" in {part.name for part in found.estimates[1].size}
    assert compute_totals(found).production.mean == found.estimates[0].effort_hours.mean


def test_every_missing_fact_says_which_key_answers_it_and_what_answers_change() -> None:
    """Each question names the key for its answer and the median for each rating, which is higher
    for a worse rating.
    """
    missing = estimate_only(build_fake(flow("a > b", Mechanism.UNKNOWN))).missing
    assert all(fact.answer for fact in missing)
    assert not any("reads or writes" in fact.answer for fact in missing)  # poc.yaml has no entry
    (how,) = (fact for fact in missing if fact.fact == "mechanism")
    assert how.answer.startswith("`mechanism:` of the flow in the inventory")
    (latency,) = (fact for fact in missing if fact.fact == "latency")
    hours = dict(latency.effects)
    assert hours["very low"] < hours["low"] < hours["nominal"] < hours["high"] < hours["very high"]
    assert latency.effects[0][0] == "low"  # the likeliest rating
