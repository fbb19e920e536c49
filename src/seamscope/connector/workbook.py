"""Read sheets of XLSX workbooks with openpyxl: values only, without evaluating formulas.

Merged cells, hidden rows and sheets, struck-through text and fill colours affect the meaning of a
row. To find them, openpyxl needs the whole sheet in memory, so larger workbooks are streamed
without these details.
"""

import datetime as dt
import io
import re
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from seamscope.connector.drawings import read_text_boxes
from seamscope.connector.grid import MAX_COLUMNS, Grid, Line
from seamscope.connector.scrub import quote
from seamscope.errors import UnreadableError

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

# A workbook of a million rows unpacks to fewer bytes than this, a zip bomb to more.
MAX_UNPACKED = 512 * 1024 * 1024
MAX_MARKED = 12 * 1024 * 1024  # bytes of sheets that are read with all formatting
MAX_MERGED = 200_000  # cells filled from merged ranges
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?ref=[\"']([A-Za-z0-9:$]{1,40})[\"']")
SHOWN_TEXTS = 5  # texts in a note
SHOWN_LENGTH = 80  # characters of such a text
# Excel puts the author above a comment, and an explanation above a thread of comments.
AUTHOR = re.compile(r"\A\[[^\]\n]{1,40}\][^:]{0,1000}:\s+|\A[^:\n]{1,60}:\n")
PLAIN = frozenset({"00000000", "FFFFFFFF", "00FFFFFF"})


def read_xlsx_grids(data: bytes, file: str) -> list[Grid]:
    """Read all sheets of a workbook.

    Raises UnreadableError if the data is not a workbook, or if it is too large.
    """
    unpacked = refuse_bomb(data, file)
    try:
        # openpyxl warns of styles and validations that it drops, which are not needed.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            small = unpacked <= MAX_MARKED and _count_merged_cells(data) <= MAX_MERGED
            grids = _read_formatted(data) if small else _read_streamed(data)
            boxes = read_text_boxes(data)
            return [_note_boxes(grid, boxes.get(grid.name, ())) for grid in grids]
    except Exception as error:  # noqa: BLE001 (openpyxl raises whatever its XML parser does)
        raise UnreadableError(
            f"not a readable workbook ({type(error).__name__})",
            remedy="open and save it as .xlsx, or export CSV",
            file=file,
        ) from None


def _note_boxes(grid: Grid, boxes: Sequence[str]) -> Grid:
    """Add a note about the text boxes of a sheet."""
    shown = _list_texts([f"'{quote(text, SHOWN_LENGTH)}'" for text in boxes])
    note = (
        f"text boxes and shapes are not read: {shown}",
        "write what they say into the cells of a list",
    )
    return replace(grid, notes=(*grid.notes, note)) if boxes else grid


