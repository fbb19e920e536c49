"""The content and style of the landscape diagram in DOT, before the layout."""

import re
from dataclasses import replace

import pytest

from seamscope.document import Meta, Survey
from seamscope.outputs.diagram.landscape import render_dot
from seamscope.outputs.diagram.landscape_drawing import build_dot, count_nodes
from seamscope.outputs.diagram.theme import LIGHT
from seamscope.outputs.views.effort_rows import Role
from seamscope.outputs.views.scene import (
    MAX_LABELLED_EDGES,
    MAX_LABELLED_SYSTEMS,
    MAX_SYSTEMS,
    build_scene,
)
from seamscope.resolved import SystemNode

from .crowd_sample import large
from .survey_sample import small

EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="2"))


def lines_of(label: str, survey: Survey) -> str:
    """Return the lines of the DOT output that contain the label of an integration."""
    text = render_dot(survey).decode()
    return "\n".join(line for line in text.splitlines() if label in line)


def test_a_node_shows_name_kind_product_and_owner() -> None:
    """The name is bold; kind, product and owner are in small print below it."""
    text = render_dot(small()).decode()
    assert "<B>Salesforce</B>" in text
    assert "CRM · Salesforce Sales Cloud" in text
    assert "Sales IT" in text


def test_the_poc_has_its_own_shape_and_no_group() -> None:
    """The POC is an octagon with a thick border, outside of all domains."""
    node = next(node for node in build_scene(small()).nodes if node.poc)
    assert node.group == ""
    assert re.search(r"copilot \[.*penwidth=3\.5.*shape=octagon", render_dot(small()).decode())


def test_a_retired_system_is_dashed_and_labelled() -> None:
    """A retired system has a dashed border and the word "retired", so that its state is not shown
    by colour only.
    """
    node = re.search(r"fax \[.*", render_dot(small()).decode())
    assert node
    assert "dashed" in node[0]
    assert "retired" in node[0]


def test_systems_are_grouped_by_domain_else_by_kind() -> None:
    """Systems are grouped by domain, or else by kind; systems without both are in the group
    "Other".
    """
    assert {node.group for node in build_scene(small()).nodes} == {
        "",
        "Sales",
        "Analytics",
        "Finance",
    }
    kinds = replace(small(), systems=tuple(replace(s, domain="") for s in small().systems))
    assert {"CRM", "ERP"} <= {node.group for node in build_scene(kinds).nodes}
    bare = replace(EMPTY, systems=(SystemNode(id="x", name="X"),))
    assert [node.group for node in build_scene(bare).nodes] == ["Other"]


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
def test_an_edge_shows_direction_class_role_and_state(label: str, marks: list[str]) -> None:
    """Colour, width and letter of an edge show its effort class; arrowheads and dashes show
    direction and state.
    """
    found = lines_of(label, small())
    for mark in marks:
        assert mark in found


def test_an_affected_integration_is_dotted() -> None:
    """Integrations that the POC only affects are dotted."""
    sample = small()
    affected = replace(
        sample, surface=replace(sample.surface, affects=("crm--erp",), depends_on=())
    )
    assert "style=dotted" in lines_of("I-003", affected)


def test_the_diagram_shows_its_source_but_no_date() -> None:
    """The diagram shows title, program and a digest of the inputs that does not depend on their
    order, but no date.
    """
    text = render_dot(small()).decode()
    assert "Service Copilot at Halden" in text
    assert re.search(r"seamscope 0\.1\.0 · inputs [0-9a-f]{12}", text)
    sample = small()
    turned = replace(sample, meta=replace(sample.meta, inputs=sample.meta.inputs[::-1]))
    assert render_dot(turned) == render_dot(sample)


def test_a_large_diagram_has_ids_only() -> None:
    """With more than 30 systems, the label of an edge is only the id of its integration."""
    assert build_scene(large(MAX_LABELLED_SYSTEMS, poc=True)).labelled
    crowd = build_scene(large(MAX_LABELLED_SYSTEMS + 1, poc=True))
    assert not crowd.labelled
    assert "<B>I-001 S</B>" in build_dot(crowd)


