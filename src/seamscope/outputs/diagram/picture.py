"""A drawing as SVG, PNG or PDF: drawn apart from the run, checked, with a simpler fallback."""

import re
from functools import lru_cache
from urllib.parse import quote
from xml.etree.ElementTree import Element, register_namespace, tostring

from seamscope.document import Survey
from seamscope.outputs.diagram.detail import detail_drawing, is_detail
from seamscope.outputs.diagram.drawing import Drawing, DrawingError, backend, draw
from seamscope.outputs.diagram.landscape import HEAD, WORDS, landscape
from seamscope.outputs.diagram.theme import LIGHT, Theme
from seamscope.outputs.tabulate import plain
from seamscope.outputs.views.scene import scene

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
REPORT = "report.html"  # beside the picture, where a survey leaves both
_DATE = re.compile(rb"/CreationDate \(D:[^)]*\)")


def svg(survey: Survey, theme: Theme = LIGHT) -> bytes:
    """Return the landscape as SVG without script or comment; its links lead into the report."""
    return as_svg(depicted(survey, theme))


def png(survey: Survey, theme: Theme = LIGHT) -> bytes:
    """Return the landscape as PNG at 144 dots per inch."""
    return as_png(depicted(survey, theme))


def pdf(survey: Survey, theme: Theme = LIGHT) -> bytes:
    """Return the landscape as a PDF of one page."""
    return as_pdf(depicted(survey, theme))


def dot(survey: Survey, theme: Theme = LIGHT) -> bytes:
    """Return what is drawn as DOT source, UTF-8; nothing needs to be there that draws it."""
    return depicted(survey, theme).forms[0].dot.encode()


def depicted(survey: Survey, theme: Theme = LIGHT) -> Drawing:
    """Return the landscape as a drawing; a single integration down to datasets and columns."""
    if is_detail(survey):
        return detail_drawing(survey, theme)
    return landscape(scene(survey), theme)


def as_svg(drawing: Drawing) -> bytes:
    """Return any drawing as SVG with title, description and links. Raises DrawingError."""
    root = picture(drawing)
    _link(root, dict(drawing.links))
    made: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return made + b"\n"


def as_png(drawing: Drawing) -> bytes:
    """Return any drawing as PNG at 144 dots per inch. Raises DrawingError."""
    return draw(checked(drawing)[0], "png")


def as_pdf(drawing: Drawing) -> bytes:
    """Return any drawing as PDF, its date blanked: the same drawing gives the same bytes."""
    drawn = draw(checked(drawing)[0], "pdf")
    return _DATE.sub(lambda found: b"/CreationDate (" + b" " * (len(found[0]) - 16) + b")", drawn)


@lru_cache(maxsize=8)  # SVG, PNG and PDF of one run ask for the same
def checked(drawing: Drawing) -> tuple[str, bytes]:
    """Return the DOT that draws soundly, and its SVG: the full drawing, else a simpler one.

    Graphviz can abort, hang, or leave out nodes and call it success; only the SVG tells.
    """
    if backend() is None:
        return "", draw("", "svg")  # raises, with the remedy
    faults: list[str] = []
    for form in drawing.forms:
        try:
            drawn = draw(form.dot, "svg")
        except DrawingError as error:
            faults.append(error.what)
            continue
        found = len(re.findall(rb'class="node"', drawn))
        if found == form.nodes:
            return form.dot, drawn
        faults.append(f"{found} of {form.nodes} nodes were drawn")
    raise DrawingError(
        f"the landscape could not be drawn: {'; in a simpler form: '.join(faults)}",
        remedy="open landscape.dot in another viewer; the tables hold the same facts",
    )


def picture(drawing: Drawing) -> Element:
    """Draw as SVG with a role, a title, a description and the words of the table.

    Systems are groups `system-<key>`, integrations groups by their label, which hold both halves
    of the line and the words between. Raises DrawingError.
    """
    from defusedxml.ElementTree import fromstring

    register_namespace("", SVG)
    root: Element = fromstring(checked(drawing)[1])
    title, told = Element(f"{{{SVG}}}title", id="title"), Element(f"{{{SVG}}}desc", id="desc")
    title.text, told.text = plain(drawing.title), plain(drawing.description)
    root.set("role", "img")
    root.set("aria-labelledby", "title desc")
    root[:0] = [title, told]
    _gather(root)
    words = dict(drawing.words)
    for group in root.iter(f"{{{SVG}}}g"):
        for child in group.findall(f"{{{SVG}}}title"):
            group.remove(child)
        if text := words.get(group.get("id", "")):
            named = Element(f"{{{SVG}}}title")
            named.text = plain(text)
            group.insert(0, named)
    return root


def _gather(root: Element) -> None:
    """Make one group of an integration's parts: line, words, line."""
    within = {child: parent for parent in root.iter() for child in parent}
    groups = {group.get("id", ""): group for group in root.iter(f"{{{SVG}}}g")}
    for key, part in groups.items():
        base = groups.get(key.removesuffix(HEAD).removesuffix(WORDS), part)
        if base is not part:
            base.extend(part)
            within[part].remove(part)


def _link(root: Element, links: dict[str, str]) -> None:
    """Make systems and integrations lead to their place in the report beside the picture."""
    register_namespace("xlink", XLINK)
    for group in list(root.iter(f"{{{SVG}}}g")):
        if place := links.get(group.get("id", "")):
            link = Element(f"{{{SVG}}}a")
            link.set(f"{{{XLINK}}}href", f"{REPORT}#{quote(place)}")
            for child in group.findall("*"):
                if child.tag != f"{{{SVG}}}title":
                    group.remove(child)
                    link.append(child)
            group.append(link)
