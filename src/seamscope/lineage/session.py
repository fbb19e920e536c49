"""`read` and `Session`: lineage of SQL text alone, for others to build on; logs by their shapes."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

from seamscope.lineage.types import Lineage

MOST = 20_000  # shapes kept; the oldest goes first
Schema = Mapping[str, Iterable[str]]
Kept = TypeVar("Kept")


class Session:
    """Reads many texts of one dialect against one schema.

    Texts that differ in literals only are walked once, where literals carry no names.
    dialect: a sqlglot dialect name, "" to guess; schema: dotted table name -> its columns, in
    order, found by any ending of the name. Raises ValueError for a dialect nobody knows.
    """

    def __init__(self, *, dialect: str = "", schema: Schema | None = None) -> None:
        from seamscope.lineage import fast_path as reading
        from seamscope.lineage.catalog import Catalog
        from seamscope.lineage.parsing import dialects
        from seamscope.lineage.parsing.fingerprint import LiteralBlanker
        from seamscope.lineage.query.model import Name

        dialects.silence_parser_log()
        self._guess, self._reading = dialects.guess_dialect, reading
        self._dialect = dialect.lower()
        self._blank = LiteralBlanker(self._dialect)
        context = Catalog()
        for table, columns in (schema or {}).items():
            context.learn(tuple(table.split(".")), tuple(columns))
        self._schema: dict[Name, tuple[str, ...]] = dict(context.columns)
        # by shape: the lineage of its second text; most shapes are never met again, and what is
        # kept is looked through by every collection of garbage
        self._met: dict[str, Lineage | None] = {}
        self._known: dict[str, Lineage] = {}
        self._refused: dict[str, None] = {}

    def read(self, sql: str) -> Lineage:
        """Return what a script reads and writes, and which columns feed which.

        Never raises for SQL: what is not understood stands in `diagnostics`.
        """
        shape = self._blank(sql)
        known = self._known.get(shape)
        return self._read(sql, shape) if known is None else known

    def _read(self, sql: str, shape: str) -> Lineage:
        dialect = self._dialect or self._guess(shape or sql)
        if self._met.get(shape) is not None and (found := self._proved(shape, dialect)) is not None:
            return found
        found = self._reading.plain(sql, dialect, self._schema, shape)
        if found is None:
            return self._reading.script(sql, self._dialect, dict(self._schema))
        if shape and (sql != shape or not _has_literals(shape)):
            _keep(self._met, shape, found if shape in self._met else None)
        return found

    def _proved(self, shape: str, dialect: str) -> Lineage | None:
        """Return the lineage of a shape that was met twice, if literals carry no names in it.

        The shape is SQL itself, with literals of its own: names in literals make it another.
        """
        if shape in self._refused:
            return None
        found = self._reading.plain(shape, dialect, self._schema)
        if found is None or found != self._met[shape]:
            _keep(self._refused, shape, None)
            return None
        _keep(self._known, shape, found)
        return found


def _has_literals(shape: str) -> bool:
    """Tell whether a text that is its own shape may hold literals, as a blanked one does."""
    return "'?'" in shape or "0" in shape


def _keep(kept: dict[str, Kept], shape: str, value: Kept) -> None:
    kept[shape] = value
    if len(kept) > MOST:
        del kept[next(iter(kept))]


def read(sql: str, *, dialect: str = "", schema: Schema | None = None) -> Lineage:
    """Return what a script reads and writes, and which columns feed which.

    dialect: a sqlglot dialect name, "" to guess; schema: dotted table name -> its columns, in
    order. Names come out as they are written: USE adds no database to them. Never raises for SQL:
    what is not understood stands in `diagnostics`. Raises ValueError for a dialect nobody knows. To
    read many texts against one large schema, keep a `Session`; the last few are remembered.
    """
    tables = tuple((table, tuple(columns)) for table, columns in (schema or {}).items())
    return _session(dialect, tables).read(sql)


@lru_cache(maxsize=8)
def _session(dialect: str, tables: tuple[tuple[str, tuple[str, ...]], ...]) -> Session:
    return Session(dialect=dialect, schema=dict(tables))
