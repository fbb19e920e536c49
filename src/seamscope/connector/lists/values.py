"""Infer the meaning of a column from its values, if its header is not understood.

Headers vary too much for a vocabulary, but arrows, ids, short codes and states have the same form
in all lists.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from seamscope.connector.dates import take_dates
from seamscope.connector.directions import is_arrow, list_pronouns, read_direction
from seamscope.connector.grid import Line
from seamscope.connector.lists.arrows import ARROW
from seamscope.connector.lists.headings import Heading, read_heading
from seamscope.connector.lists.spelling import (
    asks_in_use,
    asks_yes_or_no,
    is_remark,
    spell_code,
    strip_question,
)
from seamscope.connector.lists.vocabulary import (
    Side,
    expand,
    load_cell_words,
    load_vocabulary,
    split_words,
)
from seamscope.connector.relations import Direction
from seamscope.connector.states import asks_whether_active, parse_state, read_state
from seamscope.connector.vocabulary import is_environment
from seamscope.connector.words import fold_words
from seamscope.records import State

EXAMINED = 60  # rows below the header
FEWEST = 3  # minimum number of values to judge a column by
SHORTEST_STATE = 4  # letters of a word for a state in a header
WORDS = 4  # maximum words of a header that begins with a word for a number: "N° inventaire"
MOSTLY = 0.8  # share of values that must have the form
ASKED = frozenset({"hosts", "owner"})  # guessed from "where" and "who": "Where are we?"
CONNECTED = 0.6  # share of the values of "Connection" that must be transports
NUMBERED = re.compile(r"[^\W\d_]{1,4}[-_. /]?\d{1,6}", re.ASCII)  # D-3, in a column of numbers
ID = re.compile(r"[^\W\d_]{1,10}[-_. /]?\d{2,}", re.ASCII)  # APP-017, A17, SYS_0042
# A period of 15 min or 3x per day, a time as in 02:00.
TIME = re.compile(r"\d{1,4} ?(?:min|m|h|hrs?|std|sec|s|sek|x|mal)\b|\b\d{1,2}[:h]\d{2}\b", re.I)
# "1→2", "A <-> B": the labels of two columns, which are not names.
LABELLED = re.compile(
    r"\s*(?:[12]|[A-Ba-b])\s*(?:<?[-–—=]*>|<[-–—=]*|[→←↔⇒⇐⇔⇄])\s*(?:[12]|[A-Ba-b])\s*"
)
# "A an B", "1 to 2": such labels with a preposition between them.
WORDED = re.compile(r"([12]|[A-B])\s(\w{1,7})\s([12]|[A-B])", re.I)
LIGHT = re.compile(r"[,;:(=]|\s[-–—]\s")  # "grey = retired"
ANSWER = re.compile(r"[,;:(]|\s[-–—]\s")  # it ends an answer before a remark: "no, since May"
# srv-crm01, crm.example.com or srvsql01, before a space, a slash or the end.
HOST = re.compile(r"(?=[\w.-]*?(?:\d|\.\w{2}|-\w))[^\W\d_][\w.-]{2,}(?=[\s/\\:,;]|$)", re.ASCII)
TRANSPORT = frozenset({"mechanism", "technology"})
CODE = re.compile(r"(?=[^a-z]*[A-Z])[A-Z0-9][A-Z0-9_/&-]{1,7}")  # CRM, S4F, R/3


def interpret_arrows(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings; the meaning of a column of arrows is the direction of data.

    A column with cells such as ``CRM -> ERP`` contains both ends, unless its header is known.
    "Strecke" (route) may also be the header of such a column, if no other header denotes the ends.
    """
    ends = any(heading.side or heading.pair for heading in headings.values())
    told = any(heading.interfaces == "direction" for heading in headings.values())
    return {
        at: Heading(title=h.title, interfaces="direction", exact=False)
        if h.title
        and not told
        and not (h.exact and h.known)
        and (_are_spoken(values := list_values(at, rows)) or _are_worded_steps(values))
        else _interpret_arrows(h, list_values(at, rows), has_ends=ends)
        for at, h in headings.items()
    }


