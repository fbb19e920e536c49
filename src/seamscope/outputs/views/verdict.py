"""The advice at the top of every report, such as "Ask first, then plan", with reasons."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from seamscope.document import Survey
from seamscope.knowledge import load
from seamscope.outputs.views.effort_rows import Days, EffortRow, Role, list_effort_rows
from seamscope.outputs.views.next_steps import rank_questions
from seamscope.outputs.views.total import compute_total
from seamscope.readiness import ReadinessLine, ReadinessState
from seamscope.resolved import Finding, Severity
from seamscope.wording import (
    format_count,
    format_days,
    format_figure,
    mark_text,
    translate,
    translate_count,
    translate_term,
)

INVENTORY = "inventory"  # the connector of inventories
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
class Verdict:
    """The advice, a sentence with the figures, and the reasons, the most important first.

    about: the main reason in a few words, such as a contradiction, a question or a missing
    estimate.
    """

    advice: Advice
    about: str
    sentence: str
    reasons: tuple[str, ...]

    @property
    def headline(self) -> str:
        """The advice with its main subject: `Not ready to plan: poc.yaml says internal, …`."""
        return f"{translate_term(self.advice.value)}: {self.about}"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Object:
    """A reason for an advice.

    about: the first case.
    reason: a sentence with the number of cases.
    """

    advice: Advice
    about: str
    reason: str


def give_verdict(survey: Survey) -> Verdict:
    """Return the advice, based on contradictions, findings, missing estimates and spread.

    The thresholds are in `knowledge/verdict.yaml`.
    """
    if not survey.surface.poc and survey.totals is None:
        return _describe_landscape(survey)
    total = compute_total(survey)
    if total is None:
        return Verdict(
            advice=Advice.NOTHING,
            about=translate("no integration of {poc} could be estimated", poc=_name_poc(survey)),
            sentence=translate("No integration to build was found, or none could be estimated."),
            reasons=(),
        )
    found = [
        *_list_unread_inventories(survey),
        *_list_contradictions(survey),
        *_list_findings(survey),
        *_list_unestimated(survey),
        *_list_questions(survey, total.days),
        *_list_open_lines(survey),
    ]
    chosen = next(iter(found), _judge_spread(total.days))
    return Verdict(
        advice=chosen.advice,
        about=chosen.about,
        sentence=(
            translate(
                "Building the integrations for production takes {p50} person-days at P50 "
                "(half of the simulated outcomes cost no more), {p80} at P80 (8 of 10) "
                "and {p90} at P90, with project management.",
                p50=format_days(total.days.p50),
                p80=format_days(total.days.p80),
                p90=format_days(total.days.p90),
            )
        ),
        reasons=tuple(item.reason for item in found),
    )


def sum_answerable_share(survey: Survey) -> float:
    """Return the approximate share of the total's variance due to open questions, 0 to 1."""
    return min(1.0, sum(question.variance_share or 0.0 for question in rank_questions(survey)))


def _name_poc(survey: Survey) -> str:
    names = {system.id: system.name for system in survey.systems}
    return names.get(survey.surface.poc, translate("the POC"))


def _describe_landscape(survey: Survey) -> Verdict:
    """Return the verdict without a POC, which names the most complex two-way integration."""
    active = [row for row in list_effort_rows(survey) if row.active]
    if not active:
        return Verdict(
            advice=Advice.NOTHING,
            about=translate("no active integration was found"),
            sentence=translate("The inputs describe no data exchange between two systems."),
            reasons=(),
        )
    sure = [row for row in active if not row.only_possible]
    two_way = [row for row in sure if row.is_two_way]

    def rank(row: EffortRow) -> tuple[float, str]:
        return -(row.score or 0.0), row.label

    most = min(two_way or sure or active, key=rank)
    score = translate(", score {score:.0f}", score=most.score) if most.score is not None else ""
    counted = format_count(len(two_way), "two-way integration")
    doubt = len(active) - len(sure)
    doubtful = (
        translate_count(
            "; {count} more is only possible", "; {count} more are only possible", doubt
        )
        if doubt
        else ""
    )
    return Verdict(
        advice=Advice.NO_POC,
        about=translate(
            "{two_way} of {active:,}{doubtful}; the most complex is {label} {systems}{score}",
            two_way=counted,
            active=len(sure),
            doubtful=doubtful,
            label=most.label,
            systems=most.systems,
            score=score,
        ),
        sentence=translate(
            "There is no total without a POC; add --poc poc.yaml to select the integrations that "
            "count."
        ),
        reasons=(),
    )


