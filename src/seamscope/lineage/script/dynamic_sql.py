"""SQL that is run from text: EXEC, sp_executesql, EXECUTE IMMEDIATE, OPEN … FOR, with its binds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sqlglot import exp

from seamscope.lineage.query.model import QueryResult
from seamscope.lineage.remote.text_readers import NAME, split_arguments, split_name
from seamscope.lineage.script.assignments import TEXT, WORDS, named
from seamscope.lineage.script.constant_text import RUNTIME, expression_of
from seamscope.lineage.script.environment import VALUE
from seamscope.lineage.script.execution import Execution
from seamscope.lineage.script.flows import Out
from seamscope.lineage.script.result import alike
from seamscope.lineage.script.variables import take
from seamscope.lineage.split import Statement
from seamscope.records import Dataset, Dependency, Evidence, Flow, Query

DEEPEST = 5  # SQL in SQL in SQL
UNSAID = "it runs SQL that is put together when it runs"
PARTLY = "it is understood in part: some of its text is put together when it runs"
_AT = re.compile(r"\)\s*AT\s+(?:DATA_SOURCE\s+)?([\w\[\]\"]+)\s*;?\s*$", re.I)
_THROUGH = re.compile(
    rf"\bEXEC(?:UTE)?\s+(?:@\w+\s*=\s*)?((?:{NAME}?\s*\.\s*)*sp_executesql)\b", re.I
)
_PREPARED = re.compile(
    r"^\s*(?P<head>PREPARE|EXECUTE)\s+(?P<name>\w+)\s*(?:FROM\b|USING\b|;|$)", re.I
)
# Snowflake: rs := (EXECUTE IMMEDIATE text)
_ASSIGNED = re.compile(
    r"^\s*(?:LET\s+)?(?P<name>\w+)\s+(?:RESULTSET\s+)?(?::=|DEFAULT)\s*"
    r"\((?P<text>\s*EXECUTE\s+IMMEDIATE\b.*)\)\s*;?\s*$",
    re.I | re.S,
)
_OPENED = re.compile(r"^\s*(?P<head>OPEN|FOR)\s+:?(?P<name>\w+)", re.I)
_INTO = re.compile(
    rf"\b(?:BULK\s+COLLECT\s+)?INTO\s+(?P<names>{WORDS})(?=\s*(?:USING\b.*)?;?\s*$)", re.I | re.S
)
_USING = re.compile(r"\bUSING\s+(?P<given>.*?)\s*(?:\bLOOP\s*)?;?\s*$", re.I | re.S)
_OUT = re.compile(r"\s+OUT(?:PUT)?\s*$", re.I)
_MODE = re.compile(r"^\s*(?:IN\s+OUT|IN|OUT)\s+(?=\S)", re.I)
_PLACE = re.compile(r"(?<![:\w]):(\w+)|(\$\d+)|(?<!@)(@\w+)")


@dataclass(slots=True)
class Ran:
    """What running a statement's texts comes to.

    read: the rows they return; known: texts that were read; complete: all of them, and whole.
    """

    records: list[Out] = field(default_factory=list)
    read: QueryResult | None = None
    known: int = 0
    complete: bool = False


def runs(reader: Execution, piece: Statement) -> Iterator[Out]:
    """Read each SQL text that a statement may run; say it where one is not known, or in part."""
    if prepared := _PREPARED.match(piece.text):
        known = prepared["name"].casefold()
        if prepared["head"].upper() == "PREPARE":
            reader.frame.prepared.add(known)
        elif known in reader.frame.prepared:  # what it runs was read where it was prepared
            reader.parsed()
            return
    if assigned := _ASSIGNED.match(piece.text):
        piece = replace(piece, text=f"OPEN {assigned['name']} FOR {assigned['text']}")
    ran = run(reader, piece, piece.text, own=True)
    if ran.complete:
        reader.parsed()
    elif ran.known:
        yield reader.fault(piece, PARTLY, "partly")
    else:
        yield reader.fault(piece, UNSAID)
    if ran.read is not None and not _received(reader, piece, ran.read):
        reader.returned[piece.routine] = ran.read
    yield from ran.records


def run(reader: Execution, piece: Statement, text: str, *, own: bool = False) -> Ran:
    """Read the texts that a statement may run; own: what they come to is the statement's own."""
    expression = expression_of(text)
    said = reader.frame.said(expression, reader.dialect) if expression else (RUNTIME,)
    ran = Ran(known=said.count(""))  # which runs nothing
    whole = ran.known
    for one in said:
        if reader.depth >= DEEPEST or not one.replace(RUNTIME, "").strip():
            continue
        inner = inside(reader, reader.query, one, reader.where(piece), _place(text))
        given = _bound(reader, inner, text, one)
        records = inner.records()
        if RUNTIME not in one:
            whole += 1
            reader.counts.update(inner.counts if own else {})
        elif not _stand(records):
            continue
        ran.known += 1
        ran.records += records
        for read in inner.returned.values():
            ran.read = alike(ran.read, read)
        if own:
            reader.take_in(inner, piece)
        _given_back(reader, inner, given)
    ran.complete = whole == len(said)
    return ran


