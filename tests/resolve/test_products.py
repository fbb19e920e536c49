"""Known products: the name of a product means a system only if no second system can be meant."""

import pytest

from seamscope.config import Config
from seamscope.records import Endpoint, Record, System
from seamscope.resolve import resolve
from seamscope.resolved import KnownFrom, Resolved

from .making import (
    CATALOGUE,
    build_mention,
    end,
    flow,
    get_only,
    has_question,
    list_unplaced,
    names,
    reasons,
    ref,
    service,
    system,
    table,
)


def test_two_sources_names_of_one_product_are_one_system() -> None:
    """`SFDC` of a CMDB and `Salesforce CRM` of an inventory are one system."""
    records = [system("Salesforce CRM", "a.yaml:2"), system("SFDC", "cmdb.csv:9")]
    resolved = resolve(records, catalogue=CATALOGUE)
    assert names(resolved) == ["Salesforce CRM"]
    assert ("SFDC", "known product: Salesforce (alias SFDC)") in reasons(resolved.systems[0])


def test_two_names_of_one_product_in_one_file_are_two_systems() -> None:
    """`Salesforce CRM` and `SFDC` in one list are two systems."""
    records = [system("Salesforce CRM", "a.yaml:2"), system("SFDC", "a.yaml:9")]
    resolved = resolve(records, catalogue=CATALOGUE)
    assert names(resolved) == ["SFDC", "Salesforce CRM"]
    assert not resolved.questions


def test_several_systems_of_a_product_in_several_files_are_asked_about() -> None:
    """Three entries of one product in two files are three systems, and a question asks which of
    them are one.
    """
    records = [
        system("Salesforce", "a.yaml:2"),
        system("Service Cloud", "a.yaml:9", product="SFDC"),
        system("SFDC", "cmdb.csv:1"),
    ]
    resolved = resolve(records, catalogue=CATALOGUE)
    assert names(resolved) == ["SFDC", "Salesforce", "Service Cloud"]
    assert has_question(resolved, "Are Salesforce and SFDC one system?")


def test_a_mention_folds_into_the_only_declared_system_of_its_product() -> None:
    """`SFDC` in a flow means the only listed system with the product Salesforce, whatever its name
    is.
    """
    records: list[Record] = [
        system("Customer 360", product="Salesforce"),
        flow("SFDC", "Customer 360"),
    ]
    node = get_only(resolve(records, catalogue=CATALOGUE), "Customer 360")
    assert ("SFDC", "known product: Salesforce (alias SFDC)") in reasons(node)
    assert (node.aliases, node.kind, node.vendor) == (("SFDC",), "crm", "Salesforce, Inc.")


def test_a_mention_is_ambiguous_beside_two_declared_systems_of_its_product() -> None:
    """`R/3` in a flow is an endpoint if two listed systems have the product SAP ECC, and a question
    proposes both.
    """
    records: list[Record] = [
        system("SAP ECC Europe", product="SAP ECC"),
        system("SAP ECC US", "inventory.yaml:9", product="SAP ECC"),
        flow("R/3", "Billing"),
    ]
    resolved = resolve(records, catalogue=CATALOGUE)
    assert names(resolved) == ["Billing", "SAP ECC Europe", "SAP ECC US"]
    assert list_unplaced(resolved) == ["R/3"]
    assert has_question(resolved, 'Which system does "R/3" refer to: SAP ECC Europe or SAP ECC US?')


def test_undeclared_names_of_one_product_are_one_recognised_system() -> None:
    """`SFDC` and `Salesforce CRM`, which no list contains, are one recognised system."""
    resolved = resolve([flow("SFDC", "X"), flow("Salesforce CRM", "X")], catalogue=CATALOGUE)
    node = get_only(resolved, "Salesforce")
    assert node.known_from is KnownFrom.RECOGNISED
    assert node.aliases == ("SFDC", "Salesforce CRM")
    assert [str(item) for item in node.evidence] == ["flows.csv:1"]


