"""Read the rows of SAP's lists.

A list is text with ``|`` or tabs between the columns or with columns of fixed width, CSV, or a
workbook.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from seamscope.connector import File, fold_header
from seamscope.connector.other_books import SUFFIXES
from seamscope.connector.redaction import blank_secrets, redact_value
from seamscope.records import Evidence
from seamscope_connectors.sap_erp.columns import KNOWN, Kind, detect_kind, find_columns

BAR = re.compile(r"^[ \t]*+\|", re.M)
RULE = "-----"
RULED = re.compile(r"^[ \t]*-{10,}[ \t\r]*$", re.M)
CELL = re.compile(r"\S+(?: \S+)*")  # a cell of a text file with columns of fixed width
COLUMNS = 4  # minimum number of columns, because other text may have rules too
MAX_LINES = 4  # maximum lines of one row of a list
TOP = 40  # lines at the top in which a header is searched
OLE = b"\xd0\xcf\x11\xe0"
# "PRD(1)/100" as in a window title, "PRD / 100", "System: PRD", "Mandant 100".
OWN = (
    re.compile(r"\b([A-Z][A-Z0-9]{2}) ?(?:\(\d\))?/ ?\(?\d{3}\b"),
    re.compile(r"\b(?:System|SID|System-ID|System ID)\s{0,3}[:=]?\s{1,3}([A-Z][A-Z0-9]{2})\b"),
    re.compile(r"\b([A-Z][A-Z0-9]{2}),? {1,3}(?:[Mm]andante?|[Cc]lient|[Cc]liente) {1,3}\d{3}\b"),
)
# A system id in a file name: ``RFCDES_PRD.txt``, ``PRD-we20.csv``.
NAMED = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Z0-9]{2}(?![A-Za-z0-9])")
NO_SYSTEM = frozenset({"SAP", "RFC", "EDI", "ALE", "TXT", "CSV", "XLS", "OUT", "ALL", "NEW", "OLD"})
Lines = list[tuple[int, tuple[str, ...]]]
Part = tuple[
    str, Lines, int
]  # name and lines of a list, and the number of a truncated line, else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row. cells: cells by the meaning of their column, such as "partner"."""

    cells: Mapping[str, str]
    evidence: Evidence

    def get(self, *meanings: str) -> str:
        """Return the first cell with one of these meanings that is not empty, "" if all are
        empty.
        """
        return next((text for one in meanings if (text := self.cells.get(one, ""))), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One list.

    own: id of the SAP system that the list comes from, "" if unknown.
    cut: number of the truncated line, 0 if no line is truncated.
    above: numbers of the lines above the header that have columns; they may be a list whose header
    is damaged.
    """

    kind: Kind
    own: str
    entries: tuple[Entry, ...]
    evidence: Evidence
    cut: int = 0
    above: tuple[int, ...] = ()


def read_sheets(file: File, *, head: bool = False) -> Iterator[Sheet]:
    """Yield the lists in a file. head: read only the beginning of a text file."""
    return build_sheets(file, split_lists(file, head=head))


def build_sheets(file: File, lists: Iterable[Part]) -> Iterator[Sheet]:
    """Yield the lists of a known kind.

    lists: name, lines, and the number of a truncated line (0 if none) of each list.
    """
    shared = ""  # the titles above the first list, which may name the system of all lists
    for name, lines, cut in lists:
        found = _find_header(lines)
        if found is None:
            continue
        index, kind = found
        columns = find_columns(lines[index][1])
        header = lines[index][1]
        entries = tuple(
            Entry(
                cells={
                    meaning: redact_value(cells[at].strip())
                    for meaning, at in columns.items()
                    if at < len(cells)
                },
                evidence=file.at(number, f"{name}!{number}" if name else ""),
            )
            for number, cells in lines[index + 1 :]
            if any(cell.strip() for cell in cells) and cells != header and number != cut
        )
        titles = " ".join(" ".join(cells) for _, cells in lines[:index])
        shared = shared or titles
        titles = f"{titles} {shared}"
        above = tuple(number for number, cells in lines[:index] if _count_cells(cells) >= COLUMNS)
        where = file.at(lines[index][0], name)
        yield Sheet(
            kind=kind,
            own=_find_own(titles, file.name),
            entries=entries,
            evidence=where,
            cut=cut,
            above=above,
        )


def list_unknown(file: File, lists: Sequence[Part]) -> Iterator[tuple[str, Evidence]]:
    """Yield the headers of each unknown list in a text file that also contains a known list."""
    known = [_find_header(lines) is not None for _, lines, _ in lists]
    for (_, lines, _), is_known in zip(lists, known, strict=True):
        headers = [(number, cells) for number, cells in lines if len(cells) >= COLUMNS]
        if not is_known and any(known) and headers and not file.is_workbook:
            yield ", ".join(headers[0][1]), file.at(headers[0][0])


def _count_cells(cells: Sequence[str]) -> int:
    """Return the number of filled cells in a line; a line that is one string is split first."""
    parts = CELL.findall(cells[0]) if len(cells) == 1 else [cell for cell in cells if cell.strip()]
    return len(parts)


def _find_header(lines: Lines) -> tuple[int, Kind] | None:
    for index, (_, cells) in enumerate(lines[:TOP]):
        kind = detect_kind(cells)
        if kind is not None:
            return index, kind
    return None


def _find_own(titles: str, name: str) -> str:
    stated = (match[1] for pattern in OWN if (match := pattern.search(titles)))
    named = (word for word in NAMED.findall(name.replace("_", " ")) if word not in NO_SYSTEM)
    return next(iter((*stated, *named)), "")


def split_lists(file: File, *, head: bool = False) -> Iterator[Part]:
    """Yield the name and lines of each sheet, and the number of a truncated line (0 if none)."""
    text = _read_text(file, head=head)
    if text is not None and RULE in text and BAR.search(text):
        yield from (("", *_split_bars(part, first)) for first, part in _part_lists(text))
    elif text is not None and file.suffix in {".txt", ".lst"} and (tabbed := _split_tabs(text)):
        yield "", tabbed, 0
    elif text is not None and file.suffix in {".txt", ".lst"} and RULED.search(text):
        yield "", _split_columns(text), 0
    elif text is not None and file.suffix in {".txt", ".lst"} and (lists := _split_headed(text)):
        yield from (("", lines, 0) for lines in lists)
    elif text is not None and file.suffix == ".xls":
        numbered = enumerate(text.splitlines(), start=1)
        yield "", [(number, tuple(line.split("\t"))) for number, line in numbered], 0
    else:
        for grid in file.grids(lambda cell: fold_header(cell) in KNOWN, head=head):
            yield grid.name, [(line.number, line.cells) for line in grid.lines], 0


def _read_text(file: File, *, head: bool) -> str | None:
    """Return the text of a file, None for a workbook.

    SAP also saves tab-separated text with the suffix ``.xls``.
    """
    if file.suffix != ".xls" and (file.is_workbook or file.suffix in SUFFIXES):
        return None
    if file.suffix == ".xls" and file.read_edges(4, 0).startswith(OLE):
        return None
    return blank_secrets(file.head(65536) if head else file.text())


def _split_tabs(text: str) -> Lines:
    """Return the lines of a list with tabs between its columns, [] if the text is no such list."""
    lines = [(n, tuple(line.split("\t"))) for n, line in enumerate(text.splitlines(), start=1)]
    return lines if _find_header(lines) is not None else []


def _split_columns(text: str) -> Lines:
    """Return the rows of a list with columns of fixed width; a column begins where its header
    begins.

    The header is the line between two rules, or the line above the first rule.
    """
    lines: Lines = []
    starts: list[int] = []
    numbered = [(number, line.rstrip()) for number, line in enumerate(text.splitlines(), start=1)]
    for at, (number, line) in enumerate(numbered):
        following = numbered[at + 1][1] if at + 1 < len(numbered) else ""
        heads = [match.start() for match in CELL.finditer(line)]
        if RULED.fullmatch(line):
            continue
        if not starts and RULED.fullmatch(following) and len(heads) >= COLUMNS:
            starts = heads
            lines.append((number, tuple(CELL.findall(line))))
        elif starts and len(heads) > 1:
            lines.append((number, _cut(line, starts)))
        elif not starts and line.strip():
            lines.append((number, (line,)))
    return lines


def _split_headed(text: str) -> list[Lines]:
    """Return lists with columns of fixed width whose headers are recognised only by their words.

    The titles above the first header belong to each of the lists.
    """
    titles: Lines = []
    lists: list[Lines] = []
    starts: list[int] = []
    for number, line in enumerate(text.splitlines(), start=1):
        cells = tuple(CELL.findall(line))
        if len(cells) >= COLUMNS and detect_kind(cells) is not None:
            starts = [match.start() for match in CELL.finditer(line)]
            lists.append([*titles, (number, cells)])
        elif lists and len(cells) > 1:
            lists[-1].append((number, _cut(line.rstrip(), starts)))
        elif not lists and line.strip():
            titles.append((number, (line.strip(),)))
    return lists


def _cut(line: str, starts: Sequence[int]) -> tuple[str, ...]:
    """Return the cells of a row; each word belongs to the column in which it begins."""
    cells = [""] * len(starts)
    for word in re.finditer(r"\S+", line):
        at = max((n for n, start in enumerate(starts) if start <= word.start()), default=0)
        cells[at] = f"{cells[at]} {word[0]}".strip()
    return tuple(cells)


def _part_lists(text: str) -> Iterator[tuple[int, str]]:
    """Yield each list with ``|`` between its columns, with the number of its first line.

    A line without ``|`` and rules after the rows is the title of another list, if a header follows.
    """
    lines = text.splitlines(keepends=True)
    barred = [line.lstrip().startswith("|") for line in lines]
    starts = [
        at for at, line in enumerate(lines)
        if line.strip() and not barred[at] and not line.strip().startswith(RULE)
        and any(barred[:at]) and any(barred[at:]) and _is_ruled(lines[at + 1 :])
    ]  # fmt: skip
    yield 1, "".join(lines[: starts[0]] if starts else lines)
    for at, start in enumerate(starts):
        end = starts[at + 1] if at + 1 < len(starts) else len(lines)
        yield start + 1, "".join(lines[start:end])


def _is_ruled(lines: Sequence[str]) -> bool:
    """Return whether these lines begin with a header between two rules."""
    marks = ["|" if line.lstrip().startswith("|") else line.strip()[:1] for line in lines]
    shown = "".join(mark for mark in marks if mark)[:3]
    return shown == "-|-"


def _split_bars(text: str, first: int = 1) -> tuple[Lines, int]:
    """Return the rows of a list with ``|`` between its columns, and the number of a truncated line
    (0 if none).

    The lines between the first two rules are the header. Each row has as many lines as the header.

    first: the number of the first line.
    """
    lines: Lines = []
    header: list[str] = []
    part: list[tuple[int, str]] = []
    for number, line in enumerate(map(str.strip, text.splitlines()), start=first):
        if line.startswith("|"):
            part.append((number, line))
        elif not line.startswith(RULE) and line:
            lines.append((number, (line,)))
        ends_header = not header and part and line.startswith(RULE)
        if ends_header:
            header = [one for _, one in part][: 1 if len(part) > MAX_LINES else None]
        if header:
            while len(part) >= len(header):
                row, part = part[: len(header)], part[len(header) :]
                lines.append((row[0][0], _join_cells([one for _, one in row], header)))
    last = text.rstrip().rpartition("\n")[2].strip()
    broken = last.startswith("|") and not last.endswith("|")
    return lines, part[0][0] if part else text.count("\n") + first if broken else 0


def _join_cells(lines: Sequence[str], header: Sequence[str]) -> tuple[str, ...]:
    """Return the cells of a row, split at the positions of ``|`` in the header.

    Values may therefore contain ``|``.
    """
    cells: list[str] = []
    for line, head in zip(lines, header, strict=False):
        bars = [at for at, character in enumerate(head) if character == "|"]
        if len(line) == len(head) and all(line[at] == "|" for at in bars):
            pairs = pairwise(bars)
            cells += [line[one + 1 : other].strip() for one, other in pairs]
        else:
            cells += [cell.strip() for cell in line.strip("|").split("|")]
    return tuple(cells)
