"""Read the rows of a list: find the cells by their meaning, and report doubtful or unusable
rows.
"""

import re
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from seamscope.connector import fold_header
from seamscope.connector.directions import is_arrow
from seamscope.connector.entries import (
    check_state,
    note_reading,
    report_unread_columns,
    skip_entry,
    skip_part,
)
from seamscope.connector.grid import Grid, Line
from seamscope.connector.lists import is_remark
from seamscope.connector.lists.doubts import find_doubt, find_end_date, find_other_end
from seamscope.connector.lists.headings import is_plural
from seamscope.connector.lists.kinds import Layout
from seamscope.connector.lists.layout import FoundList
from seamscope.connector.lists.values import spell_state
from seamscope.connector.lists.vocabulary import load_cell_words, load_vocabulary
from seamscope.connector.redaction import redact
from seamscope.connector.scrub import quote
from seamscope.connector.states import Stated, is_only_state, read_state
from seamscope.connector.vocabulary import is_environment
from seamscope.connector.words import fold_words
from seamscope.records import Evidence, Record, Skipped, State
from seamscope_connectors.tables.footnotes import list_footnotes, take_footnote
from seamscope_connectors.tables.legend import Legend, find_state, get_colour_state

Cells = dict[str, str]
NOTHING = frozenset({"-", "–", "—", "?", "n/a", "k.a.", "tbd"})
# Meanings for which "?" or "n/a" is information: the value is unknown.
MEANINGFUL = frozenset({"state", "direction", "first", "second", "first_id", "second_id"})
FORMULA = re.compile(r"=(?!\s*$)|#(?:REF!|VALUE!|NAME\?|DIV/0!|N/A|NV|BEZUG!|WERT!)")
SWITCH = {"A": "active", "I": "inactive"}
MOVING = ("technology", "mechanism", "entities", "frequency")
ENDING = re.compile(r"\(([^()]{3,40})\)\s*+$")  # "paper (discontinued)"
MARKS = frozenset("x✓✔√☑●•")
DITTO = frozenset({'"', "''", "〃", "″", "”", '""', "„", ",,", "“", "´´", "``"})
EMPTY = "?"  # value of an empty cell in a direction column: the direction is unknown


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    """A list in a file. csv: whether a row with more cells than the header is an error."""

    file: str
    connector: str
    grid: Grid
    found: FoundList
    csv: bool = False
    legend: Legend = field(default_factory=Legend)

    @property
    def layout(self) -> Layout:
        """The meanings of the columns."""
        return self.found.layout

    @property
    def doubt(self) -> str:
        """The reason why the list is not read: it may be misunderstood. "" if it can be read."""
        return find_doubt(self.layout, self.found.entries)

    @property
    def other_end(self) -> str:
        """The header of a column that contains systems but is neither source nor target, "" if none
        does.
        """
        return find_other_end(self.layout, self.found.entries)

    @property
    def end_date(self) -> int | None:
        """The column that may contain dates on which interfaces ended, None if none does."""
        return find_end_date(self.layout, self.found.entries)

    def title(self, key: str) -> str:
        """Return the header of the column with this meaning, "" if there is none.

        The key `first` also finds a column with the meaning `first_id`.
        """
        columns = next((c for k, c in self.layout.columns.items() if k.split("_")[0] == key), ())
        return quote(self.layout.headings[columns[0]].title) if columns else ""

    def is_plural(self, key: str) -> bool:
        """Return whether the header of the column with this meaning is a plural, such as
        "Consumers".
        """
        return is_plural(self.title(key))

    def spell_state(self, text: str) -> str:
        """Return the state in a cell of this list in words, by its legend and the header.

        A dash or an empty cell means "no" if all other cells of the column are marks such as "x".
        """
        if _has_marks(self):
            text = "yes" if text.strip(" -–—") else "no"
        code = text.strip()
        if code in SWITCH and code.casefold() not in self.legend.codes and _has_switch(self):
            text = SWITCH[code]
        return spell_state(self.title("state"), self.legend.state(text))

    @property
    def fills(self) -> tuple[str, ...]:
        """The colours of the entries."""
        return tuple(line.fill for line in self.found.entries)

    @property
    def evidence(self) -> Evidence:
        """The position of the header."""
        return self.at(self.found.header.number) if self.grid.name else self.at(1)

    def at(self, number: int) -> Evidence:
        """Return the evidence of a row; in a workbook, with the name of the sheet."""
        if self.grid.turned:
            place = f"{self.grid.name} column {number}".strip()
            return Evidence(file=self.file, place=place, connector=self.connector)
        place = f"{self.grid.name}!{number}" if self.grid.name else ""
        return Evidence(file=self.file, line=number, place=place, connector=self.connector)

    @property
    def whole(self) -> Evidence:
        """The evidence of the sheet as a whole."""
        return Evidence(file=self.file, line=1, place=self.grid.name, connector=self.connector)


