"""Model exports contain every system and relation, according to other parsers."""

import io
import json
import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

import networkx
import pytest
import yaml
from defusedxml.ElementTree import fromstring

from seamscope.document import Meta, Survey
from seamscope.outputs import FORMATS
from seamscope.outputs.diagram.theme import LIGHT
from seamscope.outputs.exports.grid import lay_out_grid
from seamscope.outputs.exports.model import build_model
from seamscope.outputs.views.effort_rows import Role

from .crowd_sample import large
from .hostile_sample import HOSTILE, hostile
from .survey_sample import small

EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="2"))
MODELS = ("structurizr-dsl", "structurizr-json", "plantuml", "archimate", "drawio", "backstage",
          "openlineage", "graphml", "gexf", "cytoscape")  # fmt: skip
# The sample's data goes both ways for I-001, turned round for I-002 and I-003, along for I-004; the
# direction of I-005 is unknown, so it keeps the order of its ids.
WAYS = {("copilot", "crm"), ("crm", "copilot"), ("erp", "copilot"), ("erp", "crm"),
        ("crm", "fax"), ("dwh", "mes")}  # fmt: skip
ARCHIMATE = "{http://www.opengroup.org/xsd/archimate/3.0/}"


def render_text(name: str, survey: Survey) -> str:
    return FORMATS[name].render(survey).decode()


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("survey", [EMPTY, small(), hostile()], ids=["empty", "small", "hostile"])
def test_every_export_is_deterministic(name: str, survey: Survey) -> None:
    """Each export of an empty, a small and a hostile survey has no error and always the same
    bytes.
    """
    assert render_text(name, survey) == render_text(name, survey)


def test_relations_have_the_direction_of_data() -> None:
    """A bidirectional integration has two relations; one of unknown direction has one relation that
    is marked as undirected.
    """
    result = build_model(small())
    assert {(way.source, way.target) for way in result.relations} == WAYS
    assert [way.label for way in result.relations if not way.directed] == ["I-005"]
    assert len({way.key for way in result.relations}) == 6


def test_systems_with_the_same_name_stay_separate() -> None:
    """A name that is empty or not unique is followed by the key of the system: `(no name) (h9)`."""
    names = [part.name for part in build_model(hostile()).systems]
    assert len(set(names)) == len(HOSTILE)
    assert "(no name) (h9)" in names


def test_boxes_of_the_grid_do_not_overlap() -> None:
    """Each of 300 boxes is inside the block of its domain and has a position of its own."""
    result = build_model(large(300, poc=False))
    places = lay_out_grid(result)
    corners = {(box.x, box.y) for box in places.boxes.values()}
    assert len(corners) == 300
    blocks = {key: block.box for block in places.blocks for key in block.systems}
    for part in result.systems:
        block, box = blocks[part.key], places.boxes[part.key]
        assert block.x < box.x
        assert box.x + box.width < block.x + block.width
        assert block.y < box.y
        assert box.y + box.height < block.y + block.height


def test_the_columns_around_the_poc_come_first() -> None:
    """Systems that the POC only reads are left of it, systems that it writes are right of it, and
    all others are below.
    """
    places = lay_out_grid(build_model(small())).boxes
    assert places["erp"].x < places["copilot"].x < places["crm"].x
    assert all(places[key].y < places["mes"].y for key in ("erp", "copilot", "crm"))
    assert not build_model(large(20, poc=False)).columns


@pytest.mark.parametrize(
    ("name", "read"), [("graphml", networkx.read_graphml), ("gexf", networkx.read_gexf)]
)
def test_networkx_reads_graphml_and_gexf(
    name: str, read: "Callable[[io.BytesIO], networkx.DiGraph[str]]"
) -> None:
    """Networkx reads the nodes, edges and figures from GraphML and GEXF, and can write them
    again.
    """
    graph = read(io.BytesIO(FORMATS[name].render(small())))
    assert set(graph.edges()) == WAYS
    assert set(graph) == {"copilot", "crm", "dwh", "erp", "fax", "mes"}
    assert graph.nodes["crm"]["label"] == "Salesforce"
    assert graph.edges["erp", "copilot"]["P50 person-days"] == 2.5  # 20 hours of 8 a day
    again = io.BytesIO()
    getattr(networkx, f"write_{name}")(graph, again)
    assert set(read(io.BytesIO(again.getvalue())).edges()) == WAYS


def test_networkx_reads_cytoscape() -> None:
    """Networkx reads the same edges from the Cytoscape JSON."""
    graph = networkx.cytoscape_graph(json.loads(render_text("cytoscape", small())))
    assert set(graph.edges()) == WAYS


def test_structurizr_json_has_no_dangling_id() -> None:
    """Every id in relationships and views is the id of a system or relationship."""
    document = json.loads(render_text("structurizr-json", small()))
    systems = document["model"]["softwareSystems"]
    names = {item["id"]: item["name"] for item in systems}
    ways = [way for item in systems for way in item["relationships"]]
    assert len(names) == 6
    assert len({way["id"] for way in ways} | set(names)) == 12
    assert {way["sourceId"] for way in ways} | {way["destinationId"] for way in ways} == set(names)
    for view in (
        *document["views"]["systemLandscapeViews"],
        *document["views"]["systemContextViews"],
    ):
        assert {item["id"] for item in view["elements"]} <= set(names)
        assert {item["id"] for item in view["relationships"]} <= {way["id"] for way in ways}


