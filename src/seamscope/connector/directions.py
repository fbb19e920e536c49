"""Read the direction of data from a cell: a word, an arrow or a phrase, in eight languages."""

import re
from functools import cache, lru_cache

from seamscope.connector.relations import (
    Direction,
    Relation,
    is_joint,
    is_preposition,
    is_verb,
    read_relation,
)
from seamscope.connector.words import fold_words, list_phrases, load, match_longest
from seamscope.records import Certainty

_LEFT = frozenset("<←⇐⟵⟸⬅◄◀«↤⇦⇽◁")
_RIGHT = frozenset(">→⇒⟶⟹➔➜➝➞➡►▶»↦⇨⇾▷")
_BOTH = frozenset("↔⇔⟷⟺⇄⇆⇌⇋⬌⇿")
MOST_WORDS = 5  # words of a direction with a pronoun
NOUS = ("nous",)  # French "we" and "to us"
# Endings of the first person plural of Romance and Polish verbs: "recibimos", "wysylamy".
FIRST_PERSON = ("amos", "emos", "imos", "iamo", "ons", "amy", "emy", "imy", "ymy")
_SHAFT = frozenset("-–—−‐‑=~_ .")
_ARROW_BETWEEN = re.compile(
    rf"[{re.escape(''.join((_LEFT | _RIGHT | _BOTH | _SHAFT) - {' ', '_', '.'}))}]{{1,9}}"
)
_END = re.compile(r"[^\W\d_][\w ]{0,40}")

# Part of a flow's reason: its row is two-way, and the list contains a content for each direction.
EACH_WAY = "one content for each direction"


@lru_cache(maxsize=4096)  # a search for headers reads the same rows several times
def read_direction(text: str) -> Relation:
    """Return the direction of data in a cell.

    ``<–>`` and ``beidseitig`` → BOTH. ``einseitig`` (one-way) → FORWARD, from the first column of
    systems to the second. ``?`` or an empty cell → no direction, not understood.
    """
    words = fold_words(text)
    if words in _load_unclear():
        return Relation(understood=False)
    way = (
        _parse_arrow(text.strip())
        or _read_named_ends(text)
        or _load_directions().get(words)
        or read_left_right(text)
        or _read_dative(words)
        or _read_pronouns(words)
        or _read_both(words)
    )
    if way is not None:
        return Relation(direction=way, certainty=Certainty.CERTAIN)
    if text.strip() == "=":  # in a column of `<`, `>` and `=`
        return Relation(direction=Direction.BOTH, certainty=Certainty.POSSIBLE)
    return read_relation(text)


def _read_named_ends(text: str) -> Direction | None:
    """Return the direction of an arrow between words for the two ends: ``Source -> Destination``.

    ``Target <- Source`` is the same direction.
    """
    found = _ARROW_BETWEEN.search(text)
    way = _parse_arrow(found[0]) if found else None
    if found is None or way is None:
        return None
    sides = text[: found.start()].strip(), text[found.end() :].strip()
    if not all(map(_END.fullmatch, sides)):
        return None
    source, target = (
        one | other for one, other in zip(_load_ends(), _load_pronouns(), strict=True)
    )
    first, second = map(fold_words, sides)
    if first in source and second in target:
        return way
    if first in target and second in source:
        turned = {Direction.FORWARD: Direction.BACKWARD, Direction.BACKWARD: Direction.FORWARD}
        return turned.get(way, way)
    return None


def _read_both(words: tuple[str, ...]) -> Direction | None:
    """Return BOTH if "and" joins a word for each direction: "entra ed esce"."""
    known = _load_directions()
    ways = [known.get((word,)) for word in words if not is_joint(word)]
    both = len(ways) == 2 and {*ways} == {Direction.FORWARD, Direction.BACKWARD}
    return Direction.BOTH if both and len(words) > 2 else None


