"""Pair the columns of the two ends by the form of their headers and by the names they share."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from seamscope.connector.grid import Line
from seamscope.connector.lists.ends import (
    COMPLEMENTS,
    END_PARTS,
    find_subject,
    names_transport,
)
from seamscope.connector.lists.evidence import JOINED, are_names, find_loose_side, fold_values
from seamscope.connector.lists.headings import Heading, read_heading
from seamscope.connector.lists.values import CODE, ID, is_transport, list_values
from seamscope.connector.lists.vocabulary import Side, expand, load_vocabulary, split_words
from seamscope.connector.vocabulary import is_environment
from seamscope.connector.words import fold_words

MOSTLY = 0.6  # share of the values that are environments
SHARED = 2  # minimum number of names that the two ends share, if one has no side
OPPOSED = ((Side.SOURCE, Side.TARGET), (Side.SOURCE, None), (None, Side.TARGET))
DATA = frozenset({"entities", "dataset", "technology", "mechanism", "via"})
SEPARATORS = re.compile(r"[;,/|\n]")


def pair_columns(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings; a column that is the counterpart of one end becomes the other end.

    Examples are ``pub_sys_nm | sub_sys_nm`` and ``Mastered in | Copied to``. If two columns may be
    the counterpart, the column that shares names with the end is used.
    """
    found = _number_codes(_pair_letters(_number_rows(headings, rows)), rows)
    found = _name_described(_prefer_names(_pair_twins(found, rows), rows), rows)
    found = _pair_opposed(_name_details(found, rows), rows)
    return _pair_correspondent(_complete_pair(_pair_sharing(found, rows), rows), rows)


def _pair_correspondent(
    headings: Mapping[int, Heading], rows: Sequence[Line]
) -> dict[int, Heading]:
    """Return the headings; a column such as "Opposite" or "Who with" becomes the other system.

    This requires a column for the own system: ``Chez nous | En face | Qui parle à qui ?``
    """
    sides = {h.side for h in headings.values() if h.part == "name"}
    found = [
        at for at, h in headings.items()
        if fold_words(h.title) in load_vocabulary().correspondents and _holds_names(at, rows)
    ]  # fmt: skip
    if sides - {None} != {Side.SUBJECT} or len(found) != 1:
        return dict(headings)
    return {**headings, found[0]: _set_end(headings[found[0]], Side.PARTNER)}


