"""Nesting is limited alike in every version of Python, whose own limits differ."""

import pytest

from seamscope.connector.parse import MAX_DEPTH, parse_json
from seamscope.errors import UnreadableError

DEEP = "[" * (MAX_DEPTH + 2)


@pytest.mark.parametrize("text", [DEEP, f'{DEEP}"a', f"{DEEP}1,", DEEP + "]" * (MAX_DEPTH + 2)])
def test_a_text_that_breaks_off_deep_inside_is_too_deep(text: str) -> None:
    """Whether it is also broken decides nothing."""
    with pytest.raises(UnreadableError, match="JSON is nested too deeply"):
        parse_json(text, "a.json")


@pytest.mark.parametrize("text", ['["[[[["', "[1, [2]", f'{{"a": "{DEEP}", }} x', "[]" * 300])
def test_brackets_that_are_closed_or_in_strings_do_not_count(text: str) -> None:
    """The file is reported as invalid JSON."""
    with pytest.raises(UnreadableError, match="not valid JSON"):
        parse_json(text, "a.json")