def test_names_declared_different_are_not_one_product() -> None:
    """Two names of one product below `different:` in seamscope.yaml are two systems."""
    config = Config(different=(("Salesforce CRM", "SFDC"),))
    listed = [system("Salesforce CRM", "a.yaml:2"), system("SFDC", "cmdb.csv:9")]
    assert len(resolve(listed, config, CATALOGUE).systems) == 2
    mentioned: list[Record] = [system("Salesforce CRM", "a.yaml:2"), flow("SFDC", "Salesforce CRM")]
    assert names(resolve(mentioned, config, CATALOGUE)) == ["SFDC", "Salesforce CRM"]


def test_a_database_engine_is_no_system_by_its_name() -> None:
    """`Postgres` and `PostgreSQL` in two lists are two systems, because many systems use this
    engine.
    """
    records = [system("Postgres", "a.yaml:2"), system("PostgreSQL", "cmdb.csv:9")]
    assert len(resolve(records, catalogue=CATALOGUE).systems) == 2


def test_an_engine_beside_a_database_only_says_what_the_database_is() -> None:
    """Two databases with the connection class `postgresql` are two systems with the product
    PostgreSQL.
    """
    records = [
        build_mention(service(database="shop", **{"class": "postgresql"}), "a.json:1"),
        build_mention(service(database="crm", **{"class": "postgresql"}), "b.json:1"),
    ]
    resolved = resolve(records, catalogue=CATALOGUE)
    assert names(resolved) == ["crm", "shop"]
    node = get_only(resolved, "shop")
    assert (node.product, node.kind) == ("PostgreSQL", "database")
    assert node.known_from is KnownFrom.INFERRED
    assert has_question(resolved, 'Which system runs database "shop"?')


def test_a_connection_class_such_as_snowflake_identifies_the_system() -> None:
    """Two databases with the connection class `snowflake` are one system, Snowflake."""
    records = [
        build_mention(ref(database="RAW", **{"class": "snowflake"})),
        build_mention(ref(database="ANALYTICS", **{"class": "snowflake"})),
    ]
    resolved = resolve(records, catalogue=CATALOGUE)
    assert names(resolved) == ["Snowflake"]
    assert ("RAW", "known product: Snowflake (class snowflake)") in reasons(resolved.systems[0])


def test_a_source_name_leads_to_the_declared_system_of_its_product() -> None:
    """The source `salesforce` of a loader is the listed system with the product Salesforce."""
    records: list[Record] = [
        system("Customer 360", product="Salesforce"),
        build_mention(ref(source="salesforce")),
    ]
    assert names(resolve(records, catalogue=CATALOGUE)) == ["Customer 360"]


def test_one_product_at_two_hosts_is_two_systems() -> None:
    """Two hosts of Salesforce orgs are two systems."""
    records = [
        build_mention(ref(host="eu.my.salesforce.com"), "a.json:1"),
        build_mention(ref(host="us.my.salesforce.com"), "b.json:1"),
    ]
    resolved = resolve(records, catalogue=CATALOGUE)
    assert names(resolved) == [
        "Salesforce (eu.my.salesforce.com)",
        "Salesforce (us.my.salesforce.com)",
    ]
    assert {node.product for node in resolved.systems} == {"Salesforce"}
    assert {node.known_from for node in resolved.systems} == {KnownFrom.RECOGNISED}


