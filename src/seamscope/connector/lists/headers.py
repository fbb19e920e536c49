"""Find the headers on a sheet, of one to three rows, and the meanings of their columns."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from seamscope.connector.grid import Line
from seamscope.connector.lists import evidence
from seamscope.connector.lists.bandsides import read_bands
from seamscope.connector.lists.closing import is_key_header
from seamscope.connector.lists.codes import interpret_coded
from seamscope.connector.lists.ends import count_opposed
from seamscope.connector.lists.headings import Heading, may_be_name, read_heading
from seamscope.connector.lists.kinds import (
    INTERFACES,
    OTHER,
    SYSTEMS,
    Layout,
    derive_layout,
    name_own_system,
)
from seamscope.connector.lists.others import lists_addresses, lists_machines, lists_other_things
from seamscope.connector.lists.pairs import pair_columns
from seamscope.connector.lists.software import interpret_name, prefer_software
from seamscope.connector.lists.titles import find_titled_kind
from seamscope.connector.lists.values import (
    EXAMINED,
    interpret_accounts,
    interpret_arrows,
    interpret_codes,
    interpret_interface_ids,
    interpret_purposes,
    interpret_states,
    interpret_transfers,
    list_values,
)
from seamscope.connector.relations import is_verb
from seamscope.connector.words import fold_words

TOP = 60  # in the first lines, a header needs no empty line above it
LEVELS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Facts that are known before a sheet is read.

    kind: the kind of list according to a title, or "". names: normalised names of known systems.
    title: the title above the header.
    """

    kind: str
    names: frozenset[str]
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A header: its lines from `start` to `end` (exclusive), and the layout they define."""

    start: int
    end: int
    layout: Layout

    @property
    def score(self) -> float:
        """How well the words of the header are known."""
        known = [heading for heading in self.layout.headings.values() if heading.known]
        exact = sum(1.0 if heading.exact else 0.8 for heading in known)
        doubled: float = sum(
            max(0, len(self.layout.columns.get(key, ())) - 1) for key in ("name", "first", "second")
        )
        # The same header under two groups belongs to two ends: "System | Team | System | Team".
        doubled += 0.5 * (len(known) - len({(heading.title, heading.side) for heading in known}))
        # Without two columns of ends, it is uncertain whether this is a list.
        doubtful = len(self.layout.headings) if self.layout.needs_arrows else 0
        return exact - doubled - 0.1 * (self.end - self.start) - doubtful

    def is_clear(self, *, gap: bool) -> bool:
        """Return whether this row is surely a header, not an entry of the list above.

        All words of the row except one must be known or, after an empty row, at least two words.
        Below another header, "System A" is the name of a system. gap: whether it follows an empty
        row.
        """
        titles = [heading.title for heading in self.layout.headings.values() if heading.title]
        known = sum(
            read_heading(title).known and (gap or not may_be_name(title)) for title in titles
        )
        unknown = len(titles) - known
        return (gap and known > 1) or (unknown <= 1 and 3 * unknown <= len(titles))


def get_title(line: Line) -> str:
    """Return the text of a row with a single cell, "" for any other row."""
    return line.cells[line.filled[0]].strip() if len(line.filled) == 1 else ""


def find_headers(lines: Sequence[Line], told: Told) -> list[Head]:
    """Return the headers; a repeated header is part of the list above it."""
    found: list[Head] = []
    place = 0
    shown: set[tuple[str, ...]] = set()
    while place < len(lines):
        if lines[place].cells in shown:
            place += 1  # a row of a header again
            continue
        gap = place == 0 or lines[place].follows_gap(lines[place - 1])
        head = _find_header_at(lines, place, told) if place < TOP or gap else None
        if found and head is not None and not head.is_clear(gap=gap):
            head = None  # an entry with values such as "Status" or "Document"
        if head is None or (found and _is_same(found[-1].layout, head.layout)):
            place += 1
            continue
        found.append(head)
        if head.end - head.start > 1:
            shown |= {line.cells for line in lines[head.start : head.end]}
        place = head.end
    return found


def _is_same(one: Layout, other: Layout) -> bool:
    titles = [{h.title.casefold() for h in x.headings.values()} for x in (one, other)]
    return titles[0] == titles[1] or (bool(titles[1]) and titles[1] <= titles[0])


def _find_header_at(lines: Sequence[Line], start: int, told: Told) -> Head | None:
    """Return the best header that begins at this line or at one of the next lines.

    The next lines are tried because a group row may look like a header: "Source | Target" above
    "System | Module".
    """
    best = _find_levels(lines, start, told)
    for lower in range(start + 1, min(start + LEVELS, len(lines))):
        if best is None or not _is_header_like(lines[lower]):
            break
        below = _find_levels(lines, lower, told)
        if below is not None and below.score > best.score:
            best = below
    return best


def _find_levels(lines: Sequence[Line], start: int, told: Told) -> Head | None:
    """Return the best header of one to three rows that begins at this line."""
    best: Head | None = None
    title = next((text for line in reversed(lines[:start]) if (text := get_title(line))), "")
    kind = (find_titled_kind(get_title(lines[start - 1])) if start else "") or told.kind
    told = replace(told, kind=kind, title=title)
    for levels in range(1, LEVELS + 1):
        rows = lines[start : start + levels]
        if len(rows) < levels or not all(_is_header_like(row) for row in rows[1:]):
            break
        if levels > 1 and _is_title_above(rows[-2], rows[-1]):
            break
        if _explain_sides(rows) or any(map(is_key_header, lines[max(start - 1, 0) : start + 1])):
            break  # "Column | Meaning | Example"
        below = lines[start + levels : start + levels + EXAMINED]
        layout = _read_layout(rows, below, told)
        head = layout and Head(start=start, end=start + levels, layout=layout)
        if head and (best is None or head.score > best.score):
            best = head
    return best


def _read_layout(rows: Sequence[Line], below: Sequence[Line], told: Told) -> Layout | None:
    """Return the layout of a list with these header rows, None if it is none."""
    if len(rows) == 1 and _is_entry(rows[0], below):
        return None
    layout = _interpret(rows, below, told)
    other = layout and not told.kind and lists_other_things(layout, below, told.title)
    if layout and other and not _has_known_end(layout, below, told.names):
        layout = None
    if layout and (lists_addresses(layout, below) or lists_machines(layout, below)):
        layout = replace(layout, kind=OTHER)
    return layout


def _has_known_end(layout: Layout, rows: Sequence[Line], names: frozenset[str]) -> bool:
    """Return whether an end of a list of interfaces is a known system: "Sender | Recipient"."""
    columns = {at for key in ("first", "second") for at in layout.columns.get(key, ())}
    cells = (
        " ".join(value.split()).casefold() for at in columns for value in list_values(at, rows)
    )
    return layout.kind == INTERFACES and not names.isdisjoint(cells)


def _is_entry(line: Line, below: Sequence[Line]) -> bool:
    """Return whether a cell of a row occurs again in the same column, as values do.

    A row with mostly known headers is no entry, and a list may repeat its header.
    """
    cells = {at: line.cells[at].strip() for at in line.filled}
    known = sum(read_heading(cell).known for cell in cells.values())
    return 2 * known <= len(cells) and any(
        any(at in cells and one.cells[at].strip() == cells[at] for at in one.filled)
        and not _is_header_like(one)
        for one in below
    )


def _is_title_above(line: Line, below: Line) -> bool:
    """Return whether a row is the title of the list below: a single cell at its left edge.

    Directly above the list, the cell must not be a known header. Above an empty row, any such cell
    is a title.
    """
    title, gap = get_title(line), below.follows_gap(line)
    leftmost = bool(title) and line.filled[0] == below.filled[0]
    return leftmost and (gap or not read_heading(title).known)


def _interpret(rows: Sequence[Line], below: Sequence[Line], told: Told) -> Layout | None:
    """Return the layout that header rows and the values below them define, or None."""
    headings = name_own_system(combine_rows(rows))
    if not any(heading.known for heading in headings.values()):
        return None  # an entry of a list, or a remark above it; values alone are not a header
    least = 1 if told.kind else 2
    certain = sum(heading.known for heading in headings.values()) + count_opposed(headings)
    headings = interpret_accounts(interpret_purposes(headings, below), below)
    headings = interpret_coded(interpret_arrows(headings, below), below, told.title)
    headings = evidence.drop_contradicted(interpret_states(headings, below), below)
    headings = evidence.drop_phrases(headings, below)
    if certain >= least:
        headings = evidence.interpret_loosely(evidence.interpret_relations(headings, below), below)
        headings = pair_columns(headings, below)
        titled = told.kind == INTERFACES
        moved = interpret_transfers(headings, below)
        ended = evidence.interpret_ends(moved, below, titled=titled, names=told.names)
        headings = headings if ended == moved else ended
    known = _is_mostly_known(headings, least=least)
    layout = derive_layout(headings, told.kind) if known else None
    if layout is None and told.kind != INTERFACES:
        headings = evidence.interpret_relations(interpret_name(headings, below), below)
        layout = derive_layout(headings, told.kind)
    if layout and layout.kind == SYSTEMS:
        layout = derive_layout(interpret_codes(headings, below), told.kind) or layout
        settled = evidence.interpret_relations(prefer_software(layout.headings, below), below)
        changed = layout.kind == SYSTEMS and settled != layout.headings
        return (derive_layout(settled, told.kind) if changed else None) or layout
    if layout and layout.kind == INTERFACES:
        found = interpret_transfers(interpret_interface_ids(headings, below), below)
        return derive_layout(found, told.kind) or layout
    return layout


def _explain_sides(rows: Sequence[Line]) -> bool:
    """Return whether each row is about one side, and not all rows are about the same side.

    Such rows explain terms: "Source | System that sends the data". They are no header.
    """
    told = [
        {side for at in row.filled if (side := read_heading(row.cells[at]).side)} for row in rows
    ]
    return len(rows) > 1 and all(len(sides) == 1 for sides in told) and len(set.union(*told)) > 1


def _is_mostly_known(headings: Mapping[int, Heading], *, least: int) -> bool:
    titled = [heading for heading in headings.values() if heading.title]
    known = sum(heading.known for heading in titled) + count_opposed(headings)
    return known >= least and 3 * known >= len(titled)


def _is_header_like(line: Line) -> bool:
    """Return whether at least half of a row's cells are known headers."""
    cells = {line.cells[at].strip() for at in line.filled}
    known = sum(1 for cell in cells if read_heading(cell).known or _says_side(cell))
    return bool(cells) and 2 * known >= len(cells)


