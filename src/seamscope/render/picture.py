"""The landscape as SVG, PNG or PDF: drawn apart from the run, checked, with a simpler fallback."""

import re
from functools import lru_cache
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from seamscope.render.diagram import draw_dot, node_count
from seamscope.render.drawing import DrawingError, backend, draw
from seamscope.render.scene import Scene, scene
from seamscope.render.tabulate import plain
from seamscope.survey import Survey

SVG = "http://www.w3.org/2000/svg"
_DATE = re.compile(rb"/CreationDate \(D:[^)]*\)")


def svg(survey: Survey) -> bytes:
    """Return the picture as SVG without script, link or comment; parts are named for readers."""
    shown = scene(survey)
    made: bytes = tostring(picture(shown), encoding="UTF-8", xml_declaration=True)
    return made + b"\n"


def png(survey: Survey) -> bytes:
    """Return the picture as PNG at 144 dots per inch."""
    return draw(_checked(scene(survey))[0], "png")


def pdf(survey: Survey) -> bytes:
    """Return the picture as PDF, its date blanked so that the same survey gives the same bytes."""
    drawn = draw(_checked(scene(survey))[0], "pdf")
    return _DATE.sub(lambda found: b"/CreationDate (" + b" " * (len(found[0]) - 16) + b")", drawn)


@lru_cache(maxsize=4)  # SVG, PNG and PDF of one run ask for the same
def _checked(shown: Scene) -> tuple[str, bytes]:
    """Return the DOT that draws soundly, and its SVG: the full drawing, else the simple one.

    Graphviz can abort, hang, or leave out nodes and call it success; only the SVG tells.
    """
    if backend() is None:
        return "", draw("", "svg")  # raises, with the remedy
    faults: list[str] = []
    for simple in (False, True):
        source = draw_dot(shown, simple=simple)
        try:
            drawn = draw(source, "svg")
        except DrawingError as error:
            faults.append(error.what)
            continue
        found, wanted = len(re.findall(rb'class="node"', drawn)), node_count(shown)
        if found == wanted:
            return source, drawn
        faults.append(f"{found} of {wanted} nodes were drawn")
    raise DrawingError(
        f"the landscape could not be drawn: {'; in a simpler form: '.join(faults)}",
        remedy="open landscape.dot in another viewer; the tables hold the same facts",
    )


def picture(shown: Scene) -> Element:
    """Draw a scene as SVG with a role, a title, a description and the words of the table.

    Systems are groups `system-<key>`, integrations groups by their label. Raises DrawingError.
    """
    from defusedxml.ElementTree import fromstring

    register_namespace("", SVG)
    root: Element = fromstring(_checked(shown)[1])
    title, told = Element(f"{{{SVG}}}title", id="title"), Element(f"{{{SVG}}}desc", id="desc")
    title.text, told.text = plain(shown.title), _description(shown)
    root.set("role", "img")
    root.set("aria-labelledby", "title desc")
    root[:0] = [title, told]
    words = {f"system-{node.key}": node.name for node in shown.nodes}
    words |= {edge.label: edge.title for edge in shown.edges}
    for group in root.iter(f"{{{SVG}}}g"):
        for child in group.findall(f"{{{SVG}}}title"):
            group.remove(child)
        if text := words.get(group.get("id", "")):
            SubElement(group, f"{{{SVG}}}title").text = plain(text)
    return root


def _description(shown: Scene) -> str:
    parts = [
        f"{len(shown.nodes)} systems and {len(shown.edges)} integrations.",
        f"Without an integration: {', '.join(shown.alone)}." if shown.alone else "",
        f"{shown.left_out}." if shown.left_out else "",
        f"{shown.source}.",
    ]
    return plain(" ".join(part for part in parts if part))
