"""Interpret the header of one column, such as "Source system": side, type of thing, attribute."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from seamscope.connector.directions import is_arrow
from seamscope.connector.lists.attributes import (
    MOST_STRANGE,
    find_asked,
    find_meaning,
    take_short_name,
)
from seamscope.connector.lists.spelling import asks_state, spell_number
from seamscope.connector.lists.verbs import (
    asks_what_moves,
    find_agent_side,
    find_offered_side,
    find_pronoun_side,
    find_verb_side,
    has_object,
    is_place_preposition,
)
from seamscope.connector.lists.vocabulary import (
    SHORTEST,
    Side,
    Vocabulary,
    Words,
    expand,
    is_guessed,
    load_cell_words,
    load_vocabulary,
    split_words,
)
from seamscope.connector.lists.ways import BACK, FORTH, OPEN, find_relation
from seamscope.connector.redaction import redact
from seamscope.connector.relations import is_verb
from seamscope.connector.tabular import CONTENT
from seamscope.connector.words import fold_words, match_longest

LONGEST = 120  # characters of a header that are examined
PLURAL = re.compile(r"(?<=\w)\((?:s|e|n|r|en|es|in|innen|i|x|a)\)", re.I)  # "SERVER(S)"
# Gender endings: "Verantwortliche/r", "Ansprechpartner*in", "Responsable·e".
GENDERED = re.compile(r"(?<=\w{4})(?:/-?|\*|:|·)(?:r|n|in|innen|e|es|a|trice)\b")
LONGEST_QUESTION = 4  # words of "With which other system?"
BRACKETS = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]?")
# Separates two things in one header: "Server / Database", "Servidor y base de datos".
PARTS = re.compile(r"[/,+&]|(?<=\s)(?:and|und|et|y|e|en|i)(?=\s)")
BOTH_WAYS = re.compile(r"[(\[]\s?(\w{1,8})\s?[/|+]\s?(\w{1,8})\s?[)\]]$")
# Sides that do not tell the direction of the data.
UNDIRECTED = frozenset(
    {Side.FIRST, Side.SECOND, Side.PARTNER, Side.PROVIDER, Side.CONSUMER, Side.SUBJECT}
)
DATA_SIDES = {Side.CONSUMER: Side.TARGET, Side.PROVIDER: Side.SOURCE}
# A number per time: "Appels/h", "msgs / day".
RATE = re.compile(
    r"/\s?(?:h|hrs?|min|s|sec|d|day|tag|std|jour|j|mois|mes|mese|giorno|gg|dag|uur|dia|an|ano|yr|year|"
    r"jahr|jr|godz|doba|dob[e\u0119]|mies|month|mon|monat|week|woche|wk|wo|tydz|msc)\.?[\])]?$",
    re.I,
)
PLACES = frozenset({"hosts", "databases"})
# The technology of a system, in eight languages: "Techno", "Technologie", "tecnología".
TECHNOLOGY = re.compile(
    r"\b(?:te(?:ch|c)no\w*|techni[ck]\w*|tecnic\w*|platt?form\w*|plate forme)\b"
)
# The unit of a column in a database: "interval_s", "size_kb".
UNIT = re.compile(r"(?<=[a-z]{3})_(?:s|sec|secs|ms|min|mins|h|hrs?|kb|mb|gb)$")
# What a tool adds to the names of fields that its customers define: ``u_hosts`` in ServiceNow,
# ``cf_owner``, ``Owner__c`` in Salesforce.
CUSTOM = re.compile(r"^(?:u|cf|custom)_(?=[a-z]{2})|(?<=\w)__c$", re.I)
# A word that is hyphenated over two rows: "Häufig-" above "keit".
HYPHENATED = re.compile(r"(?<=[^\W\d_])-[^\S\n]*+\n\s*+(?=[^\W\d_A-Z])|\u00ad\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The possible meanings of a column.

    systems, interfaces: the meaning in a list of systems or of interfaces, "" if none.
    side: the end of an interface that the column describes, such as the source.
    part: the detail of this end ("name", "id", "dataset", "interface", "host", "database", "other";
    "code": a short name, used as the name if no column has the full name).
    relation: direction of data, for a column that names other systems.
    pair: whether a cell contains both ends.
    plural: whether a cell may contain several systems.
    thing: the type of thing whose id or name the column has.
    local: whether the column has the name in one of several languages.
    exact: whether no word was guessed.
    bare: a side that is used only if another column has the opposite side.
    rest: unknown words besides the word for the side.
    otherwise: the meaning of the side in a list of systems, where a provider is a vendor.
    describes: whether the header is a word for a description.
    """

    title: str = ""
    systems: str = ""
    interfaces: str = ""
    side: Side | None = None
    part: str = ""
    relation: str = ""
    pair: bool = False
    thing: str = ""
    local: bool = False
    preposition: bool = False
    exact: bool = True
    bare: Side | None = None
    rest: str = ""
    otherwise: str = ""
    describes: bool = False

    @property
    def known(self) -> bool:
        """Whether the header is known, at least in part."""
        return bool(self.systems or self.interfaces or self.side or self.relation or self.pair)


