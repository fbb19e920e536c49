"""Read headers with a verb that describes where data comes from or goes to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from seamscope.connector.directions import is_own_pronoun, list_pronouns
from seamscope.connector.lists.vocabulary import Side, Vocabulary, Words, expand, load_cell_words
from seamscope.connector.relations import Direction, is_verb, read_relation
from seamscope.connector.words import fold_words, load

# The side of a column of other systems, by the direction from the row's system.
COLUMNS = {Direction.FORWARD: Side.TARGET, Direction.BACKWARD: Side.SOURCE}
# Beginnings of participles: "Data used by", "Genutzt durch", "Utilisé par"; "Exposed by".
USED = (
    "used", "consum", "consom", "konsum", "genutzt", "verwendet", "utilis", "usad", "usat",
    "utiliz", "gebruikt", "afgenomen", "uzywan", "wykorzyst", "called", "invok", "aufgeruf",
    "abgeruf", "abgenommen", "appel", "invoq", "llamad", "invocad", "chiamat", "invocat", "fruit",
    "aangeroep", "geraadpleegd", "bevraagd", "chamad", "wywol", "pobieran", "odpytyw", "queried",
    "consult", "abonn", "subscrib", "sottoscri", "suscri", "angefragt",
)  # fmt: skip
PROVIDED = (
    "provid", "suppl", "deliver", "expos", "expon", "espost", "publi", "pubbli", "offer",
    "offert", "ofrec", "ofert", "bereitgestellt", "angebot", "veroeffentl", "geliefert", "fourni",
    "suministr", "fornit", "erogat", "fornec", "disponibil", "aangebod", "ontslot",
    "gepubliceerd", "gelever", "aangelever", "verstrekt", "dostarcz", "udostepn", "wystawi",
    "publikow", "swiadcz", "proporcion", "served", "produc",
)  # fmt: skip
# The same of the place of a service: "Implemented in", "Realisiert in", "Zaimplementowana w".
BUILT = (
    "implement", "realis", "realiz", "umgesetzt", "geimplementeerd", "gerealiseerd", "zaimplement",
    "zrealiz", "hosted", "gehost", "heberg",
)  # fmt: skip
# Verbs of a provider and of a consumer without an agent: "Udostępnia | Korzysta".
OFFERS = frozenset(
    ("pub", "provides", "exposes", "offers", "publishes", "bietet", "exponiert", "expose",
     "propose", "expone", "ofrece", "espone", "eroga", "ontsluit", "disponibiliza", "expoe",
     "udostepnia", "wystawia", "swiadczy")
)  # fmt: skip
USES = frozenset(
    ("sub", "consumes", "uses", "calls", "subscribes", "nutzt", "konsumiert", "verwendet",
     "consomme", "utilise", "consume", "usa", "utiliza", "consuma", "utilizza", "fruisce",
     "gebruikt", "consumeert", "consome", "korzysta", "konsumuje", "uzywa", "wywoluje")
)  # fmt: skip
AGENTS = frozenset({"da", "dal", "dalla", "von", "vom"})  # "by" after such a participle
LOOSE = {Side.CONSUMER: Side.TARGET}  # next to a sender, a consumer receives
LONGEST = 7  # words of such a header
SIDES = {Direction.FORWARD: Side.SOURCE, Direction.BACKWARD: Side.TARGET}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Language:
    """The words of one language, by their function in a header such as "Who sends it?".

    motion: forms of verbs of motion.
    origin, goal, agent: prepositions ("from", "to", "by").
    who: words for a person or system.
    which: words that must be followed by a word for a system.
    whom: interrogatives after a preposition: "to whom", "d'où".
    going, starting: words after "where" that denote the target and the source.
    asking, giving: verbs for requesting or using data, and for providing it.
    having: of a system that has data.
    objects: pronouns for the data.
    at: prepositions before the party that is asked.
    helpers: words without a meaning by themselves.
    upkeep: participles about the maintenance of an entry.
    being: words of a passive.
    """

    motion: frozenset[str]
    origin: frozenset[str]
    goal: frozenset[str]
    agent: frozenset[str]
    who: frozenset[str]
    which: frozenset[str]
    whom: frozenset[str]
    going: frozenset[str]
    starting: frozenset[str]
    asking: frozenset[str]
    giving: frozenset[str]
    having: frozenset[str]
    objects: frozenset[str]
    at: frozenset[str]
    helpers: frozenset[str]
    upkeep: frozenset[str]
    being: frozenset[str]


@cache
def _load_languages() -> tuple[_Language, ...]:
    """Return the words of ``list_verbs.yaml``."""
    data = load("list_verbs")
    assert isinstance(data, Mapping)
    return tuple(
        _Language(
            **{key: frozenset(fold_words(" ".join(map(str, told)))) for key, told in words.items()}
        )
        for words in data.values()
    )


def is_place_preposition(word: str) -> bool:
    """Return whether a word means "in" or "to" after a verb: "em", "dans", "w"."""
    return any(word in one.goal for one in _load_languages())


def find_movement(raw: Words, known: Vocabulary) -> Direction | None:
    """Return the direction of the data of a row's system, from a verb and a preposition.

    "Comes from" → BACKWARD, "Lands in" → FORWARD, "Received by" → FORWARD. Words for systems and
    for data are ignored.
    """
    words = tuple(word for word in raw if not _is_object(word, known))
    if not 1 < len(words) <= LONGEST:
        return None
    found = {said for one in _load_languages() if (said := _read_movement(words, one))}
    return found.pop() if len(found) == 1 else None


def _read_movement(words: Words, language: _Language) -> Direction | None:
    rest = tuple(word for word in words if word not in language.helpers)
    if len(rest) < 2:
        return None
    *verbs, last = rest
    if last in language.origin | language.goal and language.motion.issuperset(verbs):
        return Direction.BACKWARD if last in language.origin else Direction.FORWARD
    if last in language.agent and not language.upkeep.intersection(rest):
        return read_relation(" ".join(rest)).direction
    return None


def find_agent_side(raw: Words, known: Vocabulary) -> Side | None:
    """Return the side of the system that acts: "System that sends", "Quién recibe", "Wer liefert".

    A pronoun that also means "what" counts only next to a word for a system.
    """
    if not 1 < len(raw) <= LONGEST:
        return None
    named = any(known.things.get((word,)) in {"system", "weak"} for word in raw)
    found = {side for one in _load_languages() if (side := _read_agent(raw, one, known, named))}
    return found.pop() if len(found) == 1 else None


def has_object(raw: Words, known: Vocabulary) -> bool:
    """Return whether a question is about data: "Which system has it?", "Quale ha i dati?"."""
    return any(
        word in known.grammar.cargo or any(word in one.objects for one in _load_languages())
        for word in raw
    )


def find_suggested_side(raw: Words, known: Vocabulary) -> Side | None:
    """Return the side that any word of a header suggests, for a column that contains systems.

    "Mastered in" and "Application that leaves the file" → SOURCE, "Copied to" → TARGET.
    """
    if agent := find_agent_side(raw, known):
        return LOOSE.get(agent, agent)
    if moved := find_movement(raw, known):
        return COLUMNS.get(moved)
    last = raw[-1] if raw else ""
    if any(last in one.agent for one in _load_languages()):  # "Data provided by", "Used by"
        return _read_passive(raw)
    if led := _read_joint(raw, known):
        return led
    words = {*raw, *(part for word in raw for part in expand(word))}
    told = {side for word in words for side in _list_sides(word, known)}
    told = {LOOSE.get(side, side) for side in told} & {Side.SOURCE, Side.TARGET}
    return told.pop() if len(told) == 1 else None


def _read_passive(raw: Words) -> Side | None:
    """Return the side of the agent in a passive: "Data provided by" → SOURCE."""
    if any(word.startswith(PROVIDED) for word in raw):
        return Side.SOURCE
    if any(word.startswith(USED) for word in raw):
        return Side.TARGET
    said = read_relation(" ".join(raw)).direction
    return COLUMNS.get(said) if said else None


def find_offered_side(raw: Words) -> Side | None:
    """Return the side of a system that provides or uses a service: "API exposed by", "Korzysta"."""
    if not 0 < len(raw) <= LONGEST:
        return None
    if len(raw) == 1:
        return Side.PROVIDER if raw[0] in OFFERS else Side.CONSUMER if raw[0] in USES else None
    if len(raw) > 1 and raw[-2].startswith(BUILT) and is_place_preposition(raw[-1]):
        return Side.PROVIDER
    if raw[-1] not in AGENTS and not any(raw[-1] in one.agent for one in _load_languages()):
        return None
    offered = any(word.startswith(PROVIDED) for word in raw[:-1])
    used = any(word.startswith(USED) for word in raw[:-1])
    return None if offered == used else Side.PROVIDER if offered else Side.CONSUMER


def _read_joint(raw: Words, known: Vocabulary) -> Side | None:
    """Return the side that a preposition implies: "Grava em" → TARGET, "Pulls from" → SOURCE."""
    last, languages = raw[-1] if raw else "", _load_languages()
    if any(map(is_verb, raw)) and any(last in one.origin | one.goal for one in languages):
        return Side.SOURCE if any(last in one.origin for one in languages) else Side.TARGET
    ends = (*raw[-1:], *raw[:1])
    return next((known.prepositions[word] for word in ends if word in known.prepositions), None)


def _list_sides(word: str, known: Vocabulary) -> Iterator[Side]:
    """Yield the sides that a word suggests, be it a side, a verb or a role."""
    said = read_relation(word).direction if is_verb(word) else None
    if said in SIDES:
        yield SIDES[said]
    if side := known.find_side(word) or known.weak.get(word):
        yield side
    owned = known.attributes["systems"].get((word,)) == "owner"  # a person
    if (word,) in load_cell_words("masters") and not owned:
        yield Side.SOURCE
    if (word,) in load_cell_words("receivers"):
        yield Side.TARGET


def asks_what_moves(raw: Words, known: Vocabulary) -> bool:
    """Return whether a header asks for the data: "Cosa arriva", "Was kommt"."""
    asked = known.questions["interfaces"]
    size = next((n for n in (2, 1) if asked.get(raw[:n]) == "entities"), 0)
    rest = raw[size:]
    return bool(size and rest) and any(
        one.motion.issuperset(word for word in rest if word not in one.helpers)
        for one in _load_languages()
    )


def find_pronoun_side(raw: Words, known: Vocabulary) -> Side | None:
    """Return the side of a pronoun: "Chez nous" and "Our system" → SUBJECT, "At theirs" → PARTNER.

    The pronoun counts only with a word for a system, or after a preposition such as "at".
    """
    pronouns = [word for word in raw if word in list_pronouns()]
    others = [word for word in raw if word not in pronouns]
    placed = any(word in one.at for one in _load_languages() for word in others[:1])
    named = any(known.things.get((word,)) in {"system", "weak"} for word in others)
    plain = all(
        word in known.fillers
        or known.things.get((word,)) in {"system", "weak"}
        or any(word in one.at for one in _load_languages())
        for word in others
    )
    if len(pronouns) != 1 or not plain or not (placed or named):
        return None
    return Side.SUBJECT if is_own_pronoun(pronouns[0]) else Side.PARTNER


def find_verb_side(word: str) -> Side | None:
    """Return the side of a verb that is a header by itself: "Emite" → source."""
    said = read_relation(word).direction
    return SIDES.get(said) if said else None


def _read_agent(
    raw: Words,
    language: _Language,
    known: Vocabulary,
    named: bool,  # noqa: FBT001 (whether a word for a system is among them)
) -> Side | None:
    if named and (moved := _read_relative_clause(raw, language, known)):
        return moved
    whole = named and raw[0] in language.at and raw[1] in language.which  # "Bij welk systeem?"
    if asked := Side.PROVIDER if whole else _read_preposition(raw, language):
        return asked
    asking = language.who | (language.which if named else frozenset())
    if not asking.intersection(raw):
        return None
    passed = asking | language.which | language.helpers
    rest = [
        word for word in raw
        if word not in passed and (word in language.giving or not _is_object(word, known))
    ]  # fmt: skip
    if named and len(rest) > 1 and not language.asking.isdisjoint(rest):
        rest = [word for word in rest if word not in language.having]  # "heeft het nodig"
    if len(rest) != 1 or rest[0].endswith("en"):
        return None  # "Wie übertragen" asks how
    if named and rest[0] in language.having:
        return Side.PROVIDER
    return _find_verb_side(rest[0], raw, language, known)


def _read_relative_clause(raw: Words, language: _Language, known: Vocabulary) -> Side | None:
    """Return the side of "Programma da cui parte", "System, in das es geht", "Uit welk systeem".

    Beside a word for a system there may be only a preposition or "where", relative pronouns, data,
    and verbs of motion; without a verb, the header must ask "which".
    """
    places = language.origin | language.goal
    passed = language.which | language.whom | language.helpers
    moving = language.motion | language.starting | language.going
    told = [word for word in raw if word in places]
    rest = [
        word for word in raw
        if word not in places | passed and (word in moving or not _is_object(word, known))
    ]  # fmt: skip
    if raw[0] in language.at or not passed.intersection(raw) or not moving.issuperset(rest):
        return None
    if len(told) == 1 and (rest or (raw[0] == told[0] and raw[1] in passed)):
        return Side.SOURCE if told[0] in language.origin else Side.TARGET
    if told or not rest or language.whom.isdisjoint(raw):
        return None
    if language.starting.issuperset(rest):
        return Side.SOURCE
    return Side.TARGET if language.going.issuperset(rest) else None


def _find_verb_side(verb: str, raw: Words, language: _Language, known: Vocabulary) -> Side | None:
    """Return the side of the system that a question asks for, by its verb: "Who sends it?"."""
    if verb in language.asking:
        return Side.CONSUMER if known.grammar.cargo.isdisjoint(raw) else Side.TARGET
    if verb in known.grammar.fed and language.being.intersection(raw):
        return Side.TARGET  # "Qui est alimenté ?"
    said = Direction.FORWARD if verb in language.giving else read_relation(verb).direction
    return SIDES.get(said) if said else None


def _read_preposition(raw: Words, language: _Language) -> Side | None:
    """Return the side in a question: "an wen" → target, "d'où ça vient" and "Van wie" → source."""
    rest = [word for word in raw if word not in language.helpers]
    if len(rest) < 2:
        return None
    first, second, *verbs = rest
    if second in language.whom and language.motion.issuperset(verbs):
        if first in language.origin:
            return Side.SOURCE
        return Side.TARGET if first in language.goal else None
    if first not in language.whom:
        return None
    if language.starting.issuperset(rest[1:]):
        return Side.SOURCE
    return Side.TARGET if language.going.issuperset(rest[1:]) else None


def _is_object(word: str, known: Vocabulary) -> bool:
    """Return whether a word denotes systems, data or interfaces."""
    return (
        known.things.get((word,)) in {"system", "weak", "interface", "dataset"}
        or word in known.grammar.cargo
    )
