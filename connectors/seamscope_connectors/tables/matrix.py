"""Read N × N matrices: systems by systems, with a mark, an arrow or a protocol in the cells."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from seamscope.connector.directions import read_direction
from seamscope.connector.entries import skip_entry
from seamscope.connector.grid import Grid, Line
from seamscope.connector.lists.headings import read_heading
from seamscope.connector.lists.vocabulary import (
    Side,
    load_axis_words,
    load_cell_words,
    load_vocabulary,
)
from seamscope.connector.redaction import redact_value
from seamscope.connector.relations import Direction, read_relation
from seamscope.connector.scrub import quote
from seamscope.connector.states import Stated
from seamscope.connector.vocabulary import parse_mechanism
from seamscope.connector.words import fold_words
from seamscope.records import Certainty, Dependency, Endpoint, Evidence, Flow, Record, SystemRef
from seamscope_connectors.tables.footnotes import list_footnotes, take_footnote
from seamscope_connectors.tables.legend import Legend, find_state
from seamscope_connectors.tables.names import fold_name

LONGEST_CODE = 6
LEAST = 2  # minimum number of names both at the top and at the left
TOP = 60  # lines searched for the names at the top
LEFTMOST = 5  # columns searched for the names at the left
LONGEST = 80  # maximum characters of a name
MOST = 3000  # maximum number of lines of a matrix
MARKS = frozenset("xX✓✔●•■▪◼√☑✗*+")
NOTHING = frozenset("-–—−/\\.○☐")
CODE = 6  # maximum characters of a code at the top
LED_BY_STATE = re.compile(r"(\([^()]{1,20}\))\s+(\S.*)", re.DOTALL)
BRACKETED = re.compile(r"\([^()]{1,60}\)|\[[^\[\]]{1,60}\]")
ENDED_BY_STATE = re.compile(
    r"(\S.*?)(?<!\s)\s*+([(\[][^()\[\]]{2,40}[)\]])$", re.DOTALL
)  # "← (off)"
LED_BY_ARROW = re.compile(r"([^\w\s]{1,4})\s*(\w.*)", re.DOTALL)  # "← invoices"
SENDING: dict[Direction | None, Side] = {
    Direction.FORWARD: Side.SOURCE, Direction.BACKWARD: Side.TARGET,
}  # fmt: skip
DOWN, ACROSS = frozenset("↓▼⇓⬇"), frozenset("→►⇒➡")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """A matrix on a sheet.

    head: the line with the names at the top.
    column: the column with the names at the left.
    rows_send: True if data flows from the system at the left, False if it flows from the system at
    the top, None if the sheet does not specify it.
    unkeyed: codes at the top that the key of the sheet does not explain; their columns are not
    read.
    """

    head: Line
    column: int
    top: dict[int, str]
    lines: tuple[Line, ...]
    rows_send: bool | None
    unkeyed: tuple[str, ...] = ()

    @property
    def numbers(self) -> frozenset[int]:
        """The line numbers of the matrix."""
        return frozenset({self.head.number, *(line.number for line in self.lines)})


def find_matrix(grid: Grid) -> Matrix | None:
    """Return the matrix on a sheet, None if there is none."""
    lines = [line for line in grid.lines if line.filled][:MOST]
    left = {
        column: {name for line in lines if _is_name(name := fold_name(_read_cell(line, column)))}
        for column in range(LEFTMOST)
    }
    for place, head in enumerate(lines[:TOP]):
        key = _find_key(lines, place)
        top = {fold_name(key.get(fold_name(head.cells[at]), head.cells[at])) for at in head.filled}
        for column in range(LEFTMOST):
            if len(top & left[column]) >= LEAST:
                found = _build_matrix(lines, place, column)
                if found is not None:
                    return found
    return None


def _build_matrix(lines: Sequence[Line], place: int, column: int) -> Matrix | None:
    head = lines[place]
    key = _find_key(lines, place)
    top = {
        at: key.get(fold_name(head.cells[at]), head.cells[at].strip())
        for at in range(column + 1, len(head.cells))
        if head.cells[at].strip() and at not in head.wide and not _counts(head.cells[at])
    }
    below = [
        line for line in lines[place + 1 :]
        if (own := _read_cell(line, column)) and not _counts(own)
        and not (fold_name(own) in key and len(line.filled) == 2)
    ]  # fmt: skip
    names = {fold_name(name) for name in top.values()}
    left = {fold_name(_read_cell(line, column)) for line in below}
    both = frozenset(name for name in names & left if _is_name(name))
    if len(both) < LEAST or 2 * len(both) < min(len(names), len(left)):
        return None
    if _holds_names(below, top, both):
        return None
    top = {
        at: name for at, name in top.items()
        if fold_name(name) in left or not read_heading(name).known  # "Contact" next to the systems
    }  # fmt: skip
    beside = max(at for at, name in top.items() if fold_name(name) in left)
    end = next(at for at in range(beside, beside + len(top) + 1) if at + 1 not in top)
    top = {at: name for at, name in top.items() if at <= end}  # a legend follows an empty column
    last = max(at for at, line in enumerate(below) if fold_name(_read_cell(line, column)) in names)
    last = max([last, *(at for at, line in enumerate(below) if key and len(line.filled) > 2)])
    rows = tuple(below[: last + 1])
    says = _find_sender(lines, place, column, rows)
    unkeyed = {
        at: name for at, name in top.items()
        if key and fold_name(name) not in {*left, *map(fold_name, key.values())}
    }  # fmt: skip
    top = {at: name for at, name in top.items() if at not in unkeyed}
    return Matrix(
        head=head, column=column, top=top, lines=rows, rows_send=says,
        unkeyed=tuple(unkeyed.values()),
    )  # fmt: skip


def _holds_names(lines: Sequence[Line], top: Iterable[int], names: frozenset[str]) -> bool:
    """Return whether most cells repeat names of the top row, so that these "names" are marks: "M",
    "R".
    """
    cells = [text for line in lines for at in top if (text := fold_name(_read_cell(line, at)))]
    return len(names.intersection(cells)) >= LEAST and 2 * sum(
        map(names.__contains__, cells)
    ) > len(cells)


def _find_key(lines: Sequence[Line], place: int) -> dict[str, str]:
    """Return the names of the codes at the top of a matrix, from rows with a code and its name
    below it.
    """
    heads = {fold_name(lines[place].cells[at]) for at in lines[place].filled}
    found = {
        fold_name(line.cells[code]): line.cells[name].strip()
        for line in lines[place + 1 :]
        if len(line.filled) == 2
        for code, name in [line.filled[:2]]
        if name == code + 1 and fold_name(line.cells[code]) in heads
        and len(line.cells[code].strip()) <= CODE
        and len(line.cells[name].strip()) > len(line.cells[code].strip())
    }  # fmt: skip
    return found if len(found) >= LEAST else {}


def _counts(text: str) -> bool:
    """Return whether a header stands for a count or a sum: "nº", "Total"."""
    words, known = fold_words(text), load_vocabulary()
    return words in known.counts | known.identity or words in load_cell_words("totals")


def _is_name(text: str) -> bool:
    """Return whether a string may be the name of a system; numbers and long strings are not."""
    return len(text) <= LONGEST and any(map(str.isalpha, text))


def _read_cell(line: Line, column: int) -> str:
    return line.cells[column].strip() if column < len(line.cells) else ""


def _find_sender(
    lines: Sequence[Line], place: int, column: int, rows: Sequence[Line]
) -> bool | None:
    """Return whether the systems at the left send data, None if the sheet does not specify it.

    The corner cell, the labels of the axes or a remark may specify it.
    """
    corner = _read_cell(lines[place], column)
    said = _read_corner(corner)
    if said is not None:
        return said
    above = {
        _get_side(cell)
        for line in lines[max(0, place - 2) : place]
        for cell in line.cells[column + 1 :]
    }
    beside = {
        _get_side(line.cells[at]) for line in rows for at in range(min(column, len(line.cells)))
    }
    beside.add(_get_side(corner))
    if Side.SOURCE in beside or Side.TARGET in above:
        return None if Side.TARGET in beside or Side.SOURCE in above else True
    if Side.TARGET in beside or Side.SOURCE in above:
        return False
    texts = [cell for line in lines[:place] for cell in line.cells if cell]
    ending = [c for line in lines if line.number > rows[-1].number for c in line.cells if c]
    return _read_remark([*dict.fromkeys(texts), *dict.fromkeys(ending)])


def _get_side(text: str) -> Side | None:
    """Return whether an axis label means source or target, None if it means neither."""
    plain = text.strip("↓→▼►⇓⇒ ")
    side = read_heading(plain).side or SENDING.get(read_relation(plain).direction)
    return side if side in {Side.SOURCE, Side.TARGET} else None


def _read_corner(text: str) -> bool | None:
    """Return whether the systems at the left send data, according to the corner cell.

    True for ``from / to``, where the left is named first, and False for ``Nach ↓ / Von →``.
    """
    parts = [
        part for part in re.split(r"[\\/|\n]|\s{2,}|(?<=[↓▼⇓→►⇒])\s+(?=\w)", text) if part.strip()
    ]
    if len(parts) == 1:
        words = re.split(r"\s+", text.strip())
        parts = words if len(words) == 2 else parts
    told = [(_get_side(part), part) for part in parts]
    for side, part in told:
        if side is not None and set(part) & DOWN:
            return side is Side.SOURCE
        if side is not None and set(part) & ACROSS and len(told) > 1:
            return side is Side.TARGET
    sides = [side for side, _ in told if side is not None]
    # By convention, the rows come first in the corner: "from \ to".
    return sides[0] is Side.SOURCE if len(sides) == 2 and sides[0] is not sides[1] else None


def _read_remark(texts: Sequence[str]) -> bool | None:
    """Return whether the systems at the left send data, according to a remark.

    "rows = sender, columns = receiver" → True.
    """
    axes = load_axis_words()
    known = load_vocabulary()
    for text in texts:
        words = fold_words(text)
        if (said := _read_sentence(words, axes)) is not None:
            return said
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


def _read_sentence(words: Sequence[str], axes: Mapping[str, frozenset[str]]) -> bool | None:
    """Return whether the rows send, according to a sentence: "Spalte liefert an Zeile", "from row
    to column".

    The sentence contains both axes, with a verb between them or "from" before one of them.
    """
    places = {axis: [at for at, w in enumerate(words) if w in axes[axis]] for axis in axes}
    if not all(places.values()):
        return None
    first, second = sorted((found[0], axis) for axis, found in places.items())
    verbs = [SENDING.get(read_relation(w).direction) for w in words[first[0] + 1 : second[0]]]
    told = next(filter(None, verbs), None)
    if told is None and first[0] and second[0] - first[0] > 1:
        known = load_vocabulary().prepositions
        before, between = known.get(words[first[0] - 1]), known.get(words[second[0] - 1])
        told = before if before and before is not between else None
    return None if told is None else (told is Side.SOURCE) == (first[1] == "rows")


def read_matrix(matrix: Matrix, grid: Grid, at: Evidence, legend: Legend) -> Iterator[Record]:
    """Yield the flows and dependencies of a matrix. at: the evidence of the sheet."""
    directed = matrix.rows_send is not None or any(
        _parse_arrow(cell.text) is not None for cell in _list_cells(matrix, grid, at)
    )
    if not directed:
        yield skip_entry(
            "the matrix does not indicate whether its rows or its columns send; read as "
            "dependencies",
            "write `from \\ to` or `to \\ from` into its upper left corner",
            at,
        )
    yield from _report_nameless(matrix, grid, at)
    if matrix.unkeyed:
        listed = ", ".join(f"'{quote(code)}'" for code in matrix.unkeyed)
        problem = f"not read, since the key of the matrix does not explain these codes: {listed}"
        yield skip_entry(problem, "add them to the key, or write the system above them", at)
    seen: set[tuple[frozenset[str], str]] = set()
    for cell in _list_cells(matrix, grid, at):
        pair = frozenset({fold_name(cell.left), fold_name(cell.top)}), cell.text
        if directed or pair not in seen:
            yield from _build_records(cell, matrix.rows_send, legend)
        seen.add(pair)


def drop_unknown_codes(matrix: Matrix, codes: frozenset[str]) -> Matrix:
    """Return a matrix without the codes that no list defines, if lists define most of its codes.

    codes: the case-folded short names and ids of listed systems.
    """
    known = [name for name in matrix.top.values() if fold_name(name) in codes]
    if len(known) < LEAST or 2 * len(known) < len(matrix.top):
        return matrix
    unknown = {
        fold_name(name): name
        for name in (*matrix.top.values(), *(_read_cell(n, matrix.column) for n in matrix.lines))
        if name.isupper() and len(name) <= LONGEST_CODE and fold_name(name) not in codes
    }
    return replace(
        matrix,
        top={at: name for at, name in matrix.top.items() if fold_name(name) not in unknown},
        lines=tuple(
            n for n in matrix.lines if fold_name(_read_cell(n, matrix.column)) not in unknown
        ),
        unkeyed=(*matrix.unkeyed, *unknown.values()),
    )


def _report_nameless(matrix: Matrix, grid: Grid, at: Evidence) -> Iterator[Record]:
    """Report columns and rows of a matrix that contain values but have no name."""
    nameless = {
        column
        for line in matrix.lines
        for column in line.filled
        if matrix.column < column < max(matrix.top) and column not in matrix.top
    }
    if nameless:
        listed = ", ".join(str(column + 1) for column in sorted(nameless))
        problem = f"columns of the matrix without a name at the top are not read: {listed}"
        yield skip_entry(problem, "write the system above them", at)
    lines = (one for one in grid.lines if matrix.top.keys() & {*one.filled})
    rows = [one.number for one in lines if not _read_cell(one, matrix.column)]
    if rows := [n for n in rows if matrix.head.number < n <= matrix.lines[-1].number + 1]:
        problem = f"rows of the matrix without a name are not read: {', '.join(map(str, rows))}"
        yield skip_entry(problem, "write the system in front of them", at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """A filled cell of a matrix that relates two different systems.

    left, top: the names of the systems.
    doubt: why the flow is only possible, "" if it is certain.
    note: the footnote of the cell.
    """

    left: str
    top: str
    text: str
    where: Evidence
    doubt: str
    note: str = ""


def _list_cells(matrix: Matrix, grid: Grid, at: Evidence) -> Iterator[_Cell]:
    others = (n for n in grid.lines if n.number not in matrix.numbers and n.filled)
    notes = list_footnotes(n.cells[n.filled[0]].strip() for n in others)
    for line in matrix.lines:
        hidden = "the sheet or row is hidden" if grid.hidden or line.hidden else grid.doubt
        place = f"{grid.name}!{line.number}" if grid.name else ""
        for column, name in matrix.top.items():
            own, text = _read_cell(line, matrix.column), redact_value(_read_cell(line, column))
            same = fold_name(own) == fold_name(name)
            if same or _is_nothing(text) or column in line.wide:
                continue
            text, note = take_footnote(text, notes)
            struck = "the cell is struck through" if column in line.struck else ""
            yield _Cell(
                left=own, top=name, text=text, doubt=hidden or struck, note=note,
                where=replace(at, line=line.number, place=place),
            )  # fmt: skip


def _parse_arrow(text: str) -> Direction | None:
    """Return the direction of a cell that is or begins with an arrow, None for other cells."""
    pointed = LED_BY_ARROW.match(text)
    if pointed and read_direction(pointed[1]).direction is not None:
        return read_direction(pointed[1]).direction
    return None if re.search(r"\w", text) else read_direction(text).direction


def _is_nothing(text: str) -> bool:
    return not text or set(text) <= NOTHING or fold_words(text) in load_cell_words("nothing")


def _build_records(cell: _Cell, rows_send: bool | None, legend: Legend) -> Iterator[Record]:  # noqa: FBT001 (None: unknown)
    """Yield the flows between the systems at the left and at the top of a cell."""
    meaning = legend.codes.get(cell.text.casefold(), "")
    stated = find_state(cell.note) or find_state(meaning) or Stated()
    code = bool(re.search(r"\w", cell.text))  # arrows need no legend
    text = meaning if meaning and code and (cell.note or not stated.said) else cell.text
    doubt = cell.doubt
    remark = _split_remark(text)
    if remark is not None:
        stated = find_state(legend.codes.get(remark[1].casefold(), remark[1][1:-1])) or stated
        text = remark[0] if stated.said else text
    if not cell.text.strip("?¿ "):
        doubt = doubt or "the mark '?' means that the entry is uncertain"
    if BRACKETED.fullmatch(text):
        stated = find_state(legend.codes.get(text[0] + text[-1], "")) or stated
        # Brackets usually mark an exception: planned, partial, manual.
        doubt = doubt or ("" if stated.said else f"the mark '{text}' is in brackets")
        text = text[1:-1].strip()
    marked = set(text) <= MARKS or fold_words(text) in load_cell_words("marks")
    marked = marked or (bool(stated.said) and remark is None and not cell.note)
    pointed = LED_BY_ARROW.match(text)
    arrow = None if marked else _parse_arrow(pointed[1] if pointed else text)
    text = pointed[2] if pointed and arrow else text
    technology = "" if marked or (arrow and not pointed) else text
    flow = Flow(
        source=Endpoint(system=SystemRef(name=cell.left)),
        target=Endpoint(system=SystemRef(name=cell.top)),
        evidence=cell.where,
        mechanism=parse_mechanism(technology),
        technology=technology,
        certainty=Certainty.POSSIBLE if doubt else Certainty.CERTAIN,
        reason=doubt,
        state=stated.state,
        state_said=stated.said,
        state_date=stated.date,
        state_due=stated.due,
    )
    yield from _apply_direction(flow, arrow, rows_send)


def _split_remark(text: str) -> tuple[str, str] | None:
    """Return a cell without the bracketed text before or after it, and this text: "(new) API", "←
    (off)".

    Return None if there is no such text.
    """
    if led := LED_BY_STATE.match(text):
        return led[2], led[1]
    ended = ENDED_BY_STATE.match(text)
    return (ended[1], ended[2]) if ended else None


def _apply_direction(
    flow: Flow,
    arrow: Direction | None,
    rows_send: bool | None,  # noqa: FBT001 (None: unknown)
) -> Iterator[Record]:
    """Yield the flows that an arrow or the direction of the axes means, or a dependency if neither
    is known.

    flow: the flow from the system at the left to the system at the top.
    """
    reverse = replace(flow, source=flow.target, target=flow.source)
    if arrow is Direction.BOTH:
        yield flow
        yield reverse
    elif arrow is not None:
        yield flow if arrow is Direction.FORWARD else reverse
    elif rows_send is not None:
        yield flow if rows_send else reverse
    else:
        reason = "the matrix does not indicate the direction of the data"
        yield Dependency(
            source=flow.source,
            target=flow.target,
            reason="; ".join(filter(None, (reason, flow.reason))),
            evidence=flow.evidence,
            mechanism=flow.mechanism,
            technology=flow.technology,
            state=flow.state,
        )