@lru_cache(maxsize=8192)
def read_heading(title: str) -> Heading:
    """Return the meaning of a header: ``Quellsyst.`` → the name of the source.

    A remark in brackets is used only if the other words do not indicate a side.
    """
    if len(title) > CONTENT:
        return Heading()
    text = redact(" ".join(HYPHENATED.sub("", title).split()))
    if not text or len(text) > LONGEST:
        return Heading(title=text)
    arrows = not any(map(str.isalnum, text)) and all(map(is_arrow, text.replace("/", " ").split()))
    if arrows or _is_both_ways(text):
        return Heading(title=text, interfaces="direction" if len(text) > 1 else "")
    if _is_answer(text):
        return Heading(title=text)
    if asks_state(text):
        return Heading(title=text, systems="state", interfaces="state")
    bare = CUSTOM.sub("", text)
    plain = replace(_read_plain(spell_number(bare)), title=text)
    rate = Heading(title=text, systems="unused", interfaces="volume", exact=False)
    if not plain.known or plain.part == "other":  # "Calls/day"
        plain = rate if RATE.search(text) else plain
    return plain if plain.known and plain.side is None else _read_places(bare) or plain


def _is_answer(text: str) -> bool:
    """Return whether a text is a value: "n/a", "sí"; not "No" (a number) or "SI" (a system)."""
    words = fold_words(text)
    if words in load_cell_words("nobody"):
        return words not in load_vocabulary().identity
    return len(text) > 1 and not text.isupper() and words in load_cell_words("affirmed")


def _is_both_ways(text: str) -> bool:
    """Return whether a header ends with letters for both directions: "Verso (I/O)"."""
    if not (found := BOTH_WAYS.search(text)):
        return False
    plain = _read_plain(text[: found.start()])
    if plain.interfaces not in {"", "direction", "unused"}:
        return False  # "Estado (A/I)": active or inactive
    one, other = ((fold_words(half) or ("",))[:1] for half in found.groups())
    inward, outward = load_cell_words("inward"), load_cell_words("outward")
    return (one in inward and other in outward) or (one in outward and other in inward)


def _read_places(text: str) -> Heading | None:
    """Return the meaning of a header for servers and databases: "Servidor / Base de datos".

    Besides a server or a database, the header may denote the technology: "Techno / hôte".
    """
    parts = PARTS.split(text)
    meant = [_read_plain(part) for part in parts] if len(parts) > 1 else []
    placed = [one.systems for one in meant if one.systems in PLACES]
    if not placed or any(one.side for one in meant):
        return None
    others = [part for part, one in zip(parts, meant, strict=True) if one.systems not in PLACES]
    if any(not TECHNOLOGY.search(" ".join(fold_words(part))) for part in others):
        return None
    return Heading(title=text, systems=placed[0])


