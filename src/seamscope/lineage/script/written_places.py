"""Columns of statements in the text as written, which templates and client variables shift."""

import re

from seamscope.lineage.split import Statement


class WrittenPlaces:
    """Finds where statements begin in a text, given the text that is read instead of it.

    Both have the same lines, but ``DELETE FROM {{ ref('t') }}; …`` is read as ``DELETE FROM t; …``.
    """

    def __init__(self, written: str, read: str) -> None:
        self._written = written.split("\n")
        self._read = read.split("\n")

    def find_column(self, statement: Statement) -> int:
        """Return the column of a statement as written, 0 if it is not known.

        In a changed line, the statement begins with the same word, counted from the left.
        """
        words = statement.text.split(None, 1)
        if not words or len(self._written) < statement.line:
            return 0
        word, column = words[0].casefold(), statement.column
        written = self._written[statement.line - 1].casefold()
        read = self._read[statement.line - 1].casefold()
        if read == written and written.startswith(word, column - 1):
            return column
        before = sum(place < column for place in _find_all(word, read))
        places = _find_all(word, written)
        return places[min(before, len(places) - 1)] if places else 0


def _find_all(word: str, line: str) -> list[int]:
    return [found.start() + 1 for found in re.finditer(re.escape(word), line)]
