"""Read parameter files of Oracle GoldenGate: tables that an extract captures and a replicat fills.

``TABLE sales.orders;`` of an extract and ``MAP sales.orders, TARGET dw.orders;`` of a replicat are
one flow. Extract and replicat are matched by their trail if a script with ``ADD REPLICAT`` names
the trail, otherwise by their tables. A pump only passes a trail on, so it is not a system. This
connector was written from documentation, without real files.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.connections import build_clues, parse_connect_string
from seamscope.connector.entries import skip_entry, skip_names
from seamscope.records import (
    Certainty,
    Clue,
    ClueKind,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    Record,
    SystemRef,
)

HEAD = 65536
PROCESS = re.compile(
    r"^[ \t]{0,40}(EXTRACT|REPLICAT)[ \t]{1,40}([\w$-]{1,40})[ \t]{0,40};?[ \t]{0,40}\r?$",
    re.I | re.M,
)
ADD = re.compile(r"^[ \t]{0,40}ADD[ \t]{1,20}(?:EXTRACT|REPLICAT|EXTTRAIL|RMTTRAIL)\b", re.I | re.M)
COMMENT = re.compile(r"^[ \t]{0,80}(?:--|\*|COMMENT\b)", re.I)
BLANKS = re.compile(r"\s{1,80}")
MAPPING = re.compile(
    r"MAP\s{1,40}(?P<source>[^\s,;]{1,400})\s{0,40},?\s{0,40}TARGET\s{1,40}(?P<target>[^\s,;]{1,400})",
    re.I,
)
CAPTURED = re.compile(
    r"(?:TABLE|SEQUENCE)\s{1,40}(?P<source>[^\s,;]{1,400})"
    r"(?:\s{0,40},?\s{0,40}TARGET\s{1,40}(?P<target>[^\s,;]{1,400}))?",
    re.I,
)
ADDED = re.compile(
    r"ADD[ \t]{1,20}(?P<kind>EXTRACT|REPLICAT)[ \t]{1,20}(?P<name>[\w$-]{1,40})(?P<rest>.{0,400})",
    re.I,
)
TRAIL = re.compile(r"(?:EXTTRAIL|RMTTRAIL|EXTTRAILSOURCE)[ \t]{1,20}(?P<path>[^\s,;]{1,200})", re.I)
DATABASES = frozenset({"USERID", "USERIDALIAS", "SOURCEDB", "TARGETDB"})
OWNER = re.compile(r"EXTRACT[ \t]{1,20}(?P<name>[\w$-]{1,40})", re.I)


@dataclass(slots=True, kw_only=True)
class _Process:
    """An extract, pump or replicat.

    database: clues to the database that it logs on to.
    remote: clues to the host that it sends trails to.
    passes: whether it passes data on unchanged (parameter PASSTHRU).
    reads, writes: paths of trails.
    tables: pairs of a source and a target pattern, "" if it has no target.
    """

    name: str
    is_extract: bool
    evidence: Evidence
    database: tuple[Clue, ...] = ()
    remote: tuple[Clue, ...] = ()
    passes: bool = False
    reads: set[str] = field(default_factory=set)
    writes: set[str] = field(default_factory=set)
    tables: list[tuple[str, str, Evidence]] = field(default_factory=list)


class GoldenGateConnector(Connector):
    """Reads parameter files and the scripts that add processes and trails."""

    name = "goldengate"
    reads = "parameter files and scripts of Oracle GoldenGate (.prm, .oby; from documentation)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix not in {".prm", ".oby", ".txt", ".ggs", ""}:
            return None
        head = file.head(HEAD)
        if PROCESS.search(head) or (ADD.search(head) and TRAIL.search(head)):
            return Claim(reason="a process or a trail of GoldenGate", group="goldengate")
        return None

    def declines(self, file: File) -> str:
        return "it names no extract and no replicat" if file.suffix == ".prm" else ""

    def read(self, source: Source) -> Iterator[Record]:
        processes = [one for file in source.files for one in _read_processes(file)]
        trails = [line for file in source.files for line in _list_statements(file)]
        _add_trails(processes, [text for text, _ in trails])
        told = {one.evidence.file for one in processes}
        yield from _list_flows(processes)
        for file in source.files:
            if file.path not in told and not ADD.search(file.text()):
                what = "the file names no extract and no replicat"
                yield skip_entry(what, "export the parameter files again", file.at(1))


def _list_statements(file: File) -> Iterator[tuple[str, int]]:
    """Yield each parameter with its line; TABLE, MAP and SEQUENCE may span several lines, up to a
    `;`.
    """
    held, start = "", 0
    for number, line in enumerate(file.text().splitlines(), start=1):
        text = line.split("--", 1)[0].strip()
        if not text or COMMENT.match(line):
            continue
        long = bool(held) or re.match(r"(?:TABLE|MAP|SEQUENCE)\s", text, re.I)
        start = start if held else number
        held = f"{held} {text}".strip()
        if not long or ";" in text:
            yield held.rstrip("; "), start
            held = ""
    if held:
        yield held, start


def _read_processes(file: File) -> list[_Process]:
    found: list[_Process] = []
    for text, line in _list_statements(file):
        if process := PROCESS.match(text):
            kind, name = process[1].upper(), process[2]
            found.append(_Process(name=name, is_extract=kind == "EXTRACT", evidence=file.at(line)))
        elif found:
            _read_parameter(found[-1], text, file.at(line))
    return found


def _read_parameter(process: _Process, text: str, where: Evidence) -> None:
    word, _, rest = BLANKS.sub(" ", text).partition(" ")
    word, first = word.upper(), re.split(r"[\s,;]", rest, maxsplit=1)[0]
    if word in DATABASES:
        process.database = process.database or _find_database(word, first.strip("\"'"))
    elif word == "RMTHOST":
        process.remote = build_clues((ClueKind.HOST, first))
    elif word in {"EXTTRAIL", "RMTTRAIL"}:
        process.writes.add(first)
    elif word == "PASSTHRU":
        process.passes = True
    elif table := MAPPING.match(text) or CAPTURED.match(text):
        process.tables.append((_clean(table["source"]), _clean(table["target"] or ""), where))


def _clean(name: str) -> str:
    return name.replace('"', "").rstrip(",;")


def _find_database(word: str, name: str) -> tuple[Clue, ...]:
    """Return clues to the database of a logon, never the user or the password."""
    if word == "USERIDALIAS":
        return build_clues((ClueKind.SOURCE, name))
    if word == "USERID":
        service = name.rpartition("@")[2] if "@" in name else ""
        return parse_connect_string(service) or build_clues((ClueKind.DATABASE, service))
    return build_clues((ClueKind.DATABASE, name), (ClueKind.SOURCE, name))


def _add_trails(processes: Sequence[_Process], statements: Sequence[str]) -> None:
    """Add the trails that scripts assign: ``ADD REPLICAT rdw, EXTTRAIL ./dirdat/rt``."""
    by_name = {one.name.casefold(): one for one in processes}
    for text in statements:
        if (added := ADDED.match(text)) and (trail := TRAIL.search(added["rest"])):
            process = by_name.get(added["name"].casefold())
            if process is not None:
                process.reads.add(trail["path"])
        elif re.match(r"ADD\s{1,9}(?:EXT|RMT)TRAIL", text, re.I):
            trail, owner = TRAIL.search(text), OWNER.search(text)
            process = by_name.get(owner["name"].casefold()) if owner else None
            if process is not None and trail is not None:
                process.writes.add(trail["path"])


def _list_flows(processes: Sequence[_Process]) -> Iterator[Record]:
    captures = [one for one in processes if one.is_extract and not _is_pump(one, processes)]
    replicats = [one for one in processes if not one.is_extract]
    alone: list[tuple[str, Evidence]] = []
    used: set[str] = set()
    for replicat in replicats:
        origins, sure = _find_captures(replicat, captures, processes)
        if len(origins) != 1 or not replicat.tables:
            alone.append((replicat.name, replicat.evidence))
            continue
        used.add(origins[0].name)
        remote = _find_remote(origins[0], replicat, processes)
        yield from _build_flows(origins[0], replicat, remote, sure=sure)
    for capture in captures:
        if capture.name in used:
            continue
        remote = capture.remote or _find_remote(capture, None, processes)
        if remote:
            yield from _build_captures(capture, remote)
        else:
            alone.append((capture.name, capture.evidence))
    if alone:
        problem = "processes whose other end is not among the inputs"
        yield skip_names(problem, "add the parameter files of both sides", alone)


def _is_pump(process: _Process, processes: Sequence[_Process]) -> bool:
    """Return whether an extract is a pump, which only passes on the trail of another extract."""
    if process.passes or any(one.writes & process.reads for one in processes if one is not process):
        return True
    return not process.database and bool(process.remote)


def _find_captures(
    replicat: _Process, captures: Sequence[_Process], processes: Sequence[_Process]
) -> tuple[list[_Process], bool]:
    """Return the extracts whose changes a replicat applies, and whether their trails identified
    them.
    """
    if replicat.reads:
        trails = _follow(replicat.reads, processes)
        found = [one for one in captures if one.writes & trails]
        if found:
            return found, True
    names = {source for source, _, _ in replicat.tables}
    found = [
        one
        for one in captures
        if any(_overlap(source, name) for source, _, _ in one.tables for name in names)
    ]
    return found, False


def _follow(trails: set[str], processes: Sequence[_Process]) -> set[str]:
    """Return these trails, and the trails from which pumps copied changes into them."""
    known = set(trails)
    for _ in processes:
        known |= {path for one in processes if one.writes & known for path in one.reads}
    return known


def _overlap(first: str, second: str) -> bool:
    """Return whether two table patterns may mean the same table.

    ``sales.*`` and ``SALES.ORDERS`` may.
    """
    pairs = zip(
        reversed(first.casefold().split(".")), reversed(second.casefold().split(".")), strict=False
    )
    return all(_match_part(one, other) for one, other in pairs)


def _match_part(one: str, other: str) -> bool:
    for pattern, name in ((one, other), (other, one)):
        if "*" in pattern and name.startswith(pattern.partition("*")[0]):
            return True
    return one == other


def _find_remote(
    capture: _Process, replicat: _Process | None, processes: Sequence[_Process]
) -> tuple[Clue, ...]:
    """Return clues to the host that an extract or its pump sends to, () if there are several
    hosts.
    """
    pumps = [one for one in processes if one.is_extract and one.remote and one is not capture]
    related = [one for one in pumps if one.reads & capture.writes] or [
        one
        for one in pumps
        if any(_overlap(a, b) for a, _, _ in one.tables for b, _, _ in capture.tables)
    ]
    hosts = dict.fromkeys(one.remote for one in related)
    if replicat is not None and capture.remote:
        return capture.remote
    return next(iter(hosts)) if len(hosts) == 1 else ()


def _build_flows(
    capture: _Process, replicat: _Process, remote: tuple[Clue, ...], *, sure: bool
) -> Iterator[Flow]:
    reason = "" if sure else f"{replicat.name} maps tables that only {capture.name} captures"
    certainty = Certainty.CERTAIN if sure else Certainty.LIKELY
    for source, target, where in replicat.tables:
        for name in [name for name, _, _ in capture.tables if _overlap(source, name)]:
            table = name if "*" in source else source  # MAP wms.*, TARGET lake.*
            filled = target.replace("*", table.rpartition(".")[2])
            flow = _build_flow(capture, table, (*replicat.database, *remote), filled, where)
            yield replace(flow, route=replicat.name, certainty=certainty, reason=reason)


def _build_captures(capture: _Process, remote: tuple[Clue, ...]) -> Iterator[Flow]:
    """Yield flows to the remote host for an extract whose replicat is not in the inputs."""
    for source, target, where in capture.tables:
        yield _build_flow(capture, source, remote, target or source, where)


def _find_schema(table: str) -> tuple[Clue, ...]:
    *_, schema, _ = ("", *table.split(".")) if "." in table else ("", "")
    return build_clues((ClueKind.SCHEMA, schema))


def _build_flow(
    capture: _Process, source: str, target: tuple[Clue, ...], dataset: str, where: Evidence
) -> Flow:
    here = (*capture.database, *_find_schema(source))
    there = (*target, *_find_schema(dataset))
    return Flow(
        source=Endpoint(system=SystemRef(clues=here, service=True), dataset=source),
        target=Endpoint(system=SystemRef(clues=there, service=True), dataset=dataset),
        mechanism=Mechanism.CDC,
        technology="Oracle GoldenGate",
        latency="near real time",
        route=capture.name,
        evidence=where,
    )
