"""Read the codes that the title of a list explains: "(H = left fetches from right, B = brings)"."""

import re
from collections.abc import Mapping, Sequence

from seamscope.connector.directions import list_pronouns, read_direction, read_left_right
from seamscope.connector.grid import Line
from seamscope.connector.lists.headings import Heading
from seamscope.connector.lists.values import list_values
from seamscope.connector.lists.vocabulary import load_cell_words
from seamscope.connector.relations import Direction
from seamscope.connector.words import fold_words

EXPLAINED = re.compile(
    r"(?:^|[;,(]|(?<!\s)\n)\s*+(\w{1,8}|[^\w\s;,(]{1,3})\s*+[=:]\s*+([^;,\n=()]+)"
)
MOST_WORDS = 5  # of the meaning of a code
JOINTS = re.compile(r"(?<!\s)\s*+[+/&,]\s*+")


def interpret_coded(
    headings: Mapping[int, Heading], rows: Sequence[Line], title: str
) -> dict[int, Heading]:
    """Return the headings; a column with codes for directions becomes the direction column.

    The title of the list explains the codes, such as ``H``, ``B`` and ``H+B``. If the list already
    has a direction column, the headings are unchanged.
    """
    if any(h.interfaces == "direction" for h in headings.values()):
        return dict(headings)
    return {
        at: Heading(title=h.title, interfaces="direction", exact=False)
        if h.title and are_codes(list_values(at, rows), title)
        else h
        for at, h in headings.items()
    }  # fmt: skip


def are_codes(values: Sequence[str], title: str) -> bool:
    """Return whether all values are codes that a title explains as directions."""
    codes = {
        code.casefold() for code, meaning in EXPLAINED.findall(title) if _is_way(meaning.strip())
    }
    parts = {part.casefold() for text in values for part in JOINTS.split(text)}
    return len(codes) > 1 and bool(parts) and parts <= codes


def _is_way(meaning: str) -> bool:
    return read_left_right(meaning) is not None or read_view(meaning) is not None


def read_view(meaning: str) -> Direction | None:
    """Return the direction of a phrase, seen from the system of the list: "zu uns her", "erin"."""
    words = fold_words(meaning)
    if not list_pronouns().isdisjoint(words):
        return read_direction(" ".join(meaning.split()[:MOST_WORDS])).direction
    inward, outward = load_cell_words("inward"), load_cell_words("outward")
    ways = {
        way
        for way, known in ((Direction.BACKWARD, inward), (Direction.FORWARD, outward))
        if any((word,) in known for word in words if len(word) > 1)
    }
    return ways.pop() if len(ways) == 1 else None
