"""Each driver alone: which facts lead to which rating, and which question asks for them."""

from dataclasses import replace

import pytest

from seamscope.connector.volumes import parse_records_per_day
from seamscope.estimate import Factor
from seamscope.estimate.drivers import DRIVERS, data, people, service
from seamscope.estimate.drivers.base import DriverQuestion
from seamscope.estimate.gather import gather_contexts
from seamscope.estimate.integration_context import IntegrationContext
from seamscope.knowledge.ratings import match_rating
from seamscope.poc import Poc, Team, Touch
from seamscope.records import Column, ColumnEdge, EdgeKind, State
from seamscope.resolved import DatasetNode, InterfaceNode, SystemNode

from .fakes import build_everything, build_fake, flow

A = SystemNode(id="a", name="A")
B = SystemNode(id="b", name="B")


def context(
    a: SystemNode = A, b: SystemNode = B, *, poc: Poc | None = None, ends: str = "a > b"
) -> IntegrationContext:
    landscape = build_fake(flow(ends), systems=(a, b))
    (found,) = gather_contexts(landscape, build_everything(landscape), poc)
    return found


def poc_seam(poc: Poc, end: SystemNode = A) -> IntegrationContext:
    landscape = build_fake(flow("a > p"), systems=(end, SystemNode(id="p", name="P")))
    (found,) = gather_contexts(landscape, build_everything(landscape, "p"), poc)
    return found


def ask(driver: str, context: IntegrationContext) -> tuple[DriverQuestion, ...]:
    """Return the questions of the driver with this name."""
    (found,) = (each for each in DRIVERS if each.name == driver)
    return found.ask(context)


def build_flow_context(**facts: str) -> IntegrationContext:
    base = context()
    (lane,) = base.lanes
    (edge,) = lane.flows
    edge = replace(
        edge,
        latency=facts.get("latency", ""),
        frequency=facts.get("frequency", ""),
        volume=facts.get("volume", ""),
        authentication=facts.get("authentication", ""),
    )
    return replace(base, lanes=(replace(lane, flows=(edge,)),))


def build_interface_context(*interfaces: InterfaceNode, a: SystemNode = A) -> IntegrationContext:
    landscape = build_fake(flow("a > b"), systems=(a, B), interfaces=interfaces)
    (found,) = gather_contexts(landscape, build_everything(landscape), None)
    return found


def test_missing_facts_are_unknown_and_asked_about() -> None:
    """If only the names of two systems are known, all drivers except migration and legacy are
    unknown and ask a question.
    """
    bare = context()
    for driver in DRIVERS:
        factor = driver.rate(bare)
        assert factor.points == 0
        assert factor.reason
        assert factor.source
        if driver.name in {"migration", "legacy"}:
            assert factor.rating == "nominal"
        else:
            assert factor.rating == "unknown"
            assert factor.low < factor.high
            assert all(ask.text.endswith("?") for ask in driver.ask(bare))
            assert driver.ask(bare)


@pytest.mark.parametrize(
    ("text", "a_day"),
    [
        ("40,000 orders a day", 40_000),
        ("2M rows/d", 2_000_000),
        ("1.5 million records per month", 50_000),
        ("500 per hour", 12_000),
        ("10 messages per second", 864_000),
        ("40.000 pro Tag", 40_000),
        ("2 Mio. Zeilen je Woche", 2_000_000 / 7),
        ("12.500 rows each week", 12_500 / 7),
        ("5 GB a day", None),
        ("a lot", None),
        ("700 rows", None),
        ("3 per fortnight", None),
    ],
)
def test_volumes_are_read_as_records_a_day(text: str, a_day: float | None) -> None:
    """A volume is read as records per day if it has a number and a period; bytes and numbers
    without a period are not.
    """
    found = parse_records_per_day(text)
    assert found == (None if a_day is None else pytest.approx(a_day))


