"""`trace`: the flows, columns and diagnostics of queries; an error in one statement does not affect
the others.
"""

from pathlib import Path
from typing import NotRequired, TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.case_files import load_yaml

from seamscope.lineage import TraceResult, trace
from seamscope.records import (
    Clue,
    ClueKind,
    Column,
    Dataset,
    Endpoint,
    Evidence,
    Flow,
    Query,
    Skipped,
    SystemRef,
)

HERE = Evidence(file="a.sql", line=1, connector="sql")


class Case(TypedDict):
    name: str
    sql: str
    dialect: NotRequired[str]
    schema: NotRequired[dict[str, list[str]]]
    flows: list[dict[str, object]]
    partly: NotRequired[int]
    not_understood: NotRequired[int]


CASES: list[Case] = load_yaml(Path(__file__).parent / "trace/statements.yaml")


def trace_sql(
    sql: str, dialect: str = "", schema: dict[str, list[str]] | None = None
) -> TraceResult:
    datasets = [
        Dataset(
            system=SystemRef(),
            name=name,
            columns=tuple(Column(name=column) for column in columns),
            evidence=HERE,
        )
        for name, columns in (schema or {}).items()
    ]
    return trace([Query(text=sql, dialect=dialect, evidence=HERE)], datasets)


def flows(found: TraceResult) -> list[Flow]:
    return [record for record in found.records if isinstance(record, Flow)]


def end(point: Endpoint) -> str:
    server = [clue.value for clue in point.system.clues if clue.kind is ClueKind.SERVER]
    return ":".join([*server, point.dataset])


def edges(flow: Flow) -> set[str]:
    return {f"{edge.source} > {edge.target} {edge.kind.value}" for edge in flow.columns}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_statement(case: Case) -> None:
    """Each case has exactly the flows and columns that were worked out by hand."""
    found = trace_sql(case["sql"], case.get("dialect", ""), case.get("schema"))
    result = {(end(flow.source), end(flow.target)): flow for flow in flows(found)}
    assert set(result) == {(wanted["from"], wanted["to"]) for wanted in case["flows"]}
    for wanted in case["flows"]:
        flow = result[str(wanted["from"]), str(wanted["to"])]
        assert edges(flow) == set(wanted["columns"])  # type: ignore[call-overload]
        if "lookups" in wanted:
            assert list(flow.lookups) == wanted["lookups"]
        assert flow.mechanism.value == wanted.get("mechanism", "sql")
    coverage = found.coverage[0]
    assert coverage.partly == case.get("partly", 0)
    assert coverage.not_understood == case.get("not_understood", 0)
    skipped = [record for record in found.records if isinstance(record, Skipped)]
    assert len(skipped) == coverage.partly + coverage.not_understood


def test_evidence_names_the_line_of_the_statement() -> None:
    """Flows and diagnostics have the line of their statement in the file, also if the query does
    not begin at line 1.
    """
    query = Query(
        text="\n\nINSERT INTO t (a) SELECT x FROM s;\n\nSELECT FROM (((;",
        evidence=Evidence(file="a.sql", line=10),
    )
    found = trace([query])
    assert flows(found)[0].evidence.line == 12
    assert [r.evidence.line for r in found.records if isinstance(r, Skipped)] == [14]


def test_no_message_quotes_a_literal() -> None:
    """No record contains a literal of a statement, because literals may be personal data or
    secrets.
    """
    found = trace_sql("SELECT 'hunter2' FROM WHERE (;\nEXEC('x' + @y + 'hunter2');", "tsql")
    assert "hunter2" not in str(found)


@pytest.mark.parametrize("dialect", ["tsql", "oracle", "hive", ""])
@pytest.mark.parametrize("kind", ["PRIVATE KEY", "RSA PRIVATE KEY", "PGP MESSAGE"])
def test_a_pasted_key_is_no_code(kind: str, dialect: str) -> None:
    """A private key or PGP message in a SQL script is in no record, and the statement after it is
    read.
    """
    key = f"-----BEGIN {kind}-----\nZq7Planted08\nZq7Planted08\n-----END {kind}-----"
    alone = trace_sql(key, dialect)
    found = trace_sql(f"{key}\nINSERT INTO a SELECT x FROM b; {key}", dialect)
    assert "Zq7" not in repr((alone, found))
    assert [(end(f.source), end(f.target)) for f in flows(found)] == [("b", "a")]


