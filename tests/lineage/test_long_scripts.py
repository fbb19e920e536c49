"""A long script that is cut into runs of statements has the same result as the whole script."""

import random

import pytest

from seamscope.lineage import TraceResult, trace
from seamscope.lineage.batch import long_scripts
from seamscope.lineage.batch import trace as tracing
from seamscope.lineage.batch.long_scripts import cut_scripts, keep_whole
from seamscope.records import Evidence, Query

FILLER = "".join(f"INSERT INTO mart.f{n} (a)\nSELECT o.a FROM raw.o{n} o;\n" for n in range(20))
INDEPENDENT = {
    "tables that later statements use":
        "CREATE TABLE mart.t (a INT, b INT);\n" + FILLER + "INSERT INTO x SELECT * FROM mart.t;\n",
    "a view over a view that is defined later":
        "CREATE VIEW v AS SELECT * FROM w;\n" + FILLER + "CREATE VIEW w AS SELECT a, b FROM s;\n",
    "a table that is defined again with the same columns":
        "CREATE TABLE t (a INT);\n" + FILLER + "DROP TABLE t;\nCREATE TABLE t (a INT);\n",
    "strings and comments with semicolons and words of routines":
        "INSERT INTO t (a) VALUES ('begin;\n');\n-- procedure; a ' quote\n" + FILLER
        + "/* end; */ UPDATE t SET a = 1;\nSELECT nonsense FROM;\n",
    "merges and CTEs that insert":
        FILLER + "MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN UPDATE SET b = s.b;\n"
        "WITH c AS (SELECT a FROM s)\nINSERT INTO t (a) SELECT a FROM c;\n",
}  # fmt: skip
STATEFUL = {
    "a temp table": "CREATE TEMP TABLE t AS SELECT a FROM s;\n",
    "a variable": "SET x = 1;\n",
    "a user variable": "SELECT a INTO @v FROM s;\n",
    "a value that goes into a variable": "SELECT a INTO v FROM s;\n",
    "a routine": "CREATE FUNCTION f() RETURNS INT RETURN 1;\n",
    "a block": "BEGIN\nINSERT INTO t SELECT a FROM s;\nEND;\n",
    "a call": "CALL p();\n",
    "the schema of the session": "USE d;\n",
    "two statements on one line": "SELECT a FROM s; SET x = 1;\n",
    "a table that looks like a task": "CREATE TABLE task AS SELECT a FROM s;\n",
    "another system": "INSERT INTO t SELECT a FROM dblink('host=h', 'SELECT a FROM s');\n",
    "a template": "INSERT INTO t SELECT a FROM {{ source }};\n",
}
# Scripts that define a table or view twice in different ways; this is found without parsing them.
REDEFINED = {
    "a view that is replaced by one with other columns":
        "CREATE OR REPLACE VIEW v AS SELECT a FROM s;\n" + FILLER
        + "CREATE OR REPLACE VIEW v AS SELECT b FROM s;\nINSERT INTO t SELECT * FROM v;\n",
    "a table that is created again with another column":
        "CREATE TABLE m.t (a INT);\n" + FILLER
        + "DROP TABLE m.t;\nCREATE TABLE IF NOT EXISTS M.T (b INT);\n",
    "a table of the name of a view":
        "CREATE TABLE t (a INT);\n" + FILLER + "CREATE MATERIALIZED VIEW t AS SELECT a FROM s;\n",
}  # fmt: skip
# Scripts whose runs define something differently; they are traced as a whole.
ENTANGLED = {
    "two tables with the same ending":
        "CREATE TABLE a.t (x INT);\n" + FILLER
        + "CREATE TABLE b.t (y INT);\nINSERT INTO u SELECT * FROM t;\n",
}  # fmt: skip


