"""Which signs are covered by what was found, and which are left over."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

from seamscope.connector.scrub import clean_text
from seamscope.records import Evidence, Record, Skipped
from seamscope.residue.scan import Sign

# Parts of a value that are too short or too common to identify a system.
SHORTEST = 3
# Words of a sign that name nothing.
KEYWORDS = frozenset({
    "from", "join", "into", "update", "exec", "execute", "merge", "using", "delete", "table",
    "http", "https", "url", "uri", "openquery",
})  # fmt: skip


class StatementPlace(NamedTuple):
    """Where a statement of SQL begins. defines: it only defines something others use."""

    line: int
    defines: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Residue:
    """A sign of another system that nothing covers.

    evidence: its file and line; kind: what the sign looks like; value: what names the system;
    words: the text of the sign, without secrets and personal data.
    """

    evidence: Evidence
    kind: str
    value: str
    words: str


class _Lines:
    """What is known of the lines of one file."""

    def __init__(self, statements: Sequence[StatementPlace]) -> None:
        self.places = sorted(statements)
        self._starts = [place.line for place in self.places]
        self.texts: dict[int, set[str]] = defaultdict(set)
        self.all_texts: set[str] = set()
        self.records: list[str] = []
        self.skipped: set[int] = set()
        self.is_unread = False

    def find(self, line: int) -> int:
        """Return the line where the statement of a line begins, the line itself without any."""
        index = bisect_right(self._starts, line)
        return self._starts[index - 1] if index else line

    def defines(self, line: int) -> bool:
        """Return whether the statement of a line only defines something that others use."""
        start = self.find(line)
        return any(place.defines for place in self.places if place.line == start)

    def add(self, record: Record, texts: set[str]) -> None:
        """Note what a record names, at the statement of its line."""
        start = self.find(record.evidence.line)
        self.texts[start] |= texts
        self.all_texts |= texts
        self.records.append(" ".join(texts))
        if isinstance(record, Skipped):
            self.skipped.add(start)
            self.is_unread = self.is_unread or (record.kind == "file" and not self.places)


def find_residue(
    signs: Iterable[Sign],
    records: Sequence[Record],
    statements: Mapping[str, Sequence[StatementPlace]],
) -> tuple[Residue, ...]:
    """Return the signs that no record covers, sorted.

    In a file of SQL a sign is covered if a record of its statement names its value or says that
    the statement is not understood, or if a record of the file names all of its words; in another
    file, if a record of the file names its value. What a definition names is covered if any record
    does. statements: by file.
    """
    files: dict[str, _Lines] = {}
    everywhere: set[str] = set()
    for sign in (ordered := sorted(signs)):
        if sign.file not in files:
            files[sign.file] = _Lines(statements.get(sign.file, ()))
    for record in records:
        texts = set(_list_texts(record)) if files else set()
        if not isinstance(record, Skipped):
            everywhere |= texts
        if (lines := files.get(record.evidence.file)) is not None:
            lines.add(record, texts)
    index = _Index(everywhere)
    left = [s for s in ordered if not _is_covered(s, files[s.file], index)]
    return tuple(sorted({_build(sign) for sign in left}))


class _Index:
    """Words of many texts, so that most lookups cost no search."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.words = {word for text in texts for word in _list_words(text)}

    def has(self, value: str) -> bool:
        """Return whether every long word of a value is among the words of the texts."""
        return all(word in self.words for word in _list_words(value))


def _list_words(text: str) -> list[str]:
    return [word for word in re.split(r"[^\w\-$]+", text) if len(word) >= SHORTEST]


def _is_covered(sign: Sign, lines: _Lines, everywhere: _Index) -> bool:
    if lines.is_unread:
        return True
    if not lines.places:
        skipped = sign.line in lines.skipped
        return skipped or any(_names_value(text, sign.value) for text in lines.all_texts)
    start = lines.find(sign.line)
    if start in lines.skipped or any(
        _names_value(t, sign.value) for t in lines.texts.get(start, ())
    ):
        return True
    # What a temp table or a variable holds is moved by a later statement.
    words = [word for word in _list_words(sign.words.casefold()) if word not in KEYWORDS]
    if len(words) > 1 and any(all(w in record for w in words) for record in lines.records):
        return True
    return lines.defines(sign.line) and everywhere.has(sign.value)


def _names_value(text: str, value: str) -> bool:
    """Return whether a text of a record names a value, or its host's first label."""
    if value in text:
        return True
    words = _list_words(value)
    return bool(words) and "." in value and all(word in text for word in words)


def _list_texts(value: object) -> Iterator[str]:
    """Yield every text of a record, folded, except the SQL of a query and the place of evidence."""
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


def _build(sign: Sign) -> Residue:
    return Residue(
        evidence=Evidence(file=clean_text(sign.file), line=sign.line),
        kind=sign.kind,
        value=clean_text(sign.value),
        words=clean_text(sign.words),
    )
