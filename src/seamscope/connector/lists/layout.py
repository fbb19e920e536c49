"""Find the lists on a sheet: headers, entries, and other rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from seamscope.connector.grid import Grid, Line
from seamscope.connector.lists.arrows import ARROW
from seamscope.connector.lists.bands import split_bands
from seamscope.connector.lists.closing import ends_list, is_closing, is_numbering
from seamscope.connector.lists.headers import TOP, Told, find_headers, get_title
from seamscope.connector.lists.headings import Heading, read_heading
from seamscope.connector.lists.kinds import OTHER, Layout, derive_layout
from seamscope.connector.lists.others import has_addresses
from seamscope.connector.lists.titles import find_sheet_kind
from seamscope.connector.lists.values import EXAMINED
from seamscope.connector.lists.vocabulary import load_vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundList:
    """A list on a sheet: its layout, its entries, and rows that are not entries.

    sections: the title above each entry, by the line number of the entry.
    repeated: header rows within the list.
    """

    layout: Layout
    header: Line
    entries: tuple[Line, ...]
    notes: tuple[Line, ...] = ()
    repeated: tuple[Line, ...] = ()
    sections: dict[int, str] = field(default_factory=dict)


def find_lists(grid: Grid, title: str = "", names: frozenset[str] = frozenset()) -> list[FoundList]:
    """Return the lists of a sheet, from top to bottom and left to right.

    title: the title of the file; "Application list" shows that a column of names lists systems.
    names: the normalised names of known systems, which show that a column lists systems.
    """
    bands = [replace(grid, lines=lines) for lines in split_bands(grid.lines)]
    beside = [find_lists(band, title, names) for band in bands]
    if all(beside) and len(beside) > 1:
        return [one for lists in beside for one in lists]
    lines = [line for line in grid.lines if line.filled]
    if _lists_rules(lines):
        return []
    told = Told(kind=find_sheet_kind(grid.name, title), names=names)
    heads = list(find_headers(lines[:1] if grid.headed else lines, told))
    found: list[FoundList] = []
    for place, head in enumerate(heads):
        if head.layout.kind == OTHER:
            continue
        end = heads[place + 1].start if place + 1 < len(heads) else len(lines)
        title = get_title(lines[head.start - 1]) if head.start else ""
        for layout in _split_side_by_side(head.layout, lines[head.end : end]):
            shown = lines[head.start : head.end]
            one = find_entries(layout, lines[head.end - 1], lines[head.end : end], title, shown)
            if not layout.needs_arrows or _has_arrows(one):
                found.append(one)
    return found


def _lists_rules(lines: Sequence[Line]) -> bool:
    """Return whether a sheet lists rules of a firewall: two columns of addresses, no system."""
    rows = [line for line in lines if len(line.filled) > 2]
    things = load_vocabulary().things
    named = any(
        things.get((read_heading(line.cells[at]).thing,)) == "system"
        for line in rows[:1] for at in line.filled
    )  # fmt: skip
    return not named and has_addresses(rows[1 : EXAMINED + 1])


def _has_arrows(found: FoundList) -> bool:
    column = found.layout.columns["pair"][0]
    cells = [line.cells[column] for line in found.entries if column < len(line.cells)]
    return bool(cells) and 2 * sum(bool(ARROW.search(cell)) for cell in cells) >= len(cells)


def _split_side_by_side(layout: Layout, lines: Sequence[Line]) -> list[Layout]:
    """Return a layout for each of several tables side by side, if each is a separate list."""
    runs: list[dict[int, Heading]] = []
    last = -2
    for at, heading in sorted(layout.headings.items()):
        if not heading.title:
            continue
        if (
            at != last + 1
            and not any(_has(line, gap) for line in lines[:50] for gap in range(last + 1, at))
        ) or not runs:
            runs.append({})
        runs[-1][at] = heading
        last = at
    parts = [derive_layout(run) for run in runs]
    if len(runs) < 2 or sum(part is not None for part in parts) < 2:
        return [layout]
    return [part for part in parts if part is not None]


def _has(line: Line, column: int) -> bool:
    return column < len(line.cells) and bool(line.cells[column].strip())


def find_entries(
    layout: Layout,
    header: Line,
    lines: Sequence[Line],
    title: str = "",
    shown: Sequence[Line] = (),
) -> FoundList:
    """Split the rows below a header into entries of the list and rows that are not entries.

    header: the last row of the header.
    lines: the rows below the header.
    title: the title of the list.
    shown: all rows of the header, to recognise where the list repeats one of them.
    """
    entries: list[Line] = []
    notes: list[Line] = []
    repeated: list[Line] = []
    sections: dict[int, str] = {}
    closed, previous, numbered = False, header, True
    own = _find_next_table(layout, lines)
    for line in lines[:own]:
        filled = [at for at in line.filled if at in layout.headings]
        gap = line.follows_gap(previous)
        previous = line
        if not filled:
            continue
        # Numbers and units of columns stand directly below the header.
        numbered = numbered and is_numbering([line.cells[at].strip() for at in line.filled])
        if numbered:
            notes.append(line)
            continue
        early = line.number <= header.number + TOP
        again = any(line.cells == one.cells for one in shown)
        if len(filled) > 1 and (again or _is_repeated(line, filled, layout, early=early)):
            repeated.append(line)
            closed = False
            continue
        if closed and not gap and len(filled) >= max(3, 2 * len(layout.headings) / 3):
            closed = False  # a legend fills two columns, an entry most of them
        if not closed and is_closing(line, filled, layout, gap=gap):
            notes.append(line)
            closed = ends_list(line, filled, gap=gap)
            title = get_title(line) or title
        elif closed:
            notes.append(line)
        else:
            entries.append(line)
            sections[line.number] = title
    notes += [line for line in lines[own:] if line.filled]
    return FoundList(
        layout=layout, header=header, entries=tuple(entries), notes=tuple(notes),
        repeated=tuple(repeated), sections=sections,
    )  # fmt: skip


def _find_next_table(layout: Layout, lines: Sequence[Line]) -> int:
    """Return the index of the next table's header, or the number of lines if there is none."""
    for place in range(1, len(lines)):
        gap = lines[place].follows_gap(lines[place - 1])
        titled = bool(get_title(lines[place - 1]))
        if (gap or titled) and _begins_table(lines[place], layout):
            return place
        parted = titled and place > 1 and lines[place - 1].follows_gap(lines[place - 2])
        if parted and _begins_other_table(lines[place], layout):
            return place - 1
    return len(lines)


