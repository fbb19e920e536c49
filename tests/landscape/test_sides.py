"""Entities that both systems of an integration write are found, each with the reason."""

from collections.abc import Sequence

import pytest

from seamscope.landscape import Landscape, SharedEntity
from seamscope.records import ColumnEdge, EdgeKind, Mechanism, State
from seamscope.resolved import DatasetNode, DependencyEdge, FlowEdge, Resolved, SystemNode

from .making import AT, dependency, end, flow, landscape


def list_shared(drawn_landscape: Landscape, key: str) -> tuple[SharedEntity, ...]:
    """Return the entities that both systems of an integration write, with their reasons."""
    return next(i.entities_both_ways for i in drawn_landscape.integrations if i.id == key)


def entities(drawn_landscape: Landscape, key: str) -> list[str]:
    """Return the names of the entities that both systems of an integration write."""
    return [item.entity for item in list_shared(drawn_landscape, key)]


def dataset(key: str, *, name: str = "", kind: str = "table", entity: str = "") -> DatasetNode:
    """Return a dataset whose id starts with its system: `erp/vbak`."""
    system, _, last = key.partition("/")
    return DatasetNode(
        id=key, system=system, name=name or last, kind=kind, entity=entity, evidence=AT
    )


# --- loops


def test_a_loop_of_datasets_is_one_entity_whatever_they_are_called() -> None:
    """If `DOCK_SLOTS` of fleet fills `GateSlot` of yard and `GateSlot` fills `DOCK_SLOTS`, both
    systems write one entity.
    """
    drawn_landscape = landscape(
        [flow("fleet/DOCK_SLOTS", "yard/GateSlot"), flow("yard/GateSlot", "fleet/DOCK_SLOTS")]
    )
    (found,) = list_shared(drawn_landscape, "fleet--yard")
    assert found.entity in {"GateSlot", "DOCK_SLOTS"}
    assert found.writers == ("fleet", "yard")
    assert found.why == (
        "a loop: DOCK_SLOTS of fleet and GateSlot of yard are filled from each other"
    )
    assert found.evidence == AT


def test_a_loop_goes_on_through_steps_inside_a_system() -> None:
    """A loop may include a flow between two tables of one system; without that flow, there is no
    loop.
    """
    steps = [
        flow("fleet/DOCK_SLOTS", "yard/GateSlot"),
        flow("yard/GateSlot", "yard/BookedSlot"),
        flow("yard/BookedSlot", "fleet/DOCK_SLOTS"),
    ]
    assert len(entities(landscape(steps), "fleet--yard")) == 1
    assert entities(landscape([steps[0], steps[2]]), "fleet--yard") == []


def test_a_loop_over_three_systems_is_reported_for_each_pair() -> None:
    """A loop from a to b to c and back to a is reported for each pair of the three systems."""
    ring = [flow("a/orders", "b/sales"), flow("b/sales", "c/deals"), flow("c/deals", "a/orders")]
    drawn_landscape = landscape(ring)
    assert {i.id for i in drawn_landscape.integrations if i.entities_both_ways} == {
        "a--b",
        "a--c",
        "b--c",
    }
    assert list_shared(drawn_landscape, "a--b")[0].why.endswith("are filled from each other over c")


@pytest.mark.parametrize(
    "back",
    [
        flow("yard/Penalty", "fleet/Invoices"),
        flow("yard/GateSlot", "fleet/DOCK_SLOTS", state=State.PLANNED),
        flow("yard/GateSlot", "fleet/DOCK_SLOTS", state=State.RETIRED),
    ],
    ids=["other tables", "planned", "retired"],
)
def test_data_that_does_not_come_back_is_no_loop(back: FlowEdge) -> None:
    """Two systems share no entity if they send each other different tables, or if the flow back is
    planned or retired.
    """
    drawn_landscape = landscape([flow("fleet/DOCK_SLOTS", "yard/GateSlot"), back])
    assert entities(drawn_landscape, "fleet--yard") == []


