"""Hosts, accounts, clients and data sets that are named after a system, or after its short name,
belong to it.
"""

from dataclasses import replace

import pytest

from seamscope.records import Record, System
from seamscope.resolve import resolve

from .making import CATALOGUE, end, flow, get_only, list_unplaced, ref, system


def list_systems() -> list[Record]:
    """Return three systems with short names and a flow; the list has the host of one system without
    its domain.
    """
    jade = system("Jade Ledger", "apps.csv:2", host="jadeprd01")
    book = system("PriceBook", "apps.csv:3")
    courier = system("Courier Mobile", "apps.csv:4", database="courier")
    assert isinstance(jade, System)
    assert isinstance(book, System)
    return [
        replace(jade, other_names=("JDL",)), replace(book, other_names=("PBK", "S4P")), courier,
        flow(end(ref(host="jadeprd01.corp.example")), "PriceBook", "jobs.csv:2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("clue", "value", "home"),
    [
        ("host", "pricebook.corp.example", "PriceBook"),
        ("host", "pricebook-api.corp.example", "PriceBook"),
        ("host", "courier-api.corp.example", "Courier Mobile"),  # by the name of its database
        ("host", "jdl-ais.corp.example", "Jade Ledger"),
        ("host", "pbk.corp.example", "PriceBook"),
        ("source", "JDLPRD_Z", "Jade Ledger"),
        ("source", "MSS_JDLPRD", "Jade Ledger"),
        ("source", "SNOW_PBK_PRD", "PriceBook"),
        # A part of the own domain, and the first word of a name.
        ("host", "pricebook.zone.corp.example", "PriceBook"),
        ("host", "courier.corp.example", "Courier Mobile"),
        ("source", "data sets PBK.PROD.*", "PriceBook"),
        ("source", "S4PCLNT100", "PriceBook"),
        ("source", "courier-api events", "Courier Mobile"),
        ("account", "pbk_app", "PriceBook"),
        # Components of an integration platform and connections to a host.
        ("source", "BC_JDL", "Jade Ledger"),
        ("source", "BS_PRICEBOOK", "PriceBook"),
        ("source", "sftp_jadeprd01", "Jade Ledger"),
        ("database", "jadeprd01", "Jade Ledger"),
        ("source", "s3://pricebook-raw", "PriceBook"),
        ("source", "s3://jadeledger", "Jade Ledger"),
        ("server", "gs://pricebook-landing-prod/in", "PriceBook"),
        # Another domain, a word of its own, and several plain words leave it open.
        ("host", "pricebook-api.other.example", ""),
        ("host", "api.corp.example", ""),
        ("host", "ledger-api.corp.example", ""),
        ("host", "mobile.corp.example", ""),
        ("source", "XYZ_JDLPRD", ""),
        ("source", "stock PBK order", ""),
        ("source", "XYZCLNT100", ""),
        ("source", "BC_XYZ", ""),
        ("source", "s3://pricebook-crm", ""),
        ("source", "s3://acme-pricebook", ""),
    ],
)
def test_a_technical_name_has_the_name_of_a_system(clue: str, value: str, home: str) -> None:
    """A technical name that contains the name or short name of a system is assigned to it, and a
    question asks to confirm it.
    """
    records = [*list_systems(), flow(end(ref(**{clue: value})), "Mailer", "jobs.csv:3")]
    resolved = resolve([*records, system("Mailer", "apps.csv:5")], catalogue=CATALOGUE)
    if not home:
        assert list_unplaced(resolved) == [value]
        return
    assert list_unplaced(resolved) == []
    node = get_only(resolved, home)
    assert any(node.id in question.about for question in resolved.questions)


@pytest.mark.parametrize(
    ("host", "placed"),
    [
        ("pricebook.corp.example", True),
        ("PriceBook.apps.corp.example", True),
        ("pricebook-api.corp.example", False),  # a name with additional words
        ("pbk.corp.example", False),  # a short name
        ("orders.corp.example", False),  # a word that many hosts have
        ("pricebook.courier.example", False),  # the domain of another system
    ],
)
def test_a_host_has_the_whole_proper_name_of_a_system(host: str, *, placed: bool) -> None:
    """A host with the whole name of a system belongs to it, even if no host of the organisation is
    listed.
    """
    book = system("PriceBook", "apps.csv:3")
    assert isinstance(book, System)
    records: list[Record] = [
        replace(book, other_names=("PBK",)), system("Orders", "apps.csv:4"),
        system("Courier", "apps.csv:5"), system("Mailer", "apps.csv:6"),
        flow("Mailer", end(ref(host=host)), "jobs.csv:3"),
    ]  # fmt: skip
    resolved = resolve(records, catalogue=CATALOGUE)
    targets = {edge.target.system for edge in resolved.flows}
    assert (get_only(resolved, "PriceBook").id in targets) is placed
    assert not (placed and list_unplaced(resolved))


def test_a_short_name_of_two_systems_places_nothing() -> None:
    """`PBKPRD` stays an endpoint if two systems have the short name PBK."""
    other = system("Parcel Book", "crm.csv:2")
    assert isinstance(other, System)
    records = [*list_systems(), replace(other, other_names=("PBK",))]
    records.append(flow(end(ref(source="PBKPRD")), "Courier Mobile", "jobs.csv:3"))
    assert list_unplaced(resolve(records, catalogue=CATALOGUE)) == ["PBKPRD"]


def test_a_logical_system_is_named_like_the_database() -> None:
    """The logical system ``ORDR_LS`` belongs to the system with the database ``ORDR_PRD``, because
    both begin with ``ORDR``.
    """
    records: list[Record] = [
        system("Order desk", "apps.csv:2", database="ORDR_PRD"),
        system("Mailer", "apps.csv:3"),
        flow(end(ref(source="ORDR_LS")), "Mailer", "partners.csv:2"),
        flow(end(ref(source="ORDX_LS")), "Mailer", "partners.csv:3"),
    ]
    assert list_unplaced(resolve(records, catalogue=CATALOGUE)) == ["ORDX_LS"]


def test_the_host_of_a_known_product_is_known_in_other_files() -> None:
    """If one file has Snowflake at a host, a flow to this host in another file is a flow to
    Snowflake.
    """
    records: list[Record] = [
        system("Mailer", "apps.csv:3"),
        flow("Mailer", end(ref("Snowflake", host="flake01")), "definitions.json:1"),
        flow("Mailer", end(ref(host="flake01.corp.example")), "route.xml:1"),
    ]
    assert list_unplaced(resolve(records, catalogue=CATALOGUE)) == []
