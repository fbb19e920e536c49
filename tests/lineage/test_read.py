"""The face for others: names, edges, statements and diagnostics of a text alone."""

import doctest
from pathlib import Path

from seamscope.lineage import Lineage, read


def edges(found: Lineage) -> set[str]:
    return {f"{e.source} > {e.target} {e.kind.value}" for e in found.columns}


def test_reads_writes_and_columns_of_an_insert() -> None:
    """Names keep the author's spelling; str() gives the dotted name."""
    found = read("INSERT INTO Mart.T (a, b) SELECT s.x, sum(s.y) FROM Raw.S AS s GROUP BY s.x")
    assert {str(t) for t in found.reads} == {"Raw.S"}
    assert {str(t) for t in found.writes} == {"Mart.T"}
    assert edges(found) == {
        "Raw.S.x > Mart.T.a identity",
        "Raw.S.y > Mart.T.b aggregate",
        "Raw.S.x > Mart.T.* indirect",
    }


def test_a_bare_select_feeds_its_output_columns() -> None:
    """It writes nothing; the target of an edge is the output column."""
    found = read("SELECT a + 1 AS b FROM t")
    assert found.writes == frozenset()
    assert edges(found) == {"t.a > b expression"}


def test_a_schema_opens_stars() -> None:
    """Dotted table names map to their columns, found by any ending of the name."""
    found = read("SELECT * FROM t", schema={"db.t": ["a", "b"]})
    assert edges(found) == {"t.a > a identity", "t.b > b identity"}


def test_statements_stand_apart_and_temp_tables_are_resolved_away() -> None:
    """Each statement has its line; what went through #x is read from where it came."""
    found = read("SELECT a INTO #x FROM s\nINSERT INTO t (b) SELECT a FROM #x", dialect="tsql")
    assert [statement.line for statement in found.statements] == [1, 2]
    assert {str(t) for t in found.writes} == {"t"}
    assert edges(found) == {"s.a > t.b identity"}


def test_what_is_not_understood_is_a_diagnostic_and_no_error() -> None:
    """Text that is no SQL, and SQL put together at run time, are told with their line."""
    found = read("INSERT INTO t SELECT 1 FROM s;\nEXEC(@sql)", dialect="tsql")
    assert {str(t) for t in found.writes} == {"t"}
    assert [d.line for d in found.diagnostics] == [2]
    assert read("INSERT ((((").diagnostics


def test_nothing_is_an_empty_lineage() -> None:
    """An empty text has no statements and no faults."""
    assert read("") == Lineage()


def test_the_example_of_the_page_on_lineage_is_right() -> None:
    """What docs/lineage.md shows is what `read` gives."""
    page = Path(__file__).parents[2] / "docs" / "lineage.md"
    tried = doctest.testfile(str(page), module_relative=False)
    assert (tried.attempted > 3, tried.failed) == (True, 0)


def test_numbers_in_group_and_order_stand_for_projections() -> None:
    """GROUP BY 1 depends on what GROUP BY its expression does, in unions as well."""
    by_name = read("SELECT a, b AS c FROM t GROUP BY a, b ORDER BY c")
    assert edges(read("SELECT a, b AS c FROM t GROUP BY 1, 2 ORDER BY 2")) == edges(by_name)
    union = "SELECT a FROM t UNION ALL SELECT b FROM u ORDER BY {} LIMIT 9"
    assert edges(read(union.format("1"))) == edges(read(union.format("a")))
    assert "u.b > * indirect" in edges(read(union.format("a")))
