"""Which evidence joins entries and mentions, which is asked about, and which says nothing."""

from dataclasses import replace

import pytest

from seamscope.records import Clue, ClueKind, Record, System, SystemRef
from seamscope.resolve import resolve
from seamscope.resolved import KnownFrom, QuestionKind, Resolved

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
    touch,
)


def question(resolved: Resolved, kind: QuestionKind, *candidates: str) -> bool:
    """Whether one question of a kind offers all these candidates."""
    return any(q.kind is kind and {*candidates} <= {*q.candidates} for q in resolved.questions)


@pytest.mark.parametrize(
    ("number", "other"), [("A-17", "A-17"), ("APP0042", "app0042"), ("VW-APP-001", "VW-APP-001")]
)
def test_the_organisations_own_id_joins_entries_of_any_sources(number: str, other: str) -> None:
    """A CMDB's correlation id and a list's App-ID are one number."""
    records = [
        system("Material planning", "cmdb.csv:2", connector="servicenow", app_id=number),
        system("Dispo", "apps.csv:2", connector="tables", app_id=other),
    ]
    resolved = resolve(records)
    assert len(resolved.systems) == 1
    assert any("same application id" in reason for _, reason in reasons(resolved.systems[0]))


def test_an_id_that_one_file_gives_twice_joins_nothing() -> None:
    """A number of two systems in one list does not identify either of them."""
    records = [
        system("Planning", "a.csv:2", app_id="A-17"),
        system("Payroll", "a.csv:3", app_id="A-17"),
        system("Dispo", "b.csv:2", app_id="A-17"),
    ]
    resolved = resolve(records)
    assert names(resolved) == ["Dispo", "Payroll", "Planning"]
    assert question(resolved, QuestionKind.SAME_SYSTEM, "Dispo", "Payroll", "Planning")


def test_ids_of_one_numbering_that_differ_keep_entries_apart() -> None:
    """Two App-IDs of one pattern are two systems, though an alias says they are one."""
    records = [
        system("Portal", "a.csv:2", app_id="APP-1"),
        system("Shop", "b.csv:2", aliases=("Portal",), app_id="APP-2"),
    ]
    assert names(resolve(records)) == ["Portal", "Shop"]


def test_row_numbers_of_two_lists_tell_nothing_apart() -> None:
    """The third row of one list and the seventh of another may well be one system."""
    records = [
        system("CRM", "a.csv:4", connector="tables", id="3"),
        system("CRM", "b.csv:8", connector="tables", id="7"),
    ]
    assert names(resolve(records)) == ["CRM"]


def test_ids_of_tools_mean_nothing_elsewhere() -> None:
    """Two tools may use the same numbers."""
    records = [
        system("CRM", "cmdb.csv:2", connector="cmdb", id="17"),
        system("ERP", "model.xml:2", connector="archimate", id="17"),
    ]
    assert names(resolve(records)) == ["CRM", "ERP"]


@pytest.mark.parametrize(
    ("declared", "mentioned"),
    [
        ("plnsql02", "plnsql02.corp.example"),
        ("plnsql02.corp.example", "PLNSQL02"),
        ("plnsql02.corp.example", "tcp:plnsql02.corp.example,1433"),
        ("plnsql02", r"plnsql02.corp.example\PROD"),
        ("acme.eu-central-1", "acme.eu-central-1.snowflakecomputing.com:443"),
        ("acmelake.dfs.core.windows.net", "abfss://raw@acmelake.dfs.core.windows.net/orders"),
    ],
)
def test_spellings_of_one_host_are_one_host(declared: str, mentioned: str) -> None:
    """A short name is the first label of the full name; ports and suffixes are ignored."""
    records: list[Record] = [
        system("Orders", host=declared),
        build_mention(ref(host=mentioned, database="OrdDB"), "debezium.json:1"),
    ]
    assert (names(resolve(records)), list_unplaced(resolve(records))) == (["Orders"], [])


def test_a_short_host_that_two_full_names_may_mean_tells_nothing() -> None:
    """erp01 stands in two domains."""
    records: list[Record] = [
        system("Orders", host="erp01.emea.example"),
        system("Ledger", "inventory.yaml:9", host="erp01.apac.example"),
        build_mention(ref(host="erp01")),
    ]
    assert list_unplaced(resolve(records)) == ["erp01"]


