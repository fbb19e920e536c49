"""The state of one query's execution, and the services that statement handlers use."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self

from sqlglot import exp

from seamscope.lineage.catalog import Arguments, Catalog, OutParameter
from seamscope.lineage.parsing.dialects import find_dialect_name, guess_dialect, parse_statement
from seamscope.lineage.parsing.preprocess import fill_templates, strip_client_commands
from seamscope.lineage.query.model import (
    STAR_OVER_UNKNOWN,
    Dependencies,
    Name,
    QueryResult,
    Schema,
    TableWrite,
)
from seamscope.lineage.query.walker import Walker
from seamscope.lineage.remote import (
    get_notes,
    mark_remote_tables,
    may_name_tables,
    move_to_remote,
    resolve_dynamic_names,
    rewrite_unparsed,
)
from seamscope.lineage.remote.partial_create import parse_partial_create
from seamscope.lineage.script.additions import Additions
from seamscope.lineage.script.branches import Branches
from seamscope.lineage.script.call_arguments import evaluate_arguments, list_argument_texts
from seamscope.lineage.script.changes import NO_ROUTINES, RoutineNames
from seamscope.lineage.script.environment import Environment
from seamscope.lineage.script.flows import FlowBuilder, LineageRecord
from seamscope.lineage.script.function_results import (
    list_called,
    mentions_routine,
    restore_calls,
    substitute_function_results,
)
from seamscope.lineage.script.holes import RUNTIME, drop_holes, show_holes
from seamscope.lineage.script.learned import Learned, NotedSchema
from seamscope.lineage.script.ledger import Ledger
from seamscope.lineage.script.result import (
    Degree,
    describe_partly,
)
from seamscope.lineage.script.substitution import substitute_variables
from seamscope.lineage.script.variable_scope import VariableScope
from seamscope.lineage.script.written_places import WrittenPlaces
from seamscope.lineage.split import Statement, read_plain_statement, split
from seamscope.lineage.statements.handlers import trace_statement
from seamscope.lineage.statements.table_writes import drop_target_read
from seamscope.lineage.statements.temp_tables import merge_reads
from seamscope.records import Evidence, Query


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteDatabase:
    """The server and database that a text is sent to, as by EXEC (…) AT srv; "" if it stays."""

    server: str = ""
    database: str = ""


LOCAL = RemoteDatabase()
# Nested texts whose statements are kept, and the characters of the longest.
MAX_KEPT_TEXTS, MAX_KEPT_TEXT = 1_024, 20_000


class Execution(Ledger, ABC):
    """One query while it is executed: statements, environment, catalog, and what they led to.

    remote: the linked server that the text is sent to, if any.
    faults: statements that must not be parsed, by index (-1: none of them may), and why.
    on_statement: called with the index of each statement before it is parsed.
    caller: the execution that this text is executed in, as dynamic SQL is.
    variant: the branch of each ``if`` of Jinja that is executed.
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
        self.branches = Branches()
        self.used = NO_ROUTINES
        self._changes: RoutineNames | None = None
        self._additions: dict[int, Additions] = {}  # by the first statement of each routine
        self.package_values: dict[OutParameter, QueryResult | None] = {}
        self._routine, self._is_inside = "", True
        self._collected: set[int] = set()  # statements whose definitions are final
        self._parsed: dict[int, exp.Expr] = {}  # trees that nothing has changed
        self._learned: dict[int, Learned] = {}
        self._current: Learned | None = None

    def _split(self) -> list[Statement]:
        if -1 in self.faults:
            return [Statement(text="", line=1, head="", fault=self.faults[-1])]
        if self.depth and len(self.query.text) < MAX_KEPT_TEXT and not self.faults:
            return list(_split_nested(self.query.text, self.dialect, self.variant))
        if (plain := self._read_plain()) is not None:
            self.is_unsplit = True
            return [plain]
        return self._split_fully()

    def _read_plain(self) -> Statement | None:
        """Return the query as one statement if it looks like one; parsing it will tell."""
        if self.depth or self.variant or self.faults:
            return None
        text = self.query.text
        plain = read_plain_statement(text, self.dialect)
        is_as_written = plain and _prepare(text, self.dialect, 0) == text
        return plain if is_as_written else None

    def _split_fully(self) -> list[Statement]:
        statements: list[Statement] = []
        text = _prepare(self.query.text, self.dialect, self.variant)
        places = None if self.depth else WrittenPlaces(self.query.text, text)
        for statement in split(text, self.dialect):
            column = 0 if places is None else places.find_column(statement)
            statements.append(replace(statement, column=column))
            self.on_statement(-1)
        for index, reason in self.faults.items():
            if index < len(statements):
                statements[index] = replace(statements[index], text="", fault=reason)
        return statements

    @abstractmethod
    def execute_statements(self) -> list[LineageRecord]:
        """Return the flows, datasets and diagnostics of every statement, in order."""

    def open_nested(
        self, query: Query, text: str, where: Evidence, remote: RemoteDatabase = LOCAL
    ) -> Self:
        """Return an execution of a text inside this one; it sees the temp tables here."""
        nested = replace(query, text=text, dialect=self.dialect, evidence=where, target=None)
        if remote.database and not remote.server:
            nested = replace(nested, database=remote.database)
        return type(self)(nested, self.catalog, remote=remote, caller=self)

    def absorb(self, nested: "Execution", statement: Statement, *, is_call: bool = False) -> None:
        """Add the outcomes of a nested execution to the statement that executed it; no counts.

        is_call: it is the body of a routine, whose faults and calls count where it is defined.
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
                call._replace(caller=statement.routine, caller_arity=self.arity)
                for call in nested.calls
            ]
        self.environment.absorb(nested.environment)

    def keep_statements(self, statements: Iterable[Statement]) -> None:
        """Execute only these statements."""
        self.statements = list(statements)

    def drop_faults(self) -> None:
        """Drop the diagnostics of the statements, as the caller reports them as a whole."""
        self.outcomes = [outcome for outcome in self.outcomes if not outcome.fault]

    def use_catalog(self, base: Catalog) -> None:
        """Use the definitions of all queries besides those of this one."""
        self.catalog = self.own_catalog.layer_over(base)
        self.flows = FlowBuilder(self.query, self.catalog, self.dialect)

    def mark_uses_results(self, routine: Name) -> None:
        """Note that this query depends on the results of a routine."""
        self.used = self.used.union(RoutineNames(results=frozenset({routine[-1].casefold()})))

    def add_arguments(self, called: Name, calls: Iterable[Arguments]) -> None:
        """Keep the texts that a call passes to a routine of the inputs.

        A routine that passes on what it does not know may know it once its own calls are known.
        """
        passed = list(calls)
        if self.counted_routine and any(text == RUNTIME for call in passed for _, text in call):
            self.mark_uses_arguments(tuple(self.counted_routine.split(".")))
        super().add_arguments(called, passed)

    def mark_uses_arguments(self, routine: Name) -> None:
        """Note that this query depends on the texts that calls pass to a routine."""
        self.used = self.used.union(RoutineNames(arguments=frozenset({routine[-1].casefold()})))

    def reset(self) -> None:
        """Go back to the first statement, with the environment of the caller or an empty one."""
        self.environment = self.script_environment = (
            self.environment.open_nested() if self.depth else Environment(dialect=self.dialect)
        )
        self._routine, self._is_inside = "", True
        self.branches = Branches()

    # --- parsing

    def parse_text(self, text: str) -> exp.Expr | None:
        """Return a statement's tree with all names resolved, None if it is not understood."""
        tree = parse_statement(text, self.dialect, sure=bool(self.query.dialect))
        return self.resolve_names(tree, text) if tree is not None else None

    def parse_trees(self, statement: Statement, index: int) -> tuple[list[exp.Expr], str]:
        """Return a statement's trees, and its technology if the parser does not know it."""
        learned = self._learned.get(index)
        if learned and self.environment.is_blank() and learned.is_current(self.catalog):
            self._current = learned
            return [learned.tree], ""
        if shape := rewrite_unparsed(statement.text, self.dialect):
            trees = [self.resolve_names(tree, statement.text) for tree in shape.trees]
            return trees, shape.technology
        tree = self._parse_tree(statement, index)
        return [] if tree is None else [self.resolve_names(tree, statement.text)], ""

    def _parse_tree(self, statement: Statement, index: int) -> exp.Expr | None:
        """Return a statement's tree as it is parsed, None if it is not understood."""
        tree = self._parsed.pop(index, None)
        if tree is None:
            tree = parse_statement(statement.text, self.dialect, sure=bool(self.query.dialect))
            if statement.head == "CREATE" and (tree is None or isinstance(tree, exp.Command)):
                tree = parse_partial_create(statement.text) or tree
        return tree

    def learn(self, statement: Statement, index: int) -> list[TableWrite]:
        """Return what a definition writes; keep it if it depends on columns of tables only.

        Analysis changes trees, and copying one takes longer than parsing its text again, so
        otherwise the definition is parsed again when it is executed.
        """
        self._learned.pop(index, None)
        if not self._is_learnable(statement):
            trees, _ = self.parse_trees(statement, index)
            return [write for tree in trees for write in self.trace(tree)[0]]
        if (tree := self._parse_tree(statement, index)) is None:
            return []
        tree = self.resolve_names(tree, statement.text)
        schema = NotedSchema(self.catalog.columns)
        writes, result = self.trace(tree, schema)
        if self.catalog.has_only_columns():  # it may name another system itself
            self._learned[index] = Learned(
                tree=tree, writes=writes, result=result, found=schema.found
            )
        return writes

    def _is_learnable(self, statement: Statement) -> bool:
        """Return whether the lineage of a definition depends on the columns of tables only."""
        is_plain = not (statement.routine or self.depth or self.remote.server)
        is_alone = is_plain and self.environment.is_blank() and self.catalog.has_only_columns()
        return is_alone and rewrite_unparsed(statement.text, self.dialect) is None

    def drop_trees(self) -> None:
        """Free the memory of the trees that were kept."""
        self._parsed.clear()
        self._learned.clear()
        self._current = None

    def resolve_names(self, tree: exp.Expr, text: str) -> exp.Expr:
        """Return the tree of a text with synonyms, remote tables, known functions replaced.

        `SELECT a FROM OPENQUERY(srv, 'SELECT a FROM t')` → `SELECT a FROM srv...t`.
        """
        if may_name_tables(text):
            tree = resolve_dynamic_names(tree, self.environment.find_constant, self.dialect)
        tree, calls = mark_remote_tables(tree, self.catalog, self.dialect)
        if self.catalog.routines:
            if self.dialect == "oracle" and mentions_routine(text, self.catalog, self.dialect):
                package = tuple(self._routine.split(".")[:-1])
                tree = restore_calls(tree, self.catalog, self.environment, package)
                calls = list(tree.find_all(exp.Anonymous))
            self._note_calls(calls)
        for name in substitute_function_results(calls, self.catalog, self.environment):
            self.mark_uses_results(name)
        if self.depth and RUNTIME in self.query.text:
            tree = show_holes(tree)
        if not self.remote.server:
            return tree
        return move_to_remote(tree, self.remote.server, self.remote.database)

    def _note_calls(self, calls: Iterable[exp.Expr]) -> None:
        """Keep the calls of routines of the inputs, and the texts that are passed to them."""
        for name, call in list_called(calls, self.catalog):
            self.note_function(name, len(call.expressions))
            texts = list_argument_texts(call, self.dialect)
            self.add_arguments(name, evaluate_arguments(texts, self.environment, self.dialect))

    # --- tracing

    def trace(
        self, tree: exp.Expr, columns: Schema | None = None
    ) -> tuple[list[TableWrite], QueryResult | None]:
        """Return the tables that a tree writes, and what it reads if it writes none.

        Variables and temp tables are replaced by what filled them. columns: those of the catalog's
        tables, if the caller notes which are used.
        """
        if self._current is not None and self._current.tree is tree:
            return self._current.writes, self._current.result
        tree = substitute_variables(tree, self.environment)
        walker = self._open_walker(self.environment.relations, columns)
        writes, result = self.environment.drop_caller_tables(*trace_statement(tree, walker))
        if self.depth and RUNTIME in self.query.text:
            writes, result = drop_holes(writes, result)
        tree_notes = get_notes(tree)
        for dependencies in _dependencies_of(writes, result):
            dependencies.notes.update(tree_notes)
        return writes, result

    def trace_query(self, tree: exp.Expr | None) -> QueryResult | None:
        """Return what a SELECT reads and returns, None if the tree is no query."""
        return self.trace(tree)[1] if isinstance(tree, exp.Query) else None

    def trace_expression(self, expression: str) -> QueryResult | None:
        """Return what an expression reads; its value is the only column."""
        return self.trace_query(self.parse_text(f"SELECT {expression}"))

    def _open_walker(
        self, relations: dict[Name, QueryResult], columns: Schema | None = None
    ) -> Walker:
        variables = None
        if self.environment.variables or self.catalog.packages:
            package = tuple(self._routine.split(".")[:-1])
            variables = VariableScope(self.environment, package, self.find_package_value)
        known = self.catalog.columns if columns is None else columns
        return Walker(known, relations, self.dialect, self.query.database, variables)

    # --- what statements lead to

    def emit(
        self,
        tree: exp.Expr,
        statement: Statement,
        technology: str = "",
        *,
        updates: bool = False,
        doubt: str = "",
    ) -> Iterator[LineageRecord]:
        """Yield the records of a parsed statement; keep its result set and fill temp tables.

        updates: the tree is an INSERT that stands for an update of rows; doubt: a note on what is
        unknown of the statement.
        """
        writes, result = self.trace(tree)
        for write in writes if updates else ():
            drop_target_read(write, Walker(self.catalog.columns, {}, self.dialect))
        known = result is not None and (result.reads or result.unresolved)
        if isinstance(tree, exp.DML) and not writes and not known:
            yield self.report(statement, "not understood: no table that it changes was found")
            return
        temps, tables = self.environment.split_writes(tree, writes)
        self.add_outcome(statement, result or merge_reads(temps), tuple(tables))
        lacks_columns = bool(technology) and self.flows.reads_no_local_table(writes)
        doubts = {note for found in _dependencies_of(writes, result) for note in found.notes}
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
        """Return whether a statement fills a temp table that the caller has created."""
        return not (write.creates or self.environment.is_filled(write.table))

    def _count(
        self, statement: Statement, doubts: set[str], *, moves: bool, lacks_columns: bool
    ) -> Iterator[LineageRecord]:
        """Count a statement as understood, or yield its doubts as a diagnostic.

        moves: it moves or defines data; lacks_columns: it reads a file or foreign table, of which
        nobody can know the columns.
        """
        if lacks_columns:
            doubts.discard(STAR_OVER_UNKNOWN)
        if doubts:
            yield self.report(statement, describe_partly(doubts), Degree.PARTLY)
        elif moves:
            self.count_understood()

    def emit_reads(
        self, statement: Statement, result: QueryResult, *, to_caller: bool = False
    ) -> Iterator[LineageRecord]:
        """Yield the records of a query in a statement that writes no table, as of IF EXISTS (…).

        to_caller: the rows go to the caller; those of `SELECT … INTO v` and of a cursor do not.
        """
        seen = result if to_caller else QueryResult(result.reads, set(), result.lookups)
        self.add_outcome(statement, seen)
        yield from self.flows.build_reads(result, self.locate(statement), to_caller=to_caller)

    def find_package_value(self, package: Name, name: str) -> QueryResult | None:
        """Return the value of a package's variable, as far as it is known; None if it has none.

        A variable without a value has no columns.
        """
        if name not in self.catalog.find_package_variables(package):
            return None
        variable = OutParameter(package, name)
        own = self.out_parameters.get(variable)
        self.package_values[variable] = own
        return own or self.find_out_parameter(variable) or QueryResult()

    def find_result(self, routine: Name) -> QueryResult | None:
        """Return what a called routine returns, as far as it is known in this round."""
        self.mark_uses_results(routine)
        return self.catalog.find_result(routine)

    def find_out_parameter(self, parameter: OutParameter) -> QueryResult | None:
        """Return what an OUT parameter of a called routine holds, as far as it is known."""
        self.mark_uses_results(parameter.routine)
        return self.catalog.find_out_parameter(parameter)


def _prepare(text: str, dialect: str, variant: int) -> str:
    return fill_templates(strip_client_commands(text, dialect, variant), dialect)


@lru_cache(maxsize=MAX_KEPT_TEXTS)
def _split_nested(text: str, dialect: str, variant: int) -> tuple[Statement, ...]:
    """Return the statements of dynamic SQL or of a called body, which each round executes."""
    statements = split(_prepare(text, dialect, variant), dialect)
    return tuple(replace(statement, column=0) for statement in statements)


def _dependencies_of(
    writes: Iterable[TableWrite], result: QueryResult | None
) -> Iterator[Dependencies]:
    yield from (write.dependencies for write in writes)
    if result is not None:
        yield result
