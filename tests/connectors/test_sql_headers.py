"""Comments at the top of an SQL script name the database in which it runs, and its server."""

import pytest

from seamscope.connector import build_member, make_source
from seamscope.discover import read_files
from seamscope.discover.sources import divide_source
from seamscope.records import Query
from seamscope_connectors.sql import SqlConnector

BODY = "\nSELECT a FROM raw.s;\n"


def read_homes(**texts: str) -> dict[str, list[str]]:
    """Return the clues to the database and host in which each of the scripts of one folder runs."""
    files = [build_member(t.encode(), f"press/{n}.sql", f"press/{n}.sql") for n, t in texts.items()]
    return {
        record.evidence.file.removeprefix("press/").removesuffix(".sql"): [
            f"{clue.kind}={clue.value}" for clue in record.home.clues if clue.kind != "folder"
        ]
        for record in read_files(files, [SqlConnector()]).records
        if isinstance(record, Query)
    }


@pytest.mark.parametrize(
    ("header", "clues"),
    [
        ("-- Datenbank cider auf press-db01", ["database=cider", "host=press-db01"]),
        ("-- Database: cider", ["database=cider"]),
        ("/* DB: cider on db01.example.com */", ["database=cider", "host=db01.example.com"]),
        ("-- Base de données : cider sur press-db01", ["database=cider", "host=press-db01"]),
        ("-- Base de datos: cider", ["database=cider"]),
        ("-- Base dati cider su press-db01", ["database=cider", "host=press-db01"]),
        ("-- Databank cider op press-db01.", ["database=cider", "host=press-db01"]),
        ("-- Baza danych: cider na press-db01", ["database=cider", "host=press-db01"]),
        ("-- Author: Ada\n-- Banco de dados: cider", ["database=cider"]),
        ("-- Server: PRESSSQL01.  Linked server ORCHARD", ["host=PRESSSQL01"]),
        ("-- MySQL 8, servidor press-db01, schema cider", ["host=press-db01"]),
        ("-- PostgreSQL 15, Rechner press-db01.corp.example", ["host=press-db01.corp.example"]),
        ("-- Schema CDR op press-db01", ["host=press-db01"]),
    ],
)  # fmt: skip
def test_a_comment_names_the_database_and_its_host(header: str, clues: list[str]) -> None:
    """A comment such as "Database: cider on press-db01" names the database and the host, in eight
    languages.
    """
    assert read_homes(load=header + BODY) == {"load": clues}


@pytest.mark.parametrize(
    "header",
    [
        "-- database migration script",
        "-- Database changes on request of sales",
        "-- Diese Datenbank auf keinen Fall loeschen",
        "-- the database on which reports rely",
        "-- base de datos de ventas",
        "-- Database: see the wiki",
        "-- server press-db01 is the source of these rows",
        "-- copied from host press-db01",
        "-- a server error, host unknown, see ticket",
        "SELECT 'Database: cider';",
    ],
)
def test_a_sentence_about_databases_names_no_database(header: str) -> None:
    """A sentence about databases names no database without a label or a server."""
    assert read_homes(load=header + BODY) == {"load": []}


def test_scripts_of_a_folder_share_the_only_stated_database() -> None:
    """The database in the comment of one script applies to the other scripts in its folder, too."""
    header = "-- Database: cider on press-db01"
    stated = ["database=cider", "host=press-db01"]
    assert read_homes(a=header + BODY, b=BODY, c=header + BODY) == {
        "a": stated,
        "b": stated,
        "c": stated,
    }


def test_two_stated_databases_in_a_folder_apply_to_no_other_script() -> None:
    """If two scripts name databases on different servers, neither applies to the other scripts in
    the folder.
    """
    texts = {"a": "-- Database: cider on db-01" + BODY, "b": "-- Database: cider on db-02" + BODY}
    assert read_homes(**texts, c=BODY) == {
        "a": ["database=cider", "host=db-01"],
        "b": ["database=cider", "host=db-02"],
        "c": [],
    }


def test_only_scripts_that_depend_on_each_other_are_one_part() -> None:
    """Only the scripts of a project, or of a folder with a database in a comment, are read
    together.
    """
    texts = {
        "alone/a.sql": BODY,
        "alone/b.sql": BODY,
        "named/a.sql": "-- Database: cider" + BODY,
        "named/b.sql": BODY,
        "named/deeper/c.sql": BODY,
        "project/sales.sqlproj": "<Project/>",
        "project/inner/a.sql": BODY,
        "project/inner/more.sqlproj": "<Project/>",
        "top.sql": BODY,
    }
    files = [build_member(text.encode(), path, path) for path, text in texts.items()]
    connector = SqlConnector()
    files.sort(key=lambda file: file.path)
    parts = divide_source(connector, files, [])

    assert [[file.path for file in part.members] for part in parts] == [
        ["alone/a.sql"],
        ["alone/b.sql"],
        ["named/a.sql", "named/b.sql"],
        ["named/deeper/c.sql"],
        ["project/inner/a.sql", "project/inner/more.sqlproj", "project/sales.sqlproj"],
        ["top.sql"],
    ]
    read = [record for part in parts for record in connector.read(make_source("sql", part.members))]
    assert read == [*connector.read(make_source("sql", files))]


def test_a_project_in_the_top_folder_contains_all_scripts() -> None:
    """A `.sqlproj` in the top folder makes all scripts below it one part."""
    paths = ("a/b/one.sql", "sales.sqlproj", "two.sql")
    files = [build_member(BODY.encode(), path, path) for path in paths]
    assert [part.members for part in divide_source(SqlConnector(), files, [])] == [files]
