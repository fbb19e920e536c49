"""Score how seamscope reads lists whose authors did not know its grammar: right, asked about or
wrong.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.case_files import load_yaml

from seamscope.connector import Connector, File, build_member
from seamscope.connector.lists.kinds import Layout
from seamscope.connector.lists.vocabulary import Side
from seamscope.discover import read_files
from seamscope.records import (
    Certainty,
    ClueKind,
    Dependency,
    Endpoint,
    Flow,
    Record,
    Skipped,
    System,
)
from seamscope_connectors.tables.books import open_book

HERE = Path(__file__).parent
# The names of our meanings in the truth files.
ROLES = {
    "name": {"name", "id"},
    "id": {"id"},
    "mechanism": {"protocol"},
    "technology": {"protocol"},
    "entities": {"entity"},
    "dataset": {"entity"},
    "frequency": {"frequency"},
    "latency": {"frequency"},
    "volume": {"volume"},
    "direction": {"direction"},
    "state": {"status"},
    "owner": {"owner"},
    "support": {"owner"},
    "criticality": {"criticality"},
    "classification": {"criticality", "other"},
    "vendor": {"vendor"},
    "product": {"product"},
    "domain": {"domain"},
    "aliases": {"alias"},
    "hosts": {"host"},
    "hosting": {"host"},
    "databases": {"database"},
    "open": {"interfaces_to", "depends_on"},
}
UNREAD = {"other", "description"}


@dataclass(slots=True)
class Verdict:
    """The result of reading one list.
    wrong: facts that were read and are not true.
    missing: true facts that were not read, but are asked about.
    unread: roles of columns that were not read.
    """

    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        """Return whether no fact is wrong or missing."""
        return not self.wrong and not self.missing


def load(name: str) -> list[dict[str, object]]:
    """Return the entries of a file with expected results in this folder."""
    entries: list[dict[str, object]] = load_yaml(HERE / name)
    return entries


def score_header(case: dict[str, object], connectors: Sequence[Connector]) -> Verdict:
    """Read a header with its rows as CSV, and compare the records with the expected ones."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(_texts(case, "header"))
    writer.writerows(_lists(case, "rows"))
    name = f"{case['id']}.csv"
    file = build_member(stream.getvalue().encode(), name, name)
    truth = case["expect"]
    assert isinstance(truth, dict)
    records = read_files([file], connectors).records
    verdict = Verdict()
    if "flows" in truth:
        _compare_flows(truth["flows"], records, verdict)
    if "systems" in truth:
        found = {record.name for record in records if isinstance(record, System)}
        verdict.wrong += [f"system {one}" for one in sorted(found - set(truth["systems"]))]
        verdict.missing += [f"system {one}" for one in sorted(set(truth["systems"]) - found)]
    if truth["ask"] and not _asks(records):
        verdict.wrong.append("nothing is asked")
    also = truth.get("also_ok", {})
    _compare_roles(file, truth["roles"], also, verdict)
    return verdict


def _asks(records: Sequence[Record]) -> bool:
    return any(isinstance(record, Dependency) for record in records) or any(
        "which" in record.reason or "name" in record.remedy
        for record in records
        if isinstance(record, Skipped)
    )


def _compare_flows(truth: Sequence[object], records: Sequence[Record], verdict: Verdict) -> None:
    wanted: set[tuple[str, str]] = set()
    open_: set[frozenset[str]] = set()
    for one in truth:
        match one:
            case [source, target]:
                wanted.add((str(source), str(target)))
            case {"unknown": [a, b]}:
                open_.add(frozenset({str(a), str(b)}))
    found = {ends(r) for r in records if isinstance(r, Flow) and r.certainty != Certainty.POSSIBLE}
    linked = {frozenset(ends(r)) for r in records if isinstance(r, Dependency)}
    verdict.wrong += [f"flow {a} -> {b}" for a, b in sorted(found - wanted)]
    verdict.wrong += [
        f"link {sorted(one)}" for one in linked - open_ - {frozenset(w) for w in wanted}
    ]
    verdict.missing += [f"flow {a} -> {b}" for a, b in sorted(wanted - found)]
    verdict.missing += [f"link {sorted(one)}" for one in open_ - linked]


def ends(record: Flow | Dependency) -> tuple[str, str]:
    """Return the names of the source and the target system."""
    return _name(record.source), _name(record.target)


def _is_vague(record: Flow | Dependency) -> bool:
    """Return whether a system of a record is only described, as in "all systems", so that it is
    asked about.
    """
    clues = [clue for end in (record.source, record.target) for clue in end.system.clues]
    return any(clue.kind is ClueKind.NAME for clue in clues)


def _name(end: Endpoint) -> str:
    return end.system.name or ", ".join(clue.value for clue in end.system.clues)


