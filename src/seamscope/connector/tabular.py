"""Rows of CSV and XLSX files, each with its evidence."""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from seamscope.connector.redact import cleaned, redact
from seamscope.errors import UnreadableError
from seamscope.records import Evidence

# A workbook of a million rows unpacks to less; a zip bomb does not.
MAX_UNPACKED = 512 * 1024 * 1024
MAX_FIELD = 1024 * 1024
# The name of a sheet, and its rows of cells, each with its number.
Sheet = tuple[str, list[tuple[int, list[str]]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: cells by folded header ("Business Criticality" -> "business_criticality")."""

    cells: dict[str, str]
    evidence: Evidence
    extra: int = 0  # filled cells beyond the last header: a delimiter stands inside a value

    def get(self, *headers: str) -> str:
        """Return the first of these cells that is not empty."""
        return next((self.cells[h] for h in headers if self.cells.get(h)), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A sheet or CSV file: its name, folded headers and rows.

    titles: the headers as written; holds: what kind of list a mapping file says it is.
    """

    name: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    evidence: Evidence
    titles: tuple[str, ...] = ()
    holds: str = ""


def fold_header(text: str) -> str:
    """Return a header in lower case with runs of other characters as ``_``."""
    return re.sub(r"[^\w]+", "_", text.strip().casefold()).strip("_")


def csv_table(text: str, file: str, connector: str, known: frozenset[str] = frozenset()) -> Table:
    """Read a CSV with `,`, `;`, tab or `|`; the delimiter is the one that splits the header.

    known: folded headers; the row that holds most of them (two at least) is the header, so that
    titles and grouping rows above it are passed over.
    """
    csv.field_size_limit(MAX_FIELD)
    delimiter = _delimiter(text, known)
    lines: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter)
    try:
        start = 1
        for cells in reader:
            lines.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableError(
            f"not valid CSV ({error})", remedy="export it again", file=file, line=reader.line_num
        ) from None
    last = text.rstrip().rpartition("\n")[2]
    opened = re.search(rf'(?:^|{re.escape(delimiter)})"(?:[^"]|"")*$', last)
    if lines and text.count('"') % 2 and (start - lines[-1][0] > 1 or opened):
        raise UnreadableError(
            "a quoted value is never closed, or the file is cut off",
            remedy="close the quote there, or export it again",
            file=file,
            line=lines[-1][0],
        )
    return _table(lines, file, connector, "", known)


def _delimiter(text: str, known: frozenset[str]) -> str:
    """Return what splits the header, or else the first line that is split at all."""
    top = text.lstrip("\ufeff").split("\n", 20)[:20]
    for mark in ",;\t|":
        if any(len({fold_header(cell) for cell in line.split(mark)} & known) > 1 for line in top):
            return mark
    first = next((line for line in top if any(mark in line for mark in ",;\t|")), "")
    return max(",;\t|", key=first.count)


def xlsx_sheets(data: bytes, file: str) -> list[Sheet]:
    """Read all sheets of a workbook: values only, no formula is evaluated."""
    import openpyxl

    _refuse_bomb(data, file)
    try:
        # openpyxl warns of styles and validations it leaves out; values are all we want.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            return [(name, list(_sheet_lines(book[name]))) for name in book.sheetnames]
    except Exception as error:  # noqa: BLE001 (openpyxl raises whatever its XML parser does)
        raise UnreadableError(
            f"not a readable workbook ({type(error).__name__})",
            remedy="open and save it as .xlsx, or export CSV",
            file=file,
        ) from None


def xlsx_tables(
    sheets: Iterable[Sheet], file: str, connector: str, known: frozenset[str] = frozenset()
) -> list[Table]:
    """Make a table of each sheet; known: as for `csv_table`."""
    return [_table(lines, file, connector, name, known) for name, lines in sheets]


def _refuse_bomb(data: bytes, file: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        raise UnreadableError(
            "not a workbook (it is no zip archive)",
            remedy="save it as .xlsx, without a password",
            file=file,
        ) from None
    if unpacked > MAX_UNPACKED:
        raise UnreadableError(
            f"the workbook unpacks to {unpacked // 1024 // 1024} MB",
            remedy="split it, or export the sheets as CSV",
            file=file,
        )


def _sheet_lines(sheet: object) -> Iterator[tuple[int, list[str]]]:
    rows = getattr(sheet, "iter_rows", None)
    if rows is None:  # a chart sheet has no cells
        return
    for number, cells in enumerate(rows(values_only=True), start=1):
        yield number, ["" if cell is None else str(cell) for cell in cells]


def _table(
    lines: list[tuple[int, list[str]]],
    file: str,
    connector: str,
    sheet: str,
    known: frozenset[str],
) -> Table:
    head, start = _header(lines, known)
    titles = tuple(redact(cell.strip()) for cell in head)
    headers = tuple(fold_header(title) for title in titles)
    rows: list[Row] = []
    for number, cells in lines[start:]:
        pairs = zip(headers, cells, strict=False)
        values = {h: cleaned(c.strip()) for h, c in pairs if h and c.strip()}
        if values:
            place = f"{sheet}!{number}" if sheet else ""
            where = Evidence(file=file, line=number, place=place, connector=connector)
            extra = sum(1 for cell in cells[len(headers) :] if cell.strip())
            rows.append(Row(cells=values, evidence=where, extra=extra))
    where = Evidence(file=file, line=1, place=sheet, connector=connector)
    return Table(name=sheet, headers=headers, rows=tuple(rows), evidence=where, titles=titles)


def _header(lines: list[tuple[int, list[str]]], known: frozenset[str]) -> tuple[list[str], int]:
    """Return the header row and the index of the first data row.

    Titles above the header have one filled cell; the header is the first row with two or more,
    or, in a table of a single column, the first row that is not empty.
    """
    found = [len({fold_header(cell) for cell in cells} & known) for _, cells in lines[:20]]
    if found and max(found) >= 2:
        index = found.index(max(found))
        return lines[index][1], index + 1
    for wanted in (2, 1):
        for index, (_, cells) in enumerate(lines[:20]):
            if sum(1 for cell in cells if cell.strip()) >= wanted:
                return cells, index + 1
    return [], len(lines)
