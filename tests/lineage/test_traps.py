"""Input that breaks other SQL parsers is read or reported: very long or deep SQL, and ambiguous
names.
"""

from pathlib import Path

import pytest
from tests.case_files import load_yaml

from seamscope.lineage import Lineage, read
from seamscope.lineage.split import limits, split

NUMBERED = [f"c{n % 50}" for n in range(50_000)]


def list_direct_edges(found: Lineage) -> set[str]:
    return {str(edge) for edge in found.columns if edge.kind != "indirect"}


def test_long_unions_are_traced() -> None:
    """All queries of a chain of 500 UNIONs feed the target."""
    branches = " UNION ALL ".join(f"SELECT a FROM s{n}" for n in range(500))
    found = read(f"INSERT INTO t (x) {branches}")
    assert list_direct_edges(found) == {f"s{n}.a > t.x identity" for n in range(500)}
    assert not found.diagnostics


@pytest.mark.slow
def test_long_lists_are_traced() -> None:
    """``IN`` with 50,000 values is read as a filter on its column."""
    found = read(f"SELECT a FROM t WHERE b IN ({','.join(map(str, range(50_000)))})")
    assert {str(edge) for edge in found.columns} == {"t.a > a identity", "t.b > * indirect"}


@pytest.mark.slow
@pytest.mark.parametrize("operator", ["+", pytest.param("||", marks=pytest.mark.slow)])
def test_long_expressions_are_traced(operator: str) -> None:
    """An expression of 50,000 terms does not exceed the recursion limit."""
    found = read(f"SELECT {f' {operator} '.join(NUMBERED)} AS x FROM t")
    assert list_direct_edges(found) == {f"t.c{n} > x expression" for n in range(50)}


def test_long_chains_of_ctes_are_traced() -> None:
    """The lineage of the last of 400 CTEs, each of which reads the one before, reaches the table of
    the first.
    """
    chain = "".join(f", c{n} AS (SELECT a FROM c{n - 1})" for n in range(1, 400))
    assert list_direct_edges(read(f"WITH c0 AS (SELECT a FROM t){chain} SELECT a FROM c399")) == {
        "t.a > a identity"
    }


def test_ctes_that_are_named_often_are_traced_once() -> None:
    """Sixty CTEs that each join the one before with itself do not take 2^60 steps."""
    chain = "".join(
        f", c{n} AS (SELECT x.a FROM c{n - 1} x JOIN c{n - 1} y ON x.a = y.a)" for n in range(1, 60)
    )
    found = read(f"WITH c0 AS (SELECT a FROM t){chain} SELECT a FROM c59")
    assert list_direct_edges(found) == {"t.a > a identity"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "sql",
    ["SELECT " + "(" * 20_000 + "1" + ")" * 20_000, "SELECT a FROM (((", "SELECT 'unclosed"],
    ids=["deep", "open", "unclosed"],
)
def test_unreadable_text_is_a_diagnostic(sql: str) -> None:
    """Text that nests too deeply or is broken is a diagnostic, never an exception."""
    found = read(sql)
    assert found.diagnostics
    assert not found.columns


def test_a_four_part_name_may_leave_its_schema_out() -> None:
    """``srv.db..t`` has four parts, one of them empty."""
    found = read("SELECT a FROM srv.db..t", dialect="tsql")
    assert {table.parts for table in found.reads} == {("srv", "db", "", "t")}


def test_an_ambiguous_column_is_not_guessed() -> None:
    """An unqualified column that two tables are known to have gets no table, and is reported."""
    found = read("SELECT k FROM a JOIN b ON a.k = b.k", schema={"a": ["k"], "b": ["k"]})
    assert list_direct_edges(found) == {"k > k identity"}
    assert len(found.diagnostics) == 1


@pytest.mark.parametrize("name", ["columns", "scripts"])
def test_a_long_script_is_split_like_a_short_one(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script that is split in parts has the same statements and lines as one that is split as a
    whole.
    """
    file = Path(__file__).parent / f"cases/{name}.yaml"
    for case in load_yaml(file):
        text, dialect = f"{case['sql']};\n" * 3, case.get("dialect", "")
        whole = list(split(text, dialect))
        monkeypatch.setattr(limits, "PART", 1)
        assert list(split(text, dialect)) == whole
        monkeypatch.undo()


def test_a_quoted_value_of_define_ends_with_its_quote() -> None:
    """In ``define owner = 'hr' -- of the staff``, the value is `hr`: SQL*Plus ignores text after
    the closing quote.
    """
    text = "define owner = 'hr' -- of the staff\nINSERT INTO &owner..emp (id) SELECT s.id FROM s;"
    found = read(text, dialect="oracle")
    assert {str(table) for table in found.writes} == {"hr.emp"}
