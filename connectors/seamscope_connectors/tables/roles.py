"""Read matrices of data objects and systems whose cells mark the masters and receivers of an
object.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from seamscope.connector.entries import note_reading, skip_entry, skip_keys
from seamscope.connector.grid import Grid, Line
from seamscope.connector.lists.headings import read_heading
from seamscope.connector.lists.vocabulary import load_cell_words
from seamscope.connector.scrub import quote
from seamscope.connector.words import fold_words, match_longest
from seamscope.records import Certainty, Endpoint, Evidence, Flow, Record, SystemRef
from seamscope_connectors.tables.legend import read_legend

LEAST = 2  # minimum number of systems and of objects
TOP = 60  # lines searched for the header
MOST = 3000  # maximum number of lines of a matrix
KNOWN = 0.5  # minimum share of known roles in a column
LONGEST = 4  # words of a phrase
DOUBTED = re.compile(r"[?()\[\]]")
ROLE_SEPARATOR = re.compile(r"[/,;+&\n]")


class Role(Enum):
    """What a system does with a data object."""

    MASTER = "masters"
    RECEIVER = "receivers"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleMatrix:
    """A matrix with a data object in each line and a system in each column.

    column: the column with the names of the objects.
    top: the systems by column.
    codes: the roles of the codes in the legend, by case-folded code.
    unread: headers of columns without roles.
    assumed: whether letters without a legend were read.
    """

    head: Line
    column: int
    top: dict[int, str]
    lines: tuple[Line, ...]
    codes: Mapping[str, frozenset[Role]]
    unread: tuple[str, ...]
    assumed: bool

    @property
    def numbers(self) -> frozenset[int]:
        """The line numbers of the matrix."""
        return frozenset({self.head.number, *(line.number for line in self.lines)})


def find_role_matrix(grid: Grid) -> RoleMatrix | None:
    """Return the matrix of data objects by systems on a sheet, None if there is none."""
    lines = [line for line in grid.lines if line.filled][:MOST]
    for place, head in enumerate(lines[:TOP]):
        for column in head.filled[:-LEAST]:
            heading = read_heading(head.cells[column])
            if heading.interfaces == "entities" and heading.side is None:
                found = _build_matrix(grid, lines[place:], column)
                if found is not None:
                    return found
    return None


def _build_matrix(grid: Grid, lines: Sequence[Line], column: int) -> RoleMatrix | None:
    head, codes = lines[0], _read_codes(grid)
    columns = [at for at in head.filled if at > column]
    named = [line for line in lines[1:] if _read_cell(line, column)]
    marked = [
        place for place, line in enumerate(named)
        if any(_read_roles(_read_cell(line, at), codes) for at in columns)
    ]  # fmt: skip
    body = named[: marked[-1] + 1] if marked else []
    held = {at: [text for line in body if (text := _read_cell(line, at))] for at in columns}
    known = {at: [roles for t in held[at] if (roles := _read_roles(t, codes))] for at in columns}
    played = {
        at for at in columns if known[at] and len(known[at]) >= KNOWN * len(held[at])
    }  # fmt: skip
    seen = {role for at in played for found in known[at] for role in found}
    rows = [line for line in body if any(_read_cell(line, at) for at in played)]
    if len(played) < LEAST or len(rows) < LEAST or len(seen) < len(Role):
        return None
    letters = {
        text.casefold() for at in played for text in held[at]
        if len(text) == 1 and _find_whole_roles(text)
    }  # fmt: skip
    empty = {at for at in columns if not held[at] and min(played) < at < max(played)}
    return RoleMatrix(
        head=head,
        column=column,
        top={at: head.cells[at].strip() for at in sorted(played | empty)},
        lines=tuple(rows),
        codes=codes,
        unread=tuple(head.cells[at].strip() for at in columns if held[at] and at not in played),
        assumed=bool(letters - codes.keys()),
    )


def _read_codes(grid: Grid) -> dict[str, frozenset[Role]]:
    """Return the roles of each code in the legend of a sheet; a code may have no role."""
    legend = read_legend([(grid, frozenset())])
    # A line of the matrix with one mark looks like a legend: "Order | M".
    return {
        code: _find_roles(meaning) for code, meaning in legend.codes.items()
        if len(code) < len(meaning) and len(meaning) > 1
    }  # fmt: skip


def _find_roles(text: str) -> frozenset[Role]:
    """Return the roles that a text contains: "leading system" → master."""
    words = fold_words(text)
    return frozenset(
        role for role in Role for at in range(len(words))
        if match_longest(words, at, load_cell_words(role.value), LONGEST)
    )  # fmt: skip


def _read_roles(text: str, codes: Mapping[str, frozenset[Role]]) -> frozenset[Role]:
    """Return the roles in a cell: ``M``, ``M/R``, ``(R)``, ``führend``.

    If a part of the cell is unknown, return no role.
    """
    found: set[Role] = set()
    for part in ROLE_SEPARATOR.split(DOUBTED.sub("", text)):
        code = part.strip().casefold()
        read = codes[code] if code in codes else _find_whole_roles(code)
        if not read:
            return frozenset()
        found |= read
    return frozenset(found)


def _find_whole_roles(text: str) -> frozenset[Role]:
    words = fold_words(text)
    return frozenset(role for role in Role if words in load_cell_words(role.value))


def _read_cell(line: Line, column: int) -> str:
    return line.cells[column].strip() if column < len(line.cells) else ""


def read_role_matrix(matrix: RoleMatrix, grid: Grid, at: Evidence) -> Iterator[Record]:
    """Yield a flow from the master of each object to each receiver. at: evidence of the sheet."""
    if matrix.assumed:
        yield note_reading(
            "in the matrix of objects by systems, M is read as master and R as receiver",
            "if the letters have other meanings, add a legend to the sheet",
            at,
        )
    if matrix.unread:
        problem = f"columns not read: {quote(', '.join(matrix.unread), 200)}"
        yield skip_keys(problem, "mark masters and receivers in columns of systems", at)
    moving: set[str] = set()
    for line in matrix.lines:
        for record in _read_object(matrix, grid, line, at):
            if isinstance(record, Flow):
                moving |= {record.source.system.name, record.target.system.name}
            yield record
    if still := [name for name in matrix.top.values() if name not in moving]:
        listed = ", ".join(f"'{quote(name)}'" for name in still)
        problem = f"systems of the matrix without a flow: {listed}"
        yield skip_entry(problem, "mark the master and the receivers of their objects", at)


def _read_object(matrix: RoleMatrix, grid: Grid, line: Line, at: Evidence) -> Iterator[Record]:
    where = replace(at, line=line.number, place=f"{grid.name}!{line.number}" if grid.name else "")
    name = _read_cell(line, matrix.column)
    roles = {
        column: _read_roles(text, matrix.codes)
        for column in matrix.top if (text := _read_cell(line, column))
    }  # fmt: skip
    if unread := [_read_cell(line, column) for column, found in roles.items() if not found]:
        problem = f"marks of '{quote(name)}' are not known: {quote(', '.join(unread))}"
        yield skip_entry(problem, "write M for the master and R for receivers", where)
    masters = [column for column, found in roles.items() if Role.MASTER in found]
    receivers = [column for column, found in roles.items() if Role.RECEIVER in found]
    if len(masters) != 1 and (masters or receivers):
        listed = ", ".join(quote(matrix.top[column]) for column in masters)
        yield skip_entry(
            f"'{quote(name)}' has several masters: {listed}; its flows are only possible"
            if masters else f"'{quote(name)}' has receivers but no master",
            "mark one system as the master, or list the flows as interfaces",
            where,
        )  # fmt: skip
    for source in masters:
        for target in receivers:
            if source != target:
                doubt = _find_doubt(matrix, grid, line, (source, target))
                doubt = doubt or (f"'{quote(name)}' has several masters" if masters[1:] else "")
                yield Flow(
                    source=Endpoint(system=SystemRef(name=matrix.top[source])),
                    target=Endpoint(system=SystemRef(name=matrix.top[target])),
                    evidence=where,
                    entities=(name,),
                    certainty=Certainty.POSSIBLE if doubt else Certainty.LIKELY,
                    reason=doubt
                    or f"the matrix marks the master and the receivers of '{quote(name)}'",
                )


def _find_doubt(matrix: RoleMatrix, grid: Grid, line: Line, columns: Sequence[int]) -> str:
    """Return why a flow between two columns is only possible, "" if it is certain."""
    if grid.hidden or line.hidden:
        return "the sheet or row is hidden"
    if line.struck.intersection({*columns, matrix.column}):
        return "the cell is struck through"
    marks = [text for at in columns if DOUBTED.search(text := _read_cell(line, at))]
    return grid.doubt or (f"the mark '{quote(marks[0])}' indicates an exception" if marks else "")