def _interpret_arrows(heading: Heading, values: Sequence[str], *, has_ends: bool) -> Heading:
    if not heading.title or heading.side or heading.pair:
        return _correct_preposition(heading, values)
    if not has_ends and len(values) > 1 and _are_mostly(values, _names_ends):
        return Heading(title=heading.title, pair=True, exact=heading.interfaces == "name")
    if heading.interfaces == "direction" and _names_data(heading.title, values):
        return replace(heading, interfaces="entities")
    if len(values) >= FEWEST and _are_mostly(values, is_arrow):
        return replace(heading, systems="", interfaces="direction", relation="", exact=True)
    unclear = (
        not heading.known
        or "unused" in {heading.systems, heading.interfaces}
        or (heading.interfaces in TRANSPORT and not has_ends)
    )
    if len(values) >= FEWEST and unclear and _are_mostly(values, _names_two_ends):
        return Heading(title=heading.title, pair=True, exact=False)
    return heading


def _correct_preposition(heading: Heading, values: Sequence[str]) -> Heading:
    """Return the heading as that of a direction column if the values of the column are directions.

    Italian "Verso" means both "towards" and "direction". "Who sends?" with "we" and "they" is a
    direction, too.
    """
    told = [value for value in values if read_direction(value).direction is not Direction.BOTH]
    if heading.side and told and all(map(_is_pronoun, told)):
        return Heading(title=heading.title, interfaces="direction", exact=False)
    alone = heading.preposition and not heading.thing
    if alone and (_are_directions(heading.title, values) or _are_steps(values)):
        return Heading(title=heading.title, interfaces="direction")
    return heading


def _are_spoken(values: Sequence[str]) -> bool:
    """Return whether all values are directions with pronouns: "we push", "nous → eux".

    A single pronoun does not count, because it may be the answer to the question who calls.
    """
    told = [value for value in values if read_direction(value).direction is not Direction.BOTH]
    return len(told) > 1 and all(
        len(words := fold_words(value)) > 1
        and not list_pronouns().isdisjoint(words)
        and read_direction(value).direction
        for value in told
    )


def _are_steps(values: Sequence[str]) -> bool:
    """Return whether all values are arrows between labels of two columns: "1→2", "B > A"."""
    return len(values) > 1 and all(map(_is_step, values))


def _is_step(text: str) -> bool:
    """Return whether a cell leads from one label to the other: "1→2", "A nach B"."""
    found = WORDED.fullmatch(text.strip())
    if found is None:
        return LABELLED.fullmatch(text) is not None
    side = load_vocabulary().prepositions.get((fold_words(found[2]) or ("",))[0])
    return side is Side.TARGET and found[1].casefold() != found[3].casefold()


def _are_worded_steps(values: Sequence[str]) -> bool:
    """Return whether values lead from one label to the other, or go both ways."""
    told = [value for value in values if read_direction(value).direction is not Direction.BOTH]
    return len(values) > 1 and bool(told) and all(map(_is_step, told))


def _is_pronoun(text: str) -> bool:
    return {*fold_words(text)} <= list_pronouns() and bool(fold_words(text))


def _are_directions(title: str, values: Sequence[str]) -> bool:
    """Return whether a header may denote a direction, and all values are directions."""
    words = fold_words(title)
    known = load_vocabulary().attributes["interfaces"]
    named = any(known.get((word,)) == "direction" for word in words[:1])
    return named and bool(values) and all(read_direction(v).direction for v in values)


def interpret_transfers(
    headings: Mapping[int, Heading], rows: Sequence[Line]
) -> dict[int, Heading]:
    """Return the headings of a list of interfaces, with columns of schedules and transports.

    "Mode" with ``RT`` and ``Batch weekly`` is the frequency, and "Format" with ``CSV`` and ``XML``
    is the technology, unless another column has this meaning. "Verfahren" denotes a system in some
    lists; with the values ``Datei`` and ``Webservice``, it is the technology.
    """
    found = _name_means(_number_interfaces(headings, rows), rows)
    for meaning, others, is_one in (
        ("frequency", {"frequency", "latency"}, is_schedule),
        ("technology", {"technology", "mechanism"}, is_transport),
    ):
        meant = {heading.interfaces for heading in found.values()}
        if meant & others - {"mechanism"}:
            continue
        # Next to a mechanism, both the header and the values must show that it is the technology.
        beside = meaning == "technology" and bool(meant & others)
        columns = [
            at for at, h in found.items()
            if _is_open(h, meaning)
            and (h.systems != "name" or _are_all(list_values(at, rows), is_one))
            and (all if beside else any)((
                _are_all(list_values(at, rows), is_one),
                meaning == "technology" and _names_format(h.title),
            ))
        ]  # fmt: skip
        if len(columns) == 1:
            at = columns[0]
            found[at] = Heading(title=headings[at].title, interfaces=meaning, exact=False)
    return found