@pytest.mark.parametrize("poc", [True, False])
def test_what_is_not_drawn_is_counted(poc: bool) -> None:
    """With more than 60 systems, a note says how many systems and integrations are not drawn."""
    crowd = large(100, poc=poc)
    shown = build_scene(crowd)
    assert len(shown.nodes) <= MAX_SYSTEMS
    found = re.fullmatch(r"\+(\d+) more systems? and (\d+) integrations?, see the effort table",
                         shown.omitted)  # fmt: skip
    assert found
    assert int(found[1]) + len(shown.nodes) + len(shown.isolated) == 100
    assert int(found[2]) + len(shown.edges) == len(crowd.integrations)
    assert shown.omitted in build_dot(shown)
    if poc:
        assert {crowd.surface.poc} <= {node.system for node in shown.nodes}
        assert all(
            edge.label in {shown_edge.label for shown_edge in shown.edges}
            for edge in crowd.integrations
            if edge.id in crowd.surface.build
        )


def test_many_isolated_systems_are_listed() -> None:
    """Seven systems without an integration are listed in a note; six are drawn."""
    lone = tuple(SystemNode(id=f"x{n}", name=f"Lone {n}") for n in range(7))
    shown = build_scene(replace(small(), systems=(*small().systems, *lone)))
    assert shown.isolated == tuple(f"Lone {n}" for n in range(7))
    assert "7 systems without an integration" in build_dot(shown)
    drawn = build_scene(replace(small(), systems=(*small().systems, *lone[:6])))
    assert drawn.isolated == ()
    assert len(drawn.nodes) == 12
    hundred = tuple(SystemNode(id=f"x{n:03}", name=f"Lone {n}") for n in range(100))
    many = build_dot(build_scene(replace(EMPTY, systems=hundred)))
    assert "and 40 more in the report" in " ".join(re.sub(r"<[^>]*>", " ", many).split())


def test_ids_that_are_not_slugs_are_replaced() -> None:
    """An id with quotes, colons or spaces is replaced by a generated one such as `system_1`."""
    odd = replace(EMPTY, systems=(SystemNode(id='a:b"; x', name="A"), SystemNode(id="b", name="B")))
    assert [node.key for node in build_scene(odd).nodes] == ["system_1", "b"]


def test_a_crowded_diagram_labels_only_integrations_to_build() -> None:
    """With more than 80 integrations, only those to build have labels, and the legend says so."""
    crowd = build_scene(large(60, poc=True))
    many = replace(crowd, edges=crowd.edges * (MAX_LABELLED_EDGES // len(crowd.edges) + 1))
    built = sum(edge.role is Role.BUILD for edge in many.edges)
    text = build_dot(many)
    assert len(many.edges) > MAX_LABELLED_EDGES
    assert text.count(" -> ") == len(many.edges) + built
    assert count_nodes(many) == len(many.nodes) + built
    assert "no label" in text


def test_the_simple_variant_has_neither_groups_nor_labels() -> None:
    """The simple variant, which is drawn if the layout fails, has every node and edge but no groups
    and labels.
    """
    shown = build_scene(small())
    text = build_dot(shown, simple=True)
    assert "cluster" not in text
    assert "API · L" not in text
    assert text.count(" -> ") == len(shown.edges)
    assert build_dot(shown).count(" -> ") == 2 * len(shown.edges)


def test_with_a_poc_only_integrations_to_build_are_coloured() -> None:
    """With a POC, only integrations to build are coloured; without one, the colour of every edge
    shows its class.
    """
    survey = large(12, poc=True)
    scene = build_scene(survey)
    classes = set(LIGHT.classes.values())
    for edge in scene.edges:
        lines = [line for line in lines_of(edge.label, survey).splitlines() if "->" in line]
        coloured = any(colour in line for line in lines for colour in classes)
        assert coloured == (edge.role is Role.BUILD and edge.active)
    assert any(edge.role is Role.BUILD for edge in scene.edges)
    assert any(edge.role is not Role.BUILD and edge.active for edge in scene.edges)
    assert "grey: exists today" in render_dot(survey).decode()
    assert "grey: exists today" not in render_dot(large(12, poc=False)).decode()
    assert any(colour in render_dot(large(12, poc=False)).decode() for colour in classes)
