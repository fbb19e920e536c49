"""Find the column of names in a list of software by its values and by the other columns."""

import re
from collections.abc import Mapping, Sequence

from seamscope.connector.grid import Line
from seamscope.connector.lists.ends import COMPLEMENTS, names_team
from seamscope.connector.lists.evidence import (
    ABOUT_SOFTWARE,
    LONGEST,
    are_distinct_names,
    is_unread,
    tells_state,
)
from seamscope.connector.lists.headings import Heading
from seamscope.connector.lists.values import HOST, is_schedule, is_transport, list_values
from seamscope.connector.lists.vocabulary import (
    Side,
    expand,
    load_cell_words,
    load_vocabulary,
    split_words,
)
from seamscope.connector.words import fold_words

ABOUT = ABOUT_SOFTWARE | {"support", "aliases", "technology"}
TELLING = frozenset({"vendor", "hosts", "hosting", "databases"})
CLOCK = re.compile(r"\d{1,2}[:h.]\d{2}(?:\s?[-–]\s?\d{1,2}[:h.]\d{2})?(?: uhr)?", re.I)
VERSION = re.compile(r"[vrV]?\d{1,4}(?:\.\d+)+|[vV]\d+\w?")
PROGRAM = re.compile(r".+\.(?:xls[xmb]?|accdb|mdb|exe|fmp\d*|ods|qvw)", re.I)  # "menus.xlsm"
MOSTLY = 0.8
DISTINCT = 0.6  # share of the values that must differ
FIRM, NAMED, OPEN, PART = 5, 3, 1, 2  # how well a header fits a column of names
SUFFIX = 6  # letters of a word for a system at the end of a compound
TOLD = 2  # headers beside the name that must be known
LEAST = 3  # columns about software that prove a list of software without a word for it
FIRST = 3  # columns at the left that may contain the names


