"""Read a direction that names the ends: "left to right", "A → B", "from CRM", "Sistema -> SAP"."""

import re

from seamscope.connector.directions import is_arrow, read_direction, read_left_right
from seamscope.connector.lists.arrows import ARROW
from seamscope.connector.lists.vocabulary import Side, Words, load_vocabulary
from seamscope.connector.relations import Direction
from seamscope.connector.words import fold_words
from seamscope_connectors.tables.rows import Cells, Sheet

LABELS = re.compile(r"(\w{1,12})\s?(<?[-=]*[<>])\s?(\w{1,12})")  # "1>2", "A->B", "A<=>B"
FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD


def is_turned_sheet(sheet: Sheet) -> bool:
    """Return whether the column of the second end is to the left of the first."""
    first, second = (sheet.layout.columns.get(key, ()) for key in ("first", "second"))
    return bool(first and second) and second[0] < first[0]


def read_placed(word: str, cells: Cells, sheet: Sheet) -> Direction | None:
    """Return the direction of an arrow, or of a phrase with both ends: "left to right", "A → B".

    An arrow points from one column to the other, regardless of their headers.
    """
    way = read_direction(word).direction if is_arrow(word) else read_left_right(word)
    if way is not None:
        return reverse(way) if is_turned_sheet(sheet) else way
    return _parse_ordered_phrase(word, cells, sheet) or _read_led_end(word, cells, sheet)


def _parse_ordered_phrase(word: str, cells: Cells, sheet: Sheet) -> Direction | None:
    """Return the direction of a phrase such as "A → B" or "Provider to Consumer"."""
    parts = LABELS.split(word.strip()) if LABELS.fullmatch(word.strip()) else ARROW.split(word)
    parts = parts[1:-1] if len(parts) == 5 else parts
    if len(parts) == 3:
        direction = read_direction(parts[1]).direction
        if not parts[0].strip() and not parts[2].strip():
            return direction
        order = _match_order(fold_words(parts[0]), fold_words(parts[2]), cells, sheet)
        if order and direction is Direction.BOTH:
            return direction
        return reverse(order) if order and direction is BACKWARD else order
    words = fold_words(word)
    known = load_vocabulary()
    for place in range(1, len(words) - 1):
        if known.prepositions.get(words[place]) is Side.TARGET:
            left = words[1:place] if words[0] in known.prepositions and place > 1 else words[:place]
            order = _match_order(left, words[place + 1 :], cells, sheet)
            if order is not None:
                return order
    return read_direction(word).direction if words in known.ordered else None


def _match_order(left: Words, right: Words, cells: Cells, sheet: Sheet) -> Direction | None:
    first, second = _list_labels("first", cells, sheet), _list_labels("second", cells, sheet)
    if left in first and right in second:
        return FORWARD
    if left in second and right in first:
        return BACKWARD
    ends = [_find_end(words, cells, sheet) for words in (left, right)]
    things = [all(load_vocabulary().things.get((w,)) for w in words) for words in (left, right)]
    if ends[0] == ends[1] or (not all(ends) and not any(things)):
        return None
    # "Sistema -> SAP" beside the system "SAP Usina": the other system
    return FORWARD if "first" in ends[:1] or "second" in ends[1:] else BACKWARD


def _find_end(words: Words, cells: Cells, sheet: Sheet) -> str:
    """Return the end that words refer to by a part of its name or header, "" if it is unclear."""
    told = [
        key for key in ("first", "second")
        if words and {*words} <= {*fold_words(cells.get(key, "")), *fold_words(sheet.title(key))}
    ]  # fmt: skip
    return told[0] if len(told) == 1 else ""


def _read_led_end(word: str, cells: Cells, sheet: Sheet) -> Direction | None:
    """Return the direction of a preposition with one end: "do TETA", "from CRM"."""
    first, *rest = fold_words(word) or ("",)
    side, end = load_vocabulary().prepositions.get(first), _find_end(tuple(rest), cells, sheet)
    if side not in {Side.SOURCE, Side.TARGET} or not end:
        return None
    return FORWARD if (side is Side.SOURCE) == (end == "first") else BACKWARD


def _list_labels(key: str, cells: Cells, sheet: Sheet) -> frozenset[Words]:
    """Return the words by which a phrase may refer to one of the two columns."""
    letters = (("a",), ("1",)) if key == "first" else (("b",), ("2",))
    title, name = fold_words(sheet.title(key)), fold_words(cells.get(key, ""))
    ends = sheet.layout.ends
    side = () if ends is None else ((ends.first if key == "first" else ends.second).value,)
    return frozenset({*letters, title, name, side} - {()})


def reverse(direction: Direction) -> Direction:
    """Return the opposite direction."""
    return {FORWARD: BACKWARD, BACKWARD: FORWARD}.get(direction, direction)