@pytest.mark.parametrize("address", ["10.0.0.5", "10.0"])
def test_an_address_has_no_short_form(address: str) -> None:
    """10.0 is not the first label of 10.0.0.5."""
    records: list[Record] = [system("Orders", host="10.0.0.5"), build_mention(ref(host=address))]
    assert (list_unplaced(resolve(records)) == []) is (address == "10.0.0.5")


def test_host_and_database_together_tell_what_neither_does() -> None:
    """Two systems share a server, two have a database of one name; the pair is one system's."""
    records: list[Record] = [
        system("Dispatch", host="sql07", database="Core"),
        system("Hub", "inventory.yaml:5", host="sql07", database="Hub"),
        system("Billing", "inventory.yaml:9", host="sql09", database="Core"),
        table(ref(host="sql07", database="Core"), "dbo.t"),
    ]
    (node,) = resolve(records).datasets
    assert node.system == "dispatch"


@pytest.mark.parametrize("clues", [{"database": "OrdDB"}, {"database": "ordDb", "schema": "dbo"}])
def test_a_database_without_its_host_is_the_one_known_at_a_host(clues: dict[str, str]) -> None:
    """Only one host has a database of this name."""
    records: list[Record] = [
        system("Orders", host="plnsql02"),
        build_mention(ref(host="plnsql02", database="OrdDB"), "debezium.json:1"),
        build_mention(ref(**clues), "load.sql:1"),
    ]
    resolved = resolve(records)
    assert list_unplaced(resolved) == []
    assert any("is on a host of Orders" in reason for _, reason in reasons(resolved.systems[0]))


@pytest.mark.parametrize(
    "clues",
    [
        {"server": "REISEWEG_LINK", "database": "RWP", "host": "db3"},
        {"server": "Reiseweg", "database": "RWP"},
        {"server": "reiseweg-dblink"},
    ],
)
def test_a_link_leads_to_the_system_whose_name_it_has(clues: dict[str, str]) -> None:
    """A database link is known by its own name as well as by what it points to."""
    resolved = resolve([system("Reiseweg"), build_mention(ref(**clues), "links.sql:1")])
    assert (names(resolved), list_unplaced(resolved)) == (["Reiseweg"], [])
    assert has_question(resolved, "belong to Reiseweg?")


def test_a_linked_server_may_be_called_like_its_host() -> None:
    """`[VMK-SQL-05].db.dbo.t` reaches the host of this name."""
    records: list[Record] = [
        system("Maximo", host="vmk-sql-05.velmark.local"),
        build_mention(ref(server="VMK-SQL-05", database="MAXPRD")),
    ]
    assert (names(resolve(records)), list_unplaced(resolve(records))) == (["Maximo"], [])


@pytest.mark.parametrize(
    "spellings",
    [
        ({"source": "s3://landing/a"}, {"server": "s3a://landing"}),
        ({"source": "gs://landing"}, {"host": "landing.storage.googleapis.com"}),
        ({"host": "landing.s3.eu-west-1.amazonaws.com"}, {"source": "s3n://landing/x/y"}),
    ],
)
def test_spellings_of_one_bucket_are_one_endpoint(
    spellings: tuple[dict[str, str], dict[str, str]],
) -> None:
    """Scheme and path do not identify the bucket."""
    records = [build_mention(ref(**one), f"{n}.json:1") for n, one in enumerate(spellings)]
    assert len(resolve(records).endpoints) == 1


def three_lists(middle: str, last: str, alias: str) -> list[System]:
    """A name in one list, and two lists that give other names for it."""
    return [
        system(alias, "a.csv:2"),
        system(middle, "b.csv:2", aliases=(alias,)),
        system(last, "c.csv:2", aliases=(alias,)),
    ]


def test_lists_that_give_other_names_of_one_system_are_joined() -> None:
    """Northline is the message cluster, which is RabbitMQ: each list says so."""
    resolved = resolve(three_lists("RabbitMQ", "Message cluster", "Northline"))
    (node,) = resolved.systems
    assert {node.name, *node.aliases} == {"RabbitMQ", "Message cluster", "Northline"}


@pytest.mark.parametrize(
    ("middle", "last", "alias"),
    [("SAP ECC Europe", "Infor LN", "ERP"), ("SAP ECC", "Salesforce", "Northline")],
)
def test_a_word_for_a_kind_and_different_products_join_no_lists(
    middle: str, last: str, alias: str
) -> None:
    """Every company calls its own system ERP, and two products are two systems."""
    resolved = resolve(three_lists(middle, last, alias), catalogue=CATALOGUE)
    assert len(resolved.systems) > 1
    assert has_question(resolved, f'Which system does "{alias}" refer to')


