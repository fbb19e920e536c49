"""Find the shape of each SQL statement, compare the lineage of both, and cache the result.

The shape of ``a = 17`` is ``a = 0``, see `seamscope.lineage.parsing.fingerprint`.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

import msgspec

from seamscope.cache import Cache, digest_program, make_key
from seamscope.cache.shelf import Shelf
from seamscope.lineage.batch.cpu import OutOfTime, interrupt_after
from seamscope.lineage.batch.effects import have_equal_effects
from seamscope.lineage.batch.lookups import Digests, Lookup, note_lookups, store_lookups
from seamscope.lineage.batch.stored import Variant
from seamscope.lineage.catalog import Catalog
from seamscope.lineage.parsing.dialects import find_dialect_name, guess_dialect
from seamscope.lineage.parsing.fingerprint import make_blanker

LONGEST = 20_000  # characters of a statement; longer statements are not merged
QUICK = 5.0  # seconds of CPU for comparing one statement with its shape


class Shape(NamedTuple):
    """The shape of a statement (SQL with blank literals) and its dialect.

    Both are "" if the statement has no shape.
    """

    text: str
    dialect: str


NO_SHAPE = Shape("", "")


class _StoredShapes(msgspec.Struct, array_like=True):
    """The distinct shapes of a log.

    indices: for each text of the log, the index of its shape.
    """

    shapes: list[Shape]
    indices: list[int]


class ShapeMemory:
    """Finds the shapes of statements, and compares the lineage of both; uses the cache if possible.

    known: the columns of known tables.
    """

    def __init__(self, cache: Cache | None, known: Catalog) -> None:
        self._known = known
        self._digests = Digests(known)
        self._program = digest_program() if cache is not None else b""
        self._shapes = Shelf(cache, _StoredShapes) if cache is not None else None
        self._safe = Shelf(cache, list[tuple[Variant, bool]]) if cache is not None else None

    def find_shapes(self, texts: Sequence[tuple[str, str]]) -> list[Shape]:
        """Return the shape (SQL with blank literals) of each pair (dialect, text) of a log."""
        if self._shapes is None:
            return [find_shape(dialect, text) for dialect, text in texts]
        parts = (part for pair in texts for part in pair)
        key = make_key("shapes", self._program, *parts)
        stored = self._shapes.find(key)
        if stored is None or not _fits(stored, len(texts)):
            stored = _store([find_shape(dialect, text) for dialect, text in texts])
            self._shapes.keep(key, stored)
        return [stored.shapes[index] for index in stored.indices]

    def is_safe(self, text: str, shape: Shape) -> bool:
        """Return whether a statement has the same lineage as its shape, whose literals are blank.

        The lineage differs if a literal is a name: in ``PIVOT (SUM(x) FOR y IN ('a'))``, 'a' names
        a column. Also return False if the comparison takes longer than QUICK.
        """
        if self._safe is None:
            return _compare(text, shape, self._known)
        key = make_key("safe", self._program, shape.dialect, shape.text, text)
        variants = self._safe.find(key) or []
        for variant, is_safe in variants:
            with suppress(KeyError, ValueError):
                if self._digests.compute(variant.lookups) == variant.found:
                    return is_safe
        notes: set[Lookup] = set()
        is_safe = _compare(text, shape, note_lookups(self._known, notes))
        with suppress(TypeError, ValueError):
            lookups = store_lookups(notes)
            variant = Variant(lookups, self._digests.compute(lookups))
            self._safe.keep(key, [(variant, is_safe)])
        return is_safe


def find_shape(dialect: str, text: str) -> Shape:
    """Return the shape of a statement, NO_SHAPE if it cannot be merged with others."""
    if len(text) > LONGEST:
        return NO_SHAPE
    shape = make_blanker(find_dialect_name(dialect))(text)
    return Shape(shape, dialect or guess_dialect(text)) if shape else NO_SHAPE


def _compare(text: str, shape: Shape, known: Catalog) -> bool:
    with suppress(OutOfTime), interrupt_after(QUICK):
        dialect = find_dialect_name(shape.dialect)
        return have_equal_effects(text, shape.text, dialect, known.columns)
    return False


def _store(shapes: Sequence[Shape]) -> _StoredShapes:
    numbers: dict[Shape, int] = {}
    indices = [numbers.setdefault(shape, len(numbers)) for shape in shapes]
    return _StoredShapes(list(numbers), indices)


def _fits(stored: _StoredShapes, count: int) -> bool:
    """Return whether each of `count` statements has an index, and each index has a shape."""
    highest, lowest = max(stored.indices, default=0), min(stored.indices, default=0)
    return len(stored.indices) == count and lowest >= 0 and highest < max(len(stored.shapes), 1)
