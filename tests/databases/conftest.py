"""Fixtures that start each database server once and create databases of each engine."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from .servers import Server, run_mariadb, run_postgresql


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    with run_postgresql() as server:
        server.run("postgres", "CREATE ROLE reader LOGIN PASSWORD 'pw'")
        yield server


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Server]:
    with run_mariadb() as server:
        server.run("", "CREATE USER reader@'127.0.0.1' IDENTIFIED BY 'pw'")
        yield server


@pytest.fixture(params=["postgresql", "mysql", "sqlite", "duckdb"])
def database(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Create a database with a table `kept` of one row, set DB to its URL, and return the name of
    the engine.

    The role in the URL may write, so that only the session itself prevents writes.
    """
    engine = str(request.param)
    url = {
        "postgresql": prepare_postgresql,
        "mysql": prepare_mariadb,
        "sqlite": prepare_sqlite,
        "duckdb": prepare_duckdb,
    }[engine](request, tmp_path)
    monkeypatch.setenv("DB", url)
    monkeypatch.chdir(tmp_path)
    return engine


def prepare_postgresql(request: pytest.FixtureRequest, folder: Path) -> str:
    server: Server = request.getfixturevalue("postgresql")
    server.run("postgres", "DROP DATABASE IF EXISTS kept", "CREATE DATABASE kept")
    server.run(
        "kept",
        "CREATE TABLE kept (a int); INSERT INTO kept VALUES (1)",
        "CREATE SEQUENCE counted",
        "ALTER DATABASE kept SET search_path = public",
    )
    return f"postgresql://admin:pw@127.0.0.1:{server.port}/kept"


def prepare_mariadb(request: pytest.FixtureRequest, folder: Path) -> str:
    server: Server = request.getfixturevalue("mariadb")
    server.run(
        "",
        "CREATE OR REPLACE DATABASE kept",
        "CREATE TABLE kept.kept (a int)",
        "INSERT INTO kept.kept VALUES (1)",
    )
    return f"mysql://admin:pw@127.0.0.1:{server.port}/kept"


def prepare_sqlite(request: pytest.FixtureRequest, folder: Path) -> str:
    with sqlite3.connect(folder / "kept.db") as connection:
        connection.executescript("CREATE TABLE kept (a int); INSERT INTO kept VALUES (1)")
    connection.close()
    return "sqlite:///kept.db"


def prepare_duckdb(request: pytest.FixtureRequest, folder: Path) -> str:
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect(str(folder / "kept.duckdb"))
    connection.execute("CREATE TABLE kept (a int); INSERT INTO kept VALUES (1)")
    connection.close()
    return "duckdb:///kept.duckdb"
