"""Build the records of a server's channels: flows, queries, interfaces and reports."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from seamscope.connector.entries import skip_entry
from seamscope.connector.scrub import quote
from seamscope.records import (
    Certainty,
    Endpoint,
    Evidence,
    Flow,
    Interface,
    Mechanism,
    Query,
    Record,
    State,
)
from seamscope_connectors.mirth.model import Channel, Server
from seamscope_connectors.mirth.touches import Touch
from seamscope_connectors.mirth.trace import Network, Reached, build_network, list_entries
from seamscope_connectors.mirth.transports import CHANNEL_READER, LISTENS

PRODUCT = "Mirth"
SHOWN = 5  # names in one message
MAX_MOVES = 5000  # maximum number of moves of one channel
LOOKED_UP = "the channel reads this data while it processes a message and may pass it on"
REPLY = "the data may be the reply of a call, because the channel has no other source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One movement of data from a read to a write.

    off: the reasons why the movement does not take place, () if it does.
    reason: why it is uncertain, "" if it is certain.
    """

    source: Touch
    target: Reached
    off: tuple[str, ...] = ()
    reason: str = ""


@dataclass(slots=True)
class Ledger:
    """Collects the accesses that belong to a record, and the channels to report.

    without_writer: channels that no channel sends to.
    without_system: channels without any access.
    """

    moved: set[Touch] = field(default_factory=set)
    touched: dict[Touch, tuple[str, ...]] = field(default_factory=dict)
    written: set[Touch] = field(default_factory=set)
    without_writer: dict[str, Evidence] = field(default_factory=dict)
    without_system: dict[str, Evidence] = field(default_factory=dict)


def list_records(server: Server) -> Iterator[Record]:
    """Yield flows and queries of all channels, then interfaces, then reports."""
    network = build_network(server)
    ledger = Ledger()
    for channel in list_entries(network):
        yield from _channel_records(channel, network.reach(channel), ledger)
    for channel in network.channels.values():
        reader = CHANNEL_READER.fullmatch(channel.source.transport)
        reached = network.reach(channel)
        if reader and channel.id not in network.joined and reached:
            ledger.without_writer.setdefault(channel.name, channel.evidence)
            yield from _channel_records(channel, reached, ledger)
        if not reached or all(one.touch.own for one in reached):
            ledger.without_system.setdefault(channel.name, channel.evidence)
    yield from _list_interfaces(ledger)
    yield from _report(network, ledger)


def _channel_records(
    channel: Channel, reached: Sequence[Reached], ledger: Ledger
) -> Iterator[Record]:
    for one in reached:
        ledger.touched.setdefault(one.touch, one.off)
    seen: set[tuple[Endpoint, Endpoint, str, bool]] = set()
    for move in islice(_list_moves(reached), MAX_MOVES):
        ledger.moved |= {move.source, move.target.touch}
        key = (move.source.end, move.target.touch.end, move.source.sql, bool(move.off))
        if move.source.end != move.target.touch.end and key not in seen:
            seen.add(key)
            yield _record_of(move, channel)
    for one in reached:
        touch = one.touch
        if touch.sql and not touch.reads and touch not in ledger.written:
            ledger.written.add(touch)
            ledger.moved.add(touch)
            yield _query(touch, None, one.route, _state(one.off))


def _list_moves(reached: Sequence[Reached]) -> Iterator[Move]:
    """Yield a move from each read to each later write that can use the data of the read."""
    has_source = any(one.touch.own for one in reached)
    for index, one in enumerate(reached):
        if not one.touch.reads:
            continue
        reason = "" if one.touch.own else LOOKED_UP if has_source else REPLY
        for later in reached[index + 1 :]:
            inside = later.scopes[: len(one.scopes)] == one.scopes
            if not later.touch.reads and (one.touch.own or inside):
                off = tuple(dict.fromkeys((*one.off, *later.off)))
                both = "; ".join(part for part in (reason, later.touch.doubt) if part)
                yield Move(source=one.touch, target=later, off=off, reason=both)


