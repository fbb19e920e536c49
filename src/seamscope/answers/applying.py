"""Apply answers: match them with the questions they belong to, and decide what they decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from seamscope.answers.contradictions import contradictions
from seamscope.answers.entry import Answered, AnswerFile, Entry
from seamscope.answers.lowering import Effect, PocFact, lower
from seamscope.answers.names import AnswerError, Names, closest
from seamscope.config import Config
from seamscope.decisions import Decisions
from seamscope.errors import SeamscopeError
from seamscope.resolved import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What all answers of a file decide together.

    answered: each answer with its effect, in the file's order; matched: ids of the questions
    they belong to; settled: those that need not be asked again; errors: answers that cannot be
    followed, each with its line; notes: what the user should know at once.
    """

    answered: tuple[Answered, ...] = ()
    matched: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()
    decisions: Decisions = field(default_factory=Decisions)
    facts: tuple[PocFact, ...] = ()
    masters: tuple[tuple[str, str], ...] = ()
    errors: tuple[SeamscopeError, ...] = ()
    notes: tuple[SeamscopeError, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, and the landscape in which it was asked."""

    question: Question
    names: Names


def apply(file: AnswerFile, asked: Mapping[str, Asked], config: Config) -> Applied:
    """Return what the answers of a file decide, given every question that was asked.

    An answer that is wrong, matches no question or contradicts another costs itself only.
    """
    effects: dict[str, Effect] = {}
    faults: dict[str, SeamscopeError] = {}
    for entry in file.answered:
        try:
            effects[entry.id] = _effect(file, entry, asked)
        except AnswerError as error:
            faults[entry.id] = _fault(file, entry, error.what, error.remedy)
    for entries, fault in _contradictory(file, effects, config):
        for entry in entries:
            effects.pop(entry.id, None)
            faults.setdefault(entry.id, fault)
    decided = [effects[entry.id] for entry in file.answered if entry.id in effects]
    decisions = Decisions()
    for effect in decided:
        decisions += effect.decisions
    by_id = {entry.id: entry for entry in file.answered}
    return Applied(
        answered=tuple(_answered(file, entry, asked, effects, faults) for entry in file.answered),
        matched=frozenset(entry.id for entry in file.answered if entry.id in asked),
        settled=frozenset(effects),
        decisions=decisions,
        facts=tuple(fact for effect in decided for fact in effect.facts),
        masters=tuple(pair for effect in decided for pair in effect.masters),
        errors=tuple(dict.fromkeys(faults[e.id] for e in file.answered if e.id in faults)),
        notes=tuple(
            _fault(file, by_id[key], effect.note, "correct the name if it is another")
            for key, effect in effects.items()
            if effect.note
        ),
    )


def _effect(file: AnswerFile, entry: Entry, asked: Mapping[str, Asked]) -> Effect:
    found = asked.get(entry.id)
    if found is None:
        near = closest(entry.id, asked)
        remedy = f'did you mean "{near}"?' if near else "delete the entry if it is settled"
        raise AnswerError(f'no question has the id "{entry.id}" any more', remedy)
    return lower(entry, found.question, found.names, file.evidence(entry))


def _contradictory(
    file: AnswerFile, effects: Mapping[str, Effect], config: Config
) -> list[tuple[list[Entry], SeamscopeError]]:
    places = {file.evidence(entry): entry for entry in file.answered}
    made = []
    for found in contradictions(list(effects.values()), config):
        entries = [places[place] for place in found.places if place in places]
        if not entries:
            continue  # seamscope.yaml contradicts itself, which no answer can help
        sides = " and ".join(str(place) for place in found.places)
        remedy = "correct one of them; until then none of the answers is followed"
        what = f"contradicts itself on {found.what}: {sides}"
        made.append((entries, _fault(file, entries[-1], what, remedy)))
    return made


def _answered(
    file: AnswerFile,
    entry: Entry,
    asked: Mapping[str, Asked],
    effects: Mapping[str, Effect],
    faults: Mapping[str, SeamscopeError],
) -> Answered:
    found = asked.get(entry.id)
    effect = effects.get(entry.id)
    return Answered(
        id=entry.id,
        question=found.question.text if found else "",
        answer=entry.answer,
        answered_by=entry.by,
        answered_on=entry.on,
        applied=effect is not None,
        effect=effect.words if effect else f"not followed: {faults[entry.id].what}",
        evidence=(file.evidence(entry),),
    )


def _fault(file: AnswerFile, entry: Entry, what: str, remedy: str) -> SeamscopeError:
    return SeamscopeError(what, remedy=remedy, file=file.shown or file.name, line=entry.line)
