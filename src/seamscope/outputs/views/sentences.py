"""Shorten texts between sentences and lists between items, for places with little room."""

import re
from collections.abc import Callable, Sequence

from seamscope.wording import translate

LISTED = 2  # items of a long list that are named; the others are counted
_END = re.compile(r"(?<=[.?!;])\s+(?=\S)")


def keep_sentences(text: str, fits: Callable[[str], bool]) -> str:
    """Return as many of the first sentences as fit; the whole text if not even one fits.

    If the first sentence is too long, it is cut at a semicolon and ends with an ellipsis.
    """
    if fits(text):
        return text
    starts = [text[: match.start()] for match in _END.finditer(text)]
    whole = [start for start in starts if not start.endswith(";")]
    parts = [f"{start[:-1]}; …" for start in starts if start.endswith(";")]
    return next(filter(fits, (*reversed(whole), *reversed(parts))), text)


def shorten_list(text: str, items: Sequence[str]) -> str:
    """Return a text in which a list of more than LISTED + 1 items is shortened.

    ``Which is the master, A, B, C, D or E?`` becomes ``Which is the master, A, B or 3 others?``. A
    text that does not contain all items in this order is unchanged.
    """
    if len(items) <= LISTED + 1:
        return text
    start, end = text.find(items[0]), 0
    for item in items:
        place = text.find(item, end)
        if place < 0:
            return text
        end = place + len(item)
    shorter = translate(
        "{items} or {count} others",
        items=", ".join(items[:LISTED]),
        count=len(items) - LISTED,
    )
    return f"{text[:start]}{shorter}{text[end:]}"
