"""Split a sheet into the blocks that are next to each other and have separate titles."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from seamscope.connector.grid import Line


def split_bands(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """Return the lines of each block, [] if the sheet is a single block.

    Columns without any cell separate the blocks. Each block must begin with a title (a row with a
    single cell), because an empty column may also divide one table.
    """
    held = sorted({at for line in lines for at in line.filled})
    starts = [0, *(after for before, after in pairwise(held) if after > before + 1)]
    if len(starts) < 2:
        return []
    ends = [*starts[1:], max(held) + 1]
    bands = [tuple(_cut(lines, *ends)) for ends in zip(starts, ends, strict=True)]
    return bands if all(band and len(band[0].filled) == 1 for band in bands) else []


def _cut(lines: Sequence[Line], start: int, end: int) -> Iterator[Line]:
    """Yield the lines with only the cells in the columns from `start` to before `end`."""
    for line in lines:
        cells = tuple(cell if start <= at < end else "" for at, cell in enumerate(line.cells[:end]))
        if any(cell.strip() for cell in cells):
            yield replace(line, cells=cells)
