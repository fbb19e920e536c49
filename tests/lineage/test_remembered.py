"""Queries whose definitions are unchanged come from the cache, and the result is the same as
without a cache.
"""

from dataclasses import fields, replace
from pathlib import Path

import msgspec
import pytest

from seamscope.cache import Cache, Key, open_cache
from seamscope.lineage import TraceResult, trace
from seamscope.lineage.batch import in_process, pool
from seamscope.lineage.batch.lookups import (
    Digests,
    Extent,
    Lookup,
    NotedMapping,
    note_lookups,
    store_lookups,
)
from seamscope.lineage.batch.stored import StoredResult
from seamscope.lineage.batch.trace import describe_datasets
from seamscope.lineage.catalog import Catalog, OutParameter
from seamscope.lineage.query.model import Name
from seamscope.lineage.script.interpreter import Interpreter
from seamscope.lineage.script.result import ExecutionResult
from seamscope.records import Column, Dataset, Evidence, Flow, Query, Runs, SystemRef

TEXTS = (
    "CREATE VIEW dbo.v2 AS SELECT * FROM dbo.v1",
    "CREATE VIEW dbo.v1 AS SELECT * FROM dbo.base",
    "CREATE TABLE dbo.base (a int, b int)",
    "INSERT INTO dbo.t (a, b) EXEC dbo.p",
    "CREATE PROCEDURE dbo.p AS SELECT a, b FROM dbo.v2",
    "CREATE PROCEDURE dbo.keep AS INSERT INTO dbo.kept (a) SELECT a FROM #lent",
    "CREATE PROCEDURE dbo.lend AS SELECT b AS a INTO #lent FROM dbo.base; EXEC dbo.keep",
    "CREATE PROCEDURE dbo.into_named @t sysname AS EXEC('INSERT INTO ' + @t + ' SELECT a FROM s')",
    "EXEC dbo.into_named 'dbo.first'",
    "SELECT FROM WHERE (",
    "EXEC sp_addlinkedserver @server='SRV', @datasrc='erp01.example.com'",
    "INSERT INTO dbo.u (x) SELECT a FROM SRV.db.dbo.r",
    "CREATE SYNONYM dbo.s2 FOR dbo.base; INSERT INTO dbo.w SELECT * FROM dbo.s2",
)
# The change, and the other queries whose result it may affect.
CHANGES: tuple[tuple[int, str, set[int]], ...] = (
    (2, "CREATE TABLE dbo.base (a int, b int, c int)", {0, 1, 4, 6, 12}),
    (4, "CREATE PROCEDURE dbo.p AS SELECT b, a FROM dbo.v2", {3}),
    (5, "CREATE PROCEDURE dbo.keep AS INSERT INTO dbo.kept2 (a) SELECT a FROM #lent", {6}),
    (8, "EXEC dbo.into_named 'dbo.second'", {7}),
    (10, "EXEC sp_addlinkedserver @server='SRV', @datasrc='crm02.example.com'", {11}),
    (9, "SELECT 1 FROM dbo.base", set()),
)


def query(text: str, number: int) -> Query:
    where = Evidence(file=f"{number}.sql", line=1, connector="sql")
    return Query(text=text, dialect="tsql", evidence=where)


@pytest.fixture
def queries() -> list[Query]:
    return [query(text, number) for number, text in enumerate(TEXTS)]


@pytest.fixture
def traced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that collects the file of each query that is traced instead of being taken from
    the cache.
    """
    files: list[str] = []

    def note(query: Query, catalog: Catalog) -> Interpreter:
        files.append(query.evidence.file)
        return Interpreter(query, catalog)

    monkeypatch.setattr(in_process, "Interpreter", note)
    return files


def trace_with(folder: Path, queries: list[Query], known: tuple[Dataset, ...] = ()) -> TraceResult:
    with open_cache(folder) as cache:
        result = trace(queries, known, cache=cache)
    assert cache.notes == []
    return result


def test_what_is_unchanged_is_not_traced_again(
    tmp_path: Path, queries: list[Query], traced: list[str]
) -> None:
    """The first run traces each query once and the second run none; both have the result of a run
    without a cache.
    """
    plain = trace(queries)
    traced.clear()

    first = trace_with(tmp_path, queries)
    assert sorted(traced) == sorted(one.evidence.file for one in queries)
    traced.clear()
    second = trace_with(tmp_path, queries)

    assert traced == []
    assert first == second == plain


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_reaches_the_queries_that_looked_it_up(
    tmp_path: Path,
    queries: list[Query],
    traced: list[str],
    change: tuple[int, str, set[int]],
) -> None:
    """After a change, the changed query and the queries that used its definitions are traced again,
    and no others.
    """
    number, text, affected = change
    trace_with(tmp_path, queries)
    queries[number] = query(text, number)
    plain = trace(queries)
    traced.clear()

    assert trace_with(tmp_path, queries) == plain
    assert {int(file.removesuffix(".sql")) for file in traced} == {number, *affected}


def test_going_back_finds_the_first_results(
    tmp_path: Path, queries: list[Query], traced: list[str]
) -> None:
    """The results before and after a change are both kept, so that switching between two branches
    is fast.
    """
    plain = trace_with(tmp_path, queries)
    number, text, _ = CHANGES[0]
    trace_with(tmp_path, [*queries[:number], query(text, number), *queries[number + 1 :]])
    traced.clear()

    assert trace_with(tmp_path, queries) == plain
    assert traced == []


def test_known_columns_count(tmp_path: Path, traced: list[str]) -> None:
    """A query that reads a table is traced again if an inventory lists other columns of it."""
    texts = ["INSERT INTO t SELECT * FROM dbo.u", "INSERT INTO t SELECT a FROM dbo.other"]
    queries = [query(text, number) for number, text in enumerate(texts)]

    def know(*names: str) -> tuple[Dataset, ...]:
        columns = tuple(Column(name=name) for name in names)
        where = Evidence(file="inventory.yaml")
        return (Dataset(system=SystemRef(), name="dbo.u", columns=columns, evidence=where),)

    trace_with(tmp_path, queries, know("a"))
    traced.clear()
    result = trace_with(tmp_path, queries, know("a", "b"))

    assert traced == ["0.sql"]
    assert result == trace(queries, know("a", "b"))


def test_folded_rows_of_a_log_are_remembered(tmp_path: Path) -> None:
    """If a log gets a row that differs from earlier rows only in literals, their flow comes from
    the cache and counts the new row.
    """
    rows = [
        replace(
            query(f"INSERT INTO t (a) SELECT a FROM u WHERE b = {n}", 0),
            evidence=Evidence(file="log.csv", line=n),
            runs=Runs(count=1),
        )
        for n in range(2, 9)
    ]
    trace_with(tmp_path, rows[:-1])

    (flow,) = (one for one in trace_with(tmp_path, rows).records if isinstance(one, Flow))

    assert flow.runs == Runs(count=7)
    assert flow.evidence == Evidence(file="log.csv", line=2, rows=7, last=8)
    assert trace_with(tmp_path, rows) == trace(rows)


@pytest.mark.slow
def test_worker_processes_note_lookups_as_well(
    tmp_path: Path, queries: list[Query], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Results of worker processes are cached, so that the next run starts no worker."""
    plain = trace(queries)
    monkeypatch.setattr(in_process, "SMALL", 0)
    with open_cache(tmp_path) as cache:
        assert trace(queries, jobs=2, cache=cache) == plain

    monkeypatch.setattr(pool.Share, "_start", None)
    with open_cache(tmp_path) as cache:
        assert trace(queries, jobs=2, cache=cache) == plain


