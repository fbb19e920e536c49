"""Compare the signs of other systems with the records, and return the signs without a record."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import takewhile
from typing import NamedTuple

from seamscope.connector.scrub import clean_text
from seamscope.knowledge.formats import UNCLAIMED
from seamscope.records import Evidence, Record, Skipped
from seamscope.residue.scan import Sign
from seamscope.residue.variables import DEFINITION, MOST_VALUES, VARIABLE, fold_name

# Shorter parts of a value are too common to identify a system.
SHORTEST = 3
# Words in the text of a sign that are keywords and not names.
KEYWORDS = frozenset({
    "from", "join", "into", "update", "exec", "execute", "merge", "using", "delete", "table",
    "http", "https", "url", "uri", "openquery",
})  # fmt: skip


class StatementPlace(NamedTuple):
    """The first line of a SQL statement. defines: whether it only defines, like CREATE VIEW."""

    line: int
    defines: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Residue:
    """A sign of another system that no record covers.

    evidence: its file and line.
    kind: a kind of sign such as "URL".
    value: the host or name that identifies the system.
    words: the text of the sign, without secrets and personal data.
    """

    evidence: Evidence
    kind: str
    value: str
    words: str


class _Lines:
    """The statements of one file, with the strings of the records that were read from them."""

    def __init__(self, statements: Sequence[StatementPlace]) -> None:
        self.places = sorted(statements)
        self._starts = [place.line for place in self.places]
        self.texts: dict[int, set[str]] = defaultdict(set)
        self.all_texts: set[str] = set()
        self.records: list[str] = []
        self.skipped: set[int] = set()
        self.is_unread = False

    def find(self, line: int) -> int:
        """Return the first line of the statement that contains a line, else the line itself."""
        index = bisect_right(self._starts, line)
        return self._starts[index - 1] if index else line

    def defines(self, line: int) -> bool:
        """Return whether the statement that contains a line is only a definition."""
        start = self.find(line)
        return any(place.defines for place in self.places if place.line == start)

    def add(self, record: Record, texts: set[str]) -> None:
        """Add the strings of a record to the statement that contains its line."""
        start = self.find(record.evidence.line)
        self.texts[start] |= texts
        self.all_texts |= texts
        self.records.append(" ".join(texts))
        if isinstance(record, Skipped) and record.kind != "columns":
            self.skipped.add(start)
            is_damaged = record.kind == "file" and UNCLAIMED not in record.reason
            self.is_unread = self.is_unread or (is_damaged and not self.places)


def find_residue(
    signs: Iterable[Sign],
    records: Sequence[Record],
    statements: Mapping[str, Sequence[StatementPlace]],
) -> tuple[Residue, ...]:
    """Return the signs that no record covers, sorted.

    In a SQL file, a sign is covered if a record of the same statement contains its value or reports
    the statement as not understood, or if one record of the file contains all of its words. In any
    other file, it is covered if a record of the file contains its value. A sign in a definition,
    such as a view, is covered if any record contains its value. The signs of one value in a file
    without SQL are one residue, with the first and the last line. statements: the statements of
    each file.
    """
    files: dict[str, _Lines] = {}
    everywhere: set[str] = set()
    for sign in (ordered := sorted(_fill_variables(signs))):
        if sign.file not in files:
            files[sign.file] = _Lines(statements.get(sign.file, ()))
    for record in records:
        texts = set(_list_texts(record)) if files else set()
        if not isinstance(record, Skipped):
            everywhere |= texts
        if (lines := files.get(record.evidence.file)) is not None:
            lines.add(record, texts)
    index = _Index(everywhere)
    left: dict[tuple[str, str, int], list[Sign]] = defaultdict(list)
    for sign in ordered:
        if not _is_covered(sign, lines := files[sign.file], index):
            statement = sign.line if lines.places else 0
            left[sign.file, sign.value, statement].append(sign)
    return tuple(sorted({_build(same) for same in left.values()}))


def _fill_variables(signs: Iterable[Sign]) -> Iterator[Sign]:
    """Yield the signs without the definitions of variables.

    A variable with known values is replaced by these values, except those that another sign already
    names. Of several definitions, those nearest to the file of the variable count.
    """
    every = list(signs)
    values: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for sign in every:
        if sign.kind == DEFINITION:
            values[sign.words][sign.file].add(sign.value)
    named = {sign.value for sign in every if sign.kind not in {VARIABLE, DEFINITION}}
    for sign in every:
        if sign.kind == DEFINITION:
            continue
        defined = values.get(fold_name(sign.value), {}) if sign.kind == VARIABLE else {}
        known = _choose_nearest(defined, sign.file)
        if not known:
            yield sign
        for value in sorted(known - named)[:MOST_VALUES]:
            yield replace(sign, kind="server setting", value=value)


def _choose_nearest(defined: Mapping[str, set[str]], file: str) -> set[str]:
    """Return the values in the file, else those in the files with most of its folders.

    ``environments/india/hosts.yml`` says nothing about ``environments/staging/postgresql.yml`` if
    a file in ``environments/staging`` sets the variable, too.
    """
    own = file.split("/")
    shared = {
        other: sum(
            1
            for _ in takewhile(
                lambda pair: pair[0] == pair[1], zip(own, other.split("/"), strict=False)
            )
        )
        for other in defined
    }
    most = max(shared.values(), default=0)
    return {value for other, part in shared.items() if part == most for value in defined[other]}


class _Index:
    """An index of the words of many strings, for fast lookups."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.words = {word for text in texts for word in _list_words(text)}

    def has(self, value: str) -> bool:
        """Return whether the strings contain all words of a value that have `SHORTEST` letters."""
        return all(word in self.words for word in _list_words(value))


