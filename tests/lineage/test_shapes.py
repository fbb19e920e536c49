"""Statements of a log that differ in their literals are traced once, with the same result."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seamscope.lineage import TraceResult, trace
from seamscope.lineage.batch.shapes import fold_queries
from seamscope.lineage.batch.trace import describe_datasets
from seamscope.lineage.catalog import Catalog
from seamscope.records import (
    Certainty,
    Column,
    Dataset,
    Endpoint,
    Evidence,
    Flow,
    Query,
    Runs,
    Skipped,
    SystemRef,
)

# Each has two places for literals. In the last ones literals are names, or SQL.
TEMPLATES = [
    ("snowflake", "INSERT INTO db.s.t SELECT a, b * {0} AS b FROM db.s.u WHERE c = '{1}'"),
    ("snowflake", "INSERT INTO t (a) SELECT u.a FROM u WHERE u.b IN ({0}, {0}) AND u.c <> '{1}'"),
    ("snowflake", "MERGE INTO t USING u ON t.a = u.a AND u.b > {0} WHEN MATCHED "
     "THEN UPDATE SET t.c = u.c || '{1}'"),
    ("snowflake", "CREATE TABLE t AS SELECT a, b + {0} AS b FROM u WHERE c = '{1}'"),
    ("snowflake", "SELECT * FROM t JOIN u ON t.a = u.a LIMIT {0} -- {1}"),
    ("snowflake", "UPDATE t SET a = {0} WHERE b = '{1}'"),
    ("snowflake", "SELECT a '{1}', {0} FROM t"),
    ("snowflake", "CREATE TABLE w AS SELECT a AS '{1}' FROM t WHERE b = {0}"),
    ("snowflake", "CREATE TABLE w AS SELECT * FROM u PIVOT (SUM(b) FOR c IN ('{1}', '{0}'))"),
    ("snowflake", "COPY INTO t FROM '@stage/{1}/{0}'"),
    ("snowflake", "EXECUTE IMMEDIATE 'INSERT INTO {1} SELECT a FROM u WHERE b = {0}'"),
    ("tsql", "INSERT INTO t SELECT a FROM OPENQUERY(srv, 'SELECT a FROM {1} WHERE b = {0}')"),
    ("duckdb", "CREATE TABLE w AS SELECT a FROM read_csv('{1}.csv') WHERE b = {0}"),
    ("postgres", "INSERT INTO t SELECT a FROM dblink('host={1}', 'SELECT a FROM u') AS x(a int) "
     "WHERE b = {0}"),
]  # fmt: skip
WORDS = ["", "x", "dept", "it''s", "a b", "100"]
KNOWN = [
    Dataset(
        system=SystemRef(),
        name="u",
        columns=tuple(Column(name=name) for name in "abc"),
        evidence=Evidence(file="schema.sql"),
    )
]

rows = st.lists(
    st.tuples(st.sampled_from(TEMPLATES), st.integers(0, 99), st.sampled_from(WORDS)),
    min_size=1,
    max_size=12,
)


def build_query(dialect: str, text: str, line: int, file: str = "log.csv") -> Query:
    where = Evidence(file=file, line=line, rows=1, last=line)
    return Query(
        text=text, dialect=dialect, evidence=where, runs=Runs(count=1, users=(f"u{line}",))
    )


def describe(result: TraceResult) -> set[str]:
    """Return the coverage and the records without evidence and runs, each as a text."""
    nowhere = Evidence(file="")
    records = {
        repr(
            replace(record, evidence=nowhere, runs=None)
            if isinstance(record, Flow)
            else replace(record, evidence=nowhere)
        )
        for record in result.records
    }
    return records | {repr(one) for one in result.coverage}


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(rows, st.booleans())
def test_a_folded_log_gives_what_each_row_gives(
    drawn: list[tuple[tuple[str, str], int, str]],
    is_known: bool,
) -> None:
    """Folding log rows that differ only in literals does not change the records or the coverage."""
    texts = dict.fromkeys(
        (dialect, template.format(number, word)) for (dialect, template), number, word in drawn
    )
    log = [build_query(*text, line) for line, text in enumerate(texts, start=2)]
    alone = [replace(query, runs=None) for query in log]
    known = KNOWN if is_known else []

    assert describe(trace(log, known)) == describe(trace(alone, known))


@pytest.mark.parametrize(("dialect", "template"), TEMPLATES[:6])
def test_rows_that_differ_in_values_are_one_text(dialect: str, template: str) -> None:
    """Three rows that differ only in values of filters, sums or limits are traced as one query."""
    log = [build_query(dialect, template.format(n, "x"), n) for n in (2, 5, 9)]

    (folded,) = fold_queries(log, describe_datasets(KNOWN))

    assert folded.query.text == log[0].text
    assert folded.query.evidence == Evidence(file="log.csv", line=2, rows=3, last=9)
    assert folded.query.runs == Runs(count=3, users=("u2", "u5", "u9"))


@pytest.mark.parametrize(("dialect", "template"), TEMPLATES[6:])
def test_rows_whose_literals_name_something_stay_apart(dialect: str, template: str) -> None:
    """Rows are traced separately if their literals are aliases, pivoted values, paths or dynamic
    SQL.
    """
    log = [build_query(dialect, template.format(n, word), n) for n, word in ((2, "x"), (3, "y"))]

    assert [text.query for text in fold_queries(log, Catalog())] == log


def test_an_expression_without_an_alias_is_named_as_in_the_first_row() -> None:
    """``SELECT b * 2`` without an alias names its column `b * 2`; if rows differ in the number, the
    name of the first row is kept.
    """
    texts = [f"INSERT INTO t SELECT b * {n} FROM u WHERE c = {n}" for n in (2, 5, 9)]

    log = [build_query("snowflake", text, n) for n, text in enumerate(texts, start=2)]
    flows = [record for record in trace(log).records if isinstance(record, Flow)]

    assert [[c.target for c in flow.columns if c.target != "*"] for flow in flows] == [["b * 2"]]


def test_a_shape_of_several_files_is_traced_once_and_placed_in_each() -> None:
    """Rows of two files that differ only in literals are traced once; each file keeps its first
    row, its number of rows and its runs.
    """
    dialect, template = TEMPLATES[0]
    log = [
        build_query(dialect, template.format(n, "x"), n, file)
        for n, file in ((2, "a.csv"), (3, "a.csv"), (7, "b.csv"), (9, "b.csv"))
    ]

    (folded,) = fold_queries(log, describe_datasets(KNOWN))
    flows = [record for record in trace(log, KNOWN).records if isinstance(record, Flow)]

    assert [place.texts for place in folded.places] == [2, 2]
    assert [flow.evidence for flow in flows] == [
        Evidence(file="a.csv", line=2, rows=2, last=3),
        Evidence(file="b.csv", line=7, rows=2, last=9),
    ]
    assert [flow.runs and flow.runs.users for flow in flows] == [("u2", "u3"), ("u7", "u9")]


def test_what_is_not_understood_is_reported_for_all_its_rows() -> None:
    """SQL that cannot be parsed is reported for each row, even if the rows differ only in
    literals.
    """
    log = [build_query("snowflake", f"INSERT t t SELECT {n} FROM FROM", n) for n in (2, 3)]

    skipped = [record for record in trace(log).records if isinstance(record, Skipped)]

    assert [one.evidence.line for one in skipped] == [2, 3]


@pytest.mark.parametrize("text", ["INSERT INTO t SELECT a FROM u", "SELECT a FROM u"])
def test_a_flow_is_as_frequent_as_the_query_that_moves_it(text: str) -> None:
    """A flow has the frequency and the line of its query."""
    target = None if text.startswith("INSERT") else Endpoint(system=SystemRef(name="B"))
    query = Query(text=text, evidence=Evidence(file="dag.py", line=7), target=target)
    for frequency in ("0 3 * * *", ""):
        records = trace([replace(query, frequency=frequency)]).records
        (flow,) = [record for record in records if isinstance(record, Flow)]
        assert (flow.frequency, flow.evidence.line) == (frequency, 7)


def test_a_query_after_a_failure_fills_its_table_only_then() -> None:
    """The flow of a query that runs only after a failure is likely, with this reason, and keeps the
    error handling of the query.
    """
    text = "INSERT INTO mart.bad SELECT id FROM stage.orders"
    query = Query(
        text=text,
        evidence=Evidence(file="night.jcl", line=3),
        error_handling=("retried",),
        after_failure=True,
    )
    (flow,) = [one for one in trace([query]).records if isinstance(one, Flow)]
    assert (flow.after_failure, flow.error_handling) == (True, ("retried",))
    assert (flow.certainty, flow.reason) == (Certainty.LIKELY, "only after a failure")
