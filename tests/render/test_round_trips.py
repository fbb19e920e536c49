"""What is exported and read again says the same: systems by name, and where data goes."""

from pathlib import Path

import pytest

from seamscope.pipeline import Job, run
from seamscope.render import FORMATS
from seamscope.survey import Survey

from .survey_sample import small

# I-001 both ways, I-002 and I-003 from the ERP, I-004 retired; I-005 has no direction.
WAYS = {
    ("Service Copilot", "Salesforce"),
    ("Salesforce", "Service Copilot"),
    ("SAP S/4HANA", "Service Copilot"),
    ("SAP S/4HANA", "Salesforce"),
    ("Salesforce", "Fax Gateway"),
}


def read_again(name: str, folder: Path) -> Survey:
    (folder / f"landscape{FORMATS[name].suffix}").write_bytes(FORMATS[name].render(small()))
    return run(Job(paths=(folder,))).survey


def names(survey: Survey) -> dict[str, str]:
    return {system.id: system.name for system in survey.systems}


@pytest.mark.parametrize("name", ["archimate", "structurizr-json", "structurizr-dsl"])
def test_flows_come_back_as_they_went(name: str, tmp_path: Path) -> None:
    """The same systems, the same ways; the one nobody knows comes back as a dependency."""
    found = read_again(name, tmp_path)
    called = names(found)
    assert set(called.values()) == set(names(small()).values())
    ways = {(called[flow.source.system], called[flow.target.system]) for flow in found.flows}
    assert ways == WAYS
    (edge,) = found.dependencies
    assert {called[edge.source.system], called[edge.target.system]} == {"Snowflake", "MES"}


def test_a_catalog_comes_back_with_who_depends_on_whom(tmp_path: Path) -> None:
    """Backstage knows no direction: the same pairs come back, each a dependency."""
    found = read_again("backstage", tmp_path)
    called = names(found)
    assert set(called.values()) == set(names(small()).values())
    pairs = {
        frozenset({called[edge.source.system], called[edge.target.system]})
        for edge in found.dependencies
    }
    assert pairs == {frozenset(way) for way in WAYS} | {frozenset({"Snowflake", "MES"})}
