"""What a query defines: columns of tables and views, names of what is remote."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from seamscope.lineage.parsing.parser import PARSER_ERRORS
from seamscope.lineage.query.model import Name
from seamscope.lineage.remote import record_definition
from seamscope.lineage.script.calls import is_routine_head
from seamscope.lineage.script.interpreter import Interpreter
from seamscope.lineage.script.return_values import gives_back, head_name
from seamscope.lineage.script.triggers import runs, watch
from seamscope.lineage.split import Statement
from seamscope.lineage.split.words import CALL
from seamscope.records import Query

TEMP = re.compile(r"(?<![\w#])#\w+")
MAKES_TEMP = re.compile(
    r"\b(?:CREATE\s+TABLE|SELECT\b[^;]*?\bINTO)\s+\[?(?:tempdb\.\.)?(#\w+)", re.I
)
ANEW = re.compile(r"\s*(?:ALTER\b[^()]{0,200}?\bVIEW|CREATE\s+OR\s+(?:REPLACE|ALTER))\b", re.I)


def learn(reader: Interpreter) -> bool:
    """Learn the tables and names a query defines; tell whether that is more than before."""
    before = reader.own.size()
    reader.begin()
    for index, piece in enumerate(reader.pieces):
        if not piece.fault and index not in reader.settled:
            reader.alive(index)
            reader.enter(piece)
            record_definition(piece.text, reader.context)
            if is_routine_head(piece.text) and (name := piece.routine or head_name(piece.text)):
                reader.context.holds(tuple(name.split(".")), gives=gives_back(piece.text))
            if (function := runs(piece.text)) and (seen := watch(piece.text)):
                reader.context.watch(function, seen)
            if _learned(reader, index, piece):
                reader.settled.add(index)
    for routine, body in _bodies(reader):
        reader.context.borrows(routine, body)
    return reader.own.size() > before


def _bodies(reader: Interpreter) -> Iterator[tuple[Name, tuple[Query, ...]]]:
    """Yield the routines that use temp tables they do not make, with the statements that matter."""
    by_routine: dict[str, list[Statement]] = defaultdict(list)
    for piece in reader.pieces:
        if piece.routine and not piece.fault and ("#" in piece.text or piece.head in CALL):
            by_routine[piece.routine].append(piece)
    for routine, pieces in by_routine.items():
        text = ";".join(piece.text for piece in pieces)
        named = {name.casefold() for name in TEMP.findall(text)}
        if named - {name.casefold() for name in MAKES_TEMP.findall(text)}:
            queries = (
                replace(reader.query, text=piece.text, evidence=reader.where(piece))
                for piece in pieces
            )
            yield tuple(routine.split(".")), tuple(queries)


def _learned(reader: Interpreter, index: int, piece: Statement) -> bool:
    """Learn the columns of what a statement makes; tell whether there is no more to learn."""
    if piece.head not in {"CREATE", "ALTER"} or is_routine_head(piece.text):
        return True
    anew = ANEW.match(piece.text) is not None
    if piece.head == "ALTER" and not anew:
        return True
    try:
        trees, _ = reader.shapes(piece, index, keep=True)
        made = [item for tree in trees for item in reader.walk(tree)[0]]
    except PARSER_ERRORS:  # told when its records are made
        return True
    for item in made:
        if item.temporary:  # known to this script alone, anew in each round
            reader.frame.fill(item)
        elif item.columns:
            columns = tuple(name for name, _ in item.columns)
            reader.context.learn(item.table, columns, reader.query.database, anew=anew)
    return all(item.columns and not item.temporary for item in made)