def test_tables_tell_a_product_but_no_merge() -> None:
    """A database with tables of SAP ECC stays an endpoint, and a question proposes SAP ECC, because
    the tables may be a copy.
    """
    tables = [
        table(ref(database="P01"), name, f"s.sql:{line}")
        for line, name in enumerate(("VBAK", "VBAP", "KNA1"))
    ]
    resolved = resolve([system("SAP ECC"), *tables], catalogue=CATALOGUE)
    assert (names(resolved), list_unplaced(resolved)) == (["SAP ECC"], ["P01"])
    assert has_question(
        resolved,
        'Which system runs database "P01"? Its tables look like SAP ECC. It may be SAP ECC.',
    )


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("salesforce_emea_raw", "Its name mentions Salesforce."),
        ("copy of Snowflake", "Its name mentions Snowflake."),
        ("salesforce_in_snowflake", ""),  # of two products, neither is meant for sure
        ("forces", ""),
        ("postgres_main", ""),  # a technology says nothing
    ],
)
def test_a_product_in_the_name_of_an_endpoint_is_a_hint(source: str, hint: str) -> None:
    """If the name of an endpoint contains a product, the question mentions it, but the endpoint is
    not assigned.
    """
    resolved = resolve([build_mention(ref(source=source))], catalogue=CATALOGUE)
    assert (names(resolved), list_unplaced(resolved)) == ([], [source])
    text = f" {hint}" if hint else ""
    assert has_question(
        resolved, f'Which system is the source "{source}"?{text} It is not placed yet'
    )


def test_declared_values_win_over_the_catalogue() -> None:
    """The catalogue adds only the attributes of a product that the sources do not state."""
    records = [system("Salesforce", kind="sales platform")]
    node = resolve(records, catalogue=CATALOGUE).systems[0]
    assert (node.kind, node.vendor, node.domain) == ("sales platform", "Salesforce, Inc.", "Sales")
    (merge,) = node.merges
    assert merge.reason == "known product: Salesforce; the catalogue adds missing attributes"


def test_two_spellings_of_a_product_are_no_disagreement() -> None:
    """Two sources that state the products "SFDC" and "Salesforce" do not disagree."""
    records = [
        system("CRM", "a.csv:2", product="SFDC"),
        system("CRM", "b.csv:3", product="Salesforce"),
    ]
    assert not resolve(records, catalogue=CATALOGUE).findings


@pytest.mark.parametrize("name", ["Tarn Fleet", "tarn-fleet", "Tarn Fleet 7.2"])
def test_a_product_means_the_only_system_that_states_it(name: str) -> None:
    """A product in a flow means the only listed system with this product, even if the catalogue
    does not know it; its version is ignored.
    """
    records: list[Record] = [
        system("Fleet desk", product="Tarn Fleet 7.2"),
        system("Billing", "inventory.yaml:3"),
        flow(name, "Billing", "interfaces.csv:2"),
    ]
    resolved = resolve(records, catalogue=CATALOGUE)
    assert names(resolved) == ["Billing", "Fleet desk"]
    reason = f'Fleet desk is the only listed system of the product "{name}"'
    assert (name, reason) in reasons(get_only(resolved, "Fleet desk"))


@pytest.mark.parametrize(
    ("product", "other"),
    [
        ("Tarn Fleet", "Tarn Fleet"),  # of two systems
        ("SAP", "Ems"),  # a vendor of several products
        ("PostgreSQL", "Ems"),  # a technology
        ("ERP", "Ems"),  # a kind of system
    ],
)
def test_an_ambiguous_or_general_product_is_not_assigned_to_a_system(
    product: str, other: str
) -> None:
    """The name of a product in a flow is not assigned to a system if two systems have this product,
    or if the name is only a vendor, a technology or a kind of system.
    """
    records: list[Record] = [
        system("Fleet desk", product=product),
        system("Billing", "inventory.yaml:3", product=other),
        flow(product, "Billing", "interfaces.csv:2"),
    ]
    resolved = resolve(records, catalogue=CATALOGUE)
    assert product not in get_only(resolved, "Fleet desk").aliases
    assert product in [*names(resolved), *list_unplaced(resolved)]


@pytest.mark.parametrize("product", ["Tarn Fleet", "Salesforce"])
def test_a_system_named_by_its_product_in_another_list_is_the_same(product: str) -> None:
    """If one list has a system with a product, an entry of another list that is called like the
    product is the same system.
    """
    records = [system("Fleet desk", product=product), system(product, "drawing.dsl:4")]
    resolved = resolve(records, catalogue=CATALOGUE)
    assert len(resolved.systems) == 1


