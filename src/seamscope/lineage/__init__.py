"""SQL lineage: a Query in, flows and diagnostics out.

`trace` reads the statements of every query, follows names and columns through one walk of each
statement's scopes, and says what it did not understand. `read` does the same for a text alone.
sqlglot is imported when they are called.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from seamscope.lineage.face import (
    ColumnName,
    Diagnostic,
    Edge,
    Lineage,
    StatementLineage,
    TableName,
)
from seamscope.lineage.session import Session, read
from seamscope.records import Dataset, Dependency, Flow, Query, Skipped

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


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Coverage:
    """How much SQL of one file was understood, in statements."""

    file: str
    dialect: str
    parsed: int = 0
    partly: int = 0
    not_understood: int = 0


def by_dialect(coverage: Sequence[Coverage]) -> list[Coverage]:
    """Return the sums of each dialect, as of a file called "all"."""
    sums: dict[str, Coverage] = {}
    for c in coverage:
        old = sums.get(c.dialect) or Coverage(file="all", dialect=c.dialect)
        sums[c.dialect] = Coverage(
            file="all",
            dialect=c.dialect,
            parsed=old.parsed + c.parsed,
            partly=old.partly + c.partly,
            not_understood=old.not_understood + c.not_understood,
        )
    return [sums[dialect] for dialect in sorted(sums)]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Routine:
    """What a procedure, function or trigger reads and writes, with all it calls.

    name: "" for the statements outside of any; names as written, parts joined by dots; line:
    where its first statement stands; calls: routines it names itself.
    """

    name: str
    file: str
    line: int = 0
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """The records that lineage adds, in the order of the queries, and how much was understood."""

    records: tuple[Flow | Dataset | Dependency | Skipped, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    routines: tuple[Routine, ...] = ()


def trace(queries: Sequence[Query], datasets: Sequence[Dataset] = (), *, jobs: int = 1) -> Traced:
    """Turn queries into flows between datasets, with all known columns at hand.

    The order of the queries does not matter: what one of them creates is known to all.
    """
    from seamscope.lineage.run import trace_all

    return trace_all(queries, datasets, jobs=jobs)
