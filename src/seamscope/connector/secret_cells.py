"""Mask the passwords in the columns of a list whose headers denote a secret."""

from dataclasses import replace

from seamscope.connector.grid import Grid, Line
from seamscope.connector.secret_rules import is_secret_name

HIDDEN = "***"
HEADS = 2  # lines with several cells that may be headers
SHORTEST, LONGEST = 6, 512  # characters of a secret
_SIGNS = frozenset("!#$%^*?~+&@=")


def mask_secret_cells(grid: Grid) -> Grid:
    """Return a sheet with `***` for the secrets in columns such as "Password" and "hasło".

    Such a cell is otherwise read like any other: as the id of a row, or as a name in a matrix.
    """
    wide = [at for at, line in enumerate(grid.lines[:50]) if len(line.filled) > 1][:HEADS]
    columns = {
        column: at
        for at in reversed(wide)
        for column in grid.lines[at].filled
        if is_secret_name(" ".join(grid.lines[at].cells[column].split()))
    }
    if not columns:
        return grid
    lines = tuple(_mask(line, columns, at) for at, line in enumerate(grid.lines))
    return replace(grid, lines=lines)


def _mask(line: Line, columns: dict[int, int], at: int) -> Line:
    """Return a line with masked cells; columns: the position of the header of each."""
    hidden = {
        column
        for column, header in columns.items()
        if at > header and column < len(line.cells) and is_secret_cell(line.cells[column])
    }
    if not hidden:
        return line
    cells = tuple(HIDDEN if k in hidden else cell for k, cell in enumerate(line.cells))
    return replace(line, cells=cells)


def is_secret_cell(text: str) -> bool:
    """Return whether a cell below such a header may be a secret: one word of mixed characters.

    "yes", "OAuth" and "see vault" only describe it.
    """
    word = text.strip()
    if not SHORTEST <= len(word) <= LONGEST or len(word.split()) != 1 or "://" in word:
        return False
    has_letter, has_digit = any(map(str.isalpha, word)), any(map(str.isdigit, word))
    return has_letter and (has_digit or not _SIGNS.isdisjoint(word[1:]))
