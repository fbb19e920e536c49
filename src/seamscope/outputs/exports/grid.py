"""Positions of systems in a model's view: one block for each domain, in rows.

The layout is simple and always the same; the tools that open the model have layout programs.
"""

from dataclasses import dataclass

from seamscope.outputs.exports.model import Model

WIDTH, HEIGHT, GAP, HEAD = 160, 60, 40, 30  # pixels: a box, the space between, a block's heading
ACROSS, BLOCKS = 4, 3  # boxes in a row of a block, blocks in a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in pixels from the top left of the view."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The positions of each domain's block and of each system, by key."""

    blocks: dict[str, Box]
    boxes: dict[str, Box]


def lay_out_grid(model: Model) -> Grid:
    """Return a position for every system and a block for every domain, without overlaps."""
    blocks: dict[str, Box] = {}
    boxes: dict[str, Box] = {}
    left, top, lowest = GAP, GAP, 0
    for number, domain in enumerate(model.domains):
        if number and number % BLOCKS == 0:
            left, top, lowest = GAP, top + lowest + 2 * GAP, 0
        inside = [system.key for system in model.systems if system.domain == domain]
        across, down = min(len(inside), ACROSS), -(-len(inside) // ACROSS)
        block = Box(
            x=left,
            y=top,
            width=across * (WIDTH + GAP) + GAP,
            height=HEAD + down * (HEIGHT + GAP) + GAP,
        )
        blocks[domain] = block
        for place, key in enumerate(inside):
            boxes[key] = Box(
                x=block.x + GAP + place % ACROSS * (WIDTH + GAP),
                y=block.y + HEAD + GAP + place // ACROSS * (HEIGHT + GAP),
                width=WIDTH,
                height=HEIGHT,
            )
        left, lowest = left + block.width + 2 * GAP, max(lowest, block.height)
    return Grid(blocks=blocks, boxes=boxes)