def _number_interfaces(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings; "EAI flow no." with an id in each row is the id of the interface.

    Without these values, the header would denote an intermediate system.
    """
    return {
        at: Heading(title=h.title, interfaces="name", part="id", exact=False)
        if h.interfaces == "via"
        and _are_unique(values := list_values(at, rows))
        and all(ID.fullmatch(value) or value.isdecimal() for value in values)
        else h
        for at, h in headings.items()
    }


def _name_means(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings; a column "Via" whose cells contain no name is the technology.

    ``spool``, ``CSV`` and ``manual import`` are means, while ``Kafka`` is an intermediate system. A
    column of single words in lower case may contain names. "Anbindung" (connection) is the
    technology if most of its cells are transports and some cells are equal; otherwise, it contains
    names of interfaces.
    """
    headings = _name_connections(headings, rows)
    meant = {heading.interfaces for heading in headings.values()}
    return {
        at: Heading(title=h.title, interfaces="technology", exact=h.exact)
        if h.interfaces == "via"
        and "technology" not in meant
        and (values := list_values(at, rows))
        and all(value[:1].islower() or is_transport(value) for value in values)
        and any(" " in value or is_transport(value) for value in values)
        else h
        for at, h in headings.items()
    }


def _name_connections(
    headings: Mapping[int, Heading], rows: Sequence[Line]
) -> Mapping[int, Heading]:
    """Return the headings; a column of interfaces whose cells are transports is the technology."""
    if any(heading.interfaces in {"technology", "mechanism"} for heading in headings.values()):
        return headings
    columns = [
        at for at, h in headings.items()
        if h.interfaces == "name" and h.part != "id" and h.side is None
        and len(values := list_values(at, rows)) > len({*values})
        and sum(map(is_transport, values)) >= CONNECTED * len(values)
    ]  # fmt: skip
    if len(columns) != 1:
        return headings
    at = columns[0]
    named = Heading(title=headings[at].title, interfaces="technology", exact=False)
    return {**headings, at: named}


def _names_format(title: str) -> bool:
    """Return whether a header denotes the format of the sent data: "MsgFormat", "File layout"."""
    words = [part for word, cut in split_words(title) for part in expand(word, cut=cut)]
    named = any(word in {"format", "formato", "formaat"} for word in words)
    return named or ("layout" in words and len(words) > 1)  # "layout" alone means the fields


def _is_open(heading: Heading, meaning: str) -> bool:
    """Return whether the header of a column leaves its meaning open, so that values decide.

    meaning: the meaning that the values suggest.
    """
    detail = heading.part == "other" and len(fold_words(heading.title)) == 1  # "Lieferformat"
    plain = (
        (heading.side is None or detail)
        and not heading.pair
        and not heading.relation
        and bool(heading.title)
        and not is_remark(heading.title)
    )
    loose = {"", "unused", "mechanism"} if meaning == "frequency" else {"", "unused", "via"}
    return plain and heading.interfaces in loose


def _are_all(values: Sequence[str], has_form: Callable[[str], object]) -> bool:
    return len(values) > 1 and _are_mostly(values, has_form)


def is_schedule(text: str) -> bool:
    """Return whether a cell has a time or a frequency: ``daily 02:00``, ``co 5 min``, ``RT``."""
    words = fold_words(text)
    known = load_cell_words("schedules")
    timed = bool(TIME.search(text))
    return timed or any(words[at : at + n] in known for at in range(len(words)) for n in (1, 2))


def is_transport(text: str) -> bool:
    """Return whether a cell begins with a transport or a format: ``CSV``, ``SFTP / XML``."""
    words = fold_words(text)
    known = load_cell_words("transports")
    return any(words[:size] in known for size in (1, 2))


def _names_data(title: str, values: Sequence[str]) -> bool:
    """Return whether a column such as "Data flow" contains data, as no value is a direction."""
    words = fold_words(title)
    named = any(word.startswith(tuple(load_vocabulary().data)) for word in words)
    return bool(values) and named and not any(map(_tells_direction, values))


def _tells_direction(text: str) -> bool:
    """Return whether a cell is a direction, or two names joined by "to": "CRM to ERP"."""
    prepositions = load_vocabulary().prepositions
    joined = any(prepositions.get(word) is Side.TARGET for word in fold_words(text)[1:-1])
    return joined or bool(ARROW.search(text)) or read_direction(text).understood


def interpret_states(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings; a column of states gets the meaning "state", if no other column has it.

    A column "Remarks" with ``live since 2023``, ``withdrawn 03/2023`` and ``planned`` is the state
    of the row. A column in which every value means "active" changes nothing.
    """
    stated = any("state" in {h.systems, h.interfaces} for h in headings.values())
    found = {} if stated else {at: list_values(at, rows) for at in headings}
    columns = [at for at, values in found.items() if _is_state(headings[at], values)]
    switches = [at for at in columns if _is_switch(headings[at], found[at])]
    columns = switches if len(switches) == 1 else columns
    return {
        at: replace(h, systems="state", interfaces="state", bare=None, exact=False)
        if columns == [at]
        else h
        for at, h in headings.items()
    }


def _is_switch(heading: Heading, values: Sequence[str]) -> bool:
    """Return whether a header asks whether the system is on, and its values are yes or no.

    An example is ``ligado`` (on) with "true".
    """
    answers = [value for value in values if value.strip("?")]
    return _names_state(heading.title) and all(map(_is_answer, answers))


def _is_state(heading: Heading, values: Sequence[str]) -> bool:
    """Return whether a column contains states although its header is not a word for "state".

    This includes a header that is itself a state, such as "In use?" or "Planned", with the values
    yes and no.
    """
    answers = [value for value in values if value.strip("?")]
    if answers and _names_state(heading.title) and all(map(_is_answer, answers)):
        return True
    if values and _names_end(heading.title) and all(map(_is_date, values)):
        return True
    if heading.title and not heading.exact and heading.side is None and _tell_by_remark(values):
        return True
    meant = {heading.systems, heading.interfaces}
    dated = "stated" in meant  # "Stand" (as of) may contain a state as well as a date
    asked = not heading.exact and heading.systems in ASKED and heading.side is None
    unclear = not heading.known or dated or asked or "unused" in meant
    if not unclear or not heading.title or len(values) < (1 if dated else FEWEST):
        return False
    if _are_lights(values) or _tell_by_remark(values):
        return True
    said = [stated.state for text in values if (stated := read_state(text)) is not None]
    known = [state for state in said if state is not State.UNKNOWN]
    return len(known) >= MOSTLY * len(values) and {*known} != {State.ACTIVE}


def interpret_purposes(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings; a column of purposes is marked as unused, although it looks like an end.

    Dutch "Doel" and German "Ziel" mean both "target" and "purpose". ``nightly export`` and
    ``loading of meters`` are purposes: phrases in lower case, in a list whose other columns contain
    names.
    """
    found = {at: list_values(at, rows) for at, h in headings.items() if _is_bare_side(h)}
    phrased = {
        at for at, values in found.items() if _are_phrases(values) and not _are_spoken(values)
    }
    if len(phrased) != 1:
        return dict(headings)
    return {
        at: Heading(title=h.title, systems="unused", interfaces="unused") if at in phrased else h
        for at, h in headings.items()
    }


def interpret_accounts(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings; a column of accounts is marked as unused if an account occurs twice.

    Such a table is a log, because a list of technical accounts has each account only once.
    """
    return {
        at: replace(h, systems="unused", interfaces="unused")
        if h.systems == "accounts" and not _are_unique(list_values(at, rows))
        else h
        for at, h in headings.items()
    }


def _are_unique(values: Sequence[str]) -> bool:
    return len(set(values)) == len(values) >= FEWEST


def _is_bare_side(heading: Heading) -> bool:
    """Return whether a header contains only a side: "Target", not "Target system"."""
    return heading.side is not None and heading.part == "name" and not heading.thing


def _are_phrases(values: Sequence[str]) -> bool:
    """Return whether at least half of the values are phrases in lower case."""
    found = [value for value in values if value[:1].islower() and " " in value]
    return len(values) >= FEWEST and 2 * len(found) >= len(values)


def _tell_by_remark(values: Sequence[str]) -> bool:
    """Return whether values are yes-no answers, at least one of them with a state as a remark.

    ``ja, staat al uit`` (yes, already off) has such a remark, ``nee`` (no) does not.
    """
    parted = [ANSWER.split(value, maxsplit=1) for value in values]
    said = [parse_state(rest[0].strip(" )]")) for _, *rest in parted if rest]
    stopped = any(state in {State.RETIRED, State.DISABLED} for state in said)
    return stopped and all(_is_answer(answer) for answer, *_ in parted)


def _names_end(title: str) -> bool:
    """Return whether a header denotes when operation ended: "Abgeschaltet am", "Sunset"."""
    words = fold_words(title)
    known = load_cell_words("ended")
    until = load_cell_words("until")
    if words in until:
        return True
    if words[-1:] in until and asks_whether_active(" ".join(words[:-1])):
        return True  # "In prod until", not "Supported until"
    if any(words[at : at + n] in known for at in range(len(words)) for n in (1, 2, 3)):
        return True
    dated = load_cell_words("dated")
    bare = words[:-1] if words[-1:] in dated else words[1:] if words[:1] in dated else words
    return parse_state(" ".join(bare)) in {State.RETIRED, State.DISABLED}


def _is_date(text: str) -> bool:
    """Return whether a cell is a date, also after a word: ``30.06.2019``, ``end of 2026``."""
    return bool(take_dates(text).dates) or bool(re.fullmatch(r"(?:19|20)\d\d", text.strip()))


def _are_lights(values: Sequence[str]) -> bool:
    """Return whether values are traffic lights, at least one with a state as a remark.

    ``rot (außer Betrieb)`` (red, out of service) has such a remark.
    """
    lights = load_cell_words("lights_on") | load_cell_words("lights_other")
    parted = [LIGHT.split(value, maxsplit=1) for value in values]
    said = [parse_state(rest[0].strip(" )]")) for _, *rest in parted if rest]
    return all(fold_words(light) in lights for light, *_ in parted) and any(said)


def _read_light(text: str) -> str:
    """Return the remark of a traffic light, or "active" for a green light without a remark.

    ``rot (außer Betrieb)`` → ``außer Betrieb``. Any other text is unchanged.
    """
    light, *rest = LIGHT.split(text, maxsplit=1)
    words = fold_words(light)
    if words in load_cell_words("lights_on") and not rest:
        return "active"
    remark = rest[0].strip(" )]") if rest else ""
    return remark if words in load_cell_words("lights_other") and parse_state(remark) else text


def spell_state(title: str, text: str) -> str:
    """Return a state in words, "" if the cell is not a state.

    ``no`` in the column "In use?" → "In use: no"; ``no`` in the column "Planned" → "".

    title: the header of the column.
    """
    text = _read_light(spell_code(text, title))
    if _is_answer(text) and not _names_state(title) and not read_heading(title).interfaces:
        return ""  # "no" under "May this go?"
    if _names_end(title) and _is_date(text) and parse_state(text) is None:
        return f"retired {text}"
    answer = text if _is_answer(text) else ANSWER.split(text, maxsplit=1)[0]
    plain = answer == text or parse_state(text) is None  # "no, replaced" needs no title
    if not (plain and _is_answer(answer) and _names_state(title)):
        return text
    asked = strip_question(title)
    if fold_words(asked) in load_cell_words("fading"):
        return "active"  # whether it will end or not
    if parse_state(asked) is None:
        asked = _find_state_word(title) or "in use"  # "Alive?", "Czy chodzi?"
    if fold_words(answer) in load_cell_words("affirmed"):
        return asked + text[len(answer) :]
    remark = f"{text[len(answer) :].strip(' ,;:()-–—')} {asked}"
    coming = answer != text and parse_state(remark) is State.PLANNED  # "n (nog niet)"
    denied = "" if parse_state(asked) is State.PLANNED else f"{asked}: no"
    return remark if coming else denied


def _names_state(title: str) -> bool:
    bare = strip_question(title)
    named = parse_state(bare) is not None or bool(_find_state_word(title))
    named = named or fold_words(bare) in load_cell_words("fading")
    return named or (asks_yes_or_no(title) and asks_in_use(bare))


def _find_state_word(title: str) -> str:
    """Return the only word of a short header that denotes a state: "flgAttivo", "Dismesso dal"."""
    words = [word for word, _ in split_words(strip_question(title))]
    found = [word for word in words if len(word) >= SHORTEST_STATE and parse_state(word)]
    return found[0] if len(found) == 1 and len(words) <= WORDS else ""


def _is_answer(text: str) -> bool:
    words = fold_words(text)
    return words in load_cell_words("affirmed") | load_cell_words("denied")


def interpret_codes(headings: Mapping[int, Heading], rows: Sequence[Line]) -> dict[int, Heading]:
    """Return the headings of a list of systems, with ids and short names recognised by values.

    ``APP-017`` is an id and ``CRM`` a short name, if the header is unknown and no value occurs
    twice. "Environment" with ``crm-db01 / CRMPRD`` and ``SaaS`` contains hosts and databases.
    """
    found = {at: list_values(at, rows) for at in headings}
    named = [at for at, h in headings.items() if h.systems == "name" and h.side is None]
    coded = {at for at in named if _are_unique(found[at]) and all(map(ID.fullmatch, found[at]))}
    if coded and len(coded) < len(named):
        headings = {
            at: replace(h, systems="id", part="id") if at in coded else h
            for at, h in headings.items()
        }  # "CI | CI label" with ``CI10230``
    return {
        at: replace(h, systems="hosts", exact=False)
        if h.systems == "environment" and _are_places(found[at])
        else _interpret_codes(h, found[at])
        for at, h in headings.items()
    }


def _interpret_codes(heading: Heading, values: Sequence[str]) -> Heading:
    if heading.known or not heading.title:
        return heading
    if _is_numbered(heading.title, values):
        return Heading(title=heading.title, systems="id", part="id", exact=False)
    unique = _are_unique(values)
    if unique and _are_mostly(values, ID.fullmatch):
        return Heading(title=heading.title, systems="id", part="id", exact=False)
    if unique and _are_mostly(values, CODE.fullmatch):
        return Heading(title=heading.title, systems="aliases", exact=False)
    return heading


def _are_places(values: Sequence[str]) -> bool:
    """Return whether at least half of the values begin with a host, and none is an environment."""
    hosts = [value for value in values if HOST.match(value)]
    named = any(map(is_environment, values))
    return len(hosts) >= FEWEST and 2 * len(hosts) >= len(values) and not named


def interpret_interface_ids(
    headings: Mapping[int, Heading], rows: Sequence[Line]
) -> dict[int, Heading]:
    """Return the headings of a list of interfaces, with ids recognised by their values.

    ``IF-017`` is an id if the header is unknown and no value occurs twice, or if the header ends
    with a word for a number: "Register No".
    """
    first = min(headings, default=0)
    return {
        at: _interpret_id(h, list_values(at, rows), first=at == first) for at, h in headings.items()
    }


def _interpret_id(heading: Heading, values: Sequence[str], *, first: bool) -> Heading:
    numbered = first and _ends_in_number(heading.title) and _are_mostly(values, NUMBERED.fullmatch)
    if heading.known or not heading.title or not (_are_mostly(values, ID.fullmatch) or numbered):
        return heading
    if _are_unique(values) or _ends_in_number(heading.title):
        return Heading(title=heading.title, interfaces="name", part="id", exact=False)
    return heading


def _is_numbered(title: str, values: Sequence[str]) -> bool:
    """Return whether a column "ICTO-Nr." contains ids: its values are unique and have digits."""
    digits = all(re.search(r"\d", value) and " " not in value for value in values)
    words = fold_words(title)
    known = load_vocabulary().identity
    named = words[-1:] in known or (words[:1] in known and len(words) <= WORDS)
    return named and bool(values) and len({*values}) == len(values) and digits


def _ends_in_number(title: str) -> bool:
    return fold_words(title)[-1:] in load_vocabulary().identity


def list_values(column: int, rows: Sequence[Line]) -> list[str]:
    """Return the filled cells of a column in the first `EXAMINED` rows below the header."""
    cells = (line.cells[column].strip() for line in rows[:EXAMINED] if column in line.filled)
    return [cell for cell in cells if cell]


def _are_mostly(values: Sequence[str], has_form: Callable[[str], object]) -> bool:
    return sum(bool(has_form(value)) for value in values) >= MOSTLY * len(values)


def _names_ends(text: str) -> bool:
    """Return whether a cell contains two names in capitals with an arrow between them."""
    names = [name.strip() for name in ARROW.split(text)[::2]]
    return (
        len(names) == 2
        and all(
            len(name) > 1 and name[:1].isupper() and read_direction(name).direction is None
            for name in names
        )
        and not LABELLED.fullmatch(text)
    )


def _names_two_ends(text: str) -> bool:
    """Return whether a cell contains two or more systems with arrows between them."""
    names = ARROW.split(text)[::2]
    return len(names) > 1 and all(re.search(r"[^\W\d_]", name) for name in names)
