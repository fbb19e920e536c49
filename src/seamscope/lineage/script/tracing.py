"""Parse the statements of one query, resolve their names, and trace their reads and writes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp

from seamscope.lineage.catalog import Arguments, OutParameter
from seamscope.lineage.parsing.dialects import parse_statement
from seamscope.lineage.query.model import (
    Dependencies,
    Name,
    QueryResult,
    Schema,
    TableWrite,
)
from seamscope.lineage.query.walker import Walker
from seamscope.lineage.remote.dynamic_names import get_notes, may_name_tables, resolve_dynamic_names
from seamscope.lineage.remote.mark_tables import mark_remote_tables
from seamscope.lineage.remote.partial_create import parse_partial_create
from seamscope.lineage.remote.qualify import move_to_remote
from seamscope.lineage.remote.rewrite_unparsed import rewrite_unparsed
from seamscope.lineage.remote.text_readers import split_arguments
from seamscope.lineage.script.call_arguments import (
    evaluate_arguments,
    list_argument_texts,
    name_arguments,
)
from seamscope.lineage.script.caller_tables import drop_caller_tables
from seamscope.lineage.script.changes import NO_ROUTINES, RoutineNames
from seamscope.lineage.script.function_results import (
    list_called,
    list_unknown_calls,
    mentions_routine,
    restore_calls,
    substitute_function_results,
)
from seamscope.lineage.script.holes import RUNTIME, separate_holes, show_holes
from seamscope.lineage.script.learned import Learned, NotedSchema, are_enough, is_bare_definition
from seamscope.lineage.script.ledger import Ledger
from seamscope.lineage.script.record_fields import select_value
from seamscope.lineage.script.substitution import substitute_variables
from seamscope.lineage.script.variable_scope import VariableScope
from seamscope.lineage.split import Statement
from seamscope.lineage.statements.handlers import trace_statement
from seamscope.records import Query

_ARGUMENT_WORD = re.compile(r"@?[A-Za-z_][\w$#]*")
_ARGUMENT_NAME = re.compile(r"^\s*@?\w+\s*(?:=>|:=|=)")  # of an argument: ``day => f(1)``


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteDatabase:
    """The server and database to which SQL is sent, as by `EXEC (…) AT srv`.

    Both are "" if the SQL is executed on this server.
    """

    server: str = ""
    database: str = ""


class Tracer(Ledger):
    """Parses and traces statements in the environment of their routine.

    remote: the linked server to which the text is sent, if any.
    is_assignment: whether the current statement assigns a variable.
    depth: 0 for a query of the inputs, 1 for dynamic SQL in it, 2 for dynamic SQL in that text.
    """

    dialect: str
    depth: int
    remote: RemoteDatabase

    def __init__(self, query: Query) -> None:
        super().__init__(query)
        self.used = NO_ROUTINES
        self.package_values: dict[OutParameter, QueryResult | None] = {}
        self._routine = ""
        self.is_assignment = False
        self._parsed: dict[int, exp.Expr] = {}  # trees that nothing has changed
        self._learned: dict[int, Learned] = {}
        self._current: Learned | None = None

    # --- parsing

    def parse_text(self, text: str) -> exp.Expr | None:
        """Return a statement's tree with all names resolved, None if it is not understood."""
        tree = parse_statement(text, self.dialect, sure=bool(self.query.dialect))
        return self.resolve_names(tree, text) if tree is not None else None

    def parse_trees(self, statement: Statement, index: int) -> tuple[list[exp.Expr], str]:
        """Return the trees of a statement, and the technology that it uses, such as "UNLOAD".

        A statement that sqlglot does not support is rewritten as one or several statements. For a
        statement that is not rewritten, the technology is "".
        """
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
        """Return a statement's tree with unresolved names, None if it cannot be parsed."""
        tree = self._parsed.pop(index, None)
        if tree is None:
            tree = parse_statement(statement.text, self.dialect, sure=bool(self.query.dialect))
            if statement.head == "CREATE" and (tree is None or isinstance(tree, exp.Command)):
                tree = parse_partial_create(statement.text) or tree
        return tree

    def learn(self, statement: Statement, index: int) -> list[TableWrite]:
        """Return the writes of a definition; cache them if they depend only on columns of tables.

        Any other definition is parsed again when it is executed. Its tree cannot be reused, because
        analysis changes the tree, and copying a tree takes longer than parsing the text.
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
        is_bare = is_bare_definition(statement.text)
        if are_enough(self.catalog, is_bare=is_bare):  # tracing may add a remote system
            self._learned[index] = Learned(
                tree=tree, writes=writes, result=result, found=schema.found, is_bare=is_bare
            )
        return writes

    def _is_learnable(self, statement: Statement) -> bool:
        """Return whether the lineage of a definition depends only on the columns of tables.

        Such lineage can be cached, because no variable, routine, synonym or remote system affects
        it.
        """
        is_plain = not (statement.routine or self.depth or self.remote.server)
        is_alone = is_plain and self.environment.is_blank()
        is_alone &= are_enough(self.catalog, is_bare=is_bare_definition(statement.text))
        return is_alone and rewrite_unparsed(statement.text, self.dialect) is None

    def drop_trees(self) -> None:
        """Free the memory of the trees that were kept."""
        self._parsed.clear()
        self._learned.clear()
        self._current = None

    def resolve_names(self, tree: exp.Expr, text: str) -> exp.Expr:
        """Replace synonyms, remote tables and calls of known functions in a tree.

        `SELECT a FROM OPENQUERY(srv, 'SELECT a FROM t')` → `SELECT a FROM srv...t`.
        """
        if may_name_tables(text):
            tree = resolve_dynamic_names(tree, self.environment.find_constant, self.dialect)
        tree, calls = mark_remote_tables(tree, self.catalog, self.dialect)
        is_oracle = self.dialect == "oracle" and bool(self.catalog.routines or self._routine)
        if is_oracle and mentions_routine(text, self.catalog, self.dialect):
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

    def _note_calls(self, calls: Sequence[exp.Expr]) -> None:
        """Record the calls of routines that the inputs define, and the strings passed to them.

        In a routine or an assignment, also record the calls of other user-defined functions.
        """
        for name, call in list_called(calls, self.catalog):
            self.note_function(name, len(call.expressions))
            texts = list_argument_texts(call, self.dialect)
            self.add_arguments(name, evaluate_arguments(texts, self.environment, self.dialect))
            select = call.find_ancestor(exp.Select)
            if select is not None and select.args.get("from_") is None:
                self.pass_values(name, texts)
        if self._routine or self.is_assignment:
            for name, call in list_unknown_calls(calls, self.catalog, self.environment):
                self.note_function(name, len(call.expressions))

    def note_calls_in(self, values: str) -> None:
        """Record the functions that are called in a list of values: ``f(a), 1`` -> f."""
        for value in split_arguments(values):
            if mentions_routine(value, self.catalog, self.dialect):
                self.parse_text(f"SELECT {_ARGUMENT_NAME.sub('', value)}")

    # --- tracing

    def trace(
        self, tree: exp.Expr, columns: Schema | None = None
    ) -> tuple[list[TableWrite], QueryResult | None]:
        """Return the tables that a statement writes, or its reads if it writes none.

        Variables and temp tables are replaced by the queries that filled them.

        columns: the schema to use instead of the catalog's schema.
        """
        if self._current is not None and self._current.tree is tree:
            return self._current.writes, self._current.result
        tree = substitute_variables(tree, self.environment)
        walker = self._open_walker(self.environment.relations, columns)
        writes, result = drop_caller_tables(self.environment, *trace_statement(tree, walker))
        if self.depth and RUNTIME in self.query.text:
            writes, result = separate_holes(writes, result)
        tree_notes = get_notes(tree)
        for dependencies in list_dependencies(writes, result):
            dependencies.notes.update(tree_notes)
        return writes, result

    def trace_query(self, tree: exp.Expr | None) -> QueryResult | None:
        """Return the reads and the result of a SELECT, None if the tree is not a query."""
        return self.trace_rows(tree)[0]

    def trace_rows(self, tree: exp.Expr | None) -> tuple[QueryResult | None, list[TableWrite]]:
        """Return the reads and the result of a SELECT, and the writes of its CTEs.

        In ``WITH c AS (INSERT INTO t (a) SELECT a FROM s RETURNING a) SELECT count(*) FROM c``, c
        writes t.
        """
        if not isinstance(tree, exp.Query):
            return None, []
        writes, result = self.trace(tree)
        return result, writes

    def trace_expression(self, expression: str) -> QueryResult | None:
        """Return what an expression reads, None if ``SELECT expression`` cannot be traced."""
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

    # --- results and arguments of routines

    def mark_uses_results(self, routine: Name) -> None:
        """Record that this query depends on the results of a routine."""
        self.used = self.used.union(RoutineNames(results=frozenset({routine[-1].casefold()})))

    def add_arguments(self, called: Name, calls: Iterable[Arguments]) -> None:
        """Record the strings that a call passes to a routine that the inputs define.

        A routine that passes on an unknown string depends on its own arguments, because they may
        make the string known in the next round.
        """
        passed = list(calls)
        if self.counted_routine and any(text == RUNTIME for call in passed for _, text in call):
            self.mark_uses_arguments(tuple(self.counted_routine.split(".")))
        super().add_arguments(called, passed)

    def pass_values(self, called: Name, arguments: Sequence[str]) -> None:
        """Record the values that a call passes to a procedure that the inputs define.

        The arguments of a function are not recorded, because they feed the function's result at the
        place of the call.
        """
        if not self.catalog.has_routine(called) or self.catalog.returns_value(called):
            return
        name = self.find_in_package(self._routine, called)
        for key, text in name_arguments(arguments):
            value = self._find_passed_value(text)
            if value is not None and value.reads:
                self.add_shared_value(OutParameter(name, key, passed=True), value)

    def _find_passed_value(self, text: str) -> QueryResult | None:
        """Return the value of an argument, None if it depends on no table."""
        words = {(word.casefold(),) for word in _ARGUMENT_WORD.findall(text)}
        if ("select",) in words or not words.isdisjoint(self.environment.relations):
            result = self.trace_expression(text)
            return None if result is None else select_value(result)
        return None

    def mark_uses_arguments(self, routine: Name) -> None:
        """Record that this query depends on the strings that calls pass to a routine."""
        self.used = self.used.union(RoutineNames(arguments=frozenset({routine[-1].casefold()})))

    def find_package_value(self, package: Name, name: str) -> QueryResult | None:
        """Return the value of a package variable, None if the package declares no such variable.

        If no value is known, the result has no columns.
        """
        if name not in self.catalog.find_package_variables(package):
            return None
        variable = OutParameter(package, name)
        own = self.out_parameters.get(variable)
        self.package_values[variable] = own
        return own or self.find_out_parameter(variable) or QueryResult()

    def find_result(self, routine: Name) -> QueryResult | None:
        """Return the result of a called routine, None if it is not known in this round."""
        self.mark_uses_results(routine)
        return self.catalog.find_result(routine)

    def find_out_parameter(self, parameter: OutParameter) -> QueryResult | None:
        """Return the value of a called routine's OUT parameter, None if it is not known yet."""
        self.mark_uses_results(parameter.routine)
        return self.catalog.find_out_parameter(parameter)


def list_dependencies(
    writes: Iterable[TableWrite], result: QueryResult | None
) -> Iterator[Dependencies]:
    """Yield the dependencies of each write of a statement, and of its result."""
    yield from (write.dependencies for write in writes)
    if result is not None:
        yield result