def _read_plain(text: str) -> Heading:
    """Return the meaning of a header that is not a question."""
    if _is_count(text):
        return Heading(title=text, systems="unused", interfaces="unused")
    text = GENDERED.sub("", text)
    plain = UNIT.sub("", BRACKETS.sub(" ", PLURAL.sub("", text)))
    first = _read(plain, text)
    if first.systems == "unused" and first.thing and (whole := _read_whole(plain)):
        return replace(whole, title=text, exact=False)
    if first.side is Side.PARTNER and not first.thing and "/" in plain:
        halves = [_read(half, text) for half in plain.split("/")]
        if any(half.systems == "vendor" for half in halves):
            return Heading(title=text, systems="vendor", exact=False)  # "Supplier / partner"
    if BRACKETS.search(text) and (one := _read_bracketed(first, text)):
        return one
    if first.side is None and plain != text:
        full = _read(text, text)
        names = first.systems in {"name", "id"} or not first.known
        if (full.side is not None and names) or not first.known:
            return _name_system(full, text)
    return first


def _read_whole(text: str) -> Heading | None:
    """Return the meaning of "System / Modul": that of the system, because a module is a part of it.

    Return None for other headers.
    """
    whole, *parts = (_read(part, text) for part in text.split("/"))
    told = whole.systems == "name" and whole.thing and not whole.side
    return whole if told and parts and all(one.systems == "unused" for one in parts) else None


def _find_act(word: str) -> Side | None:
    """Return the side of a noun for an act: "envoi" (sending) → source, "reception" → target."""
    for side, names in ((Side.SOURCE, ("given", "outward")), (Side.TARGET, ("taken", "inward"))):
        if len(word) >= SHORTEST and any((word,) in load_cell_words(name) for name in names):
            return side
    return None


def _find_bracketed_side(text: str) -> Side | None:
    """Return the side in brackets after a word for an end: "System A (sends)", "App 2 (Empf.)"."""
    known = load_vocabulary()
    parts = [split_words(part) for part in BRACKETS.findall(text)]
    verbal = len(parts) == 1 and len(parts[0]) > 1 and is_verb(parts[0][0][0])
    told = [parts[0][:1]] if verbal and _are_particles(parts[0][1:]) else parts
    if len(told) != 1 or len(told[0]) != 1:
        return None
    ((word, cut),) = told[0]
    words = (word, *expand(word, cut=cut))
    sides = [known.find_side(one) or known.sides.get(one) for one in words]
    sides += [find_verb_side(word) if is_verb(word) else None]
    sides += [_find_act(word)]
    found = {DATA_SIDES.get(side, side) for side in sides if side} & {Side.SOURCE, Side.TARGET}
    return found.pop() if len(found) == 1 else None


def _are_particles(written: Sequence[tuple[str, bool]]) -> bool:
    """Return whether words after a verb belong to it: "gibt ab", "nimmt auf", "sends to"."""
    return all(
        (word,) in load_cell_words("particles") or is_place_preposition(word)
        for word, _ in written
    )  # fmt: skip


def _read_bracketed(heading: Heading, text: str) -> Heading | None:
    """Return the heading of an end whose side or detail is in brackets, None for any other."""
    if heading.side is not None:
        return _detail_side(heading, text)
    verbal = any(" " in part.strip("()[]{} ") for part in BRACKETS.findall(text))
    side = _find_bracketed_side(text) if heading.thing and verbal else None
    if side is None:
        return None
    return Heading(title=text, side=side, part="name", thing=heading.thing, exact=False)


def _detail_side(heading: Heading, text: str) -> Heading | None:
    """Return the heading of an end, with the detail in brackets: "From (code)", "To (host)"."""
    side = _find_bracketed_side(text) if heading.side in UNDIRECTED else None
    if side is not None:
        return replace(heading, title=text, side=side, part="name", relation="")
    return _read_detail(heading, text) if heading.part == "name" else None


