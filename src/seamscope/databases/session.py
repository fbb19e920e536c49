"""A session with a database that runs only queries, within a time limit, and never commits."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer

from seamscope.databases.address import Address, read_address
from seamscope.databases.driver import Connection, load_driver
from seamscope.databases.engines import Engine, find_engine, load_engines
from seamscope.databases.select_only import is_single_query
from seamscope.errors import InputError, SeamscopeError

SECONDS = 30  # time limit of one statement, unless the user sets another
_CODE = re.compile(r"(?:ORA-|DPY-)?[A-Z0-9]{1,12}(?:_[A-Z0-9]{1,20}){0,4}")


class ConnectError(SeamscopeError):
    """Raised if the database cannot be reached, or refuses the user."""


class QueryError(SeamscopeError):
    """Raised if the database refuses a query; it quotes only the database's error code.

    The messages of drivers may contain values of rows, user names and connection strings.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The result of a query: names of its columns in lower case, and the values of each row."""

    columns: tuple[str, ...]
    values: tuple[tuple[object, ...], ...]

    def __iter__(self) -> Iterator[dict[str, object]]:
        """Yield each row as a dictionary by column name."""
        for row in self.values:
            yield dict(zip(self.columns, row, strict=True))


class Session:
    """Runs queries on one connection. Use `open_session` to get one.

    engine, address: the database to which the session is connected.
    seconds: time limit of one statement.
    """

    def __init__(
        self, engine: Engine, address: Address, connection: Connection, seconds: int
    ) -> None:
        self.engine = engine
        self.address = address
        self.seconds = seconds
        self._connection = connection
        try:
            self._start()
        except ConnectError:
            self.close()
            raise

    def select(self, sql: str) -> Rows:
        """Return the rows of a query.

        Raises QueryError if the database refuses the query, and ValueError for anything except a
        single query: see `is_single_query`.
        """
        if not is_single_query(sql):
            raise ValueError("not a single query")
        try:
            return self._run(sql)
        except Exception as error:  # noqa: BLE001 (each driver has its own; the text stays inside)
            failure = QueryError(
                f"the database refuses the query ({read_code(error)})",
                remedy="check the permissions of the role, or increase --timeout",
            )
        # An error ends the transaction in some databases, and with it the read-only mode.
        self._restart()
        raise failure

    def close(self) -> None:
        """Roll back and close the connection."""
        with suppress(Exception):
            self._connection.rollback()
        with suppress(Exception):
            self._connection.close()

    def _restart(self) -> None:
        with suppress(Exception):  # some databases have no transaction to roll back
            self._connection.rollback()
        self._start()

    def _start(self) -> None:
        """Begin a read-only transaction; raise ConnectError if that fails."""
        try:
            for statement in self.engine.list_start(self.seconds):
                cursor = self._connection.cursor()
                cursor.execute(statement)
                cursor.close()
        except Exception as error:  # noqa: BLE001 (as above)
            failure = ConnectError(
                f"the database does not begin a read-only session ({read_code(error)})",
                remedy="check the network connection to the database, then run the command again",
            )
        else:
            return
        raise failure

    def _run(self, sql: str) -> Rows:
        cursor = self._connection.cursor()
        with interrupt_after(self.seconds, cursor, self._connection):
            cursor.execute(sql)
            values = tuple(tuple(row) for row in cursor.fetchall())
        columns = tuple(str(column[0]).casefold() for column in cursor.description or ())
        cursor.close()
        return Rows(columns=columns, values=values)


@contextmanager
def open_session(variable: str, *, seconds: int = SECONDS) -> Iterator[Session]:
    """Open a read-only session with the database whose URL is in an environment variable.

    Raises InputError for an invalid variable or URL, ConnectError if the database cannot be
    reached, and SeamscopeError if the driver is not installed.

    seconds: time limit of one statement.
    """
    address = read_address(variable)
    engine = find_engine(address.scheme)
    if engine is None:
        known = ", ".join(scheme for engine in load_engines() for scheme in engine.schemes)
        what = f"the URL in {variable} has an unknown scheme"
        raise InputError(SeamscopeError(what, remedy=f"use one of: {known}"))
    if unknown := address.options.keys() - set(engine.options):
        what = f"the URL in {variable} has options that are not supported: {len(unknown)}"
        remedy = f"{engine.label} supports: {', '.join(engine.options) or 'none'}"
        raise InputError(SeamscopeError(what, remedy=remedy))
    with _silence_logs():
        session = Session(engine, address, _connect(engine, address, seconds), seconds)
        try:
            yield session
        finally:
            session.close()


@contextmanager
def _silence_logs() -> Iterator[None]:
    """Suppress logging until the `with` block ends, because drivers log statements."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def _connect(engine: Engine, address: Address, seconds: int) -> Connection:
    driver = load_driver(engine.module, engine.extra)
    try:
        return engine.open(driver, address, seconds)
    except SeamscopeError:
        raise
    except Exception as error:  # noqa: BLE001 (each driver has its own; the text stays inside)
        what, remedy = _explain(error)
        failure = ConnectError(f"{engine.label} {what} ({read_code(error)})", remedy=remedy)
    raise failure


