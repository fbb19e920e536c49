"""Variables, cursors, loops, conditions: what they hold and read."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlglot import exp

from seamscope.lineage.flows import Out
from seamscope.lineage.frame import SELECTS
from seamscope.lineage.model import Read
from seamscope.lineage.split import Piece

if TYPE_CHECKING:
    from seamscope.lineage.reader import Reader

_WORD = r"[@:]?[\w$#.]+"
_SET = re.compile(
    r"^\s*(?:SET\s+|LET\s+|DECLARE\s+)?(?P<name>[@:]?[\w.$]+)\s*(?:AS\s+)?(?P<type>[\w\s(),.%]*?)"
    r"(?P<op>:=|\+=|=|\bDEFAULT\b)\s*(?P<value>.*?);?\s*$",
    re.I | re.S,
)
_CURSOR = re.compile(
    r"^\s*(?:(?:DECLARE|LET)\s+)?"
    r"(?:CURSOR\s+(?P<after>\w+)|(?P<before>[\w@#]+)\s+(?:\w+\s+)*?CURSOR)\b.*?"
    r"(?:\bFOR\b|\bIS\b)\s*(?P<query>\(?\s*(?:SELECT|WITH)\b.*)$",
    re.I | re.S,
)
_FETCH = re.compile(
    rf"^\s*FETCH\s+(?:[\w\s@-]*?\bFROM\s+)?(?P<cursor>[\w@#]+)\s+(?:BULK\s+COLLECT\s+)?INTO\s+"
    rf"(?P<names>{_WORD}(?:\s*,\s*{_WORD})*)",
    re.I,
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
    r"^\s*RETURN\s+(?:QUERY\s+|NEXT\s+|TABLE\s*)?(?P<query>\(*\s*(?:SELECT|WITH)\b.*)$", re.I | re.S
)
_INTO = re.compile(
    rf"\b(?:BULK\s+COLLECT\s+)?INTO\s+(?:STRICT\s+)?(?P<names>{_WORD}(?:\s*,\s*{_WORD})*)"
    r"(?=\s+FROM\b|\s*;?\s*$|\s+WHERE\b|\s+LIMIT\b)",
    re.I,
)
_TSQL_VARIABLE = re.compile(
    r"^\s*SELECT\s+(?:TOP\s*\(?\s*\d+\s*\)?\s+|DISTINCT\s+)?(@\w+)\s*[+\-]?=", re.I
)
CATALOGUES = frozenset({"sys", "information_schema", "pg_catalog", "all_tables", "dual"})
INTO_VARIABLES = frozenset({"oracle", "postgres", "mysql", "snowflake", "redshift", "bigquery", ""})


def followed(reader: "Reader", piece: Piece) -> Iterator[Out]:
    """Follow a statement that steers or holds values; yield what it reads."""
    text = piece.text
    if loop := _LOOP.search(text):
        yield from _keep(reader, piece, loop["query"], record=loop["name"])
    elif (loop := _LOOP_CURSOR.search(text)) and loop["cursor"].casefold() in reader.frame.cursors:
        reader.frame.record(loop["name"], reader.frame.cursors[loop["cursor"].casefold()])
        reader.parsed()
    elif found := _CURSOR.search(text):
        name = found["after"] or found["before"]
        yield from _keep(reader, piece, found["query"], cursor=name)
    elif found := _OPEN.search(text):
        yield from _keep(reader, piece, found["query"], cursor=found["name"], returns=True)
    elif found := _FETCH.search(text):
        _fetched(reader, found)
        reader.parsed()
    elif found := _RETURN.search(text):
        yield from _keep(reader, piece, found["query"], returns=True)
    else:
        yield from _held_or_asked(reader, piece)


def _held_or_asked(reader: "Reader", piece: Piece) -> Iterator[Out]:
    if piece.head in {"DECLARE", "SET", "ASSIGN", "LET"}:
        yield from _set(reader, piece)
    elif SELECTS.search(piece.text):
        yield from _condition(reader, piece)
    else:
        reader.parsed()


def _keep(
    reader: "Reader",
    piece: Piece,
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
    read = reader.walk(tree)[1] or Read()
    reader.parsed()
    if record:
        reader.frame.record(record, read)
    if cursor:
        reader.frame.cursors[cursor.casefold()] = read
        reader.frame.record(cursor, read)
    if returns:
        reader.returns(piece.routine, read)
    yield from _seen(reader, piece, read)


def _seen(reader: "Reader", piece: Piece, read: Read) -> Iterator[Out]:
    where = reader.where(piece)
    reader.note(piece, read)
    yield from reader.flows.read(read, where)


def _fetched(reader: "Reader", found: re.Match[str]) -> None:
    read = reader.frame.cursors.get(found["cursor"].casefold())
    names = [name.strip().lstrip(":") for name in found["names"].split(",")]
    if read is not None:
        for index, name in enumerate(names):
            reader.frame.assign(name, read, index)
            if len(names) == 1 and len(read.columns) > 1:
                reader.frame.record(name, read)


def _set(reader: "Reader", piece: Piece) -> Iterator[Out]:
    for item in _declarations(piece):
        found = _SET.match(item)
        if not found:
            if word := re.match(r"^\s*(?:DECLARE\s+)?([A-Za-z_]\w*)", item):
                reader.frame.declared.add(word[1].casefold())
            continue
        name = found["name"].lstrip(":").casefold()
        added = found["op"] == "+="
        said = f"{found['name']} + {found['value']}" if added else found["value"]
        given = reader.frame.said(said, reader.dialect)
        reader.frame.hold(name, given)
        if SELECTS.search(found["value"]) or reader.frame.temps:
            yield from _held(reader, piece, name, found["value"])
    reader.parsed()


def _declarations(piece: Piece) -> list[str]:
    """Return the variables of T-SQL's DECLARE @a int = 1, @b int = 2 one by one."""
    if not re.match(r"\s*DECLARE\s+@", piece.text, re.I):
        return [piece.text]
    return re.split(r",\s*(?=@\w+\s+(?:AS\s+)?[\w\[\]]+)", piece.text)