def test_the_result_is_the_same_if_any_entry_of_the_cache_is_missing(
    tmp_path: Path, queries: list[Query], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the cache lacks the entry of the whole result and one other entry, the result is still the
    same.
    """
    plain = trace_with(tmp_path, queries)
    get, calls = Cache.get, list[Key]()
    lost: set[int] = set()

    def forget(cache: Cache, key: Key) -> bytes | None:
        calls.append(key)
        return None if len(calls) in lost else get(cache, key)

    monkeypatch.setattr(Cache, "get", forget)
    lost = {1}
    trace_with(tmp_path, queries)
    for number in range(2, len(calls) + 1, 7):
        calls.clear()
        lost = {1, number}
        assert trace_with(tmp_path, queries) == plain


def test_lookups_are_noted_once_each() -> None:
    """A lookup of one entry, a check for any entry and an iteration over all entries are noted as
    `ENTRY`, `PRESENCE` and `WHOLE`.
    """
    notes: set[Lookup] = set()
    known: dict[Name, tuple[str, ...]] = {("t",): ("a",)}
    noted = NotedMapping("columns", known, notes)

    assert noted.get(("t",)) == ("a",)
    assert noted.get(("u",)) is None
    assert ("u",) not in noted
    assert notes == {Lookup("columns", Extent.ENTRY, (name,)) for name in "tu"}
    notes.clear()
    assert noted
    assert notes == {Lookup("columns", Extent.PRESENCE)}
    notes.clear()
    assert list(noted.items()) == [(("t",), ("a",))]
    assert Lookup("columns", Extent.WHOLE) in notes
    with pytest.raises(TypeError):
        noted[("v",)] = ()


def test_digests_depend_on_what_was_looked_up_only() -> None:
    """A definition changes the digest only if it was looked up."""
    base, notes = Catalog(), set[Lookup]()
    base.add_columns(("dbo", "t"), ("a",))
    noted = note_lookups(base, notes)
    assert noted.columns.get(("t",)) == ("a",)
    assert not noted.synonyms
    assert OutParameter(("p",), 0) not in noted.out_parameters
    assert "srv" not in noted.remotes
    lookups = store_lookups(notes)

    def compute(*changes: tuple[tuple[str, ...], tuple[str, ...]]) -> bytes:
        other = Catalog()
        for name, columns in (*changes, (("dbo", "t"), ("a",))):
            other.add_columns(name, columns)
        return Digests(other).compute(lookups)

    assert compute() == Digests(base).compute(lookups)
    assert compute((("dbo", "u"), ("b",))) == compute()
    assert compute((("x", "t"), ("b",))) != compute()
    base.synonyms["s",] = ("t",)
    assert Digests(base).compute(lookups) != compute()


def test_datasets_are_known_before_any_query() -> None:
    """The digest of a catalog that was built from datasets depends on their columns."""
    notes = {Lookup("columns", Extent.WHOLE)}
    where = Evidence(file="a.yaml")
    one = Dataset(system=SystemRef(), name="t", columns=(Column(name="a"),), evidence=where)
    digests = {
        Digests(describe_datasets(known)).compute(store_lookups(notes))
        for known in ([], [one], [replace(one, columns=(Column(name="b"),))])
    }
    assert len(digests) == 3


def test_every_field_of_a_result_is_kept() -> None:
    """The cache stores every field of ExecutionResult, including fields that are added later."""
    stored = {item.name for item in msgspec.structs.fields(StoredResult)}

    assert stored == {item.name for item in fields(ExecutionResult)}
