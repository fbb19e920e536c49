"""Schedule work for several people: the piece with the longest chain of successors starts first.

This module does not depend on surveys. Times are working hours from the start of the project.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One piece of work for one person, or a waiting time without work.

    hours: duration, at least 0.
    predecessors: keys of the pieces that must finish first.
    busy: whether the piece occupies a person.
    """

    key: str
    hours: float
    predecessors: tuple[str, ...] = ()
    busy: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Start and finish of a piece of work.

    critical: whether the piece is on the longest chain of predecessors, regardless of the number of
    people.
    """

    start: float
    finish: float
    critical: bool


def schedule_work(works: Sequence[Work], people: int) -> dict[str, Slot]:
    """Schedule the work for a number of people, each of whom does one piece of work at a time.

    Greedy list scheduling: whenever a person is free, the ready piece with the longest remaining
    chain starts. The result takes at most twice the optimum (Graham's bound, 2 - 1/people). Raises
    ValueError for a cycle or an unknown predecessor.
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
    """Return, by piece, the hours of the longest chain that starts with this piece."""
    behind: dict[str, float] = {}
    tails: dict[str, float] = {}
    for work in reversed(order):
        tails[work.key] = work.hours + behind.get(work.key, 0.0)
        for key in work.predecessors:
            behind[key] = max(behind.get(key, 0.0), tails[work.key])
    return tails


def _measure_heads(order: Sequence[Work]) -> dict[str, float]:
    """Return, by piece, the hours of the longest chain of its predecessors."""
    ends: dict[str, float] = {}
    heads: dict[str, float] = {}
    for work in order:
        heads[work.key] = max((ends[key] for key in work.predecessors), default=0.0)
        ends[work.key] = heads[work.key] + work.hours
    return heads


def _assign_starts(
    order: Sequence[Work], tails: Mapping[str, float], people: int
) -> dict[str, float]:
    waiting = {work.key: len(work.predecessors) for work in order}
    successors = _list_successors(order)
    crew = _Crew({work.key: work for work in order}, tails, people)
    for key in [key for key, count in waiting.items() if not count]:
        crew.release(key)
    while crew.start_ready():
        for other in (other for key in crew.finish_next() for other in successors.get(key, ())):
            waiting[other] -= 1
            if not waiting[other]:
                crew.release(other)
    return crew.starts


class _Crew:
    """The state of the simulation: free people, and the pieces that are ready or running."""

    def __init__(self, works: Mapping[str, Work], tails: Mapping[str, float], people: int) -> None:
        self._works, self._tails = works, tails
        self._now, self._free = 0.0, people
        self._ready: list[tuple[float, str]] = []  # the longest remaining chain first
        self._passing: list[str] = []
        self._running: list[tuple[float, str]] = []
        self.starts: dict[str, float] = {}

    def release(self, key: str) -> None:
        """Mark a piece as ready, so that it starts as soon as a person is free."""
        if self._works[key].busy:
            heappush(self._ready, (-self._tails[key], key))
        else:
            self._passing.append(key)

    def start_ready(self) -> bool:
        """Start the ready pieces for which people are free; return whether any piece is running."""
        while self._passing:
            self._start(self._passing.pop())
        while self._ready and self._free:
            self._start(heappop(self._ready)[1])
            self._free -= 1
        return bool(self._running)

    def finish_next(self) -> list[str]:
        """Advance to the time when the next piece ends; return the pieces that end then."""
        self._now = self._running[0][0]
        done: list[str] = []
        while self._running and self._running[0][0] <= self._now:
            done.append(heappop(self._running)[1])
        self._free += sum(self._works[key].busy for key in done)
        return done

    def _start(self, key: str) -> None:
        self.starts[key] = self._now
        heappush(self._running, (self._now + self._works[key].hours, key))
