"""Servers for the tests of this folder, each started once."""

from collections.abc import Iterator

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
