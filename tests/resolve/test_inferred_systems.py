"""References without a name become endpoints, or systems if their own file declares them as
services.
"""

from dataclasses import replace

import pytest

from seamscope.records import Record
from seamscope.resolve import resolve
from seamscope.resolved import KnownFrom, QuestionKind

from .making import (
    CATALOGUE,
    FakeCatalogue,
    FakeProduct,
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
)


@pytest.mark.parametrize(
    ("clues", "name", "question"),
    [
        ({"server": "s1", "database": "d1"}, "d1", 'Which system runs database "d1"?'),
        ({"host": "h1", "server": "s1"}, "s1", 'Which system does server "s1" belong to?'),
        ({"source": "shop", "host": "h1"}, "h1", 'Which system runs on host "h1"?'),
        ({"topic": "t.*", "source": "shop"}, "shop", 'Which system is the source "shop"?'),
        ({"folder": "f", "topic": "t"}, "t", 'Which system do the topics "t" belong to?'),
        ({"schema": "dbo", "folder": "Dwh"}, "Dwh", 'code in folder "Dwh" run?'),
        ({"class": "AzureBlob"}, "AzureBlob", 'by the connection type "AzureBlob"?'),
        ({"id": "42"}, "42", 'Which system has the id "42"?'),
    ],
)
def test_the_strongest_clue_names_an_endpoint_and_is_asked_about(
    clues: dict[str, str], name: str, question: str
) -> None:
    """An endpoint is named after its strongest clue (a database before a server, a server before a
    host), and a question asks for its system.
    """
    resolved = resolve([build_mention(ref(**clues))])
    assert (names(resolved), list_unplaced(resolved)) == ([], [name])
    assert has_question(resolved, question, "It is not placed yet")


@pytest.mark.parametrize(
    "clues", [{"database": "orders"}, {"host": "h1"}, {"source": "Orders"}, {"class": "Oracle"}]
)
def test_a_service_that_its_file_declares_is_a_system_where_nobody_lists_any(
    clues: dict[str, str],
) -> None:
    """If no list of systems is among the inputs, a database or service that a project declares is
    an inferred system.
    """
    resolved = resolve([build_mention(service(**clues))])
    assert [node.known_from for node in resolved.systems] == [KnownFrom.INFERRED]
    assert not resolved.endpoints
    assert has_question(resolved, "It is treated as a separate system")


@pytest.mark.parametrize("clues", [{"source": "Postgres"}, {"class": "PostgreSQL"}])
def test_a_service_called_after_its_technology_is_an_endpoint(clues: dict[str, str]) -> None:
    """A linked service called `AzureSqlDatabase`, which is only a technology, is an endpoint."""
    resolved = resolve([build_mention(service(**clues))], catalogue=CATALOGUE)
    assert (names(resolved), list_unplaced(resolved)) == ([], list(clues.values()))
    assert has_question(resolved, "It is not placed yet")


def test_a_service_called_after_its_technology_with_a_place_is_a_system() -> None:
    """A service called `Postgres` with the database `orders` is a system with the name `orders`."""
    resolved = resolve(
        [build_mention(service(source="Postgres", database="orders"))], catalogue=CATALOGUE
    )
    assert (names(resolved), list_unplaced(resolved)) == (["orders"], [])


def test_a_service_beside_a_list_of_systems_is_an_endpoint() -> None:
    """If there is a list of systems, a declared service is an endpoint, because the list may have
    it under another name.
    """
    records = [system("Billing"), build_mention(service(database="ord_prd"))]
    resolved = resolve(records)
    assert (names(resolved), list_unplaced(resolved)) == (["Billing"], ["ord_prd"])


def test_a_schema_alone_is_no_system() -> None:
    """Two schemas in one folder are one endpoint, because they are in the same unknown database."""
    records = [
        build_mention(ref(schema="a"), "sql/x.sql:1"),
        build_mention(ref(schema="b"), "sql/y.sql:1"),
        build_mention(ref(), "top.sql:1"),
    ]
    resolved = resolve(records)
    assert (names(resolved), list_unplaced(resolved)) == ([], ["Unnamed system", "sql"])
    assert has_question(resolved, 'In which system does the code in "sql" run?')
    assert has_question(resolved, 'In which system does the code in "top.sql" run?')


