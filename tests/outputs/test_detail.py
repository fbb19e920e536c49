"""One integration in detail: its datasets, its columns and the flows between them."""

import re
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from seamscope.document import Survey
from seamscope.errors import SeamscopeError
from seamscope.landscape import Direction
from seamscope.outputs import FORMATS
from seamscope.outputs.diagram.drawing import find_backend
from seamscope.outputs.diagram.integration_drawing import (
    FLOWS,
    draw_integration,
    is_single_integration,
)
from seamscope.outputs.views.excerpt import select_excerpt
from seamscope.outputs.views.integration_detail import build_dataset_boxes, list_detail_lines
from seamscope.records import Column, ColumnEdge, EdgeKind, Mechanism, State
from seamscope.resolved import DatasetNode, DependencyEdge, End
from seamscope.surface import Surface

from .survey_sample import small

needs_graphviz = pytest.mark.skipif(find_backend() is None, reason="nothing here draws")
SVG = "{http://www.w3.org/2000/svg}"
COPILOT, ERP = End(system="copilot", dataset="copilot/price"), End(system="erp", dataset="erp/vbap")


def build_detailed_survey(columns: tuple[ColumnEdge, ...] = ()) -> Survey:
    """Return a survey of one integration, in which data flows from VBAP of the ERP to PRICE of the
    copilot.
    columns: the column lineage of the flow.
    """
    part = select_excerpt(small(), "I-002")
    (one,) = part.flows
    return replace(
        part,
        flows=(replace(one, source=ERP, target=COPILOT, columns=columns, frequency="hourly"),),
        datasets=(
            DatasetNode(id="copilot/price", system="copilot", name="PRICE"),
            DatasetNode(
                id="erp/vbap", system="erp", name="VBAP", entity="Order item",
                columns=tuple(Column(name=name) for name in ("VBELN", "NETWR", "WERKS")),
            ),
        ),
    )  # fmt: skip


LINEAGE = (
    ColumnEdge(source="VBAP.NETWR", target="Amount", kind=EdgeKind.EXPRESSION),
    ColumnEdge(source="VBAP.WERKS", target="*", kind=EdgeKind.INDIRECT),
)


def test_only_a_single_integration_is_drawn_in_detail() -> None:
    """A survey of two systems is drawn in detail; with three systems it is a landscape."""
    assert is_single_integration(select_excerpt(small(), "I-002"))
    assert not is_single_integration(small())
    assert not is_single_integration(select_excerpt(small(), "SAP S/4HANA"))


def test_without_a_poc_there_is_no_surface() -> None:
    """Without a POC, the excerpt `surface` is an error, because an empty picture would say that the
    POC touches nothing.
    """
    with pytest.raises(SeamscopeError, match="no POC was specified"):
        select_excerpt(replace(small(), surface=Surface()), "surface")


def test_flows_to_the_left_are_reversed_with_their_columns() -> None:
    """The copilot is drawn on the left because of its id, so the line of a flow from the ERP to it
    points to the left.
    """
    (line,) = list_detail_lines(build_detailed_survey(LINEAGE))
    assert (line.left, line.right, line.back) == (COPILOT, ERP, True)
    assert line.columns == (
        ("Amount", "NETWR", EdgeKind.EXPRESSION),
        ("*", "WERKS", EdgeKind.INDIRECT),
    )
    assert line.caption.endswith("hourly")


def test_columns_in_the_lineage_come_first() -> None:
    """With room for two of three columns, the two that occur in the lineage are shown, and the
    other one is counted.
    """
    survey = build_detailed_survey(LINEAGE)
    (box,) = build_dataset_boxes(survey, list_detail_lines(survey), "erp", 2).values()
    assert (box.name, box.columns, box.more) == ("VBAP", ("NETWR", "WERKS"), 1)
    assert box.details == "table · Order item"
    assert "+1 more column<" in draw_integration(survey, columns=2).variants[0].dot


def test_column_lines_end_at_their_columns() -> None:
    """Column lines connect the rows of their columns; `*` is not a column and has no line."""
    dot = draw_integration(build_detailed_survey(LINEAGE)).variants[0].dot
    assert re.search(r"left_0:c0:e -> right_0:c0:w \[.*dir=back", dot)
    assert len(re.findall(r"id=\"flow-0-column", dot)) == 1


def test_a_dependency_of_unknown_direction_has_no_arrowhead() -> None:
    """A dependency is dashed, has no arrowhead, and its datasets are labelled as unknown."""
    survey = build_detailed_survey()
    edge = DependencyEdge(
        id="x", source=End(system="erp"), target=End(system="copilot"), reason="nobody says",
        mechanism=Mechanism.FILE,
    )  # fmt: skip
    one = replace(survey.integrations[0], direction=Direction.UNKNOWN, flows=())
    dot = (
        draw_integration(replace(survey, flows=(), dependencies=(edge,), integrations=(one,)))
        .variants[0]
        .dot
    )
    assert dot.count("unknown dataset") == 2
    assert "dir=forward" not in dot
    assert "dir=back" not in dot
    assert "style=dashed" in dot


def test_flows_beyond_a_page_are_counted() -> None:
    """If there are thirty flows, 24 active flows are drawn and six retired flows are counted."""
    survey = build_detailed_survey()
    many = tuple(
        replace(survey.flows[0], id=f"f{n:02}", state=State.RETIRED if n < 6 else State.ACTIVE)
        for n in range(FLOWS + 6)
    )
    drawing = draw_integration(replace(survey, flows=many))
    assert drawing.description.startswith("24 flows.")
    assert "+6 more flows" in drawing.variants[0].dot
    assert "retired" not in drawing.variants[0].dot


@needs_graphviz
def test_a_detail_diagram_links_to_the_report() -> None:
    """Every flow links to the page of the integration, and the title names it."""
    root: Element = fromstring(FORMATS["svg"].render_excerpt(build_detailed_survey(LINEAGE)))
    assert (root[0].text or "").startswith("I-002: ")
    links = {value for item in root.iter(f"{SVG}a") for value in item.attrib.values()}
    assert links == {"report.html#/I-002"}
    texts = {item.text for item in root.iter(f"{SVG}text")}
    assert {"NETWR", "WERKS", "Amount", "VBAP", "PRICE"} <= texts


def test_dot_output_is_what_is_drawn() -> None:
    """The DOT output of one integration includes its datasets and equals the drawn DOT."""
    survey = select_excerpt(small(), "I-001")
    output = FORMATS["dot"].render(survey).decode()
    assert output == draw_integration(survey).variants[0].dot
    assert output != FORMATS["dot"].render(small()).decode()


def test_a_flow_at_an_endpoint_makes_it_a_landscape() -> None:
    """A survey of two systems and an endpoint that belongs to neither is drawn as a landscape."""
    detailed = build_detailed_survey()
    beyond = replace(
        detailed.flows[0], id="legacy>erp", source=End(system="legacy", dataset="legacy/vbak")
    )
    wider = replace(detailed, flows=(*detailed.flows, beyond))
    assert is_single_integration(detailed)
    assert not is_single_integration(wider)
    assert b"digraph" in FORMATS["dot"].render(wider)
