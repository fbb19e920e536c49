"""Find the system and dataset of a NiFi processor from its class, properties and services.

Class and property names follow NiFi 1 and 2; a class name consists of a verb and a technology
(`PutS3Object`, `ConsumeKafka`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.connector import Doc, extract_host
from seamscope.connector.connections import LOCAL, build_clues, parse_connection_clues
from seamscope.connector.scrub import quote
from seamscope.records import Clue, ClueKind, Endpoint, SystemRef
from seamscope_connectors.nifi.canvas import Canvas, Node, Scope, get_constant, get_value


@dataclass(frozen=True, slots=True, kw_only=True)
class Technology:
    """A technology that class names contain.

    word: a regular expression for the technology in a class name.
    datasets: properties with the dataset.
    scheme, holder: URL scheme, and the property with the container, for names such as
    `s3://bucket`.
    """

    word: str
    product: str = ""
    scheme: str = ""
    holder: str = ""
    datasets: tuple[str, ...] = ()


DIALECTS = {"postgres": "postgres", "sqlserver": "tsql", "oracle": "oracle", "mysql": "mysql",
            "mariadb": "mysql", "snowflake": "snowflake", "redshift": "redshift",
            "bigquery": "bigquery", "teradata": "teradata"}  # fmt: skip


TECHNOLOGIES = (
    Technology(word="Kafka", datasets=("Topic Name", "Topics", "topic")),
    Technology(word="S3", product="Amazon S3", scheme="s3", holder="Bucket",
          datasets=("Object Key", "Prefix")),
    Technology(word="GCS", product="Google Cloud Storage", scheme="gs", holder="Bucket",
          datasets=("Key", "Prefix")),
    Technology(word="AzureBlobStorage", product="Azure Blob Storage", scheme="wasbs",
          holder="Container Name", datasets=("Blob Name",)),
    Technology(word="AzureDataLakeStorage", product="Azure Data Lake Storage", scheme="abfss",
          holder="Filesystem Name", datasets=("Directory Name",)),
    Technology(word="AzureEventHub", product="Azure Event Hubs", scheme="eventhub",
          holder="Event Hub Namespace", datasets=("Event Hub Name",)),
    Technology(word="AzureQueueStorage", product="Azure Queue Storage", datasets=("Queue Name",)),
    Technology(word="AzureCosmosDB", product="Azure Cosmos DB", datasets=("Container ID",)),
    Technology(word="PubSub", product="Google Pub/Sub", datasets=("Topic Name", "Subscription")),
    Technology(word="BigQuery", product="Google BigQuery", datasets=("Table Name",)),
    Technology(word="Kinesis", product="Amazon Kinesis", datasets=("Stream Name",)),
    Technology(word="SQS", product="Amazon SQS", datasets=("Queue URL",)),
    Technology(word="SNS", product="Amazon SNS", datasets=("Amazon Resource Name",)),
    Technology(word="DynamoDB", product="Amazon DynamoDB", datasets=("Table Name",)),
    Technology(word="Salesforce", product="Salesforce", datasets=("sObject Name",)),
    Technology(word="HubSpot", product="HubSpot", datasets=("Object Type",)),
    Technology(word="Workday", product="Workday"),
    Technology(word="Zendesk", product="Zendesk"),
    Technology(word="Shopify", product="Shopify"),
    Technology(word="Airtable", product="Airtable", datasets=("Table ID",)),
    Technology(word="Box", product="Box Content Cloud"),
    Technology(word="Dropbox", product="Dropbox Business", datasets=("Folder",)),
    Technology(word="GoogleDrive", product="Google Drive"),
    Technology(word="Slack", product="Slack", datasets=("Channel",)),
    Technology(word="Splunk", product="Splunk", datasets=("Index",)),
    Technology(word="Snowflake", product="Snowflake", datasets=("Table",)),
    Technology(word="Mongo|GridFS", product="MongoDB", datasets=("Collection Name",)),
    Technology(word="Elasticsearch", product="Elasticsearch", datasets=("Index",)),
    Technology(word="Couchbase", product="Couchbase"),
    Technology(word="Redis", product="Redis"),
    Technology(word="Cassandra", product="Apache Cassandra", datasets=("Table Name",)),
    Technology(word="Hive", product="Apache Hive", datasets=("Table Name",)),
    Technology(word="HDFS|Parquet|SequenceFile", product="Apache Hadoop", datasets=("Directory",)),
    Technology(word="JMS", datasets=("Destination Name",)),
    Technology(word="AMQP", datasets=("Queue", "Routing Key", "Exchange Name")),
    Technology(word="MQTT", datasets=("Topic Filter", "Topic")),
    Technology(word="SFTP|FTP", datasets=("Remote Path",)),
    Technology(word="Smb", datasets=("Directory",)),
    Technology(word="File", scheme="file", holder="Directory", datasets=("File to Tail",)),
)  # fmt: skip


OTHER = Technology(word="", datasets=("Table Name",))


CREDENTIALS = ("ADLS Credentials", "Storage Credentials", "Credentials Service")
ADDRESSES = (
    "Database Connection URL", "bootstrap.servers", "Bootstrap Servers", "Kafka Brokers",
    "Mongo URI", "HTTP URL", "Remote URL", "HTTP Hosts", "Instance URL", "Report URL",
    "Broker URI", "broker", "MySQL Nodes", "Brokers", "Hostname", "Host Name", "Account URL",
    "Queue URL", "Storage Account Name", "storage-account-name",
)  # fmt: skip


def build_end(node: Node, canvas: Canvas) -> Endpoint:
    """Return the system and dataset that a processor accesses."""
    if node.kind.startswith("Remote"):
        found = build_clues(
            (ClueKind.HOST, extract_host(node.host)), (ClueKind.PRODUCT, "Apache NiFi")
        )
        return Endpoint(system=SystemRef(clues=found), dataset=node.name)
    technology = _match_technology(node)
    container = get_constant(node.value(technology.holder)) if technology.holder else ""
    found = (
        *_list_clues(node, canvas),
        *build_clues(
            (ClueKind.SOURCE, f"{technology.scheme}://{container}" if container else ""),
            (ClueKind.PRODUCT, technology.product),
        ),
    )
    name = "Kafka" if technology.word == "Kafka" else ""
    found = tuple(dict.fromkeys(found)) or (() if name else _derive_clue(node))
    return Endpoint(
        system=SystemRef(name=name, clues=found), dataset=_name_dataset(node, technology)
    )


def _derive_clue(node: Node) -> tuple[Clue, ...]:
    """Return a clue to the system of a processor without a constant address.

    For an HTTP processor, the clue is the parameter in the address (`#{sms.server.url}/base` →
    "sms.server.url"), or the processor's name if there is no parameter. For any other processor,
    the clue is the class.
    """
    if not re.search("http", node.kind, re.I):
        return build_clues((ClueKind.CLASS, node.kind))
    values = " ".join(node.doc["properties"][name].text for name in ADDRESSES)
    parameter = re.search(r"[#$]\{\s{0,20}+'?([\w.\-][\w. \-]{0,79}?)'?\s{0,20}\}", values)
    return build_clues((ClueKind.SOURCE, parameter[1] if parameter else node.name or node.kind))


def _name_dataset(node: Node, technology: Technology) -> str:
    found = get_constant(node.value(*technology.datasets)) if technology.datasets else ""
    schema = get_constant(node.value("Schema Name")) if "Database" in node.kind else ""
    return f"{schema}.{found}" if schema and found and "." not in found else found


def explain_unknown_dataset(node: Node) -> str:
    """Return the reason why a dataset is unknown although its property is set, or ""."""
    technology = _match_technology(node)
    values = node.value(*technology.datasets) if technology.datasets else ""
    known = not values or bool(get_constant(values))
    return "" if known else f"the dataset of {node.name} is set at run time: {quote(values, 80)}"


def _match_technology(node: Node) -> Technology:
    return next((known for known in TECHNOLOGIES if re.search(known.word, node.kind)), OTHER)


def find_dialect(node: Node, canvas: Canvas) -> str:
    """Return the SQL dialect of a processor's database, "" if it is unknown."""
    url = " ".join(_list_values(node, canvas, ("Database Connection URL",))).lower()
    return next((DIALECTS[word] for word in sorted(DIALECTS) if word in url), "")


