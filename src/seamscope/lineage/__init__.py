"""SQL lineage: which tables a statement reads and writes, and which columns feed which.

`read` analyses one text, `Session` many texts of one dialect, `trace` all queries of a survey.
Everything else in this package is private. sqlglot is imported only when one of these is called.
"""

from collections.abc import Sequence
from dataclasses import replace

from seamscope.cache import Cache
from seamscope.engine import Engine, ThisMachine
from seamscope.lineage.session import Session, read
from seamscope.lineage.types import (
    ColumnName,
    Coverage,
    Diagnostic,
    Edge,
    Lineage,
    Routine,
    RoutineCoverage,
    StatementLineage,
    TableName,
    TraceResult,
    sum_by_dialect,
)
from seamscope.records import Dataset, Query

__all__ = [
    "ColumnName",
    "Coverage",
    "Diagnostic",
    "Edge",
    "Lineage",
    "Routine",
    "RoutineCoverage",
    "Session",
    "StatementLineage",
    "TableName",
    "TraceResult",
    "read",
    "sum_by_dialect",
    "trace",
]


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
    are removed from all names, since SQL may use any text as a quoted name.

    datasets: tables whose columns are known from other sources. jobs: number of processes of
    this machine. engine: where to trace instead, such as on a cluster.
    cache: results of earlier runs, None to trace all queries again.
    """
    from seamscope.connector.redact import blank_key_blocks
    from seamscope.lineage.batch.trace import trace_all

    # A private key pasted after `--` is blanked first, since its further lines are parsed as calls.
    safe = [
        query if (text := blank_key_blocks(query.text)) is query.text else replace(query, text=text)
        for query in queries
    ]
    return trace_all(safe, datasets, engine=engine or ThisMachine(processes=jobs), cache=cache)
