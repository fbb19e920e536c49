"""The API of `read`: dialect names of other tools, JSON, paths to a column, line numbers."""

import json

import pytest

from seamscope.lineage import read


@pytest.mark.parametrize(
    "dialect",
    ["mssql", "sqlserver", "postgresql", "mariadb", "sparksql", "ansi", "db2", "greenplum", None],
)
def test_a_usual_dialect_name_is_understood(dialect: str | None) -> None:
    """The dialect names of other tools are accepted and mean the same or a similar dialect."""
    found = read("INSERT INTO t (a) SELECT s.b FROM s", dialect=dialect)
    assert {str(edge) for edge in found.columns} == {"s.b > t.a identity"}


def test_a_usual_name_selects_the_syntax_of_its_dialect() -> None:
    """`SQLServer` selects T-SQL, in which brackets quote names."""
    found = read("INSERT INTO [d].[t] (a) SELECT TOP 3 b FROM [s]", dialect="SQLServer")
    assert {str(table) for table in found.writes} == {"d.t"}
    assert not found.diagnostics


def test_an_unknown_dialect_is_an_error() -> None:
    """A misspelt dialect raises ValueError instead of being guessed."""
    with pytest.raises(ValueError, match="mssqll"):
        read("SELECT 1", dialect="mssqll")


def test_to_dict_is_plain_and_sorted() -> None:
    """`to_dict` gives sorted lists and plain values that survive JSON unchanged."""
    found = read("INSERT INTO t (a) SELECT s.b FROM s;\nINSERT ((((", dialect="tsql").to_dict()
    assert json.loads(json.dumps(found)) == found
    edges = [{"source": "s.b", "target": "t.a", "kind": "identity"}]
    assert found["reads"] == ["s"]
    assert found["writes"] == ["t"]
    assert found["columns"] == edges
    statement = {"column": 1, "reads": ["s"], "writes": ["t"], "columns": edges, "unresolved": []}
    assert found["statements"] == [{"line": 1, **statement}]
    assert found["unresolved"] == []
    assert found["diagnostics"] == [{"line": 2, "column": 1, "reason": "not understood"}]


SCRIPT = """
INSERT INTO b (x) SELECT a.x FROM a;
INSERT INTO b (x) SELECT z.y FROM z WHERE z.k = 1;
INSERT INTO c (x, n) SELECT b.x + 1, d.n FROM b CROSS JOIN d;
"""


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("c.x", [["a.x", "b.x", "c.x"], ["z.y", "b.x", "c.x"]]),
        ("C", [["a.x", "b.x", "c.x"], ["d.n", "c.n"], ["z.y", "b.x", "c.x"]]),
        ("a.x", []),
    ],
)
def test_paths_lead_to_a_column_or_a_table(target: str, expected: list[list[str]]) -> None:
    """Each path begins at a column without a source and ends at the target; filters are left
    out.
    """
    paths = read(SCRIPT, dialect="postgres").paths(target)
    chains = [[str(path[0].source), *(str(edge.target) for edge in path)] for path in paths]
    assert sorted(chains) == expected


def test_a_column_that_feeds_itself_ends_its_path() -> None:
    """If b.x feeds a.x and a.x feeds b.x, the path goes around the cycle once."""
    sql = "INSERT INTO b (x) SELECT a.x FROM a; INSERT INTO a (x) SELECT b.x FROM b;"
    paths = read(sql, dialect="postgres").paths("b.x")
    assert [[str(edge) for edge in path] for path in paths] == [
        ["b.x > a.x identity", "a.x > b.x identity"]
    ]


@pytest.mark.parametrize(
    ("dialect", "sql", "lines"),
    [
        (
            "postgres",
            "CREATE FUNCTION f(int) RETURNS void LANGUAGE sql AS $$\n INSERT INTO t(a) SELECT b"
            " FROM s WHERE id = $1;\n INSERT INTO t(a) SELECT b FROM s WHERE id = $1;\n"
            "\n DELETE FROM u;\n$$;\nDELETE FROM w;",
            [2, 3, 5, 7],
        ),
        ("oracle", "DEFINE x = t\n\nDELETE FROM &x;\n-- it's\nDELETE FROM u;", [3, 5]),
        ("snowflake", "{% set a = [\n 1] %}\n{# x\ny #}\nselect a from {{ ref('t') }};", [5]),
        ("mysql", "CREATE DEFINER=`a`\n@`b` PROCEDURE p()\nBEGIN\n DELETE FROM t;\nEND", [4]),
        (
            "teradata",
            "CREATE MACRO m\n AS\n (\nDEL FROM t;\nDEL FROM u;\n);\nDEL FROM w;",
            [4, 5, 7],
        ),
    ],
)
def test_statements_keep_their_lines(dialect: str, sql: str, lines: list[int]) -> None:
    """SQL that is changed before parsing (Jinja, ``DEFINE`` variables, bodies of routines) keeps
    its line numbers.
    """
    found = read(sql, dialect=dialect)
    assert [statement.line for statement in found.statements] == lines


def test_to_networkx_has_columns_and_kinds() -> None:
    """The graph has a node for each column and an edge with its kind; a filter is an edge to
    ``t.*``.
    """
    graph = read("INSERT INTO t (a) SELECT s.b + s.c FROM s WHERE s.c > 1").to_networkx()
    assert set(graph.nodes) == {"s.b", "s.c", "t.a", "t.*"}
    assert set(graph.edges(data="kind")) == {
        ("s.b", "t.a", "expression"),
        ("s.c", "t.a", "expression"),
        ("s.c", "t.*", "indirect"),
    }
    assert graph.nodes["t.a"] == {"table": "t", "column": "a"}


def test_routines_include_what_they_call() -> None:
    """A procedure includes the reads and writes of procedures that it calls; a called procedure
    without a definition is unresolved.
    """
    sql = (
        "CREATE PROC a AS EXEC b; EXEC gone\nGO\nCREATE PROC b AS INSERT INTO t (x) SELECT y FROM s"
    )
    first, second = read(sql, dialect="tsql").routines
    assert (first.name, first.reads, first.writes) == ("a", ("s",), ("t",))
    assert (first.calls, first.unresolved) == (("b", "gone"), ("gone",))
    assert (second.name, second.line, second.calls) == ("b", 3, ())


def test_a_notebook_shows_a_table_and_a_drawing() -> None:
    """The HTML for notebooks escapes names and draws at most 12 tables, with one box for all
    others.
    """
    html = read('INSERT INTO "t<b>" (a) SELECT s.b FROM s', dialect="postgres")._repr_html_()
    assert "<td>s.b</td><td>t&lt;b&gt;.a</td><td>identity</td>" in html
    assert html.count("<rect ") == 2
    assert html.count("<path ") == 1
    many = ";".join(f"INSERT INTO t SELECT a FROM s{number}" for number in range(30))
    html = read(many, dialect="postgres")._repr_html_()
    assert html.count("<rect ") == 12 + 1
    assert html.count("<path ") == 12
    assert "…" in html
