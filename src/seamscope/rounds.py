"""Resolve and estimate in rounds: raise questions, apply the answers, until nothing changes.

An answer refers to a question, so the questions are raised before answers are applied. Applying an
answer may raise new questions, and `answers.yaml` may already contain answers to them.
"""

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
from seamscope.decisions import Dismissed, Told
from seamscope.errors import SeamscopeError
from seamscope.estimate import (
    Effort,
    Estimates,
    Totals,
    UnreadPart,
    estimate,
)
from seamscope.estimate.calibration import Calibration
from seamscope.estimate.unread_parts import InputGaps, dismiss_files, list_unread_parts
from seamscope.faults import Net, describe_fault, salvage
from seamscope.knowledge.products import load_products
from seamscope.landscape import Landscape
from seamscope.poc import Poc
from seamscope.records import Record
from seamscope.residue import Residue
from seamscope.resolve import resolve
from seamscope.resolved import (
    DependencyEdge,
    Finding,
    FlowEdge,
    Question,
    Resolved,
)
from seamscope.round_questions import (
    ask_about_unread_files,
    list_questions,
    raise_master_questions,
)
from seamscope.surface import (
    Matched,
    Surface,
    build_poc_records,
    compute_surface,
    list_system_names,
    match_touches,
)
from seamscope.unread import Mentions, ask_about_residue, drop_named_residue, find_mentions

ROUNDS = 6  # maximum number of rounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The input of a round: records without queries, and the files that the user wrote.

    gaps: inputs that were not read.
    today: the ISO date of the run, "" if the caller does not specify it.
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

    residue: signs of other systems that no record mentions.
    mentions: what unread texts mention, by file.
    dismissed: unread files that, according to a person, contain nothing more.
    told: facts about integrations that persons answered.
    questions: open questions.
    mismatches: systems of the POC that no input lists.
    answered: answers with their effect.
    answers: the new content of `answers.yaml`.
    errors: answers that cannot be applied.
    faults: parts that are missing because of an error in seamscope.
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
    mentions: Mapping[str, Mentions]
    dismissed: tuple[Dismissed, ...]
    told: tuple[Told, ...]
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
    mentions: Mapping[str, Mentions]
    mismatches: tuple[SeamscopeError, ...]
    questions: tuple[Question, ...]
    faults: tuple[Finding, ...]


def conclude(sources: Sources, home: AnswerFile, imported: AnswerFile | None = None) -> Conclusion:
    """Resolve and estimate, using the answers of `answers.yaml` and of an imported file.

    home: the content of `answers.yaml`.
    imported: the answers of the imported file, if there is one.
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
        mentions=now.mentions,
        dismissed=applied.decisions.dismissed,
        told=applied.decisions.told,
        errors=errors,
        faults=now.faults,
    )


def _run_round(sources: Sources, applied: Applied) -> _Round:
    poc = sources.poc
    if poc:
        poc, _ = fill_in_facts(poc, applied.facts, applied.masters, applied.decisions.told)
    net = Net()
    resolved = _resolve(sources, applied, poc, net)
    gaps = replace(
        sources.gaps,
        residue=drop_named_residue(sources.gaps.residue, resolved),
        nowhere=frozenset(clue.value.casefold() for clue in applied.decisions.unplaced),
    )
    remaining = dismiss_files(gaps, applied.decisions.dismissed)
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
    unmentioned: dict[str, Mentions] = {}
    mentions = net.catch(
        "Systems that unread texts mention",
        lambda: find_mentions(gaps.texts, landscape),
        unmentioned,
    )
    no_parts: tuple[UnreadPart, ...] = ()
    unread = net.catch(
        "The reserve for inputs that were not read",
        lambda: list_unread_parts(remaining, landscape, near, mentions),
        no_parts,
    )
    told = applied.decisions.told
    estimates = _estimate(sources, landscape, crossed, poc, net=net, unread=unread, told=told)
    nothing: tuple[Question, ...] = ()
    asked = net.catch(
        "Questions about facts and names",
        lambda: list_questions(estimates, resolved, landscape),
        nothing,
    )
    masters = net.catch(
        "Questions about masters of entities",
        lambda: raise_master_questions(resolved, landscape),
        nothing,
    )
    files = net.catch(
        "Questions about unread files",
        lambda: ask_about_unread_files(estimates.totals, remaining),
        nothing,
    )
    left = net.catch(
        "Questions about residue",
        lambda: ask_about_residue(remaining.residue, landscape, near),
        nothing,
    )
    return _Round(
        resolved=resolved,
        landscape=landscape,
        surface=crossed,
        estimates=estimates,
        poc=poc,
        residue=gaps.residue,
        mentions=mentions,
        mismatches=mismatches,
        questions=assign_ids((*asked, *masters, *left, *files)),
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
    told: tuple[Told, ...],
) -> Estimates:
    """Return the estimates that succeed. If the totals fail, there are no estimates."""
    none = Effort(mean=0.0, p50=0.0, p80=0.0, p90=0.0)
    return net.catch(
        "All estimates",
        lambda: estimate(
            landscape,
            surface,
            poc,
            calibration=sources.calibration,
            unread=unread,
            told=told,
            seed=sources.seed,
            attempt=net.catch,
        ),
        Estimates(estimates=(), totals=Totals(poc=none, production=none, management_hours=none)),
    )


def _list_crossed(landscape: Landscape, surface: Surface) -> list[str]:
    """Return the ids of the systems that the POC will be integrated with; empty without a POC."""
    if not surface.poc:
        return []
    ends = {end for i in landscape.integrations if i.id in surface.build for end in i.systems}
    return sorted(ends - {surface.poc})


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
