"""Take claims and records of unchanged files from the cache.

The key contains everything that claims and records depend on: content and path of the files,
mappings of their columns, and the code of the connectors. Failures are not stored, because their
causes may be temporary.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import msgspec

from seamscope.cache import Cache, Key, combine, combine_chunks, digest, digest_program, make_key
from seamscope.cache.packing import PackedRecords, pack_records, unpack_records
from seamscope.cache.shelf import Shelf
from seamscope.connector import Claim, Connector, File
from seamscope.connector.decode import Note
from seamscope.errors import SeamscopeError, UnreadableError
from seamscope.records import Record, Skipped
from seamscope.residue import Sign

OURS = "seamscope_connectors."  # their record types are known, so their records can be stored


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceContent:
    """The records of a source, the errors while it was read, and the signs in its files.

    failed: whether the connector failed; if so, the content is not stored in the cache.
    """

    records: list[Record]
    errors: list[SeamscopeError]
    signs: list[Sign]
    failed: bool = False


class _Error(msgspec.Struct, array_like=True):
    """An exception in a form for the cache.

    is_unreadable: whether the exception is an UnreadableError.
    """

    what: str
    remedy: str
    file: str
    line: int | None
    is_unreadable: bool


class _StoredSource(msgspec.Struct, array_like=True):
    """A SourceContent in a form for the cache."""

    records: PackedRecords
    errors: list[_Error]
    signs: list[Sign]


class StoredClaims(msgspec.Struct, array_like=True):
    """The claims on a file, and the problems noted while connectors examined it.

    skipped: the report of a file that no connector claims; None if a connector claims it, or if
    this is unknown.
    """

    claims: list[tuple[str, Claim]]
    notes: list[Note]
    skipped: Skipped | None


def is_ours(connector: Connector) -> bool:
    """Return whether a connector is part of seamscope, not of another distribution."""
    return type(connector).__module__.startswith(OURS)


class Memory:
    """Claims and records of earlier runs with the same connectors; empty without a cache."""

    def __init__(self, cache: Cache | None, connectors: Sequence[Connector]) -> None:
        self._cache = cache
        self._program = b""
        self._keys: dict[str, Key | None] = {}  # of files, by path
        self._claims: Shelf[StoredClaims] | None = None
        self._sources: Shelf[_StoredSource] | None = None
        if cache is not None:
            names = [(one.name, type(one).__module__, type(one).__name__) for one in connectors]
            program = digest_program(module for _, module, _ in names)
            self._program = combine(program, digest(names))
            self._claims = Shelf(cache, StoredClaims)
            self._sources = Shelf(cache, _StoredSource)

    def find_claims(self, file: File) -> StoredClaims | None:
        """Return the claims on a file, None if they are unknown."""
        if self._claims is None or (key := self._find_key(file)) is None:
            return None
        found = self._claims.find(make_key("claims", self._program, key))
        if found is None:
            return None
        for note in found.notes:
            file.content.add_note(note)
        return found

    def keep_claims(
        self, file: File, claims: Sequence[tuple[str, Claim]], skipped: Skipped | None = None
    ) -> None:
        """Store the claims on a file, or the Skipped record of a file that no connector claims."""
        if self._claims is not None and (key := self._find_key(file)) is not None:
            stored = StoredClaims(list(claims), list(file.content.notes), skipped)
            self._claims.keep(make_key("claims", self._program, key), stored, check=True)

    def read_source(
        self, connector: Connector, members: Sequence[File], read: Callable[[], SourceContent]
    ) -> SourceContent:
        """Return the stored content of a source; without stored content, call `read`."""
        key = self.find_source_key(connector, members) if self._sources else None
        if key is None:
            return read()
        if (found := self.find_source(key)) is not None:
            return found
        content = read()
        self.keep_source(connector, key, content)
        return content

    def find_source_key(self, connector: Connector, members: Sequence[File]) -> Key | None:
        """Return the cache key of a source, None if a file cannot be read.

        Without a cache, the version of the program is not part of the key.
        """
        keys = [self._find_key(file) for file in members]
        known = [key for key in keys if key is not None]
        if len(known) < len(members):
            return None
        return make_key("source", self._program, connector.name, *known)

    def find_source(self, key: Key) -> SourceContent | None:
        """Return the stored content of a source, None if it is not in the cache."""
        stored = self._sources.find(key) if self._sources is not None else None
        return _restore(stored) if stored is not None else None

    def keep_source(self, connector: Connector, key: Key, content: SourceContent) -> None:
        """Store the content of a source, unless its connector failed."""
        if content.failed:
            self.note_failure()
        elif self._sources is not None:
            with suppress(TypeError):  # the connector defines its own record classes
                self._sources.keep(key, _store(content), check=not is_ours(connector))

    def note_failure(self) -> None:
        """Note that a file could not be examined or read, because the next run may succeed."""
        if self._cache is not None:
            self._cache.note_failure()

    def _find_key(self, file: File) -> Key | None:
        """Return the cache key of a file, None if the file cannot be read."""
        if file.path not in self._keys:
            self._keys[file.path] = _make_file_key(file)
        return self._keys[file.path]


def _make_file_key(file: File) -> Key | None:
    """Return a key from the path and the content of a file, None if it cannot be read."""
    try:
        place = digest((file.path, file.content.inner, file.columns))
        return make_key(place, combine_chunks(file.chunks()))
    except (UnreadableError, ValueError):
        return None


def _store(content: SourceContent) -> _StoredSource:
    errors = [
        _Error(error.what, error.remedy, error.file, error.line, isinstance(error, UnreadableError))
        for error in content.errors
    ]
    return _StoredSource(pack_records(content.records), errors, content.signs)


def _restore(stored: _StoredSource) -> SourceContent | None:
    """Return the content of a stored source, None if the stored data is damaged."""
    try:
        records = unpack_records(stored.records)
    except ValueError:
        return None
    return SourceContent(records=records, errors=list(_restore_errors(stored)), signs=stored.signs)


def _restore_errors(stored: _StoredSource) -> Iterator[SeamscopeError]:
    for error in stored.errors:
        kind = UnreadableError if error.is_unreadable else SeamscopeError
        yield kind(error.what, remedy=error.remedy, file=error.file, line=error.line)
