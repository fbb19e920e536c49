"""Between rounds of execution, results are cached, and only the queries with new definitions are
executed again.
"""

import gc

import pytest
from sqlglot import exp

from seamscope.collection import pause_collection, skip_full_collections
from seamscope.lineage import Session, trace
from seamscope.lineage.script.interpreter import Interpreter
from seamscope.lineage.split import Statement, read_plain_statement
from seamscope.records import Evidence, Flow, Query

LOAD = (
    "CREATE PROCEDURE load(t varchar) AS $$ BEGIN "
    "EXECUTE 'INSERT INTO mart.x (id) SELECT id FROM raw.' || t; END $$ LANGUAGE plpgsql;"
)
PASS_ON = "CREATE PROCEDURE {} (t varchar) AS $$ BEGIN CALL {}(t); END $$ LANGUAGE plpgsql;"


def list_flows(*texts: str, dialect: str = "postgres") -> set[tuple[str, str]]:
    """Return the source and target of each flow in a set of scripts, each in a file of its own."""
    queries = [
        Query(text=text, dialect=dialect, evidence=Evidence(file=f"{number}.sql", line=1))
        for number, text in enumerate(texts)
    ]
    records = trace(queries).records
    return {(r.source.dataset, r.target.dataset) for r in records if isinstance(r, Flow)}


def test_a_constant_reaches_dynamic_sql_through_routines_that_only_pass_it_on() -> None:
    """`'orders'` in ``CALL main('orders')`` reaches the dynamic SQL of `load`, which main calls
    over `run`.
    """
    texts = (
        LOAD,
        PASS_ON.format("run", "load"),
        PASS_ON.format("main", "run"),
        "CALL main('orders');",
    )
    assert list_flows(*texts) == {("raw.orders", "mart.x")}
    assert list_flows("\n".join(texts)) == {("raw.orders", "mart.x")}


def test_only_the_routine_that_gets_new_arguments_is_executed_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """If one routine of a file gets new arguments, the other routines keep the records of the
    previous round.
    """
    executed: list[str] = []
    execute = Interpreter._execute

    def note(self: Interpreter, index: int, statement: Statement) -> object:
        if not self.depth and statement.head == "INSERT":
            executed.append(statement.text.split()[2])
        return execute(self, index, statement)

    monkeypatch.setattr(Interpreter, "_execute", note)
    other = (
        "CREATE PROCEDURE other() AS $$ BEGIN INSERT INTO mart.other SELECT id FROM raw.other; "
        "END $$ LANGUAGE plpgsql;"
    )
    load = LOAD.replace("BEGIN ", "BEGIN INSERT INTO mart.log SELECT id FROM raw.log; ")
    found = list_flows(other + load, "CALL load('orders');")
    expected = {("raw.other", "mart.other"), ("raw.log", "mart.log"), ("raw.orders", "mart.x")}
    assert found == expected
    assert executed == ["mart.other", "mart.log", "mart.log"]


def test_a_routine_sees_results_that_change_in_a_later_round() -> None:
    """A procedure sees the source of `last_order()`, although that value comes from a function of a
    third file.
    """
    function = "CREATE FUNCTION {} RETURNS bigint AS $$ BEGIN RETURN {}; END $$ LANGUAGE plpgsql;"
    inner = function.format("inner_value()", "(SELECT max(id) FROM raw.orders)")
    outer = function.format("last_order()", "inner_value()")
    use = (
        "CREATE PROCEDURE p() AS $$ BEGIN INSERT INTO mart.t (id) SELECT last_order(); "
        "END $$ LANGUAGE plpgsql;"
    )
    assert ("raw.orders", "mart.t") in list_flows(use, outer, inner)


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("SELECT a FROM s; DELETE FROM t", "snowflake"),
        ("SELECT a FROM s -- from s", "snowflake"),
        ("INSERT INTO t VALUES (1)", "snowflake"),
        ("CREATE PROCEDURE p AS SELECT 1", "tsql"),
        ("CREATE TEMPORARY TABLE t AS SELECT 1", "postgres"),
        ("SELECT a FROM s UPDATE t SET a = 1", "tsql"),
        ("SELECT a FROM s\nGO", "tsql"),
        ("SELECT a FROM @stage", "snowflake"),
        ("SELECT a INTO t FROM s EXECUTE p", "postgres"),
    ],
)
def test_a_text_that_may_be_more_than_one_plain_statement_is_split(text: str, dialect: str) -> None:
    """A text with comments, variables, bodies or further statements is left to the splitter."""
    assert read_plain_statement(text, dialect) is None


