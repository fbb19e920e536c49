"""Find the attribute that a header denotes: by phrases, word combinations, then the head noun."""

import re

from seamscope.connector.lists.inflection import find_stem
from seamscope.connector.lists.vocabulary import Vocabulary, Words
from seamscope.connector.relations import is_verb
from seamscope.connector.words import match_longest

MOST_STRANGE = 3  # unknown words allowed next to a known word
MOST_ASKED = 5  # words after "who" and "where", which have one meaning in a list of systems
ASKED = frozenset({"owner", "hosts"})
# Meanings of columns that may also contain codes: "Status code", "FREQ_CD".
CODED = frozenset({"state", "frequency", "direction", "criticality", "technology", "mechanism"})
MOST_LOOSE = 2  # unknown words allowed next to a word that the column's values confirm
WITHIN = frozenset({"in", "im", "en", "em", "w"})  # they begin a remark about what precedes them
ALTERNATIVES = re.compile(r"[/,&+|]")


def find_meaning(
    holds: str, raw: Words, words: Words, text: str, known: Vocabulary
) -> tuple[str, bool]:
    """Return the attribute that a header denotes, and whether it is certain.

    holds: type of the list.
    raw: all words of the header.
    words: the words that are interpreted.
    """
    table = known.attributes[holds]
    for phrase in (raw, words, tuple(word for word in words if word not in known.fillers)):
        if phrase in table:
            return table[phrase], True
    if meaning := _find_inflected(holds, words, known):
        return meaning, False
    if meaning := _read_question(raw, known.questions[holds], known):
        return meaning, raw in known.questions[holds]
    if meaning := _combine_words(holds, raw, words, known):
        return meaning, False
    hits = _find_attributes(words, table, known)
    if not hits:
        return "", True
    return _find_head_noun(hits, words, text, known), len({meaning for _, meaning in hits}) == 1


def _find_inflected(holds: str, words: Words, known: Vocabulary) -> str:
    """Return the attribute whose words have the same stems as a header, "" if there is none."""
    stems = tuple(find_stem(word) for word in words if word not in known.fillers)
    return known.inflected[holds].get(stems, "")


def _combine_words(holds: str, raw: Words, words: Words, known: Vocabulary) -> str:
    """Return the attribute that the words of a header denote together, "" if there is none."""
    if holds == "interfaces":
        return _combine(words, known)
    return "aliases" if _says_called(raw, known) else _name_otherwise(words, known)


def _read_question(raw: Words, questions: dict[Words, str], known: Vocabulary) -> str:
    """Return the subject of a question: "What is sent", "How often"; "" for other headers."""
    for size in (4, 3, 2, 1):
        meaning = questions.get(raw[:size], "")
        most = MOST_ASKED if meaning in ASKED else MOST_STRANGE
        if meaning and _is_short(raw[size:], known, most):
            return meaning
    return ""


def find_asked(raw: Words, known: Vocabulary) -> str:
    """Return the meaning of a question in a list of systems: "Von wem kommt es?" → vendor."""
    return _read_question(raw, known.questions["systems"], known)


def _name_otherwise(words: Words, known: Vocabulary) -> str:
    """Return "aliases" if a header denotes another name: "Autre appellation"; else ""."""
    bare = [w for w in words if w not in known.fillers and known.things.get((w,)) != "system"]
    named = [w for w in bare if (w,) in known.naming]
    others = [w for w in bare if w not in named]
    single = len(named) == 1 and len(others) == 1
    return "aliases" if single and others[0].startswith(known.grammar.alternative) else ""


def _says_called(words: Words, known: Vocabulary) -> bool:
    """Return whether a short header denotes an informal name of a system: "im Haus genannt"."""
    others = [word for word in words if word not in known.grammar.calling]
    told = [word for word in others if word not in known.fillers]
    plain = all(known.things.get((word,), "system") == "system" for word in told)
    return len(others) < len(words) and plain and len(told) <= MOST_STRANGE


def _is_short(rest: Words, known: Vocabulary, most: int) -> bool:
    """Return whether the words after a question word contain few unknown words.

    "What is sent" is such a question, "What is 2 + 2" is not.
    """
    asked = [word for word in rest if word not in known.fillers]
    return len(asked) <= most and not (asked and all(word.isdigit() for word in asked))


def _find_attributes(
    words: Words, table: dict[Words, str], known: Vocabulary
) -> list[tuple[int, str]]:
    """Return the position and meaning of each attribute in a header, [] if a word is unknown."""
    hits: list[tuple[int, str]] = []
    place = 0
    while place < len(words):
        size = match_longest(words, place, table, 4)
        if size:
            hits.append((place, table[words[place : place + size]]))
        elif not (_is_neutral(words[place], known) or _is_transfer(words[place], table, known)):
            return []
        place += size or 1
    return hits


