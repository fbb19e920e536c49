"""Hosts and databases in the description of a system belong to it, and a vendor in front of a name
may be omitted.
"""

from dataclasses import replace

import pytest

from seamscope.records import Record, System
from seamscope.resolve import resolve

from .making import build_mention, end, flow, has_question, list_unplaced, names, ref, system


def describe(name: str, text: str, place: str = "inventory.yaml:1") -> System:
    return replace(system(name, place), description=text)


def sell(name: str, vendor: str, place: str = "inventory.yaml:1") -> System:
    return replace(system(name, place), vendor=vendor)


@pytest.mark.parametrize(
    "text",
    [
        "Managed file transfer, ferry.corp.example",
        "Datenaustausch (Server: ferry.corp.example)",
        "Échange de fichiers : https://ferry.corp.example",
        "Runs on FERRY.corp.example.",
    ],
)
def test_a_full_host_name_in_a_description_is_a_host(text: str) -> None:
    """A full host name in the description of a system is a host of this system."""
    resolved = resolve([describe("Ferry", text), build_mention(ref(host="ferry.corp.example"))])
    assert (names(resolved), list_unplaced(resolved)) == (["Ferry"], [])


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("See https://wiki.corp.example/display/boat", "wiki.corp.example"),
        ("Doku: confluence.corp.example", "confluence.corp.example"),
        ("https://pages.corp.example/boat#about", "pages.corp.example"),
        ("Contact: boats@mail.corp.example", "mail.corp.example"),
        ("Version 12.4.1 of the boat planner", "12.4.1"),
    ],
)
def test_a_page_about_a_system_is_no_host(text: str, host: str) -> None:
    """A web page or a mail address in the description of a system is not its host."""
    resolved = resolve([describe("Boat", text), build_mention(ref(host=host))])
    assert (names(resolved), list_unplaced(resolved)) == (["Boat"], [host])


def test_a_host_in_two_descriptions_is_the_host_of_neither() -> None:
    """A host in the descriptions of two systems belongs to neither, because both may only exchange
    data with it.
    """
    records: list[Record] = [
        describe("Ferry", "Sends to hub.corp.example", "inventory.yaml:1"),
        describe("Barge", "Empfängt von hub.corp.example", "inventory.yaml:2"),
        build_mention(ref(host="hub.corp.example")),
    ]
    assert list_unplaced(resolve(records)) == ["hub.corp.example"]


@pytest.mark.parametrize(
    ("name", "vendor", "short"),
    [
        ("Harrow Tideplan", "Harrow", "Tideplan"),
        ("Harrow Tideplan", "Harrow GmbH", "tideplan"),
        ("Nord Welle Dockbuch", "Nord Welle AG", "Dockbuch"),
    ],
)
def test_a_name_is_also_known_without_its_vendor(name: str, vendor: str, short: str) -> None:
    """A system is also found by its name without the vendor in front."""
    resolved = resolve([sell(name, vendor), flow(short, "Quay", "flows.csv:2")])
    assert name in names(resolved)
    assert short not in [*names(resolved), *list_unplaced(resolved)]


@pytest.mark.parametrize(
    ("name", "vendor", "short"),
    [
        ("Oracle Database", "Oracle", "Database"),
        ("Harrow Cloud Platform", "Harrow", "Cloud Platform"),
        ("Harrow X2", "Harrow", "X2"),
        ("Tideplan Harrow", "Harrow", "Tideplan"),
        ("Harrow Tideplan", "Nord Welle", "Tideplan"),
        ("Harrowgate Plan", "Harrow", "gate Plan"),
    ],
)
def test_what_is_left_of_a_name_may_identify_nothing(name: str, vendor: str, short: str) -> None:
    """The vendor is not removed from a name if only a word for a kind of system would be left, or
    if the vendor is not its first word.
    """
    resolved = resolve([sell(name, vendor), flow(short, "Quay", "flows.csv:2")])
    assert short in [*names(resolved), *list_unplaced(resolved)]


def test_a_short_name_of_two_systems_means_neither() -> None:
    """If the names of two systems are both "Tideplan" without their vendors, "Tideplan" is assigned
    to neither.
    """
    records: list[Record] = [
        sell("Harrow Tideplan", "Harrow", "inventory.yaml:1"),
        sell("Welle Tideplan", "Welle", "inventory.yaml:2"),
        flow("Tideplan", "Quay", "flows.csv:2"),
    ]
    assert "Tideplan" in list_unplaced(resolve(records))


@pytest.mark.parametrize(
    ("text", "database", "found"),
    [
        ("Snowflake, account CMS_EDW", "CMS_EDW", True),
        ("DB BRAUMES", "BRAUMES", True),
        ("Datenbank: ord_prd auf PostgreSQL", "ord_prd", True),
        ("ORD_PRD, server ora-03", "ORD_PRD", True),
        ("MySQL ord_prd su ora-prd", "ord_prd", True),
        ("ORDP on ora01", "ORDP", True),
        ("BigQuery warehouse, project acme-lake", "acme-lake", True),
        ("Reads ord_prd every night", "ord_prd", False),
        ("Our database for orders", "for", False),
        ("Kept in the database Oracle", "Oracle", False),
    ],
)
def test_a_database_in_a_description_belongs_to_the_system(
    text: str, database: str, found: bool
) -> None:
    """A database in a description belongs to the system if its name is in capitals or has an
    underscore; other words are not names.
    """
    records = [describe("Ferry", text), build_mention(ref(database=database))]
    assert (list_unplaced(resolve(records)) == []) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Timekeeping. Server srv-clock1", True),
        ("Zeiterfassung, Rechner: srv-clock1", True),
        ("PostgreSQL clock_db auf srv-clock1", True),
        ("Runs with srv-clock1", False),
        ("Server srv-clock12", False),
        ("Mail to server@srv-clock1", False),
    ],
)
def test_a_host_after_a_word_for_servers_belongs_to_the_system(text: str, *, found: bool) -> None:
    """A short host name in a description belongs to the system if it follows a word for a server or
    a database.
    """
    records = [describe("Ferry", text), build_mention(ref(host="srv-clock1"))]
    assert (list_unplaced(resolve(records)) == []) is found


