"""Coverage: only statements that move or define data count, by file and routine."""

import pytest

from seamscope.lineage import RoutineCoverage, TraceResult, trace
from seamscope.lineage.script.declarations import is_declaration
from seamscope.records import Evidence, Query


def trace_sql(sql: str, dialect: str) -> TraceResult:
    evidence = Evidence(file="a.sql", line=1, connector="sql")
    return trace([Query(text=sql, dialect=dialect, evidence=evidence)])


def counts(sql: str, dialect: str) -> tuple[int, int, int]:
    (coverage,) = trace_sql(sql, dialect).coverage
    return coverage.parsed, coverage.partly, coverage.not_understood


@pytest.mark.parametrize(
    ("dialect", "sql", "expected"),
    [
        ("oracle", "declare v number; begin v := 1; if v > 0 then null; end if; end;", (0, 0, 0)),
        ("oracle", "begin insert into t (a) select a from s; commit; end;", (1, 0, 0)),
        ("tsql", "SET NOCOUNT ON\nPRINT 'DELETE FROM x'\nSELECT GETDATE()", (0, 0, 0)),
        ("tsql", "IF EXISTS (SELECT 1 FROM sys.tables) DROP TABLE t", (0, 0, 0)),
        ("postgres", "GRANT SELECT ON t TO u; CREATE INDEX i ON t (a); SELECT now()", (0, 0, 0)),
        ("postgres", "EXPLAIN INSERT INTO t SELECT a FROM s", (0, 0, 0)),
        ("mysql", "CREATE TABLE t (a INT); INSERT INTO t VALUES (1); DROP TABLE t", (2, 0, 0)),
        ("snowflake", "SELECT a FROM s; USE DATABASE d; SHOW TABLES", (1, 0, 0)),
    ],
)
def test_only_moves_and_definitions_count(
    dialect: str, sql: str, expected: tuple[int, int, int]
) -> None:
    """Blocks, assignments, options and metadata are not counted as statements."""
    assert counts(sql, dialect) == expected


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        ("postgres", "PREPARE q (int) AS INSERT INTO t SELECT a FROM s WHERE b = $1"),
        ("oracle", "begin insert into t (a select from where; end;"),
        ("tsql", "FROBNICATE x; DELETE FROM t WHERE WHERE"),
        ("mysql", "HANDLE h INSERT INTO t VALUES (1"),
        ("snowflake", "CREATE ALERT a IF (EXISTS (SELECT 1 FROM s)) THEN INSERT INTO t SELECT 1"),
    ],
)
def test_a_change_that_yields_nothing_is_not_understood(dialect: str, sql: str) -> None:
    """An INSERT, UPDATE, DELETE or MERGE without any lineage counts as not understood."""
    parsed, partly, not_understood = counts(sql, dialect)
    assert (parsed, partly) == (0, 0)
    assert not_understood >= 1


@pytest.mark.parametrize(
    ("dialect", "damaged"),
    [
        ("oracle", ";)REBMUN v("),
        ("oracle", "@@@ v"),
        ("oracle", "utl_http.set_header(r, 'Accept', 'text/csv');"),
        ("postgres", ");lliw ton (od"),
    ],
)
def test_damaged_declarations_are_not_understood(dialect: str, damaged: str) -> None:
    """Damaged text between declarations counts as not understood, because it may have been a
    statement that moves data.
    """
    body = f"v integer;\n{damaged}\n w integer;\nbegin\n insert into t (a) select s.a from s;\nend;"
    head = "create procedure p as\n"
    if dialect == "postgres":
        head, body = (
            "create function p() returns void language plpgsql as $$\ndeclare\n",
            f"{body}$$",
        )
    text = head + body
    assert counts(text, dialect)[2] >= 1


@pytest.mark.parametrize(
    "declared",
    [
        "v NUMBER",
        "v a.b%TYPE := 1",
        "a, b INTEGER DEFAULT 0",
        "v CONSTANT VARCHAR2(10) := 'x'",
        "-- a remark\n v text[]",
        '"V w" "Type x"',
        "e EXCEPTION",
        "PRAGMA AUTONOMOUS_TRANSACTION",
        "TYPE t IS TABLE OF a%ROWTYPE INDEX BY PLS_INTEGER",
        "x := 5",
        "END",
    ],
)
def test_declarations_are_recognised(declared: str) -> None:
    """Every form of declaration is recognised, so that none counts as damaged text."""
    assert is_declaration(declared)


ROUTINES = """CREATE PROCEDURE dbo.a @t sysname AS
INSERT INTO d (x) SELECT x FROM s
EXEC('INSERT INTO d (x) SELECT e.x FROM e JOIN ' + @t + ' f ON f.k = e.k')
GO
CREATE PROCEDURE dbo.b AS
INSERT INTO d (x) SELECT ((
GO
INSERT INTO d (x) SELECT x FROM s
"""


def test_coverage_is_counted_by_routine() -> None:
    """A statement inside a procedure counts for the procedure and the file; a statement outside
    counts only for the file.
    """
    (coverage,) = trace_sql(ROUTINES, "tsql").coverage
    assert (coverage.parsed, coverage.partly, coverage.not_understood) == (2, 1, 1)
    assert coverage.routines == (
        RoutineCoverage(name="dbo.a", parsed=1, partly=1, not_understood=0),
        RoutineCoverage(name="dbo.b", parsed=0, partly=0, not_understood=1),
    )
