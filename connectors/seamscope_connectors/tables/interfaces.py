"""Rows of a list of interfaces: flows, or dependencies where no direction is given."""

from collections.abc import Iterator
from dataclasses import replace

from seamscope.connector.entries import SHOWN, checked_state, entry_fault
from seamscope.connector.vocabulary import Direction, direction_of, mechanism_of
from seamscope.records import (
    Certainty,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    Record,
    State,
    SystemRef,
)
from seamscope_connectors.tables.cells import Cells, split_cell


def read_interface(cells: Cells, where: Evidence) -> Iterator[Record]:
    """Yield the flows of a row; provider and consumer alone give no direction of the data."""
    known_ends = bool(cells["source"] and cells["target"])
    first, second = ("source", "target") if known_ends else ("provider", "consumer")
    if not cells[first] or not cells[second]:
        yield entry_fault("a row without two systems", "fill both ends", where)
        return
    where = replace(where, place=where.place or cells["name"])
    state = yield from checked_state(cells["state"], where)
    flow = _flow(cells, where, state)
    for one in split_cell(cells[first], ""):
        for other in split_cell(cells[second], ""):
            source = Endpoint(system=SystemRef(name=one), dataset=cells["source_dataset"])
            target = Endpoint(system=SystemRef(name=other), dataset=cells["target_dataset"])
            yield from _flows(
                replace(flow, source=source, target=target), cells, known_ends=known_ends
            )


def _flows(flow: Flow, cells: Cells, *, known_ends: bool) -> Iterator[Record]:
    """Turn a flow from the first to the second column into what the direction makes of it."""
    way, reason = _direction(cells, known_ends=known_ends)
    if way is None:
        yield Dependency(
            source=flow.source,
            target=flow.target,
            reason=reason,
            evidence=flow.evidence,
            mechanism=flow.mechanism,
            technology=flow.technology,
            state=flow.state,
        )
    if way in {Direction.FORWARD, Direction.BOTH}:
        yield flow
    if way in {Direction.BACKWARD, Direction.BOTH}:
        yield replace(
            flow,
            source=flow.target,
            target=flow.source,
            via=flow.via[::-1],
            certainty=Certainty.LIKELY if reason else Certainty.CERTAIN,
            reason=reason,
        )


def _direction(cells: Cells, *, known_ends: bool) -> tuple[Direction | None, str]:
    """Return where data goes, and why that is not certain or not known."""
    word = cells["direction"]
    way = direction_of(word)
    match way:
        case Direction.BOTH:
            return way, ""
        case _ if not known_ends:
            return None, "the list names provider and consumer, not which way data goes"
        case Direction.BACKWARD:
            return way, f"'{word[:SHOWN]}' is read as seen from the system in the source column"
        case None if word:
            return None, f"the direction '{word[:SHOWN]}' is not known"
    return Direction.FORWARD, ""


def _flow(cells: Cells, where: Evidence, state: State) -> Flow:
    """Return what a row says of its flow, with both ends still open."""
    mechanism, technology = _mechanism(cells)
    nowhere = Endpoint(system=SystemRef())
    return Flow(
        source=nowhere,
        target=nowhere,
        evidence=where,
        mechanism=mechanism,
        technology=technology,
        frequency=cells["frequency"],
        latency=cells["latency"],
        volume=cells["volume"],
        authentication=cells["authentication"],
        entities=split_cell(cells["entities"]),
        via=tuple(SystemRef(name=name) for name in split_cell(cells["via"])),
        state=state,
    )


def _mechanism(cells: Cells) -> tuple[Mechanism, str]:
    """Return the mechanism that type and technology agree on, and both as written."""
    texts = dict.fromkeys(text for text in (cells["technology"], cells["mechanism"]) if text)
    return mechanism_of(" ".join(texts)), ", ".join(texts)
