"""Routines of every dialect have the reads and writes of their statements and of the routines they
call.
"""

from pathlib import Path
from typing import NotRequired, TypedDict

import pytest
from tests.case_files import load_yaml

from seamscope.lineage import Routine, TraceResult, trace
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
CASES: list[Case] = [case for file in FILES for case in load_yaml(file)]


def trace_case(case: Case) -> TraceResult:
    evidence = Evidence(file="a.sql", line=1, connector="sql")
    return trace([Query(text=case["sql"], dialect=case["dialect"], evidence=evidence)])


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_routine(case: Case) -> None:
    """Each routine has exactly the reads and writes of the case, without temp tables."""
    found = trace_case(case)
    result = {
        routine.name: {"reads": [*routine.reads], "writes": [*routine.writes]}
        for routine in found.routines
        if routine.reads or routine.writes
    }
    assert result == case["routines"]
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


def find(traced: TraceResult, name: str) -> list[Routine]:
    return [routine for routine in traced.routines if routine.name == name]


def trace_text(sql: str, dialect: str) -> TraceResult:
    evidence = Evidence(file="a.sql", line=1, connector="sql")
    return trace([Query(text=sql, dialect=dialect, evidence=evidence)])


OVERLOADS = """create package body k is
procedure p(a number) is begin insert into t1 (x) select x from s1; end;
procedure p(a number, b number, c number := 1) is begin insert into t2 (x) select x from s2; end;
procedure one is begin p(1); end;
procedure two is begin p(1, 2); end;
procedure three is begin k.p(1, 2, 3); end;
end;"""


@pytest.mark.parametrize(("caller", "writes"), [("one", "t1"), ("two", "t2"), ("three", "t2")])
def test_a_call_reaches_the_overload_with_as_many_arguments(caller: str, writes: str) -> None:
    """Of two procedures with the same name, a call means the one that accepts as many arguments as
    the call has.
    """
    traced = trace_text(OVERLOADS, "oracle")
    assert [routine.writes for routine in find(traced, f"k.{caller}")] == [(writes,)]
    assert [routine.arity for routine in find(traced, "k.p")] == [(1, 1), (2, 3)]


class CalledFunctions(TypedDict):
    dialect: str
    body: str
    calls: list[str]


CALLED_FUNCTIONS: list[CalledFunctions] = load_yaml(Path(__file__).parent / "called_functions.yaml")
HEADS = {
    "tsql": "create procedure p as begin {} end",
    "mysql": "create procedure p() begin {} end",
    "postgres": "create procedure p() language plpgsql as $$ begin {} end $$",
    "oracle": "create procedure p is v number; l_rows rows_t; begin {} end;",
}


@pytest.mark.parametrize("case", CALLED_FUNCTIONS, ids=[case["body"] for case in CALLED_FUNCTIONS])
def test_functions_that_users_wrote_are_called(case: CalledFunctions) -> None:
    """A user-defined function is listed as a call, even if its script is not among the inputs;
    built-in functions and methods are not.
    """
    sql = HEADS[case["dialect"]].format(case["body"])
    (routine,) = find(trace_text(sql, case["dialect"]), "p")
    assert [*routine.calls] == [*routine.unresolved] == case["calls"]


def test_execute_as_is_no_call() -> None:
    """``EXECUTE AS 'dbo'`` names a user and calls nothing."""
    sql = "create proc p with execute as 'dbo' as begin execute as caller; exec q; revert; end"
    (routine,) = find(trace_text(sql, "tsql"), "p")
    assert routine.calls == ("q",)


@pytest.mark.parametrize(
    ("dialect", "sql", "unresolved"),
    [
        ("oracle", "create procedure p is begin ext.z(1); dbms_stats.x(2); end;", ("ext.z",)),
        (
            "postgres",
            "create function p() returns int as $$ begin perform other.f(1); end $$",
            ("other.f",),
        ),
        ("tsql", "CREATE PROC p AS BEGIN EXEC dbo.q @a = 1; EXEC sp_who END", ("dbo.q",)),
        ("mysql", "CREATE PROCEDURE p() BEGIN CALL q(1); END", ("q",)),
    ],
)
def test_a_call_of_a_routine_that_is_not_among_the_inputs_is_named(
    dialect: str, sql: str, unresolved: tuple[str, ...]
) -> None:
    """A called routine that no input defines is listed as unresolved, except for procedures of the
    database itself.
    """
    traced = trace_text(sql, dialect)
    assert [routine.unresolved for routine in find(traced, "p")] == [unresolved]
