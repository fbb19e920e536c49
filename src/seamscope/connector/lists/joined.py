"""Split a column whose cells join both ends by words or a dash: "GateBoard to Altea DCS".

Cells with an arrow between two names are read as they are, see `arrows`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from seamscope.connector.grid import Grid, Line
from seamscope.connector.lists.arrows import ARROW
from seamscope.connector.lists.ends import describes_transport
from seamscope.connector.lists.evidence import are_names
from seamscope.connector.lists.headings import Heading, read_heading
from seamscope.connector.lists.values import EXAMINED, list_values
from seamscope.connector.relations import Direction, is_verb, read_relation
from seamscope.connector.words import fold_words

TOP = 20  # rows in which the header is searched
LEAST = 3  # minimum number of such cells
MOSTLY = 0.8  # share of cells that join two names
TO = r"to|into|nach|zu|an|vers|\u00e0|a|hacia|para|verso|naar|do"
FROM = r"from|von|aus|de|desde|da|van|uit|od|z"
AND = r"and|und|et|y|e|en|i|/"
BOTH = re.compile(
    rf"\s(?:(?:{TO})\s?(?:{AND})\s?(?:{FROM})|(?:{FROM})\s?(?:{AND})\s?(?:{TO}))\s", re.I
)
TOWARDS = re.compile(rf"\s(?:{TO})\s")
AWAY = re.compile(r"\s(?:from|von|aus|depuis|desde|da|van|vanuit|od)\s")
MIDDLE = re.compile(r"(?<=\S)\s((?:[^\W\d_A-Z][^\W\d_]*\s)+)(?=\S)")  # words in lower case
BESIDE = re.compile(r"\s[-–—/|]\s")
SIGNS: dict[Direction | None, str] = {
    Direction.FORWARD: "->", Direction.BACKWARD: "<-", Direction.BOTH: "<->",
}  # fmt: skip
OPEN = ("First system", "Second system")
DIRECTED = ("Source system", "Target system")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """Two names in a cell.

    sign: the arrow between the names, "" if their order does not imply a direction.
    turned: whether the cell has the second name first.
    """

    first: str
    second: str
    sign: str
    turned: bool = False


def split_joined(grid: Grid) -> Grid:
    """Return a sheet with one column for each end, unchanged if no column joins two ends."""
    for place in range(min(TOP, len(grid.lines))):
        line, below = grid.lines[place], grid.lines[place + 1 :]
        headings = {at: read_heading(line.cells[at]) for at in line.filled}
        if sum(heading.known for heading in headings.values()) < 2:
            continue
        if any(h.side or h.pair for h in headings.values()) or not describes_transport(headings):
            return grid
        contents = sum(h.interfaces == "entities" for h in headings.values())
        columns = [
            at for at, h in headings.items()
            if (_may_join(h) or (contents > 1 and h.interfaces == "entities")) and _joins(at, below)
        ]  # fmt: skip
        directed = any(h.interfaces == "direction" for h in headings.values())
        return _split(grid, place, columns[0], directed=directed) if len(columns) == 1 else grid
    return grid


def _may_join(heading: Heading) -> bool:
    """Return whether a header is unknown, or denotes interfaces: "Link name"."""
    named = heading.interfaces == "name" or heading.thing == "interface"
    return bool(heading.title) and (named or not heading.known)


def _joins(column: int, rows: Sequence[Line]) -> bool:
    """Return whether the cells of a column join two names, as in "GateBoard to Altea DCS".

    At least one name must be the first in some cells and the second in others.
    """
    values = list_values(column, rows[:EXAMINED])
    pairs = [pair for value in values if (pair := _read_pair(value))]
    if len(pairs) < max(LEAST, MOSTLY * len(values)):
        return False
    written = [(p.second, p.first) if p.turned else (p.first, p.second) for p in pairs]
    firsts, seconds = ({names[at].casefold() for names in written} for at in (0, 1))
    names = [name for pair in written for name in pair]
    plain = sum(are_names([name, name]) for name in names)  # "Archivo Digital" is a name too
    return plain >= MOSTLY * len(names) and not firsts.isdisjoint(seconds)


def _read_pair(text: str) -> _Pair | None:
    text = " ".join(text.split())
    if ARROW.search(text):
        return None
    if said := _read_verb(text):
        return said
    for pattern, sign in ((BOTH, "<->"), (BESIDE, ""), (TOWARDS, "->"), (AWAY, "<-")):
        parts = [part.strip() for part in pattern.split(text)]
        if len(parts) == 2 and all(parts) and not (sign and _ends_in_word(parts[0])):
            return _direct(parts[0], parts[1], sign)
    return None


def _direct(first: str, second: str, sign: str) -> _Pair:
    """Return a pair with the sender before the receiver."""
    if sign == "<-":
        return _Pair(first=second, second=first, sign="->", turned=True)
    return _Pair(first=first, second=second, sign=sign)


def _read_verb(text: str) -> _Pair | None:
    """Return the pair in a sentence with a verb: "Till levert aan Shop", "CRM gets from ERP"."""
    found = [
        (one, sign)
        for one in MIDDLE.finditer(text)
        if any(map(is_verb, fold_words(one[1])))
        and (sign := SIGNS.get(read_relation(one[1]).direction))
    ]
    if len(found) != 1:
        return None
    middle, sign = found[0]
    first, second = text[: middle.start()].strip(), text[middle.end() :].strip()
    return _direct(first, second, sign)


def _ends_in_word(text: str) -> bool:
    """Return whether a text ends with a word in lower case, which may be an unknown verb."""
    *others, last = text.split()
    return bool(others) and last.isalpha() and last.islower()


def _split(grid: Grid, place: int, column: int, *, directed: bool) -> Grid:
    """Return the sheet with two more columns for the ends, and one for the direction if needed."""
    width = max(len(line.cells) for line in grid.lines)
    rows = grid.lines[place + 1 :]
    pairs = {line.number: _read_pair(line.cells[column]) for line in rows if column in line.filled}
    signed = not directed and all(pair.sign for pair in pairs.values() if pair)
    title = grid.lines[place].cells[column].strip()
    heads = [f"{one} ({title})" for one in (DIRECTED if signed else OPEN)]
    lines = [*grid.lines[:place]]
    for line in grid.lines[place:]:
        cells = [*line.cells, *[""] * (width - len(line.cells))]
        pair = pairs.get(line.number)
        if line is grid.lines[place]:
            added = [*heads, *["Direction"] * signed]
        elif pair:
            added = [pair.first, pair.second, *[pair.sign] * signed]
        else:
            added = [""] * (2 + signed)
        lines.append(replace(line, cells=(*cells, *added)))
    return replace(grid, lines=tuple(lines))
