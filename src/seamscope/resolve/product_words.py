"""Find the only listed system whose product contains a given name as a word.

"Tallyman" is the system with the product "Experian Tallyman". The first word of a product is
usually the vendor, so this word alone does not identify a product.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import permutations

from seamscope.knowledge.vocabulary import load_vocabulary, normalise_kind
from seamscope.records import ClueKind
from seamscope.resolve.families import Families
from seamscope.resolve.names import fold
from seamscope.resolve.product_names import VERSION, may_be_one
from seamscope.resolve.register import Entry, Register

# "in" and its translations, without accents.
INSIDE = frozenset({"in", "im", "en", "dans", "op", "em", "w", "inside", "within"})
SHORTEST = 5  # letters of a word of a product that identifies a system
SHORTEST_SAID = 3  # letters of a name that a description contains
SHORTEST_STEM = 5  # letters that two forms of a word have in common
LONGEST_ENDING = 2
PLACES = frozenset({ClueKind.HOST, ClueKind.DATABASE, ClueKind.SERVER})
CODE = re.compile(r"[A-Z]{2,6}")  # an id that is a short name, not a number
BRACKETED = re.compile(r"[A-Z][A-Z0-9]{2,5}")  # a code that a description has in brackets
# Between the parts of a description; a statement may have several parts.
STATEMENT = re.compile(r"[;.:(\n]|\s[-–—/]\s")
DESCRIPTION_PARTS = re.compile(r"[;.:,()\n]|\s[-–—/]\s|\s(?:and|und|et|en|y|e|i)\s")
WORD = re.compile(r"[^\W\d_]+")  # letters only, so that "tps" is a word of ``tps01``
MOST_WORDS = 4  # of a name that is compared in any order
SHORTEST_PLACE = 4  # letters of a word for the location of a system: "BDE Lund"


class ProductWords:
    """Finds listed systems by words of their products, names and descriptions."""

    def __init__(self, register: Register, families: Families) -> None:
        self._register = register
        self.families = families
        self._products: dict[int, str] = {}
        self._texts: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._codes: dict[str, set[int]] = defaultdict(set)
        self._described: list[tuple[str, int]] = []
        for number, entry in enumerate(register.entries):
            if entry.record is None or entry.is_poc or number in register.environments:
                continue
            self._products[number] = fold(VERSION.sub("", entry.record.product))
            self._described.append((fold(entry.record.description), number))
            ids = (
                c.value for c in entry.clues if c.kind is ClueKind.ID and CODE.fullmatch(c.value)
            )
            for code in (*entry.record.other_names, *ids):
                self._codes[fold(code)].add(number)
            for text in (self._products[number], *map(fold, (entry.name, *entry.aliases))):
                for word in set(text.split()):
                    self._texts[word][number].append(text)

    def find(self, name: str) -> int | None:
        """Return the entry of the only system whose product contains a name, None if uncertain."""
        folded = fold(name)
        words = folded.split()
        if not words or not self._identifies(folded):
            return None
        holding = self._texts.get(words[0], {})
        found = {
            number
            for number, texts in holding.items()
            if any(_holds(text, folded) for text in texts)
        }
        roots = {
            self._register.find(number) for number in found if not self._is_own(number, folded)
        }
        stating = [number for number in sorted(found) if self.states(number, folded)]
        return stating[0] if len(roots) == 1 and stating else None

    def get_product(self, number: int) -> str:
        """Return the declared product of an entry, normalised, "" if it begins with a vendor."""
        product = self._products.get(number, "")
        return "" if self.families.is_vendor(product.partition(" ")[0]) else product

    def states(self, number: int, name: str) -> bool:
        """Return whether the product of an entry contains a name.

        A single word at the beginning of the product does not count, because it may be the vendor.
        """
        product, folded = self._products.get(number, ""), fold(name)
        return _holds(product, folded) and (
            folded == product or not f"{product} ".startswith(f"{folded} ") or " " in folded
        )

    def mentions(self, number: int, name: str) -> bool:
        """Return whether the product of an entry contains a name, which may also be the vendor."""
        return _holds(self._products.get(number, ""), fold(name))

    def find_coded(self, code: str) -> int | None:
        """Return the entry of the only system with this short code in a list, else None."""
        numbers = self._codes.get(fold(code), set())
        roots = {self._register.find(number) for number in numbers}
        return min(numbers) if len(roots) == 1 else None

    def is_described_by(self, number: int, name: str) -> bool:
        """Return whether the description of this system, and of no other, contains a name."""
        folded = fold(name)
        if len(folded) < SHORTEST_SAID:
            return False
        roots = {self._register.find(n) for text, n in self._described if _holds(text, folded)}
        return roots == {self._register.find(number)}

    def find_described(self, name: str, files: Collection[str]) -> int | None:
        """Return the entry of the only system whose description contains a name in a certain place.

        No other description may contain the name. Either the first statement of the description is
        exactly this name: "Zeiterfassung; see the manual". Or a part of it begins or ends with the
        name, as in "Zeiterfassung, Terminals" or "Web shop front", and its list is in one of these
        files.
        """
        folded = fold(name)
        if len(folded) < SHORTEST or not self._identifies(folded):
            return None
        holding = [number for text, number in self._described if _holds(text, folded)]
        roots = {self._register.find(number) for number in holding}
        for _, number in self._described:
            entry = self._register.entries[number]
            near = {evidence.file for evidence in entry.evidence} & {*files}
            said = entry.record.description if entry.record else ""
            parts = [fold(part) for part in DESCRIPTION_PARTS.split(said)]
            whole = fold(STATEMENT.split(said, maxsplit=1)[0]) == folded
            if len(roots) == 1 and (whole or (near and _bounds(folded, parts))):
                return number
        return None

    def find_described_exactly(self, name: str) -> int | None:
        """Return the entry of the only system with a name as a part of its description.

        "Dispatch" is the system with the description "Dispatch / planning of tours", if no other
        description contains the word.
        """
        folded = fold(name)
        if len(folded) < SHORTEST or not self._identifies(folded):
            return None
        holding = [number for text, number in self._described if _holds(text, folded)]
        for number in holding:
            record = self._register.entries[number].record
            parts = DESCRIPTION_PARTS.split(record.description) if record else ()
            if folded in map(fold, parts):
                one = len({self._register.find(other) for other in holding}) == 1
                return number if one else None
        return None

    def find_said(self, name: str) -> tuple[int, str] | None:
        """Return the entry of the only system that a code or several words refer to, and why.

        There are three cases: the code "CBS" is in brackets in its description, "Payments Hub"
        precedes such a code, or its name ends with "Core Ledger". No other system may have these
        words in its name or description.
        """
        folded = fold(name)
        words = folded.split()
        general = all(word in load_vocabulary().name_words for word in words)
        if general or not (self._identifies(folded) or BRACKETED.fullmatch(name)):
            return None
        holding: dict[int, list[int]] = defaultdict(list)
        for text, number in self._described:
            entry = self._register.entries[number]
            if any(
                _holds(said, folded) for said in (text, *map(fold, (entry.name, *entry.aliases)))
            ):
                holding[self._register.find(number)].append(number)
        if len(holding) != 1:
            return None
        reasons = (
            (number, _explain_said(self._register.entries[number], name))
            for number in next(iter(holding.values()))
        )
        return next(((number, reason) for number, reason in reasons if reason), None)

    def _is_own(self, number: int, folded: str) -> bool:
        """Return whether an entry has exactly this name, and no product."""
        return fold(self._register.entries[number].name) == folded and not self._products[number]

    def _identifies(self, folded: str) -> bool:
        words = load_vocabulary()
        general = folded in words.name_words or normalise_kind(folded) in words.kinds
        known = self.families.find_technology(folded)
        return not (
            general
            or len(folded.replace(" ", "")) < SHORTEST
            or self.families.is_vendor(folded)
            or (known is not None and known.generic)
        )

    def is_general(self, folded: str) -> bool:
        """Return whether a normalised name is a kind of system, a vendor or a general word."""
        words = load_vocabulary()
        general = folded in words.name_words or normalise_kind(folded) in words.kinds
        return general or self.families.is_vendor(folded)


def _explain_said(entry: Entry, name: str) -> str:
    """Return the reason why a code or several words refer to this entry, "" if they do not."""
    said = entry.record.description if entry.record else ""
    if BRACKETED.fullmatch(name) and f"({name})" in said:
        return f'only its description has "{name}" in brackets'
    folded = f" {fold(name)}"
    if len(folded.split()) < 2:
        return ""
    head, bracket, _ = said.partition(" (")
    if bracket and f" {fold(head)}".endswith(folded):
        return f'only its description contains "{name}"'
    return f'only its name ends with "{name}"' if f" {fold(entry.name)}".endswith(folded) else ""


def _has_place_called(entry: Entry, name: str) -> bool:
    """Return whether a host or database has a name as one of its words: tps in ``srv-tps01``."""
    folded = fold(name)
    values = (clue.value for clue in entry.clues if clue.kind in PLACES)
    return len(folded) >= SHORTEST_SAID and any(folded in WORD.findall(fold(v)) for v in values)


def _has_inflected(described: str, name: str) -> bool:
    """Return whether a description has another form of a word: "invoice" for "Invoices"."""
    folded = fold(name)
    stem = folded[: max(SHORTEST_STEM, len(folded) - LONGEST_ENDING)]
    return (
        " " not in folded
        and len(folded) >= SHORTEST_STEM
        and any(
            word.startswith(stem) and abs(len(word) - len(folded)) <= LONGEST_ENDING
            for word in described.split()
        )
    )


def _bounds(folded: str, parts: Sequence[str]) -> bool:
    """Return whether a part of a description begins or ends with a name."""
    return any(f"{part} ".startswith(f"{folded} ") or f" {part}".endswith(f" {folded}")
               for part in parts)  # fmt: skip


def _holds(text: str, folded: str) -> bool:
    return f" {folded} " in f" {text} "


def join_product_words(register: Register, names: dict[str, int], products: ProductWords) -> None:
    """Join a listed system whose name is a word of a product with the system of this product.

    The name of the system of the product must begin with this word, as in "Siebel" and "Siebel
    CRM". Otherwise, another name in brackets must confirm it: "Smallworld (TRAZA)" is TRAZA.
    """
    for number, entry in enumerate(register.entries):
        if entry.record is None or entry.is_poc or number in register.environments:
            continue
        for other, reason in _list_same(register, names, products, number):
            if may_be_one(register, other, number):
                evidence = (*entry.evidence, *register.entries[other].evidence)
                register.note(number, entry.name, reason, evidence)
                register.join(other, number)


def _list_same(
    register: Register, names: dict[str, int], products: ProductWords, number: int
) -> Iterator[tuple[int, str]]:
    entry = register.entries[number]
    folded = fold(entry.name)
    found = products.find(entry.name)
    if found is not None and fold(register.entries[found].name).startswith(f"{folded} "):
        yield found, f'its name and its product contain "{entry.name}"'
    if found is not None and _is_described_as(register, entry, found):
        yield found, f'its product contains "{entry.name}", whose description names the system'
    yield from _find_outer(register, names, number)
    for one, other in split_remark(entry.name):
        known = find_called(names, products, one)
        if known is not None and is_called(register, names, products, known, other):
            yield known, f'both "{one}" and "{other}" are its names'
    composed = find_composed(register, names, products, entry.name)
    if composed is not None:
        yield composed, f'"{entry.name}" consists of its names'


def find_called(names: dict[str, int], products: ProductWords, name: str) -> int | None:
    """Return the entry of a name, or of a short code that only one system has in a list."""
    number = names.get(fold(name))
    return products.find_coded(name) if number is None else number


def find_composed(
    register: Register, names: dict[str, int], products: ProductWords, name: str
) -> int | None:
    """Return the entry of a name that consists of two names of one system: "SAP L4P".

    Three other forms are found, too. Words of another name may follow the first name: "BDE Lund" is
    the BDE that is also called "Shop floor Lund". The words of a name may be in another order. The
    vendor, or a word of another name, may precede a name: "SAP P02", "App Ferryway".
    """
    words = fold(name).split()
    for size in range(1, len(words)):
        first, rest = " ".join(words[:size]), words[size:]
        number, other = names.get(first), names.get(" ".join(rest))
        if number is None:
            continue
        if other is not None and register.find(number) == register.find(other):
            return number
        if other is None and _is_place_of(register, products, number, (first, rest)):
            return number
    found = _find_reordered(names, words)
    return _find_introduced(register, names, products, words) if found is None else found


def _find_reordered(names: dict[str, int], words: Sequence[str]) -> int | None:
    """Return the entry of a name with the same words in another order: "Fleet ABC", "ABC Fleet"."""
    if not 1 < len(words) <= MOST_WORDS:
        return None
    orders = (" ".join(order) for order in permutations(words))
    own = " ".join(words)
    return next((names[order] for order in orders if order != own and order in names), None)


def _find_introduced(
    register: Register, names: dict[str, int], products: ProductWords, words: Sequence[str]
) -> int | None:
    """Return the entry of a name that follows its vendor or a word of another name of its system.

    "SAP P02" is the P02 of SAP. "App Ferryway" is the Ferryway that is also called "Travel app".
    """
    for size in range(1, len(words)):
        before, name = words[:size], " ".join(words[size:])
        number = names.get(name)
        if number is None or " ".join(before) in names or products.is_general(name):
            continue
        own = [
            entry for n, entry in enumerate(register.entries)
            if entry.record is not None and register.find(n) == register.find(number)
        ]  # fmt: skip
        vendors = {fold(entry.record.vendor) for entry in own if entry.record}
        said = {
            word
            for entry in own for text in (entry.name, *entry.aliases) if fold(text) != name
            for word in fold(text).split()
        }  # fmt: skip
        is_name = any(fold(entry.name) == name for entry in own)
        if " ".join(before) in vendors or (is_name and said.issuperset(before)):
            return number
    return None


def _is_place_of(
    register: Register, products: ProductWords, number: int, parts: tuple[str, list[str]]
) -> bool:
    """Return whether another name of a system contains all words after its first name.

    In "BDE Lund", Lund is in the other name "Shop floor Lund".

    number: an entry of the system.
    parts: the first name, and the words after it.
    """
    first, rest = parts
    words = load_vocabulary()
    general = first in words.name_words or normalise_kind(first) in words.kinds
    if general or products.families.is_vendor(first) or any(len(w) < SHORTEST_PLACE for w in rest):
        return False
    root = register.find(number)
    others = (
        f" {fold(text)} "
        for n, entry in enumerate(register.entries)
        if register.find(n) == root and entry.record is not None
        for text in (entry.name, *entry.aliases)
    )
    plain = [word for word in rest if word not in words.name_words and word not in words.kinds]
    return plain == rest and any(
        all(f" {word} " in text for word in rest) and f" {first} " not in text for text in others
    )


def _find_outer(
    register: Register, names: dict[str, int], number: int
) -> Iterator[tuple[int, str]]:
    """Yield the system that contains an entry according to its name: "Churn score in Mailer".

    The description of the entry must also contain the name of this system.
    """
    words = fold(register.entries[number].name).split()
    for at, word in enumerate(words[1:-1], start=1):
        known = names.get(" ".join(words[at + 1 :])) if word in INSIDE else None
        if known is not None and _is_described_as(register, register.entries[number], known):
            yield known, f'the name and the description place it in "{words[at + 1]}"'


def _is_described_as(register: Register, entry: Entry, number: int) -> bool:
    """Return whether the description of an entry contains the name of another entry.

    number: the other entry.
    """
    described = f" {fold(entry.record.description)} " if entry.record else ""
    return f" {fold(register.entries[number].name)} " in described


def split_remark(name: str) -> Sequence[tuple[str, str]]:
    """Split ``Name (Other)``; return ``(Name, Other)`` and ``(Other, Name)``."""
    base, opened, rest = name.rstrip(" )").partition("(")
    one, other = base.strip(), rest.strip()
    if not opened or not one or not other or "(" in rest or not name.rstrip().endswith(")"):
        return ()
    return ((one, other), (other, one))


def is_called(
    register: Register, names: dict[str, int], products: ProductWords, number: int, name: str
) -> bool:
    """Return whether a name is among the names of a system, or in its product or description."""
    root = register.find(number)
    known = names.get(fold(name))
    if known is not None:
        return register.find(known) == root
    if products.is_described_by(number, name) and not products.families.is_vendor(name):
        return True
    for other, entry in enumerate(register.entries):
        if register.find(other) != root or entry.record is None:
            continue
        said = (*map(fold, entry.record.other_names), fold(entry.record.description))
        if fold(name) in said or products.mentions(other, name):
            return True
        if _has_place_called(entry, name) or _has_inflected(fold(entry.record.description), name):
            return True
    return False
