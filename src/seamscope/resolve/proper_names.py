"""Find the one listed system that a single word refers to: its proper name, or an acronym.

"Corvida" is "Corvida KYC", because the second word only describes the system. "ERP" is "Torus ERP",
if no other listed system is an ERP. No system is found for a word that could be an ordinary word
("Berth" for "Berth Planning") or that belongs to several systems.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from seamscope.knowledge.entity_names import is_known_entity
from seamscope.knowledge.vocabulary import load_vocabulary, normalise_kind
from seamscope.records import State
from seamscope.resolve.families import Families
from seamscope.resolve.names import fold
from seamscope.resolve.product_names import may_be_one
from seamscope.resolve.register import Entry, Register

SHORTEST = 5  # letters of a proper name
SHORTEST_ACRONYM = 3
SHORTEST_STEM = 5  # letters that a word and a word of the description have in common
ACRONYM = re.compile(r"[A-Z][A-Z0-9&]{1,4}")
HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])")  # inside "EnterpriseOne"
NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
PARTS = re.compile(r"[;.,:(\n]|\s[-–—/]\s")  # between the parts of a description


class ProperNames:
    """Finds listed systems by words of their names, and by their kinds and descriptions."""

    def __init__(self, register: Register, families: Families) -> None:
        self._register = register
        self._families = families
        self._names: list[tuple[str, int]] = []
        self._kinds: dict[str, set[int]] = defaultdict(set)
        self._described: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(register.entries):
            if entry.record is None or entry.is_poc or number in register.environments:
                continue
            self._names += [(name, number) for name in (entry.name, *entry.aliases)]
            if entry.record.state in {State.PLANNED, State.RETIRED}:
                continue  # only a running system is meant by its kind
            for kind in _list_kinds(entry, register, number):
                self._kinds[kind].add(number)
            if entry.record.description:
                self._described[_read_described_kind(entry.record.description)].append(number)

    def find(self, name: str) -> tuple[int, str] | None:
        """Return the entry of the only system that a word refers to, and the reason."""
        word = fold(name)
        if " " in word or not word.isalnum():
            return None
        proper = self._find_proper(name, word) if word.isalpha() else None
        return proper or self.find_acronym(name.strip())

    def _find_proper(self, name: str, word: str) -> tuple[int, str] | None:
        """Return the system whose name consists of this word and words that describe it."""
        if len(word) < SHORTEST or self.is_ordinary(word):
            return None
        led = [n for text, n in self._names if _is_led(text, word)]
        alike = [n for text, n in self._names if _has_alike(text, word)]
        if len({self._register.find(number) for number in (*led, *alike)}) != 1:
            return None
        for number in led:
            entry = self._register.entries[number]
            texts = [text for text, other in self._names if other == number]
            if any(_is_led(text, word) and _describes_rest(entry, text) for text in texts):
                return (
                    number,
                    f'only its name begins with "{name}", and the other words describe it',
                )
            if any(_is_led(text, word) and _stands_out(text) for text in texts):
                return (
                    number,
                    f'no other name begins with "{name}", and the word is in capitals',
                )
        return None

    def is_ordinary(self, word: str) -> bool:
        """Return whether a word may be a common noun, a kind of system, a vendor or a product."""
        words = load_vocabulary()
        general = words.name_words | words.channel_words | words.clue_words | words.contract_words
        return (
            word in general
            or normalise_kind(word) in words.kinds
            or is_known_entity(word)
            or self._families.is_vendor(word)
            or self._families.find_technology(word) is not None
        )

    def find_acronym(self, name: str) -> tuple[int, str] | None:
        """Return the only system that an acronym refers to, and the reason.

        There are three cases: the name ends with the acronym, the name has its initials ("E1" for
        EnterpriseOne), or the description is the kind of system for which the acronym stands ("DWH"
        for a "Data warehouse"). No other system may be of this kind or have the acronym in its
        name.
        """
        word = fold(name)
        kind = normalise_kind(word)
        if kind == "database" or not ACRONYM.fullmatch(name):
            return None
        if self._families.is_vendor(word) or self._families.find_technology(word) is not None:
            return None
        holding = {n for text, n in self._names if word in fold(text).split()}
        alike = {*holding, *self._kinds.get(kind, ())}
        ending = [n for text, n in self._names if text.endswith(f" {name}")]
        initials = [n for text, n in self._names if _has_initials(text, word)]
        described = [n for n in self._described.get(kind, ()) if len(word) >= SHORTEST_ACRONYM]
        reasons = (
            (ending, f'only its name ends with "{name}", and no other system is of this kind'),
            (initials, f'"{name}" has the initials of its name only'),
            (described, f'only its description says that it is a "{name}"'),
        )
        # Two letters stand for too many words, unless they are the end of a name.
        short = len(word) < SHORTEST_ACRONYM
        sure = reasons if not short else reasons[:1] if word.isalpha() else reasons[1:2]
        found = {self._register.find(n) for n in (*ending, *initials, *described, *alike)}
        return next(
            ((numbers[0], reason) for numbers, reason in sure if numbers and len(found) == 1), None
        )


def join_proper_names(register: Register, families: Families) -> None:
    """Join listed systems of two files if the name and the description of one identify the other.

    Pharos, described as "ERP", is Pharos ERP. Two systems are also joined if the description of
    each contains the name of the other.
    """
    proper = ProperNames(register, families)
    listed = [
        (number, entry, (fold(entry.name), fold(entry.record.description)))
        for number, entry in enumerate(register.entries)
        if entry.record is not None and not entry.is_poc and number not in register.environments
    ]
    places = _Places(name for _, _, (name, _) in listed)
    for number, entry, own in listed:
        found = [
            (other, one)
            for other, one, theirs in (listed[place] for place in places.find_mentioned(own))
            if entry.evidence[0].file != one.evidence[0].file
            and (_completes(own, theirs[0]) or _describe_each_other(own, theirs))
        ]
        if len({register.find(other) for other, _ in found}) != 1 or proper.is_ordinary(own[0]):
            continue
        other, one = found[0]
        if may_be_one(register, number, other):
            reason = f'its name and its description "{own[1]}" together name the other entry'
            register.note(number, entry.name, reason, (*entry.evidence, *one.evidence))
            register.join(other, number)


class _Places:
    """An index of names by their words, which finds all names in a text at once."""

    def __init__(self, names: Iterable[str]) -> None:
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(names):
            self._places[name].append(place)
        self._longest = max((name.count(" ") for name in self._places), default=0) + 1  # words

    def find_mentioned(self, own: tuple[str, str]) -> list[int]:
        """Return the list positions of the names that a description contains or completes.

        The description "ERP" of Pharos completes the name "Pharos ERP".

        own: a name and its description, both folded.
        """
        name, said = own
        if not said:
            return []
        words = said.split(" ")
        parts = {
            " ".join(words[start:end])
            for start in range(len(words))
            for end in range(start + 1, min(start + self._longest, len(words)) + 1)
        }
        called = parts | {f"{name} {said}", f"{said} {name}"}
        return sorted(place for part in called for place in self._places.get(part, ()))


def _completes(own: tuple[str, str], called: str) -> bool:
    """Return whether a name and its description together form another name: "Pharos", "ERP".

    own: the name and its description.
    called: the other name.
    """
    name, said = own
    whole = said and called in {f"{name} {said}", f"{said} {name}"}
    return bool(whole) or (called.startswith(f"{name} ") and f"{said} ".startswith(f"{called} "))


def _describe_each_other(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Return whether the description of each name contains the other name.

    one: a name and its description.
    other: the other name and its description.
    """
    (name, said), (called, told) = one, other
    long = min(len(name), len(called)) >= SHORTEST and name != called
    return long and f" {called} " in f" {said} " and f" {name} " in f" {told} "


