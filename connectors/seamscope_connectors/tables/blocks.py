"""Read lists in blocks: the sender is a heading line, and a row for each receiver follows."""

import re
from dataclasses import replace

from seamscope.connector.grid import Line
from seamscope.connector.lists.kinds import INTERFACES
from seamscope_connectors.tables.rows import Sheet

LEAST = 2  # minimum number of heading lines
LED = re.compile(r"^\s*(?:→|->|=>|⇒|►|➔)\s*(?=\w)")  # "→ Archive"


def fill_blocks(sheet: Sheet) -> Sheet:
    """Return a list in which the sender of each heading line is filled into the rows below it.

    A list is changed only if no row contains a sender itself, and if each heading line has its
    single cell in the sender column.
    """
    firsts, seconds = (sheet.layout.columns.get(key, ()) for key in ("first", "second"))
    if sheet.layout.kind != INTERFACES or sheet.layout.mapped or len(firsts) != 1:
        return sheet
    column, others = firsts[0], seconds[:1]
    entries, notes = sheet.found.entries, sheet.found.notes
    heads = [line for line in notes if line.filled == (column,)]
    if len(heads) < LEAST or not entries or any(column in line.filled for line in entries):
        return sheet
    if not all(_get_head(line, heads) and {*others} <= {*line.filled} for line in entries):
        return sheet
    filled = tuple(
        _set(
            line,
            {column: _get_head(line, heads), **{at: LED.sub("", line.cells[at]) for at in others}},
        )
        for line in entries
    )
    used = {line.cells[column] for line in filled}
    rest = tuple(
        line for line in notes if line not in heads or line.cells[column].strip() not in used
    )
    return replace(sheet, found=replace(sheet.found, entries=filled, notes=rest))


def _get_head(line: Line, heads: list[Line]) -> str:
    """Return the text of the last heading line above a row, "" if there is none."""
    above = [head for head in heads if head.number < line.number]
    return above[-1].cells[above[-1].filled[0]].strip() if above else ""


def _set(line: Line, cells: dict[int, str]) -> Line:
    width = max(len(line.cells), *(at + 1 for at in cells))
    padded = [*line.cells, *[""] * (width - len(line.cells))]
    return replace(line, cells=tuple(cells.get(at, cell) for at, cell in enumerate(padded)))
