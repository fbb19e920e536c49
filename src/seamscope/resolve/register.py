"""The register of everything that may be a system: entries, questions, and merges with reasons."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from seamscope.records import Clue, ClueKind, Evidence, System
from seamscope.resolve.catalogue import Product
from seamscope.resolve.names import build_slug, fold
from seamscope.resolved import Merge, NearMiss, Question, QuestionKind

# Placeholder in the reason of a merge, replaced by the final name of the system.
SYSTEM = "\0"
# The kind of the POC's own system, and the connector that reads the POC's description.
POC = "poc"


class Origin(IntEnum):
    """The origin of an entry; a smaller value takes precedence.

    An entry with only a CLUE becomes an endpoint, not a system.
    """

    CONFIG = 0
    RECORD = 1
    NAME = 2  # a name in a flow or model that no list of systems contains
    SERVICE = 3  # a database or service that a file declares for its own use
    CLUE = 4  # only a database, a server, a folder…


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One claim that a system or an endpoint exists.

    record: the record of the source if the origin is RECORD.
    short_name: the name without the leading vendor; derived by seamscope.
    kind: the kind of clue if the origin is CLUE.
    listing: whether its source is a list of systems, in which other systems could be missing.
    """

    name: str
    origin: Origin
    evidence: tuple[Evidence, ...] = ()
    record: System | None = None
    aliases: tuple[str, ...] = ()
    short_name: str = ""
    clues: tuple[Clue, ...] = ()
    kind: ClueKind = ClueKind.NAME
    listing: bool = True

    @property
    def is_poc(self) -> bool:
        """Return whether this entry is the POC itself."""
        return self.record is not None and self.record.kind == POC

    @property
    def ids(self) -> set[tuple[str, str]]:
        """Return the ids of the entry in its source, as pairs (connector, id)."""
        connector = self.evidence[0].connector
        return {(connector, clue.value) for clue in self.clues if clue.kind is ClueKind.ID}

    @property
    def app_ids(self) -> set[str]:
        """Return the organisation's own application ids, which are the same in every source."""
        return {clue.value.casefold() for clue in self.clues if clue.kind is ClueKind.APP_ID}

    @property
    def telling_apart(self) -> Iterator[tuple[str, str]]:
        """Yield the ids as pairs (numbering scheme, id).

        Two entries with ids of the same scheme, but without an equal id, are different systems. The
        scheme of an application id is its pattern. The scheme of a plain number is its file, and
        that of any other id is its connector.
        """
        for connector, value in self.ids:
            yield (f"{self.evidence[0].file}#" if value.isdigit() else connector), value
        for value in self.app_ids:
            yield re.sub(r"\d+", "9", value), value


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The number of the entry that a mention refers to."""

    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question whose text is built later, when the final names of the systems are known.

    phrase: returns the text of the question, given the names of the systems.
    about: the entries of these systems.
    """

    phrase: Callable[[list[str]], str]
    about: tuple[int, ...]
    kind: QuestionKind
    subject: str = ""
    clues: tuple[Clue, ...] = ()
    candidates: tuple[int, ...] = ()
    effect: str = ""
    evidence: tuple[Evidence, ...] = ()


