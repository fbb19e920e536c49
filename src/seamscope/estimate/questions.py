"""Which answer would make the total surest: questions ranked by the variance they remove."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, expm1, sqrt

from seamscope.estimate.constants import constants
from seamscope.estimate.integration_context import Seam
from seamscope.estimate.outcome import Item
from seamscope.estimate.override import unmatched
from seamscope.poc import Poc

Ranked = tuple[tuple[str, tuple[str, ...], float], ...]


def ranked(items: Sequence[Item]) -> Ranked:
    """Return each question once: text, ids it is about, share of the total's variance, 0..1."""
    answers: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    about: dict[str, set[str]] = defaultdict(set)
    for place, item in enumerate(items):
        for unknown in item.unknowns:
            for ask in unknown.asks:
                answers[ask.text][place] += unknown.variance / len(unknown.asks)
                about[ask.text].update(ask.about)
    shares = removed(items, tuple(answers.values()))
    found = [
        (text, tuple(sorted(about[text])), round(share, 6))
        for text, share in zip(answers, shares, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (-one[2], one[0])))


def strays(every: Iterable[Seam], poc: Poc | None) -> Ranked:
    """Ask about experts' figures that fit no integration of the POC."""
    return tuple(
        (f"Which integration is the expert's figure for {override.system} meant for?", (), 0.0)
        for override in unmatched(every, poc.overrides if poc else ())
    )


def removed(items: Sequence[Item], answers: Sequence[Mapping[int, float]]) -> tuple[float, ...]:
    """Return for each answer the share of the total's variance it removes, 0..1.

    answers: by the item's position, the variance of ln hours that the answer takes away. The
    means stay: an answer may move the figure either way, and nobody knows which yet.
    """
    sum_of = _Sum(items)
    return tuple(sum_of.gain(answer) for answer in answers)


@dataclass(frozen=True, slots=True)
class _Part:
    """One item's part in the variance: by itself, and its weight in what it shares."""

    own: float
    weight: float


class _Sum:
    """The variance of the sum: E²·(e^σ² − 1) of each item, and ρ·Eσ·Eσ of every two.

    The second is the covariance of two lognormals to first order, which lets an answer be
    judged by the items it concerns alone, however many others there are.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.parts = [self._part(item, item.variance) for item in items]
        self.team = sum(part.weight for part in self.parts)
        self.systems: dict[str, float] = defaultdict(float)
        for item, part in zip(items, self.parts, strict=True):
            for system in item.systems:
                self.systems[system] += part.weight
        squares = sum(part.weight**2 for part in self.parts)
        spread = constants().spread
        self.rho, self.shared = spread.correlation.value, spread.system.value / 2
        pairs = sum(total**2 for total in self.systems.values()) - 2 * squares
        self.variance = (
            sum(part.own for part in self.parts)
            + self.rho * (self.team**2 - squares)
            + self.shared * pairs
        )

    @staticmethod
    def _part(item: Item, variance: float) -> _Part:
        mean = exp(item.mu + item.variance / 2)
        return _Part(mean * mean * expm1(variance), mean * sqrt(variance))

    def gain(self, answer: Mapping[int, float]) -> float:
        """Return the share of the variance that goes with an answer."""
        own = squares = team = 0.0
        systems: dict[str, float] = defaultdict(float)
        for place, taken in answer.items():
            item, before = self.items[place], self.parts[place]
            after = self._part(item, max(item.variance - taken, 0.0))
            own += before.own - after.own
            squares += before.weight**2 - after.weight**2
            team += before.weight - after.weight
            for system in item.systems:
                systems[system] += before.weight - after.weight
        pairs = sum(_less(self.systems[system], change) for system, change in systems.items())
        gone = (
            own
            + self.rho * (_less(self.team, team) - squares)
            + self.shared * (pairs - 2 * squares)
        )
        return gone / self.variance if self.variance else 0.0


def _less(total: float, change: float) -> float:
    """Return how much the square of a total shrinks with the total."""
    return change * (2 * total - change)
