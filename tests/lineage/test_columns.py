"""The tables and columns that statements of every dialect read and write."""

from pathlib import Path
from typing import NotRequired, TypedDict

import pytest
from tests.case_files import load_yaml

from seamscope.lineage import read


class Case(TypedDict):
    name: str
    sql: str
    dialect: NotRequired[str]
    schema: NotRequired[dict[str, list[str]]]
    reads: list[str]
    writes: NotRequired[list[str]]
    columns: NotRequired[list[str]]
    indirect: NotRequired[bool]
    unresolved: NotRequired[list[str]]
    diagnostics: NotRequired[int]


FOLDER = Path(__file__).parent / "cases"
CASES: list[Case] = [case for file in sorted(FOLDER.glob("*.yaml")) for case in load_yaml(file)]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_statement(case: Case) -> None:
    """Each case has exactly the reads, writes and column edges that were worked out by hand."""
    found = read(case["sql"], dialect=case.get("dialect", ""), schema=case.get("schema"))
    assert {str(table) for table in found.reads} == set(case["reads"])
    assert {str(table) for table in found.writes} == set(case.get("writes", []))
    edges = {str(e) for e in found.columns if case.get("indirect") or e.kind != "indirect"}
    assert edges == set(case.get("columns", []))
    if "unresolved" in case:
        assert {str(table) for table in found.unresolved} == set(case["unresolved"])
    if "diagnostics" in case:
        assert len(found.diagnostics) == case["diagnostics"]