@pytest.mark.parametrize(
    ("volume", "text"),
    [
        ("5,000,000 a day", "5,000,000 a day"),
        ("5000 orders per day", "5000 orders per day"),
        ("200,000 rows a night", "200,000 rows a night"),
        ("2M rows/d", "2M rows/d: 2,000,000 a day"),
        ("10 orders an hour", "10 orders an hour: 240 a day"),
        ("1.200.000 Sätze pro Tag", "1.200.000 Sätze pro Tag: 1,200,000 a day"),
    ],
)
def test_a_volume_is_converted_only_if_it_is_not_a_number_a_day(volume: str, text: str) -> None:
    """The reason for the volume rating contains records per day only once, even if the volume is
    stated in this unit.
    """
    assert data.rate_volume(build_flow_context(volume=volume)).reason.startswith(text)
    assert data.rate_volume(build_flow_context(volume=volume)).reason.count(" a day") <= 1


def test_volume_bands() -> None:
    """The volume rating changes above 1,000, 100,000 and 10 million records per day; a volume
    without a number is unknown.
    """
    texts = ["1000 a day", "1001 a day", "100001 a day", "10M/s", "lots"]
    ratings = [data.rate_volume(build_flow_context(volume=text)).rating for text in texts]
    assert ratings == ["low", "nominal", "high", "very high", "unknown"]
    assert "lots" in data.rate_volume(build_flow_context(volume="lots")).reason


@pytest.mark.parametrize(
    ("driver", "text", "rating"),
    [
        ("service", "near real time", "nominal"),
        ("service", "real-time", "high"),
        ("reliability", "not critical", "very low"),
        ("reliability", "1 - most critical", "very high"),
        ("reliability", "Business critical", "high"),
        ("classification", "No PII", "nominal"),
        ("classification", "PII", "high"),
        ("classification", "strictly confidential", "very high"),
        ("authentication", "openIdConnect", "high"),
        ("authentication", "mutualTLS", "very high"),
        ("authentication", "astrology", ""),
        ("classification", "PII: no", "nominal"),
        ("classification", "none of it is personal", "nominal"),
        ("classification", "nothing here is confidential", "nominal"),
        ("classification", "no payment data, but PII", "high"),
        ("classification", "keine personal data", "nominal"),
        ("service", "not real time", "nominal"),
        ("data_quality", "not clean", "high"),
    ],
)
def test_the_longest_phrase_decides(driver: str, text: str, rating: str) -> None:
    """If a text contains a known phrase inside a longer known phrase, only the longer one
    counts.
    """
    assert match_rating(driver, text) == rating


@pytest.mark.parametrize(
    ("latency", "frequency", "rating"),
    [
        ("", "every 5 minutes", "nominal"),
        ("", "every 30 seconds", "high"),
        ("", "every 2 days", "low"),
        ("real time", "daily", "high"),
        ("", "when the moon is full", "unknown"),
    ],
)
def test_latency_decides_before_frequency(latency: str, frequency: str, rating: str) -> None:
    """The latency decides the rating if it is known, otherwise the frequency does."""
    assert (
        service.rate_service(build_flow_context(latency=latency, frequency=frequency)).rating
        == rating
    )


def test_the_sla_of_the_poc_counts() -> None:
    """An SLA that is stricter than the latency raises the service rating."""
    touch = Touch(system="A", latency="daily")
    poc = Poc(name="P", reads=(touch,), sla="very high")
    assert service.rate_service(poc_seam(poc)).multiplier == 1.85
    assert service.rate_service(poc_seam(replace(poc, sla=""))).multiplier == 0.79


def test_reliability_follows_the_more_critical_system() -> None:
    """The system with the higher criticality decides the rating of the integration."""
    ends = (replace(A, criticality="low"), replace(B, criticality="mission critical"))
    assert service.rate_reliability(context(*ends)).multiplier == 1.26


