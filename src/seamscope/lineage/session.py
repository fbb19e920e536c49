"""`read` and `Session`: the lineage of SQL text, with a cache that ignores literals."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import TypeVar

from seamscope.lineage.types import Lineage

MOST = 20_000  # shapes in each cache; the oldest is dropped first
MOST_SCRIPTS = 1_000  # scripts whose lineage is cached
LONGEST_SCRIPT = 100_000  # characters of a script whose lineage is cached
Schema = Mapping[str, Iterable[str]] | str | PathLike[str]
Tables = tuple[tuple[str, tuple[str, ...]], ...]  # dotted names with their columns
Value = TypeVar("Value")


class Session:
    """Analyses many SQL scripts in one dialect against one schema, such as a query log.

    Scripts that differ only in their literals are analysed once, unless a literal is the name of a
    table or column.

    dialect: a sqlglot dialect name or a common alias, such as mssql or postgresql; "" or None to
        guess it from each script.
    schema: the columns of each table, in order, by the dotted name of the table; a table is found
        by any ending of its name. Or the path of a file: a dbt manifest.json or catalog.json, a CSV
        of information_schema.columns, or an earlier survey.json.

    Raises ValueError for an unknown dialect or another kind of file.
    """

    def __init__(self, *, dialect: str | None = "", schema: Schema | None = None) -> None:
        from seamscope.lineage import fast_path
        from seamscope.lineage.parsing import dialects
        from seamscope.lineage.parsing.fingerprint import LiteralBlanker

        dialects.silence_parser_log()
        self._guess, self._fast_path = dialects.guess_dialect, fast_path
        self._dialect = dialects.find_dialect_name(dialect)
        self._blank = LiteralBlanker(self._dialect)
        self._schema = _index_columns(_list_tables(schema))
        # The lineage of each shape, from its second occurrence; None before that: most shapes occur
        # once, and the garbage collector scans everything that is kept.
        self._seen: dict[str, Lineage | None] = {}
        self._cached: dict[str, Lineage] = {}
        self._uncacheable: dict[str, None] = {}
        # by script: a job may run the same script every night
        self._scripts: dict[str, Lineage] = {}

    def read(self, sql: str) -> Lineage:
        """Return the tables that a script reads and writes, and the edges between columns.

        SQL never raises an exception: what is not understood is reported in `diagnostics`.
        """
        sql = sql.removeprefix("\ufeff")  # the byte order mark of a file
        shape = self._blank(sql)
        cached = self._cached.get(shape)
        return self._analyse(sql, shape) if cached is None else cached

    def _analyse(self, sql: str, shape: str) -> Lineage:
        dialect = self._dialect or self._guess(shape or sql)
        if self._seen.get(shape) is not None and (found := self._cache_shape(shape, dialect)):
            return found
        if (script := self._scripts.get(sql)) is not None:
            return script
        found = self._fast_path.read_statement(sql, dialect, self._schema, shape)
        if found is None:
            return self._read_script(sql)
        if shape and (sql != shape or not _may_have_literals(shape)):
            _store(self._seen, shape, found if shape in self._seen else None)
        return found

    def _read_script(self, sql: str) -> Lineage:
        """Return the lineage of a script, and cache it."""
        # Imported here because a query log may have no script.
        from seamscope.lineage.read_script import read_script

        found = read_script(sql, self._dialect, dict(self._schema))
        if len(sql) <= LONGEST_SCRIPT:
            _store(self._scripts, sql, found, MOST_SCRIPTS)
        return found

    def _cache_shape(self, shape: str, dialect: str) -> Lineage | None:
        """Return the lineage of all scripts that differ only in literals, None if literals matter.

        Literals do not matter if the shape, read as SQL, has the same lineage as the second script.
        The result is cached.

        shape: the SQL of two earlier scripts with blank literals.
        """
        if shape in self._uncacheable:
            return None
        found = self._fast_path.read_statement(shape, dialect, self._schema)
        if found is None or found != self._seen[shape]:
            _store(self._uncacheable, shape, None)
            return None
        _store(self._cached, shape, found)
        return found


def _may_have_literals(shape: str) -> bool:
    """Return whether SQL that seems to have blank literals may have them itself: '?' or 0."""
    return "'?'" in shape or "0" in shape


def _store(cache: dict[str, Value], key: str, value: Value, most: int = MOST) -> None:
    cache[key] = value
    if len(cache) > most:
        del cache[next(iter(cache))]


def read(sql: str, *, dialect: str | None = "", schema: Schema | None = None) -> Lineage:
    """Return the tables that a script reads and writes, and the edges between columns.

    Names are returned as written: USE does not add a database to them. SQL never raises an
    exception: what is not understood is reported in `diagnostics`. To read many scripts against one
    large schema, create a `Session`, which keeps the schema.

    dialect: a sqlglot dialect name or a common alias, such as mssql or postgresql; "" or None to
        guess it from the script.
    schema: see `Session`.

    Raises ValueError for an unknown dialect or another kind of schema.
    """
    return _open_session(dialect or "", _list_tables(schema)).read(sql)


def _index_columns(tables: Tables) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the columns of each table by every ending of its case-folded name."""
    if not tables:
        return {}
    from seamscope.lineage.catalog import Catalog

    catalog = Catalog()
    for table, columns in tables:
        catalog.add_columns(tuple(table.split(".")), columns)
    return dict(catalog.columns)


def _list_tables(schema: Schema | None) -> Tables:
    """Return the tables of a schema or of a schema file with their columns."""
    if isinstance(schema, str | PathLike):
        from seamscope.lineage.schema_files import load_schema

        schema = load_schema(Path(schema))
    return tuple((table, tuple(columns)) for table, columns in (schema or {}).items())


@lru_cache(maxsize=8)
def _open_session(dialect: str, tables: Tables) -> Session:
    return Session(dialect=dialect, schema=dict(tables))
