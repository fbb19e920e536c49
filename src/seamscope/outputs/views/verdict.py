"""The first line of every report: whether to plan, to keep a reserve or to ask first, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from seamscope.document import Survey
from seamscope.knowledge import load
from seamscope.outputs.views.digest import figure
from seamscope.outputs.views.rows import days, hours_per_day
from seamscope.resolved import Severity
from seamscope.wording import number


class Advice(StrEnum):
    """What the survey advises, in the words of the report."""

    NOTHING = "Nothing to estimate yet"
    ASK = "Ask first, then plan"
    RESERVE = "Plan with a reserve"
    PLAN = "Ready to plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The advice, the sentence that holds the figures, and the reasons, gravest first."""

    advice: Advice
    sentence: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cuts:
    answerable: float
    spread: float


def verdict(survey: Survey) -> Verdict:
    """Judge a survey by its spread, its open questions and its contradictions.

    The cuts stand in `knowledge/verdict.yaml`.
    """
    if survey.totals is None or survey.totals.production.p90 <= 0:
        what = "No integration to build was found, or none of them could be estimated."
        return Verdict(advice=Advice.NOTHING, sentence=what, reasons=())
    made = days(survey.totals.production, hours_per_day(survey))
    cuts = _cuts()
    to_ask = tuple(_to_ask(survey, cuts))
    spread = made.p90 / made.p50 if made.p50 else 1.0
    wide = (f"P90 is {spread:.1f} times P50.",) if spread >= cuts.spread else ()
    advice = Advice.ASK if to_ask else Advice.RESERVE if wide else Advice.PLAN
    sentence = (
        f"Building it for production takes {figure(made.p50)} person-days at P50, "
        f"{figure(made.p80)} at P80 and {figure(made.p90)} at P90, before management."
    )
    return Verdict(advice=advice, sentence=sentence, reasons=(*to_ask, *wide))


def answerable(survey: Survey) -> float:
    """Return about how much of the total's variance all open questions hold, 0..1."""
    return min(1.0, sum(question.variance_share or 0.0 for question in survey.questions))


def _to_ask(survey: Survey, cuts: _Cuts) -> Iterator[str]:
    share = answerable(survey)
    if share >= cuts.answerable:
        asked = sum(bool(question.variance_share) for question in survey.questions)
        verb = "holds" if asked == 1 else "hold"
        yield (
            f"{number(asked, 'open question')} {verb} about {100 * share:.0f} % of the total's "
            "uncertainty: people in the organisation know the answers."
        )
    built = set(survey.surface.build)
    about = {system for i in survey.integrations if i.id in built for system in i.systems} | built
    grave = [f for f in survey.findings if f.severity is Severity.HIGH and about & set(f.where)]
    if grave:
        verb = "concerns" if len(grave) == 1 else "concern"
        yield f"{number(len(grave), 'finding')} of high severity {verb} what is to build."
    against = sum(line.state == "contradicted" for line in survey.readiness)
    if against:
        verb = "contradicts" if against == 1 else "contradict"
        yield f"{number(against, 'line')} of the readiness checklist {verb} what was read."


def _cuts() -> _Cuts:
    match load("verdict"):
        case {
            "ask_first": {"answerable": int() | float() as answerable_share},
            "reserve": {"spread": int() | float() as spread},
        }:
            return _Cuts(answerable=float(answerable_share), spread=float(spread))
        case _:
            raise ValueError("knowledge/verdict.yaml has another shape than the report expects")
