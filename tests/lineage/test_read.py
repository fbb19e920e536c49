"""`read`: table names, column edges, statements and diagnostics of one script."""

import doctest
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from seamscope.lineage import ColumnName, Edge, Lineage, TableName, read
from seamscope.records import EdgeKind

NAMES = st.sampled_from(["a", "b", "*"])
TABLES = st.none() | st.builds(TableName, st.lists(NAMES, min_size=1, max_size=2).map(tuple))
COLUMNS = st.builds(ColumnName, TABLES, NAMES)
EDGES = st.builds(Edge, COLUMNS, COLUMNS, st.sampled_from(EdgeKind))


def edges(found: Lineage) -> set[str]:
    return {f"{e.source} > {e.target} {e.kind.value}" for e in found.columns}


def test_reads_writes_and_columns_of_an_insert() -> None:
    """An INSERT from a grouped SELECT has one table read, one table written, and identity,
    aggregate and indirect column edges.
    """
    found = read("INSERT INTO Mart.T (a, b) SELECT s.x, sum(s.y) FROM Raw.S AS s GROUP BY s.x")
    assert {str(t) for t in found.reads} == {"Raw.S"}
    assert {str(t) for t in found.writes} == {"Mart.T"}
    assert edges(found) == {
        "Raw.S.x > Mart.T.a identity",
        "Raw.S.y > Mart.T.b aggregate",
        "Raw.S.x > Mart.T.* indirect",
    }


def test_a_bare_select_feeds_its_output_columns() -> None:
    """A SELECT writes nothing; the targets of its edges are its output columns."""
    found = read("SELECT a + 1 AS b FROM t")
    assert found.writes == frozenset()
    assert edges(found) == {"t.a > b expression"}


def test_a_schema_expands_stars() -> None:
    """``SELECT * FROM t`` has the columns of `db.t` in the schema, because a name may omit the
    database.
    """
    found = read("SELECT * FROM t", schema={"db.t": ["a", "b"]})
    assert edges(found) == {"t.a > a identity", "t.b > b identity"}


def test_each_statement_has_its_line_and_temp_tables_are_replaced() -> None:
    """A read of #x is a read of the tables that filled #x."""
    found = read("SELECT a INTO #x FROM s\nINSERT INTO t (b) SELECT a FROM #x", dialect="tsql")
    assert [statement.line for statement in found.statements] == [1, 2]
    assert {str(t) for t in found.writes} == {"t"}
    assert edges(found) == {"s.a > t.b identity"}


def test_sql_that_is_not_understood_is_a_diagnostic() -> None:
    """Invalid SQL and unknown dynamic SQL are reported with their line, and raise nothing."""
    found = read("INSERT INTO t SELECT 1 FROM s;\nEXEC(@sql)", dialect="tsql")
    assert {str(t) for t in found.writes} == {"t"}
    assert [d.line for d in found.diagnostics] == [2]
    assert read("INSERT ((((").diagnostics


def test_an_empty_text_has_an_empty_lineage() -> None:
    """An empty script has no statements and no diagnostics."""
    assert read("") == Lineage()


def test_the_example_in_the_docs_is_right() -> None:
    """The doctest in docs/lineage.md passes."""
    page = Path(__file__).parents[2] / "docs" / "lineage.md"
    tried = doctest.testfile(str(page), module_relative=False)
    assert (tried.attempted > 3, tried.failed) == (True, 0)


def test_positions_in_group_by_and_order_by_are_columns() -> None:
    """GROUP BY 1 has the lineage of GROUP BY a, also in a union."""
    by_name = read("SELECT a, b AS c FROM t GROUP BY a, b ORDER BY c")
    assert edges(read("SELECT a, b AS c FROM t GROUP BY 1, 2 ORDER BY 2")) == edges(by_name)
    union = "SELECT a FROM t UNION ALL SELECT b FROM u ORDER BY {} LIMIT 9"
    assert edges(read(union.format("1"))) == edges(read(union.format("a")))
    assert "u.b > * indirect" in edges(read(union.format("a")))


def test_a_byte_order_mark_is_no_part_of_the_first_statement() -> None:
    """A byte order mark, with which SQL Server's files may begin, is ignored."""
    found = read("\ufeffCREATE PROCEDURE p AS INSERT INTO t (a) SELECT a FROM s", dialect="tsql")
    assert not found.diagnostics
    assert [str(edge) for edge in found.columns] == ["s.a > t.a identity"]


def test_edges_with_and_without_tables_are_sorted() -> None:
    """Edges can be sorted even if the table of a column is unknown; such edges come first."""
    found = read("INSERT INTO t (a, b) SELECT s.x, y FROM s JOIN r ON r.id = s.id", dialect="mysql")
    tables = [edge.source.table for edge in sorted(found.columns)]
    assert tables[0] is None
    assert None not in tables[tables.count(None) :]
    assert sorted(edge.source for edge in found.columns)[0].table is None


@given(edges=st.lists(EDGES))
def test_edges_have_a_total_order(edges: list[Edge]) -> None:
    """The order of sorted edges does not depend on their original order and agrees with <, <=, >
    and >=.
    """
    ordered = sorted(edges)
    assert ordered[::-1] == sorted(edges, reverse=True)
    for low, high in pairwise(ordered):
        assert low <= high
        assert high >= low
        assert (low < high) == (high > low) == (low != high)
