"""What makes the total as large as it is: the seams that decide it, and each factor's days."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.estimate import Estimate, Factor, Scope
from seamscope.outputs.views.digest import figure
from seamscope.outputs.views.rows import CLOSING, hours_per_day, rows

TOP = 5
DECISIVE = 3  # "which three seams decide the project"
REASONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CostDriver:
    """One factor over the whole total.

    days: by how many person-days the mean would fall if it were nominal everywhere, all else
    equal; share: the same as a part of the mean, 0..1; labels: of the integrations it makes
    dearer, the dearest first; reason: the factor's reason in the first of them.
    """

    name: str
    days: float
    share: float
    labels: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisive:
    """One of the integrations to build that hold most of the total.

    days: its mean, in person-days; share: of the mean of all, 0..1; reasons: the factors that add
    most to it, each with its reason, or the expert's reason; question: the fact whose answer
    narrows it most, "" if all are known.
    """

    label: str
    systems: str
    days: float
    share: float
    reasons: tuple[str, ...]
    question: str

    @property
    def sentence(self) -> str:
        """Say how large it is, why, and what to ask first."""
        size = f"{self.systems}: {figure(self.days)} days, {100 * self.share:.0f} % of the mean"
        why = f"; {', '.join(self.reasons)}" if self.reasons else ""
        return f"{size}{why}" + (f". Ask first: {self.question}" if self.question else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Effect:
    hours: float
    label: str
    reason: str


def cost_drivers(survey: Survey, at_most: int = TOP) -> tuple[CostDriver, ...]:
    """Return the factors that add most to the production total, the dearest first.

    A multiplier m adds mean · (1 − 1/m). Experts' own figures are left out: no factor of the
    model made them.
    """
    labels = {item.id: item.label for item in survey.integrations}
    total = sum(item.effort_hours.mean for item in counted_estimates(survey))
    effects: dict[str, list[_Effect]] = defaultdict(list)
    for estimate in counted_estimates(survey):
        label = labels.get(estimate.integration, estimate.integration)
        for factor in _dear(estimate):
            hours = estimate.effort_hours.mean * (1 - 1 / factor.multiplier)
            effects[factor.name].append(_Effect(hours=hours, label=label, reason=factor.reason))
    per_day = hours_per_day(survey)
    made = [_driver(name, found, total, per_day) for name, found in effects.items()]
    return tuple(sorted(made, key=lambda driver: (-driver.days, driver.name))[:at_most])


def decisive(survey: Survey, at_most: int = DECISIVE) -> tuple[Decisive, ...]:
    """Return the integrations to build that cost most, the dearest first."""
    made = counted_estimates(survey)
    total = sum(item.effort_hours.mean for item in made)
    by_id = {row.integration: row for row in rows(survey)}
    ranked = sorted(made, key=lambda item: (-item.effort_hours.mean, item.integration))
    return tuple(
        Decisive(
            label=by_id[item.integration].label,
            systems=by_id[item.integration].systems,
            days=item.effort_hours.mean / hours_per_day(survey),
            share=item.effort_hours.mean / total,
            reasons=tuple(_why(item)),
            question=max(item.missing, key=lambda m: m.variance_share).question
            if item.missing
            else "",
        )
        for item in ranked[:at_most]
        if item.integration in by_id and total
    )


def _why(estimate: Estimate) -> Iterator[str]:
    if estimate.override:
        yield f"an expert's figure: {estimate.override}"
    ranked = sorted(_dear(estimate), key=lambda factor: (-factor.multiplier, factor.name))
    for factor in ranked[:REASONS]:
        yield f"{factor.name} × {factor.multiplier:.2f} ({factor.reason})"


def counted_estimates(survey: Survey) -> tuple[Estimate, ...]:
    """Return the production estimates that the total counts."""
    return tuple(
        item for item in survey.estimates if item.scope is Scope.PRODUCTION and item.in_total
    )


def _dear(estimate: Estimate) -> list[Factor]:
    if estimate.override:
        return []
    return [f for f in estimate.factors if f.multiplier > 1 and f.name not in CLOSING]


def _driver(name: str, found: list[_Effect], total: float, per_day: float) -> CostDriver:
    ranked = sorted(found, key=lambda effect: (-effect.hours, effect.label))
    hours = sum(effect.hours for effect in found)
    return CostDriver(
        name=name,
        days=hours / per_day,
        share=hours / total if total else 0.0,
        labels=tuple(effect.label for effect in ranked),
        reason=ranked[0].reason,
    )