def test_names_cannot_break_structurizr_dsl() -> None:
    """Hostile names in Structurizr DSL cannot end a string, open a block or start a
    substitution.
    """
    text = render_text("structurizr-dsl", hostile())
    bare = re.sub(r'"[^"]*"', "", text)
    assert '"' not in bare
    assert bare.count("{") == bare.count("}")
    assert "\\" not in text
    assert "$" not in text
    assert text.count("= softwareSystem ") == len(HOSTILE)


def test_names_cannot_act_in_plantuml() -> None:
    """In PlantUML, special characters of hostile names are replaced by character codes."""
    for line in render_text("plantuml", hostile()).splitlines():
        words = re.findall(r'"([^"]*)"', line)
        for word in words:
            safe = re.sub(r"<U\+[0-9A-F]{4,5}>|\\n", "", word)
            assert not set(safe) & set("<>\\\"'|`=!{}[]%#"), line


def test_archimate_elements_are_in_schema_order() -> None:
    """Elements are in the order of the XSD, and a relation of unknown direction is an
    association.
    """
    root: Element = fromstring(render_text("archimate", small()).encode())
    wanted = ("name", "documentation", "elements", "relationships", "propertyDefinitions", "views")
    assert [item.tag for item in root] == [f"{ARCHIMATE}{tag}" for tag in wanted]
    kind = "{http://www.w3.org/2001/XMLSchema-instance}type"
    ways = list(root.iter(f"{ARCHIMATE}relationship"))
    assert [way.get(kind) for way in ways].count("Flow") == 5
    assert [way.get(kind) for way in ways].count("Association") == 1


def test_drawio_arrows_connect_boxes() -> None:
    """Every cell has a parent, every arrow connects two boxes, and labels are plain text."""
    root: Element = fromstring(render_text("drawio", small()).encode())
    cells = {cell.get("id", ""): cell for cell in root.iter("mxCell")}
    for cell in cells.values():
        assert cell.get("id") == "0" or cell.get("parent") in cells
        assert "html=1" not in cell.get("style", "")
    arrows = [cell for cell in cells.values() if cell.get("edge")]
    assert len(arrows) == 6
    assert all({arrow.get("source"), arrow.get("target")} <= set(cells) for arrow in arrows)


def test_backstage_names_are_valid() -> None:
    """Names have at most 63 letters, digits and dashes, and are unique within a kind."""
    output = list(yaml.safe_load_all(render_text("backstage", hostile())))
    names = [(item["kind"], item["metadata"]["name"]) for item in output]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", name) for _, name in names)
    kinds = [kind for kind, _ in names]
    assert kinds.count("System") == kinds.count("Component") == len(HOSTILE)


def test_backstage_components_depend_on_their_sources() -> None:
    """The copilot depends on CRM and ERP, which send it data; the ERP depends on nothing."""
    output = list(yaml.safe_load_all(render_text("backstage", small())))
    parts = {e["metadata"]["name"]: e["spec"] for e in output if e["kind"] == "Component"}
    assert parts["copilot"]["dependsOn"] == ["component:crm", "component:erp"]
    assert "dependsOn" not in parts["erp"]


def test_openlineage_has_every_flow_and_dependency() -> None:
    """A flow has an input and an output; a dependency has two inputs, because its direction is
    unknown.
    """
    events = [json.loads(line) for line in render_text("openlineage", small()).splitlines()]
    ends = [(len(event["inputs"]), len(event["outputs"])) for event in events]
    assert ends.count((1, 1)) == 5
    assert ends.count((2, 0)) == len(small().dependencies)


@pytest.mark.parametrize("name", sorted({*MODELS} - {"openlineage"}))
@pytest.mark.parametrize("count", [100, pytest.param(1000, marks=pytest.mark.slow)])
def test_the_systems_of_a_large_landscape_are_all_exported(name: str, count: int) -> None:
    """No export omits a system in a large landscape (OpenLineage has only systems with flows)."""
    crowd = large(count, poc=True)
    output = render_text(name, crowd)
    assert [system.name for system in crowd.systems if system.name not in output] == []


def test_exports_mark_what_is_to_be_built_and_name_kinds_in_words() -> None:
    """With a POC, only integrations to build are coloured, and kinds are written in words, not as
    keys.
    """
    survey = large(12, poc=True)
    model = build_model(survey)
    assert {relation.role is Role.BUILD for relation in model.relations} == {True, False}
    assert all(relation.grey == (relation.role is not Role.BUILD) for relation in model.relations)
    assert not any(relation.grey for relation in build_model(large(12, poc=False)).relations)
    colours = set(LIGHT.classes.values())
    for name in ("drawio", "plantuml"):
        text = FORMATS[name].render(survey).decode()
        used = sum(text.count(colour) for colour in colours)
        quiet = FORMATS[name].render(large(12, poc=False)).decode()
        assert 0 < used < sum(quiet.count(colour) for colour in colours)
    built = sum(not relation.grey for relation in model.relations)
    styles = [line for line in FORMATS["mermaid"].render(survey).decode().splitlines()
              if "linkStyle" in line]  # fmt: skip
    assert len(styles) == 1
    assert len(styles[0].split()[1].split(",")) == built
    words = {system.name: system.description for system in build_model(small()).systems}
    assert words["Salesforce"].startswith("CRM · Salesforce Sales Cloud")
    assert any(text.startswith("proof of concept") for text in words.values())
