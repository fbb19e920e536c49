"""Routines of every dialect: what each reads and writes, including the routines it calls."""

from pathlib import Path
from typing import NotRequired, TypedDict

import pytest
import yaml

from seamscope.lineage import TraceResult, trace
from seamscope.records import Evidence, Flow, Query


class Ends(TypedDict):
    reads: list[str]
    writes: list[str]


class Case(TypedDict):
    name: str
    dialect: str
    sql: str
    routines: dict[str, Ends]
    columns: NotRequired[list[str]]
    partly: NotRequired[int]
    not_understood: NotRequired[int]


FILES = sorted((Path(__file__).parent / "routines").glob("*.yaml"))
CASES: list[Case] = [case for file in FILES for case in yaml.safe_load(file.read_text())]


def traced(case: Case) -> TraceResult:
    evidence = Evidence(file="a.sql", line=1, connector="sql")
    return trace([Query(text=case["sql"], dialect=case["dialect"], evidence=evidence)])


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_routine(case: Case) -> None:
    """Each routine has exactly the reads and writes of the case, without temp tables."""
    found = traced(case)
    made = {
        routine.name: {"reads": [*routine.reads], "writes": [*routine.writes]}
        for routine in found.routines
        if routine.reads or routine.writes
    }
    assert made == case["routines"]
    assert sum(c.not_understood for c in found.coverage) == case.get("not_understood", 0)
    assert sum(c.partly for c in found.coverage) == case.get("partly", 0)
    if "columns" in case:
        edges = {
            f"{edge.source} > {flow.target.dataset}.{edge.target}"
            for flow in found.records
            if isinstance(flow, Flow)
            for edge in flow.columns
            if edge.target != "*"
        }
        assert edges == set(case["columns"])
