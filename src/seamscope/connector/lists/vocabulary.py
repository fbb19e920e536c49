"""Load the vocabulary of list headers: words for sides, things, attributes and relations."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from seamscope.connector.lists.inflection import (
    find_misspelt,
    find_misspelt_short,
    find_stem,
    find_unvowelled,
    index_skeletons,
    index_stems,
)
from seamscope.connector.words import fold_words, list_phrases, load

Words = tuple[str, ...]
SHORTEST = 3  # letters of an abbreviation without a full stop


class Side(StrEnum):
    """The side of a column. Only SOURCE and TARGET imply the direction of data."""

    SOURCE = "source"
    TARGET = "target"
    PROVIDER = "provider"
    CONSUMER = "consumer"
    FIRST = "first"
    SECOND = "second"
    INWARD = "inward"
    OUTWARD = "outward"
    SUBJECT = "subject"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """The words and stems that headers are built from, see ``list_grammar.yaml``.

    verbs: stems of verbs, by the side of the system that acts.
    agents: the endings that turn such a stem into a word for the agent ("-er").
    linked, fed, feeding: participles for other systems ("connected", "fed"), with `endings`.
    modifiers, alternative, transfer: beginnings of words. calling, manner, kinds, cargo,
    describing, plurals: whole words.
    """

    abbreviations: dict[str, str]
    verbs: dict[str, Side]
    agents: frozenset[str]
    linked: frozenset[str]
    fed: frozenset[str]
    feeding: frozenset[str]
    modifiers: tuple[str, ...]
    alternative: tuple[str, ...]
    calling: frozenset[str]
    transfer: tuple[str, ...]
    manner: frozenset[str]
    kinds: frozenset[str]
    cargo: frozenset[str]
    describing: frozenset[str]
    plurals: frozenset[str]

    @property
    def words(self) -> frozenset[str]:
        """Whole words, and stems that are also words, for splitting compounds."""
        stems = {*self.modifiers, *self.transfer}
        return self.manner | self.kinds | self.cargo | stems

    def list_roles(self, word: str) -> Words:
        """Return the sections of the grammar that contain a word: manner, kinds, cargo."""
        told = {"manner": self.manner, "kinds": self.kinds, "cargo": self.cargo}
        return tuple(key for key, words in told.items() if word in words)

    def find_agent(self, word: str) -> Side | None:
        """Return the side of a word for an agent: ``sender``, ``wysyłający`` (sending) → source."""
        for size in range(len(word) - 1, 1, -1):
            if word[size:] in self.agents and word[:size] in self.verbs:
                return self.verbs[word[:size]]
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Words and phrases by meaning; attributes are stored by type of list."""

    sides: dict[str, Side]
    weak: dict[str, Side]
    correspondents: frozenset[Words]
    hubs: frozenset[Words]
    opposed: dict[str, Side]
    prepositions: dict[str, Side]
    things: dict[Words, str]
    naming: frozenset[Words]
    languages: frozenset[Words]  # words for the language of a name
    identity: frozenset[Words]
    titles: frozenset[str]  # words that are titles of lists of systems by themselves
    title_words: frozenset[str]  # words of titles that require a word for systems
    fillers: frozenset[str]
    qualifiers: frozenset[str]
    attributes: dict[str, dict[Words, str]]
    inflected: dict[str, dict[Words, str]]  # `attributes`, by the stems of their words
    relations: dict[Words, str]
    joining: tuple[str, ...]
    joints: frozenset[str]
    leading: frozenset[Words]
    pairs: frozenset[Words]
    letters: frozenset[Words]  # initials of the two ends: "q z"
    ordered: frozenset[Words]
    data: frozenset[str]
    questions: dict[str, dict[Words, str]]
    asked: frozenset[Words]  # words for a state before a question mark
    still: frozenset[Words]  # "still", "encore"
    openers: frozenset[Words]  # words that begin a question without a mark: "czy"
    flags: frozenset[Words]  # words of a column that answers yes or no: "kz", "flag"
    asking: frozenset[Words]  # other words of such a question: "is", "it", "czy"
    remarks: frozenset[Words]
    others: frozenset[str]  # words of columns in lists of payments, persons, goods or journeys
    counts: frozenset[Words]
    grammar: Grammar
    roles: dict[str, str]  # a single word -> its role, for abbreviations
    parts: frozenset[str]  # words that compounds consist of
    spoken: frozenset[str]  # words in phrases for things; never corrected as misspelt
    meant: dict[str, Words]  # each word -> its roles
    stems: dict[str, str]  # a stem -> the known word
    skeletons: dict[str, list[str]]  # see `index_skeletons`

    @property
    def systems(self) -> frozenset[str]:
        """The single words for systems."""
        return frozenset(phrase[0] for phrase, thing in self.things.items()
                         if thing == "system" and len(phrase) == 1)  # fmt: skip

    def find_side(self, word: str) -> Side | None:
        """Return the side that a word denotes even without a word for a system."""
        listed = word in self.weak or (word,) in self.attributes["systems"]  # "important"
        return self.sides.get(word) or (None if listed else self.grammar.find_agent(word))

    def find_weak_side(self, word: str) -> Side | None:
        """Return the side that a word denotes next to a word for a system: ``connected system``."""
        linked = Side.PARTNER if word in self.grammar.linked else None
        return self.weak.get(word) or linked