def _note_comments(comments: Mapping[int, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Yield a note about the comments of a sheet, by row."""
    shown = [
        f"row {row}: '{quote(text, SHOWN_LENGTH)}'"
        for row, texts in sorted(comments.items()) for text in texts
    ]  # fmt: skip
    if shown:
        problem = f"of the comments on cells, only states are read: {_list_texts(shown)}"
        yield problem, "write the rest of the comments into columns"


def _note_struck(parts: Mapping[int, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Yield a note about the struck-through parts of cells, by row."""
    shown = [
        f"row {row}: '{quote(text, SHOWN_LENGTH)}'"
        for row, texts in sorted(parts.items()) for text in texts
    ]  # fmt: skip
    if shown:
        problem = f"struck-through parts of cells are not read: {_list_texts(shown)}"
        yield problem, "if they still apply, write them without the line"


def _list_texts(texts: Sequence[str]) -> str:
    others = f" and {len(texts) - SHOWN_TEXTS} others" if len(texts) > SHOWN_TEXTS else ""
    return f"{'; '.join(texts[:SHOWN_TEXTS])}{others}"


def refuse_bomb(data: bytes, file: str) -> int:
    """Return the unpacked size of a workbook's sheets; raise UnreadableError if it is too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile:
        raise UnreadableError(
            "not a workbook (it is not a zip archive)",
            remedy="save it as .xlsx, without a password",
            file=file,
        ) from None
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED:
        raise UnreadableError(
            f"the workbook unpacks to {unpacked // 1024 // 1024} MB",
            remedy="split it, or export the sheets as CSV",
            file=file,
        )
    return sum(entry.file_size for entry in entries if entry.filename.endswith(".xml"))


def format_cell(value: object) -> str:
    """Return a value as Excel displays it: a date without midnight, a number without `.0`."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case _:
            return str(value)


def _count_merged_cells(data: bytes) -> int:
    """Return the number of cells in merged ranges, because openpyxl creates each of them."""
    from openpyxl.utils.cell import range_boundaries

    total = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                for found in MERGED.finditer(archive.read(name)):
                    left, top, right, bottom = range_boundaries(found[1].decode())
                    total += (int(right or 1) - int(left or 1) + 1) * (
                        int(bottom or 1) - int(top or 1) + 1
                    )
    return total


def _read_streamed(data: bytes) -> list[Grid]:
    """Read a large workbook row by row, without colours, merged cells or struck-through text."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    problem = (
        "a large workbook is read without hidden rows, struck-through text, merged cells and "
        "comments"
    )
    note = (problem, "split the workbook if they affect the meaning of rows")
    grids = []
    for name in book.sheetnames:
        sheet = book[name]
        hidden = getattr(sheet, "sheet_state", "visible") != "visible"
        rows = getattr(sheet, "iter_rows", None)  # a chart sheet has no cells
        if reset := getattr(sheet, "reset_dimensions", None):
            reset()  # otherwise openpyxl pads every row to the widest row
        found = enumerate(rows(values_only=True), start=1) if rows else ()
        lines = tuple(
            Line(number=number, cells=tuple(format_cell(cell) for cell in cells[:MAX_COLUMNS]))
            for number, cells in found
            if any(cell is not None for cell in cells)
        )
        grids.append(Grid(name=name, lines=lines, hidden=hidden, notes=(note,)))
    return grids


def _read_formatted(data: bytes) -> list[Grid]:
    """Read a workbook with its formatting; a formula without a saved value is read as its text."""
    import openpyxl

    # with rich text, a part of a cell may be struck through
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, rich_text=_has_strikes(data))
    formulas = (
        openpyxl.load_workbook(io.BytesIO(data), data_only=False) if _has_formulas(data) else None
    )
    return [
        _build_grid(sheet, {} if formulas is None else _index_formulas(formulas[sheet.title]))
        for sheet in book.worksheets
    ]


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(b"<f" in archive.read(name) for name in sheets)


def _has_strikes(data: bytes) -> bool:
    """Return whether a part of the text of any cell is struck through."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        texts = [
            name for name in archive.namelist()
            if name.endswith("sharedStrings.xml") or name.startswith("xl/worksheets/")
        ]  # fmt: skip
        return any(b"<strike" in archive.read(name) for name in texts)


def _part_struck(value: object) -> tuple[object, str, bool]:
    """Return the value of a cell without its struck-through parts, and these parts.

    The third item is True if the whole value is struck through; then the value is unchanged.
    """
    from openpyxl.cell.rich_text import CellRichText, TextBlock

    if not isinstance(value, CellRichText):
        return value, "", False
    gone = [one for one in value if isinstance(one, TextBlock) and one.font.strike]
    kept = "".join(str(one) for one in value if not any(one is other for other in gone))
    if not kept.strip() or not gone:
        return str(value), "", bool(gone)
    return kept.strip(), " ".join(one.text.strip() for one in gone), False


def _index_formulas(sheet: "Worksheet") -> dict[tuple[int, int], str]:
    return {
        place: str(cell.value)
        for place, cell in _list_cells(sheet)
        if getattr(cell, "data_type", "") == "f"
    }


def _list_cells(sheet: "Worksheet") -> Iterator[tuple[tuple[int, int], "Cell | MergedCell"]]:
    """Yield only the cells that exist in the file; reading a range would create empty cells."""
    cells: dict[tuple[int, int], Cell | MergedCell] = sheet._cells
    for (row, column), cell in sorted(cells.items()):
        if column <= MAX_COLUMNS:
            yield (row, column), cell


def _build_grid(sheet: "Worksheet", formulas: dict[tuple[int, int], str]) -> Grid:
    values: dict[int, dict[int, str]] = defaultdict(dict)
    struck: dict[int, set[int]] = defaultdict(set)
    unsaved: dict[int, set[int]] = defaultdict(set)
    fills: dict[int, str] = {}
    comments: dict[int, list[str]] = defaultdict(list)
    parts: dict[int, list[str]] = defaultdict(list)
    for (row, number), cell in _list_cells(sheet):
        column = number - 1
        value, part, whole = _part_struck(cell.value)
        if part:
            parts[row].append(part)
        text = format_cell(value)
        if said := _read_comment(cell):
            comments[row].append(said)
        if cell.has_style and (colour := _get_colour(cell)):
            fills.setdefault(row, colour)
        if not text and (formula := formulas.get((row, number))):
            text = formula
            unsaved[row].add(column)
        if not text:
            continue
        values[row][column] = text
        if whole or (cell.has_style and cell.font.strike):
            struck[row].add(column)
    wide = _fill_merged(sheet, values)
    hidden = {number for number, row in sheet.row_dimensions.items() if row.hidden}
    lines = tuple(
        Line(
            number=number,
            cells=tuple(cells.get(at, "") for at in range(max(cells) + 1)),
            wide=frozenset(wide.get(number, ())),
            struck=frozenset(struck.get(number, ())),
            formulas=frozenset(unsaved.get(number, ())),
            hidden=number in hidden,
            fill=fills.get(number, ""),
            comments=tuple(comments.get(number, ())),
        )
        for number, cells in sorted(values.items())
        if cells
    )
    return Grid(
        name=sheet.title,
        lines=lines,
        hidden=sheet.sheet_state != "visible",
        notes=(*_note_comments(comments), *_note_struck(parts)),
    )


def _read_comment(cell: "Cell | MergedCell") -> str:
    """Return the comment of a cell without its author, "" if it has none."""
    comment = cell.comment
    text = AUTHOR.sub("", comment.text or "") if comment is not None else ""
    return " ".join(text.split())


def _get_colour(cell: "Cell | MergedCell") -> str:
    """Return the colour that fills a cell, "" if there is none."""
    fill = cell.fill
    if fill.fill_type != "solid":
        return ""
    colour = fill.fgColor
    match colour.type:
        case "rgb" if isinstance(colour.rgb, str) and colour.rgb not in PLAIN:
            return colour.rgb[-6:]
        case "theme" if colour.theme != 0:
            return f"theme {colour.theme}"
        case "indexed" if colour.indexed not in {9, 64, 65}:
            return f"colour {colour.indexed}"
        case _:
            return ""


def _fill_merged(sheet: "Worksheet", values: dict[int, dict[int, str]]) -> dict[int, set[int]]:
    """Repeat the text of each merged range in all its cells.

    Return, by row, the columns that repeat a text.
    """
    wide: dict[int, set[int]] = defaultdict(set)
    last = max(values, default=0)
    budget = MAX_MERGED
    for one in sorted(sheet.merged_cells.ranges, key=lambda r: (r.min_row, r.min_col)):
        text = values.get(one.min_row, {}).get(one.min_col - 1, "")
        right = min(one.max_col, MAX_COLUMNS)
        bottom = min(one.max_row, last)
        budget -= max(0, bottom - one.min_row + 1) * max(0, right - one.min_col + 1)
        if not text or budget < 0:
            continue
        for row in range(one.min_row, bottom + 1):
            for column in range(one.min_col - 1, right):
                values[row][column] = text
                if column >= one.min_col:
                    wide[row].add(column)
    return wide
