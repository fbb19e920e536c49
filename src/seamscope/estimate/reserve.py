"""Add a reserve for inputs that were not read. Imports numpy.

They may hold 0 to n more integrations, each as large as one of the integrations to build.
"""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from math import ceil

import numpy as np

from seamscope.estimate.constants import load_constants
from seamscope.estimate.result import Effort, NotReadable, Totals, UnreadPart
from seamscope.estimate.score import round_effort
from seamscope.estimate.simulate import Draws, sample_hours
from seamscope.estimate.totals import scale_effort
from seamscope.estimate.work_item import WorkItem


def add_reserve(
    totals: Totals,
    items: Sequence[WorkItem],
    parts: Sequence[UnreadPart],
    *,
    seed: int,
    draws: int,
) -> Totals:
    """Return totals whose P80 and P90 include the inputs that were not read.

    They stay unchanged if everything was read, or if there is no integration to build whose hours
    could stand for an unread one.
    """
    counted = [part for part in parts if part.count]
    samples = list(sample_hours(items, seed=seed, draws=draws))
    if not counted or not samples:
        return totals
    # Each kind of gap may hold at least one integration, but no more than it has pieces.
    most = sum(min(max(ceil(part.most), 1), part.count) for part in counted)
    unread = _draw_unread(samples, most, seed=seed, draws=draws)
    known = np.sum(samples, axis=0)
    known *= totals.production.mean / float(known.mean())
    p80, p90 = np.quantile(known + unread, (0.8, 0.9))
    production = round_effort(
        totals.production.mean,
        totals.production.p50,
        max(totals.production.p80, float(p80)),
        max(totals.production.p90, float(p90)),
    )
    share = load_constants().management.value
    return replace(
        totals,
        production=production,
        management_hours=scale_effort(production, share),
        not_readable=NotReadable(
            most=most,
            hours=_summarise(unread),
            parts=tuple(counted),
            variance_share=round(float(unread.var() / (known + unread).var()), 6),
        ),
    )


def _draw_unread(samples: Sequence[Draws], most: int, *, seed: int, draws: int) -> Draws:
    """Return draws of the hours of 0 to `most` integrations; each exists with probability 1/2.

    Each draw takes the hours of an existing integration from those of randomly chosen `samples`.
    """
    digest = sha256(b"not readable").digest()[:8]
    stream = np.random.default_rng([seed, int.from_bytes(digest, "big")])
    number = stream.binomial(most, 0.5, size=draws)
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
