"""Execute cursors and loops over them: DECLARE … CURSOR, OPEN … FOR, FETCH, FOR r IN (SELECT …)."""

import re
from collections.abc import Iterator

from sqlglot import exp

from seamscope.lineage.query.model import QueryResult
from seamscope.lineage.script.assignments import FETCH, split_names
from seamscope.lineage.script.declarations import list_cursor_parameters
from seamscope.lineage.script.execution import Execution
from seamscope.lineage.script.flows import LineageRecord
from seamscope.lineage.script.result import name_result_columns
from seamscope.lineage.script.variables import assign_columns
from seamscope.lineage.split import Statement

_DECLARE = re.compile(
    r"^\s*(?:(?:DECLARE|LET|SET)\s+)?"
    r"(?:CURSOR\s+(?P<after>\w+)|(?P<before>[\w@#]+)\s+(?:=\s*)?(?:\w+\s+){0,6}?CURSOR)\b.*?"
    r"(?:\bFOR\b|\bIS\b)\s*(?P<query>\(?\s*(?:SELECT|WITH)\b.*)$",
    re.I | re.S,
)
_CURSOR_OF_CURSOR = re.compile(
    r"^\s*(?:DECLARE\s+|LET\s+)?(?P<name>\w+)\s+CURSOR\s+FOR\s+(?P<cursor>\w+)\s*+;?\s*+$", re.I
)
# Oracle: r := DBMS_SQL.TO_REFCURSOR(c); DBMS_SQL.COLUMN_VALUE(c, 1, v)
_REF_CURSOR = re.compile(
    r"^\s*(?P<name>\w+)\s*:=\s*DBMS_SQL\s*\.\s*TO_REFCURSOR\s*\(\s*(?P<cursor>\w+)\s*\)", re.I
)
_COLUMN_VALUE = re.compile(
    r"^\s*DBMS_SQL\s*\.\s*COLUMN_VALUE(?:_\w+)?\s*\(\s*(?P<cursor>\w+)\s*,"
    r"\s*(?P<position>\d+)\s*,\s*(?P<names>[\w.$#]+)",
    re.I,
)
_LOOP_OVER_QUERY = re.compile(
    r"\bFOR\s+(?P<name>\w+)\s+(?:IN|AS)\s++(?:\w+\s++CURSOR\s++FOR\s++)?"
    r"(?P<query>\(?\s*+(?:SELECT|WITH)\b.*?)(?<!\s)\s*+(?:\bLOOP|\bDO)?\s*+$",
    re.I | re.S,
)
_LOOP_OVER_CURSOR = re.compile(r"\bFOR\s+(?P<name>\w+)\s+IN\s+(?P<cursor>\w+)", re.I)
_OPEN_FOR = re.compile(
    r"^\s*OPEN\s+:?(?P<name>\w+)\s+FOR\s+(?P<query>(?:SELECT|WITH)\b.*)$", re.I | re.S
)


def execute_cursor_statement(
    execution: Execution, statement: Statement
) -> Iterator[LineageRecord] | None:
    """Execute a statement about a cursor; return its records, None for any other statement."""
    text = statement.text
    if loop := _LOOP_OVER_QUERY.search(text):
        return read_query(execution, statement, loop["query"], record=loop["name"])
    if _iterate_known_cursor(execution, text):
        return iter(())
    if found := _DECLARE.search(text):
        name = found["after"] or found["before"]
        execution.environment.declare_variables(list_cursor_parameters(text))
        return read_query(execution, statement, found["query"], cursor=name)
    if found := _OPEN_FOR.search(text):
        return read_query(
            execution, statement, found["query"], cursor=found["name"], is_result=True
        )
    if found := FETCH.search(text):
        _fetch(execution, found)
        return iter(())
    return None


def _iterate_known_cursor(execution: Execution, text: str) -> bool:
    """Give the rows of a known cursor to another cursor or a record: `FOR r IN c LOOP`.

    Return whether c is a known cursor.
    """
    found = (
        _LOOP_OVER_CURSOR.search(text) or _CURSOR_OF_CURSOR.match(text) or _REF_CURSOR.match(text)
    )
    result = execution.environment.cursors.get(found["cursor"].casefold()) if found else None
    if found is None or result is None:
        return False
    execution.environment.open_cursor(found["name"], result)
    return True


def read_query(
    execution: Execution,
    statement: Statement,
    query: str,
    *,
    record: str = "",
    cursor: str = "",
    is_result: bool = False,
) -> Iterator[LineageRecord]:
    """Read the query of a cursor, a loop or a RETURN, and yield its records.

    record: name of the record that gets the rows, "" for none.
    cursor: name of the cursor that gets the rows, "" for none.
    is_result: whether the routine returns the rows.
    """
    query = re.sub(r"(?<!\s)\s*+;\s*+$", "", query)
    query = re.sub(r"\bFOR\s+(?:UPDATE|READ\s+ONLY)\b.*$", "", query, flags=re.I | re.S)
    tree = execution.parse_text(query)
    if not isinstance(tree, exp.Query):
        yield execution.report(statement, "its query is not understood")
        return
    rows, writes = execution.trace_rows(tree)
    result = rows or QueryResult()
    if record:
        execution.environment.assign_record(record, result)
    if cursor:
        execution.environment.open_cursor(cursor, result)
    if is_result:
        result = name_result_columns(result, execution.environment.returned_columns)
        execution.add_result_set(statement.routine, result)
    yield from execution.count_query(statement, result)
    to_caller = is_result and not statement.routine  # a routine's rows go to its caller
    yield from execution.emit_reads(statement, result, writes, to_caller=to_caller)


def fetch_column(execution: Execution, text: str) -> None:
    """Assign a column of a cursor to a variable: `DBMS_SQL.COLUMN_VALUE(c, 1, v)`."""
    found = _COLUMN_VALUE.match(text) if "COLUMN_VALUE" in text.upper() else None
    result = execution.environment.cursors.get(found["cursor"].casefold()) if found else None
    if found is not None and result is not None:
        index = int(found["position"]) - 1
        if index < len(result.columns) and result.complete:
            execution.environment.assign(found["names"], result, index)


def _fetch(execution: Execution, fetch: re.Match[str]) -> None:
    """Assign the columns of a cursor to variables: `FETCH c INTO a, b`."""
    result = execution.environment.cursors.get(fetch["cursor"].casefold())
    if result is not None:
        assign_columns(execution.environment, split_names(fetch["names"]), result)
