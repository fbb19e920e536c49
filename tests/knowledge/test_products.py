"""The catalogue of products: each clue identifies one product, and generic words identify none."""

from collections import Counter

import pytest

from seamscope.connector.vocabulary import list_content_hosts
from seamscope.knowledge.products import load_products
from seamscope.knowledge.vocabulary import find_entity, normalise_kind
from seamscope.records import Clue, ClueKind

CATALOGUE = load_products()


def clue(kind: ClueKind, value: str) -> tuple[Clue, ...]:
    return (Clue(kind=kind, value=value),)


def test_every_product_names_its_vendor_kind_domain_and_source() -> None:
    """Each product of the catalogue has a name, a vendor, a kind, a domain and a source."""
    for product in CATALOGUE.products:
        assert all((product.name, product.vendor, product.kind, product.domain, product.source))


def test_no_name_is_claimed_by_two_products() -> None:
    """A name or alias refers to at most one product, regardless of case and punctuation."""
    for product in CATALOGUE.products:
        for name in (product.name, *product.aliases):
            assert CATALOGUE.find_by_name(name) == product, name


@pytest.mark.parametrize(
    ("name", "product"),
    [
        ("PowerBI", "Power BI"),
        ("Microsoft Power BI", "Power BI"),
        ("S/4 HANA", "SAP S/4HANA"),
        ("SAP S4HANA", "SAP S/4HANA"),
        ("AWS Redshift", "Amazon Redshift"),
        ("D365 Finance", "Microsoft Dynamics 365 Finance & Operations"),
        ("Dynamics AX", "Microsoft Dynamics AX"),  # the predecessor, a different system
        ("SNOW", None),  # ServiceNow or Snowflake
        ("Power", None),
    ],
)
def test_a_product_is_found_without_spaces_and_with_its_vendor(
    name: str, product: str | None
) -> None:
    """A product is found by its name without spaces or with its vendor, as lists write it."""
    found = CATALOGUE.find_by_name(name)
    assert (found.name if found else None) == product


@pytest.mark.parametrize("cue", ["classes", "sources", "hosts"])
def test_no_strong_clue_is_claimed_by_two_products(cue: str) -> None:
    """No class, source name or host pattern belongs to two products."""
    every = CATALOGUE.products
    text = Counter(v for p in every for v in {w.casefold() for w in getattr(p, cue)})
    assert [value for value, times in text.items() if times > 1] == []


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
def test_a_strong_clue_identifies_its_product(kind: ClueKind, value: str, name: str) -> None:
    """A single host, name of a loader or contract, product or class identifies its product."""
    found = CATALOGUE.recognise(clue(kind, value), ())
    assert found is not None
    assert found.product.name == name
    assert found.reason == f"{kind.value} {value}"


def test_three_distinctive_tables_identify_a_product_and_two_do_not() -> None:
    """The tables VBAK, VBAP and KNA1 identify SAP S/4HANA; two of them may be copies and do not."""
    assert CATALOGUE.recognise((), ("SAPSR3.VBAK", "SAPSR3.VBAP")) is None
    found = CATALOGUE.recognise((), ("SAPSR3.VBAK", "sapsr3.vbap", '"KNA1"'))
    assert found is not None
    assert found.product.name == "SAP S/4HANA"
    assert found.reason == "tables kna1, vbak, vbap"


@pytest.mark.parametrize("name", ["account", "customer", "order", "task", "user", "SNOW", "crm"])
def test_generic_words_identify_nothing(name: str) -> None:
    """A common name of tables or a nickname identifies no product."""
    assert CATALOGUE.find_by_name(name) is None
    assert CATALOGUE.recognise(clue(ClueKind.SOURCE, name), (name,)) is None


def test_contradicting_clues_identify_nothing() -> None:
    """If two clues identify different products, neither is chosen."""
    clues = (
        Clue(kind=ClueKind.HOST, value="acme.my.salesforce.com"),
        Clue(kind=ClueKind.HOST, value="acme.service-now.com"),
    )
    assert CATALOGUE.recognise(clues, ()) is None


def test_synonyms_of_a_kind_are_normalised_and_other_words_stay() -> None:
    """The kinds "HCM" and "Data Warehouse" become `hr` and `warehouse`; an unknown kind is kept as
    written.
    """
    assert normalise_kind("HCM") == "hr"
    assert normalise_kind("Data Warehouse") == "warehouse"
    assert normalise_kind("Test bench") == "Test bench"
    assert normalise_kind("Business Application") == normalise_kind("cmdb_ci_business_app") == ""


def test_well_known_tables_name_their_entity() -> None:
    """The last part of a table name gives the entity: `S4P.SAPABAP1.VBAK` is a sales order."""
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
def test_the_name_of_a_plugin_identifies_its_product(word: str, name: str) -> None:
    """The name of a Singer tap, Airbyte connector or Fivetran service contains the name of its
    product, which needs no clue of its own.
    """
    found = CATALOGUE.find_by_class(word)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("word", ["tap", "source-file", "target-csv", "destination", "Http"])
def test_a_plugin_without_a_product_identifies_nothing(word: str) -> None:
    """The name of a plug-in identifies no product if, without the words of its tool, it is not the
    name of a product.
    """
    assert CATALOGUE.find_by_class(word) is None


@pytest.mark.parametrize(
    ("vendor", "kind", "product"),
    [
        ("Snowflake", "", "Snowflake"),
        ("Snowflake Inc.", "warehouse", "Snowflake"),
        ("Salesforce", "crm", "Salesforce"),  # two are sold; one goes by the vendor's name
        ("Salesforce", "integration platform", "MuleSoft Anypoint"),
        ("SAP SE", "erp", None),  # three, and none is called SAP
        ("Salesforce", "erp", None),
        ("Trimble", "", None),  # the only product known is Transporeon, and Trimble sells others
        ("Trimble", "tms", "Transporeon"),
        ("Apache Kafka", "", "Apache Kafka"),  # a product, written for a vendor
        ("PostgreSQL", "", None),  # a technology
        ("Nobody", "", None),
        ("", "", None),
    ],
)
def test_a_vendor_identifies_its_only_product(vendor: str, kind: str, product: str | None) -> None:
    """A vendor identifies its only product, or its only product of a kind; if there are several, it
    identifies none.
    """
    found = load_products().find_by_vendor(vendor, kind)
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
def test_the_last_part_of_a_java_class_identifies_its_product(
    name: str, product: str | None
) -> None:
    """The class name without words such as "Source" and "Connector" is the name of the product."""
    found = load_products().find_by_class(name)
    assert (found.name if found else None) == product


def test_the_services_that_keep_content_are_known_products() -> None:
    """Each host in the list of content services identifies a product, so that a URL at this host
    leads to it.
    """
    for host in list_content_hosts():
        spellings = (host, f"acme.{host}", f"acme.online.{host}")
        found = [CATALOGUE.recognise(clue(ClueKind.HOST, spelling), ()) for spelling in spellings]
        assert any(found), host
