"""One integration in detail: its datasets, its columns and the flows between them."""

import re
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from seamscope.document import Survey
from seamscope.landscape import Direction
from seamscope.outputs import FORMATS
from seamscope.outputs.diagram.detail import FLOWS, detail_drawing, is_detail
from seamscope.outputs.diagram.drawing import backend
from seamscope.outputs.views.ends import boxes_of, lines_of
from seamscope.outputs.views.neighbourhoods import about
from seamscope.records import Column, ColumnEdge, EdgeKind, Mechanism, State
from seamscope.resolved import DatasetNode, DependencyEdge, End

from .survey_sample import small

needs_graphviz = pytest.mark.skipif(backend() is None, reason="nothing here draws")
SVG = "{http://www.w3.org/2000/svg}"
COPILOT, ERP = End(system="copilot", dataset="copilot/price"), End(system="erp", dataset="erp/vbap")


def detailed(columns: tuple[ColumnEdge, ...] = ()) -> Survey:
    """Return the integration of copilot and ERP, data from ERP.VBAP to the copilot's PRICE."""
    part = about(small(), "I-002")
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


def test_only_an_integration_alone_is_drawn_in_detail() -> None:
    """Two systems and what is between them; three systems are a landscape."""
    assert is_detail(about(small(), "I-002"))
    assert not is_detail(small())
    assert not is_detail(about(small(), "SAP S/4HANA"))


def test_data_that_goes_left_is_turned_with_its_columns() -> None:
    """The copilot stands left by its id; data comes from the ERP, so the line points back."""
    (line,) = lines_of(detailed(LINEAGE))
    assert (line.left, line.right, line.back) == (COPILOT, ERP, True)
    assert line.columns == (
        ("Amount", "NETWR", EdgeKind.EXPRESSION),
        ("*", "WERKS", EdgeKind.INDIRECT),
    )
    assert line.words.endswith("hourly")


def test_columns_that_lineage_names_come_first_and_the_rest_is_counted() -> None:
    """Of VBELN, NETWR, WERKS two are named; with room for two, VBELN is the one more."""
    survey = detailed(LINEAGE)
    (box,) = boxes_of(survey, lines_of(survey), "erp", 2).values()
    assert (box.name, box.columns, box.more) == ("VBAP", ("NETWR", "WERKS"), 1)
    assert box.about == "table · Order item"
    assert "+1 more column<" in detail_drawing(survey, columns=2).forms[0].dot


def test_column_lines_end_at_their_columns() -> None:
    """Amount is the copilot's first row, NETWR the ERP's; `*` is no column, and has no line."""
    dot = detail_drawing(detailed(LINEAGE)).forms[0].dot
    assert re.search(r"left_0:c0:e -> right_0:c0:w \[.*dir=back", dot)
    assert len(re.findall(r"id=\"flow-0-column", dot)) == 1


def test_a_dependency_of_unknown_direction_has_no_head() -> None:
    """Two systems touch and nobody says which way: dashed, no arrow, datasets not known."""
    survey = detailed()
    edge = DependencyEdge(
        id="x", source=End(system="erp"), target=End(system="copilot"), reason="nobody says",
        mechanism=Mechanism.FILE,
    )  # fmt: skip
    one = replace(survey.integrations[0], direction=Direction.UNKNOWN, flows=())
    dot = (
        detail_drawing(replace(survey, flows=(), dependencies=(edge,), integrations=(one,)))
        .forms[0]
        .dot
    )
    assert dot.count("dataset not known") == 2
    assert "dir=forward" not in dot
    assert "dir=back" not in dot
    assert "style=dashed" in dot


def test_flows_beyond_a_page_are_counted_working_ones_first() -> None:
    """Thirty flows, six of them retired: 24 are drawn, all that work; six are told of."""
    survey = detailed()
    many = tuple(
        replace(survey.flows[0], id=f"f{n:02}", state=State.RETIRED if n < 6 else State.ACTIVE)
        for n in range(FLOWS + 6)
    )
    drawing = detail_drawing(replace(survey, flows=many))
    assert drawing.description.startswith("24 flows.")
    assert "+6 more flows" in drawing.forms[0].dot
    assert "retired" not in drawing.forms[0].dot


@needs_graphviz
def test_the_picture_of_one_integration_links_to_its_page() -> None:
    """Every flow leads to the integration in the report; the title says which it is."""
    root: Element = fromstring(FORMATS["svg"].render(detailed(LINEAGE)))
    assert (root[0].text or "").startswith("I-002: ")
    links = {value for item in root.iter(f"{SVG}a") for value in item.attrib.values()}
    assert links == {"report.html#/I-002"}
    texts = {item.text for item in root.iter(f"{SVG}text")}
    assert {"NETWR", "WERKS", "Amount", "VBAP", "PRICE"} <= texts


def test_the_source_for_graphviz_is_what_is_drawn() -> None:
    """DOT of one integration holds its datasets too, and is the same text that the picture has."""
    survey = about(small(), "I-001")
    made = FORMATS["dot"].render(survey).decode()
    assert made == detail_drawing(survey).forms[0].dot
    assert made != FORMATS["dot"].render(small()).decode()
