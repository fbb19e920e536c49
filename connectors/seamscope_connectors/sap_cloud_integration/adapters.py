"""Table of adapters with mechanism and product; functions that read an adapter's settings.

Adapter names and settings follow SAP Cloud Integration (`ComponentType`).
"""

import re
from dataclasses import dataclass

from seamscope.connector import extract_host
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.records import Clue, ClueKind, Endpoint, Mechanism, SystemRef
from seamscope_connectors.sap_cloud_integration.model import PLACEHOLDER, Channel

API, EVENTS, FILE = Mechanism.API, Mechanism.EVENTS, Mechanism.FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """A type of adapter.

    product: its product, "" for a protocol.
    listens: whether a sender adapter waits for calls instead of fetching messages.
    """

    pattern: str
    mechanism: Mechanism
    label: str = ""
    product: str = ""
    listens: bool = False


ADAPTERS = (
    Adapter(pattern="HCIOData|OData.*", mechanism=API, label="OData", listens=True),
    Adapter(pattern="HTTPS?", mechanism=API, listens=True),
    Adapter(pattern="SOAP|XI|IDOC|AS4", mechanism=API, listens=True),
    Adapter(pattern="RFC|LDAP|OpenConnectors|ElasterConnector", mechanism=API),
    Adapter(pattern="SuccessFactors.*", mechanism=API, product="SAP SuccessFactors"),
    Adapter(pattern="Ariba.*", mechanism=API, product="SAP Ariba", listens=True),
    Adapter(pattern="AS2", mechanism=FILE, listens=True),
    Adapter(pattern="(?:Polling)?S?FTPS?|SMB|CMIS", mechanism=FILE),
    Adapter(pattern="Azure(?:Storage)?", mechanism=FILE, product="Azure Blob Storage"),
    Adapter(pattern="AmazonWebServices|AWS.*", mechanism=API, product="Amazon Web Services"),
    Adapter(pattern="JDBC", mechanism=Mechanism.SQL),
    Adapter(pattern="RabbitMQ", mechanism=EVENTS, product="RabbitMQ"),
    Adapter(pattern="Kafka", mechanism=EVENTS, product="Apache Kafka"),
    Adapter(pattern="AMQP|AdvancedEventMesh|Solace.*|EventMesh|MQTT|JMS|.*-MQ-.*",
            mechanism=EVENTS),
    Adapter(pattern="Mail", mechanism=Mechanism.MANUAL),
    Adapter(pattern="Salesforce.*", mechanism=API, product="Salesforce"),
    Adapter(pattern="ServiceNow", mechanism=API, product="ServiceNow"),
    Adapter(pattern="Workday", mechanism=API, product="Workday"),
    Adapter(pattern="MicrosoftDynamics.*|Dynamics.*", mechanism=API, product="Dynamics 365"),
    Adapter(pattern="MongoDB", mechanism=Mechanism.ETL, product="MongoDB"),
    Adapter(pattern="Redis", mechanism=API, product="Redis"),
)  # fmt: skip
OTHER = Adapter(pattern="", mechanism=Mechanism.UNKNOWN)

# Adapters that connect two flows -> settings with their address.
JOINS = {"ProcessDirect": ("address",), "JMS": ("QueueName_outbound", "QueueName_inbound")}
ADDRESSES = ("httpAddressWithoutQuery", "address", "Address", "host", "server", "hostname",
             "addresses", "receipientURL", "bootstrapServers", "url", "baseUrl", "pricefxHost",
             "endpoint")  # fmt: skip
DATASETS = ("resourcePath", "resourcePathForOdatav4", "entity", "urlPath", "path",
            "destinationName", "queueName", "topicSubscriptions", "topic", "queue", "collection",
            "operationName")  # fmt: skip
VERBS = ("httpMethod", "operation", "operaton", "command")
READING = re.compile(r"(?:get|head|query|read|find|select|list|fetch|search|download|poll)\b|"
                     r"(?:get|read|find|list|fetch)[A-Z_]", re.I)  # fmt: skip
WRITING = re.compile(r"post|put|patch|create|insert|update|upsert|merge|delete|upload|publish|"
                     r"send|append|copy|move|sadd|set\b", re.I)  # fmt: skip
TOKEN = re.compile(r"/(?:oauth2?|openid|auth|connect)\b[^?]{0,200}?token\b|/token/?$|"
                   r"/oauth(?:2/[\w.]+)?/token|/services/Authentication$", re.I)  # fmt: skip
