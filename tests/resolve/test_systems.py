"""Which names mean one system."""

from dataclasses import replace

import pytest

from seamscope.config import Alias, Config, Home
from seamscope.records import Record, State, SystemRef
from seamscope.resolve import resolve
from seamscope.resolved import KnownFrom, Severity

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
    system,
    table,
)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("SAP S/4HANA", "sap s/4hana"),
        ("SAP S/4HANA", " SAP  S 4HANA "),
        ("E-Commerce", "E Commerce"),
        ("ＣＲＭ", "crm"),
    ],
)
def test_names_that_differ_only_in_case_space_and_punctuation_are_one(
    first: str, second: str
) -> None:
    """A different spelling does not add a second box to the diagram."""
    resolved = resolve([system(first), system(second, "cmdb.csv:2")])
    assert len(resolved.systems) == 1
    assert not resolved.questions


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Salesforce", "Salesforce Service Cloud"),
        ("CRM", "CRM-Old"),
        ("C++", "C#"),
        ("SAP", "SAPA"),
    ],
)
def test_lookalikes_stay_apart(first: str, second: str) -> None:
    """Similar names are not the same system."""
    assert names(resolve([system(first), system(second)], catalogue=CATALOGUE)) == sorted(
        [first, second]
    )


def test_same_name_in_two_sources_is_one_system_with_the_reason() -> None:
    """Two lists of one landscape name the same systems."""
    resolved = resolve([system("CRM", "a.csv:2"), system("CRM", "b.csv:3")])
    assert reasons(get_only(resolved, "CRM")) == [("CRM", "same name")]
    assert [str(item) for item in get_only(resolved, "CRM").evidence] == ["a.csv:2", "b.csv:3"]


def test_one_name_with_two_ids_of_one_source_is_kept_apart_and_asked_about() -> None:
    """A source that gives two ids means two things."""
    records = [
        system("CRM", "cmdb.csv:2", id="A1", connector="cmdb"),
        system("CRM", "cmdb.csv:3", id="A2", connector="cmdb"),
    ]
    resolved = resolve(records)
    assert [node.id for node in resolved.systems] == ["crm", "crm-2"]
    assert has_question(resolved, "Is CRM, which is listed 2 times with different ids")


def test_an_id_leads_to_the_system_that_has_it() -> None:
    """A relation list refers to its systems by their ids."""
    records: list[Record] = [
        system("CRM", "cmdb.csv:2", id="A1", connector="cmdb"),
        system("CRM", "cmdb.csv:3", id="A2", connector="cmdb"),
    ]
    pointing = flow(end(ref("CRM", id="A2")), end(ref("CRM", id="A1")), "relations.csv:2")
    (resolved,) = resolve([*records, pointing]).flows
    assert (resolved.source.system, resolved.target.system) == ("crm-2", "crm")


def test_ids_of_different_connectors_do_not_contradict() -> None:
    """Two tools give one system different ids, which is no contradiction."""
    resolved = resolve(
        [
            system("CRM", "cmdb.csv:2", id="1", connector="cmdb"),
            system("CRM", "model.xml:9", id="id-77", connector="archimate"),
        ]
    )
    assert names(resolved) == ["CRM"]


def test_declared_alias_joins_with_its_place_as_the_reason() -> None:
    """An inventory's own word is enough."""
    resolved = resolve([system("SAP ECC", aliases=("ERP",)), system("ERP", "cmdb.csv:4")])
    node = get_only(resolved, "SAP ECC")
    assert node.aliases == ("ERP",)
    assert ("ERP", "declared alias in inventory.yaml") in reasons(node)


def test_alias_of_two_systems_is_a_question_and_no_merge() -> None:
    """One name used for two systems is a question."""
    records: list[Record] = [
        system("SAP ECC", aliases=("ERP",)),
        system("Oracle EBS", aliases=("ERP",)),
        flow("ERP", "SAP ECC"),
    ]
    resolved = resolve(records)
    assert (names(resolved), list_unplaced(resolved)) == (["Oracle EBS", "SAP ECC"], ["ERP"])
    assert has_question(resolved, 'Which system does "ERP" refer to', "Oracle EBS or SAP ECC")


