"""The catalogue of known systems: which product a name, host, table or connector class tells."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from seamscope.knowledge.words import CORPORATE, fold, plugin_words, sections_of, source_words
from seamscope.records import Clue, ClueKind

TABLES_NEEDED = 3


CUES = (
    "aliases",
    "hosts",
    "schemas",
    "tables",
    "classes",
    "sources",
    "interfaces",
    "authentication",
)


TEXTS = ("name", "vendor", "kind", "domain", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A known product; every text as `systems.yaml` writes it.

    hosts: `fnmatch` patterns; tables, schemas: distinctive names in lower case; classes: connector
    classes, adapter names, JDBC schemes; sources: names that loaders give, and `fnmatch` patterns
    of what contracts call themselves; generic: a technology such as a database engine, not a
    system of its own; source: where the facts are from.
    """

    name: str
    vendor: str
    kind: str
    domain: str
    source: str
    generic: bool = False
    aliases: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    interfaces: tuple[str, ...] = ()
    authentication: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """A product, and the cue that tells it."""

    product: Product
    reason: str


class Catalogue:
    """Products by name and by cue. What is ambiguous or generic is no answer."""

    def __init__(self, products: Sequence[Product]) -> None:
        self.products = tuple(products)
        self._names = _index(products, lambda p: (p.name, *p.aliases), fold)
        sold = [p for p in products if not p.generic]
        self._vendors = _index(sold, lambda p: (p.vendor,), fold)
        self._run_together = _index(
            products, lambda p: (p.name, *p.aliases), lambda name: fold(name).replace(" ", "")
        )
        self._classes = _index(products, lambda p: p.classes, str.casefold)
        plain = {p.name: [s for s in p.sources if not _is_pattern(s)] for p in products}
        self._sources = _index(products, lambda p: plain[p.name], fold)
        self._contracts = [
            (s.casefold(), p) for p in products for s in filter(_is_pattern, p.sources)
        ]
        self._schemas = _index(products, lambda p: p.schemas, str.casefold)
        self._tables = _index(products, lambda p: p.tables, str.casefold)
        self._hosts = [(pattern, product) for product in products for pattern in product.hosts]

    def by_name(self, name: str) -> Product | None:
        """Return the product of exactly this name or alias, whatever its case and punctuation."""
        return self._one(self._names.get(fold(name), ()))

    def by_vendor(self, vendor: str, kind: str) -> Product | None:
        """Return the one product that a vendor sells, or sells of this kind.

        Of several, the one that goes by the vendor's own name. `Inc.`, `AG` and the like are no
        part of the name; technologies such as database engines are no products. Where a product
        is written for a vendor, as in "Apache Kafka", it is that product.
        """
        name = " ".join(word for word in fold(vendor).split() if word not in CORPORATE)
        if name not in self._vendors:
            named = self.by_name(vendor)
            return None if named is None or named.generic or kind not in {"", named.kind} else named
        found = [p for p in self._vendors.get(name, ()) if not kind or p.kind == kind]
        return self._one(found) or self._one([p for p in found if fold(p.name) == name])

    def by_class(self, value: str) -> Product | None:
        """Return the product of a connector class, adapter name or JDBC scheme.

        A plugin's or service's name tells it as well: `tap-github`, `destination-snowflake` and
        `google_analytics` are a product's own name but for what the tool adds.
        """
        # The cloud writes `SalesforceCdcSource` for `…salesforce.SalesforceCdcSourceConnector`.
        short = value.rpartition(".")[2].removesuffix("Connector")
        if exact := self._classes.get(value.casefold()) or self._classes.get(short.casefold()):
            return self._one(exact)
        words = fold(re.sub(r"\([^)]*\)", " ", value)).split()
        # A Java class: its last part, in words, as `…mongodb.MongoDbAtlasSinkConnector`.
        own = fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", value.rpartition(".")[2])).split()
        ways = (words, *([w for w in each if w not in plugin_words()] for each in (words, own)))
        return next((found for each in ways if each and (found := self._by_words(each))), None)

    def _by_words(self, words: Sequence[str]) -> Product | None:
        bare, joined = " ".join(words), "".join(words)
        found = (
            self._sources.get(bare)
            or self._names.get(bare)
            or self._classes.get(joined)
            or self._run_together.get(joined)
        )
        return self._one(found or ())

    def by_host(self, host: str) -> Product | None:
        """Return the one product whose host patterns match."""
        return self._matching(host, self._hosts)

    def by_source(self, name: str) -> Product | None:
        """Return the product of a loader's source name, or of what a contract calls itself.

        Words such as "raw" or "history" around the name are no part of it.
        """
        bare = " ".join(word for word in fold(name).split() if word not in source_words())
        exact = self._sources.get(fold(name)) or self._sources.get(bare) or ()
        return self._one(exact) or self._matching(name, self._contracts)

    def recognise(self, clues: Sequence[Clue], datasets: Sequence[str]) -> Recognition | None:
        """Return the one product that the strongest kind of cue tells, None if none does."""
        for kind, lookup in (
            (ClueKind.HOST, self.by_host),
            (ClueKind.SOURCE, self.by_source),
            (ClueKind.PRODUCT, self.by_name),
            (ClueKind.CLASS, self.by_class),
        ):
            told = {
                product.name: (product, clue.value)
                for clue in clues
                if clue.kind is kind and (product := lookup(clue.value))
            }
            if len(told) > 1:
                return None
            for product, value in told.values():
                return Recognition(product=product, reason=f"{kind.value} {value}")
        return self._by_tables(clues, datasets)

    def _by_tables(self, clues: Sequence[Clue], datasets: Sequence[str]) -> Recognition | None:
        hits: dict[str, set[str]] = defaultdict(set)
        for dataset in datasets:
            table = dataset.casefold().rsplit(".", 1)[-1].strip('[]"`')
            for product in self._tables.get(table, ()):
                hits[product.name].add(table)
        schemas = {
            product.name
            for clue in clues
            if clue.kind is ClueKind.SCHEMA
            for product in self._schemas.get(clue.value.casefold(), ())
        }
        strong = [
            name for name, tables in hits.items() if len(tables) >= TABLES_NEEDED or name in schemas
        ]
        if len(strong) != 1:
            return None
        found = self.by_name(strong[0])
        tables = ", ".join(sorted(hits[strong[0]])[:TABLES_NEEDED])
        return Recognition(product=found, reason=f"tables {tables}") if found else None

    def _matching(self, text: str, patterns: Iterable[tuple[str, Product]]) -> Product | None:
        name = text.casefold()
        return self._one(
            {p.name: p for pattern, p in patterns if fnmatchcase(name, pattern)}.values()
        )

    @staticmethod
    def _one(found: Collection[Product]) -> Product | None:
        return next(iter(found)) if len(found) == 1 else None


