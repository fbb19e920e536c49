"""Replace the hours of the model by an expert's hours; reports show both."""

from collections.abc import Iterable
from dataclasses import replace
from math import exp, log, sqrt

from seamscope.estimate.integration_context import IntegrationContext, fold
from seamscope.estimate.score import Z90, build_lognormal_effort, classify_effort, compute_score
from seamscope.estimate.work_item import WorkItem, build_closing_factor
from seamscope.poc import Override

SOURCE = (
    "the three values are read as P10, P50 and P90, not as minimum and maximum (Jørgensen 2004)"
)


def apply_override(context: IntegrationContext, item: WorkItem) -> WorkItem:
    """Return the item with the expert's hours, if poc.yaml has an override for this system."""
    overrides = context.poc.overrides if context.poc else ()
    matching = [override for override in overrides if _applies_to(override, context)]
    # The last of several overrides applies, because its author has seen the earlier overrides.
    return _replace_hours(item, matching[-1]) if matching else item


def find_unmatched_overrides(
    contexts: Iterable[IntegrationContext], overrides: Iterable[Override]
) -> tuple[Override, ...]:
    """Return the overrides that match no integration of the POC."""
    every = tuple(contexts)
    return tuple(o for o in overrides if not any(_applies_to(o, context) for context in every))


def _applies_to(override: Override, context: IntegrationContext) -> bool:
    if not context.poc_system:
        return False
    names = {fold(name) for end in context.others for name in (end.id, end.name, *end.aliases)}
    return fold(override.system) in names


def _replace_hours(item: WorkItem, override: Override) -> WorkItem:
    """Return the item with the expert's hours as a lognormal distribution.

    The median of the distribution is the expert's P50, and sigma follows from the expert's P10 and
    P90.
    """
    low, middle, high = override.hours
    mu, variance = log(middle), (log(high / low) / (2 * Z90)) ** 2
    mean = exp(mu + variance / 2)
    model = item.estimate
    multiplier = mean / exp(item.mu + item.variance / 2)
    factor = build_closing_factor("expert", "override", multiplier, override.reason, SOURCE)
    estimate = replace(
        model,
        score=round(compute_score(mean), 6),
        effort_class=classify_effort(mean),
        effort_hours=build_lognormal_effort(mu, variance),
        factors=(*model.factors, factor),
        missing=tuple(replace(fact, variance_share=0.0) for fact in model.missing),
        sigma=round(sqrt(variance), 6),
        override=override.reason,
        model_hours=model.effort_hours,
    )
    return replace(item, estimate=estimate, mu=mu, variance=variance, unknowns=())
