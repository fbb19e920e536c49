"""The queries that shorten query histories keep every flow and every run, as tested with DuckDB."""

import re
from collections import Counter
from pathlib import Path

import duckdb
import pytest
import sqlglot
from click.testing import CliRunner

from seamscope.cli import main
from seamscope.databases.parts import list_histories, read_history
from seamscope.discover import discover, load_connectors
from seamscope.lineage import trace
from seamscope.records import Flow, Query

# For each engine: the columns of its history, and values of a row that ran `text` in second `n`.
TIME = "now()::TIMESTAMP - INTERVAL 1 DAY + INTERVAL ({n}) SECOND"
HISTORIES = {
    "snowflake": (
        "query_text, query_type, database_name, schema_name, user_name, role_name, "
        "execution_status, query_parameterized_hash, start_time",
        "'{text}', 'INSERT', 'DB', 'S', 'ETL', 'R', '{status}', {hash}, " + TIME,
        ("SUCCESS", "FAIL"),
    ),
    "bigquery": (
        "query, job_id, project_id, user_email, job_type, state, error_result, query_info, "
        "creation_time",
        "'{text}', 'j{n}', 'p', 'etl@example.com', 'QUERY', 'DONE', {status}, "
        "{{'query_hashes': {{'normalized_literals': {hash}}}}}, " + TIME,
        ("NULL", "'failed'"),
    ),
    "databricks": (
        "statement_text, statement_id, statement_type, executed_by, client_application, "
        "execution_status, start_time",
        "'{text}', 's{n}', 'INSERT', 'etl', 'job', '{status}', " + TIME,
        ("FINISHED", "FAILED"),
    ),
}
# Ten runs of each shape, with other literals each time, and the hash of the shape; the literals of
# the last shape are columns, so its statements must not be merged, no matter how the engine hashes
# them.
SHAPES = (
    ("INSERT INTO s.t1 SELECT a FROM s.r1 WHERE b = {n}", "''h1''"),
    ("INSERT INTO s.t2 SELECT a FROM s.r2 WHERE b = ''x{n}'' AND c = 17", "''h2''"),
    ("INSERT INTO s.t3 SELECT a FROM s.r{n} WHERE b = 1", "NULL"),
)
PIVOT = "INSERT INTO s.t4 SELECT * FROM (SELECT k, v FROM s.r4) PIVOT (SUM(v) FOR k IN (''c{n}''))"


def build_history(engine: str) -> duckdb.DuckDBPyConnection:
    """Return a database whose table `history` has 40 successful runs and a failed one."""
    columns, row, (good, bad) = HISTORIES[engine]
    runs = [(text.format(n=n), hashed.replace("''", "'"), good) for text, hashed in SHAPES
            for n in range(10)]  # fmt: skip
    hashed = "NULL" if engine == "snowflake" else "'h4'"
    runs += [(PIVOT.format(n=n), hashed, good) for n in range(10)]
    runs += [("INSERT INTO s.never SELECT a FROM s.r1", "'h5'", bad)]
    values = (
        row.format(text=text, n=n, hash=hashed, status=status)
        for n, (text, hashed, status) in enumerate(runs)
    )
    connection = duckdb.connect()
    first, *others = values
    names = [name.strip() for name in columns.split(",")]
    parts = " UNION ALL ".join(f"SELECT {one}" for one in (first, *others))
    connection.execute(f"CREATE TABLE history ({', '.join(names)}) AS {parts}")
    return connection


def trace_table(connection: duckdb.DuckDBPyConnection, query: str, folder: Path) -> Counter[str]:
    """Return the number of runs of each flow, after the rows of a query were exported as CSV and
    read as in a survey.
    """
    folder.mkdir()
    file = folder / "query_history.csv"
    connection.execute(f"COPY ({query}) TO '{file}' (HEADER)")
    found = discover([folder], load_connectors()[0])
    queries = [record for record in found.records if isinstance(record, Query)]
    flows: Counter[str] = Counter()
    for flow in trace(queries).records:
        if isinstance(flow, Flow):
            edges = sorted(f"{edge.source}>{edge.target}" for edge in flow.columns)
            runs = flow.runs.count if flow.runs else 0
            flows[f"{flow.source.dataset} -> {flow.target.dataset} {edges}"] += runs
    return flows


@pytest.mark.slow
@pytest.mark.parametrize("engine", HISTORIES)
def test_a_reduced_history_has_the_same_flows_and_runs(engine: str, tmp_path: Path) -> None:
    """Statements that differ only in literals become one row, unless the literals are names: 41
    rows become 22.
    """
    connection = build_history(engine)
    (known,) = (one for one in list_histories() if one.name == engine)
    query = sqlglot.transpile(read_history(known), read=engine, write="duckdb", comments=False)[0]
    query = re.sub(r"FROM [^ ]+( AS JOBS_BY_PROJECT)?", "FROM history", query, count=1)
    before = trace_table(connection, "FROM history", tmp_path / "whole")
    after = trace_table(connection, query, tmp_path / "reduced")
    assert after == before
    assert sum(before.values()) == 40
    (rows,) = connection.execute(f"SELECT count(*) FROM ({query})").fetchall()
    assert rows == (22,)  # t1, t2, and ten each of t3 and t4


def test_gather_prints_the_query_for_a_history() -> None:
    """`gather ENGINE --history` prints the query for a history; an engine without one is an error
    with the list of engines.
    """
    listed = CliRunner().invoke(main, ["gather", "--history"])
    assert {line.split()[0] for line in listed.output.splitlines()} == set(HISTORIES)
    printed = CliRunner().invoke(main, ["gather", "snowflake", "--history"])
    assert "query_parameterized_hash" in printed.output
    refused = CliRunner().invoke(main, ["gather", "sqlite", "--history"])
    assert (refused.exit_code, "write one of: " in refused.output) == (2, True)