def inside(
    reader: Execution, query: Query, text: str, where: Evidence, place: tuple[str, str] = ("", "")
) -> Execution:
    """Return a reader of a text that runs inside: it sees the temp tables around it."""
    query = replace(query, text=text, dialect=reader.dialect, evidence=where, target=None)
    server, database = place
    if database and not server:
        query = replace(query, database=database)
    inner = type(reader)(query, reader.context, remote=server, database=database)
    inner.depth = reader.depth + 1
    inner.frame = reader.frame.inner()
    return inner


def _place(text: str) -> tuple[str, str]:
    """Return the server and the database that a text is sent to, "" if it stays here."""
    if at := _AT.search(text):
        return split_name(at[1])[0], ""
    through = _THROUGH.search(text)
    name = ("",) * 4 + split_name(through[1]) if through else ("",) * 4
    return name[-4], name[-3]


def _bound(reader: Execution, inner: Execution, text: str, run: str) -> dict[str, str]:
    """Let the places in a text hold what they are given; return those that go out."""
    out: dict[str, str] = {}
    for name, given in _binds(text, run):
        value = _OUT.sub("", given).strip()
        if value != given.strip():
            out[name] = value
        tree = reader.tree(f"SELECT {value}")
        read = reader.walk(tree)[1] if isinstance(tree, exp.Query) else None
        if read is not None and read.reads:
            fed = [(VALUE, source) for _, source in read.columns[:1]]
            inner.frame.temps[(name,)] = QueryResult(
                dict(read.reads), set(), dict(read.lookups), {}, fed
            )
            inner.frame.bound = True
    return out


def _binds(text: str, run: str) -> Iterator[tuple[str, str]]:
    """Yield each place of a text, as it is called inside, and what it is given."""
    if through := re.search(r"\bsp_executesql\b", text, re.I):
        _, *rest = split_arguments(text[through.end() :])
        places = re.findall(r"@\w+", rest[0]) if rest else []
        for place, item in zip(places, rest[1:], strict=False):
            name, equals, value = item.rstrip("; \t\r\n").partition("=")
            yield (name.strip().casefold(), value) if equals else (place.casefold(), name)
        return
    bare = TEXT.sub(lambda found: "'" + " " * (len(found[0]) - 2) + "'", text)
    if (using := _USING.search(bare)) is None:
        return
    given = [
        _MODE.sub("", item)
        for item in split_arguments(text[using.start("given") : using.end("given")])
    ]
    for index, place in enumerate(_places(run)):
        numbered = place[0] == "@" and place[1:].isdigit()  # Postgres' $1
        number = int(place[1:]) - 1 if numbered else index
        if number < len(given):
            yield place, given[number]


def _places(run: str) -> list[str]:
    """Return the places of a text in order, as the tree will call them."""
    found = _PLACE.findall(TEXT.sub("''", run))
    names = (colon or f"@{dollar[1:] or at[1:]}" for colon, dollar, at in found)
    return list(dict.fromkeys(f"b{n}" if n.isdigit() else n.casefold() for n in names))


def _given_back(reader: Execution, inner: Execution, out: dict[str, str]) -> None:
    """Let variables hold what a text has put into the places that go out."""
    for place, variable in out.items():
        if (held := inner.frame.temps.get((place,))) is not None:
            reader.frame.assign(variable, held)


def _received(reader: Execution, piece: Statement, read: QueryResult) -> bool:
    """Let a cursor, a record or variables hold the rows; tell whether nobody else gets them."""
    bare = TEXT.sub("''", piece.text)
    if opened := _OPENED.match(bare):
        reader.frame.record(opened["name"], read)
        reader.frame.cursors[opened["name"].casefold()] = read
        return opened["head"].upper() == "FOR"
    if found := _INTO.search(bare):
        take(reader.frame, named(found["names"]), read)
    return found is not None


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