def _held(reader: "Reader", piece: Piece, name: str, expression: str) -> Iterator[Out]:
    tree = reader.tree(f"SELECT {expression}")
    if not isinstance(tree, exp.Query):
        if SELECTS.search(expression):
            yield reader.fault(piece, "the query of its value is not understood", "partly")
        return
    read = reader.walk(tree)[1] or Read()
    reader.frame.assign(name, read)
    if SELECTS.search(expression):
        yield from _seen(reader, piece, read)


def assigned(piece: Piece, dialect: str, *, routine: bool) -> list[str]:
    """Return the variables a SELECT … INTO fills, none if it fills none."""
    if piece.head not in {"SELECT", "WITH"}:
        return []
    if dialect in {"tsql", ""} and _TSQL_VARIABLE.match(piece.text):
        return ["@"]
    found = _INTO.search(piece.text) if dialect in INTO_VARIABLES else None
    if found is None or not (routine or ":" in found["names"] or "@" in found["names"]):
        return []
    return [name.strip().lstrip(":") for name in found["names"].split(",")]


def selected(reader: "Reader", piece: Piece, names: list[str]) -> Iterator[Out]:
    """Read a SELECT whose columns go into variables."""
    if names == ["@"]:
        text = re.sub(r"(@\w+)\s*([+\-])=", r"\1 = \1 \2", piece.text)
        names = []
    else:
        text = _INTO.sub(" ", piece.text, count=1)
    tree = reader.tree(text)
    if not isinstance(tree, exp.Query):
        yield reader.fault(piece, "it is not understood")
        return
    if isinstance(tree, exp.Select) and not names:
        names = _unequal(tree)
        for name, item in zip(names, tree.expressions, strict=True):
            given = reader.frame.said(item.sql(reader.dialect or None), reader.dialect)
            reader.frame.hold(name, given)
    read = reader.walk(tree)[1] or Read()
    for index, name in enumerate(names):
        reader.frame.assign(name, read, index)
    if len(names) == 1 and len(read.columns) > 1:
        reader.frame.record(names[0], read)
    reader.parsed()
    yield from _seen(reader, piece, read)


def _unequal(tree: exp.Select) -> list[str]:
    """Turn `@a = x` into plain columns; return the variables in order."""
    names: list[str] = []
    items: list[exp.Expr] = []
    for item in tree.expressions:
        if isinstance(item, exp.EQ) and isinstance(item.this, exp.Parameter):
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


def _condition(reader: "Reader", piece: Piece) -> Iterator[Out]:
    """Read the subqueries of IF, WHILE and the like; catalogues are no data."""
    expression = re.sub(r"^\s*\w+\s+|\b(?:THEN|LOOP|DO)\s*$", "", piece.text, flags=re.I)
    tree = reader.tree(f"SELECT CASE WHEN {expression} THEN 1 END")
    if not isinstance(tree, exp.Query):
        reader.parsed()
        return
    read = reader.walk(tree)[1] or Read()
    reader.parsed()
    read.reads = {n: None for n in read.reads if n[0].casefold() not in CATALOGUES}
    read.columns = []
    yield from _seen(reader, piece, read)
