"""A plain statement has a short way to its lineage; the long way, that files take, agrees."""

from pathlib import Path
from typing import NotRequired, TypedDict

import pytest
import yaml

from seamscope.lineage import Session
from seamscope.lineage.fast_path import plain, script
from seamscope.lineage.parsing.dialects import guess_dialect
from seamscope.lineage.query.model import Name


class Case(TypedDict):
    name: str
    sql: str
    dialect: NotRequired[str]
    schema: NotRequired[dict[str, list[str]]]


CASES: list[Case] = [
    case
    for path in sorted(Path(__file__).parent.glob("*/*.yaml"))
    for case in yaml.safe_load(path.read_text())
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
# What a script is cut at must not cut these.
WHOLE = [
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
    """Tell whether both ways give the same; what has no short way agrees."""
    short = plain(sql, dialect, schema)
    return short is None or short == script(sql, dialect, dict(schema))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_both_ways_give_the_same(case: Case) -> None:
    """Every case of the other tests, read alone."""
    schema = {tuple(k.split(".")): tuple(v) for k, v in case.get("schema", {}).items()}
    dialect = case.get("dialect") or guess_dialect(case["sql"])
    assert agree(case["sql"], dialect, schema)


@pytest.mark.parametrize(("dialect", "sql"), MORE)
def test_functions_and_targets_that_may_reach_out(dialect: str, sql: str) -> None:
    assert agree(sql, dialect, {})


@pytest.mark.parametrize(("dialect", "sql"), WHOLE)
def test_what_looks_like_another_statement_is_none(dialect: str, sql: str) -> None:
    """One statement, understood, with what follows left alone."""
    found = script(f"{sql};\nDELETE FROM last", dialect, {})
    assert found.statements[:-1] == (plain(sql, dialect, {}) or script(sql, dialect, {})).statements
    assert {str(name) for name in found.statements[-1].writes} == {"last"}
    assert not any("not understood" in said.reason for said in found.diagnostics)


def test_a_table_may_be_called_first() -> None:
    """INSERT INTO first is no INSERT FIRST: what follows begins a statement of its own."""
    found = script("INSERT INTO first VALUES (1)\nSELECT a FROM t", "tsql", {})
    assert [sorted(map(str, one.reads)) for one in found.statements] == [[], ["t"]]


def test_cases_have_a_short_way() -> None:
    """Many cases are plain: the comparison compares something."""
    short = [
        case
        for case in CASES
        if plain(case["sql"], case.get("dialect", ""), Session()._schema) is not None
    ]
    assert len(short) > 50
