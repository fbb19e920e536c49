"""A text's shape: its literals blanked, so that the statements of a log are walked once a shape.

The shape is SQL itself. Whether it stands for the text is not decided here: whoever keeps a
lineage by shape reads the shape too, and compares.
"""

import re

from sqlglot import Dialect

# Patterns begin with what they look for, so that the search can leap; what must not stand before
# is looked for behind.
NUMBER = re.compile(r"[0-9](?<![\w$@#.:\"`\[][0-9])[0-9]*(?:\.[0-9]+)?(?![\w.\"`\]])")
STRING = re.compile(r"'[^']*'")
# What must be told from a string before strings can be blanked: quotes, comments, escapes, bodies.
TRICKY = ('"', "`", "\\", "[", "$", "#", "--", "/*", "''")
# Left outside of strings, these open comments or bodies that the parts below do not know.
UNSURE = ("$", "#")
PARTS = r"""
[-/"`\['0-9] (?:
    (?<=-) -[^\n]* | (?<=/) \*.*?\*/ | (?<=") (?:[^"]|"")*" | (?<=`) [^`]*` {brackets}
  | (?<=') (?:[^'{escape}]|''{escaped})*'
  | (?<=[0-9]) (?<![\w$@\#.:][0-9]) [0-9]*(?:\.[0-9]+)?(?![\w.])
)
"""


class Blank:
    """Blanks the literals of one dialect's texts; "" where that is not safe."""

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
        """Return the shape of a text."""
        if not any(mark in text for mark in TRICKY):
            return NUMBER.sub("0", STRING.sub("'?'", text))
        if "\\" in text and not self._escapes:
            return ""
        shape = self._parts.sub(_blank, text)
        return "" if any(mark in shape for mark in UNSURE) else shape


def _blank(match: re.Match[str]) -> str:
    text = match[0]
    if text[0] == "'":
        return "'?'"
    return "0" if text[0].isdigit() else text
