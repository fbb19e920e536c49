"""Dollar quotes are found in one pass, whatever their tags are."""

import pytest

from seamscope.lineage.split.dollar_quotes import DollarQuotes
from seamscope.lineage.split.limits import list_gaps


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("DO $$ a $$;", [("$$", " a ")]),
        ("AS $f$ a $$ b $f$ c $$ d $$", [("$f$", " a $$ b "), ("$$", " d ")]),
        ("$a$ $b$ x $b$", [("$b$", " x ")]),
        ("$a$b$ x $b$", [("$b$", " x ")]),
        ("$a$x$a$", [("$a$", "x")]),
        ("price $5 and $6", []),
        ("", []),
    ],
)
def test_a_quote_ends_at_its_own_tag(text: str, quoted: list[tuple[str, str]]) -> None:
    """In ``$a$ … $b$ … $a$``, ``$b$`` is text; a tag without a closing tag does not start a
    quote.
    """
    found = list(DollarQuotes(text).list_quoted())
    assert [(one.quote, one.text) for one in found] == quoted
    assert all(text[one.start : one.end] == one.quote + one.text + one.quote for one in found)
    assert all(text[one.text_start :].startswith(one.text) for one in found)


def test_a_semicolon_in_a_dollar_quote_ends_no_statement() -> None:
    """A statement ends only at a semicolon outside of comments and quotes."""
    text = "DO $a$ x;\n $a$;\n-- y;\nSELECT 1;\nSELECT $b$ z;\n"
    ends = [text[:end].splitlines()[-1] for _, end, is_end in list_gaps(text) if is_end]
    assert ends == [" $a$;", "SELECT 1;", "SELECT $b$ z;"]


def test_many_different_tags_are_read_in_one_pass() -> None:
    """100,000 tags that are never closed are read in one pass; a search for each closing tag would
    take ten minutes.
    """
    text = "".join(f"$a{number}$ x;\n" for number in range(100_000))
    assert sum(is_end for _, _, is_end in list_gaps(text)) == 100_000
    assert list(DollarQuotes(text).list_quoted()) == []