def _find_head_noun(hits: list[tuple[int, str]], words: Words, text: str, known: Vocabulary) -> str:
    """Return the meaning of the head noun: "owner" in "Business owner name"."""
    if any(meaning != "name" for _, meaning in hits):
        hits = [hit for hit in hits if hit[1] != "name"]  # "Status koppeling" is a status
    meanings = [meaning for _, meaning in hits]
    if len({*meanings} - {"kind"}) == 1:
        return next(one for one in meanings if one != "kind")  # "DB-Typ", "BIV-klasse"
    if set(meanings) == {"owner", "domain"}:
        return "owner"  # "Responsible department"
    if ALTERNATIVES.search(text):
        # Removing words for systems would change the meaning of some headers.
        ranked = sorted(meanings, key=lambda meaning: (meaning == "unused", meaning == "via"))
        return ranked[0]
    between = words[hits[0][0] + 1 : hits[-1][0]]
    leading = any(word in known.fillers for word in between)  # "type of data", "tipo de datos"
    leading = leading or words[hits[-1][0]] in WITHIN  # "version in use"
    return meanings[0] if leading else meanings[-1]


def _is_neutral(word: str, known: Vocabulary) -> bool:
    return (
        word in known.fillers
        or word in known.qualifiers
        or (word,) in known.naming
        or known.things.get((word,)) in {"system", "interface"}
        or word.startswith(known.grammar.modifiers)
    )


def _is_transfer(word: str, table: dict[Words, str], known: Vocabulary) -> bool:
    """Return whether a word in a list of interfaces refers to a transfer: "Sendefrequenz"."""
    return table is known.attributes["interfaces"] and word.startswith(known.grammar.transfer)


def _combine(words: Words, known: Vocabulary) -> str:
    """Return the meaning of a header about the kind of transfer or data, "" for other headers.

    ``Übertragungsart`` and ``modo de transmisión`` → technology. ``Art der Kopplung`` → mechanism.
    ``Datenart``, ``soort gegevens`` and ``données fournies`` → entities.
    """
    grammar = known.grammar
    carried = [w for w in words if _is_cargo(w, known)]
    told = {w for w in words if w in carried or w.startswith(grammar.transfer)}
    bare = [w for w in words if w in told or (w not in known.fillers and w not in known.qualifiers)]
    kinds = [w for w in bare if w in grammar.kinds]
    cargo = [w for w in carried if w not in kinds]
    manner = [w for w in bare if w in grammar.manner and w not in kinds]
    moves = [w for w in bare if w.startswith(grammar.transfer) and w not in cargo]
    rest = {*bare} - {*cargo, *kinds, *manner, *moves}
    if len(bare) < 2 or any(
        not (word.startswith(grammar.modifiers) or is_verb(word)) for word in rest
    ):
        return ""
    if manner and (moves or cargo):
        return "technology"
    if moves and any(_is_object(word, known) for word in kinds):
        return "entities"
    if kinds and moves:
        return "mechanism"
    several = len(cargo) > 1 and any(known.things.get((word,)) != "dataset" for word in cargo)
    return "entities" if cargo and (kinds or several or (rest and not moves)) else ""


def _is_cargo(word: str, known: Vocabulary) -> bool:
    meaning = known.attributes["interfaces"].get((word,))
    return word in known.grammar.cargo or word in known.data or meaning == "entities"


def _is_object(word: str, known: Vocabulary) -> bool:
    """Return whether a word denotes the transferred object: "oggetto dello scambio"."""
    return known.attributes["interfaces"].get((word,)) == "entities" or (
        known.things.get((word,)) == "dataset"
    )


def find_loosely(holds: str, words: Words, known: Vocabulary) -> str:
    """Return the only attribute among the words of a header; other words are ignored.

    "Support squad" → support, "Update frequency" → frequency. Return "" for no attribute, several
    attributes, or more than two unknown words.
    """
    table = known.attributes[holds]
    found: set[str] = set()
    strange = place = 0
    while place < len(words):
        size = match_longest(words, place, table, 4)
        if size:
            found.add(table[words[place : place + size]])
        elif not (_is_neutral(words[place], known) or (words[place],) in known.identity):
            strange += 1
        place += size or 1
    told = found - {"unused", "name"}
    if any((word,) in known.identity for word in words):
        told &= CODED
    return told.pop() if len(told) == 1 and strange <= MOST_LOOSE else ""


def take_short_name(words: Words, known: Vocabulary) -> tuple[Words, bool]:
    """Return the words without a phrase for a short name, and whether there was one.

    ``system, kuerzel`` → ``system``; ``system, short, name`` → ``system``.
    """
    table = known.attributes["systems"]
    for size in (3, 2, 1):
        for at in range(len(words) - size + 1):
            if table.get(words[at : at + size]) == "aliases":
                return words[:at] + words[at + size :], True
    return words, False