def test_alias_against_the_ids_of_a_source_is_a_question() -> None:
    """An inventory's alias does not overrule a CMDB that gives both an id."""
    records: list[Record] = [
        system("SAP ECC", "cmdb.csv:2", id="1", aliases=("ERP",), connector="cmdb"),
        system("ERP", "cmdb.csv:3", id="2", connector="cmdb"),
    ]
    resolved = resolve(records)
    assert names(resolved) == ["ERP", "SAP ECC"]
    assert has_question(resolved, 'Which system does "ERP" refer to')


def test_the_configuration_settles_an_ambiguous_alias() -> None:
    """An answer in seamscope.yaml stands above what sources declare."""
    records: list[Record] = [
        system("SAP ECC", aliases=("ERP",)),
        system("Oracle EBS", aliases=("ERP",)),
        flow("ERP", "Oracle EBS"),
    ]
    config = Config(systems=(Alias(system="SAP ECC", names=("ERP",), line=3),))
    resolved = resolve(records, config)
    assert names(resolved) == ["Oracle EBS", "SAP ECC"]
    assert not resolved.questions


def test_the_configuration_joins_what_ids_keep_apart() -> None:
    """A user who says that two entries are one is believed."""
    records: list[Record] = [
        system("SAP ECC", "cmdb.csv:2", id="1", connector="cmdb"),
        system("ERP", "cmdb.csv:3", id="2", connector="cmdb"),
    ]
    config = Config(systems=(Alias(system="SAP ECC", names=("ERP",)),))
    assert names(resolve(records, config)) == ["SAP ECC"]


def test_names_declared_different_are_never_merged() -> None:
    """`different:` stands above an alias, and the conflict is asked about."""
    config = Config(different=(("SAP ECC", "ERP"),))
    resolved = resolve([system("SAP ECC", aliases=("ERP",)), system("ERP")], config)
    assert names(resolved) == ["ERP", "SAP ECC"]
    assert has_question(resolved, 'Which system does "ERP" refer to')


def test_a_clue_of_two_systems_identifies_none() -> None:
    """Two systems on one host: the host is a question, not a merge."""
    records: list[Record] = [
        system("CRM", host="app01.example.com"),
        system("Billing", host="app01.example.com"),
        build_mention(ref(host="app01.example.com")),
    ]
    resolved = resolve(records)
    assert (names(resolved), list_unplaced(resolved)) == (["Billing", "CRM"], ["app01.example.com"])
    assert has_question(resolved, 'Whose host is "app01.example.com"?', "Billing and CRM")


@pytest.mark.parametrize("kind", ["host", "server", "database", "source", "folder", "schema"])
def test_a_declared_clue_leads_to_its_system(kind: str) -> None:
    """A clue that the inventory declares for a system refers to this system."""
    declared = replace(system("ERP"), clues=ref(**{kind: "Erp01"}).clues)
    records: list[Record] = [declared, build_mention(ref(**{kind: "[ERP01]"}), "a.sql:3")]
    node = get_only(resolve(records), "ERP")
    assert reasons(node) == [("[ERP01]", f'{kind} "[ERP01]" is declared for ERP')]


@pytest.mark.parametrize(
    ("pattern", "dataset", "schema"),
    [
        ("erp.*", "ERP.Orders", ""),
        ("erp.*", "Orders", "ERP"),
        ("erp", "erp.orders", ""),
        ("erp_*.*", "erp_core.orders", ""),
        ("erp.*", "prd.erp.orders", ""),
    ],
)
def test_a_declared_namespace_draws_datasets_to_its_system(
    pattern: str, dataset: str, schema: str
) -> None:
    """SQL that reaches into the ERP's schema reads the ERP, wherever it runs."""
    home = ref("Shop", database="shop", **({"schema": schema} if schema else {}))
    records: list[Record] = [system("ERP", namespace=pattern), system("Shop"), table(home, dataset)]
    (dataset_node,) = resolve(records).datasets
    assert dataset_node.system == "erp"


@pytest.mark.parametrize(
    ("home", "dataset"),
    [
        (ref(database="RAW", schema="SALESFORCE"), "RAW.SALESFORCE.ACCOUNT"),
        (ref(server="WH", schema="SALESFORCE"), "SALESFORCE.ACCOUNT"),
    ],
)
def test_a_written_database_or_server_wins_over_a_namespace(home: SystemRef, dataset: str) -> None:
    """A warehouse holds copies: RAW.SALESFORCE.ACCOUNT is the warehouse's."""
    records: list[Record] = [
        system("Snowflake", database="RAW", server="WH"),
        system("Salesforce", namespace="salesforce.*", schema="salesforce"),
        table(home, dataset),
    ]
    (node,) = resolve(records).datasets
    assert node.system == "snowflake"


