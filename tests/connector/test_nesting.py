"""The limit of nesting is the same in every version of Python, although their own limits differ."""

import pytest

from seamscope.connector.parse import MAX_DEPTH, parse_json
from seamscope.errors import UnreadableError

DEEP = "[" * (MAX_DEPTH + 2)


@pytest.mark.parametrize("text", [DEEP, f'{DEEP}"a', f"{DEEP}1,", DEEP + "]" * (MAX_DEPTH + 2)])
def test_a_text_that_breaks_off_deep_inside_is_too_deep(text: str) -> None:
    """JSON that is nested too deeply is reported as such, even if it is also truncated."""
    with pytest.raises(UnreadableError, match="JSON is nested too deeply"):
        parse_json(text, "a.json")


@pytest.mark.parametrize("text", ['["[[[["', "[1, [2]", f'{{"a": "{DEEP}", }} x', "[]" * 300])
def test_brackets_that_are_closed_or_in_strings_do_not_count(text: str) -> None:
    """Closed brackets and brackets in strings do not count as nesting; the broken file is reported
    as invalid JSON.
    """
    with pytest.raises(UnreadableError, match="not valid JSON"):
        parse_json(text, "a.json")
