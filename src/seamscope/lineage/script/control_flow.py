"""Control flow: conditions of IF and WHILE, RETURN; cursors and assignments go to their modules."""

import re
from collections.abc import Iterator

from sqlglot import exp

from seamscope.lineage.script import cursors, return_values, variables
from seamscope.lineage.script.assignments import ASSIGNING
from seamscope.lineage.script.environment import SELECTS
from seamscope.lineage.script.execution import Execution
from seamscope.lineage.script.flows import LineageRecord
from seamscope.lineage.split import Statement

_RETURN_QUERY = re.compile(
    r"^\s*RETURN\b\s*(?:QUERY\s+|NEXT\s+|TABLE\s*)?(?P<query>\(*\s*(?:SELECT|WITH)\b.*)$",
    re.I | re.S,
)
_RETURN = re.compile(r"^\s*RETURN\b\s*(?P<value>.*?)\s*;?\s*$", re.I | re.S)
# Tables about the database itself: reading them moves no data.
METADATA = frozenset({"sys", "information_schema", "pg_catalog", "all_tables", "dual"})


def execute_control(execution: Execution, statement: Statement) -> Iterator[LineageRecord]:
    """Execute a statement of control flow; yield the records of the queries in it."""
    text = statement.text
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
    elif SELECTS.search(text):
        yield from _read_condition(execution, statement)
    else:
        execution.count_understood()


def _read_condition(execution: Execution, statement: Statement) -> Iterator[LineageRecord]:
    """Yield the tables of the subqueries in a condition: `IF EXISTS (SELECT a FROM s)`."""
    condition = re.sub(r"^\s*\w+\s+|\b(?:THEN|LOOP|DO)\s*$", "", statement.text, flags=re.I)
    result = execution.trace_expression(f"CASE WHEN {condition} THEN 1 END")
    execution.count_understood()
    if result is not None:
        for name in [name for name in result.reads if name[0].casefold() in METADATA]:
            del result.reads[name]
        result.columns.clear()
        yield from execution.emit_reads(statement, result)
