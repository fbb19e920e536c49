"""What reading a query comes to: its records, what each statement came to, what was counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from seamscope.lineage.query.model import Name, QueryResult, TableWrite
from seamscope.lineage.script.flows import Out
from seamscope.lineage.types import Routine
from seamscope.records import Query, Skipped

REMEDY = "name its flow in the inventory if it matters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one statement came to: what it writes, what it reads, and what was not understood."""

    line: int
    made: tuple[TableWrite, ...] = ()
    read: QueryResult | None = None
    fault: str = ""
    routine: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A query's records, its dialect, and how many statements were understood.

    returned: what its routines return; wants: it uses what routines return; passes: routines, and
    those whose result sets their callers get from them.
    """

    records: tuple[Out, ...]
    dialect: str
    counts: Mapping[str, int]
    returned: Mapping[Name, QueryResult] = field(default_factory=dict)
    wants: bool = False
    passes: tuple[tuple[Name, Name], ...] = ()
    routines: tuple[Routine, ...] = ()


def given_up(query: Query, reason: str) -> Result:
    """Return the result of a query that cannot be read at all."""
    said = Skipped(
        reason=f"SQL: {reason}", remedy=REMEDY, evidence=query.evidence, kind="statement"
    )
    return Result(records=(said,), dialect=query.dialect, counts={"not": 1})


def alike(old: QueryResult | None, new: QueryResult) -> QueryResult:
    """Return a routine's result sets as one: they must be alike, so they feed it by position."""
    if old is None or len(old.columns) != len(new.columns):
        return new
    pairs = zip(old.columns, new.columns, strict=True)
    whole = QueryResult(columns=[(name, fed | more) for (name, fed), (_, more) in pairs])
    whole.absorb(old)
    whole.absorb(new)
    return whole
