"""Read the Integration Directory of SAP Process Integration and Orchestration (PI/PO).

Reads saved responses of the Directory API (XML of `IntegratedConfiguration`, `SenderAgreement`,
`ReceiverDetermination`, `CommunicationChannel`). Element names follow SAP's documentation. The
sender and receivers of an interface, which are communication components, become source and target
of flows; PI is recorded as their technology.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from seamscope.connector import Claim, Connector, File, Source, extract_host, is_secret_name
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.connector.entries import read_each, skip_entry, skip_names
from seamscope.connector.failures import list_setting_rules
from seamscope.connector.movements import join_labels
from seamscope.connector.scrub import quote
from seamscope.records import (
    ClueKind,
    Endpoint,
    Evidence,
    Flow,
    Interface,
    Mechanism,
    Record,
    Skipped,
    SystemRef,
)

PRODUCT = "SAP Process Orchestration"
ROOTS = re.compile(
    r"<(?:\w+:)?(?:IntegratedConfiguration|CommunicationChannel|ReceiverDetermination|"
    r"InterfaceDetermination|SenderAgreement|ReceiverAgreement)(?:\w*Response)?[\s>]"
)
KEYED = re.compile(r"<(?:\w+:)?(?:SenderComponentID|ReceiverComponentID|ChannelID)>")
MECHANISMS = {
    "file": Mechanism.FILE, "ftp": Mechanism.FILE, "sftp": Mechanism.FILE, "as2": Mechanism.FILE,
    "jms": Mechanism.EVENTS, "jdbc": Mechanism.SQL, "mail": Mechanism.MANUAL,
}  # fmt: skip
HOSTS = re.compile(r"(?:.*[._])?(?:host|hostname|server|serverName|\w{0,40}URL|"
                   r"endpoint|address|r3\.rfcserver|rfcclient)", re.I)  # fmt: skip
# A setting with a URL is the address, whatever the adapter calls it, unless it has another use.
URL = re.compile(r"(?:https?|s?ftps?|jdbc:\w+(?::\w+)?|tcp|ssl)://", re.I)
ASIDE = re.compile(r"proxy|namespace|action|token|auth|xsd|schema|wsse", re.I)
# Seconds between two polls of a sender channel.
POLL = re.compile(r"(?:.*[._])?poll(?:ing)?_?interval(?:_?sec(?:ond)?s?)?", re.I)
PLACES = re.compile(
    r"(?:.*[._])?(?:sourceDir|targetDir|directory|queue|JMSQueueName|table|path)", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A communication channel: its adapter, the address it connects to, polls and retries."""

    adapter: str
    address: str
    place: str
    error_handling: tuple[str, ...]
    frequency: str
    receives: bool  # True for a receiver channel, which delivers messages to the component


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One interface from a sender to its receivers. channels: pairs of component and channel."""

    sender: str
    interface: str
    receivers: tuple[str, ...]
    channels: tuple[tuple[str, str], ...]
    evidence: Evidence


@dataclass(slots=True)
class _Directory:
    """The objects in all files of a source, by component and channel."""

    channels: dict[tuple[str, str], Channel] = field(default_factory=dict)
    places: dict[tuple[str, str], Evidence] = field(default_factory=dict)
    routes: list[Route] = field(default_factory=list)
    # Agreements of classical scenarios: (sender, interface) or (receiver, interface) -> channel.
    agreed: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))


class SapProcessIntegrationConnector(Connector):
    """Reads all responses together, because agreements refer to channels in other files."""

    name = "sap-process-integration"
    reads = "SAP PI/PO integration directory (XML of the Directory API)"

    def claim(self, file: File) -> Claim | None:
        head = file.head(16384)
        if file.suffix == ".xml" and ROOTS.search(head) and KEYED.search(head):
            return Claim(reason="objects of SAP's integration directory", group="directory")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        directory = _Directory()
        yield from read_each(source.files, lambda file: _gather(file, directory))
        used: set[tuple[str, str]] = set()
        for route in directory.routes:
            yield from _list_records(route, directory, used)
        yield from _list_unused(directory, used)


def _gather(file: File, directory: _Directory) -> Iterator[Record]:
    root = file.xml()
    before = len(directory.routes) + len(directory.channels) + len(directory.agreed)
    for element in root.iter():
        match _read_local_name(element):
            case "CommunicationChannel" if _find_child(element, "AdapterMetadata") is not None:
                _add_channel(element, file, directory)
            case "IntegratedConfiguration" | "ReceiverDetermination":
                yield from _add_route(element, file, directory)
            case "SenderAgreement" | "ReceiverAgreement":
                yield from _add_agreement(element, file, directory)
    if before == len(directory.routes) + len(directory.channels) + len(directory.agreed):
        what = "the response contains no interface, agreement or channel"
        yield skip_entry(
            what,
            "save the response of the API's read operation, not of its query operation",
            file.at(1),
        )


def _add_channel(element: Element, file: File, directory: _Directory) -> None:
    key = (_find_text(element, "ComponentID"), _find_text(element, "ChannelID"))
    settings: dict[str, str] = {}
    for one in element.iter():
        if _read_local_name(one) == "AdapterSpecificAttribute":
            name = _find_text(one, "Name")
            if name and not is_secret_name(name):
                settings[name] = _find_text(one, "Value")
    address = next((text for name, text in settings.items() if HOSTS.fullmatch(name) and text), "")
    address = address or next(
        (text for name, text in settings.items() if URL.match(text) and not ASIDE.search(name)), ""
    )
    place = next((text for name, text in settings.items() if PLACES.fullmatch(name) and text), "")
    metadata = _find_child(element, "AdapterMetadata")
    adapter = "" if metadata is None else _find_text(metadata, "Name")
    directory.channels[key] = Channel(
        adapter=adapter,
        address=address,
        place=place,
        error_handling=list_setting_rules(settings.items()),
        frequency=_read_frequency(settings),
        receives=_find_text(element, "Direction").casefold() == "receiver",
    )
    directory.places[key] = file.at(element, "/".join(key))


def _read_frequency(settings: Mapping[str, str]) -> str:
    """Return how often a sender channel looks for messages: ``pollInterval`` of 60."""
    found = (text for name, text in settings.items() if POLL.fullmatch(name) and text.isdigit())
    seconds = int(next(found, "0")[:9])
    return f"every {seconds} seconds" if seconds else ""


def _add_route(element: Element, file: File, directory: _Directory) -> Iterator[Skipped]:
    sender, interface = (
        _find_text(element, "SenderComponentID"),
        _find_text(element, "InterfaceName"),
    )
    receivers = [
        _find_value(one, "CommunicationComponent") or _find_text(one, "ComponentID")
        for one in element.iter()
        if _read_local_name(one) == "Receiver"
    ]
    channels = [
        (_find_text(one, "ComponentID"), _find_text(one, "ChannelID"))
        for one in element.iter()
        if _read_local_name(one) == "CommunicationChannel"
    ]
    if not sender:
        what = f"the interface {quote(interface, 60)} has no sender"
        yield skip_entry(
            what, "run the read operation again and save its response", file.at(element, interface)
        )
        return
    directory.routes.append(
        Route(
            sender=sender,
            interface=interface,
            receivers=tuple(dict.fromkeys(name for name in receivers if name)),
            channels=tuple(dict.fromkeys(channels)),
            evidence=file.at(element, interface),
        )
    )


def _add_agreement(element: Element, file: File, directory: _Directory) -> Iterator[Skipped]:
    side = "Sender" if _read_local_name(element) == "SenderAgreement" else "Receiver"
    component = _find_text(element, f"{side}ComponentID")
    channel = next(
        (
            _find_text(one, "ChannelID")
            for one in element.iter()
            if _read_local_name(one) == "CommunicationChannel"
        ),
        "",
    )
    if component and channel:
        directory.agreed[component, _find_text(element, "InterfaceName")].append(channel)
        directory.agreed[component, ""].append(channel)
    else:
        what = f"a {side.lower()} agreement has no component or channel"
        yield skip_entry(
            what, "run the read operation again and save its response", file.at(element)
        )


def _list_records(
    route: Route, directory: _Directory, used: set[tuple[str, str]]
) -> Iterator[Record]:
    receivers = [name for name in route.receivers if name != route.sender]
    receivers = receivers or [name for name, _ in route.channels if name != route.sender]
    source = _find_channel(route.sender, route, directory, used, receives=False)
    for receiver in dict.fromkeys(receivers):
        target = _find_channel(receiver, route, directory, used, receives=True)
        adapters = [side.adapter for side in (source, target) if side and side.adapter]
        yield Flow(
            source=_build_end(route.sender, source),
            target=_build_end(receiver, target),
            mechanism=_find_mechanism(target) or _find_mechanism(source) or Mechanism.API,
            technology=join_labels(PRODUCT, *adapters),
            frequency=source.frequency if source else "",
            error_handling=tuple(
                sorted({rule for side in (source, target) if side for rule in side.error_handling})
            ),
            interface=route.interface,
            route=route.interface,
            evidence=route.evidence,
        )
    if not receivers:
        interface, sender = quote(route.interface, 60), quote(route.sender, 60)
        what = f"the interface {interface} of {sender} has no receiver"
        remedy = "list the flows to its receivers in the inventory"
        yield skip_entry(what, remedy, route.evidence)


def _find_channel(
    component: str,
    route: Route,
    directory: _Directory,
    used: set[tuple[str, str]],
    *,
    receives: bool,
) -> Channel | None:
    """Return the channel by which a component sends or receives in a route, None if unknown.

    The channel found is added to `used`.
    """
    named = [channel for owner, channel in route.channels if owner == component]
    named += directory.agreed.get((component, route.interface), [])
    named += directory.agreed.get((component, ""), [])
    for channel in named:
        found = directory.channels.get((component, channel))
        if found is not None and found.receives == receives:
            used.add((component, channel))
            return found
    return None


def _find_mechanism(channel: Channel | None) -> Mechanism | None:
    if channel is None or not channel.adapter:
        return None
    return MECHANISMS.get(channel.adapter.casefold(), Mechanism.API)


def _build_end(component: str, channel: Channel | None) -> Endpoint:
    """Return a component as an endpoint, with the host of its channel as a clue."""
    host = extract_host(channel.address) if channel else ""
    found = build_clues(
        (ClueKind.HOST, "" if host.casefold() in LOCAL else host),
        (ClueKind.SOURCE, component),
        (ClueKind.PRODUCT, component.replace("_", " ")),
    )
    place = channel.place.strip("/") if channel else ""
    return Endpoint(system=SystemRef(clues=found, service=True), dataset=place)


def _list_unused(directory: _Directory, used: set[tuple[str, str]]) -> Iterator[Record]:
    """Yield an interface for each channel that no route in the inputs uses, and report them."""
    alone = [key for key in directory.channels if key not in used]
    for key in alone:
        channel = directory.channels[key]
        yield Interface(
            system=_build_end(key[0], channel).system,
            name=channel.place.strip("/") or key[1],
            protocol=f"{PRODUCT} {channel.adapter}",
            evidence=directory.places[key],
        )
    if alone:
        what = "channels that no interface in the inputs uses"
        remedy = "add the integrated configurations or agreements of these channels"
        names = [("/".join(key), directory.places[key]) for key in alone]
        yield skip_names(what, remedy, names)


def _read_local_name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _find_child(element: Element, name: str) -> Element | None:
    return next((child for child in element if _read_local_name(child) == name), None)


def _find_value(element: Element, name: str) -> str:
    """Return the text of the first descendant with this name, or of the `Value` inside it."""
    found = next((one for one in element.iter() if _read_local_name(one) == name), None)
    return "" if found is None else (found.text or "").strip() or _find_text(found, "Value")


def _find_text(element: Element, name: str) -> str:
    """Return the text of the first descendant with this local name, "" if there is none."""
    found = (one.text or "" for one in element.iter() if _read_local_name(one) == name)
    return next(found, "").strip()
