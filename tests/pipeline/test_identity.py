"""In small inputs, several names of the same system are recognised as one system."""

from pathlib import Path

import pytest

from seamscope.document import Survey
from seamscope.pipeline import Job, run

CMDB = "sys_id,name,sys_class_name,correlation_id\n"
RELATIONS = "parent,child,type\n"


def survey_of(folder: Path, files: dict[str, str]) -> Survey:
    """Write files into a folder and survey it."""
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
    """Two sources mean the same system if they have the same number as App-ID, correlation id,
    annotation or property.
    """
    (system,) = survey_of(tmp_path, files).systems
    assert any("same application id" in merge.reason for merge in system.merges)


@pytest.mark.parametrize("items", ["with class", "by file name"])
def test_what_an_application_runs_on_is_no_system_and_leads_to_it(
    tmp_path: Path, items: str
) -> None:
    """The CMDB says that Orders runs on a server, so a database that Debezium reads on that host
    belongs to Orders.
    """
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
    """A machine that an application runs on is not a system, even if its class contains the name of
    a product.
    """
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
    """If the CMDB lists Pay twice, the relation of Pay with Ledger is still a flow."""
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
    """A database link whose name resembles a listed system gives a question with that system as a
    candidate, not a second system.
    """
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
    """Two other names that lists give for Northline do not become systems of their own."""
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
    """A survey has at most 60 questions, and a finding counts the less important ones that are left
    out.
    """
    apps = "Application,Owner\n" + "".join(f"System {n},Ops\n" for n in range(100, 180))
    flows = "Source,Target\n" + "".join(
        f"System {n},Sistem {n}\nSistem {n},System {n}\n" for n in range(100, 180)
    )
    survey = survey_of(tmp_path, {"apps.csv": apps, "flows.csv": flows})
    assert len(survey.questions) == 60
    assert any("are less important and not listed" in finding.what for finding in survey.findings)
    assert len({question.id for question in survey.questions}) == 60
