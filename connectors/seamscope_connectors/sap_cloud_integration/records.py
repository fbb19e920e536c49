"""Build the records of integration flows: flows, queries, interfaces and reports."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from seamscope.connector.entries import Problems
from seamscope.connector.failures import CAUGHT, list_setting_rules
from seamscope.connector.movements import choose_mechanism, join_labels
from seamscope.records import (
    Certainty,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Interface,
    Mechanism,
    Query,
    Record,
)
from seamscope_connectors.sap_cloud_integration.adapters import (
    build_end,
    find_adapter,
    get_label,
    read_join,
)
from seamscope_connectors.sap_cloud_integration.model import Channel, IntegrationFlow
from seamscope_connectors.sap_cloud_integration.moves import (
    ON_ERRORS,
    Move,
    is_known_sender,
    list_moves,
)
from seamscope_connectors.sap_cloud_integration.schedule import describe_schedule
from seamscope_connectors.sap_cloud_integration.trace import Estate, Key, Touch

PRODUCT = "SAP Cloud Integration"
ADD = "list the data that they move in the inventory"
AUTHENTICATION = ("authenticationMethod", "authentication", "senderAuthType", "AuthenticationType")
NAMELESS_SENDER = (
    "flows whose sender has only a default name",
    "name the sender participants after the calling systems, or list the flows in the inventory",
)
UNCALLED = (
    "addresses that no flow in the inputs calls",
    "add the packages with the calling flows to the inputs",
)
NO_MOVE = ("flows without a data movement between two systems", ADD)


@dataclass(slots=True)
class Notes(Problems):
    """Problems of flows.

    moved: ids of the reads and writes that belong to a data movement.
    """

    moved: set[str] = field(default_factory=set)


def list_records(flow: IntegrationFlow, estate: Estate, notes: Notes) -> Iterator[Record]:
    """Yield the data movements of one flow, and add unknown callers to `notes`."""
    moved = False
    seen: set[tuple[Endpoint, Endpoint, str]] = set()
    for process in flow.processes.values():
        yield from _list_queries(flow, (flow.path, process.id), estate)
        for move in list_moves(flow, process, estate):
            notes.moved |= {touch.id for touch in (move.origin, move.target) if touch}
            source, target = _build_source(move), _build_target(move.target)
            ends = (source, target, move.origin.sql if move.origin else "")
            if source != target and ends not in seen:
                moved = True
                seen.add(ends)
                yield _build_record(move, source, target)
    _note_callers(flow, estate, notes, moved=moved)


def _list_queries(flow: IntegrationFlow, key: Key, estate: Estate) -> Iterator[Query]:
    """Yield the writing SQL statements of a process."""
    for touch in estate.list_touches(key):
        if touch.sql and not touch.reads:
            yield _build_query(touch, None, touch.channel, flow)


def _build_source(move: Move) -> Endpoint:
    return _build_target(move.origin) if move.origin else build_end(move.source, move.flow.name)


def _build_target(touch: Touch) -> Endpoint:
    end = build_end(touch.channel, touch.flow.name)
    return Endpoint(system=end.system, dataset=touch.table) if touch.table else end


def _build_record(move: Move, source: Endpoint, target: Endpoint) -> Record:
    channel = move.target.channel
    if move.origin is not None and move.origin.sql:
        query = _build_query(move.origin, target, channel, move.flow)
        return replace(query, after_failure=move.reason.startswith(ON_ERRORS))
    if channel.adapter == "JDBC" and not move.target.sql and not move.target.table:
        return Dependency(
            source=source,
            target=target,
            reason="the SQL statement is built at run time, so it may read or write",
            mechanism=Mechanism.SQL,
            technology=_name_technology(move.source, channel),
            evidence=channel.evidence,
        )
    return Flow(
        source=source,
        target=target,
        mechanism=_choose_mechanism(move.source, channel),
        technology=_name_technology(move.source, channel),
        frequency=_read_frequency(move.flow),
        authentication=_read_authentication(channel) or _read_authentication(move.source),
        error_handling=_list_failure_rules(move.flow, move.source, channel),
        after_failure=move.reason.startswith(ON_ERRORS),
        columns=move.columns,
        route=move.flow.name,
        certainty=Certainty.LIKELY if move.reason else Certainty.CERTAIN,
        reason=move.reason,
        evidence=_build_evidence(move),
    )


def _list_failure_rules(flow: IntegrationFlow, *channels: Channel) -> tuple[str, ...]:
    """Return what happens if a flow fails: exception subprocesses, and retries of adapters."""
    caught = any(process.handles_errors_of for process in flow.processes.values())
    settings = (pair for channel in channels for pair in channel.values.items())
    return tuple(sorted({*list_setting_rules(settings), *([CAUGHT] if caught else [])}))


def _build_query(
    touch: Touch, target: Endpoint | None, channel: Channel, flow: IntegrationFlow
) -> Query:
    return Query(
        text=touch.sql,
        home=build_end(touch.channel, touch.flow.name).system,
        target=target,
        mechanism=Mechanism.SQL if target is None else _choose_mechanism(touch.channel, channel),
        technology=_name_technology(touch.channel, channel),
        frequency=_read_frequency(flow),
        error_handling=_list_failure_rules(flow, touch.channel, channel),
        route=flow.name,
        evidence=touch.step.evidence,
    )


def _build_evidence(move: Move) -> Evidence:
    where = move.target.channel.evidence
    place = f"{move.flow.name} -> {where.place}" if where.place != move.flow.name else where.place
    return Evidence(file=where.file, line=where.line, place=place, connector=where.connector)


def _choose_mechanism(source: Channel, target: Channel) -> Mechanism:
    return choose_mechanism(find_adapter(source).mechanism, find_adapter(target).mechanism)


def _name_technology(*channels: Channel) -> str:
    return join_labels(PRODUCT, *map(get_label, channels))


def _read_authentication(channel: Channel) -> str:
    text = next((channel.values[key] for key in AUTHENTICATION if channel.values.get(key)), "")
    return "" if "{" in text or text.casefold() in {"none", "no authentication"} else text


def _read_frequency(flow: IntegrationFlow) -> str:
    """Return the schedule of the timer or polling adapter that starts a flow, else ""."""
    timers = [step.timer for process in flow.processes.values() for step in process.steps.values()]
    polls = [channel.values.get("scheduleKey", "") for _, _, channel in flow.list_starts()]
    return next(
        (found for text in (*timers, *polls) if text and (found := describe_schedule(text))), ""
    )


def _note_callers(flow: IntegrationFlow, estate: Estate, notes: Notes, *, moved: bool) -> None:
    """Add a flow to `notes` if its callers are unknown or if it moves no known data."""
    starts = [channel for _, _, channel in flow.list_starts()]
    unknown = [one for one in starts if not read_join(one) and not is_known_sender(one)]
    joined = {read_join(channel) for channel in starts} - {""}
    for channel in unknown:
        notes.add(NAMELESS_SENDER, f"{flow.name} ({get_label(channel)})", channel.evidence)
    for join in sorted(joined - estate.called):
        notes.add(UNCALLED, join, flow.evidence)
    if not (moved or unknown or joined):
        notes.add(NO_MOVE, flow.name, flow.evidence)


def list_interfaces(estate: Estate, notes: Notes) -> Iterator[Interface]:
    """Yield an interface for each system that flows access without a known data movement."""
    seen: set[Endpoint] = set()
    for flow in estate.flows.values():
        for touch in (
            one for key in flow.processes for one in estate.list_touches((flow.path, key))
        ):
            end = _build_target(touch)
            if touch.id not in notes.moved and end not in seen:
                seen.add(end)
                yield Interface(
                    system=end.system,
                    name=end.dataset or flow.name,
                    protocol=get_label(touch.channel),
                    authentication=tuple(filter(None, [_read_authentication(touch.channel)])),
                    evidence=touch.channel.evidence,
                )
