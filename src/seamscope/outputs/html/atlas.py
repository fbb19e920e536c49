"""Draw all systems in one picture: domains as blocks, systems as cells, integrations as lines.

The layout needs no Graphviz and is fast for a thousand systems. A new system in one domain hardly
changes the blocks of the other domains.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, sqrt
from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.outputs.html.markup import build_element
from seamscope.outputs.views.effort_rows import EffortRow, Role, list_effort_rows
from seamscope.records import State
from seamscope.resolved import SystemNode
from seamscope.wording import format_count, translate, translate_term

CELL, LINE = 190.0, 40.0  # width and height of a cell, including the gap to the next cell
BOX_WIDTH, BOX_HEIGHT = 178.0, 30.0
PADDING, TITLE, GAP = 14.0, 30.0, 26.0  # of a block: padding, height of heading, gap
SHAPE = 1.6  # ratio of width to height of a block and of the picture
NAME_LENGTH = 21


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainBlock:
    """One domain with its position, its number of columns and its systems."""

    name: str
    x: float
    y: float
    columns: int
    systems: tuple[SystemNode, ...]

    @property
    def width(self) -> float:
        """The width of the block, including padding."""
        return self.columns * CELL + 2 * PADDING - (CELL - BOX_WIDTH)

    @property
    def height(self) -> float:
        """The height of the block, including title and padding."""
        return ceil(len(self.systems) / self.columns) * LINE + TITLE + PADDING

    def place(self, number: int) -> tuple[float, float]:
        """Return the upper left corner of a cell.

        number: the number of the cell, counted from 0.
        """
        row, column = divmod(number, self.columns)
        return self.x + PADDING + column * CELL, self.y + TITLE + row * LINE


def draw_atlas(survey: Survey) -> Element:
    """Return the picture as SVG with the data attributes that map.js uses."""
    effort_rows = list_effort_rows(survey)
    blocks = tuple(_place_blocks(_group_by_domain(survey.systems)))
    corners = {
        system.id: block.place(number)
        for block in blocks
        for number, system in enumerate(block.systems)
    }
    degree = Counter(side for row in effort_rows for side in (row.source, row.target))
    lines = [
        _draw_integration(row, corners)
        for row in effort_rows
        if {row.source, row.target} <= corners.keys()
    ]
    cells = [
        _draw_system(
            system, corners[system.id], degree[system.id], poc=system.id == survey.surface.poc
        )
        for block in blocks
        for system in block.systems
    ]
    width = max((block.x + block.width for block in blocks), default=CELL)
    height = max((block.y + block.height for block in blocks), default=LINE)
    return build_element(
        "svg",
        *map(_draw_block, blocks),
        *lines,
        *cells,
        viewBox=f"-10 -10 {width + 20:.0f} {height + 20:.0f}",
        role="group",
        aria_label=translate(
            "{systems} by domain, {integrations}",
            systems=format_count(len(cells), "system"),
            integrations=format_count(len(lines), "integration"),
        ),
        class_="atlas",
    )


def _group_by_domain(systems: Sequence[SystemNode]) -> list[DomainBlock]:
    ordered = sorted(systems, key=lambda system: (system.domain, system.name, system.id))
    blocks = []
    for domain, group in groupby(ordered, key=lambda system: system.domain):
        members = tuple(group)
        columns = max(1, round(sqrt(len(members) * SHAPE * LINE / CELL)))
        name = translate_term(domain) or translate("No domain")
        blocks.append(DomainBlock(name=name, x=0.0, y=0.0, columns=columns, systems=members))
    return sorted(blocks, key=lambda block: (-len(block.systems), block.name))


def _place_blocks(blocks: Sequence[DomainBlock]) -> Iterator[DomainBlock]:
    """Place the blocks in rows, the largest first."""
    area = sum((block.width + GAP) * (block.height + GAP) for block in blocks)
    max_width = max([sqrt(area * SHAPE), *(block.width for block in blocks)])
    x = y = shelf = 0.0
    for block in blocks:
        if x and x + block.width > max_width:
            x, y, shelf = 0.0, y + shelf + GAP, 0.0
        yield DomainBlock(name=block.name, x=x, y=y, columns=block.columns, systems=block.systems)
        x, shelf = x + block.width + GAP, max(shelf, block.height)


def _draw_block(block: DomainBlock) -> Element:
    size = {"width": f"{block.width:.0f}", "height": f"{block.height:.0f}"}
    return build_element(
        "g",
        build_element("rect", x=f"{block.x:.0f}", y=f"{block.y:.0f}", rx="10", **size),
        build_element(
            "text",
            f"{block.name} ({len(block.systems)})",
            x=f"{block.x + PADDING:.0f}",
            y=f"{block.y + 20:.0f}",
        ),
        class_="block",
    )


def _draw_system(
    system: SystemNode, corner: tuple[float, float], degree: int, *, poc: bool
) -> Element:
    x, y = corner
    name = system.name or system.id
    short = name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"
    style = "poc" if poc else "" if system.lifecycle is State.ACTIVE else "inactive"
    size = {"width": f"{BOX_WIDTH:.0f}", "height": f"{BOX_HEIGHT:.0f}"}
    return build_element(
        "g",
        build_element("rect", x=f"{x:.0f}", y=f"{y:.0f}", rx="6", **size),
        build_element("text", short, x=f"{x + 9:.0f}", y=f"{y + 20:.0f}"),
        build_element(
            "text", str(degree), x=f"{x + BOX_WIDTH - 8:.0f}", y=f"{y + 20:.0f}", class_="end"
        ),
        class_=f"cell {style}".strip(),
        role="button",
        tabindex="-1",
        aria_label=f"{short} {format_count(degree, 'integration')}: {name}",
        data_name=name,
        data_system=system.id,
    )


def _draw_integration(row: EffortRow, corners: dict[str, tuple[float, float]]) -> Element:
    (x1, y1), (x2, y2) = (corners[row.source], corners[row.target])
    style = "build" if row.role is Role.BUILD else "" if row.is_current else "inactive"
    ends = {"x1": x1, "x2": x2, "y1": y1, "y2": y2}
    half = {"x": BOX_WIDTH / 2, "y": BOX_HEIGHT / 2}
    return build_element(
        "g",
        build_element(
            "line", **{name: f"{value + half[name[0]]:.0f}" for name, value in ends.items()}
        ),
        class_=f"integration integration-{row.effort_class or 'none'} {style}".strip(),
        role="button",
        tabindex="-1",
        aria_label=f"{row.label} {row.systems}",
        data_edge=row.label,
        data_a=row.source,
        data_b=row.target,
    )
