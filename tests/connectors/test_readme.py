"""The examples of `connectors/README.md` work unchanged."""

import re
from pathlib import Path
from types import ModuleType

import pytest

from seamscope.connector import Connector, open_file
from seamscope.discover import read_files
from seamscope.records import Flow, Mechanism, Skipped
from seamscope.testing import Case, check_case
from seamscope_connectors.inventory import KEYS, InventoryConnector

README = Path(__file__).parents[2] / "connectors" / "README.md"


def block(language: str, number: int = 0) -> str:
    found = re.findall(rf"^```{language}\n(.*?)^```$", README.read_text("utf-8"), re.S | re.M)
    return str(found[number])


@pytest.fixture
def links() -> Connector:
    module = ModuleType("links")
    exec(compile(block("python"), "README.md", "exec"), module.__dict__)
    connector = module.__dict__["LinksConnector"]()
    assert isinstance(connector, Connector)
    return connector


def test_the_example_reads_the_example(tmp_path: Path, links: Connector) -> None:
    """The connector in the README reads the example file in the README, and reports the line that
    it skips.
    """
    (tmp_path / "jobs.links").write_text(block(""), "utf-8")
    found = read_files([open_file(tmp_path / "jobs.links", "jobs.links")], [links])
    flows = [record for record in found.records if isinstance(record, Flow)]
    assert [(flow.source.system.name, flow.target.system.name) for flow in flows] == [
        ("SAP S/4HANA", "Warehouse"),
        ("Shop", "SAP S/4HANA"),
    ]
    assert [flow.mechanism for flow in flows] == [Mechanism.FILE, Mechanism.UNKNOWN]
    assert [r.evidence.line for r in found.records if isinstance(r, Skipped)] == [4]


def test_the_example_case_holds(tmp_path: Path, links: Connector) -> None:
    """The case in the README passes with the connector in the README."""
    (tmp_path / "jobs.links").write_text(block(""), "utf-8")
    (tmp_path / "expected.yaml").write_text(block("yaml"), "utf-8")
    assert check_case(Case(connector="links", folder=tmp_path), [links]) == []


def test_the_inventory_of_the_page_has_no_fault(tmp_path: Path) -> None:
    """The inventory in the README gives a system, a dataset, an interface, three flows and a
    dependency, without errors.
    """
    (tmp_path / "a.yaml").write_text(block("yaml", 1), "utf-8")
    (tmp_path / "expected.yaml").write_text(
        "counts: {System: 1, Dataset: 1, Interface: 1, Flow: 3, Dependency: 1}"
    )
    case = Case(connector="inventory", folder=tmp_path)
    assert check_case(case, [InventoryConnector()]) == []


def test_the_page_names_every_key_of_the_inventory() -> None:
    """The table in the README names each key of an inventory."""
    text = README.read_text("utf-8")
    for section, keys in KEYS.items():
        line = next(line for line in text.splitlines() if line.startswith(f"| {section} |"))
        assert set(re.findall(r"\w+", keys)) <= set(re.findall(r"\w+", line))