def test_a_third_list_that_knows_both_names_joins_them() -> None:
    """Neither of the first two lists knows the other's name."""
    records = [
        system("Zählerdaten", "a.csv:2"),
        system("Meter Data", "b.csv:2"),
        system("MDMS", "c.csv:2", aliases=("Zählerdaten", "Meter Data")),
    ]
    assert len(resolve(records).systems) == 1


@pytest.mark.parametrize(
    ("name", "alias"),
    [("Netzinformationssystem (NIS)", "NIS"), ("Customer Information System (CIS)", "CIS")],
)
def test_a_name_that_gives_its_own_short_form_has_both(name: str, alias: str) -> None:
    """The text in brackets abbreviates the text before them."""
    records: list[Record] = [
        system(name),
        flow(alias, "Ledger"),
        flow(name.split(" (", maxsplit=1)[0], "Ledger"),
    ]
    resolved = resolve(records)
    assert names(resolved) == sorted(["Ledger", name])


@pytest.mark.parametrize("name", ["DWH (Oracle)", "CRM (Germany)", "Portal (B2B)"])
def test_another_remark_in_brackets_is_asked_about(name: str) -> None:
    """It may be a second system: the base of the name is only a candidate."""
    resolved = resolve(
        [system(name.split(" (", maxsplit=1)[0], "a.csv:2"), system(name, "b.csv:2")]
    )
    assert len(resolved.systems) == 2
    assert question(resolved, QuestionKind.SAME_SYSTEM, name, name.split(" (", maxsplit=1)[0])


def test_a_remark_behind_an_alias_is_none_of_its_name() -> None:
    """`Planbord (Dutch crews)` says who calls it so."""
    records: list[Record] = [
        system("Field Dispatch", aliases=("Planbord (Dutch crews)",)),
        flow("Planbord", "Ledger"),
    ]
    assert names(resolve(records)) == ["Field Dispatch", "Ledger"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("FleetDesk", "Fleet Desk"),
        ("SAP ECC", "SAP EEC"),
        ("Booking Engine", "Booking Engine Production"),
        ("Data Hub", "Data Hub Cloud"),
    ],
)
def test_close_names_of_two_lists_are_asked_about_and_kept_with_both(one: str, other: str) -> None:
    """Close is not the same: two systems, one question, a near miss on each side."""
    resolved = resolve([system(one, "a.csv:2"), system(other, "b.csv:2")])
    assert names(resolved) == sorted([one, other])
    assert question(resolved, QuestionKind.SAME_SYSTEM, one, other)
    assert [miss.name for miss in get_only(resolved, one).near] == [other]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Line 4", "Line 5"), ("CRM", "ERP"), ("Customer portal", "Installer portal")],
)
def test_names_that_only_look_alike_are_not_asked_about(one: str, other: str) -> None:
    """Systems are distinguished by digits and by short words."""
    resolved = resolve([system(one, "a.csv:2"), system(other, "b.csv:2")])
    assert not resolved.questions


def test_one_list_that_holds_both_close_names_has_two_systems() -> None:
    """A list is assumed to have each system once."""
    assert not resolve([system("FleetDesk"), system("Fleet Desk", "inventory.yaml:9")]).questions


def test_a_name_that_nobody_lists_is_asked_about_with_its_candidates() -> None:
    """The flow is kept, and ends at the name."""
    records: list[Record] = [
        system("Mein Portal", "a.csv:2"),
        system("Installer portal", "a.csv:3"),
        flow("Portal", "Mein Portal"),
    ]
    resolved = resolve(records)
    assert list_unplaced(resolved) == ["Portal"]
    assert question(resolved, QuestionKind.PLACE, "Mein Portal", "Installer portal")
    assert resolved.flows[0].source.system == "portal"


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ({"other_names": ("PLN",)}, "PLN"),
        ({"description": "Disposition der Monteure, called Planbord in Enschede"}, "Planbord"),
    ],
)
def test_other_names_and_descriptions_give_candidates(told: dict[str, str], name: str) -> None:
    """A short code or a word of a description is asked about, and joins nothing."""
    listed: System = replace(system("Material planning"), **told)  # type: ignore[arg-type]
    resolved = resolve([listed, flow(name, "Material planning")])
    assert list_unplaced(resolved) == [name]
    assert question(resolved, QuestionKind.PLACE, "Material planning")
    assert [miss.name for miss in resolved.systems[0].near] == [name]


