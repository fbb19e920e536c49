"""Flows of several sources are merged, connected over intermediate systems, and compared for
contradictions.
"""

from dataclasses import replace

import pytest

from seamscope.records import (
    Certainty,
    ColumnEdge,
    Interface,
    Mechanism,
    Query,
    Record,
    Skipped,
    State,
)
from seamscope.resolve import hops, resolve
from seamscope.resolved import FlowEdge, Resolved

from .making import at, end, flow, get_only, has_question, ref, system, touch

KAFKA = system("Kafka", kind="broker")


def list_derived(resolved: Resolved) -> list[FlowEdge]:
    """Return the derived end-to-end flows."""
    return [edge for edge in resolved.flows if edge.derived]


def test_equal_flows_are_one_with_the_evidence_of_all() -> None:
    """Two sources of the same flow give one flow with the evidence and the details of both."""
    first = flow(end("CRM", "a"), end("ERP", "b"), "x.csv:1", frequency="daily")
    second = replace(
        flow(end("crm", "A"), end("ERP", "B"), "y.csv:2", frequency="hourly"),
        certainty=Certainty.LIKELY,
        columns=(ColumnEdge(source="a.id", target="id"),),
        entities=("Order",),
        lookups=("rates",),
    )
    (edge,) = resolve([first, second]).flows
    assert edge.id == "crm/a>erp/b:unknown"
    assert [str(item) for item in edge.evidence] == ["x.csv:1", "y.csv:2"]
    assert (edge.frequency, edge.certainty) == ("daily", Certainty.CERTAIN)
    assert edge.reason == "sources differ on the frequency: daily (x.csv:1) / hourly (y.csv:2)"
    assert (edge.columns, edge.entities) == (second.columns, ("Order",))
    assert edge.lookups == ("rates",)


def test_flows_that_differ_in_how_they_move_data_stay_two() -> None:
    """Flows with different mechanisms between the same systems are two flows."""
    records = [
        flow("A", "B", mechanism=Mechanism.API),
        flow("A", "B", mechanism=Mechanism.DATABASE_LINK),
    ]
    assert [edge.id for edge in resolve(records).flows] == ["a>b:api", "a>b:database-link"]


def test_flows_of_equal_name_get_ids_of_their_own() -> None:
    """The ids of two flows that differ only in their technology are distinguished by a number."""
    records = [replace(flow("A", "B"), technology=name) for name in ("SSIS", "Fivetran")]
    edges = resolve(records).flows
    assert [(edge.id, edge.technology) for edge in edges] == [
        ("a>b:unknown", "Fivetran"),
        ("a>b:unknown-2", "SSIS"),
    ]


def test_flows_inside_one_system_are_kept() -> None:
    """A flow between two datasets of one system is kept, because lineage passes through it."""
    (edge,) = resolve([flow(end("A", "x"), end("A", "y"))]).flows
    assert (edge.source.system, edge.target.system) == ("a", "a")


def test_opposite_flows_are_two_flows() -> None:
    """A flow from A to B and a flow from B to A are two flows."""
    edges = resolve([flow("A", "B"), flow("B", "A")]).flows
    assert [edge.id for edge in edges] == ["a>b:unknown", "b>a:unknown"]


@pytest.mark.parametrize("state", [State.DISABLED, State.RETIRED])
def test_sources_that_contradict_on_a_state_are_both_kept(state: State) -> None:
    """If a flow is active in one source and stopped in another, both flows are kept and a finding
    says that the sources disagree.
    """
    resolved = resolve([flow("A", "B", "a.csv:1"), flow("A", "B", "b.csv:2", state=state)])
    assert [edge.state for edge in resolved.flows] == [State.ACTIVE, state]
    assert resolved.findings[0].what == (
        f"Sources disagree on whether data still moves from A to B: active (a.csv:1) / {state}"
        " (b.csv:2)"
    )


def test_two_tasks_of_one_file_contradict_nothing() -> None:
    """An active and a disabled task of one file are two flows and no disagreement."""
    records = [flow("A", "B", "p.dtsx:1"), flow("A", "B", "p.dtsx:9", state=State.DISABLED)]
    resolved = resolve(records)
    assert len(resolved.flows) == 2
    assert not resolved.findings


def test_flows_of_a_test_environment_are_development_only() -> None:
    """A flow of "CRM Sandbox" is a flow of CRM in the state development."""
    resolved = resolve([system("CRM"), system("ERP"), flow("CRM Sandbox", "ERP")])
    (edge,) = resolved.flows
    assert (edge.source.system, edge.state) == ("crm", State.DEVELOPMENT)
    assert edge.reason == "it connects the sandbox environment, not production"