@cache
def load_vocabulary() -> Vocabulary:
    """Return the vocabulary of ``list_headers.yaml``."""
    data = _read_section(load("list_headers"))
    grammar = _load_grammar()
    sides = _read_words(data["sides"])
    weak = _read_words(data["weak"])
    things = {
        phrase: thing
        for thing, listed in _read_section(data["things"]).items()
        for phrase in list_phrases(listed)
    }
    fillers = frozenset(word for phrase in list_phrases(data["fillers"]) for word in phrase)
    questions = {
        holds: _index_phrases(data[key])
        for holds, key in (("systems", "system_questions"), ("interfaces", "questions"))
    }
    asked = {phrase for table in questions.values() for phrase in table}
    attributes = {
        holds: _read_attributes(data[holds], fillers, asked) for holds in ("systems", "interfaces")
    }
    naming = frozenset(list_phrases(data["naming"]))
    identity = frozenset(list_phrases(data["identity"]))
    qualifiers = frozenset(word for phrase in list_phrases(data["qualifiers"]) for word in phrase)
    roles = _index_roles(
        [
            *((f"side {side}", [(word,)]) for word, side in (*sides.items(), *weak.items())),
            *((f"thing {thing}", [phrase]) for phrase, thing in things.items()),
            ("naming", sorted(naming)),
            ("identity", sorted(identity)),
            *(
                (f"attribute {meaning}", [phrase])
                for table in attributes.values()
                for phrase, meaning in table.items()
            ),
            ("qualifier", [(word,) for word in sorted(qualifiers)]),
        ]
    )
    parts = frozenset(roles) | grammar.words
    meant = {word: (roles.get(word, ""), *grammar.list_roles(word)) for word in parts}
    return Vocabulary(
        sides={word: Side(side) for word, side in sides.items()},
        weak={word: Side(side) for word, side in weak.items()},
        correspondents=frozenset(list_phrases(data["correspondents"])),
        hubs=frozenset(list_phrases(data["hubs"])),
        opposed={word: Side(side) for word, side in _read_words(data["opposed"]).items()},
        prepositions={word: Side(side) for word, side in _read_words(data["prepositions"]).items()},
        things=things,
        naming=naming,
        languages=frozenset(list_phrases(data["languages"])),
        identity=identity,
        titles=_read_single_words(data["titles"], "alone"),
        title_words=_read_single_words(data["titles"], "beside"),
        fillers=fillers,
        qualifiers=qualifiers,
        attributes=attributes,
        inflected={holds: _index_inflected(table) for holds, table in attributes.items()},
        relations={
            phrase: way
            for way, listed in _read_section(data["relations"]).items()
            for phrase in list_phrases(listed)
        },
        joining=tuple(sorted(phrase[0] for phrase in list_phrases(data["joining"]))),
        joints=frozenset(phrase[0] for phrase in list_phrases(data["with"])),
        leading=frozenset(list_phrases(data["leading"])),
        pairs=frozenset(list_phrases(data["pairs"])),
        letters=frozenset(list_phrases(data["letters"])),
        ordered=frozenset(list_phrases(data["ordered"])),
        data=frozenset(word for phrase in list_phrases(data["data"]) for word in phrase),
        questions=questions,
        asked=frozenset(list_phrases(data["asked"])),
        still=frozenset(list_phrases(data["still"])),
        openers=frozenset(list_phrases(data["openers"])),
        flags=frozenset(list_phrases(data["flags"])),
        asking=frozenset(list_phrases(data["asking"])),
        remarks=frozenset(list_phrases(data["remarks"])),
        others=frozenset(word for (word,) in list_phrases(data["others"])),
        counts=frozenset(list_phrases(data["counts"])) - {()},
        grammar=grammar,
        roles=roles,
        parts=parts,
        spoken=frozenset(word for phrase in things for word in phrase),
        meant=meant,
        stems=index_stems(meant),
        skeletons=index_skeletons(roles),
    )


