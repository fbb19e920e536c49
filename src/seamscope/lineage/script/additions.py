"""What one routine adds to the ledger of its query, kept for the next round of execution."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from seamscope.lineage.catalog import Arguments, OutParameter
from seamscope.lineage.query.model import Name, QueryResult
from seamscope.lineage.script.changes import RoutineNames
from seamscope.lineage.script.flows import LineageRecord
from seamscope.lineage.script.ledger import Ledger
from seamscope.lineage.script.result import Call, Degree, Outcome

Key = TypeVar("Key")
# What an entry was before a routine was executed, None if there was none, and what it is after.
Entry = tuple[QueryResult | None, QueryResult]


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The state of a ledger before a routine is executed."""

    counts: Counter[tuple[str, Degree]]
    sizes: tuple[int, int, int]
    returned: Mapping[str, QueryResult]
    out_parameters: Mapping[OutParameter, QueryResult]
    arguments: Mapping[Name, frozenset[Arguments]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Additions:
    """The records of a routine, and what its statements add to the ledger of the query.

    used: the routines whose results or arguments it uses; package_values: the values of package
    variables that it reads, as far as other routines of the query set them; definitions: how many
    the query had made when the routine was executed.
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

    def fit(self, ledger: Ledger) -> bool:
        """Return whether the routine would find in the ledger what it found when executed."""
        return (
            all(ledger.returned.get(key) == old for key, (old, _) in self.returned.items())
            and all(
                ledger.out_parameters.get(key) == old
                for key, (old, _) in self.out_parameters.items()
            )
            and all(ledger.out_parameters.get(k) == old for k, old in self.package_values.items())
        )

    def add_to(self, ledger: Ledger) -> None:
        """Add these entries to a ledger again."""
        ledger.counts.update(self.counts)
        ledger.outcomes += self.outcomes
        ledger.calls += self.calls
        ledger.result_set_calls += self.result_set_calls
        ledger.returned |= {key: new for key, (_, new) in self.returned.items()}
        ledger.out_parameters |= {key: new for key, (_, new) in self.out_parameters.items()}
        for called, passed in self.arguments.items():
            ledger.arguments[called] = ledger.arguments.get(called, frozenset()) | passed


def note_before(ledger: Ledger) -> Before:
    """Return the state of a ledger, to tell later what was added."""
    return Before(
        counts=ledger.counts.copy(),
        sizes=(len(ledger.outcomes), len(ledger.calls), len(ledger.result_set_calls)),
        returned=dict(ledger.returned),
        out_parameters=dict(ledger.out_parameters),
        arguments=dict(ledger.arguments),
    )


def list_additions(
    ledger: Ledger,
    before: Before,
    records: Sequence[LineageRecord],
    used: RoutineNames,
    package_values: Mapping[OutParameter, QueryResult | None],
) -> Additions:
    """Return what was added to a ledger since a state of it."""
    outcomes, calls, result_set_calls = before.sizes
    return Additions(
        records=records,
        counts=ledger.counts - before.counts,
        outcomes=ledger.outcomes[outcomes:],
        calls=ledger.calls[calls:],
        result_set_calls=ledger.result_set_calls[result_set_calls:],
        returned=_list_entries(ledger.returned, before.returned),
        out_parameters=_list_entries(ledger.out_parameters, before.out_parameters),
        arguments={
            called: passed
            for called, passed in ledger.arguments.items()
            if before.arguments.get(called) != passed
        },
        used=used,
        package_values=dict(package_values),
        definitions=ledger.catalog.count_definitions(),
    )


def _list_entries(
    now: Mapping[Key, QueryResult], before: Mapping[Key, QueryResult]
) -> dict[Key, Entry]:
    return {
        key: (before.get(key), value) for key, value in now.items() if before.get(key) is not value
    }
