"""Write worksheets. Text is never evaluated as a formula; formulas are stored with their values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from seamscope.outputs.writers.tabulate import clean_text
from seamscope.wording import translate_term

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LONGEST = 32_000  # maximum number of characters in a cell; a spreadsheet allows 32,767
NARROWEST, WIDEST = 7, 48
LINE_HEIGHT, MOST_LINES = 15, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A formula and its initial value.

    money: whether the value is an amount of money.
    """

    text: str
    value: float | str
    money: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share from 0 to 1, shown in percent."""

    value: float


Cell = str | int | float | Formula | Share | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """The cell formats of the workbook.

    heading: header of a column with figures.
    editable: format of cells that the reader may edit.
    """

    title: "Format"
    header: "Format"
    heading: "Format"
    text: "Format"
    line: "Format"
    figure: "Format"
    decimal: "Format"
    share: "Format"
    money: "Format"
    editable: "Format"
    editable_share: "Format"
    editable_money: "Format"


def build_formats(book: "Workbook", currency: str = "") -> Styles:
    """Create the cell formats of a workbook.

    currency: code shown before amounts, such as "EUR".
    """
    top = {"valign": "top"}
    left = {"align": "left", "indent": 1, **top}  # so that text does not touch a figure on its left
    head = {"bold": True, "bg_color": "#E7ECF2", "bottom": 1, "text_wrap": True}
    edited = {"bg_color": "#FFF4D6", "border": 1, "border_color": "#B08900", **top}
    currency = "".join(letter for letter in currency if letter.isalpha())  # letters only
    money = f'"{currency} "#,##0' if currency else "#,##0"
    return Styles(
        title=book.add_format({"bold": True, "font_size": 16, "indent": 1}),
        header=book.add_format({**head, **left}),
        heading=book.add_format({**head, **top, "align": "right"}),
        text=book.add_format({"text_wrap": True, **left}),
        line=book.add_format(left),
        figure=book.add_format({"num_format": "0.##", **top}),
        decimal=book.add_format({"num_format": "[>=99.95]#,##0;0.0", **top}),
        share=book.add_format({"num_format": "0.0%", **top}),
        money=book.add_format({"num_format": money, **top}),
        editable=book.add_format(edited),
        editable_share=book.add_format({"num_format": "0.0%", **edited}),
        editable_money=book.add_format({"num_format": money, **edited}),
    )


def write_cell(sheet: "Worksheet", position: tuple[int, int], cell: Cell, style: "Format") -> None:
    """Write one cell; None leaves it empty.

    position: row and column, from 0.
    """
    row, column = position
    match cell:
        case None:
            pass
        case Formula():
            sheet.write_formula(row, column, cell.text, style, cell.value)
        case Share():
            sheet.write_number(row, column, cell.value, style)
        case str():
            text = clean_text(cell)
            sheet.write_string(row, column, text[:LONGEST], style)
        case _:
            sheet.write_number(row, column, cell, style)


def write_note(
    sheet: "Worksheet", row: int, text: str, widths: Sequence[int], styles: Styles
) -> None:
    """Write text into a row whose cells are merged, with line breaks where needed.

    widths: widths of the columns in characters.
    """
    text = clean_text(text)[:LONGEST]
    sheet.merge_range(row, 0, row, len(widths) - 1, "", styles.text)
    sheet.write_string(row, 0, text, styles.text)
    sheet.set_row(row, LINE_HEIGHT * min(_count_lines((text,), (sum(widths),)), MOST_LINES))


def write_header(
    sheet: "Worksheet", row: int, headers: Sequence[str], widths: Sequence[int], styles: Styles
) -> None:
    """Write a header row inside a sheet, high enough for its longest header.

    The columns between the first and the last one have figures.

    widths: widths of the columns in characters.
    """
    for column, header in enumerate(headers):
        style = styles.heading if 0 < column < len(headers) - 1 else styles.header
        write_cell(sheet, (row, column), header, style)
    sheet.set_row(row, LINE_HEIGHT * _count_lines(headers, widths))


def write_table(
    sheet: "Worksheet",
    headers: Sequence[str],
    lines: Iterable[Sequence[Cell]],
    styles: Styles,
    *,
    in_english: bool = False,
) -> None:
    """Write a table at the top of a sheet, with a filter and a header row that does not scroll.

    headers: English headers from `mark_each`; they are translated here.
    in_english: whether to keep them in English, because a program reads them.
    """
    table = [tuple(line) for line in lines]
    headers = headers if in_english else tuple(map(translate_term, headers))
    widths = [
        _measure_width(header, [line[n] for line in table if n < len(line)])
        for n, header in enumerate(headers)
    ]
    for column, header in enumerate(headers):
        cells = [line[column] for line in table if column < len(line)]
        write_cell(sheet, (0, column), header, _choose_header(cells, styles))
    for row, line in enumerate(table, start=1):
        for column, cell in enumerate(line):
            write_cell(sheet, (row, column), cell, _choose_format(cell, styles))
    for row, line in enumerate([tuple(headers), *table]):
        sheet.set_row(row, LINE_HEIGHT * min(_count_lines(line, widths), MOST_LINES))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    set_up_printing(sheet)
    if table:
        sheet.autofilter(0, 0, len(table), len(headers) - 1)


def quote(text: str) -> str:
    """Return a string as a literal for a formula: `5" pipe` → `"5"" pipe"`."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def set_up_printing(sheet: "Worksheet") -> None:
    """Set a sheet up to print on A4 landscape, fitted to the page width."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _choose_format(cell: Cell, styles: Styles) -> "Format":
    match cell:
        case str() | None:
            return styles.text
        case Share():
            return styles.share
        case Formula(money=True):
            return styles.money
        case Formula() | float():
            return styles.decimal
        case _:
            return styles.figure


def _choose_header(cells: Sequence[Cell], styles: Styles) -> "Format":
    """Return the format of a header: right-aligned above figures, left-aligned above text."""
    filled = [cell for cell in cells if cell is not None and cell != ""]
    is_text = not filled or any(isinstance(cell, str) for cell in filled)
    return styles.header if is_text else styles.heading


def _measure_width(header: str, cells: Sequence[Cell]) -> int:
    """Return a column's width in characters, by its longest text and header word, within limits."""
    texts = [len(cell) for cell in cells if isinstance(cell, str)]
    return min(max([NARROWEST, *texts, *map(len, header.split())]) + 3, WIDEST)


def _count_lines(line: Sequence[Cell], widths: Sequence[int]) -> int:
    """Return the number of lines that the longest cell of a row needs.

    Row heights are set explicitly, because some programs do not adjust them to the text.
    """
    texts = ((cell, width) for cell, width in zip(line, widths, strict=False))
    return max([1, *(ceil(len(t) / (w - 2)) for t, w in texts if isinstance(t, str))])