def test_contracts_and_documentation_make_requirements_understood() -> None:
    """The requirements are rated high with contracts of both systems, nominal with one contract or
    a document, and otherwise unknown.

    An interface of which only the name is known does not count as a contract.
    """
    of_a = InterfaceNode(id="i1", system="a", name="Orders", operations=4)
    of_b = InterfaceNode(id="i2", system="b", name="Stock", entities=("Stock",))
    documented = replace(A, documentation="wiki")
    found = [
        service.rate_requirements(build_interface_context(of_a, of_b)),
        service.rate_requirements(build_interface_context(of_a)),
        service.rate_requirements(build_interface_context(a=documented)),
        service.rate_requirements(build_interface_context()),
        service.rate_requirements(build_interface_context(replace(of_a, state=State.RETIRED))),
        service.rate_requirements(build_interface_context(replace(of_a, operations=0))),
    ]
    ratings = [factor.rating for factor in found]
    assert ratings == ["high", "nominal", "nominal", "unknown", "unknown", "unknown"]


def test_authentication_is_the_flows_own_or_else_the_contracts() -> None:
    """The authentication in a contract counts only if the flow states none."""
    offered = build_interface_context(
        InterfaceNode(id="i", system="a", name="X", authentication=("mutualTLS",))
    )
    assert service.rate_authentication(offered).multiplier == 1.4
    assert service.rate_authentication(build_flow_context(authentication="basic")).multiplier == 1.0
    (question,) = ask("authentication", offered)
    assert question.text == "How does A authenticate its callers?"


def edges(count: int, kind: EdgeKind) -> tuple[ColumnEdge, ...]:
    return tuple(ColumnEdge(source=f"s{n}", target=f"t{n}", kind=kind) for n in range(count))


@pytest.mark.parametrize(
    ("columns", "lookups", "multiplier"),
    [
        (edges(5, EdgeKind.IDENTITY), (), 0.87),
        (edges(1, EdgeKind.INDIRECT), (), 1.0),
        (edges(10, EdgeKind.EXPRESSION), (), 1.0),
        (edges(10, EdgeKind.AGGREGATE) + edges(1, EdgeKind.INDIRECT), tuple("abcd"), 1.34),
        ((), tuple("abcdefg"), 1.34),
        (edges(20, EdgeKind.EXPRESSION), (), 1.34),
        ((), tuple("abcdefghijklmnop"), 1.74),
    ],
)
def test_mappings_are_rated_by_exceeded_limits(
    columns: tuple[ColumnEdge, ...], lookups: tuple[str, ...], multiplier: float
) -> None:
    """The transformation is rated low for copies, nominal if one limit of medium size is exceeded,
    and very high if three are, or for a complex expression.
    """
    base = context(ends="a/x > b/y")
    (lane,) = base.lanes
    edge = replace(lane.flows[0], columns=columns, lookups=lookups)
    changed = replace(base, lanes=(replace(lane, flows=(edge,)),))
    assert data.rate_transformation(changed).multiplier == multiplier


def test_fields_come_from_lineage_then_columns_then_the_poc() -> None:
    """The data group with the most fields decides. Its fields are the columns that a mapping fills,
    if lineage shows them.

    Without lineage, a table with 51 columns gives an unknown rating, because it is unknown how many
    are mapped.
    """
    wide = DatasetNode(
        id="b.y",
        system="b",
        name="Y",
        columns=tuple(Column(name=f"c{n}") for n in range(51)),
    )
    base = replace(context(ends="a/x > b/y"), datasets={"b.y": wide})
    assert data.rate_fields(base).rating == "unknown"
    narrow = replace(base, datasets={"b.y": replace(wide, columns=(wide.columns or ())[:20])})
    assert data.rate_fields(narrow).multiplier == pytest.approx(1 - 0.1 * 5 / 25)
    (lane,) = base.lanes
    mapped = replace(lane.flows[0], columns=edges(10, EdgeKind.IDENTITY))
    assert data.rate_fields(replace(base, lanes=(replace(lane, flows=(mapped,)),))).rating == "low"
    poc = Poc(name="P", reads=(Touch(system="A", fields=151),))
    assert data.rate_fields(poc_seam(poc)).rating == "very high"


