"""`Session`: a cached lineage equals the lineage that a new session finds."""

import itertools
import random

import pytest

from seamscope.lineage import Session, read
from seamscope.lineage.parsing.fingerprint import LiteralBlanker

FORMS = (
    "SELECT a, b AS '{t}' FROM s WHERE c = {n}",
    "SELECT a FROM s WHERE b = '{t}' AND c IN ({n}, {n})",
    "INSERT INTO t (x, y) SELECT a, '{t}' FROM s WHERE d > {n}.5 -- it's {n}\n AND e < {n}",
    "SELECT * FROM s UNPIVOT (v FOR k IN (jan AS '{t}', feb AS 'F'))",
    "SELECT * FROM s PIVOT (sum(v) FOR k IN ('{t}', 'b')) AS p",
    "SELECT round(a, {n}) FROM s",
    "SELECT coalesce(a, '{t}') FROM s /* '{t}' */ WHERE \"it's\" = '{t}'",
    "SELECT x FROM table(f('{t}', {n}))",
    "UPDATE t SET a = {n}, b = '{t}' WHERE id = {n}",
    "SELECT $1 AS a, $2 AS b FROM @stage WHERE $1 = {n}",
    "SELECT v:k{n}::int AS x, v['{t}'] AS y FROM s",
    "DELETE FROM t{n} WHERE id IN (SELECT id FROM s WHERE c = '{t}')",
    "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED AND s.f = '{t}' THEN UPDATE SET t.a = s.b",
    "WITH c AS (SELECT a, {n} AS n FROM s) SELECT a, n FROM c LIMIT {n}",
    "SELECT a FROM s WHERE b LIKE 'it''s {t}%' ORDER BY {n}",
    "EXECUTE IMMEDIATE 'INSERT INTO {t} SELECT a FROM s'",
)


def text(draw: random.Random) -> str:
    form = draw.choice(FORMS)
    return form.format(t=draw.choice(["one", "two", "three"]), n=draw.randrange(1, 90))


@pytest.mark.slow
@pytest.mark.parametrize("dialect", ["snowflake", "tsql", "mysql", ""])
def test_cached_shapes_have_the_lineage_of_a_new_session(dialect: str) -> None:
    """200 random statements with names in literals, comments, quotes and positions have the lineage
    that a new session finds.
    """
    draw = random.Random(5)
    session = Session(dialect=dialect)
    fresh: dict[str, object] = {}
    for sql in (text(draw) for _ in range(200)):
        if sql not in fresh:
            fresh[sql] = Session(dialect=dialect).read(sql)
        assert session.read(sql) == fresh[sql], sql


def test_the_fourth_text_of_a_shape_is_not_analysed(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the fourth statement on, statements that differ only in literals get their lineage from
    the cache.
    """
    session = Session(dialect="snowflake")
    found = {session.read(f"SELECT a FROM s WHERE b = {n}") for n in (1, 2, 3)}
    monkeypatch.setattr(
        "seamscope.lineage.fast_path.read_statement", None
    )  # calling it would raise
    assert found == {session.read("SELECT a FROM s WHERE b = 4")}


def test_repeating_one_text_caches_nothing() -> None:
    """A repeated statement whose only literal is `'?'` is not cached as a pattern, so `'x'` in its
    place is still read as a column name.
    """
    session = Session(dialect="snowflake")
    for _ in range(3):
        session.read("SELECT a AS '?' FROM s")
    assert {str(e.target) for e in session.read("SELECT a AS 'x' FROM s").columns} == {"x"}


@pytest.mark.parametrize(
    ("dialect", "sql", "shape"),
    [
        (
            "snowflake",
            "SELECT a1, 12, 'x' FROM t2 WHERE b=1.5",
            "SELECT a1, 0, '?' FROM t2 WHERE b=0",
        ),
        (
            "postgres",
            "SELECT 'it''s', \"a 'q' 1\" -- don't 5",
            "SELECT '?', \"a 'q' 1\" -- don't 5",
        ),
        ("mysql", r"SELECT 'a\'b', `x 1`, 5", "SELECT '?', `x 1`, 0"),
        ("tsql", "SELECT [o'x 1], N'z' FROM d /* '1' */", "SELECT [o'x 1], N'?' FROM d /* '1' */"),
        ("snowflake", "SELECT $1, a FROM b WHERE c = '$$'", ""),
        ("snowflake", "SELECT a FROM b WHERE c = '#1 of $$'", "SELECT a FROM b WHERE c = '?'"),
        ("mysql", "SELECT a FROM b # it's '5'\n WHERE c = 'x'", ""),
        ("postgres", "SELECT $$ it's $$, 'x'", ""),
    ],
)
def test_only_literals_are_blanked(dialect: str, sql: str, shape: str) -> None:
    """Literals are replaced by `?`; names, comments and escapes are kept, and SQL with uncertain
    literals is not blanked.
    """
    assert LiteralBlanker(dialect)(sql) == shape


def test_the_number_of_cached_shapes_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """With more shapes than fit into the cache, each statement still gets its own lineage."""
    monkeypatch.setattr("seamscope.lineage.session.MOST", 3)
    session = Session()
    for number, again in itertools.product(range(6), range(3)):
        found = session.read(f"SELECT c{number} FROM t WHERE x = {again}")
        assert {str(e.source) for e in found.columns if e.target.name != "*"} == {f"t.c{number}"}


def test_no_dialect_is_guessed() -> None:
    """`dialect=None` means the same as an empty name."""
    assert read("SELECT [a] FROM [s]", dialect=None) == read("SELECT [a] FROM [s]")
    assert Session(dialect=None).read("SELECT a FROM s") == read("SELECT a FROM s")
