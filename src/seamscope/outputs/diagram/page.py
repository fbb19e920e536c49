"""Pages to print or project: how large they are, and how small their text may become."""

import re
from dataclasses import dataclass
from functools import cache

from seamscope.errors import SeamscopeError
from seamscope.knowledge import load
from seamscope.outputs.diagram.dot_labels import SMALL_POINTS

LARGEST = 1.5  # a small drawing is enlarged so far and no further
_SIZE = re.compile(rb'<svg width="([\d.]+)pt" height="([\d.]+)pt"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page in points; floor: the smallest text, in points on paper, that it may carry."""

    width: float
    height: float
    floor: float
    source: str

    def scale(self, svg: bytes) -> float:
        """Return by how much a drawing is reduced or enlarged to fill the page."""
        found = _SIZE.search(svg)
        if found is None:
            return 0.0
        wide, high = float(found[1]), float(found[2])
        return min(self.width / max(wide, 1.0), self.height / max(high, 1.0), LARGEST)

    def smallest(self, svg: bytes) -> float:
        """Return the size of a drawing's smallest text on this page, in points."""
        return self.scale(svg) * float(SMALL_POINTS)

    def framed(self, dot: str, scale: float) -> str:
        """Return DOT that is drawn on exactly this page, in its middle."""
        view = f'viewport="{self.width:g},{self.height:g},{scale:.4f}"'
        # a PDF would get half an inch around it
        return dot.replace("{", f"{{\n\tgraph [{view} margin=0]", 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pages:
    pages: dict[str, Page]


def page_named(name: str) -> Page:
    """Return the page of that name; raise SeamscopeError if there is none."""
    known = _pages().pages
    if name not in known:
        raise SeamscopeError(f"no page is called {name!r}", remedy=f"one of: {', '.join(known)}")
    return known[name]


@cache
def _pages() -> _Pages:
    from pydantic import TypeAdapter

    return TypeAdapter(_Pages).validate_python(load("pages"))
