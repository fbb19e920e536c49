"""Compute the total for each answer to a question, and whether it then exceeds the budget."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from seamscope.estimate.constants import load_constants
from seamscope.estimate.drivers import DRIVERS
from seamscope.estimate.result import AnswerEffect, Missing, Totals
from seamscope.estimate.work_item import WorkItem
from seamscope.poc import Poc

TABLES = {driver.fact: driver.name for driver in DRIVERS}


def list_answer_effects(
    items: Sequence[WorkItem], totals: Totals | None, poc: Poc | None
) -> tuple[AnswerEffect, ...]:
    """Return the effect of the answers to each question, sorted by question.

    An answer changes the mean of the integrations that the question is about. The P80 of the total
    after an answer is today's P80 × mean after the answer ÷ mean today. This is an approximation,
    because the answer also narrows the distribution.
    """
    found: dict[str, list[tuple[WorkItem, Missing]]] = defaultdict(list)
    for item in items:
        for missing in item.estimate.missing:
            found[missing.question].append((item, missing))
    return tuple(
        _build_effect(question, found[question], totals, poc) for question in sorted(found)
    )


def _build_effect(
    question: str,
    asked: Sequence[tuple[WorkItem, Missing]],
    totals: Totals | None,
    poc: Poc | None,
) -> AnswerEffect:
    fact = asked[0][1].fact
    effect = AnswerEffect(question=question, key=asked[0][1].answer)
    if totals is None or totals.production.mean <= 0:
        return effect
    both = totals.production.p80 + totals.management_hours.p80
    hours = {
        rating: both * (1 + change / totals.production.mean)
        for rating, change in _sum_changes(asked)
    }
    per_day = totals.hours_per_day
    limit = poc.targets.build_days if poc else None
    shares = load_constants().drivers[TABLES[fact]].shares if fact in TABLES else {}
    crossing: tuple[str, ...] = ()
    if limit is not None:
        over = both > limit * per_day
        crossing = tuple(name for name, p80 in hours.items() if (p80 > limit * per_day) != over)
    return replace(
        effect,
        days=tuple((rating, round(p80 / per_day, 2)) for rating, p80 in hours.items()),
        decision=round(sum(shares.get(rating, 0.0) for rating in crossing), 6),
        shares=tuple(shares.items()),
        crossing=crossing,
    )


def _sum_changes(asked: Sequence[tuple[WorkItem, Missing]]) -> Iterator[tuple[str, float]]:
    """Yield each possible rating, and how it changes the mean of the total, in hours."""
    changes: dict[str, float] = {}
    for item, missing in asked:
        effort = item.estimate.effort_hours
        # An expert's hours do not depend on the facts.
        if not item.estimate.override and effort.p50 > 0:
            for rating, median in missing.effects:
                change = (median / effort.p50 - 1) * effort.mean
                changes[rating] = changes.get(rating, 0.0) + change
    yield from changes.items()
