"""The reasons not to plan yet, the most important first: what must be settled or asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from seamscope.document import Survey
from seamscope.knowledge import load
from seamscope.ledger.facts import load_figures
from seamscope.outputs.views.effort_rows import Days, Role, list_effort_rows
from seamscope.outputs.views.next_steps import rank_questions, shorten_question
from seamscope.readiness import ReadinessLine, ReadinessState
from seamscope.records import State
from seamscope.resolved import Finding, Question, QuestionKind, Severity
from seamscope.roadmap import Leg, LegKind
from seamscope.surface import CONNECTOR
from seamscope.wording import (
    format_figure,
    mark_text,
    translate,
    translate_count,
    translate_term,
)

INVENTORY = "inventory"  # the connector of inventories
FORGOTTEN = "forgotten"  # the checklist line about systems that the board page lists itself
STATEMENTS = (
    3  # maximum number of statements of a contradiction in the headline; the checklist has all
)


class Advice(StrEnum):
    """The advice, in the form that the reports print."""

    NOTHING = mark_text("Nothing to estimate yet")
    NO_POC = mark_text("No POC was specified")
    SETTLE = mark_text("Not ready to plan")
    ASK = mark_text("Ask first, then plan")
    RESERVE = mark_text("Plan with a reserve")
    PLAN = mark_text("Ready to plan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A reason for an advice.

    about: its first case; reason: a sentence with the number of cases.
    """

    advice: Advice
    about: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spread:
    normal: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _AskFirst:
    answerable: float
    open_lines: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Thresholds:
    spread: _Spread
    ask_first: _AskFirst


def list_reasons(survey: Survey, days: Days) -> list[Reason]:
    """Return all reasons, the most important first. days: the total.

    What contradicts the plan comes first, then what its scope and start depend on, then what its
    range depends on.
    """
    return [
        *_list_unread_inventories(survey),
        *_list_contradictions(survey),
        *_list_findings(survey),
        *_list_scope_questions(survey),
        *_list_unestimated(survey),
        *_list_undated_approvals(survey),
        *_list_questions(survey, days),
        *_list_open_lines(survey),
    ]


def sum_answerable_share(survey: Survey) -> float:
    """Return the approximate share of the total's variance due to open questions, 0 to 1."""
    return min(1.0, sum(question.variance_share or 0.0 for question in rank_questions(survey)))


def _list_unread_inventories(survey: Survey) -> Iterator[Reason]:
    """Yield a reason for the advice SETTLE if inventories cannot be read.

    The systems in these inventories are missing in the survey.
    """
    lost = [
        item
        for item in survey.skipped
        if item.kind == "file" and item.evidence.connector == INVENTORY
    ]
    if lost:
        yield Reason(
            advice=Advice.SETTLE,
            about=translate("{file} cannot be read", file=lost[0].evidence.file),
            reason=translate_count(
                "{count} inventory cannot be read.",
                "{count} inventories cannot be read.",
                len(lost),
            ),
        )


def _list_contradictions(survey: Survey) -> Iterator[Reason]:
    lines = [line for line in survey.readiness if line.state is ReadinessState.CONTRADICTED]
    if lines:
        yield Reason(
            advice=Advice.SETTLE,
            about=_shorten_answer(lines[0]),
            reason=translate_count(
                "{count} line of the readiness checklist contradicts the sources.",
                "{count} lines of the readiness checklist contradict the sources.",
                len(lines),
            ),
        )


def _shorten_answer(line: ReadinessLine) -> str:
    """Return the first contradictory statements of a checklist line, and the number of others."""
    statements = [part.strip() for part in line.answer.split(";") if part.strip()]
    more = len(statements) - STATEMENTS
    shown = "; ".join(statements[:STATEMENTS]) or translate_term(line.line)
    if more <= 0:
        return shown
    return translate_count(
        "{shown}; {count} more statement in the readiness checklist",
        "{shown}; {count} more statements in the readiness checklist",
        more,
        shown=shown,
    )


def _list_findings(survey: Survey) -> Iterator[Reason]:
    """Yield a reason for the advice SETTLE if high findings concern integrations to build."""
    build = set(survey.surface.build)
    touched = {end for item in survey.integrations if item.id in build for end in item.systems}
    found: list[Finding] = [
        item
        for item in survey.findings
        if item.severity is Severity.HIGH
        and not item.is_accepted
        and (build | touched) & set(item.where)
    ]
    if found:
        yield Reason(
            advice=Advice.SETTLE,
            about=found[0].what,
            reason=translate_count(
                "{count} finding of high severity concerns integrations to build.",
                "{count} findings of high severity concern integrations to build.",
                len(found),
            ),
        )