def test_the_id_of_an_environment_tells_the_environment() -> None:
    """A flow that refers to the id of a test entry is in the state development."""
    records: list[Record] = [
        system("CRM", "cmdb.csv:2", id="1"),
        system("CRM", "cmdb.csv:3", id="2", environment="test"),
        flow(end(ref("CRM", id="2")), end("ERP")),
        flow(end(ref("CRM", id="1")), end("ERP"), "flows.csv:2"),
    ]
    states = [edge.state for edge in resolve(records).flows]
    assert states == [State.ACTIVE, State.DEVELOPMENT]


@pytest.mark.parametrize(
    ("environment", "beside", "state"),
    [
        ("Nube", "prod.csv", State.ACTIVE),  # a location
        ("Q17", "prod.csv", State.ACTIVE),  # another list may say nothing about environments
        ("Q17", "flows.csv", State.DEVELOPMENT),
        ("test", "prod.csv", State.DEVELOPMENT),
        ("Azure test", "prod.csv", State.DEVELOPMENT),
    ],
)
def test_an_unknown_environment_needs_a_production_one_beside_it(
    environment: str, beside: str, state: State
) -> None:
    """A flow of an entry with the unknown environment "Q17" is in development only if the same list
    has another entry of the system.
    """
    records: list[Record] = [
        system("CRM", "flows.csv:3", id="2", environment=environment),
        system("CRM", f"{beside}:2", id="1"),
        flow(end(ref(id="2")), end("ERP")),
    ]
    (edge,) = resolve(records).flows
    assert edge.state is state


def test_a_topic_carries_data_from_end_to_end() -> None:
    """Two flows into and out of a topic are kept, and an end-to-end flow is derived from them."""
    records: list[Record] = [
        KAFKA,
        flow(
            end("Shop", "orders"), end("Kafka", "shop.orders"), "a.json:1", mechanism=Mechanism.CDC
        ),
        replace(
            flow(end("Kafka", "shop.orders"), end("Search", "orders"), "b.json:1"),
            mechanism=Mechanism.EVENTS,
            certainty=Certainty.LIKELY,
            latency="near real time",
        ),
    ]
    resolved = resolve(records)
    assert len(resolved.flows) == 3
    (edge,) = list_derived(resolved)
    assert (edge.source.dataset, edge.target.dataset) == ("shop/orders", "search/orders")
    assert (edge.via, edge.mechanism) == (("kafka",), Mechanism.CDC)
    assert (edge.certainty, edge.latency) == (Certainty.LIKELY, "near real time")
    assert [str(item) for item in edge.evidence] == ["a.json:1", "b.json:1"]


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("broker", "orders", "invoices"),
        ("broker", "", ""),
        ("erp", "orders", "orders"),
        ("", "orders", "orders"),
    ],
)
def test_content_that_is_not_known_to_be_the_same_is_not_joined(
    kind: str, first: str, second: str
) -> None:
    """No flow is derived over different topics, over a broker without topics, or over a system that
    is not a hub.
    """
    records: list[Record] = [
        system("Hub", kind=kind),
        flow("A", end("Hub", first)),
        flow(end("Hub", second), "B"),
    ]
    assert not list_derived(resolve(records))


def test_several_hops_make_one_flow() -> None:
    """One flow is derived from three flows over a topic and a file."""
    records: list[Record] = [
        KAFKA,
        system("SFTP", "inventory.yaml:2", kind="SFTP server"),
        flow("A", end("Kafka", "t"), mechanism=Mechanism.EVENTS),
        flow(end("Kafka", "t"), end("SFTP", "t.csv"), state=State.PLANNED),
        flow(end("SFTP", "t.csv"), "B", mechanism=Mechanism.FILE),
    ]
    (edge,) = list_derived(resolve(records))
    assert (edge.source.system, edge.target.system) == ("a", "b")
    assert (edge.via, edge.state) == (("kafka", "sftp"), State.PLANNED)


def test_topics_in_a_circle_come_to_an_end() -> None:
    """In a cycle of two topics, one flow is derived."""
    records: list[Record] = [
        KAFKA,
        flow("A", end("Kafka", "t")),
        flow(end("Kafka", "t"), end("Kafka", "u")),
        flow(end("Kafka", "u"), end("Kafka", "t")),
        flow(end("Kafka", "u"), "B"),
        flow(end("Kafka", "u"), "A"),
    ]
    assert [edge.id for edge in list_derived(resolve(records))] == ["a>b:unknown"]


