"""A canvas whose methods draw rectangles, lines, arrows and text as SVG elements."""

from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import Element, SubElement, tostring

from seamscope.outputs.canvas.font import FAMILY
from seamscope.outputs.canvas.palette import Palette
from seamscope.outputs.canvas.text import SMALL, measure_text
from seamscope.outputs.writers.tabulate import clean_text

Point = tuple[float, float]
SVG = "http://www.w3.org/2000/svg"
HEAD = 11.0  # length of an arrow's head


class Canvas:
    """One picture that is being drawn; a page is 1,600 units wide."""

    def __init__(self, width: float, height: float, palette: Palette) -> None:
        """Start a picture filled with the background colour."""
        self.width, self.height, self.palette = width, height, palette
        self._root = Element(
            "svg",
            {
                "viewBox": f"0 0 {_format_number(width)} {_format_number(height)}",
                "font-family": FAMILY,
            },
        )
        self._parents = [self._root]
        self.draw_rectangle(0, 0, width, height, fill=palette.paper)

    @contextmanager
    def group(self, key: str, title: str = "", link: str = "") -> Iterator[None]:
        """Draw everything inside the `with` block into one SVG group.

        key: id of the group in the SVG.
        title: its tooltip.
        link: its address; "" for none.
        """
        parent = self._add("a", href=link) if link else self._parents[-1]
        group = SubElement(parent, "g", {"id": key} if key else {})
        if title:
            SubElement(group, "title").text = clean_text(title)
        self._parents.append(group)
        yield
        self._parents.pop()

    def draw_text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = SMALL,
        fill: str = "",
        bold: bool = False,
        anchor: str = "start",
    ) -> None:
        """Write one line; y is its baseline.

        anchor: `start`, `middle` or `end`.
        """
        cleaned = clean_text(words)
        if not cleaned:
            return
        element = self._add(
            "text",
            x=_format_number(x),
            y=_format_number(y),
            font_size=_format_number(size),
            fill=fill or self.palette.ink,
            font_weight="bold" if bold else "",
            text_anchor="" if anchor == "start" else anchor,
            textLength=_format_number(measure_text(cleaned, size, bold=bold)),
            lengthAdjust="spacingAndGlyphs",
        )
        element.text = cleaned

    def draw_rectangle(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str,
        stroke: str = "",
        thickness: float = 1.0,
        radius: float = 0.0,
    ) -> None:
        """Draw a rectangle; if stroke is "", it has no border."""
        self._add(
            "rect",
            x=_format_number(x),
            y=_format_number(y),
            width=_format_number(width),
            height=_format_number(height),
            rx=_format_number(radius) if radius else "",
            fill=fill,
            stroke=stroke,
            stroke_width=_format_number(thickness) if stroke else "",
        )

    def add_click_area(self, x: float, y: float, width: float, height: float) -> None:
        """Add an invisible area, so that clicks between the shapes of a group follow its link."""
        self._add(
            "rect",
            x=_format_number(x),
            y=_format_number(y),
            width=_format_number(width),
            height=_format_number(height),
            fill="none",
            pointer_events="all",
        )

    def draw_line(
        self,
        points: tuple[Point, ...],
        *,
        stroke: str,
        thickness: float = 1.0,
        dashed: bool = False,
        ends: tuple[bool, bool] = (False, False),
        head: float = HEAD,
    ) -> None:
        """Draw a line through the points.

        ends: whether the start and the end have an arrowhead.
        head: length of an arrowhead.
        """
        trimmed = list(points)
        if ends[0]:
            self._draw_head(points[1], points[0], head, stroke)
            trimmed[0] = _move_back(points[1], points[0], head)
        if ends[1]:
            self._draw_head(points[-2], points[-1], head, stroke)
            trimmed[-1] = _move_back(points[-2], points[-1], head)
        path = " ".join(
            f"{'L' if place else 'M'}{_format_number(x)} {_format_number(y)}"
            for place, (x, y) in enumerate(trimmed)
        )
        self._add(
            "path",
            d=path,
            fill="none",
            stroke=stroke,
            stroke_width=_format_number(thickness),
            stroke_dasharray="6 4" if dashed else "",
        )

    def finish(self, title: str, description: str) -> Element:
        """Return the SVG element with role, title and description for screen readers."""
        for place, (tag, words) in enumerate((("title", title), ("desc", description))):
            element = Element(tag, {"id": f"board-{tag}"})
            element.text = clean_text(words)
            self._root.insert(place, element)
        self._root.set("role", "img")
        self._root.set("aria-labelledby", "board-title board-desc")
        return self._root

    def _draw_head(self, back: Point, tip: Point, length: float, fill: str) -> None:
        dx, dy = _compute_direction(back, tip)
        base = (tip[0] - length * dx, tip[1] - length * dy)
        half = length * 0.48
        corners = (
            tip,
            (base[0] - half * dy, base[1] + half * dx),
            (base[0] + half * dy, base[1] - half * dx),
        )
        points = " ".join(f"{_format_number(x)},{_format_number(y)}" for x, y in corners)
        self._add("polygon", points=points, fill=fill)

    def _add(self, tag: str, **attributes: str) -> Element:
        """Append an SVG element; `font_size` becomes `font-size`, empty attributes are left out."""
        named = {key.replace("_", "-"): value for key, value in attributes.items() if value}
        return SubElement(self._parents[-1], tag, named)


def encode_svg(root: Element) -> bytes:
    """Return a finished picture as an SVG document, UTF-8."""
    document = Element("svg", {"xmlns": SVG, **_read_size(root), **root.attrib})
    document.extend(root)
    text: str = tostring(document, encoding="unicode")
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{text}\n".encode()


def _read_size(root: Element) -> dict[str, str]:
    _, _, width, height = root.get("viewBox", "0 0 0 0").split()
    return {"width": width, "height": height}


def _compute_direction(start: Point, end: Point) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    return dx / length, dy / length


def _move_back(start: Point, end: Point, head: float) -> Point:
    """Return the end of an arrow's line, moved back so that the line ends inside the arrowhead."""
    dx, dy = _compute_direction(start, end)
    return end[0] - 0.8 * head * dx, end[1] - 0.8 * head * dy


def _format_number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
