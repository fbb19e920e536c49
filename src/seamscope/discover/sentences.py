"""Read flows from plain sentences, such as "Shop sends orders to Ledger", in notes and mails.

A sentence is a flow only if it contains the names of exactly two listed systems and a verb with a
direction between them, and no negation, doubt, plan or past tense. Such a flow has the certainty
"likely", or "possible" if a question follows ("…, by file?"). Its reason quotes the sentence.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from functools import cache

from seamscope.connector import File
from seamscope.connector.paragraphs import list_paragraphs
from seamscope.connector.relations import Direction, is_verb, read_relation
from seamscope.connector.scrub import quote
from seamscope.connector.words import fold_words, list_phrases, load, match_longest
from seamscope.errors import UnreadableError
from seamscope.knowledge.products import load_products
from seamscope.records import Certainty, Endpoint, Evidence, Flow, Record, State, System, SystemRef

SUFFIXES = frozenset({".eml", ".md", ".rst", ".txt", ".docx", ".html", ".htm"})
LARGEST = 2 * 1024 * 1024  # bytes; larger files are not notes
LONGEST = 300  # maximum characters of a sentence
FARTHEST = 120  # maximum characters between two names
SENTENCES = re.compile(r"([.!?])(?=\s|$)|\n\s*\n|\n\s*[-*•>|#]")
BRACKETS = re.compile(r"\(([^()]{1,160})\)")
CLAUSES = re.compile(r"[;:](?=\s|$)|\s[-–—]\s|[()]")
WORD = re.compile(r"[\w'’]+")
ACRONYM = re.compile(r"[A-Z]{3,5}")
FIRST_WORD = re.compile(r"(?<![\w-])\w+")
AFTER_NAME = re.compile(r"(?![\w-])")
LONGEST_NOUN = 3  # words of a noun before a name in brackets: "the order management system (OMS)"
MOST = 3  # words in the longest phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mention:
    system: str
    start: int
    end: int


def read_sentences(files: Iterable[File], records: Sequence[Record]) -> Iterator[Flow]:
    """Yield the flows in the sentences of notes and mails about systems that the records list."""
    systems = _index_names(records)
    if len({*systems.values()}) < 2:
        return
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for name in sorted(systems, key=len, reverse=True):
        if found := FIRST_WORD.match(name):
            names[found[0]][name] = systems[name]
    for file in files:
        if is_note(file):
            for line, text in _list_paragraphs(file):
                yield from _read_paragraph(text, names, file.at(line))


def is_note(file: File) -> bool:
    """Return whether the sentences of a file are read, as it may be a note, a mail or minutes."""
    return file.suffix in SUFFIXES and 0 < file.size <= LARGEST


def find_named_products(files: Iterable[File]) -> dict[str, tuple[str, ...]]:
    """Return the known products that notes name, each with the files that name it.

    A product is spelled as in the notes. Generic technologies and names shorter than an acronym are
    left out.
    """
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for product in load_products().products:
        for name in (product.name, *product.aliases) if not product.generic else ():
            if found := FIRST_WORD.match(name) if is_distinct(name) else None:
                names[found[0]][name] = product.name
    longest = _sort_longest(names)
    spelled: dict[str, str] = {}
    places: dict[str, set[str]] = defaultdict(set)
    for file in filter(is_note, files):
        for _, text in _list_paragraphs(file):
            for mention in _find_mentions(text, longest):
                spelled.setdefault(mention.system, text[mention.start : mention.end])
                places[mention.system].add(file.path)
    return {spelled[product]: tuple(sorted(places[product])) for product in sorted(places)}


def _sort_longest(names: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Return the names by their first words, the longest name first, with the system of each."""
    return {
        word: dict(sorted(called.items(), key=lambda item: -len(item[0])))
        for word, called in names.items()
    }