def test_two_topics_between_the_same_ends_make_one_derived_flow() -> None:
    """Two topics between the same systems, without datasets at source and target, are evidence of
    one derived flow.
    """
    records: list[Record] = [KAFKA]
    for line, topic in enumerate(("t", "u"), start=1):
        records += [
            flow("A", end("Kafka", topic), f"a.csv:{line}"),
            flow(end("Kafka", topic), "B", f"b.csv:{line}"),
        ]
    (edge,) = list_derived(resolve(records))
    assert len(edge.evidence) == 4


def test_an_end_to_end_flow_that_a_source_states_is_not_derived_again() -> None:
    """If the inventory lists the flow over Kafka itself, no flow is derived."""
    records: list[Record] = [
        KAFKA,
        flow("A", end("Kafka", "t")),
        flow(end("Kafka", "t"), "B"),
        replace(flow("A", "B", "inventory.yaml:7"), via=(ref("Kafka"),)),
    ]
    resolved = resolve(records)
    assert not list_derived(resolved)
    assert [edge.via for edge in resolved.flows if edge.id == "a>b:unknown"] == [("kafka",)]


def test_a_topic_with_too_many_pairs_is_a_finding_and_gives_no_flows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """If a topic has too many pairs of senders and receivers, a finding says so, and no flows are
    derived.
    """
    monkeypatch.setattr(hops, "MAX_PAIRS", 3)
    records: list[Record] = [KAFKA]
    for name in ("A", "B"):
        records += [flow(name, end("Kafka", "t")), flow(end("Kafka", "t"), f"{name}2")]
    resolved = resolve(records)
    assert not list_derived(resolved)
    assert resolved.findings[0].what.startswith("2 flows enter kafka/t and 2 leave it")


def test_dependencies_stay_apart_and_are_asked_about_once_a_pair() -> None:
    """Dependencies of unknown direction between A and B give no flow, and one question about their
    direction.
    """
    records = [touch("A", "B", "x.xml:1"), touch("B", "A", "x.xml:2"), touch("A", "B", "x.xml:3")]
    resolved = resolve(records)
    assert not resolved.flows
    assert [edge.id for edge in resolved.dependencies] == ["a~b", "b~a"]
    assert len(resolved.dependencies[0].evidence) == 2
    assert has_question(
        resolved,
        "In which direction does data move between A and B? 3 entries connect them without saying "
        "which of them sends the data",
    )


def test_a_dependency_within_one_system_is_not_asked_about() -> None:
    """The direction of a dependency between two names of one system is not asked about."""
    assert not has_question(resolve([touch("A", "a", "x.xml:1")]), "In which direction")


def test_interfaces_meet_by_system_and_name() -> None:
    """Two interfaces with the same system and name are one."""
    first = Interface(
        system=ref("ERP"),
        name="Orders API",
        evidence=at("a.json:1"),
        protocol="openapi 3.0",
        operations=4,
        entities=("Order",),
        authentication=("oauth2",),
    )
    second = replace(
        first, name="orders api", evidence=at("b.json:1"), operations=9, entities=("Item",)
    )
    (node,) = resolve([first, second]).interfaces
    assert (node.id, node.operations) == ("erp/orders-api", 9)
    assert (node.entities, node.authentication) == (("Order", "Item"), ("oauth2",))
    assert node.protocol == "openapi 3.0"


def test_queries_and_skipped_input_are_left_aside() -> None:
    """Queries and skipped inputs have no effect on the result, because other stages handle them."""
    records: list[Record] = [
        Query(text="select 1", evidence=at("a.sql:1")),
        Skipped(reason="empty", evidence=at("b.sql:1")),
    ]
    assert resolve(records) == Resolved()


def test_a_listed_system_passed_on_the_way_is_a_system() -> None:
    """A name in `via` is a system if a source lists it or another flow begins or ends there."""
    passed = replace(flow("A", "B"), via=(ref("Hub"),))
    for other in (system("Hub"), flow("Hub", "C", "flows.csv:2")):
        assert get_only(resolve([passed, other]), "Hub").id == "hub"


def test_an_unlisted_name_passed_on_the_way_is_an_endpoint() -> None:
    """A name that occurs only in `via`, as in a column "Middleware", is an endpoint."""
    result = resolve([replace(flow("A", "B"), via=(ref("Hub"),))])
    assert [node.name for node in result.systems] == ["A", "B"]
    assert [node.name for node in result.endpoints] == ["Hub"]
    assert result.flows[0].via == (result.endpoints[0].id,)