def test_a_database_wins_over_a_schema() -> None:
    """A schema identifies a system only if no database does."""
    records: list[Record] = [
        system("Snowflake", database="RAW"),
        system("Salesforce", schema="salesforce"),
        table(ref(database="RAW", schema="salesforce"), "account"),
    ]
    (node,) = resolve(records).datasets
    assert node.system == "snowflake"


def test_a_name_beside_anothers_host_is_followed_and_asked_about() -> None:
    """Neither the name nor the host wins silently."""
    records: list[Record] = [
        system("ERP"),
        system("CRM", host="crm01"),
        build_mention(ref("ERP", host="crm01")),
    ]
    resolved = resolve(records)
    assert resolved.datasets[0].system == "erp"
    assert has_question(resolved, "Does query.sql refer to ERP or CRM?", 'host "crm01"')


def test_an_unlisted_name_is_learned_from_the_host_beside_it() -> None:
    """A system proven by the host of one mention is used for the same name without a host."""
    records: list[Record] = [
        system("Event Backbone", host="kafka01"),
        build_mention(ref("Kafka", host="kafka01"), "a.json:1"),
        build_mention(ref("Kafka"), "b.json:1"),
    ]
    resolved = resolve(records)
    assert names(resolved) == ["Event Backbone"]
    assert get_only(resolved, "Event Backbone").aliases == ("Kafka",)


@pytest.mark.parametrize(
    ("name", "code"), [("Forge", "FRG"), ("Forge (old plant)", "frg"), ("The Forge", "Forge ERP")]
)
def test_the_code_beside_an_unlisted_name_decides(name: str, code: str) -> None:
    """A list of interfaces has codes beside names, and the list of systems knows only the codes."""
    forge = replace(system("Forge ERP"), aliases=("FRG",))
    records: list[Record] = [
        forge,
        build_mention(ref(name, id=code), "list.csv:1"),
        build_mention(ref(name), "list.csv:2"),
    ]
    resolved = resolve(records)
    assert names(resolved) == ["Forge ERP"]
    assert name in get_only(resolved, "Forge ERP").aliases


@pytest.mark.parametrize("code", ["7", "XYZ"])
def test_a_code_that_is_no_known_name_decides_nothing(code: str) -> None:
    """Running numbers and unknown codes do not make two systems one."""
    seven = replace(system("Forge ERP"), aliases=("7",))
    records: list[Record] = [seven, build_mention(ref("Smithy", id=code))]
    assert names(resolve(records)) == ["Forge ERP", "Smithy"]


def test_a_name_beside_anothers_code_is_followed_and_asked_about() -> None:
    """The systems stay apart, and a question says what contradicts."""
    records: list[Record] = [
        replace(system("Forge ERP"), aliases=("FRG",)),
        replace(system("Quay CRM"), aliases=("QCR",)),
        build_mention(ref("Forge ERP", id="QCR")),
    ]
    resolved = resolve(records)
    assert names(resolved) == ["Forge ERP", "Quay CRM"]
    assert resolved.datasets[0].system == "forge-erp"
    assert has_question(resolved, "Does query.sql refer to Forge ERP or Quay CRM?", "QCR")


def test_homes_stand_before_inference() -> None:
    """A declared home is where the queries of these files run."""
    config = Config(homes=(Home(system="Warehouse", match="dwh/*", line=2),))
    resolved = resolve([build_mention(ref(database="x", schema="dbo"), "dwh/load.sql:1")], config)
    assert names(resolved) == ["Warehouse"]
    assert get_only(resolved, "Warehouse").known_from is KnownFrom.DECLARED


@pytest.mark.parametrize(
    ("home", "dataset"),
    [
        (ref(server="ERPSRV"), "dbo.t"),
        (ref(database="other"), "other.dbo.t"),
        (ref(source="s"), "t"),
    ],
)
def test_what_leads_elsewhere_does_not_live_at_home(home: SystemRef, dataset: str) -> None:
    """A linked server in a query of the warehouse is not the warehouse."""
    config = Config(homes=(Home(system="Warehouse", match="dwh/*"),))
    resolved = resolve([table(home, dataset, "dwh/load.sql:1")], config)
    assert resolved.datasets[0].system != "warehouse"


