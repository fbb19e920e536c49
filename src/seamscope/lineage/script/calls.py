"""Execute calls of routines: EXEC and CALL with OUT arguments, and INSERT … EXEC."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sqlglot import exp

from seamscope.lineage.catalog import OutParameter
from seamscope.lineage.query.model import Name, QueryResult
from seamscope.lineage.remote.definitions import LINK_PART, record_definition
from seamscope.lineage.remote.text_readers import (
    DOTTED,
    NAME,
    read_parentheses,
    split_arguments,
    split_name,
)
from seamscope.lineage.remote.tree_builders import (
    build_identifier,
    build_insert,
    build_select,
    build_table,
)
from seamscope.lineage.script.call_arguments import evaluate_arguments, name_arguments
from seamscope.lineage.script.constant_text import is_dynamic
from seamscope.lineage.script.cursors import fetch_column
from seamscope.lineage.script.dynamic_sql import MAX_DEPTH, execute_texts
from seamscope.lineage.script.environment import SELECTS
from seamscope.lineage.script.execution import Execution
from seamscope.lineage.script.flows import LineageRecord
from seamscope.lineage.script.result import UNKNOWN_SIZE
from seamscope.lineage.script.return_values import execute_pipe_row
from seamscope.lineage.script.unknown_routines import infer_flows
from seamscope.lineage.side_doors.find import find_statement
from seamscope.lineage.split import Statement
from seamscope.records import Certainty, Dependency, Flow, Mechanism, Skipped

# The table name of a call's result set in a syntax tree; no SQL can contain it.
CALL_RESULT: Name = ("\0call result",)
UNKNOWN_TEXT = "its rows come from dynamic SQL whose text is known only at run time"
UNKNOWN_ROUTINE = "its rows come from a routine that is not among the inputs; add its script"
UNSEEN = "calls a routine on another server; which data it moves is not visible here"
UNKNOWN_RESULT = "its rows come from a routine whose result set is unknown"
INSERT_EXEC = re.compile(
    rf"^\s*INSERT\s+(?:INTO\s+)?(?P<target>{DOTTED})\s*(?:\((?P<names>[^()]*)\)\s*)?"
    r"(?P<exec>EXEC(?:UTE)?\b.*)$",
    re.I | re.S,
)
_CALL = re.compile(rf"^\s*(?:EXEC(?:UTE)?\s+|CALL\s+)?(?:@\w+\s*=\s*)?(?P<name>{DOTTED})", re.I)
# T-SQL's ``EXECUTE AS CALLER``, which changes the user, and the option of a routine's head.
_IMPERSONATES = re.compile(
    r"^\s*EXEC(?:UTE)?\s+AS\s+(?:CALLER|SELF|OWNER|USER|LOGIN|N?'[^']*')(?:\s|=|;|$)", re.I
)
_CALLS = re.compile(r"^\s*(?:EXEC(?:UTE)?|CALL)\b", re.I)
# A call without EXEC or CALL: ``p``, ``d.p(a, 1)`` or, in T-SQL, ``p @a, 'x'``.
_ITEM = (
    r"(?:@?\w++\s*+=\s*+)?+(?:N?'(?:[^']|'')*+'|\"[^\"]*+\"|\[[^\]]*+\]|0x\w++|[-+]?+\d[\w.]*+|@?\w[\w.$]*+)"
    r"(?:\s++OUT(?:PUT)?+\b)?+"
)
_BARE_CALL = re.compile(
    rf"^\s*+:?{DOTTED}(?:@{NAME})?+\s*+(?:{_ITEM}(?:\s*+,\s*+{_ITEM})*+)?+"
    r"(?:\s*+WITH\s++(?:RECOMPILE|RESULT)\b.*)?+\s*+;?+\s*+$",
    re.I | re.S,
)
_NO_NAME = re.compile(r"\s*+[@#$]++(?!\w)")  # symbols where a name should be
_PARENTHESES = re.compile(rf"^\s*+:?{DOTTED}(?:@{NAME})?+\s*+\(")
# A routine of another database: ``pkg.p@link(a)``.
_LINKED = re.compile(
    rf"^\s*+(?:EXEC(?:UTE)?\s++|CALL\s++)?(?P<name>{LINK_PART}(?:\.{LINK_PART}){{0,2}})"
    rf"@(?P<link>{LINK_PART}(?:\.{LINK_PART})*)",
    re.I,
)
_CALL_HEAD = re.compile(rf"^\s*(?:EXEC(?:UTE)?\s+)?(?:@\w+\s*=\s*)?{DOTTED}\s*", re.I)
# A name, with the parenthesis after it if it is the last part of a called routine's name.
_LAST_NAME = re.compile(rf"{NAME}(?:\s*+\.)?(?:\s*+(?P<open>\())?")
_ARGUMENT = re.compile(
    r"^\s*(?:(?P<name>@?\w+)\s*=>?\s*)?:?(?P<variable>@?[A-Za-z_][\w.]*)\s*+"
    r"(?:OUT(?:PUT)?\s*+)?(?:;\s*+)?$",
    re.I,
)


def execute_call(execution: Execution, statement: Statement) -> Iterator[LineageRecord]:
    """Execute `EXEC dbo.p @a` or `CALL p(a)`: record the call, and set variables of OUT arguments.

    A flow to a routine is LIKELY if the routine is on another server or no input defines it.
    """
    if execute_pipe_row(execution, statement):
        execution.count_understood()
        return
    if not is_call(statement.text, statement.head):
        is_known = _IMPERSONATES.match(statement.text) or find_statement(statement.text)
        if not is_known:  # `pass_side_doors` handles a side door
            yield execution.report(statement, "not understood")
        return
    record_definition(statement.text, execution.catalog)
    fetch_column(execution, statement.text)
    linked = _find_linked(statement.text)
    found = _CALL.match(statement.text)
    routine = linked or (tuple(split_name(found["name"])) if found else ())
    routine = () if _is_method(execution, routine) else routine
    if routine and not _is_on_server(routine):
        execution.add_call(statement, routine, _count_arguments(statement.text), result_set=True)
        _assign_out_arguments(execution, statement, routine)
        _keep_arguments(execution, statement.text, routine)
        execution.note_calls_in(", ".join(_split_arguments_of(statement.text)))
        yield from _read_arguments(execution, statement)
    if _is_on_server(routine):
        yield _call_server(execution, statement, routine)
    elif routine:
        yield from infer_flows(execution, statement, routine, _split_arguments_of(statement.text))
    if routine and execution.depth < MAX_DEPTH:
        yield from _execute_body(execution, statement, routine)


def _read_arguments(execution: Execution, statement: Statement) -> Iterator[LineageRecord]:
    """Yield the reads of the subqueries in the arguments: `CALL p((SELECT MAX(a) FROM s))`."""
    for _, text in name_arguments(_split_arguments_of(statement.text)):
        if SELECTS.search(text) and not text.lstrip().startswith(("'", "N'")):
            result = execution.trace_expression(text)
            if result is not None:
                yield from execution.emit_reads(statement, result)


def _is_method(execution: Execution, routine: Name) -> bool:
    """Return whether a called name is a method of a variable: Oracle's `rows.EXTEND(5)`."""
    return len(routine) > 1 and execution.environment.is_known(routine[0].casefold())