def _list_kinds(entry: Entry, register: Register, number: int) -> Iterator[str]:
    """Yield the kinds of an entry: from its record, its product and the words of its names."""
    kinds = load_vocabulary().kinds
    said = entry.record.kind if entry.record else ""
    known = register.products[number][0].kind if number in register.products else ""
    words = (word for name in (entry.name, *entry.aliases) for word in fold(name).split())
    for text in (said, known, *words):
        if (kind := normalise_kind(text)) in kinds:
            yield kind


def _read_described_kind(description: str) -> str:
    """Return the kind of system that a description begins with: "Data warehouse, nightly"."""
    first = fold(PARTS.split(description, maxsplit=1)[0])
    kind = normalise_kind(first)
    if kind in load_vocabulary().kinds:
        return kind
    word = first.partition(" ")[0]
    led = ACRONYM.fullmatch(description.partition(" ")[0])  # "LIMS of the laboratory"
    return normalise_kind(word) if led else first


def _has_initials(text: str, word: str) -> bool:
    """Return whether an acronym consists of initials of the last words, where one is a number.

    "E1" stands for "EnterpriseOne" in "JD Edwards EnterpriseOne", "D365" for "Dynamics 365" in
    "Microsoft Dynamics 365".
    """
    words = fold(HUMPS.sub(" ", text)).split()
    short = [NUMBERS.get(one, one if one.isdigit() else one[0]) for one in words]
    return not word.isalpha() and any("".join(short[at:]) == word for at in range(len(short) - 1))


def _is_led(text: str, word: str) -> bool:
    return fold(text).startswith(f"{word} ")


def _stands_out(text: str) -> bool:
    """Return whether only the first word of a name is in capitals: "POLARIS Bestandsführung"."""
    first, *rest = text.split()
    return first.isupper() and bool(rest) and not any(map(str.isupper, rest))


def _has_alike(text: str, word: str) -> bool:
    """Return whether a name contains this word, or a word that may be a typing error for it."""
    return any(OSA.distance(word, other, score_cutoff=1) <= 1 for other in fold(text).split())


def _describes_rest(entry: Entry, text: str) -> bool:
    """Return whether each word of a name after the first is an acronym or describes the entry.

    A word describes the entry if it occurs in its description, kind, domain or product.
    """
    record = entry.record
    said = (record.description, record.kind, record.domain, record.product) if record else ()
    known = {word for value in said for word in fold(value).split()}
    rest = text.split()[1:]
    return bool(rest) and all(
        ACRONYM.fullmatch(word) or any(_is_form(fold(word), other) for other in known)
        for word in rest
    )


def _is_form(word: str, other: str) -> bool:
    """Return whether two words are equal or the longer word begins with the shorter word.

    The longer word is probably an inflection or a compound: Kernbank, Kernbankensystem.
    """
    shorter, longer = sorted((word, other), key=len)
    return word == other or (len(shorter) >= SHORTEST_STEM and longer.startswith(shorter))
