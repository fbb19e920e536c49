"""From text to `Lineage`: the short way for one plain statement, the long way for scripts."""

import gc
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from operator import attrgetter

from sqlglot import exp

from seamscope.lineage.catalog import Catalog
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
from seamscope.lineage.script.interpreter import Interpreter
from seamscope.lineage.script.learning import learn
from seamscope.lineage.script.result import Outcome
from seamscope.lineage.script.return_values import NESTED, passed_on
from seamscope.lineage.statements.handlers import trace_statement
from seamscope.lineage.types import (
    ColumnName,
    Diagnostic,
    Edge,
    Lineage,
    StatementLineage,
    TableName,
)
from seamscope.records import Evidence, Query

# Temp tables, variables, stages, templates, quoted bodies: only a whole script explains them.
INVOLVED = ("#", "@", "$", "{")
# A T-SQL script needs no semicolons: a second of these may begin a second statement.
STARTS = re.compile(
    r"\b(?:INSERT|UPDATE|DELETE|MERGE|EXEC|EXECUTE|DECLARE|SET|IF|BEGIN|WHILE|PRINT|TRUNCATE|DROP|"
    r"CREATE|ALTER|USE|RETURN|GO)\b",
    re.I,
)
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
TEMPORARY = attrgetter("temporary")


def plain(text: str, dialect: str, schema: Schema, shape: str = "") -> Lineage | None:
    """Return the lineage of a single plain statement, None if the text is anything else.

    shape: the text with its literals blanked, if it is known.
    """
    said = shape or text
    if len(text) > LONGEST or any(mark in said for mark in INVOLVED) or _deepest(text) > DEEPEST:
        return None
    if dialect == "tsql" and len(STARTS.findall(said)) > 1:
        return None
    if has_dynamic_names(said, dialect):
        return None
    # A tree is garbage as a whole: collected once it is read, it is never looked through alive.
    collects = gc.isenabled()
    gc.disable()
    try:
        return _plain(text, dialect, schema)
    except PARSER_ERRORS:
        return None
    finally:
        if collects:
            gc.enable()


def _plain(text: str, dialect: str, schema: Schema) -> Lineage | None:
    tokenizer, parser = get_tools(dialect)
    tokens = tokenizer.tokenize(text)
    trees = parser.parse(tokens, text)
    line = tokens[0].line
    # What both keep until their next text would be looked through by collections alive.
    tokens.clear()
    parser.reset()
    tree = trees[0] if len(trees) == 1 else None
    if not isinstance(tree, PLAIN) or _special(tree):
        return None
    walker = Walker(schema, {}, dialect)
    made, found = trace_statement(tree, walker)
    if walker.table_functions and any(map(may_read_remote, walker.table_functions)):
        return None
    if made and any(map(TEMPORARY, made)):
        return None
    return _lineage(line, made, found)


def _deepest(text: str) -> int:
    if text.count("(") <= DEEPEST:
        return 0
    depth = deepest = 0
    for match in PARENTHESIS.finditer(text):
        depth += 1 if match[0] == "(" else -1
        deepest = max(deepest, depth)
    return deepest


def _special(tree: exp.Expr) -> bool:
    """Tell whether INSERT fills no table, CREATE makes none of a query, or a name was lost."""
    if isinstance(tree, exp.Insert):
        return not isinstance(tree.this, exp.Table | exp.Schema) or is_misread(tree)
    if not isinstance(tree, exp.Create):
        return is_misread(tree) or is_empty(tree)
    made = tree.args.get("kind") in {"TABLE", "VIEW"} and tree.expression is not None
    return not made or bool(tree.args.get("properties"))


def script(text: str, dialect: str, schema: dict[Name, tuple[str, ...]]) -> Lineage:
    """Return the lineage of any text: statement after statement, temp tables resolved away."""
    context = Catalog(columns=schema)
    reader = Interpreter(
        Query(text=text, dialect=dialect, evidence=Evidence(file="", line=1)), context
    )
    if len(reader.pieces) > 1:
        for _ in range(2):  # a view over a view that comes first
            learn(reader)
    result = reader.result()
    for _ in range(NESTED):
        if not (result.wants and result.returned):
            break
        known = passed_on(result.returned, result.passes)
        context.results = {}
        for name, returned in known.items():
            context.returns(name, returned)
        result = reader.result()
        if passed_on(result.returned, result.passes) == known:
            break
    outcomes = reader.outcomes
    return Lineage(
        tuple(_statement(o, reader.dialect) for o in outcomes if not o.fault),
        tuple(Diagnostic(o.line, o.fault) for o in outcomes if o.fault),
    )


def _statement(outcome: Outcome, dialect: str) -> StatementLineage:
    # there the first of three parts was set apart, as a system's name
    told = _without_gaps if dialect in CATALOG_DIALECTS else _as_written
    return _one(outcome.line, outcome.made, outcome.read, told)


@lru_cache(maxsize=16_384)
def _as_written(name: Name) -> TableName:
    return TableName(name)


@lru_cache(maxsize=16_384)
def _without_gaps(name: Name) -> TableName:
    return TableName(tuple(part for part in name if part))


def _lineage(line: int, made: Sequence[TableWrite], found: QueryResult | None) -> Lineage:
    statement = _one(line, made, found)
    trails: list[Dependencies] = [item.dependencies for item in made]
    if found is not None:
        trails.append(found)
    notes = {note for trail in trails for note in trail.notes}
    if not notes:
        return Lineage((statement,))
    said = f"it is understood in part: {'; '.join(sorted(notes))}"
    return Lineage((statement,), (Diagnostic(line, said),))


def _one(
    line: int,
    made: Iterable[TableWrite],
    found: QueryResult | None,
    told: Callable[[Name], TableName] = _as_written,
) -> StatementLineage:
    reads: list[Name] = []
    writes: list[TableName] = []
    columns: list[Edge] = []
    for item in made:
        reads += item.dependencies.reads
        target = told(item.table)
        writes.append(target)
        columns += _edges(item.edges, target, told)
    if found is not None:
        reads += found.reads
        feeds = [(source, name) for name, fed in found.columns for source in fed]
        feeds += [(source, "*") for source in found.indirect]
        columns += _edges(feeds, None, told)
    return StatementLineage(
        line, frozenset(map(told, reads)), frozenset(writes), frozenset(columns)
    )


def _edges(
    pairs: Iterable[tuple[Source, str]], target: TableName | None, told: Callable[[Name], TableName]
) -> list[Edge]:
    make = tuple.__new__  # made past their classes, tuples take half
    edges: list[Edge] = []
    for (table, column, kind), name in pairs:
        fed = make(ColumnName, (target, name))
        edges.append(make(Edge, (_column(told, table, column), fed, KINDS[kind])))
    return edges


@lru_cache(maxsize=16_384)
def _column(told: Callable[[Name], TableName], table: Name, column: str) -> ColumnName:
    return ColumnName(told(table) if table else None, column)