def _read_dative(words: tuple[str, ...]) -> Direction | None:
    """Return the direction of a verb and its recipient: "send us", "Nos mandan", "wysyłają nam".

    Who collects from somebody, as in "nos recogen", gets the data from them. A relative pronoun
    before the verb is ignored: "Ce qu'il nous envoie", "Lo que le mandamos".
    """
    to_us, to_them = _load_recipients()
    words = drop_relatives(words)
    if {*words} & {*NOUS} and any(is_verb(w) and not w.endswith(FIRST_PERSON) for w in words):
        to_us |= {NOUS}  # "nous envoie", not "nous envoyons"
    told = [word for word in words if (word,) in to_us | to_them]
    verbs = [word for word in words if is_verb(word) and word not in told]
    if len(words) != 2 or len(told) != 1 or len(verbs) != 1:
        return None
    said = read_relation(verbs[0]).direction
    if said not in {Direction.FORWARD, Direction.BACKWARD}:
        return None
    outward = ((told[0],) in to_them) == (said is Direction.FORWARD)
    return Direction.FORWARD if outward else Direction.BACKWARD


def _read_pronouns(words: tuple[str, ...]) -> Direction | None:
    """Return the direction as seen by the owner of a list: "we send", "they give", "from us".

    A pronoun alone is the sender: "noi". Of two pronouns, the first is the sender ("from us to
    them"), unless it follows "to".
    """
    we, they = _load_pronouns()
    place = next((at for at, word in enumerate(words) if (word,) in we | they), None)
    if place is None or len(words) > MOST_WORDS:
        return None
    own = (words[place],) in we
    before = words[place - 1] if place else ""
    rest = words[:place] + words[place + 1 :]
    if any((word,) in we | they for word in rest):
        sends = not (before and is_preposition(before, of_source=False))
    elif is_preposition(before, of_source=True) or is_preposition(before, of_source=False):
        sends = is_preposition(before, of_source=True)
    elif rest:
        said = read_relation(" ".join(rest)).direction
        if said not in {Direction.FORWARD, Direction.BACKWARD}:
            return said
        sends = said is Direction.FORWARD
    else:
        sends = True
    return Direction.FORWARD if own == sends else Direction.BACKWARD


def read_left_right(text: str) -> Direction | None:
    """Return the direction between the left and the right column: "von links nach rechts".

    The side that is named first sends the data, unless the verb says that it receives them: "left
    partner fetches from the right one".
    """
    words = fold_words(text)
    left, right = _load_places()
    told = [at for at, word in enumerate(words) if (word,) in left | right]
    if len({(words[at],) in left for at in told}) < 2 or len(words) > MOST_WORDS + 2:
        return None
    rest = [word for at, word in enumerate(words) if at not in told]
    verbs = [word for word in rest if is_verb(word) and not _is_small(word)]
    said = read_relation(verbs[0]).direction if verbs else Direction.FORWARD
    small = [word for word in words[: told[0]] if _is_small(word)]
    turned = said is Direction.BACKWARD
    turned = turned or (not verbs and bool(small) and is_preposition(small[-1], of_source=False))
    forward = ((words[told[0]],) in left) != turned
    return Direction.FORWARD if forward else Direction.BACKWARD


def _is_small(word: str) -> bool:
    return is_preposition(word, of_source=True) or is_preposition(word, of_source=False)


def list_direction_words() -> frozenset[str]:
    """Return the normalised words and phrases that describe a direction."""
    return frozenset(" ".join(phrase) for phrase in _load_directions())


def list_pronouns() -> frozenset[str]:
    """Return the pronouns for the owner of a list and for other parties: "we", "they"."""
    return frozenset(word for words in _load_pronouns() for (word,) in words)


def is_own_pronoun(word: str) -> bool:
    """Return whether a pronoun means the owner of a list: "us"."""
    return (word,) in _load_pronouns()[0]


