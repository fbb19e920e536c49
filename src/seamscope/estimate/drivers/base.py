"""Functions that all effort drivers use: from text to ratings, and from ratings to factors."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from math import exp, sqrt

from seamscope.estimate.constants import DriverTable, load_constants
from seamscope.estimate.integration_context import IntegrationContext
from seamscope.estimate.result import Factor
from seamscope.estimate.score import Z90, compute_points, compute_unknown_variance
from seamscope.knowledge.ratings import read_rating
from seamscope.records import Evidence

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class DriverQuestion:
    """A question whose answer sets an unknown rating.

    about: ids of the systems and integrations that the question concerns.
    """

    text: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """One effort driver.

    fact: the fact that the driver rates. No two drivers rate the same fact, because the fact would
        be counted twice.
    rate: a pure function that returns the factor.
    ask: returns the questions for an unknown rating.
    by_group: whether each data group has its own rating; see `group_multipliers`.
    """

    name: str
    fact: str
    rate: Callable[[IntegrationContext], Factor]
    ask: Callable[[IntegrationContext], tuple[DriverQuestion, ...]]
    by_group: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedStatement:
    """A statement from the inputs and the rating derived from it, "" if it was not understood."""

    rating: str
    text: str
    evidence: tuple[Evidence, ...] = ()


def get_driver_table(name: str) -> DriverTable:
    """Return the table of a driver from `estimation.yaml`."""
    return load_constants().drivers[name]


def build_factor(
    name: str, rating: str, reason: str, evidence: tuple[Evidence, ...] = ()
) -> Factor:
    """Return the factor for a known rating."""
    multiplier = get_driver_table(name).ratings[rating]
    return Factor(
        name=name,
        rating=rating,
        multiplier=multiplier,
        points=compute_points(multiplier),
        reason=reason,
        source=_describe_source(name),
        low=multiplier,
        high=multiplier,
        evidence=evidence,
    )


def set_multiplier(factor: Factor, multiplier: float) -> Factor:
    """Return the factor with a multiplier that replaces the multiplier of its rating."""
    return replace(
        factor,
        multiplier=multiplier,
        points=compute_points(multiplier),
        low=multiplier,
        high=multiplier,
    )


@lru_cache(maxsize=4096)  # many integrations have the same unknown ratings
def build_unknown_factor(name: str, reason: str, evidence: tuple[Evidence, ...] = ()) -> Factor:
    """Return the factor for an unknown rating: multiplier 1, with a variance.

    Its `low` and `high` are the P10 and P90 of the multiplier.
    """
    variance = compute_unknown_variance(get_driver_table(name))
    reach = exp(Z90 * sqrt(variance))
    return Factor(
        name=name,
        rating=UNKNOWN,
        multiplier=1.0,
        points=0.0,
        reason=reason,
        source=_describe_source(name),
        low=round(1 / reach, 4),
        high=round(reach, 4),
        variance=variance,
        evidence=evidence,
    )


def rate(driver: Driver, context: IntegrationContext) -> Factor:
    """Return the factor of a driver; an answer to its question takes precedence over the inputs."""
    told = context.find_answer(driver.fact)
    rating = read_rating(driver.name, told.value) if told else ""
    if told is None or not rating:
        return driver.rate(context)
    factor = build_factor(driver.name, rating, f"answered: {told.value}", (told.evidence,))
    per_field = get_driver_table(driver.name).per_field
    if per_field and told.value.isdecimal():
        return set_multiplier(factor, per_field.multiply(int(told.value)))
    return factor


def choose_worst(name: str, statements: Iterable[RatedStatement], otherwise: str) -> Factor:
    """Return the factor of the statement with the highest multiplier.

    Thus an additional statement never lowers the effort. If no statement has a rating, the factor
    is unknown; its reason lists the statements that were not understood, or is `otherwise` if there
    are no statements.
    """
    every = list(statements)
    known = [statement for statement in every if statement.rating]
    if not known:
        not_understood = sorted({statement.text for statement in every} - {""})
        return build_unknown_factor(
            name, f"not understood: {'; '.join(not_understood)}" if not_understood else otherwise
        )
    ratings = get_driver_table(name).ratings
    top = max(known, key=lambda f: (ratings[f.rating], f.text))
    more = (
        f", the highest-rated of {len(known)} statements"
        if len({f.rating for f in known}) > 1
        else ""
    )
    return build_factor(name, top.rating, f"{top.text}{more}", top.evidence)


def _describe_source(name: str) -> str:
    table = get_driver_table(name)
    return f"{table.source} (assumption)" if table.assumed else table.source
