"""Work items: estimates with their distributions, for simulation, questions and totals."""

from dataclasses import dataclass

from seamscope.estimate.drivers import DriverQuestion
from seamscope.estimate.result import Estimate, Factor
from seamscope.estimate.score import compute_points


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """An unknown fact, the variance of ln hours due to this fact, and the questions about it."""

    fact: str
    variance: float
    questions: tuple[DriverQuestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """An estimate with its lognormal distribution of hours.

    An item without work has an effort of zeros.
    mu: log of the median.
    variance: variance of ln hours.
    systems: ids of both ends; items with a common system have a part of their variance in common.
    """

    estimate: Estimate
    systems: tuple[str, str]
    mu: float
    variance: float
    unknowns: tuple[Unknown, ...] = ()


def build_closing_factor(
    name: str, rating: str, multiplier: float, reason: str, source: str
) -> Factor:
    """Return a factor that no driver rates: cap, uncertainty, override or calibration."""
    return Factor(
        name=name,
        rating=rating,
        multiplier=multiplier,
        points=compute_points(multiplier),
        reason=reason,
        source=source,
        low=multiplier,
        high=multiplier,
    )
