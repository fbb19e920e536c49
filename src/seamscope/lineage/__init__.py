"""SQL lineage: a Query in, flows and diagnostics out.

`trace` reads the statements of every query, follows names and columns through one walk of each
statement's scopes, and says what it did not understand. `read` does the same for a text alone.
sqlglot is imported when they are called.
"""

from collections.abc import Sequence

from seamscope.lineage.session import Session, read
from seamscope.lineage.types import (
    ColumnName,
    Coverage,
    Diagnostic,
    Edge,
    Lineage,
    Routine,
    StatementLineage,
    TableName,
    Traced,
    by_dialect,
)
from seamscope.records import Dataset, Query

__all__ = [
    "ColumnName",
    "Coverage",
    "Diagnostic",
    "Edge",
    "Lineage",
    "Routine",
    "Session",
    "StatementLineage",
    "TableName",
    "Traced",
    "by_dialect",
    "read",
    "trace",
]


def trace(queries: Sequence[Query], datasets: Sequence[Dataset] = (), *, jobs: int = 1) -> Traced:
    """Turn queries into flows between datasets, with all known columns at hand.

    The order of the queries does not matter: what one of them creates is known to all.
    """
    from seamscope.lineage.batch.trace import trace_all

    return trace_all(queries, datasets, jobs=jobs)
