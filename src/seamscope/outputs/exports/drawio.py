"""The landscape as an uncompressed draw.io file.

The columns around the POC are swimlanes, as are the domains of the other systems. Each direction
of an integration is an arrow.
"""

from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.outputs.diagram.theme import LIGHT, WIDTHS
from seamscope.outputs.exports.grid import Box, Grid, lay_out_grid
from seamscope.outputs.exports.model import Model, ModelSystem, Relation, build_model
from seamscope.outputs.writers.xml import add_child, encode_xml

# html=0: draw.io shows labels as plain text
PLAIN = "html=0;whiteSpace=wrap;"
LANE = (
    f"swimlane;startSize=30;rounded=1;{PLAIN}"
    f"fillColor={LIGHT.group};strokeColor={LIGHT.group_line};"
)
BOX = f"rounded=1;{PLAIN}fillColor={LIGHT.node};strokeColor={LIGHT.line};"
POC = f"shape=hexagon;{PLAIN}fillColor={LIGHT.poc};strokeColor={LIGHT.ink};strokeWidth=3;"
IDLE = f"rounded=1;dashed=1;{PLAIN}fillColor={LIGHT.inactive};strokeColor={LIGHT.faded};"


def render_drawio(survey: Survey) -> bytes:
    """Return an editable draw.io file with one page."""
    model = build_model(survey)
    root = Element("mxfile", {"host": "seamscope", "compressed": "false"})
    page = add_child(root, "diagram", id="landscape", name=model.title)
    cells = add_child(add_child(page, "mxGraphModel", grid="1", page="0"), "root")
    add_child(cells, "mxCell", id="0")
    add_child(cells, "mxCell", id="1", parent="0")
    places = lay_out_grid(model)
    lanes: dict[str, tuple[str, Box]] = {}
    for number, block in enumerate(places.blocks, start=1):
        lane = f"lane-{number}"
        lanes |= dict.fromkeys(block.systems, (lane, block.box))
        _add_vertex(
            cells,
            key=lane,
            lane="1",
            value=block.name or "No domain",
            style=LANE,
            box=block.box,
        )
    for system in model.systems:
        (lane, block_box), box = lanes[system.key], places.boxes[system.key]
        inside = Box(
            x=box.x - block_box.x, y=box.y - block_box.y, width=box.width, height=box.height
        )
        style = POC if system.poc else BOX if system.state == "active" else IDLE
        _add_vertex(
            cells,
            key=f"system-{system.key}",
            lane=lane,
            value=_format_label(system),
            style=style,
            box=inside,
        )
    for relation in model.relations:
        _add_edge(cells, relation)
    _add_source(cells, model, places)
    return encode_xml(root)


def _format_label(system: ModelSystem) -> str:
    return f"{system.name} · {system.description}"


def _add_vertex(cells: Element, *, key: str, lane: str, value: str, style: str, box: Box) -> None:
    cell = add_child(cells, "mxCell", id=key, value=value, style=style, vertex="1", parent=lane)
    add_child(
        cell,
        "mxGeometry",
        x=str(box.x),
        y=str(box.y),
        width=str(box.width),
        height=str(box.height),
        as_="geometry",
    )


def _add_edge(cells: Element, relation: Relation) -> None:
    loud = "" if relation.grey else relation.effort_class
    colour = LIGHT.classes.get(loud, LIGHT.line) if relation.active else LIGHT.faded
    dashed = "" if relation.active and relation.directed else "dashed=1;"
    head = "classic" if relation.directed else "none"
    style = (
        f"edgeStyle=orthogonalEdgeStyle;rounded=1;html=0;{dashed}strokeColor={colour};"
        f"strokeWidth={WIDTHS.get(loud, '1')};endArrow={head};"
    )
    cell = add_child(
        cells,
        "mxCell",
        id=f"flow-{relation.key}",
        value=relation.caption,
        style=style,
        edge="1",
        parent="1",
        source=f"system-{relation.source}",
        target=f"system-{relation.target}",
    )
    add_child(cell, "mxGeometry", relative="1", as_="geometry")


def _add_source(cells: Element, model: Model, places: Grid) -> None:
    below = max((block.box.y + block.box.height for block in places.blocks), default=0) + 40
    _add_vertex(
        cells,
        key="source",
        lane="1",
        value=model.source,
        style=f"text;align=left;{PLAIN}",
        box=Box(x=40, y=below, width=600, height=30),
    )
