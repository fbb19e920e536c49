"""Rows of a list of interfaces: flows, or dependencies where no direction is given."""

from collections.abc import Iterator
from dataclasses import replace

from seamscope.connector.directions import read_direction
from seamscope.connector.entries import SHOWN, checked_state, entry_fault
from seamscope.connector.relations import Direction
from seamscope.connector.states import Stated
from seamscope.connector.vocabulary import mechanism_of
from seamscope.records import (
    Certainty,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    Record,
    SystemRef,
)
from seamscope_connectors.tables.cells import Cells, split_cell

EMPTY = "?"  # stands for an empty cell of a direction column: the list leaves it open


def read_interface(cells: Cells, where: Evidence) -> Iterator[Record]:
    """Yield the flows of a row; provider and consumer alone give no direction of the data."""
    known_ends = bool(cells["source"] and cells["target"])
    first, second = ("source", "target") if known_ends else ("provider", "consumer")
    if not cells[first] or not cells[second]:
        yield entry_fault("a row without two systems", "fill both ends", where)
        return
    where = replace(where, place=where.place or cells["name"])
    stated = yield from checked_state(cells["state"], where)
    flow = _flow(cells, where, stated.as_of(cells["stated"]))
    for one in split_cell(cells[first], ""):
        for other in split_cell(cells[second], ""):
            source = Endpoint(system=SystemRef(name=one), dataset=cells["source_dataset"])
            target = Endpoint(system=SystemRef(name=other), dataset=cells["target_dataset"])
            yield from _flows(
                replace(flow, source=source, target=target), cells, known_ends=known_ends
            )


def _flows(flow: Flow, cells: Cells, *, known_ends: bool) -> Iterator[Record]:
    """Turn a flow from the first to the second column into what the direction makes of it."""
    way, certainty, reason = _direction(cells, known_ends=known_ends)
    flow = replace(flow, certainty=certainty, reason="; ".join(filter(None, (flow.reason, reason))))
    if way is None:
        yield Dependency(
            source=flow.source,
            target=flow.target,
            reason=flow.reason,
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
        )


def _direction(cells: Cells, *, known_ends: bool) -> tuple[Direction | None, Certainty, str]:
    """Return where data goes, how sure that is, and why it is not certain or not known."""
    word = cells["direction"]
    said = read_direction(word)
    way, certainty, reason = said.direction, Certainty.CERTAIN, ""
    if way is Direction.BOTH:
        if said.certainty is Certainty.POSSIBLE:
            certainty, reason = said.certainty, f"by the words '{word[:SHOWN]}'"
    elif not known_ends:
        way, reason = None, "the list names provider and consumer, not which way data goes"
    elif way is Direction.BACKWARD:
        certainty = Certainty.LIKELY
        reason = f"'{word[:SHOWN]}' is read as seen from the system in the source column"
    elif way is None and word:
        reason = _open(word, understood=said.understood)
    return way if word else way or _default(known_ends=known_ends), certainty, reason


def _default(*, known_ends: bool) -> Direction | None:
    """Return the direction of a list without a direction column: from source to target."""
    return Direction.FORWARD if known_ends else None


def _open(word: str, *, understood: bool) -> str:
    """Say why a word leaves the direction open."""
    if word == EMPTY:
        return "the list leaves the direction open"
    if understood:
        return f"'{word[:SHOWN]}' does not say which way data goes"
    return f"the direction '{word[:SHOWN]}' is not known"


def _flow(cells: Cells, where: Evidence, stated: Stated) -> Flow:
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
        state=stated.state,
        state_said=stated.said,
        state_date=stated.date,
        reason=stated.reason,
        interface=cells["name"],
    )


def _mechanism(cells: Cells) -> tuple[Mechanism, str]:
    """Return the mechanism that type and technology agree on, and both as written."""
    texts = dict.fromkeys(text for text in (cells["technology"], cells["mechanism"]) if text)
    return mechanism_of(" ".join(texts)), ", ".join(texts)
