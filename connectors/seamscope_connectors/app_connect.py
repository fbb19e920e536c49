"""Read message flows of IBM App Connect Enterprise (Integration Bus, Message Broker).

Each input node is the source of a flow to every output node that its connections reach. Files with
overrides (``Flow#Node.property=value``, as for mqsiapplybaroverride) replace the properties of
nodes. App Connect is recorded as the technology of a flow, never as its source or target.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from seamscope.connector import Claim, Connector, File, Source, extract_host, is_secret_name
from seamscope.connector.connections import LOCAL, build_clues, extract_path
from seamscope.connector.entries import note_reading, read_each, skip_entry, skip_names
from seamscope.connector.movements import choose_mechanism
from seamscope.connector.redaction import redact_value
from seamscope.records import (
    Certainty,
    ClueKind,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    Record,
    SystemRef,
)

SUFFIXES = frozenset({".msgflow", ".subflow"})
# Flow#Node.property, the form of a line in a file with overrides.
OVERRIDE = re.compile(
    r"^[ \t]*(?P<flow>[\w.$-]{1,200})#(?P<node>[^\n=#.]{1,100})\.(?P<property>\w{1,80})[ \t]*="
    r"[ \t]*(?P<value>[^\n]*)",
    re.M,
)
TYPE = re.compile(r"(?P<name>[\w-]+)\.(?:msgnode|subflow)")
# Nodes by what they reach and whether they read (in), write (out) or ask (both).
NODES = {
    "MQInput": (Mechanism.EVENTS, "in"), "MQOutput": (Mechanism.EVENTS, "out"),
    "MQGet": (Mechanism.EVENTS, "in"), "MQReply": (Mechanism.EVENTS, ""),
    "JMSInput": (Mechanism.EVENTS, "in"), "JMSOutput": (Mechanism.EVENTS, "out"),
    "JMSReceive": (Mechanism.EVENTS, "in"),
    "KafkaConsumer": (Mechanism.EVENTS, "in"), "KafkaProducer": (Mechanism.EVENTS, "out"),
    "KafkaRead": (Mechanism.EVENTS, "in"),
    "MQTTSubscribe": (Mechanism.EVENTS, "in"), "MQTTPublish": (Mechanism.EVENTS, "out"),
    "WSRequest": (Mechanism.API, "both"), "RESTRequest": (Mechanism.API, "both"),
    "RESTAsyncRequest": (Mechanism.API, "both"), "SOAPRequest": (Mechanism.API, "both"),
    "SOAPAsyncRequest": (Mechanism.API, "both"), "HTTPAsyncRequest": (Mechanism.API, "both"),
    "FileInput": (Mechanism.FILE, "in"), "FileOutput": (Mechanism.FILE, "out"),
    "FileRead": (Mechanism.FILE, "in"), "FTEInput": (Mechanism.FILE, "in"),
    "FTEOutput": (Mechanism.FILE, "out"), "DatabaseInput": (Mechanism.SQL, "in"),
    "SAPInput": (Mechanism.API, "in"), "SAPRequest": (Mechanism.API, "out"),
    "SiebelInput": (Mechanism.API, "in"), "SiebelRequest": (Mechanism.API, "out"),
    "PeopleSoftInput": (Mechanism.API, "in"), "PeopleSoftRequest": (Mechanism.API, "out"),
    "JDEdwardsInput": (Mechanism.API, "in"), "JDEdwardsRequest": (Mechanism.API, "out"),
    "SalesforceInput": (Mechanism.API, "in"), "SalesforceRequest": (Mechanism.API, "out"),
    "EmailOutput": (Mechanism.MANUAL, "out"), "CICSRequest": (Mechanism.API, "out"),
    "IMSRequest": (Mechanism.API, "out"), "TCPIPClientInput": (Mechanism.API, "in"),
    "TCPIPClientOutput": (Mechanism.API, "out"),
}  # fmt: skip
PRODUCTS = {"SAP": "SAP", "Siebel": "Siebel CRM", "PeopleSoft": "PeopleSoft",
            "JDEdwards": "JD Edwards", "Salesforce": "Salesforce"}  # fmt: skip
BROKERS = {"MQ": "IBM MQ", "Kafka": "Kafka"}
# Nodes on which other systems call a flow.
CALLED = frozenset({"WSInput", "SOAPInput", "RESTInput", "TCPIPServerInput", "CallableInput",
                    "HTTPAsyncInput", "SOAPAsyncInput"})  # fmt: skip
# Nodes whose code may access databases and systems that the flow does not name.
CODE = frozenset({"Database", "JavaCompute", "DotNetCompute", "PHPCompute", "Warehouse",
                  "DataInsert", "DataUpdate", "DataDelete", "DatabaseRoute"})  # fmt: skip
# Properties with the queue, topic, folder or file of a node, in order of preference.
DATASETS = ("queueName", "destinationQueueName", "destinationTopicName", "sourceQueueName",
            "sourceTopicName", "topicName", "topic", "filename", "outputFilename",
            "filenamePattern")  # fmt: skip
ADDRESSES = ("URLSpecifier", "webServiceURL", "baseURL", "fileFtpServer", "remoteServer",
             "bootstrapServers", "hostName", "hostname", "host", "serverName")  # fmt: skip
FOLDERS = ("inputDirectory", "outputDirectory", "fileFtpDirectory", "remoteTransferDirectory")
METHODS = ("httpMethod", "webServiceMethod", "method", "operationName")
READING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node of a message flow: its label, its type and its properties."""

    name: str
    kind: str
    values: dict[str, str]
    evidence: Evidence


