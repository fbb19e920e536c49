"""The landscape as inline SVG; map.js finds systems and lines by their data attributes."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.errors import SeamscopeError
from seamscope.outputs.diagram.dot_labels import SMALL_POINTS
from seamscope.outputs.diagram.landscape_drawing import draw_landscape
from seamscope.outputs.diagram.page_size import find_page_size
from seamscope.outputs.diagram.picture import SVG, build_svg
from seamscope.outputs.html.atlas import draw_atlas
from seamscope.outputs.html.markup import build_element
from seamscope.outputs.views.scene import Scene, build_scene
from seamscope.wording import format_count, translate

HIT_WIDTH = "14"  # width of the invisible clickable line over an edge, in points
PRINTED = 0.8  # part of a page that a drawing can fill: the rest is margins and heading


@dataclass(frozen=True, slots=True, kw_only=True)
class LandscapeView:
    """One drawing of the landscape.

    name: the name of the drawing in map.js.
    note: a sentence about omitted parts, or "".
    is_printable: whether the text is legible on a printed page.
    """

    name: str
    title: str
    svg: Element
    note: str
    is_printable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LandscapeViews:
    """All drawings that succeeded, and the errors of drawings that failed."""

    drawn: tuple[LandscapeView, ...]
    errors: tuple[str, ...]


def draw_landscape_views(survey: Survey) -> LandscapeViews:
    """Draw the most important part of the landscape, and a picture of all systems."""
    if not survey.systems:
        return LandscapeViews(drawn=(), errors=())
    scene, views, faults = build_scene(survey), [], []
    title = (
        translate("Most important systems") if scene.omitted else translate("The whole landscape")
    )
    try:
        views.append(_draw_main_view(scene, title))
    except SeamscopeError as error:
        faults.append(f"{title}: {error}")
    sheet = LandscapeView(
        name="atlas",
        title=translate("All systems, by domain"),
        svg=draw_atlas(survey),
        note="",
        is_printable=False,
    )
    return LandscapeViews(drawn=(*views, sheet), errors=tuple(faults))


def _draw_main_view(scene: Scene, title: str) -> LandscapeView:
    root, page = build_svg(draw_landscape(scene)), find_page_size("a4")
    width, height = (float(root.get(side, "0").removesuffix("pt")) for side in ("width", "height"))
    smallest = PRINTED * page.fit(width, height) * float(SMALL_POINTS)
    _prepare_svg(root, scene)
    return LandscapeView(
        name="main",
        title=title,
        svg=root,
        note=scene.omitted,
        is_printable=smallest >= page.floor,
    )


def _prepare_svg(root: Element, scene: Scene) -> None:
    """Add names, labels and click areas for map.js to a drawing, and remove its size."""
    systems = {f"system-{node.key}": node for node in scene.nodes}
    edges = {edge.label: edge for edge in scene.edges}
    ids = {node.key: node.system for node in scene.nodes}
    for part in root.iter():
        part.tag = part.tag.removeprefix(f"{{{SVG}}}")
    for part in root.iter():
        key = part.attrib.pop("id", "")
        if part.tag == "g" and (node := systems.get(key)):
            _label_group(part, node.name, "", data_system=node.system)
        elif part.tag == "g" and (edge := edges.get(key)):
            source, target = ids[edge.source], ids[edge.target]
            marks = {"data_edge": edge.label, "data_a": source, "data_b": target}
            _label_group(part, edge.title, edge.title, **marks)
            _add_click_area(part)
    for name in ("width", "height", "aria-labelledby"):
        root.attrib.pop(name, None)
    for part in root.findall("title") + root.findall("desc"):
        root.remove(part)
    root.set("role", "group")
    systems_text = format_count(len(scene.nodes), "system")
    counts = f"{systems_text}, {format_count(len(scene.edges), 'integration')}"
    root.set("aria-label", translate("Diagram: {counts}", counts=counts))


def _label_group(group: Element, name: str, details: str, **marks: str) -> None:
    """Make a group focusable, and add a label for screen readers.

    The label consists of the visible text of the group and the details.
    """
    visible = " ".join((text.text or "").replace("\u200b", "") for text in group.iter("text"))
    label = f"{visible}: {details}" if details else visible
    attributes = build_element(
        "g", role="button", tabindex="-1", aria_label=label, data_name=name, **marks
    )
    for key, value in attributes.items():
        group.set(key, value)


def _add_click_area(group: Element) -> None:
    """Add a wide invisible line over each line of the group, so that it is easy to click."""
    for path in group.findall("path"):
        area = build_element("path", class_="hit", d=path.get("d"), fill="none")
        area.set("stroke", "transparent")
        area.set("stroke-width", HIT_WIDTH)
        group.append(area)
