"""Choose the state of a system from the statements of its sources.

The newest statement with a date takes precedence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seamscope.connector.states import is_ending
from seamscope.records import Evidence, State, System
from seamscope.resolve.register import build_question_id
from seamscope.resolved import Finding, Question, QuestionKind, Severity, SystemNode

ANSWERS = tuple(state.value for state in State if state is not State.UNKNOWN)
EFFECT = "whether it is treated as active; only active systems and flows form an integration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The state of a system in one source.

    words: the wording of the source; "" if it has none and ACTIVE is only the default.
    due: the date of an announced change.
    """

    state: State
    words: str
    date: str
    due: str
    evidence: Evidence

    @property
    def is_said(self) -> bool:
        """Return whether the source states the state. ACTIVE may only be the default."""
        return self.state is not State.ACTIVE or bool(self.words)

    @property
    def text(self) -> str:
        """Return the statement as reports show it: ``retired, as of 2021 (cmdb.csv:3)``."""
        dated = f", as of {self.date}" if self.date else ""
        return f"{self.state.value}{dated} ({self.evidence})"


def choose_lifecycle(records: Sequence[System]) -> State:
    """Return the state of a system: the newest one with a date, else the first that is not active.

    So a source without a state does not make a retired system active again. A state that is not
    understood becomes UNKNOWN, unless the system is active according to another source.
    """
    return _choose_state(_list_statements(records))


def report_disagreements(
    node: SystemNode, records: Sequence[System]
) -> Iterator[tuple[Finding | None, Question]]:
    """Yield a finding and a question if sources disagree on the state of a system.

    If they agree, yield only a question if the state is unknown or its words announce an end.
    Sources that give no state do not disagree, so they are not cited.
    """
    every = [statement for statement in _list_statements(records) if statement.is_said]
    firsts: dict[State, Statement] = {}
    for statement in sorted(every, key=lambda one: one.date, reverse=True):
        firsts.setdefault(statement.state, statement)
    sides = sorted(firsts.values(), key=lambda one: (one.state is not node.lifecycle, one.text))
    evidence = tuple(sorted({side.evidence for side in sides}))
    about = (node.id,)
    if len(sides) > 1:
        statements_text = " / ".join(side.text for side in sides)
        finding = Finding(
            severity=Severity.MEDIUM,
            what=f"Sources disagree on the life cycle of {node.name}: {statements_text}",
            where=about,
            remedy=f'correct the source that is wrong; until then "{node.lifecycle}" is used',
            evidence=evidence,
        )
        text = f"Is {node.name} still in use? Sources disagree: {statements_text}"
        yield finding, build_state_question(text, about, evidence)
    elif State.UNKNOWN in firsts:
        unknown = firsts[State.UNKNOWN]
        problem = "contains a date that has passed" if unknown.due else "is not understood"
        words = f'The status "{unknown.words}" ({unknown.evidence}) {problem}.'
        yield None, build_state_question(f"Is {node.name} still in use? {words}", about, evidence)
    elif ending := [one for one in every if one.state is State.ACTIVE and is_ending(one.words)]:
        status = f'"{ending[0].words}" ({ending[0].evidence})'
        words = f"The status {status} indicates that it will be retired."
        where = tuple(sorted({one.evidence for one in ending}))
        yield None, build_state_question(f"Is {node.name} still in use? {words}", about, where)


def report_announced_end(node: SystemNode, records: Sequence[System]) -> Finding | None:
    """Return a finding if an active system has an announced end, otherwise None.

    ``abzulösen bis 2028``: everything that is built on this system must have moved to its successor
    by 2028.
    """
    ends = [one for one in _list_statements(records) if one.state is State.ACTIVE and one.due]
    if not ends or node.lifecycle is not State.ACTIVE:
        return None
    first = min(ends, key=lambda one: (one.due, one.evidence))
    return Finding(
        severity=Severity.MEDIUM,
        what=f'{node.name} is announced to end in {first.due}: "{first.words}"',
        where=(node.id,),
        remedy="plan how its integrations move to the successor, or correct the date",
        evidence=tuple(sorted({one.evidence for one in ends})),
    )


def _list_statements(records: Sequence[System]) -> list[Statement]:
    return [
        Statement(
            state=record.state,
            words=record.state_said,
            date=record.state_date,
            due=record.state_due,
            evidence=record.evidence,
        )
        for record in records
    ]


def _choose_state(statements: Sequence[Statement]) -> State:
    newest = {one.state for one in _select_newest(statements)}
    if len(newest) == 1:
        return newest.pop()
    stated = [one.state for one in statements if one.state not in {State.ACTIVE, State.UNKNOWN}]
    if stated:
        return stated[0]
    alive = any(one.words for one in statements if one.state is State.ACTIVE)
    unknown = any(one.state is State.UNKNOWN for one in statements)
    return State.UNKNOWN if unknown and not alive else State.ACTIVE


def _select_newest(statements: Sequence[Statement]) -> list[Statement]:
    """Return the newest statements with a date. "2021" and "2021-03" count as equally new."""
    dated = [one for one in statements if one.date]
    return [one for one in dated if not any(is_newer(other.date, one.date) for other in dated)]


def is_newer(date: str, other: str) -> bool:
    """Return whether an ISO date is certainly later. "2021" may be any day of 2021."""
    return date > other and not date.startswith(other)


def build_state_question(
    text: str,
    about: tuple[str, ...],
    evidence: tuple[Evidence, ...],
    way: tuple[str, str] | None = None,
) -> Question:
    """Return a question about the state of a system or flow. Its possible answers are states.

    way: the names of the source and of the target of a flow. The id of the question has them in
    this order, so that an answer about one direction never applies to the other.
    """
    return Question(
        text=text,
        kind=QuestionKind.STATE,
        id=build_question_id(QuestionKind.STATE, (way[0], "to", way[1])) if way else "",
        candidates=ANSWERS,
        effect=EFFECT,
        about=about,
        evidence=evidence,
    )


def format_sentence(text: str) -> str:
    """Return the text with a capital letter and a full stop, "" for no text."""
    return text[:1].upper() + text[1:] + ("." if text else "")
