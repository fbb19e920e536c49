"""Read BizTalk Server bindings: flows from receive locations to send ports.

A receive port feeds a send port if the filter of the send port contains it (`BTS.ReceivePortName`),
or if one orchestration is bound to both. A filter on a message type does not identify the receive
port that delivers the messages, so such a send port is reported. BizTalk is recorded as the
technology of a flow, never as its source or target.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from seamscope.connector import Claim, Connector, File, Source, extract_host
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.connector.entries import skip_entry, skip_names
from seamscope.connector.failures import keep_in, retry
from seamscope.connector.movements import choose_mechanism
from seamscope.connector.vocabulary import is_test_environment, parse_environment
from seamscope.records import (
    Certainty,
    ClueKind,
    Endpoint,
    Evidence,
    Flow,
    Interface,
    Mechanism,
    Record,
    State,
    SystemRef,
)

API, EVENTS, FILE = Mechanism.API, Mechanism.EVENTS, Mechanism.FILE
MECHANISMS = (
    (r"FILE|S?FTPS?|Azure(?:Blob|File).*|AS2.*|POP3", FILE),
    (r"MSMQ|WCF-NetMsmq|MQS.*|MQSC|SB-Messaging|EventHub|Kafka.*", EVENTS),
    (r"SQL|WCF-SQL|WCF-Oracle.*|ODBC", Mechanism.SQL),
    (r"SMTP|Office365.*", Mechanism.MANUAL),
    (r"HTTP|SOAP|WCF-.*|SharePoint.*|Windows SharePoint.*|SAP.*|Logic ?App.*", API),
)
PRODUCTS = {"mssql": "Microsoft SQL Server", "oracledb": "Oracle Database", "sap": "SAP",
            "sb": "Azure Service Bus"}  # fmt: skip
STARTED = "started"
BACKUP = "only if the primary transport fails"
FAILED_ONLY = "only for messages that fail at the receive port"
# A send port that takes the messages that failed at a receive port.
FAILED = re.compile(r'Property="ErrorReport\.ReceivePortName"\s+Operator="0"\s+Value="([^"]*)"')
PORT = re.compile(r'Property="BTS\.ReceivePortName"\s+Operator="0"\s+Value="([^"]*)"')
INTERVAL = re.compile(r"<pollingInterval(?:InSeconds)?[^<>]*>\s*(\d+)", re.I)
TIME = re.compile(r"T(\d\d:\d\d)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MACROS = re.compile(r"[%*?$].*")
GENERIC = re.compile(r"bindings?|bindinginfo|portbindings?|portbindingsmaster", re.I)
LISTENING = re.compile(r"HTTP|SOAP|WCF-(?!SQL|Oracle|SAP|NetMsmq|Custom$).*|WCF-CustomIsolated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A receive location or send port with its adapter and address."""

    name: str
    transport: str
    address: str
    evidence: Evidence
    enabled: bool = True
    frequency: str = ""
    error_handling: tuple[str, ...] = ()


@dataclass(slots=True)
class _Bindings:
    """Receive locations by receive port, send ports by name, and the links between the ports.

    environment: the test environment that the name of the file states, "" for production.
    """

    environment: str
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
    """Reads the bindings of a BizTalk application."""

    name = "biztalk"
    reads = "BizTalk Server bindings (BindingInfo XML)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix == ".xml" and re.search(r"<BindingInfo\b", file.head(16384)):
            return Claim(reason="BizTalk bindings")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        file = source.file
        bindings = _Bindings(environment=_read_environment(file))
        root = file.xml()
        for port in root.iter("ReceivePort"):
            for element in port.iter("ReceiveLocation"):
                found = _read_location(element, file)
                rules = _list_failure_rules(element, port)
                bindings.received[port.get("Name", "")].append(replace(found, error_handling=rules))
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


def _read_location(element: Element, file: File) -> Location:
    kind = element.find("ReceiveLocationTransportType")
    kind = element.find("TransportType") if kind is None else kind
    data = element.findtext("ReceiveLocationTransportTypeData") or ""
    return Location(
        name=element.get("Name", ""),
        transport=_read_transport(kind),
        address=(element.findtext("Address") or "").strip(),
        enabled=(element.findtext("Enable") or "true").strip().casefold() != "false",
        frequency=" ".join(
            part
            for part in (_read_frequency(_read_transport(kind), data), _read_window(element))
            if part
        ),
        evidence=file.at(element, element.get("Name", "")),
    )


def _read_window(element: Element) -> str:
    """Return the service window of a receive location or transport: "from 05:00 to 05:30".

    Outside of it, the location receives nothing and the port sends nothing. A first or last day is
    added: "until 2018-05-03".
    """
    values = {
        one.tag.removeprefix("ReceiveLocation"): (one.text or "").strip() for one in element.iter()
    }

    def is_on(name: str) -> bool:
        return values.get(name, "").casefold() == "true"

    times = [TIME.search(values.get(name, "")) for name in ("FromTime", "ToTime")]
    hours = [found[1] for found in times if found]
    window = f"from {hours[0]} to {hours[1]}" if len(hours) > 1 else ""
    days = [
        f"{word} {found[0]}"
        for word, name in (("not before", "StartDate"), ("until", "EndDate"))
        if is_on(f"{name}Enabled") and (found := DAY.match(values.get(name, "")))
    ]
    return ", ".join([*([window] if window and is_on("ServiceWindowEnabled") else []), *days])


