"""Find lists whose values contradict the meanings that their headers suggest.

Such a list is not read until a mapping file confirms the meanings, because a wrong reading is worse
than a question.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from seamscope.connector.dates import take_dates
from seamscope.connector.directions import is_arrow, list_pronouns
from seamscope.connector.grid import Line
from seamscope.connector.lists.evidence import are_names, fold_values
from seamscope.connector.lists.kinds import INTERFACES, SYSTEMS, Layout
from seamscope.connector.lists.own_names import strip_article
from seamscope.connector.lists.values import is_schedule, list_values
from seamscope.connector.lists.vocabulary import (
    Side,
    load_cell_words,
    load_vocabulary,
    split_words,
)
from seamscope.connector.scrub import quote
from seamscope.connector.states import read_state
from seamscope.connector.words import fold_words
from seamscope.records import State

MOSTLY = 0.6  # share of the values that contradicts a meaning
LEAST = 3  # minimum number of values to judge a column by
SEPARATORS = re.compile(r"[;,|\n]")
NUMBER = re.compile(r"[\d.,:/%€$£ -]+")
ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?:[/:]\d{1,5})?|[^@\s]+@[^@\s]+|https?://\S+")
# Meanings of columns that may contain names of systems besides the ends.
NAMING = frozenset(
    {"via", "name", "direction", "pair", "owner", "domain", "support", "environment"}
)


def find_doubt(layout: Layout, rows: Sequence[Line]) -> str:
    """Return why a list may be read wrongly, "" if its values fit the meanings of its columns."""
    if layout.mapped:
        return ""
    keys = {INTERFACES: ("first", "second"), SYSTEMS: ("name",)}.get(layout.kind, ())
    for key in keys:
        for at in layout.columns.get(key, ())[:1]:
            if strange := _describe_others(list_values(at, rows)):
                title = quote(layout.headings[at].title, 60)
                return f"the column '{title}' does not contain names of systems, but {strange}"
    if layout.kind != SYSTEMS:
        return ""
    return _find_several(layout, rows) or _find_repeated(layout, rows)


def name_places(layout: Layout) -> str:
    """Return a message if the two ends of an interface are probably places, judging by headers.

    ``from_street | to_street`` is a section of a road; "Source station system" is a system. Return
    "" if the headers do not name places.
    """
    ends = [layout.columns.get(key, ())[:1] for key in ("first", "second")]
    titles = [layout.headings[at].title for columns in ends for at in columns]
    if layout.mapped or layout.kind != INTERFACES or len(titles) < 2:
        return ""
    if not all(map(_names_place, titles)):
        return ""
    heads = " and ".join(f"'{quote(title, 60)}'" for title in titles)
    return f"the columns {heads} contain places, none of which is a listed system"


def _names_place(title: str) -> bool:
    words = {word.rstrip(".") for word, _ in split_words(title)}
    words |= {*fold_words(title)}
    things = load_vocabulary().things
    if any(things.get((word,)) == "system" for word in words):
        return False
    return any((word,) in load_cell_words("geography") for word in words)


def _find_several(layout: Layout, rows: Sequence[Line]) -> str:
    """Return a message if most cells of a column of names contain several names, else ""."""
    for at in layout.columns.get("name", ())[:1]:
        values = list_values(at, rows)
        several = [value for value in values if _lists_names(value)]
        if len(values) > 1 and len(several) >= MOSTLY * len(values):
            title = quote(layout.headings[at].title, 60)
            return f"the cells of '{title}' contain several systems each; which of them sends data?"
    return ""


def _lists_names(text: str) -> bool:
    parts = [part.strip() for part in SEPARATORS.split(text)]
    return len(parts) > 1 and are_names(parts)


def find_other_end(layout: Layout, rows: Sequence[Line]) -> str:
    """Return the header of an unread column with names of the two ends, "" if there is none."""
    ends = {at for key in ("first", "second") for at in layout.columns.get(key, ())}
    known = {value.casefold() for at in ends for value in fold_values(_split(at, rows))}
    if layout.mapped or layout.kind != INTERFACES or len(ends) < 2:
        return ""
    used = {at for key, columns in layout.columns.items() if key in NAMING for at in columns}
    for at, heading in sorted(layout.headings.items()):
        if at in ends | used or heading.side is not None or not heading.title:
            continue
        values = {value.casefold() for value in _split(at, rows)}
        if len(values) > 1 and len(values & known) >= max(2, MOSTLY * len(values)):
            return heading.title
    return ""


def find_end_date(layout: Layout, rows: Sequence[Line]) -> int | None:
    """Return the column that may contain the dates on which interfaces ended, None if none does.

    The header of this column, such as "Data wył.", is not understood, and only some rows have a
    date.
    """
    if layout.mapped or layout.kind != INTERFACES or "state" in layout.columns:
        return None
    found = [
        at for at, heading in sorted(layout.headings.items())
        if at not in layout.used_columns and not heading.known and heading.title
        and not _names_begin(heading.title)
        and (values := list_values(at, rows))
        and all(map(_is_date, values)) and 2 * len(values) <= len(rows)
    ]  # fmt: skip
    return found[0] if len(found) == 1 else None


def _names_begin(title: str) -> bool:
    prepositions = load_vocabulary().prepositions
    return any(prepositions.get(word) is Side.SOURCE for word in fold_words(title))


def _is_date(text: str) -> bool:
    return bool(take_dates(text).dates)


def _split(at: int, rows: Sequence[Line]) -> list[str]:
    cells = (part for cell in list_values(at, rows) for part in SEPARATORS.split(cell))
    return [" ".join(part.split()) for part in cells if part.strip()]


def _describe_others(values: Sequence[str]) -> str:
    """Return what the values of a column are, such as "arrows"; "" if they may be system names."""
    if len(values) < LEAST:
        return ""
    tests: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("pronouns", lambda text: {*fold_words(text)} <= list_pronouns() and text.isalpha()),
        ("amounts and dates", lambda text: NUMBER.fullmatch(text) and not text.isdecimal()),
        ("addresses", ADDRESS.fullmatch),
        ("arrows", is_arrow),
        ("answers", _is_answer),
        ("times", lambda text: is_schedule(text) and not text[:1].isupper()),
        ("states", _is_state),
        ("phrases with an article", lambda text: strip_article(text) != text),
    )
    for what, has_form in tests:
        if sum(bool(has_form(value)) for value in values) >= MOSTLY * len(values):
            return what
    return ""


def _is_answer(text: str) -> bool:
    words = fold_words(text)
    return words in load_cell_words("affirmed") | load_cell_words("denied")


def _is_state(text: str) -> bool:
    stated = read_state(text)
    return text[:1].islower() and stated is not None and stated.state is not State.UNKNOWN


def _find_repeated(layout: Layout, rows: Sequence[Line]) -> str:
    """Return a message if a guessed column of names repeats a few names in many rows, else "".

    This is reported only if another column has a different name in each row, because that column is
    probably the right one.
    """
    for at in layout.columns.get("name", ())[:1]:
        values, heading = list_values(at, rows), layout.headings[at]
        counted = Counter(value.casefold() for value in values)
        if heading.exact or len(values) <= LEAST or 2 * len(counted) > len(values):
            continue
        others = (
            other for other in layout.headings
            if other not in layout.used_columns and are_names(found := list_values(other, rows))
            and len({*found}) == len(found) > LEAST
        )  # fmt: skip
        if any(True for _ in others):
            return f"the column '{quote(heading.title, 60)}' has the same names in many rows"
    return ""
