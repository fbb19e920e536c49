"""Gather channels, routes and agreements from responses of SAP's Directory API."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from seamscope.connector import File, is_secret_name
from seamscope.connector.entries import skip_entry
from seamscope.connector.failures import list_setting_rules
from seamscope.connector.scrub import quote
from seamscope.records import Evidence, Record, Skipped
from seamscope_connectors.sap_process_integration.elements import (
    find_child,
    find_text,
    find_value,
    read_local_name,
)

# Name and namespace of an operation mapping.
MappingKey = tuple[str, str]

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
    """A communication channel with its adapter, address, polling interval and retries."""

    adapter: str
    address: str
    place: str
    error_handling: tuple[str, ...]
    frequency: str
    receives: bool  # True for a receiver channel, which delivers messages to the component


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One interface from a sender to its receivers.

    channels: pairs of component and channel.
    mappings: pairs of receiver and operation mapping.
    """

    sender: str
    interface: str
    receivers: tuple[str, ...]
    channels: tuple[tuple[str, str], ...]
    mappings: tuple[tuple[str, MappingKey], ...]
    evidence: Evidence


@dataclass(slots=True)
class Directory:
    """The objects in all files of a source, by component and channel."""

    channels: dict[tuple[str, str], Channel] = field(default_factory=dict)
    places: dict[tuple[str, str], Evidence] = field(default_factory=dict)
    routes: list[Route] = field(default_factory=list)
    # Agreements of classical scenarios: (sender, interface) or (receiver, interface) -> channel.
    agreed: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    # Interface determinations of classical scenarios: (sender, interface) -> pairs as in `Route`.
    determined: dict[tuple[str, str], list[tuple[str, MappingKey]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def count(self) -> int:
        """Return the number of objects."""
        return len(self.routes) + len(self.channels) + len(self.agreed) + len(self.determined)


def gather_directory(file: File, directory: Directory) -> Iterator[Record]:
    """Add the objects in a response to the directory."""
    root = file.xml()
    before = directory.count()
    for element in root.iter():
        match read_local_name(element):
            case "CommunicationChannel" if find_child(element, "AdapterMetadata") is not None:
                _add_channel(element, file, directory)
            case "IntegratedConfiguration" | "ReceiverDetermination":
                yield from _add_route(element, file, directory)
            case "InterfaceDetermination" if find_text(element, "SenderComponentID"):
                key = (find_text(element, "SenderComponentID"), find_text(element, "InterfaceName"))
                directory.determined[key] += _list_mappings(element)
            case "SenderAgreement" | "ReceiverAgreement":
                yield from _add_agreement(element, file, directory)
    if before == directory.count():
        what = "the response contains no interface, agreement or channel"
        yield skip_entry(
            what,
            "save the response of the API's read operation, not of its query operation",
            file.at(1),
        )


def _add_channel(element: Element, file: File, directory: Directory) -> None:
    key = (find_text(element, "ComponentID"), find_text(element, "ChannelID"))
    settings: dict[str, str] = {}
    for one in element.iter():
        if read_local_name(one) == "AdapterSpecificAttribute":
            name = find_text(one, "Name")
            if name and not is_secret_name(name):
                settings[name] = find_text(one, "Value")
    address = next((text for name, text in settings.items() if HOSTS.fullmatch(name) and text), "")
    address = address or next(
        (text for name, text in settings.items() if URL.match(text) and not ASIDE.search(name)), ""
    )
    place = next((text for name, text in settings.items() if PLACES.fullmatch(name) and text), "")
    metadata = find_child(element, "AdapterMetadata")
    adapter = "" if metadata is None else find_text(metadata, "Name")
    directory.channels[key] = Channel(
        adapter=adapter,
        address=address,
        place=place,
        error_handling=list_setting_rules(settings.items()),
        frequency=_read_frequency(settings),
        receives=find_text(element, "Direction").casefold() == "receiver",
    )
    directory.places[key] = file.at(element, "/".join(key))


def _read_frequency(settings: Mapping[str, str]) -> str:
    """Return how often a sender channel polls: ``pollInterval`` 60 → "every 60 seconds"."""
    found = (text for name, text in settings.items() if POLL.fullmatch(name) and text.isdigit())
    seconds = int(next(found, "0")[:9])
    return f"every {seconds} seconds" if seconds else ""


def _add_route(element: Element, file: File, directory: Directory) -> Iterator[Skipped]:
    sender, interface = (
        find_text(element, "SenderComponentID"),
        find_text(element, "InterfaceName"),
    )
    receivers = [
        find_value(one, "CommunicationComponent") or find_text(one, "ComponentID")
        for one in element.iter()
        if read_local_name(one) == "Receiver"
    ]
    channels = [
        (find_text(one, "ComponentID"), find_text(one, "ChannelID"))
        for one in element.iter()
        if read_local_name(one) == "CommunicationChannel"
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
            mappings=tuple(dict.fromkeys(_list_mappings(element))),
            evidence=file.at(element, interface),
        )
    )


def _list_mappings(element: Element) -> Iterator[tuple[str, MappingKey]]:
    """Yield pairs of receiver and operation mapping; the receiver "" means all receivers."""
    holders = [one for one in element.iter() if read_local_name(one) == "ReceiverInterfaces"]
    for holder in holders or [element]:
        receiver = find_text(element, "ReceiverComponentID")
        for one in holder:
            if read_local_name(one) == "Receiver":
                receiver = find_text(one, "ComponentID")
                receiver = receiver or find_value(one, "CommunicationComponent")
        for one in holder.iter():
            if read_local_name(one) == "Mapping" and find_text(one, "Name"):
                yield receiver, (find_text(one, "Name"), find_text(one, "Namespace"))


def _add_agreement(element: Element, file: File, directory: Directory) -> Iterator[Skipped]:
    side = "Sender" if read_local_name(element) == "SenderAgreement" else "Receiver"
    component = find_text(element, f"{side}ComponentID")
    channel = next(
        (
            find_text(one, "ChannelID")
            for one in element.iter()
            if read_local_name(one) == "CommunicationChannel"
        ),
        "",
    )
    if component and channel:
        directory.agreed[component, find_text(element, "InterfaceName")].append(channel)
        directory.agreed[component, ""].append(channel)
    else:
        what = f"a {side.lower()} agreement has no component or channel"
        yield skip_entry(
            what, "run the read operation again and save its response", file.at(element)
        )
