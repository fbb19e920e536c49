"""The advice at the top of every report, such as "Ask first, then plan", with reasons."""

from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.outputs.views.effort_rows import Days, EffortRow, list_effort_rows
from seamscope.outputs.views.total import compute_total
from seamscope.outputs.views.verdict_reasons import (
    Advice,
    Reason,
    compute_spread,
    find_open_condition,
    is_wide,
    list_reasons,
)
from seamscope.wording import (
    format_count,
    format_days,
    format_figure,
    translate,
    translate_count,
    translate_term,
)


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
        advice = translate_term(self.advice.value)
        return translate("{advice}: {about}", advice=advice, about=self.about)


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
    found = list_reasons(survey, total.days)
    chosen = found[0] if found else _judge_spread(survey, total.days)
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


def _judge_spread(survey: Survey, days: Days) -> Reason:
    """Return the advice to plan, with what must be settled before go-live."""
    if is_wide(days):
        advice = Advice.RESERVE
        about = translate(
            "{p50} person-days and {reserve} in reserve",
            p50=format_days(days.p50),
            reserve=format_days(days.p80 - days.p50),
        )
    else:
        advice = Advice.PLAN
        about = translate(
            "{p80} person-days at P80; P90 is {spread} times P50",
            p80=format_days(days.p80),
            spread=format_figure(compute_spread(days)),
        )
    condition = find_open_condition(survey)
    if condition:
        about = translate(
            "open before go-live: “{condition}”; {about}", about=about, condition=condition
        )
    return Reason(advice=advice, about=about, reason="")
