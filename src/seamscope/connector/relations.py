"""Read the direction of data in a phrase between two systems, in eight languages.

``Loads invoices into`` means forward, ``is fed by`` means backward, ``syncs with`` may mean both,
and ``depends on`` implies no direction. All connectors use this module.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from seamscope.connector.words import fold_words, list_phrases, load, match_longest
from seamscope.records import Certainty

Words = tuple[str, ...]
CLAUSES = re.compile(r"[,;./|&+()]|\s[-–—]\s")


class Direction(StrEnum):
    """The direction of data between a first and a second system."""

    FORWARD = "forward"
    BACKWARD = "backward"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """The direction in a phrase, None if the phrase has none, and its certainty.

    understood: whether any word of the phrase is known.
    only_depends: whether the phrase says that one system needs, hosts, signs on to or monitors the
    other, but does not mention data.
    """

    direction: Direction | None = None
    certainty: Certainty = Certainty.LIKELY
    understood: bool = True
    only_depends: bool = False


class _Verb(StrEnum):
    """The direction that a verb or participle implies."""

    FORTH = "forth"
    BACK = "back"
    TURNING_FORTH = "turning forth"
    TURNING_BACK = "turning back"
    TURNING_BOTH = "turning both"
    MUTUAL = "mutual"
    DONE_TO = "done to"
    TAKEN_FROM = "taken from"
    MOVED = "moved"
    BOTH = "both"
    NONE = "none"


MOST = 4  # number of words in the longest phrase for a dependency
PARTICIPLES = frozenset({_Verb.DONE_TO, _Verb.TAKEN_FROM, _Verb.MOVED})
_POSSIBLY = "possibly"  # possibly both ways
TURNING = {_Verb.TURNING_FORTH: "forth", _Verb.TURNING_BACK: "back", _Verb.TURNING_BOTH: _POSSIBLY}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Vocabulary:
    verbs: dict[Words, _Verb]
    participles: dict[Words, _Verb]
    phrases: dict[Words, _Verb]
    to: frozenset[Words]
    source: frozenset[Words]  # "from"
    agent: frozenset[Words]  # "by"
    joints: frozenset[Words]
    nouns: frozenset[Words]
    adverbs: frozenset[Words]
    most: int


# A remark on who calls, which does not say where the data goes: "prices (GET by the portal)".
BY_OTHER = re.compile(r"\([^()]{0,80}\b(?:by|durch|von|par|por|door|da|przez)\s[^()]{1,80}\)", re.I)


def read_relation(text: str) -> Relation:
    """Return the direction of data between two systems, from a phrase such as "sends orders to"."""
    text = BY_OTHER.sub(" ", text)
    said = [way for part in CLAUSES.split(text) for way in _split_statements(fold_words(part))]
    ways = {way for way in said if way in {"forth", "back", "both", _POSSIBLY}}
    if not ways:
        words = fold_words(text)
        depends = any(
            match_longest(words, place, _load_dependency_phrases(), MOST)
            for place in range(len(words))
        )
        return Relation(understood=bool(said), only_depends=depends)
    if ways == {_POSSIBLY}:
        return Relation(direction=Direction.BOTH, certainty=Certainty.POSSIBLE)
    ways -= {_POSSIBLY}
    if "both" in ways or ways == {"forth", "back"}:
        return Relation(direction=Direction.BOTH)
    return Relation(direction=Direction.FORWARD if ways == {"forth"} else Direction.BACKWARD)


def _split_statements(words: Words) -> Iterator[str]:
    """Split a clause at each "and" that a verb follows, and yield the parts."""
    known = _load_vocabulary()
    start = 0
    for place, word in enumerate(words):
        if (word,) in known.joints and place > start and _begins_statement(words, place + 1):
            yield from _read_statement(words[start:place])
            start = place + 1
    yield from _read_statement(words[start:])


def _begins_statement(words: Words, place: int) -> bool:
    known = _load_vocabulary()
    while place < len(words) and (words[place],) in known.adverbs:
        place += 1
    every = (known.verbs, known.participles, known.phrases)
    return any(match_longest(words, place, table, known.most) for table in every)


def _read_statement(words: Words) -> Iterator[str]:
    """Yield the direction of the first verb, and that of a purpose: "uses the API to send"."""
    found = _find_verb(words, 0)
    if found is None:
        return
    verb, behind = found
    yield _find_direction(verb, words[behind:])
    if verb is _Verb.NONE:
        known = _load_vocabulary()
        for place in range(behind, len(words) - 1):
            purpose = (words[place],) in known.to | {("um",), ("pour",)}
            size = match_longest(words, place + 1, known.verbs, known.most) if purpose else 0
            if size:
                verb = known.verbs[words[place + 1 : place + 1 + size]]
                yield _find_direction(verb, words[place + 1 + size :])
                return


def _find_verb(words: Words, start: int) -> tuple[_Verb, int] | None:
    """Return the first verb and the position after it.

    A word that is also a noun counts as a verb only at the beginning of the phrase.
    """
    known = _load_vocabulary()
    beginning = True
    for place in range(start, len(words)):
        for table in (known.phrases, known.participles, known.verbs):
            size = match_longest(words, place, table, known.most)
            phrase = words[place : place + size]
            if not size or (phrase in known.nouns and not beginning):
                continue
            verb = table[phrase]
            if verb in PARTICIPLES and not _has_preposition(words[place + size :]):
                continue
            return verb, place + size
        beginning = beginning and (words[place],) in known.adverbs
    return None


def _has_preposition(words: Words) -> bool:
    """Return whether the words after a participle include "by", "from" or "to"."""
    return bool(
        _find_preposition(words, "agent")
        or _find_preposition(words, "source")
        or _find_preposition(words, "to")
    )


def _find_direction(verb: _Verb, behind: Words) -> str:
    """Return the direction of data, from a verb and the preposition after it."""
    source, target = _find_preposition(behind, "source"), _find_preposition(behind, "to")
    # "from A to B" contains both ends; the word before the second system decides.
    towards = "back" if source > target else "forth" if target else ""
    agent = _find_preposition(behind, "agent")
    match verb:
        case _Verb.MUTUAL:
            way = _POSSIBLY
        case _Verb.TURNING_FORTH | _Verb.TURNING_BACK | _Verb.TURNING_BOTH:
            way = towards or TURNING[verb]
        case _Verb.DONE_TO:
            way = "back" if agent or source else "forth"
        case _Verb.TAKEN_FROM:
            way = "forth" if agent > source else towards or "forth"
        case _Verb.MOVED:
            way = towards or ("back" if agent else "forth")
        case _:
            way = verb.value
    return way


def _find_preposition(words: Words, kind: str) -> int:
    """Return the position of the last preposition of a kind, counted from 1, 0 if there is none."""
    known = _load_vocabulary()
    listed = {"to": known.to, "source": known.source, "agent": known.agent}[kind]
    return max((place for place, word in enumerate(words, start=1) if (word,) in listed), default=0)


def is_preposition(word: str, *, of_source: bool) -> bool:
    """Return whether a word means "from" or, if not of_source, "to"."""
    known = _load_vocabulary()
    return (word,) in (known.source if of_source else known.to)


def is_agent(word: str) -> bool:
    """Return whether a word means "by", so that the name after it is the system that acts."""
    return (word,) in _load_vocabulary().agent


def is_joint(word: str) -> bool:
    """Return whether a word means "and"."""
    return (word,) in _load_vocabulary().joints


def is_verb(word: str) -> bool:
    """Return whether a word is a verb or participle of a transfer: "sends", "geliefert"."""
    known = _load_vocabulary()
    return (word,) in known.verbs or (word,) in known.participles


@cache
def _load_dependency_phrases() -> frozenset[Words]:
    match load("relations"):
        case {"depending": depending}:
            return frozenset(list_phrases(depending))
        case _:
            raise ValueError("relations.yaml has no section `depending`")


@cache
def _load_vocabulary() -> _Vocabulary:
    match load("relations"):
        case {
            "forth": forth,
            "back": back,
            "turning": {"back": turn_back, "forth": turn_forth, "both": turn_both},
            "mutual": mutual,
            "done_to": done_to,
            "taken_from": taken_from,
            "moved": moved,
            "phrases": {"forth": p_forth, "back": p_back, "both": p_both, "none": p_none},
            "to": to,
            "from": source,
            "by": agent,
            "joints": joints,
            "nouns": nouns,
            "adverbs": adverbs,
        }:
            verbs = _index_forms(
                {
                    _Verb.FORTH: forth,
                    _Verb.BACK: back,
                    _Verb.TURNING_BACK: turn_back,
                    _Verb.TURNING_FORTH: turn_forth,
                    _Verb.TURNING_BOTH: turn_both,
                    _Verb.MUTUAL: mutual,
                }
            )
            participles = _index_phrases({_Verb.DONE_TO: done_to, _Verb.TAKEN_FROM: taken_from,
                                  _Verb.MOVED: moved})  # fmt: skip
            said = _index_phrases({_Verb.FORTH: p_forth, _Verb.BACK: p_back, _Verb.BOTH: p_both,
                           _Verb.NONE: p_none})  # fmt: skip
            return _Vocabulary(
                verbs=verbs,
                participles=participles,
                phrases=said,
                to=frozenset(list_phrases(to)),
                source=frozenset(list_phrases(source)),
                agent=frozenset(list_phrases(agent)),
                joints=frozenset(list_phrases(joints)),
                nouns=frozenset(list_phrases(nouns)),
                adverbs=frozenset(list_phrases(adverbs)),
                most=max(map(len, {*verbs, *participles, *said})),
            )
        case _:
            raise ValueError("a required section is missing in relations.yaml")


def _index_forms(groups: dict[_Verb, object]) -> dict[Words, _Verb]:
    """Return the direction of each form of each verb."""
    return {
        (form,): verb
        for verb, listed in groups.items()
        for forms in list_phrases(listed)
        for form in forms
    }


def _index_phrases(groups: dict[_Verb, object]) -> dict[Words, _Verb]:
    return {phrase: verb for verb, listed in groups.items() for phrase in list_phrases(listed)}
