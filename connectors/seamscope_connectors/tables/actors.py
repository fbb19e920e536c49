"""Read a direction cell that says which of the two systems acts: "consumer pulls", "sent by
CRM".
"""

from seamscope.connector.lists.arrows import ARROW
from seamscope.connector.lists.vocabulary import Side, Words, expand, load_vocabulary
from seamscope.connector.relations import Direction, is_agent, is_preposition, read_relation
from seamscope.connector.words import fold_words
from seamscope_connectors.tables.rows import Cells, Sheet

MOST = 8  # words of such a cell
LONGEST_NAME = 4  # words of the name of an end
ENDS = {Side.PROVIDER: Side.SOURCE, Side.CONSUMER: Side.TARGET}


def read_actor(text: str, cells: Cells, sheet: Sheet) -> Direction | None:
    """Return the direction if a cell says what one of the two systems does, else None.

    Data goes from the sender to the receiver, no matter which of them acts: a receiver that fetches
    data is the target, and a sender that delivers data is the source.
    """
    words = fold_words(text)
    if len(words) > MOST or ARROW.search(text):
        return None
    fillers = load_vocabulary().fillers
    start = next((at for at, word in enumerate(words) if word not in fillers), 0)
    agents = [at + 1 for at, word in enumerate(words) if is_agent(word)]
    for place in (start, *agents):
        for size in range(min(LONGEST_NAME, len(words) - place), 0, -1):
            end = _find_end(words[place : place + size], cells, sheet)
            receives = _receives(words[:place], words[place + size :]) if end else None
            if receives is None:
                continue
            origin = place > 0 and is_preposition(words[place - 1], of_source=True)
            if receives and origin and sheet.layout.ends and sheet.layout.ends.directed:
                return Direction.FORWARD  # "vom Abnehmer geholt" and "vom Geber geholt"
            return Direction.FORWARD if receives == (end == "second") else Direction.BACKWARD
    return None


def _receives(before: Words, after: Words) -> bool | None:
    """Return whether the system that a phrase names receives data, None if the phrase is unclear.

    before, after: the words before and after the name of the system.
    """
    said = read_relation(" ".join((*before[:-1], *after))).direction
    if said in {Direction.FORWARD, Direction.BACKWARD}:
        return said is Direction.BACKWARD
    if before:  # a participle needs its agent: "abgeholt durch", "vom … abgeholt"
        said = read_relation(" ".join((*before[:-1], *after, "by"))).direction
    return said is Direction.FORWARD if said in {Direction.FORWARD, Direction.BACKWARD} else None


def _find_end(words: Words, cells: Cells, sheet: Sheet) -> str:
    """Return which of the two systems of a row the words refer to: "first", "second", or "" if
    neither.

    The words may be the name of the system, the header of its column, or its role.
    """
    for key in ("first", "second"):
        if words in {fold_words(cells.get(key, "")), fold_words(sheet.title(key))} - {()}:
            return key
    ends, side = sheet.layout.ends, _find_side(words)
    if ends is None or side is None:
        return ""
    sides = [ends.first, ends.second]
    if ends.directed:
        sides, side = [ENDS.get(one, one) for one in sides], ENDS.get(side, side)
    return ("first", "second")[sides.index(side)] if sides.count(side) == 1 else ""


def _find_side(words: Words) -> Side | None:
    """Return the role that words express, such as source or target: "Abnehmer", "target system"."""
    known = load_vocabulary()
    parts = [part for word in words for part in expand(word)]
    sides = {known.find_side(part) or known.find_weak_side(part) for part in parts} - {None}
    others = [
        part for part in parts
        if not (known.find_side(part) or known.find_weak_side(part) or (part,) in known.things)
    ]  # fmt: skip
    return next(iter(sides)) if len(sides) == 1 and not others else None
