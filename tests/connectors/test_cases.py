"""Every case of a connector yields its expected records, and nothing else."""

from pathlib import Path

import pytest

from seamscope.connector import Connector
from seamscope.discover import load_connectors
from seamscope.records import Skipped
from seamscope.testing import Case, check_case, find_cases, run_case

ROOT = Path(__file__).parents[2] / "connectors" / "cases"


@pytest.fixture(scope="module")
def connectors() -> list[Connector]:
    found, _ = load_connectors()
    return found


@pytest.fixture(autouse=True)
def _a_low_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lower the limit of YAML nodes, so that a file with exponential aliases is rejected sooner."""
    monkeypatch.setattr("seamscope.connector.parse.MAX_YAML_NODES", 10_000)


@pytest.mark.parametrize("case", find_cases(ROOT), ids=str)
def test_a_case_gives_the_records_expected_of_it(case: Case, connectors: list[Connector]) -> None:
    """The records of each input equal the expected records, by kind, count and content."""
    assert "\n".join(check_case(case, connectors)) == ""


@pytest.mark.slow
@pytest.mark.parametrize("case", find_cases(ROOT), ids=str)
def test_a_case_belongs_to_one_connector(case: Case, connectors: list[Connector]) -> None:
    """No other connector claims a file of the case, and each skipped entry has a reason, a remedy
    and a file.
    """
    found = run_case(case, connectors)
    assert {file.connector for file in found.files} <= {case.connector, ""}
    for record in found.records:
        if isinstance(record, Skipped):
            assert record.reason
            assert record.remedy
            assert record.evidence.file
