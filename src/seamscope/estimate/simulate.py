"""Monte Carlo simulation of all work items, for the percentiles of their sum. Imports numpy.

ln of item i = mu + sigma · (√ρ · team + √(s/2) · (system a + system b) + √(1 − ρ − s) · own)

Any two items have the correlation ρ, because one team builds them, plus s/2 for each system that
both connect. `team`, `system a`, `system b` and `own` are standard normal variables. Each has its
own random stream, seeded by a stable hash of its name, so the draws of an item do not depend on the
other items or their order.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from seamscope.estimate.constants import load_constants
from seamscope.estimate.result import Effort
from seamscope.estimate.score import round_effort
from seamscope.estimate.work_item import WorkItem

# Single precision is enough for a percentile and takes half the time.
Draws = NDArray[np.float32]


def simulate_total(items: Sequence[WorkItem], *, seed: int, draws: int) -> Effort:
    """Return the distribution of the sum of the items' hours.

    The mean is exact: the sum of the items' means. The draws are scaled to this mean before the
    percentiles are taken.
    """
    mean = sum(item.estimate.effort_hours.mean for item in items)
    if not mean:
        return round_effort(0.0, 0.0, 0.0, 0.0)
    total = np.zeros(draws)
    for hours in sample_hours(items, seed=seed, draws=draws):
        total += hours
    p50, p80, p90 = np.quantile(total, (0.5, 0.8, 0.9)) * (mean / total.mean())
    return round_effort(mean, float(p50), float(p80), float(p90))


def sample_hours(items: Sequence[WorkItem], *, seed: int, draws: int) -> Iterator[Draws]:
    """Yield an array of drawn hours for each item with hours, sorted by integration."""
    spread = load_constants().spread
    team, shared = sqrt(spread.correlation.value), sqrt(spread.system.value / 2)
    own = sqrt(1 - spread.correlation.value - spread.system.value)

    @cache
    def draw_normal(name: str) -> Draws:
        digest = sha256(name.encode()).digest()[:8]
        stream = np.random.default_rng([seed, int.from_bytes(digest, "big")])
        return stream.standard_normal(draws, dtype=np.float32)

    for item in list_sampled(items):
        a, b = (draw_normal(f"system {system}") for system in item.systems)
        individual = draw_normal(f"{item.estimate.scope.value} {item.estimate.integration}")
        combined = team * draw_normal("team") + shared * (a + b) + own * individual
        yield np.exp(item.mu + sqrt(item.variance) * combined)


def list_sampled(items: Sequence[WorkItem]) -> list[WorkItem]:
    """Return the items that have hours, in the order of `sample_hours`."""
    return sorted((item for item in items if item.estimate.effort_hours.mean), key=_sort_key)


def _sort_key(item: WorkItem) -> tuple[str, str]:
    return item.estimate.integration, item.estimate.scope.value
