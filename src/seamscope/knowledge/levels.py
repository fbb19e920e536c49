"""Translate words for criticality and frequency from eight languages into English phrases."""

from functools import cache
from typing import Literal

from seamscope.connector.words import fold_words, list_phrases, match_longest
from seamscope.knowledge import load

Kind = Literal["criticality", "paces"]


def spell_in_english(kind: Kind, text: str) -> str:
    """Return a text in which the known phrases of `levels.yaml` are in English, normalised.

    ``sehr hoch`` → ``critical``; ``alle 15 Min.`` → ``every 15 minute``.
    """
    words, phrases = fold_words(text), _load_phrases(kind)
    most = max(map(len, phrases))
    said: list[str] = []
    place = 0
    while place < len(words):
        size = match_longest(words, place, phrases, most)
        said.append(phrases[words[place : place + size]] if size else words[place])
        place += size or 1
    return " ".join(said)


@cache
def _load_phrases(kind: Kind) -> dict[tuple[str, ...], str]:
    """Return the English phrase for each normalised phrase."""
    match load("levels"):
        case {"criticality": dict(criticality), "paces": dict(paces)}:
            found = criticality if kind == "criticality" else paces
        case _:
            raise ValueError("a required section is missing in levels.yaml")
    return {
        phrase: str(english)
        for english, by_language in found.items()
        for phrase in list_phrases(by_language)
    }
