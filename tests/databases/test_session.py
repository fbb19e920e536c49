"""Sessions with real databases are read-only, have a time limit, and show no secrets."""

import os
import time
from pathlib import Path

import pytest

from seamscope.databases import ConnectError, QueryError, Session, open_session
from seamscope.errors import InputError, SeamscopeError

from .servers import Server

MARK = "Zq7Planted"
# Each is sent past the check of the text, as if that had a hole.
WRITES = {
    "postgresql": (
        "CREATE TABLE w (a int)",
        "INSERT INTO kept VALUES (2)",
        "DELETE FROM kept",
        "SELECT * INTO w FROM kept",
        "SET TRANSACTION READ WRITE",
        "SELECT set_config('transaction_read_only', 'off', true)",
        "SELECT nextval('counted')",
    ),
    "mysql": (
        "CREATE TABLE w (a int)",
        "INSERT INTO kept VALUES (2)",
        "DELETE FROM kept",
        "DROP TABLE kept",
        "CREATE USER w",
    ),
    "sqlite": (
        "CREATE TABLE w (a int)",
        "INSERT INTO kept VALUES (2)",
        "DELETE FROM kept",
        "ATTACH 'w.db' AS w",
        "PRAGMA user_version = 7",
        "PRAGMA journal_mode = DELETE",
        "VACUUM INTO 'w.db'",
    ),
    "duckdb": (
        "CREATE TABLE w (a int)",
        "INSERT INTO kept VALUES (2)",
        "DELETE FROM kept",
        "ATTACH 'w.db' AS w",
        "COPY kept TO 'w.csv'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ),
}


def qualify(statement: str, engine: str) -> str:
    """Return a statement with the schema of the table `kept`, which PostgreSQL does not search."""
    return statement.replace(" kept", " public.kept") if engine == "postgresql" else statement


def count_kept(session: Session) -> int:
    query = qualify("SELECT count(*) FROM kept", session.engine.name)
    ((count,),) = session.select(query).values
    return int(str(count))


@pytest.mark.slow
def test_a_statement_that_writes_is_refused_by_the_database(database: str, tmp_path: Path) -> None:
    """The database refuses each statement that writes although the role may write, and no data or
    file changes.
    """
    with open_session("DB") as session:
        before = sorted(tmp_path.iterdir())
        for statement in WRITES[database]:
            with pytest.raises(Exception, match=r".") as found:
                session._run(qualify(statement, database))
            assert not isinstance(found.value, ValueError), statement
            session._restart()
        assert sorted(tmp_path.iterdir()) == before
    with open_session("DB") as session:
        assert count_kept(session) == 1


def test_a_statement_that_writes_is_not_sent(database: str) -> None:
    """`select` refuses a statement that writes, or two statements, before it is sent."""
    with open_session("DB") as session:
        for statement in ("DELETE FROM kept", "SELECT 1; SELECT 2"):
            with pytest.raises(ValueError, match="not a single query"):
                session.select(statement)


def test_a_query_that_fails_does_not_end_the_session(database: str) -> None:
    """After a query that fails, the session is still usable and read-only; the error quotes no text
    of the database.
    """
    with open_session("DB") as session:
        with pytest.raises(QueryError) as found:
            session.select(f"SELECT {MARK} FROM missing_{MARK}")
        assert MARK.casefold() not in f"{found.value!r} {found.value}".casefold()
        assert found.value.__context__ is None
        assert count_kept(session) == 1
        with pytest.raises(Exception, match=r"."):
            session._run(WRITES[database][0])


SLOW = {
    "postgresql": "SELECT pg_sleep(20)",
    "mysql": "SELECT count(*) FROM information_schema.columns a, information_schema.columns b, "
    "information_schema.columns c WHERE a.column_name < concat(b.column_name, c.column_name)",
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "SELECT max(i) FROM n",
    "duckdb": "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE hash(a) < hash(b)",
}


@pytest.mark.slow
def test_a_query_ends_at_its_time_limit(database: str) -> None:
    """A query that exceeds the time limit fails, and the session is still usable."""
    with open_session("DB", seconds=1) as session:
        start = time.monotonic()
        with pytest.raises(QueryError):
            session.select(SLOW[database])
        assert time.monotonic() - start < 10
        assert count_kept(session) == 1


@pytest.mark.parametrize("server", ["postgresql", "mariadb"])
@pytest.mark.parametrize(
    ("part", "cause"),
    [
        ("user", "refuses the user"),
        ("password", "refuses the user"),
        ("database", "has no such database|refuses the user"),
        ("host", "its host name is not known"),
        ("port", "nothing listens on the port"),
    ],
)
def test_the_error_of_a_failed_connection_does_not_quote_the_url(
    server: str,
    part: str,
    cause: str,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The error of a failed connection has its cause and a remedy, but no part of the URL."""
    running: Server = request.getfixturevalue(server)
    parts = {"user": "reader", "password": "pw", "database": "", "host": "127.0.0.1"}
    if part != "port":
        parts[part] = f"{MARK}.invalid" if part == "host" else MARK
    port = running.port if part != "port" else 9
    url = (
        f"{server}://{parts['user']}:{parts['password']}@{parts['host']}:{port}/{parts['database']}"
    )
    monkeypatch.setenv("DB", url)
    with pytest.raises(ConnectError, match=cause) as found, open_session("DB"):
        pass
    assert found.value.remedy.startswith("check ")
    assert MARK.casefold() not in f"{found.value!r} {found.value}".casefold()
    assert found.value.__context__ is None


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        (f"mongodb://me:{MARK}@h/a", "unknown scheme"),
        (f"postgresql://me:{MARK}@h/a?options=-c%20{MARK}", "options that are not supported"),
        (f"sqlite:///missing-{MARK}.db", "the database file in the URL does not exist"),
        ("duckdb:///", "the database file in the URL does not exist"),
    ],
)
def test_an_unusable_url_is_refused(
    url: str, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unusable URL is an error before a connection is opened, and the error does not quote
    it.
    """
    monkeypatch.setenv("DB", url)
    with pytest.raises(SeamscopeError, match=problem) as found, open_session("DB"):
        pass
    assert MARK not in str(found.value)


def test_variables_of_libpq_are_ignored(
    postgresql: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The session ignores variables such as PGPORT, and restores them afterwards."""
    elsewhere = {"PGHOSTADDR": "127.0.0.9", "PGPORT": "9", "PGOPTIONS": "-c work_mem=1MB"}
    for name, value in elsewhere.items():
        monkeypatch.setenv(name, value)
    url = f"postgresql://admin:pw@127.0.0.1:{postgresql.port}/postgres"
    monkeypatch.setenv("DB", url)
    with open_session("DB") as session:
        rows = session.select(
            "SELECT current_setting('work_mem') AS memory, inet_server_port() AS port"
        )
    assert list(rows) == [{"memory": "4MB", "port": postgresql.port}]
    assert {name: os.environ[name] for name in elsewhere} == elsewhere


def test_a_missing_driver_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the driver of an engine is not installed, the error names the extra:
    `seamscope[teradata]`.
    """
    monkeypatch.setenv("DB", f"teradata://me:{MARK}@h/a")
    monkeypatch.setitem(__import__("sys").modules, "teradatasql", None)
    with pytest.raises(SeamscopeError, match=r"seamscope\[teradata\]") as found, open_session("DB"):
        pass
    assert not isinstance(found.value, InputError)
