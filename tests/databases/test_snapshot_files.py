"""Snapshots of databases in files and of results that were exported by hand, and the format of a
catalogue.
"""

import csv
import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from seamscope.cli import main
from seamscope.connector import open_file
from seamscope.databases import Session, open_session
from seamscope.databases.parts import load_parts
from seamscope.discover.own_outputs import is_own_output

CASES = Path(__file__).parents[2] / "connectors" / "cases" / "database-catalogue"
MARK = "Zq7Planted"
SCHEMA = """
CREATE TABLE items (id integer PRIMARY KEY, title text NOT NULL UNIQUE);
CREATE TABLE orders (id integer PRIMARY KEY, item integer REFERENCES items (id));
CREATE VIEW ordered AS SELECT o.id, i.title FROM orders o JOIN items i ON i.id = o.item;
INSERT INTO items VALUES (1, 'Zq7Canary');
INSERT INTO orders VALUES (1, 1), (2, 1);
"""
TABLES = [
    {
        "name": "items",
        "columns": ["id", "title"],
        "keys": [("primary", ["id"], ""), ("unique", ["title"], "")],
        "rows": 1,
    },
    {"name": "ordered", "columns": ["id", "title"], "keys": [], "rows": None},
    {
        "name": "orders",
        "columns": ["id", "item"],
        "keys": [("foreign", ["item"], "items"), ("primary", ["id"], "")],
        "rows": 2,
    },
]


@pytest.fixture(params=["sqlite", "duckdb"])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Create a database in a file, set DB to its URL, and return the URL."""
    if request.param == "sqlite":
        connection = sqlite3.connect(tmp_path / "shop.db")
        connection.executescript(f"{SCHEMA} ANALYZE;")
        connection.close()
        found = "sqlite:///shop.db"
    else:
        duckdb = pytest.importorskip("duckdb")
        with duckdb.connect(str(tmp_path / "shop.duckdb")) as opened:
            opened.execute(SCHEMA)
        found = "duckdb:///shop.duckdb"
    monkeypatch.setenv("DB", found)
    monkeypatch.chdir(tmp_path)
    return found


def snapshot(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["snapshot", *arguments])


def read(path: str = "catalogue.json") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(path).read_text("utf-8"))
    return found


def test_a_database_in_a_file_is_read(url: str) -> None:
    """The catalogue has the tables with columns, keys and row counts, the views, and the name of
    the file as database.
    """
    done = snapshot("DB")
    assert done.exit_code == 0, done.output
    assert "wrote catalogue.json: 3 tables, 1 view" in done.output
    found = read()
    assert found["database"] == "shop"
    assert [
        {
            "name": table["name"],
            "columns": [column["name"] for column in table["columns"]],
            "keys": sorted(
                (key["kind"], key["columns"], key.get("to_table", ""))
                for key in table.get("keys", ())
            ),
            "rows": table.get("rows"),
        }
        for table in sorted(found["tables"], key=lambda table: table["name"])
    ] == TABLES  # fmt: skip
    assert [view["name"] for view in found["views"]] == ["ordered"]
    assert "unread" not in found
    assert b"Zq7Canary" not in Path("catalogue.json").read_bytes()


def test_a_broken_view_does_not_affect_other_views(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A view of a missing table is reported, and the other views are described.

    They are read one by one, because SQLite refuses to describe all views if one of them is broken.
    """
    connection = sqlite3.connect(tmp_path / "shop.db")
    connection.executescript(
        f"{SCHEMA} CREATE TABLE gone (x int); CREATE VIEW broken AS SELECT x FROM gone; "
        'DROP TABLE gone; CREATE TABLE "it\'s" ("it\'s" int);'
    )
    connection.close()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DB", "sqlite:///shop.db")
    done = snapshot("DB")
    assert done.exit_code == 0, done.output
    assert "not read: columns: 1 of its entries, such as broken; check the name" in done.output
    columns = {
        table["name"]: [column["name"] for column in table.get("columns", ())]
        for table in read()["tables"]
    }
    assert columns == {
        "broken": [], "it's": ["it's"], "items": ["id", "title"], "ordered": ["id", "title"],
        "orders": ["id", "item"],
    }  # fmt: skip
    Path("poc.yaml").write_text("name: P\nreads: [{system: S, datasets: [orders, broken]}]\n")
    done = CliRunner().invoke(main, ["profile", "shop.db", "--for", "poc.yaml"])
    assert done.exit_code == 0, done.output
    assert "broken is not read: the database refuses the query" in done.output
    assert [one["dataset"] for one in read("profile.json")["profiles"]] == ["orders"]