def test_a_home_by_database_is_a_clue_like_any_other() -> None:
    """`homes:` with a database declares that database."""
    config = Config(homes=(Home(system="Warehouse", database="DWH"),))
    assert names(resolve([build_mention(ref(database="dwh"))], config)) == ["Warehouse"]


def test_environments_fold_into_their_system_by_name() -> None:
    """A sandbox is not a separate system if its system is known."""
    records: list[Record] = [
        system("Salesforce"),
        system("Salesforce Sandbox"),
        flow("Salesforce UAT", "ERP"),
    ]
    resolved = resolve(records)
    node = get_only(resolved, "Salesforce")
    assert node.environments == ("sandbox", "uat")
    assert ("Salesforce UAT", 'its name contains the environment "uat"') in reasons(node)
    assert has_question(
        resolved, 'Is "Salesforce Sandbox" only the sandbox environment of Salesforce?'
    )
    assert node.aliases == ()


@pytest.mark.parametrize(
    "name",
    ["Salesforce Acceptatie", "Salesforce Abnahme", "Salesforce Recette", "Salesforce (Collaudo)",
     "Salesforce Desarrollo", "Salesforce Homologação"],
)  # fmt: skip
def test_environments_are_known_in_the_languages_of_the_lists(name: str) -> None:
    """Each becomes a question, because it might be a separate system."""
    resolved = resolve([system("Salesforce"), system(name)])
    assert names(resolved) == ["Salesforce"]
    assert has_question(resolved, f'Is "{name}" only the')


@pytest.mark.parametrize(
    "name", ["Data Quality", "Data Integration", "Data Training", "Data Prova"]
)
def test_words_of_own_names_make_no_environment(name: str) -> None:
    """They are parts of names more often than environments."""
    assert names(resolve([system("Data"), system(name)])) == ["Data", name]


def test_environments_fold_by_their_record() -> None:
    """A CMDB lists each environment with a separate id."""
    records: list[Record] = [
        system("SAP", "cmdb.csv:2", id="1", connector="cmdb"),
        system("SAP", "cmdb.csv:3", id="2", connector="cmdb", environment="test", owner="QA"),
    ]
    node = get_only(resolve(records), "SAP")
    assert (node.environments, node.owner) == (("test",), "")


def test_a_test_system_finds_its_production_by_name() -> None:
    """If no entry is just "SAP", its production is the base of "SAP QAS"."""
    assert names(resolve([system("SAP PRD"), system("SAP QAS")])) == ["SAP PRD"]


def test_an_environment_without_its_system_stands_alone() -> None:
    """Without the base there is nothing to fold into."""
    resolved = resolve([system("CRM Test"), flow("CRM Test", "ERP")])
    assert names(resolved) == ["CRM Test", "ERP"]
    assert resolved.flows[0].state is State.ACTIVE


def test_a_declared_difference_keeps_an_environment_apart() -> None:
    """The user knows best."""
    config = Config(different=(("Salesforce", "Salesforce Sandbox"),))
    records: list[Record] = [system("Salesforce"), flow("Salesforce Sandbox", "Salesforce")]
    assert names(resolve(records, config)) == ["Salesforce", "Salesforce Sandbox"]


def test_sources_that_disagree_are_both_shown() -> None:
    """The first word is used, and both stand in a finding and a question."""
    records: list[Record] = [
        system("CRM", "a.csv:2", owner="Ann"),
        system("CRM", "b.csv:3", owner="Bob"),
    ]
    resolved = resolve(records)
    (finding,) = resolved.findings
    assert get_only(resolved, "CRM").owner == "Ann"
    assert finding.severity is Severity.MEDIUM
    assert finding.what == "Sources disagree on the owner of CRM: Ann (a.csv:2) / Bob (b.csv:3)"
    assert has_question(resolved, "What is the owner of CRM, Ann or Bob?")


def test_texts_about_owners_show_no_address() -> None:
    """The owner of a system says whom to ask; what sources disagree on is read by many."""
    records = [
        system("CRM", "a.csv:2", owner="Ann, ann.archer@corp.example.com"),
        system("CRM", "b.csv:3", owner="Bob, bob.baker@corp.example.com"),
    ]
    resolved = resolve(records)
    assert get_only(resolved, "CRM").owner == "Ann, ann.archer@corp.example.com"
    (question,) = (q for q in resolved.questions if "owner" in q.text)
    texts = (resolved.findings[0].what, resolved.findings[0].remedy, question.text)
    shown = " ".join((*texts, *question.candidates))
    assert not any(word in shown for word in ("archer", "baker"))
    assert all("Ann" in text for text in texts)


