"""Some evidence merges two entries to one system, other evidence leads to a question, and the rest
has no effect.
"""

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
    """Return whether one question of a kind has all these candidates."""
    return any(q.kind is kind and {*candidates} <= {*q.candidates} for q in resolved.questions)


@pytest.mark.parametrize(
    ("number", "other"), [("A-17", "A-17"), ("APP0042", "app0042"), ("VW-APP-001", "VW-APP-001")]
)
def test_the_organisations_own_id_joins_entries_of_any_sources(number: str, other: str) -> None:
    """Two entries of different sources with the same application id are one system, even if the id
    is spelled differently.
    """
    records = [
        system("Material planning", "cmdb.csv:2", connector="servicenow", app_id=number),
        system("Dispo", "apps.csv:2", connector="tables", app_id=other),
    ]
    resolved = resolve(records)
    assert len(resolved.systems) == 1
    assert any("same application id" in reason for _, reason in reasons(resolved.systems[0]))


def test_an_id_that_one_file_gives_twice_joins_nothing() -> None:
    """If two systems of one list have the same application id, this id merges no systems, and a
    question asks about it.
    """
    records = [
        system("Planning", "a.csv:2", app_id="A-17"),
        system("Payroll", "a.csv:3", app_id="A-17"),
        system("Dispo", "b.csv:2", app_id="A-17"),
    ]
    resolved = resolve(records)
    assert names(resolved) == ["Dispo", "Payroll", "Planning"]
    assert question(resolved, QuestionKind.SAME_SYSTEM, "Dispo", "Payroll", "Planning")


def test_ids_of_one_numbering_that_differ_keep_entries_apart() -> None:
    """Two entries with different application ids are two systems, even if one has the other's name
    as an alias.
    """
    records = [
        system("Portal", "a.csv:2", app_id="APP-1"),
        system("Shop", "b.csv:2", aliases=("Portal",), app_id="APP-2"),
    ]
    assert names(resolve(records)) == ["Portal", "Shop"]


def test_different_row_numbers_in_two_lists_do_not_separate_a_system() -> None:
    """Two entries with the same name and different row numbers as ids are one system."""
    records = [
        system("CRM", "a.csv:4", connector="tables", id="3"),
        system("CRM", "b.csv:8", connector="tables", id="7"),
    ]
    assert names(resolve(records)) == ["CRM"]


def test_ids_of_tools_mean_nothing_elsewhere() -> None:
    """Two entries of different tools with the same id are two systems."""
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
    """A host name is the same with and without its domain, port or suffix."""
    records: list[Record] = [
        system("Orders", host=declared),
        build_mention(ref(host=mentioned, database="OrdDB"), "debezium.json:1"),
    ]
    assert (names(resolve(records)), list_unplaced(resolve(records))) == (["Orders"], [])


def test_a_short_host_that_two_full_names_may_mean_tells_nothing() -> None:
    """`erp01` is not assigned if the listed hosts have this name in two domains."""
    records: list[Record] = [
        system("Orders", host="erp01.emea.example"),
        system("Ledger", "inventory.yaml:9", host="erp01.apac.example"),
        build_mention(ref(host="erp01")),
    ]
    assert list_unplaced(resolve(records)) == ["erp01"]


@pytest.mark.parametrize("address", ["10.0.0.5", "10.0"])
def test_an_address_has_no_short_form(address: str) -> None:
    """The IP address 10.0.0.5 has no short form: `10.0` is another host."""
    records: list[Record] = [system("Orders", host="10.0.0.5"), build_mention(ref(host=address))]
    assert (list_unplaced(resolve(records)) == []) is (address == "10.0.0.5")


def test_host_and_database_together_tell_what_neither_does() -> None:
    """A host of two systems and a database name of two systems together identify the only system
    that has both.
    """
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
    """A database that is mentioned without a host belongs to the system of the only host that is
    known to have it.
    """
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
    """A database link with the name of a system belongs to it, and a question asks to confirm
    it.
    """
    resolved = resolve([system("Reiseweg"), build_mention(ref(**clues), "links.sql:1")])
    assert (names(resolved), list_unplaced(resolved)) == (["Reiseweg"], [])
    assert has_question(resolved, "belong to Reiseweg?")


