"""Take claims and records of unchanged files from the cache.

Both depend only on the content of files, their paths, the mapping of their columns, and the code of
the connectors; all of this is in the key. Failures are not kept, as they may have passing reasons.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import msgspec

from seamscope.cache import Cache, Key, combine, digest, digest_program, make_key
from seamscope.cache.packing import PackedRecords, pack_records, unpack_records
from seamscope.cache.shelf import Shelf
from seamscope.connector import Claim, Connector, File
from seamscope.errors import SeamscopeError, UnreadableError
from seamscope.records import Record, Skipped
from seamscope.residue import Sign

OURS = "seamscope_connectors."  # these connectors yield records whose types are checked


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceContent:
    """The records of a source, the errors while it was read, and the signs in its texts.

    failed: whether the connector failed, so that another run may have another result.
    """

    records: list[Record]
    errors: list[SeamscopeError]
    signs: list[Sign]
    failed: bool = False


class _Error(msgspec.Struct, array_like=True):
    """An error as data. is_unreadable: whether it is an UnreadableError."""

    what: str
    remedy: str
    file: str
    line: int | None
    is_unreadable: bool


class _StoredSource(msgspec.Struct, array_like=True):
    """A SourceContent as data."""

    records: PackedRecords
    errors: list[_Error]
    signs: list[Sign]


class StoredClaims(msgspec.Struct, array_like=True):
    """The claims on a file, and the problems noted while connectors examined it.

    skipped: reports a file that nobody claims, None if that is not known.
    """

    claims: list[tuple[str, Claim]]
    notes: list[tuple[str, str]]
    skipped: Skipped | None


def is_ours(connector: Connector) -> bool:
    """Return whether a connector belongs to this distribution, as one of a third party may not."""
    return type(connector).__module__.startswith(OURS)


class Memory:
    """Claims and records of earlier runs with the same connectors; without a cache, none."""

    def __init__(self, cache: Cache | None, connectors: Sequence[Connector]) -> None:
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
        """Keep the claims on a file, or the skip that reports it if there are none."""
        if self._claims is not None and (key := self._find_key(file)) is not None:
            stored = StoredClaims(list(claims), list(file.content.notes), skipped)
            self._claims.keep(make_key("claims", self._program, key), stored, check=True)

    def read_source(
        self, connector: Connector, members: Sequence[File], read: Callable[[], SourceContent]
    ) -> SourceContent:
        """Return what an earlier run has read from a source; if there is nothing, `read` it."""
        key = self.find_source_key(connector, members) if self._sources else None
        if key is None:
            return read()
        if (found := self.find_source(key)) is not None:
            return found
        content = read()
        self.keep_source(connector, key, content)
        return content

    def find_source_key(self, connector: Connector, members: Sequence[File]) -> Key | None:
        """Return a key of all that the content of a source depends on, None if it cannot be read.

        Without a cache, it leaves out the program.
        """
        keys = [self._find_key(file) for file in members]
        known = [key for key in keys if key is not None]
        if len(known) < len(members):
            return None
        return make_key("source", self._program, connector.name, *known)

    def find_source(self, key: Key) -> SourceContent | None:
        """Return what an earlier run has read from a source, None if it is not known."""
        stored = self._sources.find(key) if self._sources is not None else None
        return _restore(stored) if stored is not None else None

    def keep_source(self, connector: Connector, key: Key, content: SourceContent) -> None:
        """Keep the content of a source, unless its connector has failed."""
        if self._sources is not None and not content.failed:
            with suppress(TypeError):  # records of classes of its own
                self._sources.keep(key, _store(content), check=not is_ours(connector))

    def _find_key(self, file: File) -> Key | None:
        """Return a key of all that connectors can see of a file, None if it cannot be read."""
        if file.path not in self._keys:
            self._keys[file.path] = _make_file_key(file)
        return self._keys[file.path]


def _make_file_key(file: File) -> Key | None:
    """Return a key with the content of a file; its SHA-256 is no secret, as outputs contain it."""
    try:
        return make_key(digest((file.path, file.content.inner, file.columns)), file.data())
    except (UnreadableError, ValueError):
        return None


def _store(content: SourceContent) -> _StoredSource:
    errors = [
        _Error(error.what, error.remedy, error.file, error.line, isinstance(error, UnreadableError))
        for error in content.errors
    ]
    return _StoredSource(pack_records(content.records), errors, content.signs)


def _restore(stored: _StoredSource) -> SourceContent | None:
    """Return a stored source, None if it is damaged."""
    try:
        records = unpack_records(stored.records)
    except ValueError:
        return None
    return SourceContent(records=records, errors=list(_restore_errors(stored)), signs=stored.signs)


def _restore_errors(stored: _StoredSource) -> Iterator[SeamscopeError]:
    for error in stored.errors:
        kind = UnreadableError if error.is_unreadable else SeamscopeError
        yield kind(error.what, remedy=error.remedy, file=error.file, line=error.line)
