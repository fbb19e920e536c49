"""The landscape for draw.io: uncompressed, domains as swimlanes, integrations as arrows."""

from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.outputs.diagram.theme import LIGHT, WIDTHS
from seamscope.outputs.exports.grid import Box, grid
from seamscope.outputs.exports.parts import Model, Part, Relation, model
from seamscope.outputs.xml import child, document

# html=0: a label is text and never markup.
PLAIN = "html=0;whiteSpace=wrap;"
LANE = f"swimlane;startSize=30;rounded=1;{PLAIN}fillColor=#F6F8FA;strokeColor=#D5DBE3;"
BOX = f"rounded=1;{PLAIN}fillColor=#FFFFFF;strokeColor=#5B6470;"
POC = f"shape=hexagon;{PLAIN}fillColor=#FFF4D6;strokeColor=#1B1F24;strokeWidth=3;"
IDLE = f"rounded=1;dashed=1;{PLAIN}fillColor=#F0F1F3;strokeColor={LIGHT.faded};"


def drawio(survey: Survey) -> bytes:
    """Return a file of one page that draw.io opens and edits."""
    made = model(survey)
    root = Element("mxfile", {"host": "seamscope", "compressed": "false"})
    page = child(root, "diagram", id="landscape", name=made.title)
    cells = child(child(page, "mxGraphModel", grid="1", page="0"), "root")
    child(cells, "mxCell", id="0")
    child(cells, "mxCell", id="1", parent="0")
    places = grid(made)
    lanes = {domain: f"domain-{n}" for n, domain in enumerate(made.domains, start=1)}
    for domain, lane in lanes.items():
        _vertex(
            cells,
            key=lane,
            lane="1",
            value=domain or "No domain",
            style=LANE,
            box=places.blocks[domain],
        )
    for part in made.parts:
        block, box = places.blocks[part.domain], places.boxes[part.key]
        inside = Box(x=box.x - block.x, y=box.y - block.y, width=box.width, height=box.height)
        look = POC if part.poc else BOX if part.state == "active" else IDLE
        _vertex(
            cells,
            key=f"system-{part.key}",
            lane=lanes[part.domain],
            value=_words(part),
            style=look,
            box=inside,
        )
    for way in made.relations:
        _edge(cells, way)
    _source(cells, made, places.blocks)
    return document(root)


def _words(part: Part) -> str:
    return f"{part.name} · {part.told}"


def _vertex(cells: Element, *, key: str, lane: str, value: str, style: str, box: Box) -> None:
    cell = child(cells, "mxCell", id=key, value=value, style=style, vertex="1", parent=lane)
    child(
        cell,
        "mxGeometry",
        x=str(box.x),
        y=str(box.y),
        width=str(box.width),
        height=str(box.height),
        as_="geometry",
    )


def _edge(cells: Element, way: Relation) -> None:
    colour = LIGHT.classes.get(way.effort_class, LIGHT.no_class) if way.active else LIGHT.faded
    dashed = "" if way.active and way.directed else "dashed=1;"
    head = "classic" if way.directed else "none"
    style = (
        f"edgeStyle=orthogonalEdgeStyle;rounded=1;html=0;{dashed}strokeColor={colour};"
        f"strokeWidth={WIDTHS.get(way.effort_class, '1')};endArrow={head};"
    )
    cell = child(
        cells,
        "mxCell",
        id=f"flow-{way.key}",
        value=way.words,
        style=style,
        edge="1",
        parent="1",
        source=f"system-{way.source}",
        target=f"system-{way.target}",
    )
    child(cell, "mxGeometry", relative="1", as_="geometry")


def _source(cells: Element, made: Model, blocks: dict[str, Box]) -> None:
    below = max((box.y + box.height for box in blocks.values()), default=0) + 40
    _vertex(
        cells,
        key="source",
        lane="1",
        value=made.source,
        style=f"text;align=left;{PLAIN}",
        box=Box(x=40, y=below, width=600, height=30),
    )
