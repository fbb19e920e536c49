"""Entries and references with different names are recognised as one system, or kept apart."""

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
    """Two names that differ only in case, spaces or punctuation are one system, without a
    question.
    """
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
    """Two names that only look alike are two systems."""
    assert names(resolve([system(first), system(second)], catalogue=CATALOGUE)) == sorted(
        [first, second]
    )


def test_same_name_in_two_sources_is_one_system_with_the_reason() -> None:
    """Two entries with the same name in two lists are one system with the reason "same name" and
    the evidence of both.
    """
    resolved = resolve([system("CRM", "a.csv:2"), system("CRM", "b.csv:3")])
    assert reasons(get_only(resolved, "CRM")) == [("CRM", "same name")]
    assert [str(item) for item in get_only(resolved, "CRM").evidence] == ["a.csv:2", "b.csv:3"]


def test_one_name_with_two_ids_of_one_source_is_kept_apart_and_asked_about() -> None:
    """Two entries of one source with the same name and different ids are two systems, and a
    question asks whether they are one.
    """
    records = [
        system("CRM", "cmdb.csv:2", id="A1", connector="cmdb"),
        system("CRM", "cmdb.csv:3", id="A2", connector="cmdb"),
    ]
    resolved = resolve(records)
    assert [node.id for node in resolved.systems] == ["crm", "crm-2"]
    assert has_question(resolved, "Is CRM, which is listed 2 times with different ids")


def test_an_id_leads_to_the_system_that_has_it() -> None:
    """If two systems have the same name, a relation refers to the one with its id."""
    records: list[Record] = [
        system("CRM", "cmdb.csv:2", id="A1", connector="cmdb"),
        system("CRM", "cmdb.csv:3", id="A2", connector="cmdb"),
    ]
    pointing = flow(end(ref("CRM", id="A2")), end(ref("CRM", id="A1")), "relations.csv:2")
    (resolved,) = resolve([*records, pointing]).flows
    assert (resolved.source.system, resolved.target.system) == ("crm-2", "crm")


def test_ids_of_different_connectors_do_not_contradict() -> None:
    """Two entries with the same name and different ids of two tools are one system."""
    resolved = resolve(
        [
            system("CRM", "cmdb.csv:2", id="1", connector="cmdb"),
            system("CRM", "model.xml:9", id="id-77", connector="archimate"),
        ]
    )
    assert names(resolved) == ["CRM"]


def test_declared_alias_joins_with_its_place_as_the_reason() -> None:
    """An alias in an inventory merges two systems, with "declared alias in inventory.yaml" as the
    reason.
    """
    resolved = resolve([system("SAP ECC", aliases=("ERP",)), system("ERP", "cmdb.csv:4")])
    node = get_only(resolved, "SAP ECC")
    assert node.aliases == ("ERP",)
    assert ("ERP", "declared alias in inventory.yaml") in reasons(node)


def test_alias_of_two_systems_is_a_question_and_no_merge() -> None:
    """An alias of two systems stays an endpoint, and a question proposes both."""
    records: list[Record] = [
        system("SAP ECC", aliases=("ERP",)),
        system("Oracle EBS", aliases=("ERP",)),
        flow("ERP", "SAP ECC"),
    ]
    resolved = resolve(records)
    assert (names(resolved), list_unplaced(resolved)) == (["Oracle EBS", "SAP ECC"], ["ERP"])
    assert has_question(resolved, 'Which system does "ERP" refer to', "Oracle EBS or SAP ECC")


def test_alias_against_the_ids_of_a_source_is_a_question() -> None:
    """An alias does not merge two entries with different ids in one source; a question asks which
    system is meant.
    """
    records: list[Record] = [
        system("SAP ECC", "cmdb.csv:2", id="1", aliases=("ERP",), connector="cmdb"),
        system("ERP", "cmdb.csv:3", id="2", connector="cmdb"),
    ]
    resolved = resolve(records)
    assert names(resolved) == ["ERP", "SAP ECC"]
    assert has_question(resolved, 'Which system does "ERP" refer to')


