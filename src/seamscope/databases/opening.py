"""Connect to each kind of database; read-only if the driver has an option for this."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType

from seamscope.databases.address import Address
from seamscope.databases.driver import Connection
from seamscope.errors import SeamscopeError

CONNECT_SECONDS = 10  # time limit for the connection and the sign-on
PROGRAM = "seamscope"  # the name under which a database lists the session
# A function from (driver, address, time limit of a statement in seconds) to a connection.
Opener = Callable[[ModuleType, Address, int], Connection]


# Variables that would make libpq connect to another address than the URL.
PLACES = ("PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGSERVICE", "PGSERVICEFILE", "PGOPTIONS")


def _open_postgresql(driver: ModuleType, address: Address, seconds: int) -> Connection:
    with _hide_variables(PLACES):
        connection: Connection = driver.connect(
            host=address.host or None,
            port=address.port,
            user=address.user or None,
            password=address.password or None,
            dbname=address.database or None,
            connect_timeout=CONNECT_SECONDS,
            application_name=PROGRAM,
            gssencmode="disable",  # else libpq may ask a Kerberos server
            autocommit=True,  # so that the statements of `start` begin the transaction
            prepare_threshold=None,  # connection poolers lose prepared statements
            **address.options,
        )
    return connection


@contextmanager
def _hide_variables(names: Iterable[str]) -> Iterator[None]:
    """Remove environment variables until the `with` block ends."""
    held = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(held)


def _open_mysql(driver: ModuleType, address: Address, seconds: int) -> Connection:
    options = dict(address.options)
    verify = options.pop("ssl_verify", "") in {"1", "true"}
    connection: Connection = driver.connect(
        host=address.host or "localhost",
        port=address.port or 3306,
        user=address.user or None,
        password=address.password,
        database=address.database or None,
        connect_timeout=CONNECT_SECONDS,
        read_timeout=seconds + CONNECT_SECONDS,
        charset="utf8mb4",
        local_infile=False,
        program_name=PROGRAM,
        **({"ssl_verify_cert": True, "ssl_verify_identity": True} if verify else {}),
        **options,
    )
    return connection


def _find_file(address: Address) -> Path:
    path = Path(address.database)
    if not path.is_file():
        what = "the database file in the URL does not exist"
        remedy = f"write {address.scheme}:///relative/path or {address.scheme}:////absolute/path"
        raise SeamscopeError(what, remedy=remedy)
    return path.absolute()


def _open_sqlite(driver: ModuleType, address: Address, seconds: int) -> Connection:
    connection = sqlite3.connect(
        f"{_find_file(address).as_uri()}?mode=ro", uri=True, timeout=seconds
    )
    connection.set_authorizer(_authorize)
    return connection


def _authorize(action: int, *names: str | None) -> int:
    """Allow SQLite only to read; statements that would write or attach a file are refused."""
    reads = {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_RECURSIVE,
    }
    describes = action == sqlite3.SQLITE_PRAGMA and str(names[0]).endswith(("info", "_list"))
    # SQLite reports this when it prepares the table of a pragma. The file itself is read-only.
    prepares = action == sqlite3.SQLITE_UPDATE and names[0] == "sqlite_master"
    allowed = action in reads or describes or prepares
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _open_duckdb(driver: ModuleType, address: Address, seconds: int) -> Connection:
    settings = {
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "lock_configuration": "true",
    }
    path = str(_find_file(address))
    connection: Connection = driver.connect(path, read_only=True, config=settings)
    return connection


def _open_sqlserver(driver: ModuleType, address: Address, seconds: int) -> Connection:
    connection: Connection = driver.connect(
        server=address.host,
        port=str(address.port or 1433),
        user=address.user or None,
        password=address.password or None,
        database=address.database,
        timeout=seconds,
        login_timeout=CONNECT_SECONDS,
        appname=PROGRAM,
        read_only=True,
        **address.options,
    )
    return connection


def _open_oracle(driver: ModuleType, address: Address, seconds: int) -> Connection:
    connection = driver.connect(
        host=address.host,
        port=address.port or 1521,
        user=address.user or None,
        password=address.password or None,
        service_name=address.database or None,
        tcp_connect_timeout=CONNECT_SECONDS,
        **address.options,
    )
    connection.call_timeout = seconds * 1000
    driver.defaults.fetch_lobs = False  # definitions of views and routines are returned as strings
    opened: Connection = connection
    return opened


def _open_snowflake(driver: ModuleType, address: Address, seconds: int) -> Connection:
    database, _, schema = address.database.partition("/")
    connection: Connection = driver.connect(
        account=address.host.removesuffix(".snowflakecomputing.com"),
        user=address.user,
        password=address.password or None,
        database=database or None,
        schema=schema or None,
        login_timeout=CONNECT_SECONDS,
        autocommit=False,
        application=PROGRAM,
        session_parameters={"STATEMENT_TIMEOUT_IN_SECONDS": seconds, "QUERY_TAG": PROGRAM},
        **address.options,
    )
    return connection


def _open_bigquery(driver: ModuleType, address: Address, seconds: int) -> Connection:
    bigquery = import_module("google.cloud.bigquery")
    client = bigquery.Client(
        project=address.host,
        location=address.options.get("location"),
        default_query_job_config=bigquery.QueryJobConfig(
            default_dataset=f"{address.host}.{address.database}" if address.database else None,
            job_timeout_ms=seconds * 1000,
        ),
    )
    connection: Connection = driver.connect(client=client)
    return connection


def _open_databricks(driver: ModuleType, address: Address, seconds: int) -> Connection:
    connection: Connection = driver.connect(
        server_hostname=address.host,
        http_path=address.options.get("http_path", ""),
        access_token=address.password,
        catalog=address.database or None,
        session_configuration={"STATEMENT_TIMEOUT": str(seconds)},
        user_agent_entry=PROGRAM,
    )
    return connection


def _open_teradata(driver: ModuleType, address: Address, seconds: int) -> Connection:
    connection: Connection = driver.connect(
        host=address.host,
        user=address.user,
        password=address.password,
        database=address.database or None,
        dbs_port=str(address.port or 1025),
        request_timeout=str(seconds),
        connect_timeout=str(CONNECT_SECONDS * 1000),
        **address.options,
    )
    return connection


OPENERS: dict[str, Opener] = {
    "postgresql": _open_postgresql,
    "mysql": _open_mysql,
    "sqlite": _open_sqlite,
    "duckdb": _open_duckdb,
    "sqlserver": _open_sqlserver,
    "oracle": _open_oracle,
    "snowflake": _open_snowflake,
    "bigquery": _open_bigquery,
    "databricks": _open_databricks,
    "teradata": _open_teradata,
}