def _begins_other_table(line: Line, layout: Layout) -> bool:
    """Return whether a row below a title is the header of a table that is not part of this list.

    If the row repeats a header of this list, the list continues.
    """
    cells = [line.cells[at] for at in line.filled]
    headings = [read_heading(cell) for cell in cells]
    titles = {heading.title.casefold() for heading in layout.headings.values()}
    if any(heading.title.casefold() in titles for heading in headings):
        return False
    known = sum(heading.known or heading.bare is not None for heading in headings)
    plain = not any(char.isdigit() for cell in cells for char in cell)
    return plain and len(cells) > 1 and 2 * known > len(cells)


def _begins_table(line: Line, layout: Layout) -> bool:
    """Return whether a row is the header of another table that shares headers with this list.

    An example is ``No | From | To | Action | Due`` below a list with ``No | From | To | What``.
    """
    titles = {at: heading.title.casefold() for at, heading in layout.headings.items()}
    cells = {at: " ".join(line.cells[at].split()).casefold() for at in line.filled}
    same = [at for at, cell in cells.items() if titles.get(at) == cell]
    others = [cell for at, cell in cells.items() if at not in same]
    return (
        len(same) > 1
        and 2 * len(same) >= len(cells)
        and bool(others)
        and not any(any(map(str.isdigit, cell)) for cell in cells.values())
    )


def _is_repeated(line: Line, filled: Sequence[int], layout: Layout, *, early: bool) -> bool:
    """Return whether a row repeats the header or, near the top, is a second header."""
    titles = {heading.title.casefold() for heading in layout.headings.values()}
    cells = [line.cells[at].strip() for at in filled]
    if all(" ".join(cell.split()).casefold() in titles for cell in cells):
        return True
    return (
        early and 2 * len(filled) >= len(titles) and all(read_heading(cell).known for cell in cells)
    )
