"""The ledger of a query: counts, outcomes, diagnostics, calls and results of its statements."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from seamscope.lineage.catalog import Arguments, Catalog, OutParameter
from seamscope.lineage.query.model import Name, QueryResult, TableWrite, fold
from seamscope.lineage.script.additions import Additions, Before, Entry
from seamscope.lineage.script.changes import RoutineNames
from seamscope.lineage.script.environment import Environment
from seamscope.lineage.script.flows import LineageRecord
from seamscope.lineage.script.result import (
    INTERNAL_ERROR_REMEDY,
    REMEDY,
    UNKNOWN_SIZE,
    Call,
    Degree,
    Outcome,
    combine_result_sets,
    describe_internal_error,
    name_result_columns,
)
from seamscope.lineage.split import Statement
from seamscope.records import Evidence, Query, Skipped

Key = TypeVar("Key")
_WORD = re.compile(r"[\w$#]+")


class Ledger:
    """Collects the results of the statements of one query.

    has_lines: whether lines of the query are lines of the file. They are not if the query is the
    text of a variable that a statement executes; then all lines are the line of this statement.
    counts: the number of statements by routine ("" outside of any) and degree of understanding.
    counted_routine: the routine of the current statement.
    arity: the fewest and the most arguments of the current routine, None if they are not known.
    called_functions: routines that the expressions of the current statement call.
    """

    catalog: Catalog
    environment: Environment

    def __init__(self, query: Query) -> None:
        self.query = query
        self.has_lines = True
        self.counts: Counter[tuple[str, Degree]] = Counter()
        self.counted_routine = ""
        self.outcomes: list[Outcome] = []
        self.calls: list[Call] = []
        self.arity: tuple[int, int] | None = None
        self.called_functions: list[tuple[Name, int]] = []
        self.result_set_calls: list[tuple[str, Name]] = []
        self.returned: dict[str, QueryResult] = {}
        self.out_parameters: dict[OutParameter, QueryResult] = {}
        self.arguments: dict[Name, frozenset[Arguments]] = {}

    def count_understood(self) -> None:
        """Count a statement that moves or defines data as understood."""
        self.counts[self.counted_routine, Degree.FULLY] += 1

    def repeat_counts(self, before: Counter[tuple[str, Degree]], repeats: int) -> None:
        """Count a statement once more for each of its repetitions, which a long script left out.

        before: the counts before the statement.
        """
        for kind, count in (self.counts - before).items():
            self.counts[kind] += count * repeats

    def withdraw_reports(self, before: int, after: int) -> None:
        """Withdraw the diagnostics of a statement that turned out to be understood.

        Diagnostics about its calls of other systems, such as `utl_http.request`, are kept.

        before: the number of outcomes before the statement was executed.
        after: the number of outcomes after it, without those of its calls of other systems.
        """
        own = self.outcomes[before:after]
        self.outcomes[before:after] = [outcome for outcome in own if not outcome.fault]
        for outcome in own:
            if outcome.fault:
                self.counts[self.counted_routine, outcome.degree] -= 1

    def count_side_door(self, counted: int) -> None:
        """Count a statement with a side door as understood, unless it has been counted already.

        counted: the total of the counts before the statement.
        """
        if self.counts.total() == counted:
            self.count_understood()

    def absorb_counts(self, nested: "Ledger") -> None:
        """Add the counts of the dynamic SQL that the current statement executes."""
        for (_, degree), count in nested.counts.items():
            self.counts[self.counted_routine, degree] += count

    def report(self, statement: Statement, reason: str, degree: Degree = Degree.NOT) -> Skipped:
        """Record a statement as not (or only partly) understood, and return the diagnostic."""
        self.counts[self.counted_routine, degree] += 1
        where = self.locate(statement)
        self.outcomes.append(
            Outcome(
                line=where.line,
                column=statement.column,
                fault=reason,
                degree=degree,
                routine=statement.routine,
                arity=self.arity,
            )
        )
        head = statement.head if statement.head.isalpha() else ""
        return Skipped(
            reason=f"{head or 'SQL'} statement: {reason}",
            remedy=REMEDY,
            evidence=where,
            kind="statement",
        )

    def report_internal_error(self, statement: Statement, error: Exception) -> Skipped:
        """Record a statement on which seamscope itself failed; return a message about the bug."""
        skipped = self.report(statement, describe_internal_error(error))
        return replace(skipped, remedy=INTERNAL_ERROR_REMEDY)

    def add_outcome(
        self,
        statement: Statement,
        result: QueryResult | None,
        writes: tuple[TableWrite, ...] = (),
    ) -> None:
        """Record the reads and writes of a statement, for the summary of its routine."""
        self.outcomes.append(
            Outcome(
                line=self.find_line(statement),
                column=statement.column,
                writes=writes,
                result=result,
                routine=statement.routine,
                arity=self.arity,
                passed=self._list_passed(statement.text),
            )
        )

    def keep_rows(self, before: int) -> None:
        """Record that the rows of the last statements do not leave the routine.

        before: the number of outcomes before these statements.
        """
        for index, outcome in enumerate(self.outcomes[before:], start=before):
            if (result := outcome.result) is not None:
                kept = QueryResult(result.reads, set(), result.lookups)
                self.outcomes[index] = replace(outcome, result=kept)

    def _list_passed(self, text: str) -> frozenset[Name]:
        """Return the tables that callers pass to the routine, but that a statement does not name.

        text: the SQL of the statement.
        """
        passed = self.environment.passed
        words = set(_WORD.findall(text.casefold())) if passed else set()
        return frozenset(n for n in passed if words.isdisjoint(_WORD.findall(n[-1].casefold())))

    def set_arity(self, arity: tuple[int, int]) -> None:
        """Record the fewest and the most arguments of the routine that begins here."""
        self.arity = arity

    def note_function(self, called: Name, size: int) -> None:
        """Record a call in an expression; it is added once the statement has been executed."""
        self.called_functions.append((called, size))

    def add_call(
        self,
        statement: Statement,
        called: Name,
        size: int = UNKNOWN_SIZE,
        *,
        result_set: bool = False,
    ) -> None:
        """Record a call of a routine.

        result_set: whether the caller returns the result set of the called routine as its own.
        """
        called = self.find_in_package(statement.routine, called)
        line = self.find_line(statement)
        self.calls.append(Call(statement.routine, called, size, self.arity, line))
        if result_set:
            self.result_set_calls.append((statement.routine, called))

    def find_in_package(self, routine: str, called: Name) -> Name:
        """Return the full name of a routine in the caller's package, else the name as called."""
        own = (*routine.split(".")[:-1], *called)
        return own if len(called) == 1 and fold(own) in self.catalog.routines else called

    def add_arguments(self, called: Name, calls: Iterable[Arguments]) -> None:
        """Record the strings that a call passes to a routine that the inputs define."""
        if self.catalog.has_routine(called):
            self.arguments[called] = self.arguments.get(called, frozenset()).union(calls)

    def add_result_set(self, routine: str, result: QueryResult) -> None:
        """Add a result set of a routine, and combine it with the routine's existing result sets."""
        result = name_result_columns(result, self.environment.returned_columns)
        self.returned[routine] = combine_result_sets(self.returned.get(routine), result)

    def replace_result_sets(self, routine: str, result: QueryResult) -> None:
        """Replace all result sets of a routine by a new result set."""
        result = name_result_columns(result, self.environment.returned_columns)
        self.returned[routine] = result

    def add_out_parameter(self, parameter: OutParameter, value: QueryResult) -> None:
        """Record the value of an OUT parameter at the end of its routine."""
        self.out_parameters[parameter] = value

    def add_shared_value(self, variable: OutParameter, value: QueryResult) -> None:
        """Add a value that a variable of a package, or a parameter of another routine, may have."""
        old = self.out_parameters.get(variable)
        self.out_parameters[variable] = value if old is None else combine_result_sets(old, value)

    # --- additions, kept for the next round

    def note_before(self) -> Before:
        """Return the current state; `list_additions` later compares the ledger with it."""
        return Before(
            counts=self.counts.copy(),
            sizes=(len(self.outcomes), len(self.calls), len(self.result_set_calls)),
            returned=dict(self.returned),
            out_parameters=dict(self.out_parameters),
            arguments=dict(self.arguments),
        )

    def list_additions(
        self,
        before: Before,
        records: Sequence[LineageRecord],
        used: RoutineNames,
        package_values: Mapping[OutParameter, QueryResult | None],
        definitions: int,
    ) -> Additions:
        """Return what a routine has added to the ledger.

        before: the state of the ledger before the routine was executed.
        records: the records of the routine.
        definitions: the number of definitions in the query now.
        """
        outcomes, calls, result_set_calls = before.sizes
        return Additions(
            records=records,
            counts=self.counts - before.counts,
            outcomes=self.outcomes[outcomes:],
            calls=self.calls[calls:],
            result_set_calls=self.result_set_calls[result_set_calls:],
            returned=_list_entries(self.returned, before.returned),
            out_parameters=_list_entries(self.out_parameters, before.out_parameters),
            arguments={
                called: passed
                for called, passed in self.arguments.items()
                if before.arguments.get(called) != passed
            },
            used=used,
            package_values=dict(package_values),
            definitions=definitions,
        )

    def fits(self, additions: Additions) -> bool:
        """Return whether additions can be reused, because their initial values are the same.

        These are the earlier values of the results that the routine changed, and the package
        variables that it read.
        """
        values = self.out_parameters
        return (
            all(self.returned.get(key) == old for key, (old, _) in additions.returned.items())
            and all(values.get(key) == old for key, (old, _) in additions.out_parameters.items())
            and all(values.get(key) == old for key, old in additions.package_values.items())
        )

    def add_again(self, additions: Additions) -> None:
        """Add the results that a routine had in an earlier round."""
        self.counts.update(additions.counts)
        self.outcomes += additions.outcomes
        self.calls += additions.calls
        self.result_set_calls += additions.result_set_calls
        self.returned |= {key: new for key, (_, new) in additions.returned.items()}
        self.out_parameters |= {key: new for key, (_, new) in additions.out_parameters.items()}
        for called, passed in additions.arguments.items():
            self.arguments[called] = self.arguments.get(called, frozenset()) | passed

    def find_line(self, statement: Statement) -> int:
        """Return the line of the file on which a statement begins."""
        first = self.query.evidence.line or 1
        if not self.has_lines:
            return first
        left_out = self.query.left_out
        missing = left_out.count_missing(statement.line) if left_out else 0
        return first + statement.line - 1 + missing

    def use_one_line(self) -> None:
        """Report all statements at the line of the query, because its text is not in the file."""
        self.has_lines = False

    def locate(self, statement: Statement) -> Evidence:
        """Return file, line and routine of a statement; also the column if the query has one."""
        around = self.query.evidence
        column = statement.column if around.column else 0
        if column and statement.line == 1:
            column += around.column - 1
        return replace(
            around,
            line=self.find_line(statement),
            place=statement.routine or around.place,
            column=column,
            rows=statement.repeats + 1 if statement.repeats else around.rows,
            last=statement.last if statement.repeats else around.last,
        )


def _list_entries(
    now: Mapping[Key, QueryResult], before: Mapping[Key, QueryResult]
) -> dict[Key, Entry]:
    return {
        key: (before.get(key), value) for key, value in now.items() if before.get(key) is not value
    }