def test_the_configuration_settles_an_ambiguous_alias() -> None:
    """An alias of two systems belongs to the one for which seamscope.yaml declares it."""
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
    """Two entries with different ids are one system if seamscope.yaml says so."""
    records: list[Record] = [
        system("SAP ECC", "cmdb.csv:2", id="1", connector="cmdb"),
        system("ERP", "cmdb.csv:3", id="2", connector="cmdb"),
    ]
    config = Config(systems=(Alias(system="SAP ECC", names=("ERP",)),))
    assert names(resolve(records, config)) == ["SAP ECC"]


def test_names_declared_different_are_never_merged() -> None:
    """Two names below `different:` are two systems, even if one is declared as an alias of the
    other; a question asks about this conflict.
    """
    config = Config(different=(("SAP ECC", "ERP"),))
    resolved = resolve([system("SAP ECC", aliases=("ERP",)), system("ERP")], config)
    assert names(resolved) == ["ERP", "SAP ECC"]
    assert has_question(resolved, 'Which system does "ERP" refer to')


def test_a_clue_of_two_systems_identifies_none() -> None:
    """A host that two systems declare belongs to neither, and a question asks for its system."""
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
    """A clue that a system declares, such as a host, identifies this system in other files."""
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
    """A table in a namespace that the ERP declares belongs to the ERP, even if the SQL runs in
    another system.
    """
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
    """`RAW.SALESFORCE.ACCOUNT` belongs to the warehouse with the database RAW, not to the system
    with the namespace `salesforce.*`.
    """
    records: list[Record] = [
        system("Snowflake", database="RAW", server="WH"),
        system("Salesforce", namespace="salesforce.*", schema="salesforce"),
        table(home, dataset),
    ]
    (node,) = resolve(records).datasets
    assert node.system == "snowflake"


def test_a_database_wins_over_a_schema() -> None:
    """A dataset with a database of one system and a schema of another belongs to the system with
    the database.
    """
    records: list[Record] = [
        system("Snowflake", database="RAW"),
        system("Salesforce", schema="salesforce"),
        table(ref(database="RAW", schema="salesforce"), "account"),
    ]
    (node,) = resolve(records).datasets
    assert node.system == "snowflake"


def test_a_name_beside_anothers_host_is_followed_and_asked_about() -> None:
    """A reference with the name of one system and the host of another means the system of the name,
    and a question asks which is right.
    """
    records: list[Record] = [
        system("ERP"),
        system("CRM", host="crm01"),
        build_mention(ref("ERP", host="crm01")),
    ]
    resolved = resolve(records)
    assert resolved.datasets[0].system == "erp"
    assert has_question(resolved, "Does query.sql refer to ERP or CRM?", 'host "crm01"')


def test_an_unlisted_name_is_learned_from_the_host_beside_it() -> None:
    """If "Kafka" is mentioned once with the host of Event Backbone, "Kafka" without a host means
    this system, too.
    """
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
    """An unlisted name with the code FRG beside it means the system with the alias FRG."""
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
    """A running number or an unknown code beside a name does not merge systems."""
    seven = replace(system("Forge ERP"), aliases=("7",))
    records: list[Record] = [seven, build_mention(ref("Smithy", id=code))]
    assert names(resolve(records)) == ["Forge ERP", "Smithy"]


def test_a_name_beside_anothers_code_is_followed_and_asked_about() -> None:
    """A reference with the name of one system and the code of another means the system of the name,
    and a question asks which is right.
    """
    records: list[Record] = [
        replace(system("Forge ERP"), aliases=("FRG",)),
        replace(system("Quay CRM"), aliases=("QCR",)),
        build_mention(ref("Forge ERP", id="QCR")),
    ]
    resolved = resolve(records)
    assert names(resolved) == ["Forge ERP", "Quay CRM"]
    assert resolved.datasets[0].system == "forge-erp"
    assert has_question(resolved, "Does query.sql refer to Forge ERP or Quay CRM?", "QCR")


