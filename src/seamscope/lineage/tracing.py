"""Trace all queries of a survey; sqlglot is imported when the first query is traced."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from seamscope.cache import Cache
from seamscope.engine import Engine, ThisMachine
from seamscope.lineage.types import (
    TraceResult,
)
from seamscope.records import Dataset, Query, Record


def trace(
    queries: Sequence[Query],
    datasets: Sequence[Dataset] = (),
    *,
    jobs: int = 1,
    engine: Engine | None = None,
    cache: Cache | None = None,
) -> TraceResult:
    """Return the flows between datasets that the queries cause, and how much SQL was understood.

    The order of the queries does not matter: a definition in one of them applies to all. Secrets
    are removed from all names, because SQL allows any string as a quoted name.

    datasets: tables whose columns are known from other sources.
    jobs: number of local processes.
    engine: runs the work elsewhere, for example on a cluster.
    cache: results of earlier runs; None to trace all queries again.
    """
    from seamscope.connector.redaction import blank_secrets
    from seamscope.lineage.batch.idle_routines import disable_idle_routines
    from seamscope.lineage.batch.trace import trace_all

    # A private key pasted after `--` is blanked first, because its other lines would be parsed as
    # calls.
    safe = [
        query if (text := blank_secrets(query.text)) is query.text else replace(query, text=text)
        for query in queries
    ]
    traced = trace_all(safe, datasets, engine=engine or ThisMachine(processes=jobs), cache=cache)
    return replace(traced, records=disable_idle_routines(traced.records, safe))


def merge_log_texts(records: Iterable[Record]) -> Iterator[Record]:
    """Yield the records; texts of a log that differ only in literals become one query."""
    from seamscope.lineage.batch import merged_texts

    yield from merged_texts.merge_log_texts(records)
