"""Rows of a list as cells by meaning, with what makes a row doubtful or unusable."""

import re
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from seamscope.connector import fold_header, redact
from seamscope.connector.entries import SHOWN, checked_state, entry_fault, unread_columns
from seamscope.connector.grid import Grid, Line
from seamscope.connector.lists.kinds import Layout
from seamscope.connector.lists.layout import Found
from seamscope.connector.lists.vocabulary import cell_words
from seamscope.connector.redact import cleaned
from seamscope.connector.states import Stated
from seamscope.connector.words import fold_words
from seamscope.records import Evidence, Record, Skipped, State
from seamscope_connectors.tables.legend import Legend, of_colour, state_in

Cells = dict[str, str]
NOTHING = frozenset({"-", "–", "—", "?", "n/a", "k.a.", "tbd"})
# Where such a cell says that nobody knows, which is not the same as saying nothing.
TELLING = frozenset({"state", "direction", "first", "second", "first_id", "second_id"})
FORMULA = re.compile(r"=|#(?:REF!|VALUE!|NAME\?|DIV/0!|N/A|NV|BEZUG!|WERT!)")
DITTO = frozenset({'"', "''", "〃", "″", "”", '""'})
EMPTY = "?"  # stands for an empty cell of a direction column: the list leaves it open


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    """A list in a file, with how its rows are known. csv: a row beyond the header is broken."""

    file: str
    connector: str
    grid: Grid
    found: Found
    csv: bool = False
    legend: Legend = field(default_factory=Legend)

    @property
    def layout(self) -> Layout:
        """What its columns hold."""
        return self.found.layout

    def title(self, key: str) -> str:
        """Return the header of the column of a meaning, or of one that begins so; "" if none."""
        columns = next((c for k, c in self.layout.columns.items() if k.split("_")[0] == key), ())
        return self.layout.headings[columns[0]].title[:SHOWN] if columns else ""

    @property
    def fills(self) -> tuple[str, ...]:
        """The colours of its entries."""
        return tuple(line.fill for line in self.found.entries)

    @property
    def evidence(self) -> Evidence:
        """Where the list stands."""
        return self.at(self.found.header.number) if self.grid.name else self.at(1)

    def at(self, number: int) -> Evidence:
        """Return the evidence of a row; of a sheet, with its name."""
        place = f"{self.grid.name}!{number}" if self.grid.name else ""
        return Evidence(file=self.file, line=number, place=place, connector=self.connector)

    @property
    def whole(self) -> Evidence:
        """The evidence of the sheet as a whole."""
        return Evidence(file=self.file, line=1, place=self.grid.name, connector=self.connector)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row: cells by meaning, cells by column, where it stands, why it is only possible.

    section: the title above it; fill: its colour.
    """

    cells: Cells
    columns: dict[int, str]
    evidence: Evidence
    doubt: str = ""
    section: str = ""
    fill: str = ""


def read_rows(sheet: Sheet) -> Iterator[Entry | Skipped]:
    """Yield the entries of a list, and what of it is not read."""
    layout = sheet.layout
    yield from unread_columns(map(fold_header, layout.unread), (), sheet.whole)
    if not sheet.found.entries:
        yield entry_fault("the list has no rows", "fill it, or leave it out", sheet.whole)
    yield from _notes(sheet)
    above: dict[int, str] = {}
    last = max(layout.headings, default=0)
    for line in sheet.found.entries:
        where = sheet.at(line.number)
        if sheet.csv and any(cell.strip() for cell in line.cells[last + 1 :]):
            remedy = "put values that hold a delimiter in quotes"
            yield entry_fault("the row has more cells than the header", remedy, where)
            continue
        columns = _columns(line, layout, above)
        above = columns | {at: text for at, text in above.items() if at not in columns}
        formulas = {
            at for at, text in columns.items() if FORMULA.match(text) or at in line.formulas
        }
        if formulas:
            heads = ", ".join(fold_header(layout.headings[at].title) for at in sorted(formulas))
            problem = f"a formula instead of a value in: {heads}"
            yield entry_fault(problem, "save the list with values", where)
        plain = {at: text for at, text in columns.items() if at not in formulas}
        if plain or formulas:
            cells = _meanings(plain, layout)
            yield Entry(
                cells=cells,
                columns=plain,
                evidence=where,
                doubt=_doubt(sheet.grid, line, layout),
                section=sheet.found.sections.get(line.number, ""),
                fill=line.fill,
            )


def _columns(line: Line, layout: Layout, above: dict[int, str]) -> dict[int, str]:
    """Return the filled cells by column; a ditto mark repeats the cell above."""
    found: dict[int, str] = {}
    for at in layout.headings:
        text = line.cells[at].strip() if at < len(line.cells) and at not in line.wide else ""
        if len(text) < 20 and _is_ditto(text):
            text = above.get(at, "")
        if text:
            found[at] = cleaned(text)
    return found


@lru_cache(maxsize=4096)
def _is_ditto(text: str) -> bool:
    return text in DITTO or fold_words(text) in cell_words("ditto")


def _meanings(columns: dict[int, str], layout: Layout) -> Cells:
    """Return the first filled cell of each meaning."""
    cells: Cells = {}
    for key, places in layout.columns.items():
        texts = (columns.get(at, "") for at in places)
        cells[key] = next(
            (t for t in texts if t and (key in TELLING or t.casefold() not in NOTHING)), ""
        )
    if "direction" in cells and not cells["direction"]:
        cells["direction"] = EMPTY
    return cells


def _doubt(grid: Grid, line: Line, layout: Layout) -> str:
    """Return why a row is only possible, "" if it is as good as any."""
    telling = {
        at
        for key in ("name", "first", "second", "first_id", "second_id")
        for at in layout.columns.get(key, ())
    }
    if line.struck & telling:
        return "the row is struck through"
    if line.hidden:
        return "the row is hidden"
    return f"the sheet '{grid.name[:SHOWN]}' is hidden" if grid.hidden else ""


def _notes(sheet: Sheet) -> Iterator[Skipped]:
    """Report, once a sheet, what stands in it beside the entries."""
    for line in sheet.found.repeated:
        where = sheet.at(line.number)
        yield entry_fault("a second header row", "nothing to do, if so", where)
    notes = sheet.found.notes
    if notes:
        shown = ", ".join(f"'{redact(_first(line))[:SHOWN]}'" for line in notes[:5])
        problem = f"rows that are no entries: {shown}{' …' if len(notes) > 5 else ''}"
        yield entry_fault(problem, "nothing to do, if so", sheet.at(notes[0].number))
    colours = _colours(sheet.found.entries)
    told = all(fill in sheet.legend.colours for fill in sheet.fills if fill)
    if colours and not told:
        shown = "; ".join(f"{colour}: rows {rows}" for colour, rows in colours)
        yield entry_fault(
            f"rows are coloured, which is not read ({shown})",
            "write into a column what the colours mean, if they mean something",
            sheet.whole,
        )
    marked = [line for line in sheet.found.entries if line.hidden]
    if marked or sheet.grid.hidden:
        problem = f"{len(marked)} of the rows are hidden" if marked else "the sheet is hidden"
        remedy = "show them if they hold, or delete them"
        yield entry_fault(f"{problem}; they count as possible only", remedy, sheet.whole)


def _first(line: Line) -> str:
    return next((line.cells[at].strip() for at in line.filled), "")


def _colours(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """Return colours of rows with some of their rows; nothing where rows are merely banded."""
    fills = [line.fill for line in lines]
    counted = Counter(fill for fill in fills if fill)
    banded = len(fills) > 2 and all(a != b for a, b in pairwise(fills)) and len(set(fills)) == 2
    if not counted or banded or (len(set(fills)) == 1 and len(fills) > 1):
        return []
    found = []
    for colour, _ in counted.most_common(5):
        rows = [str(line.number) for line in lines if line.fill == colour]
        found.append((colour, ", ".join(rows[:5]) + (" …" if len(rows) > 5 else "")))
    return found


def stated_in(entry: Entry, sheet: Sheet, where: Evidence) -> Generator[Record, None, Stated]:
    """Return the state of a row: its own, else that of the title above it or of the sheet.

    "Interfaces (planned)" above a table and a sheet "Retired" speak for all rows below.
    """
    own = sheet.legend.state(entry.cells.get("state", ""))
    stated = yield from checked_state(own, where)
    if own or "state" in sheet.layout.columns:
        return stated
    for title in (entry.section, sheet.grid.name):
        said = state_in(title)
        if said is not None and said.state is not State.ACTIVE:
            return said
    return of_colour(sheet.legend, entry.fill, sheet.fills) or stated


def place_of(entry: Entry, name: str) -> Evidence:
    """Return the evidence of an entry, by its name where it has no better place."""
    where = entry.evidence
    return replace(where, place=where.place or name)
