"""Find lists with headers in the first column, such as a fact sheet about one interface."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from seamscope.connector.grid import Grid, Line, turn_grid
from seamscope.connector.lists.headings import Heading, may_be_name, read_heading
from seamscope.connector.lists.kinds import INTERFACES, SYSTEMS
from seamscope.connector.lists.layout import FoundList, find_lists
from seamscope.connector.lists.others import has_addresses
from seamscope.connector.secret_cells import mask_secret_cells

LABELS = 2  # minimum number of labels of a form
MOST = 200  # maximum numbers of columns and lines of such a sheet


def find_turned_lists(grid: Grid) -> tuple[Grid, list[FoundList]] | None:
    """Return the sheet with rows and columns swapped, and its lists; None if it has no lists.

    Many forms have a name and an owner on the left, so the headers must also refer to systems.
    """
    if len(grid.lines) > MOST or any(len(line.cells) > MOST for line in grid.lines):
        return None
    labelled = _has_labels(grid)
    if has_addresses([line for line in grid.lines if len(line.filled) > 1][1:]):
        return None  # rules of a firewall
    if any(_is_header(line) for line in grid.lines if len(line.filled) > 2 or not labelled):
        return None
    turned = mask_secret_cells(turn_grid(replace(grid, lines=_drop_titles(grid.lines))))
    found = [
        one for one in find_lists(turned)
        if one.entries and _is_about_systems(one) and not _follows_entries(one, turned)
    ]  # fmt: skip
    return (turned, found) if found else None


def find_wider_lists(grid: Grid, found: Sequence[FoundList]) -> tuple[Grid, list[FoundList]] | None:
    """Return the sheet with rows and columns swapped if its lists are then understood better.

    ``Owner | Sales | Sales | Legal`` below ``Feature | CRM | Portal | Archive`` is no header: the
    lines begin with headers, and more columns are read if they are swapped.
    """
    if not found or not _has_labels(grid):
        return None
    turned = find_turned_lists(grid)
    if turned is None:
        return None
    widths = [max(len(one.layout.used_columns) for one in lists) for lists in (found, turned[1])]
    return turned if widths[1] > widths[0] else None


def _drop_titles(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return lines without the titles at the top, which have a single cell."""
    first = next((at for at, line in enumerate(lines) if len(line.filled) > 1), 0)
    return tuple(lines[first:])


def _has_labels(grid: Grid) -> bool:
    """Return whether most lines begin with a header, such as "Status | active"."""
    first = [line.cells[line.filled[0]] for line in grid.lines if len(line.filled) > 1]
    known = sum(read_heading(text).known for text in first)
    return known > LABELS and 3 * known >= 2 * len(first)


def is_form(found: FoundList) -> bool:
    """Return whether a list is a form about one system: its names are labels such as "Owner:"."""
    columns = found.layout.columns.get("name", ())
    if found.layout.kind != SYSTEMS or not columns or len(found.entries) < LABELS:
        return False
    names = [line.cells[columns[0]].strip() for line in found.entries if columns[0] in line.filled]
    titled = all(read_heading(found.header.cells[at]).known for at in found.header.filled)
    labels = [
        name for name in names if read_heading(name).known and not (titled and may_be_name(name))
    ]
    return len(labels) >= LABELS and 3 * len(labels) >= 2 * len(names)


def _is_header(line: Line) -> bool:
    """Return whether most cells of a line are headers."""
    cells = {line.cells[at] for at in line.filled}
    titled = line.cells[line.filled[0]][:1].isupper() if line.filled else False
    known = sum(
        read_heading(cell).known
        and not any(map(str.isdigit, cell))  # "sw-db01" is a server
        and not (titled and cell[:1].islower())  # "Status | active | retired"
        for cell in cells
    )
    return 2 * known > max(len(cells), 2)


def _is_about_systems(found: FoundList) -> bool:
    """Return whether the headers show that a list is about systems or about interfaces.

    In a list of systems, the header of the name must contain a word such as "system"; in a list of
    interfaces, the headers of both ends must contain it. A list in which a known header occurs
    twice is rejected.
    """
    keys = {INTERFACES: ("first", "second"), SYSTEMS: ("name",)}.get(found.layout.kind, ())
    titles = Counter(heading.title for heading in found.layout.headings.values() if heading.known)
    if max(titles.values(), default=0) > 1:
        return False
    columns = [found.layout.columns.get(key, ())[:1] for key in keys]
    named = bool(columns) and all(at and found.layout.headings[at[0]].thing for at in columns)
    return named and not any(_explains(line, at[0]) for line in found.entries for at in columns)


def _follows_entries(found: FoundList, turned: Grid) -> bool:
    """Return whether the cells beside the headers are entries, not titles of groups.

    A group title is followed by empty cells, or is a header itself. In a list of tasks with the row
    "New replica of the CRM | Systems | open", the second column has names of teams.

    turned: the sheet with rows and columns swapped.
    """
    lines = [line for line in turned.lines if line.filled and line.number < found.header.number]
    above = lines[-1] if lines else None
    if above is None or len(above.filled) < len(found.header.filled):
        return False
    cells = [above.cells[at].strip() for at in above.filled]
    known = sum(read_heading(cell).known for cell in cells)
    return len(set(cells)) == len(cells) > LABELS and 2 * known < len(cells)


def _explains(line: Line, column: int) -> bool:
    """Return whether a cell explains its header: "Source | System that sends the data"."""
    heading = read_heading(line.cells[column]) if column in line.filled else Heading()
    return heading.side is not None and bool(heading.thing)
