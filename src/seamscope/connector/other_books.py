"""Read sheets of XLS, XLSB and ODS workbooks with calamine.

XLSX and XLSM are read with openpyxl (`workbook`), which also finds hidden rows, struck-through text
and fill colours. calamine finds hidden sheets, and merged cells in XLS. calamine allocates memory
for the whole range of a sheet, so a sheet that spans too many cells is rejected before it is read.
"""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from seamscope.connector.book_extents import measure_sheets
from seamscope.connector.grid import MAX_COLUMNS, Grid, Line
from seamscope.connector.workbook import MAX_MERGED, format_cell
from seamscope.errors import UnreadableError

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

SUFFIXES = frozenset({".xls", ".xlsb", ".ods"})
MAX_CELLS = 3_000_000  # cells in the range of a sheet, including empty cells
OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK"


def read_other_grids(data: bytes, suffix: str, file: str) -> list[Grid]:
    """Read all sheets of a workbook.

    Raises UnreadableError if the data is not a workbook, or if it is too large.
    """
    from python_calamine import CalamineWorkbook

    starts = (OLE, b"\x09\x08") if suffix == ".xls" else (ZIP,)
    if not data.startswith(starts):
        remedy = "save it as .xlsx, or export CSV"
        raise UnreadableError(f"not an {suffix[1:].upper()} workbook", remedy=remedy, file=file)
    _refuse_large(data, suffix, file)
    try:
        with _silence_panics():
            return _read(CalamineWorkbook.from_filelike(io.BytesIO(data)))
    except (KeyboardInterrupt, SystemExit, UnreadableError):
        raise
    except BaseException as error:  # noqa: BLE001 (Rust panics are not Exceptions)
        raise UnreadableError(
            f"not a readable workbook ({type(error).__name__})",
            remedy="open and save it as .xlsx without a password, or export CSV",
            file=file,
        ) from None


@contextmanager
def _silence_panics() -> Iterator[None]:
    """Suppress what calamine prints on a Rust panic, which also raises an exception."""
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


def _read(book: "CalamineWorkbook") -> list[Grid]:
    hidden = {
        meta.name for meta in book.sheets_metadata if not str(meta.visible).endswith(".Visible")
    }
    return [
        _build_grid(book.get_sheet_by_name(name), name, hidden=name in hidden)
        for name in book.sheet_names
    ]


def _build_grid(sheet: "CalamineSheet", name: str, *, hidden: bool) -> Grid:
    rows = {
        at: [format_cell(cell) for cell in cells[:MAX_COLUMNS]]
        for at, cells in enumerate(sheet.iter_rows(), start=1)
        if any(cell != "" for cell in cells)
    }
    wide = _fill_merged(sheet, rows)
    lines = tuple(
        Line(number=number, cells=tuple(cells), wide=frozenset(wide.get(number, ())))
        for number, cells in sorted(rows.items())
    )
    return Grid(name=name, lines=lines, hidden=hidden)


def _fill_merged(sheet: "CalamineSheet", rows: dict[int, list[str]]) -> dict[int, set[int]]:
    """Repeat the text of merged cells; return the columns that repeat it, by row."""
    wide: dict[int, set[int]] = {}
    budget = MAX_MERGED
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        first = rows.get(top + 1, [])
        text = first[left] if left < len(first) else ""
        last = min(bottom, max(rows, default=1) - 1)
        budget -= max(0, last - top + 1) * (min(right, MAX_COLUMNS) - left + 1)
        if not text or budget < 0:
            continue
        for number in range(top + 1, last + 2):
            cells = rows.setdefault(number, [])
            cells += [""] * (min(right, MAX_COLUMNS) + 1 - len(cells))
            for column in range(left, min(right, MAX_COLUMNS) + 1):
                cells[column] = text
                if column > left:
                    wide.setdefault(number, set()).add(column)
    return wide


def _refuse_large(data: bytes, suffix: str, file: str) -> None:
    """Raise UnreadableError for a sheet that would not fit into memory."""
    try:
        large = any(cells > MAX_CELLS for cells in measure_sheets(data, suffix))
    except Exception as error:  # noqa: BLE001 (corrupt archives raise many exception types)
        raise UnreadableError(
            f"not a readable workbook ({type(error).__name__})",
            remedy="open and save it as .xlsx, or export CSV",
            file=file,
        ) from None
    if large:
        problem = f"a sheet spans more than {MAX_CELLS // 1_000_000} million cells"
        raise UnreadableError(
            problem, remedy="delete the cells far from the table, or export CSV", file=file
        )
