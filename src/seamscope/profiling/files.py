"""Open SQLite and DuckDB files, which are recognised by their content, for reading only."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from seamscope.databases import Address, Session, find_engine
from seamscope.databases.driver import load_driver
from seamscope.databases.session import read_code
from seamscope.errors import InputError, SeamscopeError

SQLITE = b"SQLite format 3\x00"
DUCKDB = b"DUCK"
DUCKDB_AT = 8  # where these bytes are in the file


def is_database_file(path: Path) -> bool:
    """Return whether a file is a database of SQLite or DuckDB."""
    return bool(_find_scheme(path))


def _find_scheme(path: Path) -> str:
    with path.open("rb") as stream:
        head = stream.read(64)
    if head.startswith(SQLITE):
        return "sqlite"
    return "duckdb" if head[DUCKDB_AT:].startswith(DUCKDB) else ""


@contextmanager
def open_database_file(path: Path, seconds: int) -> Iterator[Session]:
    """Open a database file; raise InputError if it cannot be read.

    seconds: time limit of one query.
    """
    engine = find_engine(_find_scheme(path))
    if engine is None:
        raise InputError(SeamscopeError("not a database", remedy="check the path", file=str(path)))
    address = Address(scheme=engine.schemes[0], database=str(path))
    driver = load_driver(engine.module, engine.extra)
    try:
        connection = engine.open(driver, address, seconds)
    except SeamscopeError:
        raise
    except Exception as error:  # noqa: BLE001 (the text may quote the file)
        failure = f"the database cannot be opened ({read_code(error)})"
    else:
        session = Session(engine, address, connection, seconds)
        try:
            yield session
        finally:
            session.close()
        return
    raise InputError(SeamscopeError(failure, remedy="check the file", file=str(path)))