@cache
def products() -> Catalogue:
    """Return the catalogue; raise ValueError if `systems.yaml` is not as it should be."""
    kinds, entries = sections_of()
    made = [_product(entry, kinds) for entry in entries]
    return Catalogue(made)


def _product(entry: object, kinds: frozenset[str]) -> Product:
    if not isinstance(entry, Mapping):
        raise ValueError(f"systems.yaml: {entry!r} is not a mapping")
    name = str(entry.get("name", "?"))
    if unknown := sorted(set(entry) - {*TEXTS, *CUES, "generic"}):
        raise ValueError(f"systems.yaml: {name} has unknown keys {unknown}")
    texts = {key: str(entry.get(key, "")) for key in TEXTS}
    if missing := sorted(key for key, value in texts.items() if not value):
        raise ValueError(f"systems.yaml: {name} has no {missing}")
    if texts["kind"] not in kinds:
        raise ValueError(f"systems.yaml: {name} is of unknown kind {texts['kind']}")
    cues = {key: tuple(map(str, entry.get(key, ()))) for key in CUES}
    # Texts and cues are keyed by Product's own field names, checked above.
    return Product(generic=bool(entry.get("generic")), **texts, **cues)  # type: ignore[arg-type]


def _is_pattern(text: str) -> bool:
    return "*" in text


def _index(
    products: Sequence[Product],
    names: Callable[[Product], Iterable[str]],
    fold: Callable[[str], str],
) -> dict[str, list[Product]]:
    made: dict[str, list[Product]] = defaultdict(list)
    for product in products:
        for name in dict.fromkeys(map(fold, names(product))):
            made[name].append(product)
    return made
