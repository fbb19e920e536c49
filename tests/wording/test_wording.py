"""Counts and figures have the same form in every output."""

import ast
import re
from pathlib import Path

import pytest

import seamscope
from seamscope.wording import end_sentence, format_count, format_figure

SOURCES = sorted(Path(seamscope.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize(
    ("count", "word", "text"),
    [
        (0, "site", "0 sites"),
        (1, "site", "1 site"),
        (2, "site", "2 sites"),
        (1, "entry", "1 entry"),
        (3, "entry", "3 entries"),
        (1200, "more system", "1,200 more systems"),
    ],
)
def test_only_one_is_singular(count: int, word: str, text: str) -> None:
    """A count has the singular only for 1, a word in -ry has the plural -ries, and thousands have a
    comma.
    """
    assert format_count(count, word) == text


@pytest.mark.parametrize("text", ["Which tables?", "Stop.", "and so on…", "Go!"])
def test_a_sentence_ends_once(text: str) -> None:
    """A full stop is added only to a text that does not end like a sentence."""
    assert end_sentence(text) == text
    assert end_sentence("two lines are open") == "two lines are open."


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.01234, "0.0123"),
        (0.5, "0.5"),
        (9.996, "10"),
        (56.78, "56.8"),
        (90.0, "90"),
        (-1234.5, "-1,230"),
        (152345.0, "152,000"),
    ],
)
def test_figures_have_three_significant_digits(value: float, text: str) -> None:
    """A figure has three significant digits, no exponent, and a comma for thousands."""
    assert format_figure(value) == text


def test_no_message_uses_site_s() -> None:
    """No text in the code contains a plural in brackets such as `site(s)`."""
    found = [
        f"{path.name}:{node.lineno}"
        for path in SOURCES
        if re.search(r"\((?:s|es)\)", text := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.search(r"[a-z]\((?:s|es)\)", node.value)
    ]
    assert found == []
