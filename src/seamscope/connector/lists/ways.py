"""Find the direction of data in the header of a column of other systems: "Feeds", "Fed by"."""

from seamscope.connector.lists.attributes import MOST_STRANGE
from seamscope.connector.lists.verbs import find_movement, is_place_preposition
from seamscope.connector.lists.vocabulary import Side, Vocabulary, Words
from seamscope.connector.relations import Direction, is_verb, read_relation

OPEN, FORTH, BACK = "open", "forth", "back"
LED: dict[Side | None, str] = {
    Side.SOURCE: BACK, Side.TARGET: FORTH, Side.INWARD: BACK, Side.OUTWARD: FORTH,
}  # fmt: skip
TOLD: dict[Direction | None, str] = {
    Direction.FORWARD: FORTH, Direction.BACKWARD: BACK, Direction.BOTH: OPEN,
}  # fmt: skip


def find_relation(raw: Words, words: Words, known: Vocabulary) -> str:
    """Return the direction of data for a column of other systems, "" for any other column."""
    for phrase in (raw, words, _trim_systems(raw, known), _trim_systems(words, known)):
        if phrase in known.relations:
            return known.relations[phrase]
    trimmed = _trim_systems(raw, known)
    last = trimmed[-1] if len(trimmed) > 1 else ""
    if last in known.joints and _joins_systems(trimmed[:-1], known):
        return OPEN
    said = read_relation(" ".join(trimmed)).direction if last in known.prepositions else None
    said = find_movement(raw, known) or said or _read_placed(trimmed)
    if not said and len(raw) > 2 and _hands_data(raw, known):
        return LED[known.prepositions[last]]  # "Disponibiliza dados a"
    return _find_linked(words, known) or _find_lead(words, known) or TOLD.get(said, "")


def _read_placed(words: Words) -> Direction | None:
    """Return the direction of a verb with a preposition of place: "Grava em", "Schreibt in"."""
    if len(words) != 2 or not is_verb(words[0]) or not is_place_preposition(words[-1]):
        return None
    return read_relation(words[0]).direction


def _hands_data(words: Words, known: Vocabulary) -> bool:
    """Return whether a phrase is a verb, a word for data and a preposition: "sends data to"."""
    first, *middle, last = words
    carried = any(word in known.grammar.cargo or word in known.data for word in middle)
    return carried and last in known.prepositions and first not in known.parts


def _find_linked(words: Words, known: Vocabulary) -> str:
    """Return the direction of data that a participle implies: ``sistemi alimentati`` → `FORTH`."""
    grammar = known.grammar
    others = [w for w in words if w not in known.fillers and known.things.get((w,)) != "system"]
    if len(others) != 1 or len(words) < 2:
        return ""
    tables = ((OPEN, grammar.linked), (FORTH, grammar.fed), (BACK, grammar.feeding))
    return next((way for way, table in tables if others[0] in table), "")


def _find_lead(words: Words, known: Vocabulary) -> str:
    """Return the direction of data in a phrase such as "upstream dependencies", "" if none."""
    sides = [known.find_side(word) or known.find_weak_side(word) for word in words]
    told = [side for side in sides if side in LED]
    rest = tuple(word for word, side in zip(words, sides, strict=True) if side not in LED)
    bare = tuple(word for word in rest if word not in known.fillers)
    return LED[told[0]] if len(told) == 1 and {rest, bare} & known.leading else ""


def _joins_systems(words: Words, known: Vocabulary) -> bool:
    """Return whether a phrase means "connected to", such as French "en interface (avec)"."""
    return len(words) <= MOST_STRANGE and any(word.startswith(known.joining) for word in words)


def _trim_systems(words: Words, known: Vocabulary) -> Words:
    """Return a phrase without words for systems at its end: "sends data to other systems"."""
    end = len(words)
    while end > 1 and (
        known.things.get((words[end - 1],)) == "system" or words[end - 1] in {"other", "andere"}
    ):
        end -= 1
    return words[:end]
