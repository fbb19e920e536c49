"""Results of executing a query: outcomes of statements, and how far they were understood."""

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from seamscope.lineage.catalog import RoutineResults
from seamscope.lineage.query.model import Name, QueryResult, TableWrite
from seamscope.lineage.script.changes import NO_ROUTINES, RoutineNames
from seamscope.lineage.script.flows import LineageRecord
from seamscope.lineage.types import Routine
from seamscope.records import Query, Skipped

REMEDY = "if it moves data, declare the flow in the inventory"
INTERNAL_ERROR_REMEDY = (
    "this is a bug in seamscope; report it with this message, the dialect and the statement"
)


class Degree(StrEnum):
    """The degree to which a statement was understood."""

    FULLY = "fully"
    PARTLY = "partly"
    NOT = "not"


UNKNOWN_SIZE = -1  # number of arguments of a call without parentheses


class Call(NamedTuple):
    """A call of a routine.

    caller: "" outside of any routine.
    size: number of arguments in the call.
    caller_arity: the fewest and the most arguments of the caller, if several routines have its
        name.
    line: where the calling statement begins in its file.
    """

    caller: str
    called: Name
    size: int = UNKNOWN_SIZE
    caller_arity: tuple[int, int] | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The outcome of one statement: the tables it writes, and the tables and columns it reads.

    result: what the statement reads; None if it was not understood.
    fault: why the statement was not or only partly understood; "" if it was fully understood.
    degree: how far the statement was understood.
    arity: the fewest and most arguments of its routine, which may share its name with others.
    column: where the statement begins in its line, from 1; 0 if that is not known.
    passed: tables whose columns callers pass to the routine, and which the statement does not name.
    """

    line: int
    writes: tuple[TableWrite, ...] = ()
    result: QueryResult | None = None
    fault: str = ""
    degree: Degree = Degree.FULLY
    routine: str = ""
    arity: tuple[int, int] | None = None
    column: int = 0
    passed: frozenset[Name] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionResult:
    """The records of a query and the numbers of its understood statements.

    counts: the number of statements by routine ("" outside of any) and degree of understanding.
    results: the results of the routines in the query.
    used: routines whose results or arguments the query uses; if they change, it is executed again.
    result_set_calls: (caller, called) pairs in which the caller returns the result sets of the
        called routine, as T-SQL procedures do.
    statements: the first line of each statement, and whether it only defines something.
    """

    records: tuple[LineageRecord, ...]
    dialect: str
    counts: Mapping[tuple[str, Degree], int]
    results: RoutineResults = field(default_factory=RoutineResults)
    used: RoutineNames = NO_ROUTINES
    result_set_calls: tuple[tuple[Name, Name], ...] = ()
    routines: tuple[Routine, ...] = ()
    calls: tuple[Call, ...] = ()
    statements: tuple[tuple[int, bool], ...] = ()


def skip_query(query: Query, reason: str) -> ExecutionResult:
    """Return the result of a query that is not analysed at all."""
    skipped = Skipped(
        reason=f"SQL: {reason}", remedy=REMEDY, evidence=query.evidence, kind="statement"
    )
    return ExecutionResult(records=(skipped,), dialect=query.dialect, counts={("", Degree.NOT): 1})


def describe_internal_error(error: Exception) -> str:
    """Return a message about a bug in seamscope: the error and the line that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"internal error in seamscope ({type(error).__name__}{place}); please report it"


def combine_result_sets(old: QueryResult | None, new: QueryResult) -> QueryResult:
    """Combine two result sets of one routine into one, by the position of their columns.

    If they have different numbers of columns, keep only the new result set.
    """
    if old is None or len(old.columns) != len(new.columns):
        return new
    pairs = zip(old.columns, new.columns, strict=True)
    combined = QueryResult(columns=[(name, feed | more) for (name, feed), (_, more) in pairs])
    combined.absorb(old)
    combined.absorb(new)
    return combined


def name_result_columns(result: QueryResult, names: Sequence[str]) -> QueryResult:
    """Return a result with the column names of `RETURNS TABLE (a int, b int)`, by position."""
    if not names or len(names) != len(result.columns) or not result.complete:
        return result
    feeds = [feed for _, feed in result.columns]
    return replace(result, columns=list(zip(names, feeds, strict=True)))
