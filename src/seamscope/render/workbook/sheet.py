"""One worksheet as a table: texts never become formulas, formulas carry their value."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seamscope.render.tabulate import plain

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LONGEST = 32_000  # characters a cell can hold, less what a spreadsheet adds
WIDEST = 48


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
) -> int:
    """Write a table from the first row on, with a filter and a fixed head; return its last row."""
    widths = [max(map(len, header.split())) for header in headers]
    last = 0
    for column, header in enumerate(headers):
        put(sheet, (0, column), header, looks.header)
    for last, line in enumerate(lines, start=1):
        for column, cell in enumerate(line):
            put(sheet, (last, column), cell, _look(cell, looks))
            widths[column] = max(widths[column], _width(cell))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width + 2, WIDEST))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    on_paper(sheet)
    if last:
        sheet.autofilter(0, 0, last, len(headers) - 1)
    return last


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


def _width(cell: Cell) -> int:
    return len(cell) if isinstance(cell, str) else 7