def _list_clues(node: Node, canvas: Canvas) -> Iterator[Clue]:
    """Yield clues from the addresses of a processor and its services, then service names."""
    yield from build_clues((ClueKind.DATABASE, get_constant(node.value("Mongo Database Name"))))
    for text in _list_values(node, canvas, ADDRESSES):
        for part in re.split(r"(?<!\s)\s*+,\s*+", text) if "jdbc:" not in text else [text]:
            if "://" in part:
                yield from parse_connection_clues(part)
            elif (host := extract_host(part)).lower() not in LOCAL:
                yield from build_clues((ClueKind.HOST, host))
    for service, scope in _list_services(node, canvas):
        name, kind = service["name"].text, service["type"].text.rsplit(".", 1)[-1]
        identifier = any(get_value(service["properties"], scope, key) for key in ADDRESSES)
        if name != kind and (identifier or not service["properties"]):
            yield from build_clues((ClueKind.SOURCE, name))
    yield from _list_credentials(node, canvas)
    for text in _list_values(node, canvas, ("Database Connection URL",)):
        scheme = ":".join(text.split(":")[:2])
        yield from build_clues((ClueKind.CLASS, scheme if scheme.startswith("jdbc:") else ""))


def _list_credentials(node: Node, canvas: Canvas) -> Iterator[Clue]:
    """Yield the name of a credentials service that is not in the export."""
    for key in CREDENTIALS:
        name = get_constant(node.value(key))
        if name not in canvas.services and not re.fullmatch(r"[0-9a-f-]{30,40}", name):
            yield from build_clues((ClueKind.SOURCE, name))


def _list_values(node: Node, canvas: Canvas, names: tuple[str, ...]) -> Iterator[str]:
    """Yield the constant values of these properties, in a processor and its services."""
    holders = [(node.doc["properties"], node.scope)]
    holders += [(service["properties"], scope) for service, scope in _list_services(node, canvas)]
    for properties, scope in holders:
        for name in names:
            value = get_value(properties, scope, name)
            if text := get_constant(value) or get_constant(_cut_address(value)):
                yield text


def _cut_address(value: str) -> str:
    """Return the protocol and host of a URL whose path or parameters are set at run time."""
    found = re.match(r"[a-z][a-z0-9+.-]{0,19}://[^/?#${}\s]{1,255}(?=[/?])", value, re.I)
    return found[0] if found else ""


def _list_services(node: Node, canvas: Canvas) -> Iterator[tuple[Doc, Scope]]:
    for key in sorted(node.doc["properties"].keys()):
        if found := canvas.services.get(node.doc["properties"][key].text):
            yield found
