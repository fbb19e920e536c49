"""Apply answers: match them with their questions and convert them to decisions."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from seamscope.answers.contradictions import find_contradictions
from seamscope.answers.entry import Answered, AnswerFile, Entry
from seamscope.answers.following import Asked, find_settled
from seamscope.answers.lowering import Effect, PocFact, lower
from seamscope.answers.names import AnswerError, find_closest
from seamscope.config import Config
from seamscope.decisions import Decisions
from seamscope.errors import Remark, SeamscopeError


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """The combined decisions of all answers in a file.

    answered: each answer with its effect, in the order of the file.
    matched: ids of questions that have an answer.
    settled: ids of questions whose answer was applied.
    masters: (entity, master system).
    errors: answers that cannot be applied, with their lines.
    notes: messages to show to the user immediately.
    """

    answered: tuple[Answered, ...] = ()
    matched: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()
    decisions: Decisions = field(default_factory=Decisions)
    facts: tuple[PocFact, ...] = ()
    masters: tuple[tuple[str, str], ...] = ()
    errors: tuple[SeamscopeError, ...] = ()
    notes: tuple[SeamscopeError, ...] = ()


def apply(file: AnswerFile, asked: Mapping[str, Asked], config: Config) -> Applied:
    """Convert the answers of a file to decisions.

    An answer that is invalid, matches no question or contradicts another answer is left out.

    asked: all questions of this run, by id.
    """
    effects: dict[str, Effect] = {}
    faults: dict[str, SeamscopeError] = {}
    for entry in file.answered:
        try:
            effects[entry.id] = _derive_effect(file, entry, asked)
        except AnswerError as error:
            faults[entry.id] = _build_error(file, entry, error.what, error.remedy)
    for entries, fault in _list_contradictory(file, effects, config):
        for entry in entries:
            effects.pop(entry.id, None)
            faults.setdefault(entry.id, fault)
    decided = [effects[entry.id] for entry in file.answered if entry.id in effects]
    decisions = Decisions()
    for effect in decided:
        decisions += effect.decisions
    by_id = {entry.id: entry for entry in file.answered}
    return Applied(
        answered=tuple(
            _build_answered(file, entry, asked, effects, faults) for entry in file.answered
        ),
        matched=frozenset(entry.id for entry in file.answered if entry.id in asked),
        settled=frozenset(key for key in effects if key in asked),
        decisions=decisions,
        facts=tuple(fact for effect in decided for fact in effect.facts),
        masters=tuple(pair for effect in decided for pair in effect.masters),
        errors=tuple(dict.fromkeys(faults[e.id] for e in file.answered if e.id in faults)),
        notes=tuple(
            Remark(
                effect.note,
                remedy="correct the name if it is misspelt",
                file=file.shown or file.name,
                line=by_id[key].line,
            )
            for key, effect in effects.items()
            if effect.note
        ),
    )


def _derive_effect(file: AnswerFile, entry: Entry, asked: Mapping[str, Asked]) -> Effect:
    found = asked.get(entry.id)
    if found is None and (system := find_settled(entry, asked)):
        return Effect(words=f"already settled: the names are those of {system}")
    if found is None:
        near = find_closest(entry.id, asked)
        remedy = f'did you mean "{near}"?' if near else "delete the entry if it is settled"
        raise AnswerError(f'no question has the id "{entry.id}" any more', remedy)
    return lower(entry, found.question, found.names, file.locate(entry))


def _list_contradictory(
    file: AnswerFile, effects: Mapping[str, Effect], config: Config
) -> list[tuple[list[Entry], SeamscopeError]]:
    places = {file.locate(entry): entry for entry in file.answered}
    conflicts = []
    for found in find_contradictions(list(effects.values()), config):
        entries = [places[place] for place in found.places if place in places]
        if not entries:
            continue  # a contradiction within seamscope.yaml, without an answer
        sides = " and ".join(str(place) for place in found.places)
        remedy = "correct one of them; until then none of these answers is applied"
        problem = f"contradicts itself on {found.what}: {sides}"
        conflicts.append((entries, _build_error(file, entries[-1], problem, remedy)))
    return conflicts


def _build_answered(
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
        effect=effect.words if effect else f"not applied: {faults[entry.id].what}",
        evidence=(file.locate(entry),),
    )


def _build_error(file: AnswerFile, entry: Entry, problem: str, remedy: str) -> SeamscopeError:
    return SeamscopeError(problem, remedy=remedy, file=file.shown or file.name, line=entry.line)
