"""The results that executing one routine adds to the ledger of its query.

If nothing that the routine uses has changed, the next round adds them again without executing it.
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
    """The state of a ledger before a routine is executed.

    sizes: the numbers of outcomes, calls and calls that return a result set.
    """

    counts: Counter[tuple[str, Degree]]
    sizes: tuple[int, int, int]
    returned: Mapping[str, QueryResult]
    out_parameters: Mapping[OutParameter, QueryResult]
    arguments: Mapping[Name, frozenset[Arguments]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Additions:
    """The records of a routine, and the entries that its statements add to the query's ledger.

    used: the routines whose results or arguments it uses.
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
