"""Routines and statements that exchange data with another system through their arguments, such as
``utl_http.request('https://…')`` ("side doors").
"""

from pathlib import Path
from typing import TypedDict

import pytest
from tests.case_files import load_yaml

from seamscope.knowledge.products import load_products
from seamscope.knowledge.side_doors import Means, choose_word, list_door_words, load_side_doors
from seamscope.lineage import TraceResult, trace
from seamscope.lineage.side_doors.runners import may_run_text
from seamscope.records import (
    Clue,
    ClueKind,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Query,
    Skipped,
    System,
    SystemRef,
)


class Case(TypedDict, total=False):
    """One statement with the flows that it has, as ``source > target``, and the certainty of these
    flows.
    """

    name: str
    dialect: str
    sql: str
    moves: list[str]
    certainty: str


FOLDER = Path(__file__).parent / "side_doors"
HOME = SystemRef(clues=(Clue(kind=ClueKind.DATABASE, value="HomeDb"),))


def load_cases(name: str) -> list[Case]:
    found: list[Case] = load_yaml(FOLDER / name)
    return found


def trace_sql(sql: str, dialect: str = "") -> TraceResult:
    where = Evidence(file="a.sql", line=1, connector="sql")
    query = Query(text=sql, dialect=dialect, evidence=where, home=HOME, database="HomeDb")
    return trace([query])


def words(end: Endpoint) -> str:
    return " ".join([end.system.name, end.dataset, *(clue.value for clue in end.system.clues)])


def fits(part: str, end: Endpoint) -> bool:
    return ("HomeDb" in words(end)) if part == "home" else part.casefold() in words(end).casefold()


def moves(found: TraceResult) -> list[Flow | Dependency]:
    return [record for record in found.records if isinstance(record, Flow | Dependency)]


def missing(case: Case, found: TraceResult) -> list[str]:
    edges = moves(found)
    return [
        move
        for move in case["moves"]
        if not any(
            fits(move.split(" > ")[0], e.source) and fits(move.split(" > ")[1], e.target)
            for e in edges
        )
    ]


KINDS, DOCUMENTED = load_cases("kinds.yaml"), load_cases("documented.yaml")


@pytest.mark.parametrize("case", KINDS, ids=[case["name"] for case in KINDS])
def test_a_side_door_moves_data_between_its_ends(case: Case) -> None:
    """Each case has the expected flows, and its flows to and from other systems have the expected
    certainty.
    """
    found = trace_sql(case["sql"], case["dialect"])
    assert missing(case, found) == []
    outside = {
        flow.certainty.value
        for flow in moves(found)
        if isinstance(flow, Flow) and not (fits("home", flow.source) and fits("home", flow.target))
    }
    assert case["certainty"] in {"", *outside}


@pytest.mark.parametrize("case", DOCUMENTED, ids=[case["sql"][:60] for case in DOCUMENTED])
@pytest.mark.parametrize("guess", [False, True])
def test_a_documented_statement_is_read(case: Case, guess: bool) -> None:
    """Statements from the documentation of the databases have the expected flows, whether or not
    the dialect is given.
    """
    assert missing(case, trace_sql(case["sql"], "" if guess else case["dialect"])) == []


@pytest.mark.parametrize(
    "text",
    [
        "FETCHGRID @@@ a, b FROM EBSPROD..AR.T1",
        "SELCT a FROM t\nGO\n",
        "PULLROWS ### a INTO x FROM erp.dbo.t",
    ],
)
def test_words_that_are_no_call_are_not_understood(text: str) -> None:
    """A garbled statement is reported as not understood instead of being read as a procedure
    call.
    """
    found = trace_sql(f"USE W;\nGO\n{text}\n", "tsql")
    assert sum(c.not_understood for c in found.coverage) == 1
    assert any("not understood" in r.reason for r in found.records if isinstance(r, Skipped))


