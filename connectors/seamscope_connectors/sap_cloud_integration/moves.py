"""Find the data movements of a process: from its senders and its reads to the writes that
follow.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from seamscope.records import ColumnEdge
from seamscope_connectors.sap_cloud_integration.adapters import is_listening, is_named, read_join
from seamscope_connectors.sap_cloud_integration.model import Channel, IntegrationFlow, Process, Step
from seamscope_connectors.sap_cloud_integration.trace import Estate, Touch, Unit

MAX_MOVES = 10_000  # maximum number of moves of one process; dozens are usual
ON_ERRORS = "only if the flow fails"
REPLY = "a timer starts the flow, so the data may be the reply of a call"
READ_BETWEEN = "the flow also reads other systems before it writes, so the data may come from these"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One movement from a channel to a write, with the column edges of the mapping steps between
    them.

    origin: the read that fetches the data, None if messages of the source start the flow.
    """

    flow: IntegrationFlow
    source: Channel
    target: Touch
    origin: Touch | None = None
    columns: tuple[ColumnEdge, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    """The beginning of a process: the step and the channel by which data enters the process.

    touch: the read that fetches the data, None if the data is sent to the process.
    """

    step: str
    channel: Channel
    touch: Touch | None = None


@dataclass(slots=True, kw_only=True)
class _Walk:
    """One process with the reads and writes (units) of its steps."""

    flow: IntegrationFlow
    process: Process
    estate: Estate
    units: Sequence[Unit]
    _after: dict[str, frozenset[str]] = field(default_factory=dict)

    def find_later_steps(self, step: str) -> frozenset[str]:
        """Return the ids of all steps that can run after a step."""
        if step not in self._after:
            self._after[step] = self.process.find_reachable(step)
        return self._after[step]

    def list_later_units(self, step: str) -> list[Unit]:
        """Return the units of all steps that can run after a step."""
        reached = self.find_later_steps(step)
        return [unit for unit in self.units if unit.step.id in reached and unit.step.id != step]

    def list_mappings(self, first: str, last: str) -> list[Step]:
        """Return the mapping steps between two steps."""
        reached = self.find_later_steps(first)
        return [
            step
            for key, step in self.process.steps.items()
            if step.activity.startswith("Mapping")
            and key in reached
            and last in self.find_later_steps(key)
        ]


def list_moves(flow: IntegrationFlow, process: Process, estate: Estate) -> Iterator[Move]:
    """Yield the data movements of a process, at most `MAX_MOVES`."""
    units = estate.list_units((flow.path, process.id))
    walk = _Walk(flow=flow, process=process, estate=estate, units=units)
    found = [*islice(_list_fetched(walk), MAX_MOVES)]
    yield from found
    if not any(flow.list_starts()):
        reached = {move.target.id for move in found}
        replies = (move for start in _list_replies(units) for move in _follow_start(start, walk))
        for move in islice(replies, MAX_MOVES):
            if move.target.id not in reached:
                yield replace(move, reason="; ".join(filter(None, [REPLY, move.target.doubt])))


def _list_fetched(walk: _Walk) -> Iterator[Move]:
    for start in (*_list_entries(walk), *_list_reads(walk.units)):
        yield from _follow_start(start, walk)


def is_known_sender(channel: Channel) -> bool:
    """Return whether the system that sends the messages of a channel is known."""
    return is_named(channel) or not is_listening(channel)


def _list_entries(walk: _Walk) -> Iterator[_Start]:
    """Yield the points at which messages of known senders enter a process.

    An exception subprocess receives the messages that failed in the process whose errors it
    handles.
    """
    parent = walk.process.handles_errors_of
    main = walk.flow.processes.get(parent, walk.process)
    for process, step, channel in walk.flow.list_starts():
        if process is main and not read_join(channel) and is_known_sender(channel):
            yield _Start(step="" if parent else step.id, channel=channel)


def _list_reads(units: Sequence[Unit]) -> Iterator[_Start]:
    for unit in units:
        for touch in unit.reads:
            yield _Start(step=unit.step.id, channel=touch.channel, touch=touch)


def _list_replies(units: Sequence[Unit]) -> Iterator[_Start]:
    """Yield the calls that send data and receive a reply."""
    for unit in units:
        for touch in unit.writes:
            if touch.replies:
                yield _Start(step=unit.step.id, channel=touch.channel, touch=touch)


def _follow_start(start: _Start, walk: _Walk) -> Iterator[Move]:
    handles_errors = bool(walk.process.handles_errors_of)
    later = walk.list_later_units(start.step) if start.step else list(walk.units)
    for unit in later:
        columns: tuple[ColumnEdge, ...] = ()
        reason = ON_ERRORS if handles_errors else ""
        if not handles_errors:
            columns = walk.estate.list_columns(
                walk.flow, walk.list_mappings(start.step, unit.step.id)
            )
            between = (one for one in later if one.reads and one is not unit)
            if any(unit.step.id in walk.find_later_steps(one.step.id) for one in between):
                reason = READ_BETWEEN
        for target in unit.writes:
            yield Move(
                flow=walk.flow,
                source=start.channel,
                origin=start.touch,
                target=target,
                columns=columns,
                reason="; ".join(part for part in (reason, target.doubt) if part),
            )