def test_homes_of_the_user_outrank_inferred_ones() -> None:
    """Files that match an entry of `homes:` belong to its system, not to one that is inferred from
    a database.
    """
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
def test_a_table_of_a_linked_server_does_not_belong_to_the_home_of_its_file(
    home: SystemRef, dataset: str
) -> None:
    """If a file matches `homes:`, its tables of a linked server still do not belong to the system
    of that entry.
    """
    config = Config(homes=(Home(system="Warehouse", match="dwh/*"),))
    resolved = resolve([table(home, dataset, "dwh/load.sql:1")], config)
    assert resolved.datasets[0].system != "warehouse"


def test_a_home_with_a_database_declares_the_database() -> None:
    """An entry of `homes:` with a database declares this database for its system."""
    config = Config(homes=(Home(system="Warehouse", database="DWH"),))
    assert names(resolve([build_mention(ref(database="dwh"))], config)) == ["Warehouse"]


def test_environments_fold_into_their_system_by_name() -> None:
    """`Salesforce Sandbox` and `Salesforce UAT` are environments of Salesforce, and a question asks
    to confirm it.
    """
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
    """Entries such as "Salesforce Abnahme" and "Salesforce Recette" are environments of Salesforce,
    and a question asks to confirm it.
    """
    resolved = resolve([system("Salesforce"), system(name)])
    assert names(resolved) == ["Salesforce"]
    assert has_question(resolved, f'Is "{name}" only the')


@pytest.mark.parametrize(
    "name", ["Data Quality", "Data Integration", "Data Training", "Data Prova"]
)
def test_words_of_own_names_make_no_environment(name: str) -> None:
    """`Data Integration` and `Data Training` are systems of their own and not environments of
    `Data`.
    """
    assert names(resolve([system("Data"), system(name)])) == ["Data", name]


def test_environments_fold_by_their_record() -> None:
    """A CMDB entry with an environment and its own id is an environment of the entry with the same
    name.
    """
    records: list[Record] = [
        system("SAP", "cmdb.csv:2", id="1", connector="cmdb"),
        system("SAP", "cmdb.csv:3", id="2", connector="cmdb", environment="test", owner="QA"),
    ]
    node = get_only(resolve(records), "SAP")
    assert (node.environments, node.owner) == (("test",), "")


def test_a_test_system_finds_its_production_by_name() -> None:
    """Without an entry "SAP", "SAP QAS" is an environment of "SAP PRD"."""
    assert names(resolve([system("SAP PRD"), system("SAP QAS")])) == ["SAP PRD"]


def test_an_environment_without_its_system_stands_alone() -> None:
    """`CRM Test` is a system of its own if there is no `CRM`."""
    resolved = resolve([system("CRM Test"), flow("CRM Test", "ERP")])
    assert names(resolved) == ["CRM Test", "ERP"]
    assert resolved.flows[0].state is State.ACTIVE


def test_a_declared_difference_keeps_an_environment_apart() -> None:
    """An environment whose name is below `different:` is a system of its own."""
    config = Config(different=(("Salesforce", "Salesforce Sandbox"),))
    records: list[Record] = [system("Salesforce"), flow("Salesforce Sandbox", "Salesforce")]
    assert names(resolve(records, config)) == ["Salesforce", "Salesforce Sandbox"]


def test_sources_that_disagree_are_both_shown() -> None:
    """If two sources name different owners, the system has the first one, and a finding and a
    question name both.
    """
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
    """The owner keeps his mail address, but findings and questions about owners show only names."""
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
    """`CRM desk` and `CRM desk (06:00 to 20:00)` are the same owner, and the longer text is
    kept.
    """
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
    """The name of a person in one list and the person's mail address in another are the same owner,
    and the name is shown.
    """
    resolved = resolve([
        system("CRM", "a.csv:2", owner=address),
        system("CRM", "b.csv:3", owner="Samir Haddad"),
    ])  # fmt: skip
    assert len([q for q in resolved.questions if q.subject == "owner"]) == asked
    if not asked:
        assert get_only(resolved, "CRM").owner == "Samir Haddad"


