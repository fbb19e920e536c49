"""Find listed systems that a name may refer to, by similarity, as candidates for questions.

Similarity alone never merges two systems. A question lists the candidates. A similar name that was
not merged with a system is a *near miss* of this system.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from seamscope.knowledge.vocabulary import load_vocabulary
from seamscope.records import Clue, ClueKind
from seamscope.resolve.catalogue import Product
from seamscope.resolve.names import fold
from seamscope.resolve.register import Entry, Origin, Register
from seamscope.resolve.short_forms import (
    is_abbreviated,
    is_consonantal,
    is_short_form,
    list_beginnings,
)
from seamscope.resolve.spellings import get_host_label
from seamscope.resolved import QuestionKind

MOST = 4  # more candidates than this do not help to answer a question
SHORTEST = 5  # letters; in a shorter name, one different letter does not indicate a typing error
SHORTEST_CODE = 3
SHORTEST_BEGINNING = 4  # letters of a word in a connection's name that begin a system's name
LONGEST_CODE = 6
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")  # inside "CoreMedia"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Candidate:
    """A system that a name may refer to.

    rank: strength of the reason; 0 is the strongest.
    """

    rank: int
    entry: int
    reason: str


class SimilarNames:
    """Finds listed systems that a name may refer to, because a name or description is similar."""

    def __init__(self, register: Register) -> None:
        self._register = register
        listed = [n for n, entry in enumerate(register.entries) if _is_listed(entry)]
        self.inventory = any(register.entries[number].listing for number in listed)
        self._index = NameIndex(register, listed)
        self._suggested: dict[int, list[Candidate]] = defaultdict(list)

    def add_candidate(self, number: int, candidate: int, reason: str) -> None:
        """Suggest a listed system for an entry, for a reason other than its name.

        number: the entry.
        candidate: the entry of the listed system.
        """
        self._suggested[number].append(Candidate(rank=0, entry=candidate, reason=reason))

    def find_supplied(self, name: str) -> int | None:
        """Return the only listed system whose vendor has this name, None for none or several."""
        roots = {self._register.find(number) for number in self._index.find_of_vendor(name)}
        return self._register.find_head(min(roots)).entry if len(roots) == 1 else None

    def suggest_for_name(self, name: str) -> list[Candidate]:
        """Return the listed systems to which a name may refer."""
        return self._choose_best(self._index.find_similar(name), name)

    def find_meant(self, name: str) -> Candidate | None:
        """Return the only listed system that a name fits by its form.

        The name must be a short form of a name of the system. Or only a generic word ("Platform")
        may be missing; then a description of the system must also contain the name.
        """
        find = self._register.find
        described = {find(number) for number in self._index.find_described(name)}
        reason = f'only a generic word differs, and its description contains "{name}"'
        bare = [n for n in sorted(self._index.find_bare(name)) if find(n) in described]
        confirmed = (Candidate(rank=1, entry=number, reason=reason) for number in bare)
        best = self._choose_best((*self._index.find_short_forms(name), *confirmed), name)
        return best[0] if len(best) == 1 else None

    def suggest_for_clue(
        self, number: int, values: Iterable[str], hosts: Iterable[str] = ()
    ) -> list[Candidate]:
        """Return the listed systems to which the clues of an endpoint may belong.

        number: the entry of the endpoint.
        values: names of databases, servers and connections.
        hosts: names of hosts.
        """
        found = list(self._suggested.get(number, ()))
        for value in values:
            found += self._index.find_behind_connection(value)
        for host in hosts:
            found += self._index.find_on_host(host)
            found += self._index.find_behind_connection(get_host_label(host))
        return self._choose_best(found, self._register.entries[number].name)

    def _choose_best(self, found: Iterable[Candidate], name: str) -> list[Candidate]:
        best: dict[int, Candidate] = {}
        for candidate in sorted(found):
            best.setdefault(self._register.find(candidate.entry), candidate)
        kept = [c for c in best.values() if not self._register.is_name_kept_apart(name, c.entry)]
        if len(kept) > MOST:
            kept = [c for c in kept if c.rank == kept[0].rank]
        return kept if len(kept) <= MOST else []

    def ask_alike(self, stated: Callable[[Entry], Product | None]) -> None:
        """Ask whether listed systems with similar names are the same, unless one list has both.

        stated: returns the declared product of an entry. No question is asked about systems with
        different products.
        """
        register = self._register
        groups = register.list_groups()
        asked: set[tuple[int, int]] = set()
        for number in sorted(self._index.numbers):
            entry = register.entries[number]
            others = entry.record.other_names if entry.record else ()
            alike = [
                c for name in (entry.name, *entry.aliases) for c in self._index.find_alike(name)
            ]
            alike += [c for name in others for c in self._index.find_called(name)]
            for name in (entry.name, *entry.aliases):
                alike += self._find_only(name, self._index.find_containing)
                alike += self._find_only(name, self._index.find_abbreviated)
                alike += self._find_only(name, self._index.find_shortened)
            for found in sorted(alike):
                pair = tuple(sorted((register.find(number), register.find(found.entry))))
                if pair[0] == pair[1] or pair in asked:
                    continue
                asked.add((pair[0], pair[1]))
                if not self._are_different([groups[root] for root in pair], stated):
                    self._ask_alike(number, found)

    def _find_only(
        self, name: str, find: Callable[[str], Iterable[Candidate]]
    ) -> Iterator[Candidate]:
        """Yield what a search finds for a name, unless it finds several other systems.

        If it finds several ("Portal" in the names of two portals), the name is too general for a
        question.
        """
        found = [*find(name)]
        groups = {self._register.find(candidate.entry) for candidate in found}
        own = {self._register.find(number) for number in self._index.find_named(name)}
        if len(groups - own) == 1:
            yield from found

    def _are_different(
        self, groups: Sequence[Sequence[int]], stated: Callable[[Entry], Product | None]
    ) -> bool:
        """Return whether two groups are known to be different systems.

        They are if one list has both, if their products or ids differ, or if the user declared them
        to be different.
        """
        register, (one, other) = self._register, groups
        files = [
            {e.file for n in numbers for e in register.entries[n].evidence} for numbers in groups
        ]
        products = [
            {p.name for n in numbers if (p := stated(register.entries[n]))} for numbers in groups
        ]
        return (
            bool(files[0] & files[1])
            or (all(products) and products[0] != products[1])
            or register.has_different_ids(one[0], other[0])
            or register.is_kept_apart(one[0], other[0])
        )

    def _ask_alike(self, number: int, found: Candidate) -> None:
        register = self._register
        one, other = register.entries[number], register.entries[found.entry]
        evidence = (*one.evidence, *other.evidence)

        def phrase(names: list[str]) -> str:
            return (
                f"Are {names[0]} and {names[1]} one system? They are treated as separate "
                f"systems, but "
                f"{found.reason}; if they are one, declare an alias in seamscope.yaml or the "
                "inventory"
            )

        register.add_near_miss(number, other.name, found.reason, other.evidence)
        register.add_near_miss(found.entry, one.name, found.reason, one.evidence)
        register.ask(
            phrase,
            (number, found.entry),
            evidence,
            kind=QuestionKind.SAME_SYSTEM,
            effect="two systems become one, with the flows of both",
        )


def _is_listed(entry: Entry) -> bool:
    return entry.origin is Origin.CONFIG or (entry.record is not None and not entry.is_poc)


class NameIndex:
    """An index of entries by names, words, descriptions, databases and servers.

    It also contains entries of test environments; `numbers` has only entries of production.
    """

    def __init__(self, register: Register, numbers: Collection[int]) -> None:
        self.numbers = [n for n in numbers if n not in register.environments]
        self._squeezed: dict[str, set[int]] = defaultdict(set)
        self._shortened: dict[str, set[str]] = defaultdict(set)
        self._names: dict[str, set[int]] = defaultdict(set)
        self._bare: dict[str, set[int]] = defaultdict(set)
        self._others: dict[str, set[int]] = defaultdict(set)
        self._words: dict[str, set[int]] = defaultdict(set)
        self._begun: dict[str, set[str]] = defaultdict(set)  # words by their first letters
        self._initials: dict[str, set[int]] = defaultdict(set)
        self._full: dict[int, list[str]] = defaultdict(list)  # names, including product names
        self._sharing: dict[str, set[int]] = defaultdict(set)  # entries by words of names
        # entries by the first letters of all words of a name
        self._starting: dict[tuple[str, ...], set[int]] = defaultdict(set)
        self._described: dict[str, set[int]] = defaultdict(set)
        self._descriptions: dict[int, str] = {}
        self._values: list[tuple[str, int]] = []  # databases and servers, entry
        self._hosts: dict[str, set[int]] = defaultdict(set)  # entries by first labels of hosts
        self._vendors: dict[str, set[int]] = defaultdict(set)
        for number in numbers:
            self._add(number, register.entries[number])
        for product, number in register.product_names.items():
            self._add_full(number, product)
            self._names[product].add(number)
            self._squeezed[product.replace(" ", "")].add(number)

    def _add(self, number: int, entry: Entry) -> None:
        for name in filter(None, (entry.name, entry.short_name, *entry.aliases)):
            self._add_name(number, name)
        self._add_places(number, entry.clues)
        if entry.record is None:
            return
        for name in entry.record.other_names:
            self._others[fold(name)].add(number)
        words = fold(entry.record.vendor).split()
        for end in range(1, len(words) + 1):
            self._vendors[" ".join(words[:end])].add(number)
        if entry.record.description:
            self._descriptions[number] = f" {fold(entry.record.description)} "
            for word in self._descriptions[number].split():
                self._described[word].add(number)

    def _add_places(self, number: int, clues: Iterable[Clue]) -> None:
        for clue in clues:
            if clue.kind in {ClueKind.DATABASE, ClueKind.SERVER}:
                self._values.append((fold(clue.value).replace(" ", ""), number))
            if clue.kind in {ClueKind.HOST, ClueKind.SERVER}:
                self._hosts[get_host_label(clue.value)].add(number)

    def _add_full(self, number: int, name: str) -> None:
        self._full[number].append(name)
        self._starting[list_beginnings(name)].add(number)
        for word in fold(name).split():
            self._sharing[word].add(number)

    def _add_name(self, number: int, name: str) -> None:
        folded = fold(name)
        squeezed = folded.replace(" ", "")
        self._add_full(number, name)
        self._names[folded].add(number)
        self._squeezed[squeezed].add(number)
        for short in _list_deletions(squeezed):
            self._shortened[short].add(squeezed)
        self._bare[strip_remarks(name)].add(number)
        words = folded.split()
        for word in words:
            self._words[word].add(number)
            self._begun[word[:SHORTEST_BEGINNING]].add(word)
        for initials in _list_initials(name):
            self._initials[initials].add(number)

    def find_similar(self, name: str) -> Iterator[Candidate]:
        """Yield the entries with a similar name, each with the reason."""
        yield from self.find_alike(name)
        yield from self.find_shortened(name)
        yield from self._find_by_words(name)

    def find_alike(self, name: str) -> Iterator[Candidate]:
        """Yield the entries whose names differ only slightly from this name, with the reason."""
        folded = fold(name)
        squeezed = folded.replace(" ", "")
        yield from _list_candidates(
            0, self._others.get(folded, ()), f'"{name}" is another name of this system'
        )
        same = self._names.get(folded, set())
        yield from _list_candidates(0, sorted(same), f'both are also called "{name}"')
        spaced = self._squeezed.get(squeezed, set()) - same
        yield from _list_candidates(1, sorted(spaced), "the names differ by spaces only")
        if core := strip_remarks(name):
            yield from _list_candidates(
                2,
                self._bare.get(core, ()),
                "the names differ only by a remark in brackets or a generic word",
            )
        yield from _list_candidates(3, self._find_slips(squeezed), "the names differ by one letter")
        yield from _list_candidates(
            4, self.find_described(folded), f'its description contains "{name}"'
        )

    def find_abbreviated(self, name: str) -> Iterator[Candidate]:
        """Yield the entries whose names have this short word as their initials."""
        words = fold(name).split()
        if len(words) == 1 and SHORTEST_CODE <= len(words[0]) <= LONGEST_CODE:
            yield from _list_candidates(
                5, self._initials.get(words[0], ()), f'"{name}" is its initials'
            )

    def find_shortened(self, name: str) -> Iterator[Candidate]:
        """Yield the entries with a name that abbreviates this name, or is abbreviated by it.

        "Contract adm. Motor" is a candidate for "Contract administration Motor".
        """
        if len(fold(name)) < SHORTEST_CODE:
            return
        for number in sorted(self._starting.get(list_beginnings(name), ())):
            for full in self._full[number]:
                if is_abbreviated(name, full):
                    reason = f'"{name}" abbreviates its name'
                    yield Candidate(rank=5, entry=number, reason=reason)
                elif is_abbreviated(full, name):
                    reason = f'"{full}" abbreviates this name'
                    yield Candidate(rank=5, entry=number, reason=reason)

    def find_short_forms(self, name: str) -> Iterator[Candidate]:
        """Yield the entries whose name has this short form: "CC West" for "Control Centre West"."""
        for number in sorted({n for word in fold(name).split() for n in self._sharing[word]}):
            if full := next((one for one in self._full[number] if is_short_form(name, one)), ""):
                yield Candidate(rank=0, entry=number, reason=f'it is short for "{full}"')

    def find_bare(self, name: str) -> set[int]:
        """Return the entries that have this name if remarks and generic words are ignored."""
        return self._bare.get(strip_remarks(name), set())

    def find_called(self, name: str) -> Iterator[Candidate]:
        """Yield the entries that have, or may have, exactly this name, each with the reason."""
        folded = fold(name)
        yield from _list_candidates(
            0, self._names.get(folded, ()), f'"{name}" is another name of this system'
        )
        yield from _list_candidates(
            0, sorted(self._others.get(folded, ())), f'both are also called "{name}"'
        )

    def find_named(self, name: str) -> set[int]:
        """Return the entries that have exactly this name."""
        return self._names.get(fold(name), set())

    def find_containing(self, name: str) -> Iterator[Candidate]:
        """Yield the entries whose names contain all words of this name, and further words."""
        words = fold(name).split() if len(name.replace(" ", "")) >= SHORTEST else ()
        shared = [self._words.get(word, set()) for word in words]
        holders = set.intersection(*shared) if shared else set()
        yield from _list_candidates(
            5, sorted(holders - self.find_named(name)), f'its name contains "{name}"'
        )

    def find_behind_connection(self, value: str) -> Iterator[Candidate]:
        """Yield the entries with a name like that of a connection, database or server."""
        words = [word for word in fold(value).split() if word not in load_vocabulary().clue_words]
        core = " ".join(words)
        if not core or core.isdigit():
            return
        yield from _list_candidates(
            1, self._names.get(core, ()), f'"{value}" contains the name of this system'
        )
        yield from self.find_alike(core)
        for word in words:
            if len(word) >= SHORTEST_CODE:
                called = self._names.get(word, set()) | self._others.get(word, set())
                yield from _list_candidates(
                    5, sorted(called), f'"{value}" contains the name of this system'
                )
                yield from _list_candidates(
                    6, self._words.get(word, ()), f'its name contains "{word}"'
                )
                yield from _list_candidates(
                    7, self.find_described(word), f'its description contains "{word}"'
                )
                yield from self._find_one_shortened(word)

    def _find_one_shortened(self, word: str) -> Iterator[Candidate]:
        """Yield the entries of the only name that a word in the name of a connection may shorten.

        ``TIDE`` is the beginning of Tidewater, ``TDW`` has its consonants, ``HBM`` the initials of
        Harbour Berth Management. If a word may shorten several names, it is no hint.
        """
        ways = (
            (self._initials.get(word, set()), f'"{word}" is its initials'),
            (self._find_begun(word), f'a word of its name begins with "{word}"'),
            (self._find_by_consonants(word), f'"{word}" has the consonants of its name'),
        )
        for found, reason in ways:
            names = {fold(self._full[number][0]) for number in found}
            yield from _list_candidates(8, sorted(found) if len(names) == 1 else (), reason)

    def _find_begun(self, word: str) -> set[int]:
        """Return the entries whose name contains a longer word that begins with this word."""
        if len(word) < SHORTEST_BEGINNING or not word.isalpha():
            return set()
        longer = self._begun[word[:SHORTEST_BEGINNING]]
        return {n for other in longer if other.startswith(word) for n in self._words[other]}

    def _find_by_consonants(self, word: str) -> set[int]:
        """Return the entries whose name, written as one word, has these consonants: ``TDW``."""
        return {
            n
            for other, numbers in self._squeezed.items()
            if is_consonantal(word, other)
            for n in numbers
        }

    def find_on_host(self, host: str) -> Iterator[Candidate]:
        """Yield the entries that declare this host, or a host with the same first label."""
        numbers = self._hosts.get(get_host_label(host), ()) if host else ()
        yield from _list_candidates(1, sorted(numbers), f'it runs on a host "{host}"')

    def find_of_vendor(self, name: str) -> set[int]:
        """Return the entries whose vendor has this name, or a name that begins with it."""
        return self._vendors.get(fold(name), set()) if len(name) >= SHORTEST else set()

    def _find_slips(self, squeezed: str) -> Iterator[int]:
        near = {
            other for short in _list_deletions(squeezed) for other in self._shortened.get(short, ())
        }
        for other in sorted(near):
            if other != squeezed and _is_slip(squeezed, other):
                yield from sorted(self._squeezed[other])

    def _find_by_place(self, text: str) -> list[int]:
        """Return the entries with a database or server whose name begins with this text."""
        if len(text) < SHORTEST_CODE:
            return []
        return [n for value, n in self._values if value != text and value.startswith(text)]

    def find_described(self, name: str) -> list[int]:
        """Return the entries whose description contains the words of a name in this order."""
        folded = fold(name)
        words = folded.split()
        if not words or len(folded) < SHORTEST_CODE:
            return []
        return [
            n for n in self._described.get(words[0], ()) if f" {folded} " in self._descriptions[n]
        ]

    def _find_by_words(self, name: str) -> Iterator[Candidate]:
        words = fold(name).split()
        joined = "".join(words)
        yield from self.find_abbreviated(name)
        shared = [self._words.get(word, set()) for word in words]
        yield from _list_candidates(
            6, set.intersection(*shared) if shared else (), f'its name contains "{name}"'
        )
        inside = {
            n for size in range(1, len(words)) for n in self._names.get(" ".join(words[:size]), ())
        }
        inside |= {
            n
            for start in range(1, len(words))
            for n in self._names.get(" ".join(words[start:]), ())
        }
        yield from _list_candidates(6, inside, f'"{name}" contains the name of this system')
        yield from _list_candidates(
            6,
            self._find_by_place(joined),
            f'the name of one of its databases or servers begins with "{name}"',
        )
        if len(words) == 1 and len(joined) >= SHORTEST:
            ending = {
                n for word, found in self._words.items() if word.endswith(joined) for n in found
            }
            yield from _list_candidates(7, ending, f'a word of its name ends in "{name}"')


def _list_candidates(rank: int, numbers: Iterable[int], reason: str) -> Iterator[Candidate]:
    for number in numbers:
        yield Candidate(rank=rank, entry=number, reason=reason)


def _list_initials(name: str) -> set[str]:
    """Return the short forms that a name may have: ``cms`` for "Way4 Card Management".

    The first word may be left out, because it may be a product. Capitals inside words count as
    initials, and "S" for system may be added at the end.
    """
    words = fold(HUMP.sub(" ", name)).split()
    plain = fold(name).split()
    runs = {"".join(word[0] for word in found) for found in (words, words[1:], plain)}
    return {run + end for run in runs if len(run) > 1 for end in ("", "s")}


def strip_remarks(name: str) -> str:
    """Return a name without a remark in brackets and without generic words."""
    plain = fold(re.sub(r"(?<!\s)\s*+\([^)]{0,200}+\)", " ", name)) or fold(name)
    words = plain.split()
    while len(words) > 1 and words[-1] in load_vocabulary().name_words:
        words.pop()
    return " ".join(words)


def _list_deletions(text: str) -> set[str]:
    """Return a string and all variants with one letter deleted.

    Two strings that differ by one letter have a variant in common, so they are found fast.
    """
    if len(text) < SHORTEST_CODE:
        return set()
    return {text, *(text[:place] + text[place + 1 :] for place in range(len(text)))}


def _is_slip(one: str, other: str) -> bool:
    """Return whether two names differ by only one letter, which may be a typing error.

    Names with different digits are different names.
    """
    digits = [re.sub(r"\D", "", text) for text in (one, other)]
    if digits[0] != digits[1] or OSA.distance(one, other, score_cutoff=1) > 1:
        return False
    longer = one.startswith(other) or other.startswith(one)
    return min(len(one), len(other)) >= (SHORTEST_CODE if longer else SHORTEST)
