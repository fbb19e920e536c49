"""Words of the trade: entities of tables, kinds of systems, what loaders put around a name."""

import re
from functools import cache

from seamscope.knowledge import load

CORPORATE = frozenset({
    "inc", "corp", "corporation", "company", "co", "ltd", "limited", "llc", "plc", "gmbh", "ag",
    "se", "sa", "nv", "bv", "ab", "oy",
})  # fmt: skip


@cache
def _entities() -> dict[str, str]:
    match load("systems"):
        case {"entities": list(groups)}:
            names: dict[str, str] = {}
            for group in groups:
                names |= {str(k).casefold(): str(v) for k, v in group["names"].items()}
            return names
        case _:
            raise ValueError("systems.yaml has no list `entities`")


def entity(table: str) -> str:
    """Return the business entity of a well-known table or object, "" if it is not known."""
    return _entities().get(table.casefold().rsplit(".", 1)[-1].strip('[]"`'), "")


def source_words() -> frozenset[str]:
    """Return the words that loaders put around a product's name."""
    return _words("source_words")


def plugin_words() -> frozenset[str]:
    """Return the words that plugins and connectors put around a product's name."""
    return _words("plugin_words")


def clue_words() -> frozenset[str]:
    """Return the words that connections and servers carry beside their system's name."""
    return _words("clue_words")


def name_words() -> frozenset[str]:
    """Return the words behind a system's name that often make no other system of it."""
    return _words("name_words")


@cache
def _words(key: str) -> frozenset[str]:
    match load("systems"):
        case {**entries}:
            words = entries.get(key)
            if isinstance(words, list):
                return frozenset(map(str, words))
    raise ValueError(f"systems.yaml has no list `{key}`")


@cache
def _kinds() -> dict[str, str]:
    match load("systems"):
        case {"kinds": list(kinds), "kind_words": dict(words), "no_kinds": list(none)}:
            known = {fold(str(word)): "" for word in none}
            known |= {fold(str(kind)): str(kind) for kind in kinds}
            known |= {fold(str(w)): str(kind) for kind, group in words.items() for w in group}
            return known
        case _:
            raise ValueError("systems.yaml needs `kinds`, `kind_words` and `no_kinds`")


def kind_of(text: str) -> str:
    """Return the kind that a source's words mean ("HCM" -> "hr"); other words as written.

    Words that fit any system ("Business Application") say no kind: "".
    """
    return _kinds().get(fold(text), text)


@cache
def kinds_known() -> frozenset[str]:
    """Return every kind that a product of the catalogue may be of."""
    return sections_of()[0]


def sections_of() -> tuple[frozenset[str], list[object]]:
    """Return the known kinds of systems, and the entries of the knowledge file."""
    match load("systems"):
        case {"kinds": list(kinds), "products": list(entries)}:
            return frozenset(map(str, kinds)), entries
        case _:
            raise ValueError("systems.yaml needs the lists `kinds` and `products`")


def fold(name: str) -> str:
    """Return a name as names are compared."""
    return re.sub(r"[\W_]+", " ", name.casefold()).strip()
