"""The whole estimator on one screen: seams → items → totals and questions. Imports numpy."""

from dataclasses import replace

from seamscope.estimate.base_hours import portfolio
from seamscope.estimate.calibration import Calibration
from seamscope.estimate.gather import seams
from seamscope.estimate.integration_context import Graph, Seam
from seamscope.estimate.integration_estimate import poc as poc_item
from seamscope.estimate.integration_estimate import production
from seamscope.estimate.questions import ranked, strays
from seamscope.estimate.result import Estimates
from seamscope.estimate.runcost import run_cost
from seamscope.estimate.totals import totals
from seamscope.poc import Poc
from seamscope.surface import Surface


def model(
    landscape: Graph,
    surface: Surface,
    poc: Poc | None,
    *,
    calibration: Calibration | None,
    seed: int,
    draws: int,
) -> Estimates:
    """Estimate every integration that is active or to be built; see `estimate`."""
    every = seams(landscape, surface, poc)
    sizes = portfolio(every)
    build = frozenset(surface.build)
    items = [production(seam, sizes, calibration, in_total=_counts(seam, build)) for seam in every]
    pocs = [poc_item(s, sizes) for s in every if s.poc_system and s.integration.id in build]
    summed = [item for item in items if item.estimate.in_total]
    estimates = (item.estimate for item in (*items, *pocs))
    made = totals(summed, pocs, poc, seed=seed, draws=draws)
    if poc and summed:
        counted = [seam for seam in every if _counts(seam, build)]
        kinds = frozenset(end.kind.casefold() for seam in every for end in seam.ends)
        running = run_cost(counted, summed, kinds, poc, seed=seed, draws=draws)
        made = replace(made, run_cost=running)
    return Estimates(
        estimates=tuple(sorted(estimates, key=lambda e: (e.integration, e.scope.value))),
        totals=made,
        questions=(*ranked(summed), *strays(every, poc)),
    )


def _counts(seam: Seam, build: frozenset[str]) -> bool:
    """Say whether totals count it: to be built, and not the sum of hops counted themselves."""
    return seam.integration.id in build and not seam.end_to_end