@pytest.mark.parametrize(
    "text",
    ["usp_load", "dbo.usp_load 1, 'a'", "usp_load @a = 1, @b = @c OUTPUT", "EXEC usp_load @x"],
)
def test_a_call_without_exec_is_a_call(text: str) -> None:
    """A T-SQL procedure call at the start of a batch needs no EXEC."""
    assert not sum(c.not_understood for c in trace_sql(f"{text}\nGO\n", "tsql").coverage)


def test_an_address_that_is_known_only_at_run_time_is_reported() -> None:
    """``UTL_HTTP.REQUEST(p_url)`` is reported, because the address is known only at run time."""
    found = trace_sql("BEGIN UTL_HTTP.REQUEST(p_url); END;", "oracle")
    reasons = [r.reason for r in found.records if isinstance(r, Skipped)]
    assert any("known only at run time" in reason for reason in reasons)
    assert sum(c.partly for c in found.coverage) == 1


def test_columns_go_through_a_model() -> None:
    """The column that a call passes to an AI model feeds the model, and the model feeds the column
    that takes the result.
    """
    sql = next(case["sql"] for case in KINDS if case["name"] == "embeddings by an external model")
    found = trace_sql(sql, "tsql")
    edges = {(e.source, e.target) for flow in moves(found) if isinstance(flow, Flow)
             for e in flow.columns}  # fmt: skip
    assert ("dbo.Doc.Txt", "AI_GENERATE_EMBEDDINGS") in edges
    assert ("AI_GENERATE_EMBEDDINGS", "E") in edges
    (system,) = [record for record in found.records if isinstance(record, System)]
    assert (system.name, system.kind) == ("ai.example.openai.azure.com", "ai platform")


def test_no_mail_address_of_a_person_is_kept() -> None:
    """Of the recipient of a mail, only the domain is kept."""
    found = trace_sql("EXEC msdb.dbo.sp_send_dbmail @recipients = 'jane.doe@corp.example';", "tsql")
    assert "jane" not in repr(found.records)
    assert "corp.example" in repr(found.records)


def test_a_routine_of_the_inputs_is_no_side_door() -> None:
    """If the inputs define a function `http_get`, a call of it is not a web request; the lineage is
    that of its body.
    """
    sql = (
        "CREATE FUNCTION http_get(u text) RETURNS text AS $$ SELECT a FROM t $$ LANGUAGE sql;\n"
        "SELECT http_get('https://x.example/a');\n"
    )
    assert not any("x.example" in words(flow.source) for flow in moves(trace_sql(sql, "postgres")))


def test_every_entry_names_its_documentation_and_an_end() -> None:
    """Each entry of the catalogue names a page of documentation, and the argument or product from
    which the other system is known.
    """
    databases = load_side_doors().databases
    doors = [door for d in databases for door in (*d.routines, *d.statements)]
    assert len(doors) >= 120
    assert {d.name for d in databases} >= {
        "SQL Server", "Oracle Database", "PostgreSQL", "MySQL", "Snowflake", "BigQuery",
        "Amazon Redshift", "Databricks", "Db2", "Microsoft Fabric", "SAP HANA", "Teradata",
    }  # fmt: skip
    # The statement that opens the file or the dialog names the other end.
    handles = {"utl_file", "SEND ON CONVERSATION"}
    for door in doors:
        assert door.page.strip()
        named = door.end or door.command or door.sql or door.text or door.product or door.model
        named = named or door.bundle or door.handle
        assert named or door.name.split(".")[0] in handles, door.name


def test_every_model_belongs_to_an_ai_platform_of_the_catalogue() -> None:
    """Each database in the catalogue has routines that call an AI model, and the products of these
    routines are known AI platforms.
    """
    databases = load_side_doors().databases
    models = {
        one.name: [d for d in (*one.routines, *one.statements) if d.means is Means.MODEL]
        for one in databases
    }
    assert all(models.values()), [name for name, doors in models.items() if not doors]
    known = {one.name for one in load_products().products if one.kind == "ai platform"}
    named = {door.product for doors in models.values() for door in doors if door.product}
    assert named <= known


