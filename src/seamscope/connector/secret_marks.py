"""Search with regular expressions only in strings that contain a certain word, the mark.

A search for a word is about a hundred times as fast as a search for an expression, and the rules
for secrets have about a hundred expressions.
"""

import re
from collections.abc import Callable, Iterable
from functools import cached_property


class MarkedPattern:
    """An expression that is compiled when a string first contains one of its marks.

    marks: words in lower case; each match contains one of them. Without marks, the expression is
    always tried.
    """

    def __init__(self, source: str, marks: Iterable[str]) -> None:
        self.source = source
        self.marks = tuple(marks)

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The compiled expression, which ignores case unless its flags specify otherwise."""
        return re.compile(self.source, re.I)


def contains(lowered: str, marks: Iterable[str]) -> bool:
    """Return whether a lower-case string contains one of the marks.

    The function has a plain loop, because `any` takes twice as long and the function is called for
    every name.
    """
    for mark in marks:  # noqa: SIM110
        if mark in lowered:
            return True
    return False


class MarkedPatterns:
    """Several marked patterns that are tried one after the other."""

    def __init__(self, patterns: Iterable[MarkedPattern]) -> None:
        self.patterns = tuple(patterns)
        self._pairs = tuple((mark, one) for one in self.patterns for mark in one.marks or ("",))

    def sub(self, replace: str | Callable[[re.Match[str]], str], text: str) -> str:
        """Return the text with the matches of all expressions replaced."""
        lowered = text.lower()
        for mark, one in self._pairs:
            if mark in lowered:
                text = one.compiled.sub(replace, text)
        return text


_LITERAL = re.compile(r"(?:[A-Za-z0-9_\-/:]|\\[.$])*+")
_ESCAPED = re.compile(r"\\(.)")


def find_mark(pattern: str) -> str:
    """Return the lower-case word with which every match of an expression begins; "" if none."""
    literal = _LITERAL.match(pattern)
    start = literal[0] if literal else ""
    if pattern[len(start) : len(start) + 1] in {*"?*+{"}:
        start = start[:-1].removesuffix("\\")
    return _ESCAPED.sub(r"\1", start).lower()
