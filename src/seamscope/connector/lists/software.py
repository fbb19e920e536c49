"""Find the column of names in a list of software by its values and by the other columns."""

import re
from collections.abc import Mapping, Sequence

from seamscope.connector.grid import Line
from seamscope.connector.lists.ends import COMPLEMENTS
from seamscope.connector.lists.evidence import ABOUT_SOFTWARE, LEAST, are_distinct_names, is_unread
from seamscope.connector.lists.headings import Heading
from seamscope.connector.lists.values import list_values
from seamscope.connector.lists.vocabulary import Side, load_cell_words, load_vocabulary, split_words
from seamscope.connector.words import fold_words

TELLING = frozenset({"vendor", "hosts", "hosting", "databases"})
ABOUT = ABOUT_SOFTWARE | {"support", "aliases"}
CLOCK = re.compile(r"\d{1,2}[:h.]\d{2}(?:\s?[-–]\s?\d{1,2}[:h.]\d{2})?(?: uhr)?", re.I)
MOSTLY = 0.8
FIRST = 3  # columns at the left that may contain the names


def interpret_name(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings of a list of software, with the column of names found by its values.

    ``What we run | Bought at | Runs on | Pain if gone``: columns about software, and a column with
    a different name in each row. Its header contains a word such as "Tool", or no other column
    has such names, or it is the first.
    """
    if not _may_list_software(headings, rows):
        return dict(headings)
    meant = {h.systems for h in headings.values() if h.side is None} & ABOUT
    telling = bool(meant & TELLING) or any(
        _places_software(list_values(at, rows)) for at, h in headings.items() if not h.systems
    )
    named = [at for at in _list_named(headings) if are_distinct_names(list_values(at, rows))]
    open_ = [
        at for at, h in sorted(headings.items())
        if is_unread(h) and are_distinct_names(list_values(at, rows))
    ]  # fmt: skip
    left = sorted(at for at, h in headings.items() if h.title)[:FIRST]
    firm = [at for at in named if _names_system(headings[at])]
    if len(firm) == 1 and meant:
        at = firm[0]
    elif named and telling and len(meant) >= LEAST - 1:
        at = named[0]
    elif open_ and telling and len(meant) >= LEAST and (len(open_) == 1 or open_[0] in left):
        at = open_[0]
    else:
        return dict(headings)
    names = {value.casefold() for value in list_values(at, rows)}
    found = {
        other: Heading(title=h.title, systems="unused")
        if h.side and names.isdisjoint(map(str.casefold, list_values(other, rows)))
        else h
        for other, h in headings.items()
    }  # "Parent platform": what the software runs on
    return {**found, at: Heading(title=headings[at].title, systems="name", exact=False)}


def _may_list_software(headings: Mapping[int, Heading], rows: Sequence[Line]) -> bool:
    """Return whether a table has no column of names yet, no two ends, and no times of day."""
    named = any(h.systems == "name" or h.pair for h in headings.values())
    sides = {h.side for h in headings.values()}
    ends = {Side.FIRST, Side.SECOND} <= sides
    ends = ends or any(COMPLEMENTS[side] in sides for side in sides if side in COMPLEMENTS)
    strange = any(
        not load_vocabulary().others.isdisjoint(fold_words(h.title)) for h in headings.values()
    )
    timed = any(_are_times(list_values(at, rows)) for at in headings)
    return not (named or ends or strange or timed)


def _are_times(values: Sequence[str]) -> bool:
    return bool(values) and sum(map(bool, map(CLOCK.fullmatch, values))) >= MOSTLY * len(values)


def _list_named(headings: Mapping[int, Heading]) -> list[int]:
    """Return the columns whose header has a word for software or for a name: "displayName"."""
    naming = load_vocabulary().naming
    return [
        at for at, h in sorted(headings.items())
        if not (h.systems or h.side or h.relation)
        and (h.thing or any((word,) in naming for word, _ in split_words(h.title)))
    ]  # fmt: skip


def _names_system(heading: Heading) -> bool:
    return load_vocabulary().things.get((heading.thing,)) == "system"


def _places_software(values: Sequence[str]) -> bool:
    """Return whether most cells tell where software runs: "cloud", "server CUW", "laptop"."""
    known = load_cell_words("elsewhere") | load_cell_words("hosts")
    told = [any((word,) in known for word in fold_words(value)) for value in values]
    return len(told) >= LEAST and sum(told) >= MOSTLY * len(told)
