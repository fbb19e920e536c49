"""Read BizTalk Server bindings and maps: flows from receive locations to send ports.

Messages go from a receive port to a send port if the filter of the send port contains the receive
port (`BTS.ReceivePortName`), or if one orchestration is bound to both. A filter on a message type
does not identify the receive port that delivers the messages, so such a send port is reported.
BizTalk is recorded as the technology of a flow, never as its source or target.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import note_reading, read_each, skip_entry, skip_names
from seamscope.connector.movements import choose_mechanism
from seamscope.connector.vocabulary import is_test_environment, parse_environment
from seamscope.records import (
    Certainty,
    ColumnEdge,
    Evidence,
    Flow,
    Interface,
    Record,
    State,
)
from seamscope_connectors.biztalk.maps import Maps, add_map, find_map
from seamscope_connectors.biztalk.ports import (
    Location,
    build_end,
    classify_mechanism,
    list_failure_rules,
    list_maps,
    read_location,
    read_transport,
    read_window,
)

STARTED = "started"
BACKUP = "only if the primary transport fails"
FAILED_ONLY = "only for messages that fail at the receive port"
# A send port that takes the messages that failed at a receive port.
FAILED = re.compile(r'Property="ErrorReport\.ReceivePortName"\s+Operator="0"\s+Value="([^"]*)"')
PORT = re.compile(r'Property="BTS\.ReceivePortName"\s+Operator="0"\s+Value="([^"]*)"')
GENERIC = re.compile(r"bindings?|bindinginfo|portbindings?|portbindingsmaster", re.I)


@dataclass(slots=True)
class _Maps:
    """The maps of all inputs.

    used: paths of the maps that a port uses.
    missing: classes of maps that a port uses but that no input contains.
    """

    known: Maps = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    missing: dict[str, Evidence] = field(default_factory=dict)

    def find_columns(self, *locations: Location) -> tuple[ColumnEdge, ...]:
        """Return the column edges of the maps that these ports use."""
        columns: dict[ColumnEdge, None] = {}
        for location in locations:
            for name in location.maps:
                found = find_map(name, self.known)
                if found is None:
                    self.missing.setdefault(name, location.evidence)
                else:
                    self.used.add(found[0])
                    columns |= dict.fromkeys(found[1])
        return tuple(columns)


@dataclass(slots=True)
class _Bindings:
    """Receive locations by receive port, send ports by name, and the links between the ports.

    environment: the test environment that the name of the file states, "" for production.
    """

    environment: str
    maps: _Maps
    # send port -> its secondary transport, which takes over if the primary one fails
    backups: dict[str, Location] = field(default_factory=dict)

    received: dict[str, list[Location]] = field(default_factory=lambda: defaultdict(list))
    sent: dict[str, Location] = field(default_factory=dict)
    # (receive port, send port) -> the orchestration between them, and whether it is started
    links: dict[tuple[str, str], tuple[str, bool]] = field(default_factory=dict)
    filtered: set[str] = field(default_factory=set)
    # like `links`, for the send ports that take the messages that failed at a receive port
    failed: dict[tuple[str, str], tuple[str, bool]] = field(default_factory=dict)


class BizTalkConnector(Connector):
    """Reads bindings together with all maps, which they refer to by class."""

    name = "biztalk"
    reads = "BizTalk Server bindings (BindingInfo XML) and maps (.btm)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix == ".xml" and re.search(r"<BindingInfo\b", file.head(16384)):
            return Claim(reason="BizTalk bindings", group=self.name)
        if file.suffix == ".btm" and "mapsource" in file.head(4096).replace("\0", ""):
            return Claim(reason="a BizTalk map", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        maps = _Maps()
        listed = [file for file in source.files if file.suffix == ".btm"]

        def read_map(file: File) -> Iterator[Record]:
            add_map(file, maps.known)
            yield from ()

        yield from read_each(listed, read_map)
        bindings = [file for file in source.files if file not in listed]
        yield from read_each(bindings, lambda file: _read_bindings(file, maps))
        if maps.missing:
            what = "the fields of maps are not in the inputs"
            remedy = "add the maps (.btm) of the BizTalk projects"
            yield skip_names(what, remedy, maps.missing.items(), skip=note_reading)
        read = {path for found in maps.known.values() for path, _ in found} - maps.used
        idle = [(file.name, file.at(1)) for file in listed if file.path in read]
        if idle:
            what = "maps that no port in the inputs uses"
            remedy = "nothing to do, if orchestrations use them; their fields belong to no flow"
            yield skip_names(what, remedy, idle, skip=note_reading)


def _read_bindings(file: File, maps: _Maps) -> Iterator[Record]:
    bindings = _Bindings(environment=_read_environment(file), maps=maps)
    root = file.xml()
    for port in root.iter("ReceivePort"):
        for element in port.iter("ReceiveLocation"):
            found = read_location(element, file)
            rules = list_failure_rules(element, port)
            found = replace(found, error_handling=rules, maps=list_maps(port))
            bindings.received[port.get("Name", "")].append(found)
    for port in root.iter("SendPort"):
        _add_send_port(port, file, bindings)
    for service in root.iter("Service"):
        _add_orchestration(service, bindings)
    if not (bindings.received or bindings.sent):
        what = "the bindings contain no receive locations and no send ports"
        yield skip_entry(what, "export the bindings of the whole application", file.at(1))
    yield from _list_records(bindings)


def _read_environment(file: File) -> str:
    """Return the test environment of a file: ``Orders.BindingInfo_Test.xml`` → "test"."""
    words = re.split(r"[\W_]+", file.name.rpartition(".")[0])
    kept = [word for word in words if word and not GENERIC.fullmatch(word)]
    return parse_environment(kept[-1]) if kept and is_test_environment(kept[-1]) else ""


def _add_send_port(port: Element, file: File, bindings: _Bindings) -> None:
    name = port.get("Name", "")
    primary = port.find("PrimaryTransport")
    holder = port if primary is None else primary
    bindings.sent[name] = Location(
        name=name,
        transport=read_transport(holder.find("TransportType")),
        address=(holder.findtext("Address") or "").strip(),
        frequency=read_window(holder),
        error_handling=list_failure_rules(holder, port),
        maps=list_maps(port),
        evidence=file.at(port, name),
    )
    second = port.find("SecondaryTransport")
    address = "" if second is None else (second.findtext("Address") or "").strip()
    if second is not None and address:
        bindings.backups[name] = Location(
            name=name,
            transport=read_transport(second.find("TransportType")),
            address=address,
            frequency=read_window(second),
            evidence=file.at(port, name),
        )
    filters = port.find("Filter")
    text = "" if filters is None else (filters.text or "") + "".join(
        f'Property="{one.get("Property")}" Operator="{one.get("Operator")}" '
        f'Value="{one.get("Value")}"\n'
        for one in filters.iter("Statement")
    )  # fmt: skip
    for received in PORT.findall(text):
        bindings.links[received, name] = ("", True)
    for received in FAILED.findall(text):
        bindings.failed.setdefault((received, name), ("", True))
    if "Property=" in text and not PORT.search(text):
        bindings.filtered.add(name)


def _add_orchestration(service: Element, bindings: _Bindings) -> None:
    """Link the receive ports of an orchestration to its send ports."""
    running = service.get("State", "").casefold() in {STARTED, ""}
    receives = _list_references(service, "ReceivePortRef")
    sends = _list_references(service, "SendPortRef")
    for received in receives:
        for sent in sends:
            bindings.links.setdefault((received, sent), (service.get("Name", ""), running))


def _list_references(service: Element, tag: str) -> list[str]:
    return [name for one in service.iter(tag) if (name := one.get("Name", ""))]


def _list_records(bindings: _Bindings) -> Iterator[Record]:
    used: set[str] = set()
    links = [(*one, False) for one in bindings.links.items()]
    links += [(*one, True) for one in bindings.failed.items() if one[0] not in bindings.links]
    for (received, sent), (orchestration, running), failed in links:
        for location in bindings.received.get(received, ()):
            flows = _list_flows(location, sent, orchestration, bindings, running=running)
            if failed:
                flows = (_mark_failure(one, FAILED_ONLY) for one in flows)
            if sent in bindings.sent:
                used |= {location.name, sent}
                yield from (_mark_environment(one, bindings.environment) for one in flows)
    alone = [
        location
        for location in (*_list_receive_locations(bindings), *bindings.sent.values())
        if location.name not in used
    ]
    for location in alone:
        end = build_end(location)
        yield Interface(
            system=end.system,
            name=end.dataset or location.name,
            protocol=f"BizTalk {location.transport}",
            state=_choose_state(enabled=location.enabled, environment=bindings.environment),
            evidence=location.evidence,
        )
    if alone:
        filters = " (some filter on message types)" if bindings.filtered else ""
        what = f"ports that no filter or orchestration connects{filters}"
        remedy = "bind the orchestrations and export again, or list the flows in the inventory"
        names = [(location.name, location.evidence) for location in alone]
        yield skip_names(what, remedy, names)


def _list_flows(
    location: Location, sent: str, through: str, bindings: _Bindings, *, running: bool
) -> Iterator[Flow]:
    """Yield the flow to a send port and the flow to its secondary transport."""
    if sent in bindings.sent:
        yield from _build_flow(
            location, bindings.sent[sent], through, bindings.maps, running=running
        )
    if sent in bindings.backups:
        backup = _build_flow(
            location, bindings.backups[sent], through, bindings.maps, running=running
        )
        yield from (_mark_failure(one, BACKUP) for one in backup)


def _list_receive_locations(bindings: _Bindings) -> Iterator[Location]:
    for locations in bindings.received.values():
        yield from locations


def _build_flow(
    source: Location, target: Location, through: str, maps: _Maps, *, running: bool
) -> Iterator[Flow]:
    start, end = build_end(source), build_end(target)
    off = [] if source.enabled else [f"receive location {source.name} is disabled"]
    off += [] if running else [f"orchestration {through} is not started"]
    doubt = f"orchestration {through} may send other data than it receives" if through else ""
    if start == end:
        return
    yield Flow(
        source=start,
        target=end,
        mechanism=choose_mechanism(classify_mechanism(source), classify_mechanism(target)),
        technology=f"BizTalk {source.transport} to {target.transport}",
        frequency=_join_frequencies(source, target),
        columns=maps.find_columns(source, target),
        error_handling=tuple(sorted({*source.error_handling, *target.error_handling})),
        route=through.rpartition(".")[2] or target.name,
        state=State.DISABLED if off else State.ACTIVE,
        certainty=Certainty.LIKELY if doubt else Certainty.CERTAIN,
        reason="; ".join([*off, *([doubt] if doubt else [])]),
        evidence=target.evidence,
    )


def _join_frequencies(source: Location, target: Location) -> str:
    """Return when a receive location receives, and the service window in which a send port
    sends.
    """
    sent = f"sent {target.frequency}" if target.frequency else ""
    return "; ".join(part for part in (source.frequency, sent) if part)


def _mark_failure(flow: Flow, why: str) -> Flow:
    reason = "; ".join(part for part in (flow.reason, why) if part)
    return replace(flow, certainty=Certainty.LIKELY, reason=reason, after_failure=True)


def _mark_environment(flow: Flow, environment: str) -> Flow:
    if not environment or flow.state is not State.ACTIVE:
        return flow
    parts = [flow.reason, f"the bindings are those of the environment {environment}"]
    reason = "; ".join(part for part in parts if part)
    return replace(flow, state=State.DEVELOPMENT, reason=reason)


def _choose_state(*, enabled: bool, environment: str) -> State:
    if not enabled:
        return State.DISABLED
    return State.DEVELOPMENT if environment else State.ACTIVE
