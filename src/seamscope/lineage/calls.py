"""Calls and SQL that is run from text: EXEC, INSERT … EXEC, sp_executesql, EXECUTE IMMEDIATE."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from seamscope.lineage.dynamic import DYNAMIC, RUNTIME, expression_of, value
from seamscope.lineage.flows import Out
from seamscope.lineage.model import Name, Read
from seamscope.lineage.seams import define
from seamscope.lineage.seams.text import DOTTED, listed, parts
from seamscope.lineage.seams.trees import filling, select, table
from seamscope.lineage.split import Piece
from seamscope.records import Dataset, Dependency, Flow, Skipped

if TYPE_CHECKING:
    from seamscope.lineage.reader import Reader

RESULT: Name = ("\0result",)
DEEPEST = 5  # SQL in SQL in SQL
UNSAID = "it runs SQL that is put together when it runs"
FILLS = re.compile(
    rf"^\s*INSERT\s+(?:INTO\s+)?(?P<target>{DOTTED})\s*(?:\((?P<names>[^()]*)\)\s*)?"
    r"(?P<exec>EXEC(?:UTE)?\b.*)$",
    re.I | re.S,
)
_CALLED = re.compile(rf"^\s*(?:EXEC(?:UTE)?\s+|CALL\s+)?(?:@\w+\s*=\s*)?(?P<name>{DOTTED})", re.I)
_HEAD = re.compile(
    r"\s*(?:(?:CREATE|ALTER)\s+(?:OR\s+\w+\s+)?(?:\w+\s+){0,3}?)?"
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
    if len(name) == 4 and name[0]:
        yield Dependency(
            source=reader.flows.end(name),
            target=replace(reader.flows.end(("",)), dataset=""),
            reason="a routine is called on another server; what it moves is not said here",
            evidence=reader.where(piece),
        )
    reader.parsed()


def runs(reader: "Reader", piece: Piece) -> Iterator[Out]:
    """Read the SQL that a statement runs from text, as far as the text is constant."""
    yield from _inner(reader, piece, piece.text)


def _inner(reader: "Reader", piece: Piece, text: str) -> Iterator[Out]:
    expression = expression_of(text)
    said = value(expression, reader.dialect, reader.frame.texts) if expression else RUNTIME
    if not said.replace(RUNTIME, "").strip() or reader.depth >= DEEPEST:
        yield reader.fault(piece, UNSAID)
        return
    at = _AT.search(text)
    inner = _reader(reader, piece, said, _server(at) if at else "")
    records = inner.records()
    if RUNTIME in said:
        yield from _partly(reader, piece, records)
        return
    reader.counts.update(inner.counts)
    reader.outcomes += [replace(o, routine=piece.routine) for o in inner.outcomes]
    reader.calls += [(piece.routine, name) for _, name in inner.calls]
    reader.frame.temps |= inner.frame.temps
    for read in inner.returned.values():
        reader.returned[piece.routine] = read
    reader.parsed()
    yield from records


def _reader(reader: "Reader", piece: Piece, text: str, remote: str) -> "Reader":
    query = replace(
        reader.query,
        text=text,
        dialect=reader.dialect,
        evidence=reader.where(piece),
        target=None,
    )
    inner = type(reader)(query, reader.context, remote=remote)
    inner.depth = reader.depth + 1
    inner.frame.temps = dict(reader.frame.temps)
    return inner


def _server(at: re.Match[str]) -> str:
    return parts(at[1])[0]


def _partly(reader: "Reader", piece: Piece, records: list[Out]) -> Iterator[Out]:
    """Keep what stands whatever the running program fills in."""
    kept = [r for r in records if isinstance(r, Flow | Dataset | Dependency) and _stands(r)]
    moves = [r for r in kept if isinstance(r, Flow)]
    told = any(isinstance(r, Skipped) for r in records)
    if (moves or kept) and not told and len(kept) == len(records):
        yield reader.fault(
            piece, "it is understood in part: some of its text is put together when it runs",
            "partly",
        )  # fmt: skip
        yield from kept
    else:
        yield reader.fault(piece, UNSAID)


def _stands(record: Flow | Dataset | Dependency) -> bool:
    match record:
        case Dataset():
            ends = [record.system], [record.name]
        case _:
            ends = (
                [record.source.system, record.target.system],
                [record.source.dataset, record.target.dataset],
            )
    clues = [clue.value for ref in ends[0] for clue in ref.clues]
    return not any(RUNTIME in text for text in (*clues, *ends[1]))


def fills(reader: "Reader", piece: Piece) -> Iterator[Out]:
    """INSERT … EXEC: what a routine, a text or another server returns goes into a table."""
    found = FILLS.match(piece.text)
    if found is None:
        return
    target = table(parts(found["target"]))
    names = [parts(n)[-1] for n in listed(found["names"] or "") if n]
    text = found["exec"]
    read: Read | None = None
    if DYNAMIC.search(text):
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
    if read is None:
        reason = "it is understood in part: it is filled by a routine that is not among the files"
        yield reader.fault(piece, reason, "partly")
        return
    reader.frame.temps[RESULT] = read
    yield from reader.emit(filling(target, select(table(RESULT)), names), piece)
    del reader.frame.temps[RESULT]


def _text_result(reader: "Reader", piece: Piece, text: str) -> tuple[Read | None, list[Out]]:
    said = value(expression_of(text), reader.dialect, reader.frame.texts)
    if RUNTIME in said:
        return None, []
    at = _AT.search(text)
    inner = _reader(reader, piece, said, _server(at) if at else "")
    records = [r for r in inner.records() if isinstance(r, Skipped) or _moves(r)]
    return next(iter(inner.returned.values()), None), records


def _moves(record: Out) -> bool:
    return isinstance(record, Flow) and bool(record.target.dataset)


def with_results(tree: exp.Expr, reader: "Reader") -> exp.Expr:
    """Return the tree with table functions of the files as what they return."""
    for node in list(tree.find_all(exp.Anonymous)):
        over = node.parent
        name: Name = (node.name,)
        if isinstance(over, exp.Dot):
            name = (*(part.name for part in over.parts[:-1] if part.name), node.name)
            over = over.parent
        elif isinstance(over, exp.Table):
            name = tuple(p.name for p in (over.args.get("db"),) if p is not None) + name
        if not isinstance(over, exp.Lateral | exp.Table | exp.TableFromRows):
            continue
        reader.wants = True
        read = reader.context.result(name)
        if read is None:
            continue
        key = (f"{name[-1].casefold()}()",)
        reader.frame.temps[key] = read
        _put(over, table(key), name[-1])
    return tree


def _put(over: exp.Expr | None, made: exp.Table, name: str) -> None:
    if isinstance(over, exp.Lateral):
        over.set("this", exp.Subquery(this=select(made)))
    elif isinstance(over, exp.Table | exp.TableFromRows):
        alias = over.args.get("alias") or exp.TableAlias(this=exp.Identifier(this=name))
        made.set("alias", alias)
        made.set("joins", over.args.get("joins"))
        over.replace(made)
