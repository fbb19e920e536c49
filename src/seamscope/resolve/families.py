"""Find systems by known product: a product's name refers to the only system of the product."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from seamscope.knowledge.vocabulary import load_vocabulary, normalise_kind
from seamscope.records import Clue, ClueKind, Evidence
from seamscope.resolve.catalogue import Catalogue, Product
from seamscope.resolve.hubs import load_hub_vocabulary
from seamscope.resolve.names import fold, join_words, split_environment, split_remark
from seamscope.resolve.register import Entry, Origin, Place, Register
from seamscope.resolved import QuestionKind


class Families:
    """The listed systems of each known product."""

    def __init__(self, register: Register, catalogue: Catalogue) -> None:
        self._register = register
        self._catalogue = catalogue
        self._members: dict[str, set[int]] = defaultdict(set)
        self._recognised: dict[str, int] = {}
        self._productive: frozenset[str] | None = None  # listed names of production systems

    def merge(self) -> None:
        """Join listed systems whose names are different names of the same product."""
        named: dict[str, set[int]] = defaultdict(set)
        for number, entry in enumerate(self._register.entries):
            own = self.find_by_name(entry.name)
            if own is not None:
                named[own.name].add(number)
            product, cue = self.find_stated(entry) or self._find_by_clues(entry.clues), ""
            if product is None and (product := self._find_by_vendor(entry)) is not None:
                cue = f" (what {product.vendor} sells)"
            if product is not None:
                self._members[product.name].add(number)
                reason = f"known product: {product.name}{cue}"
                self._register.products.setdefault(number, (product, reason))
        for product_name in sorted(named):
            self._merge_family(product_name, named[product_name])

    def find_by_name(self, name: str) -> Product | None:
        """Return the product with exactly this name, except generic technologies."""
        product = self.find_technology(name)
        return None if product is None or product.generic else product

    def find_technology(self, name: str) -> Product | None:
        """Return the product with exactly this name, including generic technologies."""
        return self._catalogue.find_by_name(name) if name else None

    def find_engine(self, clues: Iterable[Clue]) -> str:
        """Return the name of the database product in clues, "" if there is none.

        Sources may report different products for one database, such as MySQL and MariaDB; then the
        same name is returned for all of them.
        """
        words = load_vocabulary()
        for clue in clues:
            product = self.find_technology(clue.value) if clue.kind is ClueKind.PRODUCT else None
            if product is not None and product.kind in words.database_kinds:
                near = (names for names in words.engine_families if product.name in names)
                return next(near, (product.name,))[0]
        return ""

    def is_vendor(self, name: str) -> bool:
        """Return whether a name is that of a vendor, which may sell several products."""
        return self._catalogue.is_vendor(name)

    def find_in_name(self, name: str) -> Product | None:
        """Return the only product whose name is inside a name: NetSuite in ``netsuite_analytics``.

        Return None if the name contains no product, or several.
        """
        words = fold(name).split()
        runs = (
            " ".join(words[start:end])
            for start in range(len(words))
            for end in range(start + 1, len(words) + 1)
        )
        found = {p.name: p for run in runs if (p := self.find_by_name(run)) is not None}
        return next(iter(found.values())) if len(found) == 1 else None

    def recognise(
        self, clues: Sequence[Clue], datasets: Sequence[str] = ()
    ) -> tuple[Product, str] | None:
        """Return the product that clues and dataset names identify, and the reason in words."""
        found = self._catalogue.recognise(clues, datasets)
        return None if found is None else (found.product, found.reason)

    def place(self, product: Product, name: str, reason: str, evidence: Evidence) -> Place | None:
        """Return the only listed system of a product, None if there are several.

        If no source lists such a system, the product itself is added as a recognised system.

        name: the name that refers to the product.
        reason: why it does.
        """
        members = self.list_members(product)
        if len(members) > 1:
            return None
        number = members[0] if members else self._enter(product)
        if self._register.is_name_kept_apart(name, number):
            return None
        if fold(name) != fold(self._register.entries[number].name):
            self._register.note(number, name, reason, (evidence,))
        self._register.add_mention(number, evidence)
        return self._register.find_head(number)

    def find_recognised(self, product: Product) -> int | None:
        """Return the entry that was added for a product without a listed system, else None."""
        return self._recognised.get(product.name)

    def list_members(self, product: Product) -> list[int]:
        """Return the listed systems of a product."""
        return self._list_roots(self._members[product.name])

    def _enter(self, product: Product) -> int:
        if product.name not in self._recognised:
            number = self._register.add(Entry(name=product.name, origin=Origin.CLUE))
            self._register.products[number] = (product, f"known product: {product.name}")
            self._register.recognised.add(number)
            self._recognised[product.name] = number
        return self._recognised[product.name]

    def _list_productive(self) -> frozenset[str]:
        """Return the folded names of the production systems in lists."""
        if self._productive is None:
            entries = self._register.entries
            self._productive = frozenset(
                fold(e.name) for e in entries if e.record and not e.record.environment
            )
        return self._productive

    def find_stated(self, entry: Entry) -> Product | None:
        """Return the product that the name, product attribute or alias of an entry states."""
        stated = (entry.record.product,) if entry.record else ()
        # The name of a test environment, "Salesforce Sandbox", takes precedence over its product.
        is_test = entry.record is not None and bool(entry.record.environment)
        # A list may have a test environment of a system whose own name sounds like one.
        own = is_test and fold(entry.name) not in self._list_productive()
        production = split_environment(entry.name)[0] if own else ""
        names = (entry.name, production, *stated, *entry.aliases)
        found = (self.find_by_name(text) for text in names)
        return next((product for product in found if product is not None), None) or (
            self._find_platform(entry.name) if entry.record else None
        )

    def _find_platform(self, name: str) -> Product | None:
        """Return the platform in brackets or beside a name: Kafka in "Event Platform (Kafka)".

        Any other product in this place may only say what an application is built on.
        """
        parts = (split_remark(name)[1], *(name.split(" / ") if " / " in name else ()))
        known = [product for part in parts if (product := self.find_by_name(part)) is not None]
        platforms = {p.name: p for p in known if p.kind in load_hub_vocabulary().kinds}
        return next(iter(platforms.values())) if len(platforms) == 1 else None

    def _find_by_vendor(self, entry: Entry) -> Product | None:
        """Return the product that follows from the vendor and the kind of a record, else None.

        Without a kind, the product is known only if exactly one product of the vendor has a name
        that begins with the vendor's name.
        """
        record = entry.record
        if record is None or not record.vendor or record.product:
            return None
        if kind := normalise_kind(record.kind):
            return self._catalogue.find_by_vendor(record.vendor, kind)
        words = {
            normalise_kind(word) for word in fold(record.name).split()
        } & load_vocabulary().kinds
        found = (
            self._catalogue.find_by_vendor(record.vendor, kind) for kind in (*sorted(words), "")
        )
        return next((product for product in found if product is not None), None)

    def _find_by_clues(self, clues: Sequence[Clue]) -> Product | None:
        found = self.recognise(clues) if clues else None
        return None if found is None or found[0].generic else found[0]

    def _merge_family(self, product: str, named: Iterable[int]) -> None:
        """Join entries with the name of a product, unless one file lists several systems of it."""
        roots = self._list_roots(named)
        if len(roots) < 2:
            return
        apart = self._has_several_in_one_file(product) or any(
            self._register.is_kept_apart(one, other) or self._register.has_different_ids(one, other)
            for one, other in combinations(roots, 2)
        )
        if apart:
            self._ask_same(product, roots)
            return
        for number in roots[1:]:
            entry = self._register.entries[number]
            reason = f"known product: {product} (alias {entry.name})"
            self._register.note(number, entry.name, reason, entry.evidence)
            self._register.join(roots[0], number)

    def _has_several_in_one_file(self, product: str) -> bool:
        listed_in: dict[str, set[int]] = defaultdict(set)
        for number in self._members[product]:
            for evidence in self._register.entries[number].evidence:
                listed_in[evidence.file].add(self._register.find(number))
        return any(len(roots) > 1 for roots in listed_in.values())

    def _list_roots(self, numbers: Iterable[int]) -> list[int]:
        return sorted({self._register.find(number) for number in numbers})

    def _ask_same(self, product: str, roots: Sequence[int]) -> None:
        evidence = [item for root in roots for item in self._register.entries[root].evidence]
        if len({item.file for item in evidence}) < 2:
            return  # a single source lists them as several systems, so this is certain

        def phrase(names: list[str]) -> str:
            return (
                f"Are {join_words(names)} one system? All are {product}, and they are treated "
                f"as separate systems; if two of them are one system, declare an alias in "
                f"seamscope.yaml or the "
                "inventory"
            )

        self._register.ask(
            phrase,
            roots,
            evidence,
            kind=QuestionKind.SAME_SYSTEM,
            effect=f"{len(roots)} systems become one",
        )