def _read_frequency(transport: str, settings: str) -> str:
    """Return the polling interval of a receive location; the FILE adapter stores milliseconds.

    ``<pollingInterval>60000</pollingInterval>`` of a FILE location → "every 60 seconds".
    """
    interval = INTERVAL.search(settings.replace("&lt;", "<").replace("&gt;", ">"))
    if interval is None:
        return ""
    seconds = int(interval[1]) // 1000 if transport == "FILE" else int(interval[1])
    return f"every {seconds} seconds"


def _read_transport(kind: Element | None) -> str:
    return "" if kind is None else kind.get("Name") or (kind.text or "").strip()


def _add_send_port(port: Element, file: File, bindings: _Bindings) -> None:
    name = port.get("Name", "")
    primary = port.find("PrimaryTransport")
    holder = port if primary is None else primary
    bindings.sent[name] = Location(
        name=name,
        transport=_read_transport(holder.find("TransportType")),
        address=(holder.findtext("Address") or "").strip(),
        frequency=_read_window(holder),
        error_handling=_list_failure_rules(holder, port),
        evidence=file.at(port, name),
    )
    second = port.find("SecondaryTransport")
    address = "" if second is None else (second.findtext("Address") or "").strip()
    if second is not None and address:
        bindings.backups[name] = Location(
            name=name,
            transport=_read_transport(second.find("TransportType")),
            address=address,
            frequency=_read_window(second),
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


def _list_failure_rules(transport: Element, port: Element) -> tuple[str, ...]:
    """Return what happens if a port fails: retries, and whether failed messages are routed."""
    times = (transport.findtext("RetryCount") or "0").strip()
    found = [retry(times)] if times.isdigit() and int(times) else []
    routed = (port.findtext("RouteFailedMessage") or "").strip().casefold() == "true"
    return (*found, *([keep_in("")] if routed else []))


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
        end = _build_end(location)
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
        yield from _build_flow(location, bindings.sent[sent], through, running=running)
    if sent in bindings.backups:
        backup = _build_flow(location, bindings.backups[sent], through, running=running)
        yield from (_mark_failure(one, BACKUP) for one in backup)


def _list_receive_locations(bindings: _Bindings) -> Iterator[Location]:
    for locations in bindings.received.values():
        yield from locations


def _build_flow(
    source: Location, target: Location, through: str, *, running: bool
) -> Iterator[Flow]:
    start, end = _build_end(source), _build_end(target)
    off = [] if source.enabled else [f"receive location {source.name} is disabled"]
    off += [] if running else [f"orchestration {through} is not started"]
    doubt = f"orchestration {through} may send other data than it receives" if through else ""
    if start == end:
        return
    yield Flow(
        source=start,
        target=end,
        mechanism=choose_mechanism(_classify_mechanism(source), _classify_mechanism(target)),
        technology=f"BizTalk {source.transport} to {target.transport}",
        frequency=_join_frequencies(source, target),
        error_handling=tuple(sorted({*source.error_handling, *target.error_handling})),
        route=through.rpartition(".")[2] or target.name,
        state=State.DISABLED if off else State.ACTIVE,
        certainty=Certainty.LIKELY if doubt else Certainty.CERTAIN,
        reason="; ".join([*off, *([doubt] if doubt else [])]),
        evidence=target.evidence,
    )


def _join_frequencies(source: Location, target: Location) -> str:
    """Return when a port receives, and the window in which the other one sends."""
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


def _classify_mechanism(location: Location) -> Mechanism:
    found = (kind for pattern, kind in MECHANISMS if re.fullmatch(pattern, location.transport))
    return next(found, Mechanism.UNKNOWN)


def _build_end(location: Location) -> Endpoint:
    r"""Return the system and dataset of an address.

    ``mssql://sql01/inst/Crm?`` → host sql01, database Crm. ``\\srv\in\*.xml`` → srv, in.
    """
    address = location.address.replace("\\", "/")
    scheme, _, rest = address.partition("://") if "://" in address else ("", "", address)
    host = extract_host(address) if scheme or address.startswith("//") else ""
    host = extract_host(address.lstrip("/").partition("/")[0]) if address.startswith("//") else host
    parts = [part for part in rest.partition("?")[0].lstrip("/").split("/") if part]
    path = "/".join(parts[1:] if host else parts)
    folder = MACROS.sub("", path).rstrip("/")
    database = parts[-1] if scheme == "mssql" and len(parts) > 1 else ""
    known = "" if host.casefold() in LOCAL else host
    if location.transport.startswith("MQ"):
        folder = parts[-1] if parts else ""  # an address is queue manager/queue
    local_file = not known and not scheme and folder and _classify_mechanism(location) is FILE
    found = build_clues(
        (ClueKind.DATABASE, database),
        (ClueKind.HOST, known),
        (ClueKind.SOURCE, f"file://{folder}" if local_file else ""),
        (ClueKind.PRODUCT, PRODUCTS.get(scheme, "")),
    )
    listens = LISTENING.fullmatch(location.transport) is not None
    lead = f"{location.name} (BizTalk port)"
    system = SystemRef(
        clues=found or build_clues((ClueKind.SOURCE, lead)),
        service=bool(known or database) and not listens,
    )
    return Endpoint(system=system, dataset="" if database or local_file else folder)
