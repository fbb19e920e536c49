"""Tracing with remote workers, whose tasks keep no state, has the same result as tracing with local
processes.
"""

import os
import sys
from pathlib import Path

import pytest
from tests.engine.engines import Noting, Sending

from seamscope.cache import open_cache
from seamscope.lineage import trace
from seamscope.lineage.batch import in_process, pool, remote_workers
from seamscope.lineage.catalog import Catalog
from seamscope.records import Evidence, Flow, Query, Skipped

# Views over views, procedures that use each other's results and temp tables, remote tables, and
# broken SQL. The dialect of every third one is guessed.
TEXTS = (
    "CREATE VIEW dbo.v3 AS SELECT * FROM dbo.v2",
    "CREATE VIEW dbo.v2 AS SELECT * FROM dbo.v1",
    "CREATE VIEW dbo.v1 AS SELECT * FROM dbo.base",
    "CREATE TABLE dbo.base (a int, b int)",
    "INSERT INTO dbo.t (a, b) EXEC dbo.p",
    "CREATE PROCEDURE dbo.p AS SELECT a, b FROM dbo.v3",
    "CREATE PROCEDURE dbo.q AS EXEC dbo.p",
    "INSERT INTO dbo.t2 (a, b) EXEC dbo.q",
    "CREATE PROCEDURE dbo.keep AS INSERT INTO dbo.kept (a) SELECT a FROM #lent",
    "CREATE PROCEDURE dbo.lend AS SELECT b AS a INTO #lent FROM dbo.base; EXEC dbo.keep",
    "CREATE PROCEDURE dbo.into_named @t sysname AS EXEC('INSERT INTO ' + @t + ' SELECT a FROM s')",
    "EXEC dbo.into_named 'dbo.first'",
    "SELECT FROM WHERE (",
    "EXEC sp_addlinkedserver @server='SRV', @datasrc='erp01.example.com'",
    "INSERT INTO dbo.u (x) SELECT a FROM SRV.db.dbo.r",
)
UTF8_CANNOT_HOLD = "INSERT INTO dbo.x (a) SELECT a FROM dbo.base WHERE b = '\ud800'"


def build_queries(texts: tuple[str, ...] = TEXTS) -> list[Query]:
    return [
        Query(
            text=text,
            dialect="" if number % 3 == 0 else "tsql",
            evidence=Evidence(file=f"{number}.sql", line=1, connector="sql"),
        )
        for number, text in enumerate(texts)
    ]


@pytest.fixture
def always_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have even a few short queries sent to workers, in two tasks per step."""
    monkeypatch.setattr(in_process, "SMALL", 0)
    monkeypatch.setattr(remote_workers, "SMALLEST", 1)
    monkeypatch.setattr(remote_workers, "PIECES", 1)


@pytest.mark.slow
@pytest.mark.usefixtures("always_sent")
def test_tasks_without_state_have_the_same_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tasks that each start from the SQL have the result of a trace in this process, and a second
    run takes all results from the cache.
    """
    engine, again = Sending(processes=2), Sending(processes=2)
    with open_cache(tmp_path) as cache:
        sent = trace(build_queries(), engine=engine, cache=cache)
        assert trace(build_queries(), engine=again, cache=cache) == sent
    assert {*engine.names} == {"perform_steps"}
    assert len({*engine.keys}) == len(engine.keys) >= 2 * 5  # rounds and executions
    assert again.names == []
    monkeypatch.undo()
    assert sent == trace(build_queries())


def test_keys_depend_on_content_only() -> None:
    """Equal tasks have equal keys; a different definition in this step or an earlier step changes
    the key.
    """
    known, others = Catalog(), Catalog()
    others.add_columns(("dbo", "base"), ("a", "b"))
    runs = [(known, known), (known, known), (others, known), (known, others)]
    keys = []
    for bases in runs:
        engine = Noting()
        workers = remote_workers.RemoteWorkers(build_queries((*TEXTS, UTF8_CANNOT_HOLD)), engine)
        for base in bases:
            workers.collect_definitions(base)
        keys.append(engine.keys)
    assert keys[0] == keys[1]
    assert keys[0][0] == keys[3][0]
    assert len({*keys[0], *keys[2], *keys[3]}) == 5


@pytest.mark.slow
@pytest.mark.usefixtures("always_sent")
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_only_the_statement_that_kills_a_process_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a statement kills its process, all other statements are traced, and later steps skip that
    statement.
    """
    (tmp_path / "sitecustomize.py").write_text(
        "import os, signal\n"
        "import seamscope.lineage.parsing.parser as parser\n"
        "parse = parser.parse_single\n"
        "def spoiled(text, dialect):\n"
        "    if 'deadly' in text:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return parse(text, dialect)\n"
        "parser.parse_single = spoiled\n"
    )
    before = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(tmp_path), before))))
    monkeypatch.setattr(remote_workers, "SMALLEST", 10**9)  # one task
    texts = (
        "INSERT INTO dbo.a (x) SELECT x FROM r;\nCREATE VIEW dbo.w AS SELECT x FROM deadly;\n"
        "INSERT INTO dbo.c (x) SELECT x FROM s;",
        "INSERT INTO dbo.t (a) EXEC dbo.p",
        "CREATE PROCEDURE dbo.p AS SELECT a FROM dbo.base",
    )
    result = trace(build_queries(texts), engine=Sending())
    flows = {r.target.dataset for r in result.records if isinstance(r, Flow)}
    assert {"dbo.a", "dbo.c", "dbo.t"} <= flows
    (skipped,) = [r for r in result.records if isinstance(r, Skipped) and r.kind == "statement"]
    assert (skipped.evidence.line, skipped.reason) == (2, f"CREATE statement: {pool.KILLED}")
