"""What has broken other readers of SQL: size, depth, and names that mislead."""

from pathlib import Path

import pytest
import yaml

from seamscope.lineage import Lineage, read
from seamscope.lineage.split import limits, split

NUMBERED = [f"c{n % 50}" for n in range(50_000)]


def direct(found: Lineage) -> set[str]:
    return {str(edge) for edge in found.columns if edge.kind != "indirect"}


def test_long_unions_are_read_whole() -> None:
    """A chain of 500 unions is a list, whatever the tree looks like."""
    branches = " UNION ALL ".join(f"SELECT a FROM s{n}" for n in range(500))
    found = read(f"INSERT INTO t (x) {branches}")
    assert direct(found) == {f"s{n}.a > t.x identity" for n in range(500)}
    assert not found.diagnostics


def test_long_lists_are_read_whole() -> None:
    """A list of 50,000 values in IN is a filter like any other."""
    found = read(f"SELECT a FROM t WHERE b IN ({','.join(map(str, range(50_000)))})")
    assert {str(edge) for edge in found.columns} == {"t.a > a identity", "t.b > * indirect"}


@pytest.mark.parametrize("operator", ["+", "||"])
def test_long_expressions_are_read_whole(operator: str) -> None:
    """An expression of 50,000 terms is walked with a stack of its own."""
    found = read(f"SELECT {f' {operator} '.join(NUMBERED)} AS x FROM t")
    assert direct(found) == {f"t.c{n} > x expression" for n in range(50)}


def test_long_chains_of_ctes_are_read_whole() -> None:
    """Each of 400 WITH queries that build on one another is read once, in their order."""
    chain = "".join(f", c{n} AS (SELECT a FROM c{n - 1})" for n in range(1, 400))
    assert direct(read(f"WITH c0 AS (SELECT a FROM t){chain} SELECT a FROM c399")) == {
        "t.a > a identity"
    }


def test_ctes_that_are_named_often_are_read_once() -> None:
    """Sixty levels that each name the one below twice do not take 2^60 steps."""
    chain = "".join(
        f", c{n} AS (SELECT x.a FROM c{n - 1} x JOIN c{n - 1} y ON x.a = y.a)" for n in range(1, 60)
    )
    found = read(f"WITH c0 AS (SELECT a FROM t){chain} SELECT a FROM c59")
    assert direct(found) == {"t.a > a identity"}


@pytest.mark.parametrize(
    "sql",
    ["SELECT " + "(" * 20_000 + "1" + ")" * 20_000, "SELECT a FROM (((", "SELECT 'unclosed"],
    ids=["deep", "open", "unclosed"],
)
def test_what_cannot_be_read_is_said(sql: str) -> None:
    """Depth is bounded before parsing; broken text is a diagnostic, never an exception."""
    found = read(sql)
    assert found.diagnostics
    assert not found.columns


def test_a_linked_table_without_schema_is_read() -> None:
    """`srv.db..t` has four parts, one of them empty."""
    found = read("SELECT a FROM srv.db..t", dialect="tsql")
    assert {table.parts for table in found.reads} == {("srv", "db", "", "t")}


def test_a_name_that_several_know_is_not_guessed() -> None:
    """With both columns known, a bare name that both have stays without an owner, and is said."""
    found = read("SELECT k FROM a JOIN b ON a.k = b.k", schema={"a": ["k"], "b": ["k"]})
    assert direct(found) == {"k > k identity"}
    assert len(found.diagnostics) == 1


@pytest.mark.parametrize("name", ["columns", "scripts"])
def test_a_long_script_is_cut_in_parts_like_a_short_one(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the parts end changes no statement, no line and no routine."""
    file = Path(__file__).parent / f"cases/{name}.yaml"
    for case in yaml.safe_load(file.read_text("utf-8")):
        text, dialect = f"{case['sql']};\n" * 3, case.get("dialect", "")
        whole = list(split(text, dialect))
        monkeypatch.setattr(limits, "PART", 1)
        assert list(split(text, dialect)) == whole
        monkeypatch.undo()
