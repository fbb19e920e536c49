"""Take results of queries from earlier runs, and trace only queries whose result may have changed.

A query's result depends on the query and on what it looks up in the definitions of all queries. The
lookups of an earlier run are kept with its result. If they find the same definitions now, the query
has the same result: its first lookup depends only on its SQL, and each later lookup only on the
earlier lookups. Each step of a query (a round of collecting definitions, or an execution) has a
key, computed from the key of the step before and from what that step looked up.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from seamscope.cache import Cache, Key, digest, digest_program, make_key
from seamscope.cache.shelf import Shelf
from seamscope.engine import Engine
from seamscope.lineage.batch.cpu import OutOfTime
from seamscope.lineage.batch.in_process import InProcess, are_quick, limit_time
from seamscope.lineage.batch.lookups import Digests, Lookup, store_lookups
from seamscope.lineage.batch.stored import StoredResult, Variant, restore_result, store_result
from seamscope.lineage.batch.workers import Workers, open_workers
from seamscope.lineage.catalog import Catalog
from seamscope.lineage.script.changes import RoutineNames
from seamscope.lineage.script.result import ExecutionResult
from seamscope.records import Query

MOST_VARIANTS = 4  # number of variants kept for one step of a query; the oldest is dropped
Result = TypeVar("Result")
Stored = TypeVar("Stored")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Collecting:
    """One step: collect the definitions of all queries once."""

    base: Catalog

    def perform(self, workers: Workers, numbers: Sequence[int]) -> dict[int, Catalog]:
        """Collect the definitions of the workers' queries, and return them by query number.

        numbers: the number of each worker's query among all queries.
        """
        found = workers.collect_definitions(self.base)
        return {number: found.get(own, Catalog()) for own, number in enumerate(numbers)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Executing:
    """One step: execute the queries whose numbers are in `numbers`."""

    base: Catalog
    numbers: frozenset[int]
    changes: RoutineNames | None

    def perform(self, workers: Workers, numbers: Sequence[int]) -> dict[int, ExecutionResult]:
        """Execute the workers' queries that belong to this step, and return the results by number.

        numbers: the number of each worker's query among all queries.
        """
        own = frozenset(n for n, number in enumerate(numbers) if number in self.numbers)
        found = workers.execute(self.base, own, self.changes) if own else {}
        return {numbers[one]: found[one] for one in own}


_Step = _Collecting | _Executing


class _Steps(Generic[Result, Stored]):
    """The cached results of one kind of step: collecting definitions, or executing."""

    def __init__(
        self,
        cache: Cache,
        kind: type[Stored],
        store: Callable[[Result], Stored],
        restore: Callable[[Stored], Result],
    ) -> None:
        self._name = kind.__name__
        self._variants = Shelf(cache, list[Variant])
        self._results = Shelf(cache, kind)
        self._store = store
        self._restore = restore

    def find(self, key: Key, base: Digests) -> tuple[Result, Key] | None:
        """Return the cached result of a step and the key of the next step, None if unknown."""
        for variant in self._variants.find(make_key(key, self._name)) or ():
            try:
                if base.compute(variant.lookups) != variant.found:
                    continue
                following = make_key(key, self._name, variant.found)
                stored = self._results.find(following)
                return (self._restore(stored), following) if stored is not None else None
            except (KeyError, ValueError):
                continue
        return None

    def keep(
        self, key: Key, lookups: frozenset[Lookup] | None, base: Digests, result: Result
    ) -> Key | None:
        """Cache the result of a step; return the next step's key, None if it cannot be cached."""
        if lookups is None:
            return None
        try:
            noted = store_lookups(lookups)
            found = base.compute(noted)
            stored = self._store(result)
        except (TypeError, ValueError):
            return None
        following = make_key(key, self._name, found)
        self._results.keep(following, stored)
        others = self._variants.find(make_key(key, self._name)) or []
        new = Variant(noted, found)
        kept = [new, *(other for other in others if other != new)][:MOST_VARIANTS]
        self._variants.keep(make_key(key, self._name), kept)
        return following