def _compare_roles(
    file: File, truth: dict[str, str], also: dict[str, list[str]], verdict: Verdict
) -> None:
    sheets = open_book(file).sheets
    if not sheets:
        verdict.missing.append("the list")
        return
    layout = sheets[0].layout
    meanings = dict(_meanings(layout))
    for at, heading in layout.headings.items():
        role = next(
            (r for title, r in truth.items() if " ".join(title.split()) == heading.title), ""
        )
        title = next((t for t in truth if " ".join(t.split()) == heading.title), "")
        fine = {role, *also.get(title, [])}
        meant = meanings.get(at, set())
        if not meant:
            if not fine & UNREAD:
                verdict.unread.append(f"{heading.title!r} ({role})")
        elif not meant & fine:
            verdict.wrong.append(f"{heading.title!r} read as {sorted(meant)}, is {sorted(fine)}")


def _meanings(layout: Layout) -> Iterator[tuple[int, set[str]]]:
    for relation in layout.relations:
        yield relation.column, ROLES["open"] if relation.way == "open" else {relation.way}
    for key, columns in layout.columns.items():
        for at in columns:
            if key in {"first", "second"} and layout.ends is not None:
                yield at, _end(key, layout)
            else:
                yield at, ROLES.get(key, {"other"} | ({"name", "id"} if "id" in key else set()))


def _end(key: str, layout: Layout) -> set[str]:
    assert layout.ends is not None
    side = layout.ends.first if key == "first" else layout.ends.second
    if layout.ends.directed:
        return {"source"} if key == "first" else {"target"}
    first = {"system_a"} if key == "first" else {"system_b"}
    return first | ({"system_a", "system_b"} if side in {Side.INWARD, Side.OUTWARD} else set())


def score_book(case: dict[str, object], connectors: Sequence[Connector]) -> Verdict:
    """Read a workbook, and compare its systems, flows, certainties and states with the expected
    ones.
    """
    name = str(case["file"])
    file = build_member((HERE / "books" / name).read_bytes(), name, name)
    records = read_files([file], connectors).records
    verdict = Verdict()
    text = any(isinstance(record, Skipped) for record in records)
    every = {*_texts(case, "systems"), *_texts(case, "possible_systems")}
    named = {record.name for record in records if isinstance(record, System)}
    moves = [record for record in records if isinstance(record, Flow | Dependency)]
    linked = [record for record in moves if not _is_vague(record)]
    named |= {one for record in linked for one in ends(record)}
    verdict.wrong += [f"system {one}" for one in sorted(named - every)]
    left = {ends(record): record for record in linked if isinstance(record, Flow)}
    open_ = {frozenset(ends(record)) for record in linked if isinstance(record, Dependency)}
    for flow in _mappings(case, "flows"):
        if "unknown" in flow:
            pair = frozenset(_texts(flow, "unknown"))
            if pair not in open_ and flow["certainty"] == "certain":
                verdict.missing.append(f"link {sorted(pair)}")
            open_ -= {pair}
            continue
        found = left.pop((str(flow["source"]), str(flow["target"])), None)
        _compare_flow(flow, found, verdict, told=text)
    allowed = {frozenset(map(str, pair)) for pair in _lists(case, "dependencies")}
    verdict.wrong += [f"flow {pair}" for pair in sorted(left)]
    verdict.wrong += [f"link {sorted(pair)}" for pair in open_ - allowed]
    return verdict


def _compare_flow(
    truth: dict[str, object], found: Flow | None, verdict: Verdict, *, told: bool
) -> None:
    what = f"flow {truth['source']} -> {truth['target']}"
    possible = truth["certainty"] == "possible"
    if found is None:
        # A formula without a value and an empty cell may be reported instead of worked out.
        if not told or not (possible or "why" in truth):
            verdict.missing.append(what)
        return
    if possible != (found.certainty is Certainty.POSSIBLE):
        verdict.wrong.append(f"{what} is {found.certainty}")
    states = {"unknown": STATES, "retired": {"retired", "disabled"}}
    wanted = str(truth["state"])
    if not possible and found.state.value not in states.get(wanted, {wanted}):
        verdict.wrong.append(f"{what} is {found.state}, should be {wanted}")


STATES = {"unknown", "active", "planned", "retired"}


def _texts(case: dict[str, object], key: str) -> list[str]:
    value = case.get(key, [])
    assert isinstance(value, list)
    return [str(item) for item in value]


def _mappings(case: dict[str, object], key: str) -> list[dict[str, object]]:
    value = case[key]
    assert isinstance(value, list)
    return value


def _lists(case: dict[str, object], key: str) -> list[list[object]]:
    value = case.get(key, [])
    assert isinstance(value, list)
    return value
