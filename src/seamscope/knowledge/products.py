"""The catalogue of known products, and how to recognise them by name, host, table or class."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import ClassVar

from seamscope.errors import InputError, SeamscopeError
from seamscope.knowledge import FOLDER, load_all_typed
from seamscope.knowledge.vocabulary import Vocabulary, fold, load_vocabulary
from seamscope.pydantic_rules import STRICT
from seamscope.records import Clue, ClueKind
from seamscope.user_files import read_user_file

# A system with fewer of a product's tables may only have copies of them.
MIN_TABLES = 3
SHORTEST_SQUEEZED = 5  # letters of a name that is compared without its spaces


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A known product, described in a file of `products/`.

    domain: the domain of this file.
    hosts: `fnmatch` patterns.
    tables, schemas: distinctive names in lower case.
    classes: connector classes, adapter names, JDBC schemes.
    sources: names that loaders use for the source, and `fnmatch` patterns of names of contracts.
    generic: whether it is a technology such as a database engine, which is not a system.
    source: the documentation of the facts.
    line: the line of the product in the file.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    name: str
    vendor: str
    kind: str
    source: str
    domain: str = ""
    generic: bool = False
    aliases: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    interfaces: tuple[str, ...] = ()
    authentication: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFile:
    """The content of a file of `products/`: one domain and its products."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    domain: str
    products: tuple[Product, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """A recognised product, and the clue by which it was recognised."""

    product: Product
    reason: str


class Catalogue:
    """Finds products by name and by clue; a clue that matches several products is ignored."""

    def __init__(self, products: Sequence[Product]) -> None:
        self.products = tuple(products)
        self._names = _index(products, _list_names, fold)
        sold = [p for p in products if not p.generic]
        self._vendors = _index(sold, lambda p: (p.vendor,), fold)
        suffixes = load_vocabulary().company_suffixes
        self._sellers = {
            " ".join(word for word in fold(product.vendor).split() if word not in suffixes)
            for product in products
        }
        self._run_together = _index(products, _list_names, lambda name: fold(name).replace(" ", ""))
        self._classes = _index(products, lambda p: p.classes, str.casefold)
        plain = {p.name: [s for s in p.sources if not _is_pattern(s)] for p in products}
        self._sources = _index(products, lambda p: plain[p.name], fold)
        self._contracts = [
            (s.casefold(), p) for p in products for s in filter(_is_pattern, p.sources)
        ]
        self._schemas = _index(products, lambda p: p.schemas, str.casefold)
        self._tables = _index(products, lambda p: p.tables, str.casefold)
        self._hosts = [(pattern, product) for product in products for pattern in product.hosts]

    def find_by_name(self, name: str) -> Product | None:
        """Return the product with this name or alias, ignoring case and punctuation.

        In a longer name, spaces are ignored as well: "PowerBI", "S/4 HANA".
        """
        folded = fold(name)
        squeezed = folded.replace(" ", "")
        if folded not in self._names and len(squeezed) >= SHORTEST_SQUEEZED:
            return self._get_only(self._run_together.get(squeezed, ()))
        return self._get_only(self._names.get(folded, ()))

    def find_by_vendor(self, vendor: str, kind: str) -> Product | None:
        """Return the only product of this kind from a vendor.

        If the vendor has several products, or the kind is "", return the product with the name of
        the vendor, because the vendor may sell products that are not in the catalogue. Legal forms
        such as `Inc.` and technologies such as database engines are ignored. If `vendor` is the
        name of a product ("Apache Kafka"), return that product.
        """
        suffixes = load_vocabulary().company_suffixes
        name = " ".join(word for word in fold(vendor).split() if word not in suffixes)
        if name not in self._vendors:
            product = self.find_by_name(vendor)
            if product is None or product.generic or kind not in {"", product.kind}:
                return None
            return product
        sold = [p for p in self._vendors.get(name, ()) if not kind or p.kind == kind]
        alike = sold if kind else [p for p in sold if f"{fold(p.name)} ".startswith(f"{name} ")]
        return self._get_only(alike) or self._get_only([p for p in sold if fold(p.name) == name])

    def is_vendor(self, name: str) -> bool:
        """Return whether a vendor of products has this name, with or without its legal form."""
        suffixes = load_vocabulary().company_suffixes
        bare = " ".join(word for word in fold(name).split() if word not in suffixes)
        return bare in self._sellers

    def find_by_class(self, value: str) -> Product | None:
        """Return the product of a connector class, adapter name, JDBC scheme or plugin name.

        Words that a tool adds to the name of a plugin are ignored: `tap-github` → GitHub,
        `destination-snowflake` → Snowflake.
        """
        # Confluent Cloud shortens `…SalesforceCdcSourceConnector` to `SalesforceCdcSource`.
        short = value.rpartition(".")[2].removesuffix("Connector")
        if exact := self._classes.get(value.casefold()) or self._classes.get(short.casefold()):
            return self._get_only(exact)
        words = fold(re.sub(r"\([^)]{0,200}+\)", " ", value)).split()
        # The last part of a Java class in words: `…mongodb.MongoDbAtlasSinkConnector`.
        class_words = fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", value.rpartition(".")[2])).split()
        added = load_vocabulary().plugin_words
        readings = (words, *([w for w in ws if w not in added] for ws in (words, class_words)))
        matches = (self._find_by_words(reading) for reading in readings if reading)
        return next((product for product in matches if product), None)

    def _find_by_words(self, words: Sequence[str]) -> Product | None:
        bare, joined = " ".join(words), "".join(words)
        candidates = (
            self._sources.get(bare)
            or self._names.get(bare)
            or self._classes.get(joined)
            or self._run_together.get(joined)
        )
        return self._get_only(candidates or ())

    def find_by_host(self, host: str) -> Product | None:
        """Return the only product with a host pattern that matches a host."""
        return self._list_matching(host, self._hosts)

    def find_by_source(self, name: str) -> Product | None:
        """Return the product for a loader's name of a source, or for the name of a contract.

        Additional words such as "raw" or "history" in the name are ignored.
        """
        added = load_vocabulary().source_words
        bare = " ".join(word for word in fold(name).split() if word not in added)
        exact = self._sources.get(fold(name)) or self._sources.get(bare) or ()
        return self._get_only(exact) or self._list_matching(name, self._contracts)

    def recognise(self, clues: Sequence[Clue], datasets: Sequence[str]) -> Recognition | None:
        """Return the product that clues and dataset names identify, None if none or several match.

        The order of precedence is hosts, source names, product names, classes, tables.
        """
        for kind, lookup in (
            (ClueKind.HOST, self.find_by_host),
            (ClueKind.SOURCE, self.find_by_source),
            (ClueKind.PRODUCT, self.find_by_name),
            (ClueKind.CLASS, self.find_by_class),
        ):
            products = {
                product.name: (product, clue.value)
                for clue in clues
                if clue.kind is kind and (product := lookup(clue.value))
            }
            if len(products) > 1:
                return None
            for product, value in products.values():
                return Recognition(product=product, reason=f"{kind.value} {value}")
        return self._find_by_tables(clues, datasets)

    def _find_by_tables(self, clues: Sequence[Clue], datasets: Sequence[str]) -> Recognition | None:
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
        identified = [
            name for name, tables in hits.items() if len(tables) >= MIN_TABLES or name in schemas
        ]
        if len(identified) != 1:
            return None
        recognised = self.find_by_name(identified[0])
        tables = ", ".join(sorted(hits[identified[0]])[:MIN_TABLES])
        return Recognition(product=recognised, reason=f"tables {tables}") if recognised else None

    def _list_matching(self, text: str, patterns: Iterable[tuple[str, Product]]) -> Product | None:
        name = text.casefold()
        return self._get_only(
            {p.name: p for pattern, p in patterns if fnmatchcase(name, pattern)}.values()
        )

    @staticmethod
    def _get_only(candidates: Collection[Product]) -> Product | None:
        return next(iter(candidates)) if len(candidates) == 1 else None


@cache
def load_products() -> Catalogue:
    """Return the catalogue of the files in `products/`, read and checked once.

    Raise InputError with the file and line of every error in these files.
    """
    return load_catalogue(FOLDER / "products")


def load_catalogue(folder: Path) -> Catalogue:
    """Return the catalogue of the YAML files in a folder, one file per domain."""
    paths = sorted(folder.glob("*.yaml"))
    files = zip(paths, load_all_typed(paths, ProductFile), strict=True)
    return Catalogue([product for path, file in files for product in _check_file(file, path)])


def _check_file(file: ProductFile, path: Path) -> Iterator[Product]:
    if any(_find_errors(file, path)):
        # This slower reader adds the line of each product, for the messages of errors.
        raise InputError(*_find_errors(read_user_file(path, ProductFile), path))
    for product in file.products:
        yield replace(product, domain=file.domain)


def _find_errors(file: ProductFile, path: Path) -> Iterator[SeamscopeError]:
    """Yield errors that types do not cover: unknown domains and kinds, empty values."""
    words, name = load_vocabulary(), f"{path.parent.name}/{path.name}"
    if file.domain not in words.domains:
        problem = f"unknown domain '{file.domain}'"
        remedy = f"use one of {', '.join(sorted(words.domains))}"
        yield SeamscopeError(problem, remedy=remedy, file=name, line=1)
    for product in file.products:
        for problem, remedy in _find_product_errors(product, words):
            line = product.line or None
            yield SeamscopeError(f"'{product.name}' {problem}", remedy=remedy, file=name, line=line)


def _find_product_errors(product: Product, words: Vocabulary) -> Iterator[tuple[str, str]]:
    """Yield the problem and the remedy of each error in a product."""
    for key in ("name", "vendor", "kind", "source"):
        if not getattr(product, key):
            yield f"has an empty `{key}`", "fill it in"
    if product.kind and product.kind not in words.kinds:
        remedy = "use one of `kinds` in vocabulary.yaml, or add it there"
        yield f"is of unknown kind '{product.kind}'", remedy
    if product.domain:
        remedy = "remove it, and move the product to the file of its domain"
        yield "has a `domain` of its own", remedy


def _is_pattern(text: str) -> bool:
    return "*" in text


def _list_names(product: Product) -> tuple[str, ...]:
    """Return the names of a product, also with its vendor before it: "Microsoft Power BI"."""
    return (product.name, *product.aliases, f"{product.vendor} {product.name}")


def _index(
    products: Sequence[Product],
    names: Callable[[Product], Iterable[str]],
    fold: Callable[[str], str],
) -> dict[str, list[Product]]:
    index: dict[str, list[Product]] = defaultdict(list)
    for product in products:
        for name in dict.fromkeys(map(fold, names(product))):
            index[name].append(product)
    return index
