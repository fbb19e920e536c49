"""The state of one query's execution, and the services that statement handlers use."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self

from sqlglot import exp

from seamscope.collection import pause_collection
from seamscope.lineage.catalog import Catalog
from seamscope.lineage.parsing.dialects import find_dialect_name, guess_dialect
from seamscope.lineage.parsing.preprocess import remove_parameter_list, strip_client_commands
from seamscope.lineage.query.model import (
    AMBIGUOUS,
    COLUMN_NOTES,
    STAR_OVER_UNKNOWN,
    QueryResult,
    TableWrite,
    describe_partly,
)
from seamscope.lineage.query.walker import Walker
from seamscope.lineage.script.additions import Additions
from seamscope.lineage.script.branches import Branches, follow_branches
from seamscope.lineage.script.changes import RoutineNames
from seamscope.lineage.script.environment import Environment
from seamscope.lineage.script.flows import FlowBuilder, LineageRecord
from seamscope.lineage.script.holes import show_names
from seamscope.lineage.script.result import Degree, name_result_columns
from seamscope.lineage.script.tracing import RemoteDatabase, Tracer, list_dependencies
from seamscope.lineage.script.written_places import WrittenPlaces
from seamscope.lineage.split import Statement, read_plain_statement, split
from seamscope.lineage.statements.table_writes import drop_target_read
from seamscope.lineage.statements.temp_tables import merge_reads
from seamscope.records import Evidence, Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspended:
    """The saved state of a routine while a local routine in its declarations is executed."""

    routine: str
    environment: Environment
    branches: Branches
    arity: tuple[int, int] | None


LOCAL = RemoteDatabase()
# Maximum number of nested SQL strings whose statements are cached, and their maximum length.
MAX_KEPT_TEXTS, MAX_KEPT_TEXT = 1_024, 20_000


class Execution(Tracer, ABC):
    """The execution of one query: its statements, environment and catalog, and the results so far.

    remote: the linked server that the SQL is sent to, if any.
    faults: the reason why a statement must not be parsed, by its index; -1 stands for all
    statements.
    on_statement: called with the index of each statement before it is parsed.
    is_collected: whether the definitions of all statements are final, so that another round of
    collecting cannot change them.
    caller: the execution of the statement that executes this SQL, if it is dynamic SQL.
    variant: which branch of each Jinja ``if`` is executed, see `strip_jinja`.
    """

    def __init__(
        self,
        query: Query,
        catalog: Catalog,
        *,
        remote: RemoteDatabase = LOCAL,
        faults: Mapping[int, str] | None = None,
        on_statement: Callable[[int], None] = lambda index: None,
        caller: "Execution | None" = None,
        variant: int = 0,
    ) -> None:
        super().__init__(query)
        self.own_catalog = self.catalog = catalog
        self.remote = remote
        self.faults = faults or {}
        self.on_statement = on_statement
        self.dialect = find_dialect_name(query.dialect) or guess_dialect(query.text)
        self.variant = variant
        self.depth: int = caller.depth + 1 if caller else 0
        self.is_unsplit = False
        self.statements = self._split()
        self.flows = FlowBuilder(query, catalog, self.dialect)
        self.environment: Environment = (
            caller.environment.open_nested() if caller else Environment(dialect=self.dialect)
        )
        self.script_environment = self.environment
        self.branches = follow_branches()
        self._changes: RoutineNames | None = None
        self._additions: dict[int, Additions] = {}  # by the first statement of each routine
        self._is_inside = True
        self._suspended: list[Suspended] = []
        self._collected: set[int] = set()  # statements whose definitions are final
        self.is_collected = False

    def _split(self) -> list[Statement]:
        if -1 in self.faults:
            return [Statement(text="", line=1, head="", fault=self.faults[-1])]
        if self.depth and len(self.query.text) < MAX_KEPT_TEXT and not self.faults:
            return list(_split_nested(self.query.text, self.dialect, self.variant))
        if (plain := self._read_plain()) is not None:
            self.is_unsplit = True
            return self._add_repeats([plain])
        return self._split_fully()

    def _read_plain(self) -> Statement | None:
        """Return the query as one statement if it looks like a single plain statement, else None.

        Such a query need not be split into statements.
        """
        if self.depth or self.variant or self.faults:
            return None
        text = self.query.text
        plain = read_plain_statement(text, self.dialect)
        is_as_written = plain and prepare_text(text, self.dialect) == text
        return plain if is_as_written else None

    @pause_collection()
    def _split_fully(self) -> list[Statement]:
        statements: list[Statement] = []
        text = prepare_text(self.query.text, self.dialect, self.variant)
        places = None if self.depth else WrittenPlaces(self.query.text, text)
        for statement in split(text, self.dialect):
            column = 0 if places is None else places.find_column(statement)
            statements.append(replace(statement, column=column))
            self.on_statement(-1)
        statements = self._add_repeats(statements)
        for index, reason in self.faults.items():
            if index < len(statements):
                statements[index] = replace(statements[index], text="", fault=reason)
        return statements

    def _add_repeats(self, statements: list[Statement]) -> list[Statement]:
        """Return the statements of a long script with the number of their repetitions.

        In the text of a long script, a repeated statement occurs only once.
        """
        if self.query.left_out is None:
            return statements
        repeats = {line: rest for line, *rest in self.query.left_out.repeats}
        for index, one in enumerate(statements):
            count, last = repeats.pop(one.line, (0, 0))
            statements[index] = replace(one, repeats=count, last=last)
        return statements

    @abstractmethod
    def execute_statements(self) -> list[LineageRecord]:
        """Return the flows, datasets and diagnostics of every statement, in order."""

    def open_nested(
        self, query: Query, text: str, where: Evidence, remote: RemoteDatabase = LOCAL
    ) -> Self:
        """Return a nested execution of SQL, which can use the same temp tables."""
        nested = replace(query, text=text, dialect=self.dialect, evidence=where)
        nested = replace(nested, target=None, left_out=None)
        if remote.database and not remote.server:
            nested = replace(nested, database=remote.database)
        return type(self)(nested, self.catalog, remote=remote, caller=self)

    def absorb(self, nested: "Execution", statement: Statement, *, is_call: bool = False) -> None:
        """Add the outcomes of a nested execution, but not its counts, to the calling statement.

        is_call: whether the nested text is a routine's body. The faults and calls of a body are
        recorded where the routine is defined.
        """
        self.outcomes += [
            replace(outcome, routine=statement.routine, arity=self.arity)
            for outcome in nested.outcomes
            if not (is_call and outcome.fault)
        ]
        self.used = self.used.union(nested.used)
        for called, passed in nested.arguments.items():
            self.add_arguments(called, passed)
        if not is_call:
            self.calls += [
                call._replace(
                    caller=statement.routine,
                    caller_arity=self.arity,
                    called=tuple(map(show_names, call.called)),
                )
                for call in nested.calls
            ]
        self.environment.absorb(nested.environment)

    def keep_statements(self, statements: Iterable[Statement]) -> None:
        """Keep only these statements for execution."""
        self.statements = list(statements)

    def drop_faults(self) -> None:
        """Drop the diagnostics of all statements of dynamic SQL.

        The statement that executes the dynamic SQL gets a diagnostic instead.
        """
        self.outcomes = [outcome for outcome in self.outcomes if not outcome.fault]

    def use_catalog(self, base: Catalog) -> None:
        """Use the definitions of all queries in addition to those of this query."""
        self.catalog = self.own_catalog.layer_over(base)
        self.flows = FlowBuilder(self.query, self.catalog, self.dialect)

    def reset(self) -> None:
        """Go back to the first statement, with the environment of the caller or an empty one."""
        self.environment = self.script_environment = (
            self.environment.open_nested() if self.depth else Environment(dialect=self.dialect)
        )
        self._routine, self._is_inside = "", True
        self._suspended = []
        self.branches = follow_branches()

    # --- records of statements

    def emit(
        self,
        tree: exp.Expr,
        statement: Statement,
        technology: str = "",
        *,
        updates: bool = False,
        doubt: str = "",
    ) -> Iterator[LineageRecord]:
        """Trace a parsed statement and yield its records.

        Its result set is stored, and the temp tables that it writes are filled.

        updates: whether the tree is an INSERT that represents an update of existing rows.
        doubt: why the statement is only partly understood, "" if no reason is known.
        """
        writes, result = self.trace(tree)
        for write in writes if updates else ():
            drop_target_read(write, Walker(self.catalog.columns, {}, self.dialect))
        known = result is not None and (result.reads or result.unresolved)
        if isinstance(tree, exp.DML) and not writes and not known:
            yield self.report(statement, "not understood: no table that it changes was found")
            return
        result = result and name_result_columns(result, self.environment.returned_columns)
        temps, tables = self.environment.split_writes(tree, writes)
        self.add_outcome(statement, result or merge_reads(temps), tuple(tables))
        lacks_columns = bool(technology) and self.flows.reads_no_local_table(writes)
        doubts = {note for found in list_dependencies(writes, result) for note in found.notes}
        doubts |= {doubt} if doubt else set()
        # CREATE INDEX and SELECT now() neither move nor define data
        moves = bool(writes) or (result is not None and bool(result.reads))
        yield from self._count(statement, doubts, moves=moves, lacks_columns=lacks_columns)
        for write in tables:
            yield from self.flows.build_write(write, self.locate(statement), technology)
        if result is not None:
            self.add_result_set(statement.routine, result)
        else:
            result = merge_reads([write for write in temps if self._is_of_caller(write)])
        for write in temps:
            self.environment.fill(write)
        if result is not None:
            yield from self.flows.build_reads(result, self.locate(statement))
        if isinstance(tree, exp.Drop):
            self.environment.drop(tree)

    def _is_of_caller(self, write: TableWrite) -> bool:
        """Return whether a statement adds rows to a temp table that the caller has created."""
        return not (write.creates or self.environment.is_filled(write.table))

    def _count(
        self, statement: Statement, doubts: set[str], *, moves: bool, lacks_columns: bool
    ) -> Iterator[LineageRecord]:
        """Count a statement as understood, or yield a diagnostic with its reasons for doubt.

        moves: whether the statement moves or defines data.
        lacks_columns: whether it reads a file or foreign table, whose columns SQL does not declare.
        """
        if lacks_columns:
            doubts.discard(STAR_OVER_UNKNOWN)
        if doubts:
            skipped = self.report(statement, describe_partly(doubts), Degree.PARTLY)
            yield replace(skipped, kind="columns") if doubts <= COLUMN_NOTES else skipped
        elif moves:
            self.count_understood()

    def count_query(self, statement: Statement, result: QueryResult) -> Iterator[LineageRecord]:
        """Count the query of a cursor or variable, and report its ambiguous columns."""
        doubts = {AMBIGUOUS} & result.notes.keys()
        yield from self._count(statement, doubts, moves=True, lacks_columns=False)

    def emit_reads(
        self,
        statement: Statement,
        result: QueryResult,
        writes: Sequence[TableWrite] = (),
        *,
        to_caller: bool = False,
    ) -> Iterator[LineageRecord]:
        """Yield the records of a query in a statement of another kind, as in IF EXISTS (…).

        writes: writes of the CTEs in the query: `WITH c AS (INSERT …) SELECT count(*) INTO v FROM
        c`.
        to_caller: whether the caller gets the rows. It does not after `SELECT … INTO v`, nor from
        cursors.
        """
        temps, tables = self.environment.split_writes(exp.Select(), writes)
        for write in temps:
            self.environment.fill(write)
        seen = result if to_caller else QueryResult(result.reads, set(), result.lookups)
        self.add_outcome(statement, seen, tuple(tables))
        for write in tables:
            yield from self.flows.build_write(write, self.locate(statement))
        yield from self.flows.build_reads(result, self.locate(statement), to_caller=to_caller)


def prepare_text(text: str, dialect: str, variant: int = 0) -> str:
    """Return SQL as a client sends it to the server, without the parameters of Query Store."""
    return remove_parameter_list(strip_client_commands(text, dialect, variant), dialect)


@lru_cache(maxsize=MAX_KEPT_TEXTS)
def _split_nested(text: str, dialect: str, variant: int) -> tuple[Statement, ...]:
    """Return the statements of dynamic SQL or of a called routine, cached for later rounds."""
    statements = split(prepare_text(text, dialect, variant), dialect)
    return tuple(replace(statement, column=0) for statement in statements)
