"""Seeded draws of ranges, and percentiles of draws. Imports numpy."""

from hashlib import sha256
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from seamscope.estimate.run_cost_result import Span
from seamscope.estimate.runcost.figures import load_run_cost_figures
from seamscope.estimate.score import Z90
from seamscope.knowledge.sourced import Range

Draws = NDArray[np.float64]


class Sampler:
    """Draws random values by name.

    Each name has its own seed, so the order of calls does not matter. The values of all names are
    correlated, because they have a common draw.
    """

    def __init__(self, seed: int, draws: int) -> None:
        self.seed, self.draws = seed, draws
        self.common = self._draw_normal("common")

    def _draw_normal(self, name: str) -> Draws:
        digest = sha256(f"run cost {name}".encode()).digest()[:8]
        stream = np.random.default_rng([self.seed, int.from_bytes(digest, "big")])
        return stream.standard_normal(self.draws)

    def draw(self, name: str, bounds: Range) -> Draws:
        """Return draws of a two-piece lognormal with the given P10, P50 and P90."""
        low, middle, high = bounds
        if low == high:
            return np.full(self.draws, middle)
        rho = load_run_cost_figures().correlation.value
        z = sqrt(rho) * self.common + sqrt(1 - rho) * self._draw_normal(name)
        down, up = np.log(middle / low) / Z90, np.log(high / middle) / Z90
        values: Draws = middle * np.exp(np.where(z < 0, down * z, up * z))
        return values


def summarise(draws: Draws, digits: int = 2) -> Span:
    """Return the P10, P50, P80 and P90 of draws, rounded."""
    ranks = (0.1, 0.5, 0.8, 0.9)
    p10, p50, p80, p90 = (round(float(v), digits) for v in np.quantile(draws, ranks))
    return Span(p10=p10, p50=p50, p80=p80, p90=p90)


def format_range(bounds: Range) -> str:
    """Return a range as `4 (2 to 8)`, or as `4` if all its values are equal."""
    low, middle, high = (f"{value:g}" for value in bounds)
    return middle if low == high else f"{middle} ({low} to {high})"
