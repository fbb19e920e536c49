"""Scripts that run procedures whose text is not among the inputs."""

import pytest

from seamscope.lineage import trace
from seamscope.records import Clue, ClueKind, Dataset, Evidence, Query, Record, Skipped, SystemRef

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
def test_an_unknown_procedure_is_reported_at_its_home(dialect: str, text: str, names: str) -> None:
    """A script that only runs unknown procedures touches its home, and names them."""
    records = trace_texts(text, dialect)
    reasons = [record.reason for record in records if isinstance(record, Skipped)]
    touched = [record for record in records if isinstance(record, Dataset)]
    assert reasons == [f"runs {names}, whose text is not among the inputs"]
    assert [(d.name, d.kind, d.system) for d in touched] == [
        (name, "procedure", HOME) for name in names.split(", ")
    ]


def test_a_procedure_of_another_file_is_known() -> None:
    """Nothing is reported if another input defines the procedure."""
    body = "CREATE PROCEDURE dbo.load_dims AS INSERT INTO dw.dim SELECT id FROM crm.acc;"
    records = trace_texts("EXEC dbo.load_dims", "tsql", body)
    assert not [record for record in records if isinstance(record, Skipped)]


def test_a_procedure_that_comes_with_the_database_is_no_gap() -> None:
    """System procedures need no text."""
    assert trace_texts("EXEC sp_updatestats", "tsql") == ()


def test_other_statements_place_the_script_already() -> None:
    """A script whose statements move data gives no dataset for the procedure it runs besides."""
    records = trace_texts("INSERT INTO t SELECT id FROM s; EXEC dbo.load_dims", "tsql")
    assert [d.kind for d in records if isinstance(d, Dataset)] == []
    assert len([record for record in records if isinstance(record, Skipped)]) == 1
