"""Calls and SQL that is run from text: EXEC, INSERT … EXEC, sp_executesql, EXECUTE IMMEDIATE."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from seamscope.lineage import gives
from seamscope.lineage.dynamic import DYNAMIC, RUNTIME, expression_of
from seamscope.lineage.flows import Out
from seamscope.lineage.model import Name, Read
from seamscope.lineage.result import alike
from seamscope.lineage.seams import define
from seamscope.lineage.seams.text import DOTTED, listed, parts
from seamscope.lineage.seams.trees import filling, identifier, select, table
from seamscope.lineage.split import Piece
from seamscope.records import Dataset, Dependency, Evidence, Flow, Query, Skipped

if TYPE_CHECKING:
    from seamscope.lineage.reader import Reader

RESULT: Name = ("\0result",)
DEEPEST = 5  # SQL in SQL in SQL
UNSAID = "it runs SQL that is put together when it runs"
PARTLY = "it is understood in part: some of its text is put together when it runs"
FILLS = re.compile(
    rf"^\s*INSERT\s+(?:INTO\s+)?(?P<target>{DOTTED})\s*(?:\((?P<names>[^()]*)\)\s*)?"
    r"(?P<exec>EXEC(?:UTE)?\b.*)$",
    re.I | re.S,
)
_CALLED = re.compile(rf"^\s*(?:EXEC(?:UTE)?\s+|CALL\s+)?(?:@\w+\s*=\s*)?(?P<name>{DOTTED})", re.I)
_HEAD = re.compile(
    r"\s*(?:(?:CREATE|ALTER|REPLACE)\s+(?:OR\s+\w+\s+)?(?:\w+\s+){0,3}?)?"
    r"(?:PROC|PROCEDURE|FUNCTION|TRIGGER|PACKAGE|TASK)\b",
    re.I,
)
_AT = re.compile(r"\)\s*AT\s+(?:DATA_SOURCE\s+)?([\w\[\]\"]+)\s*;?\s*$", re.I)


def is_routine_head(text: str) -> bool:
    """Tell whether a statement is the head of a routine."""
    return bool(_HEAD.match(text))


def called(reader: "Reader", piece: Piece) -> Iterator[Out]:
    """Note a call; one of a routine on another server may bring data, which is asked about."""
    define(piece.text, reader.context)
    found = _CALLED.match(piece.text)
    name = tuple(parts(found["name"])) if found else ()
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


def _lent(reader: "Reader", piece: Piece, name: Name) -> Iterator[Out]:
    """Read again what a called routine does with temp tables, which are known here."""
    if not name or reader.depth >= DEEPEST:
        return
    for query in reader.context.body(name):
        inner = _reader(reader, query, query.text, query.evidence)
        yield from (record for record in inner.records() if not isinstance(record, Skipped))
        reader.outcomes += [
            replace(outcome, routine=piece.routine)
            for outcome in inner.outcomes
            if not outcome.fault
        ]
        reader.frame.take_in(inner.frame)


def runs(reader: "Reader", piece: Piece) -> Iterator[Out]:
    """Read each SQL text that a statement may run; say it where one is not known, or in part."""
    expression = expression_of(piece.text)
    said = reader.frame.said(expression, reader.dialect) if expression else (RUNTIME,)
    known = [one for one in said if one.replace(RUNTIME, "").strip()]
    if reader.depth >= DEEPEST:
        known = []
    at = _AT.search(piece.text)
    kept: list[Out] = []
    read = whole = said.count("")  # which runs nothing
    for one in known:
        inner = _reader(reader, reader.query, one, reader.where(piece), _server(at) if at else "")
        records = inner.records()
        if RUNTIME not in one:
            whole += 1
            reader.counts.update(inner.counts)
        elif not _stand(records):
            continue
        read += 1
        reader.take_in(inner, piece)
        kept += records
    if read and whole == len(said):
        reader.parsed()
    elif read:
        yield reader.fault(piece, PARTLY, "partly")
    else:
        yield reader.fault(piece, UNSAID)
    yield from kept


def _reader(
    reader: "Reader", query: Query, text: str, where: Evidence, remote: str = ""
) -> "Reader":
    """Return a reader of a text that runs inside: it sees the temp tables around it."""
    query = replace(query, text=text, dialect=reader.dialect, evidence=where, target=None)
    inner = type(reader)(query, reader.context, remote=remote)
    inner.depth = reader.depth + 1
    inner.frame = reader.frame.inner()
    return inner


def _server(at: re.Match[str]) -> str:
    return parts(at[1])[0]


def _stand(records: list[Out]) -> bool:
    """Tell whether all records are right whatever the running program fills in."""
    return bool(records) and all(
        isinstance(r, Flow | Dataset | Dependency) and _stands(r) for r in records
    )


def _stands(record: Flow | Dataset | Dependency) -> bool:
    named: list[str] = []
    match record:
        case Dataset():
            ends = [record.system], [record.name]
        case _:
            ends = (
                [record.source.system, record.target.system],
                [record.source.dataset, record.target.dataset],
            )
    if isinstance(record, Flow):
        named = [end for edge in record.columns for end in (edge.source, edge.target)]
    clues = [clue.value for ref in ends[0] for clue in ref.clues]
    return not any(RUNTIME in text for text in (*clues, *ends[1], *named))


def fills(reader: "Reader", piece: Piece) -> Iterator[Out]:
    """INSERT … EXEC: what a routine, a text or another server returns goes into a table."""
    found = FILLS.match(piece.text)
    if found is None:
        return
    target = table(parts(found["target"]))
    names = [parts(n)[-1] for n in listed(found["names"] or "") if n]
    text = found["exec"]
    read: Read | None = None
    doubt = "it is filled by a routine that is not among the files"
    if DYNAMIC.search(text):
        doubt = "it is filled by SQL that is put together when it runs"
        read, records = _text_result(reader, piece, text)
        yield from records
    else:
        call = _CALLED.match(text)
        name = parts(call["name"]) if call else ()
        if len(name) == 4 and name[0]:
            yield from reader.emit(filling(target, select(table(name)), names), piece)
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
    yield from reader.emit(filling(target, select(table(RESULT)), names), piece)
    del reader.frame.temps[RESULT]


def _columned(target: exp.Expr, names: list[str]) -> exp.Expr:
    return exp.Schema(this=target, expressions=[*map(identifier, names)]) if names else target


def _text_result(reader: "Reader", piece: Piece, text: str) -> tuple[Read | None, list[Out]]:
    said = reader.frame.said(expression_of(text), reader.dialect)
    if any(RUNTIME in one for one in said):
        return None, []
    at = _AT.search(text)
    found: Read | None = None
    records: list[Out] = []
    for one in said:
        inner = _reader(reader, reader.query, one, reader.where(piece), _server(at) if at else "")
        records += [r for r in inner.records() if isinstance(r, Skipped) or _moves(r)]
        for read in inner.returned.values():
            found = alike(found, read)
    return found, records


def _moves(record: Out) -> bool:
    return isinstance(record, Flow) and bool(record.target.dataset)
