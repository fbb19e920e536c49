"""Regular expressions that are compiled when they are first used.

Tables of rules contain dozens of expressions. Compiling all of them would delay the start, and most
inputs need only a few.
"""

import re
from collections.abc import Callable
from functools import cached_property


class LazyPattern:
    """A regular expression that is compiled at its first use.

    pattern: the pattern, as in ``re.compile``.
    flags: the flags, as in ``re.compile``.
    """

    def __init__(self, pattern: str, flags: re.RegexFlag) -> None:
        self._pattern, self._flags = pattern, flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The compiled expression."""
        return re.compile(self._pattern, self._flags)

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match in a string, None if there is none."""
        return self.compiled.search(text)

    def sub(self, new: str | Callable[[re.Match[str]], str], text: str) -> str:
        """Return a string in which each match is replaced."""
        return self.compiled.sub(new, text)
