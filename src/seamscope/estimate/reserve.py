"""Add a reserve for inputs that were not read and data not profiled. Imports numpy.

The unread inputs may describe 0 to n further integrations, each as large as one of the integrations
to build. Data that nobody has profiled is assumed to be bad.
"""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import accumulate

import numpy as np

from seamscope.estimate.constants import load_constants
from seamscope.estimate.result import Effort, NotReadable, Totals, UnreadPart
from seamscope.estimate.score import round_effort
from seamscope.estimate.simulate import Draws, list_sampled, sample_hours
from seamscope.estimate.totals import scale_effort
from seamscope.estimate.work_item import WorkItem

DATA = "data_quality"  # name of the driver for data quality
WORSE_THAN = 0.9 - 1e-9  # share of all data that is better


def add_reserve(
    totals: Totals,
    items: Sequence[WorkItem],
    parts: Sequence[UnreadPart],
    *,
    seed: int,
    draws: int,
) -> Totals:
    """Return totals whose P80 and P90 include inputs that were not read and data not profiled.

    The totals are unchanged if everything was read and profiled, or if there is no integration to
    build that shows how large a further integration would be. parts: empty to add no reserve at
    all.
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
    unread = _draw_unread(bad, _count_unread(counted), seed=seed, draws=draws)
    widened = _widen(totals, feared + unread)
    if not counted:
        unprofiled = widened.production.p80 - totals.production.p80
        return replace(widened, unprofiled_hours=round(unprofiled, 2))
    unprofiled = widened.production.p80 - _widen(totals, known + unread).production.p80
    return replace(
        widened,
        unprofiled_hours=round(unprofiled, 2),
        not_readable=NotReadable(
            most=_count_unread(counted)[1],
            hours=_summarise(unread),
            parts=tuple(counted),
            variance_share=round(float(unread.var() / (feared + unread).var()), 6),
        ),
    )


def _assume_bad_data(item: WorkItem) -> float:
    """Return the multiplier for data of the worst tenth, 1 if the quality of the data is known.

    At P80, unprofiled data must not cost less than data that a profile shows to be bad.
    """
    if all(f.name != DATA or f.rating != "unknown" for f in item.estimate.factors):
        return 1.0
    table = load_constants().drivers[DATA]
    order = sorted(table.shares, key=lambda rating: table.ratings[rating])
    below = accumulate(table.shares[rating] for rating in order)
    return next(
        table.ratings[rating]
        for rating, share in zip(order, below, strict=True)
        if share >= WORSE_THAN
    )


def _count_unread(counted: Sequence[UnreadPart]) -> tuple[int, int]:
    """Return the least and the largest number of integrations in these unread inputs.

    Each kind of input may hold at least one integration, but not more than it has inputs. The
    number of each kind is rounded down and the sum up, so that a single input seldom changes the
    result.
    """
    steps = load_constants().unread_numbers.values
    number = sum(
        min(max(step for step in steps if step <= max(part.most, 1)), part.count)
        for part in counted
    )
    least = sum(part.count for part in counted if part.exists)
    return least, next((step for step in steps if step >= number), number) if number else 0


def _widen(totals: Totals, hours: Draws) -> Totals:
    """Return totals with the P80 and P90 of these hours, if these are larger."""
    p80, p90 = np.quantile(hours, (0.8, 0.9))
    production = round_effort(
        totals.production.mean,
        totals.production.p50,
        max(totals.production.p80, float(p80)),
        max(totals.production.p90, float(p90)),
    )
    share = load_constants().management.value
    return replace(totals, production=production, management_hours=scale_effort(production, share))


def _draw_unread(
    samples: Sequence[Draws], numbers: tuple[int, int], *, seed: int, draws: int
) -> Draws:
    """Return draws of the hours of integrations that may exist.

    numbers: least and largest number of such integrations; each one beyond the least number exists
    with probability 1/2. Its hours are those of a randomly chosen sample.
    """
    digest = sha256(b"not readable").digest()[:8]
    stream = np.random.default_rng([seed, int.from_bytes(digest, "big")])
    least, most = numbers
    number = least + stream.binomial(most - least, 0.5, size=draws)
    every = np.stack(samples)
    total = np.zeros(draws, dtype=np.float32)
    for place in range(most):
        chosen = stream.integers(0, len(samples), size=draws)
        which = stream.integers(0, draws, size=draws)
        total += np.where(number > place, every[chosen, which], 0)
    return total


def _summarise(hours: Draws) -> Effort:
    p50, p80, p90 = np.quantile(hours, (0.5, 0.8, 0.9))
    return round_effort(float(hours.mean()), float(p50), float(p80), float(p90))
