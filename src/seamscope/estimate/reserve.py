"""Add a reserve for inputs that were not read and for data without a profile. Imports numpy.

Unread inputs may describe more integrations, which are assumed to be as large as the integrations
to build. Data without a profile is assumed to be bad.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import accumulate
from math import exp

import numpy as np

from seamscope.estimate.constants import load_constants
from seamscope.estimate.result import Effort, NotReadable, Totals, UnreadPart
from seamscope.estimate.score import round_effort
from seamscope.estimate.simulate import Draws, list_sampled, sample_hours
from seamscope.estimate.totals import scale_effort
from seamscope.estimate.work_item import WorkItem

DATA = "data_quality"  # the factor for the quality of the data
ROUNDING = 1e-9  # sums of shares such as .15 + .5 + .25 are not exact


def add_reserve(
    totals: Totals,
    items: Sequence[WorkItem],
    parts: Sequence[UnreadPart],
    *,
    seed: int,
    draws: int,
) -> Totals:
    """Return totals whose P80 and P90 include unread inputs and data without a profile.

    The totals are unchanged if everything was read and profiled, or if no integration is to be
    built, from which the size of additional integrations could be derived.

    parts: the unread inputs; empty to add no reserve at all.
    """
    samples = list(sample_hours(items, seed=seed, draws=draws)) if parts else []
    if not samples:
        return totals
    worst = [_assume_bad_data(item) for item in list_sampled(items)]
    bad = [hours * factor for hours, factor in zip(samples, worst, strict=True)]
    known, feared = np.sum(samples, axis=0), np.sum(bad, axis=0)
    scale = totals.production.mean / float(known.mean())
    known *= scale
    feared *= scale
    counted = [part for part in parts if part.count]
    number = _Number.count(counted)
    unread = _draw_unread(bad, number, seed=seed, draws=draws)
    widened = _widen(totals, feared + unread)
    profiled = _widen(totals, known + unread) if counted else totals
    unprofiled = round(widened.production.p80 - profiled.production.p80, 2)
    if not counted:
        return replace(widened, unprofiled_hours=unprofiled)
    return replace(
        widened,
        unprofiled_hours=unprofiled,
        not_readable=NotReadable(
            most=number.most,
            expected=round(number.rate, 3),
            hours=_summarise(unread),
            added_hours=round(profiled.production.p80 - totals.production.p80, 2),
            parts=tuple(counted),
            variance_share=round(float(unread.var() / (feared + unread).var()), 6),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Number:
    """The number of integrations in unread inputs, which is Poisson-distributed.

    rate: the mean of this number. One unread file may describe several integrations.
    """

    rate: float

    @classmethod
    def count(cls, parts: Sequence[UnreadPart]) -> "_Number":
        """Return the number of integrations in these unread inputs.

        The rate is rounded up to the next of the numbers in `reserve`, so that one unread input
        more or less rarely changes it. The last of these numbers is the largest rate.
        """
        rate = sum(part.expected for part in parts)
        steps = load_constants().reserve.numbers.values
        return cls(rate=next((step for step in steps if step >= rate), steps[-1]) if rate else 0.0)

    @property
    def shares(self) -> list[float]:
        """The probabilities of at most 0, 1, … more integrations; the last probability is 1."""
        share = exp(-self.rate)
        found = [share]
        while found[-1] < load_constants().reserve.drawn.value:
            share *= self.rate / len(found)
            found.append(found[-1] + share)
        return [*found, 1.0]

    @property
    def most(self) -> int:
        """The largest number of integrations that is likely, at least 1."""
        likely = load_constants().reserve.shown.value
        return max(next(n for n, share in enumerate(self.shares) if share >= likely), 1)


def _assume_bad_data(item: WorkItem) -> float:
    """Return the multiplier for bad data, 1 if the quality of the data is known.

    At P80, unprofiled data must not cost less than data that a profile shows to be bad.
    """
    if all(f.name != DATA or f.rating != "unknown" for f in item.estimate.factors):
        return 1.0
    constants = load_constants()
    table, worse = constants.drivers[DATA], constants.reserve.bad_data.value - ROUNDING
    order = sorted(table.shares, key=lambda rating: table.ratings[rating])
    below = accumulate(table.shares[rating] for rating in order)
    return next(
        table.ratings[rating] for rating, share in zip(order, below, strict=True) if share >= worse
    )


def _widen(totals: Totals, hours: Draws) -> Totals:
    """Return totals with the P80 and P90 of the given hours, if these are larger."""
    p80, p90 = np.quantile(hours, (0.8, 0.9))
    production = round_effort(
        totals.production.mean,
        totals.production.p50,
        max(totals.production.p80, float(p80)),
        max(totals.production.p90, float(p90)),
    )
    share = load_constants().management.value
    return replace(totals, production=production, management_hours=scale_effort(production, share))


def _draw_unread(samples: Sequence[Draws], number: _Number, *, seed: int, draws: int) -> Draws:
    """Return draws of the hours of integrations that unread inputs may describe.

    Each additional integration has the hours of a randomly chosen integration of `samples`. In
    every draw, the number of integrations and the hours increase with the rate.
    """
    digest = sha256(b"not readable").digest()[:8]
    stream = np.random.default_rng([seed, int.from_bytes(digest, "big")])
    found = np.searchsorted(number.shares, stream.random(draws))
    every = np.stack(samples)
    total = np.zeros(draws, dtype=np.float32)
    for place in range(int(found.max())):
        chosen = stream.integers(0, len(samples), size=draws)
        which = stream.integers(0, draws, size=draws)
        total += np.where(found > place, every[chosen, which], 0)
    return total


def _summarise(hours: Draws) -> Effort:
    p50, p80, p90 = np.quantile(hours, (0.5, 0.8, 0.9))
    return round_effort(float(hours.mean()), float(p50), float(p80), float(p90))