def drop_relatives(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return words without the relative pronouns before a verb: "what they send" → "they send"."""
    return tuple(word for word in words if (word,) not in _load_relatives())


def is_first_person(word: str) -> bool:
    """Return whether a word is a verb in the first person plural: "recibimos", "wysyłamy"."""
    return word.endswith(FIRST_PERSON) and is_verb(word)


def is_arrow(text: str) -> bool:
    """Return whether a string is an arrow in any spelling, such as ``->`` or ``⇄``."""
    return _parse_arrow(text.strip()) is not None


def parse_direction(text: str) -> Direction | None:
    """Return the direction that a word, an arrow or a phrase describes, or None."""
    return read_direction(text).direction


def emits_content(text: str) -> bool:
    """Return whether an interface's name says that its provider sends data: "Employee feed"."""
    words, known = fold_words(text), _load_emitted()
    return any(match_longest(words, start, known, 3) for start in range(len(words)))


def _parse_arrow(text: str) -> Direction | None:
    """Return the direction of an arrow in any spelling, None for any other string."""
    marks = set(text)
    if not marks or marks - _LEFT - _RIGHT - _BOTH - _SHAFT:
        return None
    left, right = bool(marks & _LEFT), bool(marks & _RIGHT)
    if marks & _BOTH or (left and right):
        return Direction.BOTH
    return Direction.BACKWARD if left else Direction.FORWARD if right else None


@cache
def _load_directions() -> dict[tuple[str, ...], Direction]:
    match load("directions"):
        case {"forward": forward, "backward": backward, "both": both}:
            groups = {Direction.FORWARD: forward, Direction.BACKWARD: backward,
                      Direction.BOTH: both}  # fmt: skip
            return {
                phrase: way for way, listed in groups.items() for phrase in list_phrases(listed)
            }
        case _:
            raise ValueError("a required section is missing in directions.yaml")


@cache
def _load_ends() -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]:
    match load("directions"):
        case {"ends": {"source": source, "target": target}}:
            return frozenset(list_phrases(source)), frozenset(list_phrases(target))
        case _:
            raise ValueError("directions.yaml has no `ends`")


@cache
def _load_pronouns() -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]:
    match load("directions"):
        case {"we": we, "they": they}:
            return frozenset(list_phrases(we)), frozenset(list_phrases(they))
        case _:
            raise ValueError("directions.yaml has no pronouns")


@cache
def _load_places() -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]:
    match load("directions"):
        case {"left": left, "right": right}:
            return frozenset(list_phrases(left)), frozenset(list_phrases(right))
        case _:
            raise ValueError("directions.yaml has no places")


@cache
def _load_recipients() -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]:
    match load("directions"):
        case {"to_us": to_us, "to_them": to_them}:
            return frozenset(list_phrases(to_us)), frozenset(list_phrases(to_them))
        case _:
            raise ValueError("directions.yaml has no recipients")


@cache
def _load_relatives() -> frozenset[tuple[str, ...]]:
    match load("directions"):
        case {"relatives": relatives}:
            return frozenset(list_phrases(relatives))
        case _:
            raise ValueError("directions.yaml has no `relatives`")


@cache
def _load_emitted() -> frozenset[tuple[str, ...]]:
    match load("directions"):
        case {"emitted": emitted}:
            return frozenset(list_phrases(emitted))
        case _:
            raise ValueError("directions.yaml has no `emitted`")


def is_turned(text: str) -> bool:
    """Return whether a phrase means that data goes from the second system to the first."""
    return is_arrow(text) or fold_words(text) in _load_turned()


@cache
def _load_turned() -> frozenset[tuple[str, ...]]:
    match load("directions"):
        case {"turned": turned}:
            return frozenset(list_phrases(turned))
        case _:
            raise ValueError("directions.yaml has no `turned`")


@cache
def _load_unclear() -> frozenset[tuple[str, ...]]:
    match load("directions"):
        case {"unclear": unclear}:
            return frozenset(list_phrases(unclear))
        case _:
            raise ValueError("directions.yaml has no `unclear`")
