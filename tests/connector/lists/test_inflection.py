"""Other forms of known words, and misspellings of long words."""

import pytest

from seamscope.connector.lists import read_heading
from seamscope.connector.lists.inflection import find_misspelt, find_stem, index_stems
from seamscope.connector.lists.vocabulary import Side


@pytest.mark.parametrize(
    ("word", "stem"),
    [("nadawcy", "nadawc"), ("nadawca", "nadawc"), ("systemom", "system"), ("cel", "cel")],
)
def test_a_stem_has_no_ending(word: str, stem: str) -> None:
    """The stem of a word is the word without its ending; a short word is its own stem."""
    assert find_stem(word) == stem


def test_a_stem_of_words_with_several_roles_is_left_out() -> None:
    """A stem is left out if words with different roles share it: `broker` (via) and `broke`
    (state).
    """
    roles = {"port": "place", "ports": "place", "broker": "via", "broke": "state"}
    assert index_stems(roles) == {"port": "port"}


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("destinaton", "destination"),
        ("applicaton", "application"),
        ("adressdaten", ""),
        ("kiwi", ""),
        ("bestination", ""),
    ],
)
def test_only_long_words_are_misspelt(word: str, found: str) -> None:
    """A long word with one error is recognised, but neither a compound of another known word nor a
    word with another first letter.
    """
    roles = {"destination": 1, "application": 2, "adressaten": 3, "daten": 4, "kivi": 5}
    assert find_misspelt(word, roles) == found


@pytest.mark.parametrize(
    ("header", "side"),
    [
        ("System źródłowego", Side.SOURCE),
        ("Aplikacji docelowej", Side.TARGET),
        ("Recieveing application", None),
        ("Destinaton system", Side.TARGET),
        ("Empfängersystemname", Side.TARGET),
    ],
)
def test_headers_are_read_in_any_form(header: str, side: Side | None) -> None:
    """Inflected, compound and misspelled words are recognised; a word with two errors is not."""
    assert read_heading(header).side is side
