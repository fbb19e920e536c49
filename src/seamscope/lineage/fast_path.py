"""Build the `Lineage` of a text: a fast path for one plain statement, an interpreter for scripts.

The fast path gives the same lineage as the interpreter, in less time.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter

from sqlglot import exp

from seamscope.collection import pause_collection
from seamscope.lineage.catalog import Catalog, RoutineResults
from seamscope.lineage.parsing.client_variables import PSQL_DIALECTS
from seamscope.lineage.parsing.parser import PARSER_ERRORS, get_tools, is_empty, is_misread
from seamscope.lineage.query.model import (
    KINDS,
    Dependencies,
    Name,
    QueryResult,
    Schema,
    Source,
    TableWrite,
)
from seamscope.lineage.query.walker import Walker
from seamscope.lineage.remote import CATALOG_DIALECTS, has_dynamic_names, may_read_remote
from seamscope.lineage.script.changes import list_changes
from seamscope.lineage.script.interpreter import Interpreter
from seamscope.lineage.script.result import Outcome, describe_partly
from seamscope.lineage.script.return_values import NESTED, propagate_result_sets
from seamscope.lineage.script.routines import add_calls
from seamscope.lineage.side_doors.find import may_run_text
from seamscope.lineage.spelling import unify_spellings
from seamscope.lineage.split import Statement
from seamscope.lineage.statements.handlers import trace_statement
from seamscope.lineage.types import (
    ColumnName,
    Diagnostic,
    Edge,
    Lineage,
    Routine,
    StatementLineage,
    TableName,
)
from seamscope.records import Evidence, Query

# Marks of temp tables, variables, stages, templates and quoted bodies, which need the interpreter.
NEEDS_SCRIPT = ("#", "@", "$", "{")
# T-SQL needs no semicolons, so a text with two of these keywords may have two statements.
FIRST_WORDS = re.compile(
    r"\b(?:INSERT|UPDATE|DELETE|MERGE|EXEC|EXECUTE|DECLARE|SET|IF|BEGIN|WHILE|PRINT|TRUNCATE|DROP|"
    r"CREATE|ALTER|USE|RETURN|GO)\b",
    re.I,
)
PYTHON_VARIABLE = re.compile(r"%(?:s\b|\(\w+\)s)")
PSQL_VARIABLE = re.compile(r"(?<![:\w\])]):(?:\"|\w+\.\w|(?<=\s:)\w+(?=\s|;|$))")
PARENTHESIS = re.compile(r"[()]")
PLAIN = (
    exp.Select,
    exp.SetOperation,
    exp.Insert,
    exp.Update,
    exp.Delete,
    exp.Merge,
    exp.Create,
    exp.MultitableInserts,
)
LONGEST = 100_000  # characters
DEEPEST = 100  # parentheses
PlainEffects = tuple[tuple[int, int], Sequence[TableWrite], QueryResult | None]
NO_TABLES: frozenset[TableName] = frozenset()
TEMPORARY = attrgetter("temporary")


def read_statement(text: str, dialect: str, schema: Schema, shape: str = "") -> Lineage | None:
    """Return the lineage of a text that is one plain statement, None if it is anything else.

    ``INSERT INTO t (a) SELECT b FROM s`` is plain. A script is not, nor a statement that uses a
    temp table or a link to another system. shape: the text with blank literals, if known.
    """
    if not may_be_plain(text, dialect, shape):
        return None
    with pause_collection():
        try:
            found = trace_plain(text, dialect, schema)
        except PARSER_ERRORS:
            return None
    return _build_lineage(*found) if found else None


def may_be_plain(text: str, dialect: str, shape: str = "") -> bool:
    """Return whether a text looks like one plain statement (see `read_statement`)."""
    bare = shape or text
    if (
        len(text) > LONGEST
        or any(mark in bare for mark in NEEDS_SCRIPT)
        or _measure_depth(text) > DEEPEST
    ):
        return False
    if dialect == "tsql" and len(FIRST_WORDS.findall(bare)) > 1:
        return False
    if has_dynamic_names(bare, dialect) or _has_client_variables(bare, dialect):
        return False
    return not may_run_text(bare)


def _has_client_variables(text: str, dialect: str) -> bool:
    """Return whether a text may have variables of psql or Python, which the parser misreads.

    ``:schema`` is a variable of psql; ``%s`` and ``%(name)s`` are variables of Python.
    """
    if "%" in text and PYTHON_VARIABLE.search(text):
        return True
    return ":" in text and dialect in PSQL_DIALECTS and PSQL_VARIABLE.search(text) is not None


def trace_plain(text: str, dialect: str, schema: Schema) -> PlainEffects | None:
    """Return the place of a plain statement, its writes and its result; None if it is not plain.

    The place is its line and column. Raises PARSER_ERRORS.
    """
    tokenizer, parser = get_tools(dialect)
    tokens = tokenizer.tokenize(text)
    trees = parser.parse(tokens, text)
    start = tokens[0].start
    place = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    # Clear the tokens and the parser's state, so that the garbage collector need not search them.
    tokens.clear()
    parser.reset()
    tree = trees[0] if len(trees) == 1 else None
    if not isinstance(tree, PLAIN) or _is_special(tree):
        return None
    walker = Walker(schema, {}, dialect)
    writes, result = trace_statement(tree, walker)
    if walker.table_functions and any(map(may_read_remote, walker.table_functions)):
        return None
    if writes and any(map(TEMPORARY, writes)):
        return None
    return place, writes, result


def _measure_depth(text: str) -> int:
    """Return how deep parentheses are nested, 0 if the text has at most DEEPEST of them."""
    if text.count("(") <= DEEPEST:
        return 0
    depth = deepest = 0
    for match in PARENTHESIS.finditer(text):
        depth += 1 if match[0] == "(" else -1
        deepest = max(deepest, depth)
    return deepest


def _is_special(tree: exp.Expr) -> bool:
    """Return whether a tree is outside the fast path, so that the interpreter must handle it.

    This holds for an INSERT into something other than a table, a CREATE without AS SELECT or with
    properties, and a tree in which the parser lost a name.
    """
    if isinstance(tree, exp.Insert):
        return not isinstance(tree.this, exp.Table | exp.Schema) or is_misread(tree)
    if not isinstance(tree, exp.Create):
        return is_misread(tree) or is_empty(tree)
    selects = tree.args.get("kind") in {"TABLE", "VIEW"} and tree.expression is not None
    return not selects or bool(tree.args.get("properties"))


def read_script(text: str, dialect: str, schema: dict[Name, tuple[str, ...]]) -> Lineage:
    """Return the lineage of any text: its statements in order, temp tables replaced by sources."""
    catalog = Catalog(columns=dict(schema))
    interpreter = Interpreter(
        Query(text=text, dialect=dialect, evidence=Evidence(file="", line=1)), catalog
    )
    if len(interpreter.statements) > 1:
        for _ in range(2):  # a view may select from a view that is defined after it
            interpreter.collect_definitions()
    result = interpreter.execute()
    results = RoutineResults()
    for _ in range(NESTED):
        earlier = results
        results = propagate_result_sets(result.results, result.result_set_calls)
        changes = list_changes(results, earlier)
        if not changes.overlaps(result.used):
            break
        catalog.replace_results(results)
        result = interpreter.execute(changes)
    outcomes = interpreter.outcomes
    statements = [_build_outcome(o, interpreter.dialect) for o in outcomes if not o.fault]
    return Lineage(
        unify_spellings(statements, text, interpreter.dialect),
        tuple(Diagnostic(o.line, o.fault, o.column) for o in outcomes if o.fault),
        _list_routines(interpreter.statements, add_calls(result.routines, result.calls)),
    )


def _list_routines(
    statements: Iterable[Statement], routines: Iterable[Routine]
) -> tuple[Routine, ...]:
    """Return the routines of a script in its order, also those that only call other routines."""
    lines: dict[str, int] = {}
    for statement in statements:
        lines.setdefault(statement.routine, statement.line)
    placed = [
        replace(routine, line=routine.line or lines.get(routine.name, 0))
        for routine in routines
        if routine.name
    ]
    return tuple(sorted(placed, key=lambda routine: lines.get(routine.name, routine.line)))


def _build_outcome(outcome: Outcome, dialect: str) -> StatementLineage:
    # In these dialects the first part of ``a.b.c`` is treated as a system and was moved to the
    # server's place in the name, which leaves an empty part.
    convert = _to_table_without_gaps if dialect in CATALOG_DIALECTS else _to_table
    place = outcome.line, outcome.column
    return _build_statement(place, outcome.writes, outcome.result, convert)


@lru_cache(maxsize=16_384)
def _to_table(name: Name) -> TableName:
    return TableName(name)


@lru_cache(maxsize=16_384)
def _to_table_without_gaps(name: Name) -> TableName:
    return TableName(tuple(part for part in name if part))


def _build_lineage(
    place: tuple[int, int], writes: Sequence[TableWrite], result: QueryResult | None
) -> Lineage:
    statement = _build_statement(place, writes, result)
    dependencies: list[Dependencies] = [write.dependencies for write in writes]
    if result is not None:
        dependencies.append(result)
    notes = {note for found in dependencies for note in found.notes}
    if not notes:
        return Lineage((statement,))
    return Lineage((statement,), (Diagnostic(place[0], describe_partly(notes), place[1]),))


def _build_statement(
    place: tuple[int, int],
    writes: Iterable[TableWrite],
    result: QueryResult | None,
    to_table: Callable[[Name], TableName] = _to_table,
) -> StatementLineage:
    reads: list[Name] = []
    targets: list[TableName] = []
    unresolved: list[Name] = []
    edges: list[Edge] = []
    for write in writes:
        unresolved += write.dependencies.unresolved
        reads += write.dependencies.reads
        target = to_table(write.table)
        targets.append(target)
        edges += _build_edges(write.edges, target, to_table)
    if result is not None:
        reads += result.reads
        unresolved += result.unresolved
        pairs = [(source, name) for name, feed in result.columns for source in feed]
        pairs += [(source, "*") for source in result.indirect]
        edges += _build_edges(pairs, None, to_table)
    return StatementLineage(
        place[0],
        frozenset(map(to_table, reads)),
        frozenset(targets),
        frozenset(edges),
        frozenset(map(to_table, unresolved)) if unresolved else NO_TABLES,
        place[1],
    )


def _build_edges(
    pairs: Iterable[tuple[Source, str]],
    target: TableName | None,
    to_table: Callable[[Name], TableName],
) -> list[Edge]:
    make = tuple.__new__  # half the time of calling the NamedTuple classes
    edges: list[Edge] = []
    for (table, column, kind), name in pairs:
        target_column = make(ColumnName, (target, name))
        edges.append(make(Edge, (_to_column(to_table, table, column), target_column, KINDS[kind])))
    return edges


@lru_cache(maxsize=16_384)
def _to_column(to_table: Callable[[Name], TableName], table: Name, column: str) -> ColumnName:
    return ColumnName(to_table(table) if table else None, column)
