"""Statements that update statistics move no data and are not reported."""

import pytest

from seamscope.lineage import read

STATEMENTS = (
    "COLLECT STATISTICS ON dw.lamp COLUMN (lamp_id)",
    "COLLECT SUMMARY STATS ON dw.lamp",
    "COLLECT STAT dw.lamp INDEX (lamp_id)",
    "UPDATE STATISTICS dw.lamp",
)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_statistics_are_no_lineage(statement: str) -> None:
    """A statement such as ``COLLECT STATISTICS`` gives no diagnostic, and the next statement is
    read.
    """
    found = read(f"{statement};\nINSERT INTO t (a) SELECT b FROM s;", dialect="teradata")
    assert not found.diagnostics
    assert [str(name) for name in found.writes] == ["t"]
