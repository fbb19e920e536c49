"""Read the rows of CSV and XLSX files, with their positions as evidence."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from seamscope.connector.grid import Grid
from seamscope.connector.personal import mask_personal
from seamscope.connector.redact import redact, redact_value
from seamscope.errors import UnreadableError
from seamscope.records import Evidence

MAX_FIELD = 1024 * 1024
CONTENT = 1000  # characters; a longer cell cannot be a header
MARKS = ",;\t|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row.

    The keys of its cells are normalised headers: "Business Criticality" → "business_criticality".
    """

    cells: dict[str, str]
    evidence: Evidence
    extra: int = 0  # cells beyond the last header, caused by an unquoted delimiter in a value

    def get(self, *headers: str) -> str:
        """Return the first of these cells that is not empty."""
        return next((self.cells[h] for h in headers if self.cells.get(h)), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A sheet or CSV file: its name, normalised headers and rows.

    titles: the headers as written.
    """

    name: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    evidence: Evidence
    titles: tuple[str, ...] = ()


def fold_header(text: str) -> str:
    """Return a header in lower case with ``_`` for each run of other characters.

    Secrets and mail addresses are masked first, because folding would make them unrecognisable. A
    header of more than `CONTENT` characters becomes "".
    """
    if len(text) > CONTENT:
        return ""
    return re.sub(r"[^\w]+", "_", mask_personal(redact(text)).strip().casefold()).strip("_")


def read_csv_table(
    text: str, file: str, connector: str, known: frozenset[str] = frozenset()
) -> Table:
    """Read a CSV file with the delimiter (`,`, `;`, tab or `|`) that splits the header.

    known: normalised headers. The row with most of them (at least two) is the header, so that
    titles and group rows above it are skipped.
    """
    mark = find_delimiter(text, lambda cell: fold_header(cell) in known)
    return _build_table(read_csv_lines(text, file, mark), file, connector, "", known)


def read_csv_lines(text: str, file: str, mark: str) -> list[tuple[int, list[str]]]:
    """Return each row of a CSV text with the number of its first line. mark: the delimiter."""
    csv.field_size_limit(MAX_FIELD)
    lines: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=mark)
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
    opened = re.search(rf'(?:^|{re.escape(mark)})"(?:[^"]|"")*$', last)
    if lines and text.count('"') % 2 and (start - lines[-1][0] > 1 or opened):
        raise UnreadableError(
            "a quoted value is never closed, or the file is cut off",
            remedy="close the quote in this line, or export the file again",
            file=file,
            line=lines[-1][0],
        )
    return lines


def find_delimiter(text: str, is_known: Callable[[str], bool]) -> str:
    """Return the delimiter that splits a line into most headers, else into most parts.

    Prefer known headers, because a remark above the list may contain a comma as well.
    """
    top = text.lstrip("\ufeff").split("\n", 20)[:20]
    known = {
        mark: max(len(set(filter(is_known, line.split(mark)))) for line in top) for mark in MARKS
    }
    best = max(MARKS, key=lambda mark: known[mark])
    if known[best] > 1:
        return best
    first = next((line for line in top if any(mark in line for mark in MARKS)), "")
    return max(MARKS, key=first.count)


def build_tables(
    grids: Iterable[Grid], file: str, connector: str, known: frozenset[str] = frozenset()
) -> list[Table]:
    """Build a table from each sheet. known: see `read_csv_table`."""
    return [
        _build_table([(n.number, n.values) for n in one.lines], file, connector, one.name, known)
        for one in grids
    ]


def _build_table(
    lines: list[tuple[int, list[str]]],
    file: str,
    connector: str,
    sheet: str,
    known: frozenset[str],
) -> Table:
    head, start = _find_header(lines, known)
    titles = tuple(redact(cell.strip()) for cell in head)
    headers = _build_headers(titles, lines[start:])
    rows: list[Row] = []
    for number, cells in lines[start:]:
        pairs = zip(headers, cells, strict=False)
        values = {h: redact_value(c.strip()) for h, c in pairs if h and c.strip()}
        if values:
            place = f"{sheet}!{number}" if sheet else ""
            where = Evidence(file=file, line=number, place=place, connector=connector)
            extra = sum(1 for cell in cells[len(headers) :] if cell.strip())
            rows.append(Row(cells=values, evidence=where, extra=extra))
    where = Evidence(file=file, line=1, place=sheet, connector=connector)
    return Table(name=sheet, headers=headers, rows=tuple(rows), evidence=where, titles=titles)


def _build_headers(
    titles: Sequence[str], lines: Sequence[tuple[int, list[str]]]
) -> tuple[str, ...]:
    """Return the normalised headers; a filled column without a header is named ``column_3``."""
    folded = [fold_header(title) for title in titles]
    return tuple(
        header
        or (f"column_{at + 1}" if any(len(c) > at and c[at].strip() for _, c in lines) else "")
        for at, header in enumerate(folded)
    )


def _find_header(
    lines: list[tuple[int, list[str]]], known: frozenset[str]
) -> tuple[list[str], int]:
    """Return the header row and the index of the first data row.

    Titles above the header have one filled cell. The header is the first row with at least two
    filled cells or, in a table with a single column, the first row that is not empty.
    """
    found = [len({fold_header(cell) for cell in cells} & known) for _, cells in lines[:20]]
    if found and max(found) >= 2:
        index = found.index(max(found))
        return lines[index][1], index + 1
    for wanted in (2, 1):
        for index, (_, cells) in enumerate(lines[:20]):
            # A merged title fills all its cells.
            if len({cell.strip() for cell in cells} - {""}) >= wanted:
                return cells, index + 1
    return [], len(lines)