def interpret_name(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings of a list of software, with the column of names found by its values.

    ``What we run | Bought at | Runs on | Pain if gone``: columns about software, and a column with
    a different name in each row. A header with a word for an application is better than one with
    "tool" or "service", and this is better than an unknown header.
    """
    if not _may_list_software(headings, rows):
        return dict(headings)
    headings = _name_applications(headings, rows)
    ranked = sorted(
        (-fit, at) for at, h in headings.items() if (fit := _fit_name(h, list_values(at, rows)))
    )
    if not ranked:
        return dict(headings)
    fit, at = -ranked[0][0], ranked[0][1]
    others = {other: h for other, h in headings.items() if other != at}
    about, telling = _count_signs(others, rows)
    rivals = [other for rank, other in ranked[1:] if -rank == fit]
    if NAMED <= fit < FIRM:  # "Brique | Solution": which of them is the application?
        rivals = [other for other, h in others.items() if _is_rival(h)]
    left = sorted(other for other, h in headings.items() if h.title)[:FIRST]
    enough = (
        about >= 1 if fit >= FIRM
        else about >= LEAST - 1 if fit >= NAMED and not rivals
        else telling and about >= LEAST and (at in left or not rivals)
    )  # fmt: skip
    told = sum(h.known or h.bare is not None or _is_inventoried(h.title) for h in others.values())
    if not enough or told < TOLD:
        return dict(headings)
    names = {value.casefold() for value in list_values(at, rows)}
    found = {
        other: Heading(title=h.title, systems="vendor" if h.otherwise == "vendor" else "unused")
        if h.side and names.isdisjoint(map(str.casefold, list_values(other, rows)))
        else h
        for other, h in headings.items()
    }  # "Parent platform": what the software runs on
    title = headings[at].title
    named = Heading(title=title, systems="name", part="name", thing="system", exact=False)
    return {**found, at: named}


def _name_applications(
    headings: Mapping[int, Heading], rows: Sequence[Line]
) -> Mapping[int, Heading]:
    """Return the headings; "Resource name" names software if the type of each row is "Application".

    The only column with a word for a name is meant; its values must be different names.
    """
    things = load_vocabulary().things
    typed = any(
        h.systems == "kind"
        and (values := list_values(at, rows))
        and all(things.get(fold_words(value)) == "system" for value in values)
        for at, h in headings.items()
    )
    naming = load_vocabulary().naming
    named = [
        at for at, h in headings.items()
        if any((word,) in naming for word in fold_words(h.title))
        and are_distinct_names(list_values(at, rows))
    ]  # fmt: skip
    if not typed or len(named) != 1:
        return headings
    title = headings[named[0]].title
    return {**headings, named[0]: Heading(title=title, thing="system", exact=False)}


def prefer_software(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings; next to a service, the application that supports it becomes the name.

    An example is ``IT service | Supporting application``.
    """
    named = [at for at, h in headings.items() if h.systems == "name" and h.side is None]
    served = [at for at in named if _count_services({*fold_words(headings[at].title)})]
    firm = [
        at for at, h in headings.items()
        if at not in named and _has_system(h.title) and _are_nameable(list_values(at, rows))
        and not any((word,) in load_cell_words("details") for word in fold_words(h.title))
    ]  # fmt: skip
    if len(named) != 1 or served != named or len(firm) != 1:
        return dict(headings)
    service, at = named[0], firm[0]
    title = headings[at].title
    name = Heading(title=title, systems="name", part="name", thing="system", exact=False)
    return {**headings, service: Heading(title=headings[service].title, systems="unused"), at: name}


def _has_system(title: str) -> bool:
    words = [part for word, cut in split_words(title) for part in expand(word, cut=cut)]
    return any(load_vocabulary().things.get((word,)) == "system" for word in words)


def _fit_name(heading: Heading, values: Sequence[str]) -> int:
    """Return how well a column fits the names of the listed software, 0 if it does not."""
    used = _names_used_system(heading.title)
    told = heading.systems not in {"", "product", "unused"} or heading.relation or heading.pair
    if not used and (told or names_team(heading.title) or _ends_openly(heading.title)):
        return 0
    words = {part for word, cut in split_words(heading.title) for part in expand(word, cut=cut)}
    things = {load_vocabulary().things.get((word,)) for word in words}
    detail = any((word,) in load_cell_words("details") for word in words)
    if (detail and not used) or not heading.title or not _are_nameable(values):
        return 0
    inner = heading.side in {Side.INWARD, Side.SUBJECT, Side.PARTNER, Side.SECOND}
    if used or ("system" in things and (inner or heading.side is None)):
        return FIRM + 1 - _count_services(words) - _count_repeated(values)
    if heading.side is not None or (heading.systems == "unused" and not heading.thing):
        return PART if fold_words(heading.title) in load_cell_words("modules") else 0
    named = any((word,) in load_vocabulary().naming for word in words)
    if "weak" in things or named or heading.systems == "product" or _ends_in_system(words):
        return NAMED + 1 - _count_services(words) - _count_repeated(values)
    return OPEN if is_unread(heading) and are_distinct_names(values) else 0


def _is_rival(heading: Heading) -> bool:
    """Return whether a header such as "Solution" may be that of the column of software names."""
    words = fold_words(heading.title)
    known = load_vocabulary().things
    weak = any(known.get((word,)) == "weak" for word in words)
    detail = any((word,) in load_cell_words("details") for word in words) or len(words) > 2
    return weak and not (heading.systems or heading.side or detail or _count_services({*words}))


def _count_repeated(values: Sequence[str]) -> int:
    """Return 1 if a value occurs twice, as a suite does of which several modules are listed."""
    return int(len({value.casefold() for value in values}) < len(values))


def _names_used_system(title: str) -> bool:
    """Return whether a header is a word for a system and one for its use: "Software in use"."""
    words, known = fold_words(title), load_vocabulary()
    return any(
        words[size:] in known.asked and known.things.get(words[:size]) == "system"
        for size in range(1, len(words))
    )


def _ends_in_system(words: set[str]) -> bool:
    """Return whether a compound ends in a word for a system: ``Besturingssoftware``."""
    ends = tuple(word for word in load_vocabulary().systems if len(word) >= SUFFIX)
    return any(word.endswith(ends) and (word,) not in load_cell_words("details") for word in words)


def _count_services(words: set[str]) -> int:
    """Return 1 if a header denotes a service, or a part of something that software supports."""
    return int(any((word,) in load_cell_words("services") for word in words))


def _ends_openly(title: str) -> bool:
    """Return whether a header ends in a preposition: "Onderdeel van", "Runs in"."""
    words = fold_words(title)
    return len(words) > 1 and words[-1] in load_vocabulary().prepositions


def _are_nameable(values: Sequence[str]) -> bool:
    """Return whether values may be names of software, also in lower case: ``checkout-web``."""
    if len(values) < 2 or len({v.casefold() for v in values}) < DISTINCT * len(values):
        return False
    others = [v for v in values if is_schedule(v) or is_transport(v) or tells_state(v)]
    hosts = [v for v in values if any((w,) in load_cell_words("hosts") for w in fold_words(v)[:1])]
    return all(map(_is_nameable, values)) and 2 * max(len(others), len(hosts)) < len(values)


def _is_nameable(text: str) -> bool:
    if PROGRAM.fullmatch(text):
        return True
    plain = text[:1].isalpha() and len(text) <= LONGEST and not re.search(r"[@;=\n]|https?:", text)
    return plain and not (text.islower() and " " in text)


def _count_signs(headings: Mapping[int, Heading], rows: Sequence[Line]) -> tuple[float, bool]:
    """Return the number of columns about software, and whether one of them is proof by itself."""
    count, telling = 0.0, False
    for at, heading in headings.items():
        values = list_values(at, rows)
        meant = heading.systems if heading.side is None else heading.otherwise
        placed = places_software(values) or _are_mostly(values, HOST.match)
        inventoried = _is_inventoried(heading.title)
        versioned = _are_mostly(values, VERSION.fullmatch)
        named = any(
            load_vocabulary().things.get((word,)) == "system"
            for value in values for word in fold_words(value)
        ) and len({*values}) < len(values)  # fmt: skip
        technical = heading.interfaces in {"technology", "via", "authentication"}
        if meant in ABOUT or technical or placed or inventoried or versioned or named:
            count += 1
        elif meant in {"domain", "kind", "id"}:
            count += 0.5
        told = meant in TELLING or placed or inventoried or versioned or named
        telling = telling or told
    return count, telling


def _is_inventoried(title: str) -> bool:
    """Return whether a header has a word that only lists of software or hardware have."""
    words = {part for word, cut in split_words(title) for part in expand(word, cut=cut)}
    return any((word,) in load_cell_words("inventory") for word in words)


def _may_list_software(headings: Mapping[int, Heading], rows: Sequence[Line]) -> bool:
    """Return whether a table may list software, because it is no other kind of list.

    It must have no column of names yet, no two ends of interfaces, no header of another kind of
    list, and no times of day.
    """
    named = any(h.systems in {"name", "accounts"} or h.pair for h in headings.values())
    sides = {h.side for h in headings.values() if h.part == "name"}
    ends = {Side.FIRST, Side.SECOND} <= sides
    ends = ends or any(COMPLEMENTS[side] in sides for side in sides if side in COMPLEMENTS)
    strange = any(
        not load_vocabulary().others.isdisjoint(fold_words(h.title)) for h in headings.values()
    )
    timed = any(_are_times(list_values(at, rows)) for at in headings)
    return not (named or ends or strange or timed)


def _are_times(values: Sequence[str]) -> bool:
    return _are_mostly(values, CLOCK.fullmatch)


def _are_mostly(values: Sequence[str], has_form: object) -> bool:
    assert callable(has_form)
    return bool(values) and sum(bool(has_form(v)) for v in values) >= MOSTLY * len(values)


def places_software(values: Sequence[str]) -> bool:
    """Return whether most cells tell where software runs: "cloud", "server CUW", "laptop"."""
    known = load_cell_words("elsewhere") | load_cell_words("hosts")
    told = [any((word,) in known for word in fold_words(value)) for value in values]
    return len(told) >= LEAST and sum(told) >= MOSTLY * len(told)