def test_databases_of_one_name_at_two_hosts_are_two_endpoints() -> None:
    """A database `orders` at each of two hosts, and one without a host, are three endpoints."""
    records = [
        build_mention(ref(host="h1", database="orders"), "a.json:1"),
        build_mention(ref(host="h2", database="orders"), "b.json:1"),
        build_mention(ref(database="orders"), "c.sql:1"),
    ]
    resolved = resolve(records)
    assert [node.id for node in resolved.endpoints] == ["orders", "orders-2", "orders-3"]
    assert has_question(resolved, 'Which system runs database "orders" at h1?')
    assert has_question(resolved, 'Which system runs database "orders" at an unknown host?')


def test_databases_of_one_name_behind_two_servers_are_two_endpoints() -> None:
    """A database `prod` behind each of two linked servers, and one without a server, are three
    endpoints.
    """
    records = [
        build_mention(ref(server="s1", database="prod"), "a.sql:1"),
        build_mention(ref(server="s2", database="prod"), "b.sql:1"),
        build_mention(ref(database="prod"), "c.sql:1"),
    ]
    assert list_unplaced(resolve(records)) == ["prod", "prod", "prod"]


ORACLE = FakeProduct(name="Oracle Database", aliases=("Oracle",), kind="database", generic=True)
MYSQL = FakeProduct(name="MySQL", kind="database", generic=True)
MARIADB = FakeProduct(name="MariaDB", kind="database", generic=True)
REDSHIFT = FakeProduct(name="Amazon Redshift", kind="warehouse")


class Engines(FakeCatalogue):
    """A fake catalogue that also knows some database engines."""

    def find_by_name(self, name: str) -> FakeProduct | None:
        """Return the product with this name or alias, None if there is none."""
        engines = (ORACLE, MYSQL, MARIADB, REDSHIFT)
        own = (engine for engine in engines if name in {engine.name, *engine.aliases})
        return next(own, None) or super().find_by_name(name)


ENGINES = Engines()


def test_databases_of_one_name_in_two_engines_are_two_endpoints() -> None:
    """The database `SALES` of Oracle and of MySQL is two endpoints, even if no host is known."""
    resolved = resolve(
        [
            build_mention(ref(database="SALES", product="Oracle"), "ora.csv:2"),
            build_mention(ref(database="SALES", product="MySQL"), "my.csv:2"),
            build_mention(ref(database="sales", product="Oracle Database"), "z.csv:9"),
        ],
        catalogue=ENGINES,
    )
    assert list_unplaced(resolved) == ["SALES (MySQL)", "SALES (Oracle Database)"]
    assert has_question(resolved, 'runs database "SALES" of MySQL?')
    assert has_question(resolved, 'runs database "SALES" of Oracle Database?')


@pytest.mark.parametrize(
    ("first", "second"),
    [("MySQL", ""), ("MySQL", "MariaDB"), ("postgres", "Amazon Redshift"), ("MySQL", "R/3")],
)
def test_products_that_one_database_may_state_do_not_split_it(first: str, second: str) -> None:
    """References to the database SALES with the products MySQL and MariaDB, which use the same
    drivers, mean one database, and so do MySQL and an application.
    """
    records = [
        build_mention(ref(database="SALES", product=product), f"{line}.csv:2")
        for line, product in enumerate((first, second), 1)
    ]
    resolved = resolve(records, catalogue=ENGINES)
    assert len(resolved.systems) + len(resolved.endpoints) == 1


def test_a_database_of_another_engine_is_not_on_the_host_of_its_namesake() -> None:
    """`SALES` of MySQL does not belong to the system whose host has `SALES` of Oracle."""
    records = [
        system("Shop", "apps.csv:1", host="db1"),
        build_mention(ref(host="db1", database="SALES", product="Oracle"), "a.json:1"),
        build_mention(ref(database="SALES", product="MySQL"), "my.csv:2"),
    ]
    assert list_unplaced(resolve(records, catalogue=ENGINES)) == ["SALES"]
    same = [*records[:2], build_mention(ref(database="SALES", product="Oracle"), "ora.csv:2")]
    assert list_unplaced(resolve(same, catalogue=ENGINES)) == []


