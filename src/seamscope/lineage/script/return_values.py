"""Determine the result sets, return values and OUT parameters of routines."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sqlglot import exp

from seamscope.lineage.catalog import OutParameter, RoutineResults
from seamscope.lineage.query.model import NO_SOURCES, Name, QueryResult, fold
from seamscope.lineage.remote.text_readers import (
    CREATE,
    DOTTED,
    IF_NOT,
    read_name_after,
    read_parentheses,
    split_name,
)
from seamscope.lineage.remote.tree_builders import parse_column_names
from seamscope.lineage.script.call_arguments import bind_parameters, bind_values
from seamscope.lineage.script.declarations import (
    ROUTINE_NAME,
    Parameter,
    list_parameters,
    list_returned_columns,
)
from seamscope.lineage.script.environment import SELECTS
from seamscope.lineage.script.execution import Execution
from seamscope.lineage.script.flows import LineageRecord
from seamscope.lineage.script.function_results import mentions_routine
from seamscope.lineage.script.result import Degree, combine_result_sets
from seamscope.lineage.script.triggers import find_trigger_function, read_trigger
from seamscope.lineage.split import Statement

NESTED = 4  # levels of routines that return the result of another routine
# Dialects in which a caller returns the result sets of the routines that it calls.
PASS_ON_RESULT_SETS = frozenset({"tsql", "fabric", ""})
_HEAD = re.compile(
    r"\A\s*+(?:(?:CREATE|ALTER|REPLACE)\s+(?:OR\s+\w+\s+)?(?:\w+\s+){0,3}?)?"
    r"(?:PROC|PROCEDURE|FUNCTION|TRIGGER|PACKAGE|TASK)\b",
    re.I,
)
# A T-SQL procedure without a body. The splitter separates the head from the body, so the head of a
# procedure with a body ends in AS.
_NO_BODY = re.compile(
    r"\A\s*+(?:CREATE|ALTER)\s+(?:OR\s+ALTER\s+)?PROC(?:EDURE)?\b"
    r"(?!.*\bAS(?:\s+EXTERNAL\b.*|\s+BEGIN)?\s*\Z)",
    re.I | re.S,
)
_FUNCTION = re.compile(
    r"^\s*(?:(?:CREATE|ALTER|REPLACE)\s+(?:OR\s+\w+\s+)?(?:\w+\s+)?)?FUNCTION\b", re.I
)
_PLPGSQL = re.compile(r"\bLANGUAGE\s+'?plpgsql\b", re.I)
_RETURNS_VOID = re.compile(r"\bRETURNS\s+void\b", re.I)
_RETURNED_TABLE = re.compile(r"\bRETURNS\s+(@\w+)\s+TABLE\s*\(", re.I)
_EXPRESSION_BODY = re.compile(
    r"\A(?:(?!\bAS\s*\().)*+\bAS\s*\((?P<body>.*)\)\s*+(?:;\s*+)?$", re.I | re.S
)
_STARTS_QUERY = re.compile(r"\A\s*+(?:SELECT|WITH)\b", re.I)
_PIPE_ROW = re.compile(r"^\s*PIPE\s+ROW\s*\((?P<row>.*)\)\s*+;?\s*+$", re.I | re.S)
MACRO = re.compile(
    rf"{CREATE}(?:TEMP(?:ORARY)?\s+)?(?:MACRO|FUNCTION){IF_NOT}\s+(?P<name>{DOTTED})\s*\([^)]*\)\s*AS\s+"
    r"TABLE\s++(?=\(*+\s*+(?:SELECT|WITH|FROM)\b)",
    re.I,
)
_MACRO_OVERLOAD = re.compile(r",\s*\([^()]*\)\s*AS\s+TABLE\b", re.I)


# --- the head of a routine


def is_routine_head(text: str) -> bool:
    """Return whether a statement is the head of a routine: `CREATE PROCEDURE p @a int AS`."""
    return bool(_HEAD.match(text))


def find_routine_name(text: str) -> str:
    """Return the name in the head of a procedure or function, "" if there is none."""
    found = ROUTINE_NAME.search(text)
    return ".".join(split_name(found["name"])) if found else ""


def returns_value(text: str) -> bool:
    """Return whether the head of a routine declares a result or OUT parameters."""
    is_function = bool(_FUNCTION.match(text)) and not _RETURNS_VOID.search(text)
    return is_function or next(_find_out_parameters(text), None) is not None


def _find_out_parameters(text: str) -> Iterator[tuple[int, str]]:
    """Yield the position and the name of each OUT parameter: `p(a int, OUT b int)` → `(1, "b")`."""
    for parameter in list_parameters(text):
        if parameter.is_out:
            yield parameter.position, parameter.name


def execute_routine_head(execution: Execution, statement: Statement) -> Iterator[LineageRecord]:
    """Record what the head of a routine declares, such as parameters or `RETURNS @t TABLE (a int)`.

    If the body is one expression, as in `CREATE FUNCTION f(a INT) AS ((SELECT …))`, it is executed.
    """
    text, environment = statement.text, execution.environment
    environment.begin_routine(
        is_function=bool(_FUNCTION.match(text)),
        out_parameters=dict(_find_out_parameters(text)),
        trigger=None if find_trigger_function(text) else read_trigger(text),
    )
    if found := _RETURNED_TABLE.search(text):
        columns = parse_column_names(read_parentheses(text, found.end() - 1), execution.dialect)
        environment.declare_table(found[1], columns, returned=True)
    parameters = list_parameters(text)
    names = [parameter.name for parameter in parameters]
    if statement.routine:
        needed = [parameter for parameter in parameters if not parameter.default]
        execution.set_arity((len(needed), len(parameters)))
    if function := find_trigger_function(text):
        name = read_name_after(text, r"\bTRIGGER(?:\s+IF\s+NOT\s+EXISTS)?")
        execution.add_call(replace(statement, routine=name), function)
    returned = list_returned_columns(text, execution.dialect)
    if _PLPGSQL.search(text):  # there the returned columns are variables, too
        names += map(str.casefold, returned)
    environment.set_returned_columns(returned)
    environment.declare_variables(names)
    _bind_arguments(execution, statement, parameters)
    yield from _read_expression_body(execution, statement)
    if execution.dialect == "tsql" and _NO_BODY.match(text):
        yield execution.report(statement, "not understood: the procedure has no body")
    if statement.routine:
        environment.name_block(split_name(statement.routine)[-1])
    else:  # the body was a part of this statement
        environment.forget_variables(names)


def _bind_arguments(
    execution: Execution, statement: Statement, parameters: Sequence[Parameter]
) -> None:
    """Set the parameters of a routine to the strings that its calls pass.

    In a procedure, also record which columns feed each parameter.
    """
    environment, text = execution.environment, statement.text
    routine = tuple(split_name(statement.routine or find_routine_name(text) or "p"))
    is_bound = bind_parameters(environment, execution.catalog, routine, parameters)
    takes_values = bool(parameters) and not returns_value(text)
    if takes_values:
        bind_values(environment, execution.catalog, routine, parameters)
    if is_bound or takes_values:
        execution.mark_uses_arguments(routine)


def _read_expression_body(execution: Execution, statement: Statement) -> Iterator[LineageRecord]:
    """Read a function whose body is an expression: `CREATE FUNCTION f(a INT) AS ((SELECT …))`."""
    found = _EXPRESSION_BODY.search(statement.text) if _FUNCTION.match(statement.text) else None
    if found is None or not SELECTS.search(found["body"]):
        return
    name = find_routine_name(statement.text)
    body = found["body"]
    is_query = _STARTS_QUERY.match(body) is not None  # of a table function
    result = (
        execution.trace_query(execution.parse_text(body))
        if is_query
        else execution.trace_expression(body)
    )
    if result is None:
        yield execution.report(statement, "its query is not understood", Degree.PARTLY)
        return
    execution.replace_result_sets(name, result)
    yield from execution.emit_reads(replace(statement, routine=name), result, to_caller=True)


def read_macro(
    execution: Execution, statement: Statement, macro: re.Match[str]
) -> Iterator[LineageRecord]:
    """Read DuckDB's `CREATE MACRO m(a) AS TABLE SELECT …`; m returns the rows of the query."""
    body = replace(statement, routine=macro["name"])
    names = [parameter.name for parameter in list_parameters(statement.text)]
    execution.environment.declare_variables(names)
    for text in _MACRO_OVERLOAD.split(statement.text[macro.end() :]):
        tree = execution.parse_text(text)
        if isinstance(tree, exp.Query):
            yield from execution.emit(tree, body)
        else:
            yield execution.report(body, "not understood")
    execution.environment.forget_variables(names)


