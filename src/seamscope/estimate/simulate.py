"""Draw all items together, many times, for the percentiles of their sum. Imports numpy.

ln of item i = mu + sigma · (√ρ · team + √(s/2) · (system a + system b) + √(1 − ρ − s) · own):
every two items correlate by ρ through the team they share, by s/2 more if they share a system.
Each standard normal has its own stream, named by what it stands for and seeded by a stable
hash, so that no item's draws depend on which others there are or in which order.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from math import exp, sqrt

import numpy as np
from numpy.typing import NDArray

from seamscope.estimate import Effort
from seamscope.estimate.constants import constants
from seamscope.estimate.outcome import Item
from seamscope.estimate.scale import rounded

Draws = NDArray[np.float64]


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
        return stream.standard_normal(draws)

    for item in sorted((i for i in items if i.estimate.effort_hours.mean), key=_key):
        a, b = (normal(f"system {system}") for system in item.systems)
        alone = normal(f"{item.estimate.scope.value} {item.estimate.integration}")
        mixed = team * normal("team") + shared * (a + b) + own * alone
        yield np.exp(item.mu + sqrt(item.variance) * mixed)


def correlations(items: Sequence[Item]) -> Draws:
    """Return the correlation of ln hours of every two items, as `sample` draws them."""
    spread = constants().spread
    systems = sorted({system for item in items for system in item.systems})
    place = {system: number for number, system in enumerate(systems)}
    touch = np.zeros((len(items), len(systems)))
    for row, item in enumerate(items):
        touch[row, [place[system] for system in item.systems]] = 1.0
    matrix: Draws = spread.correlation.value + spread.system.value / 2 * (touch @ touch.T)
    np.fill_diagonal(matrix, 1.0)
    return matrix


def removed(items: Sequence[Item], answers: Sequence[dict[int, float]]) -> tuple[float, ...]:
    """Return for each answer the share of the total's variance it removes, 0..1.

    answers: by the item's position, the variance of ln hours that the answer takes away. The
    means stay: an answer may move the figure either way, and nobody knows which yet.
    """
    if not items:
        return tuple(0.0 for _ in answers)
    means = np.array([exp(item.mu + item.variance / 2) for item in items])
    variances = np.array([item.variance for item in items])
    linked = correlations(items)
    before = _covariances(means, np.sqrt(variances), linked)
    whole = before.sum()
    shares = []
    for answer in answers:
        rows = np.array(sorted(answer), dtype=np.intp)
        after = variances.copy()
        after[rows] = np.maximum(after[rows] - [answer[int(row)] for row in rows], 0.0)
        sigmas = np.sqrt(after)
        weights = means[rows, None] * means[None, :]
        now = weights * np.expm1(linked[rows] * sigmas[rows, None] * sigmas[None, :])
        change = before[rows] - now
        # Rows and columns change alike; what lies in both is counted once.
        gain = 2 * change.sum() - change[:, rows].sum()
        shares.append(float(gain / whole) if whole else 0.0)
    return tuple(shares)


def _covariances(means: Draws, sigmas: Draws, linked: Draws) -> Draws:
    """Return the covariances of lognormals: E·E·(exp(ρσσ) − 1)."""
    weights = means[:, None] * means[None, :]
    made: Draws = weights * np.expm1(linked * sigmas[:, None] * sigmas[None, :])
    return made


def _key(item: Item) -> tuple[str, str]:
    return item.estimate.integration, item.estimate.scope.value
