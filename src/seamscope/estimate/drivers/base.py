"""What every driver is made of: a rating becomes a factor, an unknown one a range and questions."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from seamscope.estimate.constants import Table, constants
from seamscope.estimate.integration_context import Seam
from seamscope.estimate.result import Factor
from seamscope.estimate.score import points
from seamscope.records import Evidence

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Ask:
    """A question that would settle an unknown, and the ids it is about."""

    text: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """One effort driver: a pure function from a seam to a factor, and what to ask if unknown.

    fact: what it rests on; no two drivers rest on the same, so no fact is charged twice.
    """

    name: str
    fact: str
    rate: Callable[[Seam], Factor]
    ask: Callable[[Seam], tuple[Ask, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rating somebody's words or numbers gave, with the words."""

    rating: str
    said: str
    evidence: tuple[Evidence, ...] = ()


def table(name: str) -> Table:
    """Return the figures of a driver."""
    return constants().drivers[name]


def rated(name: str, rating: str, reason: str, evidence: tuple[Evidence, ...] = ()) -> Factor:
    """Return the factor of a known rating."""
    multiplier = table(name).ratings[rating]
    return Factor(
        name=name,
        rating=rating,
        multiplier=multiplier,
        points=points(multiplier),
        reason=reason,
        source=_source(name),
        low=multiplier,
        high=multiplier,
        evidence=evidence,
    )


def unrated(name: str, reason: str, evidence: tuple[Evidence, ...] = ()) -> Factor:
    """Return the factor of an unknown rating: no points, but a range that widens sigma."""
    low, high = table(name).unknown
    return Factor(
        name=name,
        rating=UNKNOWN,
        multiplier=1.0,
        points=0.0,
        reason=reason,
        source=_source(name),
        low=low,
        high=high,
        evidence=evidence,
    )


def worst(name: str, findings: Iterable[Finding], otherwise: str) -> Factor:
    """Return the factor of the dearest finding, so that one more can never lower it.

    Without a finding the rating is unknown, for the reason `otherwise`, and because of words
    that no table knows.
    """
    said = list(findings)
    known = [finding for finding in said if finding.rating]
    if not known:
        unread = sorted({finding.said for finding in said} - {""})
        return unrated(name, f"not understood: {'; '.join(unread)}" if unread else otherwise)
    ratings = table(name).ratings
    top = max(known, key=lambda f: (ratings[f.rating], f.said))
    more = f" (the highest of {len(known)})" if len({f.rating for f in known}) > 1 else ""
    return rated(name, top.rating, f"{top.said}{more}", top.evidence)


def spoken(name: str, text: str) -> str:
    """Return the rating whose phrase is the longest one in a text, "" if none is.

    "near real time" is thus not "real time", and "not critical" is not "critical".
    """
    words = " ".join(["", *re.findall(r"[^\W_]+", text.casefold()), ""])
    ratings = table(name).ratings
    found = [
        (len(phrase), ratings[rating], rating)
        for rating, phrases in table(name).words.items()
        for phrase in phrases
        if f" {phrase} " in words
    ]
    return max(found)[2] if found else ""


def band(name: str, amount: float) -> str:
    """Return the rating of the first band whose upper end an amount does not exceed."""
    return next(rating for up_to, rating in table(name).bands if amount <= up_to)


def _source(name: str) -> str:
    found = table(name)
    return f"{found.source} (assumption)" if found.assumed else found.source