@cache
def _load_grammar() -> Grammar:
    """Return the grammar of ``list_grammar.yaml``."""
    data = _read_section(load("list_grammar"))
    endings = _read_set(data["endings"])
    inflected = {
        key: frozenset(stem + end for stem in _read_set(data[key]) for end in endings)
        for key in ("linked", "fed", "feeding")
    }
    return Grammar(
        abbreviations={
            short: whole
            for whole, listed in _read_section(data["abbreviations"]).items()
            for (short,) in list_phrases(listed)
        },
        verbs={stem: Side(side) for stem, side in _read_words(data["verbs"]).items()},
        agents=_read_set(data["agents"]),
        linked=inflected["linked"],
        fed=inflected["fed"],
        feeding=inflected["feeding"],
        modifiers=tuple(sorted(_read_set(data["modifiers"]))),
        alternative=tuple(sorted(_read_set(data["alternative"]))),
        calling=_read_set(data["calling"]),
        transfer=tuple(sorted(_read_set(data["transfer"]))),
        manner=_read_set(data["manner"]),
        kinds=_read_set(data["kinds"]),
        cargo=_read_set(data["cargo"]),
        describing=_read_set(data["describing"]),
        plurals=_read_set(data["plurals"]),
    )


def _read_set(section: object) -> frozenset[str]:
    return frozenset(" ".join(phrase) for phrase in list_phrases(section))


def load_axis_words() -> dict[str, frozenset[str]]:
    """Return the words for the rows and the columns of a matrix."""
    axes = _read_section(_read_section(load("list_headers"))["axes"])
    return {
        axis: frozenset(word for phrase in list_phrases(listed) for word in phrase)
        for axis, listed in axes.items()
    }


@cache
def load_cell_words(kind: str) -> frozenset[Words]:
    """Return the phrases of a section of ``list_cells.yaml``, such as `several` or `nobody`."""
    return frozenset(list_phrases(_read_section(load("list_cells"))[kind]))


def split_words(text: str) -> tuple[tuple[str, bool], ...]:
    """Return the normalised words of a header, and whether each is abbreviated (`Quellsyst.`).

    ``sourceSystem_ID`` → source, system, id. ``Quellsyst.`` → quellsyst, abbreviated.
    """
    parted = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z]{2})", " ", text)
    found = re.findall(r"[^\W_]+\.?", parted)
    # In snake_case, abbreviations have no full stop, so a longer word may be one as well.
    joined = "_" in text.strip("_ ")
    return tuple(
        (word, token.endswith(".") or (joined and len(word) >= SHORTEST))
        for token in found for word in fold_words(token)
    )  # fmt: skip


def expand(word: str, *, cut: bool = False) -> Words:
    """Return the known words in a compound or an abbreviation, else the word itself.

    ``quellsystem`` → quell, system. ``appl.`` → appl. ``verantw.`` → verantwortlich.
    """
    known = load_vocabulary()
    if word in known.parts or word in known.fillers or word in known.prepositions:
        return (word,)
    whole = known.grammar.abbreviations.get(word) or (
        find_unvowelled(word, known.skeletons, known.roles) if cut else ""
    )
    return (whole,) if whole else _split(word, cut=cut, depth=3) or (_find_form(word) or word,)


def is_guessed(word: str, *, cut: bool = False) -> bool:
    """Return whether a word's meaning is guessed: it is abbreviated, inflected or misspelt."""
    parts = expand(word, cut=cut)
    return parts != (word,) and (cut or parts == (_find_form(word),))


