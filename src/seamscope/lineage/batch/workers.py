"""Choose the workers that trace queries.

They are processes of this machine, which keep state between requests, or tasks on a cluster.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from seamscope.engine import Engine
from seamscope.lineage.batch.lookups import Lookup
from seamscope.lineage.batch.pool import Pool
from seamscope.lineage.batch.remote_workers import RemoteWorkers
from seamscope.lineage.catalog import Catalog
from seamscope.lineage.script.changes import RoutineNames
from seamscope.lineage.script.result import ExecutionResult
from seamscope.records import Query


class Workers(Protocol):
    """The methods that this process, a pool of processes and a cluster have in common."""

    def collect_definitions(self, base: Catalog) -> Mapping[int, Catalog]:
        """Return the definitions of each query by its number."""

    def execute(
        self, base: Catalog, numbers: frozenset[int], changes: RoutineNames | None = None
    ) -> Mapping[int, ExecutionResult]:
        """Execute the queries with these numbers, and return their results by number."""

    def list_lookups(self, number: int) -> frozenset[Lookup] | None:
        """Return the lookups of a query so far, None if they are not fully known."""

    def stop(self) -> None:
        """End all processes."""


def open_workers(queries: Sequence[Query], engine: Engine, *, noted: bool = False) -> Workers:
    """Return workers that trace these queries on the engine; the caller stops them.

    noted: whether to record what each query looks up in the definitions of all queries.
    """
    if engine.is_remote:
        return RemoteWorkers(queries, engine, noted=noted)
    return Pool(queries, engine.processes, noted=noted)
