"""Which way data goes in a row of a list of interfaces: by its columns, words and arrows."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from seamscope.connector.directions import direction_words, read_direction
from seamscope.connector.entries import SHOWN, did_you_mean
from seamscope.connector.lists.arrows import ARROW
from seamscope.connector.lists.kinds import Ends
from seamscope.connector.lists.vocabulary import Side, Words, vocabulary
from seamscope.connector.relations import Direction, Relation
from seamscope.connector.words import fold_words
from seamscope.records import Certainty
from seamscope_connectors.tables.names import fold_name
from seamscope_connectors.tables.rows import EMPTY, Cells, Sheet

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Where data goes between the two columns (None: not known), how sure that is, and why.

    moves_data: False where one system only needs, hosts or watches the other.
    """

    direction: Direction | None = None
    certainty: Certainty = Certainty.CERTAIN
    reason: str = ""
    moves_data: bool = True


def way_of(cells: Cells, ends: Ends, sheet: Sheet) -> Way:
    """Return where data goes between the columns, by their headers and the direction column."""
    word = cells.get("direction", "")
    said = read_direction(word)
    if said.direction is Direction.BOTH:
        possible = said.certainty is Certainty.POSSIBLE
        return Way(
            direction=Direction.BOTH,
            certainty=Certainty.POSSIBLE if possible else Certainty.CERTAIN,
            reason=f"by the words '{word[:SHOWN]}'" if possible else "",
        )
    ordered = _ordered(word, cells, sheet)
    if ordered is not None:
        return Way(direction=ordered)
    viewed = _viewed(said.direction, cells, viewer(sheet))
    if viewed is not None:
        sure = ends.directed and viewed is FORWARD
        reason = f"'{word[:SHOWN]}' is read as seen from {viewer(sheet)[:SHOWN]}"
        certainty = Certainty.CERTAIN if sure else Certainty.LIKELY
        return Way(direction=viewed, certainty=certainty, reason="" if sure else reason)
    return _directed(word, said) if ends.directed else _seen(word, said.direction, ends, sheet)


def _directed(word: str, said: Relation) -> Way:
    """Return the direction of columns that tell it, unless a word says otherwise."""
    if not word:
        return Way(direction=FORWARD)
    if said.direction is BACKWARD:
        reason = f"'{word[:SHOWN]}' is read as seen from the system in the source column"
        return Way(direction=BACKWARD, certainty=Certainty.LIKELY, reason=reason)
    reason = "" if said.direction else _open(word, understood=said.understood)
    return Way(direction=said.direction, reason=reason, moves_data=not said.only_depends)


def _seen(word: str, way: Direction | None, ends: Ends, sheet: Sheet) -> Way:
    """Return the direction of columns that do not tell it themselves."""
    if way is not None and ends.seen:
        title = sheet.title("first")
        reason = f"'{word[:SHOWN]}' is read as seen from the system in the column '{title}'"
        return Way(direction=way, certainty=Certainty.LIKELY, reason=reason)
    if (ends.first, ends.second) == (Side.PROVIDER, Side.CONSUMER):
        return Way(reason="the list names provider and consumer, not which way data goes")
    if word and word != EMPTY:
        return Way(reason=f"'{word[:SHOWN]}' does not say from which of the two systems it is seen")
    heads = f"'{sheet.title('first')}' and '{sheet.title('second')}'"
    return Way(reason=f"the list names {heads}, not which way data goes")


def _open(word: str, *, understood: bool) -> str:
    """Say why a word leaves the direction open."""
    if word == EMPTY:
        return "the list leaves the direction open"
    if understood:
        return f"'{word[:SHOWN]}' does not say which way data goes"
    hint = did_you_mean(word, direction_words()).strip()
    return f"the direction '{word[:SHOWN]}' is not known{f'; {hint}' if hint else ''}"


@lru_cache(maxsize=8)
def viewer(sheet: Sheet) -> str:
    """Return the system from which "in" and "out" are seen, "" if nothing tells.

    The header of the direction column may name it: "Richtung (aus Sicht SAP ECC)". Else it is the
    one system that all rows with "out" have as source and all rows with "in" as target.
    """
    column = sheet.layout.columns.get("direction", ())
    if not column:
        return ""
    title = fold_name(sheet.layout.headings[column[0]].title)
    rows = list(_directed_rows(sheet))
    for name in sorted({name for _, *names in rows for name in names if len(name) > 2}):
        if fold_name(name) in title:
            return name
    ways = {way for way, *_ in rows}
    senders = {
        fold_name(first) if way is FORWARD else fold_name(second) for way, first, second in rows
    }
    if ways == {FORWARD, BACKWARD} and len(senders) == 1:
        return next(first if way is FORWARD else second for way, first, second in rows)
    return ""


def _directed_rows(sheet: Sheet) -> Iterator[tuple[Direction | None, str, str]]:
    places = [sheet.layout.columns.get(key, ()) for key in ("direction", "first", "second")]
    for line in sheet.found.entries:
        word, first, second = (
            next((line.cells[at].strip() for at in columns if at < len(line.cells)), "")
            for columns in places
        )
        way = read_direction(word).direction
        if way in {FORWARD, BACKWARD}:
            yield way, first, second


def _viewed(way: Direction | None, cells: Cells, name: str) -> Direction | None:
    """Return the direction between the columns of "in" or "out" as seen from a system."""
    if way is None or not name:
        return None
    if fold_name(cells.get("first", "")) == fold_name(name):
        return way
    if fold_name(cells.get("second", "")) == fold_name(name):
        return turned(way)
    return None


def turned(way: Direction) -> Direction:
    """Return the opposite direction."""
    return {FORWARD: BACKWARD, BACKWARD: FORWARD}.get(way, way)


def _ordered(word: str, cells: Cells, sheet: Sheet) -> Direction | None:
    """Return the direction of a phrase that orders the columns: "A → B", "Provider to Consumer"."""
    parts = ARROW.split(word)
    if len(parts) == 3:
        way = read_direction(parts[1]).direction
        if not parts[0].strip() and not parts[2].strip():
            return way
        order = _order(fold_words(parts[0]), fold_words(parts[2]), cells, sheet)
        return turned(order) if order and way is BACKWARD else order
    words = fold_words(word)
    known = vocabulary()
    for place in range(1, len(words) - 1):
        if known.prepositions.get(words[place]) is Side.TARGET:
            left = words[1:place] if words[0] in known.prepositions and place > 1 else words[:place]
            order = _order(left, words[place + 1 :], cells, sheet)
            if order is not None:
                return order
    return read_direction(word).direction if words in known.ordered else None


def _order(left: Words, right: Words, cells: Cells, sheet: Sheet) -> Direction | None:
    first, second = _labels("first", cells, sheet), _labels("second", cells, sheet)
    if left in first and right in second:
        return FORWARD
    return BACKWARD if left in second and right in first else None


def _labels(key: str, cells: Cells, sheet: Sheet) -> frozenset[Words]:
    """Return what a phrase may call one of the two columns."""
    letters = (("a",), ("1",)) if key == "first" else (("b",), ("2",))
    title, name = fold_words(sheet.title(key)), fold_words(cells.get(key, ""))
    ends = sheet.layout.ends
    side = () if ends is None else ((ends.first if key == "first" else ends.second).value,)
    return frozenset({*letters, title, name, side} - {()})
