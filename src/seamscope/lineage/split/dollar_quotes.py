"""Find dollar quotes, ``$$ … $$`` and ``$tag$ … $tag$``, in linear time.

A regular expression with a backreference would search all of the following text for each tag that
is not closed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# The lookahead finds tags that share a dollar sign, as in `$a$b$`.
_TAG = re.compile(r"(?=(\$\w*+\$))")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedText:
    """A text in quotes.

    quote: the opening quote: `$tag$` or `'`.
    text: the text without its quotes.
    start: the position of the opening quote.
    end: the position after the closing quote.
    """

    quote: str
    text: str
    start: int
    end: int

    @property
    def text_start(self) -> int:
        """Return the position of the text inside the quotes."""
        return self.start + len(self.quote)


class DollarQuotes:
    """Finds the dollar quotes of a text; reads all tags when the first quote is requested."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._last: dict[str, int] = {}

    def find_end(self, tag: str, start: int) -> int:
        """Return the position after the next `$tag$` at or after `start`, -1 if there is none."""
        if not self._last:
            self._last = {found[1]: found.start() for found in _TAG.finditer(self.text)}
        if self._last.get(tag, -1) < start:
            return -1
        return self.text.find(tag, start) + len(tag)

    def list_quoted(self) -> Iterator[QuotedText]:
        """Yield the quoted texts in order; a quoted text inside another one is not yielded."""
        start = 0
        while opened := _TAG.search(self.text, start):
            tag, begin = opened[1], opened.end(1)
            end = self.find_end(tag, begin)
            start = end if end >= 0 else opened.start() + 1
            if end >= 0:
                inner = self.text[begin : end - len(tag)]
                yield QuotedText(quote=tag, text=inner, start=opened.start(), end=end)
