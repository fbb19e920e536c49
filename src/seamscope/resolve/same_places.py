"""Merge listed systems that have different names in different lists.

They are recognised by their hosts, databases and products. A CMDB often lists an application by its
database, or by an informal name beside its host. A host alone does not suffice, because several
systems may run on it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from seamscope.knowledge.vocabulary import load_vocabulary, normalise_kind
from seamscope.records import ClueKind
from seamscope.resolve.names import fold
from seamscope.resolve.register import Entry, Origin, Register
from seamscope.resolve.similar_names import strip_remarks
from seamscope.resolve.spellings import get_host_name

SHORTEST_DATABASE = 4  # letters of a database that identifies the system named after it
LONGEST_CODE = 3  # letters of a word that is a code, such as "RMS"
SHORTEST_SAID = 3  # letters of a name that a description contains
# "product Orion", in the languages of the lists.
PRODUCT = re.compile(r"\b(?:product|produkt|produit|producto|prodotto|produto)\s+(?P<name>.+)")

Same = tuple[int, int, str]  # two entries, and why they are one system


def join_same_places(register: Register, names: dict[str, int]) -> None:
    """Merge systems of different lists that have the same database, description or host.

    Systems are not merged if one list has both, or if they have different ids.
    """
    listed = [number for number in range(len(register.entries)) if _is_listed(register, number)]
    found = (
        *_list_named_after_databases(register, listed),
        *_list_described_by_name(register, names, listed),
        *_list_on_one_host(register, listed),
    )
    for one, other, reason in found:
        if register.find(one) == register.find(other) or register.are_apart(one, other):
            continue
        first, second = register.entries[one], register.entries[other]
        register.note(one, first.name, reason, (*first.evidence, *second.evidence))
        register.join(other, one)


def _is_listed(register: Register, number: int) -> bool:
    entry = register.entries[number]
    listed = entry.origin is Origin.RECORD and not entry.is_poc
    return listed and number not in register.environments


def _list_named_after_databases(register: Register, listed: list[int]) -> Iterator[Same]:
    """Yield the entries whose name is that of a database of exactly one other system: ``SALESPRD``.

    A plain name, such as Orion, must also be the beginning of the other system's name. Otherwise,
    Orion may be a separate system whose database the other system uses.
    """
    holders: dict[str, list[int]] = defaultdict(list)
    for number in listed:
        for name in _list_databases(register.entries[number]):
            holders[name].append(number)
    for number in listed:
        name = fold(register.entries[number].name)
        holding = [n for n in holders[name] if register.find(n) != register.find(number)]
        roots = {register.find(n) for n in holding}
        if len(roots) != 1 or len(name) < SHORTEST_DATABASE or _is_general(name):
            continue
        written = register.entries[number].name
        begins = f"{fold(register.entries[holding[0]].name)} ".startswith(f"{name} ")
        if begins or _is_technical(written):
            yield number, holding[0], f'its database is "{written}"'


def _is_technical(name: str) -> bool:
    """Return whether a name is written like that of a database: "SALESPRD", "sales_db"."""
    marked = any(sign.isdigit() or sign == "_" for sign in name)
    return " " not in name.strip() and (name.isupper() or marked)


def _list_described_by_name(
    register: Register, names: dict[str, int], listed: list[int]
) -> Iterator[Same]:
    """Yield the entries whose description identifies another system by its name.

    Either the description states a product, or it consists of the name of the other system. The
    second kind may also say what the entry is for. So it is used only if the name of the entry is
    general ("Payment gateway"). An entry is left out if other entries of its list have the same
    description, because they may be parts of one system.
    """
    meant: dict[tuple[str, int], list[tuple[int, str]]] = defaultdict(list)
    for number in listed:
        said = _get_description(register.entries[number])
        product = PRODUCT.search(said)
        whole = said if _is_wholly_general(register.entries[number].name) else ""
        for name in filter(None, (whole, product["name"] if product else "")):
            other = names.get(name)
            if other is not None and not _is_general(name) and _is_listed(register, other):
                file = register.entries[number].evidence[0].file
                meant[file, register.find(other)].append((number, name))
    for (_, root), rows in meant.items():
        if len({number for number, _ in rows}) == 1:
            number, name = rows[0]
            yield number, root, f'the source describes it as "{name}"'


def _list_on_one_host(register: Register, listed: list[int]) -> Iterator[Same]:
    """Yield pairs of systems with a common host if other evidence shows that they are one.

    The name or description of one system must refer to the other. The host alone is not enough,
    even if no other system has it.
    """
    hosts: dict[str, list[int]] = defaultdict(list)
    for number in listed:
        for clue in register.entries[number].clues:
            if clue.kind in {ClueKind.HOST, ClueKind.SERVER}:
                hosts[get_host_name(clue.value).partition(".")[0]].append(number)
    groups = register.list_groups()  # nothing is joined before all pairs are found
    for host, numbers in sorted(hosts.items()):
        by_root = {register.find(number): number for number in reversed(numbers)}
        if len(by_root) != 2:
            continue
        one, other = (
            [register.entries[n] for n in groups[root] if _is_listed(register, n)]
            for root in sorted(by_root)
        )
        sign = _find_sign(one, other) or _find_sign(other, one)
        if sign:
            first, second = (by_root[root] for root in sorted(by_root))
            yield second, first, f'both run on host "{host}", and {sign}'


def _find_sign(one: list[Entry], other: list[Entry]) -> str:
    """Return the reason why the second system may be the first, "" if there is none.

    one: the entries of the first system.
    other: the entries of the second system.
    """
    names = [
        text for entry in one for text in (entry.name, *entry.aliases) if not _is_general(text)
    ]
    known = [fold(text) for text in (*names, *(d for entry in one for d in _list_databases(entry)))]
    for entry in other:
        described, words = _get_description(entry), set(fold(entry.name).split())
        said = next((n for n in known if len(n) >= SHORTEST_SAID and _is_called(described, n)), "")
        if said:
            return f'the description of {entry.name} contains "{said}"'
        if described and described in {_get_description(first) for first in one}:
            return "both have the same description"
        for text in names:
            more = set(fold(text).split()) - words
            same = strip_remarks(text) == strip_remarks(entry.name)
            if same or (words < set(fold(text).split()) and (_is_code(words) or _is_code(more))):
                return f'"{text}" contains the name {entry.name}'
    return ""


def _is_called(described: str, folded: str) -> bool:
    """Return whether a description uses a name for its own system.

    "Card encoding Porta Chiusa" does. "Archive of Orion" does not, because "of" relates the system
    to another one.

    described: the folded description.
    folded: the folded name.
    """
    before, found, _ = f" {described} ".partition(f" {folded} ")
    relating = load_vocabulary().relating_words
    return bool(found) and (before.split() or [""])[-1] not in relating


def _is_code(words: set[str]) -> bool:
    """Return whether no word identifies a system: each is a short code or a general word."""
    return all(len(word) <= LONGEST_CODE or _is_general(word) for word in words)


def _get_description(entry: Entry) -> str:
    return fold(entry.record.description) if entry.record and entry.record.description else ""


def _list_databases(entry: Entry) -> Iterator[str]:
    return (fold(clue.value) for clue in entry.clues if clue.kind is ClueKind.DATABASE)


def _is_general(name: str) -> bool:
    words, folded = load_vocabulary(), fold(name)
    general = words.name_words | words.channel_words
    return folded in general or normalise_kind(folded) in words.kinds


def _is_wholly_general(name: str) -> bool:
    """Return whether a name consists of words for kinds of systems: "Payment gateway"."""
    return all(_is_general(word) for word in fold(name).split())
