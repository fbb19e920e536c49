"""The words for criticality and pace in eight languages."""

from collections import defaultdict

import pytest

from seamscope.connector.words import list_phrases
from seamscope.knowledge import load
from seamscope.knowledge.levels import spell_in_english
from seamscope.knowledge.ratings import match_pace


@pytest.mark.parametrize("kind", ["criticality", "paces"])
def test_no_phrase_has_two_meanings(kind: str) -> None:
    """No phrase is in the lists of two levels; the later one would silently win."""
    levels = load("levels")
    assert isinstance(levels, dict)
    meanings: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for english, by_language in levels[kind].items():
        for phrase in list_phrases(by_language):
            meanings[phrase].add(english)
    assert {phrase: found for phrase, found in meanings.items() if len(found) > 1} == {}


def test_words_outside_the_phrases_are_kept() -> None:
    assert spell_in_english("paces", "alle 15 Min. (Mo-Fr)") == "every 15 minute mo fr"
    assert spell_in_english("criticality", "sehr hoch / hoch") == "critical high"


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("100ms", "very high"), ("< 5 s", "high"), ("within 2 s of the call", "high"),
        ("event-driven", "high"), ("15min", "nominal"), ("4 hours", "nominal"),
        ("within the hour", "nominal"), ("6 times a day", "nominal"), ("each night", "low"),
        ("Mon-Fri 06:00", "low"), ("every 2 weeks", "low"), ("next day", "low"),
        ("at month end", "low"), ("annual", "very low"), ("every second Tuesday", ""),
        ("soon", ""), ("5 parsecs", ""),
    ],
)  # fmt: skip
def test_a_pace_is_a_duration_a_time_or_a_word(text: str, rating: str) -> None:
    """A number with a unit has the rating of the word for it, such as "hourly"; unknown words have
    none.
    """
    assert match_pace(text) == rating
