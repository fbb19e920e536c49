"""Simulate the build cost: integrations, and work on the product itself. Imports numpy."""

from collections.abc import Sequence

import numpy as np

from seamscope.estimate.constants import load_constants
from seamscope.estimate.result import Effort
from seamscope.estimate.run_cost_result import BuildPart
from seamscope.estimate.runcost.figures import load_run_cost_figures
from seamscope.estimate.runcost.sampler import Draws, Sampler, summarise
from seamscope.estimate.simulate import sample_hours
from seamscope.estimate.work_item import WorkItem
from seamscope.knowledge.sourced import Range
from seamscope.poc import Days, Poc

INTEGRATIONS = "integrations and their management"
UPPER_RANKS = (0.8, 0.9)


def simulate_build(
    sampler: Sampler, items: Sequence[WorkItem], production: Effort, poc: Poc, day_rate: Draws
) -> tuple[tuple[BuildPart, ...], Draws, Draws]:
    """Return the parts of the build, and draws of its cost and of its person-days.

    production: the hours of the items in the total, whose P80 and P90 include the reserve.
    """
    per_day = poc.team.hours_per_day / (1 + load_constants().management.value)
    known = simulate_hours(items, sampler.seed, sampler.draws) / per_day
    integration_days = _raise_upper(known, production.p80 / per_day, production.p90 / per_day)
    parts = [
        BuildPart(
            name=INTEGRATIONS,
            days=summarise(integration_days, digits=1),
            cost=summarise(_price(integration_days, day_rate)),
            source="person-days × day rate, both uncertain, so P90 is above the price of the P90 "
            "days",
        )
    ]
    product = np.zeros(sampler.draws)
    for name, stated in _list_product(poc):
        assumed = load_run_cost_figures().product[name]
        amount = sampler.draw(f"product {name}", stated or assumed.range)
        parts.append(
            BuildPart(
                name=f"product: {name}",
                days=summarise(amount, digits=1),
                cost=summarise(_price(amount, day_rate)),
                source="poc.yaml" if stated else assumed.source,
                assumed=stated is None,
            )
        )
        product += amount
    p80, p90 = np.quantile(integration_days + product, UPPER_RANKS)
    days = _raise_upper(known + product, float(p80), float(p90))
    return tuple(parts), _price(days, day_rate), days


def _raise_upper(draws: Draws, p80: float, p90: float) -> Draws:
    """Return draws whose values above the median are raised, so that they have this P80 and P90.

    Unread inputs and data without a profile raise these percentiles of the total, but not the P50.
    """
    wanted = np.maximum(np.array((p80, p90)) / np.quantile(draws, UPPER_RANKS), 1.0)
    ranks = (np.argsort(np.argsort(draws)) + 0.5) / len(draws)
    raised: Draws = draws * np.interp(ranks, (0.5, *UPPER_RANKS), (1.0, *wanted))
    return raised


def _price(days: Draws, day_rate: Draws) -> Draws:
    """Return the cost of person-days.

    The P50 of the cost is the P50 of the days times the P50 of the day rate, as in the total and in
    the workbook. The median of the product of two skewed ranges differs a little, so the draws are
    scaled.
    """
    cost: Draws = days * day_rate
    middle = float(np.median(cost))
    if not middle:
        return cost
    return cost * (float(np.median(days)) * float(np.median(day_rate)) / middle)


def _list_product(poc: Poc) -> tuple[tuple[str, Range | None], ...]:
    work = poc.product
    return (
        ("model", _read_days(work.model)),
        ("screens", _read_days(work.screens)),
        ("data", _read_days(work.data)),
        ("evaluation", _read_days(work.evaluation)),
    )


def _read_days(days: Days | None) -> Range | None:
    match days:
        case None:
            return None
        case (low, likely, high):
            return (low, likely, high)
        case _:
            return (days, days, days)


def simulate_hours(items: Sequence[WorkItem], seed: int, draws: int) -> Draws:
    """Return simulated hours of the build without management, scaled to the mean of the totals."""
    total = np.zeros(draws)
    for item_hours in sample_hours(items, seed=seed, draws=draws):
        total += item_hours
    mean = sum(item.estimate.effort_hours.mean for item in items)
    hours: Draws = total * (mean / total.mean())
    return hours
