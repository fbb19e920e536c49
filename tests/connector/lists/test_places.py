"""Cells with hosts and databases, as people write both into one column."""

import pytest

from seamscope.connector.lists.places import read_places
from seamscope.records import ClueKind

H, D = "host", "database"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("app-sql-07 / Orders", [(H, "app-sql-07"), (D, "Orders")]),
        ("srv01/PAYDB", [(H, "srv01"), (D, "PAYDB")]),
        ("srv01\\SQL1 / Pay", [(H, "srv01"), (D, "Pay")]),
        ("app-01; Datenbank ora-03 / P17", [(H, "app-01"), (H, "ora-03"), (D, "P17")]),
        ("sap-p41 / SID P41", [(H, "sap-p41"), (D, "P41")]),
        ("SID U41", [(D, "U41")]),
        ("base de données FACT", [(D, "FACT")]),
        ("Azure SQL sqldb-forecast", [(D, "sqldb-forecast")]),
        ("PAYDB on db01", [(H, "db01"), (D, "PAYDB")]),
        ("PAYDB auf db01", [(H, "db01"), (D, "PAYDB")]),
        ("Cloud: crm.example.com", [(H, "crm.example.com")]),
        ("db3:1521/RWP", [(H, "db3"), (D, "RWP")]),
        ("https://crm.example.com/api", [(H, "crm.example.com")]),
        ("srv01, srv02", [(H, "srv01"), (H, "srv02")]),
        ("db-01 / db-02", [(H, "db-01"), (H, "db-02")]),
        ("srv01 (prod)", [(H, "srv01")]),
        ("Oracle / PAYDB", [(D, "PAYDB")]),
        ("10.4.7.21", [(H, "10.4.7.21")]),
        ("10.4.7.21; 10.4.7.22", [(H, "10.4.7.21"), (H, "10.4.7.22")]),
        ("Server 10.4.7.23", [(H, "10.4.7.23")]),
    ],
)
def test_a_cell_names_hosts_and_databases(cell: str, expected: list[tuple[str, str]]) -> None:
    """In `srv/db`, the name before the slash is a host and the name after it a database, unless a
    word in the cell says otherwise.
    """
    found = [(clue.kind.value, clue.value) for clue in read_places(cell, ClueKind.HOST)]
    assert found == expected


@pytest.mark.parametrize(
    "cell",
    ["", "-", " / ", "Cloud", "on-prem", "extern", "tbd", "unbekannt", "Oracle 19c",
     "Oracle 19.3.0.0", "12.2",
     "Windows Server 2019", "SQL Server", "Rechenzentrum"],
)  # fmt: skip
def test_words_about_hosting_and_products_name_no_place(cell: str) -> None:
    """Words for hosting and products, such as "Cloud", are not read as hosts; otherwise, all
    systems in the cloud would share one.
    """
    assert not read_places(cell, ClueKind.HOST)
    assert not read_places(cell, ClueKind.DATABASE)


def test_a_column_of_databases_keeps_names_with_spaces() -> None:
    """In a column of databases, each name is a database, even `My Data` with a space."""
    found = read_places("ORCL, My Data", ClueKind.DATABASE)
    assert [(clue.kind, clue.value) for clue in found] == [
        (ClueKind.DATABASE, "ORCL"),
        (ClueKind.DATABASE, "My Data"),
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("SALES (Oracle, vmk-ora-01)", [(D, "SALES"), (H, "vmk-ora-01")]),
        ("Lager (PostgreSQL 15; pg-lager-02)", [(D, "Lager"), (H, "pg-lager-02")]),
        ("VENTES (ora-v.corp.example)", [(D, "VENTES"), (H, "ora-v.corp.example")]),
        ("HR (SQL Server 2019)", [(D, "HR")]),
        ("HR (19c, 12.2)", [(D, "HR")]),
        ("HR (read only)", [(D, "HR")]),
    ],
)
def test_a_remark_behind_a_database_may_name_its_host(
    cell: str, expected: list[tuple[str, str]]
) -> None:
    """In `SALES (Oracle, vmk-ora-01)`, the last word is the host; products, versions and plain
    words in brackets are not hosts.
    """
    found = [(clue.kind.value, clue.value) for clue in read_places(cell, ClueKind.DATABASE)]
    assert found == expected