# For a failed connection: words in the driver's message, their meaning, and a remedy. The messages
# themselves contain hosts, users and databases, so they are not shown.
CAUSES = (
    (
        ("translate host", "name or service", "getaddrinfo", "name resolution", "nodename"),
        "cannot be reached: its host name is not known",
        "check the host in the URL, and the VPN",
    ),
    (
        ("connection refused", "actively refused"),
        "cannot be reached: nothing listens on the port",
        "check host and port in the URL, and whether the database runs",
    ),
    (
        ("timeout expired", "timed out", "no route to host", "network is unreachable"),
        "does not answer",
        "check host and port in the URL, the firewall and the VPN",
    ),
    (
        ("certificate", "ssl error", "support ssl", "ssl connection", "handshake"),
        "cannot be reached: the encryption fails",
        "check the certificates and the SSL options in the URL",
    ),
    (
        ("authentication failed", "access denied for user", "login failed", "no pg_hba"),
        "refuses the user",
        "check user, password and database in the URL, and the hosts the user may connect from",
    ),
    (
        ("does not exist", "unknown database", "cannot open database"),
        "has no such database or user",
        "check the user and the database in the URL",
    ),
)
UNKNOWN = (
    "cannot be reached, or refuses the user",
    "check host, port, database, user and password in the URL, and the network",
)


def _explain(error: Exception) -> tuple[str, str]:
    """Return the meaning of a connection error and a remedy, without the driver's message."""
    text = str(error).casefold()
    found = (cause[1:] for cause in CAUSES if any(word in text for word in cause[0]))
    return next(found, UNKNOWN)


def read_code(error: BaseException) -> str:
    """Return the type and code of a driver's error: `InsufficientPrivilege 42501`.

    The message of the error is left out.
    """
    first: object = error.args[0] if error.args else ""
    found = (
        getattr(error, "sqlstate", None),
        getattr(error, "sqlite_errorname", None),
        getattr(first, "full_code", None),  # of oracledb
        getattr(error, "errno", None),
        first if isinstance(first, int) else None,
    )
    codes = [str(code) for code in found if code is not None and _CODE.fullmatch(str(code))]
    return " ".join([type(error).__name__, *codes[:1]])


@contextmanager
def interrupt_after(seconds: int, *owners: object) -> Iterator[None]:
    """Interrupt a statement after some seconds, for SQLite and DuckDB, which have no time limit.

    owners: the cursor and the connection; the first one with a method `interrupt` is used.
    """
    found = (getattr(owner, "interrupt", None) for owner in owners)
    interrupt = next((method for method in found if callable(method)), None)
    if interrupt is None:
        yield
        return
    timer = Timer(seconds, interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
