"""Add a column for the system in the title of a list: "Interfaces of the ERP".

Such a list has one column for the other system and one for the direction, "in" or "out", from the
view of the system in the title.
"""

import re
from dataclasses import replace

from seamscope.connector.grid import Grid, Line
from seamscope.connector.lists.headings import Heading, read_heading
from seamscope.connector.lists.titles import is_interface_title
from seamscope.connector.lists.vocabulary import Side, load_cell_words
from seamscope.connector.lists.ways import OPEN
from seamscope.connector.words import fold_words

TOP = 20  # rows in which the header is searched
OF = (r"of|for|von|vom|f\u00fcr|des|der|de|del|de la|du|di|del|della|do|da|van|voor|systemu|"
      r"dla|to and from|to|des systems")  # fmt: skip
# "Interfaces of Orders (SAP) - team B" names Orders.
TITLE = re.compile(
    rf"^(?P<what>[^:]{{3,60}}?)\s(?:{OF})\s+(?P<name>[^\s(\[:;,–—][^(\[:;,–—]{{1,60}})", re.I
)
NUMBERED = re.compile(r"[^\W\d_]{2,12} ?\d{1,3}")  # "Tab3", "Sheet 1"
END = re.compile(r"\s[-|/]\s.*$")


def add_subject(grid: Grid) -> Grid:
    """Return a sheet with a column for the system in its title, or the sheet itself."""
    for place, line in enumerate(grid.lines[:TOP]):
        headings = {at: read_heading(line.cells[at]) for at in line.filled}
        directed = [at for at in headings if _is_direction(line.cells[at], headings[at])]
        if len(directed) == 1 and _has_one_system(headings, directed[0]):
            name = next(filter(None, map(_find_subject, _list_titles(grid, place))), "")
            name = name or _find_sheet_subject(grid, headings)
            return _extend(grid, place, directed[0], name) if name else grid
    return grid


def _is_direction(text: str, heading: Heading) -> bool:
    """Return whether a header is that of a direction, in words or letters such as "I/O"."""
    halves = [(word,) for word in fold_words(text)]
    both = len(halves) == 2 and _is_opposite(halves[0], halves[1])
    return both or (heading.interfaces == "direction" and heading.side is None)


def _is_opposite(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    inward, outward = load_cell_words("inward"), load_cell_words("outward")
    return (one in inward and other in outward) or (one in outward and other in inward)


def _has_one_system(headings: dict[int, Heading], direction: int) -> bool:
    """Return whether exactly one column names a system, which is then the other system."""
    named = [h for at, h in headings.items() if at != direction and _names_system(h)]
    return len(named) == 1 and named[0].side in {Side.PARTNER, None} and len(headings) > 2


def _names_system(heading: Heading) -> bool:
    """Return whether a header names systems: "Other system", "Application", "Connected to"."""
    named = heading.systems == "name" and bool(heading.thing)
    return heading.side is not None or named or heading.relation == OPEN


def _list_titles(grid: Grid, place: int) -> list[str]:
    above = [line for line in grid.lines[:place] if len({*line.cells} - {""}) == 1]
    return [*(line.cells[line.filled[0]].strip() for line in above if line.filled), grid.name]


def _find_sheet_subject(grid: Grid, headings: dict[int, Heading]) -> str:
    """Return the name of a sheet if its list has only relations, as in one sheet per system.

    A sheet called "Sheet 3" or "Interfaces" names no system.
    """
    related = any(h.relation == OPEN or h.side is Side.PARTNER for h in headings.values())
    words = fold_words(grid.name)
    plain = read_heading(grid.name).known or is_interface_title(grid.name)
    return "" if plain or not related or not words or NUMBERED.fullmatch(grid.name) else grid.name


def _find_subject(title: str) -> str:
    """Return the system that a title names: ``Schnittstellen von LEDGER`` → LEDGER.

    ``Systeem: Toegang+ (door control)`` → Toegang+.
    """
    label, colon, rest = title.partition(":")
    heading = read_heading(label)
    if colon and heading.systems == "name" and heading.thing and rest.strip():
        return END.sub("", rest.partition("(")[0]).strip(" -")
    found = TITLE.match(title)
    if found is None or not is_interface_title(found["what"]):
        return ""
    return END.sub("", found["name"]).strip(" -")


def _extend(grid: Grid, place: int, direction: int, name: str) -> Grid:
    width = max(len(line.cells) for line in grid.lines)

    def extend(number: int, line: Line) -> Line:
        cells = [*line.cells, *[""] * (width - len(line.cells))]
        if number == place:
            head = cells[direction].strip()
            cells[direction] = f"Direction ({head})" if "/" in head else head
            return replace(line, cells=(*cells, "System"))
        entry = number > place and len(line.filled) > 1
        return replace(line, cells=(*cells, name if entry else ""))

    return replace(grid, lines=tuple(extend(n, line) for n, line in enumerate(grid.lines)))
