"""Sheets as displayed: lines of cells, with hidden, struck-through and merged cells marked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

SHORT = 60  # characters of a cell that may be in many rows
BREAK = re.compile(r"\r\n?|\n")
MAX_COLUMNS = 1024  # columns of a sheet; a list has dozens, a matrix hundreds


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a sheet.

    number: 1-based, as displayed.
    wide: columns that belong to a merged cell and repeat its text.
    struck: columns with struck-through text.
    formulas: columns with a formula whose value was not saved.
    fill: colour of the first coloured cell.
    comments: the comments on the cells, without authors.
    doubt: why the content of the row may be out of date, or "".
    height: number of lines of the file; more than 1 for a CSV row with line breaks in its cells.
    """

    number: int
    cells: tuple[str, ...]
    wide: frozenset[int] = frozenset()
    struck: frozenset[int] = frozenset()
    formulas: frozenset[int] = frozenset()
    hidden: bool = False
    fill: str = ""
    comments: tuple[str, ...] = ()
    doubt: str = ""
    height: int = 1

    def follows_gap(self, above: "Line") -> bool:
        """Return whether there is an empty row between this row and the row above it."""
        return self.number > above.number + above.height

    @property
    def filled(self) -> tuple[int, ...]:
        """The columns that are filled, without repetitions of a merged cell."""
        return tuple(
            at for at, cell in enumerate(self.cells) if at not in self.wide and cell.strip()
        )

    @property
    def values(self) -> list[str]:
        """The cell values, with "" for formulas without a saved value."""
        return ["" if at in self.formulas else cell for at, cell in enumerate(self.cells)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A sheet, a CSV file or a table of a page.

    doubt: why all rows are uncertain, "" if they are not.
    notes: problems with their remedies.
    turned: whether rows and columns were swapped, see `turn_grid`.
    headed: whether the first line is known to be the only header.
    """

    name: str
    lines: tuple[Line, ...]
    hidden: bool = False
    doubt: str = ""
    notes: tuple[tuple[str, str], ...] = field(default=())
    turned: bool = False
    headed: bool = False


def turn_grid(grid: Grid) -> Grid:
    """Return a sheet with rows and columns swapped, for lists with headers in the first column."""
    width = max((len(line.cells) for line in grid.lines), default=0)
    lines = tuple(
        Line(
            number=at + 1,
            cells=tuple(line.cells[at] if at < len(line.cells) else "" for line in grid.lines),
            struck=frozenset(n for n, line in enumerate(grid.lines) if at in line.struck),
            formulas=frozenset(n for n, line in enumerate(grid.lines) if at in line.formulas),
        )
        for at in range(width)
    )
    return replace(grid, lines=lines, turned=True)


def build_grid(name: str, rows: Iterable[tuple[int, list[str]]], *, csv: bool = False) -> Grid:
    """Build a grid from numbered rows of cells; equal short cells share one string.

    csv: whether a number is a line of a CSV file, where a row with line breaks takes several lines.
    """
    known: dict[str, str] = {}
    lines = tuple(
        Line(
            number=number,
            cells=tuple(known.setdefault(c, c) if len(c) < SHORT else c for c in cells),
            height=1 + sum(len(BREAK.findall(cell)) for cell in cells) if csv else 1,
        )
        for number, cells in rows
    )
    return Grid(name=name, lines=lines)
