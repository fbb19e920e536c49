"""Compute positions of systems in a view: columns around the POC, and a block per domain below.

The layout is simple and deterministic; the tools that open the model can improve it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seamscope.outputs.exports.model import Model

WIDTH, HEIGHT, GAP, HEAD = 160, 60, 40, 30  # pixels: box, space between boxes, heading
ACROSS, BLOCKS = 4, 3  # boxes side by side in a block, blocks side by side
DOWN = 12  # boxes one below the other; a column around the POC with more boxes is split
BETWEEN = 120  # pixels between two columns, for the labels of lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in pixels from the top left of the view."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A column around the POC, or a domain.

    name: the name of the column or domain, "" for systems without a domain.
    systems: the keys of the systems in the block.
    """

    name: str
    box: Box
    systems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The blocks, and the position of each system by key."""

    blocks: tuple[Block, ...]
    boxes: dict[str, Box]


def lay_out_grid(model: Model) -> Grid:
    """Compute a position for every system and every block, without overlaps."""
    columns = list(_place_columns(model))
    below = max((block.box.y + block.box.height + 2 * GAP for block in columns), default=GAP)
    blocks = (*columns, *_place_domains(model, below))
    return Grid(
        blocks=blocks,
        boxes={key: box for block in blocks for key, box in _place_systems(block)},
    )


def _place_columns(model: Model) -> Iterator[Block]:
    """Yield the columns around the POC from left to right, with their vertical centres aligned."""
    tallest = max((min(len(keys), DOWN) for _, keys in model.columns), default=0)
    left = GAP
    for name, keys in model.columns:
        box = _measure_block(left, GAP, len(keys), -(-len(keys) // DOWN))
        rows = min(len(keys), DOWN)
        shift = (tallest - rows) * (HEIGHT + GAP) // 2
        yield Block(
            name=name,
            box=Box(x=box.x, y=box.y + shift, width=box.width, height=box.height),
            systems=keys,
        )
        left += box.width + BETWEEN


def _place_domains(model: Model, top: int) -> Iterator[Block]:
    """Yield a block for each domain, in rows; it contains the systems that are in no column."""
    placed = {key for _, keys in model.columns for key in keys}
    left, lowest, number = GAP, 0, 0
    for domain in model.domains:
        inside = tuple(
            system.key
            for system in model.systems
            if system.domain == domain and system.key not in placed
        )
        if not inside:
            continue
        if number and number % BLOCKS == 0:
            left, top, lowest = GAP, top + lowest + 2 * GAP, 0
        number += 1
        box = _measure_block(left, top, len(inside), min(len(inside), ACROSS))
        yield Block(name=domain, box=box, systems=inside)
        left, lowest = left + box.width + 2 * GAP, max(lowest, box.height)


def _measure_block(x: int, y: int, count: int, across: int) -> Box:
    down = -(-count // across)
    return Box(
        x=x,
        y=y,
        width=across * (WIDTH + GAP) + GAP,
        height=HEAD + down * (HEIGHT + GAP) + GAP,
    )


def _place_systems(block: Block) -> Iterator[tuple[str, Box]]:
    across = (block.box.width - GAP) // (WIDTH + GAP)
    keys: Sequence[str] = block.systems
    for place, key in enumerate(keys):
        yield (
            key,
            Box(
                x=block.box.x + GAP + place % across * (WIDTH + GAP),
                y=block.box.y + HEAD + GAP + place // across * (HEIGHT + GAP),
                width=WIDTH,
                height=HEIGHT,
            ),
        )
