"""Read sheets about one system: a form with its name, above lists of its inputs and outputs.

``Name | Barn`` and ``Owner | Ada``, then ``From | Data | Tool`` and ``To | Data | Tool``.
"""

from collections.abc import Mapping
from dataclasses import replace

from seamscope.connector.grid import Grid, Line
from seamscope.connector.lists.ends import describes_transport
from seamscope.connector.lists.headings import Heading, read_heading
from seamscope.connector.lists.vocabulary import Side

LABELS = 2  # minimum number of labels of the form
OTHER_ENDS = {Side.SOURCE: "Target system", Side.TARGET: "Source system"}


def complete_profile(grid: Grid) -> Grid:
    """Return a sheet about one system, with this system added as the second end of its lists."""
    heads = {
        at: title for at, line in enumerate(grid.lines) if (title := _find_other_end(line))
    }  # fmt: skip
    name = _find_name(grid.lines[: min(heads)]) if heads else ""
    if not name:
        return grid
    width = max(len(line.cells) for line in grid.lines)
    lines: list[Line] = []
    listed = False
    for at, line in enumerate(grid.lines):
        listed = at in heads or (listed and len(line.filled) > 0)
        added = heads.get(at) or (name if listed and len(line.filled) > 1 else "")
        blank = [""] * (width - len(line.cells))
        lines.append(replace(line, cells=(*line.cells, *blank, added)))
    return replace(grid, lines=tuple(lines))


def _find_name(lines: tuple[Line, ...]) -> str:
    """Return the name in the form above the first list, "" if there is no such form."""
    found: dict[str, str] = {}
    for line in lines:
        if len(line.filled) == LABELS:
            label, value = (line.cells[at].strip(" :") for at in line.filled)
            meaning = read_heading(label).systems
            if meaning not in {"", "unused"}:
                found.setdefault(meaning, value)
    return found.get("name", "") if len(found) >= LABELS else ""


def _find_other_end(line: Line) -> str:
    """Return the header for the missing end of a list that has only one end.

    Return "" for a row that is not the header of such a list. ``From | Data`` → ``To``.
    """
    if len(line.filled) < LABELS:
        return ""
    headings = {at: read_heading(line.cells[at]) for at in line.filled}
    sided = [heading.side for heading in headings.values() if _names_end(heading)]
    if len(sided) != 1 or not _is_header(headings):
        return ""
    return OTHER_ENDS.get(sided[0], "") if sided[0] is not None else ""


def _names_end(heading: Heading) -> bool:
    """Return whether a column contains systems: an end, or the name of the row's system."""
    return heading.side is not None or (heading.systems == "name" and bool(heading.thing))


def _is_header(headings: Mapping[int, Heading]) -> bool:
    known = sum(heading.known for heading in headings.values())
    return describes_transport(headings) and 2 * known > len(headings)