def test_a_table_that_is_only_joined_in_gives_no_data() -> None:
    """`WHERE id NOT IN (SELECT id FROM yard.GateSlot)` does not write `GateSlot` back to fleet."""
    guard = FlowEdge(
        id="guard",
        source=end("yard/GateSlot"),
        target=end("fleet/DOCK_SLOTS"),
        columns=(ColumnEdge(source="id", target="id", kind=EdgeKind.INDIRECT),),
        evidence=AT,
    )
    drawn_landscape = landscape([flow("fleet/DOCK_SLOTS", "yard/GateSlot"), guard])
    assert entities(drawn_landscape, "fleet--yard") == []


def test_a_loop_of_staging_tables_names_no_entity() -> None:
    """Temporary and staging tables that fill each other are not a shared entity."""
    drawn_landscape = landscape([flow("a/tmp", "b/staging"), flow("b/staging", "a/tmp")])
    assert entities(drawn_landscape, "a--b") == []


# --- names


@pytest.mark.parametrize(
    ("there", "back"),
    [
        ("VBAK", "Order"),
        ("dbo.Orders", "stg_orders_20240114"),
        ("SalesOrder", "sales_orders"),
        ("Kundenauftrag", "Sales order"),
        ("KNA1", "Kunde"),
        ("WORKORDER", "dbo.WorkOrder"),
    ],
)
def test_one_entity_under_two_names(there: str, back: str) -> None:
    """Two names are one entity if they differ only by catalogue name, spelling, language or a
    loader's prefix.
    """
    nodes = [dataset("b/x", name=there), dataset("a/y", name=back)]
    drawn_landscape = landscape([flow("a", "b/x"), flow("b", "a/y")], datasets=nodes)
    assert len(entities(drawn_landscape, "a--b")) == 1


@pytest.mark.parametrize(
    ("there", "back"),
    [
        ("parcel.scan.recorded.v2", "route.delay.v2"),
        ("order.status", "order.created"),
        ("dbo.status", "app.status"),
        ("raw.v2", "test.v2"),
        ("customers.csv", "orders.csv"),
        ("VBAK", "EKKO"),
        ("train.delay.v1", "route.delay.v1"),
        ("staging", "staging"),
        ("sync_20240114", "sync_20240115"),
    ],
)
def test_general_words_in_the_names_of_tables_are_no_common_entity(there: str, back: str) -> None:
    """Tables that have only a version, an environment, an event, a technical word or a date in
    common share no entity.
    """
    nodes = [dataset("b/x", name=there), dataset("a/y", name=back)]
    drawn_landscape = landscape([flow("a", "b/x"), flow("b", "a/y")], datasets=nodes)
    assert entities(drawn_landscape, "a--b") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("VBAK", "Order"), ("KNA1 (header)", "Klienci"), ("Commandes", "Pedidos"),
     ("Fatture", "Faktury"), ("oe_order_headers_all", "Kundenaufträge")],
)  # fmt: skip
def test_a_list_may_name_the_table_or_the_entity_in_any_language(one: str, other: str) -> None:
    """If one row names an entity by its table and another by its business name, it is one
    entity.
    """
    there, back = flow("a", "b", entities=(one,)), flow("b", "a", entities=(other,))
    assert len(entities(landscape([there, back]), "a--b")) == 1


def test_phrases_of_a_list_are_compared_by_the_entities_in_them() -> None:
    """`Business partner changes` and `Business partners and contract accounts` share an entity,
    while the rest of a remark that was cut at its comma is not an entity.
    """
    there = flow("a", "b", entities=("Business partner changes (address", "bank details)"))
    back = flow("b", "a", entities=("Business partners and contract accounts",))
    assert entities(landscape([there, back]), "a--b") == ["Business partner changes"]
    back = flow("b", "a", entities=("bank details",))
    assert entities(landscape([there, back]), "a--b") == []


