"""From queries to records: guess the dialect, cut, parse, walk, and say what was not understood."""

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from seamscope.lineage import Coverage, Traced
from seamscope.lineage.model import KINDS, Name, Read, Written, fold
from seamscope.lineage.parse import FAILURES, parsed
from seamscope.lineage.split import Piece, split
from seamscope.lineage.split.words import CALL, CONTROL, DEFINE
from seamscope.lineage.statement import filled, merged, relation_of, written
from seamscope.lineage.walk import Walker
from seamscope.records import (
    Clue,
    ClueKind,
    Column,
    ColumnEdge,
    Dataset,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    Query,
    Skipped,
    SystemRef,
)  # fmt: skip

Out = Flow | Dataset | Dependency | Skipped
CUES = (
    (
        "tsql",
        r"^\s*GO\s*$|\[\w[\w ]*\]\.\[|\bsp_executesql\b|\bNVARCHAR\b|\bOPENQUERY\b|@@|\bDECLARE @",
    ),
    (
        "snowflake",
        r"\$\$|\bQUALIFY\b|\bFLATTEN\s*\(|\bSTAGE\b|\bVARIANT\b|\bFILE_FORMAT\b|\bWAREHOUSE\s*=",
    ),
    ("bigquery", r"`[\w-]+\.[\w-]+\.[\w-]+`|\bSTRUCT<|\bSAFE_CAST\b"),
    ("oracle", r"\w@\w+|\bNVL\s*\(|\bFROM\s+DUAL\b|\bVARCHAR2\b|\bSYSDATE\b"),
    ("postgres", r"\bplpgsql\b|::\w+|\bON\s+CONFLICT\b|\bSERIAL\b"),
    ("mysql", r"`\w+`|\bENGINE\s*=|\bAUTO_INCREMENT\b"),
)
FALLBACKS = ("", "tsql", "snowflake", "postgres", "oracle", "bigquery")
DYNAMIC = re.compile(r"\bsp_executesql\b|\bEXECUTE\s+IMMEDIATE\b|\bEXEC(?:UTE)?\s*\(", re.I)


def trace_all(queries: Sequence[Query], datasets: Sequence[Dataset], *, jobs: int) -> Traced:
    """Read definitions first, then everything, so that the order of files does not matter."""
    quiet()
    schema: dict[Name, tuple[str, ...]] = {}
    for dataset in datasets:
        if dataset.columns is not None:
            learn(schema, tuple(dataset.name.split(".")), tuple(c.name for c in dataset.columns))
    readers = [Reader(query, schema) for query in queries]
    for _ in range(2):  # views over views over tables: twice opens what most estates nest
        for reader in readers:
            reader.learn()
    records: list[Out] = []
    counts: dict[tuple[str, str], Counter[str]] = {}
    for reader in readers:
        records += reader.records()
        key = (reader.query.evidence.file, reader.dialect)
        counts.setdefault(key, Counter()).update(reader.counts)
    coverage = tuple(
        Coverage(
            file=file,
            dialect=dialect,
            parsed=c["parsed"],
            partly=c["partly"],
            not_understood=c["not"],
        )
        for (file, dialect), c in sorted(counts.items())
    )
    return Traced(records=tuple(records), coverage=coverage)


def quiet() -> None:
    """Silence the parser's own log: what it does not understand is reported as Skipped."""
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)


def guess(text: str) -> str:
    """Return the dialect that the first telling cue points to, "" if none does."""
    return next((name for name, cue in CUES if re.search(cue, text[:200_000], re.I | re.M)), "")


