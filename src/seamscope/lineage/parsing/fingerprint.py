"""Replace literals in SQL, so that log entries that differ only in literals are traced once.

The result, called the *shape*, is itself SQL: ``a = 17`` -> ``a = 0``. A session traces both the
original SQL and its shape to find out whether they have the same lineage.
"""

import re
from functools import lru_cache

from sqlglot import Dialect

# Each pattern begins with a character, to which the search can skip quickly. A lookbehind then
# checks what precedes that character.
NUMBER = re.compile(r"[0-9](?<![\w$@#.:\"`\[][0-9])[0-9]*(?:\.[0-9]+)?(?![\w.\"`\]])")
STRING = re.compile(r"'[^']*'")
# Characters that begin quoted names, comments, escapes and dollar quotes, in which a `'` does not
# begin a string.
AMBIGUOUS_MARKS = ('"', "`", "\\", "[", "$", "#", "--", "/*", "''")
# Outside strings, these characters may start comments or quoted bodies that PARTS does not
# recognise.
UNSAFE_MARKS = ("$", "#")
PARTS = r"""
[-/"`\['0-9] (?:
    (?<=-) -[^\n]* | (?<=/) \*(?:.*?\*/|.*) | (?<=") (?:[^"]|"")*+(?:"|\Z)
  | (?<=`) [^`]*+(?:`|\Z) {brackets}
  | (?<=') (?:[^'{escape}]|''{escaped})*'
  | (?<=[0-9]) (?<![\w$@\#.:][0-9]) [0-9]*(?:\.[0-9]+)?(?![\w.])
)
"""


class LiteralBlanker:
    """Blanks the literals of SQL in one dialect: ``a = 'x' AND b = 1`` -> ``a = '?' AND b = 0``."""

    def __init__(self, dialect: str) -> None:
        tokenizer = Dialect.get_or_raise(dialect or None).tokenizer_class
        backslash = "\\" in tokenizer.STRING_ESCAPES
        brackets = any(quote in {"[", ("[", "]")} for quote in tokenizer.IDENTIFIERS)
        self._escapes = backslash
        self._parts = re.compile(
            PARTS.format(
                brackets=r"| (?<=\[) [^\]]*+(?:\]|\Z)" if brackets else "",
                escape=r"\\" if backslash else "",
                escaped=r"|\\." if backslash else "",
            ),
            re.X | re.S,
        )

    def __call__(self, text: str) -> str:
        """Return the shape of SQL, "" if its literals cannot be found safely."""
        if not any(map(text.__contains__, AMBIGUOUS_MARKS)):
            return NUMBER.sub("0", STRING.sub("'?'", text))
        if "\\" in text and not self._escapes:
            return ""
        shape = self._parts.sub(_blank, text)
        return "" if any(map(shape.__contains__, UNSAFE_MARKS)) else shape


@lru_cache
def make_blanker(dialect: str) -> LiteralBlanker:
    """Return the cached blanker of a dialect.

    dialect: sqlglot name of the dialect.
    """
    return LiteralBlanker(dialect)


def _blank(match: re.Match[str]) -> str:
    """Return ``'?'`` or ``0`` for a literal, and a quoted name or comment unchanged."""
    text = match[0]
    if text[0] == "'":
        return "'?'"
    return "0" if text[0].isdigit() else text
