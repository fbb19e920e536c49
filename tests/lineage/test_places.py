"""Statements and diagnostics have the right line and column, whatever construct is before them."""

import pytest

from seamscope.lineage import read, trace
from seamscope.records import Evidence, Query

DOLLAR = """CREATE FUNCTION f(int) RETURNS void LANGUAGE sql AS $$
 INSERT INTO t(a) SELECT b FROM s WHERE id = $1; INSERT INTO t3(a) SELECT b FROM s3;
   INSERT INTO t2(a) SELECT b FROM s2;
$$;"""
INLINE = "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $b$ begin delete from t; end $b$;"
QUOTED = """CREATE FUNCTION f() RETURNS void AS '
begin insert into t values (''x'', ''y''); delete from u; end' LANGUAGE plpgsql;"""
STRING = "INSERT INTO t VALUES ('a;\n  b'); DELETE FROM u;"
COMMENT = "-- DELETE FROM x;\n/* DELETE\n */ DELETE FROM t; -- c\n\n\tDELETE FROM u"
ORACLE = """create procedure p is
begin
  if 1 = 1 then insert into t select a from s; end if;
end;
/
  delete from u;"""
TSQL = "CREATE PROC p AS\nBEGIN\n  IF 1 = 1 DELETE FROM t\n  DELETE FROM u\nEND\nGO\n DELETE FROM v"
MYSQL = (
    "DELIMITER //\nCREATE PROCEDURE p() BEGIN DELETE FROM t; END //\nDELIMITER ;\n  DELETE FROM u;"
)
JINJA = "{{ config(a='b') }} {% if x %}{% endif %} DELETE FROM {{ ref('t') }}; DELETE FROM u"
CLIENT = "DEFINE x = long_schema_name\nDELETE FROM &x..t; DELETE FROM &y..u; DELETE FROM v;"
MACRO = "CREATE MACRO m (d DATE) AS (\n INSERT INTO o (a) SELECT a FROM s; DELETE FROM z;);"


@pytest.mark.parametrize(
    ("dialect", "sql", "expected"),
    [
        ("postgres", DOLLAR, [(2, 2), (2, 50), (3, 4)]),
        ("postgres", INLINE, [(1, 64)]),
        ("postgres", QUOTED, [(2, 7), (2, 44)]),
        ("postgres", STRING, [(1, 1), (2, 8)]),
        ("postgres", COMMENT, [(3, 5), (5, 2)]),
        ("oracle", ORACLE, [(3, 17), (6, 3)]),
        ("tsql", TSQL, [(3, 12), (4, 3), (7, 2)]),
        ("mysql", MYSQL, [(2, 28), (4, 3)]),
        ("snowflake", JINJA, [(1, 43), (1, 71)]),
        ("oracle", CLIENT, [(2, 1), (2, 20), (2, 39)]),
        ("teradata", MACRO, [(2, 2), (2, 37)]),
        ("snowflake", "\n  DELETE FROM t", [(2, 3)]),
    ],
)
def test_each_statement_has_its_line_and_column(
    dialect: str, sql: str, expected: list[tuple[int, int]]
) -> None:
    """The line and column of a statement are those of its first word in the SQL as written."""
    found = [(s.line, s.column) for s in read(sql, dialect=dialect).statements]
    assert found == expected


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT a FROM s;\n  INSERT ((((", (2, 3)),
        ("SELECT 'x'; DELETE FROM WHERE", (1, 13)),
        ("/* c */ INSERT INTO t SELECT * FROM s", (1, 9)),
    ],
)
def test_a_diagnostic_has_its_line_and_column(sql: str, expected: tuple[int, int]) -> None:
    """A diagnostic has the line and column of the text that is not understood."""
    (found,) = read(sql, dialect="postgres").diagnostics
    assert (found.line, found.column) == expected


@pytest.mark.parametrize(
    ("column", "expected"),
    [(1, [(7, 1), (7, 24), (8, 9)]), (5, [(7, 5), (7, 28), (8, 9)]), (0, [(7, 0), (7, 0), (8, 0)])],
)
def test_evidence_has_columns_if_the_file_is_the_text(
    column: int, expected: list[tuple[int, int]]
) -> None:
    """Evidence has a line and a column in a SQL file, but only a line if the SQL is embedded in
    another format (column 0).
    """
    text = "TRUNCATE TABLE orders; DELETE FROM u;\n/* c */ DELETE FROM v"
    evidence = Evidence(file="a.sql", line=7, connector="sql", column=column)
    found = trace([Query(text=text, dialect="postgres", evidence=evidence)]).records
    assert [(one.evidence.line, one.evidence.column) for one in found] == expected


def test_line_of_sql_in_javascript() -> None:
    """SQL in a JavaScript routine has the line of its string, not that of the routine."""
    sql = (
        "CREATE PROCEDURE p() RETURNS STRING LANGUAGE JAVASCRIPT AS $$\n"
        "  var done = 1;\n"
        "  snowflake.execute({sqlText: 'INSERT INTO t (a) SELECT x FROM s'});\n"
        "  snowflake.execute(\n    {sqlText: `INSERT INTO u (a) SELECT y FROM r`});\n$$"
    )
    found = read(sql, dialect="snowflake")
    assert [one.line for one in found.statements if one.writes] == [3, 5]


@pytest.mark.parametrize(
    ("sql", "dialect", "line"),
    [
        # a literal in the statement: the line of the INSERT in it
        ("CREATE PROCEDURE p AS\nEXEC (N'\n\nINSERT INTO t (a) SELECT x FROM s')", "tsql", 4),
        # the text of a variable: the line that executes it
        (
            "CREATE PROCEDURE p AS DECLARE @q NVARCHAR(99) = N'\n\nINSERT INTO t (a)\nSELECT x"
            " FROM s'\nPRINT 1\nEXEC (@q)",
            "tsql",
            6,
        ),
        (
            "CREATE PROCEDURE p IS q VARCHAR2(99); BEGIN\n q := 'BEGIN\n\n\n INSERT INTO t (a)"
            " SELECT x FROM s; END;';\n EXECUTE IMMEDIATE q;\nEND;",
            "oracle",
            6,
        ),
        (
            "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ DECLARE q TEXT; BEGIN\n"
            " q := '\n\n INSERT INTO t (a) SELECT x FROM s';\n EXECUTE q;\nEND $$",
            "postgres",
            5,
        ),
    ],
)
def test_line_of_dynamic_sql(sql: str, dialect: str, line: int) -> None:
    """Dynamic SQL has the line of its string literal, or else of the statement that executes it."""
    found = read(sql, dialect=dialect)
    assert [one.line for one in found.statements if one.writes] == [line]