def test_a_plain_statement_is_taken_as_written_without_its_semicolon() -> None:
    """The line and column of a plain statement are those of its first word, and its semicolon is
    removed.
    """
    found = read_plain_statement("\n  insert into t select a from s ;\n", "postgres")
    expected = Statement(text="insert into t select a from s", line=2, head="INSERT", column=3)
    assert found == expected


def test_what_looks_plain_and_is_not_is_split_after_all() -> None:
    """Two statements without a semicolon between them are both read, although they look like one
    plain statement.
    """
    text = "INSERT INTO t SELECT a FROM s DELETE FROM u WHERE id IN (SELECT id FROM v)"
    assert read_plain_statement(text, "snowflake") is not None
    assert list_flows(text, dialect="snowflake") == {("s", "t"), ("v", "u")}


def test_a_view_over_a_table_of_a_later_file_gets_its_columns() -> None:
    """A view over a table that a later file defines has the columns of that table from the second
    round on.
    """
    view = "CREATE VIEW v AS SELECT * FROM base"
    columns = [
        (edge.source, edge.target)
        for record in trace(
            [
                Query(text=text, dialect="postgres", evidence=Evidence(file=file, line=1))
                for file, text in (("a.sql", view), ("b.sql", "CREATE TABLE base (x int, y int)"))
            ]
        ).records
        if isinstance(record, Flow)
        for edge in record.columns
    ]
    assert columns == [("base.x", "x"), ("base.y", "y")]


def test_a_session_remembers_the_lineage_of_a_script() -> None:
    """Reading the same SQL again returns the same object, because a nightly job has the same SQL
    each time.
    """
    session = Session(dialect="tsql")
    text = "SELECT a INTO #x FROM s; INSERT INTO t (a) SELECT a FROM #x;"
    assert session.read(text) is session.read(text)
    assert [str(edge) for edge in session.read(text).columns] == ["s.a > t.a identity"]


def test_the_garbage_collector_is_as_it_was() -> None:
    """The garbage collector has its earlier state and thresholds afterwards, even if it was
    disabled before.
    """
    before = gc.get_threshold()
    with skip_full_collections(), pause_collection():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_threshold() == before
    gc.disable()
    try:
        with pause_collection():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def make_query(text: str, file: str) -> Query:
    """Return SQL as the T-SQL query of a file."""
    return Query(text=text, dialect="tsql", evidence=Evidence(file=file, line=1))


def test_a_table_is_parsed_once_beside_routines(monkeypatch: pytest.MonkeyPatch) -> None:
    """A CREATE TABLE without a query or call is parsed only once, because routines cannot change
    its lineage.
    """
    parsed: list[str] = []

    def note(self: Interpreter, statement: Statement, index: int) -> exp.Expr | None:
        parsed.append(statement.text)
        return parse(self, statement, index)

    parse = Interpreter._parse_tree
    monkeypatch.setattr(Interpreter, "_parse_tree", note)
    table = "CREATE TABLE t (a INT DEFAULT 0)"
    routine = "CREATE FUNCTION f() RETURNS INT AS BEGIN RETURN (SELECT MAX(a) FROM t) END"
    traced = trace([make_query(routine, "f.sql"), make_query(f"{table};\nGO\nSELECT 1", "t.sql")])
    assert [text for text in parsed if text.startswith(table)] == [table]
    assert sum(one.parsed for one in traced.coverage) == 2


def test_a_default_that_calls_a_function_is_a_call() -> None:
    """``DEFAULT dbo.f()`` of a column is a call, even if the function is defined in a later
    file.
    """
    table = "CREATE TABLE t (a INT DEFAULT dbo.f());\nGO\nINSERT INTO t (a) VALUES (1)"
    routine = "CREATE FUNCTION dbo.f() RETURNS INT AS BEGIN RETURN 1 END"
    traced = trace([make_query(table, "a.sql"), make_query(routine, "b.sql")])
    assert {call for one in traced.routines for call in one.calls} == {"dbo.f"}
