"""Read the codes that the title of a list explains: "(H = left fetches from right, B = brings)"."""

import re
from collections.abc import Mapping, Sequence

from seamscope.connector.directions import list_pronouns, read_direction, read_left_right
from seamscope.connector.grid import Line
from seamscope.connector.lists.headings import Heading
from seamscope.connector.lists.values import list_values
from seamscope.connector.words import fold_words

EXPLAINED = re.compile(r"(?:^|[;,(\n])\s*(\w{1,3}|[^\w\s;,(]{1,3})\s*[=:]\s*([^;,\n=()]+)")
JOINTS = re.compile(r"\s*[+/&,]\s*")


def interpret_coded(
    headings: Mapping[int, Heading], rows: Sequence[Line], title: str
) -> dict[int, Heading]:
    """Return the headings; a column of codes that the title explains as directions is a direction.

    ``H/B`` with ``H``, ``B`` and ``H+B``. A column of directions is needed only once.
    """
    codes = {
        code.casefold() for code, meaning in EXPLAINED.findall(title) if _is_way(meaning.strip())
    }
    if len(codes) < 2 or any(h.interfaces == "direction" for h in headings.values()):
        return dict(headings)
    return {
        at: Heading(title=h.title, interfaces="direction", exact=False)
        if h.title and (values := list_values(at, rows))
        and all(part.casefold() in codes for text in values for part in JOINTS.split(text))
        else h
        for at, h in headings.items()
    }  # fmt: skip


def _is_way(meaning: str) -> bool:
    spoken = not list_pronouns().isdisjoint(fold_words(meaning))
    return read_left_right(meaning) is not None or (
        spoken and read_direction(meaning).direction is not None
    )
