"""Counts are said with their noun in the right number, in every output."""

import ast
import re
from pathlib import Path

import pytest

import seamscope
from seamscope.wording import number

SOURCES = sorted(Path(seamscope.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize(
    ("count", "word", "said"),
    [
        (0, "site", "0 sites"),
        (1, "site", "1 site"),
        (2, "site", "2 sites"),
        (1, "entry", "1 entry"),
        (3, "entry", "3 entries"),
        (1200, "more system", "1,200 more systems"),
    ],
)
def test_one_is_said_differently_from_none_and_many(count: int, word: str, said: str) -> None:
    """English: only one is singular; words in -ry turn to -ries; thousands carry a comma."""
    assert number(count, word) == said


def test_no_message_leaves_the_number_to_the_reader() -> None:
    """`site(s)` is nowhere written into a text."""
    found = [
        f"{path.name}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.search(r"[a-z]\((?:s|es)\)", node.value)
    ]
    assert found == []
