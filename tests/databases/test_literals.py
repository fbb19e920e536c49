"""Literals are removed from statements, and nothing else is."""

import pytest

from seamscope.databases.literals import blank_literals


@pytest.mark.parametrize(
    ("dialect", "sql", "expected"),
    [
        ("postgres", "SELECT a1 FROM t WHERE b = 'x' AND c = 12.5",
         "SELECT a1 FROM t WHERE b = '?' AND c = 0"),
        ("postgres", "SELECT 'it''s', E'it\\'s', $1 FROM t", "SELECT '?', '?', $1 FROM t"),
        ("postgres", "SELECT 'C:\\', 'x' FROM t", "SELECT '?', '?' FROM t"),
        ("postgres", "DO $q$ SELECT 'x' $q$", "DO '?'"),
        ("postgres", "DO $$ SELECT 'x'", "DO '?'"),
        ("postgres", 'SELECT "a ''b" FROM t -- x 1\n', 'SELECT "a ''b" FROM t  \n'),
        ("tsql", "SELECT [a 1], N'x', @p1 /* y */ FROM t", "SELECT [a 1], '?', @p1   FROM t"),
        ("tsql", "SELECT a FROM OPENQUERY(ERP, 'select a from t where b = ''x'' and c = 7')",
         "SELECT a FROM OPENQUERY(ERP, 'select a from t where b = ''?'' and c = 0')"),
        ("snowflake", "COPY INTO t FROM 's3://b/p/a.csv'", "COPY INTO t FROM 's3://b/p/a.csv'"),
        ("snowflake", "COPY INTO t FROM 's3://b/p?sig=x'", "COPY INTO t FROM '?'"),
        ("snowflake", "SELECT 'it\\'s x' FROM \"T\"", "SELECT '?' FROM \"T\""),
        ("oracle", "INSERT INTO t VALUES (:1, 'x", "INSERT INTO t VALUES (:1, '?'"),
        ("bigquery", 'SELECT "x", \'y\', """z "q" z""" FROM `a.b`',
         "SELECT '?', '?', '?' FROM `a.b`"),
        ("databricks", "SELECT r'x', \"it\\\"s\" FROM t", "SELECT '?', '?' FROM t"),
        ("mysql", "SELECT \"x\" FROM `t`", "SELECT '?' FROM `t`"),
    ],
)  # fmt: skip
def test_literals_are_replaced(dialect: str, sql: str, expected: str) -> None:
    """Strings and numbers are removed; names, parameters, and locations without secrets are
    kept.
    """
    assert blank_literals(sql, dialect) == expected