def test_a_linked_server_may_be_called_like_its_host() -> None:
    """``[VMK-SQL-05].db.dbo.t`` belongs to the system with the host `vmk-sql-05`."""
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
    """Two addresses of a bucket that differ in scheme and path are one endpoint."""
    records = [build_mention(ref(**one), f"{n}.json:1") for n, one in enumerate(spellings)]
    assert len(resolve(records).endpoints) == 1


def three_lists(middle: str, last: str, alias: str) -> list[System]:
    """Return a system in one list, and two systems in other lists that have its name as an
    alias.
    """
    return [
        system(alias, "a.csv:2"),
        system(middle, "b.csv:2", aliases=(alias,)),
        system(last, "c.csv:2", aliases=(alias,)),
    ]


def test_lists_that_give_other_names_of_one_system_are_joined() -> None:
    """RabbitMQ and Message cluster, which two lists call Northline, are one system with the
    Northline of a third list.
    """
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
    """A common alias does not join systems if it is only a kind such as ERP, or if the systems are
    different products.
    """
    resolved = resolve(three_lists(middle, last, alias), catalogue=CATALOGUE)
    assert len(resolved.systems) > 1
    assert has_question(resolved, f'Which system does "{alias}" refer to')


def test_a_third_list_that_knows_both_names_joins_them() -> None:
    """Two systems are one if a third list has both names as aliases of one system."""
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
    """A name followed by its abbreviation in brackets is found by the name and by the
    abbreviation.
    """
    records: list[Record] = [
        system(name),
        flow(alias, "Ledger"),
        flow(name.split(" (", maxsplit=1)[0], "Ledger"),
    ]
    resolved = resolve(records)
    assert names(resolved) == sorted(["Ledger", name])


@pytest.mark.parametrize("name", ["DWH (Oracle)", "CRM (Germany)", "Portal (B2B)"])
def test_another_remark_in_brackets_is_asked_about(name: str) -> None:
    """A name with a remark in brackets and the name without it stay two systems, and a question
    asks whether they are one.
    """
    resolved = resolve(
        [system(name.split(" (", maxsplit=1)[0], "a.csv:2"), system(name, "b.csv:2")]
    )
    assert len(resolved.systems) == 2
    assert question(resolved, QuestionKind.SAME_SYSTEM, name, name.split(" (", maxsplit=1)[0])


def test_a_remark_behind_an_alias_is_none_of_its_name() -> None:
    """In the alias `Planbord (Dutch crews)`, only `Planbord` is the name."""
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
    """Two similar names in two lists are two systems, which are asked about and refer to each other
    as similar.
    """
    resolved = resolve([system(one, "a.csv:2"), system(other, "b.csv:2")])
    assert names(resolved) == sorted([one, other])
    assert question(resolved, QuestionKind.SAME_SYSTEM, one, other)
    assert [miss.name for miss in get_only(resolved, one).near] == [other]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Line 4", "Line 5"), ("CRM", "ERP"), ("Customer portal", "Installer portal")],
)
def test_names_that_only_look_alike_are_not_asked_about(one: str, other: str) -> None:
    """Names that differ in digits or in short words are not asked about."""
    resolved = resolve([system(one, "a.csv:2"), system(other, "b.csv:2")])
    assert not resolved.questions


def test_one_list_that_holds_both_close_names_has_two_systems() -> None:
    """Two similar names in one list are two systems and not asked about."""
    assert not resolve([system("FleetDesk"), system("Fleet Desk", "inventory.yaml:9")]).questions


def test_a_name_that_nobody_lists_is_asked_about_with_its_candidates() -> None:
    """A name in a flow that no list contains becomes an endpoint, and a question proposes the
    systems with similar names.
    """
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
    """A short code or a word of a description becomes a candidate of a question, but is not
    assigned.
    """
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
    """A path, a host, an account, a date or a program in a list of interfaces is an endpoint, not a
    system.
    """
    resolved = resolve([system("Ledger"), flow(cell, "Ledger")])
    assert (names(resolved), list_unplaced(resolved)) == (["Ledger"], [cell])