def _says_side(cell: str) -> bool:
    """Return whether a cell is a verb that denotes a source or target: "Taken by", "Przyjmuje"."""
    words = fold_words(cell)
    verbal = 0 < len(words) <= LEVELS and any(map(is_verb, words))
    return verbal and evidence.find_loose_side(Heading(title=cell)) is not None


def combine_rows(rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the heading of each column, combined from its stacked header cells.

    A cell of an upper row also applies to the empty cells to its right.
    """
    *groups, last = rows
    own = {at: last.cells[at].strip() for at in last.filled}
    above: dict[int, list[tuple[str, bool]]] = {at: [] for at in own}
    for row in groups:
        spread, current = False, ""
        for at in range(max([*own, len(row.cells) - 1], default=0) + 1):
            cell = row.cells[at].strip() if at < len(row.cells) else ""
            spread = not cell
            current = cell or current
            if current and (at in own or cell):
                above.setdefault(at, []).append((current, spread))
    counted = Counter(own.values())
    found = {
        at: _join_headings(own.get(at, ""), parts, single=counted[own.get(at, "")] < 2)
        for at, parts in sorted(above.items())
    }
    upper = {
        at: [text for text, _ in parts if text.casefold() != own.get(at, "").casefold()]
        for at, parts in above.items()
    }
    return read_bands(found, upper)


def _join_headings(own: str, parts: Sequence[tuple[str, bool]], *, single: bool) -> Heading:
    """Return the heading of a cell, combined with the group headings above it if they change its
    meaning.

    parts: each group heading above the cell, and whether it spreads from a column to the left.
    single: whether no other column has this header. A single "Protocol" to the right of a group may
        describe the whole row; "Owner" under each of two groups describes each group.
    """
    plain = read_heading(own)
    upper = [text for text, _ in parts if text.casefold() != own.casefold()]
    if not upper or (not own and any(spread for _, spread in parts)):
        return plain
    whole = read_heading(" ".join([*dict.fromkeys(upper), own]).strip())
    told = plain.interfaces not in {"", "unused"} or plain.systems not in {"", "unused"}
    spread = any(spread for _, spread in parts)
    if not whole.known or (whole.part == "other" and told and spread and single):
        return plain
    same = (whole.systems, whole.interfaces) == (plain.systems, plain.interfaces)
    return plain if whole.side is None and plain.known and same else whole
