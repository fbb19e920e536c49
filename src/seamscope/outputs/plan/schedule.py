"""When each piece of work starts and ends: longest tail first, on as many people as there are.

Knows nothing of surveys. Times are working hours from the start of the project.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One piece for one person: hours above 0, and the keys of what must be done before."""

    key: str
    hours: float
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """When a piece starts and ends; critical: on a longest chain, people aside."""

    start: float
    finish: float
    critical: bool


def schedule(works: Sequence[Work], people: int) -> dict[str, Slot]:
    """Lay the work out on `people`, each doing one piece at a time, whoever is free.

    Greedy: whenever somebody is free, the piece with the longest chain behind it starts. No
    piece waits while it could start, so the end is at most twice the best possible (Graham's
    bound, 2 - 1/people). Raises ValueError for a circle or a piece that is not there.
    """
    order = _order(works)
    tails = _tails(order)
    heads = _heads(order)
    longest = max((heads[w.key] + tails[w.key] for w in works), default=0.0)
    begun = _begun(order, tails, max(people, 1))
    return {
        work.key: Slot(
            start=begun[work.key],
            finish=begun[work.key] + work.hours,
            critical=heads[work.key] + tails[work.key] > longest - 1e-6,
        )
        for work in works
    }


def _order(works: Sequence[Work]) -> list[Work]:
    """Return the work so that each stands after all it waits for."""
    waiting = {work.key: len(work.after) for work in works}
    by_key = {work.key: work for work in works}
    following = _following(works)
    ready = sorted(key for key, count in waiting.items() if not count)
    order: list[Work] = []
    while ready:
        key = ready.pop()
        order.append(by_key[key])
        for other in following.get(key, ()):
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    if len(order) < len(works):
        left = min(key for key, count in waiting.items() if count)
        raise ValueError(f"{left} waits for itself, or for work that is not there")
    return order


def _following(works: Sequence[Work]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for work in works:
        for key in work.after:
            found.setdefault(key, []).append(work.key)
    return found


def _tails(order: Sequence[Work]) -> dict[str, float]:
    """Return the hours of the longest chain that begins with each piece, its own included."""
    behind: dict[str, float] = {}
    tails: dict[str, float] = {}
    for work in reversed(order):
        tails[work.key] = work.hours + behind.get(work.key, 0.0)
        for key in work.after:
            behind[key] = max(behind.get(key, 0.0), tails[work.key])
    return tails


def _heads(order: Sequence[Work]) -> dict[str, float]:
    """Return the hours of the longest chain before each piece."""
    ends: dict[str, float] = {}
    heads: dict[str, float] = {}
    for work in order:
        heads[work.key] = max((ends[key] for key in work.after), default=0.0)
        ends[work.key] = heads[work.key] + work.hours
    return heads


def _begun(order: Sequence[Work], tails: Mapping[str, float], people: int) -> dict[str, float]:
    by_key = {work.key: work for work in order}
    waiting = {work.key: len(work.after) for work in order}
    following = _following(order)
    ready = [(-tails[key], key) for key, count in waiting.items() if not count]
    heapify(ready)
    running: list[tuple[float, str]] = []
    begun: dict[str, float] = {}
    now = 0.0
    while ready or running:
        while ready and len(running) < people:
            _, key = heappop(ready)
            begun[key] = now
            heappush(running, (now + by_key[key].hours, key))
        now = running[0][0]
        while running and running[0][0] <= now:
            _, done = heappop(running)
            for other in following.get(done, ()):
                waiting[other] -= 1
                if not waiting[other]:
                    heappush(ready, (-tails[other], other))
    return begun
