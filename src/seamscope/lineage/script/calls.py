"""Calls of routines, and INSERT … EXEC of what they, or texts, return."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sqlglot import exp

from seamscope.lineage.query.model import Name, QueryResult
from seamscope.lineage.remote import record_definition
from seamscope.lineage.remote.text_readers import DOTTED, split_arguments, split_name
from seamscope.lineage.remote.tree_builders import (
    build_identifier,
    build_insert,
    build_select,
    build_table,
)
from seamscope.lineage.script import dynamic_sql as running
from seamscope.lineage.script import return_values as gives
from seamscope.lineage.script.constant_text import is_dynamic
from seamscope.lineage.script.execution import Execution
from seamscope.lineage.script.flows import Out
from seamscope.lineage.split import Statement
from seamscope.records import Dependency, Flow, Skipped

RESULT: Name = ("\0result",)
FILLED = "it is filled by SQL that is put together when it runs"
FILLS = re.compile(
    rf"^\s*INSERT\s+(?:INTO\s+)?(?P<target>{DOTTED})\s*(?:\((?P<names>[^()]*)\)\s*)?"
    r"(?P<exec>EXEC(?:UTE)?\b.*)$",
    re.I | re.S,
)
_CALLED = re.compile(rf"^\s*(?:EXEC(?:UTE)?\s+|CALL\s+)?(?:@\w+\s*=\s*)?(?P<name>{DOTTED})", re.I)
# Three bare words in a row: T-SQL may leave EXEC out, but a comma stands between arguments.
_NO_CALL = re.compile(
    r"^\s*(?!(?:EXEC(?:UTE)?|CALL)\b)[A-Za-z_]\w*\s+[A-Za-z_]\w*\s+(?!(?:WITH|OUT|OUTPUT)\b)[A-Za-z_]",
    re.I,
)
_HEAD = re.compile(
    r"\s*(?:(?:CREATE|ALTER|REPLACE)\s+(?:OR\s+\w+\s+)?(?:\w+\s+){0,3}?)?"
    r"(?:PROC|PROCEDURE|FUNCTION|TRIGGER|PACKAGE|TASK)\b",
    re.I,
)


def is_routine_head(text: str) -> bool:
    """Tell whether a statement is the head of a routine."""
    return bool(_HEAD.match(text))


def called(reader: Execution, piece: Statement) -> Iterator[Out]:
    """Note a call; one of a routine on another server may bring data, which is asked about."""
    if reader.dialect == "tsql" and _NO_CALL.match(piece.text):
        yield reader.fault(piece, "it is not understood")
        return
    if gives.piped(reader, piece):
        reader.parsed()
        return
    record_definition(piece.text, reader.context)
    found = _CALLED.match(piece.text)
    name = tuple(split_name(found["name"])) if found else ()
    if name:
        reader.calls.append((piece.routine, name))
        reader.passes.append((piece.routine, name))
        gives.take_outputs(reader, piece, name)
    if len(name) == 4 and name[0]:
        yield Dependency(
            source=reader.flows.end(name),
            target=replace(reader.flows.end(("",)), dataset=""),
            reason="a routine is called on another server; what it moves is not said here",
            evidence=reader.where(piece),
        )
    yield from _lent(reader, piece, name)
    reader.parsed()


def _lent(reader: Execution, piece: Statement, name: Name) -> Iterator[Out]:
    """Read again what a called routine does with temp tables, which are known here."""
    if not name or reader.depth >= running.DEEPEST:
        return
    for query in reader.context.body(name):
        inner = running.inside(reader, query, query.text, query.evidence)
        yield from (record for record in inner.records() if not isinstance(record, Skipped))
        reader.outcomes += [
            replace(outcome, routine=piece.routine)
            for outcome in inner.outcomes
            if not outcome.fault
        ]
        reader.frame.take_in(inner.frame)


def fills(reader: Execution, piece: Statement) -> Iterator[Out]:
    """INSERT … EXEC: what a routine, a text or another server returns goes into a table."""
    found = FILLS.match(piece.text)
    if found is None:
        return
    target = build_table(split_name(found["target"]))
    names = [split_name(n)[-1] for n in split_arguments(found["names"] or "") if n]
    text = found["exec"]
    read: QueryResult | None = None
    doubt = "it is filled by a routine that is not among the files"
    if is_dynamic(text):
        ran = running.run(reader, piece, text)
        yield from (r for r in ran.records if isinstance(r, Skipped) or _moves(r))
        read, doubt = ran.read, "" if ran.complete else FILLED
    else:
        call = _CALLED.match(text)
        name = split_name(call["name"]) if call else ()
        if len(name) == 4 and name[0]:
            yield from reader.emit(
                build_insert(target, build_select(build_table(name)), names), piece
            )
            return
        if name:
            reader.calls.append((piece.routine, name))
            reader.wants = True
            read = reader.context.result(name)
            if reader.context.has(name):
                doubt = "it is filled by a routine whose result is not known"
    if read is None:
        yield from reader.emit(exp.Insert(this=_columned(target, names)), piece, doubt=doubt)
        return
    reader.frame.temps[RESULT] = read
    known = build_insert(target, build_select(build_table(RESULT)), names)
    yield from reader.emit(known, piece, doubt=doubt if doubt == FILLED else "")
    del reader.frame.temps[RESULT]


def _moves(record: Out) -> bool:
    return isinstance(record, Flow) and bool(record.target.dataset)


def _columned(target: exp.Expr, names: list[str]) -> exp.Expr:
    return exp.Schema(this=target, expressions=[*map(build_identifier, names)]) if names else target