def test_a_database_behind_a_linked_server_is_the_one_that_has_its_own_scripts() -> None:
    """The database `erp` behind a linked server is the same endpoint as the database `ERP` of a
    schema script.
    """
    pair = flow(
        end(ref(server="ERPSRV", database="erp"), "dbo.orders"),
        end(ref(database="dwh"), "dbo.orders"),
    )
    own = build_mention(ref(database="ERP"), "erp/schema.sql:1", "dbo.orders")
    resolved = resolve([pair, own])
    assert list_unplaced(resolved) == ["ERP", "dwh"]
    assert [node.name for node in resolved.datasets] == ["dbo.orders", "dbo.orders"]


@pytest.mark.parametrize("kind", ["host", "server"])
def test_a_bare_host_or_server_joins_its_only_database(kind: str) -> None:
    """A host or server without a database is the same endpoint as the only database that is known
    there.
    """
    place = ref(**{kind: "x1"})
    full = ref(**{kind: "x1", "database": "orders"})
    records = [build_mention(place, "a.json:1"), build_mention(full, "b.json:1")]
    assert list_unplaced(resolve(records)) == ["orders"]


def test_a_database_with_the_name_of_a_system_is_its_database() -> None:
    """The database `wide_world` belongs to the listed system Wide World."""
    records: list[Record] = [
        system("Wide World"),
        build_mention(ref(database="wide_world"), "a.sql:2"),
    ]
    node = get_only(resolve(records), "Wide World")
    assert reasons(node) == [("wide_world", "the database has its name")]


def test_a_topic_pattern_leads_to_the_broker_that_declares_it() -> None:
    """The topic `shop.orders` belongs to the broker that lists the topics `shop.*`."""
    records: list[Record] = [
        system("Event hub", topic="shop.*"),
        build_mention(ref(topic="shop.orders"), "a.json:1"),
    ]
    assert names(resolve(records)) == ["Event hub"]


def test_a_class_is_called_what_a_person_would_say_and_asked_about_as_written() -> None:
    """An endpoint that is known only by a class is named after the last part of the class, and the
    question quotes the whole class.
    """
    classes = ("postgres", "postgresql", "com.example.bridge.BridgeSourceConnector")
    resolved = resolve(
        [build_mention(ref(**{"class": one})) for one in classes], catalogue=CATALOGUE
    )
    assert list_unplaced(resolved) == ["BridgeSourceConnector", "postgres", "postgresql"]
    for written in classes:
        assert has_question(resolved, f'by the connection type "{written}"?')


@pytest.mark.parametrize(
    ("clues", "connection"),
    [
        ({"host": "ft.lake.example"}, "ROSTER_SFTP"),
        ({"host": "ft.lake.example"}, "Crew roster (ROSTER)"),
        ({"database": "prd7", "host": "pg2"}, "crew-roster-db-config"),
    ],
)
def test_a_connection_named_after_a_system_leads_to_it(
    clues: dict[str, str], connection: str
) -> None:
    """A connection with the name of a system and technical words belongs to the system, and a
    question asks to confirm it.
    """
    records: list[Record] = [
        system("Crew roster", aliases=("Roster",)),
        build_mention(ref(**clues, source=connection)),
    ]
    resolved = resolve(records)
    assert (names(resolved), list_unplaced(resolved)) == (["Crew roster"], [])
    assert has_question(resolved, f'Does the source "{connection}" belong to Crew roster?')


@pytest.mark.parametrize(
    ("value", "placed"), [("KERP4H", True), ("qirp", True), ("KERQuay", False)]
)
def test_a_connection_of_two_names_or_of_a_database_leads_to_its_system(
    value: str, placed: bool
) -> None:
    """A connection belongs to a system if its name is two aliases of the system written together,
    or the name of its database.
    """
    records: list[Record] = [
        replace(system("Ledger", "a.csv:2"), aliases=("KER", "P4H")),
        replace(system("Quality", "a.csv:3"), clues=ref(database="QIRP").clues),
        system("Quay", "a.csv:4"),
        build_mention(ref(source=value)),
    ]
    assert (list_unplaced(resolve(records)) == []) is placed


