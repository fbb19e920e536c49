"""Lineage in several processes: the result is the same, and a statement that kills or stalls a
process is skipped.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from seamscope.lineage import trace
from seamscope.lineage.batch import in_process, pool
from seamscope.lineage.batch.pool import open_pool
from seamscope.lineage.batch.trace import describe_datasets
from seamscope.lineage.catalog import Catalog
from seamscope.lineage.parsing import parser
from seamscope.records import Evidence, Flow, Query, Skipped

# Python imports this in each worker, which then dies or sleeps at a statement with that table.
SITECUSTOMIZE = """
import os, signal, time
import seamscope.lineage.parsing.parser as parser
parse = parser.parse_single
def spoiled(text, dialect):
    if "deadly" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "sleepy" in text:
        time.sleep(60)
    while "busy" in text:
        pass
    return parse(text, dialect)
parser.parse_single = spoiled
"""


def query(text: str, number: int) -> Query:
    evidence = Evidence(file=f"{number}.sql", line=1, connector="sql")
    return Query(text=text, dialect="tsql", evidence=evidence)


def build_queries() -> list[Query]:
    """Return views over views, procedures that call each other, and broken SQL, each as the query
    of a separate file.
    """
    texts = [
        "CREATE VIEW dbo.v2 AS SELECT * FROM dbo.v1",
        "CREATE VIEW dbo.v1 AS SELECT * FROM dbo.base",
        "CREATE TABLE dbo.base (a int, b int)",
        "INSERT INTO dbo.t (a, b) EXEC dbo.p",
        "CREATE PROCEDURE dbo.p AS SELECT a, b FROM dbo.v2",
        "CREATE PROCEDURE dbo.keep AS INSERT INTO dbo.kept (a) SELECT a FROM #lent",
        "CREATE PROCEDURE dbo.lend AS SELECT b AS a INTO #lent FROM dbo.base; EXEC dbo.keep",
        "SELECT FROM WHERE (",
        "INSERT INTO dbo.u (x) SELECT a FROM SRV.db.dbo.r",
    ]
    return [query(text, number) for number, text in enumerate(texts)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "jobs", [pytest.param(1, marks=pytest.mark.slow), 2, pytest.param(3, marks=pytest.mark.slow)]
)
def test_the_number_of_processes_changes_nothing(
    jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records and coverage are equal in this process, in one worker and in several."""
    here = trace(build_queries())
    monkeypatch.setattr(in_process, "SMALL", 0)
    assert trace(build_queries(), jobs=jobs) == here
    assert sum(coverage.not_understood for coverage in here.coverage) == 1


def test_definitions_are_used_in_other_files() -> None:
    """`SELECT *` over a view of a view is expanded, and a procedure's result fills a table."""
    flows = [
        r for r in trace(build_queries()).records if isinstance(r, Flow) and "t" in r.target.dataset
    ]
    edges = {f"{e.source} > {e.target}" for f in flows for e in f.columns}
    assert {"dbo.v2.a > a", "dbo.v2.b > b"} <= edges


