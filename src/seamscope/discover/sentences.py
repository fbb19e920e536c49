"""Read flows from plain sentences, such as "Shop sends orders to Ledger", in notes and mails.

A sentence is a flow only if it contains the names of listed systems and a verb with a direction
between them, and no negation, doubt or past tense; see `sentence_pairs`. Below "Planned:", and in a
sentence about the future, the flow is planned. Such a flow is only likely, or possible if a
question follows ("…, by file?"), and its reason quotes the sentence.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from email import message_from_bytes, policy

from seamscope.connector import File
from seamscope.connector.paragraphs import list_paragraphs
from seamscope.connector.relations import read_relation
from seamscope.connector.scrub import quote
from seamscope.discover.note_names import (
    FIRST_WORD,
    Names,
    find_mentions,
    index_names,
    is_distinct,
    sort_longest,
)
from seamscope.discover.sentence_pairs import judge_state, list_words, read_pairs
from seamscope.errors import UnreadableError
from seamscope.knowledge.products import load_products
from seamscope.records import Certainty, Endpoint, Evidence, Flow, Record, State, SystemRef

SUFFIXES = frozenset({".eml", ".md", ".rst", ".txt", ".docx", ".html", ".htm"})
LARGEST = 2 * 1024 * 1024  # bytes; larger files are not notes
LONGEST = 300  # maximum characters of a sentence
# The full stop of an ordinal number, as in "3. Quartal", ends no sentence.
SENTENCES = re.compile(r"((?<!\b\d)(?<!\b\d\d)\.|[!?])(?=\s|$)|\n\s*\n|\n\s*[-*•>|#]")
BRACKETS = re.compile(r"\(([^()]{1,160})\)")
CLAUSES = re.compile(r"[;:](?=\s|$)|\s[-–—]\s|[()]")
# A heading of Markdown, or a line such as "Planned:" above a list.
HEADING = re.compile(
    r"^[ \t]{0,8}(?:#{1,6}[ \t]{1,4}(?P<title>[^\n]{1,80})|(?P<label>[^\n.!?:]{2,60}):[ \t]{0,8})$",
    re.M,
)
# A label before a statement in the same line: "Planned: Shop to Ledger".
LABEL = re.compile(r"\s*(?P<label>[^:.!?]{2,40}):\s")
WORD = re.compile(r"[\w'’]+")
LONGEST_NOUN = 3  # words of a noun before a name in brackets: "the order management system (OMS)"


def read_sentences(files: Iterable[File], records: Sequence[Record]) -> Iterator[Flow]:
    """Yield the flows in the sentences of notes and mails about systems that the records list."""
    systems = index_names(records)
    if len({*systems.values()}) < 2:
        return
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for name in sorted(systems, key=len, reverse=True):
        if found := FIRST_WORD.match(name):
            names[found[0]][name] = systems[name]
    for file in files:
        if is_note(file):
            for line, text, is_plan in _list_sections(_list_paragraphs(file)):
                yield from _read_paragraph(text, names, file.at(line), is_plan=is_plan)


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
    longest = sort_longest(names)
    spelled: dict[str, str] = {}
    places: dict[str, set[str]] = defaultdict(set)
    for file in filter(is_note, files):
        for _, text in _list_paragraphs(file):
            for mention in find_mentions(text, longest):
                spelled.setdefault(mention.system, text[mention.start : mention.end])
                places[mention.system].add(file.path)
    return {spelled[product]: tuple(sorted(places[product])) for product in sorted(places)}


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


def _list_sections(paragraphs: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str, bool]]:
    """Yield (line, text, is_plan) for each part of the paragraphs between two headings.

    is_plan: whether a heading is about the future. A heading of Markdown counts until the next one,
    a line such as "Planned:" for the list below it.
    """
    titled = labelled = is_open = False
    for first, text in paragraphs:
        if text.strip() and not is_open:
            labelled = False
        start = end = 0
        for found in HEADING.finditer(text):
            yield first, text[start : found.start()], titled or labelled
            start, end = found.span()
            labelled = judge_state(found[0]) is State.PLANNED
            titled = labelled if found["title"] else titled
        yield first, text[start:], titled or labelled
        if text.strip():
            is_open = end > 0 and not text[end:].strip()


def _read_paragraph(text: str, names: Names, where: Evidence, *, is_plan: bool) -> Iterator[Flow]:
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
        label = LABEL.match(statement)
        state = judge_state(label["label"]) if label and not _has_digit(label) else State.ACTIVE
        if state is None:
            continue
        planned = is_plan or state is State.PLANNED
        certainty = Certainty.POSSIBLE if end == "?" else Certainty.LIKELY
        yield from _read_statement(statement, names, where, certainty, is_plan=planned)


def _has_digit(label: re.Match[str]) -> bool:
    return any(map(str.isdigit, label[0]))  # "No. 3: Shop sends orders to Ledger"


def _read_statement(
    statement: str, names: Names, where: Evidence, certainty: Certainty, *, is_plan: bool
) -> Iterator[Flow]:
    """Yield the flows of each clause, and of the statement without its remarks in brackets."""
    known: set[tuple[str, str]] = set()
    remarks = BRACKETS.findall(statement)
    for part in (*CLAUSES.split(statement), *([BRACKETS.sub(" ", statement)] if remarks else [])):
        sentence = " ".join(part.split())
        state = State.PLANNED if is_plan else _judge_remarks(statement, part)
        if len(sentence) > LONGEST or state is None:
            continue
        for pair in read_pairs(sentence, names):
            if (pair.source, pair.target) not in known:
                known.add((pair.source, pair.target))
                yield Flow(
                    source=Endpoint(system=SystemRef(name=pair.source)),
                    target=Endpoint(system=SystemRef(name=pair.target)),
                    certainty=certainty,
                    state=State.PLANNED if pair.state is State.PLANNED else state,
                    reason=f"a note says '{quote(sentence, 160)}'",
                    interface=quote(sentence, 80),
                    declared=True,
                    evidence=where,
                )


def _judge_remarks(statement: str, part: str) -> State | None:
    """Return the state that the remarks in brackets give a statement without them.

    "Shop sends orders (planned) to Ledger" is planned; a remark that denies, doubts or is about the
    past is None. A clause that stands in the statement as it is has no remarks: ACTIVE.
    """
    if part in statement:
        return State.ACTIVE
    states = {judge_state(remark) for remark in BRACKETS.findall(statement)}
    if None in states:
        return None
    return State.PLANNED if State.PLANNED in states else State.ACTIVE


def _find_asserted(question: str, names: Names) -> str:
    """Return the statement that a question adds to: "Shop sends orders to Ledger, by file?".

    The sentence must begin with a system, and only the part after the last comma may be a question.
    Return "" for any other question.
    """
    stated, comma, _ = question.strip(" \n-*•>|#").rpartition(", ")
    first = next(find_mentions(stated, names), None) if comma else None
    return stated if first is not None and first.start == 0 else ""


def _put_names(statement: str, names: Names) -> str:
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
        is_article = key in list_words("articles")
        if is_article or key in list_words("origins") | list_words("destinations"):
            noun = text[words[place].end() :]
            plain = set(noun) <= {" ", "-", "\n"} | {char for char in noun if char.isalnum()}
            if not plain or read_relation(noun).direction is not None:
                return None
            return text[: words[place].start() if is_article else words[place].end()]
    return None
