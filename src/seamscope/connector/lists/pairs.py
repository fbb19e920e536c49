"""Pair the columns of the two ends by the form of their headers and by the names they share."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from seamscope.connector.grid import Line
from seamscope.connector.lists.ends import COMPLEMENTS, find_subject, names_transport
from seamscope.connector.lists.evidence import are_names, find_loose_side, fold_values
from seamscope.connector.lists.headings import Heading
from seamscope.connector.lists.values import list_values
from seamscope.connector.lists.vocabulary import Side, load_vocabulary, split_words
from seamscope.connector.vocabulary import is_environment

MOSTLY = 0.6  # share of the values that are environments
SEPARATORS = re.compile(r"[;,/|\n]")


def pair_columns(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings, with the opposite of a column as the other end.

    ``pub_sys_nm | sub_sys_nm``, ``Mastered in | Copied to``; of two columns for one end, the one
    that shares names with the other end.
    """
    found = _pair_twins(_number_rows(headings, rows), rows)
    return _pair_opposed(_prefer_names(found, rows), rows)


def _number_rows(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings; a first column with another number in each row is the interface's.

    "rec_no" means the number of the record, not the receiver's.
    """
    first = min(headings, default=0)
    named = {h.side for h in headings.values() if h.part == "name"}
    return {
        at: Heading(title=h.title, interfaces="name", part="id", exact=False)
        if at == first and h.side and h.part == "id" and not h.thing and h.side not in named
        and (values := list_values(at, rows))
        and len(values) == len({*values}) > 1
        else h
        for at, h in headings.items()
    }  # fmt: skip


def _pair_twins(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings; a header that differs from that of one end in one word is the other.

    The word must be unknown, or the two columns share names.
    """
    found = dict(headings)
    sides = {h.side for h in headings.values() if h.part == "name"}
    for at, heading in headings.items():
        side = COMPLEMENTS.get(heading.side) if heading.side else None
        if side is None or side in sides or not heading.thing:
            continue
        twins = [
            other for other, h in headings.items()
            if other != at and not h.side and _is_twin(heading, h, at, other, rows)
        ]  # fmt: skip
        if len(twins) == 1:
            title = headings[twins[0]].title
            found[twins[0]] = replace(heading, title=title, side=side, relation="", exact=False)
    return found


def _is_twin(one: Heading, other: Heading, at: int, place: int, rows: Sequence[Line]) -> bool:
    words = [[word for word, _ in split_words(h.title)] for h in (one, other)]
    differing = [(a, b) for a, b in zip(*words, strict=False) if a != b]
    if len(words[0]) != len(words[1]) or len(words[0]) < 2 or len(differing) != 1:
        return False
    values = [fold_values(list_values(column, rows)) for column in (at, place)]
    if all(map(are_names, values)) and not {*values[0]}.isdisjoint(values[1]):
        return True
    return differing[0][1] not in load_vocabulary().parts


def _prefer_names(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings; of several columns for one end, environments are a detail of it.

    ``From (app) | From (env)`` with ``PRD`` and ``UAT``.
    """
    named = [at for at, h in headings.items() if h.side and h.part == "name"]
    sides = [headings[at].side for at in named]
    return {
        at: replace(h, part="other")
        if at in named and sides.count(h.side) > 1
        and (values := list_values(at, rows))
        and sum(map(is_environment, values)) >= MOSTLY * len(values)
        else h
        for at, h in headings.items()
    }  # fmt: skip


def _pair_opposed(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings with the two ends, if the words of two headers suggest opposite sides.

    Both columns must contain names, and no other column may have an end or the row's system.
    """
    sided = any(h.side and h.part == "name" for h in headings.values())
    if sided or find_subject(headings) is not None or not names_transport(headings):
        return dict(headings)
    loose = {
        at: side for at, h in headings.items()
        if not (h.systems or h.interfaces or h.side) and _holds_names(at, rows)
        and (side := find_loose_side(h))
    }  # fmt: skip
    if sorted(loose.values()) != [Side.SOURCE, Side.TARGET]:
        return dict(headings)
    return {
        at: Heading(title=h.title, side=loose[at], part="name", thing=h.thing, exact=False)
        if at in loose
        else h
        for at, h in headings.items()
    }


def _holds_names(at: int, rows: Sequence[Line]) -> bool:
    """Return whether the cells of a column contain names, also several in a cell."""
    values = [part.strip() for cell in list_values(at, rows) for part in SEPARATORS.split(cell)]
    return are_names(values)