@lru_cache(maxsize=8192)
def _find_form(word: str) -> str:
    """Return the known word that a word is an inflection or misspelling of, "" if none."""
    known = load_vocabulary()
    if word.startswith((*known.grammar.modifiers, *known.grammar.transfer, *known.joining)):
        return ""
    if known.grammar.find_agent(word) or word in known.grammar.linked:
        return ""
    if word in known.spoken:
        return ""
    inflected = known.stems.get(find_stem(word), "") if len(word) > SHORTEST + 1 else ""
    return inflected or find_misspelt(word, known.meant) or find_misspelt_short(word, known.systems)


def _split(word: str, *, cut: bool, depth: int) -> Words:
    known = load_vocabulary()
    if word in known.parts:
        return (word,)
    if cut and len(word) >= 2 and (whole := _find_word_beginning(word)):
        return (whole,)
    if depth == 1:
        return ()
    for size in range(len(word) - 2, 2, -1):
        first = word[:size]
        for linked in (first, *(first.removesuffix(link) for link in ("s", "n", "en", "es", "e"))):
            if len(linked) < 3 or linked not in known.parts:
                continue
            rest = _split(word[size:], cut=cut, depth=depth - 1)
            if rest:
                return (linked, *rest)
    return ()


@cache
def _find_word_beginning(start: str) -> str:
    """Return the shortest known word with this beginning, "" if such words differ in meaning."""
    roles = load_vocabulary().roles
    found = sorted((word for word in roles if word.startswith(start)), key=lambda w: (len(w), w))
    meant = {roles[word] for word in found}
    if found and all(word.startswith(found[0]) for word in found):
        return found[0]  # the stem "anwendung" of "anwendungsname" and "anwendungstyp"
    telling = meant - {"qualifier"} if len(meant) > 1 else meant
    if len(telling) != 1:
        return ""
    return next(word for word in found if roles[word] in telling)


def _read_attributes(
    section: object, fillers: frozenset[str], asked: set[Words]
) -> dict[Words, str]:
    """Return the meaning of each phrase, with and without fillers; the first meaning wins.

    asked: phrases that are questions. A phrase is not shortened to one of them, because "da quando"
    (since when) does not mean "quando" (when).
    """
    found: dict[Words, str] = {}
    listed = [
        (phrase, meaning)
        for meaning, texts in _read_section(section).items()
        for phrase in list_phrases(texts)
    ]
    for phrase, meaning in listed:
        found.setdefault(phrase, meaning)
    for phrase, meaning in listed:
        bare = tuple(word for word in phrase if word not in fillers)
        if bare and bare not in asked:
            found.setdefault(bare, meaning)
    return found


def _index_inflected(table: dict[Words, str]) -> dict[Words, str]:
    """Return the meaning of each phrase by its stems; ambiguous stems are left out."""
    found: dict[Words, set[str]] = {}
    for phrase, meaning in table.items():
        found.setdefault(tuple(map(find_stem, phrase)), set()).add(meaning)
    return {stems: min(meant) for stems, meant in found.items() if len(meant) == 1}


def _index_roles(listed: Iterable[tuple[str, Iterable[Words]]]) -> dict[str, str]:
    """Return the role of each single word; the first of several roles wins."""
    roles: dict[str, str] = {}
    for role, phrases_ in listed:
        for phrase in phrases_:
            if len(phrase) == 1 and (len(phrase[0]) > 1 or not role.startswith("side")):
                roles.setdefault(phrase[0], role)
    return roles


def _index_phrases(section: object) -> dict[Words, str]:
    """Return, for each phrase in a section, the key that lists it."""
    return {
        phrase: key
        for key, listed in _read_section(section).items()
        for phrase in list_phrases(listed)
    }


def _read_single_words(section: object, key: str) -> frozenset[str]:
    return frozenset(
        word for phrase in list_phrases(_read_section(section)[key]) for word in phrase
    )


def _read_words(section: object) -> dict[str, str]:
    """Return, for each single word in a section, the first key that lists it."""
    found: dict[str, str] = {}
    for key, listed in _read_section(section).items():
        for phrase in list_phrases(listed):
            found.setdefault(phrase[0], key)
    return found


def _read_section(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError("each section of a vocabulary must be a mapping")
    return {str(key): item for key, item in value.items()}