# --- the body of a routine


def execute_return(
    execution: Execution, statement: Statement, expression: str
) -> Iterator[LineageRecord]:
    """Execute `RETURN x` in a function.

    A RETURN without a value returns the table `@t` that the head declares: `RETURNS @t TABLE (…)`.
    """
    environment = execution.environment
    selects = SELECTS.search(expression)
    if selects:
        execution.count_understood()
    if environment.returned_table:
        table = environment.relations[(environment.returned_table,)]
        execution.replace_result_sets(statement.routine, table)
    if not expression or expression.casefold() in environment.trigger.rows:
        return
    has_call = mentions_routine(expression, execution.catalog, execution.dialect)
    if not (selects or environment.is_function or has_call):
        return
    result = execution.trace_expression(expression)
    if result is not None and result.reads and environment.is_function:
        execution.add_result_set(statement.routine, result)
    if result is not None and selects:
        yield from execution.emit_reads(statement, result, to_caller=True)


def execute_pipe_row(execution: Execution, statement: Statement) -> bool:
    """Execute Oracle's `PIPE ROW (x)`, with which a function returns a row.

    Return whether the statement is a PIPE ROW.
    """
    found = _PIPE_ROW.match(statement.text)
    result = execution.trace_expression(found["row"]) if found else None
    if result is not None:
        result.columns.clear()
        result.notes["the columns of PIPE ROW are not traced"] = None
        execution.add_result_set(statement.routine, result)
    return found is not None


