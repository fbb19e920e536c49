"""Join systems that have the same short code or alias in two sources, if another fact agrees.

A code alone may mean different systems: "CMS" may be a card system in one list and a system for web
content in another.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations

from seamscope.knowledge.vocabulary import load_vocabulary
from seamscope.records import ClueKind
from seamscope.resolve.catalogue import Product
from seamscope.resolve.names import fold
from seamscope.resolve.register import Entry, Register
from seamscope.resolve.spellings import get_host_name

LONGEST_CODE = 10  # characters; a longer text is a name
SHORTEST_WORD = 5  # letters of a word that two names share
SHORTEST_NAME = 3  # letters of a name that occurs in the name or description of the other system
# Kinds of clues that are specific to one system or a few.
PLACES = frozenset({ClueKind.HOST, ClueKind.DATABASE, ClueKind.SERVER})


def join_codes(
    register: Register, names: dict[str, int], stated: Callable[[Entry], Product | None]
) -> None:
    """Join two systems with the same code or alias in two sources, if their facts agree.

    Facts agree if the systems share a host, a database, a product, or a word of their names. They
    also agree if the name or description of one system contains a name of the other.

    names: the entry of each normalised name; the codes are added to it.
    stated: returns the declared product of an entry.
    """
    named = {fold(entry.name) for entry in register.entries}
    for code, numbers in sorted(_index_codes(register).items()):
        if code in named:
            continue  # `_join_aliases` has handled it
        groups = _group_by_root(register, numbers)
        for one, other in combinations(sorted(groups), 2):
            if register.find(one) != register.find(other):
                _join_pair(register, code, (groups[one], groups[other]), stated)
        roots = {register.find(number) for number in numbers}
        if len(roots) == 1:
            names.setdefault(code, min(numbers))


def _index_codes(register: Register) -> dict[str, list[int]]:
    """Return the entries of each alias or short second name that several entries have."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(register.entries):
        if entry.record is None or number in register.environments:
            continue
        aliases = {fold(name) for name in entry.aliases}
        for text in aliases | {fold(name) for name in entry.record.other_names}:
            short = len(text) <= LONGEST_CODE and " " not in text
            if len(text) > 1 and (short or text in aliases):
                found[text].append(number)
    return {code: numbers for code, numbers in found.items() if len(numbers) > 1}


def _group_by_root(register: Register, numbers: Sequence[int]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for number in numbers:
        groups[register.find(number)].append(number)
    return groups


def _join_pair(
    register: Register,
    code: str,
    pair: tuple[list[int], list[int]],
    stated: Callable[[Entry], Product | None],
) -> None:
    one, other = pair[0][0], pair[1][0]
    if register.are_apart(one, other):
        return
    members = register.list_groups()
    entries = [
        [register.entries[n] for n in members[register.find(number)]] for number in (one, other)
    ]
    products = [{p.name for entry in group if (p := stated(entry))} for group in entries]
    agreement = _find_agreement(entries[0], entries[1], code)
    if not agreement or (all(products) and not products[0] & products[1]):
        return
    first, second = register.entries[one], register.entries[other]
    reason = f'both are called "{_spell(entries[0], code)}", and {agreement}'
    register.note(one, second.name, reason, (*first.evidence, *second.evidence))
    register.join(one, other)


def _spell(entries: Sequence[Entry], code: str) -> str:
    """Return a short code in capitals; return a longer alias as its source writes it."""
    if len(code) <= LONGEST_CODE and " " not in code:
        return code.upper()
    return next((t for e in entries for t in e.aliases if fold(t) == code), code)


def _find_agreement(one: Sequence[Entry], other: Sequence[Entry], code: str) -> str:
    """Return, in words, a fact that two systems share besides their code, "" if there is none."""
    if shared := _list_places(one) & _list_places(other):
        return f'both have "{min(shared)}"'
    if shared := _list_products(one) & _list_products(other):
        return f'both are "{min(shared)}"'
    if shared := _list_words(one) & _list_words(other):
        return f'both names contain "{min(shared)}"'
    return _find_mutual(one, other, code) or _find_mutual(other, one, code)


def _find_mutual(one: Sequence[Entry], other: Sequence[Entry], code: str) -> str:
    """Return a reason if the name or description of one system contains a name of the other.

    Return "" if neither does.
    """
    called = {fold(t): t for e in other for t in (e.name, *e.aliases) if fold(t) != code}
    general = load_vocabulary().name_words | load_vocabulary().kinds
    for folded, text in sorted(called.items()):
        if len(folded) < SHORTEST_NAME or folded in general:
            continue
        if any(f" {folded} " in f" {fold(e.name)} " for e in one):
            return f'the name of one contains "{text}", which is a name of the other'
        if any(e.record and f" {folded} " in f" {fold(e.record.description)} " for e in one):
            return f'the description of one contains "{text}", which is a name of the other'
    return ""


def _list_places(entries: Sequence[Entry]) -> set[str]:
    clues = (clue for entry in entries for clue in entry.clues if clue.kind in PLACES)
    return {
        get_host_name(clue.value).partition(".")[0].casefold()
        if clue.kind is ClueKind.HOST
        else clue.value.casefold()
        for clue in clues
    } - {""}


def _list_products(entries: Sequence[Entry]) -> set[str]:
    texts = (t for e in entries if e.record for t in (e.record.product, e.name))
    return {fold(text) for text in texts if text}


def _list_words(entries: Sequence[Entry]) -> set[str]:
    """Return the words of the names and products that are specific enough to compare."""
    general = load_vocabulary().name_words | load_vocabulary().kinds
    texts = (t for e in entries if e.record for t in (e.name, e.record.product))
    words = {word for text in texts for word in fold(text).split()}
    return {word for word in words if len(word) >= SHORTEST_WORD and word not in general}