@lru_cache(maxsize=8)
def _has_switch(sheet: Sheet) -> bool:
    """Return whether the states in a list are exactly the two letters "A" and "I".

    In all eight languages, these letters stand for active and inactive.
    """
    columns = sheet.layout.columns.get("state", ())[:1]
    cells = {n.cells[at].strip() for n in sheet.found.entries for at in columns if at in n.filled}
    return cells == {*SWITCH}


@lru_cache(maxsize=8)
def _has_marks(sheet: Sheet) -> bool:
    """Return whether the column of states contains only marks and dashes, and at least one mark."""
    columns = sheet.layout.columns.get("state", ())[:1]
    cells = {
        line.cells[at].strip().casefold()
        for line in sheet.found.entries for at in columns if at < len(line.cells)
    }  # fmt: skip
    return bool(cells & MARKS) and cells <= MARKS | {"", "-", "–", "—"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of a list.

    cells: cells by meaning.
    columns: cells by column index.
    doubt: why the flows of the row are only possible, "" if they are certain.
    section: the title above the row.
    fill: its colour.
    footnotes: texts below the list; a mark such as ``¹`` in a cell refers to such a text.
    struck: columns of cells that are struck through.
    """

    cells: Cells
    columns: dict[int, str]
    evidence: Evidence
    doubt: str = ""
    section: str = ""
    fill: str = ""
    footnotes: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    struck: frozenset[int] = frozenset()


def read_rows(sheet: Sheet, used: Iterable[str] = ()) -> Iterator[Entry | Skipped]:
    """Yield the entries of a list; report rows and columns that are not read.

    used: titles of further columns that the caller reads.
    """
    layout = sheet.layout
    known = map(fold_header, used)
    yield from report_unread_columns(map(fold_header, layout.unread), known, sheet.whole)
    if not sheet.found.entries:
        remedy = "fill in rows, or remove the list from the inputs"
        yield skip_part("the list has no rows", remedy, sheet.whole)
    yield from _report_notes(sheet)
    yield from _report_second_owner(sheet)
    above: dict[int, str] = {}
    last = max(layout.headings, default=0)
    for line in sheet.found.entries:
        where = sheet.at(line.number)
        if sheet.csv and any(cell.strip() for cell in line.cells[last + 1 :]):
            remedy = "put values that contain the delimiter in quotes"
            yield skip_entry("the row has more cells than the header", remedy, where)
            continue
        columns = _choose_columns(line, layout, above)
        above = columns | {at: text for at, text in above.items() if at not in columns}
        formulas = {
            at
            for at, text in columns.items()
            if (FORMULA.match(text) and not is_arrow(text)) or at in line.formulas
        }
        if formulas:
            heads = ", ".join(fold_header(layout.headings[at].title) for at in sorted(formulas))
            problem = f"formula without a value in: {heads}"
            yield skip_entry(problem, "save the list with values instead of formulas", where)
        plain = {at: text for at, text in columns.items() if at not in formulas}
        plain, footnotes = _take_footnotes(plain, sheet)
        if plain or formulas:
            cells = _assign_meanings(plain, layout)
            yield Entry(
                cells=cells,
                columns=plain,
                evidence=where,
                doubt=_explain_doubt(sheet.grid, line, layout),
                section=sheet.found.sections.get(line.number, ""),
                fill=line.fill,
                footnotes=tuple(footnotes),
                comments=line.comments,
                struck=line.struck,
            )


def _choose_columns(line: Line, layout: Layout, above: dict[int, str]) -> dict[int, str]:
    """Return the filled cells of a row by column; a ditto mark is replaced by the cell above."""
    found: dict[int, str] = {}
    for at in layout.headings:
        text = line.cells[at].strip() if at < len(line.cells) and at not in line.wide else ""
        if len(text) < 20 and _is_ditto(text):
            text = above.get(at, "")
        if text:
            found[at] = redact(text)
    return found


@lru_cache(maxsize=8)
def _list_footnotes(sheet: Sheet) -> dict[str, str]:
    """Return the footnotes of a list by their marks: "¹ switched off in March"."""
    texts = [line.cells[line.filled[0]].strip() for line in sheet.found.notes if line.filled]
    return list_footnotes(texts)


def _take_footnotes(columns: dict[int, str], sheet: Sheet) -> tuple[dict[int, str], list[str]]:
    """Return cells without footnote marks, and the footnotes: ``Till¹`` → ``Till``."""
    known = _list_footnotes(sheet)
    plain, told = dict(columns), []
    for at, text in columns.items():
        plain[at], note = take_footnote(text, known)
        told += [_drop_name(note, plain[at])] if note else []
    return plain, told


def _drop_name(note: str, name: str) -> str:
    """Return a footnote without the marked name at its beginning.

    "Till was switched off" for the name "Till" → "was switched off".
    """
    begins = bool(name) and note.casefold().startswith(f"{name.casefold()} ")
    return note[len(name) :].strip() if begins else note


@lru_cache(maxsize=4096)
def _is_ditto(text: str) -> bool:
    bare = text.strip("-–— ")  # '-"-'
    return bool(bare) and (bare in DITTO or fold_words(text) in load_cell_words("ditto"))


# Meanings whose columns are all used: "Host", "FQDN" and "IP address" are hosts of one system.
SEVERAL = frozenset({"hosts", "databases", "aliases", "support"})


def _assign_meanings(columns: dict[int, str], layout: Layout) -> Cells:
    """Return the cell of each meaning: the first filled cell, or for some meanings all cells
    joined.
    """
    cells: Cells = {}
    for key, places in layout.columns.items():
        texts = (columns.get(at, "") for at in places)
        filled = [t for t in texts if t and (key in MEANINGFUL or t.casefold() not in NOTHING)]
        kept = filled if key in SEVERAL else filled[:1]
        cells[key] = "; ".join(dict.fromkeys(kept))
    if "direction" in cells and not cells["direction"]:
        cells["direction"] = EMPTY
    return cells


def _explain_doubt(grid: Grid, line: Line, layout: Layout) -> str:
    """Return the reason why a row is uncertain, "" if it is certain."""
    if _is_struck(line, layout):
        return "the row is struck through"
    if line.hidden:
        return "the row is hidden"
    return f"the sheet '{quote(grid.name)}' is hidden" if grid.hidden else line.doubt or grid.doubt


def _is_struck(line: Line, layout: Layout) -> bool:
    """Return whether the cells with the systems of a row are struck through."""
    telling = {
        at
        for key in ("name", "first", "second", "first_id", "second_id")
        for at in layout.columns.get(key, ())
    }
    return bool(line.struck & telling)


def _report_notes(sheet: Sheet) -> Iterator[Skipped]:
    """Report, once per sheet, rows outside the entries, colours and hidden rows."""
    for line in sheet.found.repeated:
        where = sheet.at(line.number)
        yield skip_part("repeated header row", "delete it, or add a mapping file", where)
    notes = sheet.found.notes
    if notes:
        shown = ", ".join(f"'{quote(_get_first_cell(line))}'" for line in notes[:5])
        problem = f"rows read as remarks: {shown}{' …' if len(notes) > 5 else ''}"
        remedy = (
            "if such a row is a system or an interface, fill in its name or its source and target"
        )
        yield skip_part(problem, remedy, sheet.at(notes[0].number))
    colours = _list_colours(sheet.found.entries)
    told = all(fill in sheet.legend.colours for fill in sheet.fills if fill)
    if colours and not told:
        shown = "; ".join(f"{colour}: rows {rows}" for colour, rows in colours)
        yield skip_entry(
            f"row colours without a legend are ignored ({shown})",
            "add a column or a legend with the meaning of the colours",
            sheet.whole,
        )
    yield from _note_doubts(sheet)


def _report_second_owner(sheet: Sheet) -> Iterator[Skipped]:
    """Report, once per sheet, columns of owners whose names are not read."""
    read, *others = sheet.layout.columns.get("owner", ()) or (0,)
    titles = sheet.layout.headings
    for at in () if sheet.layout.mapped else others:
        lost = any({read, at} <= {*line.filled} and line.cells[read] != line.cells[at]
                   for line in sheet.found.entries)  # fmt: skip
        if lost:
            problem = f"a system has one owner: '{quote(titles[read].title)}' is read, not "
            remedy = "if the other column has the owner, name it in a mapping file"
            yield note_reading(f"{problem}'{quote(titles[at].title)}'", remedy, sheet.whole)


def _note_doubts(sheet: Sheet) -> Iterator[Skipped]:
    """Report, once per sheet, that flows of hidden or struck-through rows are only possible."""
    marked = [line for line in sheet.found.entries if line.hidden]
    if marked or sheet.grid.hidden:
        problem = f"hidden rows: {len(marked)}" if marked else "the sheet is hidden"
        remedy = "unhide them if they are valid, else delete them"
        doubted = f"{'their' if marked else 'its'} flows are only possible"
        yield note_reading(f"{problem}; {doubted}", remedy, sheet.whole)
    changed = [str(line.number) for line in sheet.found.entries if line.doubt]
    if changed:
        problem = f"rows that another sheet changes: {', '.join(changed)}"
        remedy = "apply the changes to this list, and remove the sheet with them"
        doubted = f"{problem}; their flows are only possible"
        yield note_reading(doubted, remedy, sheet.whole)
    struck = [line for line in sheet.found.entries if _is_struck(line, sheet.layout)]
    if struck:
        problem = f"rows that are struck through: {len(struck)}; their flows are only possible"
        remedy = "delete them, or remove the line through those that are valid"
        yield note_reading(problem, remedy, sheet.whole)


def _get_first_cell(line: Line) -> str:
    return next((line.cells[at].strip() for at in line.filled), "")


def _list_colours(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """Return the row colours, each with row numbers; return [] if the colours only form bands."""
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


def derive_state(entry: Entry, sheet: Sheet, where: Evidence) -> Generator[Record, None, Stated]:
    """Return the state of a row: its own state, or the state in the section title or sheet name.

    "Interfaces (planned)" above a table and a sheet name "Retired" apply to all rows below. In a
    list without a column of states, a remark may say that a row is planned or no longer runs; any
    other unread column may say that it no longer runs.
    """
    own = sheet.spell_state(entry.cells.get("state", ""))
    stated = yield from check_state(own, where)
    if own or "state" in sheet.layout.columns:
        return stated
    if remarked := _find_remarked_state(entry, sheet):
        return remarked
    if marked := _find_marked_state(entry, sheet):
        return marked
    for title in (entry.section, sheet.grid.name):
        said = find_state(title)
        if said is not None and said.state is not State.ACTIVE:
            return said
    return get_colour_state(sheet.legend, entry.fill, sheet.fills) or stated


def _find_marked_state(entry: Entry, sheet: Sheet) -> Stated | None:
    """Return the state of a row from its marks in columns of environments: "(x)" in DEV and PRD.

    The legend explains the marks. All marks of the row must have a state, and none may be active.
    """
    titles = sheet.layout.headings
    marks = [
        text for at, text in entry.columns.items()
        if at not in sheet.layout.used_columns and is_environment(titles[at].title)
    ]  # fmt: skip
    said = [find_state(sheet.legend.codes.get(text.casefold(), "")) for text in marks]
    off = [one for one in said if one is not None and one.state is not State.ACTIVE]
    return off[0] if off and len(off) == len(said) else None


def _find_remarked_state(entry: Entry, sheet: Sheet) -> Stated | None:
    """Return the state in a remark of a row: "no longer runs, now through the ERP"."""
    for text in entry.footnotes:
        said = find_state(_drop_subject(text))
        if said is not None and said.state not in {State.ACTIVE, State.UNKNOWN}:
            return said
    used = sheet.layout.used_columns
    texts = [
        (text, is_remark(sheet.layout.headings[column].title))
        for column, text in entry.columns.items()
        if column not in used or is_remark(sheet.layout.headings[column].title)
    ]
    ended = (ENDING.search(entry.cells.get(key, "")) for key in MOVING)
    texts += [(found[1], False) for found in ended if found]
    for text, remark in (*texts, *((text, True) for text in entry.comments)):
        said = read_state(text) if is_only_state(text) else None
        off = said is not None and said.state in {State.RETIRED, State.DISABLED}
        if off or (remark and said and said.state not in {State.ACTIVE, State.UNKNOWN}):
            return said
    return None


def find_contradiction(entry: Entry, sheet: Sheet) -> str:
    """Return the comment that states another state for an active row, "" if there is none."""
    own = read_state(sheet.spell_state(entry.cells.get("state", "")))
    for text in entry.comments if own is not None and own.state is State.ACTIVE else ():
        said = read_state(text) if is_only_state(text) else None
        if said is not None and said.state not in {State.ACTIVE, State.UNKNOWN}:
            return text
    return ""


def _drop_subject(text: str) -> str:
    """Return a footnote without its subject: "link switched off in March" → "switched off in
    March".
    """
    words = text.split()
    things = load_vocabulary().things
    return " ".join(words[1:]) if words and (fold_words(words[0])[:1] in things) else text


def build_evidence(entry: Entry, name: str) -> Evidence:
    """Return the evidence of an entry; without a position in a sheet, the name of the entry is
    added.
    """
    where = entry.evidence
    return replace(where, place=where.place or name)