def test_topics_identify_the_entity_of_a_derived_flow() -> None:
    """If the source and target of a derived flow have no dataset, the topics that it passes
    identify the entity.
    """

    def passed(source: str, target: str, topic: str) -> FlowEdge:
        return FlowEdge(
            id=f"{source}{target}", source=end(source), target=end(target), derived=True,
            via=("kafka",), stops=(end(topic),), evidence=AT,
        )  # fmt: skip

    def both(there: str, back: str) -> list[str]:
        nodes = [dataset("kafka/t", name=there), dataset("kafka/u", name=back)]
        kafka = SystemNode(id="kafka", name="Kafka", kind="broker", evidence=AT)
        flows = [passed("shop", "erp", "kafka/t"), passed("erp", "shop", "kafka/u")]
        hops = [flow("shop", "kafka/t"), flow("erp", "kafka/u")]
        return entities(landscape([*flows, *hops], datasets=nodes, systems=[kafka]), "erp--shop")

    assert len(both("shop.orders.created.v1", "erp.orders.confirmed.v3")) == 1
    assert both("parcel.scan.recorded.v2", "route.delay.v2") == []


def test_a_hub_writes_nothing_itself() -> None:
    """A system that publishes orders to a broker and reads them back shares no entity with the
    broker.
    """
    kafka = SystemNode(id="kafka", name="Kafka", kind="broker", evidence=AT)
    drawn_landscape = landscape(
        [flow("a", "kafka/orders"), flow("kafka/orders", "a")], systems=[kafka]
    )
    assert entities(drawn_landscape, "a--kafka") == []
    assert [item.hub for item in drawn_landscape.integrations] == ["kafka"]


def test_two_systems_that_are_no_hubs_make_an_integration_without_hub() -> None:
    """An integration between two systems that only read and write their own data names no hub."""
    drawn_landscape = landscape([flow("a", "b/orders"), flow("b/orders", "a")])
    assert [item.hub for item in drawn_landscape.integrations] == [""]


# --- capture and write-back


def test_capture_one_way_and_write_back_the_other() -> None:
    """If plan captures the changes of `erp/stock` and writes into the same table, both systems
    write it.
    """
    captured = flow("erp/stock", "plan/forecast", mechanism=Mechanism.CDC)
    drawn_landscape = landscape([captured, flow("plan/proposal", "erp/stock")])
    (found,) = list_shared(drawn_landscape, "erp--plan")
    assert found.entity == "stock"
    assert found.why == "plan captures the changes of stock of erp and writes into it too"


def test_a_table_that_is_read_beside_another_is_not_written_back() -> None:
    """If a system reads one table of billing and writes another one, the two systems share no
    entity.
    """
    drawn_landscape = landscape(
        [
            flow("billing/eanl", "meters/device", mechanism=Mechanism.DATABASE_LINK),
            flow("meters/device", "billing/billing_read", mechanism=Mechanism.DATABASE_LINK),
        ]
    )
    assert entities(drawn_landscape, "billing--meters") == []
    captured = flow("erp/stock", "plan/forecast", mechanism=Mechanism.CDC)
    assert entities(landscape([captured, flow("plan/x", "erp/plans")]), "erp--plan") == []


# --- drawn in a model


def test_a_data_object_that_two_systems_write() -> None:
    """A dependency that names an object written by both systems makes it a shared entity, even
    though its direction is unknown.
    """
    both = DependencyEdge(
        id="d", source=end("a"), target=end("b"), reason="both write Berth", written=("Berth",),
        evidence=AT,
    )  # fmt: skip
    (found,) = list_shared(landscape([], [both]), "a--b")
    assert (found.entity, found.why) == ("Berth", "both write Berth")
    assert entities(landscape([], [dependency("a", "b")]), "a--b") == []


# --- the POC

POC = SystemNode(id="poc", name="Promise", kind="poc", evidence=AT)
ERP = SystemNode(id="erp", name="ERP", aliases=("R/3",), evidence=AT)


