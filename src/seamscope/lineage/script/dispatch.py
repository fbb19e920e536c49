"""Who follows a statement, by its words: a call, a step of control, a text that is run, data."""

import re
from collections.abc import Iterator

from sqlglot import exp

from seamscope.lineage.parsing.parser import lacks_query
from seamscope.lineage.remote import rewrite_unparsed
from seamscope.lineage.script import calls, triggers, variables
from seamscope.lineage.script import control_flow as control
from seamscope.lineage.script import dynamic_sql as running
from seamscope.lineage.script import return_values as gives
from seamscope.lineage.script import row_assignments as changed
from seamscope.lineage.script.constant_text import is_dynamic
from seamscope.lineage.script.execution import Execution
from seamscope.lineage.script.flows import Out
from seamscope.lineage.script.macros import MACRO, defined
from seamscope.lineage.split import Statement
from seamscope.lineage.split.words import CALL, CONTROL, DDL

# What defines data, or holds a query: if it is not understood, that is said.
HOLDS = re.compile(
    r"\bSELECT\b|^\s*CREATE\s+(?:OR\s+\w+\s+)?(?:(?!(?:INDEX|SEQUENCE|TYPE)\b)\w+\s+){0,3}?(?:TABLE|VIEW)\b",
    re.I,
)


def followed(reader: Execution, index: int, piece: Statement) -> Iterator[Out]:
    """Yield the records of one statement by what it is."""
    if piece.fault:
        yield reader.fault(piece, piece.fault, "partly" if piece.head == ":R" else "not")
    elif found := MACRO.match(piece.text):
        yield from defined(reader, piece, found)
    elif calls.is_routine_head(piece.text):
        seen = None if triggers.runs(piece.text) else triggers.watch(piece.text)
        reader.frame.trigger = seen or reader.frame.trigger
        gives.head(reader, piece)
        reader.parsed()
        yield from gives.expressed(reader, piece)
    elif calls.FILLS.match(piece.text):
        yield from calls.fills(reader, piece)
    elif piece.head not in DDL and is_dynamic(piece.text):
        yield from running.runs(reader, piece)
    elif piece.head in CALL | CONTROL | {"ASSIGN", "LABEL", ":R"}:
        yield from _control(reader, piece)
    else:
        yield from _data(reader, index, piece)


def _control(reader: Execution, piece: Statement) -> Iterator[Out]:
    if shape := rewrite_unparsed(piece.text, reader.dialect):
        for tree in shape.trees:
            yield from reader.emit(reader.marked(tree), piece, shape.technology)
    elif piece.head in CALL:
        yield from calls.called(reader, piece)
    else:
        yield from control.followed(reader, piece)


def _data(reader: Execution, index: int, piece: Statement) -> Iterator[Out]:
    if variables.selects(reader, piece):
        yield from variables.selected(reader, piece)
        return
    piece, caught = changed.without_into(piece)
    trees, technology = reader.shapes(piece, index)
    understood = [tree for tree in trees if not isinstance(tree, exp.Command)]
    if understood:
        for tree in understood:
            whole = changed.freed(reader, tree) if isinstance(tree, exp.Update) else tree
            if caught:
                yield from changed.caught(reader, piece, whole, caught)
            else:
                yield from reader.emit(whole, piece, technology)
    elif piece.head in DDL and not (HOLDS.search(piece.text) or lacks_query(piece.text)):
        reader.parsed()  # it defines something that holds no data
    elif re.match(r"\s*UPDATE\s+STATISTICS\b", piece.text, re.I):
        reader.parsed()
    else:
        yield reader.fault(piece, "it is not understood")
