"""Mask the passwords in tables and lists of terms that are written as HTML into one string."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from seamscope.connector.secret_cells import is_secret_cell
from seamscope.connector.secret_forms import HIDDEN
from seamscope.connector.secret_rules import is_secret_name

# Tags of a table, and of a list of terms, in which each term begins a row.
_TAG = re.compile(r"<(?P<end>/)?(?P<name>tr|th|td|dt|dd)\b[^<>]{0,500}+>", re.I)
_OTHER_TAG = re.compile(r"<[^<>]{0,500}+>")
_ROWS = frozenset({"tr", "dt"})


class _Cell(NamedTuple):
    """The text of a cell, and where it begins and ends."""

    start: int
    end: int
    text: str


def has_cells(text: str) -> bool:
    """Return whether a string contains tags of cells."""
    return _TAG.search(text) is not None


def redact_cells(text: str) -> str:
    """Return HTML without the cells below or beside headers that denote a secret.

    ``<th>Password</th>…<td>x7yz41</td>`` and ``<dt>Password</dt><dd>x7yz41</dd>``
    """
    shown: list[str] = []
    at = 0
    for cell in _list_secrets(text):
        masked = _mask(text[cell.start : cell.end])
        shown += [text[at : cell.start], masked]
        at = cell.end
    return "".join([*shown, text[at:]])


def _list_secrets(text: str) -> Iterator[_Cell]:
    """Yield the cells with a secret, in their order."""
    places: frozenset[int] = frozenset()
    width = 0
    for row in _list_rows(text):
        named = frozenset(at for at, cell in enumerate(row) if is_secret_name(cell.text))
        for at, cell in enumerate(row):
            below = at in places and len(row) == width
            beside = at > 0 and at - 1 in named
            if (below or beside) and at not in named and is_secret_cell(cell.text):
                yield cell
        if named:
            places, width = named, len(row)


def _list_rows(text: str) -> Iterator[list[_Cell]]:
    """Yield the cells of each row."""
    row: list[_Cell] = []
    for tag, following in pairwise([*_TAG.finditer(text), None]):
        name = tag["name"].lower() if tag and not tag["end"] else ""
        if name in _ROWS and row:
            yield row
            row = []
        if tag and name and name != "tr":
            end = following.start() if following else len(text)
            words = _OTHER_TAG.sub(" ", text[tag.end() : end]).strip(" \t\r\n:*")
            row.append(_Cell(start=tag.end(), end=end, text=" ".join(words.split())))
    if row:
        yield row


def _mask(cell: str) -> str:
    """Return a cell with its words masked, and with the tags inside it."""
    tags = _OTHER_TAG.findall(cell)
    texts = _OTHER_TAG.split(cell)
    masked = [HIDDEN if text.strip() else text for text in texts]
    return masked[0] + "".join(tag + text for tag, text in zip(tags, masked[1:], strict=True))