def test_every_routine_that_runs_its_argument_is_found_without_parsing_the_catalogue() -> None:
    """`may_run_text`, which only searches the SQL for names, recognises every routine of the
    catalogue that runs its argument, such as `xp_cmdshell`.
    """
    routines = [door for one in load_side_doors().databases for door in one.routines]
    runners = [door.name for door in routines if door.query or door.sql or door.command]
    assert "xp_cmdshell" in runners
    for name in runners:
        assert may_run_text(f"SELECT {name.upper()} ('x') FROM t"), name
    assert not may_run_text("INSERT INTO t (a) SELECT upper(b) FROM s WHERE b IN (1, 2)")
    assert not may_run_text(f"SELECT '{runners[0]}' FROM t")


def test_every_side_door_is_recognised_by_a_word_of_the_catalogue() -> None:
    """Each entry of the catalogue contains one of the words by which scripts are selected for a
    closer search.
    """
    words = list_door_words()
    for database in load_side_doors().databases:
        assert {choose_word(door.name) for door in database.routines} <= words
        assert {choose_word(door.name) for door in database.statements} <= words
    assert "create" not in words


def test_a_remote_model_is_no_table() -> None:
    """In ``ML.GENERATE_TEXT(MODEL ds.gem, TABLE ds.i)``, `ds.gem` is a remote model and not a table
    that is read.
    """
    found = trace_sql(
        "CREATE MODEL ds.gem REMOTE WITH CONNECTION `a.eu.c` OPTIONS (ENDPOINT = 'gemini-2.0');\n"
        "CREATE TABLE ds.o AS SELECT a FROM ML.GENERATE_TEXT(MODEL ds.gem, TABLE ds.i)",
        "bigquery",
    )
    sources = {flow.source.dataset for flow in moves(found) if isinstance(flow, Flow)}
    assert "ds.gem" not in sources


@pytest.mark.parametrize(
    ("sql", "dialect"),
    [
        ("COPY (SELECT a FROM t) TO PROGRAM 'aws s3 cp - s3://b/x'", ""),
        ("SELECT a FROM t INTO OUTFILE S3 's3-eu-west-1://b/x' FORMAT CSV HEADER", ""),
        ("BEGIN\n  UTL_HTTP.REQUEST('https://a.example/x');\nEND;\n/", ""),
        ("SEND ON CONVERSATION @h MESSAGE TYPE [//c/O] (@x)", "tsql"),
    ],
)
def test_a_statement_is_counted_once(sql: str, dialect: str) -> None:
    """A statement that the parser rejects, but that is then recognised as a side door, counts as
    parsed only.
    """
    coverage = trace_sql(sql, dialect).coverage
    assert sum(one.not_understood + one.partly for one in coverage) == 0
    assert min(one.parsed for one in coverage) >= 0


@pytest.mark.parametrize(
    ("sql", "dialect"),
    [
        ("SELECT N'x@y(1)', @a FROM t WHERE b = @c", "tsql"),
        ("GRANT ALL ON *.* TO app@localhost", "mysql"),
        ("SELECT INET_ATON('10.0.0.1'), SUBSTRING_INDEX(u, '://', -1) FROM hits", "mysql"),
        ("SELECT NET.HOST('https://www.shop.example/a'), NET.REG_DOMAIN(u) FROM logs", "bigquery"),
        ("SELECT parse_url('https://shop.example/p', 'HOST') FROM hits", "databricks"),
        ("BEGIN DIALOG @h FROM SERVICE [a] TO SERVICE 'b', 'CURRENT DATABASE'", "tsql"),
        ("DECLARE @r int; EXEC @r = dbo.Run 1; INSERT INTO t (a) VALUES (@r)", "tsql"),
        ("BEGIN\n  DBMS_STATS.GATHER_TABLE_STATS('SALES', 'ORDERS');\nEND;\n/", "oracle"),
    ],
)
def test_a_lookalike_reaches_no_system(sql: str, dialect: str) -> None:
    """Text functions on addresses, accounts such as `app@localhost` and the database's own packages
    give no flow to another system.
    """
    ends = [end for move in moves(trace_sql(sql, dialect)) for end in (move.source, move.target)]
    assert all(fits("home", end) for end in ends)
