"""A list export and a response of the Table API give the same records for one CMDB."""

from pathlib import Path

import pytest

from seamscope.connector import open_file
from seamscope.discover import read_files
from seamscope.records import ClueKind, Dependency, Flow, Record, System
from seamscope_connectors.servicenow import ServiceNowConnector

CASES = Path(__file__).parents[2] / "connectors/cases/servicenow"


def graph(case: str) -> set[tuple[str, ...]]:
    """Return the systems and relations of a case as texts, without their evidence."""
    files = [open_file(path, path.name) for path in sorted((CASES / case).glob("*.[cj]s*"))]
    return {
        text
        for record in read_files(files, [ServiceNowConnector()]).records
        if (text := list_texts(record))
    }


def list_texts(record: Record) -> tuple[str, ...]:
    """Return the content of a record without its evidence."""
    match record:
        case System():
            return (record.name, record.environment, record.owner, record.state, *record.aliases)
        case Flow() | Dependency():
            systems = (record.source.system, record.target.system)
            ends = (ref.name or ref.clues[0].value for ref in systems)
            return (type(record).__name__, *ends, record.state, record.reason)
        case _:
            return ()


def test_both_exports_give_the_same_graph() -> None:
    """The list export, which has only labels, gives the same systems and relations as the Table
    API, which has ids.
    """
    assert graph("list_export") == graph("table_api")
    # 4 systems, a test instance, 7 flows that differ (2 of them by the words "exchanges data
    # with"), 3 dependencies
    assert len(graph("list_export")) == 15


def read(folder: Path, *files: str) -> list[Record]:
    """Return the records of CSV exports. files: text of each export."""
    for number, text in enumerate(files):
        (folder / f"cmdb_ci_{number}.csv").write_text(text, encoding="utf-8")
    found = [open_file(path, path.name) for path in sorted(folder.glob("*.csv"))]
    return list(read_files(found, [ServiceNowConnector()]).records)


def list_places(records: list[Record], name: str) -> set[tuple[ClueKind, str]]:
    """Return the databases and hosts of a system."""
    systems = [one for one in records if isinstance(one, System) and one.name == name]
    kinds = {ClueKind.DATABASE, ClueKind.HOST}
    return {(clue.kind, clue.value) for one in systems for clue in one.clues if clue.kind in kinds}


APPLICATIONS = """name,sys_class_name,install_status
Tolling,Business Application,Installed
Crewing,Business Application,Installed
"""


@pytest.mark.parametrize(
    ("host", "application"), [("u_host", "u_application"), ("fqdn", "u_business_application")]
)
def test_a_database_belongs_to_the_application_that_it_names(
    tmp_path: Path, host: str, application: str
) -> None:
    """A custom field of a database that names an application makes the database a clue of the
    application.
    """
    databases = f"""name,sys_class_name,{host},{application}
TOLLPRD,Oracle Instance,ora7.example,Tolling
crews,PostgreSQL Instance,pg2.example,Crewing
lost,PostgreSQL Instance,pg9.example,Ferry
"""
    records = read(tmp_path, APPLICATIONS, databases)
    assert list_places(records, "Tolling") == {
        (ClueKind.DATABASE, "TOLLPRD"),
        (ClueKind.HOST, "ora7.example"),
    }
    assert list_places(records, "Crewing") == {
        (ClueKind.DATABASE, "crews"),
        (ClueKind.HOST, "pg2.example"),
    }


def test_a_server_belongs_to_the_application_that_it_names(tmp_path: Path) -> None:
    """A server with an application in `u_application` is a host of this application; one without is
    a host of none.
    """
    servers = """name,sys_class_name,u_application
tollapp1,Linux Server,Tolling
shared1,Linux Server,
"""
    records = read(tmp_path, APPLICATIONS, servers)
    assert list_places(records, "Tolling") == {(ClueKind.HOST, "tollapp1")}
    assert list_places(records, "Crewing") == set()


def test_an_application_names_its_own_server(tmp_path: Path) -> None:
    """The custom column `u_server` of an application may have one host or several."""
    rows = """name,sys_class_name,operational_status,u_server
Tolling,Business Application,Operational,tollapp1
Crewing,Business Application,Operational,"crewapp1.example; crewapp2"
"""
    records = read(tmp_path, rows, "name,sys_class_name\n")
    assert list_places(records, "Tolling") == {(ClueKind.HOST, "tollapp1")}
    assert list_places(records, "Crewing") == {
        (ClueKind.HOST, "crewapp1.example"),
        (ClueKind.HOST, "crewapp2"),
    }


def test_an_export_without_a_class_is_of_the_table_it_is_named_after(tmp_path: Path) -> None:
    """If an export has no class column, the file name gives the class: `cmdb_ci_appl.csv`."""
    tables = {
        "cmdb_ci_appl": APPLICATIONS,
        "cmdb_ci_db_instance": "name,host_name,u_business_application\nTOLLPRD,ora7,Tolling\n",
        "cmdb_ci_linux_server": "name,fqdn,u_application\ncrewapp1,crewapp1.example,Crewing\n",
        "ships": "name,host_name,u_business_application\nferry,ora9,Crewing\n",
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    files = [open_file(path, path.name) for path in sorted(tmp_path.glob("*.csv"))]
    found = read_files(files, [ServiceNowConnector()])
    records = list(found.records)
    assert list_places(records, "Tolling") == {
        (ClueKind.DATABASE, "TOLLPRD"),
        (ClueKind.HOST, "ora7"),
    }
    assert list_places(records, "Crewing") == {(ClueKind.HOST, "crewapp1.example")}
    assert {file.path for file in found.files if not file.connector} == {"ships.csv"}
