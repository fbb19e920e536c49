"""Blank the literals of a text, so that statements of a log that differ in them are traced once.

The result, the text's shape, is SQL itself: ``a = 17`` -> ``a = 0``. Whether a shape has the
lineage of its texts is not decided here: a session traces the shape too and compares.
"""

import re
from functools import lru_cache

from sqlglot import Dialect

# Patterns begin with the character they look for, so that the search can skip to it; what must not
# precede it is tested by a lookbehind.
NUMBER = re.compile(r"[0-9](?<![\w$@#.:\"`\[][0-9])[0-9]*(?:\.[0-9]+)?(?![\w.\"`\]])")
STRING = re.compile(r"'[^']*'")
# Marks of what could be confused with a string: quoted names, comments, escapes, dollar quotes.
AMBIGUOUS_MARKS = ('"', "`", "\\", "[", "$", "#", "--", "/*", "''")
# Outside of strings these may start comments or bodies that PARTS does not know.
UNSAFE_MARKS = ("$", "#")
PARTS = r"""
[-/"`\['0-9] (?:
    (?<=-) -[^\n]* | (?<=/) \*.*?\*/ | (?<=") (?:[^"]|"")*" | (?<=`) [^`]*` {brackets}
  | (?<=') (?:[^'{escape}]|''{escaped})*'
  | (?<=[0-9]) (?<![\w$@\#.:][0-9]) [0-9]*(?:\.[0-9]+)?(?![\w.])
)
"""


class LiteralBlanker:
    """Blanks literals of texts in one dialect: ``a = 'x' AND b = 1`` -> ``a = '?' AND b = 0``."""

    def __init__(self, dialect: str) -> None:
        tokenizer = Dialect.get_or_raise(dialect or None).tokenizer_class
        backslash = "\\" in tokenizer.STRING_ESCAPES
        brackets = any(quote in {"[", ("[", "]")} for quote in tokenizer.IDENTIFIERS)
        self._escapes = backslash
        self._parts = re.compile(
            PARTS.format(
                brackets=r"| (?<=\[) [^\]]*\]" if brackets else "",
                escape=r"\\" if backslash else "",
                escaped=r"|\\." if backslash else "",
            ),
            re.X | re.S,
        )

    def __call__(self, text: str) -> str:
        """Return the shape of a text, "" if its literals cannot be found safely."""
        if not any(mark in text for mark in AMBIGUOUS_MARKS):
            return NUMBER.sub("0", STRING.sub("'?'", text))
        if "\\" in text and not self._escapes:
            return ""
        shape = self._parts.sub(_blank, text)
        return "" if any(mark in shape for mark in UNSAFE_MARKS) else shape


@lru_cache
def make_blanker(dialect: str) -> LiteralBlanker:
    """Return the blanker of a dialect, named as sqlglot names it; it is built once."""
    return LiteralBlanker(dialect)


def _blank(match: re.Match[str]) -> str:
    """Return a literal as ``'?'`` or ``0``; a name or a comment stays."""
    text = match[0]
    if text[0] == "'":
        return "'?'"
    return "0" if text[0].isdigit() else text