def _number_rows(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings; a first column of different numbers becomes the ids of the interfaces.

    For example, "rec_no" is the number of the record, not the number of the receiver.
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


def _pair_letters(headings: Mapping[int, Heading]) -> dict[int, Heading]:
    """Return the headings, with source and target denoted by a letter before a word for a system.

    ``QSYS | QSYS_BEZ | ZSYS | ZSYS_BEZ`` → source, source, target, target.
    """
    split = {
        at: told for at, h in headings.items()
        if h.side is None and h.interfaces in {"", "direction"} and h.systems in {"", "name"}
        and (told := _split_letter(h.title))
    }  # fmt: skip
    pairs = [
        (one, other) for one, other in load_vocabulary().letters
        if {letter for letter, _ in split.values()} == {one, other}
        and _list_rests(split, one) & _list_rests(split, other)
    ]  # fmt: skip
    if len(pairs) != 1 or any(h.side and h.part == "name" for h in headings.values()):
        return dict(headings)
    words = dict(zip(pairs[0], ("source", "target"), strict=True))
    return {
        at: replace(
            read_heading(f"{words[split[at][0]]} {split[at][1]}"), title=h.title, exact=False
        )
        if at in split
        else h
        for at, h in headings.items()
    }


def _list_rests(split: Mapping[int, tuple[str, str]], letter: str) -> set[str]:
    return {rest for one, rest in split.values() if one == letter}


def _split_letter(title: str) -> tuple[str, str] | None:
    """Return a first letter and the words after it: ``ZSYS_BEZ`` → z, "sys bez"."""
    words = [word for word, _ in split_words(title)]
    if not words:
        return None
    first = [words[0]] if len(words[0]) == 1 else [words[0][0], words[0][1:]]
    letter, *rest = [*first, *words[1:]]
    named = rest and any(
        load_vocabulary().things.get((part,)) == "system" for part in expand(rest[0], cut=True)
    )
    return (letter, " ".join(rest)) if named else None


def _name_described(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings; a column with one name for each code of an end becomes the end's name.

    ``Source cd. | Source descr.``; a code must always have the same name, and a name the same code.
    """
    headings = _number_codes(headings, rows)
    named = {h.side for h in headings.values() if h.part == "name"}
    coded = {
        h.side: at for at, h in headings.items()
        if h.side and h.side not in named and h.part in {"id", "code"}
    }  # fmt: skip
    return {
        at: replace(h, part="name", exact=False)
        if h.side in coded and h.part == "other" and _explains(coded[h.side], at, rows)
        else h
        for at, h in headings.items()
    }


def _number_codes(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings; if an end has two columns, a column of codes becomes its id.

    Examples are ``QSYS | QSYS_BEZ`` with ``BST`` and ``Bestandsführung``, and ``bron_ci`` with
    ``CI0001823``.
    """
    sided = {at: h for at, h in headings.items() if h.side and h.part in {"name", "other"}}
    values = {at: list_values(at, rows) for at in sided}
    coded = {at for at, h in sided.items() if h.part == "name" and _are_codes(values[at])}
    numbered = {at for at in coded if all(map(ID.fullmatch, values[at]))}
    found = {
        at for at in coded for other, h in sided.items()
        if other != at and h.side is sided[at].side and not _are_codes(values[other])
        and (h.part == "name" or at in numbered)
        and _explains(at, other, rows, named=at not in numbered or h.part == "other")
    }  # fmt: skip
    return {at: replace(h, part="id") if at in found else h for at, h in headings.items()}


def _are_codes(values: Sequence[str]) -> bool:
    return bool(values) and all(CODE.fullmatch(value) or ID.fullmatch(value) for value in values)


def _explains(code: int, name: int, rows: Sequence[Line], *, named: bool = True) -> bool:
    """Return whether a column has one name for each code, and one code for each name.

    named: whether the values must look like names; next to ids with numbers, any text is a name.
    """
    pairs = {
        (line.cells[code].strip(), line.cells[name].strip())
        for line in rows if code in line.filled and name in line.filled
    }  # fmt: skip
    sizes = {len({one for one, _ in pairs}), len({other for _, other in pairs}), len(pairs)}
    return len(sizes) == 1 and sizes != {0} and (not named or _holds_names(name, rows))


def _pair_twins(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings; a header that differs in one word from that of an end is the other end.

    The word must be unknown, or the two columns must share names.
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
    """Return the headings; a column of environments becomes a detail of an end, not its name.

    An example is ``From (app) | From (env)`` with ``PRD`` and ``UAT``.
    """
    headings = _prefer_things(headings)
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


def _prefer_things(headings: Mapping[int, Heading]) -> dict[int, Heading]:
    """Return the headings; of several columns for an end, the one with a word for a system is used.

    In ``Partenza (sw) | Partenza (ufficio)``, the first column contains the system.
    """
    named = {at: h for at, h in headings.items() if h.side and h.part == "name"}
    firm = {at: h.side for at, h in named.items() if _names_system(h)}
    return {
        at: replace(h, part="other")
        if at in named and at not in firm and list(firm.values()).count(h.side) == 1
        else h
        for at, h in headings.items()
    }


def _name_details(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings; databases or servers of both ends become the ends if no column has them.

    ``Base de origem | Base de destino``, ``Equipo / sistema origen | Equipo / sistema destino``
    """
    if any(h.side and h.part in END_PARTS for h in headings.values()):
        return dict(headings)
    details = {
        at: h.side for at, h in headings.items()
        if h.side and h.part == "other" and _names_place(h) and _holds_names(at, rows)
    }  # fmt: skip
    moved = names_transport(headings) or _has_transport(headings, rows)
    if sorted(details.values()) != [Side.SOURCE, Side.TARGET] or not moved:
        return dict(headings)
    return {
        at: replace(h, part="name", exact=False, otherwise="") if at in details else h
        for at, h in headings.items()
    }


def _names_place(heading: Heading) -> bool:
    """Return whether a header has a word for a system, a database or a server."""
    known = load_vocabulary()
    words = [part for word, cut in split_words(heading.title) for part in expand(word, cut=cut)]
    return any(
        known.things.get((word,)) in {"system", "database", "host"}
        or known.attributes["systems"].get((word,)) in {"hosts", "databases"}
        for word in words
    )


def _pair_opposed(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings, with two columns as source and target if their headers suggest it.

    Both columns must contain names, and no other column may be an end or contain the row's system.
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


def _pair_sharing(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings, with two columns as the ends if they share names and suggest the sides.

    In ``Leading system | Dependent systems | Steward``, names that occur on both sides in different
    rows are systems that exchange data, whatever the headers mean in other lists.
    """
    sides = {h.side for h in headings.values() if h.part == "name"}
    subject = find_subject(headings)
    if Side.PARTNER in sides or any(h.interfaces == "direction" for h in headings.values()):
        return dict(headings)  # another column tells the direction
    if len(sides - {None, Side.SUBJECT}) > 1 or (
        subject is not None and headings[subject].side is not Side.SUBJECT
    ):
        return dict(headings)
    held = {
        at: _split(at, rows) for at, h in headings.items()
        if not (h.side and h.part != "name") and _holds_names(at, rows)
    }  # fmt: skip
    loose = {at: find_loose_side(headings[at]) for at in held}
    pairs = [
        (one, other)
        for one in held for other in held
        if one != other and (loose[one], loose[other]) in OPPOSED
        and len({*held[one]} & {*held[other]}) >= _count_least(headings, loose, one, other)
    ]  # fmt: skip
    pairs = _prefer_systems(headings, pairs)
    if len(pairs) != 1:
        return dict(headings)
    told = any(h.interfaces in DATA for at, h in headings.items() if at not in pairs[0])
    if not (told or names_transport(headings) or _has_transport(headings, rows)):
        return dict(headings)
    ends = dict(zip(pairs[0], (Side.SOURCE, Side.TARGET), strict=True))
    return {at: _set_end(h, ends.get(at)) for at, h in headings.items()}


def _prefer_systems(
    headings: Mapping[int, Heading], pairs: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return the pairs of columns whose headers have most words for systems.

    ``Gives team | Takes team`` is dropped if another pair has such words.
    """
    named = {pair: sum(_names_system(headings[at]) for at in pair) for pair in pairs}
    most = max(named.values(), default=0)
    return [pair for pair in pairs if named[pair] == most]


def _names_system(heading: Heading) -> bool:
    things = load_vocabulary().things
    words = [part for word, cut in split_words(heading.title) for part in expand(word, cut=cut)]
    return any(things.get((word,)) == "system" for word in words)


def _has_transport(headings: Mapping[int, Heading], rows: Sequence[Line]) -> bool:
    """Return whether the cells of a column are transports or formats, such as "SFTP, daily"."""
    columns = [list_values(at, rows) for at in headings]
    return any(
        len(values) > 1 and sum(map(is_transport, values)) >= MOSTLY * len(values)
        for values in columns
    )


def _count_least(
    headings: Mapping[int, Heading], loose: Mapping[int, Side | None], one: int, other: int
) -> int:
    """Return the minimum number of names that two columns must share to be the two ends.

    One shared name is enough if the words of both headers suggest a side, or denote systems.
    """
    bare = [headings[at] for at in (one, other) if loose[at] is None]
    return SHARED if any(not heading.thing for heading in bare) else 1


def _complete_pair(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings; an unknown header beside the only end becomes the other end.

    ``Event | It is published by | Subscribers``.
    """
    ends = [at for at, h in headings.items() if h.side and h.part == "name"]
    others = {
        at: side for at, h in headings.items()
        if not (h.side or h.interfaces) and (not h.systems or _may_own(h))
        and _holds_names(at, rows)
        and (side := find_loose_side(h) or (Side.SOURCE if _may_own(h) else None))
    }  # fmt: skip
    if len(ends) != 1 or len(others) != 1 or not names_transport(headings):
        return dict(headings)
    (at, side), told = next(iter(others.items())), headings[ends[0]].side
    if told not in {*JOINED[side]} or find_subject(headings) is not None:
        return dict(headings)
    return {**headings, at: _set_end(headings[at], side)}


def _may_own(heading: Heading) -> bool:
    """Return whether a header denotes a system that owns what is called: "Sistema dono da API"."""
    return heading.systems == "owner" and not heading.exact and _names_system(heading)


def _set_end(heading: Heading, side: Side | None) -> Heading:
    """Return a heading that is the name of the end on this side; None removes the end."""
    if side is None:
        named = heading.side is not None or heading.systems == "name"
        return Heading(title=heading.title, interfaces=heading.interfaces) if named else heading
    thing = heading.thing or ("system" if heading.systems == "name" else "")
    return Heading(title=heading.title, side=side, part="name", thing=thing, exact=False)


def _split(at: int, rows: Sequence[Line]) -> list[str]:
    cells = (part for cell in list_values(at, rows) for part in SEPARATORS.split(cell))
    return [" ".join(part.split()).casefold() for part in cells if part.strip()]


def _holds_names(at: int, rows: Sequence[Line]) -> bool:
    """Return whether the cells of a column contain names; a cell may contain several."""
    values = [part.strip() for cell in list_values(at, rows) for part in SEPARATORS.split(cell)]
    return are_names(values)