@pytest.mark.parametrize("order", [1, -1])
def test_a_source_that_says_the_same_and_more_disagrees_with_nobody(order: int) -> None:
    """The hours after a name are additional information: they are kept without a question."""
    records: list[Record] = [
        system("CRM", "a.csv:2", owner="CRM desk"),
        system("CRM", "b.csv:3", owner="CRM desk (06:00 to 20:00)"),
    ]
    resolved = resolve(records[::order])
    assert get_only(resolved, "CRM").owner == "CRM desk (06:00 to 20:00)"
    assert resolved.findings == ()


@pytest.mark.parametrize(
    ("address", "asked"),
    [("samir.haddad@example.com", 0), ("s.haddad@example.com", 0), ("tour@example.com", 1),
     ("samir.aubry@example.com", 1)],
)  # fmt: skip
def test_the_address_of_a_person_is_the_same_owner(address: str, asked: int) -> None:
    """A list with names and a list with mail addresses agree; the name is shown."""
    resolved = resolve([
        system("CRM", "a.csv:2", owner=address),
        system("CRM", "b.csv:3", owner="Samir Haddad"),
    ])  # fmt: skip
    assert len([q for q in resolved.questions if q.subject == "owner"]) == asked
    if not asked:
        assert get_only(resolved, "CRM").owner == "Samir Haddad"


@pytest.mark.parametrize("state", [State.RETIRED, State.PLANNED])
def test_a_life_cycle_that_one_source_states_is_kept(state: State) -> None:
    """A source that says nothing of the life cycle neither ends it nor disagrees with anybody."""
    records: list[Record] = [system("CRM", "a.csv:2"), system("CRM", "b.csv:3", state=state)]
    resolved = resolve(records)
    assert get_only(resolved, "CRM").lifecycle is state
    assert resolved.findings == ()
    assert not has_question(resolved, "still in use")


def test_every_unlisted_name_is_asked_about_beside_an_inventory() -> None:
    """A name the inventory does not know is a gap in one of the two."""
    resolved = resolve([system("CRM"), flow("CRM", "Billing")])
    assert get_only(resolved, "Billing").known_from is KnownFrom.DECLARED
    assert has_question(resolved, "Is Billing a separate system?")


def test_without_an_inventory_unlisted_names_are_one_question() -> None:
    """Forty questions of one kind would hide the others."""
    resolved = resolve([flow("CRM", "Billing")])
    assert [question.text[:52] for question in resolved.questions] == [
        "Are these 2 separate systems: Billing and CRM? No so"
    ]


def test_the_pocs_own_system_is_no_inventory() -> None:
    """Its description lists the POC and nothing else."""
    resolved = resolve([system("Claims AI", "poc.yaml:1", kind="poc"), flow("A", "B")])
    assert has_question(resolved, "Are these 2 separate systems: A and B?")


def test_one_name_at_two_hosts_is_shown_once_and_asked_about() -> None:
    """Two bootstrap servers may be one cluster or two."""
    records = [
        build_mention(ref("Kafka", host="k1"), "a.json:1"),
        build_mention(ref("Kafka", host="k2"), "b.json:1"),
    ]
    resolved = resolve(records)
    assert names(resolved) == ["Kafka"]
    assert has_question(resolved, "Is Kafka one system or several?", "k1 and k2")


def test_ids_are_slugs_and_unique() -> None:
    """Names that differ only in non-ASCII characters still get separate ids."""
    resolved = resolve([system("Büro"), system("Buro"), system("財務"), system("SAP S/4HANA")])
    assert [node.id for node in resolved.systems] == ["buro", "buro-2", "sap-s-4hana", "unnamed"]


def test_a_declared_system_without_any_mention_is_kept() -> None:
    """Everything that the user declares is in the landscape."""
    config = Config(file="seamscope.yaml", systems=(Alias(system="CRM", line=4),))
    node = get_only(resolve([], config), "CRM")
    assert [str(item) for item in node.evidence] == ["seamscope.yaml:4"]


# --- the name that is shown


