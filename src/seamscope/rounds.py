"""Resolve and estimate in rounds: ask, follow the answers, ask again, until nothing changes.

An answer names the question it belongs to, so the questions come first. Following an answer may
raise another question that is answered as well.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from seamscope.answers import (
    Answered,
    AnswerFile,
    Applied,
    Asked,
    Names,
    apply,
    identified,
    taken,
    updated,
    with_facts,
)
from seamscope.config import Config
from seamscope.errors import SeamscopeError
from seamscope.estimate import AnswerEffect, Estimates, estimate
from seamscope.estimate.calibration import Calibration
from seamscope.faults import attempt
from seamscope.knowledge.products import products
from seamscope.landscape import Landscape
from seamscope.poc import Poc
from seamscope.records import Evidence, Record
from seamscope.resolve import resolve
from seamscope.resolve.names import listed, slug
from seamscope.resolve.weights import weigh
from seamscope.resolved import Finding, Question, QuestionKind, Resolved
from seamscope.surface import Surface, build_poc_records, compute_surface, match_touches
from seamscope.wording import format_figure

ROUNDS = 6  # answers that answer what other answers raised; more than that nobody has seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Everything a round starts from: records without queries, and what a person wrote."""

    records: Sequence[Record]
    config: Config = Config()  # noqa: RUF009 (frozen)
    poc: Poc | None = None
    calibration: Calibration | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """Where the rounds end.

    mismatches: what the POC names and no input lists; questions: those still open; answered:
    every answer with its effect; answers: `answers.yaml` as it is to be written; errors: answers
    that cannot be followed; faults: questions that are missing because of an error of ours.
    """

    resolved: Resolved
    landscape: Landscape
    surface: Surface
    estimates: Estimates
    poc: Poc | None
    mismatches: tuple[SeamscopeError, ...]
    questions: tuple[Question, ...]
    answered: tuple[Answered, ...]
    answers: AnswerFile
    errors: tuple[SeamscopeError, ...]
    faults: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round:
    """The landscape under some answers, and what it asks."""

    resolved: Resolved
    landscape: Landscape
    surface: Surface
    estimates: Estimates
    poc: Poc | None
    mismatches: tuple[SeamscopeError, ...]
    questions: tuple[Question, ...]
    faults: tuple[Finding, ...]


def conclude(sources: Sources, home: AnswerFile, given: AnswerFile | None = None) -> Conclusion:
    """Follow the answers of `answers.yaml`, and those of another file that are taken over."""
    applied = Applied()
    now = _round(sources, applied)
    asked = _asked(now, {})
    file = home
    faults: tuple[SeamscopeError, ...] = ()
    for _ in range(ROUNDS):
        if given is not None:
            file, faults = taken(home, given, [one.question for one in asked.values()])
        following = apply(file, asked, sources.config)
        changed = _decided(following) != _decided(applied)
        applied = following
        if not changed:
            break
        now = _round(sources, applied)
        asked = _asked(now, asked)
    written = updated(file, _open(now, applied))
    if written.entries != file.entries and applied.answered:  # evidence names the lines as written
        applied = apply(written, asked, sources.config)
        now = _round(sources, applied)
    errors = (*written.errors, *faults, *applied.errors, *applied.notes)
    return Conclusion(
        resolved=_without_settled(now.resolved, asked, applied),
        landscape=now.landscape,
        surface=now.surface,
        estimates=now.estimates,
        poc=now.poc,
        mismatches=now.mismatches,
        questions=_open(now, applied),
        answered=applied.answered,
        answers=written,
        errors=errors,
        faults=now.faults,
    )


def _round(sources: Sources, applied: Applied) -> _Round:
    poc = sources.poc
    if poc:
        poc, _ = with_facts(poc, applied.facts, applied.masters)
    described = build_poc_records(poc) if poc else ()
    records = (*sources.records, *described)
    resolved = resolve(records, sources.config, products(), applied.decisions)
    mismatches: tuple[SeamscopeError, ...] = ()
    if poc:
        matched = match_touches(resolved, poc)
        poc, resolved, mismatches = matched.poc, matched.resolved, matched.errors
    own = poc.operation.masters if poc else {}
    landscape = Landscape(resolved, {**dict(applied.masters), **own})
    crossed = compute_surface(landscape, poc)
    estimates = estimate(
        landscape, crossed, poc, calibration=sources.calibration, seed=sources.seed
    )
    nothing: tuple[Question, ...] = ()
    asked, faults = attempt(
        "Questions about facts and names", lambda: _questions(estimates, resolved), nothing
    )
    masters, others = attempt(
        "Questions about masters of entities", lambda: _masters(resolved, landscape), nothing
    )
    return _Round(
        resolved=resolved,
        landscape=landscape,
        surface=crossed,
        estimates=estimates,
        poc=poc,
        mismatches=mismatches,
        questions=identified((*asked, *masters)),
        faults=(*faults, *others),
    )


