"""Choose the handler of a statement: call, control flow, dynamic SQL, or DML and DDL."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sqlglot import exp

from seamscope.lineage.parsing.parser import is_bare, may_have_query
from seamscope.lineage.query.model import QueryResult
from seamscope.lineage.remote.rewrite_unparsed import rewrite_unparsed
from seamscope.lineage.script import calls, control_flow, dynamic_sql, return_values, variables
from seamscope.lineage.script.assignments import changes_data
from seamscope.lineage.script.constant_text import is_dynamic
from seamscope.lineage.script.environment import Environment
from seamscope.lineage.script.execution import Execution
from seamscope.lineage.script.flows import LineageRecord
from seamscope.lineage.script.foreign_bodies import report_foreign_body
from seamscope.lineage.script.result import Degree
from seamscope.lineage.split import Statement
from seamscope.lineage.split.batches import INCLUDED_FILE
from seamscope.lineage.split.words import CALL, CONTROL, DDL

# Compiler options on the first line of a PL/pgSQL body.
VARIABLE_CONFLICT = re.compile(r"^\s*#\s*(?:variable_conflict|option|print_strict_params)\b", re.I)
ARROW = "->>"  # Snowflake's pipe between statements
# Statements that define a table or view, or contain a query; reported if they are not understood.
HAS_DATA = re.compile(
    r"\bSELECT\b|^\s*CREATE\s+(?:OR\s+\w+\s+)?(?:(?!(?:INDEX|SEQUENCE|TYPE)\b)\w+\s+){0,3}?(?:TABLE|VIEW)\b",
    re.I,
)
# First words of statements that may mention INSERT INTO and the like without executing it.
NAMES_STATEMENTS = frozenset({
    "EXPLAIN", "SHOW", "DESCRIBE", "DESC", "GRANT", "REVOKE", "DENY", "COMMENT", "PRINT", "RAISE",
})  # fmt: skip
_PSQL_INCLUDE = re.compile(r"\A\s*+\\i(?:r|nclude\w*)?\s")
STATISTICS = re.compile(
    r"\A\s*+(?:UPDATE\s+STATISTICS|COLLECT\s+(?:SUMMARY\s+)?STAT(?:S|ISTICS)?)\b", re.I
)


def execute_statement(
    execution: Execution, index: int, statement: Statement
) -> Iterator[LineageRecord]:
    """Yield the records of one statement; in Snowflake, the next statement may read its result.

    `SHOW TABLES ->> SELECT a FROM $1`: `$1` is the result of the statement before the arrow.
    """
    environment = execution.environment
    if ARROW not in statement.text and ("@1",) not in environment.relations:
        yield from _execute_by_kind(execution, index, statement)
        return
    is_piped = execution.dialect == "snowflake" and statement.text.endswith(ARROW)
    before = len(execution.outcomes)
    text = statement.text.removesuffix(ARROW).rstrip() if is_piped else statement.text
    yield from _execute_by_kind(execution, index, replace(statement, text=text))
    results = [outcome.result for outcome in execution.outcomes[before:] if outcome.result]
    _pipe_result(
        execution.environment, results[-1] if results else QueryResult(), is_piped=is_piped
    )


def _pipe_result(environment: Environment, result: QueryResult, *, is_piped: bool) -> None:
    """Provide a result to the next statement as `$1`, the result before it as `$2`, and so on.

    is_piped: whether an arrow follows the statement; without an arrow, no result is kept.
    """
    results = [result]
    while (older := environment.relations.pop((f"@{len(results)}",), None)) is not None:
        results.append(older)
    if is_piped:
        numbered = enumerate(results, start=1)
        environment.relations.update({(f"@{number}",): one for number, one in numbered})


def _execute_by_kind(
    execution: Execution, index: int, statement: Statement
) -> Iterator[LineageRecord]:
    text = statement.text
    if statement.foreign:
        yield from report_foreign_body(execution, statement)
    elif statement.fault:
        degree = Degree.PARTLY if statement.head == ":R" else Degree.NOT
        yield execution.report(statement, statement.fault, degree)
    elif macro := return_values.MACRO.match(text):
        yield from return_values.read_macro(execution, statement, macro)
    elif return_values.is_routine_head(text):
        yield from return_values.execute_routine_head(execution, statement)
    elif calls.INSERT_EXEC.match(text):
        yield from calls.execute_insert_exec(execution, statement)
    elif statement.head not in DDL and is_dynamic(text):
        yield from dynamic_sql.execute_dynamic_sql(execution, statement)
    elif statement.head in CALL | CONTROL | {"ASSIGN", "LABEL", ":R", "#"}:
        yield from _execute_control(execution, statement)
    else:
        yield from _execute_data(execution, index, statement)


def _execute_control(execution: Execution, statement: Statement) -> Iterator[LineageRecord]:
    if shape := rewrite_unparsed(statement.text, execution.dialect):
        for tree in shape.trees:
            yield from execution.emit(
                execution.resolve_names(tree, statement.text), statement, shape.technology
            )
    elif statement.head in CALL:
        yield from calls.execute_call(execution, statement)
    elif statement.head == "#":
        yield from _execute_compiler_option(execution, statement)
    else:
        yield from control_flow.execute_control(execution, statement)


def _execute_compiler_option(execution: Execution, statement: Statement) -> Iterator[LineageRecord]:
    """Apply PL/pgSQL's `#variable_conflict use_variable`; report any option that is not known."""
    if not VARIABLE_CONFLICT.match(statement.text):
        yield execution.report(statement, "not understood")
    elif statement.text.casefold().endswith("use_variable"):
        execution.environment.prefer_variables()


def _execute_data(
    execution: Execution, index: int, statement: Statement
) -> Iterator[LineageRecord]:
    """Execute DML and DDL: SELECT, INSERT, UPDATE, DELETE, MERGE, CREATE, ALTER, DROP."""
    if variables.is_select_into_variables(execution, statement):
        yield from variables.select_into_variables(execution, statement)
        return
    statement, returned_into = variables.strip_returning_into(statement)
    trees, technology = execution.parse_trees(statement, index)
    understood = [tree for tree in trees if not (isinstance(tree, exp.Command) or is_bare(tree))]
    if understood:
        for tree in understood:
            is_update = isinstance(tree, exp.Update)
            rest = variables.strip_set_variables(execution, tree) if is_update else tree
            if returned_into:
                yield from variables.return_into_variables(
                    execution, statement, rest, returned_into
                )
            else:
                yield from execution.emit(rest, statement, technology)
    elif _PSQL_INCLUDE.match(statement.text):
        yield execution.report(statement, INCLUDED_FILE, Degree.PARTLY)
    elif not _has_no_data(statement):
        yield execution.report(statement, "not understood")


def changes_tables(statement: Statement) -> bool:
    """Return whether a statement has INSERT, UPDATE, DELETE or MERGE outside of strings."""
    return statement.head not in NAMES_STATEMENTS and changes_data(statement.text)


def _has_no_data(statement: Statement) -> bool:
    """Return whether a statement has no lineage, such as CREATE INDEX or GRANT."""
    if STATISTICS.match(statement.text):
        return True
    has_data = HAS_DATA.search(statement.text) or may_have_query(statement.text)
    return statement.head in DDL and not has_data
