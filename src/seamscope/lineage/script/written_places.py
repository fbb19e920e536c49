"""Find the column of a statement in its file, even if templates or client variables shift it."""

import re

from seamscope.lineage.split import Statement


class WrittenPlaces:
    """Finds the column in a file at which a statement begins.

    ``DELETE FROM {{ ref('t') }}; …`` in the file is read as ``DELETE FROM t; …``. So the statements
    keep their line, but not their column.

    written: the text of the file.
    read: the text that is analysed instead.
    """

    def __init__(self, written: str, read: str) -> None:
        self._written = written.split("\n")
        self._read = read.split("\n")

    def find_column(self, statement: Statement) -> int:
        """Return the column of a statement in the file, 0 if it is not known.

        If the line differs from the file, look for the first word of the statement: when it is the
        second DELETE of the analysed line, return the column of the second DELETE in the file.
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