def _read_detail(heading: Heading, text: str) -> Heading:
    """Return the heading of an end whose detail is in brackets."""
    known = load_vocabulary()
    told = {word for part in BRACKETS.findall(text) for word in fold_words(part)}
    meant = {known.attributes["systems"].get((word,), "") for word in told} - {"", "unused"}
    things = {known.things.get((word,), "") for word in told}
    if any((word,) in known.naming for word in told) or "system" in things:
        named = next((word for word in told if known.things.get((word,)) == "system"), "")
        return replace(heading, thing=heading.thing or named)
    if any((word,) in known.identity for word in told) or "aliases" in meant:
        return replace(heading, part="code")
    part = next((one for one in ("host", "database") if one in things), "")
    if not part and "hosts" in meant:
        part = "host"
    return replace(heading, part=part or ("other" if meant else heading.part))


def _name_system(heading: Heading, text: str) -> Heading:
    """Return a heading as a system name if a remark says so: "Sending body (system)"."""
    told = {word for part in BRACKETS.findall(text) for word in fold_words(part)}
    named = any(load_vocabulary().things.get((word,)) == "system" for word in told)
    return replace(heading, part="name") if named and heading.part == "other" else heading


def may_be_name(title: str) -> bool:
    """Return whether a header may just as well be the name of a system: "System A", "App 2"."""
    heading = read_heading(title)
    words = fold_words(title)
    counted = bool(words) and (len(words[-1]) == 1 or words[-1][-1].isdigit())
    return counted and heading.side in {Side.FIRST, Side.SECOND} and bool(heading.thing)


def is_plural(title: str) -> bool:
    """Return whether a header indicates that its cells may list several things.

    ``Abnehmer`` and ``Zielsysteme`` → True, ``Zielsystem`` → False.
    """
    known = load_vocabulary().grammar.plurals
    words = (part for word, cut in split_words(title) for part in expand(word, cut=cut))
    return bool(PLURAL.search(title)) or any(word in known or _is_sides(word) for word in words)


def _is_sides(word: str) -> bool:
    """Return whether a word is the plural of a word for a source or target: ``suscriptores``."""
    known = load_vocabulary()
    ends = (end for end in ("s", "es") if word.endswith(end))
    bare = (word.removesuffix(end) for end in ends)
    return any(known.find_side(one) or known.find_weak_side(one) for one in bare if len(one) > 3)


def _is_count(text: str) -> bool:
    """Return whether a column contains counts: "Number of interfaces", "Flussi (quantità)"."""
    if text.startswith("#") and len(text) > 1:
        return True
    known = load_vocabulary().counts
    heads = [
        tuple(word for word, _ in split_words(part)) for part in (text, *BRACKETS.findall(text))
    ]
    found = [
        any(words[:size] in known and words[:1] not in load_vocabulary().naming for size in (1, 2))
        for words in heads
        if words
    ]
    return any(found) and _read(BRACKETS.sub(" ", text), text).interfaces != "volume"


def _read(text: str, title: str) -> Heading:
    known = load_vocabulary()
    written = split_words(text)
    raw = tuple(word for word, _ in written)
    written = tuple(
        ("of", False) if cut and len(word) == 1 else (word, cut)  # "Art d. Schnittst."
        for word, cut in written
    )
    words = tuple(part for word, cut in written for part in expand(word, cut=cut))
    if not words:
        return Heading(title=title)
    whole = any(raw in table for table in known.attributes.values())
    short = not whole and any(is_guessed(word, cut=cut) for word, cut in written)
    if raw in known.pairs or _is_pair(words, known):
        return Heading(title=title, pair=True)
    if asked := _read_offered_thing(raw) or _read_question(raw, known):
        return replace(asked, title=title)
    found = _read_whole_name(raw, known) or _read_attribute(raw, words, text, known)
    heading = replace(found, title=title, exact=found.exact and not short)
    is_unused = whole and found.systems == found.interfaces == "unused"
    relation = "" if is_unused else find_relation(raw, words, known)  # "Sostituita da"
    offered = find_offered_side(raw)
    sided = _read_sided(words, known, verb="" if relation else raw[0])
    if sided is not None and (
        (sided.side is Side.FIRST and relation) or (offered and len(raw) > 1)
    ):
        sided = None  # "Disponibiliza dados a": a preposition; "Called by" is no callee
    if sided is not None and sided.rest:
        return replace(heading, bare=sided.side, rest=sided.rest, relation=relation)
    if sided is not None and not _is_phrase(raw, words, known):
        side = replace(sided, title=title, exact=sided.exact and not short, otherwise=found.systems)
        return replace(side, relation=relation or _name_relation(side))
    alone = _find_bare_side(raw, words, offered, known, heading)
    return replace(heading, relation=relation, bare=alone)


