"""Read the rows of CSV and XLSX files, with their positions as evidence."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from seamscope.connector.grid import Grid
from seamscope.connector.personal import mask_personal
from seamscope.connector.redaction import HIDDEN, redact, redact_value
from seamscope.connector.secret_cells import is_secret_cell
from seamscope.connector.secret_rules import is_secret_name
from seamscope.errors import UnreadableError
from seamscope.records import Evidence

MAX_FIELD = 1024 * 1024
CONTENT = 1000  # characters; a longer cell cannot be a header
MARKS = ",;\t|"
TOP = 20  # rows in which the header is
Line = tuple[int, list[str]]  # the number of a row and its cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row.

    The keys of its cells are normalised headers: "Business Criticality" → "business_criticality".
    """

    cells: dict[str, str]
    evidence: Evidence
    extra: int = 0  # cells beyond the last header, caused by an unquoted delimiter in a value

    def get(self, *headers: str) -> str:
        """Return the first non-empty cell below these headers, "" if there is none."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class TableStream:
    """A table whose rows are read one by one; a row also has its cells as written.

    headers, titles: as in `Table`.
    """

    headers: tuple[str, ...]
    titles: tuple[str, ...]
    rows: Iterator[tuple[Row, list[str]]]


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

    known: normalised headers. The header is the row that contains most of them, at least two;
    titles and group rows above it are skipped.
    """
    mark = find_delimiter(text, lambda cell: fold_header(cell) in known)
    return _build_table(read_csv_lines(text, file, mark), file, connector, "", known)


def read_csv_lines(text: str, file: str, mark: str) -> list[tuple[int, list[str]]]:
    """Return each row of a CSV text with the number of its first line.

    mark: the delimiter.
    """
    return list(iterate_csv_lines(io.StringIO(text, newline=""), file, mark))


def iterate_csv_lines(
    lines: Iterable[str], file: str, mark: str
) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of a CSV text, given in lines, with the number of its first line.

    Raises UnreadableError, at the end, if a quote is not closed.

    mark: the delimiter.
    """
    csv.field_size_limit(MAX_FIELD)
    source = _CountedLines(lines)
    reader = csv.reader(source, delimiter=mark)
    start, before = 1, 0
    try:
        for cells in reader:
            yield start, cells
            start, before = reader.line_num + 1, start
    except csv.Error as error:
        raise UnreadableError(
            f"not valid CSV ({error})", remedy="export it again", file=file, line=reader.line_num
        ) from None
    opened = re.search(rf'(?:^|{re.escape(mark)})"(?:[^"]|"")*$', source.last.rstrip())
    if before and source.quotes % 2 and (start - before > 1 or opened):
        raise UnreadableError(
            "a quoted value is never closed, or the file is cut off",
            remedy="close the quote in this line, or export the file again",
            file=file,
            line=before,
        )


class _CountedLines:
    """Yields the lines of a text; counts its quotes and keeps the last line that is not blank."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.quotes = 0
        self.last = ""
        self._lines = lines

    def __iter__(self) -> Iterator[str]:
        is_first = True
        for line in self._lines:
            line = line.lstrip("\ufeff") if is_first else line  # noqa: PLW2901
            is_first = False
            self.quotes += line.count('"')
            if not line.isspace():
                self.last = line
            yield line


def find_delimiter(text: str, is_known: Callable[[str], bool]) -> str:
    """Return the delimiter that splits a line into most known headers, else into most parts.

    Known headers are preferred, because a remark above the list may contain a comma as well.
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
    """Build a table from each sheet.

    known: see `read_csv_table`.
    """
    return [
        _build_table([(n.number, n.values) for n in one.lines], file, connector, one.name, known)
        for one in grids
    ]


def _build_table(
    lines: Sequence[tuple[int, list[str]]],
    file: str,
    connector: str,
    sheet: str,
    known: frozenset[str],
) -> Table:
    stream = stream_table(lambda: iter(lines), file, connector, sheet, known)
    where = Evidence(file=file, line=1, place=sheet, connector=connector)
    return Table(
        name=sheet,
        headers=stream.headers,
        rows=tuple(row for row, _ in stream.rows),
        evidence=where,
        titles=stream.titles,
    )


def stream_table(
    read_lines: Callable[[], Iterator[Line]],
    file: str,
    connector: str,
    sheet: str = "",
    known: frozenset[str] = frozenset(),
) -> TableStream:
    """Return the headers of a table and an iterator of its rows.

    read_lines: returns the numbered lines of the table from the beginning; it is called several
    times.
    known: see `read_csv_table`.
    """
    head, start = _find_header(list(islice(read_lines(), TOP)), known)
    titles = tuple(redact(cell.strip()) for cell in head)
    headers = _build_headers(titles, lambda: islice(read_lines(), start, None))
    rows = _build_rows(islice(read_lines(), start, None), headers, file, connector, sheet)
    return TableStream(headers=headers, titles=titles, rows=rows)


def _build_rows(
    lines: Iterator[Line], headers: tuple[str, ...], file: str, connector: str, sheet: str
) -> Iterator[tuple[Row, list[str]]]:
    secret = {header for header in headers if is_secret_name(header)}
    for number, cells in lines:
        values = {
            h: HIDDEN if h in secret and is_secret_cell(c) else redact_value(c.strip())
            for h, c in zip(headers, cells, strict=False)
            if h and c.strip()
        }
        if values:
            place = f"{sheet}!{number}" if sheet else ""
            where = Evidence(file=file, line=number, place=place, connector=connector)
            extra = sum(1 for cell in cells[len(headers) :] if cell.strip())
            yield Row(cells=values, evidence=where, extra=extra), cells


def _build_headers(
    titles: Sequence[str], read_lines: Callable[[], Iterator[Line]]
) -> tuple[str, ...]:
    """Return the normalised headers; a filled column without a header is named ``column_3``."""
    folded = [fold_header(title) for title in titles]
    bare = [at for at, header in enumerate(folded) if not header]
    lines = read_lines() if bare else iter(())
    while bare and (line := next(lines, None)) is not None:
        filled = [at for at in bare if len(line[1]) > at and line[1][at].strip()]
        for at in filled:
            folded[at] = f"column_{at + 1}"
            bare.remove(at)
    return tuple(folded)


def _find_header(lines: Sequence[Line], known: frozenset[str]) -> tuple[list[str], int]:
    """Return the header row and the number of rows up to it.

    The header is the row with the most known headers, at least two. Otherwise, it is the first row
    with at least two filled cells, because titles above the header have one. In a table with a
    single column, it is the first row that is not empty.

    lines: the first `TOP` rows.
    """
    found = [len({fold_header(cell) for cell in cells} & known) for _, cells in lines]
    if found and max(found) >= 2:
        index = found.index(max(found))
        return lines[index][1], index + 1
    for wanted in (2, 1):
        for index, (_, cells) in enumerate(lines):
            # A merged title fills all its cells.
            if len({cell.strip() for cell in cells} - {""}) >= wanted:
                return cells, index + 1
    return [], len(lines)
