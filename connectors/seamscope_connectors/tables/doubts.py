"""Find remarks in a row that question the direction of its data, in eight languages."""

import re
from collections.abc import Iterable

from seamscope.connector.lists.vocabulary import load_cell_words
from seamscope.connector.words import fold_words, match_longest

LONGEST = 4  # words of a phrase
CLAUSE = re.compile(r"[;:,.()\u2013\u2014]|\s-\s")
NEAR = 4  # words between the word for a direction and the doubt


def find_direction_doubt(texts: Iterable[str]) -> str:
    """Return the remark that a direction is uncertain, "" if there is none.

    "sentido sin confirmar", "Richtung unklar", "direction to be confirmed".
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

    "?", "unklar, ob aktiv", "a confirmar", "nobody knows whether it works". "Unclear format" is
    about something else.
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
