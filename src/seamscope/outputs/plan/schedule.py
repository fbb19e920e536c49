"""Schedule work for a number of people: the piece with the longest remaining chain first.

Independent of surveys. Times are working hours from the start of the project.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One piece of work for one person; hours are above 0, predecessors are keys."""

    key: str
    hours: float
    predecessors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Start and finish of a piece. critical: on a longest chain, regardless of people."""

    start: float
    finish: float
    critical: bool


def schedule_work(works: Sequence[Work], people: int) -> dict[str, Slot]:
    """Schedule the work for `people`, each of whom does one piece at a time.

    Greedy list scheduling: whenever a person is free, the ready piece with the longest remaining
    chain starts. The result takes at most twice the optimum (Graham's bound, 2 - 1/people).
    Raises ValueError for a cycle or an unknown predecessor.
    """
    order = _sort_topologically(works)
    tails = _measure_tails(order)
    heads = _measure_heads(order)
    longest = max((heads[w.key] + tails[w.key] for w in works), default=0.0)
    starts = _assign_starts(order, tails, max(people, 1))
    return {
        work.key: Slot(
            start=starts[work.key],
            finish=starts[work.key] + work.hours,
            critical=heads[work.key] + tails[work.key] > longest - 1e-6,
        )
        for work in works
    }


def _sort_topologically(works: Sequence[Work]) -> list[Work]:
    """Return the work in topological order: each piece after its predecessors."""
    waiting = {work.key: len(work.predecessors) for work in works}
    by_key = {work.key: work for work in works}
    successors = _list_successors(works)
    ready = sorted(key for key, count in waiting.items() if not count)
    order: list[Work] = []
    while ready:
        key = ready.pop()
        order.append(by_key[key])
        for other in successors.get(key, ()):
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    if len(order) < len(works):
        blocked = min(key for key, count in waiting.items() if count)
        raise ValueError(f"{blocked} waits for itself or for unknown work")
    return order


def _list_successors(works: Sequence[Work]) -> dict[str, list[str]]:
    successors: dict[str, list[str]] = {}
    for work in works:
        for key in work.predecessors:
            successors.setdefault(key, []).append(work.key)
    return successors


def _measure_tails(order: Sequence[Work]) -> dict[str, float]:
    """Return the hours of the longest chain that starts with each piece, including its own."""
    behind: dict[str, float] = {}
    tails: dict[str, float] = {}
    for work in reversed(order):
        tails[work.key] = work.hours + behind.get(work.key, 0.0)
        for key in work.predecessors:
            behind[key] = max(behind.get(key, 0.0), tails[work.key])
    return tails


def _measure_heads(order: Sequence[Work]) -> dict[str, float]:
    """Return the hours of the longest chain before each piece."""
    ends: dict[str, float] = {}
    heads: dict[str, float] = {}
    for work in order:
        heads[work.key] = max((ends[key] for key in work.predecessors), default=0.0)
        ends[work.key] = heads[work.key] + work.hours
    return heads


def _assign_starts(
    order: Sequence[Work], tails: Mapping[str, float], people: int
) -> dict[str, float]:
    by_key = {work.key: work for work in order}
    waiting = {work.key: len(work.predecessors) for work in order}
    successors = _list_successors(order)
    ready = [(-tails[key], key) for key, count in waiting.items() if not count]
    heapify(ready)
    running: list[tuple[float, str]] = []
    starts: dict[str, float] = {}
    now = 0.0
    while ready or running:
        while ready and len(running) < people:
            _, key = heappop(ready)
            starts[key] = now
            heappush(running, (now + by_key[key].hours, key))
        now = running[0][0]
        while running and running[0][0] <= now:
            _, done = heappop(running)
            for other in successors.get(done, ()):
                waiting[other] -= 1
                if not waiting[other]:
                    heappush(ready, (-tails[other], other))
    return starts
