"""Execute RETURN, PERFORM and conditions; other modules execute cursors and assignments."""

import re
from collections.abc import Iterator

from sqlglot import exp

from seamscope.lineage.parsing.user_functions import is_user_function
from seamscope.lineage.script import cursors, return_values, variables
from seamscope.lineage.script.assignments import ASSIGNING, changes_data
from seamscope.lineage.script.declarations import list_loop_variables
from seamscope.lineage.script.environment import SELECTS
from seamscope.lineage.script.execution import Execution
from seamscope.lineage.script.flows import LineageRecord
from seamscope.lineage.script.function_results import find_function, mentions_routine
from seamscope.lineage.split import Statement

_RETURN_QUERY = re.compile(
    r"^\s*RETURN\b\s*+(?:QUERY\s++|NEXT\s++|TABLE\s*+)?(?P<query>\(*+\s*+(?:SELECT|WITH)\b.*)$",
    re.I | re.S,
)
_RETURN = re.compile(r"^\s*RETURN\b\s*(?P<value>.*?)(?<!\s)\s*+(?:;\s*+)?$", re.I | re.S)
# The values in the message of PL/pgSQL's ``RAISE NOTICE '% rows', f(n)``.
_RAISE = re.compile(
    r"^\s*RAISE\s+(?:\w+\s+)?'(?:[^']|'')*'\s*,(?P<values>.*?)(?:\bUSING\b.*)?(?:;\s*)?$",
    re.I | re.S,
)
UNEXECUTED = frozenset({"EXPLAIN", "SHOW", "DESCRIBE", "DESC"})  # their statement is not executed
# USE takes only a name, so text on the following lines does not belong to the statement.
_LONG_USE = re.compile(r"\s*+USE\b[^\n]*+\n\s*+(?!--|/\*|;)\S", re.I)
CONDITIONS = frozenset({
    "IF", "ELSIF", "ELSEIF", "WHILE", "CASE", "WHEN", "UNTIL", "EXIT", "CONTINUE", "LEAVE",
    "ITERATE", "LABEL", "FOR", "PRINT",
})  # fmt: skip
# Tables about the database itself: reading them does not move data.
METADATA = frozenset({"sys", "information_schema", "pg_catalog", "all_tables", "dual"})


def execute_control(execution: Execution, statement: Statement) -> Iterator[LineageRecord]:
    """Execute a statement of control flow, and yield the records of the queries in it."""
    text = statement.text
    if names := list(list_loop_variables(text)):
        execution.environment.declare_variables(names, execution.branches.find_inner_branch())
    records = cursors.execute_cursor_statement(execution, statement)
    if records is not None:
        yield from records
    elif (found := _RETURN_QUERY.search(text)) and isinstance(
        execution.parse_text(found["query"]), exp.Query
    ):
        yield from cursors.read_query(execution, statement, found["query"], is_result=True)
    elif found := _RETURN.match(text):
        yield from return_values.execute_return(execution, statement, found["value"])
    elif statement.head in ASSIGNING:
        yield from variables.execute_assignment(execution, statement)
    else:
        yield from _execute_other(execution, statement)


def _execute_other(execution: Execution, statement: Statement) -> Iterator[LineageRecord]:
    """Execute PERFORM and conditions; report any other statement that changes data."""
    text = statement.text
    if statement.head == "PERFORM":
        yield from _execute_perform(execution, statement)
    elif statement.head in CONDITIONS and (
        SELECTS.search(text) or mentions_routine(text, execution.catalog, execution.dialect)
    ):
        yield from _read_condition(execution, statement)
    elif found := _RAISE.match(text):
        execution.note_calls_in(found["values"])
    elif statement.head not in UNEXECUTED and (changes_data(text) or _LONG_USE.match(text)):
        yield execution.report(statement, "not understood")


def _execute_perform(execution: Execution, statement: Statement) -> Iterator[LineageRecord]:
    """Execute Postgres' `PERFORM f(a) FROM s`: a SELECT whose result is thrown away."""
    tree = execution.parse_text(re.sub(r"^\s*PERFORM\b", "SELECT", statement.text, flags=re.I))
    result, writes = execution.trace_rows(tree)
    if result is None:
        yield execution.report(statement, "not understood")
        return
    if result.reads:
        execution.count_understood()
    for node in tree.expressions if isinstance(tree, exp.Select) else ():
        if isinstance(node, exp.Anonymous | exp.Dot):  # the routine may not be among the inputs
            name, _ = find_function(node.expression if isinstance(node, exp.Dot) else node)
            if is_user_function(name, execution.dialect):
                execution.note_function(name, len(node.expressions))
    yield from execution.emit_reads(statement, result, writes)


def _read_condition(execution: Execution, statement: Statement) -> Iterator[LineageRecord]:
    """Yield the reads of the subqueries in a condition: `IF EXISTS (SELECT a FROM s)`."""
    result = execution.trace_expression(_find_condition(statement.text))
    if result is None:
        if SELECTS.search(statement.text):
            yield execution.report(statement, "its condition is not understood")
        return
    for name in [name for name in result.reads if name[0].casefold() in METADATA]:
        del result.reads[name]
    if result.reads:
        execution.count_understood()
    yield from execution.emit_reads(statement, result)


def _find_condition(text: str) -> str:
    """Return the condition of IF, WHILE, CASE or EXIT WHEN as an expression that can be parsed.

    `IF a > 1 THEN` → `CASE WHEN a > 1 THEN 1 END`.
    """
    text = re.sub(r"^\s*\w+\s*:\s*(?=\w)|\b(?:THEN|LOOP|DO)\s*$|;\s*$", "", text, flags=re.I)
    if re.match(r"\s*CASE\b", text, re.I):
        return f"{text} THEN 1 END" if re.search(r"\bWHEN\b", text, re.I) else f"{text} END"
    condition = re.sub(
        r"^\s*(?:(?:EXIT|CONTINUE|LEAVE|ITERATE)\b.*?\bWHEN\b|\w+\s+)", "", text, flags=re.I | re.S
    )
    return f"CASE WHEN {condition} THEN 1 END"
