"""The landscape as a Mermaid flowchart, for wikis that support Mermaid."""

from seamscope.document import Survey
from seamscope.landscape import Direction
from seamscope.outputs.views.scene import Edge, Node, Scene, build_scene
from seamscope.outputs.writers.tabulate import clean_text

ARROWS = {Direction.BOTH: "<-->", Direction.UNKNOWN: "-.-"}
SHAPES = {"poc": ("{{", "}}"), "store": ("[(", ")]"), "system": ("[", "]")}


def render_mermaid(survey: Survey) -> bytes:
    """Return the flowchart; every text is quoted and every id is generated."""
    scene = build_scene(survey)
    numbers = {node.key: f"s{number}" for number, node in enumerate(scene.nodes, start=1)}
    lines = [
        f"%% {_escape_comment(scene.title)}",
        f"%% {_escape_comment(scene.source)}",
        "flowchart LR",
        *(f"  {numbers[node.key]}{_format_node(node)}" for node in scene.nodes),
        *(_format_edge(edge, scene, numbers) for edge in scene.edges),
        *_format_notes(scene),
    ]
    return ("\n".join(lines) + "\n").encode()


def _format_node(node: Node) -> str:
    opening, closing = SHAPES["poc" if node.poc else "store" if node.store else "system"]
    state = (node.state,) if node.state else ()
    label = "<br/>".join(_escape_text(line) for line in (node.name, *node.lines, *state))
    return f'{opening}"{label}"{closing}'


def _format_edge(edge: Edge, scene: Scene, numbers: dict[str, str]) -> str:
    arrow = ARROWS.get(edge.direction, "-->" if edge.active else "-.->")
    label = _escape_text(f"{edge.label} {edge.caption}" if scene.labelled else edge.label)
    return f'  {numbers[edge.source]} {arrow}|"{label}"| {numbers[edge.target]}'


def _format_notes(scene: Scene) -> list[str]:
    texts = [scene.omitted] if scene.omitted else []
    if scene.isolated:
        texts.append(f"without an integration: {', '.join(scene.isolated)}")
    return [f'  note{number}["{_escape_text(text)}"]' for number, text in enumerate(texts, start=1)]


def _escape_comment(text: str) -> str:
    return clean_text(text).replace("%", "").replace("{", "(").replace("}", ")")


def _escape_text(text: str) -> str:
    """Escape text so that it cannot end its quotes or act as markup: `"` → `#34;`."""
    return "".join(
        char if char.isalnum() or char in " .,:·–-+/_…" else f"#{ord(char)};"
        for char in clean_text(text)
    )
