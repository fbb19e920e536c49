"""Check the entries of a file one by one: an error skips an entry or a key, not the whole file."""

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TypeVar

from seamscope.connector.doc import Doc
from seamscope.connector.file import File
from seamscope.connector.scrub import quote
from seamscope.connector.states import Stated, list_state_words, read_state
from seamscope.errors import UnreadableError
from seamscope.records import Evidence, Record, Skipped, State

T = TypeVar("T")

ALIKE = 0.75  # minimum similarity for a "did you mean"
FIRST = 5  # names that one line of the report lists
LONGEST = 60  # characters of a listed name


def skip_entry(problem: str, remedy: str, where: Evidence) -> Skipped:
    """Return a record that reports an entry, or a part of an entry, that is not used."""
    return Skipped(reason=problem, remedy=remedy, evidence=where, kind="entry")


def skip_part(problem: str, remedy: str, where: Evidence) -> Skipped:
    """Return a record that reports a part of a file that hardly ever describes a data flow.

    Examples are a cover sheet, a remark, shared servers, and queries that failed.
    """
    return Skipped(reason=problem, remedy=remedy, evidence=where, kind="part")


def skip_names(
    problem: str,
    remedy: str,
    names: Iterable[tuple[str, Evidence]],
    *,
    skip: Callable[[str, str, Evidence], Skipped] = skip_entry,
) -> Skipped:
    """Report a problem of several entries in one record, which lists the first names.

    names: at least one name, each with its evidence. The record cites the smallest evidence.
    """
    listed = list(names)
    shown = ", ".join(quote(name, LONGEST) for name, _ in listed[:FIRST])
    more = f" and {len(listed) - FIRST} more" if len(listed) > FIRST else ""
    return skip(f"{problem}: {shown}{more}", remedy, min(where for _, where in listed))


@dataclass(slots=True)
class Problems:
    """Collects problems of many entries; each problem is reported once, with the first names.

    found: names with their evidence, by problem and remedy.
    """

    found: dict[tuple[str, str], dict[str, Evidence]] = field(default_factory=dict)

    def add(self, note: tuple[str, str], name: str, where: Evidence) -> None:
        """Add an entry to a problem.

        note: problem and remedy.
        name: the name of the entry.
        """
        self.found.setdefault(note, {}).setdefault(name, where)

    def report(self) -> Iterator[Record]:
        """Yield one record for each problem."""
        for (problem, remedy), names in sorted(self.found.items()):
            yield skip_names(problem, remedy, names.items())


def skip_keys(problem: str, remedy: str, where: Evidence) -> Skipped:
    """Return a record that reports columns or keys that are not read."""
    return Skipped(reason=problem, remedy=remedy, evidence=where, kind="key")


def note_reading(problem: str, remedy: str, where: Evidence) -> Skipped:
    """Return a record that reports how an ambiguous value was read, so that users can check it."""
    return Skipped(reason=problem, remedy=remedy, evidence=where, kind="note")


def read_each(files: Iterable[File], read: Callable[[File], Iterable[T]]) -> Iterator[T | Skipped]:
    """Yield the results of `read` for each file, and a skip for each file that cannot be read."""
    for file in files:
        try:
            yield from read(file)
        except UnreadableError as error:
            yield Skipped(reason=error.what, remedy=error.remedy, evidence=file.at(error.line))


def report_unknown_word(
    key: str, word: str, known: Iterable[str], fallback: str, where: Evidence
) -> Skipped:
    """Report a word that is not in the vocabulary.

    fallback: what is assumed instead.
    """
    listed = list(known)
    remedy = f"{suggest_word(word, listed)}write one of: {', '.join(listed)}"
    return note_reading(f"{key} '{quote(word)}' is not known; {fallback}", remedy, where)


def suggest_word(word: str, known: Iterable[str]) -> str:
    """Return "did you mean ...?" with the most similar known word, "" if none is similar."""
    near = get_close_matches(word[:LONGEST].casefold(), known, n=1, cutoff=ALIKE)
    return f"did you mean '{near[0]}'? " if near else ""


def check_state(text: str, where: Evidence, key: str = "status") -> Generator[Record, None, Stated]:
    """Return the state that a string describes.

    A string that is not understood is reported, and the state is UNKNOWN.
    """
    stated = read_state(text) or Stated()
    if stated.state is State.UNKNOWN:
        yield note_reading(
            f"{key} '{quote(stated.said)}' is not understood; read as unknown",
            f"{suggest_word(text, list_state_words())}"
            f"write one of: {', '.join(state for state in State if state is not State.UNKNOWN)}",
            where,
        )
    return stated


def report_unread_columns(
    headers: Iterable[str], used: Iterable[str], where: Evidence
) -> Iterator[Skipped]:
    """Report the unused columns of a file or sheet in one record."""
    known = frozenset(used)
    unread = [header for header in headers if header and header not in known]
    if unread:
        problem = f"columns not read: {quote(', '.join(unread), 200)}"
        yield skip_keys(
            problem, "rename those that matter, or map them (see docs/mapping.md)", where
        )


def report_unknown_keys(doc: Doc, known: Iterable[str]) -> Iterator[Skipped]:
    """Report each unknown key of a mapping, with the most similar known key."""
    names = sorted(known)
    for key, value in doc.items():
        if key not in names:
            near = get_close_matches(key, names, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"known keys: {', '.join(names)}"
            yield skip_entry(f"unknown key '{quote(key)}'", hint, value.evidence)


def report_wrong_types(entry: Doc, texts: Iterable[str], lists: Iterable[str]) -> Iterator[Skipped]:
    """Report each key whose value is not the expected string or list of strings."""
    for key in texts:
        value = entry[key]
        if value.is_mapping or value.is_list:
            remedy = "write one value after the colon"
            yield skip_entry(f"'{key}' is not a text", remedy, value.evidence)
    for key in lists:
        value = entry[key]
        if value.is_mapping or any(not item.text for item in value):
            remedy = "write one value, or a list such as `[one, two]`"
            yield skip_entry(f"'{key}' is not a list of values", remedy, value.evidence)
