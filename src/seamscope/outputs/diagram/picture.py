"""Render a Drawing as SVG, PNG or PDF; if Graphviz fails, render its simpler variant."""

import re
from functools import lru_cache
from urllib.parse import quote
from xml.etree.ElementTree import Element, register_namespace, tostring

from seamscope.outputs.diagram.drawing import Drawing, DrawingError, find_backend, run_graphviz
from seamscope.outputs.diagram.landscape_drawing import HEAD_SUFFIX, LABEL_SUFFIX
from seamscope.outputs.writers.tabulate import clean_text

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
REPORT = "report.html"  # `survey` writes it into the same folder as the picture
_DATE = re.compile(rb"/CreationDate \(D:[^()]*+\)")


def draw_svg(drawing: Drawing) -> bytes:
    """Return a drawing as SVG with title, description and links; raise DrawingError if it fails."""
    root = build_svg(drawing)
    _add_links(root, dict(drawing.links))
    content: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return content + b"\n"


def draw_png(drawing: Drawing) -> bytes:
    """Return a drawing as PNG at 144 dots per inch; raise DrawingError if it fails."""
    return run_graphviz(draw_checked(drawing)[0], "png")


def draw_pdf(drawing: Drawing) -> bytes:
    """Return a drawing as PDF with a blank date, so that the same drawing yields the same bytes."""
    content = run_graphviz(draw_checked(drawing)[0], "pdf")
    return _DATE.sub(lambda match: b"/CreationDate (" + b" " * (len(match[0]) - 16) + b")", content)


@lru_cache(maxsize=8)  # one run needs the same drawing as SVG, PNG and PDF
def draw_checked(drawing: Drawing) -> tuple[str, bytes]:
    """Return DOT and SVG of the first variant that Graphviz draws completely.

    Graphviz can abort, hang, or omit nodes and still exit with 0, so the nodes are counted.
    """
    if find_backend() is None:
        return "", run_graphviz("", "svg")  # raises DrawingError with the remedy
    faults: list[str] = []
    for form in drawing.variants:
        try:
            svg = run_graphviz(form.dot, "svg")
        except DrawingError as error:
            faults.append(error.what)
            continue
        node_count = len(re.findall(rb'class="node"', svg))
        if node_count == form.nodes:
            return form.dot, svg
        faults.append(f"{node_count} of {form.nodes} nodes were drawn")
    raise DrawingError(
        f"the landscape could not be drawn: {'; in a simpler version: '.join(faults)}",
        remedy="open landscape.dot in another viewer; the tables contain the same information",
    )


def build_svg(drawing: Drawing) -> Element:
    """Return the drawing as an SVG element with role, title, description and tooltips.

    A system is a group `system-<key>`; an integration is a group named by its id, which contains
    both halves of its line and its label. Raises DrawingError if the drawing fails.
    """
    from defusedxml.ElementTree import fromstring

    register_namespace("", SVG)
    root: Element = fromstring(draw_checked(drawing)[1])
    title, description = (
        Element(f"{{{SVG}}}title", id="title"),
        Element(f"{{{SVG}}}desc", id="desc"),
    )
    title.text, description.text = clean_text(drawing.title), clean_text(drawing.description)
    root.set("role", "img")
    root.set("aria-labelledby", "title desc")
    root[:0] = [title, description]
    _group_edge_parts(root)
    tooltips = dict(drawing.tooltips)
    for group in root.iter(f"{{{SVG}}}g"):
        for child in group.findall(f"{{{SVG}}}title"):
            group.remove(child)
        if text := tooltips.get(group.get("id", "")):
            tooltip = Element(f"{{{SVG}}}title")
            tooltip.text = clean_text(text)
            group.insert(0, tooltip)
    return root


def _group_edge_parts(root: Element) -> None:
    """Merge the parts of each integration (line, label, line) into one group."""
    parents = {child: parent for parent in root.iter() for child in parent}
    groups = {group.get("id", ""): group for group in root.iter(f"{{{SVG}}}g")}
    for key, part in groups.items():
        base = groups.get(key.removesuffix(HEAD_SUFFIX).removesuffix(LABEL_SUFFIX), part)
        if base is not part:
            base.extend(part)
            parents[part].remove(part)


def _add_links(root: Element, links: dict[str, str]) -> None:
    """Link systems and integrations to their pages in the report."""
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
