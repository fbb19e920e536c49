"""Open CSV, Parquet and XLSX extracts as DuckDB tables in memory, without writing to disk."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Protocol

from seamscope.connector import open_file
from seamscope.databases import QueryError, Rows
from seamscope.databases.session import interrupt_after
from seamscope.errors import InputError, SeamscopeError
from seamscope.profiling.dialects import quote
from seamscope.profiling.tables import Source, Table, TableColumn

CSV = frozenset({".csv", ".tsv", ".txt"})
PARQUET = frozenset({".parquet"})
BOOKS = frozenset({".xlsx", ".xlsm"})
SUFFIXES = CSV | PARQUET | BOOKS
MARKS = ",;\t|"
HEAD = 65536  # bytes read to find the delimiter and encoding of a CSV
ROWS_AT_ONCE = 5000


class _Engine(Protocol):
    """The methods of a DuckDB connection that this module calls."""

    @property
    def description(self) -> Sequence[Sequence[object]] | None: ...

    def execute(self, sql: str, values: Sequence[object] = ..., /) -> object: ...

    def fetchall(self) -> Sequence[Sequence[object]]: ...

    def close(self) -> None: ...


class Extracts:
    """Runs queries on extracts.

    seconds: time limit of one query.
    """

    def __init__(self, engine: _Engine, seconds: int) -> None:
        self._engine = engine
        self._seconds = seconds

    def select(self, sql: str) -> Rows:
        """Return the rows of a query; hide DuckDB's error messages, because they quote values."""
        try:
            with interrupt_after(self._seconds, self._engine):
                self._engine.execute(sql)
                values = tuple(tuple(row) for row in self._engine.fetchall())
            described = self._engine.description or ()
        except Exception as error:  # noqa: BLE001 (the text may quote a value)
            failure = QueryError(
                f"the extract cannot be read ({type(error).__name__})",
                remedy="check that every line has the columns of the header, or export it again; "
                "if it took too long, increase --timeout",
            )
        else:
            names = tuple(str(column[0]).casefold() for column in described)
            return Rows(columns=names, values=values)
        raise failure


@contextmanager
def open_extracts(paths: Sequence[Path], seconds: int) -> Iterator[tuple[Source, tuple[str, ...]]]:
    """Open extracts: one table for each CSV or Parquet file and each sheet of a workbook.

    Yields the source, and a note for each file that cannot be read. Raises InputError if DuckDB is
    not installed.

    seconds: time limit of one query.
    """
    try:
        duckdb = import_module("duckdb")
    except ImportError:
        remedy = "install it with: pip install 'seamscope[profile]'"
        raise InputError(SeamscopeError("extracts need DuckDB", remedy=remedy)) from None
    engine: _Engine = duckdb.connect(":memory:")
    try:
        engine.execute("SET temp_directory = ''")  # else large queries put rows on the disk
        engine.execute("SET autoinstall_known_extensions = false")
        engine.execute("SET autoload_known_extensions = false")
        tables: list[Table] = []
        notes: list[str] = []
        for path in paths:
            try:
                taken = {table.name.casefold() for table in tables}
                tables += _load(engine, path, taken, seconds)
            except SeamscopeError as error:
                notes.append(str(error))
        yield (
            Source(
                queryable=Extracts(engine, seconds),
                dialect="duckdb",
                tables=tuple(tables),
                label=", ".join(path.name for path in paths),
            ),
            tuple(notes),
        )
    finally:
        engine.close()


def _load(engine: _Engine, path: Path, taken: set[str], seconds: int) -> Iterator[Table]:
    suffix = path.suffix.casefold()
    if suffix in BOOKS:
        yield from _load_book(engine, path, taken)
        return
    _check_name(path.stem, path, taken)
    text = "'" + str(path.absolute()).replace("'", "''") + "'"
    read = f"read_parquet({text})" if suffix in PARQUET else _write_csv_reader(path, text)
    name = quote(path.stem, "duckdb")
    extracts = Extracts(engine, seconds)
    try:
        extracts.select(f"CREATE VIEW {name} AS SELECT * FROM {read}")
        described = extracts.select(f"DESCRIBE {name}")
    except QueryError as error:
        raise SeamscopeError(error.what, remedy=error.remedy, file=str(path)) from None
    yield Table(
        schema="",
        name=path.stem,
        columns=tuple(
            TableColumn(name=str(row["column_name"]), type=str(row["column_type"]).casefold())
            for row in described
        ),
        file=path.name,
    )


def _check_name(name: str, path: Path, taken: set[str]) -> None:
    if name.casefold() in taken:
        remedy = "profile the extracts one after the other"
        raise SeamscopeError(f"two extracts are named {name}", remedy=remedy, file=str(path))


def _write_csv_reader(path: Path, text: str) -> str:
    """Return the call of DuckDB's reader for a CSV file in which every value is a string.

    The delimiter is the one that occurs most often in the header. A file that is not UTF-8 is read
    as Latin-1, which decodes every byte and does not change any count.
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
        first = head.decode("utf-16", errors="replace").partition("\n")[0]
    else:
        encoding = "utf-8" if _is_utf8(path) else "latin-1"
        first = head.partition(b"\n")[0].decode("latin-1")
    mark = max(MARKS, key=first.count)
    shown = "\\t" if mark == "\t" else mark
    escape = "E" if mark == "\t" else ""
    return (
        f"read_csv({text}, delim = {escape}'{shown}', quote = '\"', escape = '\"', header = true, "
        f"all_varchar = true, encoding = '{encoding}', null_padding = true, parallel = false, "
        "max_line_size = 16777216)"
    )


def _is_utf8(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8") as stream:
            while stream.read(HEAD * 16):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _load_book(engine: _Engine, path: Path, taken: set[str]) -> Iterator[Table]:
    """Load each sheet of a workbook as a table; its first filled row contains the headers."""
    sheets = [grid for grid in open_file(path, path.name).grids(bool, masked=False) if grid.lines]
    for grid in sheets:
        name = path.stem if len(sheets) == 1 else grid.name
        _check_name(name, path, taken)
        taken.add(name.casefold())
        lines = [line.cells for line in grid.lines if any(line.cells)]
        headers = _name_columns(lines[0])
        columns = ", ".join(f"{quote(header, 'duckdb')} VARCHAR" for header in headers)
        quoted = quote(name, "duckdb")
        engine.execute(f"CREATE TABLE {quoted} ({columns})")
        # Inserting a list for each column is forty times as fast as inserting row by row.
        marks = ", ".join(["UNNEST(?::VARCHAR[])"] * len(headers))
        body = [[*line, *([""] * len(headers))][: len(headers)] for line in lines[1:]]
        for start in range(0, len(body), ROWS_AT_ONCE):
            columns_of_part = zip(*body[start : start + ROWS_AT_ONCE], strict=True)
            values = [list(column) for column in columns_of_part]
            engine.execute(f"INSERT INTO {quoted} SELECT {marks}", values)
        yield Table(
            schema="",
            name=name,
            columns=tuple(TableColumn(name=header, type="varchar") for header in headers),
            file=path.name,
        )


def _name_columns(cells: Sequence[str]) -> list[str]:
    """Return a name for each column of a sheet, including repeated and empty headers."""
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = cell.strip() or f"column {number}"
        known = {one.casefold() for one in names}
        names.append(name if name.casefold() not in known else f"{name} {number}")
    return names