@pytest.mark.parametrize(
    ("listed", "shown"),
    [
        (
            [("ZollExpert", (), "cmdb.csv"), ("ZollExpert", (), "apps.csv"),
             ("dogana", ("ZollExpert",), "elenco.csv")],
            "ZollExpert",
        ),  # one list translates the name
        (
            [("Averías", (), "apps.csv"), ("Averías", (), "workspace.dsl"),
             ("BMC Remedy", ("Averías",), "leanix.csv")],
            "Averías",
        ),
        (
            [("SAP ECC (P01)", (), "cmdb.csv"), ("SAP ECC (P01)", (), "servers.csv"),
             ("SAP ECC", ("SAP ECC (P01)",), "apps.csv")],
            "SAP ECC",
        ),  # a remark in brackets is no other name
        (
            [("CRM", ("Klantbeeld",), "model.xml"), ("CRM", (), "workspace.dsl"),
             ("Klantbeeld", (), "apps.csv")],
            "Klantbeeld",
        ),  # a kind is a name only if there is no other
        ([("CRM", (), "model.xml"), ("CRM", (), "apps.csv")], "CRM"),
    ],
)  # fmt: skip
def test_the_shown_name_is_the_one_that_most_files_list(
    listed: list[tuple[str, tuple[str, ...], str]], shown: str
) -> None:
    """Colleagues find a system by the name that they use themselves."""
    records = [
        system(name, f"{file}:{line}", aliases=aliases)
        for line, (name, aliases, file) in enumerate(listed, start=2)
    ]
    for order in (records, records[::-1]):
        assert names(resolve(order, catalogue=CATALOGUE)) == [shown]


def test_of_names_in_one_file_each_the_longest_list_decides() -> None:
    """A list of all applications knows the usual name better than a file about one thing."""
    records = [
        system("Churn score in Megaphone", "exposures.yml:3", aliases=("Megaphone",)),
        system("Megaphone", "apps.csv:2", aliases=("Churn score in Megaphone",)),
        system("Payroll", "apps.csv:3"),
        system("Ledger", "apps.csv:4"),
    ]
    for order in (records, records[::-1]):
        assert names(resolve(order)) == ["Ledger", "Megaphone", "Payroll"]


# --- spellings and short codes of names


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Lagerverwaltung Süd", "Lagerverwaltung Sued"),
        ("Gebührenabrechnung", "GEBUEHRENABRECHNUNG"),
        ("Ödland-Register", "Oedland Register"),
        ("Obsługa Zgłoszeń", "Obsluga Zgloszen"),
        ("Sædding Ledger", "Saedding Ledger"),
    ],
)
def test_a_name_without_umlauts_is_the_same_name(first: str, second: str) -> None:
    """Exports and file names transcribe letters that they cannot write."""
    for records in ([first, second], [second, first]):
        listed = [system(name, f"{number}.csv:2") for number, name in enumerate(records)]
        resolved = resolve(listed)
        assert len(resolved.systems) == 1
        assert not resolved.questions


def test_a_transcribed_name_is_found_by_a_flow() -> None:
    """A flow from "Sued" starts at the system "Süd"."""
    resolved = resolve(
        [system("Lager Süd", "a.csv:2"), system("Ledger", "a.csv:3"), flow("Lager Sued", "Ledger")]
    )
    assert names(resolved) == ["Lager Süd", "Ledger"]


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("MDM", "Master Data Management"),
        ("PAS", "Patient Administration System"),
        ("LPD", "Lagerplatzdisposition Produktion Dahlem"),
    ],
)
def test_initials_in_another_list_are_asked_about(short: str, full: str) -> None:
    """A code of initials may mean the full name; it is not merged without an answer."""
    resolved = resolve([system(short, "a.csv:2"), system(full, "b.csv:2")])
    assert len(resolved.systems) == 2
    assert has_question(resolved, short, full)


def test_initials_of_several_names_or_in_the_same_list_are_not_asked_about() -> None:
    """A code that fits several systems identifies none, and a list has each system once."""
    several = [
        system("CMS", "a.csv:2"),
        system("Card Management System", "b.csv:2"),
        system("Content Management System", "b.csv:3"),
    ]
    assert not resolve(several).questions
    alone = [system("PAS", "a.csv:2"), system("Patient Administration System", "a.csv:3")]
    assert not resolve(alone).questions