def _read_offered_thing(raw: Words) -> Heading | None:
    """Return the name of the interface for the service that is called: "Service requested"."""
    called = [word for word in raw if (word,) in load_cell_words("called")]
    rest = [word for word in raw if word not in called and word not in load_vocabulary().fillers]
    if len(called) != 1 or len(rest) != 1 or (rest[0],) not in load_cell_words("callable"):
        return None
    return Heading(interfaces="name", part="name", thing="interface", exact=False)


def _find_bare_side(
    raw: Words, words: Words, offered: Side | None, known: Vocabulary, heading: Heading
) -> Side | None:
    """Return a side that is used only if another column has the opposite side: "Sends"."""
    if len(words) > 1 or len(raw) > 1:
        return _find_opposed(words, known) or offered
    alone = known.weak.get(words[0])
    return alone or (None if heading.known else offered or find_verb_side(words[0]))


def _read_whole_name(raw: Words, known: Vocabulary) -> Heading | None:
    """Return the meaning of a header whose words together denote a name: "displayName"."""
    whole = len(raw) > 1 and raw in known.naming
    return Heading(systems="name", interfaces="name", part="name") if whole else None


def _read_question(raw: Words, known: Vocabulary) -> Heading | None:
    """Return the meaning of a question about a name or an end of an interface.

    "Wie heißt es?" → name; "Who receives it?" → target.
    """
    thing = next((w for w in raw if known.things.get((w,)) == "system"), "")
    if (
        raw[0] in known.joints.difference(known.prepositions)
        and thing
        and len(raw) <= LONGEST_QUESTION
    ):
        return Heading(side=Side.PARTNER, part="name", thing=thing, relation=OPEN, exact=False)
    if asks_what_moves(raw, known):
        return Heading(interfaces="entities", exact=False)
    if side := find_pronoun_side(raw, known):
        return Heading(side=side, part="name", thing=thing or "system", exact=False)
    asked = find_asked(raw, known)
    agent = find_agent_side(raw, known)
    if asked == "name" and agent is Side.CONSUMER and not has_object(raw, known):
        agent = None  # "Which system do you use?", not "Which system sends?"
    if asked == "name" and agent is not None:
        agent = DATA_SIDES.get(agent, agent)  # "Which system has it? | Which needs it?"
    if agent is Side.CONSUMER:
        return Heading(bare=agent, systems=asked, exact=False)
    if agent is not None:
        thing = next((w for w in raw if known.things.get((w,)) in {"system", "weak"}), "")
        return Heading(
            side=agent, part="name", thing=thing, preposition=not thing, exact=False,
            otherwise=asked,
        )  # fmt: skip
    return Heading(systems="name", part="name", exact=False) if asked == "name" else None


def _find_opposed(words: Words, known: Vocabulary) -> Side | None:
    """Return the side of an abbreviation next to a word for a system: ``sys_doc`` → target."""
    spare = [word for word in words if known.things.get((word,)) != "system"]
    return known.opposed.get(spare[0]) if len(spare) == 1 and len(words) > 1 else None


def _is_phrase(raw: Words, words: Words, known: Vocabulary) -> bool:
    """Return whether the vocabulary contains the whole header as an attribute: "data source"."""
    return any(
        phrase in table and phrase not in known.things
        for table in known.attributes.values()
        for phrase in (raw, words)
        if len(phrase) > 1
    )


