"""Find the one system that a shorter name refers to, by several independent pieces of evidence.

A single match, such as the vendor or a word of the description, only leads to a question. Two
matches are enough if no other system matches: "Feedzai" is the first word of "Feedzai Fraud
Detection", and the vendor of this system is Feedzai.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from seamscope.connector.lists.values import CODE
from seamscope.knowledge.vocabulary import load_vocabulary, normalise_kind
from seamscope.records import Clue, ClueKind
from seamscope.resolve.catalogue import Catalogue
from seamscope.resolve.names import PRODUCTION, fold
from seamscope.resolve.register import Entry, Origin, Register

PLACES = frozenset({ClueKind.DATABASE, ClueKind.SERVER, ClueKind.SCHEMA})
ENOUGH = 2  # matches that suffice
SHORTEST = 4  # letters of a name
SHORTEST_LEAD = 3  # letters of a name that begins another one
SHORTEST_START = 5  # letters that a compound must begin with: "Einlagensystem" for "EINLAG"
MADE_UP = re.compile(r"[a-z][A-Z]|[A-Za-z]\d")  # a name that is no word: MealPlan, KitchenOne
# Affixes that databases add to their system's name: ``LEDGERPRD``, ``ledger_db``, ``LEDGER1``.
SUFFIX = re.compile(r"(?:p|prd|prod|db|dbp)?\d{0,3}")


class Corroboration:
    """Finds listed systems by evidence: first words of a name, vendor, description, database."""

    def __init__(self, register: Register, names: dict[str, int], catalogue: Catalogue) -> None:
        self._register = register
        self._catalogue = catalogue
        self._names = names
        self._leads: dict[str, set[int]] = defaultdict(set)
        self._vendors: dict[str, set[int]] = defaultdict(set)
        self._listed = [n for n, entry in enumerate(register.entries) if _is_listed(entry)]
        for number in self._listed:
            self._index(register.entries[number], number)

    def _index(self, entry: Entry, number: int) -> None:
        for name in (entry.name, *entry.aliases):
            words = fold(name).split()
            for size in range(1, len(words)):
                self._leads[" ".join(words[:size])].add(number)
        if entry.record and entry.record.vendor:
            suffixes = load_vocabulary().company_suffixes
            words = [word for word in fold(entry.record.vendor).split() if word not in suffixes]
            self._vendors[" ".join(words)].add(number)

    def find(
        self, name: str, *, described: str = "", own: int | None = None
    ) -> tuple[int, str] | None:
        """Return the entry of the only system with enough evidence, and this evidence in words.

        described: the description that the source gives with the name.
        own: the entry with this name, if a source lists it.
        """
        folded = _strip_production(fold(name))
        if len(folded.replace(" ", "")) < SHORTEST or self._is_general(folded):
            return None
        same = self._names.get(fold(described)) if described else None
        led = self._find_leading(folded)
        twice = self._list_described_twice(folded)
        pointed = {
            self._register.find(number)
            for number in (
                *self._leads[folded], *self._vendors[folded], *_list_given(same),
                *_list_given(led and led[0]), *twice,
            )
        } - {self._register.find(own) if own is not None else None}  # fmt: skip
        if len(pointed) != 1:
            return None
        root = next(iter(pointed))
        members = [n for n in self._listed if self._register.find(n) == root]
        signs = list(dict.fromkeys(self._list_signs(folded, members)))
        if twice:
            signs.append("a second source describes it in the same way")
        if same is None and (said := self._find_said(members, described, folded)):
            signs.append(f'the source describes it with "{said}"')
        if led is not None:
            signs.append(f'the name begins with its name "{led[1]}"')
        if same is not None:
            signs.append(f'the source describes it as "{described}"')
        return (members[0], " and ".join(signs)) if len(signs) >= ENOUGH else None

    def _list_described_twice(self, folded: str) -> list[int]:
        """Return the entries of the only system that two sources describe by this name.

        One of the descriptions must consist of the name only, as in a model: `"Loyalty" "Star
        Club"`.
        """
        saying = [
            (number, fold(record.description))
            for number in self._listed
            if (record := self._register.entries[number].record)
            and _is_described(folded, record.description)
        ]
        roots = {self._register.find(number) for number, _ in saying}
        files = {self._register.entries[number].evidence[0].file for number, _ in saying}
        whole = any(text == folded for _, text in saying)
        return [n for n, _ in saying] if whole and len(roots) == 1 and len(files) > 1 else []

    def find_described(self, name: str, own: int) -> tuple[int, str] | None:
        """Return the entry of the only system whose description is exactly this name.

        Such a description is another name: "Menu Planning" with the description "MealPlan". A plain
        word ("Ledger") is left out, because it may say what the system is for. So is a known
        product, because it may say what the system is built on.

        own: the entry that has this name in another list.
        """
        folded = fold(name)
        known = self._catalogue.find_by_name(folded) is not None
        if known or not MADE_UP.search(name) or self._catalogue.is_vendor(folded):
            return None
        found = [
            number
            for number in self._listed
            if (record := self._register.entries[number].record)
            and number != own
            and fold(record.description) == folded
        ]
        one = len({self._register.find(number) for number in found}) == 1
        return (found[0], f'its description is "{name}"') if one else None

    def _find_said(self, members: Sequence[int], described: str, folded: str) -> str:
        """Return the name of a system that is in the description of another name, else "".

        members: entries of the system.
        described: the description.
        folded: the other name, folded.
        """
        names = (
            name
            for number in members
            for name in (
                self._register.entries[number].name,
                *self._register.entries[number].aliases,
            )
            if len(fold(name)) >= SHORTEST and fold(name) != folded
        )
        return next(
            (name for name in names if described and _is_described(fold(name), described)), ""
        )

    def _find_leading(self, folded: str) -> tuple[int, str] | None:
        """Return the entry and the name of the listed system with which this name begins.

        The listed name may be the first words, as EDI in "EDI converter", or the beginning of a
        word, as Zoll in "Zollsystem". If there are several such names, the longest is used.
        """
        words = folded.split()
        texts = [" ".join(words[:size]) for size in range(len(words) - 1, 0, -1)]
        if len(words) == 1:
            texts = [folded[:size] for size in range(len(folded) - 1, SHORTEST - 1, -1)]
        found = next((text for text in texts if text in self._names), "")
        vendor = self._vendors.get(found) or self._sells_several(found)
        return (self._names[found], found) if len(found) >= SHORTEST_LEAD and not vendor else None

    def find_longer(self, name: str) -> int | None:
        """Return the entry of the only system whose name begins with these words.

        A single word is not enough, nor are words that every system may have in its name.
        """
        folded = fold(name)
        roots = {self._register.find(number) for number in self._leads.get(folded, ())}
        if " " not in name.strip() or len(roots) != 1 or self._is_general(folded):
            return None
        number = min(self._leads[folded])
        entry = self._register.entries[number]
        names = map(fold, (entry.name, *entry.aliases))
        rests = [text[len(folded) :].split() for text in names if text.startswith(f"{folded} ")]
        generic = load_vocabulary().name_words
        return number if any(not generic.issuperset(rest) for rest in rests) else None

    def _is_general(self, folded: str) -> bool:
        words = load_vocabulary()
        general = words.name_words | words.channel_words
        return folded in general or normalise_kind(folded) in words.kinds

    def _sells_several(self, vendor: str) -> bool:
        """Return whether a vendor has several known products, so that its name is ambiguous."""
        find = self._catalogue.find_by_vendor
        if find(vendor, "") is not None:
            return False
        return any(find(vendor, kind) is not None for kind in load_vocabulary().kinds)

    def _list_signs(self, name: str, members: Sequence[int]) -> Iterator[str]:
        """Yield each reason why a name refers to a system.

        members: the entries of the system.
        """
        folded = fold(name)
        if self._leads[folded] & {*members}:
            yield f'its name begins with "{name}"'
        if self._vendors[folded] & {*members} and not self._sells_several(name):
            yield f"its vendor is {name}"
        for number in members:
            entry = self._register.entries[number]
            if entry.record and _is_described(folded, entry.record.description):
                yield f'its description contains "{name}"'
            named_so = (clue for clue in entry.clues if _is_named_after(clue, folded))
            yield from (f'its {clue.kind.value} "{clue.value}" has this name' for clue in named_so)
            names = (other for other in (entry.name, *entry.aliases) if _is_compound(folded, other))
            yield from (f'"{other}" begins with this name' for other in names)


def join_corroborated(
    register: Register, names: dict[str, int], corroboration: Corroboration
) -> None:
    """Join a listed system with another system that its name and description identify.

    In a model, a system often has the name of its product, and its description is the name that
    other lists use. In a portfolio, the description may be this name only.
    """
    for number, entry in enumerate(register.entries):
        described = entry.record.description if entry.record else ""
        listed = entry.record is not None and entry.origin is Origin.RECORD
        if not listed or entry.is_poc or number in register.environments:
            continue
        signed = described and corroboration.find(entry.name, described=described, own=number)
        found = signed or corroboration.find_described(entry.name, number)
        if found is None or register.find(number) == register.find(found[0]):
            continue
        if register.are_apart(number, found[0]):
            continue
        other = register.entries[found[0]]
        register.note(number, entry.name, found[1], (*entry.evidence, *other.evidence))
        register.join(found[0], number)


def _strip_production(folded: str) -> str:
    """Return a folded name without a last word for production: "sales prd" -> "sales"."""
    words = folded.split()
    return " ".join(words[:-1]) if len(words) > 1 and words[-1] in PRODUCTION else folded


def _is_listed(entry: Entry) -> bool:
    return entry.origin in {Origin.CONFIG, Origin.RECORD} and not entry.is_poc


def _list_given(number: int | None) -> Collection[int]:
    return () if number is None else (number,)


def _is_described(folded: str, description: str) -> bool:
    """Return whether a description contains a name, perhaps with its version: "Doxis4"."""
    words = fold(description).split()
    length = len(folded.split())
    runs = (" ".join(words[at : at + length]) for at in range(len(words)))
    return any(run.rstrip("0123456789") == folded or run == folded for run in runs)


def _is_named_after(clue: Clue, folded: str) -> bool:
    """Return whether a database or server has this name, perhaps with a suffix: ``LEDGERPRD``.

    folded: the folded name: "ledger".
    """
    if clue.kind not in PLACES:
        return False
    value = clue.value
    plain, squeezed = fold(value).replace(" ", ""), folded.replace(" ", "")
    return plain.startswith(squeezed) and bool(SUFFIX.fullmatch(plain[len(squeezed) :]))


def _is_compound(folded: str, other: str) -> bool:
    """Return whether a name begins with a compound of a word: "Lagersystem" for "lager"."""
    first = fold(other).split()[0] if fold(other) else ""
    return (
        len(folded) >= SHORTEST_START
        and first != folded
        and first.startswith(folded)
        and CODE.fullmatch(other) is None
    )
