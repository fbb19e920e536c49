"""Read the side of an interface from the key of a document: ``producers`` → source."""

import re

from seamscope.connector.lists.headings import read_heading
from seamscope.connector.lists.vocabulary import Side

EXTENSION = re.compile(r"^x[-_]", re.I)


def read_side(key: str) -> Side | None:
    """Return the side that a key denotes, in the singular or plural: ``x-subscribers`` → TARGET."""
    plain = EXTENSION.sub("", key)
    singular = (plain, plain[:-1], plain[:-2]) if len(plain) > 6 else (plain,)
    sides = (read_heading(word).side for word in singular)
    return next((side for side in sides if side is not None), None)