def _is_pair(words: Words, known: Vocabulary) -> bool:
    told = [known.find_side(word) for word in words]
    both = Side.SOURCE in told and Side.TARGET in told
    return both and all(
        side or word in known.fillers or (word,) in known.things or word in known.prepositions
        for word, side in zip(words, told, strict=True)
    )


def _read_sided(words: Words, known: Vocabulary, *, verb: str) -> Heading | None:
    """Return the end (source, target, …) that a header denotes, or None.

    verb: the first word as written, which may be the verb of a system.
    """
    place, side, preposition = _find_side(words, known)
    acting = _find_leading_verb(verb, words, known) if side is None else None
    side = side or acting
    if side is None:
        return None
    rest = tuple(
        word
        for at, word in enumerate(words)
        if at != place and (word not in known.fillers or (word,) in known.naming)
    )
    whole = rest
    rest, coded = take_short_name(rest, known)
    data = any(word in known.data for word in rest)
    things, left = _find_things(tuple(w for w in rest if w not in known.data), known)
    spare = [word for word in left if word not in known.qualifiers and word not in known.data]
    naming = [word for word in spare if (word,) in known.naming]
    identity = [word for word in spare if (word,) in known.identity]
    other = [word for word in spare if word not in naming and word not in identity]
    about = [w for w in other if w not in known.data and _is_attribute((w,), known)]
    strange = [word for word in other if word not in about and known.find_side(word) is not side]
    if place == len(words) - 1 and all(_is_carried(word, known) for word in about):
        about = []  # "API Provider", "Message Receiver"
        things = things - {"dataset", "interface"}
    weak = known.find_side(words[place]) is None and not (preposition or data or acting)
    if weak and not (things & {"system", "weak"} or ((identity or coded) and not other)):
        return None
    if len(strange) > MOST_STRANGE:
        return None  # "How likely are you to suggest this app to a friend?"
    if strange and "system" not in things:
        return Heading(side=side, rest=" ".join(whole))
    if data:
        side = {Side.PROVIDER: Side.SOURCE, Side.CONSUMER: Side.TARGET}.get(side, side)
    part = _find_part(things, has_id=bool(identity), has_other=bool(about))
    part = "code" if coded and part in {"name", "id"} else part
    return Heading(
        side=side, part=part, exact=not strange, preposition=preposition,
        thing=next((w for w in rest if known.things.get((w,)) in {"system", "weak"}), ""),
    )  # fmt: skip


def _find_leading_verb(verb: str, words: Words, known: Vocabulary) -> Side | None:
    """Return the side of a verb before a word for a system: "GIVES system", "Oddaje: system"."""
    named = any(known.things.get((word,)) == "system" for word in words[1:2])
    return find_verb_side(verb) if named and is_verb(verb) else None


def _is_carried(word: str, known: Vocabulary) -> bool:
    """Return whether a word denotes the transferred data or the interface itself."""
    return known.attributes["interfaces"].get((word,)) in {"entities", "name"}


def _find_part(things: set[str], *, has_id: bool, has_other: bool) -> str:
    """Return the detail of an end that a column contains: name, id, host and so on."""
    if has_other:
        return "other"
    for thing in ("dataset", "interface", "host", "database"):
        if thing in things:
            return thing
    return "id" if has_id else "name"


def _find_side(words: Words, known: Vocabulary) -> tuple[int, Side | None, bool]:
    """Return the position and the side of the word for a side, and whether it is a preposition."""
    order = list(Side)
    found = [
        (order.index(side), place)
        for place, word in enumerate(words)
        if (side := known.find_side(word) or known.find_weak_side(word))
    ]
    strong = [item for item in found if known.find_side(words[item[1]])]
    if strong:
        rank, place = min(strong)
        placed = [item for item in found if order[item[0]] in {Side.FIRST, Side.SECOND}]
        if order[rank] is Side.PARTNER and placed:
            rank, place = placed[0]  # "Partner links", "Partner 2"
        return place, order[rank], False
    led = known.prepositions.get(words[0])
    if led and (len(words) == 1 or words[0] not in known.weak):
        return 0, led, True
    last = known.prepositions.get(words[-1])
    ends = last and words[-1] not in known.weak  # "System A" names the first of two
    numbered = len(words) > 1 and all((word,) in known.identity for word in words[:-1])  # "Id da"
    named = numbered or any(known.things.get((word,)) == "system" for word in words)
    if last and ends and named:
        return len(words) - 1, last, True
    if found:
        rank, place = min(found)
        return place, order[rank], False
    return 0, None, False


