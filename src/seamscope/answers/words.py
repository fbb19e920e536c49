"""Recognise the kind of an answer by its words: yes or no, a direction, a state, a name."""

import re
from collections.abc import Iterator

from seamscope.answers.entry import load_rules
from seamscope.connector.lists.vocabulary import load_cell_words, split_words
from seamscope.records import State
from seamscope.resolve.names import fold

ARROW = re.compile(r"(?:(?<!\s)\s+)?(?:→|⇒|-->|->|=>)\s*|(?<!\s)\s+(?:to|nach)\s+", re.IGNORECASE)


def affirms(text: str) -> bool | None:
    """Return True for a yes, False for a no, None for anything else."""
    word = text.strip().casefold()
    if word in load_rules().affirmative:
        return True
    return False if word in load_rules().negative else None


def read_way_word(text: str) -> str:
    """Return "both" for words such as "both ways", "none" for "no data", "" for any other text."""
    plain = " ".join(text.casefold().split())
    return next((way for way, words in load_rules().ways.items() if plain in words), "")


def split_direction(text: str) -> Iterator[tuple[str, str]]:
    """Yield the two sides of a direction, for each "to" or arrow that may separate them.

    "Order to Cash to Ledger" → ("Order", "Cash to Ledger"), ("Order to Cash", "Ledger").
    """
    for found in ARROW.finditer(text.strip()):
        source, target = text.strip()[: found.start()], text.strip()[found.end() :]
        if source and target:
            yield source, target


def describe_misfit(text: str) -> str:
    """Return the kind of an answer that cannot be the name of a new system, "" if it can be one."""
    if affirms(text) is not None:
        return "a yes or a no"
    if read_way_word(text) or any(split_direction(text)):
        return "a direction"
    if fold(text) in {state.value for state in State}:
        return "a state"
    words = tuple(word for word, _ in split_words(text))
    return "" if words and words not in load_cell_words("nobody") else "a placeholder"