class Register:
    """All entries. The entries of one group (union-find) are one system or endpoint."""

    def __init__(self, different: Iterable[tuple[str, ...]] = ()) -> None:
        self.entries: list[Entry] = []
        self.environments: dict[int, str] = {}  # label of entries that are not production
        self.products: dict[int, tuple[Product, str]] = {}  # product and reason
        self.recognised: set[int] = set()  # entries known only from the catalogue
        self.product_names: dict[str, int] = {}  # folded product -> entry of its only system
        self._parent: list[int] = []
        self._head: list[int] = []
        self._names: list[set[str]] = []
        self._ids: list[dict[str, set[str]]] = []
        self._misses: dict[int, dict[tuple[str, str], set[Evidence]]] = defaultdict(dict)
        self._notes: dict[int, dict[tuple[str, str], set[Evidence]]] = defaultdict(dict)
        self._seen: dict[int, dict[str, Evidence]] = defaultdict(dict)
        self._called: dict[int, set[str]] = defaultdict(set)
        self._asks: list[Ask] = []
        self._different: dict[str, set[str]] = defaultdict(set)
        for names in different:
            for name in map(fold, names):
                self._different[name] |= {fold(other) for other in names} - {name}

    def add(self, entry: Entry, environment: str = "") -> int:
        """Add an entry as a new group and return its number."""
        number = len(self.entries)
        self.entries.append(entry)
        self._parent.append(number)
        self._head.append(number)
        self._names.append({fold(entry.name)})
        ids: dict[str, set[str]] = defaultdict(set)
        if environment:
            self.environments[number] = environment
        elif entry.origin is Origin.RECORD:
            for numbering, value in entry.telling_apart:
                ids[numbering].add(value)
        self._ids.append(ids)
        return number

    def find(self, number: int) -> int:
        """Return the first entry of the group that contains this entry; it represents the group."""
        while self._parent[number] != number:
            self._parent[number] = self._parent[self._parent[number]]
            number = self._parent[number]
        return number

    def find_head(self, number: int) -> Place:
        """Return the place of the first production entry in the group that contains this entry."""
        return Place(entry=self._head[self.find(number)])

    def _rank(self, number: int) -> tuple[bool, int]:
        return (number in self.environments, number)

    def is_kept_apart(self, one: int, other: int) -> bool:
        """Return whether the user declared two groups to be different systems."""
        first, second = self._names[self.find(one)], self._names[self.find(other)]
        return any(self._different.get(name, set()) & second for name in first & {*self._different})

    def is_name_kept_apart(self, name: str, number: int) -> bool:
        """Return whether the user declared that a name does not refer to this system."""
        return bool(self._different.get(fold(name), set()) & self._names[self.find(number)])

    def has_different_ids(self, one: int, other: int) -> bool:
        """Return whether two groups have ids of one source or numbering scheme, but no equal id."""
        first, second = self._ids[self.find(one)], self._ids[self.find(other)]
        return any(not (first[key] & second[key]) for key in first.keys() & second.keys())

    def join(self, one: int, other: int) -> None:
        """Merge two groups. The caller must check before that they may be merged."""
        first, second = sorted((self.find(one), self.find(other)))
        if first == second:
            return
        self._parent[second] = first
        self._head[first] = min(self._head[first], self._head[second], key=self._rank)
        self._names[first] |= self._names[second]
        for connector, values in self._ids[second].items():
            self._ids[first][connector] |= values

    def note(self, number: int, name: str, reason: str, evidence: Iterable[Evidence]) -> None:
        """Record that a name was merged with the system of this entry, and the reason."""
        self._notes[number].setdefault((name, reason), set()).update(evidence)

    def add_name(self, number: int, name: str) -> None:
        """Record a name by which mentions refer to the system of this entry."""
        self._called[number].add(name)

    def list_names(self, number: int) -> list[str]:
        """Return the names by which mentions refer to the system of this entry."""
        return sorted(self._called.get(number, ()))

    def add_mention(self, number: int, evidence: Evidence) -> None:
        """Record a mention of an entry; only the first mention of each file is stored."""
        known = self._seen[number].setdefault(evidence.file, evidence)
        if evidence < known:
            self._seen[number][evidence.file] = evidence

    def ask(
        self,
        phrase: Callable[[list[str]], str],
        about: Iterable[int],
        evidence: Iterable[Evidence] = (),
        *,
        kind: QuestionKind,
        subject: str = "",
        clues: Iterable[Clue] = (),
        candidates: Iterable[int] | None = None,
        effect: str = "",
    ) -> None:
        """Add a question. It is dropped if all entries in `about` later become one system.

        phrase: returns the text, given the names of the systems in `about`.
        subject: the name that the question is about, if it is not a system.
        clues: the clues that the system in the answer gets.
        candidates: entries to choose from, None for all of `about`.
        effect: what the answer changes.
        """
        asked = tuple(about)
        self._asks.append(
            Ask(
                phrase=phrase,
                about=asked,
                kind=kind,
                subject=subject,
                clues=tuple(clues),
                candidates=asked if candidates is None else tuple(candidates),
                effect=effect,
                evidence=tuple(evidence),
            )
        )

    def drop_ask(self, kind: QuestionKind, clue: Clue) -> tuple[Evidence, ...]:
        """Remove the questions of a kind whose only clue is this one; return their evidence."""
        same = [one for one in self._asks if one.kind is kind and one.clues == (clue,)]
        self._asks = [one for one in self._asks if one not in same]
        return tuple(item for one in same for item in one.evidence)

    def add_near_miss(
        self, number: int, name: str, reason: str, evidence: Iterable[Evidence]
    ) -> None:
        """Record a name that was similar to this entry's system but not merged, and the reason."""
        self._misses[number].setdefault((name, reason), set()).update(evidence)

    def list_near_misses(self, numbers: Iterable[int]) -> tuple[NearMiss, ...]:
        """Return the similar names that were not merged with these entries."""
        result: dict[tuple[str, str], set[Evidence]] = defaultdict(set)
        for number in numbers:
            for key, evidence in self._misses.get(number, {}).items():
                result[key] |= evidence
        return tuple(
            NearMiss(name=name, reason=reason, evidence=tuple(sorted(found)))
            for (name, reason), found in sorted(result.items())
        )

    def is_system(self, numbers: Iterable[int]) -> bool:
        """Return whether a group of entries is a system. A group with only clues is an endpoint."""
        return any(
            self.entries[number].origin is not Origin.CLUE or number in self.recognised
            for number in numbers
        )

    def list_groups(self) -> dict[int, list[int]]:
        """Return the entries of each group, by the first entry of the group."""
        result: dict[int, list[int]] = {}
        for number in range(len(self.entries)):
            result.setdefault(self.find(number), []).append(number)
        return result

    def are_apart(self, one: int, other: int) -> bool:
        """Return whether two groups are known to be different systems.

        They are if their ids differ, if the user declared them to be different, or if one file
        lists both.
        """
        groups = self.list_groups()
        first, second = (
            {e.file for n in groups[self.find(number)] for e in self.entries[n].evidence}
            for number in (one, other)
        )
        return (
            bool(first & second)
            or self.has_different_ids(one, other)
            or self.is_kept_apart(one, other)
        )

    def list_merges(self, numbers: Iterable[int], system: str) -> list[Merge]:
        """Return the merges that were noted for these entries.

        system: final name of the system.
        """
        result: dict[tuple[str, str], set[Evidence]] = defaultdict(set)
        for number in numbers:
            for key, evidence in self._notes.get(number, {}).items():
                result[key] |= evidence
        return [
            Merge(name=name, reason=reason.replace(SYSTEM, system), evidence=tuple(sorted(found)))
            for (name, reason), found in sorted(result.items())
        ]

    def list_mentions(self, numbers: Iterable[int]) -> list[Evidence]:
        """Return the first mention of these entries in each file."""
        first: dict[str, Evidence] = {}
        for number in numbers:
            for file, evidence in self._seen.get(number, {}).items():
                first[file] = min(evidence, first.get(file, evidence))
        return sorted(first.values())

    def list_questions(
        self, names: dict[int, str], ids: dict[int, str], common: dict[int, str]
    ) -> list[Question]:
        """Return the questions, with the final names and ids of the systems.

        names: the final name of each group.
        ids: the id of each group.
        common: the name of each group that most files use; ids of questions are built from it.
        """
        result = []
        for ask in self._asks:
            roots = [self.find(number) for number in ask.about]
            if len(roots) > 1 and len(set(roots)) == 1:
                continue
            offered = [self.find(number) for number in ask.candidates]
            subject = [_describe_clue(clue) for clue in ask.clues[:2]]
            subject = subject or ([ask.subject] if ask.subject else [])
            subject = subject or sorted({common[root] for root in roots})
            result.append(
                Question(
                    text=ask.phrase([names[root] for root in roots]),
                    kind=ask.kind,
                    id=build_question_id(ask.kind, subject),
                    candidates=tuple(dict.fromkeys(names[root] for root in offered)),
                    effect=ask.effect,
                    subject=ask.subject,
                    clues=ask.clues,
                    about=tuple(sorted({ids[root] for root in (*roots, *offered)})),
                    evidence=tuple(sorted(set(ask.evidence))),
                )
            )
        return result


def _describe_clue(clue: Clue) -> str:
    """Return a clue with its kind: "database SALES", "schema SALES". A name has no kind."""
    return clue.value if clue.kind is ClueKind.NAME else f"{clue.kind.value} {clue.value}"


def build_question_id(kind: QuestionKind, subject: Iterable[str]) -> str:
    """Return the id of a question: its kind and the names that it asks about."""
    return f"{kind.value}:{'--'.join(build_slug(name) for name in subject)}"