@pytest.mark.parametrize(
    "namesake",
    [
        system("Tarn Fleet", "inventory.yaml:9"),  # the same list has both
        system("Tarn Fleet", "drawing.dsl:4", product="Ems Fleet"),
        system("Tarn Fleet", "drawing.dsl:4", kind="crm"),
    ],
)
def test_a_namesake_of_a_product_may_be_another_system(namesake: System) -> None:
    """An entry that is called like the product of a system is a second system if it is in the same
    list, or if its product or kind differs.
    """
    records = [system("Fleet desk", "inventory.yaml:2", product="Tarn Fleet", kind="erp"), namesake]
    assert len(resolve(records, catalogue=CATALOGUE).systems) == 2


def list_endings(resolved: Resolved) -> tuple[list[str], list[str]]:
    """Return the names of the systems and of the endpoints."""
    return names(resolved), list_unplaced(resolved)


@pytest.mark.parametrize("read", ["landing/orders/", "landing/orders/2024-02-01.csv"])
def test_a_bucket_between_two_systems_is_no_system(read: str) -> None:
    """A bucket that one system writes and another reads is an endpoint, and a flow between the two
    systems is derived.
    """
    store = ref(product="Bucketeer")
    records: list[Record] = [
        flow("Shop", Endpoint(system=store, dataset="landing/orders/2024-01-14.csv"), "a.json:1"),
        flow(Endpoint(system=store, dataset=read), "Lake", "b.json:1"),
    ]
    resolved = resolve(records, catalogue=CATALOGUE)
    assert list_endings(resolved) == (["Lake", "Shop"], ["Bucketeer"])
    assert {(e.source.system, e.target.system) for e in resolved.flows if e.derived} == {
        ("shop", "lake")
    }


@pytest.mark.parametrize(
    ("written", "read"),
    [("", "landing/orders/"), ("landing/orders/1.csv", ""), ("landing/fees/", "landing/orders/")],
)
def test_a_bucket_where_data_begins_or_ends_is_a_system(written: str, read: str) -> None:
    """A bucket is a system if no system is known to write its objects, or none is known to read
    them.
    """
    store = ref(product="Bucketeer")
    records: list[Record] = []
    if written:
        records.append(flow("Shop", Endpoint(system=store, dataset=written), "a.json:1"))
    if read:
        records.append(flow(Endpoint(system=store, dataset=read), "Lake", "b.json:1"))
    assert "Bucketeer" in names(resolve(records, catalogue=CATALOGUE))


def test_a_listed_bucket_between_two_systems_stays_a_system() -> None:
    """A bucket between two systems is a system if a list contains it."""
    records: list[Record] = [
        system("Bucketeer"),
        flow("Shop", end("Bucketeer", "landing/orders/1.csv"), "a.json:1"),
        flow(end("Bucketeer", "landing/orders/"), "Lake", "b.json:1"),
    ]
    assert "Bucketeer" in names(resolve(records, catalogue=CATALOGUE))


@pytest.mark.parametrize(
    ("listed", "product", "mentioned"),
    [("Salesforce Sandbox", "", "SFDC"), ("SAP ECC Test", "PostgreSQL", "R/3")],
)
def test_a_listed_test_environment_and_a_recognised_product_are_one_system(
    listed: str, product: str, mentioned: str
) -> None:
    """If a list has only the test environment of a product, the name of the product in a flow means
    the same system.
    """
    records: list[Record] = [
        system(listed, "apps.csv:2", environment="test", product=product),
        system("Ledger", "apps.csv:3"),
        flow(mentioned, "Ledger"),
    ]
    resolved = resolve(records, catalogue=CATALOGUE)
    assert len(resolved.systems) == 2


def test_an_unlisted_name_of_an_environment_stays_what_it_is() -> None:
    """`Salesforce Sandbox` in a flow is a system of its own if no source lists it as a test
    environment.
    """
    resolved = resolve([flow("Salesforce Sandbox", "Ledger")], catalogue=CATALOGUE)
    assert "Salesforce Sandbox" in names(resolved)
