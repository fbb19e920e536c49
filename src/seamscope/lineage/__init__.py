"""SQL lineage: which tables a statement reads and writes, and which columns feed which.

`read` analyses one SQL script, `Session` analyses many scripts in one dialect, and `trace` analyses
all queries of a survey. Everything else in this package is private. sqlglot is imported only when
one of these is called.
"""

from typing import TYPE_CHECKING

from seamscope.later import import_later

if TYPE_CHECKING:
    from seamscope.lineage.session import Session, read
    from seamscope.lineage.tracing import merge_log_texts, trace
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
else:
    __getattr__ = import_later(
        __name__,
        {
            "session": (
                "Session",
                "read",
            ),
            "tracing": ("merge_log_texts", "trace"),
            "types": (
                "ColumnName",
                "Coverage",
                "Diagnostic",
                "Edge",
                "Lineage",
                "Routine",
                "RoutineCoverage",
                "StatementLineage",
                "TableName",
                "TraceResult",
                "sum_by_dialect",
            ),
        },
    )

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
    "merge_log_texts",
    "read",
    "sum_by_dialect",
    "trace",
]
