"""Let the name of a product refer to the only listed system of this product.

If a directory lists "Fleet desk, product: Tarn", and an interface list has "Tarn", both are the
same system if no other system has this product. Names of vendors, technologies and kinds of systems
are left out, because they are too general.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from seamscope.knowledge.vocabulary import load_vocabulary, normalise_kind
from seamscope.records import State
from seamscope.resolve.families import Families
from seamscope.resolve.names import fold
from seamscope.resolve.register import SYSTEM, Entry, Register

SHORTEST = 4  # letters of a product's name that identifies a system
VERSION = re.compile(r"(?<=\w)\s+(?:v|version\s*+)?\d{1,2}(?:\.\d{1,4})*+$", re.I)


def name_by_products(register: Register, names: dict[str, int], families: Families) -> None:
    """Add each product that exactly one listed system has to `names`.

    An entry that has the name of the product is joined with this system.

    names: the number of the entry for each normalised name.
    """
    stated = _collect_stated(register)
    for product in sorted(stated):
        numbers = stated[product]
        first, holder = numbers[0], names.get(product)
        roots = {register.find(number) for number in numbers}
        if len(roots) != 1 or not _identifies(families, product, register, {*roots, holder}):
            continue
        if holder is None:
            names[product] = register.product_names[product] = first
        elif register.find(holder) not in roots and _is_namesake(register, product, holder, first):
            entry = register.entries[holder]
            evidence = (*entry.evidence, *register.entries[first].evidence)
            register.note(first, entry.name, describe_product(entry.name), evidence)
            register.join(first, holder)


def describe_product(name: str) -> str:
    """Return the reason for a merge by the name of a product."""
    return f'{SYSTEM} is the only listed system of the product "{name}"'


def _collect_stated(register: Register) -> dict[str, list[int]]:
    """Return the production entries of each product, by its name with and without its version.

    An entry without a declared product is listed under the known product of its alias, clue or
    vendor.
    """
    stated: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(register.entries):
        if entry.record and not entry.is_poc and number not in register.environments:
            known = register.products.get(number)
            product = entry.record.product or (known[0].name if known else "")
            texts = {fold(product), fold(VERSION.sub("", product))} - {""}
            for text in texts if entry.record.product else texts - {fold(entry.name)}:
                stated[text].append(number)
    return stated


def _identifies(
    families: Families, product: str, register: Register, numbers: set[int | None]
) -> bool:
    """Return whether the name of a product can refer to only one system.

    If the product is known, no other listed system may have it.

    numbers: the entries of this system.
    """
    kinds = load_vocabulary().kinds
    if len(product.replace(" ", "")) < SHORTEST or normalise_kind(product) in kinds:
        return False
    known = families.find_technology(product)
    if known is None:
        return not families.is_vendor(product)
    roots = {register.find(number) for number in numbers if number is not None}
    return not known.generic and set(families.list_members(known)) <= roots


def _is_namesake(register: Register, product: str, holder: int, number: int) -> bool:
    """Return whether an entry with the name of a product is the system that declares this product.

    holder: number of the entry with the name.
    number: number of the entry that declares the product, in another list.
    """
    group = _list_group(register, holder)
    return (
        any(one.record and fold(one.name) == product for one in group)
        and not any(one.record and one.record.product for one in group)
        and may_be_one(register, number, holder)
    )


def may_be_one(register: Register, number: int, other: int) -> bool:
    """Return whether two systems of different lists may be one, by their kinds, states and ids.

    A retired system is not the same as a running system of the same product.
    """
    groups = [_list_group(register, one) for one in (other, number)]
    files = [{e.file for one in group if one.record for e in one.evidence} for group in groups]
    states = [{one.record.state for one in group if one.record} for group in groups]
    return (
        register.find(number) != register.find(other)
        and not any(one.is_poc for group in groups for one in group)
        and not files[0] & files[1]
        and not _have_different_kinds(groups)
        and ({State.RETIRED} != states[1] or states[0] == states[1])
        and not register.has_different_ids(other, number)
        and not register.is_kept_apart(other, number)
    )


def _have_different_kinds(groups: Sequence[Sequence[Entry]]) -> bool:
    known = load_vocabulary().kinds
    found = [
        {normalise_kind(one.record.kind) for one in group if one.record} & {*known}
        for group in groups
    ]
    return all(found) and not found[0] & found[1]


def _list_group(register: Register, number: int) -> list[Entry]:
    root = register.find(number)
    return [entry for n, entry in enumerate(register.entries) if register.find(n) == root]
