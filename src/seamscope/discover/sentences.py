"""Read flows from plain sentences, such as "Shop sends orders to Ledger", in notes and mails.

A sentence is a flow only if it contains the names of exactly two listed systems and a verb with a
direction between them, and no negation, doubt, plan or past tense. Such a flow is only likely, and
its reason quotes the sentence.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from functools import cache

from seamscope.connector import File
from seamscope.connector.paragraphs import list_paragraphs
from seamscope.connector.relations import Direction, read_relation
from seamscope.connector.scrub import quote
from seamscope.connector.words import fold_words, list_phrases, load, match_longest
from seamscope.errors import UnreadableError
from seamscope.records import Certainty, Endpoint, Evidence, Flow, Record, State, System, SystemRef

SUFFIXES = frozenset({".eml", ".md", ".rst", ".txt", ".docx", ".html", ".htm"})
LARGEST = 2 * 1024 * 1024  # bytes; larger files are not notes
LONGEST = 300  # maximum characters of a sentence
FARTHEST = 120  # maximum characters between two names
SENTENCES = re.compile(r"([.!?])(?=\s|$)|\n\s*\n|\n\s*[-*•>|#]")
CLAUSES = re.compile(r"[;:](?=\s|$)|\s[-–—]\s|[()]")
WORD = re.compile(r"[\w'’]+")
FIRST_WORD = re.compile(r"(?<![\w-])\w+")
AFTER_NAME = re.compile(r"(?![\w-])")
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
        if file.suffix in SUFFIXES and 0 < file.size <= LARGEST:
            for line, text in _list_paragraphs(file):
                yield from _read_paragraph(text, names, file.at(line))


def _index_names(records: Iterable[Record]) -> dict[str, str]:
    """Return the listed system of each name that only one active system has.

    Names are distinct enough in a sentence if they begin with a capital and are not short words.
    """
    holders: dict[str, set[str]] = defaultdict(set)
    inactive = set()
    for record in records:
        if isinstance(record, System):
            for name in (record.name, *record.aliases):
                if name[:1].isupper() and (len(name) > 3 or (len(name) > 1 and name.isupper())):
                    holders[name].add(record.name)
            if record.state is not State.ACTIVE:
                inactive.add(record.name)
    return {
        name: min(found)
        for name, found in holders.items()
        if len(found) == 1 and not found & inactive
    }


def _list_paragraphs(file: File) -> Iterator[tuple[int, str]]:
    """Yield the paragraphs of a file with their first line, 0 if the format has no lines."""
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

    names: the systems by their names, the longest name first, by the first word of the name.
    """
    parts = [*SENTENCES.split(text), None]
    statements = (one for one, end in zip(parts[::2], parts[1::2], strict=True) if end != "?")
    for part in (clause for one in statements for clause in CLAUSES.split(one or "")):
        sentence = " ".join(part.split())
        if 0 < len(sentence) <= LONGEST and (flow := _read_sentence(sentence, names)):
            source, target = flow
            yield Flow(
                source=Endpoint(system=SystemRef(name=source)),
                target=Endpoint(system=SystemRef(name=target)),
                certainty=Certainty.LIKELY,
                reason=f"a note says '{quote(sentence, 160)}'",
                interface=quote(sentence, 80),
                declared=True,
                evidence=where,
            )


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
    direction = read_relation(between).direction
    if direction is None:
        # Dutch and German verbs may precede their subject: "Daily sends the Shop …".
        before = WORD.findall(sentence[: first.start])
        verbs = [word for word in before[-2:] if word.casefold() not in _list_articles()]
        direction = read_relation(" ".join([*verbs[-1:], between])).direction if verbs else None
    match direction:
        case Direction.FORWARD:
            return first.system, second.system
        case Direction.BACKWARD:
            return second.system, first.system
    return None


def _is_silent(text: str) -> bool:
    """Return whether a word expresses negation, doubt, a plan or the past."""
    words = fold_words(text)
    known = _list_silent()
    return any(match_longest(words, at, known, MOST) for at in range(len(words)))


@cache
def _list_silent() -> frozenset[tuple[str, ...]]:
    match load("sentences"):
        case {"silent": dict() as silent}:
            return frozenset(list_phrases(silent))
        case _:
            raise ValueError("sentences.yaml lacks `silent`")


@cache
def _list_articles() -> frozenset[str]:
    return frozenset(["the", "der", "die", "das", "den", "dem", "de", "het", "le", "la", "el", "o"])
