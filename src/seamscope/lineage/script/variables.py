"""Execute assignments to variables: SET, DECLARE, SELECT … INTO, RETURNING … INTO and others."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sqlglot import exp

from seamscope.lineage.query.model import Name, QueryResult
from seamscope.lineage.remote.text_readers import read_parentheses
from seamscope.lineage.remote.tree_builders import build_insert, build_table, parse_column_names
from seamscope.lineage.script.assignments import (
    SET,
    SET_TUPLE,
    VARIABLES,
    find_assignments,
    find_select_into,
    find_unknown_assignments,
    has_index,
    is_select_assignment,
    split_declarations,
    split_names,
    strip_index,
)
from seamscope.lineage.script.branches import BranchPath, is_loop
from seamscope.lineage.script.constant_text import evaluate_texts
from seamscope.lineage.script.declarations import is_declaration, list_declared
from seamscope.lineage.script.environment import SELECTS, Environment
from seamscope.lineage.script.execution import Execution
from seamscope.lineage.script.flows import LineageRecord
from seamscope.lineage.script.function_results import mentions_routine
from seamscope.lineage.script.holes import RUNTIME
from seamscope.lineage.script.record_fields import find_declared_fields
from seamscope.lineage.script.result import Degree
from seamscope.lineage.script.substitution import find_row_columns
from seamscope.lineage.split import Statement

_TABLE_VARIABLE = re.compile(r"^\s*DECLARE\s+(?P<name>@\w+)\s+(?:AS\s+)?TABLE\s*\(", re.I)
_RETURNING_INTO = re.compile(
    rf"\A(?:(?!\bRETURN(?:ING)?\b).)*+(?P<returning>RETURN(?:ING)?\b.*?)(?<!\s)\s++"
    rf"(?:BULK\s+COLLECT\s+)?INTO\s+(?:STRICT\s+)?"
    rf"(?P<names>{VARIABLES})\s*+;?\s*+$",
    re.I | re.S,
)
# Dialects in which a SELECT without rows leaves the variables that it assigns unchanged.
KEEPS_VALUES = frozenset({"tsql", "fabric", "mysql", ""})
CHANGING = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE", "WITH"})
# The table name of the rows of RETURNING in a syntax tree; no SQL can contain it.
RETURNED_ROWS: Name = ("\0returned rows",)


def assign_columns(
    environment: Environment, names: list[str], result: QueryResult, *, is_certain: bool = False
) -> None:
    """Set variables to the columns of a query by position.

    A single variable may be set to the whole row.

    is_certain: whether the query always returns a row.
    """
    for index, name in enumerate(names):
        if name:
            environment.assign(name, result, index, is_certain=is_certain)
    if len(names) == 1 and (len(result.columns) > 1 or not result.complete):
        environment.assign_record(names[0], result)


# --- SET, DECLARE, LET, :=


def execute_assignment(execution: Execution, statement: Statement) -> Iterator[LineageRecord]:
    """Execute DECLARE, SET, LET or `v := x`, and yield the records of the queries in it."""
    environment, text = execution.environment, statement.text
    if not _is_possible(statement, execution.dialect):
        yield execution.report(statement, "not understood")
        return
    if statement.head in {"DECLARE", "LET"}:
        environment.declare_variables(list_declared(statement))
        schema = execution.catalog.columns
        environment.declare_fields(
            *find_declared_fields(text, environment.fields, environment.cursors, schema)
        )
    if found := _TABLE_VARIABLE.match(text):
        columns = parse_column_names(read_parentheses(text, found.end() - 1), execution.dialect)
        environment.declare_table(found["name"], columns)
    elif found := SET_TUPLE.match(text):
        names = split_names(found["names"])
        yield from _assign_tuple(execution, statement, names, found["value"])
    else:
        for item in split_declarations(statement):
            if found := SET.match(item):
                yield from _assign_one(execution, statement, found)
    if SELECTS.search(text):
        execution.count_understood()


def _is_possible(statement: Statement, dialect: str) -> bool:
    """Return whether the dialect allows a statement as a declaration or assignment.

    T-SQL, for example, assigns variables only by SET.
    """
    if statement.head == "ASSIGN":
        return dialect != "tsql" or ":=" in statement.text
    return statement.head != "DECLARE" or is_declaration(statement.text)


def _assign_one(
    execution: Execution, statement: Statement, assignment: re.Match[str]
) -> Iterator[LineageRecord]:
    environment, value = execution.environment, assignment["value"]
    name = strip_index(assignment["name"].lstrip(":")).casefold()
    if columns := find_row_columns([name], environment):
        tree = execution.parse_text(f"SELECT {value}")
        if isinstance(tree, exp.Select):
            yield from _write_trigger_row(execution, statement, columns, tree)
        else:
            reason = f"the value assigned to {name} is not understood"
            yield execution.report(statement, reason, Degree.PARTLY)
        return
    if name.startswith("new.") and not environment.trigger.tables and environment.is_function:
        reason = f"it assigns {name}, but no trigger executes it; add the CREATE TRIGGER"
        yield execution.report(statement, reason, Degree.PARTLY)
    expression = f"{assignment['name']} + {value}" if assignment["op"] == "+=" else value
    environment.assign_text(name, environment.evaluate(expression, execution.dialect))
    has_call = mentions_routine(value, execution.catalog, execution.dialect)
    if has_call or environment.relations or SELECTS.search(value):
        is_resultset = "RESULTSET" in assignment["type"].upper()
        yield from _assign_query(
            execution,
            statement,
            [name],
            value,
            is_resultset=is_resultset,
            is_element=has_index(assignment["name"]),
        )


def _assign_tuple(
    execution: Execution, statement: Statement, names: list[str], expression: str
) -> Iterator[LineageRecord]:
    """Execute `SET (a, b) = (SELECT AS STRUCT x, y FROM t)` or `SET (a, b) = (1, 2)`."""
    for name in names:
        execution.environment.assign_text(name)
    inner = re.sub(r"^\((.*)\)$", r"\1", expression, flags=re.S)
    query = re.match(r"\s*(?:SELECT|WITH)\b", inner, re.I)
    yield from _assign_query(execution, statement, names, f"({inner})" if query else inner)


def _assign_query(
    execution: Execution,
    statement: Statement,
    names: list[str],
    expression: str,
    *,
    is_resultset: bool = False,
    is_element: bool = False,
) -> Iterator[LineageRecord]:
    """Set variables to the value of an expression, or to the columns of the query in it.

    is_resultset: whether the variable contains all rows, as Snowflake's RESULTSET does.
    is_element: whether only one element of a collection is set; all other elements are kept.
    """
    environment, selects = execution.environment, SELECTS.search(expression)
    tree = execution.parse_text(f"SELECT {expression}")
    is_query = is_resultset or len(names) > 1
    if isinstance(tree, exp.Select) and is_query and len(tree.expressions) == 1:
        tree = tree.expressions[0].unnest()
    if not isinstance(tree, exp.Query):
        if selects:
            reason = "the query assigned to a variable is not understood"
            yield execution.report(statement, reason, Degree.PARTLY)
        return
    rows, writes = execution.trace_rows(tree)
    result = rows or QueryResult()
    for index, name in enumerate(names):
        environment.assign(name, result, index, is_certain=not is_element)
    if is_resultset:
        environment.open_cursor(names[0], result)
    if selects:
        yield from execution.emit_reads(statement, result, writes)


def _write_trigger_row(
    execution: Execution, statement: Statement, columns: dict[int, str], tree: exp.Select
) -> Iterator[LineageRecord]:
    """Execute `NEW.a := x` in a trigger, which writes the column a of the trigger's table.

    columns: columns of the trigger row, by the position of their values in `tree`.
    """
    tree = tree.copy()
    tree.set("expressions", [e for i, e in enumerate(tree.expressions) if i in columns])
    for name in execution.environment.trigger.tables:
        insert = build_insert(build_table(name), tree.copy(), list(columns.values()))
        yield from execution.emit(insert, statement, updates=True)


# --- SELECT … INTO, SELECT @a = x


def is_select_into_variables(execution: Execution, statement: Statement) -> bool:
    """Return whether a statement is `SELECT x INTO v FROM t` or `SELECT @v = x FROM t`."""
    dialect = execution.dialect
    if is_select_assignment(statement, dialect):
        return True
    return find_select_into(statement, dialect, execution.environment.variables) is not None


def select_into_variables(execution: Execution, statement: Statement) -> Iterator[LineageRecord]:
    """Execute `SELECT x INTO v FROM t` or `SELECT @v = x FROM t`: assign columns to variables."""
    environment, text = execution.environment, statement.text
    into = find_select_into(statement, execution.dialect, environment.variables)
    names = split_names(into["names"]) if into else []
    if into:
        query = f"{text[: into.start()]} {text[into.end() :]}"
    else:
        query = re.sub(r"(@\w+)\s*([+\-])=", r"\1 = \1 \2", text)
    tree = execution.parse_text(query)
    if not isinstance(tree, exp.Query):
        yield execution.report(statement, "not understood")
        return
    if into is None and isinstance(tree, exp.Select):
        names = _strip_assignments(tree)
    if isinstance(tree, exp.Select) and (columns := find_row_columns(names, environment)):
        yield from _write_trigger_row(execution, statement, columns, tree)
        if len(columns) == len(names):
            return
    _assign_texts(execution, names, tree, has_into=into is not None)
    has_elements = into is not None and has_index(into["names"])
    is_certain = _sets_always(tree, execution.dialect) and not has_elements
    rows, writes = execution.trace_rows(tree)
    result = rows or QueryResult()
    assign_columns(environment, names, result, is_certain=is_certain)
    yield from execution.count_query(statement, result)
    to_caller = into is None and "" in names
    yield from execution.emit_reads(statement, result, writes, to_caller=to_caller)


def _sets_always(tree: exp.Query, dialect: str) -> bool:
    """Return whether a SELECT sets its variables even if it finds no row.

    Without a row, T-SQL, MySQL and Db2 keep the old values. Other dialects set NULL or raise an
    exception.
    """
    if dialect not in KEEPS_VALUES:
        return True
    if not isinstance(tree, exp.Select) or tree.args.get("from_") is None:
        return True
    has_groups = tree.args.get("group") is not None or tree.args.get("having") is not None
    return not has_groups and any(item.find(exp.AggFunc) for item in tree.expressions)


def _assign_texts(
    execution: Execution, names: list[str], tree: exp.Expr, *, has_into: bool
) -> None:
    """Set the known strings of variables from the constant columns of a SELECT.

    In `SELECT a INTO v FROM t`, `a` is a column, even if a variable has the same name.

    has_into: whether INTO lists the variables.
    """
    environment, dialect = execution.environment, execution.dialect
    items = tree.expressions if isinstance(tree, exp.Select) else []
    reads_rows = has_into and tree.args.get("from_") is not None
    for index, name in enumerate(names):
        if index >= len(items):
            environment.assign_text(name)
            continue
        text = items[index].sql(dialect or None)
        texts = (
            evaluate_texts(text, dialect, _get_no_texts)
            if reads_rows
            else environment.evaluate(text, dialect)
        )
        environment.assign_text(name, texts)


def _get_no_texts(_: str) -> tuple[str, ...]:
    return ()


def _strip_assignments(tree: exp.Select) -> list[str]:
    """Change `SELECT @a = x, @b = y` into `SELECT x, y`; return the variables in order."""
    names: list[str] = []
    items: list[exp.Expr] = []
    for projection in tree.expressions:
        inner = projection.unnest()
        item = inner if isinstance(inner, exp.PropertyEQ) else projection
        if isinstance(item, exp.EQ | exp.PropertyEQ) and isinstance(item.this, exp.Parameter):
            names.append(f"@{item.this.name}")
            items.append(item.expression)
        elif isinstance(item, exp.Alias) and item.alias.startswith("@"):
            names.append(item.alias)
            items.append(item.this)
        else:
            names.append("")
            items.append(item)
    tree.set("expressions", items)
    return names


# --- UPDATE … SET @a = x, RETURNING … INTO


def strip_set_variables(execution: Execution, tree: exp.Expr) -> exp.Expr:
    """Set the variables of `UPDATE t SET @a = x, @b = c = y`; return the UPDATE without them."""
    names: list[str] = []
    values: list[exp.Expr] = []
    kept: list[exp.Expr] = []
    for item in tree.expressions:
        if not (isinstance(item, exp.EQ) and isinstance(item.this, exp.Parameter)):
            kept.append(item)
            continue
        names.append(f"@{item.this.name}")
        sets_column = isinstance(item.expression, exp.EQ)
        kept += [item.expression] if sets_column else []
        values.append((item.expression.expression if sets_column else item.expression).copy())
    if not names:
        return tree
    query = _select_updated_rows(tree, values)
    result = execution.trace(query.copy())[1] or QueryResult()
    assign_columns(execution.environment, names, result)
    tree.set("expressions", kept)
    return tree if kept else query


def _select_updated_rows(tree: exp.Expr, columns: list[exp.Expr]) -> exp.Select:
    """Return a SELECT of columns from the rows that an UPDATE changes."""
    from_ = tree.args.get("from_") or exp.From(this=tree.this)
    query = exp.Select(expressions=columns, from_=from_.copy())
    if (where := tree.args.get("where")) is not None:
        query.set("where", where.copy())
    target = tree.this.alias_or_name.casefold()
    if all(t.alias_or_name.casefold() != target for t in query.find_all(exp.Table)):
        query.append("joins", exp.Join(this=tree.this.copy()))
    return query


def strip_returning_into(statement: Statement) -> tuple[Statement, list[str]]:
    """Return `UPDATE … RETURNING a INTO v` without its INTO, and the variables of the INTO."""
    found = _RETURNING_INTO.search(statement.text) if statement.head in CHANGING else None
    if found is None:
        return statement, []
    returning = re.sub(r"^RETURN\b", "RETURNING", found["returning"], flags=re.I)
    text = statement.text[: found.start("returning")] + returning
    return replace(statement, text=text), split_names(found["names"])


def return_into_variables(
    execution: Execution, statement: Statement, tree: exp.Expr, names: list[str]
) -> Iterator[LineageRecord]:
    """Execute `UPDATE … RETURNING a INTO v`: trace the UPDATE, and assign its rows to variables."""
    environment = execution.environment
    returning = tree.args.get("returning")
    if isinstance(returning, exp.Returning):
        for index, item in enumerate(returning.expressions):
            if not isinstance(item, exp.Star):
                item.replace(exp.alias_(item.unalias().copy(), f"c{index}"))
        rows = exp.Identifier(this=RETURNED_ROWS[0], quoted=True)
        returning.set("into", exp.Table(this=rows))
    environment.add_temp_name(RETURNED_ROWS)
    yield from execution.emit(tree, statement)
    if (result := environment.relations.pop(RETURNED_ROWS, None)) is not None:
        assign_columns(environment, names, result)


# --- strings that are no longer known


def forget_loop_texts(
    execution: Execution, statement: Statement, rest: Iterator[Statement]
) -> None:
    """At the start of a loop, forget the known strings of every variable that the loop assigns.

    A loop is a WHILE, FOR, LOOP or REPEAT, or the statements between a label and a later GOTO to
    it.
    """
    if is_loop(statement):
        branches = execution.branches
        _forget_texts(execution, branches.list_loop_body(rest), branches.find_inner_branch())
    elif statement.head == "LABEL":
        label = re.escape(statement.text.strip().strip("<>:").strip())
        goto = re.compile(rf"\bGOTO\s+{label}\b", re.I)
        body: list[Statement] = []
        for later in rest:
            body.append(later)
            if goto.search(later.text):
                _forget_texts(execution, iter(body), execution.environment.branch)
                return


def _forget_texts(execution: Execution, body: Iterator[Statement], branch: BranchPath) -> None:
    texts = execution.environment.texts
    assigned = {
        name.casefold()
        for statement in body
        for name in find_assignments(statement, execution.dialect)
    }
    for name in sorted(assigned & texts.by_variable.keys()):
        texts.assign(name, (RUNTIME,), branch)


def forget_unknown_texts(execution: Execution, statement: Statement) -> None:
    """Forget the strings of every variable that a statement sets to an unknown value."""
    for name in find_unknown_assignments(statement):
        execution.environment.assign_text(name)