def test_endpoints_have_their_strongest_clue_first() -> None:
    """The default database of a query is the first clue to its system, before schema and host; a
    database in the SQL is part of the dataset's name.
    """
    home = SystemRef(name="Plant", clues=(Clue(kind=ClueKind.HOST, value="h"),))
    query = Query(
        text="INSERT INTO t (a) SELECT x FROM Other.dbo.s",
        dialect="tsql",
        home=home,
        database="PlantDB",
        schema="dbo",
        evidence=HERE,
    )
    flow = flows(trace([query]))[0]
    assert flow.target.dataset == "dbo.t"
    assert flow.target.system.name == "Plant"
    assert [clue.value for clue in flow.target.system.clues] == ["PlantDB", "dbo", "h"]
    assert flow.source.dataset == "Other.dbo.s"
    assert flow.source.system.name == ""
    assert [clue.value for clue in flow.source.system.clues][:2] == ["Other", "dbo"]


def test_a_view_has_the_columns_of_its_last_definition() -> None:
    """If ALTER VIEW follows CREATE VIEW, only the columns of ALTER VIEW count."""
    script = "CREATE VIEW v AS SELECT 1 AS stub\nGO\nALTER VIEW v AS SELECT a, b FROM s"
    result = [record for record in trace_sql(script, "tsql").records if isinstance(record, Dataset)]
    columns = [record.columns and [c.name for c in record.columns] for record in result]
    assert columns == [None, ["a", "b"]]


def test_a_bare_select_fills_its_target() -> None:
    """The SELECT of a dbt model flows into the table of the model."""
    target = Endpoint(system=SystemRef(name="Warehouse"), dataset="mart.orders")
    query = Query(text="SELECT a AS b FROM s", target=target, evidence=HERE)
    flow = flows(trace([query]))[0]
    assert flow.target == target
    assert edges(flow) == {"s.a > b identity"}


def test_a_select_over_a_linked_server_is_a_flow_to_the_system_of_the_query() -> None:
    """A SELECT over a linked server is a flow to the system that runs the query; a SELECT of a
    local table is not a flow.
    """
    query = Query(
        text="SELECT x FROM LINK.db.dbo.t JOIN here ON 1 = 1",
        dialect="tsql",
        home=SystemRef(name="Plant"),
        evidence=HERE,
    )
    found = trace([query])
    assert [(end(f.source), f.target.system.name) for f in flows(found)] == [
        ("LINK:db.dbo.t", "Plant")
    ]
    assert {r.name for r in found.records if isinstance(r, Dataset)} == {"db.dbo.t", "here"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT " + "(" * 20_000 + "1" + ")" * 20_000,
        pytest.param("SELECT a" + ", a" * 350_000 + " FROM t", marks=pytest.mark.slow),
        "SELECT '" + "unclosed",
    ],
    ids=["nested", "huge", "unclosed"],
)
def test_hostile_statements_are_reported(sql: str) -> None:
    """Statements that are too deep or too long, and open quotes, are reported as not understood."""
    found = trace_sql(sql)
    assert found.coverage[0].not_understood == 1
    assert [r.kind for r in found.records if isinstance(r, Skipped)] == ["statement"]


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE s (a int);\nINSERT INTO t (a) SELECT s.b FROM s",
        "INSERT INTO t (a) SELECT * FROM s",
        "CREATE TABLE s (a int);\nINSERT INTO t (a) SELECT b FROM s",
    ],
)
def test_a_doubt_about_columns_has_its_own_kind(sql: str) -> None:
    """If only a column cannot be resolved, the record has the kind `columns`, because the tables of
    the statement are known.
    """
    assert [r.kind for r in trace_sql(sql).records if isinstance(r, Skipped)] == ["columns"]


@pytest.mark.slow
def test_long_unions_and_lists_are_read() -> None:
    """A chain of 500 unions gives 500 flows or is reported, and a list of 5,000 values is
    parsed.
    """
    union = " UNION ALL ".join(f"SELECT a FROM s{n}" for n in range(500))
    found = trace_sql(f"INSERT INTO t (a) {union}")
    assert len(flows(found)) == 500 or found.coverage[0].not_understood == 1
    listed = trace_sql(f"DELETE FROM t WHERE a IN ({', '.join(map(str, range(5000)))})")
    assert listed.coverage[0].parsed == 1