@pytest.mark.parametrize(
    ("text", "host", "found"),
    [
        ("Ziekenhuiskoppeling, serveur srv-hsl01", "srv-hsl01", True),
        ("Handel, Oracle sur ora-phr01", "ora-phr01", True),
        ("läuft auf app-fry3", "app-fry3", True),
        ("Server: fryapp01", "fryapp01", True),
        ("on office365", "office365", False),
        ("serves form-7 of the server room 12", "form-7", False),
    ],
)
def test_a_short_host_in_a_description_belongs_to_the_system(
    text: str, host: str, found: bool
) -> None:
    """A short host name belongs to the system if it follows a word for servers or has the form of a
    host name.
    """
    records = [describe("Ferry", text), build_mention(ref(host=host))]
    assert (list_unplaced(resolve(records)) == []) is found


def test_a_name_means_the_system_whose_description_begins_with_it() -> None:
    """`Timekeeping` in a flow means the system whose description begins with this word, if both are
    in the same file.
    """
    records: list[Record] = [
        describe("Clockwise 4", "Timekeeping, terminals", "book.xlsx:1"),
        describe("Tours", "Routes of lorries, planning", "book.xlsx:2"),
        flow("Timekeeping", "Tours", "book.xlsx:9"),
        flow("Planning", "Tours", "book.xlsx:10"),
    ]
    resolved = resolve(records)
    assert "Timekeeping" not in {*names(resolved), *list_unplaced(resolved)}
    assert "Planning" in {*names(resolved), *list_unplaced(resolved)}


def test_a_description_in_another_file_only_suggests_the_system() -> None:
    """`Timekeeping` in a flow is not assigned by a description in another file, because another
    list may use the word for another system.
    """
    records: list[Record] = [
        describe("Clockwise 4", "Timekeeping, terminals", "book.xlsx:1"),
        system("Tours", "book.xlsx:2"),
        flow("Timekeeping", "Tours", "other.csv:9"),
    ]
    assert "Timekeeping" in {*names(resolve(records)), *list_unplaced(resolve(records))}


@pytest.mark.parametrize(
    "text", ["Timekeeping", "Timekeeping; see the manual", "Timekeeping (old)"]
)
def test_a_description_that_is_only_a_name_is_another_name(text: str) -> None:
    """`Timekeeping` is assigned to a system whose whole description is this word, with a question,
    and to neither if two systems have this description.
    """
    own, other = describe("Clockwise 4", text, "apps.csv:1"), system("Tours", "apps.csv:2")
    used = flow("Timekeeping", "Tours", "other.csv:9")
    resolved = resolve([own, other, used])
    assert not list_unplaced(resolved)
    assert has_question(resolved, 'Does "Timekeeping" refer to Clockwise 4?')
    second = describe("Hourglass", "Timekeeping", "apps.csv:3")
    assert list_unplaced(resolve([own, other, second, used])) == ["Timekeeping"]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("CBX", "Corbel"),  # a code in brackets
        ("Payments Hub", "Payara"),  # the words before such a code
        ("Branch Ledger", "Fen Branch Ledger"),  # the last words of a name
        ("FDM", ""),  # in two descriptions
        ("Hub", ""),
    ],
)
def test_a_code_or_several_words_may_mean_one_system(written: str, name: str) -> None:
    """`CBX` means the only system with `(CBX)` in its description, and `Payments Hub` the only one
    with these words; a question asks to confirm it.
    """
    listed = [
        describe("Corbel", "Core banking system (CBX). FDM feeds", "apps.csv:2"),
        describe("Payara", "SEPA Payments Hub (PYH), FDM feeds", "apps.csv:3"),
        describe("Fen Branch Ledger", "", "apps.csv:4"),
        describe("Mailer", "", "apps.csv:5"),
    ]
    resolved = resolve([*listed, flow(written, "Mailer", "flows.csv:2")])
    assert list_unplaced(resolved) == ([] if name else [written])
    if name:
        assert has_question(resolved, f'Does "{written}" refer to {name}?')


@pytest.mark.parametrize(
    ("clue", "value"),
    [
        ("database", "CB01"), ("host", "mvs1.corp.example"), ("source", "data sets CBPROD.PAY.*"),
        ("server", "s4p_link"),
    ],
)  # fmt: skip
def test_a_description_may_have_the_names_of_a_mainframe_or_sap(clue: str, value: str) -> None:
    """In a description, a DB2 subsystem or an SAP system is read as a database, an LPAR as a host,
    and an HLQ as a qualifier of data sets.
    """
    text = "DB2 subsystem CB01, LPAR MVS1, HLQ CBPROD; ledger: system S4P"
    records: list[Record] = [
        describe("Corbel", text, "apps.csv:2"),
        describe("Mailer", "The system of all", "apps.csv:3"),
        flow(end(ref(**{clue: value})), "Mailer", "flows.csv:2"),
    ]  # fmt: skip
    assert list_unplaced(resolve(records)) == []