def _masters(resolved: Resolved, landscape: Landscape) -> tuple[Question, ...]:
    """Ask once for each entity that several systems write which of them is its master.

    The questions weigh by the flows around their systems, as those of `resolve` do.
    """
    writers: dict[str, set[str]] = defaultdict(set)
    evidence: dict[str, set[Evidence]] = defaultdict(set)
    for integration in landscape.integrations:
        for shared in integration.entities_both_ways if integration.active else ():
            if not shared.master:
                writers[shared.entity] |= {*shared.writers}
                evidence[shared.entity] |= {*shared.evidence}
    questions = [
        _master(entity, writers[entity], evidence[entity], landscape) for entity in writers
    ]
    placeless = frozenset(node.id for node in resolved.endpoints)
    return weigh(questions, (*resolved.flows, *resolved.dependencies), placeless)


def _master(
    entity: str, writers: set[str], evidence: set[Evidence], landscape: Landscape
) -> Question:
    names = [landscape.system(key).name for key in sorted(writers)]
    return Question(
        text=f"Which system is the master of {entity}, {listed(names, 'or')}? All of them write it",
        kind=QuestionKind.MASTER,
        id=f"{QuestionKind.MASTER.value}:{slug(entity)}",
        candidates=tuple(names),
        effect="says whose value wins where two differ",
        about=tuple(sorted(writers)),
        subject=entity,
        evidence=tuple(sorted(evidence)),
    )


def _asked(now: _Round, before: Mapping[str, Asked]) -> dict[str, Asked]:
    """Return every question so far, each with the landscape that asked it first."""
    names = Names(now.resolved)
    return {q.id: Asked(question=q, names=names) for q in now.questions} | dict(before)


def _open(now: _Round, applied: Applied) -> tuple[Question, ...]:
    return tuple(question for question in now.questions if question.id not in applied.settled)


def _without_settled(resolved: Resolved, asked: Mapping[str, Asked], applied: Applied) -> Resolved:
    """Return the landscape without the findings that say what a settled question asked."""
    settled = {(asked[key].question.about, asked[key].question.evidence) for key in applied.settled}
    kept = tuple(f for f in resolved.findings if (f.where, f.evidence) not in settled)
    return replace(resolved, findings=kept)


def _decided(applied: Applied) -> tuple[object, ...]:
    return (applied.decisions, applied.facts, applied.masters)


def _describe_effect(change: AnswerEffect | None, share: float) -> str:
    """Return what an answer changes: the uncertainty, the total at P80, and the decision."""
    parts = [f"takes {100 * share:.1f} % of the uncertainty away"] if share else []
    if change and change.days:
        days = ", ".join(f"{rating} {format_figure(value)}" for rating, value in change.days)
        parts.append(f"total at P80 in person-days if {days}")
    if change and change.decision:
        parts.append(f"{100 * change.decision:.0f} % chance to change whether it fits the budget")
    return "; ".join(parts)


def _questions(estimates: Estimates, resolved: Resolved) -> tuple[Question, ...]:
    """Return what the estimate asks, ranked, then what names left open; the same question once.

    Two questions are the same if one begins with the other: the longer says how to answer.
    """
    changes = {effect.question: effect for effect in estimates.effects}
    facts = {missing.question: missing.fact for e in estimates.estimates for missing in e.missing}
    ranked = {
        text: Question(
            text=text,
            kind=QuestionKind.FACT,
            about=about,
            subject=facts.get(text, ""),
            effect=_describe_effect(changes.get(text), share),
            variance_share=share,
            key=changes[text].key if text in changes else "",
            decision=changes[text].decision if text in changes else 0.0,
        )
        for text, about, share in estimates.questions
    }
    others: list[Question] = []
    for asked in resolved.questions:
        short = asked.text.partition("?")[0] + "?"
        if known := ranked.get(short):
            about = tuple(dict.fromkeys((*asked.about, *known.about)))
            ranked[short] = replace(
                asked,
                about=about,
                variance_share=known.variance_share,
                key=known.key,
                decision=known.decision,
            )
        else:
            others.append(asked)
    return (*ranked.values(), *others)