def _list_words(text: str) -> list[str]:
    return [word for word in re.split(r"[^\w\-$]+", text) if len(word) >= SHORTEST]


def _is_covered(sign: Sign, lines: _Lines, everywhere: _Index) -> bool:
    if lines.is_unread:
        return True
    if sign.kind == VARIABLE:
        return _covers_variable(sign, lines)
    if not lines.places:
        skipped = sign.line > 0 and sign.line in lines.skipped
        return skipped or any(_names_value(text, sign.value) for text in lines.all_texts)
    start = lines.find(sign.line)
    if start in lines.skipped or any(
        _names_value(t, sign.value) for t in lines.texts.get(start, ())
    ):
        return True
    # A temp table or variable may be filled here, and its data moved by a later statement.
    words = [word for word in _list_words(sign.words.casefold()) if word not in KEYWORDS]
    if len(words) > 1 and any(all(w in record for w in words) for record in lines.records):
        return True
    return lines.defines(sign.line) and everywhere.has(sign.value)


def _covers_variable(sign: Sign, lines: _Lines) -> bool:
    """Return whether a record has the name of a variable, or reports the statement with it."""
    start = lines.find(sign.line) if lines.places else sign.line
    if sign.line > 0 and start in lines.skipped:
        return True
    name = re.compile(rf"(?<!\w){re.escape(sign.value)}(?!\w)")
    return any(name.search(text) for text in lines.all_texts)


def _names_value(text: str, value: str) -> bool:
    """Return whether a string contains a value, or all words of a value with dots."""
    if value in text:
        return True
    words = _list_words(value)
    return bool(words) and "." in value and all(word in text for word in words)


def _list_texts(value: object) -> Iterator[str]:
    """Yield every string of a record in lower case, except SQL, evidence and remedies."""
    match value:
        case str():
            yield value.casefold()
        case tuple():
            for item in value:
                yield from _list_texts(item)
        case Evidence() | None:
            return
        case _ if hasattr(value, "__dataclass_fields__"):
            for item in fields(value):  # type: ignore[arg-type]  # a dataclass, as asked above
                if item.name not in {"evidence", "text", "remedy", "connector"}:
                    yield from _list_texts(getattr(value, item.name))


def _build(signs: Sequence[Sign]) -> Residue:
    """Return one residue for all signs of a file that have the same value."""
    first, last = signs[0], signs[-1]
    several = len(signs) > 1
    return Residue(
        evidence=Evidence(
            file=clean_text(first.file),
            line=first.line,
            rows=len(signs) if several else 0,
            last=last.line if several else 0,
        ),
        kind=first.kind,
        value=clean_text(first.value),
        words=clean_text(first.words),
    )
