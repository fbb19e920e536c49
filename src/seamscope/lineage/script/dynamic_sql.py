"""Execute dynamic SQL: EXEC (@sql), sp_executesql, EXECUTE IMMEDIATE, OPEN … FOR."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from seamscope.lineage.parsing.user_functions import is_user_function
from seamscope.lineage.query.model import QueryResult
from seamscope.lineage.remote.text_readers import NAME, split_arguments, split_name
from seamscope.lineage.script.assignments import TEXT, VARIABLES, split_names
from seamscope.lineage.script.constant_text import find_executed_expression
from seamscope.lineage.script.door_values import list_passed_tables
from seamscope.lineage.script.execution import Execution
from seamscope.lineage.script.flows import LineageRecord
from seamscope.lineage.script.holes import RUNTIME, is_hole_only, list_holes, show_names
from seamscope.lineage.script.result import Degree, combine_result_sets
from seamscope.lineage.script.tracing import RemoteDatabase
from seamscope.lineage.script.variables import assign_columns
from seamscope.lineage.split import Statement
from seamscope.records import (
    Certainty,
    ClueKind,
    Dependency,
    Endpoint,
    Flow,
    Mechanism,
    Skipped,
)

MAX_DEPTH = 5  # levels of dynamic SQL inside dynamic SQL
UNKNOWN_TEXT = "it executes dynamic SQL whose text is known only at run time"
PARTLY_KNOWN = "partly understood: its dynamic SQL contains {}, which is known only at run time"
_AT = re.compile(r"\)\s*AT\s+(?:DATA_SOURCE\s+)?([\w\[\]\"]+)\s*+(?:;\s*+)?$", re.I)
_SP_EXECUTESQL = re.compile(
    rf"\bEXEC(?:UTE)?\s++(?:@\w+\s*+=\s*+)?((?:{NAME}?\s*+\.\s*+)*sp_executesql)\b", re.I
)
_PREPARE = re.compile(
    r"^\s*(?P<verb>PREPARE|EXECUTE)\s+(?P<name>\w+)\s*(?:FROM\b|USING\b|;|$)", re.I
)
# Snowflake: rs := (EXECUTE IMMEDIATE text)
_RESULTSET = re.compile(
    r"^\s*(?:LET\s+)?(?P<name>\w+)\s+(?:RESULTSET\s+)?(?::=|DEFAULT)\s*"
    r"\((?P<text>\s*EXECUTE\s+IMMEDIATE\b.*)\)\s*+;?\s*+$",
    re.I | re.S,
)
_OPEN_OR_FOR = re.compile(r"^\s*(?P<verb>OPEN|FOR)\s+:?(?P<name>\w+)", re.I)
# Oracle: DBMS_SQL.PARSE(c, text, DBMS_SQL.NATIVE) opens c, of which COLUMN_VALUE reads a column.
_PARSE = re.compile(r"\bDBMS_SQL\s*\.\s*PARSE\s*\(\s*(?P<name>\w+)\s*,", re.I)
# The rows of the executed SQL stay in the routine: in variables, a loop or a cursor.
_ROW_TAKER = re.compile(
    r"^\s*(?:OPEN|FOR)\b|\bDBMS_SQL\s*\.\s*PARSE\b"
    rf"|\bINTO\s++{VARIABLES}\s*+(?:USING\b|;?\s*+$)",
    re.I | re.S,
)
_INTO = re.compile(
    rf"\b(?:BULK\s+COLLECT\s+)?INTO\s+(?P<names>{VARIABLES})(?=\s*+(?:USING\b|;?\s*+$))",
    re.I | re.S,
)
_USING = re.compile(r"\bUSING\s+(?P<values>.*?)(?<!\s)\s*+(?:\bLOOP\s*+)?(?:;\s*+)?$", re.I | re.S)
_OUT = re.compile(r"(?<!\s)\s++OUT(?:PUT)?\s*$", re.I)
_MODE = re.compile(r"^\s*(?:IN\s+OUT|IN|OUT)\s+(?=\S)", re.I)
_PLACEHOLDER = re.compile(r"(?<![:\w]):(\w+)|(\$\d+)|(?<!@)(@\w+)")


# SQL that does not move data, no matter what its unknown parts are: DROP TABLE {t}, GRANT {r} TO
# {u}.
_WITHOUT_DATA = re.compile(
    r"\s*+(?:DROP|ANALYZE|VACUUM|GRANT|REVOKE|COMMENT|LOCK|SET"
    r"|CREATE\s+(?:UNIQUE\s+|BITMAP\s+)?(?:INDEX|SEQUENCE|ROLE|USER|SCHEMA)"
    r"|ALTER\s+(?!TABLE\b|VIEW\b)\w+"
    r"|ALTER\s+TABLE\b(?!.*\b(?:RENAME|EXCHANGE|ATTACH|DETACH|INHERIT|SWITCH|MOVE)\b))\b[^;]*;?\s*",
    re.I | re.S,
)
# A call of one function, SELECT {s}.log(1): its effects are in its own script.
_ONE_CALL = re.compile(
    r"\s*+(?:SELECT|CALL)\s+(?P<name>[\w.\"]+)\s*\((?!.*\b(?:SELECT|FROM)\b)[^;]*\)\s*+;?\s*+",
    re.I | re.S,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutedTexts:
    """The outcome of executing every possible SQL string of a statement with dynamic SQL.

    records: the flows, datasets and diagnostics of the strings.
    result: the rows that the strings return.
    understood: number of strings that were fully or partly understood.
    holes: the unknown parts of the strings, named after their variables: ``{tmp}``.
    is_complete: whether all parts of all strings are known.
    """

    records: list[LineageRecord] = field(default_factory=list)
    result: QueryResult | None = None
    understood: int = 0
    holes: tuple[str, ...] = ()
    is_complete: bool = False


def execute_dynamic_sql(execution: Execution, statement: Statement) -> Iterator[LineageRecord]:
    """Execute each possible SQL string of a statement with dynamic SQL; report unknown SQL.

    After `SET @t = 's'`, the statement `EXEC ('DELETE FROM ' + @t)` runs `DELETE FROM s`.
    """
    if prepare := _PREPARE.match(statement.text):
        name = prepare["name"].casefold()
        if prepare["verb"].upper() == "PREPARE":
            execution.environment.prepared.add(name)
        elif name in execution.environment.prepared:  # its SQL was executed at PREPARE
            return
    if resultset := _RESULTSET.match(statement.text):
        statement = replace(statement, text=f"OPEN {resultset['name']} FOR {resultset['text']}")
    before = len(execution.outcomes)
    executed = execute_texts(execution, statement, statement.text, is_own=True)
    if _ROW_TAKER.search(TEXT.sub("''", statement.text)):
        execution.keep_rows(before)
    yield from report_unknown_parts(execution, statement, executed)
    if executed.result is not None and not _assign_rows(execution, statement, executed.result):
        execution.replace_result_sets(statement.routine, executed.result)
    yield from executed.records
    yield from _depend_on_server(execution, statement, executed)


def report_unknown_parts(
    execution: Execution, statement: Statement, executed: ExecutedTexts
) -> Iterator[Skipped]:
    """Report dynamic SQL whose text is not known, or known only in part."""
    if executed.is_complete:
        return
    if executed.understood:
        holes = ", ".join(executed.holes) or "a text"
        yield execution.report(statement, PARTLY_KNOWN.format(holes), Degree.PARTLY)
    else:
        yield execution.report(statement, UNKNOWN_TEXT)


def _depend_on_server(
    execution: Execution,
    statement: Statement,
    executed: ExecutedTexts,
) -> Iterator[Dependency | Flow]:
    """Yield the records of SQL that a linked server executes: ``EXEC ('…', @a) AT srv``.

    Each table whose values are parameters of the SQL flows to the server. If the SQL has no flow to
    or from another system, a dependency is yielded, too. It makes the survey ask in which system
    the script itself runs.
    """
    server = _find_remote(statement.text)
    if not server.server or executed.result is not None:
        return
    remote = execution.flows.locate((server.server, server.database, "", "")).system
    clues = {clue for clue in remote.clues if clue.kind is not ClueKind.SCHEMA}
    for name in list_passed_tables(execution.environment, [statement.text]):
        yield Flow(
            source=execution.flows.locate(name),
            target=Endpoint(system=remote),
            mechanism=Mechanism.DATABASE_LINK,
            certainty=Certainty.LIKELY,
            reason="a value from this table is a parameter of the SQL that the server executes",
            route=execution.query.route,
            state=execution.query.state,
            evidence=execution.locate(statement),
        )
    flows = (record for record in executed.records if isinstance(record, Flow))
    ends = (end for flow in flows for end in (flow.source, flow.target))
    if all(clues <= {*end.system.clues} for end in ends):
        yield Dependency(
            source=Endpoint(system=execution.query.home),
            target=Endpoint(system=remote),
            reason=f"runs SQL on the server {server.server[:80]}; no data leaves that server",
            mechanism=Mechanism.DATABASE_LINK,
            moves_data=False,
            evidence=execution.locate(statement),
        )


def execute_texts(
    execution: Execution, statement: Statement, text: str, *, is_own: bool = False
) -> ExecutedTexts:
    """Execute the possible SQL strings of `EXEC (…)`.

    is_own: whether to add the outcomes and statement counts of the strings to the calling
    statement.
    """
    options = _list_texts(execution, statement, text)
    understood = options.count("")  # an empty string does nothing
    without_data = {one for one in options if _moves_no_data(execution, statement, one)}
    complete = understood + len(without_data)
    records: list[LineageRecord] = []
    result: QueryResult | None = None
    for option in options:
        if execution.depth >= MAX_DEPTH or is_hole_only(option) or option in without_data:
            continue
        nested = _open_nested(execution, statement, text, option)
        out_variables = _bind_parameters(execution, nested, text, option)
        nested_records = nested.execute_statements()
        if RUNTIME not in option:
            complete += 1
            if is_own:
                execution.absorb_counts(nested)
        else:
            nested_records = [r for r in nested_records if not isinstance(r, Skipped)]
            nested.drop_faults()
            if not nested_records and not _fills_temp_table(execution, nested):
                continue
        understood += 1
        records += nested_records
        for returned in nested.returned.values():
            result = combine_result_sets(result, returned)
        if is_own:
            execution.absorb(nested, statement)
        _assign_out_parameters(execution, nested, out_variables)
    return ExecutedTexts(
        records=records,
        result=result,
        understood=understood,
        holes=tuple(dict.fromkeys(hole for option in options for hole in list_holes(option))),
        is_complete=complete == len(options),
    )


def _open_nested(execution: Execution, statement: Statement, text: str, option: str) -> Execution:
    """Return the execution of one SQL string.

    If the string is a literal in the statement, its statements have the lines of the file.
    """
    where, place = execution.locate(statement), statement.text.find(option)
    if place > 0:
        where = replace(where, line=where.line + statement.text.count("\n", 0, place), column=0)
    nested = execution.open_nested(execution.query, option, where, _find_remote(text))
    if place <= 0:
        nested.use_one_line()
    return nested


def _fills_temp_table(execution: Execution, nested: Execution) -> bool:
    """Return whether dynamic SQL has created or filled a temp table of the calling statement."""
    before = execution.environment.relations
    after = nested.environment.relations.items()
    return any(
        rows is not before.get(name) and execution.environment.is_temp(name) for name, rows in after
    )


def _moves_no_data(execution: Execution, statement: Statement, text: str) -> bool:
    """Return whether SQL moves no data in spite of unknown parts; record the routine it calls."""
    if RUNTIME not in text:
        return False
    if _WITHOUT_DATA.fullmatch(text):
        return True
    call = _ONE_CALL.fullmatch(text)
    name = split_name(show_names(call["name"])) if call else ()
    if name and is_user_function(name, execution.dialect):
        execution.add_call(statement, name)
    return bool(name)


def _list_texts(execution: Execution, statement: Statement, text: str) -> tuple[str, ...]:
    """Return the SQL strings that a statement may execute.

    If a part of a string is unknown, record that the result depends on the arguments of the
    routine, which may provide this part.
    """
    expression = find_executed_expression(text)
    if not expression:
        return (RUNTIME,)
    options = execution.environment.evaluate(expression, execution.dialect)
    if statement.routine and any(RUNTIME in option for option in options):
        execution.mark_uses_arguments(split_name(statement.routine))
    return options


def _find_remote(text: str) -> RemoteDatabase:
    """Return the server of `EXEC (…) AT srv`, or server and database of `srv.db..sp_executesql`.

    Both are "" if the SQL is executed on this server.
    """
    if at := _AT.search(text):
        return RemoteDatabase(server=split_name(at[1])[0])
    called = _SP_EXECUTESQL.search(text)
    name = ("",) * 4 + split_name(called[1]) if called else ("",) * 4
    return RemoteDatabase(server=name[-4], database=name[-3])


def _bind_parameters(
    execution: Execution, nested: Execution, text: str, executed: str
) -> dict[str, str]:
    """Bind the placeholders of executed SQL to the values of their arguments.

    Return the variable that each OUT argument sets, by its placeholder.
    """
    out_variables: dict[str, str] = {}
    for placeholder, argument in _pair_parameters(text, executed):
        value = _OUT.sub("", argument).strip()
        if value != argument.strip():
            out_variables[placeholder] = value
        result = execution.trace_expression(value)
        if result is not None and result.reads:
            nested.environment.bind(placeholder, result)
    return out_variables


def _pair_parameters(text: str, executed: str) -> Iterator[tuple[str, str]]:
    """Yield each placeholder of executed SQL and its argument.

    `EXEC sp_executesql N'…', N'@a int', @a = @x` → `("@a", "@x")`;
    `EXECUTE IMMEDIATE 'DELETE FROM t WHERE a = :1' USING v` → `("b1", "v")`.
    """
    if called := re.search(r"\bsp_executesql\b", text, re.I):
        _, *rest = split_arguments(text[called.end() :])
        placeholders = re.findall(r"@\w+", rest[0]) if rest else []
        for placeholder, item in zip(placeholders, rest[1:], strict=False):
            name, equals, value = item.rstrip("; \t\r\n").partition("=")
            yield (name.strip().casefold(), value) if equals else (placeholder.casefold(), name)
        return
    without_texts = TEXT.sub(lambda found: "'" + " " * (len(found[0]) - 2) + "'", text)
    if (using := _USING.search(without_texts)) is None:
        return
    arguments = split_arguments(text[using.start("values") : using.end("values")])
    for index, placeholder in enumerate(_find_placeholders(executed)):
        is_numbered = placeholder[0] == "@" and placeholder[1:].isdigit()  # Postgres' $1
        number = int(placeholder[1:]) - 1 if is_numbered else index
        if number < len(arguments):
            yield placeholder, _MODE.sub("", arguments[number])


def _find_placeholders(executed: str) -> list[str]:
    """Return the placeholders of SQL in order, with the names that they have in the syntax tree."""
    found = _PLACEHOLDER.findall(TEXT.sub("''", executed))
    names = (colon or f"@{dollar[1:] or at[1:]}" for colon, dollar, at in found)
    return list(dict.fromkeys(f"b{n}" if n.isdigit() else n.casefold() for n in names))


def _assign_out_parameters(
    execution: Execution, nested: Execution, out_variables: Mapping[str, str]
) -> None:
    """Set the variables of OUT arguments to the values that executed SQL has assigned."""
    for placeholder, variable in out_variables.items():
        if (value := nested.environment.relations.get((placeholder,))) is not None:
            execution.environment.assign(variable, value)


def _assign_rows(execution: Execution, statement: Statement, result: QueryResult) -> bool:
    """Assign the rows of executed SQL: `OPEN c FOR …`, `FOR r IN EXECUTE …`, `… INTO v`.

    Return False if the rows also go to the caller. This is so after OPEN, and if the statement
    assigns the rows to nothing.
    """
    without_texts = TEXT.sub("''", statement.text)
    if found := _PARSE.search(without_texts):
        execution.environment.open_cursor(found["name"], result)
        return True
    if found := _OPEN_OR_FOR.match(without_texts):
        execution.environment.open_cursor(found["name"], result)
        return found["verb"].upper() == "FOR"
    if into := _INTO.search(without_texts):
        assign_columns(execution.environment, split_names(into["names"]), result)
    return into is not None