def test_the_strictest_classification_counts() -> None:
    """Of the classifications of columns, datasets, systems and the POC, the strictest one
    decides.
    """
    node = DatasetNode(
        id="a.x", system="a", name="X", columns=(Column(name="iban", classification="PCI"),)
    )
    base = replace(context(replace(A, classification="internal")), datasets={"a.x": node})
    assert data.rate_classification(base).multiplier == 1.57
    assert "dataset X of A is PCI" in data.rate_classification(base).reason
    assert data.rate_classification(replace(base, datasets={})).multiplier == 1.0
    assert (
        data.rate_classification(poc_seam(Poc(name="P", classification="personal"))).rating
        == "high"
    )


def test_old_technology_widens_and_adds_no_points() -> None:
    """A mainframe makes the range wider without adding points."""
    found = data.rate_legacy(context(replace(A, hosting="Mainframe")))
    assert found.points == 0
    assert (found.rating, found.low, found.high) == ("unknown", 0.926, 1.0799)  # e^(∓1.2816 · .06)
    (question,) = ask("legacy", context())
    assert "old technology of A and B" in question.text


@pytest.mark.parametrize(
    ("first", "second", "rating"),
    [("Ann", "ann ", "high"), ("Ann", "Ben", "nominal"), ("Ann", "", "unknown")],
)
def test_cohesion_needs_known_owners(first: str, second: str, rating: str) -> None:
    """The cohesion rating depends on the owners of both systems; if one is unknown, the question is
    only about this owner.
    """
    found = context(replace(A, owner=first), replace(B, owner=second))
    assert people.rate_cohesion(found).rating == rating
    asked = [question.text for question in ask("cohesion", found)]
    assert asked == (["Who owns B?"] if rating == "unknown" else [])


@pytest.mark.parametrize(
    ("team", "multiplier"),
    [
        (Team(sites=1, teams=1), 0.9),
        (Team(sites=1, teams=2), 1.0),
        (Team(sites=1), 1.0),
        (Team(sites=2), 1.18),
        (Team(sites=3), 1.39),
    ],
)
def test_more_sites_and_teams_cost_more(team: Team, multiplier: float) -> None:
    """More sites raise the multiplier; one team at one site lowers it."""
    assert people.rate_multisite(poc_seam(Poc(name="P", team=team))).multiplier == multiplier


def test_environments_come_from_the_poc_or_from_the_systems() -> None:
    """The number of environments in poc.yaml decides; without it, the system with the most
    environments does.
    """
    named = replace(A, environments=("test", "uat", "training", "Prod"))
    assert people.rate_installations(context(named)).rating == "high"
    assert (
        people.rate_installations(poc_seam(Poc(name="P", environments=6), named)).multiplier == 1.87
    )
    assert people.rate_installations(poc_seam(Poc(name="P"))).rating == "unknown"
    (question,) = ask("installations", poc_seam(Poc(name="P")))
    assert question.about == ("p",)


def test_moving_systems_are_a_migration() -> None:
    """A retired, planned or replaced system raises the multiplier, and two such systems raise it
    more.
    """
    old = replace(A, lifecycle=State.RETIRED)
    new = replace(B, lifecycle=State.PLANNED)
    assert people.rate_migration(context(old, B)).multiplier == 1.25
    assert people.rate_migration(context(old, new)).multiplier == 1.55
    assert (
        people.rate_migration(context(A, B, poc=Poc(name="P", replaces=("a",)))).multiplier == 1.25
    )
    assert ask("migration", context()) == ()


@pytest.mark.parametrize(
    ("text", "multiplier", "rating"),
    [
        ("Very_High", 0.65, "very high"),
        ("extra high", 0.65, "very high"),
        ("low", 1.22, "low"),
        ("heroic", 1.0, "unknown"),
        ("", 1.0, "unknown"),
    ],
)
def test_team_ratings_are_read_as_written(text: str, multiplier: float, rating: str) -> None:
    """A team rating that is not on the scale is unknown, and the reason quotes it."""
    poc = Poc(name="P", team=Team(capability=text, experience=text))
    found: Factor = people.rate_capability(poc_seam(poc))
    assert (found.multiplier, found.rating) == (multiplier, rating)
    assert text != "heroic" or "heroic" in people.rate_experience(poc_seam(poc)).reason