def learn(schema: dict[Name, tuple[str, ...]], name: Name, columns: tuple[str, ...]) -> None:
    """Add a table's columns under every ending of its name; the first to come keeps an ending."""
    folded = fold(name)
    for start in range(len(folded)):
        schema.setdefault(folded[start:], columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one statement came to: what it writes, what it reads, and what was not understood."""

    line: int
    made: tuple[Written, ...] = ()
    read: Read | None = None
    fault: str = ""


class Reader:
    """Reads the statements of one query."""

    def __init__(self, query: Query, schema: dict[Name, tuple[str, ...]]) -> None:
        self.query = query
        self.schema = schema
        self.dialect = query.dialect or guess(query.text)
        self.pieces = list(split(query.text, self.dialect))
        self.trees: dict[int, exp.Expr | None] = {}
        self.counts: Counter[str] = Counter()
        self.temps: dict[Name, Read] = {}
        self.outcomes: list[Outcome] = []

    def learn(self) -> None:
        """Learn the columns of what this query creates."""
        for index, piece in enumerate(self.pieces):
            if piece.head == "CREATE" and not piece.fault:
                tree = self._tree(index, piece)
                if isinstance(tree, exp.Create):
                    try:
                        made = self._walk(tree)[0]
                    except FAILURES:  # told when its records are made
                        continue
                    for item in made:
                        if item.columns:
                            learn(self.schema, item.table, tuple(name for name, _ in item.columns))

    def records(self) -> list[Out]:
        """Return the flows, datasets and diagnostics of every statement, in order."""
        self.temps = {}
        found: list[Out] = []
        for index, piece in enumerate(self.pieces):
            try:
                found += self._piece(index, piece)
            except FAILURES as error:
                found.append(
                    self._fault(piece, f"it could not be followed ({type(error).__name__})")
                )
        return found

    def _piece(self, index: int, piece: Piece) -> Iterator[Out]:
        if piece.fault:
            yield self._fault(piece, piece.fault)
        elif piece.head in CALL or DYNAMIC.search(piece.text):
            yield from self._call(piece)
        elif piece.head in CONTROL | {"ASSIGN", "LABEL"} or _routine_head(piece):
            self.counts["parsed"] += 1
        else:
            tree = self._tree(index, piece)
            if tree is not None and not isinstance(tree, exp.Command):
                yield from self._statement(tree, piece)
            elif piece.head in DEFINE and not re.search(r"\bSELECT\b", piece.text, re.I):
                self.counts["parsed"] += 1  # it defines something that holds no data
            else:
                yield self._fault(piece, "it is not understood")

    def _statement(self, tree: exp.Expr, piece: Piece) -> Iterator[Out]:
        made, read = self._walk(tree)
        kept = tuple(item for item in made if not _is_temp(item.table))
        self.outcomes.append(Outcome(line=self._where(piece).line, made=kept, read=read))
        notes = {note for item in made for note in item.read.notes}
        notes |= set(read.notes) if read else set()
        if notes:
            yield self._fault(
                piece, f"it is understood in part: {'; '.join(sorted(notes))}", "partly"
            )
        else:
            self.counts["parsed"] += 1
        for item in made:
            yield from self._written(item, piece)
        if read is not None:
            yield from self._read(read, piece)

    def _call(self, piece: Piece) -> Iterator[Out]:
        literal = re.search(
            r"(?:EXEC(?:UTE)?\s*\(\s*|IMMEDIATE\s+|sp_executesql\s+)N?'((?:[^']|'')*)'\s*(?:\)|,|;|$)",
            piece.text,
            re.I,
        )
        if literal:
            self.counts["parsed"] += 1
            inner = replace(
                self.query,
                text=literal[1].replace("''", "'"),
                evidence=self._where(piece),
                target=None,
            )
            reader = Reader(replace(inner, dialect=self.dialect), self.schema)
            yield from reader.records()
            self.counts.update(reader.counts)
            self.outcomes += reader.outcomes
            return
        if DYNAMIC.search(piece.text):
            yield self._fault(piece, "it runs SQL that is put together when it runs")
            return
        self.counts["parsed"] += 1

    def _walk(self, tree: exp.Expr) -> tuple[list[Written], Read | None]:
        return written(tree, Walker(self.schema, self.temps, self.dialect))

    def _tree(self, index: int, piece: Piece) -> exp.Expr | None:
        if index not in self.trees:
            self.trees[index] = self._parse(piece)
        return self.trees[index]

    def _parse(self, piece: Piece) -> exp.Expr | None:
        first: exp.Expr | None = None
        for dialect in dict.fromkeys((self.dialect, *(() if self.query.dialect else FALLBACKS))):
            tree = parsed(piece.text, dialect)
            if tree is not None and not isinstance(tree, exp.Command):
                return tree
            first = first or tree
        return first

    # --- records

    def _written(self, made: Written, piece: Piece) -> Iterator[Out]:
        if _is_temp(made.table):
            self.temps[fold(made.table)] = merged(
                self.temps.get(fold(made.table)), relation_of(made)
            )
            return
        where = self._where(piece)
        target = self._end(made.table)
        if made.creates or not made.read.reads:
            columns = tuple(Column(name=n, type=t) for n, t in made.columns)
            yield Dataset(
                system=target.system,
                name=target.dataset,
                columns=columns or None,
                kind=made.kind,
                evidence=where,
            )
        for name in made.read.reads:
            if fold(name) != fold(made.table) or any(s.table == name for s, _ in made.edges):
                yield self._flow(name, target, made, where)

    def _read(self, read: Read, piece: Piece) -> Iterator[Out]:
        where = self._where(piece)
        if self.query.target is not None:
            made = filled((self.query.target.dataset,), read, read.columns)
            for name in read.reads:
                yield self._flow(name, self.query.target, made, where)
            return
        for name in read.reads:
            end = self._end(name)
            yield Dataset(system=end.system, name=end.dataset, evidence=where)
            if len(name) == 4:
                yield replace(self._flow(name, Endpoint(system=self.query.home), None, where))

    def _flow(self, name: Name, target: Endpoint, made: Written | None, where: Evidence) -> Flow:
        remote = len(name) == 4
        columns = set()
        if made:
            for source, column in made.edges:
                if fold(source.table) == fold(name):
                    columns.add(
                        ColumnEdge(
                            source=".".join((*filter(None, name[-2:]), source.column)),
                            target=column,
                            kind=KINDS[source.kind],
                        )
                    )
        lookups = tuple(sorted(".".join(n) for n in made.read.lookups if n != name)) if made else ()
        return Flow(
            source=self._end(name),
            target=target,
            mechanism=Mechanism.DATABASE_LINK if remote else self.query.mechanism,
            technology=self.query.technology,
            columns=tuple(sorted(columns)),
            lookups=lookups,
            state=self.query.state,
            evidence=where,
        )

    def _end(self, name: Name) -> Endpoint:
        """Return an endpoint by the rule: server, database, schema, then the query's home."""
        padded = ("",) * (4 - len(name)) + name
        server, database, schema, table = padded[-4:]
        schema = schema or self.query.schema
        stated = database if database.casefold() != self.query.database.casefold() else ""
        clues = [
            (ClueKind.SERVER, server),
            (ClueKind.DATABASE, database or ("" if server else self.query.database)),
            (ClueKind.SCHEMA, schema),
        ]
        made = [Clue(kind=kind, value=value) for kind, value in clues if value]
        home = self.query.home
        if not server:
            made += [clue for clue in home.clues if clue not in made]
        named = home.name if not server and not stated else ""
        dataset = ".".join(part for part in (stated, schema, table) if part)
        return Endpoint(system=SystemRef(name=named, clues=tuple(made)), dataset=dataset)

    def _where(self, piece: Piece) -> Evidence:
        first = self.query.evidence.line or 1
        return replace(
            self.query.evidence,
            line=first + piece.line - 1,
            place=piece.routine or self.query.evidence.place,
        )

    def _fault(self, piece: Piece, reason: str, degree: str = "not") -> Skipped:
        self.counts[degree] += 1
        self.outcomes.append(Outcome(line=self._where(piece).line, fault=reason))
        return Skipped(
            reason=f"{piece.head or 'SQL'} statement: {reason}",
            remedy="name its flow in the inventory if it matters",
            evidence=self._where(piece),
            kind="statement",
        )


def _is_temp(name: Name) -> bool:
    return name[-1].startswith(("#", "@"))


def _routine_head(piece: Piece) -> bool:
    return bool(
        re.match(
            r"(CREATE|ALTER)\s+(OR\s+\w+\s+)?(PROC|PROCEDURE|FUNCTION|TRIGGER)\b", piece.text, re.I
        )
    )
