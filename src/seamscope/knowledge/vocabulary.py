"""Load the vocabulary: domains, kinds of systems, entities of tables, words to ignore in names."""

import re
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from seamscope.knowledge import FOLDER, load_typed
from seamscope.pydantic_rules import STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The content of `vocabulary.yaml`.

    domains: sections of the catalogue.
    kinds: kinds of systems.
    kind_words: synonyms by kind.
    no_kinds: words that fit any kind of system.
    source_words, plugin_words: words that loaders add to the name of a product.
    clue_words: words that connections and servers add to the name of a system.
    name_words: last words of names, such as "system", that rarely distinguish two systems.
    company_suffixes: legal forms in vendors' names.
    database_kinds: kinds of systems that contain databases.
    engine_families: products that different sources may report for the same database.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    domains: frozenset[str]
    kinds: frozenset[str]
    kind_words: dict[str, tuple[str, ...]]
    no_kinds: frozenset[str]
    source_words: frozenset[str]
    plugin_words: frozenset[str]
    clue_words: frozenset[str]
    name_words: frozenset[str]
    former_words: frozenset[str]
    relating_words: frozenset[str]
    channel_words: frozenset[str]
    company_suffixes: frozenset[str]
    database_kinds: frozenset[str]
    engine_families: tuple[tuple[str, ...], ...]
    contract_words: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityGroup:
    """Tables of one product, with their business entities.

    source: the documentation of the tables.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    product: str
    source: str
    names: dict[str, str]
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityFile:
    """The content of `entities.yaml`.

    columns: the meaning of columns in a product's tables, by column name.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    entities: tuple[EntityGroup, ...]
    columns: tuple[EntityGroup, ...] = ()


@cache
def load_vocabulary() -> Vocabulary:
    """Return the content of `vocabulary.yaml`, which is read and checked at the first call."""
    return load_typed(FOLDER / "vocabulary.yaml", Vocabulary)


@cache
def load_entities() -> dict[str, str]:
    """Return the business entity of each well-known table, by table name in lower case."""
    return {
        table.casefold(): name
        for group in _load_entity_file().entities
        for table, name in group.names.items()
    }


@cache
def _load_entity_file() -> EntityFile:
    return load_typed(FOLDER / "entities.yaml", EntityFile)


@cache
def _load_columns() -> dict[str, dict[str, str]]:
    """Return the meaning of each column of the well-known tables, by table name in lower case."""
    file = _load_entity_file()
    by_product = {
        group.product: {name.casefold(): text for name, text in group.names.items()}
        for group in file.columns
    }
    return {
        table.casefold(): by_product[group.product]
        for group in file.entities
        if group.product in by_product
        for table in group.names
    }


def find_column_meaning(table: str, column: str) -> str:
    """Return the meaning of a column of a well-known table, "" if it is not known.

    ``find_column_meaning("VBAK", "VDATU")`` → ``requested delivery date``. A column ``VDATU`` in a
    table of another product has no known meaning.
    """
    return _load_columns().get(_get_table_key(table), {}).get(column.casefold(), "")


def _get_table_key(table: str) -> str:
    return table.casefold().rsplit(".", 1)[-1].strip('[]"`')


def find_entity(table: str) -> str:
    """Return the business entity of a well-known table or object, "" if it is not known.

    `S4P.SAPABAP1.VBAK` → `Sales order`
    """
    return load_entities().get(_get_table_key(table), "")


@cache
def index_kinds() -> dict[str, str]:
    """Return the kind of system for each normalised word, "" for a word that fits any system."""
    words = load_vocabulary()
    known = {fold(word): "" for word in words.no_kinds}
    known |= {fold(kind): kind for kind in words.kinds}
    known |= {fold(word): kind for kind, group in words.kind_words.items() for word in group}
    return known


def normalise_kind(text: str) -> str:
    """Return the kind of system for a word ("HCM" → "hr"); an unknown word is unchanged.

    Return "" for a word that fits any system ("Business Application").
    """
    return index_kinds().get(fold(text), text)


def fold(name: str) -> str:
    """Return a name in lower case with spaces instead of punctuation, to compare names."""
    return re.sub(r"[\W_]+", " ", name.casefold()).strip()
