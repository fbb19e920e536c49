"""Build the `Lineage` of one plain statement, without the interpreter of scripts.

The result is the same as from `read_script`, but takes less time: no definitions are collected, and
neither the interpreter nor the catalogues of products and side doors are loaded.
"""

import re
from collections.abc import Sequence
from operator import attrgetter

from sqlglot import exp

from seamscope.collection import pause_collection
from seamscope.lineage.parsing.client_variables import PSQL_DIALECTS
from seamscope.lineage.parsing.parser import PARSER_ERRORS, get_tools, is_empty, is_misread
from seamscope.lineage.query.model import (
    Dependencies,
    QueryResult,
    Schema,
    TableWrite,
    describe_partly,
)
from seamscope.lineage.query.walker import Walker
from seamscope.lineage.remote.dynamic_names import has_dynamic_names
from seamscope.lineage.side_doors.runners import may_run_text
from seamscope.lineage.statement_lineage import build_statement
from seamscope.lineage.statements.handlers import trace_statement
from seamscope.lineage.types import (
    Diagnostic,
    Lineage,
)

# Characters of temp tables, variables, stages, templates and $$ bodies: they need the interpreter.
NEEDS_SCRIPT = ("#", "@", "$", "{")
# T-SQL needs no semicolons, so SQL with two of these keywords may contain two statements.
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
TEMPORARY = attrgetter("temporary")


def read_statement(text: str, dialect: str, schema: Schema, shape: str = "") -> Lineage | None:
    """Return the lineage of SQL that is one plain statement, None if it is anything else.

    ``INSERT INTO t (a) SELECT b FROM s`` is plain. A script is not plain, and neither is a
    statement that uses a temp table or a link to another system.

    shape: the SQL with blank literals, if known.
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
    """Return whether SQL looks like one plain statement (see `read_statement`)."""
    bare = shape or text
    if (
        len(text) > LONGEST
        or any(map(bare.__contains__, NEEDS_SCRIPT))
        or _measure_depth(text) > DEEPEST
    ):
        return False
    if dialect == "tsql" and len(FIRST_WORDS.findall(bare)) > 1:
        return False
    if has_dynamic_names(bare, dialect) or _has_client_variables(bare, dialect):
        return False
    return not may_run_text(bare)


def _has_client_variables(text: str, dialect: str) -> bool:
    """Return whether SQL may have psql or Python variables, which the parser misreads.

    ``:schema`` is a psql variable; ``%s`` and ``%(name)s`` are Python variables.
    """
    if "%" in text and PYTHON_VARIABLE.search(text):
        return True
    return ":" in text and dialect in PSQL_DIALECTS and PSQL_VARIABLE.search(text) is not None


def trace_plain(text: str, dialect: str, schema: Schema) -> PlainEffects | None:
    """Return the position (line, column), the writes and the result of a plain statement.

    Return None if the statement is not plain, see `read_statement`. Raises PARSER_ERRORS.
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
    if walker.table_functions and _reads_remote(walker.table_functions):
        return None
    if writes and any(map(TEMPORARY, writes)):
        return None
    return place, writes, result


def _reads_remote(table_functions: Sequence[exp.Expr]) -> bool:
    """Return whether any table function may read another system or files."""
    # Imported here because few statements have a table function.
    from seamscope.lineage.remote.table_functions import may_read_remote

    return any(map(may_read_remote, table_functions))


def _measure_depth(text: str) -> int:
    """Return the nesting depth of parentheses, 0 if the text has at most DEEPEST of them."""
    if text.count("(") <= DEEPEST:
        return 0
    depth = deepest = 0
    for match in PARENTHESIS.finditer(text):
        depth += 1 if match[0] == "(" else -1
        deepest = max(deepest, depth)
    return deepest


def _is_special(tree: exp.Expr) -> bool:
    """Return whether only the interpreter can handle a tree.

    Such trees are an INSERT into something other than a table, a CREATE without AS SELECT or with
    properties, and a tree in which the parser lost a name.
    """
    if isinstance(tree, exp.Insert):
        return not isinstance(tree.this, exp.Table | exp.Schema) or is_misread(tree)
    if not isinstance(tree, exp.Create):
        return is_misread(tree) or is_empty(tree)
    selects = tree.args.get("kind") in {"TABLE", "VIEW"} and tree.expression is not None
    return not selects or bool(tree.args.get("properties"))


def _build_lineage(
    place: tuple[int, int], writes: Sequence[TableWrite], result: QueryResult | None
) -> Lineage:
    statement = build_statement(place, writes, result)
    dependencies: list[Dependencies] = [write.dependencies for write in writes]
    if result is not None:
        dependencies.append(result)
    notes = {note for found in dependencies for note in found.notes}
    if not notes:
        return Lineage((statement,))
    return Lineage((statement,), (Diagnostic(place[0], describe_partly(notes), place[1]),))
