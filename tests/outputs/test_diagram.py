"""What the landscape's drawing shows, and how: its DOT, before any layout."""

import re
from dataclasses import replace

import pytest

from seamscope.document import Meta, Survey
from seamscope.outputs.diagram.landscape import draw_dot, node_count
from seamscope.outputs.diagram.picture import dot
from seamscope.outputs.views.rows import Role
from seamscope.outputs.views.scene import DRAWN, LABELLED, WORDED, scene
from seamscope.resolved import SystemNode

from .crowd_sample import large
from .survey_sample import small

EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="1"))


def lines_of(label: str, survey: Survey) -> str:
    """Return what DOT says of an integration: both halves of its line and its words."""
    text = dot(survey).decode()
    return "\n".join(line for line in text.splitlines() if label in line)


def test_a_node_carries_name_kind_product_and_owner() -> None:
    """The name is bold; kind, product and owner stand below it in small print."""
    text = dot(small()).decode()
    assert "<B>Salesforce</B>" in text
    assert "crm · Salesforce Sales Cloud" in text
    assert "Sales IT" in text


def test_the_poc_stands_out_and_outside_of_groups() -> None:
    """The POC has a shape and border of its own and belongs to no domain."""
    node = next(node for node in scene(small()).nodes if node.poc)
    assert node.group == ""
    assert re.search(r"copilot \[.*penwidth=3\.5.*shape=octagon", dot(small()).decode())


def test_a_retired_system_is_dashed_and_says_so() -> None:
    """State is told by line and by word, not by colour alone."""
    node = re.search(r"fax \[.*", dot(small()).decode())
    assert node
    assert "dashed" in node[0]
    assert "retired" in node[0]


def test_domains_are_groups_and_kinds_stand_in_for_them() -> None:
    """With domains they group; without any, kinds do; without either it is Other."""
    assert {node.group for node in scene(small()).nodes} == {"", "Sales", "Analytics", "Finance"}
    kinds = replace(small(), systems=tuple(replace(s, domain="") for s in small().systems))
    assert {"crm", "erp"} <= {node.group for node in scene(kinds).nodes}
    bare = replace(EMPTY, systems=(SystemNode(id="x", name="X"),))
    assert [node.group for node in scene(bare).nodes] == ["Other"]


@pytest.mark.parametrize(
    ("label", "marks"),
    [
        ("I-001", ["#E69F00", "penwidth=3", "dir=back", "dir=forward", "<B>I-001 API · L</B>"]),
        ("I-002", ["erp -> ", " -> copilot", "#009E73", "penwidth=1", "<B>I-002 ETL · S</B>"]),
        ("I-003", ["erp -> ", " -> crm", "dir=none", "dir=forward", ">I-003 events<"]),
        ("I-004", ["crm -> ", " -> fax", "style=dashed", "#9AA3AD", "I-004 file · retired"]),
        ("I-005", ["dwh -> ", " -> mes", "dir=none", "style=dashed", "I-005 DB link"]),
    ],
)
def test_an_edge_says_direction_class_role_and_state(label: str, marks: list[str]) -> None:
    """Colour, width and letter all tell the class; arrows and dashes the rest."""
    found = lines_of(label, small())
    for mark in marks:
        assert mark in found


def test_an_affected_integration_is_dotted() -> None:
    """What the POC only affects downstream is drawn lightly."""
    sample = small()
    affected = replace(
        sample, surface=replace(sample.surface, affects=("crm--erp",), depends_on=())
    )
    assert "style=dotted" in lines_of("I-003", affected)


def test_the_picture_names_its_source_and_no_date() -> None:
    """Title, program and a digest of the inputs stand in the picture; the digest is stable."""
    text = dot(small()).decode()
    assert "Service Copilot at Halden" in text
    assert re.search(r"seamscope 0\.1\.0 · inputs [0-9a-f]{12}", text)
    sample = small()
    turned = replace(sample, meta=replace(sample.meta, inputs=sample.meta.inputs[::-1]))
    assert dot(turned) == dot(sample)


def test_a_large_picture_carries_ids_only() -> None:
    """Past 30 systems the words of edges stay in the table."""
    assert scene(large(LABELLED, poc=True)).labelled
    crowd = scene(large(LABELLED + 1, poc=True))
    assert not crowd.labelled
    assert "<B>I-001 S</B>" in draw_dot(crowd)


@pytest.mark.parametrize("poc", [True, False])
def test_what_is_not_drawn_is_counted(poc: bool) -> None:
    """Past 60 systems the most telling are drawn; drawn and left out add up to all."""
    crowd = large(100, poc=poc)
    shown = scene(crowd)
    assert len(shown.nodes) <= DRAWN
    found = re.fullmatch(r"\+(\d+) more systems? and (\d+) integrations?, see the table",
                         shown.left_out)  # fmt: skip
    assert found
    assert int(found[1]) + len(shown.nodes) + len(shown.alone) == 100
    assert int(found[2]) + len(shown.edges) == len(crowd.integrations)
    assert shown.left_out in draw_dot(shown)
    if poc:
        assert {crowd.surface.poc} <= {node.system for node in shown.nodes}
        assert all(
            edge.label in {shown_edge.label for shown_edge in shown.edges}
            for edge in crowd.integrations
            if edge.id in crowd.surface.build
        )


def test_many_systems_that_stand_alone_are_listed() -> None:
    """Seven systems without an integration become a note with their names; six are drawn."""
    lone = tuple(SystemNode(id=f"x{n}", name=f"Lone {n}") for n in range(7))
    shown = scene(replace(small(), systems=(*small().systems, *lone)))
    assert shown.alone == tuple(f"Lone {n}" for n in range(7))
    assert "7 systems with no integration found" in draw_dot(shown)
    drawn = scene(replace(small(), systems=(*small().systems, *lone[:6])))
    assert drawn.alone == ()
    assert len(drawn.nodes) == 12
    hundred = tuple(SystemNode(id=f"x{n:03}", name=f"Lone {n}") for n in range(100))
    many = draw_dot(scene(replace(EMPTY, systems=hundred)))
    assert "and 40 more, see the report" in " ".join(re.sub(r"<[^>]*>", " ", many).split())


def test_ids_that_are_no_slugs_are_replaced() -> None:
    """An id with quotes, colons or ports reaches neither DOT nor SVG."""
    odd = replace(EMPTY, systems=(SystemNode(id='a:b"; x', name="A"), SystemNode(id="b", name="B")))
    assert [node.key for node in scene(odd).nodes] == ["system_1", "b"]


def test_a_crowded_picture_keeps_the_words_of_what_is_to_build() -> None:
    """Past 80 integrations the other lines are bare; the key says so."""
    crowd = scene(large(60, poc=True))
    many = replace(crowd, edges=crowd.edges * (WORDED // len(crowd.edges) + 1))
    built = sum(edge.role is Role.BUILD for edge in many.edges)
    text = draw_dot(many)
    assert len(many.edges) > WORDED
    assert text.count(" -> ") == len(many.edges) + built
    assert node_count(many) == len(many.nodes) + built
    assert "without words" in text


def test_the_simple_form_has_neither_groups_nor_words() -> None:
    """The fallback leaves out what makes a layout fail and keeps every node and edge."""
    shown = scene(small())
    text = draw_dot(shown, simple=True)
    assert "cluster" not in text
    assert "API · L" not in text
    assert text.count(" -> ") == len(shown.edges)
    assert draw_dot(shown).count(" -> ") == 2 * len(shown.edges)
