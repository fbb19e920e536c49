"""Read XML configurations of programs that publish to MQTT brokers, subscribe, or read OPC UA.

Historians, gateways and IoT platforms have their own formats, but all of them have attributes with
the broker's host and a topic. The program itself is identified by its node or its client id.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from seamscope.connector import Claim, Connector, File, Source, extract_host
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.connector.entries import skip_entry
from seamscope.records import (
    Certainty,
    Clue,
    ClueKind,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    Record,
    State,
    SystemRef,
)

HEAD = 65536
SIGN = re.compile(r"<(?:\w+:)?\w*mqtt\w*\s[^<>]*\b(?:broker|host|server|uri|url)\w*\s*=", re.I)
BROKERS = ("broker", "brokerurl", "brokerhost", "host", "hostname", "server", "serveruri", "uri",
           "url", "address")  # fmt: skip
NODES = ("node", "nodename", "host", "hostname", "computer", "machine", "server")
CLIENTS = ("clientid", "client_id", "client-id")
FILTERS = ("topic", "topicfilter", "topicname", "topicpattern")
SENDS = re.compile(r"publi|output|sender|northbound", re.I)
TAKES = re.compile(r"subscri|input|receiver|listen|southbound", re.I)
OFF = frozenset({"false", "0", "no", "off", "disabled"})
NOT_NAMED = re.compile(r"test|client\d*|mqtt\w*|publisher|subscriber|\{.*", re.I)


class MqttConnector(Connector):
    """Reads the topics of an MQTT broker that a program publishes or subscribes to."""

    name = "mqtt"
    reads = "XML configurations of programs with MQTT publishers or subscribers, and OPC UA clients"

    def claim(self, file: File) -> Claim | None:
        if file.suffix not in {".xml", ".config"}:
            return None
        head = file.head(HEAD)
        if SIGN.search(head) and re.search(r"\btopic\w*\s*=", head, re.I):
            return Claim(reason="contains an MQTT broker and topics")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        file, root = source.file, source.file.xml()
        node = next((value for key in NODES if (value := _get(root, key))), "")
        found: list[Record] = []
        for element in root.iter():
            if "mqtt" in _tag(element).casefold() and any(_get(element, key) for key in BROKERS):
                found += _read_client(element, node, file)
            elif _get(element, "endpointurl").casefold().startswith("opc.tcp://"):
                found += _read_opc(element, node, file.at(element))
        yield from found
        if not found:
            problem = "no MQTT client has both a broker and a topic"
            yield skip_entry(problem, "list its topics in the inventory", file.at(root))


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _get(element: Element, name: str) -> str:
    """Return an attribute by its case-insensitive name, "" if it is missing."""
    given = ((key.rpartition("}")[2].casefold(), value) for key, value in element.attrib.items())
    return next((value.strip() for key, value in given if key == name), "")


def _find_broker(element: Element) -> str:
    hosts = (extract_host(value) for key in BROKERS if (value := _get(element, key)))
    return next((host for host in hosts if host and host.casefold() not in LOCAL), "")


def _identify_own(element: Element, node: str) -> SystemRef:
    """Return the program: the host in its configuration, otherwise the id of its client."""
    client = next((value for key in CLIENTS if (value := _get(element, key))), "")
    named = "" if NOT_NAMED.fullmatch(client) else client
    return SystemRef(clues=build_clues((ClueKind.HOST, node), (ClueKind.SOURCE, named)))


def _is_on(element: Element) -> bool:
    switches = (_get(element, key).casefold() for key in ("enabled", "active"))
    disabled = _get(element, "disabled").casefold() in {"true", "1", "yes"}
    return not disabled and not any(value in OFF for value in switches)


def _read_client(element: Element, node: str, file: File) -> Iterator[Record]:
    broker = SystemRef(clues=build_clues((ClueKind.HOST, _find_broker(element))))
    own = Endpoint(system=_identify_own(element, node))
    if not own.system.clues or not broker.clues:
        problem = "an MQTT client has neither a host nor a client id"
        if not broker.clues:
            problem = "an MQTT client has no broker on another host"
        yield skip_entry(problem, "list its flows in the inventory", file.at(element))
        return
    for part in element.iter():
        topic = next((value for key in FILTERS if (value := _get(part, key))), "")
        if not topic:
            if part is not element and "topic" in _tag(part).casefold() and not part.text:
                problem = "a topic of an MQTT client has no name"
                yield skip_entry(problem, "list the flow in the inventory", file.at(part))
            continue
        there = Endpoint(system=broker, dataset=topic)
        kinds = f"{_tag(part)} {_tag(element)}"
        sends, takes = bool(SENDS.search(kinds)), bool(TAKES.search(kinds))
        if sends == takes:
            problem = (
                "an MQTT client does not specify whether it publishes a topic or subscribes to it"
            )
            yield skip_entry(problem, "list the flow in the inventory", file.at(part))
            continue
        yield Flow(
            source=own if sends else there,
            target=there if sends else own,
            evidence=file.at(part),
            mechanism=Mechanism.EVENTS,
            technology="MQTT",
            latency="near real time",
            state=State.ACTIVE if _is_on(element) and _is_on(part) else State.DISABLED,
        )


def _read_opc(element: Element, node: str, where: Evidence) -> Iterator[Record]:
    """Yield the flow from an OPC UA server; the client reads its values or subscribes to them."""
    host = extract_host(_get(element, "endpointurl"))
    if not host or host.casefold() in LOCAL or not node or host == node:
        problem = "an OPC UA client and its server do not have two different host names"
        yield skip_entry(problem, "list the flow of the server's values in the inventory", where)
        return
    yield Flow(
        source=Endpoint(system=SystemRef(clues=(Clue(kind=ClueKind.HOST, value=host),))),
        target=Endpoint(system=SystemRef(clues=(Clue(kind=ClueKind.HOST, value=node),))),
        evidence=where,
        mechanism=Mechanism.API,
        technology="OPC UA",
        latency="near real time",
        state=State.ACTIVE if _is_on(element) else State.DISABLED,
        certainty=Certainty.LIKELY,
        reason="an OPC UA client usually reads from the server",
    )
