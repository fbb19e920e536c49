"""Find remarks in a row that doubt the direction of its data, in eight languages."""

from collections.abc import Iterable

from seamscope.connector.lists.vocabulary import load_cell_words
from seamscope.connector.words import fold_words, match_longest

LONGEST = 4  # words of a phrase
NEAR = 4  # words between the word for a direction and the doubt


def find_direction_doubt(texts: Iterable[str]) -> str:
    """Return the remark that says that a direction is not sure, "" if none does.

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