@dataclass(slots=True, kw_only=True)
class MessageFlow:
    """A message flow: its nodes by id, and the ids of the next nodes of each node."""

    name: str
    nodes: dict[str, Node] = field(default_factory=dict)
    next: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


class AppConnectConnector(Connector):
    """Reads the nodes and connections of message flows, with their overrides."""

    name = "app-connect"
    reads = "message flows of IBM App Connect Enterprise (.msgflow) with overrides"

    def claim(self, file: File) -> Claim | None:
        if file.suffix in SUFFIXES:
            return Claim(reason="a message flow of App Connect", group=self.name)
        if file.suffix in {".properties", ".txt"} and OVERRIDE.search(file.head(8192)):
            return Claim(reason="overrides of App Connect", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        flows: list[MessageFlow] = []
        overrides: dict[tuple[str, str, str], str] = {}
        yield from read_each(source.files, lambda file: _gather(file, flows, overrides))
        for flow in flows:
            yield from _read_flow(flow, overrides)
        if overrides and not flows:
            problem = "overrides without the message flow that they belong to"
            yield skip_entry(problem, "add the .msgflow files", source.files[0].at(1))


def _gather(
    file: File, flows: list[MessageFlow], overrides: dict[tuple[str, str, str], str]
) -> Iterator[Record]:
    if file.suffix in SUFFIXES:
        flows.append(_parse(file))
    else:
        for found in OVERRIDE.finditer(file.text()):
            if not is_secret_name(found["property"]):
                key = (found["flow"].rpartition(".")[2], found["node"].strip(), found["property"])
                overrides[key] = redact_value(found["value"].strip())
    yield from ()


def _parse(file: File) -> MessageFlow:
    flow = MessageFlow(name=PurePosixPath(file.name).stem)
    for element in file.xml().iter("nodes"):
        node = _parse_node(element, file)
        flow.nodes[element.get(ID, "")] = node
    for element in file.xml().iter("connections"):
        flow.next[element.get("sourceNode", "")].append(element.get("targetNode", ""))
    return flow


ID = "{http://www.omg.org/XMI}id"
KIND = "{http://www.omg.org/XMI}type"


def _parse_node(element: Element, file: File) -> Node:
    found = TYPE.match(element.get(KIND, ""))
    kind = re.sub(r"^ComIbm|(?<=\w)Node$", "", found["name"]) if found else ""
    label = next((one.get("string", "") for one in element.iter("translation")), "")
    values = {key: value for key, value in element.attrib.items() if "}" not in key}
    return Node(name=label, kind=kind, values=values, evidence=file.at(element))


def _read_flow(flow: MessageFlow, overrides: dict[tuple[str, str, str], str]) -> Iterator[Record]:
    given: dict[str, dict[str, str]] = defaultdict(dict)
    for (name, label, key), value in overrides.items():
        if name == flow.name:
            given[label][key] = value
    nodes = {
        key: Node(name=one.name, kind=one.kind, values=one.values | given[one.name],
                  evidence=one.evidence)
        for key, one in flow.nodes.items()
    }  # fmt: skip
    yield from _report(flow, nodes)
    yield from _report_loose_ends(flow, nodes)
    seen: set[tuple[str, str]] = set()
    for start, node in nodes.items():
        if not _is_source(node):
            continue
        for end in _list_reached(flow, start):
            target = nodes.get(end)
            if target is not None and _is_target(target) and (start, end) not in seen:
                seen.add((start, end))
                yield from _connect(flow, node, target)


def _report_loose_ends(flow: MessageFlow, nodes: Mapping[str, Node]) -> Iterator[Record]:
    """Report connections from or to nodes that the flow does not contain."""
    ends = {*flow.next, *(one for several in flow.next.values() for one in several)}
    if nodes and (unknown := ends - nodes.keys()):
        where = min(node.evidence for node in nodes.values())
        problem = f"connections of {flow.name} with an unknown node: {len(unknown)}"
        yield skip_entry(problem, "export the message flow again", where)


def _list_reached(flow: MessageFlow, start: str) -> Iterator[str]:
    """Yield the ids of all nodes that a node is connected to, directly or through other nodes."""
    seen, todo = {start}, [start]
    while todo:
        for one in flow.next.get(todo.pop(0), ()):
            if one not in seen:
                seen.add(one)
                todo.append(one)
                yield one


def _get_method(node: Node) -> str:
    return next((node.values[key] for key in METHODS if node.values.get(key)), "").upper()


def _is_source(node: Node) -> bool:
    way = NODES.get(node.kind, (None, ""))[1]
    return way == "in" or (way == "both" and _get_method(node) in READING)


def _is_target(node: Node) -> bool:
    way = NODES.get(node.kind, (None, ""))[1]
    return way == "out" or (way == "both" and _get_method(node) not in READING)


def _connect(flow: MessageFlow, source: Node, target: Node) -> Iterator[Record]:
    start, end = _build_end(source), _build_end(target)
    if start is None or end is None or start == end:
        return
    doubtful = NODES[target.kind][1] == "both" and not _get_method(target)
    yield Flow(
        source=start,
        target=end,
        mechanism=choose_mechanism(NODES[source.kind][0], NODES[target.kind][0]),
        technology="IBM App Connect",
        route=flow.name,
        certainty=Certainty.LIKELY if doubtful else Certainty.CERTAIN,
        reason="the method of the call is unknown; a write is assumed" if doubtful else "",
        evidence=target.evidence,
    )


def _build_end(node: Node) -> Endpoint | None:
    """Return the system and the queue, topic, path or folder of a node, None if unknown."""
    values = node.values
    address = next((values[key] for key in ADDRESSES if values.get(key)), "")
    host = extract_host(address)
    host = "" if host.casefold() in LOCAL else host
    dataset = next((values[key] for key in DATASETS if values.get(key)), "")
    folder = next((values[key] for key in FOLDERS if values.get(key)), "")
    if NODES[node.kind][0] is Mechanism.API and "://" in address:
        dataset = extract_path(address)
    dataset = "/".join(part.rstrip("/") for part in (folder, dataset) if part)
    broker = next((name for key, name in BROKERS.items() if node.kind.startswith(key)), "")
    product = next((name for key, name in PRODUCTS.items() if node.kind.startswith(key)), "")
    if broker:
        return Endpoint(system=SystemRef(name=broker), dataset=dataset) if dataset else None
    clues = build_clues(
        (ClueKind.HOST, host), (ClueKind.PRODUCT, product),
        (ClueKind.SOURCE, values.get("dataSource", values.get("jmsProviderName", ""))),
    )  # fmt: skip
    if not clues and NODES[node.kind][0] is Mechanism.FILE and dataset:
        return Endpoint(system=SystemRef(name="files"), dataset=dataset)
    return Endpoint(system=SystemRef(clues=clues), dataset=dataset) if clues else None


def _report(flow: MessageFlow, nodes: dict[str, Node]) -> Iterator[Record]:
    """Report nodes that other systems call, that run code, or whose address is not known."""
    called = [(one.name, one.evidence) for one in nodes.values() if one.kind in CALLED]
    coded = [(one.name, one.evidence) for one in nodes.values() if one.kind in CODE]
    unknown = [
        (one.name, one.evidence) for one in nodes.values()
        if (_is_source(one) or _is_target(one)) and _build_end(one) is None
    ]  # fmt: skip
    for names, problem, remedy in (
        (called, "nodes that other systems call", "list their callers in the inventory"),
        (coded, "nodes that access databases or run code", "list their flows in the inventory"),
        (unknown, "nodes without a known queue or address",
         "add the file with the overrides of the bar file"),
    ):  # fmt: skip
        if names:
            yield skip_names(f"{flow.name}: {problem}", remedy, names)
    if not nodes:
        yield skip_entry(f"{flow.name} has no nodes", "export the flow again", Evidence(file=""))
    elif not any(map(_is_source, nodes.values())) and not called:
        yield note_reading(
            f"{flow.name} has no node with input", "list its flows in the inventory",
            next(iter(nodes.values())).evidence,
        )  # fmt: skip