@pytest.mark.parametrize(
    "cell",
    [
        "/mnt/transfer/tmp_q4", r"\\fs02\exchange\hr", "s3://scratch/q4", "vmk-app-33.vm.local",
        "10.1.2.3", "erp01.local", "SVC_HYDRA", "hydra@example.com", "python-requests/2.31",
        "20250114", "stage/20250114/", "@~", "@RAW.PI.STG", "org.apache.kafka.Sink", "files",
    ],
)  # fmt: skip
def test_a_cell_that_names_a_place_an_account_or_a_program_names_no_system(cell: str) -> None:
    """Lists of interfaces hold more than systems."""
    resolved = resolve([system("Ledger"), flow(cell, "Ledger")])
    assert (names(resolved), list_unplaced(resolved)) == (["Ledger"], [cell])


@pytest.mark.parametrize("cell", ["SAP R/3", "d.velop", "C++ Builder", "3270 Host", "Line 4"])
def test_a_name_with_marks_and_digits_is_still_a_system(cell: str) -> None:
    """A name in a column of ends is a system."""
    resolved = resolve([system("Ledger"), flow(cell, "Ledger")])
    assert get_only(resolved, cell).known_from is KnownFrom.DECLARED


def test_two_databases_of_one_account_are_one_system_and_two_accounts_are_two() -> None:
    """The catalogue identifies the product, the host identifies the account."""

    def at(account: str, database: str) -> SystemRef:
        return ref(host=f"{account}.my.salesforce.com", database=database)

    records = [
        build_mention(at("eu", "a"), "a.json:1"),
        build_mention(at("eu", "b"), "b.json:1"),
        build_mention(at("us", "a"), "c.json:1"),
    ]
    resolved = resolve(records, catalogue=CATALOGUE)
    assert len(resolved.systems) == 2
    assert {node.known_from for node in resolved.systems} == {KnownFrom.RECOGNISED}


def test_an_endpoint_that_comes_changes_no_systems_id() -> None:
    """Ids do not change when other entries are added."""
    listed: list[Record] = [system("Orders"), flow("Orders", "Ledger")]
    more = [
        build_mention(ref(database="ledger_prd"), "a.sql:1"),
        build_mention(ref(host="orders.example")),
    ]
    before = [node.id for node in resolve(listed).systems]
    assert [node.id for node in resolve([*listed, *more]).systems] == before


def test_questions_carry_ids_candidates_and_weights() -> None:
    """Questions that affect more flows come first; the id consists of kind and names."""
    records: list[Record] = [
        system("Fleet Desk"),
        *(flow("FleetDesk", f"S{n}", f"flows.csv:{n}") for n in range(5)),
        flow(end(ref(database="stray")), end("Fleet Desk")),
    ]
    questions = [q for q in resolve(records).questions if q.kind is QuestionKind.PLACE]
    assert [q.id for q in questions] == ["place:fleetdesk", "place:database-stray"]
    assert questions[0].weight > questions[1].weight
    assert questions[0].candidates == ("Fleet Desk",)
    assert all(q.effect for q in questions)


def test_a_service_with_a_product_keeps_it() -> None:
    """The product of a linked service is the product of the inferred system."""
    resolved = resolve([build_mention(service(database="shop", source="LS"))])
    assert get_only(resolved, "shop").known_from is KnownFrom.INFERRED


def test_an_app_id_leads_a_mention_to_its_system() -> None:
    """A reference by the organisation's own id needs no name."""
    clue = Clue(kind=ClueKind.APP_ID, value="A-17")
    records: list[Record] = [
        system("Dispo", app_id="A-17"),
        build_mention(SystemRef(clues=(clue,)), "catalog.yaml:3"),
    ]
    assert list_unplaced(resolve(records)) == []


@pytest.mark.parametrize(
    "longer", ["Zahlungsdienst Mollie", "Mollie Payments", "The Mollie service"]
)
def test_a_name_inside_another_is_asked_about(longer: str) -> None:
    """Two lists of one estate often differ by a word that says what the system does."""
    resolved = resolve([system("Mollie", "a.csv:2"), system(longer, "b.csv:2")])
    assert len(resolved.systems) == 2
    same = [q for q in resolved.questions if q.kind is QuestionKind.SAME_SYSTEM]
    assert [len(question.about) for question in same] == [2]