def _find_linked(text: str) -> Name:
    """Return the name of a called routine with its database link, () without a link.

    ``pkg.p@hr.example(a)`` -> ``('hr.example', '', 'pkg', 'p')``
    """
    found = _LINKED.match(text) if "@" in text else None
    if found is None:
        return ()
    parts = split_name(found["name"])[-3:]
    return (".".join(split_name(found["link"])), *("",) * (3 - len(parts)), *parts)


def _call_server(execution: Execution, statement: Statement, routine: Name) -> Flow | Dependency:
    """Return the flow of arguments to `srv.db.dbo.p`, or a dependency if it has no arguments."""
    caller = replace(execution.flows.locate(("",)), dataset="")
    called = execution.flows.locate(routine)
    where = execution.locate(statement)
    if not _split_arguments_of(statement.text):
        return Dependency(source=caller, target=called, reason=UNSEEN, evidence=where)
    return Flow(
        source=caller, target=called, mechanism=Mechanism.DATABASE_LINK,
        certainty=Certainty.LIKELY, reason=UNSEEN, route=execution.query.route,
        state=execution.query.state, evidence=where,
    )  # fmt: skip


def is_call(text: str, head: str) -> bool:
    """Return whether a statement calls a routine: `d.p`, `p(a)`, `p @a, 'x'`, `EXEC …`.

    Invalid text, such as `FETCH @@@ FROM s..d.t` or `@@@ x`, is not a call, nor is
    `EXECUTE AS CALLER`.
    """
    if _NO_NAME.match(text) or _IMPERSONATES.match(text):
        return False
    if head != "CALL" or _CALLS.match(text) or not re.search("[A-Za-z]", text):
        return True
    return bool(_PARENTHESES.match(text) or _BARE_CALL.match(text))


