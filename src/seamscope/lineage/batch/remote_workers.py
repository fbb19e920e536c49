"""Trace queries by tasks that keep no state between steps, for example on a cluster.

The steps are rounds of collecting definitions, then executions. A local worker keeps the
interpreter of each query between the steps. A task gets its queries and, for each step so far, the
definitions of all queries at that step. It repeats the earlier steps before it performs the last
one. So its result equals that of a local worker, no matter where or how often the task runs.
"""

import heapq
import pickle
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import NamedTuple

from seamscope.cache import combine, digest
from seamscope.engine import Engine, Shared, Task
from seamscope.lineage.batch.lookups import Lookup
from seamscope.lineage.batch.pool import TIME_LIMIT, Share, estimate_cost
from seamscope.lineage.batch.protocol import Collect, Execute
from seamscope.lineage.catalog import Catalog
from seamscope.lineage.script.changes import RoutineNames
from seamscope.lineage.script.result import ExecutionResult
from seamscope.records import Query

PIECES = 3  # tasks per cluster process in each step; small tasks finish at about the same time
# smallest cost of a task, in characters; a smaller task does not justify a process
SMALLEST = 400_000


class Step(NamedTuple):
    """A step of tracing, without the definitions that it uses.

    collects: whether the step collects definitions; otherwise it executes queries.
    noted: whether to record what each query looks up.
    numbers: the queries to execute.
    changes: the routines whose results have changed since the last execution, None for the first
    one.
    """

    collects: bool
    noted: bool
    numbers: frozenset[int] = frozenset()
    changes: RoutineNames | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A query of a task, with its number among all queries.

    first: the index of the first step to repeat. It is above 0 if a process of an earlier task
    crashed.
    faults: the statements that crashed or stalled a process, with the reason.
    definitions: what the query is known to define before the first step.
    """

    number: int
    query: Query
    first: int = 0
    faults: Mapping[int, str] = field(default_factory=dict)
    definitions: Catalog = field(default_factory=Catalog)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """The results of the last step for the queries of a task, by query number.

    is_lost: whether a process crashed or stalled. Then `lookups` is incomplete, and `faults` has
    new entries.
    """

    definitions: Mapping[int, Catalog]
    results: Mapping[int, ExecutionResult]
    lookups: Mapping[int, frozenset[Lookup]]
    faults: Mapping[int, Mapping[int, str]]
    is_lost: bool


def perform_steps(
    assignments: tuple[Assignment, ...], steps: tuple[Step, ...], *bases: Catalog
) -> StepResult:
    """Trace queries in a separate process, and return the results of the last step.

    bases: for each step, the definitions of all queries.
    """
    share = Share(
        {one.number: one.query for one in assignments},
        TIME_LIMIT,
        noted=steps[-1].noted,
        definitions={one.number: one.definitions for one in assignments},
        faults={one.number: dict(one.faults) for one in assignments if one.faults},
    )
    try:
        for step, base in zip(steps, bases, strict=True):
            if step.collects:
                share.request(Collect(base))
            else:
                share.forget_results(step.numbers)
                share.request(Execute(base, step.numbers, step.changes))
    finally:
        share.stop()
    is_lost = share.restarts > 0
    return StepResult(
        definitions=share.definitions if is_lost or steps[-1].collects else {},
        results=share.results,
        lookups=share.lookups,
        faults=share.faults,
        is_lost=is_lost,
    )


class RemoteWorkers:
    """Traces queries on an engine; has the methods of a `Pool`.

    noted: whether to record what each query looks up in the definitions of all queries.
    """

    def __init__(self, queries: Sequence[Query], engine: Engine, *, noted: bool = False) -> None:
        self._engine = engine
        self._noted = noted
        self._pieces = _divide(queries, PIECES * engine.processes)
        self._assigned = {
            number: Assignment(number=number, query=query) for number, query in enumerate(queries)
        }
        self._digests = [_digest(query) for query in queries]
        self._history: list[tuple[Step, Shared]] = []
        self._definitions: dict[int, Catalog] = {}
        self._results: dict[int, ExecutionResult] = {}
        self._lookups: dict[int, frozenset[Lookup]] = {}

    def collect_definitions(self, base: Catalog) -> Mapping[int, Catalog]:
        """Return the definitions of each query, such as tables and routines, by its number."""
        self._perform(Step(collects=True, noted=self._noted), base, frozenset(self._assigned))
        return self._definitions

    def execute(
        self, base: Catalog, numbers: frozenset[int], changes: RoutineNames | None = None
    ) -> Mapping[int, ExecutionResult]:
        """Execute the queries with these numbers, and return their results by number.

        changes: the routines that have changed since the last time, None for the first time.
        """
        step = Step(collects=False, noted=self._noted, numbers=numbers, changes=changes)
        self._perform(step, base, numbers)
        return self._results

    def list_lookups(self, number: int) -> frozenset[Lookup] | None:
        """Return the lookups of a query so far, None if they are not fully known."""
        return None if self._assigned[number].first else self._lookups.get(number)

    def stop(self) -> None:
        """Do nothing, because each task ends its own process."""

    def _perform(self, step: Step, base: Catalog, numbers: frozenset[int]) -> None:
        """Perform a step for the queries with these numbers, and store the results of the tasks."""
        base = replace(base)  # the caller adds the results of routines to it
        self._history.append((step, Shared(value=base, key=_digest(base))))
        groups = list(self._group(numbers))
        for group, found in zip(
            groups, self._engine.run(map(self._make_task, groups)), strict=True
        ):
            self._definitions.update(found.definitions)
            self._results.update(found.results)
            self._lookups.update(found.lookups)
            if found.is_lost:
                self._learn(group, found)

    def _group(self, numbers: frozenset[int]) -> Iterator[tuple[int, ...]]:
        """Yield the query numbers of each task.

        The queries of a task belong to one piece and have the same first step to repeat.
        """
        for piece in self._pieces:
            by_first: dict[int, list[int]] = defaultdict(list)
            for number in piece:
                if number in numbers:
                    by_first[self._assigned[number].first].append(number)
            yield from map(tuple, by_first.values())

    def _learn(self, numbers: Iterable[int], found: StepResult) -> None:
        """Store for these queries which statements crashed a process.

        Later tasks skip these statements, and start at the next step with the definitions found so
        far.
        """
        for number in numbers:
            self._assigned[number] = replace(
                self._assigned[number],
                first=len(self._history),
                faults=found.faults.get(number, {}),
                definitions=found.definitions.get(number, Catalog()),
            )

    def _make_task(self, numbers: tuple[int, ...]) -> Task[StepResult]:
        chosen = tuple(self._assigned[number] for number in numbers)
        repeated = self._history[chosen[0].first :]
        steps = tuple(_restrict(step, numbers) for step, _ in repeated)
        bases = tuple(base for _, base in repeated)
        found = [
            (self._digests[one.number], one.number, dict(one.faults), one.definitions)
            for one in chosen
        ]
        return Task(
            function=perform_steps,
            arguments=(chosen, steps),
            key=combine(_digest((found, steps)), *(base.key for base in bases)),
            shared=bases,
            size=sum(len(one.query.text) for one in chosen),
        )


def _restrict(step: Step, numbers: Iterable[int]) -> Step:
    """Remove other tasks' queries from a step, so that a task's cache key ignores them."""
    return step._replace(numbers=step.numbers & frozenset(numbers))


def _divide(queries: Sequence[Query], most: int) -> list[list[int]]:
    """Divide query numbers into at most `most` pieces of similar cost.

    Each piece costs at least SMALLEST.
    """
    costs = [sum(estimate_cost(query.text)) for query in queries]
    count = max(1, min(most, len(queries), sum(costs) // SMALLEST))
    pieces: list[list[int]] = [[] for _ in range(count)]
    totals = [(0, index) for index in range(count)]
    for number in sorted(range(len(queries)), key=lambda number: -costs[number]):
        total, index = heapq.heappop(totals)
        pieces[index].append(number)
        heapq.heappush(totals, (total + costs[number], index))
    return [sorted(piece) for piece in pieces]


def _digest(value: object) -> bytes:
    """Return a digest of a value, or of its pickle if the value cannot be encoded.

    A pickle may differ between two runs. Then the cluster does the work twice.
    """
    try:
        return digest(value)
    except (TypeError, ValueError):
        return blake2b(pickle.dumps(value), digest_size=20).digest()