def with_poc(flows: Sequence[FlowEdge], masters: dict[str, str] | None = None) -> Landscape:
    """Return a landscape with a POC and an ERP. masters: the master of each entity, from
    poc.yaml.
    """
    known = landscape(flows, systems=[POC, ERP])
    return Landscape(
        Resolved(
            systems=known.systems, datasets=known.datasets, flows=known.flows,
            dependencies=known.dependencies,
        ),
        masters or {},
    )  # fmt: skip


WRITES = flow("poc", "erp/VBAK", state=State.PLANNED, entities=("Sales order",))


@pytest.mark.parametrize("master", ["ERP", "r/3"])
def test_what_the_poc_writes_has_another_master(master: str) -> None:
    """If poc.yaml names another master for an entity that the POC writes, the POC and the ERP both
    write it.
    """
    (found,) = list_shared(with_poc([WRITES], {"Orders": master}), "erp--poc")
    assert (found.entity, found.writers, found.master) == ("Sales order", ("erp", "poc"), master)
    assert found.why == f"Promise writes it, and poc.yaml names {master} as its master"


@pytest.mark.parametrize("masters", [{}, {"Sales order": "Promise"}, {"Customer": "ERP"}])
def test_what_the_poc_alone_writes_is_shared_with_nobody(masters: dict[str, str]) -> None:
    """An entity is not shared if the POC is its master or poc.yaml does not name a master."""
    assert entities(with_poc([WRITES], masters), "erp--poc") == []


def test_the_third_writer_of_what_the_poc_writes_is_named() -> None:
    """Systems that fill the same table or entity of the ERP as the POC are further writers; retired
    flows and flows of other entities do not count.
    """
    others = [
        flow("shop", "erp/VBAK"),
        flow("crm", "erp", entities=("Order",)),
        flow("mailer", "erp", entities=("Bounce",)),
        flow("old", "erp/VBAK", state=State.RETIRED),
        flow("erp/VBAK", "dwh", entities=("Order",)),
    ]
    (found,) = list_shared(with_poc([WRITES, *others]), "erp--poc")
    assert found.writers == ("crm", "poc", "shop")
    assert found.why == "crm writes it into ERP too; shop writes it into ERP too"
    assert entities(with_poc([WRITES, *others[2:]]), "erp--poc") == []


def test_a_broker_is_no_third_writer_where_its_sender_is_known() -> None:
    """If the shop sends orders to the ERP over Kafka, the shop is the writer, not Kafka."""
    kafka = SystemNode(id="kafka", name="Kafka", kind="broker", evidence=AT)
    flows = [
        flow("kafka/orders", "erp/VBAK"),
        flow("shop", "erp/VBAK", derived=True),
        flow("shop", "kafka/orders"),
    ]
    known = landscape([WRITES, *flows], systems=[POC, ERP, kafka])
    assert list_shared(known, "erp--poc")[0].writers == ("poc", "shop")


# --- time


def test_a_loop_over_a_thousand_systems_is_followed_once() -> None:
    """A loop over 1,000 systems gives 1,000 pairs that share an entity, in a time proportional to
    its length.
    """
    count = 1000
    ring = [flow(f"s{n}/t{n}", f"s{(n + 1) % count}/t{(n + 1) % count}") for n in range(count)]
    drawn_landscape = landscape(ring)
    assert sum(1 for i in drawn_landscape.integrations if i.entities_both_ways) == count


@pytest.mark.slow
def test_a_large_estate_is_compared() -> None:
    """A shared entity is found in an estate of 1,000 systems and 3,000 flows."""
    flows = [
        edge
        for n in range(1000)
        for edge in (
            flow(f"s{n}/orders", f"s{n + 1}/sales"),
            flow(f"s{n + 1}/sales", f"s{n}/orders"),
            flow(f"s{n}", "erp/VBAK"),
        )
    ]
    assert len(entities(with_poc([WRITES, *flows]), "s0--s1")) == 1
