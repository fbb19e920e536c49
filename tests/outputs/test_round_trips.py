"""An export that is read again gives the same systems by name and the same directions."""

from pathlib import Path

import pytest

from seamscope.document import Survey
from seamscope.outputs import FORMATS
from seamscope.pipeline import Job, run
from seamscope.records import ColumnEdge

from .survey_sample import small

HALDEN = Path(__file__).parents[2] / "inventories" / "halden-pumps"

# I-001 both ways, I-002 and I-003 from the ERP, I-004 retired; I-005 has no direction.
WAYS = {
    ("Service Copilot", "Salesforce"),
    ("Salesforce", "Service Copilot"),
    ("SAP S/4HANA", "Service Copilot"),
    ("SAP S/4HANA", "Salesforce"),
    ("Salesforce", "Fax Gateway"),
}


@pytest.fixture(autouse=True)
def _exports_are_inputs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the exports read as inputs, although files that seamscope wrote are usually ignored."""
    monkeypatch.setattr("seamscope.discover.is_own_output", lambda file: False)


def read_again(name: str, folder: Path) -> Survey:
    (folder / f"landscape{FORMATS[name].suffix}").write_bytes(FORMATS[name].render(small()))
    return run(Job(paths=(folder,))).survey


def names(survey: Survey) -> dict[str, str]:
    return {system.id: system.name for system in survey.systems}


@pytest.mark.parametrize("name", ["archimate", "structurizr-json", "structurizr-dsl"])
def test_flows_survive_a_round_trip(name: str, tmp_path: Path) -> None:
    """The systems and directions of an export are read back unchanged; an integration of unknown
    direction becomes a dependency.
    """
    found = read_again(name, tmp_path)
    called = names(found)
    assert set(called.values()) == set(names(small()).values())
    ways = {(called[flow.source.system], called[flow.target.system]) for flow in found.flows}
    assert ways == WAYS
    (edge,) = found.dependencies
    assert {called[edge.source.system], called[edge.target.system]} == {"Snowflake", "MES"}


@pytest.mark.slow
def test_lineage_survives_a_round_trip(tmp_path: Path) -> None:
    """All flows and their columns are read back from OpenLineage."""
    sent = run(Job(paths=(HALDEN,))).survey
    (tmp_path / "lineage.ndjson").write_bytes(FORMATS["openlineage"].render(sent))
    went, came = lineage(sent), lineage(run(Job(paths=(tmp_path,))).survey)
    assert came == went
    assert len(went) > 50
    assert sum(bool(columns) for *_, columns in went) > 10


def lineage(survey: Survey) -> set[tuple[str, str, str, str, frozenset[ColumnEdge]]]:
    """Return each flow as source system and dataset, target system and dataset, and columns, all by
    name. The name "Apache Kafka" is returned as "Kafka", because OpenLineage has no field for a
    product.
    """
    called = {name: text.removeprefix("Apache ") for name, text in names(survey).items()}
    tables = {dataset.id: dataset.name for dataset in survey.datasets}
    return {
        (
            called[flow.source.system],
            tables.get(flow.source.dataset, ""),
            called[flow.target.system],
            tables.get(flow.target.dataset, ""),
            frozenset(flow.columns),
        )
        for flow in survey.flows
    }


def test_a_backstage_catalog_survives_a_round_trip(tmp_path: Path) -> None:
    """The pairs of systems are read back as dependencies, because Backstage has no direction of
    data.
    """
    found = read_again("backstage", tmp_path)
    called = names(found)
    assert set(called.values()) == set(names(small()).values())
    pairs = {
        frozenset({called[edge.source.system], called[edge.target.system]})
        for edge in found.dependencies
    }
    assert pairs == {frozenset(way) for way in WAYS} | {frozenset({"Snowflake", "MES"})}
