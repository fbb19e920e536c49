"""An expert's own figure: it replaces the model's, which stays visible beside it."""

from collections.abc import Iterable
from dataclasses import replace
from math import exp, log, sqrt

from seamscope.estimate.integration_context import Seam, fold
from seamscope.estimate.outcome import Item, closing_factor
from seamscope.estimate.score import Z90, effort_class, lognormal, score
from seamscope.poc import Override

SOURCE = "three points read as P10, P50 and P90 (Jørgensen 2004), not as minimum and maximum"


def overridden(seam: Seam, item: Item) -> Item:
    """Return the item with the expert's hours if the POC gives any for this system."""
    found = [
        override for override in (seam.poc.overrides if seam.poc else ()) if _meant(override, seam)
    ]
    # Of two figures for one system the later one stands: it was written knowing the first.
    return _replaced(item, found[-1]) if found else item


def unmatched(seams: Iterable[Seam], overrides: Iterable[Override]) -> tuple[Override, ...]:
    """Return the overrides that no integration of the POC takes."""
    every = tuple(seams)
    return tuple(o for o in overrides if not any(_meant(o, seam) for seam in every))


def _meant(override: Override, seam: Seam) -> bool:
    if not seam.poc_system:
        return False
    names = {fold(name) for end in seam.others for name in (end.id, end.name, *end.aliases)}
    return fold(override.system) in names


def _replaced(item: Item, override: Override) -> Item:
    """Fit a lognormal: the median is P50, sigma comes from the width P10 to P90."""
    low, middle, high = override.hours
    mu, variance = log(middle), (log(high / low) / (2 * Z90)) ** 2
    mean = exp(mu + variance / 2)
    model = item.estimate
    multiplier = mean / exp(item.mu + item.variance / 2)
    factor = closing_factor("expert", "override", multiplier, override.reason, SOURCE)
    estimate = replace(
        model,
        score=round(score(mean), 6),
        effort_class=effort_class(mean),
        effort_hours=lognormal(mu, variance),
        factors=(*model.factors, factor),
        missing=tuple(replace(fact, variance_share=0.0) for fact in model.missing),
        sigma=round(sqrt(variance), 6),
        override=override.reason,
        model_hours=model.effort_hours,
    )
    return replace(item, estimate=estimate, mu=mu, variance=variance, unknowns=())
