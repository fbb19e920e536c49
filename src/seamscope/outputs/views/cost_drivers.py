"""Rank the parts of the total: the largest integrations, and the days that factors add."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.estimate import Estimate, Factor, Scope
from seamscope.outputs.views.display_names import name_factor
from seamscope.outputs.views.effort_rows import SUMMARY_FACTORS, get_hours_per_day, list_effort_rows
from seamscope.wording import format_days, format_number, translate

TOP = 5
LARGEST = 3  # number of integrations, as many as a reader can remember
REASONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CostDriver:
    """One factor and its effect on the total.

    days: mean person-days saved if the factor were nominal in every integration.
    share: these days divided by the mean of the total, 0 to 1.
    labels: the integrations whose effort the factor raises, the most affected first.
    reason: the reason for the rating in the first of these integrations.
    """

    name: str
    days: float
    share: float
    labels: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LargestIntegration:
    """One of the integrations to build with the highest effort.

    days: mean person-days.
    share: `days` divided by the mean of the total, 0 to 1.
    reasons: the factors that raise the effort most, with their reasons, or the expert's reason.
    question: the question whose answer reduces the uncertainty most, "" if all facts are known.
    """

    label: str
    systems: str
    days: float
    share: float
    reasons: tuple[str, ...]
    question: str

    @property
    def sentence(self) -> str:
        """The size, the reasons and the first question in one sentence."""
        size = translate(
            "{systems}: mean {days} person-days, {share:.0f} % of the total",
            systems=self.systems,
            days=format_days(self.days),
            share=100 * self.share,
        )
        why = f"; {'; '.join(self.reasons)}" if self.reasons else ""
        return f"{size}{why}" + (
            translate(". First question: {question}", question=self.question)
            if self.question
            else ""
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Effect:
    hours: float
    label: str
    reason: str


def rank_cost_drivers(survey: Survey, at_most: int = TOP) -> tuple[CostDriver, ...]:
    """Return the factors that add most to the production total, the largest effect first.

    A factor with multiplier m adds mean · (1 − 1/m) to an integration. Integrations estimated by
    an expert are ignored, because their hours do not come from the model's factors.
    """
    labels = {item.id: item.label for item in survey.integrations}
    total = sum(item.effort_hours.mean for item in list_counted_estimates(survey))
    effects: dict[str, list[_Effect]] = defaultdict(list)
    for estimate in list_counted_estimates(survey):
        label = labels.get(estimate.integration, estimate.integration)
        for factor in _list_raising_factors(estimate):
            hours = estimate.effort_hours.mean * (1 - 1 / factor.multiplier)
            effects[factor.name].append(_Effect(hours=hours, label=label, reason=factor.reason))
    per_day = get_hours_per_day(survey)
    drivers = [
        _build_cost_driver(name, effects_of_factor, total, per_day)
        for name, effects_of_factor in effects.items()
    ]
    return tuple(sorted(drivers, key=lambda driver: (-driver.days, driver.name))[:at_most])


def rank_largest_integrations(
    survey: Survey, at_most: int = LARGEST
) -> tuple[LargestIntegration, ...]:
    """Return the integrations to build with the highest mean effort, the largest first."""
    counted = list_counted_estimates(survey)
    total = sum(item.effort_hours.mean for item in counted)
    by_id = {row.integration: row for row in list_effort_rows(survey)}
    ranked = sorted(counted, key=lambda item: (-item.effort_hours.mean, item.integration))
    return tuple(
        LargestIntegration(
            label=by_id[item.integration].label,
            systems=by_id[item.integration].systems,
            days=item.effort_hours.mean / get_hours_per_day(survey),
            share=item.effort_hours.mean / total,
            reasons=tuple(_list_reasons(item)),
            question=max(item.missing, key=lambda m: m.variance_share).question
            if item.missing
            else "",
        )
        for item in ranked[:at_most]
        if item.integration in by_id and total
    )


def _list_reasons(estimate: Estimate) -> Iterator[str]:
    if estimate.override:
        yield translate("estimated by an expert: {override}", override=estimate.override)
    ranked = sorted(
        _list_raising_factors(estimate), key=lambda factor: (-factor.multiplier, factor.name)
    )
    for factor in ranked[:REASONS]:
        multiplier = format_number(factor.multiplier, ".2f")
        yield f"{name_factor(factor.name)} × {multiplier}: {factor.reason}"


def list_counted_estimates(survey: Survey) -> tuple[Estimate, ...]:
    """Return the production estimates that the total counts."""
    return tuple(
        item for item in survey.estimates if item.scope is Scope.PRODUCTION and item.in_total
    )


def _list_raising_factors(estimate: Estimate) -> list[Factor]:
    if estimate.override:
        return []
    return [f for f in estimate.factors if f.multiplier > 1 and f.name not in SUMMARY_FACTORS]


def _build_cost_driver(
    name: str, effects: list[_Effect], total: float, per_day: float
) -> CostDriver:
    ranked = sorted(effects, key=lambda effect: (-effect.hours, effect.label))
    hours = sum(effect.hours for effect in effects)
    return CostDriver(
        name=name,
        days=hours / per_day,
        share=hours / total if total else 0.0,
        labels=tuple(effect.label for effect in ranked),
        reason=ranked[0].reason,
    )
