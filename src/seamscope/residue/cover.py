"""Compare the signs of other systems with the records, and return the signs without a record.

A sign is, for example, a host name or URL.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from itertools import takewhile
from typing import NamedTuple

from seamscope.connector.scrub import clean_text
from seamscope.knowledge.formats import UNCLAIMED
from seamscope.records import Evidence, Record, Skipped
from seamscope.residue.scan import Sign, get_language
from seamscope.residue.types import Residue
from seamscope.residue.variables import (
    ALIAS,
    DEFINITION,
    DERIVED,
    MOST_VALUES,
    SETTINGS,
    VARIABLE,
    fold_name,
)

# Shorter parts of a value are too common to identify a system.
SHORTEST = 3
# Kinds of messages that do not report an address on their line as not understood.
REMARKS = frozenset({"columns", "note"})
# Names of variables that say nothing, so that only a setting in the same file has their value.
GENERAL = frozenset({
    "host", "hostname", "server", "servername", "url", "uri", "bucket", "bucketname", "endpoint",
    "topic", "queue", "broker", "instance", "share", "dsn", "baseurl",
})  # fmt: skip
# Words in the text of a sign that are keywords and not names.
KEYWORDS = frozenset({
    "from", "join", "into", "update", "exec", "execute", "merge", "using", "delete", "table",
    "http", "https", "url", "uri", "openquery",
})  # fmt: skip


class StatementPlace(NamedTuple):
    """The first line of a SQL statement.

    defines: whether the statement only defines something, such as CREATE VIEW.
    """

    line: int
    defines: bool = False


class _Texts:
    """An index of the strings of records by their words, for a fast search of names."""

    def __init__(self) -> None:
        self._texts: list[frozenset[str]] = []
        self._places: dict[str, list[int]] = defaultdict(list)
        self._known: set[str] = set()

    def add(self, text: str) -> None:
        """Add a string, which must be in lower case."""
        if text not in self._known:
            self._known.add(text)
            words = frozenset(_split(text))
            for word in words:
                self._places[word].append(len(self._texts))
            self._texts.append(words)

    def add_all(self, texts: Iterable[str]) -> None:
        """Add several strings, which must be in lower case."""
        for text in texts:
            self.add(text)

    def has(self, words: Sequence[str]) -> bool:
        """Return whether any of the strings contains all of these words."""
        if not words or any(word not in self._places for word in words):
            return False
        rarest = min((self._places[word] for word in words), key=len)
        return any(self._texts[place].issuperset(words) for place in rarest)

    def has_each(self, words: Iterable[str]) -> bool:
        """Return whether each of these words is in any of the strings."""
        return all(word in self._places for word in words)


class _Lines:
    """The statements of one file, with the strings of the records that were read from them.

    texts: the strings of the records of each statement, by its first line.
    all_texts: the strings of all records of the file.
    records: one string for each record, which joins all strings of the record.
    skipped: the first lines of the statements that a message reports as not understood.
    is_unread: whether a message reports that the file was not read.
    """

    def __init__(self, statements: Sequence[StatementPlace]) -> None:
        self.places = sorted(statements)
        self._starts = [place.line for place in self.places]
        self.texts: dict[int, _Texts] = defaultdict(_Texts)
        self.all_texts = _Texts()
        self.records = _Texts()
        self.skipped: set[int] = set()
        self.is_unread = False

    def find(self, line: int) -> int:
        """Return the first line of the statement at a line, else the line itself."""
        index = bisect_right(self._starts, line)
        return self._starts[index - 1] if index else line

    def defines(self, line: int) -> bool:
        """Return whether the statement at a line only defines something."""
        start = self.find(line)
        return any(place.defines for place in self.places if place.line == start)

    def add(self, record: Record, texts: set[str]) -> None:
        """Add the strings of a record to the statement at its line.

        A message that mentions a system covers it only on its own lines: "5 services do not refer
        to another system: shop" says nothing about the address of the shop further below.
        """
        start = self.find(record.evidence.line)
        if isinstance(record, Skipped):
            if record.kind not in REMARKS:
                self.skipped.add(start)
            is_damaged = record.kind == "file" and UNCLAIMED not in record.reason
            self.is_unread = self.is_unread or (is_damaged and not self.places)
        if not isinstance(record, Skipped) or not record.evidence.line:
            self.all_texts.add_all(texts)
            self.records.add(" ".join(sorted(texts)))
        self.texts[start].add_all(texts)


def find_residue(
    signs: Iterable[Sign],
    records: Sequence[Record],
    statements: Mapping[str, Sequence[StatementPlace]],
) -> tuple[Residue, ...]:
    """Return the signs that no record covers, sorted.

    In a SQL file, a sign is covered if a record of the same statement contains its value or reports
    the statement as not understood, or if one record of the file contains all of its words. In any
    other file, it is covered if a record of the file contains its value. A sign in a definition,
    such as a view, is covered if any record contains its value. In a file without SQL, all signs
    with the same value are one residue, with the first and the last line.

    statements: the statements of each file.
    """
    files: dict[str, _Lines] = {}
    everywhere = _Texts()
    for sign in (ordered := sorted(_fill_variables(signs))):
        if sign.file not in files:
            files[sign.file] = _Lines(statements.get(sign.file, ()))
    for record in records:
        texts = set(_list_texts(record)) if files else set()
        if not isinstance(record, Skipped):
            everywhere.add_all(texts)
        if (lines := files.get(record.evidence.file)) is not None:
            lines.add(record, texts)
    left: dict[tuple[str, str, int], list[Sign]] = defaultdict(list)
    for sign in ordered:
        if not _is_covered(sign, lines := files[sign.file], everywhere):
            statement = sign.line if lines.places else 0
            left[sign.file, sign.value, statement].append(sign)
    return tuple(sorted({_build(same) for same in left.values()}))


def drop_recorded_signs(signs: Iterable[Sign], records: Sequence[Record]) -> list[Sign]:
    """Return the signs of a source without those that its records cover in files they do not cite.

    The host in a linked service of a data factory is in the records of the pipelines that use it,
    although no record comes from the file of the linked service.
    """
    found = [record for record in records if not isinstance(record, Skipped)]
    cited = {record.evidence.file for record in found}
    texts = _Texts()
    for record in found:
        texts.add_all(_list_texts(record))
    return [
        sign
        for sign in signs
        if sign.kind == DEFINITION
        or sign.file in cited
        or not texts.has(_list_words(sign.value.casefold()))
    ]


def _fill_variables(signs: Iterable[Sign]) -> Iterator[Sign]:
    """Yield the signs, without the definitions of variables.

    A variable with known values is replaced by these values, except values that are signs
    themselves. If a variable has several definitions, those nearest to the file of the variable are
    used. A variable that its file sets to a path without a host stands for no other system. If a
    file builds a variable from another one, or a configuration sets it to another one, it stands
    for the system of that variable.
    """
    every = list(signs)
    values: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    relative = {(sign.file, sign.words) for sign in every if _is_relative(sign)} | {
        *_list_derived(every)
    }
    for sign in every:
        if sign.kind == DEFINITION and sign.value:
            values[sign.words][sign.file].add(sign.value)
    aliases = _list_aliases(every) - values.keys()
    named = {sign.value for sign in every if sign.kind not in {VARIABLE, *SETTINGS}}
    for sign in every:
        if sign.kind in SETTINGS or (sign.file, fold_name(sign.value)) in relative:
            continue
        if sign.kind == VARIABLE and fold_name(sign.value) in aliases:
            continue
        known = _find_values(sign, values) if sign.kind == VARIABLE else set()
        if not known:
            yield sign
        for value in sorted(known - named)[:MOST_VALUES]:
            yield replace(sign, kind="server setting", value=value)


def _find_values(sign: Sign, values: Mapping[str, Mapping[str, set[str]]]) -> set[str]:
    """Return the known values of a variable.

    A constant of another file of code is another one, and so is a general name such as ``host``.
    """
    name = fold_name(sign.value)
    defined = values.get(name, {})
    if name in GENERAL:
        return set(defined.get(sign.file, ()))
    is_code = get_language(sign.file) == "code"
    fitting = {
        file: found
        for file, found in defined.items()
        if file == sign.file or not is_code or get_language(file) != "code"
    }
    return _choose_nearest(fitting, sign.file)


def _list_derived(signs: Sequence[Sign]) -> Iterator[tuple[str, str]]:
    """Yield file and folded name of the variables built from others, in files with other signs."""
    derived = {(sign.file, sign.words) for sign in signs if sign.kind == DERIVED}
    named = {
        sign.file
        for sign in signs
        if sign.kind not in SETTINGS
        and (sign.kind != VARIABLE or (sign.file, fold_name(sign.value)) not in derived)
    }
    return ((file, name) for file, name in derived if file in named)


def _list_aliases(signs: Iterable[Sign]) -> set[str]:
    """Return the folded names of the variables that are set to another variable.

    Two variables that are set to each other are none, because no other one stands for the system.
    """
    targets: dict[str, set[str]] = defaultdict(set)
    for sign in signs:
        if sign.kind == ALIAS:
            targets[sign.words].add(sign.value)
    found: set[str] = set()
    while new := {
        n for n, t in targets.items() if n not in found and t - targets.keys() | t & found
    }:
        found |= new
    return found


def _is_relative(sign: Sign) -> bool:
    return sign.kind == DEFINITION and not sign.value


def _choose_nearest(defined: Mapping[str, set[str]], file: str) -> set[str]:
    """Return the values that the file sets; if there are none, those of the nearest files.

    The nearest files share most folders with the file: if a file in ``environments/staging`` sets
    the variable, ``environments/india/hosts.yml`` says nothing about
    ``environments/staging/postgresql.yml``.

    defined: the values by file.
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


def _split(text: str) -> list[str]:
    return [word for word in re.split(r"[^\w\-$]+", text) if word]


def _list_words(text: str) -> list[str]:
    """Return the words of a value that are long enough to identify a system.

    If there are none, return all words.
    """
    words = _split(text)
    return [word for word in words if len(word) >= SHORTEST] or words


def _is_covered(sign: Sign, lines: _Lines, everywhere: _Texts) -> bool:
    if lines.is_unread:
        return True
    start = lines.find(sign.line) if lines.places else sign.line
    if start > 0 and start in lines.skipped:
        return True
    words = _list_words(sign.value)
    if start in lines.texts and lines.texts[start].has(words):
        return True
    is_sql = bool(lines.places) and get_language(sign.file) == "sql"
    if sign.kind == VARIABLE or not is_sql:
        return lines.all_texts.has(words)
    # A temp table or variable may be filled here, and its data moved by a later statement.
    named = [word for word in _list_words(sign.words.casefold()) if word not in KEYWORDS]
    if len(named) > 1 and lines.records.has(named):
        return True
    return lines.defines(sign.line) and everywhere.has_each(words)


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
