"""Shorten the comment on a column, from a database or a model, to a description."""

import re

LONGEST = 60  # characters
# The end of the first sentence or line. Abbreviations such as "No." are followed by a small letter.
_END = re.compile(r"[.;](?=\s+[A-Z]|\s*\Z)|[\r\n]")


def shorten_description(text: str) -> str:
    """Return the first sentence of a comment in one line, "" if there is none.

    ``Requested delivery date. Filled by the web shop.`` → "Requested delivery date". A sentence
    that is too long is cut after a word.

    text: the comment without secrets, from `Doc.text`.
    """
    words = " ".join(_END.split(text.strip(), maxsplit=1)[0].split())
    if len(words) <= LONGEST:
        return words
    return words[:LONGEST].rpartition(" ")[0].rstrip(" ,:(-") + "…"
