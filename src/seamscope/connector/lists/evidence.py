"""Confirm, correct or find the meaning of the columns of a list by their values."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from seamscope.connector.directions import read_direction
from seamscope.connector.grid import Line
from seamscope.connector.lists.arrows import ARROW
from seamscope.connector.lists.attributes import find_loosely
from seamscope.connector.lists.ends import (
    COMPLEMENTS,
    are_verbs,
    describes_transport,
    find_subject,
    names_team,
    names_transport,
)
from seamscope.connector.lists.headings import Heading
from seamscope.connector.lists.values import is_schedule, is_transport, list_values
from seamscope.connector.lists.verbs import find_suggested_side
from seamscope.connector.lists.vocabulary import (
    Side,
    expand,
    load_cell_words,
    load_vocabulary,
    split_words,
)
from seamscope.connector.relations import is_verb
from seamscope.connector.states import read_state
from seamscope.connector.vocabulary import is_environment, parse_mechanism
from seamscope.connector.words import fold_words
from seamscope.records import Mechanism, State

SHARED = 2  # minimum number of names that two columns of systems share
PART = 0.3  # minimum share of the names of the shorter column that they share
NAMED = 0.6  # minimum share of the values that are names of known systems
MOSTLY = 0.8  # minimum share of the values that have the form of a meaning
MOST_WORDS = 6  # maximum words of a header that is read loosely
MOST_RATED = 3  # maximum words of a level, such as "mission critical"
LONGEST = 45  # maximum characters of a name
LEAST = 3  # minimum number of columns about software, and of names, in a list of systems
ABOUT_SOFTWARE = frozenset(
    {"owner", "vendor", "criticality", "state", "hosts", "hosting", "databases", "classification"}
)
PLAIN = re.compile(r"[^\W\d_][^@:=;]*")  # no e-mail address, URL or formula
DATE = re.compile(r"\d{1,4}[-./]\d{1,2}(?:[-./]\d{1,4})?")
# The sides that may be opposite a side which words of a header suggest.
JOINED: dict[Side | None, tuple[Side, ...]] = {
    Side.SOURCE: (Side.CONSUMER, Side.TARGET), Side.TARGET: (Side.PROVIDER, Side.SOURCE),
}  # fmt: skip
SIDED = frozenset({*COMPLEMENTS})


def interpret_loosely(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings, with a meaning for headers of which only one word is known.

    The values must fit: "Refresh frequency" with ``daily`` is the frequency, "Support squad" with
    names of teams is the support. A meaning is not assigned to two columns. "Lieferfrequenz"
    (delivery frequency) is the frequency, not a detail of the receiver.
    """
    found = dict(headings)
    for at, heading in headings.items():
        if _is_vague(heading, headings):
            told = {h.interfaces or h.systems for h in found.values()}
            found[at] = _read_loosely(heading, list_values(at, rows), told)
    return found


def _is_vague(heading: Heading, headings: Mapping[int, Heading]) -> bool:
    """Return whether a header is unknown, or a detail of only one of the two ends."""
    others = {h.side for h in headings.values() if h.part == "other"} - {heading.side}
    detail = heading.part == "other" and heading.side is not None and not others
    return bool(heading.title) and (detail or not (heading.known or heading.bare or heading.rest))


def _read_loosely(heading: Heading, values: Sequence[str], told: set[str]) -> Heading:
    known = load_vocabulary()
    words = tuple(w for word, cut in split_words(heading.title) for w in expand(word, cut=cut))
    if not 1 < len(words) <= MOST_WORDS:
        return heading
    systems, interfaces = (find_loosely(holds, words, known) for holds in ("systems", "interfaces"))
    fits = [bool(m) and m not in told and _fits(m, values) for m in (systems, interfaces)]
    if not any(fits) or (heading.side and not fits[1]):
        return heading
    return Heading(
        title=heading.title, exact=False,
        systems=systems if fits[0] and not heading.side else "",
        interfaces=interfaces if fits[1] else "",
    )  # fmt: skip


def _fits(meaning: str, values: Sequence[str]) -> bool:
    """Return whether values fit a meaning: an owner must be a name, a frequency a schedule."""
    test = FORMS.get(meaning)
    return bool(values) and test is not None and _are_mostly(values, test)


def _are_mostly(values: Sequence[str], has_form: Callable[[str], object]) -> bool:
    return sum(bool(has_form(value)) for value in values) >= MOSTLY * len(values)


def _names_somebody(text: str) -> bool:
    """Return whether a cell may refer to a person, a team or a company."""
    return bool(PLAIN.match(text)) and len(text) <= LONGEST and not DATE.search(text)


