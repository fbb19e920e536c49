"""Find remarks that a row or its direction is uncertain, and report rows without a direction."""

import re
from collections.abc import Iterable, Iterator

from seamscope.connector.entries import note_reading
from seamscope.connector.lists.vocabulary import load_cell_words
from seamscope.connector.scrub import quote
from seamscope.connector.words import fold_words, match_longest
from seamscope.records import Dependency, Skipped
from seamscope_connectors.tables.rows import Sheet

LONGEST = 4  # words of a phrase
CLAUSE = re.compile(r"[;:,.()\u2013\u2014]|\s-\s")
SHOWN_ROWS = 8  # row numbers in a message
NEAR = 4  # maximum words between the word for a direction and the doubt


def find_direction_doubt(texts: Iterable[str]) -> str:
    """Return the first text that says that a direction is uncertain, "" if there is none.

    Such texts contain "sentido sin confirmar", "Richtung unklar" or "direction to be confirmed".
    """
    directions, doubts = load_cell_words("directions"), load_cell_words("doubted")
    for text in texts:
        words = fold_words(text)
        named = [at for at in range(len(words)) if match_longest(words, at, directions, LONGEST)]
        doubted = [at for at in range(len(words)) if match_longest(words, at, doubts, LONGEST)]
        if any(0 < abs(one - other) <= NEAR for one in named for other in doubted):
            return text
    return ""


def find_row_doubt(remarks: Iterable[str]) -> str:
    """Return the remark that the row is uncertain, "" if there is none.

    Such remarks are "?", "unklar, ob aktiv", "a confirmar" or "nobody knows whether it works".
    "Unclear format" is not such a remark.
    """
    return next((text for text in remarks if _doubts_row(text)), "")


def _doubts_row(text: str) -> bool:
    if text and not text.strip("? "):
        return True
    words = fold_words(text)
    unsure, doubts = load_cell_words("unsure"), load_cell_words("doubted")
    if any(match_longest(words, at, unsure, LONGEST) for at in range(len(words))):
        return True
    clause = fold_words(CLAUSE.split(text, maxsplit=1)[0])
    size = match_longest(clause, 0, doubts, LONGEST)
    after = clause[size : size + 1]
    return bool(size) and (not after or after in load_cell_words("whether"))


def note_open_directions(sheet: Sheet, dependencies: Iterable[Dependency]) -> Iterator[Skipped]:
    """Report the rows whose direction is unclear, in a list whose other rows have a direction.

    ``rows 10 and 19: the direction is '?'``; the survey also asks about each of these rows.
    """
    found = [one.evidence for one in dependencies if one.moves_data]
    # In a file without sheets, the place of a row is the name of its interface.
    places = {(one.line, one.place if sheet.grid.name else "") for one in found}
    rows: dict[str, list[int]] = {}
    for line in sheet.found.entries:
        where = sheet.at(line.number)
        if (where.line, where.place if sheet.grid.name else "") in places:
            columns = sheet.layout.columns["direction"]
            words = (line.cells[at].strip() for at in columns if at < len(line.cells))
            rows.setdefault(next(filter(None, words), ""), []).append(line.number)
    told = "; ".join(
        f"{_list_rows(numbers)}: the direction is {_quote_direction(word)}"
        for word, numbers in rows.items()
    )
    remedy = f"fill in '{sheet.title('direction')}', or answer the questions about these systems"
    if told:
        yield note_reading(told, remedy, sheet.whole)


def _quote_direction(word: str) -> str:
    return f"'{quote(word, 60)}'" if word else "empty"


def _list_rows(numbers: list[int]) -> str:
    """Return row numbers as text: "row 4", "rows 10 and 19", "rows 1, 2, 3, 4, 5 and 12 others"."""
    shown = [str(number) for number in numbers[:SHOWN_ROWS]]
    others = len(numbers) - len(shown)
    last = f"{others} others" if others else shown.pop()
    listed = f"{', '.join(shown)} and {last}" if shown else last
    return f"{'row' if len(numbers) == 1 else 'rows'} {listed}"