def _list_unread_inventories(survey: Survey) -> Iterator[_Object]:
    """Yield a reason for the advice SETTLE if inventories cannot be read.

    The systems in these inventories are missing in the survey.
    """
    lost = [
        item
        for item in survey.skipped
        if item.kind == "file" and item.evidence.connector == INVENTORY
    ]
    if lost:
        yield _Object(
            advice=Advice.SETTLE,
            about=translate("{file} cannot be read", file=lost[0].evidence.file),
            reason=translate_count(
                "{count} inventory cannot be read.",
                "{count} inventories cannot be read.",
                len(lost),
            ),
        )


def _list_contradictions(survey: Survey) -> Iterator[_Object]:
    lines = [line for line in survey.readiness if line.state is ReadinessState.CONTRADICTED]
    if lines:
        yield _Object(
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


def _list_findings(survey: Survey) -> Iterator[_Object]:
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
        yield _Object(
            advice=Advice.SETTLE,
            about=found[0].what,
            reason=translate_count(
                "{count} finding of high severity concerns integrations to build.",
                "{count} findings of high severity concern integrations to build.",
                len(found),
            ),
        )


def _list_unestimated(survey: Survey) -> Iterator[_Object]:
    """Yield a reason for the advice ASK if integrations to build have no estimate."""
    rows = [row for row in list_effort_rows(survey) if row.role is Role.BUILD and row.days is None]
    if rows:
        yield _Object(
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


def _list_questions(survey: Survey, days: Days) -> Iterator[_Object]:
    """Yield a reason for the advice ASK if the total has a wide range that answers would narrow."""
    thresholds, share = _load_thresholds(), sum_answerable_share(survey)
    spread = _compute_spread(days)
    if spread <= thresholds.spread.normal or share < thresholds.ask_first.answerable:
        return
    ranked = [item for item in rank_questions(survey) if item.variance_share]

    yield _Object(
        advice=Advice.ASK,
        about=ranked[0].text,
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


def _list_open_lines(survey: Survey) -> Iterator[_Object]:
    lines = [line for line in survey.readiness if line.state is ReadinessState.OPEN]
    total = len(survey.readiness)
    if total and len(lines) / total >= _load_thresholds().ask_first.open_lines:
        counted = translate(
            "{lines} of {total} lines of the readiness checklist are open",
            lines=len(lines),
            total=total,
        )
        yield _Object(
            advice=Advice.ASK,
            about=translate(
                "{open}, the first: “{line}”", open=counted, line=translate_term(lines[0].line)
            ),
            reason=f"{counted}.",
        )


def _judge_spread(days: Days) -> _Object:
    spread = _compute_spread(days)
    if spread > _load_thresholds().spread.normal:
        reserve = format_days(days.p80 - days.p50)
        about = translate(
            "{p50} person-days and {reserve} in reserve", p50=format_days(days.p50), reserve=reserve
        )
        return _Object(advice=Advice.RESERVE, about=about, reason="")
    about = translate(
        "{p80} person-days at P80; P90 is {spread} times P50",
        p80=format_days(days.p80),
        spread=format_figure(spread),
    )
    return _Object(advice=Advice.PLAN, about=about, reason="")


def _compute_spread(days: Days) -> float:
    return days.p90 / days.p50 if days.p50 else 1.0


@cache
def _load_thresholds() -> _Thresholds:
    from pydantic import TypeAdapter

    return TypeAdapter(_Thresholds).validate_python(load("verdict"))