NAMES = st.sampled_from(["q", "zz", "a1", "long_alias"])


@given(one=NAMES, two=NAMES.map(lambda name: f"{name}_2"))
def test_aliases_change_nothing(one: str, two: str) -> None:
    """The aliases of tables do not change the records of a statement."""
    text = "INSERT INTO t (a) SELECT {0}.x + {1}.y FROM s {0} JOIN r {1} ON {0}.id = {1}.id"
    assert trace_sql(text.format(one, two)).records == trace_sql(text.format("s1", "r1")).records


@given(space=st.sampled_from([" ", "  ", "\t", " /* a comment */ "]))
def test_formatting_changes_nothing(space: str) -> None:
    """White space and comments do not change the flows of a statement."""
    words = ["INSERT INTO", "t", "(", "a", ")", "SELECT", "s.x", "FROM", "s", "WHERE s.y", "= 1"]
    plain = flows(trace_sql(" ".join(words)))
    assert flows(trace_sql(space.join(words))) == plain


@given(columns=st.lists(st.sampled_from("abcd"), min_size=1, unique=True))
def test_a_subquery_has_the_columns_of_its_text(columns: list[str]) -> None:
    """Columns selected from a subquery have the sources and kinds of the subquery's columns."""
    inner = "SELECT a, b + 1 AS b, c, d FROM s"
    picked = ", ".join(columns)
    over = flows(trace_sql(f"INSERT INTO t ({picked}) SELECT {picked} FROM ({inner}) v"))
    kinds = {"b": "expression"}
    assert {edge for flow in over for edge in edges(flow)} == {
        f"s.{column} > {column} {kinds.get(column, 'identity')}" for column in columns
    }


@pytest.mark.parametrize(
    ("sql", "dialect", "reason"),
    [
        ("INSERT INTO t SELECT a FROM s", "sybase", "the dialect sybase is unknown"),
        ("SELECT 'unclosed", "postgres", "a quote or comment is not closed"),
    ],
)
def test_a_text_without_tokens_is_reported_with_its_reason(
    sql: str, dialect: str, reason: str
) -> None:
    """A script in an unknown dialect or with an unclosed quote is one record with the reason."""
    (record,) = trace_sql(sql, dialect).records
    assert isinstance(record, Skipped)
    assert reason in record.reason


@pytest.mark.parametrize(
    "sql",
    [
        "@@@ yadnom",
        "USE [master]\n@@@ OG\n'x', 'y'",
        "CREATE PROC p @day date\n@@@ SA\n  FROM OPENQUERY(erp, 'SELECT 1 FROM d.dbo.t') AS q",
        "yad = yaDtropmI EREHW naoL.pmi ETELED",
    ],
)
def test_a_damaged_text_of_tsql_is_reported(sql: str) -> None:
    """Garbled T-SQL is reported as not understood instead of being read as a call, a USE, a
    parameter or an assignment.
    """
    found = trace_sql(sql, "tsql").records
    assert any(isinstance(r, Skipped) and "not understood" in r.reason for r in found)


@pytest.mark.parametrize(
    "sql",
    [
        "USE crm -- the source\n/* of all */\nGO\nSELECT a FROM s",
        "USE crm;\nGO",
        "CREATE PROC p @day date AS SELECT a FROM s",
        "CREATE OR ALTER PROCEDURE p AS -- nightly\nBEGIN SELECT a FROM s END",
        "ALTER PROC p WITH NATIVE_COMPILATION AS BEGIN ATOMIC WITH (LANGUAGE = N'e') SELECT 1 END",
        "CREATE PROC p @day date AS EXTERNAL NAME a.b.c",
        "EXEC @p 1",
        "SET @a = 1",
    ],
)
def test_an_intact_text_of_tsql_is_not_reported(sql: str) -> None:
    """Intact T-SQL that begins like the garbled examples is not reported."""
    found = trace_sql(sql, "tsql").records
    assert not any(isinstance(r, Skipped) and "not understood" in r.reason for r in found)


def trace_alone(sql: str, dialect: str) -> TraceResult:
    return trace([Query(text=sql, dialect=dialect, evidence=Evidence(file="a.sql", line=1))])