def test_connections_named_after_two_systems_lead_to_neither() -> None:
    """If two connections to one host are named after two systems, the host belongs to neither."""
    records: list[Record] = [
        system("Roster"),
        system("Tolls", "inventory.yaml:2"),
        build_mention(ref(host="ft.lake.example", source="ROSTER_SFTP"), "a.xml:1"),
        build_mention(ref(host="ft.lake.example", source="TOLLS_SFTP"), "b.xml:1"),
    ]
    assert list_unplaced(resolve(records)) == ["ft.lake.example"]


@pytest.mark.parametrize("account", ["SVC_ROSTER_SYNC", "roster-export", "svc.roster.feed"])
def test_an_account_that_says_what_it_does_leads_to_its_application(account: str) -> None:
    """An account with the name of a system and a word for its task, such as `roster-export`,
    belongs to the system, and a question asks to confirm it.
    """
    records: list[Record] = [
        system("Crew roster", aliases=("Roster",)),
        build_mention(ref(product="Some Client", account=account)),
    ]
    resolved = resolve(records)
    assert (names(resolved), list_unplaced(resolved)) == (["Crew roster"], [])
    assert has_question(resolved, f'Does the account "{account}" belong to Crew roster?')


@pytest.mark.parametrize(
    ("service_name", "folder", "placed"),
    [
        ("till-central", "till", True),
        ("till", "till", True),
        ("order-sync", "till", False),
        ("till-central", "shops", False),
    ],
)
def test_a_service_named_after_the_system_of_its_folder_belongs_to_it(
    service_name: str, folder: str, *, placed: bool
) -> None:
    """The service `till-central` in the folder `till` belongs to the system Till, with its database
    and account; `order-sync` in this folder does not.
    """
    records = [
        system("Till"),
        system("Club Central"),
        build_mention(ref(database="pos", source=service_name, folder=folder), "till.properties:1"),
        build_mention(ref(account=service_name), "queues.json:1", "q"),
    ]
    unplaced = list_unplaced(resolve(records))
    assert ("pos" not in unplaced) is placed
    assert (service_name in unplaced) is not placed


@pytest.mark.parametrize(
    ("clues", "place", "candidates"),
    [
        # The short name may be either host.
        ({"database": "OrdDB", "host": "db02"}, "a.json:1", ["Orders", "Stock"]),
        ({"host": "db02"}, "a.json:1", ["Orders", "Stock"]),
        # The host is named after a word that only one listed name has.
        ({"database": "X7", "host": "srv-levels.corp.example"}, "a.json:1", ["Tidewater Levels"]),
        # The link is named after a part of the listed name.
        ({"database": "XZD", "server": "TIDEWATER_X"}, "a.sql:1", ["Tidewater Levels"]),
        # The link or the database abbreviates one listed name.
        ({"database": "XZD", "server": "FERRY_DBL"}, "a.sql:1", ["Ferrybook"]),
        ({"database": "FBK"}, "a.sql:1", ["Ferrybook"]),
        ({"database": "hbm_ro"}, "a.sql:1", ["Harbour Berth Management"]),
        # Code without any clue in a file that is named after a system.
        ({}, "Stock.sql:3", ["Stock"]),
        ({}, "jobs/Stock.sql:3", ["Stock"]),
    ],
)
def test_an_endpoint_is_asked_about_with_the_systems_that_may_have_it(
    clues: dict[str, str], place: str, candidates: list[str]
) -> None:
    """The question about an endpoint proposes systems whose names resemble its host, link, database
    or file.
    """
    records: list[Record] = [
        system("Orders", "apps.csv:2", host="db02.north.example"),
        system("Stock", "apps.csv:3", host="db02.south.example"),
        system("Tidewater Levels", "apps.csv:4"),
        system("Ferrybook", "apps.csv:5"),
        system("Harbour Berth Management", "apps.csv:6"),
        build_mention(ref(**clues), place),
    ]
    resolved = resolve(records)
    assert len(resolved.endpoints) == 1
    (question,) = (one for one in resolved.questions if one.kind is QuestionKind.PLACE)
    assert list(question.candidates) == candidates