@pytest.mark.parametrize("cell", ["SAP R/3", "d.velop", "C++ Builder", "3270 Host", "Line 4"])
def test_a_name_with_marks_and_digits_is_still_a_system(cell: str) -> None:
    """A name with punctuation or digits in a list of interfaces is a system."""
    resolved = resolve([system("Ledger"), flow(cell, "Ledger")])
    assert get_only(resolved, cell).known_from is KnownFrom.DECLARED


def test_two_databases_of_one_account_are_one_system_and_two_accounts_are_two() -> None:
    """Two databases at one Salesforce account are one system, and two accounts are two systems."""

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
    """Additional endpoints do not change the ids of the systems."""
    listed: list[Record] = [system("Orders"), flow("Orders", "Ledger")]
    more = [
        build_mention(ref(database="ledger_prd"), "a.sql:1"),
        build_mention(ref(host="orders.example")),
    ]
    before = [node.id for node in resolve(listed).systems]
    assert [node.id for node in resolve([*listed, *more]).systems] == before


def test_questions_carry_ids_candidates_and_weights() -> None:
    """A question about a name in more flows has a larger weight, and the id of a question consists
    of its kind and name.
    """
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
    """A linked service with a database becomes an inferred system with the name of the database."""
    resolved = resolve([build_mention(service(database="shop", source="LS"))])
    assert get_only(resolved, "shop").known_from is KnownFrom.INFERRED


def test_an_app_id_leads_a_mention_to_its_system() -> None:
    """A reference that has only an application id means the system with this id."""
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
    """`Mollie` in one list and a longer name with this word in another are two systems, and a
    question asks whether they are one.
    """
    resolved = resolve([system("Mollie", "a.csv:2"), system(longer, "b.csv:2")])
    assert len(resolved.systems) == 2
    same = [q for q in resolved.questions if q.kind is QuestionKind.SAME_SYSTEM]
    assert [len(question.about) for question in same] == [2]


def test_a_name_inside_several_or_beside_the_other_is_not_asked_about() -> None:
    """A name that is part of two other names, or of another name in the same list, is not asked
    about.
    """
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
    """The host `my.portal.example` is assigned to My Portal with a question;
    `settle.my.portal.example` is not assigned.
    """
    resolved = resolve([system("My Portal"), flow(end(ref(host=host)), end("Ledger"))])
    assert (not resolved.endpoints) is found
    assert any(host in question.text for question in resolved.questions)


def test_directions_of_little_doubt_come_last() -> None:
    """A question about a direction has a lower weight if the dependency moves no data or a flow
    between the systems is known.
    """
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
    """If aliases merge a production system and a sandbox, the name of the production system is
    shown, also if a list calls it an environment.
    """
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
    """The alias "CRM Test" of a sandbox does not make the endpoint CRM a system, whether or not
    another list has the production system.
    """
    sandbox = replace(system("Salesforce Sandbox"), aliases=("CRM Test",))
    mention = replace(flow("Hub", "SFDC"), via=(SystemRef(name="CRM"),))
    more = [system("Salesforce", "b.csv:2")] if listed else []
    resolved = resolve([sandbox, system("Hub"), mention, *more], catalogue=CATALOGUE)
    assert {node.name for node in resolved.systems} == {"Hub", "Salesforce"}
    assert [node.name for node in resolved.endpoints] == ["CRM"]


def test_an_alias_of_a_system_and_its_test_environment_is_not_ambiguous() -> None:
    """If `Kafka` is the name of one system and an alias of the test environment `crm-test`, both
    are the system Kafka, even if another list repeats the alias.
    """
    records: list[Record] = [
        system("CRM", "a.csv:8"),
        replace(system("Kafka", "a.csv:9"), aliases=("Stream Sandbox",)),
        replace(system("crm-test", "b.csv:9"), aliases=("Kafka",), environment="test"),
        replace(system("CRM", "list.csv:1"), aliases=("Kafka",)),
        replace(system("CRM", "list.csv:2"), environment="test"),
    ]
    # "CRM" states a kind, so the other name is shown
    assert [node.name for node in resolve(records).systems] == ["Kafka"]
