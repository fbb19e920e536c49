"""Comments and line breaks between the words of a statement never change its lineage."""

import re
from pathlib import Path

import pytest
from tests.case_files import load_yaml

from seamscope.lineage import read

FILES = sorted(Path(__file__).parent.glob("*/*.yaml"))
# Cases with client commands, which need a separate line, or with templates.
LINES = ("DELIMITER", "DEFINE ", "$(", "${", "{{", "\\", "PUT ", "#standardSQL", "\n/")
HIDDEN = re.compile(
    r"(?P<kept>'(?:[^']|'')*'|\"[^\"]*\"|`[^`]*`|\[[^\]]*\]|(?P<tag>\$\w*\$).*?(?P=tag)"
    r"|--[^\n]*|/\*.*?\*/)|\s+",
    re.S,
)


def spread(sql: str) -> str:
    """Return SQL with each space between words replaced by a line with a comment."""
    return HIDDEN.sub(lambda found: found["kept"] or "\n/* it's -- ; */\n", sql)


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=[f"{file.parent.name}-{file.stem}" for file in FILES])
def test_comments_and_line_breaks_change_nothing(file: Path) -> None:
    """Each case has the same reads, writes and columns if every space in its SQL is replaced by a
    comment.
    """
    changed = []
    for case in load_yaml(file):
        sql, schema = case["sql"], case.get("schema")
        if any(mark in sql for mark in LINES):
            continue
        one, other = (
            read(text, dialect=case.get("dialect", ""), schema=schema)
            for text in (sql, spread(sql))
        )
        if (one.reads, one.writes, one.columns) != (other.reads, other.writes, other.columns):
            changed.append(case["name"])
    assert changed == []
