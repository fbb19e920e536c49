"""Databases without a server in these tests, replaced by rows that were written according to their
documentation.

Each file in `recorded/` has the rows of each part of a catalogue, the contents that the catalogue
must have, and the flows between systems that its survey must have.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.case_files import load_yaml

from seamscope import survey
from seamscope.databases import Session, find_engine, read_address
from seamscope.databases.catalogue import encode_catalogue
from seamscope.databases.parts import load_parts
from seamscope.databases.snapshot import take_snapshot
from seamscope.profiling import read_catalogue

FOLDER = Path(__file__).parent / "recorded"
CASES = {path.stem: load_yaml(path) for path in sorted(FOLDER.glob("*.yaml"))}
CANARIES = ("Zq7Canary", "918273645")


class RefusalError(Exception):
    """An error of a driver whose text contains a secret."""


class FakeConnection:
    """A connection of DB-API 2.0 that answers the queries of a catalogue with recorded rows."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.case = case
        self.sent: list[str] = []
        self.closed = False
        engine = find_engine(case["url"].partition(":")[0])
        assert engine is not None
        self.engine = engine
        self.parts = {
            query.replace("{only}", "1").replace("{location}", "eu"): part
            for part in load_parts(engine)
            for query in (part.sql, part.only)
            if query
        }

    def cursor(self) -> "FakeCursor":
        return FakeCursor(self)

    def rollback(self) -> None:
        pass

    def commit(self) -> None:
        pytest.fail("a snapshot commits nothing")

    def close(self) -> None:
        self.closed = True


class FakeCursor:
    """A cursor of a FakeConnection."""

    def __init__(self, connection: FakeConnection) -> None:
        self.connection = connection
        self.rows: list[dict[str, Any]] = []

    @property
    def description(self) -> Sequence[Sequence[object]]:
        upper = self.connection.case["upper"]
        names = self.rows[0] if self.rows else {}
        return [(name.upper() if upper else name, None) for name in names]

    def execute(self, sql: str) -> None:
        self.connection.sent.append(sql)
        if sql in self.connection.engine.list_start(30):
            return
        if sql in self.connection.case.get("definitions", {}):
            self.rows = [{"table": "", "definition": self.connection.case["definitions"][sql]}]
            return
        if sql not in self.connection.parts:  # the columns, as a profile asks for them
            self.rows = [
                {"s": row["schema_name"], "t": row["table_name"], "c": row["column_name"],
                 "k": row["data_type"]}
                for row in self.connection.case["rows"]["columns"]
            ]  # fmt: skip
            return
        part = self.connection.parts[sql]
        found = self.connection.case["rows"][part.name]
        if found == "no rights":
            raise RefusalError("user Zq7Planted may not read it")
        self.rows = [{"only": 1}] if sql == part.only else found

    def fetchall(self) -> list[tuple[Any, ...]]:
        return [tuple(row.values()) for row in self.rows]

    def close(self) -> None:
        pass


def connect(name: str) -> tuple[Session, FakeConnection]:
    connection = FakeConnection(CASES[name])
    address = read_address("DB", {"DB": CASES[name]["url"]})
    return Session(connection.engine, address, connection, 30), connection


def take(name: str) -> tuple[bytes, FakeConnection]:
    """Return the catalogue of a snapshot of a recorded database, and the connection."""
    session, connection = connect(name)
    catalogue = take_snapshot(session, lambda part: None)
    session.close()
    return encode_catalogue(catalogue), connection


def test_each_of_these_databases_is_recorded() -> None:
    """The engines without a real server in the tests are recorded, and MySQL is, because only
    MariaDB has one.
    """
    assert set(CASES) == {
        "bigquery", "databricks", "mysql", "oracle", "snowflake", "sqlserver", "teradata",
    }  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_catalogue_has_what_the_database_says(name: str) -> None:
    """The catalogue has all parts that the database allows, reports the others, and contains no
    values of rows and no secrets.
    """
    data, connection = take(name)
    found = json.loads(data)
    for key, expected in CASES[name]["catalogue"].items():
        assert found[key] == expected, key
    assert [entry["part"] for entry in found.get("unread", [])] == CASES[name]["unread"]
    assert connection.closed
    for text in (*CANARIES, "Zq7Planted"):
        assert text.encode() not in data


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in CASES if "keys" in CASES[name]])
def test_a_profile_checks_the_keys_that_the_database_declares(name: str) -> None:
    """Declared keys are read from the catalogue and checked, because some engines do not enforce
    them.
    """
    session, _ = connect(name)
    source, notes = read_catalogue(session, name)
    assert notes == ()
    assert {f"{one.schema}.{one.name}": [*one.key] for one in source.tables if one.key} == (
        CASES[name]["keys"]
    )
    relations = {
        f"{table.schema}.{table.name}": [
            f"{', '.join(one.columns)} -> {one.schema}.{one.table}.{', '.join(one.target_columns)}"
            for one in table.relations
        ]
        for table in source.tables
        if table.relations
    }
    assert relations == CASES[name].get("relations", {})


@pytest.mark.parametrize("name", CASES)
def test_the_catalogue_leads_to_the_flows_between_systems(name: str, tmp_path: Path) -> None:
    """Views, database links, external tables and replication give the expected flows between
    systems.
    """
    (tmp_path / f"{name}.json").write_bytes(take(name)[0])
    moves = {
        (flow.source.system, flow.target.system, flow.mechanism.value)
        for flow in survey(tmp_path).flows
        if flow.source.system != flow.target.system
    }
    assert moves == {tuple(move) for move in CASES[name]["moves"]}