def _count_arguments(text: str) -> int:
    """Return the number of arguments of `CALL p(a, b)`, UNKNOWN_SIZE without parentheses."""
    start = _find_argument_list(text)
    return UNKNOWN_SIZE if start < 0 else len(split_arguments(read_parentheses(text, start)))


def _find_argument_list(text: str) -> int:
    """Return the position of the first parenthesis of a call, 4 in `d.p (a)`, -1 without one."""
    opens = (name.start("open") for name in _LAST_NAME.finditer(text) if name["open"])
    return next(opens, -1)


def _is_on_server(routine: Name) -> bool:
    """Return whether a routine is on another server: `srv.db.dbo.p`."""
    return len(routine) == 4 and bool(routine[0])


def _execute_body(
    execution: Execution, statement: Statement, routine: Name
) -> Iterator[LineageRecord]:
    """Execute the statements of a called routine that uses temp tables of its caller."""
    for query in execution.catalog.find_body(routine):
        nested = execution.open_nested(query, query.text, query.evidence)
        records = nested.execute_statements()
        yield from (record for record in records if not isinstance(record, Skipped))
        execution.absorb(nested, statement, is_call=True)


def _assign_out_arguments(execution: Execution, statement: Statement, routine: Name) -> None:
    """Assign OUT parameters to the variables that a call passes: `EXEC p @total = @x OUTPUT`."""
    if not execution.catalog.returns_value(routine):
        return
    for position, item in enumerate(_split_arguments_of(statement.text)):
        if (argument := _ARGUMENT.match(item)) is None:
            continue
        key = argument["name"].casefold() if argument["name"] else position
        value = execution.find_out_parameter(OutParameter(routine, key))
        if value is not None:
            execution.environment.assign(argument["variable"], value)


def _split_arguments_of(text: str) -> list[str]:
    """Return the arguments of ``EXEC d.p @a = 1, 'x'`` or ``CALL d.p(1, 'x')``."""
    start = _find_argument_list(text)
    return split_arguments(_CALL_HEAD.sub("", text) if start < 0 else read_parentheses(text, start))


def _keep_arguments(execution: Execution, text: str, routine: Name) -> None:
    """Record the strings and values that a call passes to a routine that the inputs define."""
    if execution.catalog.has_routine(routine):
        arguments = _split_arguments_of(text)
        passed = evaluate_arguments(arguments, execution.environment, execution.dialect)
        execution.add_arguments(routine, passed)
        execution.pass_values(routine, arguments)


def execute_insert_exec(execution: Execution, statement: Statement) -> Iterator[LineageRecord]:
    """Execute `INSERT INTO t EXEC …`: the rows of a routine or of dynamic SQL go into t."""
    found = INSERT_EXEC.match(statement.text)
    if found is None:
        return
    target: exp.Expr = build_table(split_name(found["target"]))
    columns = [split_name(n)[-1] for n in split_arguments(found["names"] or "") if n]
    text = found["exec"]
    call = _CALL.match(text)
    routine = split_name(call["name"]) if call else ()
    if is_dynamic(text):
        executed = execute_texts(execution, statement, text)
        yield from (r for r in executed.records if isinstance(r, Skipped) or _is_write(r))
        result, doubt = executed.result, "" if executed.is_complete else UNKNOWN_TEXT
    elif _is_on_server(routine):
        tree = build_insert(target, build_select(build_table(routine)), columns)
        yield from execution.emit(tree, statement)
        return
    else:
        result, doubt = _find_rows(execution, statement, routine, text)
    if result is None:
        if columns:
            target = exp.Schema(this=target, expressions=[*map(build_identifier, columns)])
        yield from execution.emit(exp.Insert(this=target), statement, doubt=doubt)
        return
    with execution.environment.lend(CALL_RESULT, result):
        tree = build_insert(target, build_select(build_table(CALL_RESULT)), columns)
        yield from execution.emit(tree, statement, doubt=doubt)


def _find_rows(
    execution: Execution, statement: Statement, routine: Name, text: str
) -> tuple[QueryResult | None, str]:
    """Return the result set of a routine, or None and the reason why it is unknown."""
    if not routine:
        return None, UNKNOWN_ROUTINE
    execution.add_call(statement, routine)
    _keep_arguments(execution, text, routine)
    result = execution.find_result(routine)
    if result is not None:
        return result, ""
    return None, UNKNOWN_RESULT if execution.catalog.has_routine(routine) else UNKNOWN_ROUTINE


def _is_write(record: LineageRecord) -> bool:
    return isinstance(record, Flow) and bool(record.target.dataset)
