"""An estimate together with its distribution, as simulation, questions and totals need it."""

from dataclasses import dataclass

from seamscope.estimate.drivers import Ask
from seamscope.estimate.result import Estimate, Factor
from seamscope.estimate.score import points


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A fact nobody knows, the variance of ln hours it causes, and who could settle it."""

    fact: str
    variance: float
    asks: tuple[Ask, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An estimate with its distribution: lognormal of log median `mu` and `variance`.

    systems: ids, for what two items share; an item of no hours has an effort of zeros.
    """

    estimate: Estimate
    systems: tuple[str, str]
    mu: float
    variance: float
    unknowns: tuple[Unknown, ...] = ()


def closing_factor(name: str, rating: str, multiplier: float, reason: str, source: str) -> Factor:
    """Return a factor of the sum itself (cap, uncertainty, expert), not of a fact."""
    return Factor(
        name=name,
        rating=rating,
        multiplier=multiplier,
        points=points(multiplier),
        reason=reason,
        source=source,
        low=multiplier,
        high=multiplier,
    )
