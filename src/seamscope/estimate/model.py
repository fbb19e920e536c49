"""The whole estimator on one screen: seams → items → totals and questions. Imports numpy."""

from collections.abc import Sequence

from seamscope.estimate import Estimates
from seamscope.estimate.gather import seams
from seamscope.estimate.item import poc as poc_item
from seamscope.estimate.item import production
from seamscope.estimate.outcome import Item
from seamscope.estimate.override import unmatched
from seamscope.estimate.seam import Graph, Seam
from seamscope.estimate.simulate import removed
from seamscope.estimate.totals import totals
from seamscope.estimate.work import portfolio
from seamscope.poc import Poc
from seamscope.surface import Surface

Ranked = tuple[tuple[str, tuple[str, ...], float], ...]


def model(
    landscape: Graph, surface: Surface, poc: Poc | None, *, seed: int, draws: int
) -> Estimates:
    """Estimate every integration that is active or to be built; see `estimate`."""
    every = seams(landscape, surface, poc)
    sizes = portfolio(every)
    build = frozenset(surface.build)
    items = [production(seam, sizes, in_total=_counts(seam, build)) for seam in every]
    pocs = [poc_item(s, sizes) for s in every if s.poc_system and s.integration.id in build]
    summed = [item for item in items if item.estimate.in_total]
    estimates = (item.estimate for item in (*items, *pocs))
    return Estimates(
        estimates=tuple(sorted(estimates, key=lambda e: (e.integration, e.scope.value))),
        totals=totals(summed, pocs, poc, seed=seed, draws=draws),
        questions=(*_ranked(summed), *_strays(every, poc)),
    )


def _counts(seam: Seam, build: frozenset[str]) -> bool:
    """Say whether totals count it: to be built, and not the sum of hops counted themselves."""
    return seam.integration.id in build and not seam.end_to_end


def _ranked(items: Sequence[Item]) -> Ranked:
    """Return each question once, those first whose answer removes most of the total's variance."""
    answers: dict[str, dict[int, float]] = {}
    about: dict[str, set[str]] = {}
    for place, item in enumerate(items):
        for unknown in item.unknowns:
            for ask in unknown.asks:
                settled = answers.setdefault(ask.text, {})
                share = unknown.variance / len(unknown.asks)
                settled[place] = settled.get(place, 0.0) + share
                about.setdefault(ask.text, set()).update(ask.about)
    shares = removed(items, tuple(answers.values()))
    ranked = [
        (text, tuple(sorted(about[text])), round(share, 6))
        for text, share in zip(answers, shares, strict=True)
    ]
    return tuple(sorted(ranked, key=lambda one: (-one[2], one[0])))


def _strays(every: Sequence[Seam], poc: Poc | None) -> Ranked:
    """Ask about experts' figures that fit no integration of the POC."""
    return tuple(
        (f"Which integration is the expert's figure for {override.system} meant for?", (), 0.0)
        for override in unmatched(every, poc.overrides if poc else ())
    )
