"""The sample landscape has the systems, contradictions and errors that its README promises."""

import json
from pathlib import Path

import pytest

from seamscope.config import read_config
from seamscope.connector import open_file
from seamscope.discover import Discovered, load_connectors, read_files
from seamscope.poc import read_poc
from seamscope.records import Dependency, Flow, Skipped, State, System

ROOT = Path(__file__).parents[2] / "inventories" / "halden-pumps"
WRITTEN = ("inventory.yaml", "cmdb.csv", "interfaces.csv")


@pytest.fixture(scope="module")
def found() -> Discovered:
    files = [
        open_file(path, path.relative_to(ROOT).as_posix())
        for path in sorted(ROOT.rglob("*"))
        if path.is_file() and path.name not in {"README.md", "seamscope.yaml", "poc.yaml"}
    ]
    return read_files(files, load_connectors()[0])


def test_only_the_faults_we_planted_are_skipped(found: Discovered) -> None:
    """A CMDB row without a name and an interface without a target are skipped, and no other row of
    the lists.
    """
    skipped = [record.evidence for record in found.records if isinstance(record, Skipped)]
    planted = [(where.file, where.line) for where in skipped if where.file in WRITTEN]
    assert planted == [("cmdb.csv", 14), ("interfaces.csv", 12)]


def test_the_lists_name_their_systems(found: Discovered) -> None:
    """The inventory has ten systems and the CMDB twelve, one of which is retired and one a test
    system.
    """
    systems = [record for record in found.records if isinstance(record, System)]
    by_file = {name: [s for s in systems if s.evidence.file == name] for name in WRITTEN}
    assert [len(by_file[name]) for name in WRITTEN] == [10, 12, 0]
    assert [s.name for s in by_file["cmdb.csv"] if s.state is State.RETIRED] == ["Notes CRM"]
    assert [s.name for s in by_file["cmdb.csv"] if s.environment] == ["SAP S/4HANA Test"]
    assert "Prüfstand Größe 4" in {s.name for s in by_file["cmdb.csv"]}


def test_two_lines_have_no_direction(found: Discovered) -> None:
    """A line without an arrow in the inventory and an interface with the direction "as needed" are
    dependencies.
    """
    loose = [record for record in found.records if isinstance(record, Dependency)]
    assert [record.evidence.file for record in loose] == ["interfaces.csv", "inventory.yaml"]


def test_sources_contradict_each_other(found: Discovered) -> None:
    """The load from the ERP into the warehouse is hourly in one list and nightly in another."""
    loads = [
        flow.frequency
        for flow in found.records
        if isinstance(flow, Flow)
        and (flow.source.system.name, flow.target.system.name) == ("SAP S/4HANA", "Snowflake")
    ]
    assert sorted(loads) == ["hourly", "nightly"]


def test_the_planted_password_reaches_no_record(found: Discovered) -> None:
    """The dummy password in a Kafka file is in no record and in no error."""
    assert "not-a-real-password" in (ROOT / "kafka" / "works-sink.json").read_text("utf-8")
    assert "not-a-real-password" not in repr(found)


def test_configuration_and_poc_are_valid() -> None:
    """The POC reads three systems, writes to two of them, and leaves five questions about operation
    open.
    """
    poc = read_poc(ROOT / read_config(ROOT / "seamscope.yaml").poc)
    assert [touch.system for touch in poc.reads] == ["SAP S/4HANA", "Salesforce", "Snowflake"]
    assert [touch.system for touch in poc.writes] == ["SAP S/4HANA", "Salesforce"]
    operation = poc.operation
    open_questions = (
        operation.owner_at_2am,
        operation.drift,
        operation.stop_evidence,
        operation.monitoring,
        operation.data_quality,
    )
    assert open_questions == ("",) * 5


def test_the_dbt_project_refers_to_what_it_has() -> None:
    """Each parent of a dbt node is in the manifest, and each relation is in the catalogue."""
    target = ROOT / "dbt" / "target"
    manifest = json.loads((target / "manifest.json").read_text("utf-8"))
    catalog = json.loads((target / "catalog.json").read_text("utf-8"))
    known = {*manifest["nodes"], *manifest["sources"]}
    parents = {p for node in manifest["nodes"].values() for p in node["depends_on"]["nodes"]}
    assert parents <= known
    models = {key for key, node in manifest["nodes"].items() if node["relation_name"]}
    assert set(catalog["nodes"]) == models
    assert set(catalog["sources"]) == set(manifest["sources"])
