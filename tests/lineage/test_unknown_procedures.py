"""Calls of procedures that no input defines are reported."""

import pytest

from seamscope.lineage import trace
from seamscope.records import (
    Clue,
    ClueKind,
    Dataset,
    Dependency,
    Evidence,
    Query,
    Record,
    Skipped,
    SystemRef,
)

HOME = SystemRef(clues=(Clue(kind=ClueKind.DATABASE, value="dw"),))


def trace_texts(text: str, dialect: str, *more: str) -> tuple[Record, ...]:
    texts = (text, *more)
    where = [Evidence(file=f"{n}.sql", line=1, connector="sql") for n, _ in enumerate(texts)]
    pairs = zip(texts, where, strict=True)
    return trace([Query(text=t, dialect=dialect, home=HOME, evidence=e) for t, e in pairs]).records


@pytest.mark.parametrize(
    ("dialect", "text", "names"),
    [
        ("tsql", "EXEC dbo.load_dims;", "dbo.load_dims"),
        (
            "tsql",
            "EXECUTE load_dims @day = 1\nGO\nEXEC dbo.load_facts",
            "dbo.load_facts, load_dims",
        ),
        ("snowflake", "CALL etl.refresh('x');", "etl.refresh"),
        ("mysql", "CALL refresh_all();", "refresh_all"),
    ],
)
def test_an_unknown_procedure_is_reported_and_is_a_dataset_of_the_system(
    dialect: str, text: str, names: str
) -> None:
    """If a script only calls unknown procedures, each is reported and becomes a dataset of the
    script's system.
    """
    records = trace_texts(text, dialect)
    reasons = [record.reason for record in records if isinstance(record, Skipped)]
    touched = [record for record in records if isinstance(record, Dataset)]
    assert reasons == [
        f"runs {name}, whose text is not among the inputs" for name in names.split(", ")
    ]
    assert [(d.name, d.kind, d.system) for d in touched] == [
        (name, "procedure", HOME) for name in names.split(", ")
    ]


def test_a_procedure_of_another_file_is_known() -> None:
    """A procedure that another input defines is not reported."""
    body = "CREATE PROCEDURE dbo.load_dims AS INSERT INTO dw.dim SELECT id FROM crm.acc;"
    records = trace_texts("EXEC dbo.load_dims", "tsql", body)
    assert not [record for record in records if isinstance(record, Skipped)]


def test_a_procedure_that_comes_with_the_database_is_no_gap() -> None:
    """A system procedure such as `sp_updatestats` is not reported."""
    assert trace_texts("EXEC sp_updatestats", "tsql") == ()


def test_other_statements_place_the_script_already() -> None:
    """If other statements of the script move data, an unknown procedure is reported, but does not
    become a dataset.
    """
    records = trace_texts("INSERT INTO t SELECT id FROM s; EXEC dbo.load_dims", "tsql")
    assert [d.kind for d in records if isinstance(d, Dataset)] == []
    assert len([record for record in records if isinstance(record, Skipped)]) == 1


def test_an_unknown_procedure_is_reported_where_it_is_called_first() -> None:
    """An unknown procedure that a script calls several times is reported once, at the line of the
    first call.
    """
    text = "SELECT 1\nGO\nEXEC dbo.b\nGO\nEXEC dbo.a\nGO\nEXEC dbo.b\nGO\n"
    records = trace_texts(text, "tsql")
    skipped = [record for record in records if isinstance(record, Skipped)]
    assert [(s.reason.split(",")[0], s.evidence.line) for s in skipped] == [
        ("runs dbo.a", 5),
        ("runs dbo.b", 3),
    ]


@pytest.mark.parametrize("text", ["EXEC dbo.load_dims", "EXECUTE dbo.load_dims @day = 1"])
def test_a_script_of_an_unknown_system_leads_to_a_question(text: str) -> None:
    """If the system of a script is unknown, the procedure that it calls is a dataset of an unnamed
    system, so that a question asks for the system.
    """
    where = Evidence(file="a.sql", line=1, connector="sql")
    records = trace([Query(text=text, dialect="tsql", evidence=where)]).records
    (touched,) = [record for record in records if isinstance(record, Dataset)]
    assert (touched.name, touched.system) == ("dbo.load_dims", SystemRef())


@pytest.mark.parametrize(
    ("text", "depends"),
    [
        ("EXEC ('INSERT INTO h SELECT id FROM s') AT LNK", True),
        ("EXEC LNK.db.dbo.sp_executesql N'DELETE FROM h'", True),
        ("EXEC ('SELECT id FROM s') AT LNK", False),
        ("INSERT INTO mine EXEC ('SELECT id FROM s') AT LNK", False),
        ("EXEC ('INSERT INTO h SELECT id FROM s')", False),
    ],
)
def test_a_script_that_only_runs_sql_on_a_server_depends_on_it(text: str, depends: bool) -> None:
    """A script that runs SQL on a linked server and reads no result is a dependency of its system
    on that server.
    """
    found = [record for record in trace_texts(text, "tsql") if isinstance(record, Dependency)]
    assert [(d.source.system, d.moves_data) for d in found] == [(HOME, False)] * depends
    assert all(Clue(kind=ClueKind.SERVER, value="LNK") in d.target.system.clues for d in found)


@pytest.mark.parametrize(
    ("dialect", "sql", "unresolved"),
    [
        ("mysql", "CREATE PROCEDURE p() BEGIN CALL sp_load(1); END", {"sp_load"}),
        ("postgres", "CREATE PROCEDURE p() LANGUAGE sql AS $$ CALL sp_load(1) $$", {"sp_load"}),
        ("snowflake", "CREATE PROCEDURE p() RETURNS INT AS $$ BEGIN CALL sp_load(1); END $$",
         {"sp_load"}),
        ("tsql", "CREATE PROCEDURE p AS EXEC sp_rename 'a', 'b'", set()),
        ("oracle", "CREATE PROCEDURE p IS BEGIN DBMS_STATS.GATHER(1); END;", set()),
    ],
)  # fmt: skip
def test_sp_is_a_system_prefix_in_sql_server_only(
    dialect: str, sql: str, unresolved: set[str]
) -> None:
    """`sp_load` is a system procedure in T-SQL; in other dialects, it is a user's procedure and is
    reported as missing.
    """
    evidence = Evidence(file="a.sql", line=1, connector="sql")
    found = trace([Query(text=sql, dialect=dialect, evidence=evidence)])
    (routine,) = [one for one in found.routines if one.name == "p"]
    assert {*routine.unresolved} == unresolved


@pytest.mark.parametrize(
    "sql",
    [
        "DO $$ DECLARE d INT; BEGIN d := dwh.get_day(1); END $$",
        "DO $$ DECLARE d INT; BEGIN PERFORM dwh.get_day(1); END $$",
    ],
)
def test_unknown_function_in_an_anonymous_block_is_reported(sql: str) -> None:
    """A function that an anonymous block calls and no input defines is reported."""
    evidence = Evidence(file="a.sql", line=1, connector="sql")
    found = trace([Query(text=sql, dialect="postgres", evidence=evidence)])
    reasons = [record.reason for record in found.records if isinstance(record, Skipped)]
    assert any("dwh.get_day" in reason for reason in reasons)
