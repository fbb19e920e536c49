"""A long script is shortened while it is read, and still has the lineage of the whole script."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seamscope.connector import long_scripts
from seamscope.discover import discover, load_connectors
from seamscope.lineage import TraceResult, trace
from seamscope.records import Evidence, Flow, Query, Record
from seamscope_connectors import sql

STATEMENTS = (
    "INSERT INTO d.t (a, b) SELECT x.a, x.b + {0} FROM d.x AS x WHERE x.c = '{1}';",
    "-- load {0}\nINSERT INTO d.u (a)\nSELECT a FROM d.y\nWHERE b BETWEEN {0} AND 99;",
    "INSERT INTO d.v VALUES ({0}, '{1}', NULL);",
    "INSERT INTO d.v VALUES\n({0}, 'it''s; {1}', -1.5),\n(2, NULL, 3);",
    "INSERT INTO d.v VALUES (utl_http.request('https://x{0}.corp.example'), 1, 2);",
    "UPDATE d.t SET a = {0} WHERE b IN (1, {0});",
    "UPDATE d.t\nSET a = y.a FROM d.y AS y WHERE y.b = '{1}';",
    "DELETE FROM d.t WHERE a = '{1}';",
    "CREATE TEMPORARY TABLE stage AS SELECT a FROM d.x{0};",
    "INSERT INTO d.w SELECT a FROM stage WHERE a > {0};",
    "INSERT INTO stage SELECT a FROM d.z WHERE a = {0};",
    "INSERT INTO d.p SELECT * FROM (SELECT a, y FROM d.x) PIVOT (SUM(a) FOR y IN ({0}));",
    "INSERT INTO d.q SELECT a FROM read_csv('{1}.csv') WHERE a = {0};",
    "MERGE INTO d.m USING d.x ON d.m.a = d.x.a WHEN MATCHED THEN UPDATE SET b = {0};",
    "COMMIT;",
    "CREATE TABLE d.n{0} (a INT, b INT);",
    "/* INSERT INTO d.no SELECT a FROM d.no2;\nINSERT INTO d.no SELECT a FROM d.no2;\n*/",
    "USE other{0};",
    "COPY d.c (a, b) FROM stdin;\n1\tx;\nINSERT INTO d.no VALUES (1);\n\\.",
    "INSERT INTO d.t (a) -- '{1}\nSELECT a FROM d.x;",
    "this is {0} no SQL;",
    "",
)
PROCEDURE = (
    "CREATE PROCEDURE d.p{0} AS BEGIN\n"
    "INSERT INTO d.t (a) SELECT a FROM d.r WHERE b = 1;\n"
    "INSERT INTO d.t (a) SELECT a FROM d.r WHERE b = {0};\nEND;"
)
TSQL = (
    "INSERT [dbo].[t] ([a], [b]) VALUES ({0}, N'{1}')",
    "INSERT [dbo].[t] ([a], [b]) VALUES ({0}, CAST(N'2024-01-0{0}' AS DATETIME))",
    "GO",
    "SET IDENTITY_INSERT [dbo].[t] ON",
    "INSERT [dbo].[u] ([a]) SELECT [a] FROM [dbo].[s] WHERE [b] = {0}",
    "PRINT 'row {0}'",
)
drawn = st.lists(
    st.tuples(
        st.sampled_from((*STATEMENTS, PROCEDURE)), st.integers(1, 3), st.sampled_from(["a", "b"])
    ),
    max_size=14,
)
tsql = st.lists(
    st.tuples(st.sampled_from(TSQL), st.integers(1, 3), st.sampled_from(["a", "b"])), max_size=14
)
Lines = Sequence[tuple[str, int, str]]


def write(folder: Path, lines: Lines, end: str = "\n") -> Path:
    text = end.join(form.format(number, word) for form, number, word in lines)
    (folder / "load.sql").write_text(text)
    return folder


def read(folder: Path, *, long: bool, chunk: int = 0) -> TraceResult:
    """Return the lineage of a script, which is shortened if `long`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sql, "LONG", -1 if long else 10**9)
        patch.setattr(long_scripts, "CHUNK", chunk or 10**6)
        records = discover([folder], load_connectors()[0]).records
    return trace([record for record in records if isinstance(record, Query)])


def list_places(records: Sequence[Record]) -> Mapping[Record, Sequence[Evidence]]:
    """Return the evidence of each group of records that differ only in their evidence."""
    found: dict[Record, list[Evidence]] = defaultdict(list)
    for record in records:
        found[replace(record, evidence=Evidence(file="load.sql"))].append(record.evidence)
    return found


def check(folder: Path, chunk: int) -> None:
    """Assert that a script has the same lineage and the right lines if it is shortened."""
    whole, short = read(folder, long=False), read(folder, long=True, chunk=chunk)
    assert short.coverage == whole.coverage
    expected, found = list_places(whole.records), list_places(short.records)
    assert found.keys() == expected.keys()
    for record, places in found.items():
        lines = Counter(place.line for place in expected[record])
        assert sum(max(place.rows, 1) for place in places) == lines.total()
        assert all(place.line in lines for place in places)
        assert all(place.last in lines for place in places if place.rows)
        assert isinstance(record, Flow) or places


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(lines=drawn, chunk=st.integers(1, 400))
def test_a_shortened_script_has_the_same_lineage(lines: Lines, chunk: int, tmp_path: Path) -> None:
    check(write(tmp_path, lines), chunk)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(lines=tsql, chunk=st.integers(1, 400))
def test_a_script_without_semicolons_is_shortened(lines: Lines, chunk: int, tmp_path: Path) -> None:
    check(write(tmp_path, lines, "\r\n"), chunk)


def test_a_repeated_statement_is_evidence_from_its_first_to_its_last_line(tmp_path: Path) -> None:
    lines = [(STATEMENTS[0], number, "a") for number in range(1_000)]
    folder = write(tmp_path, [*lines, (STATEMENTS[1], 1, "a")])
    flows = [one for one in read(folder, long=True).records if isinstance(one, Flow)]
    found = {str(flow.evidence) for flow in flows}
    assert found == {"load.sql:1 to 1000, 1000 statements", "load.sql:1002"}


def test_only_the_first_row_of_a_long_insert_is_kept(tmp_path: Path) -> None:
    rows = ",\n".join(f"({n}, 'it''s {n}', NULL)" for n in range(1_000))
    text = f"INSERT INTO d.t VALUES {rows};\nINSERT INTO d.t SELECT a FROM d.x;\n"
    (tmp_path / "load.sql").write_text(text)
    with (tmp_path / "load.sql").open(newline="") as stream:
        short, _ = long_scripts.shorten_script(stream)
    assert len(short) < 200
    (flow,) = (one for one in read(tmp_path, long=True).records if isinstance(one, Flow))
    assert flow.evidence.line == 1_001
