"""Property tests: equivalent SQL has the same lineage, and a view adds one step to the lineage of
its query.
"""

from hypothesis import given
from hypothesis import strategies as st

from seamscope.lineage import Lineage, read

SCHEMA = {"r": ["a", "b", "c"], "s": ["a", "d", "e"]}
VALUES = st.sampled_from(
    ["{0}.a", "{0}.b", "{1}.d", "{0}.a + {1}.e", "sum({1}.d)", "upper({0}.c)", "max({0}.b + 1)"]
)
CONDITIONS = st.sampled_from(["", " WHERE {0}.b > 1", " WHERE {1}.e = 'x'"])
NAMES = st.lists(
    st.sampled_from(["x", "y", "long_name", "q7", "T"]), min_size=2, max_size=2, unique_by=str.lower
)


@st.composite
def selects(draw: st.DrawFn) -> str:
    """Draw a SELECT over two tables, with ``{0}`` and ``{1}`` for their aliases."""
    values = draw(st.lists(VALUES, min_size=1, max_size=4))
    listed = ", ".join(f"{value} AS o{n}" for n, value in enumerate(values))
    return f"SELECT {listed} FROM r AS {{0}} JOIN s AS {{1}} ON {{0}}.a = {{1}}.a" + draw(
        CONDITIONS
    )


def facts(found: Lineage) -> tuple[set[str], set[str], set[str]]:
    return (
        {str(table) for table in found.reads},
        {str(table) for table in found.writes},
        {str(edge) for edge in found.columns},
    )


@given(select=selects(), names=NAMES)
def test_aliases_change_nothing(select: str, names: list[str]) -> None:
    """The aliases of tables do not change the lineage."""
    plain = read(select.format("r", "s"), schema=SCHEMA)
    assert facts(read(select.format(*names), schema=SCHEMA)) == facts(plain)


@given(select=selects(), space=st.sampled_from(["  ", "\n", "\t", " /* it's a comment */ "]))
def test_formatting_changes_nothing(select: str, space: str) -> None:
    """White space, comments and the case of keywords do not change the lineage."""
    text = select.format("r", "s")
    spread = text.replace(" ", space).replace("SELECT", "select").replace(" AS ", " as ")
    assert facts(read(spread, schema=SCHEMA)) == facts(read(text, schema=SCHEMA))


@given(select=selects())
def test_a_view_a_cte_and_a_subquery_have_the_lineage_of_their_query(select: str) -> None:
    """``SELECT *`` over a query has the query's lineage; a view adds one step to each edge."""
    text = select.format("r", "s")
    plain = facts(read(f"INSERT INTO t {text}", schema=SCHEMA))
    assert facts(read(f"INSERT INTO t SELECT * FROM ({text}) AS q", schema=SCHEMA)) == plain
    assert facts(read(f"INSERT INTO t WITH q AS ({text}) SELECT * FROM q", schema=SCHEMA)) == plain
    viewed = read(f"CREATE VIEW v AS {text}; INSERT INTO t SELECT * FROM v", schema=SCHEMA)
    inner, outer = viewed.statements
    composed = {
        (str(low.source), high.target.name, low.kind)
        for low in inner.columns
        for high in outer.columns
        if low.kind != "indirect" and str(low.target) == str(high.source)
    }
    direct = read(f"INSERT INTO t {text}", schema=SCHEMA).columns
    assert composed == {
        (str(e.source), e.target.name, e.kind) for e in direct if e.kind != "indirect"
    }


@given(one=selects(), two=selects())
def test_neighbours_do_not_change_a_statement(one: str, two: str) -> None:
    """Two statements in a script have the lineage that each has alone."""
    texts = [f"INSERT INTO t{n} {text.format('r', 's')}" for n, text in enumerate((one, two))]
    together = read(";\n".join(texts), schema=SCHEMA)
    alone = [read(text, schema=SCHEMA) for text in texts]
    for statement, single in zip(together.statements, alone, strict=True):
        assert statement.columns == single.columns
        assert statement.reads == single.reads
        assert statement.writes == single.writes


@given(first=selects(), second=selects())
def test_a_union_has_the_sources_of_its_branches(first: str, second: str) -> None:
    """Each column of a UNION has the sources of the columns at its position in all branches."""
    texts = [text.format("r", "s") for text in (first, second)]
    widths = [text.count(" AS o") for text in texts]
    if widths[0] == widths[1]:
        whole, *parts = (
            read(f"INSERT INTO t {text}", schema=SCHEMA).columns
            for text in (" UNION ALL ".join(texts), *texts)
        )
        assert whole == frozenset().union(*parts)
