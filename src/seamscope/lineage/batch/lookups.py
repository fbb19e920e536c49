"""Record the entries that a query looks up in the definitions of all queries.

The query's cached result is valid as long as these lookups find the same definitions.
"""

from collections.abc import Iterable, Iterator, MutableMapping
from dataclasses import fields
from enum import IntEnum
from hashlib import blake2b
from typing import NamedTuple, TypeVar

import msgspec

from seamscope.cache import digest
from seamscope.lineage.catalog import Catalog, OutParameter
from seamscope.lineage.query.model import Name

Key = TypeVar("Key")
Value = TypeVar("Value")


class Extent(IntEnum):
    """The part of a mapping that a lookup has read."""

    ENTRY = 0  # the entry of one key, which may be missing
    PRESENCE = 1  # whether it has any entry
    WHOLE = 2  # all of its entries


class Lookup(NamedTuple):
    """One lookup in a catalog.

    name: the field of the catalog.
    key: the entry that was looked up, "" for the field as a whole.
    """

    name: str
    extent: Extent
    key: object = ""


class NotedMapping(MutableMapping[Key, Value]):
    """A read-only mapping that records each lookup."""

    def __init__(self, name: str, entries: MutableMapping[Key, Value], notes: set[Lookup]) -> None:
        self._name = name
        self._entries = entries
        self._notes = notes

    def __getitem__(self, key: Key) -> Value:
        self._notes.add(Lookup(self._name, Extent.ENTRY, key))
        return self._entries[key]

    def __contains__(self, key: object) -> bool:
        self._notes.add(Lookup(self._name, Extent.ENTRY, key))
        return key in self._entries

    def __iter__(self) -> Iterator[Key]:
        self._notes.add(Lookup(self._name, Extent.WHOLE))
        return iter(self._entries)

    def __len__(self) -> int:
        self._notes.add(Lookup(self._name, Extent.WHOLE))
        return len(self._entries)

    def __bool__(self) -> bool:
        self._notes.add(Lookup(self._name, Extent.PRESENCE))
        return bool(self._entries)

    def __setitem__(self, key: Key, value: Value) -> None:
        raise TypeError("a query cannot change the definitions of all queries")

    def __delitem__(self, key: Key) -> None:
        raise TypeError("a query cannot change the definitions of all queries")


def note_lookups(base: Catalog, notes: set[Lookup]) -> Catalog:
    """Return a catalog with the same definitions that adds each lookup to `notes`."""
    return Catalog(
        *(NotedMapping(item.name, getattr(base, item.name), notes) for item in fields(Catalog))
    )


class StoredLookups(msgspec.Struct, array_like=True, frozen=True):
    """Lookups in a form that can be encoded: sorted, and grouped by the type of their keys.

    names: the qualified names that were looked up, by field of the catalog.
    texts: the strings that were looked up, by field of the catalog.
    parameters: the OUT parameters that were looked up.
    presence: the fields of the catalog that were checked for being empty.
    whole: the fields of the catalog of which all entries were read.
    """

    names: dict[str, list[Name]]
    texts: dict[str, list[str]]
    parameters: list[OutParameter]
    presence: list[str]
    whole: list[str]


def store_lookups(notes: Iterable[Lookup]) -> StoredLookups:
    """Return lookups in the form that is stored; raise TypeError for a key of an unknown type."""
    names: dict[str, list[Name]] = {}
    texts: dict[str, list[str]] = {}
    parameters: list[OutParameter] = []
    presence: list[str] = []
    whole: list[str] = []
    for name, extent, key in sorted(notes, key=repr):
        match extent, key:
            case Extent.PRESENCE, _:
                presence.append(name)
            case Extent.WHOLE, _:
                whole.append(name)
            case _, OutParameter():
                parameters.append(key)
            case _, str():
                texts.setdefault(name, []).append(key)
            case _, tuple():
                names.setdefault(name, []).append(key)
            case _:
                raise TypeError(f"a key of {name} has an unknown type")
    return StoredLookups(names, texts, parameters, presence, whole)


class Digests:
    """Computes a digest of what lookups find in one catalog; caches the digests."""

    def __init__(self, catalog: Catalog) -> None:
        self._fields = {item.name: getattr(catalog, item.name) for item in fields(Catalog)}
        self._entries: dict[tuple[str, object], bytes] = {}
        self._wholes: dict[str, bytes] = {}

    def compute(self, lookups: StoredLookups) -> bytes:
        """Return a digest of everything that these lookups find.

        Raises KeyError if the catalog has no such field.
        """
        found = blake2b(digest_size=20)
        for keyed in (lookups.names, lookups.texts):
            for name, keys in keyed.items():
                for key in keys:
                    found.update(self._digest_entry(name, key))
        for parameter in lookups.parameters:
            found.update(self._digest_entry("out_parameters", parameter))
        for name in lookups.presence:
            found.update(b"\x01" if self._fields[name] else b"\x00")
        for name in lookups.whole:
            if name not in self._wholes:
                self._wholes[name] = digest(self._fields[name])
            found.update(self._wholes[name])
        return found.digest()

    def _digest_entry(self, name: str, key: object) -> bytes:
        known = self._entries.get((name, key))
        if known is None:
            entries = self._fields[name]
            known = digest((True, entries[key]) if key in entries else (False,))
            self._entries[name, key] = known
        return known
