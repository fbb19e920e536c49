"""Read the state of a system or an interface from free text, in fourteen languages.

The first words decide; a date or a remark may come before or after them. Text that is not
understood results in UNKNOWN, never in ACTIVE.
"""

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from seamscope.connector.dates import DATE, find_date, take_dates
from seamscope.connector.scrub import quote
from seamscope.connector.words import fold_words, list_phrases, load, match_longest
from seamscope.records import State

Words = tuple[str, ...]
# Separators of statements: the first statement decides, later statements are remarks.
CLAUSES = re.compile(r"[,;:()\[\]|\n]|[.!](?=\s|$)|\s[-–—]+\s|[–—]", re.I)
# Separators of two states in one string: "active / planned".
EITHER = re.compile(r"/|->|→|=>|>|\b(?:or|oder|ou|lub)\b", re.I)
SHOWN = 60  # characters of a statement that are kept
STOPPED = frozenset({State.RETIRED, State.DISABLED, State.FAILED})
EXPLAINING = STOPPED | {State.PLANNED}  # may explain a "no": "no, replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A state according to a source.

    date: when the state began, as an ISO date of any precision, "" if unknown.
    due: the ISO date of an announced change, "" if there is none.
    said: the wording of the source, "" if the state is the default.
    """

    state: State = State.ACTIVE
    date: str = ""
    due: str = ""
    said: str = ""

    def as_of(self, text: str) -> "Stated":
        """Return this state with the date in a string, unless this state has a later date."""
        return replace(self, date=max(self.date, find_date(text))) if self.said else self

    @property
    def reason(self) -> str:
        """The reason why the state of a flow is unknown, "" if it is known."""
        unknown = self.state is State.UNKNOWN
        return f"its status '{self.said}' is not understood" if unknown else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    """Words for a change such as "go-live".

    change: the state after the change.
    alone: the meaning if the words are the whole status.
    underway: whether the change has begun but is not complete ("sunset", "being replaced").
    ahead: the state before the change is announced, for words such as "migration", where the later
        state does not imply the earlier one.
    """

    change: State
    alone: State
    underway: bool = False
    ahead: State | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Vocabulary:
    """Normalised phrases by meaning.

    alone: phrases that are a state only if there are no other words.
    most: number of words of the longest phrase.
    """

    meanings: dict[Words, State | _Event]
    alone: dict[Words, State]
    markers: dict[Words, frozenset[str]]
    fillers: frozenset[Words]
    done: frozenset[Words]
    until: frozenset[Words]
    begin: frozenset[Words]
    since: frozenset[Words]
    nothing: frozenset[str]
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clause:
    """The state in a clause, None if it is not understood.

    coming: whether the state lies in the future.
    """

    state: State | None = None
    coming: bool = False
    empty: bool = False  # only fillers and dates
    dates: int = 0  # number of dates in the clause
    negation: bool = False  # the clause is only a denial, such as "no"


@lru_cache(maxsize=8192)  # values repeat in columns; each is tried under several headers
def read_state(text: str) -> Stated | None:
    """Return the state that a text describes; None if the text has no state.

    The state is UNKNOWN if the text is not understood. ``abgeschaltet 31.03.2024`` (shut down) →
    RETIRED since 2024-03-31. ``to be retired 2026`` → ACTIVE, with the change due 2026.
    """
    words = _load_vocabulary()
    if text.strip().casefold() in words.nothing or not text.strip():
        return None
    dated = take_dates(text.replace("_", " "))
    every = [_read_clause(part, dated=bool(dated.dates)) for part in CLAUSES.split(dated.text)]
    clauses = [clause for clause in every if not clause.empty]
    first = clauses[0] if clauses else _Clause()
    state = _decide_state(clauses)
    ahead = (
        first.coming or first.state is State.PLANNED
    )  # "planned from 2027", "planned until 2027"
    if "?" in text or (not ahead and _is_bounded(dated.text)):
        state = State.UNKNOWN
    elif not clauses and _is_since(dated.text):
        state = State.ACTIVE
    dateless = first.coming or state in {State.PLANNED, State.UNKNOWN}
    return Stated(
        state=state,
        date="" if dateless else _find_start_date(every, dated.dates),
        due="" if state is State.UNKNOWN else _find_due_date(every, dated.dates),
        said=quote(" ".join(text.split()), SHOWN),
    )


def is_only_state(text: str) -> bool:
    """Return whether the first statement of a text consists only of a state and dates.

    "läuft nicht mehr, jetzt über ERP" → True, "replaced the fax" → False.
    """
    known = _load_vocabulary()
    words = fold_words(CLAUSES.split(take_dates(text).text, maxsplit=1)[0])
    if words in known.alone:
        return True
    place = 0
    while place < len(words):
        tables = (known.meanings, known.markers, known.fillers, known.done)
        size = max(match_longest(words, place, table, known.most) for table in tables)
        if not size and words[place] != DATE:
            return False
        place += size or 1
    return bool(words)


def asks_whether_active(text: str) -> bool:
    """Return whether a question asks if something is active: "Still in use", not "Used by"."""
    words = fold_words(text)
    known = _load_vocabulary()
    if words in known.alone:  # "Mandatory?" asks something else
        return False
    ends = words[-1:] not in known.fillers and words[-1:] not in known.markers
    return ends and is_only_state(text) and parse_state(text) is State.ACTIVE


def is_switch(text: str) -> bool:
    """Return whether a string has a state and its opposite: "active/inactive", "Wł./Wył."."""
    halves = [parse_state(half.strip(" .")) for half in text.split("/")]
    return (
        len(halves) == 2 and State.ACTIVE in halves and not STOPPED.isdisjoint(filter(None, halves))
    )


def is_ending(text: str) -> bool:
    """Return whether a text says that the end of operation has begun, without a date.

    "in Ablösung" and "being decommissioned" → True: such statements are soon out of date.
    """
    dated = take_dates(text.replace("_", " "))
    clauses = (_read_clause(part, dated=False) for part in CLAUSES.split(dated.text))
    first = next((clause for clause in clauses if not clause.empty), _Clause())
    negated = any("not" in _load_vocabulary().markers.get((word,), ()) for word in fold_words(text))
    return not (dated.dates or negated) and first.coming and first.state is State.ACTIVE


def list_state_words() -> frozenset[str]:
    """Return the normalised words and phrases for states."""
    return frozenset(" ".join(phrase) for phrase in _load_vocabulary().meanings)


def parse_state(text: str) -> State | None:
    """Return the state that a text describes, None if it has no state or is not understood."""
    said = read_state(text)
    return None if said is None or said.state is State.UNKNOWN else said.state


def _find_start_date(clauses: list[_Clause], dates: tuple[str, ...]) -> str:
    """Return the first date in the leading clause, or in a clause that is only a date.

    dates: the dates of all clauses, in order.
    """
    passed, led = 0, False
    for clause in clauses:
        own = clause.empty or not led
        if own and clause.dates:
            return dates[passed]
        led = led or not clause.empty
        passed += clause.dates
    return ""


def _find_due_date(clauses: list[_Clause], dates: tuple[str, ...]) -> str:
    """Return the first date of an announced change: ``active, to be retired 2026`` → 2026."""
    for place, clause in enumerate(clauses):
        if clause.coming or clause.state is State.PLANNED:
            passed = sum(one.dates for one in clauses[:place])
            if due := _find_start_date(clauses[place:], dates[passed:]):
                return due
    return ""


def _decide_state(clauses: list[_Clause]) -> State:
    """Return the state of the leading clause, unless a later clause negates it."""
    states = [clause.state for clause in clauses]
    match clauses:
        case [first, second, *_] if second.negation and first.state is not None:
            return _negate(first.state, "not")
        case [first, second, *_] if first.negation and second.state in EXPLAINING:
            return second.state  # "no, replaced"
        case [first, *_] if first.state is not None:
            is_running = first.state is State.ACTIVE and not first.coming
            contradicted = is_running and not STOPPED.isdisjoint(filter(None, states[1:]))
            return State.UNKNOWN if contradicted else first.state
        case _:
            return State.UNKNOWN


def _is_bounded(text: str) -> bool:
    """Return whether a date may be the end of the state: ``in use until 2025``, ``2019-2021``."""
    if re.search(rf"{DATE}\s*(?:[-–—]|to|bis)\s*{DATE}", text):
        return True
    words, known = fold_words(text), _load_vocabulary()
    bounds = known.until | known.begin
    return any(
        words[end] == DATE and any(words[end - size : end] in bounds for size in (1, 2, 3))
        for end in range(1, len(words))
    )


def _is_since(text: str) -> bool:
    """Return whether a string is only a date with a word such as "since": ``since 2015``."""
    words = fold_words(text)
    return words[-1:] == (DATE,) and words[:-1] in _load_vocabulary().since


def _read_clause(text: str, *, dated: bool) -> _Clause:
    """Return the state of a clause; ``active / planned`` has two, so it is not understood."""
    parts = [_read_words(fold_words(part), dated=dated) for part in EITHER.split(text)]
    told = [part for part in parts if not part.empty]
    states = {part.state for part in told} - {None}
    said = _Clause() if len(states) > 1 else told[0] if told else _Clause(empty=True)
    return replace(said, dates=text.count(DATE))


def _read_words(words: Words, *, dated: bool) -> _Clause:
    """Return the state of the leading words of a clause, including markers such as "not"."""
    known = _load_vocabulary()
    if words in known.alone:
        return _Clause(state=known.alone[words])
    marks: set[str] = set()
    place = 0
    while place < len(words):
        state = match_longest(words, place, known.meanings, known.most)
        marker = match_longest(words, place, known.markers, known.most)
        filler = match_longest(words, place, known.fillers, known.most)
        if state and state >= max(marker, filler):
            return _read_phrase(words, place, state, marks, dated=dated)
        if marker and marker >= filler:
            marks |= _find_markers(words, place, marker)
        elif not (filler or words[place] == DATE or words[place].isdigit()):
            return _Clause()
        place += marker or filler or 1
    negation = "not" in marks
    return _Clause(negation=negation, empty=not marks)


def _read_phrase(words: Words, place: int, size: int, marks: set[str], *, dated: bool) -> _Clause:
    """Return the state of the phrase at a position, including the words after the phrase.

    size: number of words of the phrase.
    marks: the markers before it.
    """
    known = _load_vocabulary()
    meaning = known.meanings[words[place : place + size]]
    behind = _skip_dates(words, place + size)
    follows = match_longest(words, behind, known.meanings, known.most)
    following = known.meanings[words[behind : behind + follows]] if follows else None
    if meaning is State.PLANNED and following is not None and following is not State.PLANNED:
        meaning, marks = following, marks | {"coming"}
    elif following is State.PLANNED or _is_coming(words, behind):
        marks = marks | {"coming"}
    if not isinstance(meaning, _Event):
        marks = marks | _find_trailing_negation(words, behind)
        state = _apply_markers(meaning, marks)
        return _Clause(state=state, coming=_is_future(meaning, state, marks))
    if match_longest(words, behind, known.done, known.most):
        return _Clause(state=_apply_markers(meaning.change, marks))
    if marks and meaning.ahead:
        return _Clause(state=meaning.ahead, coming=True)
    if marks or meaning.underway:
        state = _apply_markers(meaning.change, marks | {"coming"} if meaning.underway else marks)
        return _Clause(state=state, coming=True)
    # A dated change may or may not have happened.
    return _Clause(state=State.UNKNOWN if dated else meaning.alone, coming=dated)


def _find_trailing_negation(words: Words, place: int) -> frozenset[str]:
    """Return the negation after a verb: "läuft nicht mehr" (runs no longer).

    A mere "not" counts only at the end of the clause.
    """
    known = _load_vocabulary()
    size = match_longest(words, place, known.markers, known.most)
    found = known.markers[words[place : place + size]] if size else frozenset()
    ends = place + size == len(words)
    return found & ({"no_longer", "not_yet", "not"} if ends else {"no_longer", "not_yet"})


def _skip_dates(words: Words, place: int) -> int:
    """Return the position after dates and the words around them: ``Ablösung [2027] geplant``."""
    known = _load_vocabulary()
    at = place
    while at < len(words):
        filler = match_longest(words, at, known.fillers, known.most)
        if not filler and words[at] != DATE:
            break
        at += filler or 1
    return at if DATE in words[place:at] else place


def _find_markers(words: Words, place: int, size: int) -> frozenset[str]:
    """Return the markers at a position; a "to" before a date is not a marker."""
    found = _load_vocabulary().markers[words[place : place + size]]
    if "toward" in found:
        dated = words[place + size : place + size + 1] in {(), (DATE,)}
        found = found - {"toward"} | (frozenset() if dated else {"coming"})
    return found


def _is_coming(words: Words, place: int) -> bool:
    """Return whether the words after a state postpone it: ``retirement scheduled 2026``."""
    known = _load_vocabulary()
    size = match_longest(words, place, known.markers, known.most)
    return bool(size) and "coming" in known.markers[words[place : place + size]]


def _is_future(meaning: State, state: State, marks: set[str]) -> bool:
    ahead = not marks.isdisjoint({"coming", "passive"})
    return ahead and (meaning is not state or "coming" in marks)


def _apply_markers(state: State, marks: set[str]) -> State:
    """Apply the markers before a state (not, no longer, planned) to it."""
    negation = next((mark for mark in ("no_longer", "not_yet", "not") if mark in marks), "")
    if "coming" in marks:
        return _find_current_state(state, negation)
    if negation:
        return _negate(state, negation)
    if "passive" in marks and state in {State.RETIRED, State.DISABLED}:
        return State.ACTIVE
    return state


def _find_current_state(state: State, negation: str) -> State:
    """Return the present state, for a text that announces a state or the end of a state.

    An announced state lies in the future, so the present state is the opposite ("to be retired" →
    active) or the preceding one ("to be live" → planned).
    """
    match state, negation:
        case (State.RETIRED | State.DISABLED, _):
            return State.ACTIVE
        case (State.ACTIVE, "no_longer"):
            return State.ACTIVE
        case (State.ACTIVE | State.PLANNED | State.DEVELOPMENT, ""):
            return State.PLANNED
        case _:
            return State.UNKNOWN


def _negate(state: State, negation: str) -> State:
    match state, negation:
        case State.ACTIVE, "no_longer":
            return State.RETIRED
        case State.ACTIVE, "not_yet":
            return State.PLANNED
        case State.ACTIVE, _:
            return State.DISABLED
        case ((State.RETIRED | State.DISABLED | State.FAILED), _):
            return State.ACTIVE
        case _:
            return State.UNKNOWN


def _build_event(entry: dict[str, Any]) -> _Event:
    return _Event(
        change=State(entry["change"]),
        alone=State(entry["alone"]),
        underway=entry.get("underway", False),
        ahead=State(entry["ahead"]) if "ahead" in entry else None,
    )


@cache
def _load_vocabulary() -> _Vocabulary:
    match load("states"):
        case {
            "states": dict(states),
            "events": list(events),
            "markers": dict(markers),
            "fillers": fillers,
            "done": done,
            "until": until,
            "from": begin,
            "since": since,
            "alone": dict(alone),
            "nothing": list(nothing),
        }:
            meanings: dict[Words, State | _Event] = {}
            for event in events:
                meanings |= dict.fromkeys(list_phrases(event["words"]), _build_event(event))
            for name, listed in states.items():
                meanings |= dict.fromkeys(list_phrases(listed), State(name))
            marks: dict[Words, frozenset[str]] = {}
            for name, listed in markers.items():
                for phrase in list_phrases(listed):
                    marks[phrase] = marks.get(phrase, frozenset()) | {name}
            every = {*meanings, *marks, *list_phrases(fillers)}
            return _Vocabulary(
                meanings=meanings,
                alone={
                    phrase: State(name)
                    for name, listed in alone.items()
                    for phrase in list_phrases(listed)
                },
                markers=marks,
                fillers=frozenset(
                    {*list_phrases(fillers), *list_phrases(until), *list_phrases(begin)}
                ),
                done=frozenset(list_phrases(done)),
                until=frozenset(list_phrases(until)),
                begin=frozenset(list_phrases(begin)),
                since=frozenset(list_phrases(since)),
                nothing=frozenset(text.casefold() for text in map(str, nothing)),
                most=max(map(len, every)),
            )
        case _:
            raise ValueError("a required section is missing in states.yaml")