def is_distinct(name: str) -> bool:
    """Return whether a name can be recognised in a sentence: capitalised, and no short word."""
    return name[:1].isupper() and (len(name) > 3 or (len(name) > 1 and name.isupper()))


def _index_names(records: Sequence[Record]) -> dict[str, str]:
    """Return the listed system of each name that belongs to only one active system.

    The names can be recognised in a sentence: they begin with a capital and are not short words, or
    they are an alias of several words ("data lake"), or an acronym that only one name ends with
    (MES for "Joiner MES").
    """
    systems = [record for record in records if isinstance(record, System)]
    inactive = {system.name for system in systems if system.state is not State.ACTIVE}
    holders: dict[str, set[str]] = defaultdict(set)
    containing: dict[str, set[str]] = defaultdict(set)
    for system in systems:
        for name in (system.name, *system.aliases):
            for word in FIRST_WORD.findall(name):
                containing[word.casefold()].add(system.name)
        for name in _list_spellings(system):
            holders[name].add(system.name)
    for system in systems:
        last = system.name.rpartition(" ")[2]
        if ACRONYM.fullmatch(last) and len(containing[last.casefold()]) == 1:
            holders[last] |= containing[last.casefold()]
    return {
        name: min(found)
        for name, found in holders.items()
        if len(found) == 1 and not found & inactive
    }


def _list_spellings(system: System) -> Iterator[str]:
    """Yield the spellings by which a system can be recognised in a sentence.

    An alias of several words is recognised with a small or a capital initial.
    """
    yield from filter(is_distinct, (system.name, *system.aliases))
    for alias in system.aliases:
        if " " in alias.strip():
            yield from (alias, f"{alias[:1].upper()}{alias[1:]}")


def _list_paragraphs(file: File) -> Iterator[tuple[int, str]]:
    """Yield the paragraphs of a file, each with its first line; 0 if the format has no lines."""
    try:
        if file.suffix == ".eml":
            yield 0, _read_mail(file)
        elif file.suffix in {".docx", ".html", ".htm"}:
            yield from ((0, text) for text in list_paragraphs(file.data(), file.suffix, file.path))
        else:
            line = 1
            for text in re.split(r"(\n\s*\n)", file.text()):
                yield line, text
                line += text.count("\n")
    except (UnreadableError, LookupError, ValueError):
        return


def _read_mail(file: File) -> str:
    """Return the text of a mail without quoted lines."""
    message = message_from_bytes(file.data(), policy=policy.default)
    body = message.get_body(("plain",)) if message.is_multipart() else message
    text = body.get_content() if body is not None else ""
    lines = text.splitlines() if isinstance(text, str) else []
    return "\n".join(line for line in lines if not line.startswith(">"))


def _read_paragraph(
    text: str, names: Mapping[str, Mapping[str, str]], where: Evidence
) -> Iterator[Flow]:
    """Yield the flows in the sentences of a paragraph.

    names: the systems by their names, grouped by the first word of the name, the longest name
    first.
    """
    parts = [*SENTENCES.split(text), None]
    for written, end in zip(parts[::2], parts[1::2], strict=True):
        if not written:
            continue
        statement = _put_names(written, names)
        if end == "?":
            statement = _find_asserted(statement, names)
        found = [*_read_clauses(CLAUSES.split(statement), names, where)]
        flows = found or _read_clauses([_drop_remarks(statement)], names, where)
        certainty = Certainty.POSSIBLE if end == "?" else Certainty.LIKELY
        yield from (replace(flow, certainty=certainty) for flow in flows)


def _find_asserted(question: str, names: Mapping[str, Mapping[str, str]]) -> str:
    """Return the statement before the question in "Shop sends orders to Ledger, by file?".

    The sentence must begin with a system, and only the part after the last comma may be a question.
    Return "" for any other question.
    """
    stated, comma, _ = question.strip(" \n-*•>|#").rpartition(", ")
    first = next(_find_mentions(stated, names), None) if comma else None
    return stated if first is not None and first.start == 0 else ""


