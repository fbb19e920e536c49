"""Run the steps of the estimate: contexts, work items, totals and questions. Imports numpy."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from seamscope.decisions import Told
from seamscope.estimate.answer_effects import list_answer_effects
from seamscope.estimate.calibration import Calibration
from seamscope.estimate.gather import gather_contexts
from seamscope.estimate.group_sizes import estimate_group_sizes, index_known_sizes
from seamscope.estimate.integration_context import IntegrationContext, LandscapeView
from seamscope.estimate.integration_estimate import estimate_poc, estimate_production
from seamscope.estimate.questions import ask_about_unmatched_overrides, rank_questions
from seamscope.estimate.reserve import add_reserve
from seamscope.estimate.result import Estimates, Totals, UnreadPart
from seamscope.estimate.run_cost_result import RunCost
from seamscope.estimate.runcost import compute_run_cost
from seamscope.estimate.totals import compute_totals
from seamscope.estimate.work_item import WorkItem
from seamscope.faults import Attempt
from seamscope.poc import Poc
from seamscope.surface import Surface


def run_model(
    landscape: LandscapeView,
    surface: Surface,
    poc: Poc | None,
    *,
    calibration: Calibration | None,
    unread: Sequence[UnreadPart],
    told: Sequence[Told],
    seed: int,
    draws: int,
    attempt: Attempt,
) -> Estimates:
    """Estimate every integration that is active or to be built; see `estimate`."""
    contexts = gather_contexts(landscape, surface, poc, attempt, told)
    known = index_known_sizes(contexts)
    sizes = {c.integration.id: partial(estimate_group_sizes, c, known) for c in contexts}
    build = frozenset(surface.build)
    items = _attempt_each(
        contexts,
        lambda context: estimate_production(
            context,
            sizes[context.integration.id](),
            calibration,
            in_total=_counts_in_totals(context, build),
            attempt=attempt,
        ),
        attempt,
    )
    poc_items = _attempt_each(
        (c for c in contexts if c.poc_system and c.integration.id in build),
        lambda context: estimate_poc(context, sizes[context.integration.id](), attempt),
        attempt,
    )
    counted_items = [item for item in items if item.estimate.in_total]
    estimates = (item.estimate for item in (*items, *poc_items))
    totals: Totals | None = None
    if poc or counted_items:
        totals = compute_totals(counted_items, poc_items, poc, seed=seed, draws=draws)
    if totals:
        totals = add_reserve(totals, counted_items, unread, seed=seed, draws=draws)
    if poc and totals and counted_items:
        counted = [context for context in contexts if _counts_in_totals(context, build)]
        systems = frozenset((end.kind.casefold(), end.name) for c in contexts for end in c.ends)
        compute = partial(compute_run_cost, counted, counted_items, totals.production, systems, poc)
        totals = attempt("Run cost", partial(_add_run_cost, totals, compute, seed, draws), totals)
    asked = counted_items if totals else items
    unread_share = totals.not_readable.variance_share if totals and totals.not_readable else 0.0
    return Estimates(
        estimates=tuple(sorted(estimates, key=lambda e: (e.integration, e.scope.value))),
        totals=totals,
        questions=attempt(
            "Questions of the estimate",
            lambda: (
                *rank_questions(asked, of_total=1 - unread_share),
                *ask_about_unmatched_overrides(contexts, poc),
            ),
            (),
        ),
        effects=attempt("Effects of answers", lambda: list_answer_effects(asked, totals, poc), ()),
    )


def _add_run_cost(totals: Totals, compute: Callable[..., RunCost], seed: int, draws: int) -> Totals:
    return replace(totals, run_cost=compute(seed=seed, draws=draws))


def _attempt_each(
    contexts: Iterable[IntegrationContext],
    make: Callable[[IntegrationContext], WorkItem],
    attempt: Attempt,
) -> list[WorkItem]:
    """Return the estimates of the integrations; an integration whose estimate fails is left out."""
    made: list[WorkItem | None] = [
        attempt(f"The estimate of {c.integration.id}", partial(make, c), None) for c in contexts
    ]
    return [item for item in made if item is not None]


def _counts_in_totals(context: IntegrationContext, build: frozenset[str]) -> bool:
    """Return whether the totals count an integration.

    They exclude integrations that are not to be built, end-to-end views of hops that are counted
    separately, and integrations whose flows all have the certainty "possible".
    """
    counts = not context.end_to_end and not context.only_possible
    return context.integration.id in build and counts