def collect_out_parameters(execution: Execution, routine: str) -> None:
    """Record the final values of OUT parameters. A function returns them as its result."""
    environment = execution.environment
    row = QueryResult()
    for position, name in environment.out_parameters.items():
        value = environment.relations.get((name,), QueryResult())
        row.absorb(value)
        row.columns.append((name, value.columns[0][1] if value.columns else NO_SOURCES))
        if value.reads and routine:
            owner = tuple(routine.split("."))
            execution.add_out_parameter(OutParameter(owner, position), value)
            execution.add_out_parameter(OutParameter(owner, name), value)
    if environment.is_function and row.reads and routine not in execution.returned:
        execution.add_result_set(routine, row)


# --- result sets that callers pass on


def propagate_result_sets(
    results: RoutineResults, calls: Iterable[tuple[Name, Name]]
) -> RoutineResults:
    """Add the result sets of called routines to the results of their callers.

    calls: (caller, called) pairs.
    """
    returned = dict(results.returned)
    left = [pair for pair in calls if fold(pair[0]) != fold(pair[1])]
    while left:
        by_ending = {
            fold(n)[start:]: result for n, result in returned.items() for start in range(len(n))
        }
        known = [
            (pair, result)
            for pair in left
            if (result := _find_by_ending(by_ending, pair[1])) is not None
        ]
        if not known:
            break
        for (caller, _), result in known:
            old = returned.get(caller)
            if old is None or len(old.columns) == len(result.columns):
                returned[caller] = combine_result_sets(old, result)
        done = [pair for pair, _ in known]
        left = [pair for pair in left if pair not in done]
    return replace(results, returned=returned)


def _find_by_ending(results: Mapping[Name, QueryResult], name: Name) -> QueryResult | None:
    stated = tuple(part for part in fold(name) if part)
    endings = (stated[start:] for start in range(len(stated)))
    return next((results[ending] for ending in endings if ending in results), None)