def _record_of(move: Move, channel: Channel) -> Record:
    source, target = move.source, move.target.touch
    if source.sql:
        found = _query(source, target, move.target.route, _state(move.off))
        return replace(found, frequency=channel.source.schedule)
    return Flow(
        source=source.end,
        target=target.end,
        mechanism=_mechanism(source, target),
        technology=_technology(source, target),
        frequency=channel.source.schedule,
        error_handling=target.error_handling,
        columns=target.columns,
        route=move.target.route,
        state=_state(move.off),
        certainty=Certainty.LIKELY if move.reason else Certainty.CERTAIN,
        reason="; ".join(part for part in (*move.off, move.reason) if part),
        evidence=target.evidence,
    )


def _state(off: tuple[str, ...]) -> State:
    return State.DISABLED if off else State.ACTIVE


def _query(touch: Touch, target: Touch | None, route: str, state: State) -> Query:
    return Query(
        text=touch.sql,
        dialect=touch.dialect,
        home=touch.end.system,
        target=None if target is None else target.end,
        mechanism=Mechanism.SQL if target is None else _mechanism(touch, target),
        technology=_technology(touch, target or touch),
        error_handling=(target or touch).error_handling,
        route=route,
        state=state,
        evidence=touch.evidence,
    )


def _mechanism(source: Touch, target: Touch) -> Mechanism:
    found = target.mechanism
    return source.mechanism if found is Mechanism.UNKNOWN else found


def _technology(source: Touch, target: Touch) -> str:
    """Return both connectors and the data types: "Mirth TCP Listener to Database Writer, HL7V2"."""
    types = " to ".join(dict.fromkeys(target.types or source.types))
    shown = f", {types}" if types else ""
    return f"{PRODUCT} {' to '.join(dict.fromkeys((source.label, target.label)))}{shown}"


def _list_interfaces(ledger: Ledger) -> Iterator[Interface]:
    """Yield an interface for each system that a channel accesses without a known flow.

    A listener is left out, because its caller is unknown.
    """
    seen: set[Endpoint] = set()
    for touch, off in ledger.touched.items():
        if touch.own and LISTENS.fullmatch(touch.label):
            continue
        if touch not in ledger.moved and touch.end not in seen:
            seen.add(touch.end)
            yield Interface(
                system=touch.end.system,
                name=touch.end.dataset or touch.evidence.place,
                protocol=f"{PRODUCT} {touch.label}",
                state=_state(off),
                evidence=touch.evidence,
            )


def _list_untyped(network: Network) -> dict[str, Evidence]:
    """Return the channels with a connector whose transport type is missing, by name."""
    return {
        channel.name: channel.evidence
        for channel in network.channels.values()
        if not all(part.transport for part in (channel.source, *channel.destinations))
    }


def _report(network: Network, ledger: Ledger) -> Iterator[Record]:
    """Yield one report for each problem that channels have."""
    callers = {
        one.name: one.evidence
        for one in list_entries(network)
        if one.id in network.ports.values() and one.name not in ledger.without_system
    }
    notes = (
        ("channels with a connector that has no transport type", _list_untyped(network),
         "export the channels again"),
        ("channels that listen, but whose senders are unknown", callers,
         "list the flows from the senders in the inventory"),
        ("Channel Readers that no channel sends to", ledger.without_writer,
         "add the channels that send to these to the inputs"),
        ("channels that others send to, but that are not in the inputs", network.missing,
         "export the whole server configuration"),
        ("channels that do not access a system", ledger.without_system,
         "list the flows of their scripts in the inventory"),
    )  # fmt: skip
    for what, names, remedy in notes:
        if names:
            listed = ", ".join(quote(name, 60) for name in list(names)[:SHOWN])
            more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
            yield skip_entry(f"{what}: {listed}{more}", remedy, min(names.values()))