@pytest.mark.parametrize("state", [State.RETIRED, State.PLANNED])
def test_a_life_cycle_that_one_source_states_is_kept(state: State) -> None:
    """A system has the lifecycle that one source states, and a source without one does not
    disagree.
    """
    records: list[Record] = [system("CRM", "a.csv:2"), system("CRM", "b.csv:3", state=state)]
    resolved = resolve(records)
    assert get_only(resolved, "CRM").lifecycle is state
    assert resolved.findings == ()
    assert not has_question(resolved, "still in use")


def test_every_unlisted_name_is_asked_about_beside_an_inventory() -> None:
    """If there is an inventory, each name that it does not contain gives a question."""
    resolved = resolve([system("CRM"), flow("CRM", "Billing")])
    assert get_only(resolved, "Billing").known_from is KnownFrom.DECLARED
    assert has_question(resolved, "Is Billing a separate system?")


def test_without_an_inventory_unlisted_names_are_one_question() -> None:
    """Without an inventory, one question asks about all names, because a question for each would
    hide the others.
    """
    resolved = resolve([flow("CRM", "Billing")])
    assert [question.text[:52] for question in resolved.questions] == [
        "Are these 2 separate systems: Billing and CRM? No so"
    ]


def test_the_pocs_own_system_is_no_inventory() -> None:
    """The system of poc.yaml does not count as an inventory."""
    resolved = resolve([system("Claims AI", "poc.yaml:1", kind="poc"), flow("A", "B")])
    assert has_question(resolved, "Are these 2 separate systems: A and B?")


def test_one_name_at_two_hosts_is_shown_once_and_asked_about() -> None:
    """`Kafka` at two hosts is one system, and a question asks whether there are several."""
    records = [
        build_mention(ref("Kafka", host="k1"), "a.json:1"),
        build_mention(ref("Kafka", host="k2"), "b.json:1"),
    ]
    resolved = resolve(records)
    assert names(resolved) == ["Kafka"]
    assert has_question(resolved, "Is Kafka one system or several?", "k1 and k2")


def test_ids_are_slugs_and_unique() -> None:
    """Names that differ only in non-ASCII characters get different ids: `buro` and `buro-2`."""
    resolved = resolve([system("Büro"), system("Buro"), system("財務"), system("SAP S/4HANA")])
    assert [node.id for node in resolved.systems] == ["buro", "buro-2", "sap-s-4hana", "unnamed"]


def test_a_declared_system_without_any_mention_is_kept() -> None:
    """A system that only seamscope.yaml declares is in the result."""
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
    """A system with several names is shown under the name that most files list."""
    records = [
        system(name, f"{file}:{line}", aliases=aliases)
        for line, (name, aliases, file) in enumerate(listed, start=2)
    ]
    for order in (records, records[::-1]):
        assert names(resolve(order, catalogue=CATALOGUE)) == [shown]


def test_of_names_in_one_file_each_the_longest_list_decides() -> None:
    """If each name of a system is in one file, the name in the file with the most systems is
    shown.
    """
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
    """A name with umlauts or accents and its transcription are one system, without a question."""
    for records in ([first, second], [second, first]):
        listed = [system(name, f"{number}.csv:2") for number, name in enumerate(records)]
        resolved = resolve(listed)
        assert len(resolved.systems) == 1
        assert not resolved.questions


def test_a_transcribed_name_is_found_by_a_flow() -> None:
    """A flow of "Lager Sued" belongs to the system "Lager Süd"."""
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
    """Initials in one list and a full name with these initials in another are two systems, and a
    question asks whether they are one.
    """
    resolved = resolve([system(short, "a.csv:2"), system(full, "b.csv:2")])
    assert len(resolved.systems) == 2
    assert has_question(resolved, short, full)


def test_initials_of_several_names_or_in_the_same_list_are_not_asked_about() -> None:
    """Initials that fit two names, or a name in the same list, are not asked about."""
    several = [
        system("CMS", "a.csv:2"),
        system("Card Management System", "b.csv:2"),
        system("Content Management System", "b.csv:3"),
    ]
    assert not resolve(several).questions
    alone = [system("PAS", "a.csv:2"), system("Patient Administration System", "a.csv:3")]
    assert not resolve(alone).questions
