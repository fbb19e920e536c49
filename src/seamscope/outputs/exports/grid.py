"""Where systems stand in a model's view: a block a domain, in rows, without any layouter.

Bounded and the same everywhere; the tools that open it have layouters of their own.
"""

from dataclasses import dataclass

from seamscope.outputs.exports.parts import Model

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
    """Where each domain's block and each system (by key) stands; blocks hold their systems."""

    blocks: dict[str, Box]
    boxes: dict[str, Box]


def grid(made: Model) -> Grid:
    """Return a place for every system and a block for every domain, none overlapping."""
    blocks: dict[str, Box] = {}
    boxes: dict[str, Box] = {}
    left, top, lowest = GAP, GAP, 0
    for number, domain in enumerate(made.domains):
        if number and number % BLOCKS == 0:
            left, top, lowest = GAP, top + lowest + 2 * GAP, 0
        inside = [part.key for part in made.parts if part.domain == domain]
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