class _Group:
    """Queries without a cached result, which are traced together.

    Few and short queries are traced in this process. If that takes too long, worker processes trace
    them again.

    numbers: the number of each query among all queries.
    """

    def __init__(self, numbers: Sequence[int], queries: Sequence[Query], engine: Engine) -> None:
        self.numbers = numbers
        self._queries = queries
        self._engine = engine
        self._is_quick = are_quick(queries)
        self._workers: Workers | None = None

    def perform(
        self, history: Sequence[_Step], step: Callable[[Workers, Sequence[int]], dict[int, Result]]
    ) -> dict[int, Result]:
        """Return the results of a step by query number.

        history: the earlier steps, which new workers perform first.
        """
        if self._is_quick:
            with suppress(OutOfTime), limit_time():
                return step(self._open(history), self.numbers)
            self._is_quick, self._workers = False, None
        return step(self._open(history), self.numbers)

    def _open(self, history: Sequence[_Step]) -> Workers:
        """Return the workers; new workers first perform the steps of the history."""
        if self._workers is None:
            self._workers = (
                InProcess(self._queries, noted=True)
                if self._is_quick
                else open_workers(self._queries, self._engine, noted=True)
            )
            for step in history:
                step.perform(self._workers, self.numbers)
        return self._workers

    def list_lookups(self) -> dict[int, frozenset[Lookup] | None]:
        """Return the lookups of each query, None if they are not fully known."""
        workers = self._workers
        return {
            number: workers.list_lookups(own) if workers else None
            for own, number in enumerate(self.numbers)
        }

    def stop(self) -> None:
        """End the worker processes."""
        if self._workers is not None:
            self._workers.stop()


class RememberedQueries:
    """Takes the results of queries from the cache, or traces the queries.

    It has the methods of a `Pool`.
    """

    def __init__(self, queries: Sequence[Query], engine: Engine, cache: Cache) -> None:
        self._queries = queries
        self._engine = engine
        # key of the next step of each query, None if not cacheable
        self._keys = _list_keys(queries)
        self._catalogs = _Steps(cache, Catalog, _keep_as_is, _keep_as_is)
        self._results = _Steps(cache, StoredResult, store_result, restore_result)
        self._history: list[_Step] = []
        self._groups: list[_Group] = []
        self._traced: set[int] = set()

    def collect_definitions(self, base: Catalog) -> dict[int, Catalog]:
        """Return the definitions of each query, such as tables and routines, by its number."""
        step = _Collecting(base=replace(base))
        numbers = frozenset(range(len(self._queries)))
        found = self._advance(step.base, numbers, self._catalogs, step.perform)
        self._history.append(step)
        return found

    def execute(
        self, base: Catalog, numbers: frozenset[int], changes: RoutineNames | None = None
    ) -> dict[int, ExecutionResult]:
        """Execute the queries with these numbers, and return their results by number.

        changes: the routines that have changed since the last time, None for the first time.
        """
        step = _Executing(base=replace(base), numbers=numbers, changes=changes)
        found = self._advance(step.base, numbers, self._results, step.perform)
        self._history.append(step)
        return found

    @property
    def are_all_kept(self) -> bool:
        """Return whether the results of all queries so far are in the cache."""
        return None not in self._keys

    def close(self) -> None:
        """End all worker processes."""
        for group in self._groups:
            group.stop()

    def _advance(
        self,
        base: Catalog,
        numbers: frozenset[int],
        steps: _Steps[Result, Stored],
        perform: Callable[[Workers, Sequence[int]], dict[int, Result]],
    ) -> dict[int, Result]:
        """Return the results of a step, cached or traced, and store the key of the next step."""
        digests = Digests(base)
        results: dict[int, Result] = {}
        missing: list[int] = []
        for number in sorted(numbers - self._traced):
            key = self._keys[number]
            known = steps.find(key, digests) if key else None
            if known is None:
                missing.append(number)
            else:
                results[number], self._keys[number] = known
        if missing:
            queries = [self._queries[number] for number in missing]
            self._groups.append(_Group(missing, queries, self._engine))
            self._traced.update(missing)
        for group in self._groups:
            found = group.perform(self._history, perform)
            lookups = group.list_lookups()
            for number, result in found.items():
                key, noted = self._keys[number], lookups[number]
                if key is not None:
                    self._keys[number] = steps.keep(key, noted, digests, result)
            results |= found
        return results


def _list_keys(queries: Sequence[Query]) -> list[Key | None]:
    """Return a key for each query, None for a query that cannot be encoded."""
    program = digest_program()
    keys: list[Key | None] = []
    for query in queries:
        try:
            keys.append(make_key("query", program, digest(query)))
        except ValueError:
            keys.append(None)
    return keys


def _keep_as_is(catalog: Catalog) -> Catalog:
    return catalog