def _read_clauses(
    clauses: Iterable[str], names: Mapping[str, Mapping[str, str]], where: Evidence
) -> Iterator[Flow]:
    for part in clauses:
        sentence = " ".join(part.split())
        for source, target in _read_pairs(sentence, names) if len(sentence) <= LONGEST else ():
            yield Flow(
                source=Endpoint(system=SystemRef(name=source)),
                target=Endpoint(system=SystemRef(name=target)),
                certainty=Certainty.LIKELY,
                reason=f"a note says '{quote(sentence, 160)}'",
                interface=quote(sentence, 80),
                declared=True,
                evidence=where,
            )


def _read_pairs(sentence: str, names: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the source and target of a sentence, also of a second clause for the way back.

    "Shop sends orders to Ledger, Ledger sends answers back" yields two pairs.
    """
    first, comma, rest = sentence.partition(", ")
    pair = _read_sentence(first, names) if comma and not _is_silent(rest) else None
    if pair is None:
        if whole := _read_sentence(sentence, names):
            yield whole
        return
    yield pair
    named = {mention.system for mention in _find_mentions(rest, names)}
    told = {(word,) for word in fold_words(rest)}
    if named <= {pair[1]} and told & _list_words("returning"):
        yield pair[1], pair[0]


def _put_names(statement: str, names: Mapping[str, Mapping[str, str]]) -> str:
    """Replace a noun by the name in brackets after it: "the web shop (Shop)" → "Shop"."""
    text, end = "", 0
    for found in BRACKETS.finditer(statement):
        word = FIRST_WORD.match(found[1])
        if word is not None and found[1] in names.get(word[0], {}):
            before = statement[end : found.start()]
            if (kept := _drop_noun(before)) is not None:
                text, end = f"{text}{kept} {found[1]} ", found.end()
    return text + statement[end:]


def _drop_noun(text: str) -> str | None:
    """Return a text without the noun at its end and the article before it.

    "Orders come from the web shop" → "Orders come from". Return None if there is no such noun.
    """
    words = list(WORD.finditer(text))
    for place in range(len(words) - 2, max(len(words) - 2 - LONGEST_NOUN, -1), -1):
        key = (words[place][0].casefold(),)
        is_article = key in _list_words("articles")
        if is_article or key in _list_words("origins") | _list_words("destinations"):
            noun = text[words[place].end() :]
            plain = set(noun) <= {" ", "-", "\n"} | {char for char in noun if char.isalnum()}
            if not plain or read_relation(noun).direction is not None:
                return None
            return text[: words[place].start() if is_article else words[place].end()]
    return None


def _drop_remarks(statement: str) -> str:
    """Return a statement without remarks in brackets.

    "Shop sends orders (by the hub) to Ledger" → "Shop sends orders to Ledger". Return "" if the
    statement has no remark, or one that changes its meaning, as "(planned)" does.
    """
    remarks = BRACKETS.findall(statement)
    if not remarks or any(map(_is_silent, remarks)):
        return ""
    return BRACKETS.sub(" ", statement)


def _find_mentions(sentence: str, names: Mapping[str, Mapping[str, str]]) -> Iterator[_Mention]:
    """Yield the systems that a sentence names; of overlapping names, the first and longest."""
    end = 0
    for word in FIRST_WORD.finditer(sentence):
        start = word.start()
        for name, system in names.get(word[0], {}).items() if start >= end else ():
            if sentence.startswith(name, start) and AFTER_NAME.match(sentence, start + len(name)):
                end = start + len(name)
                yield _Mention(system=system, start=start, end=end)
                break


def _read_sentence(sentence: str, names: Mapping[str, Mapping[str, str]]) -> tuple[str, str] | None:
    """Return the source and the target of the data in a sentence, None if they are unclear."""
    found = [*_find_mentions(sentence, names)]
    if len(found) != 2 or found[0].system == found[1].system:
        return None
    first, second = found
    between = sentence[first.end : second.start].strip(" ,\"'")
    rest = " ".join((sentence[: first.start], between, sentence[second.end :]))
    if not between or len(between) > FARTHEST or _is_silent(rest):
        return None
    direction = _read_inverted(sentence[: first.start], between) or read_relation(between).direction
    if direction is None and _leads(sentence[: first.start], between):
        direction = Direction.FORWARD
    if direction is None:
        # Dutch and German verbs may precede their subject: "Daily sends the Shop …".
        before = WORD.findall(sentence[: first.start])
        verbs = [word for word in before[-2:] if (word.casefold(),) not in _list_words("articles")]
        direction = read_relation(" ".join([*verbs[-1:], between])).direction if verbs else None
    match direction:
        case Direction.FORWARD:
            return first.system, second.system
        case Direction.BACKWARD:
            return second.system, first.system
    return None


def _read_inverted(before: str, between: str) -> Direction | None:
    """Return the direction if a preposition begins the sentence and a verb follows the first name.

    In "An Cargoline gibt das Lager nur die Meldung" (German), the Lager sends; in "Van A leest B"
    (Dutch), A does. Return None for other sentences.
    """
    words, inner = fold_words(before), fold_words(between)
    plain = [word for word in words if (word,) not in _list_words("articles") or word == words[0]]
    verb = read_relation(between).direction
    if len(plain) != 1 or not inner or not is_verb(inner[0]) or verb is None:
        return None
    if (plain[0],) in _list_words("destinations") and verb is Direction.FORWARD:
        return Direction.BACKWARD
    if (plain[0],) in _list_words("origins") and verb is Direction.BACKWARD:
        return Direction.FORWARD
    return None


def _leads(before: str, between: str) -> bool:
    """Return whether data goes from the first to the second system: "from P01 by RFC to P02".

    before: the words before the first system.
    between: the words between the two systems.
    """
    words, inner = fold_words(before), fold_words(between)
    articles = _list_words("articles")
    origin = [word for word in words[-2:] if (word,) not in articles or (word,) == words[-1:]]
    target = [word for word in inner[-2:] if (word,) not in articles or len(inner) == 1]
    told = {(word,) for word in (*words, *inner)}
    return (
        bool(origin and target)
        and (origin[-1],) in _list_words("origins")
        and (target[-1],) in _list_words("destinations")
        and told.isdisjoint(_list_words("replacing"))
    )


def _is_silent(text: str) -> bool:
    """Return whether a text contains a word for a negation, a doubt, a plan or the past."""
    words = fold_words(text)
    harmless = _find_frequent(words)
    known = _list_words("silent")
    return any(
        match_longest(words, at, known, MOST) for at, word in enumerate(words)
        if (word,) not in harmless
    )  # fmt: skip


def _find_frequent(words: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """Return the frequent words of the language in which a text is written.

    Words for negation are left out. The language is that of most words; if it is unclear, return an
    empty set.
    """
    frequent, silent = _list_by_language("frequent"), _list_by_language("silent")
    counted = {
        language: sum((word,) in known for word in words) for language, known in frequent.items()
    }
    most = max(counted.values(), default=0)
    best = [language for language, count in counted.items() if count == most > 1]
    return frequent[best[0]] - silent[best[0]] if len(best) == 1 else frozenset()


@cache
def _list_words(section: str) -> frozenset[tuple[str, ...]]:
    return frozenset().union(*_list_by_language(section).values())


@cache
def _list_by_language(section: str) -> dict[str, frozenset[tuple[str, ...]]]:
    """Return the phrases of a section of ``sentences.yaml`` by language."""
    match load("sentences"):
        case {**sections} if isinstance(words := sections.get(section), dict):
            return {
                str(language): frozenset(list_phrases({language: phrases}))
                for language, phrases in words.items()
            }
        case _:
            raise ValueError(f"sentences.yaml lacks `{section}`")