def _rates(text: str) -> bool:
    """Return whether a cell is a level: "high", "B", "Tier 1", "mission critical"."""
    words = fold_words(text)
    return len(words) <= MOST_RATED and any((w,) in load_cell_words("levels") for w in words)


def tells_state(text: str) -> bool:
    """Return whether a cell is a known state: "active", "retired 2021"."""
    stated = read_state(text)
    return stated is not None and stated.state is not State.UNKNOWN


def _moves(text: str) -> bool:
    return is_transport(text) or parse_mechanism(text) is not Mechanism.UNKNOWN


FORMS: dict[str, Callable[[str], object]] = {
    "owner": _names_somebody, "support": _names_somebody, "domain": _names_somebody,
    "vendor": _names_somebody, "frequency": is_schedule, "technology": _moves,
    "mechanism": _moves, "state": tells_state, "criticality": _rates,
    "direction": lambda text: read_direction(text).direction,
    "entities": lambda text: bool(PLAIN.match(text)) and not is_schedule(text),
    "environment": is_environment,
}  # fmt: skip


def drop_contradicted(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings without meanings that no value of their columns confirms.

    "What is used?" with names of programs is not a state. "Flow" with ids or phrases is not a
    direction.
    """
    found = dict(headings)
    for at, heading in headings.items():
        values = list_values(at, rows)
        if heading.systems == "state" and heading.side is None and _are_names_only(values):
            found[at] = Heading(title=heading.title)
        elif _is_dated(heading) and values and all(map(_is_year, values)):
            found[at] = Heading(title=heading.title, systems="unused", interfaces="unused")
        elif (
            heading.interfaces == "direction"
            and heading.side is None
            and load_vocabulary().things.get((heading.thing,)) != "system"  # ``s_app | t_app``
            and (_tell_nothing(values) or _is_named(heading.title))
        ):
            unique = len({*values}) == len(values)
            found[at] = Heading(
                title=heading.title, interfaces="name" if unique else "unused", exact=False
            )
    return found


def _are_names_only(values: Sequence[str]) -> bool:
    """Return whether all values are different names, and none is a state or an answer."""
    answers = load_cell_words("affirmed") | load_cell_words("denied")
    return are_distinct_names(values) and not any(
        read_state(value) is not None or fold_words(value) in answers for value in values
    )


def _is_dated(heading: Heading) -> bool:
    """Return whether a header may also denote a date: "Desde", Portuguese and Polish "Data"."""
    contents = heading.interfaces == "entities" and heading.side is None
    return (heading.preposition and not heading.thing) or contents


def _is_year(text: str) -> bool:
    """Return whether a cell is a date or a year: "Desde" with ``2021``."""
    return bool(re.fullmatch(r"(?:19|20)\d\d", text) or DATE.fullmatch(text))


def _is_named(title: str) -> bool:
    """Return whether a header has a word for a name: ``flowNaam`` is not a direction."""
    return any((word,) in load_vocabulary().naming for word, _ in split_words(title))


def _tell_nothing(values: Sequence[str]) -> bool:
    """Return whether no value is a direction, an arrow or two names: "F01", "Data flow"."""
    return len(values) > 1 and not any(
        read_direction(value).understood
        or read_direction(value).direction
        or ARROW.search(value)
        or fold_words(value) in load_cell_words("pushes") | load_cell_words("pulls")
        or len(re.sub(r"[^A-Za-z0-9]", "", value)) < 3
        or any(
            load_vocabulary().prepositions.get(word) is Side.TARGET or is_verb(word)
            for word in fold_words(value)
        )
        for value in values
    )


def drop_phrases(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings without guessed name columns whose cells are phrases.

    "What we use it for" with the cell ``gift aid and donors`` is such a column: names of systems do
    not begin in lower case if another column contains different, capitalised names.
    """
    named = any(
        (_is_open(h) or h.thing)
        and not (h.systems or h.side)
        and are_distinct_names(list_values(at, rows))
        for at, h in headings.items()
    )
    return {
        at: Heading(title=h.title, systems="unused")
        if named and h.systems == "name" and not h.thing and h.side is None
        and _are_mostly(list_values(at, rows), lambda value: value[:1].islower())
        else h
        for at, h in headings.items()
    }  # fmt: skip


def interpret_relations(
    headings: Mapping[int, Heading], rows: Sequence[Line]
) -> dict[int, Heading]:
    """Return the headings of a list of systems without relations that its values contradict.

    "Supplied by" is a relation to another system only if one of its cells has the name of a listed
    system; otherwise it is the vendor. A column "System" with ``Windows Server 2019`` contains
    platforms, not the listed systems.
    """
    found = {
        at: Heading(title=h.title, systems="unused", interfaces="unused")
        if h.thing
        and h.systems == "name"
        and (values := list_values(at, rows))
        and _are_mostly(values, is_platform)
        else h
        for at, h in headings.items()
    }
    subject = find_subject(found)
    about = {h.systems for h in found.values()} & (ABOUT_SOFTWARE | {"aliases", "domain"})
    sides = {h.side for h in found.values()}
    opposed = any(COMPLEMENTS.get(h.bare) in sides for h in found.values() if h.bare)
    if subject is None or (opposed and describes_transport(found)):  # "Supplier | Consumer | Data"
        return found
    software = len(about) >= LEAST - 1
    return {
        at: _drop_relation(h)
        if at != subject
        and _may_be_other(h, list_values(at, rows), software=software)
        and not _refers_to_others(at, subject, rows)
        else h
        for at, h in found.items()
    }


def _refers_to_others(at: int, subject: int, rows: Sequence[Line]) -> bool:
    """Return whether a cell of a column has the name of the system in another row.

    A cell with the name of its own row's system does not count.

    subject: the column with the names of the rows' systems.
    """
    names = {value.casefold() for value in list_values(subject, rows)}
    return any(
        line.cells[at].strip().casefold() in names
        and line.cells[at].strip().casefold() != line.cells[subject].strip().casefold()
        for line in rows if at in line.filled and subject < len(line.cells)
    )  # fmt: skip


def _may_be_other(heading: Heading, values: Sequence[str], *, software: bool) -> bool:
    """Return whether a column of other systems may contain something else, such as vendors.

    software: whether the list has other columns about software.
    """
    told = heading.systems in {"owner", "vendor", "support"}
    if _is_weak_relation(heading) and (software or told):
        return True
    related = bool(heading.relation) or (heading.side is not None and heading.part == "name")
    if not related or not software:
        return False
    vendor = heading.otherwise == "vendor" or _names_vendor(heading.title)
    system = load_vocabulary().things.get((heading.thing,)) == "system"  # not "User service"
    vague = heading.side is not None and not system and heading.side is not Side.SUBJECT
    strange = bool(values) and not any(value[:1].isupper() for value in values)
    return vendor or vague or strange


def _names_vendor(title: str) -> bool:
    """Return whether a header has a word for a vendor: "Fabricante da aplicação"."""
    table = load_vocabulary().attributes["systems"]
    words = [part for word, cut in split_words(title) for part in expand(word, cut=cut)]
    return any(table.get((word,)) == "vendor" for word in words)


def _drop_relation(heading: Heading) -> Heading:
    """Return a heading that no longer denotes other systems; a supplier becomes the vendor."""
    if heading.otherwise == "vendor" or _names_vendor(heading.title):
        return Heading(title=heading.title, systems="vendor", exact=False)
    side = None if heading.side is not None and heading.part == "name" else heading.side
    return replace(heading, relation="", side=side)


def _is_weak_relation(heading: Heading) -> bool:
    """Return whether a header for other systems may also denote a vendor or a person."""
    if not heading.relation or heading.side is not None:
        return False
    known, words = load_vocabulary(), fold_words(heading.title)
    named = any(word in known.data or known.things.get((word,)) == "system" for word in words)
    told = heading.systems in {"owner", "vendor", "support", "environment"}
    return told or not (named or words in known.relations)


def is_platform(text: str) -> bool:
    """Return whether a cell is an operating system, with or without its version."""
    words = fold_words(text)
    return any(words[:size] in load_cell_words("platforms") for size in (1, 2))


def is_unread(heading: Heading) -> bool:
    """Return whether no part of a header is understood."""
    told = heading.systems or heading.interfaces or heading.relation or heading.rest
    return bool(heading.title) and not told


def are_distinct_names(values: Sequence[str]) -> bool:
    """Return whether the values are different names, capitalised like names of products."""
    found = {value.casefold() for value in values}
    return len(found) == len(values) > LEAST - 1 and are_names(fold_values(values))


def interpret_ends(
    headings: Mapping[int, Heading],
    rows: Sequence[Line],
    *,
    titled: bool,
    names: frozenset[str] = frozenset(),
) -> dict[int, Heading]:
    """Return the headings, in which columns of system names become the ends of interfaces.

    A column with an unknown header that shares names with the column "Source" is the target. Two
    columns with unknown headers are the first and the second system if they share names, or if most
    of their values are in `names`, the normalised names of known systems.

    titled: whether the title indicates a list of interfaces.
    """
    if not (titled or describes_transport(headings)) or find_subject(headings) is not None:
        return dict(headings)
    if are_verbs(headings):
        return dict(headings)  # "Pub | Sub"
    sided = {at: h for at, h in headings.items() if h.side and h.part == "name"}
    told = any(h.pair or (h.relation and not h.side) for h in headings.values())
    values = {
        at: fold_values(list_values(at, rows))
        for at, h in headings.items()
        if _is_open(h) or at in sided
    }
    open_ = [at for at, found in values.items() if at not in sided and are_names(found)]
    if len(sided) == 1 and not told:
        return _complete_ends(headings, next(iter(sided)), open_, values, names)
    pairs = [
        (one, other)
        for place, one in enumerate(open_) for other in open_[place + 1 :]
        if share_names(values[one], values[other])
        or (_are_known(values[one], names) and _are_known(values[other], names))
        or _are_opposed(headings[one], headings[other])
    ]  # fmt: skip
    if sided or told or len(pairs) != 1 or not (titled or names_transport(headings)):
        return dict(headings)
    order = (Side.FIRST, Side.SECOND)
    if _are_opposed(*(headings[at] for at in pairs[0])):
        source = find_loose_side(headings[pairs[0][0]]) is Side.SOURCE
        order = (Side.SOURCE, Side.TARGET) if source else (Side.TARGET, Side.SOURCE)
    ends = dict(zip(pairs[0], order, strict=True))
    return {at: _set_side(h, ends[at]) if at in ends else h for at, h in headings.items()}


def find_loose_side(heading: Heading) -> Side | None:
    """Return the side that the words of a header suggest, None if they suggest none."""
    raw = tuple(word for word, _ in split_words(heading.title))
    return None if names_team(heading.title) else find_suggested_side(raw, load_vocabulary())


def _are_opposed(one: Heading, other: Heading) -> bool:
    """Return whether the words of two headers suggest opposite sides: "Mastered in | Copied to"."""
    return {find_loose_side(one), find_loose_side(other)} == {Side.SOURCE, Side.TARGET}


def _complete_ends(
    headings: Mapping[int, Heading],
    known: int,
    candidates: Sequence[int],
    values: Mapping[int, Sequence[str]],
    names: frozenset[str],
) -> dict[int, Heading]:
    """Return the headings with the opposite end of the only column that has a side.

    The opposite end is the only candidate that shares names with that column, or whose values are
    known systems.

    known: the column that has a side.
    """
    side = headings[known].side
    found = [
        at for at in candidates
        if share_names(values[known], values[at]) or _are_known(values[at], names)
    ]  # fmt: skip
    if len(found) != 1 or side not in SIDED:
        return dict(headings)
    loose = find_loose_side(headings[found[0]])
    joined = loose is not None and side in JOINED.get(loose, ())
    told = loose if loose is not None and joined else COMPLEMENTS[side]
    other = _set_side(headings[found[0]], told)
    return {at: other if at in found else h for at, h in headings.items()}


def _set_side(heading: Heading, side: Side) -> Heading:
    return replace(
        Heading(title=heading.title), side=side, part="name", thing="system", exact=False
    )


def _is_open(heading: Heading) -> bool:
    """Return whether a header is unknown, or only denotes something that may be a system."""
    asked = not heading.exact and heading.systems == "owner"  # "Who keeps it (system)"
    content = bool(heading.thing) and heading.interfaces == "entities"  # "App that drops data"
    told = (heading.systems not in {"", "name"} and not asked) or bool(heading.relation)
    told = told or (bool(heading.interfaces) and not content)
    sided = heading.side or heading.pair or heading.rest  # "Source language"
    return bool(heading.title) and not (told or sided or names_team(heading.title))


def fold_values(values: Sequence[str]) -> list[str]:
    """Return the values with each run of white space replaced by a single space."""
    return [" ".join(value.split()) for value in values]


def are_names(values: Sequence[str]) -> bool:
    """Return whether all values may be names of systems: short, without dates and phrases."""
    stated = _are_mostly(values, tells_state)
    return (
        not stated
        and len(values) > 1
        and all(
            len(value) <= LONGEST
            and PLAIN.match(value)
            and (not value[:1].islower() or any(map(str.isupper, value)))  # "eClaims"
            and not (DATE.search(value) or is_schedule(value) or is_transport(value))
            for value in values
        )
    )


def share_names(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether two columns have several names in common, on different rows."""
    names = [{value.casefold() for value in column} for column in (one, other)]
    shared = names[0] & names[1]
    same = any(a.casefold() == b.casefold() for a, b in zip(one, other, strict=False))
    return len(shared) >= SHARED and len(shared) >= PART * min(map(len, names)) and not same


def _are_known(values: Sequence[str], names: frozenset[str]) -> bool:
    return bool(values) and sum(v.casefold() in names for v in values) >= NAMED * len(values)
