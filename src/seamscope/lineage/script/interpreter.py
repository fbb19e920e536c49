"""The interpreter of one query: it first collects definitions, and then executes statements."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from itertools import islice, pairwise

from sqlglot.errors import SqlglotError

from seamscope.collection import pause_collection
from seamscope.lineage.catalog import RoutineResults
from seamscope.lineage.parsing.dialects import list_dialects
from seamscope.lineage.parsing.jinja import count_variants
from seamscope.lineage.parsing.parser import PARSER_ERRORS, parse_plain
from seamscope.lineage.query.model import Name
from seamscope.lineage.remote.definitions import record_definition
from seamscope.lineage.script import return_values, variables
from seamscope.lineage.script.additions import Additions
from seamscope.lineage.script.assignments import ASSIGNING
from seamscope.lineage.script.branches import follow_branches
from seamscope.lineage.script.changes import NO_ROUTINES, RoutineNames
from seamscope.lineage.script.declarations import find_package, list_declared
from seamscope.lineage.script.dispatch import changes_tables, execute_statement
from seamscope.lineage.script.environment import Environment
from seamscope.lineage.script.execution import Execution, Suspended
from seamscope.lineage.script.flows import LineageRecord
from seamscope.lineage.script.packages import collect_package_values
from seamscope.lineage.script.result import Degree, ExecutionResult
from seamscope.lineage.script.routines import summarise_routines
from seamscope.lineage.script.side_doors import (
    may_pass_side_door,
    pass_side_doors,
    record_door,
)
from seamscope.lineage.script.triggers import find_trigger_function, read_trigger
from seamscope.lineage.split import Statement
from seamscope.lineage.split.words import CALL
from seamscope.records import Query

TEMP_TABLE = re.compile(r"(?<![\w#])#\w+")
CREATES_TEMP_TABLE = re.compile(
    r"\b(?:CREATE\s+TABLE|SELECT\b(?:(?!\bSELECT\b)[^;])*?\bINTO)\s+\[?(?:tempdb\.\.)?(#\w+)", re.I
)
# Procedures of SQL Server that only define something that other statements use.
DEFINES = re.compile(r"\A\s*(?:EXEC(?:UTE)?\s+)?[\w.\[\]]*\bsp_(?:add|set)\w*(?:link|server)", re.I)
MAX_DIALECTS = 4  # dialects that are tried, if nothing moves data in the guessed dialect
REPLACES = re.compile(
    r"\A\s*+(?:ALTER\b[^()]{0,200}?\bVIEW|CREATE\s+OR\s+(?:REPLACE|ALTER))\b", re.I
)


class Interpreter(Execution):
    """Executes the statements of one query by passing each statement to its handler.

    may_pass_side_door: whether a statement may call a routine that talks to another system.
    """

    may_pass_side_door: bool = False

    # --- definitions

    def collect_definitions(self) -> bool:
        """Add the tables, views, routines and links that the query defines to the catalog.

        Return whether there are more definitions than before. Then another round is needed: the
        columns of `SELECT *` over a view are known once the definition of the view is known.
        """
        if self.is_collected:
            return False
        if self.is_unsplit and self.statements[0].head != "CREATE":
            return self._collect_plain()
        before = self.own_catalog.count_definitions()
        self.reset()
        if self.is_unsplit:
            self._check_plain()
        packages: set[str] = set()
        for index, statement in enumerate(self.statements):
            self._collect_package_variables(statement, packages)
            if not statement.fault and index not in self._collected:
                self.on_statement(index)
                self._enter_routine(statement)
                with pause_collection():
                    self._collect(index, statement)
        for routine, body in self._find_inline_bodies():
            self.catalog.add_body(routine, body)
        self.is_collected = all(
            index in self._collected or statement.fault
            for index, statement in enumerate(self.statements)
        )
        return self.own_catalog.count_definitions() > before

    def _collect_package_variables(self, statement: Statement, packages: set[str]) -> None:
        """Add the variable that a statement declares for all routines of its package.

        packages: the packages that have begun so far; a package that the statement begins is added.
        """
        if statement.head in {"CREATE", "ALTER"} and find_package(statement.text):
            packages.add(statement.routine)
        elif statement.routine in packages and statement.head in {"DECLARE", "PRAGMA"}:
            owner = tuple(statement.routine.split("."))
            self.catalog.add_package_variables(owner, list_declared(statement))

    def _collect_plain(self) -> bool:
        """Collect the definition in a query, such as a call of ``dblink_connect``."""
        self.on_statement(0)
        self.is_collected = True
        return record_definition(self.statements[0].text, self.catalog)

    def _collect(self, index: int, statement: Statement) -> None:
        text = statement.text
        record_definition(text, self.catalog)
        if statement.head in {"CREATE", "DECLARE"}:
            record_door(self, text)
        if return_values.is_routine_head(text):
            name = statement.routine or return_values.find_routine_name(text)
            if name:
                returns_value = return_values.returns_value(text)
                self.catalog.add_routine(tuple(name.split(".")), returns_value=returns_value)
        if (function := find_trigger_function(text)) and (trigger := read_trigger(text)):
            self.catalog.add_trigger(function, trigger)
        if self._collect_columns(index, statement):
            self._collected.add(index)

    def _collect_columns(self, index: int, statement: Statement) -> bool:
        """Add the columns of the table or view that a statement creates.

        Return whether these columns are final, so that the next round can leave the statement out.
        """
        is_definition = statement.head in {"CREATE", "ALTER"}
        if not is_definition or return_values.is_routine_head(statement.text):
            return True
        replaces = REPLACES.match(statement.text) is not None
        if statement.head == "ALTER" and not replaces:
            return True
        try:
            writes = self.learn(statement, index)
        except PARSER_ERRORS:  # reported when the statement is executed
            return True
        for write in writes:
            if write.temporary:  # known to this query alone, and filled again in each round
                self.environment.fill(write)
            elif write.columns:
                columns = tuple(name for name, _ in write.columns)
                self.catalog.add_columns(
                    write.table, columns, self.query.database, replaces=replaces
                )
        return all(write.columns and not write.temporary for write in writes)

    def _find_inline_bodies(self) -> Iterator[tuple[Name, tuple[Query, ...]]]:
        """Yield each routine that uses temp tables of its caller, and the statements of its body.

        Each call of such a routine executes these statements again.
        """
        by_routine: dict[str, list[Statement]] = defaultdict(list)
        for statement in self.statements:
            may_use = "#" in statement.text or statement.head in CALL
            if statement.routine and not statement.fault and may_use:
                by_routine[statement.routine].append(statement)
        for routine, statements in by_routine.items():
            text = ";".join(statement.text for statement in statements)
            used = {name.casefold() for name in TEMP_TABLE.findall(text)}
            if used - {name.casefold() for name in CREATES_TEMP_TABLE.findall(text)}:
                queries = (
                    replace(
                        self.query,
                        text=statement.text,
                        evidence=self.locate(statement),
                        left_out=None,
                    )
                    for statement in statements
                )
                yield tuple(routine.split(".")), tuple(queries)

    # --- execution

    def execute(self, changes: RoutineNames | None = None) -> ExecutionResult:
        """Return the records of all statements and the number of understood statements.

        If the dialect is guessed and no statement moves data in it, the next likely dialects are
        tried.

        changes: the routines whose results or arguments have changed since the last round. Only
        routines that use one of them are executed again. None to execute everything.
        """
        self._changes = changes
        # the tree of a plain statement is parsed, used and freed before garbage is collected
        with pause_collection() if self.is_unsplit else nullcontext():
            own = self._execute_all()
        if self.query.dialect or self.faults or self.moves_data() or not _has_faults(own):
            return own
        for dialect in list_dialects(self.query.text)[1:MAX_DIALECTS]:
            other = type(self)(
                replace(self.query, dialect=dialect),
                self.catalog,
                on_statement=lambda _: self.on_statement(-1),
            )
            other.collect_definitions()
            found = other._execute_all()
            if other.moves_data():
                self.dialect, self.outcomes = dialect, other.outcomes
                return found
        return own

    def moves_data(self) -> bool:
        """Return whether any statement reads or writes a table."""
        return any(one.writes or (one.result and one.result.reads) for one in self.outcomes)

    def _execute_all(self) -> ExecutionResult:
        records = tuple(self.execute_statements())
        returned = {
            tuple(name.split(".")): result for name, result in self.returned.items() if name
        }
        passes_on = self.dialect in return_values.PASS_ON_RESULT_SETS
        return ExecutionResult(
            records=records,
            dialect=self.dialect,
            counts=dict(self.counts),
            results=RoutineResults(
                returned=returned, out_parameters=self.out_parameters, arguments=self.arguments
            ),
            used=self.used,
            result_set_calls=tuple(
                (tuple(caller.split(".")), called)
                for caller, called in self.result_set_calls
                if caller and passes_on
            ),
            routines=summarise_routines(
                self.outcomes, self.calls, self.query.evidence.file, self.dialect
            ),
            calls=tuple(dict.fromkeys(self.calls)),
            statements=tuple(
                (
                    self.find_line(one),
                    one.head in {"CREATE", "ALTER"} or bool(DEFINES.match(one.text)),
                )
                for one in self.statements
            ),
        )

    def execute_statements(self) -> list[LineageRecord]:
        """Return the flows, datasets and diagnostics of every statement, in order."""
        self.counts.clear()
        self.outcomes, self.calls, self.result_set_calls = [], [], []
        self.returned, self.out_parameters, self.arguments = {}, {}, {}
        if self.is_unsplit and not self._check_plain():
            self.collect_definitions()
        self.reset()
        records: list[LineageRecord] = []
        self.may_pass_side_door = may_pass_side_door(self.query.text, self.catalog.doors)
        for part in self._list_parts():
            records += self._execute_part(part)
        if not self.used:  # there is no next round
            self._additions.clear()
        if "{%" in self.query.text and not (self.depth or self.variant):
            records += [record for record in self._execute_variants() if record not in records]
        return records

    def _check_plain(self) -> bool:
        """Return whether the text can be parsed as one plain statement; if not, split it.

        The syntax tree is kept for the execution.
        """
        if 0 in self._parsed or 0 in self._learned:
            return True
        self.on_statement(0)
        with pause_collection():
            tree = parse_plain(self.statements[0].text, self.dialect)
        if tree is None:
            self.is_unsplit = False
            self.statements = self._split_fully()
            self.is_collected = False
            return False
        self._parsed[0] = tree
        return True

    def _list_parts(self) -> Iterator[range]:
        """Yield the index range of each routine, and of the statements between two routines."""
        start = 0
        for index, (before, statement) in enumerate(pairwise(self.statements), start=1):
            if _is_local(statement, before):
                continue
            if statement.routine != before.routine or self._begins_overload(statement):
                yield range(start, index)
                start = index
        yield range(start, len(self.statements))

    def _execute_part(self, part: range) -> Sequence[LineageRecord]:
        """Return the records of a routine's statements, or of statements between two routines.

        A routine is not executed again if nothing that it uses has changed since the last round.
        """
        is_routine = bool(part) and bool(self.statements[part.start].routine)
        is_kept = is_routine and not self.depth and self.script_environment.is_empty()
        kept = self._additions.get(part.start)
        if is_kept and kept is not None and self._is_current(kept, part):
            self.used = self.used.union(kept.used)
            self.add_again(kept)
            return kept.records
        before = self.note_before() if is_kept else None
        used, self.used = self.used, NO_ROUTINES
        self.package_values.clear()
        records = [
            record for index in part for record in self._execute(index, self.statements[index])
        ]
        self._leave_routine()
        if before is not None:
            self._additions[part.start] = self.list_additions(
                before,
                records,
                self.used,
                self.package_values,
                definitions=self.own_catalog.count_definitions(),
            )
        self.used = used.union(self.used)
        return records

    def _is_current(self, kept: Additions, part: range) -> bool:
        """Return whether executing a routine again would produce the same result."""
        if self._changes is None or kept.definitions != self.own_catalog.count_definitions():
            return False
        name = self.statements[part.start].routine.rpartition(".")[2].casefold()
        own = RoutineNames(arguments=frozenset({name}))
        return not self._changes.overlaps(kept.used.union(own)) and self.fits(kept)

    def _execute_variants(self) -> Iterator[LineageRecord]:
        """Yield the records of statements that are only in later branches of Jinja's ``if``."""
        seen = {statement.text for statement in self.statements}
        for number in range(1, count_variants(self.query.text)):
            variant = type(self)(
                self.query,
                self.catalog,
                on_statement=lambda _: self.on_statement(-1),
                variant=number,
            )
            variant.keep_statements(s for s in variant.statements if s.text not in seen)
            seen.update(statement.text for statement in variant.statements)
            yield from variant.execute_statements()
            self.counts.update(variant.counts)
            self.outcomes += [one for one in variant.outcomes if one not in self.outcomes]
            self.calls += variant.calls

    def _execute(self, index: int, statement: Statement) -> list[LineageRecord]:
        """Return the records of one statement; if it fails, only this statement is reported."""
        self._enter_routine(statement)
        branch = self.branches.advance(statement)
        self.environment.set_branch(branch, self.branches.find_guarded())
        if self.environment.has_texts():
            rest = islice(self.statements, index + 1, None)
            variables.forget_loop_texts(self, statement, rest)
        self.on_statement(index)
        self.called_functions = []
        self.counted_routine = statement.routine
        self.is_assignment = statement.head in ASSIGNING
        before = self.counts.total(), len(self.outcomes)
        counts = self.counts.copy() if statement.repeats else None
        try:
            with pause_collection():
                records = self._handle(index, statement, *before)
        except (SqlglotError, RecursionError) as error:
            records = [self.report(statement, f"not understood ({type(error).__name__})")]
        except PARSER_ERRORS as error:
            records = [self.report_internal_error(statement, error)]
        unchanged = before == (self.counts.total(), len(self.outcomes))
        if unchanged and not records and changes_tables(statement):
            records.append(self.report(statement, "not understood"))
        doors = self.catalog.doors
        for called, size in dict.fromkeys(
            c for c in self.called_functions if c[0][-1].casefold() not in doors
        ):
            self.add_call(statement, called, size)
        if self.environment.has_texts():
            variables.forget_unknown_texts(self, statement)
        if counts is not None:
            self.repeat_counts(counts, statement.repeats)
        return records

    def _handle(
        self, index: int, statement: Statement, counted: int, before: int
    ) -> list[LineageRecord]:
        """Return the records of one statement, including those of its side doors."""
        records = list(execute_statement(self, index, statement))
        if self.may_pass_side_door:
            records = pass_side_doors(self, statement, records, counted, before)
        return records

    def _enter_routine(self, statement: Statement) -> None:
        """Open a new environment where a routine begins, with the temp tables of the script.

        A local routine, which is declared inside another routine, can also use the variables of
        that routine.
        """
        same = statement.routine == self._routine and not self._begins_overload(statement)
        if same and self._is_inside:
            return
        if self._suspended and statement.routine == self._suspended[-1].routine:
            self._resume()
            return
        around = self._suspend_for(statement)
        if around is None:
            self._leave_routine()
        self._routine, self._is_inside = statement.routine, True
        self.environment = (
            self.script_environment.open_nested() if statement.routine else self.script_environment
        )
        if around is not None:
            self.environment.see_variables(around)
        package = tuple(statement.routine.split(".")[:-1])
        if package and (shared := self.catalog.find_package_variables(package)):
            self.environment.declare_shared_variables(shared)
        if (trigger := self.catalog.find_trigger(tuple(statement.routine.split(".")))) is not None:
            self.environment.set_trigger(trigger)

    def _suspend_for(self, statement: Statement) -> Environment | None:
        """Suspend the routine that declares the statement's local routine; return its environment.

        Return None if the statement is not in a local routine.
        """
        if not (statement.outer and self._is_inside):
            return None
        if statement.outer == self._routine:
            self._suspended.append(
                Suspended(
                    routine=self._routine,
                    environment=self.environment,
                    branches=self.branches,
                    arity=self.arity,
                )
            )
        elif self._suspended and statement.outer == self._suspended[-1].routine:
            self._finish_routine()
        else:
            return None
        self.branches, self.arity = follow_branches(), None
        return self._suspended[-1].environment

    def _resume(self) -> None:
        """Resume the outer routine after the end of a local routine."""
        self._finish_routine()
        outer = self._suspended.pop()
        self._routine, self._is_inside = outer.routine, True
        self.environment, self.branches = outer.environment, outer.branches
        self.arity = outer.arity

    def _finish_routine(self) -> None:
        return_values.collect_out_parameters(self, self._routine)
        collect_package_values(self, self._routine)
        self.script_environment.absorb_global(self.environment)

    def _leave_routine(self) -> None:
        """End the current routine: store what it returns, and the global temp tables it fills."""
        if self._is_inside:
            self._finish_routine()
        self._suspended = []
        self._routine, self._is_inside, self.arity = "", False, None
        self.branches = follow_branches()
        self.environment = self.script_environment

    def _begins_overload(self, statement: Statement) -> bool:
        """Return whether a statement begins a routine with the name of the routine before it."""
        if statement.head not in {"PROCEDURE", "FUNCTION"} or not statement.routine:
            return False
        name = return_values.find_routine_name(statement.text)
        return statement.routine.split(".")[-1].casefold() == name.casefold()


def _is_local(statement: Statement, before: Statement) -> bool:
    """Return whether a statement is the first of a local routine, or the first after its end.

    before: the statement before it.
    """
    if statement.outer:
        return statement.outer in {before.routine, before.outer}
    return bool(before.outer) and before.outer == statement.routine


def _has_faults(result: ExecutionResult) -> bool:
    return any(count for (_, degree), count in result.counts.items() if degree is not Degree.FULLY)
