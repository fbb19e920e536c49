"""The advice at the top of every report: plan, plan with a reserve, or ask first; and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from seamscope.document import Survey
from seamscope.knowledge import load
from seamscope.outputs.views.digest import format_days
from seamscope.outputs.views.effort_rows import convert_to_days, get_hours_per_day
from seamscope.resolved import Severity
from seamscope.wording import format_count


class Advice(StrEnum):
    """The advice, as the reports print it."""

    NOTHING = "Nothing to estimate yet"
    ASK = "Ask first, then plan"
    RESERVE = "Plan with a reserve"
    PLAN = "Ready to plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The advice, a sentence with the figures, and the reasons, the most important first."""

    advice: Advice
    sentence: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Thresholds:
    answerable: float
    spread: float


def give_verdict(survey: Survey) -> Verdict:
    """Judge a survey by its spread, its open questions and its contradictions.

    The thresholds are in `knowledge/verdict.yaml`.
    """
    if survey.totals is None or survey.totals.production.p90 <= 0:
        sentence = "No integration to build was found, or none could be estimated."
        return Verdict(advice=Advice.NOTHING, sentence=sentence, reasons=())
    total = convert_to_days(survey.totals.production, get_hours_per_day(survey))
    thresholds = _load_thresholds()
    to_ask = tuple(_list_reasons_to_ask(survey, thresholds))
    spread = total.p90 / total.p50 if total.p50 else 1.0
    wide = (f"P90 is {spread:.1f} times P50.",) if spread >= thresholds.spread else ()
    advice = Advice.ASK if to_ask else Advice.RESERVE if wide else Advice.PLAN
    sentence = (
        f"Building the integrations for production takes {format_days(total.p50)} person-days at "
        f"P50, {format_days(total.p80)} at P80 and {format_days(total.p90)} at P90, without "
        "management."
    )
    return Verdict(advice=advice, sentence=sentence, reasons=(*to_ask, *wide))


def sum_answerable_share(survey: Survey) -> float:
    """Return the approximate share of the total's variance that open questions hold, 0 to 1."""
    return min(1.0, sum(question.variance_share or 0.0 for question in survey.questions))


def _list_reasons_to_ask(survey: Survey, thresholds: _Thresholds) -> Iterator[str]:
    share = sum_answerable_share(survey)
    if share >= thresholds.answerable:
        open_questions = sum(bool(question.variance_share) for question in survey.questions)
        verb = "holds" if open_questions == 1 else "hold"
        yield (
            f"{format_count(open_questions, 'open question')} {verb} about {100 * share:.0f} % of "
            "the total's uncertainty. People in the organisation can answer them."
        )
    built = set(survey.surface.build)
    about = {system for i in survey.integrations if i.id in built for system in i.systems} | built
    high_findings = [
        f for f in survey.findings if f.severity is Severity.HIGH and about & set(f.where)
    ]
    if high_findings:
        verb = "concerns" if len(high_findings) == 1 else "concern"
        findings = format_count(len(high_findings), "finding")
        yield f"{findings} of high severity {verb} integrations to build."
    contradicted = sum(line.state == "contradicted" for line in survey.readiness)
    if contradicted:
        verb = "contradicts" if contradicted == 1 else "contradict"
        yield f"{format_count(contradicted, 'line')} of the readiness checklist {verb} the sources."


def _load_thresholds() -> _Thresholds:
    match load("verdict"):
        case {
            "ask_first": {"answerable": int() | float() as answerable_share},
            "reserve": {"spread": int() | float() as spread},
        }:
            return _Thresholds(answerable=float(answerable_share), spread=float(spread))
        case _:
            raise ValueError(
                "knowledge/verdict.yaml must have ask_first.answerable and reserve.spread"
            )
