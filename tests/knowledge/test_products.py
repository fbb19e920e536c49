"""The catalogue of known products: each cue tells one product, and generic words tell none."""

from collections import Counter

import pytest

from seamscope.knowledge.products import products
from seamscope.knowledge.vocabulary import find_entity, normalise_kind
from seamscope.records import Clue, ClueKind

CATALOGUE = products()


def clue(kind: ClueKind, value: str) -> tuple[Clue, ...]:
    return (Clue(kind=kind, value=value),)


def test_every_product_names_its_vendor_kind_domain_and_source() -> None:
    """A fact without its source does not stand in the catalogue."""
    for product in CATALOGUE.products:
        assert all((product.name, product.vendor, product.kind, product.domain, product.source))


def test_no_name_is_claimed_by_two_products() -> None:
    """A name or alias, whatever its case and punctuation, means one product at most."""
    for product in CATALOGUE.products:
        for name in (product.name, *product.aliases):
            assert CATALOGUE.by_name(name) == product, name


@pytest.mark.parametrize("cue", ["classes", "sources", "hosts"])
def test_no_strong_cue_is_claimed_by_two_products(cue: str) -> None:
    """One class, source name or host pattern tells one product."""
    every = CATALOGUE.products
    said = Counter(v for p in every for v in {w.casefold() for w in getattr(p, cue)})
    assert [value for value, times in said.items() if times > 1] == []


@pytest.mark.parametrize(
    ("kind", "value", "name"),
    [
        (ClueKind.HOST, "acme.my.salesforce.com", "Salesforce"),
        (ClueKind.HOST, "xy12345.eu-central-1.snowflakecomputing.com", "Snowflake"),
        (ClueKind.SOURCE, "netsuite2", "Oracle NetSuite"),
        (ClueKind.SOURCE, "salesforce_history", "Salesforce"),
        (ClueKind.SOURCE, "RAW_NETSUITE", "Oracle NetSuite"),
        (ClueKind.SOURCE, "API_SALES_ORDER_SRV", "SAP S/4HANA"),
        (ClueKind.SOURCE, "Microsoft.NAV", "Microsoft Dynamics 365 Business Central"),
        (ClueKind.PRODUCT, "oracle ebs", "Oracle E-Business Suite"),
        (ClueKind.CLASS, "io.debezium.connector.postgresql.PostgresConnector", "PostgreSQL"),
    ],
)
def test_a_strong_cue_tells_its_product(kind: ClueKind, value: str, name: str) -> None:
    """Hosts, loaders' names, contracts' names, products and classes are enough alone."""
    found = CATALOGUE.recognise(clue(kind, value), ())
    assert found is not None
    assert found.product.name == name
    assert found.reason == f"{kind.value} {value}"


def test_three_distinctive_tables_tell_a_product_and_two_do_not() -> None:
    """VBAK, VBAP and KNA1 together are SAP; a pair may be a copy."""
    assert CATALOGUE.recognise((), ("SAPSR3.VBAK", "SAPSR3.VBAP")) is None
    found = CATALOGUE.recognise((), ("SAPSR3.VBAK", "sapsr3.vbap", '"KNA1"'))
    assert found is not None
    assert found.product.name == "SAP S/4HANA"
    assert found.reason == "tables kna1, vbak, vbap"


@pytest.mark.parametrize("name", ["account", "customer", "order", "task", "user", "SNOW", "crm"])
def test_generic_words_tell_nothing(name: str) -> None:
    """What every second system has for a table or a nickname identifies none."""
    assert CATALOGUE.by_name(name) is None
    assert CATALOGUE.recognise(clue(ClueKind.SOURCE, name), (name,)) is None


def test_two_products_at_once_are_no_answer() -> None:
    """Clues that contradict one another are left to the user."""
    clues = (
        Clue(kind=ClueKind.HOST, value="acme.my.salesforce.com"),
        Clue(kind=ClueKind.HOST, value="acme.service-now.com"),
    )
    assert CATALOGUE.recognise(clues, ()) is None


def test_words_for_a_kind_become_that_kind_and_others_stay() -> None:
    """People write HCM and data warehouse; an unknown kind is kept as it was written."""
    assert normalise_kind("HCM") == "hr"
    assert normalise_kind("Data Warehouse") == "warehouse"
    assert normalise_kind("Test bench") == "Test bench"
    assert normalise_kind("Business Application") == normalise_kind("cmdb_ci_business_app") == ""


def test_well_known_tables_name_their_entity() -> None:
    """The entity is read off the last part of a name, quoted or not."""
    assert find_entity("S4P.SAPABAP1.VBAK") == "Sales order"
    assert find_entity("[dbo].[vbak]") == "Sales order"
    assert find_entity("our_own_table") == ""


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("tap-github", "GitHub"),
        ("target-snowflake", "Snowflake"),
        ("airbyte/source-postgres", "PostgreSQL"),
        ("destination-bigquery", "Google BigQuery"),
        ("big_query", "Google BigQuery"),
        ("google_analytics", "Google Analytics"),
        ("sql_server", "Microsoft SQL Server"),
        ("Microsoft SQL Server (MSSQL)", "Microsoft SQL Server"),
        ("postgres_rds", "PostgreSQL"),
    ],
)
def test_a_plugin_that_adds_words_to_a_product_tells_the_product(word: str, name: str) -> None:
    """Singer taps, Airbyte connectors and Fivetran services need no cue of their own."""
    found = CATALOGUE.by_class(word)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("word", ["tap", "source-file", "target-csv", "destination", "Http"])
def test_a_plugin_for_no_product_tells_nothing(word: str) -> None:
    """What is left of the name when the tool's words are gone must be a product's own."""
    assert CATALOGUE.by_class(word) is None


@pytest.mark.parametrize(
    ("vendor", "kind", "product"),
    [
        ("Snowflake", "", "Snowflake"),
        ("Snowflake Inc.", "warehouse", "Snowflake"),
        ("Salesforce", "crm", "Salesforce"),  # two are sold; one goes by the vendor's name
        ("Salesforce", "integration platform", "MuleSoft Anypoint"),
        ("SAP SE", "erp", None),  # three, and none is called SAP
        ("Salesforce", "erp", None),
        ("Apache Kafka", "", "Apache Kafka"),  # a product, written for a vendor
        ("PostgreSQL", "", None),  # a technology
        ("Nobody", "", None),
        ("", "", None),
    ],
)
def test_a_vendor_tells_what_it_sells_one_of(vendor: str, kind: str, product: str | None) -> None:
    """One product of a vendor, or of a kind, is told by the vendor alone; of several none is."""
    found = products().by_vendor(vendor, kind)
    assert (found.name if found else None) == product


@pytest.mark.parametrize(
    ("name", "product"),
    [
        ("com.mongodb.kafka.connect.MongoSinkConnector", "MongoDB"),
        ("MongoDbAtlasSink", "MongoDB"),
        ("io.confluent.salesforce.SalesforceCdcSourceConnector", "Salesforce"),
        ("io.confluent.connect.azuresqldw.AzureSqlDwSinkConnector", "Azure Synapse Analytics"),
        ("io.confluent.connect.jms.IbmMqSinkConnector", "IBM MQ"),
        ("streams.kafka.connect.sink.Neo4jSinkConnector", "Neo4j"),
        ("SalesforceCdcSource", "Salesforce"),
        ("com.example.Bridge", None),
    ],
)
def test_a_connectors_class_tells_its_product_by_its_last_part(
    name: str, product: str | None
) -> None:
    """What a Java class is called, but for the words every connector has, is a product's name."""
    found = products().by_class(name)
    assert (found.name if found else None) == product
