"""The results that one routine adds to the results of its query, kept for the next round.

If nothing that the routine uses has changed, the next round adds these results again without
executing the routine.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seamscope.lineage.catalog import Arguments, OutParameter
from seamscope.lineage.query.model import Name, QueryResult
from seamscope.lineage.script.changes import RoutineNames
from seamscope.lineage.script.flows import LineageRecord
from seamscope.lineage.script.result import Call, Degree, Outcome

# A ledger entry before a routine was executed (None if there was none), and afterwards.
Entry = tuple[QueryResult | None, QueryResult]


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The results of a query before a routine is executed.

    sizes: the number of outcomes, the number of calls, and the number of calls whose result set the
    caller returns.
    """

    counts: Counter[tuple[str, Degree]]
    sizes: tuple[int, int, int]
    returned: Mapping[str, QueryResult]
    out_parameters: Mapping[OutParameter, QueryResult]
    arguments: Mapping[Name, frozenset[Arguments]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Additions:
    """The records of a routine, and what its statements add to the results of the query.

    used: the routines whose results or arguments this routine uses.
    package_values: the values of package variables that it reads, as set by other routines.
    definitions: the number of definitions in the query when the routine was executed.
    """

    records: Sequence[LineageRecord]
    counts: Mapping[tuple[str, Degree], int]
    outcomes: Sequence[Outcome]
    calls: Sequence[Call]
    result_set_calls: Sequence[tuple[str, Name]]
    returned: Mapping[str, Entry]
    out_parameters: Mapping[OutParameter, Entry]
    arguments: Mapping[Name, frozenset[Arguments]]
    used: RoutineNames
    package_values: Mapping[OutParameter, QueryResult | None]
    definitions: int
