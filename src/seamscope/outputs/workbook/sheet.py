"""One worksheet as a table: texts never become formulas, formulas carry their value."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from seamscope.outputs.tabulate import plain

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LONGEST = 32_000  # characters a cell can hold, less what a spreadsheet adds
NARROWEST, WIDEST = 7, 48
LINE_HEIGHT, MOST_LINES = 15, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A live cell: what it says, and what it is worth as long as nobody edits."""

    text: str
    value: float | str


Cell = str | int | float | Formula | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """The few looks of the workbook."""

    title: "Format"
    header: "Format"
    text: "Format"
    line: "Format"
    figure: "Format"
    tenth: "Format"
    share: "Format"
    given: "Format"


def styles(book: "Workbook") -> Styles:
    """Make the looks of a workbook; `given` marks cells that one is meant to edit."""
    top = {"valign": "top"}
    return Styles(
        title=book.add_format({"bold": True, "font_size": 16}),
        header=book.add_format(
            {"bold": True, "bg_color": "#E7ECF2", "bottom": 1, "text_wrap": True, **top}
        ),
        text=book.add_format({"text_wrap": True, **top}),
        line=book.add_format(top),
        figure=book.add_format({"num_format": "0.##", **top}),
        tenth=book.add_format({"num_format": "#,##0.0", **top}),
        share=book.add_format({"num_format": "0.0%", **top}),
        given=book.add_format(
            {"bg_color": "#FFF4D6", "border": 1, "border_color": "#B08900", **top}
        ),
    )


def put(sheet: "Worksheet", at: tuple[int, int], cell: Cell, look: "Format") -> None:
    """Write one cell, row and column from 0; None leaves it empty."""
    row, column = at
    match cell:
        case None:
            pass
        case Formula():
            sheet.write_formula(row, column, cell.text, look, cell.value)
        case str():
            text = plain(cell)
            sheet.write_string(row, column, text[:LONGEST], look)
        case _:
            sheet.write_number(row, column, cell, look)


def fill(
    sheet: "Worksheet", headers: Sequence[str], lines: Iterable[Sequence[Cell]], looks: Styles
) -> None:
    """Write a table from the first row on, with a filter and a head that stays."""
    table = [tuple(line) for line in lines]
    widths = [
        _width(header, [line[n] for line in table if n < len(line)])
        for n, header in enumerate(headers)
    ]
    for row, line in enumerate([tuple(headers), *table]):
        for column, cell in enumerate(line):
            put(sheet, (row, column), cell, _look(cell, looks) if row else looks.header)
        sheet.set_row(row, LINE_HEIGHT * min(_lines(line, widths), MOST_LINES))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    on_paper(sheet)
    if table:
        sheet.autofilter(0, 0, len(table), len(headers) - 1)


def on_paper(sheet: "Worksheet") -> None:
    """Print a sheet on A4, as wide as the page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _look(cell: Cell, looks: Styles) -> "Format":
    match cell:
        case str() | None:
            return looks.text
        case Formula() | float():
            return looks.tenth
        case _:
            return looks.figure


def _width(header: str, cells: Sequence[Cell]) -> int:
    """Return the width of a column in characters: of its longest word or text, within limits."""
    texts = [len(cell) for cell in cells if isinstance(cell, str)]
    return min(max([NARROWEST, *texts, *map(len, header.split())]) + 2, WIDEST)


def _lines(line: Sequence[Cell], widths: Sequence[int]) -> int:
    """Return how many lines the fullest cell of a row needs; not every program finds out itself."""
    texts = ((cell, width) for cell, width in zip(line, widths, strict=False))
    return max([1, *(ceil(len(t) / (w - 1)) for t, w in texts if isinstance(t, str))])
