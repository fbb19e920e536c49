"""The fast path for a plain statement gives the same lineage as the interpreter, which `survey`
uses.
"""

from pathlib import Path
from typing import NotRequired, TypedDict

import pytest
from tests.case_files import load_yaml

from seamscope.lineage import Session
from seamscope.lineage.fast_path import read_statement
from seamscope.lineage.parsing.dialects import guess_dialect
from seamscope.lineage.query.model import Name
from seamscope.lineage.read_script import read_script


class Case(TypedDict):
    name: NotRequired[str]
    sql: str
    dialect: NotRequired[str]
    schema: NotRequired[dict[str, list[str]]]


CASES: list[Case] = [
    case for path in sorted(Path(__file__).parent.glob("*/*.yaml")) for case in load_yaml(path)
]
MORE = [
    ("tsql", "SELECT a FROM OPENDATASOURCE('MSOLEDBSQL', 'Data Source=w').d.dbo.t"),
    ("clickhouse", "INSERT INTO FUNCTION s3('https://b/x.csv', 'CSV') SELECT a FROM s"),
    ("spark", "INSERT INTO t SELECT q.c FROM b LATERAL VIEW explode(b.xs) q AS c"),
    ("postgres", "SELECT g + t.a AS x FROM t, generate_series(1, t.n) AS g"),
    ("snowflake", "SELECT f.value:a::int AS x FROM t, LATERAL FLATTEN(input => t.j) f"),
    ("duckdb", "FROM read_parquet('s3://b/x.parquet') SELECT a"),
    ("spark", "INSERT OVERWRITE DIRECTORY 'hdfs://h/f' SELECT * FROM t"),
    ("snowflake", "SELECT v.m FROM SEMANTIC_VIEW(d.s.v METRICS m) AS v"),
    ("postgres", "SELECT x.a FROM ROWS FROM (f(1) AS (a int)) AS x (a)"),
]
# One statement each, although a word in it could begin another.
SINGLE = [
    ("snowflake", "SELECT * RENAME a AS b FROM t"),
    ("snowflake", "SELECT INSERT(t.a, 0, 0, 'b') AS x FROM t"),
    ("mysql", "SELECT TRUNCATE(t.a, 2) AS x FROM t"),
    ("duckdb", "SELECT a FROM t UNION ALL BY NAME SELECT a FROM u"),
    ("bigquery", "SELECT a FROM t UNION ALL CORRESPONDING BY (a) SELECT a FROM u"),
    ("duckdb", "SELECT [x FOR x IN t.xs IF x = 2] AS y FROM t"),
    ("sqlite", "INSERT OR ROLLBACK INTO t (a) SELECT b FROM u"),
    ("tsql", "SELECT a.x FROM a INNER MERGE JOIN b ON b.id = a.id"),
    ("postgres", r"SELECT e'update \'x\' set' || t.a AS y FROM t"),
    ("databricks", "WITH s AS (SELECT a FROM u) INSERT INTO t REPLACE WHERE a = 1 SELECT a FROM s"),
    ("teradata", "INS INTO t (a) SEL b FROM u"),
    ("teradata", "LOCKING TABLE t FOR ACCESS SELECT a FROM t JOIN u ON t.id = u.id"),
    ("snowflake", "SELECT COUNT(t.*) AS n FROM t"),
    ("databricks", "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET *"),
    (
        "",
        "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE * "
        "WHEN NOT MATCHED THEN INSERT *",
    ),
    (
        "oracle",
        "SELECT m.x FROM t MATCH_RECOGNIZE (PARTITION BY p ORDER BY d MEASURES a AS x\n"
        "PATTERN (u+)\nDEFINE\n u AS u.v > 1) m",
    ),
]


def agree(sql: str, dialect: str, schema: dict[Name, tuple[str, ...]]) -> bool:
    """Return whether the fast path and the interpreter give the same lineage, or the fast path does
    not support the statement.
    """
    fast = read_statement(sql, dialect, schema)
    return fast is None or fast == read_script(sql, dialect, dict(schema))


@pytest.mark.parametrize("case", CASES, ids=[case.get("name", case["sql"][:60]) for case in CASES])
def test_fast_path_and_interpreter_agree(case: Case) -> None:
    """The fast path and the interpreter give the same lineage for every case of the other tests."""
    schema = {tuple(k.split(".")): tuple(v) for k, v in case.get("schema", {}).items()}
    dialect = case.get("dialect") or guess_dialect(case["sql"])
    assert agree(case["sql"], dialect, schema)


@pytest.mark.parametrize(("dialect", "sql"), MORE)
def test_they_agree_on_functions_and_targets_that_may_be_remote(dialect: str, sql: str) -> None:
    assert agree(sql, dialect, {})


@pytest.mark.parametrize(("dialect", "sql"), SINGLE)
def test_a_keyword_inside_a_statement_does_not_split_it(dialect: str, sql: str) -> None:
    """A statement that contains a keyword of another statement is read as one, and so is the DELETE
    after it.
    """
    found = read_script(f"{sql};\nDELETE FROM last", dialect, {})
    assert (
        found.statements[:-1]
        == (read_statement(sql, dialect, {}) or read_script(sql, dialect, {})).statements
    )
    assert {str(name) for name in found.statements[-1].writes} == {"last"}
    assert not any("not understood" in d.reason for d in found.diagnostics)


def test_a_table_may_have_the_name_first() -> None:
    """``INSERT INTO first`` is not ``INSERT FIRST``, so a SELECT on the next line is a statement of
    its own.
    """
    found = read_script("INSERT INTO first VALUES (1)\nSELECT a FROM t", "tsql", {})
    assert [sorted(map(str, one.reads)) for one in found.statements] == [[], ["t"]]


def test_many_cases_take_the_fast_path() -> None:
    """Many cases take the fast path, so the comparison of both paths is meaningful."""
    fast = [
        case
        for case in CASES
        if read_statement(case["sql"], case.get("dialect", ""), Session()._schema) is not None
    ]
    assert len(fast) > 50
