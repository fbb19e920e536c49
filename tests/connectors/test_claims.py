"""Connectors claim only files of their format, so that the right connector reads a file."""

import json
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from seamscope.connector import Connector, File, build_member
from seamscope.discover import list_claimants, load_connectors, read_files
from seamscope.records import Interface, State, System


@pytest.fixture(scope="module")
def connectors() -> list[Connector]:
    return load_connectors()[0]


def name_claimants(text: str, name: str, connectors: list[Connector]) -> list[str]:
    """Return the connectors that claim a file with this content."""
    found, faults = list_claimants(build_member(text.encode(), name, name), connectors)
    assert faults == []
    return [connector for connector, _ in found]


CONFIG = {"connector.class": "io.debezium.connector.postgresql.PostgresConnector"}


@pytest.mark.parametrize(
    "document",
    [
        CONFIG,
        {"name": "orders", "config": CONFIG},
        [{"name": "orders", "config": CONFIG}],
        {"name": 'a "quoted" name {', "tasks": [], "config": {"x": "}", **CONFIG}},
    ],
)
def test_a_kafka_connector_is_claimed_in_each_form(
    document: object, connectors: list[Connector]
) -> None:
    """A configuration is claimed in each form: flat, wrapped in `config`, or several in a list."""
    assert name_claimants(json.dumps(document), "a.json", connectors) == ["kafka-connect"]


@pytest.mark.parametrize(
    "document",
    [
        {"flows": [{"evidence": {"place": "config.connector.class"}}]},
        {"nodes": [{"reason": 'the "connector.class": says source'}]},
        {"edges": [{"data": CONFIG}]},
        {"deployment": {"spec": {"config": CONFIG}}},
    ],
)
def test_a_document_that_repeats_a_configuration_is_no_kafka_connector(
    document: object, connectors: list[Connector]
) -> None:
    """A document is not claimed if the configuration is only in a string or deep inside it."""
    assert name_claimants(json.dumps(document), "a.json", connectors) == []


def test_properties_need_the_key_and_not_the_words(connectors: list[Connector]) -> None:
    """A properties file is claimed for the key `connector.class`, but not for a comment that
    mentions it.
    """
    assert name_claimants("connector.class=a.Sink\n", "a.properties", connectors) == [
        "kafka-connect"
    ]
    assert name_claimants("# set connector.class = a\nx=1\n", "a.properties", connectors) == []


@pytest.mark.parametrize(
    ("text", "name", "who"),
    [
        (
            '<?xml version="1.0"?>\n'
            '<CustomTab xmlns="http://soap.sforce.com/2006/04/metadata"><label>x</label>'
            "</CustomTab>",
            "Grant__c.tab",
            ["salesforce"],
        ),
        ("!table\n!version 300\nDefinition Table\n", "roads.tab", []),
        ("[playlist]\nNumberOfEntries=1\n", "songs.pls", []),
        ("CREATE TABLE a (b int);\n", "a.tab", ["sql"]),
        ("<html><body>export</body></html>", "a.sql", []),
        ("-- <note>\nSELECT a FROM b WHERE a < 1;\n", "a.sql", ["sql"]),
    ],
)
def test_an_ending_that_others_use_is_not_enough_for_sql(
    text: str, name: str, who: list[str], connectors: list[Connector]
) -> None:
    """Metadata, map layers and playlists are not claimed as SQL, although they have an extension of
    SQL scripts.
    """
    assert name_claimants(text, name, connectors) == who


def snapshot() -> File:
    """Return a full snapshot of LeanIX whose sheet of interfaces looks like an ordinary list of
    interfaces.
    """
    book = openpyxl.Workbook()
    del book["Sheet"]
    facts = ["id", "type", "name", "displayName", "status", "updatedAt"]
    relation = ["id", "type", "fromRelatedFactSheetDisplayName", "fromRelatedFactSheetType",
                "toRelatedFactSheetDisplayName", "toRelatedFactSheetType"]  # fmt: skip
    rows = {
        "Application": [
            facts,
            ["a1", "Application", "Quay", "Quay", "ACTIVE", "2024-01-01"],
            ["a2", "Application", "Ledger", "Ledger", "ACTIVE", "2024-01-01"],
            ["a3", "Application", "Old Quay", "Old Quay", "ARCHIVED", "2024-01-01"],
        ],
        "Interface": [
            [*facts, "source", "target", "direction"],
            ["i1", "Interface", "Berths", "Berths", "ACTIVE", "2024-01-01", "Quay", "Ledger", ""],
        ],
        "Rel": [
            relation,
            ["r1", "interfaceProviderRelation", "Berths", "Interface", "Quay", "Application"],
            ["r2", "interfaceConsumerRelation", "Berths", "Interface", "Ledger", "Application"],
        ],
    }
    for name, lines in rows.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    content = BytesIO()
    book.save(content)
    return build_member(content.getvalue(), "snapshot.xlsx", "snapshot.xlsx")


def test_a_leanix_snapshot_is_read_by_leanix(connectors: list[Connector]) -> None:
    """The LeanIX connector reads all sheets of the snapshot, and no other connector competes for
    it.
    """
    read = read_files([snapshot()], connectors)
    assert [file.connector for file in read.files] == ["leanix"]
    assert read.errors == ()
    states = {r.name: r.state for r in read.records if isinstance(r, System)}
    assert states == {"Quay": State.ACTIVE, "Ledger": State.ACTIVE, "Old Quay": State.RETIRED}
    assert [r.name for r in read.records if isinstance(r, Interface)] == ["Berths"]


@pytest.mark.parametrize(
    ("name", "states"),
    [
        ("quay_snapshot_2025-03-01.xlsx", {"Slips": State.RETIRED, "Cranes": State.PLANNED}),
        ("quay-20230301.xlsx", {"Slips": State.ACTIVE, "Cranes": State.PLANNED}),
        ("quay.xlsx", {"Slips": State.UNKNOWN, "Cranes": State.ACTIVE}),
    ],
)
def test_the_name_of_a_leanix_export_dates_it(
    name: str, states: dict[str, State], connectors: list[Connector]
) -> None:
    """If no fact sheet has a date of change, the date in the file name decides which lifecycle
    phase is current.
    """
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["id", "type", "name", "displayName", "lifecycle:plan", "lifecycle:active",
                  "lifecycle:endOfLife"])  # fmt: skip
    sheet.append(["a1", "Application", "Slips", "Slips", "", "2015-01-01", "2024-02-01"])
    sheet.append(["a2", "Application", "Cranes", "Cranes", "2023-01-01", "2027-01-01", ""])
    content = BytesIO()
    book.save(content)
    read = read_files([build_member(content.getvalue(), name, name)], connectors)
    assert {r.name: r.state for r in read.records if isinstance(r, System)} == states


@pytest.mark.slow
@pytest.mark.parametrize("folder", [Path("connectors/cases")])
def test_no_case_is_claimed_twice_as_closely(folder: Path, connectors: list[Connector]) -> None:
    """If two connectors claim a file of a case, one of the claims fits better than the other."""
    root = Path(__file__).parents[2] / folder
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.name != "expected.yaml" and path.stat().st_size < 100_000:
            found, _ = list_claimants(
                build_member(path.read_bytes(), path.name, path.name), connectors
            )
            assert len({claim.fit for _, claim in found}) == len(found), path
