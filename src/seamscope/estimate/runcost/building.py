"""Simulate the build cost: the integrations and work on the product itself. Imports numpy."""

from collections.abc import Sequence

import numpy as np

from seamscope.estimate.constants import load_constants
from seamscope.estimate.run_cost_result import BuildPart
from seamscope.estimate.runcost.figures import load_run_cost_figures
from seamscope.estimate.runcost.sampler import Draws, Sampler, summarise
from seamscope.estimate.simulate import sample_hours
from seamscope.estimate.work_item import WorkItem
from seamscope.knowledge.sourced import Range
from seamscope.poc import Days, Poc

INTEGRATIONS = "integrations and their management"


def simulate_build(
    sampler: Sampler, items: Sequence[WorkItem], poc: Poc, day_rate: Draws
) -> tuple[tuple[BuildPart, ...], Draws, Draws]:
    """Return the parts of the build, and draws of its cost and of its person-days."""
    hours = simulate_hours(items, sampler.seed, sampler.draws)
    integration_days = hours / poc.team.hours_per_day
    parts = [
        BuildPart(
            name=INTEGRATIONS,
            days=summarise(integration_days, digits=1),
            cost=summarise(integration_days * day_rate),
            source="the estimate of the integrations to build",
        )
    ]
    days = integration_days
    for name, stated in _list_product(poc):
        assumed = load_run_cost_figures().product[name]
        amount = sampler.draw(f"product {name}", stated or assumed.range)
        parts.append(
            BuildPart(
                name=f"product: {name}",
                days=summarise(amount, digits=1),
                cost=summarise(amount * day_rate),
                source="poc.yaml" if stated else assumed.source,
                assumed=stated is None,
            )
        )
        days = days + amount
    return tuple(parts), days * day_rate, days


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
    """Return simulated hours of build and management, scaled to the mean of the totals."""
    total = np.zeros(draws)
    for item_hours in sample_hours(items, seed=seed, draws=draws):
        total += item_hours
    mean = sum(item.estimate.effort_hours.mean for item in items)
    hours: Draws = total * (mean / total.mean()) * (1 + load_constants().management.value)
    return hours
