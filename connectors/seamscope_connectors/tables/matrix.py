"""N × N matrices: systems by systems, with a mark, an arrow or a protocol where two meet."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from seamscope.connector.directions import read_direction
from seamscope.connector.entries import entry_fault
from seamscope.connector.grid import Grid, Line
from seamscope.connector.lists.headings import read_heading
from seamscope.connector.lists.vocabulary import Side, axis_words, cell_words, vocabulary
from seamscope.connector.redact import cleaned
from seamscope.connector.relations import Direction
from seamscope.connector.states import Stated
from seamscope.connector.vocabulary import mechanism_of
from seamscope.connector.words import fold_words
from seamscope.records import Certainty, Dependency, Endpoint, Evidence, Flow, Record, SystemRef
from seamscope_connectors.tables.legend import Legend, state_in
from seamscope_connectors.tables.names import fold_name

LEAST = 2  # names that stand both at the top and at the left
TOP = 60  # lines among which the names at the top are looked for
LEFTMOST = 5  # columns among which the names at the left are looked for
MOST = 3000  # lines of a sheet with a matrix
MARKS = frozenset("xX✓✔●•■▪◼√☑✗*+")
NOTHING = frozenset("-–—−/\\.○☐")
BRACKETED = re.compile(r"\(.{1,12}\)|\[.{1,12}\]")
DOWN, ACROSS = frozenset("↓▼⇓⬇"), frozenset("→►⇒➡")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """A matrix on a sheet: the line of its top names, the column of its left names.

    rows_send: whether data goes from the system at the left (True) or at the top (False); None
    if nothing says so.
    """

    head: Line
    column: int
    top: dict[int, str]
    lines: tuple[Line, ...]
    rows_send: bool | None

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of all its lines."""
        return frozenset({self.head.number, *(line.number for line in self.lines)})


def find_matrix(grid: Grid) -> Matrix | None:
    """Return the matrix of a sheet, None if it has none."""
    lines = [line for line in grid.lines if line.filled][:MOST]
    left = {
        column: {name for line in lines if (name := fold_name(_cell(line, column)))}
        for column in range(LEFTMOST)
    }
    for place, head in enumerate(lines[:TOP]):
        top = {fold_name(head.cells[at]) for at in head.filled}
        for column in range(LEFTMOST):
            if len(top & left[column]) >= LEAST:
                found = _matrix_at(lines, place, column)
                if found is not None:
                    return found
    return None


def _matrix_at(lines: Sequence[Line], place: int, column: int) -> Matrix | None:
    head = lines[place]
    top = {
        at: head.cells[at].strip()
        for at in range(column + 1, len(head.cells))
        if head.cells[at].strip() and at not in head.wide
    }
    below = [line for line in lines[place + 1 :] if _cell(line, column)]
    names = {fold_name(name) for name in top.values()}
    left = {fold_name(_cell(line, column)) for line in below}
    both = names & left
    if len(both) < LEAST or 2 * len(both) < min(len(names), len(left)):
        return None
    last = max(at for at, line in enumerate(below) if fold_name(_cell(line, column)) in names)
    rows = tuple(below[: last + 1])
    says = _axis(lines, place, column, rows)
    return Matrix(head=head, column=column, top=top, lines=rows, rows_send=says)


def _cell(line: Line, column: int) -> str:
    return line.cells[column].strip() if column < len(line.cells) else ""


def _axis(lines: Sequence[Line], place: int, column: int, rows: Sequence[Line]) -> bool | None:
    """Return whether the rows send, by the corner, the labels of the axes or a remark."""
    corner = _cell(lines[place], column)
    said = _by_corner(corner)
    if said is not None:
        return said
    above = {
        _side(cell)
        for line in lines[max(0, place - 2) : place]
        for cell in line.cells[column + 1 :]
    }
    beside = {_side(line.cells[at]) for line in rows for at in range(min(column, len(line.cells)))}
    beside.add(_side(corner))
    if Side.SOURCE in beside or Side.TARGET in above:
        return None if Side.TARGET in beside or Side.SOURCE in above else True
    if Side.TARGET in beside or Side.SOURCE in above:
        return False
    texts = [cell for line in lines[:place] for cell in line.cells if cell]
    ending = [c for line in lines if line.number > rows[-1].number for c in line.cells if c]
    return _by_remark([*dict.fromkeys(texts), *dict.fromkeys(ending)])


def _side(text: str) -> Side | None:
    """Return the side a label names, None if it names neither source nor target."""
    side = read_heading(text.strip("↓→▼►⇓⇒ ")).side
    return side if side in {Side.SOURCE, Side.TARGET} else None


def _by_corner(text: str) -> bool | None:
    r"""Return what the corner says: ``from \ to``, ``Nach → / Von ↓``."""
    parts = [
        part for part in re.split(r"[\\/|\n]|\s{2,}|(?<=[↓▼⇓→►⇒])\s+(?=\w)", text) if part.strip()
    ]
    if len(parts) == 1:
        words = re.split(r"\s+", text.strip())
        parts = words if len(words) == 2 else parts
    told = [(_side(part), part) for part in parts]
    for side, part in told:
        if side is not None and set(part) & DOWN:
            return side is Side.SOURCE
        if side is not None and set(part) & ACROSS and len(told) > 1:
            return side is Side.TARGET
    sides = [side for side, _ in told if side is not None]
    # By custom the rows stand first: "from \ to".
    return sides[0] is Side.SOURCE if len(sides) == 2 and sides[0] is not sides[1] else None


