"""Cursors, loops, conditions: what they hold and read."""

import re
from collections.abc import Iterator

from sqlglot import exp

from seamscope.lineage.query.model import QueryResult
from seamscope.lineage.script import return_values as gives
from seamscope.lineage.script import variables
from seamscope.lineage.script.assignments import FETCH, SETTING, named
from seamscope.lineage.script.environment import SELECTS
from seamscope.lineage.script.execution import Execution
from seamscope.lineage.script.flows import Out
from seamscope.lineage.split import Statement

_CURSOR = re.compile(
    r"^\s*(?:(?:DECLARE|LET)\s+)?"
    r"(?:CURSOR\s+(?P<after>\w+)|(?P<before>[\w@#]+)\s+(?:\w+\s+)*?CURSOR)\b.*?"
    r"(?:\bFOR\b|\bIS\b)\s*(?P<query>\(?\s*(?:SELECT|WITH)\b.*)$",
    re.I | re.S,
)
_CURSOR_OF = re.compile(
    r"^\s*(?:DECLARE\s+|LET\s+)?(?P<name>\w+)\s+CURSOR\s+FOR\s+(?P<cursor>\w+)\s*;?\s*$", re.I
)
_LOOP = re.compile(
    r"\bFOR\s+(?P<name>\w+)\s+(?:IN|AS)\s+(?:\w+\s+CURSOR\s+FOR\s+)?"
    r"(?P<query>\(?\s*(?:SELECT|WITH)\b.*?)\s*(?:\bLOOP|\bDO)?\s*$",
    re.I | re.S,
)
_LOOP_CURSOR = re.compile(r"\bFOR\s+(?P<name>\w+)\s+IN\s+(?P<cursor>\w+)", re.I)
_OPEN = re.compile(
    r"^\s*OPEN\s+:?(?P<name>\w+)\s+FOR\s+(?P<query>(?:SELECT|WITH)\b.*)$", re.I | re.S
)
_RETURN = re.compile(
    r"^\s*RETURN\b\s*(?:QUERY\s+|NEXT\s+|TABLE\s*)?(?P<query>\(*\s*(?:SELECT|WITH)\b.*)$",
    re.I | re.S,
)
_RETURNED = re.compile(r"^\s*RETURN\b\s*(?P<value>.*?)\s*;?\s*$", re.I | re.S)
CATALOGUES = frozenset({"sys", "information_schema", "pg_catalog", "all_tables", "dual"})


def followed(reader: Execution, piece: Statement) -> Iterator[Out]:
    """Follow a statement that steers or holds values; yield what it reads."""
    text = piece.text
    if loop := _LOOP.search(text):
        yield from _keep(reader, piece, loop["query"], record=loop["name"])
    elif _same_rows(reader, text):
        reader.parsed()
    elif found := _CURSOR.search(text):
        name = found["after"] or found["before"]
        yield from _keep(reader, piece, found["query"], cursor=name)
    elif found := _OPEN.search(text):
        yield from _keep(reader, piece, found["query"], cursor=found["name"], returns=True)
    elif found := FETCH.search(text):
        _fetched(reader, found)
        reader.parsed()
    elif (found := _RETURN.search(text)) and isinstance(reader.tree(found["query"]), exp.Query):
        yield from _keep(reader, piece, found["query"], returns=True)
    elif found := _RETURNED.match(text):
        yield from gives.value(reader, piece, found["value"])
    else:
        yield from _held_or_asked(reader, piece)


def _same_rows(reader: Execution, text: str) -> bool:
    """Tell whether a loop or another cursor takes the rows of a known cursor, and let it."""
    found = _LOOP_CURSOR.search(text) or _CURSOR_OF.match(text)
    read = reader.frame.cursors.get(found["cursor"].casefold()) if found else None
    if found is None or read is None:
        return False
    reader.frame.record(found["name"], read)
    reader.frame.cursors[found["name"].casefold()] = read
    return True


def _held_or_asked(reader: Execution, piece: Statement) -> Iterator[Out]:
    if piece.head in SETTING:
        yield from variables.held(reader, piece)
    elif SELECTS.search(piece.text):
        yield from _condition(reader, piece)
    else:
        reader.parsed()


def _keep(
    reader: Execution,
    piece: Statement,
    query: str,
    *,
    record: str = "",
    cursor: str = "",
    returns: bool = False,
) -> Iterator[Out]:
    """Read a query that a cursor, a loop or a RETURN names."""
    query = re.sub(r"\s*;\s*$", "", query)
    query = re.sub(r"\bFOR\s+(?:UPDATE|READ\s+ONLY)\b.*$", "", query, flags=re.I | re.S)
    tree = reader.tree(query)
    if not isinstance(tree, exp.Query):
        yield reader.fault(piece, "its query is not understood")
        return
    read = reader.walk(tree)[1] or QueryResult()
    reader.parsed()
    if record:
        reader.frame.record(record, read)
    if cursor:
        reader.frame.cursors[cursor.casefold()] = read
        reader.frame.record(cursor, read)
    if returns:
        reader.returns(piece.routine, read)
    yield from reader.seen(piece, read)


def _fetched(reader: Execution, found: re.Match[str]) -> None:
    read = reader.frame.cursors.get(found["cursor"].casefold())
    if read is not None:
        variables.take(reader.frame, named(found["names"]), read)


def _condition(reader: Execution, piece: Statement) -> Iterator[Out]:
    """Read the subqueries of IF, WHILE and the like; catalogues are no data."""
    expression = re.sub(r"^\s*\w+\s+|\b(?:THEN|LOOP|DO)\s*$", "", piece.text, flags=re.I)
    tree = reader.tree(f"SELECT CASE WHEN {expression} THEN 1 END")
    if not isinstance(tree, exp.Query):
        reader.parsed()
        return
    read = reader.walk(tree)[1] or QueryResult()
    reader.parsed()
    read.reads = {n: None for n in read.reads if n[0].casefold() not in CATALOGUES}
    read.columns = []
    yield from reader.seen(piece, read)