def test_called_routines_of_other_files_see_temp_tables() -> None:
    """A procedure that is called sees the temp table that its caller created in another file."""
    (flow,) = [
        r for r in trace(build_queries()).records if isinstance(r, Flow) and "kept" in str(r.target)
    ]
    assert (flow.source.dataset, [str(edge.source) for edge in flow.columns]) == (
        "dbo.base",
        ["dbo.base.b"],
    )


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
@pytest.mark.parametrize(
    "word",
    [
        "deadly",
        pytest.param("sleepy", marks=pytest.mark.slow),
        pytest.param("busy", marks=pytest.mark.slow),
    ],
)
def test_a_statement_that_kills_or_stalls_a_worker_is_skipped(
    word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A statement that kills or stalls a worker is reported with its line; the statements before
    and after it are analysed.
    """
    (tmp_path / "sitecustomize.py").write_text(SITECUSTOMIZE)
    monkeypatch.setattr(pool, "PATIENCE", 1 if word == "sleepy" else 60)
    before = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(tmp_path), before))))
    texts = [
        f"INSERT INTO a (x) SELECT x FROM r;\n\nINSERT INTO b (x) SELECT x FROM {word};\n"
        "INSERT INTO c (x) SELECT x FROM s;",
        "INSERT INTO d (x) SELECT x FROM q;",
    ]
    queries = [query(text, number) for number, text in enumerate(texts)]
    with open_pool(queries, 1, seconds=2.0) as workers:
        workers.collect_definitions(Catalog())
        results = workers.execute(describe_datasets([]), frozenset({0, 1}))
    records = [record for index in sorted(results) for record in results[index].records]
    assert [r.target.dataset for r in records if isinstance(r, Flow)] == ["a", "c", "d"]
    (skipped,) = [record for record in records if isinstance(record, Skipped)]
    assert skipped.evidence.line == 3
    assert ("killed" if word == "deadly" else "longer than") in skipped.reason


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no timer of CPU time there")
def test_a_statement_that_only_waits_is_not_stalled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time limit counts CPU time, so a statement whose process only waits is analysed."""
    waiting = SITECUSTOMIZE.replace("time.sleep(60)", "time.sleep(1.5)")
    (tmp_path / "sitecustomize.py").write_text(waiting)
    before = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(tmp_path), before))))
    queries = [query("INSERT INTO b (x) SELECT x FROM sleepy;", 0)]
    with open_pool(queries, 1, seconds=0.8) as workers:
        workers.collect_definitions(Catalog())
        results = workers.execute(describe_datasets([]), frozenset({0}))
    (flow,) = results[0].records
    assert isinstance(flow, Flow)
    assert flow.source.dataset == "sleepy"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no timer of CPU time there")
def test_small_inputs_that_take_long_are_begun_again_in_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """If small inputs take too long in the main process, they are analysed again in worker
    processes.
    """
    monkeypatch.setattr(in_process, "QUICK", 0.05)
    parse = parser.parse_single

    def busy(text: str, dialect: str) -> object:
        while "busy" in text:
            pass
        return parse(text, dialect)

    monkeypatch.setattr(parser, "parse_single", busy)
    (flow,) = trace([query("INSERT INTO b (x) SELECT x FROM busy;", 0)]).records
    assert isinstance(flow, Flow)
    assert flow.source.dataset == "busy"


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_tables_of_one_name_in_two_databases_keep_their_columns(
    jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``SELECT *`` has the columns of the table in the query's own database; a query without a
    database is not expanded.
    """
    monkeypatch.setattr(in_process, "SMALL", 0)
    texts = [
        ("Crm", "CREATE TABLE dbo.Customer (crm_id int, mail varchar(99))"),
        ("Erp", "CREATE TABLE dbo.Customer (erp_id int, limit_eur int)"),
        ("Crm", "INSERT INTO dbo.CrmCopy SELECT * FROM dbo.Customer"),
        ("Erp", "INSERT INTO dbo.ErpCopy SELECT * FROM dbo.Customer"),
        ("", "INSERT INTO dbo.AnyCopy SELECT * FROM dbo.Customer"),
        ("", "INSERT INTO dbo.Named SELECT * FROM Erp.dbo.Customer"),
    ]
    queries = [replace(query(text, n), database=db) for n, (db, text) in enumerate(texts)]
    flows = [r for r in trace(queries, jobs=jobs).records if isinstance(r, Flow)]
    fed = {flow.target.dataset: {edge.source for edge in flow.columns} for flow in flows}
    assert fed == {
        "dbo.CrmCopy": {"dbo.Customer.crm_id", "dbo.Customer.mail"},
        "dbo.ErpCopy": {"dbo.Customer.erp_id", "dbo.Customer.limit_eur"},
        "dbo.AnyCopy": {"dbo.Customer.*"},
        "dbo.Named": {"dbo.Customer.erp_id", "dbo.Customer.limit_eur"},
    }