def test_the_same_database_gives_the_same_bytes(url: str) -> None:
    """Two snapshots of an unchanged database are equal, byte for byte."""
    snapshot("DB", "-o", "a.json")
    snapshot("DB", "-o", "b.json")
    assert Path("a.json").read_bytes() == Path("b.json").read_bytes()


def write_rows(session: Session, folder: Path) -> None:
    """Write the result of each query to a CSV file, as a person does who runs the queries by
    hand.
    """
    folder.mkdir()
    for part in load_parts(session.engine):
        rows = list(session.select(part.sql)) if not part.only else []
        if rows:
            with (folder / f"{part.name}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)


def test_results_run_by_hand_give_the_same_catalogue(url: str, tmp_path: Path) -> None:
    """A folder of CSV files gives the same catalogue as a connection; missing parts are
    reported.
    """
    with open_session("DB") as session:
        write_rows(session, tmp_path / "rows")
    engine = url.partition(":")[0]
    done = snapshot("--rows", "rows", "--engine", engine, "-o", "by_hand.json")
    assert done.exit_code == 0, done.output
    snapshot("DB", "-o", "direct.json")
    by_hand, direct = read("by_hand.json"), read("direct.json")
    missing = {entry["part"] for entry in by_hand.pop("unread")}
    assert missing == ({"triggers"} if engine == "sqlite" else {"routines"})
    for found in (by_hand, direct):
        found.pop("database", None)
        for table in found["tables"]:
            table.pop("rows", None)  # those of SQLite are a part with a condition
    assert by_hand == direct


def test_a_folder_without_results_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error for a folder without results names the command that prints the queries: `seamscope
    gather oracle`.
    """
    monkeypatch.chdir(tmp_path)
    done = snapshot("--rows", ".", "--engine", "oracle")
    assert done.exit_code == 2
    assert "seamscope gather oracle" in done.output
    assert snapshot("--rows", ".").exit_code == 2
    assert not Path("catalogue.json").exists()


def test_the_schema_describes_the_format(url: str) -> None:
    """The schema accepts the files of snapshots and of the connector's cases."""
    printed = CliRunner().invoke(main, ["schema", "catalogue"])
    schema = json.loads(printed.output)
    validator = jsonschema.Draft202012Validator(schema)
    snapshot("DB")
    validator.validate(read())
    for folder in ("postgresql", "mysql", "linked"):
        for path in (CASES / folder).glob("*.json"):
            validator.validate(json.loads(path.read_text("utf-8")))
    assert not validator.is_valid({"seamscope_catalogue": 1})  # the engine is missing


def test_a_catalogue_is_an_input_and_no_output(url: str) -> None:
    """A survey reads a catalogue as an input, although seamscope has written it."""
    snapshot("DB")
    assert not is_own_output(open_file(Path("catalogue.json"), "catalogue.json"))
    done = CliRunner().invoke(main, ["survey", "catalogue.json", "-o", "out"])
    assert done.exit_code == 0, done.output
    survey = json.loads(Path("out/survey.json").read_text("utf-8"))
    assert {dataset["name"] for dataset in survey["datasets"]} == {
        "main.items", "main.ordered", "main.orders",
    }  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        [f"postgresql://me:{MARK}@db.example.com/shop"],
        [f"postgresql://me:{MARK}", "word@db.example.com/shop"],
        [],
        ["DB_THAT_IS_NOT_SET"],
        [f"{MARK}="],
    ],
)
def test_a_url_on_the_command_line_is_refused_and_not_repeated(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A URL on the command line is an error that says to use an environment variable and does not
    repeat the URL.
    """
    monkeypatch.chdir(tmp_path)
    done = snapshot(*arguments)
    assert done.exit_code == 2
    assert "variable" in done.output
    assert MARK not in done.output
    assert list(tmp_path.iterdir()) == []


def test_an_unexpected_error_of_a_driver_shows_nothing(tmp_path: Path) -> None:
    """If a driver logs the password and raises an error with it, the output has neither the
    password nor a traceback.
    """
    (tmp_path / "psycopg.py").write_text(
        "import logging\n"
        "def connect(**settings):\n"
        "    logging.critical('%s', settings)\n"
        "    raise RuntimeError(f'{settings}')\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "seamscope", "snapshot", "DB"],
        env={
            "PYTHONPATH": ":".join([str(tmp_path), *sys.path]),
            "DB": f"postgresql://{MARK}:{MARK}@db.example.com/shop",
        },
        cwd=tmp_path, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert b"cannot be reached, or refuses the user (RuntimeError)" in done.stderr
    assert MARK.encode() not in done.stdout + done.stderr
    assert b"Traceback" not in done.stderr
