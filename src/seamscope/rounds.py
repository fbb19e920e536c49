"""Resolve and estimate in rounds: raise questions, apply the answers, until nothing changes.

An answer refers to a question, so the questions are raised first. Applying an answer may raise new
questions, and `answers.yaml` may already contain their answers.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from seamscope.answers import (
    Answered,
    AnswerFile,
    Applied,
    Asked,
    Names,
    apply,
    assign_ids,
    fill_in_facts,
    follow_names,
    import_answers,
    update_file,
)
from seamscope.config import Config
from seamscope.errors import SeamscopeError
from seamscope.estimate import (
    AnswerEffect,
    Effort,
    Estimates,
    Totals,
    UnreadPart,
    estimate,
)
from seamscope.estimate.calibration import Calibration
from seamscope.estimate.unread_parts import InputGaps, list_unread_parts
from seamscope.faults import Net, describe_fault, salvage
from seamscope.knowledge.products import load_products
from seamscope.landscape import Landscape
from seamscope.poc import Poc
from seamscope.records import Evidence, Record
from seamscope.residue import Residue
from seamscope.resolve import resolve
from seamscope.resolve.names import build_slug, join_words
from seamscope.resolve.question_weights import weigh
from seamscope.resolved import (
    DependencyEdge,
    Finding,
    FlowEdge,
    Question,
    QuestionKind,
    Resolved,
)
from seamscope.surface import (
    Matched,
    Surface,
    build_poc_records,
    compute_surface,
    list_system_names,
    match_touches,
)
from seamscope.unread import ask_about_residue, drop_named_residue
from seamscope.wording import format_figure

ROUNDS = 6  # maximum number of rounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The input of a round: records without queries, and the files that the user wrote.

    gaps: inputs that were not read. today: the ISO date of the run, "" if the caller does not
    specify it.
    """

    records: Sequence[Record]
    config: Config = Config()  # noqa: RUF009 (frozen)
    poc: Poc | None = None
    calibration: Calibration | None = None
    seed: int = 0
    gaps: InputGaps = InputGaps()  # noqa: RUF009 (frozen)
    today: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """The result of the last round.

    residue: mentions of other systems that no record covers. questions: open questions. mismatches:
    systems of the POC that no input lists. answered: answers with their effect. answers: the new
    content of `answers.yaml`. errors: answers that cannot be applied. faults: parts that are
    missing because of an error in seamscope.
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
    residue: tuple[Residue, ...]
    errors: tuple[SeamscopeError, ...]
    faults: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round:
    """The result of one round: the landscape with the answers applied so far, and its questions."""

    resolved: Resolved
    landscape: Landscape
    surface: Surface
    estimates: Estimates
    poc: Poc | None
    residue: tuple[Residue, ...]
    mismatches: tuple[SeamscopeError, ...]
    questions: tuple[Question, ...]
    faults: tuple[Finding, ...]


def conclude(sources: Sources, home: AnswerFile, imported: AnswerFile | None = None) -> Conclusion:
    """Resolve and estimate, using the answers of `answers.yaml` and of an imported file.

    home: the content of `answers.yaml`. imported: the answers of an imported file, if any.
    """
    applied = Applied()
    now = _run_round(sources, applied)
    asked = _collect_questions(now, {})
    file = home
    faults: tuple[SeamscopeError, ...] = ()
    for _ in range(ROUNDS):
        file = follow_names(home, asked)
        if imported is not None:
            questions = [one.question for one in asked.values()]
            file, faults = import_answers(file, follow_names(imported, asked), questions)
            file = follow_names(file, asked)
        following = apply(file, asked, sources.config)
        changed = _collect_decisions(following) != _collect_decisions(applied)
        applied = following
        if not changed:
            break
        now = _run_round(sources, applied)
        asked = _collect_questions(now, asked)
    written = follow_names(update_file(file, _select_open(now, applied)), asked)
    if written.entries != file.entries and applied.answered:
        # The rewrite moved answers to other lines, so their evidence changes.
        applied = apply(written, asked, sources.config)
        now = _run_round(sources, applied)
    errors = (*written.errors, *faults, *applied.errors, *applied.notes)
    return Conclusion(
        resolved=_drop_answered_findings(now.resolved, asked, applied),
        landscape=now.landscape,
        surface=now.surface,
        estimates=now.estimates,
        poc=now.poc,
        mismatches=now.mismatches,
        questions=_select_open(now, applied),
        answered=applied.answered,
        answers=written,
        residue=now.residue,
        errors=errors,
        faults=now.faults,
    )


def _run_round(sources: Sources, applied: Applied) -> _Round:
    poc = sources.poc
    if poc:
        poc, _ = fill_in_facts(poc, applied.facts, applied.masters)
    net = Net()
    resolved = _resolve(sources, applied, poc, net)
    gaps = replace(sources.gaps, residue=drop_named_residue(sources.gaps.residue, resolved))
    mismatches: tuple[SeamscopeError, ...] = ()
    if poc:
        matched = net.catch(
            "The check of the systems of the POC",
            partial(match_touches, resolved, poc),
            Matched(resolved=resolved, errors=()),
        )
        resolved, mismatches = matched.resolved, matched.errors
    own = poc.operation.masters if poc else {}
    landscape = _build_landscape(resolved, {**dict(applied.masters), **own}, net)
    crossed = net.catch(
        "The surface", lambda: compute_surface(landscape, poc, net.catch), Surface()
    )
    near = _list_crossed(landscape, crossed)
    no_parts: tuple[UnreadPart, ...] = ()
    unread = net.catch(
        "The reserve for inputs that were not read",
        lambda: list_unread_parts(gaps, landscape, near),
        no_parts,
    )
    estimates = _estimate(sources, landscape, crossed, poc, net=net, unread=unread)
    nothing: tuple[Question, ...] = ()
    asked = net.catch(
        "Questions about facts and names", lambda: _list_questions(estimates, resolved), nothing
    )
    masters = net.catch(
        "Questions about masters of entities",
        lambda: _raise_master_questions(resolved, landscape),
        nothing,
    )
    left = net.catch(
        "Questions about residue",
        lambda: ask_about_residue(gaps.residue, landscape, near),
        nothing,
    )
    return _Round(
        resolved=resolved,
        landscape=landscape,
        surface=crossed,
        estimates=estimates,
        poc=poc,
        residue=gaps.residue,
        mismatches=mismatches,
        questions=assign_ids((*asked, *masters, *left)),
        faults=tuple(net.findings),
    )


def _resolve(sources: Sources, applied: Applied, poc: Poc | None, net: Net) -> Resolved:
    """Resolve the records. Records that cause errors are left out and reported as findings."""
    described = build_poc_records(poc) if poc else ()

    def resolve_records(records: Sequence[Record]) -> Resolved:
        return resolve(
            records,
            sources.config,
            load_products(),
            applied.decisions,
            today=sources.today,
            poc_names=list_system_names(poc) if poc else (),
        )

    resolved, lost = salvage(resolve_records, (*sources.records, *described))
    for one in lost:
        what = f"A {type(one.item).__name__} record"
        more = f" and {one.others} records after it" if one.others else ""
        net.findings.append(
            describe_fault(f"{what}{more}", one.error, evidence=(one.item.evidence,))
        )
    return resolved


def _build_landscape(resolved: Resolved, masters: Mapping[str, str], net: Net) -> Landscape:
    """Return the landscape. Flows that cause errors are left out and reported as findings."""
    edges: tuple[FlowEdge | DependencyEdge, ...] = (*resolved.flows, *resolved.dependencies)

    def build(some: Sequence[FlowEdge | DependencyEdge]) -> Landscape:
        kept = {edge.id for edge in some}
        flows = tuple(edge for edge in resolved.flows if edge.id in kept)
        others = tuple(edge for edge in resolved.dependencies if edge.id in kept)
        return Landscape(replace(resolved, flows=flows, dependencies=others), masters)

    landscape, lost = salvage(build, edges)
    for one in lost:
        more = f" and {one.others} flows after it" if one.others else ""
        part = f"The flow {one.item.id}{more}"
        net.findings.append(describe_fault(part, one.error, evidence=one.item.evidence[:1]))
    return landscape


def _estimate(
    sources: Sources,
    landscape: Landscape,
    surface: Surface,
    poc: Poc | None,
    *,
    net: Net,
    unread: tuple[UnreadPart, ...],
) -> Estimates:
    """Return the estimates without those that fail; no estimates at all if the totals fail."""
    none = Effort(mean=0.0, p50=0.0, p80=0.0, p90=0.0)
    return net.catch(
        "All estimates",
        lambda: estimate(
            landscape,
            surface,
            poc,
            calibration=sources.calibration,
            unread=unread,
            seed=sources.seed,
            attempt=net.catch,
        ),
        Estimates(estimates=(), totals=Totals(poc=none, production=none, management_hours=none)),
    )


def _list_crossed(landscape: Landscape, surface: Surface) -> list[str]:
    """Return the ids of the systems that the POC integrates with; empty without a POC."""
    if not surface.poc:
        return []
    ends = {end for i in landscape.integrations if i.id in surface.build for end in i.systems}
    return sorted(ends - {surface.poc})


def _raise_master_questions(resolved: Resolved, landscape: Landscape) -> tuple[Question, ...]:
    """Return a question about the master of each entity that several systems write.

    The questions are weighted by the same rules as the questions of `resolve`.
    """
    writers: dict[str, set[str]] = defaultdict(set)
    evidence: dict[str, set[Evidence]] = defaultdict(set)
    for integration in landscape.integrations:
        for shared in integration.entities_both_ways if integration.active else ():
            if not shared.master:
                writers[shared.entity] |= {*shared.writers}
                evidence[shared.entity] |= {*shared.evidence}
    questions = [
        _build_master_question(entity, writers[entity], evidence[entity], landscape)
        for entity in writers
    ]
    placeless = frozenset(node.id for node in resolved.endpoints)
    return weigh(questions, (*resolved.flows, *resolved.dependencies), placeless)


def _build_master_question(
    entity: str, writers: set[str], evidence: set[Evidence], landscape: Landscape
) -> Question:
    names = [landscape.get_system(key).name for key in sorted(writers)]
    return Question(
        text=f"Which system is the master of {entity}, {join_words(names, 'or')}? "
        "All of them write it",
        kind=QuestionKind.MASTER,
        id=f"{QuestionKind.MASTER.value}:{build_slug(entity)}",
        candidates=tuple(names),
        effect="decides whose value is right if two systems differ",
        about=tuple(sorted(writers)),
        subject=entity,
        evidence=tuple(sorted(evidence)),
    )


def _collect_questions(now: _Round, before: Mapping[str, Asked]) -> dict[str, Asked]:
    """Return the questions of all rounds by id, each with the `Names` of its first round."""
    names = Names(now.resolved)
    return {q.id: Asked(question=q, names=names) for q in now.questions} | dict(before)


def _select_open(now: _Round, applied: Applied) -> tuple[Question, ...]:
    return tuple(question for question in now.questions if question.id not in applied.settled)


def _drop_answered_findings(
    resolved: Resolved, asked: Mapping[str, Asked], applied: Applied
) -> Resolved:
    """Drop the findings whose question the user has answered."""
    settled = {(asked[key].question.about, asked[key].question.evidence) for key in applied.settled}
    kept = tuple(f for f in resolved.findings if (f.where, f.evidence) not in settled)
    return replace(resolved, findings=kept)


def _collect_decisions(applied: Applied) -> tuple[object, ...]:
    return (applied.decisions, applied.facts, applied.masters)


def _describe_effect(change: AnswerEffect | None, share: float) -> str:
    """Describe how an answer changes the uncertainty, the total and the fit to the budget."""
    parts = [f"removes {100 * share:.1f} % of the uncertainty"] if share else []
    if change and change.days:
        days = ", ".join(f"{rating} {format_figure(value)}" for rating, value in change.days)
        parts.append(f"total at P80 in person-days if {days}")
    if change and change.decision:
        parts.append(f"{100 * change.decision:.0f} % chance to change whether it fits the budget")
    return "; ".join(parts)


def _list_questions(estimates: Estimates, resolved: Resolved) -> tuple[Question, ...]:
    """Return the ranked questions about facts, then the questions about names, without duplicates.

    Two questions are duplicates if their texts are equal up to the question mark. The question
    about names is kept, because its text also explains how to answer.
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
