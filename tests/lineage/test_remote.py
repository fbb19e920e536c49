"""Every statement that reaches another system becomes a flow that names that system."""

import re
from pathlib import Path
from typing import NotRequired, TypedDict

import pytest
from tests.case_files import load_yaml

from seamscope.lineage import TraceResult, trace
from seamscope.records import Clue, ClueKind, Endpoint, Evidence, Flow, Query, SystemRef


class Case(TypedDict):
    name: str
    dialect: str
    sql: str
    flows: list[str]
    columns: NotRequired[list[str]]
    clues: NotRequired[dict[str, list[str]]]
    partly: NotRequired[int]
    not_understood: NotRequired[int]


FOLDER = Path(__file__).parent / "remote"
CASES: list[Case] = [case for path in sorted(FOLDER.glob("*.yaml")) for case in load_yaml(path)]
HOME = SystemRef(clues=(Clue(kind=ClueKind.FOLDER, value="home"),))


def trace_sql(sql: str, dialect: str) -> TraceResult:
    evidence = Evidence(file="a.sql", line=1, connector="sql")
    return trace([Query(text=sql, dialect=dialect, home=HOME, evidence=evidence)])


def flows(found: TraceResult) -> list[Flow]:
    return [record for record in found.records if isinstance(record, Flow)]


def end(point: Endpoint) -> str:
    server = [c.value for c in point.system.clues if c.kind is ClueKind.SERVER]
    hosts = [c.value for c in point.system.clues if c.kind is ClueKind.HOST]
    where = (server or hosts)[:1] or ([point.system.name] if point.system.name else [])
    return ":".join([*where, point.dataset]) if point.dataset else "(home)"


def describe(flow: Flow) -> str:
    how = f"{flow.mechanism.value}; {flow.technology}"
    return f"{end(flow.source)} > {end(flow.target)} [{how}]"


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_construct(case: Case) -> None:
    """The flows, mechanisms, columns and clues of each case are those that were worked out by
    hand.
    """
    found = trace_sql(case["sql"], case["dialect"])
    result = flows(found)
    assert sorted({describe(flow) for flow in result}) == sorted(case["flows"])
    if "columns" in case:
        edges = {f"{e.source} > {e.target} {e.kind.value}" for f in result for e in f.columns}
        assert {edge for edge in edges if "indirect" not in edge} == {
            edge for edge in case["columns"] if "indirect" not in edge
        }
    clues: dict[str, set[str]] = {}
    for flow in result:
        for point in (flow.source, flow.target):
            named = {f"{c.kind.value} {c.value}" for c in point.system.clues}
            clues.setdefault(end(point).split(":", maxsplit=1)[0], set()).update(named)
    for server, wanted in case.get("clues", {}).items():
        assert set(wanted) <= clues[server]
    assert sum(c.not_understood for c in found.coverage) == case.get("not_understood", 0)
    assert "partly" not in case or sum(c.partly for c in found.coverage) == case["partly"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_no_secret_is_kept(case: Case) -> None:
    """No record contains a password of a connection string or a credential."""
    found = trace_sql(case["sql"], case["dialect"])
    assert not re.search(r"hunter2|AKIA[A-Z]+", str(found))
