"""Rows of a list of interfaces: flows, or dependencies where no direction is given."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product

from seamscope.connector import host_of
from seamscope.connector.directions import read_direction
from seamscope.connector.entries import SHOWN, entry_fault
from seamscope.connector.lists.arrows import ARROW
from seamscope.connector.lists.vocabulary import vocabulary
from seamscope.connector.relations import Direction
from seamscope.connector.states import Stated
from seamscope.connector.vocabulary import mechanism_of
from seamscope.records import (
    Certainty,
    Clue,
    ClueKind,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    Record,
    Skipped,
    State,
    SystemRef,
)
from seamscope_connectors.tables.names import Names, fold_name, split_values
from seamscope_connectors.tables.rows import (
    Cells,
    Entry,
    Sheet,
    place_of,
    read_rows,
    stated_in,
)
from seamscope_connectors.tables.ways import Way, way_of

CLUES = {"host": ClueKind.HOST, "database": ClueKind.DATABASE}


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSystems:
    """The systems of one end of a row; doubt: a question about them."""

    refs: tuple[SystemRef, ...] = ()
    doubt: str = ""
    whole: bool = False


def read_interfaces(sheet: Sheet, names: Names) -> Iterator[Record]:
    """Yield the flows and dependencies of a list of interfaces."""
    inside = 0
    for entry in read_rows(sheet):
        match entry:
            case Skipped():
                yield entry
            case Entry():
                made = list(_interface(entry, sheet, names))
                inside += not made
                yield from made
    if inside:
        problem = f"{inside} interfaces inside one system: no seam"
        yield entry_fault(problem, "nothing to do, if so", sheet.whole)


def _interface(entry: Entry, sheet: Sheet, names: Names) -> Iterator[Record]:
    """Yield what a row says; nothing if both ends are one system."""
    ends = sheet.layout.ends
    assert ends is not None
    arrow = _arrowed(entry.cells)
    cells, way = arrow or (entry.cells, way_of(entry.cells, ends, sheet))
    firsts, seconds = (_side(cells, key, sheet, names) for key in ("first", "second"))
    doubts = [side.doubt for side in (firsts, seconds) if side.doubt]
    for doubt in doubts:
        yield entry_fault(doubt, "name each system, joined by `;`", entry.evidence)
    if not firsts.refs or not seconds.refs:
        if not doubts:
            yield entry_fault("a row without two systems", "fill both ends", entry.evidence)
        return
    where = place_of(entry, cells.get("name", ""))
    stated = yield from stated_in(entry, sheet, where)
    if not stated.said and "state" not in sheet.layout.columns:
        stated = _inherited([*firsts.refs, *seconds.refs], names) or stated
    flow = _flow(cells, stated.as_of(cells.get("stated", "")), where)
    several = firsts.whole or seconds.whole
    doubt = entry.doubt or ("the cell may name several systems" if several else "")
    for one, other in product(firsts.refs, seconds.refs):
        if one != other:
            source = Endpoint(system=one, dataset=_dataset(cells, "first"))
            target = Endpoint(system=other, dataset=_dataset(cells, "second"))
            yield from _flows(replace(flow, source=source, target=target), way, doubt)


def _inherited(refs: Iterable[SystemRef], names: Names) -> Stated | None:
    """Return the state of an interface one of whose systems is planned, stopped or gone."""
    known = [(ref.name, names.states.get(fold_name(ref.name))) for ref in refs]
    found = [(name, stated) for name, stated in known if stated is not None]
    if not found:
        return None
    name, stated = min(found, key=lambda item: (item[1].state is State.PLANNED, item[0]))
    return replace(stated, said=f"{name[:SHOWN]}: {stated.said}")


def _dataset(cells: Cells, end: str) -> str:
    return cells.get(f"{end}_dataset", "") or cells.get("dataset", "")


def _side(cells: Cells, key: str, sheet: Sheet, names: Names) -> EndSystems:
    """Return the systems of an end: by name, by the id of a list, or by a clue."""
    text, number = cells.get(key, ""), cells.get(f"{key}_id", "")
    if not text and number:
        return _by_id(number, key, sheet, names)
    if not text:
        return _by_clue(cells, key)
    split = names.split(text)
    if len(split.parts) == 1 and (found := names.of_id("", split.parts[0])):
        return EndSystems(refs=(SystemRef(name=found),), doubt=split.doubt)
    clue = (Clue(kind=ClueKind.ID, value=number),) if number and len(split.parts) == 1 else ()
    refs = tuple(SystemRef(name=names.of_id("", name) or name, clues=clue) for name in split.parts)
    return EndSystems(refs=refs, doubt=split.doubt, whole=split.whole)


def _by_id(number: str, key: str, sheet: Sheet, names: Names) -> EndSystems:
    """Return the systems whose ids a cell holds; an id of no list is reported."""
    column = sheet.layout.columns[f"{key}_id"][0]
    thing = sheet.layout.headings[column].thing
    refs: list[SystemRef] = []
    lost: list[str] = []
    for one in split_values(number):
        name = names.of_id(thing_family(thing), one) or (names.of_id("", one) if not thing else "")
        if name:
            refs.append(SystemRef(name=name))
        elif re.search(r"[^\W\d_]", one):
            refs.append(SystemRef(clues=(Clue(kind=ClueKind.ID, value=one),)))
        else:
            lost.append(one)
    doubt = f"no list says what the id {', '.join(lost)[:SHOWN]} stands for" if lost else ""
    return EndSystems(refs=tuple(dict.fromkeys(refs)), doubt=doubt)


def thing_family(thing: str) -> str:
    """Return what ids are compared by: all words for a system are one family."""
    return "system" if vocabulary().things.get((thing,)) == "system" else thing


def _by_clue(cells: Cells, key: str) -> EndSystems:
    for part, kind in CLUES.items():
        text = cells.get(f"{key}_{part}", "")
        value = host_of(text) if kind is ClueKind.HOST else text
        if value:
            return EndSystems(refs=(SystemRef(clues=(Clue(kind=kind, value=value),)),))
    return EndSystems()


def _arrowed(cells: Cells) -> tuple[Cells, Way] | None:
    """Return both ends of a row that names them in one cell: ``SAP ECC <-> Salesforce``."""
    filled = [key for key in ("first", "second", "pair") if cells.get(key)]
    if len(filled) != 1:
        return None
    parts = ARROW.split(cells[filled[0]])
    if len(parts) != 3 or not parts[0].strip() or not parts[2].strip():
        return None
    ends = {"first": parts[0].strip(), "second": parts[2].strip()}
    return cells | ends, Way(direction=read_direction(parts[1]).direction or Direction.FORWARD)


def _flows(flow: Flow, way: Way, doubt: str) -> Iterator[Record]:
    """Turn a flow from the first to the second column into what the direction makes of it."""
    certainty = Certainty.POSSIBLE if doubt else way.certainty
    reason = "; ".join(filter(None, (flow.reason, way.reason, doubt)))
    flow = replace(flow, certainty=certainty, reason=reason)
    if way.direction is None:
        yield Dependency(
            source=flow.source,
            target=flow.target,
            reason=flow.reason,
            evidence=flow.evidence,
            mechanism=flow.mechanism,
            technology=flow.technology,
            state=flow.state,
            moves_data=way.moves_data,
        )
    if way.direction in {Direction.FORWARD, Direction.BOTH}:
        yield flow
    if way.direction in {Direction.BACKWARD, Direction.BOTH}:
        yield replace(flow, source=flow.target, target=flow.source, via=flow.via[::-1])


def _flow(cells: Cells, stated: Stated, where: Evidence) -> Flow:
    """Return what a row says of its flow, with both ends still open."""
    mechanism, technology = _mechanism(cells)
    nowhere = Endpoint(system=SystemRef())
    name = (
        cells.get("name", "")
        or cells.get("first_interface", "")
        or cells.get("second_interface", "")
    )
    return Flow(
        source=nowhere,
        target=nowhere,
        evidence=where,
        mechanism=mechanism,
        technology=technology,
        frequency=cells.get("frequency", ""),
        latency=cells.get("latency", ""),
        volume=cells.get("volume", ""),
        authentication=cells.get("authentication", ""),
        entities=split_values(cells.get("entities", "")),
        via=tuple(SystemRef(name=name) for name in split_values(cells.get("via", ""))),
        state=stated.state,
        state_said=stated.said,
        state_date=stated.date,
        reason=stated.reason,
        interface=name,
    )


def _mechanism(cells: Cells) -> tuple[Mechanism, str]:
    """Return the mechanism that type and technology agree on, and both as written."""
    said = (cells.get("technology", ""), cells.get("mechanism", ""))
    texts = dict.fromkeys(text for text in said if text)
    return mechanism_of(" ".join(texts)), ", ".join(texts)
