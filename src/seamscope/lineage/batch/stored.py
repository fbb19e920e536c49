"""The form in which the cache stores the results of one query, and of all queries together."""

from collections.abc import Iterator

import msgspec

from seamscope.cache.packing import PackedRecords, pack_records, unpack_records
from seamscope.lineage.batch.lookups import StoredLookups
from seamscope.lineage.catalog import RoutineResults
from seamscope.lineage.query.model import Name
from seamscope.lineage.script.changes import RoutineNames
from seamscope.lineage.script.flows import LineageRecord
from seamscope.lineage.script.result import Call, Degree, ExecutionResult
from seamscope.lineage.types import Coverage, Routine, TraceResult
from seamscope.records import Dataset, Dependency, Flow, Skipped, System


class Variant(msgspec.Struct, array_like=True, frozen=True):
    """The lookups with which a step of a query was performed in an earlier run.

    found: a digest of the definitions that the lookups returned.
    """

    lookups: StoredLookups
    found: bytes


class StoredResult(msgspec.Struct, array_like=True, frozen=True):
    """The fields of an ExecutionResult in the form that is stored."""

    records: PackedRecords
    dialect: str
    counts: dict[tuple[str, Degree], int]
    results: RoutineResults
    used: RoutineNames
    result_set_calls: tuple[tuple[Name, Name], ...]
    routines: tuple[Routine, ...]
    calls: tuple[Call, ...]
    statements: tuple[tuple[int, bool], ...]


def store_result(result: ExecutionResult) -> StoredResult:
    """Return a result in the form that is stored; `restore_result` is the inverse."""
    return StoredResult(
        pack_records(result.records),
        result.dialect,
        dict(result.counts),
        result.results,
        result.used,
        result.result_set_calls,
        result.routines,
        result.calls,
        result.statements,
    )


def restore_result(stored: StoredResult) -> ExecutionResult:
    """Return the result from its stored form; raise ValueError if its records are damaged."""
    return ExecutionResult(
        records=tuple(_restore_records(stored.records)),
        dialect=stored.dialect,
        counts=stored.counts,
        results=stored.results,
        used=stored.used,
        result_set_calls=stored.result_set_calls,
        routines=stored.routines,
        calls=stored.calls,
        statements=stored.statements,
    )


class StoredTrace(msgspec.Struct, array_like=True, frozen=True):
    """The fields of a TraceResult in the form that is stored."""

    records: PackedRecords
    coverage: tuple[Coverage, ...]
    routines: tuple[Routine, ...]
    statements: dict[str, tuple[tuple[int, bool], ...]]


def store_trace(traced: TraceResult) -> StoredTrace:
    """Return the lineage of all queries in the form that is stored."""
    packed = pack_records(traced.records)
    return StoredTrace(packed, traced.coverage, traced.routines, dict(traced.statements))


def restore_trace(stored: StoredTrace) -> TraceResult:
    """Return the lineage from its stored form; raise ValueError if its records are damaged."""
    return TraceResult(
        records=tuple(_restore_records(stored.records)),
        coverage=stored.coverage,
        routines=stored.routines,
        statements=stored.statements,
    )


def _restore_records(packed: PackedRecords) -> Iterator[LineageRecord]:
    for record in unpack_records(packed):
        match record:
            case Flow() | Dataset() | Dependency() | Skipped() | System():
                yield record
            case _:
                raise ValueError("not a record of lineage")
