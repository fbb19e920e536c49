"""SQL that crashes or stalls parsers is analysed or reported within a short time."""

import pytest

from seamscope.lineage import trace
from seamscope.records import Evidence, Query

SHAPES = {
    "nots": "SELECT * FROM t WHERE " + "NOT " * 2_000 + "a",
    "terms": "INSERT INTO t (a) SELECT " + "+".join(["a"] * 3_000) + " FROM s",
    "list": "DELETE FROM t WHERE a IN (" + ",".join(map(str, range(9_000))) + ")",
    "blocks": "BEGIN " * 2_000 + "END " * 2_000,
    "brackets": "SELECT [" + "[" * 9_000 + "] FROM t",
    "quotes": "EXEC('" + "''" * 5_000 + "')",
    "parts": "SELECT * FROM " + "a." * 900 + "b",
    "cursor": "DECLARE " + "a " * 5_000 + "CURSOR",
    "template": "<" * 5_000 + "a,",
    "hexadecimal": "INSERT INTO t VALUES (0x" + "AB" * 90_000 + ")",
    "nulls": "SELECT \x00 FROM t;",
    "tags": "".join(f"SELECT $a{number}$ ;\n" for number in range(2_000)),
    "halves": "INSERT INTO t (a) SELECT '\ud800' FROM s",
}


# These statements neither move nor define data, so they are not counted.
UNCOUNTED = frozenset({"blocks", "quotes", "cursor", "template", "tags"})


@pytest.mark.slow
@pytest.mark.parametrize(("name", "text"), SHAPES.items(), ids=SHAPES)
def test_every_statement_that_moves_data_is_counted(name: str, text: str) -> None:
    """Hostile SQL raises nothing, and a statement that moves data counts as parsed, partly parsed
    or not understood.
    """
    query = Query(text=text, dialect="tsql", evidence=Evidence(file="a.sql", line=1))
    (coverage,) = trace([query]).coverage
    counted = coverage.parsed + coverage.partly + coverage.not_understood
    assert (counted == 0) == (name in UNCOUNTED)
