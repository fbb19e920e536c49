"""Systems that nobody names: what databases, servers, hosts, sources and folders point to."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from seamscope.records import Clue, ClueKind, Evidence
from seamscope.resolve.catalogue import Product
from seamscope.resolve.families import Families
from seamscope.resolve.grouping import Key, Row, grouped, host_and_server
from seamscope.resolve.mentions import Mention
from seamscope.resolve.names import fold, unquoted
from seamscope.resolve.register import Entry, Origin, Place, Register

ASKS = {
    ClueKind.DATABASE: 'Which system runs database "{}"?',
    ClueKind.SERVER: 'Which system is behind server "{}"?',
    ClueKind.HOST: 'Which system runs on host "{}"?',
    ClueKind.SOURCE: 'Which system is the source "{}"?',
    ClueKind.TOPIC: 'Which system do the topics "{}" belong to?',
    ClueKind.FOLDER: 'In which system does the text in folder "{}" run?',
    ClueKind.PRODUCT: "Which {} is meant?",
    ClueKind.CLASS: 'Which system is reached by the connection type "{}"?',
    ClueKind.ID: 'Which system has the id "{}"?',
    ClueKind.SCHEMA: 'In which system does the text in "{}" run?',
}
DOTTED_CLASS = re.compile(r"[\w$]+\.[\w$]+\.[\w.$]*[A-Za-z_$][\w$]*$")


class Inferred:
    """Settles the mentions without a name."""

    def __init__(self, register: Register, names: dict[str, int], families: Families) -> None:
        self._register = register
        self._names = names
        self._families = families
        self._asks: list[tuple[int, Key, str, str]] = []
        self._products: set[str] = set()  # that gave a system its name

    def settle(self, rows: Iterable[Row]) -> dict[Mention, Place]:
        """Return where each of these mentions leads."""
        groups = grouped(list(rows))
        told = {key: self._families.recognise(_clues(rows)) for key, rows in groups.items()}
        crowded = _reached_at_several(groups, told)
        made: dict[Mention, Place] = {}
        for key in sorted(groups):
            found = self._by_name(key, groups[key])
            recognised = told[key]
            if found is None and recognised is not None:
                product, reason = recognised
                if product.name not in crowded or self._families.are_listed(product):
                    found = self._by_product(key, product, reason, groups[key])
            found = found or self._own(key, groups[key], recognised)
            made |= {mention: found for mention, _ in groups[key]}
        return made

    def _by_name(self, key: Key, rows: Sequence[Row]) -> Place | None:
        """Return the system that has a clue's value for its name."""
        number = self._names.get(fold(key.value))
        if number is None or key.where or key.kind is ClueKind.SCHEMA:
            return None
        reason = f"the {key.kind.value} has its name"
        evidence = [evidence for _, evidence in rows]
        places = _first_of_files(evidence)
        self._register.note(number, _spelled(key, rows), reason, places)
        what = f'{key.kind.value} "{_spelled(key, rows)}"'

        def words(names: list[str]) -> str:
            return (
                f"Does the {what} belong to {names[0]}? It has its name and is taken for it; if it "
                "is a copy or another system, declare it under `systems:` in seamscope.yaml"
            )

        self._register.ask(words, (number,), places)
        return Place(entry=number)

    def _by_product(
        self, key: Key, product: Product, reason: str, rows: Sequence[Row]
    ) -> Place | None:
        if product.generic:
            return None
        why = f"known product: {product.name} ({reason})"
        return self._families.place(product, _spelled(key, rows), why, rows[0][1])

    def _own(self, key: Key, rows: Sequence[Row], told: tuple[Product, str] | None) -> Place:
        datasets = sorted({mention.dataset for mention, _ in rows if mention.dataset})
        by_tables = None if told else self._families.recognise(_clues(rows), datasets)
        evidence = _first_of_files(evidence for _, evidence in rows)
        found = told or by_tables
        spelled = _spelled(key, rows)
        name = self._called(key, spelled, told[0].name if told else "")
        number = self._register.add(Entry(name=name, origin=Origin.CLUE, evidence=evidence))
        if found is not None:
            product, reason = found
            self._register.products[number] = (product, f"known product: {product.name} ({reason})")
            if not product.generic:
                self._register.recognised.add(number)
        hint = f" Its tables look like {by_tables[0].name}." if by_tables else ""
        self._asks.append((number, key, spelled, hint))
        return Place(entry=number)

    def _called(self, key: Key, spelled: str, product: str) -> str:
        """Return the name of a system that stands on a clue: of a class, what a person would say.

        That is the product, the first time, else the last part of the class's path.
        """
        if key.kind is not ClueKind.CLASS:
            return spelled
        if product and fold(product) not in self._names and product not in self._products:
            self._products.add(product)
            return product
        return spelled.rpartition(".")[2] if DOTTED_CLASS.match(spelled) else spelled

    def ask(self) -> None:
        """Ask about each system that stands on a clue alone."""
        for number, key, spelled, hint in self._asks:
            if number not in self._register.environments:
                self._ask(number, key, spelled, hint)

    def _ask(self, number: int, key: Key, spelled: str, hint: str) -> None:
        entry = self._register.entries[number]
        text = ASKS[key.kind].format(spelled if key.value else entry.evidence[0].file)
        if key.where:
            text = text.replace("?", f" at {key.where}?")
        home = "homes" if key.kind in {ClueKind.FOLDER, ClueKind.SCHEMA} else "systems"

        def words(_: list[str]) -> str:
            return (
                f"{text}{hint} It stands as a system of its own; say so under `{home}:` in "
                "seamscope.yaml, or in the inventory"
            )

        self._register.ask(words, (number,), entry.evidence)


def _reached_at_several(
    groups: dict[Key, list[Row]], told: dict[Key, tuple[Product, str] | None]
) -> set[str]:
    """Return the products whose mentions stand at different hosts, and so are several systems."""
    hosts: dict[str, set[str]] = defaultdict(set)
    for key, rows in groups.items():
        found = told[key]
        if found is not None:
            mine = {host_and_server(mention)[0] for mention, _ in rows} - {""}
            hosts[found[0].name] |= {min(mine)} if mine else set()
    return {name for name, several in hosts.items() if len(several) > 1}


def _clues(rows: Sequence[Row]) -> list[Clue]:
    return sorted({clue for mention, _ in rows for clue in mention.ref.clues})


def _spelled(key: Key, rows: Sequence[Row]) -> str:
    """Return the value as its first mention writes it."""
    if key.kind is ClueKind.SCHEMA:
        return key.value or "Unnamed system"
    return next(
        (
            clue.value.strip().strip('"`[]')
            for mention, _ in rows
            for clue in mention.ref.clues
            if clue.kind is key.kind and unquoted(clue.value) == key.value
        ),
        key.value,
    )


def _first_of_files(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    first: dict[str, Evidence] = {}
    for item in evidence:
        first[item.file] = min(item, first.get(item.file, item))
    return tuple(sorted(first.values()))