def _find_things(words: Words, known: Vocabulary) -> tuple[set[str], Words]:
    """Split words into types of things (system, interface, …) and other words."""
    things: set[str] = set()
    left: list[str] = []
    place = 0
    while place < len(words):
        size = match_longest(words, place, known.things, 3)
        if size:
            things.add(known.things[words[place : place + size]])
        else:
            left.append(words[place])
        place += size or 1
    return things, tuple(left)


def _is_attribute(phrase: Words, known: Vocabulary) -> bool:
    return any(phrase in table for table in known.attributes.values())


def _read_attribute(raw: Words, words: Words, text: str, known: Vocabulary) -> Heading:
    """Return the meanings of a header without a side, in lists of systems and of interfaces."""
    things, left = _find_things(words, known)
    bare = tuple(w for w in left if w not in known.fillers and w not in known.qualifiers)
    named = all((w,) in known.naming for w in bare) or (bare in known.naming and bool(bare))
    numbered = bool(bare) and all((w,) in known.identity or (w,) in known.naming for w in bare)
    thing = next((w for w in words if known.things.get((w,)) in {"system", "weak"}), "")
    thing = thing or ("system" if "system" in things else "")  # "Fact sheet"
    local = things <= {"system"} and any(_is_local_name(one, known) for one in (bare, left))
    systems, exact = find_meaning("systems", raw, words, text, known)
    interfaces, exact_too = find_meaning("interfaces", raw, words, text, known)
    product = _names_product(words, known)
    software = things == {"system"} or (things == {"system", "weak"} and not bare and not product)
    if local or (software and (named or numbered)):
        part = "name" if local or named else "id"
        titled = "product" if systems == "product" else ""
        return Heading(systems=part, part=part, thing=thing, local=local, otherwise=titled)
    short = systems == "aliases" and not interfaces  # "Schnittstellenkürzel"
    if things == {"interface"} and (named or numbered or short):
        return Heading(interfaces="name", thing="interface", part="name" if named else "id")
    moved = bool(bare) and all(w.startswith(known.grammar.transfer) for w in bare)
    if things == {"dataset"} and (named or numbered or moved) and not interfaces:
        return Heading(systems=systems, interfaces="dataset", thing="dataset")
    if things <= {"weak"} and bare and numbered and not named and not systems:
        return Heading(systems="id", interfaces="name", part="id", thing=thing)
    if not things and bare and (named or numbered) and not (systems and exact):
        part = "name" if named else "id"
        return Heading(systems=part, interfaces="name", part=part)
    return Heading(
        systems=systems, interfaces=interfaces, thing=thing, exact=exact if systems else exact_too,
        describes=any(word in known.grammar.describing for word in words),
    )  # fmt: skip


def _names_product(words: Words, known: Vocabulary) -> bool:
    """Return whether a header denotes the product of a system: ``Softwareprodukt``."""
    return any(known.attributes["systems"].get((word,)) == "product" for word in words)


def _is_local_name(words: Words, known: Vocabulary) -> bool:
    """Return whether words denote a name in one language: "English name", "Nom français"."""
    named = [word for word in words if (word,) in known.naming]
    spoken = [word for word in words if (word,) in known.languages]
    return len(named) == len(spoken) == 1 and len(words) == 2


def _name_relation(heading: Heading) -> str:
    """Return the direction of data that a header such as "Source system" implies."""
    if heading.part != "name" or not heading.thing:
        return ""
    match heading.side:
        case Side.SOURCE:
            return BACK
        case Side.TARGET:
            return FORTH
        case Side.PROVIDER | Side.CONSUMER | Side.PARTNER:
            return OPEN
        case _:
            return ""
