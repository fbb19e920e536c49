"""Which of several statements on a state holds: the newest dated one, with the others beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seamscope.records import Evidence, State, System
from seamscope.resolved import Finding, Question, QuestionKind, Severity, SystemNode

UNSAID = "active, or not said"
ANSWERS = tuple(state.value for state in State if state is not State.UNKNOWN)
EFFECT = "whether it is drawn as at work; only what is at work makes an integration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one source says of a state. An ACTIVE that nobody put into words is a default."""

    state: State
    said: str
    date: str
    evidence: Evidence

    @property
    def text(self) -> str:
        """The statement for people: ``retired, as of 2021 (cmdb.csv:3)``."""
        default = self.state is State.ACTIVE and not self.said
        word = UNSAID if default else self.state.value
        dated = f", as of {self.date}" if self.date else ""
        return f"{word}{dated} ({self.evidence})"


def lifecycle(records: Sequence[System]) -> State:
    """Return the state of a system: by the newest dated statement, else by what is said against it.

    A source that says nothing does not bring a system back to life, and what is not understood is
    unknown unless another source says more.
    """
    return _holding(_statements(records))


def disagreements(
    node: SystemNode, records: Sequence[System]
) -> Iterator[tuple[Finding | None, Question]]:
    """Yield what to ask on a system's state: where sources differ, or nobody understands one."""
    every = _statements(records)
    firsts: dict[State, Statement] = {}
    for statement in sorted(every, key=lambda one: one.date, reverse=True):
        firsts.setdefault(statement.state, statement)
    sides = sorted(firsts.values(), key=lambda one: (one.state is not node.lifecycle, one.text))
    evidence = tuple(sorted({side.evidence for side in sides}))
    about = (node.id,)
    if len(sides) > 1:
        said = " / ".join(side.text for side in sides)
        finding = Finding(
            severity=Severity.MEDIUM,
            what=f"Sources disagree on the life cycle of {node.name}: {said}",
            where=about,
            remedy=f'correct the source that is wrong; until then "{node.lifecycle}" is used',
            evidence=evidence,
        )
        text = f"Is {node.name} still at work? Sources disagree: {said}"
        yield finding, state_question(text, about, evidence)
    elif State.UNKNOWN in firsts:
        unknown = firsts[State.UNKNOWN]
        words = f'The status "{unknown.said}" ({unknown.evidence}) is not understood.'
        yield None, state_question(f"Is {node.name} still at work? {words}", about, evidence)


def _statements(records: Sequence[System]) -> list[Statement]:
    return [
        Statement(
            state=record.state,
            said=record.state_said,
            date=record.state_date,
            evidence=record.evidence,
        )
        for record in records
    ]


def _holding(statements: Sequence[Statement]) -> State:
    newest = {one.state for one in _newest(statements)}
    if len(newest) == 1:
        return newest.pop()
    stated = [one.state for one in statements if one.state not in {State.ACTIVE, State.UNKNOWN}]
    if stated:
        return stated[0]
    alive = any(one.said for one in statements if one.state is State.ACTIVE)
    unknown = any(one.state is State.UNKNOWN for one in statements)
    return State.UNKNOWN if unknown and not alive else State.ACTIVE


def _newest(statements: Sequence[Statement]) -> list[Statement]:
    """Return the dated statements that none is newer than; "2021" and "2021-03" may be one day."""
    dated = [one for one in statements if one.date]
    return [one for one in dated if not any(is_newer(other.date, one.date) for other in dated)]


def is_newer(date: str, other: str) -> bool:
    """Tell whether an ISO date is later than another; "2021" may be any day of 2021."""
    return date > other and not date.startswith(other)


def state_question(text: str, about: tuple[str, ...], evidence: tuple[Evidence, ...]) -> Question:
    """Ask whether something is at work; the answer is a state."""
    return Question(
        text=text,
        kind=QuestionKind.STATE,
        candidates=ANSWERS,
        effect=EFFECT,
        about=about,
        evidence=evidence,
    )


def sentence(text: str) -> str:
    """Return the words as a sentence, "" for none."""
    return text[:1].upper() + text[1:] + ("." if text else "")
