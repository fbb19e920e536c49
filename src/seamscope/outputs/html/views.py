"""The landscape as inline SVG for a page: drawn beforehand, its parts marked for the script."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.errors import SeamscopeError
from seamscope.outputs.diagram.landscape import landscape
from seamscope.outputs.diagram.picture import SVG, picture
from seamscope.outputs.html.atlas import atlas
from seamscope.outputs.html.markup import el
from seamscope.outputs.views.scene import Scene, scene
from seamscope.wording import number

HIT_WIDTH = "14"  # of the invisible line over an edge, in points: thin lines are hard to click


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One drawing: its name for the script, its title, the SVG, and what it leaves out."""

    name: str
    title: str
    svg: Element
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Views:
    """Every drawing that could be made, and why another one could not."""

    made: tuple[View, ...]
    faults: tuple[str, ...]


def views(survey: Survey) -> Views:
    """Draw what matters most, and every system on one sheet."""
    if not survey.systems:
        return Views(made=(), faults=())
    shown, made, faults = scene(survey), [], []
    title = "What matters most" if shown.left_out else "The whole landscape"
    try:
        made.append(View(name="main", title=title, svg=_inline(shown), note=shown.left_out))
    except SeamscopeError as error:
        faults.append(f"{title}: {error}")
    sheet = View(name="atlas", title="Every system, by domain", svg=atlas(survey), note="")
    return Views(made=(*made, sheet), faults=tuple(faults))


def _inline(shown: Scene) -> Element:
    root = picture(landscape(shown))
    systems = {f"system-{node.key}": node for node in shown.nodes}
    edges = {edge.label: edge for edge in shown.edges}
    ids = {node.key: node.system for node in shown.nodes}
    for part in root.iter():
        part.tag = part.tag.removeprefix(f"{{{SVG}}}")
    for part in root.iter():
        key = part.attrib.pop("id", "")
        if part.tag == "g" and (node := systems.get(key)):
            _mark(part, node.name, "", data_system=node.system)
        elif part.tag == "g" and (edge := edges.get(key)):
            source, target = ids[edge.source], ids[edge.target]
            marks = {"data_edge": edge.label, "data_a": source, "data_b": target}
            _mark(part, edge.title, edge.title, **marks)
            _widen(part)
    for name in ("width", "height", "aria-labelledby"):
        root.attrib.pop(name, None)
    for part in root.findall("title") + root.findall("desc"):
        root.remove(part)
    root.set("role", "group")
    told = f"{number(len(shown.nodes), 'system')}, {number(len(shown.edges), 'integration')}"
    root.set("aria-label", f"Diagram: {told}")
    return root


def _mark(group: Element, name: str, words: str, **marks: str) -> None:
    """Make a group a part that can be reached and read out: first what is seen, then the rest."""
    seen = " ".join((text.text or "").replace("\u200b", "") for text in group.iter("text"))
    told = f"{seen}: {words}" if words else seen
    made = el("g", role="button", tabindex="-1", aria_label=told, data_name=name, **marks)
    for key, value in made.items():
        group.set(key, value)


def _widen(group: Element) -> None:
    """Lay an invisible broad line over each line, to be clicked."""
    for path in group.findall("path"):
        wide = el("path", class_="hit", d=path.get("d"), fill="none")
        wide.set("stroke", "transparent")
        wide.set("stroke-width", HIT_WIDTH)
        group.append(wide)
