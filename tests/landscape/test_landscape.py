"""The landscape: integrations and their directions, downstream and upstream systems, and exports
that other programs read.
"""

import io
import json
import re

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seamscope.landscape import Direction, integration
from seamscope.landscape.integration import label_ids
from seamscope.records import Mechanism, State
from seamscope.resolved import DatasetNode, InterfaceNode, SystemNode

from .making import AT, dependency, end, flow, landscape


@pytest.mark.parametrize(
    ("flows", "direction"),
    [
        ((("erp", "crm"),), Direction.B_TO_A),
        ((("crm", "erp"),), Direction.A_TO_B),
        ((("crm", "erp"), ("erp", "crm")), Direction.BOTH),
    ],
)
def test_direction_is_where_data_goes(
    flows: tuple[tuple[str, str], ...], direction: Direction
) -> None:
    """An integration lists its two systems sorted by id, and its direction follows the data: `erp >
    crm` is `b_to_a`.
    """
    (found,) = landscape(flow(*pair) for pair in flows).integrations
    assert found.systems == ("crm", "erp")
    assert found.direction is direction
    assert found.active


def test_a_dependency_has_no_direction_and_makes_no_flow() -> None:
    """A dependency, such as a line without an arrow in a diagram, makes an integration without
    flows and with unknown direction.
    """
    (found,) = landscape(dependencies=[dependency("erp", "crm")]).integrations
    assert found.direction is Direction.UNKNOWN
    assert found.flows == ()
    assert found.dependencies == ("erp~crm",)
    assert found.active


def test_only_active_flows_make_an_integration_active_and_give_its_direction() -> None:
    """A retired flow in the opposite direction does not make an integration bidirectional, and an
    integration that has only a retired flow is not active.
    """
    flows = [flow("erp", "crm"), flow("crm", "erp", state=State.RETIRED)]
    (found,) = landscape(flows).integrations
    assert found.direction is Direction.B_TO_A
    assert found.flows == ("crm>erp.retired", "erp>crm")
    (idle,) = landscape(flows[1:]).integrations
    assert not idle.active
    assert idle.direction is Direction.A_TO_B


def test_flows_inside_one_system_are_no_integration() -> None:
    """A warehouse that fills its own marts has no integration."""
    assert landscape([flow("dwh/raw", "dwh/mart")]).integrations == ()


def test_both_ways_are_compared_by_entity_whatever_the_spelling() -> None:
    """`Sales orders` in one direction and `sales_order` in the other are the same entity."""
    there = flow("crm", "erp", entities=("Sales orders", "Quote"))
    back = flow("erp", "crm", entities=("sales_order",))
    drawn_landscape = landscape([there, back])
    assert [s.entity for s in drawn_landscape.integrations[0].entities_both_ways] == [
        "Sales orders"
    ]
    assert [i.id for i in drawn_landscape.bidirectional] == ["crm--erp"]


def test_labels_stay_when_integrations_come_or_go() -> None:
    """An integration keeps its label when others are added, because people write labels down."""
    few = landscape([flow("z", "a"), flow("m", "b")])
    many = landscape([flow("z", "a"), flow("a", "b"), flow("m", "b"), flow("a", "c")])
    labels = {one.id: one.label for one in many.integrations}
    assert {one.id: one.label for one in few.integrations}.items() <= labels.items()
    assert len({*labels.values()}) == 4


@given(st.lists(st.text(max_size=8), unique=True, max_size=40))
def test_labels_are_short_and_unique(ids: list[str]) -> None:
    """Any set of ids gets different labels such as `I-7KQ2M`."""
    labels = label_ids(ids)
    assert len({*labels.values()}) == len(ids)
    assert all(re.fullmatch(r"I-[2-9B-Z]{5,}", label) for label in labels.values())


def test_labels_that_collide_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    """If two ids have the same short label, one of the labels becomes longer, so all are unique."""
    monkeypatch.setattr(integration, "LABEL_SIGNS", "AB")
    ids = [f"s{number}--t" for number in range(50)]
    labels = label_ids(ids)
    assert len({*labels.values()}) == 50
    assert {len(label) for label in labels.values()} > {7}


def test_downstream_systems_are_found_in_a_cycle_and_not_over_retired_flows() -> None:
    """Downstream systems are found in a cycle (a to b to c to a), and a retired flow to d is not
    followed.
    """
    drawn_landscape = landscape(
        [flow("a", "b"), flow("b", "c"), flow("c", "a"), flow("c", "d", state=State.RETIRED)]
    )
    assert drawn_landscape.list_downstream(["a"]) == ("b", "c")
    assert drawn_landscape.list_upstream(["a"]) == ("b", "c")
    assert drawn_landscape.list_upstream(["d"]) == ()


