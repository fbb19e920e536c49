"""Dynamic SQL from variables: a variable that may have changed is reported, and its value is never
guessed.
"""

import pytest

from seamscope.lineage import read

ORACLE = (
    "DECLARE v VARCHAR2(9) := 'a'; i NUMBER := 1; BEGIN\n{0}\n"
    "EXECUTE IMMEDIATE 'DELETE FROM ' || v;\n{1}\nEND;"
)
POSTGRES = "DO $$ DECLARE v text := 'a'; BEGIN\n{0}\nEXECUTE 'DELETE FROM ' || v;\n{1}\nEND $$;"
SNOWFLAKE = (
    "DECLARE v VARCHAR DEFAULT 'a'; BEGIN\n{0}\nEXECUTE IMMEDIATE 'DELETE FROM ' || v;\n{1}\nEND;"
)
BIGQUERY = (
    "DECLARE v STRING DEFAULT 'a';\n{0}\n"
    "EXECUTE IMMEDIATE 'DELETE FROM ' || v || ' WHERE TRUE';\n{1}"
)
TSQL = "DECLARE @v sysname = 'a', @i int = 1\n{0}\nEXEC ('DELETE FROM ' + @v)\n{1}"
CHANGED = [
    ("tsql", TSQL, "WHILE @i <= 3 BEGIN", "SET @i += 1; SET @v = @v + 'x' END"),
    ("tsql", TSQL, "WHILE @i <= 3 BEGIN IF @i = 2 SET @v = 'b' ELSE", "SET @i += 1 END"),
    ("tsql", TSQL, ";again:", "SET @v = @v + 'x' IF @i < 3 GOTO again"),
    ("tsql", TSQL, "EXEC dbo.getname @v OUTPUT", ""),
    ("tsql", TSQL, "EXEC dbo.getname @name = @v OUT", ""),
    ("tsql", TSQL, "EXEC @v = dbo.getname", ""),
    ("tsql", TSQL, "FETCH NEXT FROM c INTO @v", ""),
    ("tsql", TSQL, "SELECT @v = n FROM dbo.names", ""),
    ("tsql", TSQL, "UPDATE dbo.q SET @v = n", ""),
    ("oracle", ORACLE, "FOR i IN 1..3 LOOP", "v := 'b' || i; END LOOP;"),
    ("oracle", ORACLE, "WHILE i < 3 LOOP", "v := v || 'x'; END LOOP;"),
    ("oracle", ORACLE, "<<again>> LOOP", "v := 'b'; EXIT WHEN i > 3; END LOOP;"),
    ("oracle", ORACLE, "SELECT n INTO v FROM names;", ""),
    ("oracle", ORACLE, "FETCH c INTO v;", ""),
    ("oracle", ORACLE, "EXECUTE IMMEDIATE 'SELECT n FROM names' INTO v;", ""),
    ("oracle", ORACLE, "UPDATE q SET a = 1 RETURNING b INTO v;", ""),
    ("postgres", POSTGRES, "SELECT n INTO v FROM names;", ""),
    ("postgres", POSTGRES, "FOR i IN 1..3 LOOP", "v := 'b'; END LOOP;"),
    ("postgres", POSTGRES, "FOREACH v IN ARRAY names LOOP", "END LOOP;"),
    ("postgres", POSTGRES, "FOR v IN SELECT n FROM names LOOP", "END LOOP;"),
    ("snowflake", SNOWFLAKE, "WHILE (x < 3) DO", "v := 'b'; END WHILE;"),
    ("snowflake", SNOWFLAKE, "REPEAT", "v := 'b'; UNTIL (x > 3) END REPEAT;"),
    ("snowflake", SNOWFLAKE, "SELECT n INTO v FROM names;", ""),
    ("bigquery", BIGQUERY, "WHILE x < 3 DO", "SET v = 'b'; END WHILE;"),
    ("bigquery", BIGQUERY, "LOOP", "SET v = 'b'; END LOOP;"),
    ("bigquery", BIGQUERY, "EXECUTE IMMEDIATE 'SELECT n FROM d.names' INTO v;", ""),
]


@pytest.mark.parametrize(("dialect", "script", "before", "after"), CHANGED)
def test_a_text_that_may_have_changed_is_reported(
    dialect: str, script: str, before: str, after: str
) -> None:
    """If the variable in an EXECUTE may have changed before, the line of the EXECUTE is reported,
    and the table in its earlier value is not written.
    """
    found = read(script.format(before, after), dialect=dialect)
    assert "a" not in {str(table) for table in found.writes}
    assert [diagnostic.line for diagnostic in found.diagnostics] == [3]


@pytest.mark.parametrize(
    ("dialect", "script"),
    [("tsql", TSQL), ("oracle", ORACLE), ("postgres", POSTGRES), ("snowflake", SNOWFLAKE)],
)
def test_a_text_that_nothing_changes_is_executed(dialect: str, script: str) -> None:
    found = read(script.format("", ""), dialect=dialect)
    assert {str(table) for table in found.writes} == {"a"}
    assert not found.diagnostics


@pytest.mark.parametrize(
    ("dialect", "expression", "tables"),
    [
        ("tsql", "QUOTENAME('d') + '.' + QUOTENAME(@v)", {"d.a"}),
        ("tsql", "CONCAT('d', '.', @v, CHAR(13), NCHAR(10))", {"d.a"}),
        ("tsql", "REPLACE('{x}.t', '{x}', 'd')", {"d.t"}),
        ("tsql", "IIF(@n = 1, 'p', 'q')", {"p", "q"}),
        ("tsql", "CASE @n WHEN 1 THEN 'p' WHEN 2 THEN @v ELSE 'q' END", {"a", "p", "q"}),
        ("tsql", "UPPER(LTRIM(RTRIM(' t ')))", {"T"}),
        ("tsql", "ISNULL(@v, 'z') + CONVERT(varchar(9), '1')", {"a1"}),
        ("postgres", "quote_ident('Tt') || lower(' X')", {"Tt"}),
        (
            "oracle",
            "DBMS_ASSERT.SQL_OBJECT_NAME('hr.t') || CASE WHEN x THEN '1' END",
            {"hr.t", "hr.t1"},
        ),
    ],
)
def test_functions_of_constants_are_evaluated(
    dialect: str, expression: str, tables: set[str]
) -> None:
    """Functions and CASE with constant arguments are evaluated: ``'DELETE FROM ' + IIF(@n = 1, 'p',
    'q')`` writes p and q.
    """
    scripts = {
        "tsql": f"DECLARE @v sysname = 'a'\nEXEC ('DELETE FROM ' + {expression})",
        "postgres": f"DO $$ BEGIN EXECUTE 'DELETE FROM ' || {expression}; END $$",
        "oracle": f"BEGIN EXECUTE IMMEDIATE 'DELETE FROM ' || {expression}; END;",
    }
    found = read(scripts[dialect], dialect=dialect)
    assert {str(table) for table in found.writes} == tables
    assert not found.diagnostics


def test_a_choice_with_an_unknown_branch_is_reported() -> None:
    """``CASE WHEN @n = 1 THEN 'p' ELSE @other END`` gives the table p, and the unknown branch is
    reported.
    """
    found = read(
        "EXEC ('DELETE FROM ' + CASE WHEN @n = 1 THEN 'p' ELSE @other END)", dialect="tsql"
    )
    assert {str(table) for table in found.writes} == {"p"}
    assert [diagnostic.line for diagnostic in found.diagnostics] == [1]