@pytest.fixture(autouse=True)
def cut_short_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have scripts cut from a length of 300 characters on."""
    monkeypatch.setattr(long_scripts, "LONG", 300)


def make_query(text: str, file: str = "load.sql", column: int = 0) -> Query:
    """Return SQL as the query of a file in which it begins at line 7."""
    where = Evidence(file=file, line=7, column=column, connector="sql")
    return Query(text=text, dialect="postgres", evidence=where)


def trace_whole(queries: list[Query], monkeypatch: pytest.MonkeyPatch) -> TraceResult:
    """Return the result of tracing the queries without cutting their scripts."""
    with monkeypatch.context() as patch:
        patch.setattr(tracing, "cut_scripts", keep_whole)
        return trace(queries)


@pytest.mark.parametrize("text", INDEPENDENT.values(), ids=INDEPENDENT)
def test_a_cut_script_has_the_result_of_the_whole_script(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script that is cut has the records, positions, coverage and routines of the whole
    script.
    """
    for column in (0, 5):
        queries = [make_query(text, column=column)]
        assert len(cut_scripts(queries).runs) > 2
        assert trace(queries) == trace_whole(queries, monkeypatch)


@pytest.mark.parametrize("text", STATEFUL.values(), ids=STATEFUL)
def test_a_script_with_state_is_not_cut(text: str) -> None:
    """A script with a variable, temp table, routine or template is not cut, because these may
    change how later statements are read.
    """
    assert len(cut_scripts([make_query(FILLER)]).runs) > 2
    assert cut_scripts([make_query(FILLER + text + FILLER)]).owners == [0]


@pytest.mark.parametrize("text", REDEFINED.values(), ids=REDEFINED)
def test_a_script_that_redefines_a_table_is_not_cut(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script that defines a table twice is not cut, because later statements use the later
    definition.
    """
    queries = [make_query(text)]
    assert cut_scripts(queries).owners == [0]
    assert trace(queries) == trace_whole(queries, monkeypatch)


@pytest.mark.parametrize("text", ENTANGLED.values(), ids=ENTANGLED)
def test_a_script_with_conflicting_definitions_is_traced_whole(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cut script with conflicting definitions is traced again as a whole, because their order
    matters.
    """
    queries = [make_query(text)]
    assert len(cut_scripts(queries).runs) > 2
    assert trace(queries) == trace_whole(queries, monkeypatch)


def test_the_definitions_of_a_script_take_precedence_over_other_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """If two files define the same table with different columns, ``SELECT *`` in a cut script has
    the columns of its own file.
    """
    text = "CREATE TABLE t (a INT);\n" + FILLER + "INSERT INTO u SELECT * FROM t;\n"
    other = make_query("CREATE TABLE t (b INT); INSERT INTO w SELECT * FROM t", "other.sql")
    queries = [other, make_query(text)]
    assert trace(queries) == trace_whole(queries, monkeypatch)


def test_calls_of_routines_in_a_cut_script_are_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function of another file gets the arguments of all calls in a cut script."""
    function = make_query(
        "CREATE FUNCTION f(p text) RETURNS void AS $$\nBEGIN\nEXECUTE 'INSERT INTO ' || p || "
        "' SELECT a FROM s';\nEND;\n$$ LANGUAGE plpgsql;", "f.sql",
    )  # fmt: skip
    text = "SELECT f('one');\n" + FILLER + "SELECT f('two');\nSELECT g('three');\n"
    queries = [make_query(text), function]
    found = trace(queries)
    assert found == trace_whole(queries, monkeypatch)
    assert "two" in repr(found.records)


def test_random_scripts_have_the_same_result_when_they_are_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A script that defines, replaces, fills and reads tables and views in random order has the
    same result when it is cut.
    """
    draw = random.Random(4)
    forms = (
        "CREATE TABLE t{0} (a INT, b INT)", "CREATE VIEW v{0} AS SELECT * FROM t{1}",
        "CREATE VIEW v{0} AS SELECT a, b AS c{1} FROM v{1}", "INSERT INTO t{0} SELECT * FROM v{1}",
        "UPDATE t{0} SET a = v{1}.a FROM v{1} WHERE v{1}.b = t{0}.b", "SELECT a FROM t{0}, v{1}",
        "CREATE OR REPLACE VIEW v{0} AS SELECT *, 1 AS d FROM t{1}", "DROP VIEW v{0}",
    )  # fmt: skip
    for _ in range(12):
        numbers = draw.sample(range(40), 40)  # nothing is defined twice
        lines = [draw.choice(forms).format(number, draw.randrange(40)) for number in numbers]
        queries = [make_query(";\n".join(lines))]
        assert len(cut_scripts(queries).runs) > 2
        assert trace(queries) == trace_whole(queries, monkeypatch)