def test_reach_of_a_dataset_follows_that_dataset() -> None:
    """`erp/orders` reaches the dashboard, but not the mailer, which only reads customers."""
    drawn_landscape = landscape(
        [
            flow("erp/orders", "dwh/raw-orders"),
            flow("dwh/raw-orders", "dwh/mart-orders"),
            flow("dwh/mart-orders", "dashboard"),
            flow("dwh/customers", "mailer"),
        ]
    )
    assert drawn_landscape.list_downstream_of_datasets(["erp/orders"]) == ("dashboard", "dwh")
    assert drawn_landscape.list_downstream(["erp"]) == ("dashboard", "dwh", "mailer")
    assert {f.id for f in drawn_landscape.list_flows_upstream([end("dashboard")])} == {
        "erp/orders>dwh/raw-orders",
        "dwh/raw-orders>dwh/mart-orders",
        "dwh/mart-orders>dashboard",
    }


def test_all_flows_out_of_a_system_without_known_lineage_are_downstream() -> None:
    """Where `orders` goes inside `app` is unknown, so all flows out of `app` count as
    downstream.
    """
    drawn_landscape = landscape([flow("poc", "app/orders"), flow("app/invoices", "ledger")])
    assert {f.id for f in drawn_landscape.list_flows_downstream([end("app/orders")])} == {
        "app/invoices>ledger"
    }
    assert drawn_landscape.list_downstream_of_datasets(["app/orders"]) == ()


def test_touchpoints_are_what_others_reach_and_a_contract_without_consumer_is_none() -> None:
    """A dataset with a flow is a touchpoint, and so is the interface with the same entity; an
    interface without a flow is not.
    """
    contract = InterfaceNode(
        id="erp#orders", system="erp", name="Orders", protocol="odata v2", entities=("Order",)
    )
    idle = InterfaceNode(
        id="erp#stock", system="erp", name="Stock", protocol="odata v2", entities=("Stock",)
    )
    table = DatasetNode(id="erp/vbak", system="erp", name="VBAK", entity="Order")
    drawn_landscape = landscape(
        [flow("erp/vbak", "crm")], datasets=[table], interfaces=[contract, idle]
    )
    assert drawn_landscape.list_touchpoints("erp") == ("erp#orders", "erp/vbak")
    assert drawn_landscape.list_interfaces("erp") == (contract, idle)
    file = flow("erp/vbak", "crm", mechanism=Mechanism.FILE)
    assert landscape([file], datasets=[table], interfaces=[contract]).list_touchpoints("erp") == (
        "erp/vbak",
    )


def test_lookups_by_id_find_or_refuse() -> None:
    """A lookup by id returns the system, dataset or flow; an unknown id raises KeyError."""
    drawn_landscape = landscape([flow("erp/vbak", "crm")])
    assert drawn_landscape.get_system("erp").name == "erp"
    assert drawn_landscape.get_dataset("erp/vbak").system == "erp"
    assert drawn_landscape.get_flow("erp/vbak>crm").target.system == "crm"
    assert [f.id for f in drawn_landscape.list_flows_between("erp", "crm")] == ["erp/vbak>crm"]
    assert drawn_landscape.list_flows_between("crm", "erp") == ()
    with pytest.raises(KeyError):
        drawn_landscape.get_system("nobody")


def test_exports_read_back_with_every_system_flow_and_dependency() -> None:
    """Networkx reads the same graph from GraphML and from node-link JSON, even if names contain
    markup or control characters.
    """
    named = SystemNode(id="erp", name='SAP <&> "R/3" \x00\x1b', aliases=("S4", "S/4"), evidence=AT)
    drawn_landscape = landscape(
        [flow("erp/vbak", "crm"), flow("crm", "erp"), flow("crm", "erp", state=State.PLANNED)],
        [dependency("erp", "fax")],
        systems=[named],
    )
    by_xml = nx.read_graphml(io.BytesIO(drawn_landscape.to_graphml()), force_multigraph=True)
    by_json = nx.node_link_graph(json.loads(drawn_landscape.to_node_link()), edges="edges")
    for graph in (by_xml, by_json):
        assert set(graph) == {"erp", "crm", "fax"}
        assert {key for near in graph.adj.values() for keys in near.values() for key in keys} == {
            "erp/vbak>crm",
            "crm>erp",
            "crm>erp.planned",
            "erp~fax",
        }
        assert graph.nodes["erp"]["aliases"] == "S4; S/4"
        assert graph.nodes["erp"]["name"].startswith('SAP <&> "R/3"')
        assert "\x00" not in graph.nodes["erp"]["name"]