def _by_remark(texts: Sequence[str]) -> bool | None:
    """Return what a title says of the axes: "rows = sender, columns = receiver"."""
    axes = axis_words()
    known = vocabulary()
    for text in texts:
        words = fold_words(text)
        places = {
            axis: [at for at, word in enumerate(words) if word in listed]
            for axis, listed in axes.items()
        }
        sides = [
            (at, side)
            for at, word in enumerate(words)
            if (side := known.sides.get(word)) in {Side.SOURCE, Side.TARGET}
        ]
        if not sides or not (places["rows"] or places["columns"]):
            continue
        axis = "rows" if places["rows"] else "columns"
        at = places[axis][0]
        _, side = min(sides, key=lambda item: (abs(item[0] - at), item[0]))
        return (side is Side.SOURCE) == (axis == "rows")
    return None


def read_matrix(matrix: Matrix, grid: Grid, at: Evidence, legend: Legend) -> Iterator[Record]:
    """Yield what the cells of a matrix say; at: the evidence of its sheet."""
    directed = matrix.rows_send is not None or any(
        _arrow(cell.text) is not None for cell in _cells(matrix, grid, at)
    )
    if not directed:
        yield entry_fault(
            "the matrix does not say whether data goes from its rows or from its columns; read as "
            "dependencies",
            "write `from \\ to` into its upper left corner, or `to \\ from`",
            at,
        )
    seen: set[tuple[frozenset[str], str]] = set()
    for cell in _cells(matrix, grid, at):
        pair = frozenset({fold_name(cell.left), fold_name(cell.top)}), cell.text
        if directed or pair not in seen:
            yield from _records(cell, matrix.rows_send, legend)
        seen.add(pair)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """A filled cell off the diagonal: its two systems, and why it is only possible."""

    left: str
    top: str
    text: str
    where: Evidence
    doubt: str


def _cells(matrix: Matrix, grid: Grid, at: Evidence) -> Iterator[_Cell]:
    for line in matrix.lines:
        hidden = "the sheet or row is hidden" if grid.hidden or line.hidden else ""
        place = f"{grid.name}!{line.number}" if grid.name else ""
        for column, name in matrix.top.items():
            own, text = _cell(line, matrix.column), cleaned(_cell(line, column))
            same = fold_name(own) == fold_name(name)
            if same or _is_nothing(text) or column in line.wide:
                continue
            struck = "the cell is struck through" if column in line.struck else ""
            yield _Cell(
                left=own, top=name, text=text, doubt=hidden or struck,
                where=replace(at, line=line.number, place=place),
            )  # fmt: skip


def _arrow(text: str) -> Direction | None:
    """Return the direction of a cell that is an arrow, None for any word."""
    return None if re.search(r"\w", text) else read_direction(text).direction


def _is_nothing(text: str) -> bool:
    return not text or set(text) <= NOTHING or fold_words(text) in cell_words("nothing")


def _records(cell: _Cell, rows_send: bool | None, legend: Legend) -> Iterator[Record]:  # noqa: FBT001 (None: nobody says)
    """Yield the flows of one cell, between the system at the left and the one at the top."""
    meaning = legend.codes.get(cell.text.casefold(), "")
    stated = state_in(meaning) or Stated()
    code = bool(re.search(r"\w", cell.text))  # arrows need no legend
    text = meaning if meaning and code and not stated.said else cell.text
    doubt = cell.doubt
    if BRACKETED.fullmatch(text):
        # An exception of some kind: planned, partly, by hand.
        doubt = doubt or ("" if stated.said else f"the mark '{text}' stands in brackets")
        text = text[1:-1].strip()
    marked = set(text) <= MARKS or fold_words(text) in cell_words("marks") or bool(stated.said)
    arrow = None if marked else _arrow(text)
    technology = "" if marked or arrow else text
    flow = Flow(
        source=Endpoint(system=SystemRef(name=cell.left)),
        target=Endpoint(system=SystemRef(name=cell.top)),
        evidence=cell.where,
        mechanism=mechanism_of(technology),
        technology=technology,
        certainty=Certainty.POSSIBLE if doubt else Certainty.CERTAIN,
        reason=doubt,
        state=stated.state,
        state_said=stated.said,
    )
    yield from _directed(flow, arrow, rows_send)


def _directed(
    flow: Flow,
    arrow: Direction | None,
    rows_send: bool | None,  # noqa: FBT001 (None: nobody says)
) -> Iterator[Record]:
    """Turn a flow from the left to the top into what an arrow or the axes make of it."""
    turned = replace(flow, source=flow.target, target=flow.source)
    if arrow is Direction.BOTH:
        yield flow
        yield turned
    elif arrow is not None:
        yield flow if arrow is Direction.FORWARD else turned
    elif rows_send is not None:
        yield flow if rows_send else turned
    else:
        reason = "the matrix does not say which way data goes"
        yield Dependency(
            source=flow.source,
            target=flow.target,
            reason="; ".join(filter(None, (reason, flow.reason))),
            evidence=flow.evidence,
            mechanism=flow.mechanism,
            technology=flow.technology,
            state=flow.state,
        )
