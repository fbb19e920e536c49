"""Every system of the landscape on one sheet: domains as blocks, systems as cells, seams as lines.

A layout of our own: it takes a thousand systems in a moment, needs no Graphviz, and stays where
it is when a system is added to another domain.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, sqrt
from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.outputs.html.markup import el
from seamscope.outputs.views.rows import Role, Row, rows
from seamscope.records import State
from seamscope.resolved import SystemNode
from seamscope.wording import number

CELL, LINE = 190.0, 40.0  # a system with the gap to the next
BOX_WIDTH, BOX_HEIGHT = 178.0, 30.0
PADDING, TITLE, GAP = 14.0, 30.0, 26.0  # of a block
SHAPE = 1.6  # width by height of a block and of the sheet
NAME_LENGTH = 21


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One domain: where it stands, how large it is, and the systems in it."""

    name: str
    x: float
    y: float
    columns: int
    systems: tuple[SystemNode, ...]

    @property
    def width(self) -> float:
        """Return the width with its padding."""
        return self.columns * CELL + 2 * PADDING - (CELL - BOX_WIDTH)

    @property
    def height(self) -> float:
        """Return the height with its title and padding."""
        return ceil(len(self.systems) / self.columns) * LINE + TITLE + PADDING

    def place(self, number: int) -> tuple[float, float]:
        """Return the upper left corner of a system's cell."""
        row, column = divmod(number, self.columns)
        return self.x + PADDING + column * CELL, self.y + TITLE + row * LINE


def atlas(survey: Survey) -> Element:
    """Return the sheet as SVG with the marks that the page's script looks for."""
    found = rows(survey)
    blocks = tuple(_placed(_blocks(survey.systems)))
    corners = {
        system.id: block.place(number)
        for block in blocks
        for number, system in enumerate(block.systems)
    }
    degree = Counter(side for row in found for side in (row.source, row.target))
    lines = [_seam(row, corners) for row in found if {row.source, row.target} <= corners.keys()]
    cells = [
        _cell(system, corners[system.id], degree[system.id], poc=system.id == survey.surface.poc)
        for block in blocks
        for system in block.systems
    ]
    width = max((block.x + block.width for block in blocks), default=CELL)
    height = max((block.y + block.height for block in blocks), default=LINE)
    return el(
        "svg",
        *map(_frame, blocks),
        *lines,
        *cells,
        viewBox=f"-10 -10 {width + 20:.0f} {height + 20:.0f}",
        role="group",
        aria_label=f"{number(len(cells), 'system')} by domain, {number(len(lines), 'integration')}",
        class_="atlas",
    )


def _blocks(systems: Sequence[SystemNode]) -> list[Block]:
    ordered = sorted(systems, key=lambda system: (system.domain, system.name, system.id))
    made = []
    for domain, group in groupby(ordered, key=lambda system: system.domain):
        members = tuple(group)
        columns = max(1, round(sqrt(len(members) * SHAPE * LINE / CELL)))
        name = domain or "No domain"
        made.append(Block(name=name, x=0.0, y=0.0, columns=columns, systems=members))
    return sorted(made, key=lambda block: (-len(block.systems), block.name))


def _placed(blocks: Sequence[Block]) -> Iterator[Block]:
    """Put the blocks side by side on shelves, the largest first."""
    area = sum((block.width + GAP) * (block.height + GAP) for block in blocks)
    wide = max([sqrt(area * SHAPE), *(block.width for block in blocks)])
    x = y = shelf = 0.0
    for block in blocks:
        if x and x + block.width > wide:
            x, y, shelf = 0.0, y + shelf + GAP, 0.0
        yield Block(name=block.name, x=x, y=y, columns=block.columns, systems=block.systems)
        x, shelf = x + block.width + GAP, max(shelf, block.height)


def _frame(block: Block) -> Element:
    size = {"width": f"{block.width:.0f}", "height": f"{block.height:.0f}"}
    return el(
        "g",
        el("rect", x=f"{block.x:.0f}", y=f"{block.y:.0f}", rx="10", **size),
        el(
            "text",
            f"{block.name} ({len(block.systems)})",
            x=f"{block.x + PADDING:.0f}",
            y=f"{block.y + 20:.0f}",
        ),
        class_="block",
    )


def _cell(system: SystemNode, at: tuple[float, float], degree: int, *, poc: bool) -> Element:
    x, y = at
    name = system.name or system.id
    short = name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"
    look = "poc" if poc else "" if system.lifecycle is State.ACTIVE else "asleep"
    size = {"width": f"{BOX_WIDTH:.0f}", "height": f"{BOX_HEIGHT:.0f}"}
    return el(
        "g",
        el("title", f"{name}: {number(degree, 'integration')}"),
        el("rect", x=f"{x:.0f}", y=f"{y:.0f}", rx="6", **size),
        el("text", short, x=f"{x + 9:.0f}", y=f"{y + 20:.0f}"),
        el("text", str(degree), x=f"{x + BOX_WIDTH - 8:.0f}", y=f"{y + 20:.0f}", class_="end"),
        class_=f"cell {look}".strip(),
        role="button",
        tabindex="-1",
        aria_label=f"{short} {number(degree, 'integration')}: {name}",
        data_name=name,
        data_system=system.id,
    )


def _seam(row: Row, corners: dict[str, tuple[float, float]]) -> Element:
    (x1, y1), (x2, y2) = (corners[row.source], corners[row.target])
    look = "build" if row.role is Role.BUILD else "" if row.counts else "asleep"
    ends = {"x1": x1, "x2": x2, "y1": y1, "y2": y2}
    half = {"x": BOX_WIDTH / 2, "y": BOX_HEIGHT / 2}
    told = f"{row.label} {row.systems}; {row.reason}"
    return el(
        "g",
        el("title", told),
        el("line", **{name: f"{value + half[name[0]]:.0f}" for name, value in ends.items()}),
        class_=f"seam seam-{row.effort_class or 'none'} {look}".strip(),
        role="button",
        tabindex="-1",
        aria_label=told,
        data_name=told,
        data_edge=row.label,
        data_a=row.source,
        data_b=row.target,
    )
