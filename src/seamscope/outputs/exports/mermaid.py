"""The landscape as a Mermaid flowchart, for wikis that support Mermaid."""

from collections.abc import Iterator

from seamscope.document import Survey
from seamscope.landscape import Direction
from seamscope.outputs.diagram.theme import LIGHT
from seamscope.outputs.neighbourhood.columns import list_columns
from seamscope.outputs.views.effort_rows import Role
from seamscope.outputs.views.scene import Edge, Node, Scene, build_scene
from seamscope.outputs.writers.tabulate import clean_text

ARROWS = {Direction.UNKNOWN: "-.-"}
POC = f"fill:{LIGHT.poc},stroke:{LIGHT.ink},stroke-width:4px,color:{LIGHT.ink}"
# Of the lines to build: a colour that a white and a dark page both show, as wikis have both.
BUILD = LIGHT.classes["XL"]
SHAPES = {"poc": ("{{", "}}"), "store": ("[(", ")]"), "system": ("[", "]")}


def render_mermaid(survey: Survey) -> bytes:
    """Return the flowchart: one arrow for each direction; thick lines mark the POC's part.

    Names are quoted and ids are generated, so that no name is parsed as syntax. Systems have the
    same order as in the neighbourhood drawing, column by column.
    """
    scene = build_scene(survey)
    nodes = _sort_nodes(survey, scene)
    numbers = {node.key: f"s{number}" for number, node in enumerate(nodes, start=1)}
    lines = [
        f"%% {_escape_comment(scene.title)}",
        f"%% {_escape_comment(scene.source)}",
        "flowchart LR",
        *(f"  {numbers[node.key]}{_format_node(node)}" for node in nodes),
        *(line for edge in scene.edges for line in _format_edge(edge, scene, numbers)),
        *(f"  style {numbers[node.key]} {POC}" for node in nodes if node.poc),
        *_format_links_to_build(scene),
        *_format_notes(scene),
    ]
    return ("\n".join(lines) + "\n").encode()


def _format_node(node: Node) -> str:
    opening, closing = SHAPES["poc" if node.poc else "store" if node.store else "system"]
    state = (node.state,) if node.state else ()
    label = "<br/>".join(_escape_text(line) for line in (node.name, *node.lines, *state))
    return f'{opening}"{label}"{closing}'


def _sort_nodes(survey: Survey, scene: Scene) -> list[Node]:
    columns = (key for _, keys in list_columns(survey) for key in keys)
    order = {key: place for place, key in enumerate(columns)}
    return sorted(scene.nodes, key=lambda node: order.get(node.system, len(order)))


def _format_edge(edge: Edge, scene: Scene, numbers: dict[str, str]) -> Iterator[str]:
    """Yield one arrow, or two for a two-way integration, so that both directions are visible."""
    arrow = ARROWS.get(edge.direction, "-->" if edge.active else "-.->")
    label = _escape_text(f"{edge.label} {edge.caption}" if scene.labelled else edge.label)
    yield f'  {numbers[edge.source]} {arrow}|"{label}"| {numbers[edge.target]}'
    if edge.direction is Direction.BOTH:
        yield f'  {numbers[edge.target]} {arrow}|"{label}"| {numbers[edge.source]}'


def _format_links_to_build(scene: Scene) -> Iterator[str]:
    """Yield the style of the arrows to build; Mermaid identifies an arrow by its position."""
    counts = [2 if edge.direction is Direction.BOTH else 1 for edge in scene.edges]
    numbers = [
        str(sum(counts[:place]) + arrow)
        for place, edge in enumerate(scene.edges)
        for arrow in range(counts[place])
        if scene.has_poc and edge.role is Role.BUILD
    ]
    if numbers:
        yield f"  linkStyle {','.join(numbers)} stroke:{BUILD},stroke-width:4px"


def _format_notes(scene: Scene) -> list[str]:
    texts = [scene.omitted] if scene.omitted else []
    if scene.isolated:
        texts.append(f"without an integration: {', '.join(scene.isolated)}")
    return [f'  note{number}["{_escape_text(text)}"]' for number, text in enumerate(texts, start=1)]


def _escape_comment(text: str) -> str:
    return clean_text(text).replace("%", "").replace("{", "(").replace("}", ")")


def _escape_text(text: str) -> str:
    """Escape characters that would end a quoted string or start markup: `"` → `#34;`."""
    return "".join(
        char if char.isalnum() or char in " .,:·–-+/_…" else f"#{ord(char)};"
        for char in clean_text(text)
    )