def _list_unestimated(survey: Survey) -> Iterator[Reason]:
    """Yield a reason for the advice ASK if integrations to build have no estimate."""
    rows = [row for row in list_effort_rows(survey) if row.role is Role.BUILD and row.days is None]
    if rows:
        yield Reason(
            advice=Advice.ASK,
            about=translate(
                "{label} {systems} is {reason}",
                label=rows[0].label,
                systems=rows[0].systems,
                reason=rows[0].reason,
            ),
            reason=translate_count(
                "{count} integration to build is not in the total.",
                "{count} integrations to build are not in the total.",
                len(rows),
            ),
        )


def _list_scope_questions(survey: Survey) -> Iterator[Reason]:
    """Yield a reason for the advice ASK: it is open what the POC, or a system that it needs, is.

    Such a system stands only in poc.yaml, which does not declare it as new; the POC may be a listed
    system of the same name.
    """
    declared = {
        system.id
        for system in survey.systems
        if system.lifecycle is State.UNKNOWN
        and {place.connector for place in system.evidence} == {CONNECTOR}
    }
    poc = next((s.name for s in survey.systems if s.id == survey.surface.poc), "")
    asked = [
        question
        for question in survey.questions
        if (question.kind is QuestionKind.PLACE and not declared.isdisjoint(question.about))
        or (question.kind is QuestionKind.SAME_SYSTEM and poc in question.candidates)
    ]
    if asked:
        yield Reason(
            advice=Advice.ASK,
            about=_keep_question(asked[0]),
            reason=translate_count(
                "{count} open question decides which systems the POC needs.",
                "{count} open questions decide which systems the POC needs.",
                len(asked),
            ),
        )


def _keep_question(question: Question) -> str:
    """Return the question without its positions and the sentences after it."""
    text = shorten_question(question)
    end = text.find("? ")
    return text[: end + 1] if end >= 0 else text


def _list_undated_approvals(survey: Survey) -> Iterator[Reason]:
    """Yield a reason for the advice ASK if nobody knows when an approval will be given."""
    legs: tuple[Leg, ...] = survey.roadmap.legs if survey.roadmap and survey.roadmap.start else ()
    undated = [leg.name for leg in legs if leg.kind is LegKind.APPROVAL and leg.assumed]
    if undated:
        yield Reason(
            advice=Advice.ASK,
            about=translate("{approval} is pending and has no date", approval=undated[0]),
            reason=translate_count(
                "{count} pending approval has no expected date.",
                "{count} pending approvals have no expected date.",
                len(undated),
            ),
        )


def _list_questions(survey: Survey, days: Days) -> Iterator[Reason]:
    """Yield a reason for the advice ASK if the total has a wide range that answers would narrow."""
    thresholds, share = _load_thresholds(), sum_answerable_share(survey)
    spread = compute_spread(days)
    if spread <= thresholds.spread.normal or share < thresholds.ask_first.answerable:
        return
    ranked = [item for item in rank_questions(survey) if item.variance_share]
    yield Reason(
        advice=Advice.ASK,
        about=shorten_question(ranked[0]),
        reason=(
            translate_count(
                "P90 is {spread} times P50, and {count} open question accounts for about "
                "{share:.0f} % of that uncertainty. People in the organisation can answer it.",
                "P90 is {spread} times P50, and {count} open questions account for about "
                "{share:.0f} % of that uncertainty. People in the organisation can answer them.",
                len(ranked),
                spread=format_figure(spread),
                share=100 * share,
            )
        ),
    )


def _list_open_lines(survey: Survey) -> Iterator[Reason]:
    lines = [line for line in survey.readiness if line.state is ReadinessState.OPEN]
    total = len(survey.readiness)
    if total and len(lines) / total >= _load_thresholds().ask_first.open_lines:
        counted = translate(
            "{lines} of {total} lines of the readiness checklist are open",
            lines=len(lines),
            total=total,
        )
        yield Reason(
            advice=Advice.ASK,
            about=translate(
                "{open}, the first: “{line}”", open=counted, line=translate_term(lines[0].line)
            ),
            reason=f"{counted}.",
        )


def find_open_condition(survey: Survey) -> str:
    """Return the open checklist line to settle before go-live, "" if there is none.

    A line without which a POC is probably stopped comes before the others.
    """
    decisive = load_figures().decisive
    lines = sorted(
        (
            line
            for line in survey.readiness
            if line.state is ReadinessState.OPEN and line.id != FORGOTTEN
        ),
        key=lambda line: line.id not in decisive,
    )
    return translate_term(lines[0].line) if lines else ""


def is_wide(days: Days) -> bool:
    """Return whether the range of a total is wider than that of an integration without unknowns."""
    return compute_spread(days) > _load_thresholds().spread.normal


def compute_spread(days: Days) -> float:
    """Return P90 divided by P50, 1 without a P50."""
    return days.p90 / days.p50 if days.p50 else 1.0


@cache
def _load_thresholds() -> _Thresholds:
    from pydantic import TypeAdapter

    return TypeAdapter(_Thresholds).validate_python(load("verdict"))
