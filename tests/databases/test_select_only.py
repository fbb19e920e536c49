"""Only single queries are sent to a database."""

import pytest

from seamscope.databases.select_only import is_single_query


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "  -- why\n/* and how; DELETE */ SELECT 'a;b', \"update\", [drop], `set` FROM t;",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "SHOW VARIABLES LIKE 'x'",
        "PRAGMA table_info(t)",
        "SELECT is_updatable, update_rule, created FROM t WHERE a LIKE 'It''s; CALL me'",
        "VALUES (1)",
    ],
)
def test_a_query_passes(sql: str) -> None:
    """A query is accepted although a forbidden word is in quotes, in a comment or part of a
    name.
    """
    assert is_single_query(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "-- nothing",
        "DELETE FROM t",
        "SELECT 1; DELETE FROM t",
        "SELECT 1;;",
        "WITH a AS (DELETE FROM t RETURNING *) SELECT * FROM a",
        "SELECT * INTO b FROM a",
        "SELECT a FROM t INTO OUTFILE '/tmp/x'",
        "SELECT a FROM t FOR UPDATE",
        "COPY t TO PROGRAM 'sh'",
        "CALL p()",
        "EXEC p",
        "EXPLAIN ANALYZE DELETE FROM t",
        "SET TRANSACTION READ WRITE",
        "COMMIT",
        "PRAGMA query_only = 0",
        "ATTACH 'x.db' AS x",
        "SELECT 1 /*! ; DROP TABLE t */",
        "SELECT 1 /*M! INTO OUTFILE 'x' */",
        "SELECT 1--1 ; DROP TABLE t",
        "SELECT 'a\\'' ; DROP TABLE t -- '",
        "SELECT 1 'open ; DROP TABLE t",
    ],
)
def test_what_is_no_single_query_is_refused(sql: str) -> None:
    """Statements that write, several statements, and SQL that databases parse differently are
    refused.
    """
    assert not is_single_query(sql)
