"""Small inputs as people have them: which of their names are one system."""

from pathlib import Path

import pytest

from seamscope.document import Survey
from seamscope.pipeline import Job, run

CMDB = "sys_id,name,sys_class_name,correlation_id\n"
RELATIONS = "parent,child,type\n"


def survey_of(folder: Path, files: dict[str, str]) -> Survey:
    """Survey some files that are written into a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return run(Job(paths=(folder,))).survey


def names(survey: Survey) -> list[str]:
    return sorted(system.name for system in survey.systems)


@pytest.mark.parametrize(
    "files",
    [
        {
            "cmdb.csv": f"{CMDB}{'a' * 32},Material planning,Business Application,A-17\n",
            "apps.csv": "Application,App ID\nDispo,A-17\n",
        },
        {
            "apps.csv": "Application;App-ID\nDispo;1017\n",
            "cmdb.csv": f"{CMDB}{'a' * 32},Material planning,Business Application,1017\n",
        },
        {
            "catalog-info.yaml": "apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata:\n"
            "  name: planning\n  annotations:\n    acme.example/app-id: A-17\nspec:\n  owner: x\n",
            "apps.csv": "Application,App ID\nDispo,A-17\n",
        },
        {
            "c4/workspace.dsl": 'workspace {\n model {\n  p = softwareSystem "Planning" {\n'
            '   properties {\n    "App-ID" "A-17"\n   }\n  }\n }\n}\n',
            "apps.csv": "Application,App ID\nDispo,A-17\n",
        },
    ],
)  # fmt: skip
def test_one_id_in_two_sources_is_one_system(tmp_path: Path, files: dict[str, str]) -> None:
    """App-ID, correlation id, annotation and property hold the same number."""
    (system,) = survey_of(tmp_path, files).systems
    assert any("same application id" in merge.reason for merge in system.merges)


@pytest.mark.parametrize("items", ["with class", "by file name"])
def test_what_an_application_runs_on_is_no_system_and_leads_to_it(
    tmp_path: Path, items: str
) -> None:
    """Orders runs on a server; Debezium reads a database there by the full name of the host."""
    apps = "sys_id,name,sys_class_name\n" + f"{'a' * 32},Orders,Business Application\n"
    servers = "sys_id,name,os\n" + f"{'b' * 32},plnsql02,Windows\n"
    if items == "with class":
        servers = "sys_id,name,sys_class_name\n" + f"{'b' * 32},plnsql02,Windows Server\n"
    connector = """{"name": "cdc", "config": {
      "connector.class": "io.debezium.connector.sqlserver.SqlServerConnector",
      "database.hostname": "plnsql02.corp.example", "database.names": "OrdDB",
      "topic.prefix": "ord", "table.include.list": "dbo.ORDERS"}}"""
    survey = survey_of(
        tmp_path,
        {
            "cmdb_ci_business_app.csv": apps,
            "cmdb_ci_server.csv": servers,
            "cmdb_rel_ci.csv": f"{RELATIONS}Orders,plnsql02,Runs on::Runs\n",
            "cdc.json": connector,
        },
    )
    assert names(survey) == ["Apache Kafka", "Orders"]
    assert not survey.endpoints


@pytest.mark.parametrize(
    ("word", "name"),
    [("Hosted on::Hosts", "mainframe 3"), ("Runs on::Runs", "Appliance X")],
)
def test_the_target_of_runs_on_is_no_system_whatever_its_class(
    tmp_path: Path, word: str, name: str
) -> None:
    """A class that names a product makes no system of a machine."""
    items = (
        f"{CMDB}{'a' * 32},Orders,Business Application,\n{'b' * 32},{name},IBM Power Appliance,\n"
    )
    survey = survey_of(
        tmp_path, {"cmdb.csv": items, "rel.csv": f"{RELATIONS}Orders,{name},{word}\n"}
    )
    assert names(survey) == ["Orders"]


@pytest.mark.parametrize("owners", [("", ""), ("Ann", "Ann")])
def test_a_system_that_the_cmdb_lists_twice_keeps_its_relations(
    tmp_path: Path, owners: tuple[str, str]
) -> None:
    """The CMDB contains Pay twice, and Pay sends data to Ledger."""
    rows = "".join(f"Pay,Application,{owner},Installed\n" for owner in owners)
    items = f"name,class,owned_by,install_status\n{rows}Ledger,Application,Bo,Installed\n"
    relations = f"{RELATIONS}Pay,Ledger,Sends data to::Receives data from\n"
    survey = survey_of(tmp_path, {"items.csv": items, "rel.csv": relations})
    assert names(survey) == ["Ledger", "Pay"]
    (flow,) = survey.flows
    assert (flow.source.system, flow.target.system) == ("pay", "ledger")


@pytest.mark.parametrize(
    ("link", "name"), [("REISEWEG_LINK", "Reiseweg"), ("BILLING.WORLD_LINK", "Billing world")]
)
def test_a_database_link_leads_to_the_listed_system(tmp_path: Path, link: str, name: str) -> None:
    """The link has the system's name, and its service name says nothing to anybody."""
    sql = (
        f"CREATE DATABASE LINK {link} CONNECT TO u IDENTIFIED BY p USING 'db3:1521/RWP';\n"
        f"INSERT INTO plan.trips SELECT * FROM trips@{link};\n"
    )
    apps = f"Application,Owner\n{name},Ops\n"
    survey = survey_of(tmp_path, {"apps.csv": apps, "plan/load.oracle.sql": sql})
    placed = [question for question in survey.questions if name in question.candidates]
    assert names(survey) == [name]
    assert placed


def test_three_lists_of_one_system(tmp_path: Path) -> None:
    """Two lists give other names for what the third calls Northline."""
    survey = survey_of(
        tmp_path,
        {
            "a.csv": "Application,Owner\nNorthline,A\n",
            "b.csv": "Application,Alias\nRabbitMQ,Northline\n",
            "c.csv": "Application,Alias\nMessage cluster,Northline\n",
        },
    )
    assert len(survey.systems) == 1


@pytest.mark.slow
def test_a_survey_keeps_the_questions_that_matter_and_counts_the_rest(tmp_path: Path) -> None:
    """Sixty questions are as many as a board reads."""
    apps = "Application,Owner\n" + "".join(f"System {n},Ops\n" for n in range(100, 180))
    flows = "Source,Target\n" + "".join(
        f"System {n},Sistem {n}\nSistem {n},System {n}\n" for n in range(100, 180)
    )
    survey = survey_of(tmp_path, {"apps.csv": apps, "flows.csv": flows})
    assert len(survey.questions) == 60
    assert any("are less important and not listed" in finding.what for finding in survey.findings)
    assert len({question.id for question in survey.questions}) == 60