# An address of RabbitMQ for AMQP 1.0: ``/exchange/orders/key``, ``/queues/orders``.
AMQP_ADDRESS = re.compile(r"(?:exchanges?|queues?|amq/queue)/(?P<name>[^/]+)")
# An address that is set at run time (${property.url}) or not filled in (<host>).
UNSET = re.compile(r"\$\{(?:property|header)\.([\w. -]{1,80})\}|(?<!<)<++([\w .\-]{1,80})>+")
# Default names of participants, such as "Sender1", which do not identify a system.
NAMELESS = re.compile(
    r"(?:(?:sap|btp|my|the|custom|cloud|integration|suite|event|message|process|direct|api|"
    r"sender|receiver|recevier|recipient|system|source|target|client|server|third|party|caller|"
    r"consumer|provider|internal|external|cpi|cpipd|hci|ci|is|iflow|flow|postman|browser|e?mail|"
    r"smtp|imap|s?ftp|jms|jdbc|db|database|https?|soap|rest|odata|rfc|idoc|xi|amqp|as2|queue|"
    r"file|dead|letter|channel|adapter|endpoint|start|end|dummy|test|default)[ _\-]?)+\d*",
    re.I,
)


def find_adapter(channel: Channel) -> Adapter:
    """Return the table entry of a channel's adapter, OTHER if it is unknown."""
    return next((one for one in ADAPTERS if re.fullmatch(one.pattern, channel.adapter)), OTHER)


def get_label(channel: Channel) -> str:
    """Return the name of an adapter as in SAP's documentation."""
    return find_adapter(channel).label or channel.adapter


def read_join(channel: Channel) -> str:
    """Return the address at which flows call each other, "" if the channel accesses a system.

    Adapter ProcessDirect with address ``/orders`` → "ProcessDirect orders".
    """
    keys = JOINS.get(channel.adapter)
    if keys is None:
        return ""
    text = next((channel.values[key] for key in keys if channel.values.get(key)), "")
    return f"{channel.adapter} {text.strip('/')}"


def is_listening(channel: Channel) -> bool:
    """Return whether a sender channel waits for calls instead of fetching messages."""
    return find_adapter(channel).listens


def is_named(channel: Channel) -> bool:
    """Return whether the participant of a channel has a real name, unlike "Sender1"."""
    return bool(channel.participant) and NAMELESS.fullmatch(channel.participant) is None


def is_token_call(channel: Channel) -> bool:
    """Return whether a call only fetches an access token."""
    return TOKEN.search(read_address(channel)) is not None


def read_verb(channel: Channel) -> str:
    """Return the operation in a channel's settings, "" if it depends on the message."""
    text = next((channel.values[key] for key in VERBS if channel.values.get(key)), "")
    text = text or channel.values.get("operationName", "").rpartition(":")[2]
    return "" if "{" in text else text


def read_address(channel: Channel) -> str:
    """Return the address in a channel's settings, "" if it has none."""
    return next((channel.values[key] for key in ADDRESSES if channel.values.get(key)), "")


def build_end(channel: Channel, flow: str) -> Endpoint:
    """Return the system and dataset of a channel. flow: name of its integration flow."""
    adapter, address = find_adapter(channel), read_address(channel)
    host = "" if channel.inbound and adapter.listens else extract_host(_drop_placeholder(address))
    named = channel.participant if is_named(channel) else ""
    lead = channel.values.get("destination", "") or channel.values.get("alias", "")
    lead = "" if adapter.mechanism is API and channel.adapter != "RFC" else _drop_placeholder(lead)
    found = build_clues(
        (ClueKind.HOST, "" if host.lower() in LOCAL else host),
        (ClueKind.SOURCE, named),
        (ClueKind.SOURCE, lead),
        (ClueKind.PRODUCT, named.replace("_", " ")),
        (ClueKind.PRODUCT, adapter.product),
    )
    service = bool(named or host or adapter.product) and adapter.mechanism is not FILE
    system = SystemRef(clues=found or _name_unknown(channel, address, flow), service=service)
    return Endpoint(system=system, dataset=_read_dataset(channel, address))


def _name_unknown(channel: Channel, address: str, flow: str) -> tuple[Clue, ...]:
    """Return a clue for a channel without name and address: a parameter, otherwise the flow's
    name.
    """
    placeholder = UNSET.search(PLACEHOLDER.sub(r"<\1>", address))
    if placeholder is not None:
        return build_clues(
            (ClueKind.SOURCE, f"{(placeholder[1] or placeholder[2]).strip('<> ')} ({flow})")
        )
    side = "sender" if channel.inbound else "receiver"
    return build_clues((ClueKind.SOURCE, f"{get_label(channel)} {side} of {flow}"))


def _read_dataset(channel: Channel, address: str) -> str:
    """Return the dataset of a channel: ``Orders('1')`` → "Orders".

    Keys, conditions and values that are known only at run time are left out.
    """
    given = next((channel.values[key] for key in DATASETS if channel.values.get(key)), "")
    if not given and "://" in address:
        given = address.partition("://")[2].partition("/")[2]
    if channel.inbound and find_adapter(channel).listens:
        given = given or address
    text = re.split(r"[?(;$]|\{\{", given)[0].strip("/ ")
    if channel.adapter == "AMQP" and (found := AMQP_ADDRESS.match(text)):
        text = found["name"]
    return text if text and "<" not in text else ""


def _drop_placeholder(text: str) -> str:
    """Return a setting, "" if its host is a placeholder such as ``<host>`` or ``{{host}}``."""
    host = text.partition("://")[2] or text
    return "" if re.search(r"[<{$]", host.partition("/")[0]) else text
