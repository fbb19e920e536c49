"""Equal statements of a log that are merged while the log is read have the same lineage as separate
statements.
"""

import string
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seamscope.lineage import merge_log_texts, trace
from seamscope.lineage.batch import merged_texts
from seamscope.records import Dataset, Evidence, Query, Record, Runs, Skipped, SystemRef

FORMS = (
    "INSERT INTO d.s.t{0} SELECT a, b + {1} FROM d.s.x WHERE c = '{2}'",
    "INSERT INTO d.s.p SELECT * FROM (SELECT a, y FROM d.s.x) PIVOT (SUM(a) FOR y IN ('{2}'))",
    "COPY INTO d.s.c FROM @stage/{2}.csv",
    "DECLARE v INT; SET v = {1}; INSERT INTO d.s.v SELECT a FROM d.s.w WHERE b = {1}",
    "SELECT * FROM d.s.x WHERE a = {1}",
    "UPDATE d.s.u SET a = '{2}' WHERE b = {1}",
    "not SQL at all {1}",
)
TABLES = (Dataset(system=SystemRef(), name="d.s.x", evidence=Evidence(file="x.yaml", line=1)),)

rows = st.lists(
    st.tuples(
        st.sampled_from(FORMS),
        st.integers(0, 1),
        st.integers(0, 3),
        st.text(alphabet=string.ascii_lowercase, min_size=1, max_size=2),
        st.sampled_from(["", "ann", "bob"]),
        st.sampled_from(["snowflake", ""]),
    ),
    max_size=12,
)
Rows = Sequence[tuple[str, int, int, str, str, str]]


def list_queries(drawn: Rows) -> Iterator[Query]:
    for line, (form, one, number, word, user, dialect) in enumerate(drawn, start=2):
        yield Query(
            text=form.format(one, number, word),
            dialect=dialect,
            runs=Runs(count=1, users=(user,) if user else (), first="2024-01-0" + str(number + 1)),
            evidence=Evidence(file="log.csv", line=line, connector="log", rows=1, last=line),
        )


def aggregate(queries: Iterator[Query]) -> Iterator[Query]:
    """Yield one query for each distinct text, as connectors do for a small log."""
    found: dict[tuple[str, str], list[Query]] = {}
    for query in queries:
        found.setdefault((query.text, query.dialect), []).append(query)
    for several in found.values():
        yield replace(
            several[0],
            evidence=merged_texts.merge_evidence([one.evidence for one in several]),
            runs=merged_texts.sum_runs(one.runs for one in several),
        )


@settings(deadline=None, max_examples=40)
@given(rows)
def test_merging_texts_does_not_change_their_lineage(drawn: Rows) -> None:
    expected = trace(list(aggregate(list_queries(drawn))), TABLES)
    merged = [one for one in merge_log_texts(list_queries(drawn)) if isinstance(one, Query)]
    found = trace(merged, TABLES)
    assert sorted(map(repr, found.records)) == sorted(map(repr, expected.records))
    assert found.coverage == expected.coverage


def test_separated_texts_are_those_that_were_merged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merged_texts, "PACKED", 200)  # several compressed parts
    monkeypatch.setattr(merged_texts, "BUFFERED", 500)
    drawn = [(FORMS[0], n % 2, n % 5, "abcdefg"[n % 7], "ann", "snowflake") for n in range(100)]
    merged = [one for one in merge_log_texts(list_queries(drawn)) if isinstance(one, Query)]
    assert len(merged) == 2
    assert all(one.merged is not None and len(one.merged.packed) > 3 for one in merged)
    separated = [one for query in merged for one in merged_texts.separate(query)]
    expected = list(aggregate(list_queries(drawn)))
    assert sorted(map(repr, separated)) == sorted(map(repr, expected))


def test_other_records_and_scripts_pass_unchanged() -> None:
    where = Evidence(file="a.sql", line=1)
    records: list[Record] = [
        Query(text="INSERT INTO t SELECT a FROM x WHERE b = 1", evidence=where),
        Skipped(reason="no", remedy="yes", evidence=where),
        Query(text="INSERT INTO t SELECT a FROM x WHERE b = 2", evidence=where),
    ]
    assert list(merge_log_texts(records)) == records
