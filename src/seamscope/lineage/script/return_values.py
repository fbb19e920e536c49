"""What routines give back: result sets, values, parameters that go out."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sqlglot import exp

from seamscope.lineage.query.model import NO_SOURCES, Name, QueryResult, fold
from seamscope.lineage.remote.text_readers import (
    DOTTED,
    read_parentheses,
    split_arguments,
    split_name,
)
from seamscope.lineage.remote.tree_builders import parse_column_names
from seamscope.lineage.script.environment import SELECTS
from seamscope.lineage.script.execution import Execution
from seamscope.lineage.script.flows import Out
from seamscope.lineage.script.result import alike
from seamscope.lineage.split import Statement

NESTED = 4  # routines that return what other routines return
_FUNCTION = re.compile(
    r"^\s*(?:(?:CREATE|ALTER|REPLACE)\s+(?:OR\s+\w+\s+)?(?:\w+\s+)?)?FUNCTION\b", re.I
)
# T-SQL's functions that fill the table they return
_FILLED = re.compile(r"\bRETURNS\s+(@\w+)\s+TABLE\s*\(", re.I)
_NAMED = re.compile(
    rf"\b(?:PROC|PROCEDURE|FUNCTION)\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<name>{DOTTED})\s*", re.I
)
_OUT = re.compile(r"\b(?:OUT|OUTPUT|INOUT)\b", re.I)
_PARAMETER = re.compile(r"^\s*(?:(?:IN|OUT|INOUT)\s+)*(?P<name>@?\w+)", re.I)
_ARGUMENT = re.compile(
    r"^\s*(?:(?P<name>@?\w+)\s*=>?\s*)?:?(?P<given>@?[A-Za-z_][\w.]*)\s*(?:OUT|OUTPUT)?\s*;?\s*$",
    re.I,
)
_EXPRESSED = re.compile(r"\bAS\s*\((?P<body>.*)\)\s*;?\s*$", re.I | re.S)
_PIPED = re.compile(r"^\s*PIPE\s+ROW\s*\((?P<row>.*)\)\s*;?\s*$", re.I | re.S)
RESULT_SETS = frozenset({"tsql", "fabric", ""})  # where a caller gets those of what it calls


def head(reader: Execution, piece: Statement) -> None:
    """Note what the head of a routine says of what it gives back."""
    frame = reader.frame
    frame.function = bool(_FUNCTION.match(piece.text))
    if found := _FILLED.search(piece.text):
        names = parse_column_names(read_parentheses(piece.text, found.end() - 1), reader.dialect)
        frame.filled = found[1].casefold()
        frame.temps[(frame.filled,)] = QueryResult(columns=[(name, NO_SOURCES) for name in names])
    frame.outputs = dict(_outputs(piece.text))


def head_name(text: str) -> str:
    """Return the name of a routine as its head gives it."""
    named = _NAMED.search(text)
    return ".".join(split_name(named["name"])) if named else ""


def gives_back(text: str) -> bool:
    """Tell whether the head of a routine says that it gives a value or parameters back."""
    return bool(_FUNCTION.match(text)) or next(_outputs(text), None) is not None


def _outputs(text: str) -> Iterator[tuple[int, str]]:
    """Yield the parameters that go out, by position."""
    named = _NAMED.search(text)
    if named is None:
        return
    rest = text[named.end() :]
    given = (
        read_parentheses(rest, 0)
        if rest.startswith("(")
        else re.split(r"\bAS\b(?!\s+\w+\s*,)", rest)[0]
    )
    for index, item in enumerate(split_arguments(given)):
        if _OUT.search(item) and (found := _PARAMETER.match(item)):
            yield index, found["name"].casefold()


def leave(reader: Execution, routine: str) -> None:
    """Keep what the parameters that go out hold where a routine ends; a function's are its row."""
    row = QueryResult()
    for index, name in reader.frame.outputs.items():
        read = reader.frame.temps.get((name,), QueryResult())
        row.absorb(read)
        row.columns.append((name, read.columns[0][1] if read.columns else NO_SOURCES))
        if read.reads:
            reader.outputs[f"{routine}\0{index}"] = read
            reader.outputs[f"{routine}\0{name}"] = read
    if reader.frame.function and row.reads:
        reader.returned.setdefault(routine, row)


