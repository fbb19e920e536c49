"""Merge texts of a query log that differ only in literals while the log is read.

A log of a million rows has a few thousand shapes of SQL. For each shape, one query is kept in
memory, and all other texts are kept in compressed form. They are needed if the literals matter,
because one of them is the name of a column; then the texts are separated again.
"""

import zlib
from array import array
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from hashlib import blake2b
from operator import attrgetter

import msgspec

from seamscope.connector.redaction import blank_secrets
from seamscope.lineage.batch.shape_memory import find_shape
from seamscope.records import Evidence, MergedTexts, Query, Record, Runs

PACKED = 8 * 1024  # characters of one shape's texts that are compressed at once
BUFFERED = 16 * 1024 * 1024  # characters of all texts that are not yet compressed
QUICK = 1  # the level of compression; higher levels take several times longer

_OWN = frozenset({"text", "evidence", "runs", "merged"})
_get_context = attrgetter(*(item.name for item in fields(Query) if item.name not in _OWN))


class _Member(msgspec.Struct, array_like=True, frozen=True):
    """One text of a log, with the fields of a Query, in a form that is easy to compress."""

    text: str
    line: int
    place: str
    rows: int
    last: int
    runs: Runs


def merge_log_texts(records: Iterable[Record]) -> Iterator[Record]:
    """Yield the records; texts of a log that differ only in literals are merged into one query.

    Queries of logs are yielded at the end, in the order of their first texts.
    """
    merger = _Merger()
    for record in records:
        if isinstance(record, Query) and record.runs and not record.merged:
            merger.add(record, record.runs)
        else:
            yield record
    yield from merger.list_queries()


def separate(query: Query) -> list[Query]:
    """Split a merged query into one query for each of its texts, with their rows and runs."""
    if query.merged is None:
        return [query]
    found: dict[str, list[_Member]] = {}
    for part in query.merged.packed:
        for member in msgspec.msgpack.decode(zlib.decompress(part), type=list[_Member]):
            found.setdefault(member.text, []).append(member)
    return [_restore(query, members) for members in found.values()]


def _restore(query: Query, members: Sequence[_Member]) -> Query:
    one = members[0]
    where = replace(query.evidence, line=one.line, place=one.place, rows=one.rows, last=one.last)
    places = [replace(where, line=m.line, place=m.place, rows=m.rows, last=m.last) for m in members]
    return replace(
        query,
        text=blank_secrets(one.text),
        evidence=merge_evidence(places),
        runs=sum_runs(member.runs for member in members),
        merged=None,
    )


def merge_evidence(places: Sequence[Evidence]) -> Evidence:
    """Return one evidence for several rows of a file, with the first and the last line."""
    return replace(
        min(places, key=lambda one: one.line),
        rows=sum(max(one.rows, 1) for one in places),
        last=max(max(one.last, one.line) for one in places),
    )


def sum_runs(runs: Iterable[Runs | None]) -> Runs | None:
    """Return the sum of several runs: the total count, all users and roles, first and last time."""
    known = [one for one in runs if one is not None]
    return Runs(
        count=sum(one.count for one in known),
        users=tuple(sorted({user for one in known for user in one.users})),
        roles=tuple(sorted({role for one in known for role in one.roles})),
        first=min((one.first for one in known if one.first), default=""),
        last=max((one.last for one in known), default=""),
    )


class _Merger:
    """The queries of logs, grouped by their shape (SQL with blank literals) and context."""

    def __init__(self) -> None:
        self._groups: dict[Hashable, _Group] = {}
        self._contexts: dict[Hashable, int] = {}  # most queries of a log share a few contexts
        self._buffered = 0
        self._limit = BUFFERED

    def add(self, query: Query, runs: Runs) -> None:
        """Add a text of a log to the group of its shape; without a shape, it gets its own group."""
        shape = find_shape(query.dialect, query.text)
        place = (query.evidence.file, query.evidence.connector, *_get_context(query))
        context = self._contexts.setdefault(place, len(self._contexts))
        key = (_digest(shape.text or query.text), shape.dialect, bool(shape.text), context)
        group = self._groups.get(key)
        if group is None:
            self._groups[key] = _Group(query, runs, shape.dialect)
            return
        self._buffered += group.add(query, runs)
        if self._buffered > self._limit:
            self._buffered = sum(group.pack() for group in self._groups.values())
            self._limit = max(BUFFERED, 2 * self._buffered)

    def list_queries(self) -> Iterator[Query]:
        """Yield one query for each group, and forget the group."""
        for key in list(self._groups):
            yield self._groups.pop(key).build_query()


class _Group:
    """The texts of a log that have the same shape: SQL with blank literals.

    dialect: the dialect in which the literals were found.
    """

    __slots__ = ("_buffer", "_dialect", "_digests", "_first", "_packed", "_size", "_totals")

    def __init__(self, first: Query, runs: Runs, dialect: str) -> None:
        self._first = first
        self._dialect = dialect
        self._totals = (first.evidence, runs)
        self._buffer: list[_Member] = []
        self._digests = array("Q")
        self._packed: list[bytes] = []
        self._size = 0  # characters in the buffer

    def add(self, query: Query, runs: Runs) -> int:
        """Add a text, and return the change of the number of characters in the buffer."""
        before = self._size
        if not self._digests:
            self._append(self._first, self._totals[1])
        self._append(query, runs)
        evidence, total = self._totals
        self._totals = (
            merge_evidence((evidence, query.evidence)),
            sum_runs((total, runs)) or runs,
        )
        if self._size > PACKED:
            self.pack()
        return self._size - before

    def _append(self, query: Query, runs: Runs) -> None:
        where = query.evidence
        self._buffer.append(
            _Member(query.text, where.line, where.place, where.rows, where.last, runs)
        )
        self._digests.append(int.from_bytes(_digest(query.text)[:8]))
        self._size += len(query.text)

    def pack(self) -> int:
        """Compress the texts in the buffer if there are several.

        Return the number of characters that remain in the buffer.
        """
        if len(self._buffer) > 1:
            data = msgspec.msgpack.encode(self._buffer)
            self._packed.append(zlib.compress(data, QUICK))
            self._buffer, self._size = [], 0
        return self._size

    def build_query(self) -> Query:
        """Return all texts as one query."""
        evidence, runs = self._totals
        distinct = len(set(self._digests))
        merged = None
        if distinct > 1:
            if self._buffer:
                self._packed.append(zlib.compress(msgspec.msgpack.encode(self._buffer), QUICK))
            merged = MergedTexts(count=distinct, dialect=self._dialect, packed=tuple(self._packed))
        return replace(self._first, evidence=evidence, runs=runs, merged=merged)


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