def test_a_name_inside_several_or_beside_the_other_is_not_asked_about() -> None:
    """A name inside two says too little, and a list that holds both names means two systems."""
    several = [
        system("Portal", "a.csv:2"),
        system("Customer Portal", "b.csv:2"),
        system("Installer Portal", "b.csv:3"),
    ]
    one_list = [system("Mollie", "a.csv:2"), system("Mollie Payments", "a.csv:3")]
    for records in (several, one_list):
        kinds = {question.kind for question in resolve(records).questions}
        assert QuestionKind.SAME_SYSTEM not in kinds


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("my.portal.example", True),
        ("myportal.example", False),
        ("settle.my.portal.example", False),
    ],
)
def test_a_host_that_spells_a_systems_name_is_taken_for_it(host: str, found: bool) -> None:
    """It becomes a question, so that "no" reverts it; a part of a name is not a match."""
    resolved = resolve([system("My Portal"), flow(end(ref(host=host)), end("Ledger"))])
    assert (not resolved.endpoints) is found
    assert any(host in question.text for question in resolved.questions)


def test_directions_of_little_doubt_come_last() -> None:
    """The direction is irrelevant if no data moves, or if the flows are known."""
    records: list[Record] = [
        system("A1", "apps.csv:1"),
        system("B1", "apps.csv:2"),
        system("C1", "apps.csv:3"),
        system("D1", "apps.csv:4"),
        touch("A1", "B1", "cmdb.csv:1"),
        replace(touch("A1", "C1", "cmdb.csv:2"), moves_data=False),
        touch("A1", "D1", "cmdb.csv:3"),
        flow("A1", "D1", "job.json:1"),
    ]
    asked = [q for q in resolve(records).questions if q.kind is QuestionKind.DIRECTION]
    assert asked[0].id == "direction:a1--b1"
    assert asked[0].weight > max(question.weight for question in asked[1:])


@pytest.mark.parametrize("repeated", [False, True])
def test_an_environment_that_an_alias_joined_gives_no_name(repeated: bool) -> None:
    """The name of the production holds, also where a list repeats it as an environment."""
    records: list[Record] = [
        *(system("CRM", f"a.csv:{line}") for line in (1, 2, 3, 4)),
        replace(system("ERP", "b.csv:2"), aliases=("Salesforce",)),
        replace(system("Salesforce Sandbox", "b.csv:3"), aliases=("CRM",)),
    ]
    if repeated:
        records += [
            replace(system("CRM", "list.csv:1"), aliases=("ERP", "Salesforce")),
            replace(system("CRM", "list.csv:2"), environment="sandbox"),
        ]
    assert [node.name for node in resolve(records, catalogue=CATALOGUE).systems] == ["CRM"]


@pytest.mark.parametrize("listed", [False, True])
def test_an_alias_of_a_test_system_still_leads_to_its_production(listed: bool) -> None:
    """Listing the production as well must not turn what was only asked about into a system."""
    sandbox = replace(system("Salesforce Sandbox"), aliases=("CRM Test",))
    mention = replace(flow("Hub", "SFDC"), via=(SystemRef(name="CRM"),))
    more = [system("Salesforce", "b.csv:2")] if listed else []
    resolved = resolve([sandbox, system("Hub"), mention, *more], catalogue=CATALOGUE)
    assert {node.name for node in resolved.systems} == {"Hub", "Salesforce"}
    assert [node.name for node in resolved.endpoints] == ["CRM"]


def test_an_alias_of_a_system_and_its_test_environment_is_not_ambiguous() -> None:
    """Both declare the other name of one system; a list that repeats it splits nothing off."""
    records: list[Record] = [
        system("CRM", "a.csv:8"),
        replace(system("Kafka", "a.csv:9"), aliases=("Stream Sandbox",)),
        replace(system("crm-test", "b.csv:9"), aliases=("Kafka",), environment="test"),
        replace(system("CRM", "list.csv:1"), aliases=("Kafka",)),
        replace(system("CRM", "list.csv:2"), environment="test"),
    ]
    # "CRM" states a kind, so the other name is shown
    assert [node.name for node in resolve(records).systems] == ["Kafka"]