@pytest.mark.parametrize(
    ("dialect", "sql", "moves"),
    [
        ("oracle", "declare v number; begin v := 1; insert into t (a) select a from s; end;", 1),
        (
            "tsql",
            "BEGIN DECLARE @v int = 1; SET @v = 2; PRINT 'x'; DELETE FROM t WHERE a = @v END",
            1,
        ),
        (
            "mysql",
            "CREATE PROCEDURE p() BEGIN DECLARE v INT; SELECT a INTO v FROM s; CALL q(v); END",
            1,
        ),
        ("postgres", "create table t (a int); grant select on t to u; create index i on t (a)", 1),
        ("snowflake", "BEGIN LET x := 1; RETURN x; END;", 0),
    ],
)
def test_only_statements_that_move_or_define_data_are_counted(
    dialect: str, sql: str, moves: int
) -> None:
    """BEGIN, END, DECLARE and similar statements are not counted."""
    traced = trace_alone(sql, dialect)
    assert sum(c.parsed for c in traced.coverage) == moves
    assert sum(c.partly + c.not_understood for c in traced.coverage) == 0


def test_a_bug_in_the_reader_is_reported_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception in seamscope becomes a diagnostic that names the error and its position, and
    asks the user to report it.
    """

    def fail(*_: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr("seamscope.lineage.script.dispatch.calls.execute_call", fail)
    traced = trace_alone("CALL p(1); INSERT INTO t (a) SELECT a FROM s;", "mysql")
    (skipped,) = (record for record in traced.records if isinstance(record, Skipped))
    assert "internal error in seamscope (ValueError at test_trace.py:" in skipped.reason
    assert "report it" in skipped.remedy
    assert any(isinstance(record, Flow) for record in traced.records)


@pytest.mark.parametrize(("dialect", "technology"), [("bigquery", ""), ("snowflake", "stage")])
def test_a_stage_is_a_file_in_snowflake_only(dialect: str, technology: str) -> None:
    """`@st` is a stage, and thus a file, in Snowflake; in BigQuery, `@d` is a variable in a table
    name.
    """
    source = "@st" if dialect == "snowflake" else "@p.@d.s"
    traced = trace_alone(f"CREATE TABLE o AS SELECT a FROM {source}", dialect)
    (flow,) = (record for record in traced.records if isinstance(record, Flow))
    assert (flow.technology, flow.mechanism.value == "file") == (technology, bool(technology))


BRACKETS = "EXEC ('INSERT INTO t (a) SELECT [b c] FROM [s u]')"


@pytest.mark.parametrize("cue", ["NVL(a, b)", "x::int", "AUTO_INCREMENT", "FROM dual"])
def test_the_next_dialect_is_tried_where_the_guess_finds_no_move(cue: str) -> None:
    """If the guessed dialect finds no flow, because a comment misled the guess, the next dialect is
    tried.
    """
    found = trace_sql(f"{BRACKETS} -- {cue}")
    assert {(end(flow.source), end(flow.target)) for flow in flows(found)} == {("s u", "t")}
    (coverage,) = found.coverage
    assert (coverage.dialect, coverage.parsed, coverage.not_understood) == ("tsql", 1, 0)


def test_a_given_dialect_is_not_replaced() -> None:
    """A script that cannot be parsed in the specified dialect is reported as not understood; no
    other dialect is tried.
    """
    (coverage,) = trace_sql(BRACKETS, "oracle").coverage
    assert (coverage.dialect, coverage.not_understood) == ("oracle", 1)


def test_the_guessed_dialect_is_reported_if_no_dialect_understands_a_script() -> None:
    """If no dialect understands a script, the report names the dialect that was guessed first."""
    (coverage,) = trace_sql("INSERT (((( -- NVL(a, b)").coverage
    assert (coverage.dialect, coverage.not_understood) == ("oracle", 1)


def test_a_secret_that_sql_quotes_as_a_name_is_hidden() -> None:
    """A secret in double quotes, which T-SQL reads as an identifier, is in no record."""
    secret = "xoxb-123456789012-123456789012-abcdefGHIJKL0123456789mn"
    text = f'INSERT INTO a.b.c ("{secret}") SELECT x AS "{secret}" FROM d.e."{secret}"'
    query = Query(text=text, dialect="tsql", evidence=Evidence(file="a.sql"))
    traced = trace([query])
    assert traced.records
    assert secret not in repr(traced)
