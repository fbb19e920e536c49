"""End-to-end flows are derived over brokers, engines, file shares and staging areas, but only if
the same data passes.
"""

import random
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seamscope.decisions import Decisions, Directed, Way
from seamscope.records import Certainty, Dataset, Flow, Mechanism, Record, State, System
from seamscope.resolve import hops, resolve
from seamscope.resolve.hub_contents import build_file_pattern
from seamscope.resolved import End, FlowEdge

from .making import at, end, flow, has_question, list_unplaced, ref, system

KAFKA = system("Kafka", "systems.csv:1", kind="broker")
ENGINE = system("Engine", "systems.csv:2", kind="integration platform")
SHARE = system("Share", "systems.csv:3", kind="file store")


def list_ways(records: Sequence[Record]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return the source, target and intermediate systems of each derived flow."""
    edges = resolve(records).flows
    return [(e.source.system, e.target.system, e.via) for e in edges if e.derived]


def get_only_way(records: Sequence[Record]) -> FlowEdge:
    """Return the only derived flow."""
    (edge,) = (edge for edge in resolve(records).flows if edge.derived)
    return edge


def steps(*hops_: Flow) -> list[Flow]:
    """Return the flows with an evidence line of their own each."""
    return [replace(hop, evidence=at(f"steps.csv:{n}")) for n, hop in enumerate(hops_, start=1)]


def build_hops(
    hub: str, first: str, second: str, mechanism: Mechanism = Mechanism.UNKNOWN
) -> list[Flow]:
    """Return a flow from A into a hub and a flow from the hub to B.
    first: name of the dataset that is written into the hub.
    second: name of the dataset that is read from the hub.
    """
    return steps(
        flow("A", end(hub, first), mechanism=mechanism),
        flow(end(hub, second), "B", mechanism=mechanism),
    )


# --- the same content under two spellings


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("landing/orders/2024-01-14/orders.csv", "landing/orders/2024-02-01/orders.csv"),
        ("landing/orders_20240114.csv", "landing/orders_*.csv"),
        ("landing/orders/dt=2024-01-14/part-0001.parquet", "landing/orders/*.parquet"),
        ("landing/orders/{{ ds }}/orders.csv", "landing/orders/"),
        ("landing/orders", "landing/orders/*.csv"),
        ("orders.csv", "/out/orders.csv"),
        ("stage/20250114/orders.csv", "stage/20250115/orders.csv"),
        (r"out\orders.csv", "out/orders.csv"),
    ],
)
def test_a_file_is_the_same_whatever_the_run_adds_to_its_path(written: str, read: str) -> None:
    """A file that is written and a file that is read are the same if their paths differ only by
    dates, run numbers, wildcards or folders.
    """
    edge = get_only_way([SHARE, *build_hops("Share", written, read)])
    assert (edge.source.system, edge.target.system, edge.via) == ("a", "b", ("share",))
    assert [str(item) for item in edge.evidence] == ["steps.csv:1", "steps.csv:2"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("in/orders.csv", "in/invoices.csv"),
        ("in/orders.csv", "archive/2024/invoices/orders.csv"),
        ("landing/orders/a.csv", "landing/orders2/*.csv"),
        ("landing/orders_header.csv", "landing/orders_lines.csv"),
        ("landing/2024/01.csv", "other/2024/01.csv"),
    ],
)
def test_two_files_of_one_share_are_two_contents(written: str, read: str) -> None:
    """Files with different names or in different folders are not the same, so no flow is
    derived.
    """
    assert list_ways([SHARE, *build_hops("Share", written, read)]) == []


@pytest.mark.parametrize("read", ["orders.v2", "sales.orders", "orders-dlq", "orders*"])
def test_a_topic_is_the_same_by_its_whole_name_only(read: str) -> None:
    """A topic whose name differs from `orders.v1`, even only in its version, is another topic."""
    assert list_ways([KAFKA, *build_hops("Kafka", "orders.v1", read)]) == []


@pytest.mark.parametrize(
    ("topic", "wanted", "joined"),
    [
        ("plant/oven/line-a/temp", "plant/oven/+/temp", True),
        ("plant/oven/line-a/temp", "plant/+/line-a/#", True),
        ("plant/oven/line-a/inner/temp", "plant/oven/+/temp", False),
        ("plant/oven/line-a/state", "plant/oven/+/temp", False),
        ("plant/oven+x/temp", "plant/press+x/temp", False),
    ],
)
def test_a_plus_in_a_topic_filter_matches_one_level(topic: str, wanted: str, joined: bool) -> None:
    """A subscriber of ``plant/+/temp`` receives what is published to ``plant/oven/temp``."""
    assert bool(list_ways([KAFKA, *build_hops("Kafka", topic, wanted)])) is joined


def test_a_bare_file_name_that_two_folders_have_joins_nothing() -> None:
    """`orders.csv` is not joined with a file of that name if two folders have one."""
    records: list[Record] = [
        SHARE,
        *steps(
            flow("A", end("Share", "orders.csv")),
            flow(end("Share", "/in/orders.csv"), "B"),
            flow(end("Share", "/out/orders.csv"), "C"),
        ),
    ]
    assert list_ways(records) == []


def test_a_pattern_without_what_changes() -> None:
    """Paths that differ only in dates, variables or wildcards have the same pattern."""
    plain = build_file_pattern("landing/orders/orders.csv").path
    for spelled in (
        "s3://landing/orders/2024/01/14/orders_20240114T0500Z.csv",
        "landing/orders/${run}/orders-*.csv",
        "landing/orders/year=2024/orders.csv",
        "landing/orders/yyyy-MM-dd/orders.csv",
    ):
        assert build_file_pattern(spelled).path == plain
    assert build_file_pattern("landing/orders/*.csv").whole
    assert not build_file_pattern("landing/orders/orders.csv").whole


# --- one route


def build_routed_hops(first: str, second: str, *routes: str, hub: str = "Share") -> list[Flow]:
    """Return a flow from A into a hub and a flow from the hub to B.
    first: name of the dataset that is written into the hub.
    second: name of the dataset that is read from the hub.
    routes: the pipeline that performs each flow.
    """
    pair = build_hops(hub, first, second, mechanism=Mechanism.ETL)
    return [replace(hop, route=route) for hop, route in zip(pair, routes, strict=True)]


@pytest.mark.parametrize(
    ("hub", "written", "read"),
    [
        (SHARE, "out/a.csv", "upload/b.csv"),
        (SHARE, "land/orders/orders.parquet", "land/claims/claims.parquet"),
        (SHARE, "land", "archive/claims.parquet"),
        (KAFKA, "orders", "invoices"),
    ],
)
def test_a_route_connects_no_two_objects_of_a_store(hub: System, written: str, read: str) -> None:
    """Two objects of a store with different names are not joined, even if one pipeline writes the
    first and reads the second.
    """
    hops_ = build_routed_hops(written, read, "load", "load", hub=hub.name)
    assert list_ways([hub, *hops_]) == []


@pytest.mark.parametrize(
    ("written", "read"),
    [("", "land/orders.csv"), ("land/orders.csv", ""), ("land", "land/orders.csv"), ("", "")],
)
def test_a_flow_over_an_unnamed_object_of_a_store_is_possible(written: str, read: str) -> None:
    """If one pipeline writes or reads an unnamed object of a store, the derived flow is possible
    and asked about.
    """
    records: list[Record] = [SHARE, *build_routed_hops(written, read, "load", "load")]
    assert get_only_way(records).certainty is Certainty.POSSIBLE
    assert has_question(resolve(records), "Does data move between A and B", "no", "object")
    apart: list[Record] = [SHARE, *build_routed_hops(written, read, "load", "other")]
    assert list_ways(apart) == []


@pytest.mark.parametrize(("way", "ways"), [(Way.THERE, 1), (Way.BACK, 0), (Way.NONE, 0)])
def test_an_answer_confirms_or_removes_a_possible_way(way: Way, ways: int) -> None:
    """An answer makes a possible derived flow certain or removes it, and the question is not asked
    again.
    """
    records: list[Record] = [SHARE, *build_routed_hops("", "land/orders.csv", "load", "load")]
    decided = Directed(
        between=("A", "B"),
        way=way,
        read_at=tuple(hop.evidence for hop in records[1:]),
        evidence=at("answers.yaml:3"),
    )
    resolved = resolve(records, decisions=Decisions(directed=(decided,)))
    found = [edge for edge in resolved.flows if edge.derived]
    assert [edge.certainty for edge in found] == [Certainty.CERTAIN] * ways
    assert not has_question(resolved, "Does data move between A and B")


def test_one_route_of_an_engine_connects_two_names() -> None:
    """If one route of an engine reads `a.csv` and writes `b.csv`, the derived flow is likely."""
    hops_ = build_routed_hops("out/a.csv", "upload/b.csv", "load", "load", hub="Engine")
    edge = get_only_way([ENGINE, *hops_])
    assert (edge.source.system, edge.target.system) == ("a", "b")
    assert edge.certainty is Certainty.LIKELY
    assert "load of steps.csv receives the content and sends it on" in edge.reason


def test_two_pipelines_connect_nothing() -> None:
    """Two files with different names in two pipelines are not joined."""
    assert (
        list_ways([SHARE, *build_routed_hops("out/a.csv", "upload/b.csv", "load", "other")]) == []
    )


def test_a_pipeline_of_several_files_is_not_guessed_at() -> None:
    """In a pipeline with two inputs and two outputs, only files with equal names are joined."""
    hops_ = steps(
        flow("A", end("Share", "x.csv")),
        flow("A2", end("Share", "y.csv")),
        flow(end("Share", "p.csv"), "B"),
        flow(end("Share", "q.csv"), "B2"),
    )
    assert list_ways([SHARE, *(replace(hop, route="load") for hop in hops_)]) == []
    named = [*hops_, *steps(flow(end("Share", "x.csv"), "C"))]
    assert list_ways([SHARE, *(replace(hop, route="load") for hop in named)]) == [
        ("a", "c", ("share",))
    ]


def test_a_route_fans_out() -> None:
    """If a route has one input and two outputs, both outputs receive the input."""
    hops_ = steps(
        flow("A", end("Engine", "in")),
        flow(end("Engine", "erp-out"), "B"),
        flow(end("Engine", "crm-out"), "C"),
    )
    found = list_ways([ENGINE, *(replace(hop, route="orders") for hop in hops_)])
    assert found == [("a", "b", ("engine",)), ("a", "c", ("engine",))]


# --- an entity


def test_hops_that_name_only_an_entity_are_likely_one_way() -> None:
    """Two flows over an engine that have an entity in common are a likely derived flow, because a
    list of interfaces does not name the channel.
    """
    hops_ = steps(
        replace(flow("A", "Engine"), entities=("Maintenance costs", "Assets")),
        replace(flow("Engine", "B"), entities=("maintenance cost",)),
    )
    edge = get_only_way([ENGINE, *hops_])
    assert (edge.certainty, edge.entities) == (Certainty.LIKELY, ("Maintenance costs",))
    other = replace(hops_[1], entities=("Invoices",))
    assert list_ways([ENGINE, hops_[0], other]) == []


def test_a_topic_and_a_list_that_names_its_entity_are_joined() -> None:
    """A flow into the topic `shop.orders.created.v1` and a flow of "Shop orders" out of Kafka are a
    likely derived flow.
    """
    into = flow("A", end("Kafka", "shop.orders.created.v1"))
    out = replace(flow("Kafka", "B"), entities=("Shop orders",))
    assert get_only_way([KAFKA, *steps(into, out)]).certainty is Certainty.LIKELY
    assert list_ways([KAFKA, *steps(into, replace(out, entities=("Shop returns",)))]) == []


# --- what a hub is


def test_what_passes_messages_on_is_a_hub_whatever_it_is_called() -> None:
    """A system of unknown kind that only passes on the messages it receives is a hub."""
    records = build_hops("Postbox", "orders", "orders", mechanism=Mechanism.EVENTS)
    assert list_ways(records) == [("a", "b", ("postbox",))]


@pytest.mark.parametrize(
    ("entering", "leaving", "joined"),
    [
        ("order.created", "order.created", True),
        ("orders.csv", "/in/orders.csv", True),
        ("parcel.scan.recorded.v2", "parcel.scan.recorded.v2", True),
        # An entity or a table has many copies, so a system that forwards it is no hub.
        ("Customers", "Customers", False),
        ("dbo.customers", "dbo.customers", False),
        ("order.created", "stock.changed", False),
    ],
)
def test_a_list_of_topics_and_files_shows_a_hub(entering: str, leaving: str, joined: bool) -> None:
    """A listed system is a hub if the same topic or file enters and leaves it; the same entity or
    table is not enough.
    """
    hops_ = steps(flow("A", "Postman"), flow("Postman", "B"))
    named = [
        replace(hop, entities=(text,)) for hop, text in zip(hops_, (entering, leaving), strict=True)
    ]
    listed = [system("Postman", "apps.csv:2")]
    found = [("a", "b", ("postman",))] if joined else []
    assert list_ways([*listed, *named]) == found


@pytest.mark.parametrize(
    "more",
    [
        flow(end("Postbox", "news"), "B", mechanism=Mechanism.EVENTS),
        flow("C", end("Postbox", "returns"), mechanism=Mechanism.EVENTS),
        flow("Postbox", "C"),
    ],
    ids=["it makes something", "it keeps something", "nobody knows what it sends"],
)
def test_what_has_something_of_its_own_is_no_hub(more: Flow) -> None:
    """A system that also sends or keeps data of its own is not a hub."""
    records = build_hops("Postbox", "orders", "orders", mechanism=Mechanism.EVENTS)
    assert list_ways([*records, replace(more, evidence=at("more.csv:1"))]) == []


def test_a_known_kind_of_system_is_no_hub_whatever_it_does() -> None:
    """A CRM that publishes the orders it receives is not a hub, because of its kind."""
    records = build_hops("CRM", "orders", "orders", mechanism=Mechanism.EVENTS)
    assert list_ways([system("CRM", "systems.csv:1", kind="crm"), *records]) == []


def test_tables_that_come_and_go_make_no_hub() -> None:
    """A database whose table is written and read is not a hub; a database with a staging table
    is.
    """
    assert list_ways(build_hops("DB7", "orders", "orders", mechanism=Mechanism.SQL)) == []
    staged = build_hops("DB7", "staging.orders", "staging.orders", mechanism=Mechanism.SQL)
    assert list_ways(staged) == [("a", "b", ("db7",))]


@pytest.mark.parametrize("mechanism", [Mechanism.API, Mechanism.FILE])
def test_paths_of_web_addresses_are_no_files(mechanism: Mechanism) -> None:
    """A path of an API that is written and read does not make its system a hub; the same path as a
    file does.
    """
    records = build_hops("Diary", "api/jobs", "api/jobs", mechanism=mechanism)
    expected = [] if mechanism is Mechanism.API else [("a", "b", ("diary",))]
    assert list_ways(records) == expected


def test_a_system_with_an_api_ends_a_way_over_a_broker() -> None:
    """Orders that go over a broker into the API of a diary end there, although another path of the
    API returns data.
    """
    records = steps(
        flow("Hub", end("Kafka", "orders"), mechanism=Mechanism.EVENTS),
        flow(end("Kafka", "orders"), end("Diary", "api/jobs"), mechanism=Mechanism.API),
        flow(end("Diary", "api"), "Hub", mechanism=Mechanism.API),
    )
    assert list_ways([KAFKA, *records]) == [("hub", "diary", ("kafka",))]


def test_the_system_of_a_dataset_of_the_kind_queue_is_a_hub() -> None:
    """A system of unknown kind is a hub for a dataset of the kind `queue`."""
    queue = Dataset(system=ref("Q1"), name="orders", kind="queue", evidence=at("q.yaml:1"))
    assert list_ways([queue, *build_hops("Q1", "orders", "orders")]) == [("a", "b", ("q1",))]


@pytest.mark.parametrize("kind", ["ETL", "scheduler", "ESB", "message broker", "SFTP server"])
def test_a_flow_is_derived_over_a_data_movement_tool(kind: str) -> None:
    """If a list has a data movement tool between two systems, a flow between the two systems is
    derived.
    """
    records: list[Record] = [
        system("Mover", "systems.csv:1", kind=kind),
        *build_hops("Mover", "orders", "orders"),
    ]
    assert list_ways(records) == [("a", "b", ("mover",))]


# --- chains


def test_chains_over_two_hubs_keep_the_weakest_certainty_and_every_place() -> None:
    """A flow that is derived over a topic and a file has the evidence of all three flows and the
    lowest of their certainties.
    """
    hops_ = steps(
        flow("A", end("Kafka", "t"), mechanism=Mechanism.CDC),
        replace(flow(end("Kafka", "t"), end("Share", "t_*.csv")), certainty=Certainty.POSSIBLE),
        flow(end("Share", "t_20240101.csv"), "B", mechanism=Mechanism.FILE),
    )
    edge = get_only_way([KAFKA, SHARE, *hops_])
    assert (edge.via, edge.certainty) == (("kafka", "share"), Certainty.POSSIBLE)
    assert edge.mechanism is Mechanism.CDC
    assert len(edge.evidence) == 3
    assert [stop.dataset for stop in edge.stops] == [
        "kafka/t",
        "share/t-csv",
        "share/t-20240101-csv",
    ]


def test_a_hop_that_is_switched_off_switches_off_the_whole_way() -> None:
    """If one of two flows is disabled, the flow derived from them is disabled."""
    first, second = build_hops("Kafka", "t", "t")
    edge = get_only_way([KAFKA, first, replace(second, state=State.DISABLED)])
    assert edge.state is State.DISABLED


def test_files_in_a_circle_come_to_an_end() -> None:
    """Two file shares that copy files from each other do not lead to an endless search."""
    records: list[Record] = [
        SHARE,
        system("Depot", "systems.csv:9", kind="file store"),
        *steps(
            flow("A", end("Share", "in/*.csv")),
            flow(end("Share", "in/x.csv"), end("Depot", "in/x.csv")),
            flow(end("Depot", "in/"), end("Share", "in/")),
            flow(end("Depot", "in/x.csv"), "B"),
        ),
    ]
    assert ("a", "b", ("share", "depot")) in list_ways(records)


def test_two_topics_of_one_broker_are_not_joined() -> None:
    """A system that reads another topic of the broker does not receive the data."""
    assert list_ways([KAFKA, *build_hops("Kafka", "orders", "invoices")]) == []


# --- properties

TOPICS = ("", "t", "u", "in/x_20240101.csv", "in/x_*.csv", "in/", "y.csv")
PLACES = ("A", "B", "Kafka", "Share", "Postbox")
hop_records = st.lists(
    st.builds(
        Flow,
        source=st.builds(end, st.sampled_from(PLACES), st.sampled_from(TOPICS)),
        target=st.builds(end, st.sampled_from(PLACES), st.sampled_from(TOPICS)),
        evidence=st.builds(at, st.sampled_from([f"f.csv:{n}" for n in range(30)])),
        mechanism=st.sampled_from([Mechanism.EVENTS, Mechanism.FILE]),
        route=st.sampled_from(["", "r", "s"]),
        entities=st.sampled_from([(), ("Order",), ("Invoice", "Order")]),
    ),
    max_size=10,
)


@pytest.mark.slow
@settings(max_examples=min(40, settings().max_examples), deadline=None)
@given(hop_records, st.randoms(use_true_random=False))
def test_what_is_derived_does_not_depend_on_the_order(
    made: list[Flow], dice: random.Random
) -> None:
    """The result does not depend on the order of the flows."""
    shuffled = [*made]
    dice.shuffle(shuffled)
    assert resolve([KAFKA, SHARE, *made]) == resolve([KAFKA, SHARE, *shuffled])


@settings(max_examples=min(40, settings().max_examples), deadline=None)
@given(hop_records)
def test_deriving_twice_derives_nothing_more(made: list[Flow]) -> None:
    """Deriving flows again from a result with derived flows adds no flow."""
    resolved = resolve([KAFKA, SHARE, *made])
    hubs = frozenset({"kafka", "share"})
    once = hops.derive([e for e in resolved.flows if not e.derived], hubs, resolved.datasets)
    twice = hops.derive([*resolved.flows, *once.edges], hubs, resolved.datasets)
    stated = {(e.source, e.target, e.state) for e in resolved.flows if e.derived}
    assert {(e.source, e.target, e.state) for e in twice.edges} <= stated | {
        (e.source, e.target, e.state) for e in once.edges
    }


@settings(max_examples=min(40, settings().max_examples), deadline=None)
@given(hop_records)
def test_an_unrelated_topic_derives_nothing_new(made: list[Flow]) -> None:
    """A further topic between two other systems adds only the flow between them."""
    records: list[Record] = [KAFKA, SHARE, *made]
    other = steps(flow("X", end("Kafka", "unrelated")), flow(end("Kafka", "unrelated"), "Y"))
    new = set(list_ways([*records, *other])) - set(list_ways(records))
    assert new == {("x", "y", ("kafka",))}


@pytest.mark.slow
def test_derived_flows_of_a_large_estate_take_linear_time() -> None:
    """The time to derive flows over one broker grows linearly with the number of systems."""

    def seconds(count: int) -> float:
        edges = [
            edge
            for n in range(count)
            for edge in (
                _edge(End(system=f"s{n}"), End(system="kafka", dataset=f"kafka/t{n}")),
                _edge(End(system="kafka", dataset=f"kafka/t{n}"), End(system=f"r{n}")),
            )
        ]
        start = time.perf_counter()
        assert len(hops.derive(edges, frozenset({"kafka"})).edges) == count
        return time.perf_counter() - start

    seconds(100)
    assert seconds(4000) < 40 * max(seconds(400), 0.005)


def _edge(source: End, target: End) -> FlowEdge:
    return FlowEdge(id="", source=source, target=target, evidence=(at("x.csv:1"),))


SHARED = r"\\fs01\exchange"


def test_a_file_share_that_also_keeps_files_passes_the_others_on() -> None:
    """If a share has a log that nobody reads, the flow of another file over the share is still
    derived.
    """
    share = ref(host="fs01")
    hops = [
        flow("Shop", end(share, rf"{SHARED}\orders.csv"), mechanism=Mechanism.FILE),
        flow(end(share, rf"{SHARED}\orders.csv"), "Billing", mechanism=Mechanism.FILE),
        flow("Shop", end(share, rf"{SHARED}\transfer.log"), mechanism=Mechanism.FILE),
    ]
    resolved = resolve([system("Shop"), system("Billing"), *hops])
    names = {node.id: node.name for node in resolved.systems}
    derived = [edge for edge in resolved.flows if edge.derived]
    assert [(names[e.source.system], names[e.target.system]) for e in derived] == [
        ("Shop", "Billing")
    ]


def test_a_partner_on_a_file_share_is_not_the_share() -> None:
    """If an SFTP user has the name of a system, the other files of the server do not belong to this
    system.
    """
    share = ref(host="fs01")
    hops = [
        flow("Shop", end(ref(host="fs01", source="Billing"), "/in/invoices.csv")),
        flow("Shop", end(share, rf"{SHARED}\orders.csv")),
    ]
    resolved = resolve([system("Shop"), system("Billing"), *hops])
    assert list_unplaced(resolved) == ["fs01"]
