"""`read` and `Session`: lineage of SQL text alone, for others to build on; logs by their shapes."""

from collections.abc import Iterable, Mapping
from functools import cache

from seamscope.lineage.face import Lineage

MOST = 20_000  # shapes kept; the oldest goes first
Schema = Mapping[str, Iterable[str]]


class Session:
    """Reads many texts of one dialect against one schema.

    Texts that differ in literals only are walked once, where literals carry no names.
    dialect: a sqlglot dialect name, "" to guess; schema: dotted table name -> its columns, in
    order, found by any ending of the name.
    """

    def __init__(self, *, dialect: str = "", schema: Schema | None = None) -> None:
        from seamscope.lineage.context import Context
        from seamscope.lineage.dialects import quiet
        from seamscope.lineage.fingerprint import Blank
        from seamscope.lineage.model import Name

        quiet()
        self._dialect = dialect
        self._blank = Blank(dialect)
        context = Context()
        for table, columns in (schema or {}).items():
            context.learn(tuple(table.split(".")), tuple(columns))
        self._schema: dict[Name, tuple[str, ...]] = dict(context.columns)
        self._known: dict[str, Lineage | None] = {}

    def read(self, sql: str) -> Lineage:
        """Return what a script reads and writes, and which columns feed which.

        Never raises for SQL: what is not understood stands in `diagnostics`.
        """
        shape = self._blank(sql)
        known = self._known.get(shape) if shape else None
        return known if known is not None else self._read(sql, shape)

    def _read(self, sql: str, shape: str) -> Lineage:
        from seamscope.lineage.dialects import guess
        from seamscope.lineage.reading import plain, script

        dialect = self._dialect or guess(shape or sql)
        found = plain(sql, dialect, self._schema)
        if found is None:
            return script(sql, self._dialect, dict(self._schema))
        # The shape is SQL itself: if it has another lineage, names stand in literals.
        if shape and shape not in self._known:
            same = shape == sql or plain(shape, dialect, self._schema) == found
            self._known[shape] = found if same else None
            if len(self._known) > MOST:
                del self._known[next(iter(self._known))]
        return found


def read(sql: str, *, dialect: str = "", schema: Schema | None = None) -> Lineage:
    """Return what a script reads and writes, and which columns feed which.

    dialect: a sqlglot dialect name, "" to guess; schema: dotted table name -> its columns, in
    order. Never raises for SQL: what is not understood stands in `diagnostics`. To read many
    texts against one schema, keep a `Session`.
    """
    return (
        Session(dialect=dialect, schema=schema).read(sql) if schema else _session(dialect).read(sql)
    )


@cache
def _session(dialect: str) -> Session:
    return Session(dialect=dialect)
