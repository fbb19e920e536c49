"""Trace queries in this process, which is faster than a pool if they are few and short."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from seamscope.lineage.batch.cpu import interrupt_after
from seamscope.lineage.batch.lookups import Lookup, note_lookups
from seamscope.lineage.catalog import Catalog
from seamscope.lineage.script.changes import RoutineNames
from seamscope.lineage.script.interpreter import Interpreter
from seamscope.lineage.script.result import ExecutionResult
from seamscope.records import Query

SMALL = 60_000  # characters of all queries; below this, starting a process takes longer
QUICK = 10.0  # seconds of CPU for all queries in this process; usual queries take far less
LONG = 20_000  # characters of one query; a longer one runs in a process that can be killed


def are_quick(queries: Sequence[Query]) -> bool:
    """Return whether the queries are short enough to be traced in this process."""
    sizes = [len(query.text) for query in queries]
    return sum(sizes) < SMALL and max(sizes, default=0) < LONG


@contextmanager
def limit_time() -> Iterator[None]:
    """Raise OutOfTime inside the `with` block after QUICK seconds of CPU time.

    The caller then traces the queries again in worker processes, which can find the slow statement.
    """
    with interrupt_after(QUICK):
        yield


class InProcess:
    """Traces queries in this process; has the methods of a `Pool` of processes.

    noted: whether to record what each query looks up in the definitions of all queries.
    """

    def __init__(self, queries: Sequence[Query], *, noted: bool = False) -> None:
        self.interpreters = [Interpreter(query, Catalog()) for query in queries]
        self._notes: list[set[Lookup]] | None = [set() for _ in queries] if noted else None

    def collect_definitions(self, base: Catalog) -> Mapping[int, Catalog]:
        """Return the definitions of each query, such as tables and routines, by its number."""
        for number, interpreter in enumerate(self.interpreters):
            if interpreter.is_collected:
                continue
            interpreter.use_catalog(self._note(base, number))
            interpreter.collect_definitions()
        return {n: interpreter.own_catalog for n, interpreter in enumerate(self.interpreters)}

    def execute(
        self, base: Catalog, numbers: frozenset[int], changes: RoutineNames | None = None
    ) -> Mapping[int, ExecutionResult]:
        """Execute the queries with these numbers, and return their results by number."""
        results: dict[int, ExecutionResult] = {}
        for number in sorted(numbers):
            self.interpreters[number].use_catalog(self._note(base, number))
            results[number] = self.interpreters[number].execute(changes)
            self.interpreters[number].drop_trees()
        return results

    def list_lookups(self, number: int) -> frozenset[Lookup] | None:
        """Return the lookups of a query so far, None if they are not recorded."""
        return frozenset(self._notes[number]) if self._notes is not None else None

    def stop(self) -> None:
        """Do nothing, because there is no process to end."""

    def _note(self, base: Catalog, number: int) -> Catalog:
        return base if self._notes is None else note_lookups(base, self._notes[number])
