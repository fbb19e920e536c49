"""Draw all items together, many times, for the percentiles of their sum. Imports numpy.

ln of item i = mu + sigma · (√ρ · team + √(s/2) · (system a + system b) + √(1 − ρ − s) · own):
every two items correlate by ρ through the team they share, by s/2 more if they share a system.
Each standard normal has its own stream, named by what it stands for and seeded by a stable
hash, so that no item's draws depend on which others there are or in which order.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from seamscope.estimate.constants import constants
from seamscope.estimate.outcome import Item
from seamscope.estimate.result import Effort
from seamscope.estimate.score import rounded

# Seven digits are enough for a percentile, and take half the time.
Draws = NDArray[np.float32]


def total(items: Sequence[Item], *, seed: int, draws: int) -> Effort:
    """Return the distribution of the sum of the items' hours.

    The mean is the sum of the means; the draws are scaled to it, for the percentiles.
    """
    mean = sum(item.estimate.effort_hours.mean for item in items)
    if not mean:
        return rounded(0.0, 0.0, 0.0, 0.0)
    summed = np.zeros(draws)
    for row in sample(items, seed=seed, draws=draws):
        summed += row
    p50, p80, p90 = np.quantile(summed, (0.5, 0.8, 0.9)) * (mean / summed.mean())
    return rounded(mean, float(p50), float(p80), float(p90))


def sample(items: Sequence[Item], *, seed: int, draws: int) -> Iterator[Draws]:
    """Yield the drawn hours of each item that costs any, sorted by id."""
    spread = constants().spread
    team, shared = sqrt(spread.correlation.value), sqrt(spread.system.value / 2)
    own = sqrt(1 - spread.correlation.value - spread.system.value)

    @cache
    def normal(name: str) -> Draws:
        digest = sha256(name.encode()).digest()[:8]
        stream = np.random.default_rng([seed, int.from_bytes(digest, "big")])
        return stream.standard_normal(draws, dtype=np.float32)

    for item in sorted((i for i in items if i.estimate.effort_hours.mean), key=_key):
        a, b = (normal(f"system {system}") for system in item.systems)
        alone = normal(f"{item.estimate.scope.value} {item.estimate.integration}")
        mixed = team * normal("team") + shared * (a + b) + own * alone
        yield np.exp(item.mu + sqrt(item.variance) * mixed)


def _key(item: Item) -> tuple[str, str]:
    return item.estimate.integration, item.estimate.scope.value
