"""The landscape as a Mermaid flowchart, for wikis that draw it."""

from seamscope.document import Survey
from seamscope.landscape import Direction
from seamscope.outputs.tabulate import plain
from seamscope.outputs.views.scene import Edge, Node, Scene, scene

ARROWS = {Direction.BOTH: "<-->", Direction.UNKNOWN: "-.-"}
SHAPES = {"poc": ("{{", "}}"), "store": ("[(", ")]"), "system": ("[", "]")}


def mermaid(survey: Survey) -> bytes:
    """Return the flowchart; every text is quoted, every id carries a prefix."""
    shown = scene(survey)
    numbers = {node.key: f"s{number}" for number, node in enumerate(shown.nodes, start=1)}
    lines = [
        f"%% {_comment(shown.title)}",
        f"%% {_comment(shown.source)}",
        "flowchart LR",
        *(f"  {numbers[node.key]}{_box(node)}" for node in shown.nodes),
        *(_arrow(edge, shown, numbers) for edge in shown.edges),
        *_notes(shown),
    ]
    return ("\n".join(lines) + "\n").encode()


def _box(node: Node) -> str:
    left, right = SHAPES["poc" if node.poc else "store" if node.store else "system"]
    state = (node.state,) if node.state else ()
    words = "<br/>".join(_quoted(line) for line in (node.name, *node.lines, *state))
    return f'{left}"{words}"{right}'


def _arrow(edge: Edge, shown: Scene, numbers: dict[str, str]) -> str:
    arrow = ARROWS.get(edge.direction, "-->" if edge.active else "-.->")
    words = _quoted(f"{edge.label} {edge.words}" if shown.labelled else edge.label)
    return f'  {numbers[edge.source]} {arrow}|"{words}"| {numbers[edge.target]}'


def _notes(shown: Scene) -> list[str]:
    texts = [shown.left_out] if shown.left_out else []
    if shown.alone:
        texts.append(f"no integration found: {', '.join(shown.alone)}")
    return [f'  note{number}["{_quoted(text)}"]' for number, text in enumerate(texts, start=1)]


def _comment(text: str) -> str:
    return plain(text).replace("%", "").replace("{", "(").replace("}", ")")


def _quoted(text: str) -> str:
    """Return text that can neither end its quotes nor be read as markup: all but words as codes."""
    return "".join(
        char if char.isalnum() or char in " .,:·–-+/_…" else f"#{ord(char)};"
        for char in plain(text)
    )
