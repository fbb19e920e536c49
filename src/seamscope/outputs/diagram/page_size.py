"""Sizes of pages to print or project, and the smallest legible text size on each."""

import re
from dataclasses import dataclass
from functools import cache

from seamscope.errors import SeamscopeError
from seamscope.knowledge import load
from seamscope.outputs.diagram.dot_labels import SMALL_POINTS

LARGEST = 1.5  # maximum factor by which a small drawing is enlarged
_SIZE = re.compile(rb'<svg width="([\d.]+)pt" height="([\d.]+)pt"')


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSize:
    """Size of a page in points.

    floor: smallest font size that is legible on this page.
    """

    width: float
    height: float
    floor: float
    source: str

    def scale(self, svg: bytes) -> float:
        """Return the factor that scales a drawing to the page, 0 if its size is unknown."""
        match = _SIZE.search(svg)
        if match is None:
            return 0.0
        return self.fit(float(match[1]), float(match[2]))

    def fit(self, width: float, height: float) -> float:
        """Return the factor that scales a drawing of a width and a height, in points, to the page.

        A small drawing is enlarged by at most `LARGEST`.
        """
        return min(self.width / max(width, 1.0), self.height / max(height, 1.0), LARGEST)

    def find_smallest_text(self, svg: bytes) -> float:
        """Return the size of the drawing's smallest text on this page, in points."""
        return self.scale(svg) * float(SMALL_POINTS)

    def frame(self, dot: str, scale: float) -> str:
        """Return the DOT with attributes that centre the drawing on a page of this size."""
        view = f'viewport="{self.width:g},{self.height:g},{scale:.4f}"'
        # margin=0, because Graphviz adds a margin of half an inch to PDFs by default
        return dot.replace("{", f"{{\n\tgraph [{view} margin=0]", 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _PageSizes:
    pages: dict[str, PageSize]


def find_page_size(name: str) -> PageSize:
    """Return the page size with this name; raise SeamscopeError if there is none."""
    sizes = _load_page_sizes().pages
    if name not in sizes:
        raise SeamscopeError(
            f"unknown page size {name!r}", remedy=f"use one of: {', '.join(sizes)}"
        )
    return sizes[name]


@cache
def _load_page_sizes() -> _PageSizes:
    from pydantic import TypeAdapter

    return TypeAdapter(_PageSizes).validate_python(load("pages"))