def expressed(reader: Execution, piece: Statement) -> Iterator[Out]:
    """Read a function whose body is one expression: CREATE FUNCTION f(a INT64) AS ((SELECT …))."""
    found = _EXPRESSED.search(piece.text) if _FUNCTION.match(piece.text) else None
    if found is None or not SELECTS.search(found["body"]):
        return
    name = head_name(piece.text)
    tree = reader.tree(f"SELECT {found['body']}")
    read = reader.walk(tree)[1] if isinstance(tree, exp.Query) else None
    if read is None:
        yield reader.fault(piece, "its query is not understood", "partly")
        return
    reader.returned[name] = read
    yield from reader.seen(replace(piece, routine=name), read)


def piped(reader: Execution, piece: Statement) -> bool:
    """Tell whether a statement is PIPE ROW, and keep what feeds the rows a function makes."""
    found = _PIPED.match(piece.text)
    tree = reader.tree(f"SELECT {found['row']}") if found else None
    if isinstance(tree, exp.Query) and (read := reader.walk(tree)[1]) is not None:
        read.columns = []
        read.notes["which columns of a pipelined function are fed by what is not followed"] = None
        reader.returns(piece.routine, read)
    return found is not None


def take_outputs(reader: Execution, piece: Statement, name: Name) -> None:
    """Let the variables of a call hold what the routine puts into its parameters."""
    if not reader.context.gives(name):
        return
    found = re.search(rf"{DOTTED}\s*\(", piece.text)
    rest = re.sub(
        rf"^\s*(?:EXEC(?:UTE)?\s+)?(?:@\w+\s*=\s*)?{DOTTED}\s*", "", piece.text, flags=re.I
    )
    for index, item in enumerate(
        split_arguments(read_parentheses(piece.text, found.end() - 1) if found else rest)
    ):
        if (given := _ARGUMENT.match(item)) is None:
            continue
        reader.wants = True
        key = given["name"].casefold() if given["name"] else str(index)
        read = reader.context.result((*name[:-1], f"{name[-1]}\0{key}"))
        if read is not None:
            reader.frame.assign(given["given"], read)


def value(reader: Execution, piece: Statement, expression: str) -> Iterator[Out]:
    """Keep what a function returns: an expression, or the table that it has filled."""
    frame = reader.frame
    asks = SELECTS.search(expression)
    reader.parsed()
    if frame.filled:
        reader.returned[piece.routine] = frame.temps[(frame.filled,)]
    if (
        not expression
        or not (asks or frame.function)
        or expression.casefold() in frame.trigger.rows
    ):
        return
    tree = reader.tree(f"SELECT {expression}")
    read = reader.walk(tree)[1] if isinstance(tree, exp.Query) else None
    if read is not None and read.reads and frame.function:
        reader.returns(piece.routine, read)
    if read is not None and asks:
        yield from reader.seen(piece, read)


def passed_on(
    returned: Mapping[Name, QueryResult], passes: Iterable[tuple[Name, Name]]
) -> Mapping[Name, QueryResult]:
    """Return the result sets of routines with those of what they call, which their callers get."""
    found = dict(returned)
    left = [pair for pair in passes if fold(pair[0]) != fold(pair[1])]
    while left:
        ends = {fold(n)[start:]: read for n, read in found.items() for start in range(len(n))}
        known = [(pair, read) for pair in left if (read := _by_ending(ends, pair[1])) is not None]
        if not known:
            break
        for (caller, _), read in known:
            old = found.get(caller)
            if old is None or len(old.columns) == len(read.columns):
                found[caller] = alike(old, read)
        done = [pair for pair, _ in known]
        left = [pair for pair in left if pair not in done]
    return found


def _by_ending(ends: Mapping[Name, QueryResult], name: Name) -> QueryResult | None:
    named = tuple(part for part in fold(name) if part)
    return next((ends[named[i:]] for i in range(len(named)) if named[i:] in ends), None)
