"""What a NiFi processor reaches: told by its class's name, its properties and its services.

Class and property names as in the processors of NiFi 1 and 2; NiFi names each class by a verb and
the technology (`PutS3Object`, `ConsumeKafka`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.connector import Doc, host_of
from seamscope.connector.connections import LOCAL, clues, string_clues
from seamscope.records import Clue, ClueKind, Endpoint, SystemRef
from seamscope_connectors.nifi.canvas import Canvas, Node, Scope, fixed, value_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """A technology in class names: its product, what holds its data, and what the data is called.

    scheme and holder: `s3` and the property with the bucket make the loader's name `s3://bucket`.
    """

    word: str
    product: str = ""
    scheme: str = ""
    holder: str = ""
    datasets: tuple[str, ...] = ()


DIALECTS = {"postgres": "postgres", "sqlserver": "tsql", "oracle": "oracle", "mysql": "mysql",
            "mariadb": "mysql", "snowflake": "snowflake", "redshift": "redshift",
            "bigquery": "bigquery", "teradata": "teradata"}  # fmt: skip


REACHES = (
    Reach(word="Kafka", datasets=("Topic Name", "Topics", "topic")),
    Reach(word="S3", product="Amazon S3", scheme="s3", holder="Bucket",
          datasets=("Object Key", "Prefix")),
    Reach(word="GCS", product="Google Cloud Storage", scheme="gs", holder="Bucket",
          datasets=("Key", "Prefix")),
    Reach(word="AzureBlobStorage", product="Azure Blob Storage", scheme="wasbs",
          holder="Container Name", datasets=("Blob Name",)),
    Reach(word="AzureDataLakeStorage", product="Azure Data Lake Storage", scheme="abfss",
          holder="Filesystem Name", datasets=("Directory Name",)),
    Reach(word="AzureEventHub", product="Azure Event Hubs", scheme="eventhub",
          holder="Event Hub Namespace", datasets=("Event Hub Name",)),
    Reach(word="AzureQueueStorage", product="Azure Queue Storage", datasets=("Queue Name",)),
    Reach(word="AzureCosmosDB", product="Azure Cosmos DB", datasets=("Container ID",)),
    Reach(word="PubSub", product="Google Pub/Sub", datasets=("Topic Name", "Subscription")),
    Reach(word="BigQuery", product="Google BigQuery", datasets=("Table Name",)),
    Reach(word="Kinesis", product="Amazon Kinesis", datasets=("Stream Name",)),
    Reach(word="SQS", product="Amazon SQS", datasets=("Queue URL",)),
    Reach(word="SNS", product="Amazon SNS", datasets=("Amazon Resource Name",)),
    Reach(word="DynamoDB", product="Amazon DynamoDB", datasets=("Table Name",)),
    Reach(word="Salesforce", product="Salesforce", datasets=("sObject Name",)),
    Reach(word="HubSpot", product="HubSpot", datasets=("Object Type",)),
    Reach(word="Workday", product="Workday"),
    Reach(word="Zendesk", product="Zendesk"),
    Reach(word="Shopify", product="Shopify"),
    Reach(word="Airtable", product="Airtable", datasets=("Table ID",)),
    Reach(word="Box", product="Box Content Cloud"),
    Reach(word="Dropbox", product="Dropbox Business", datasets=("Folder",)),
    Reach(word="GoogleDrive", product="Google Drive"),
    Reach(word="Slack", product="Slack", datasets=("Channel",)),
    Reach(word="Splunk", product="Splunk", datasets=("Index",)),
    Reach(word="Snowflake", product="Snowflake", datasets=("Table",)),
    Reach(word="Mongo|GridFS", product="MongoDB", datasets=("Collection Name",)),
    Reach(word="Elasticsearch", product="Elasticsearch", datasets=("Index",)),
    Reach(word="Couchbase", product="Couchbase"),
    Reach(word="Redis", product="Redis"),
    Reach(word="Cassandra", product="Apache Cassandra", datasets=("Table Name",)),
    Reach(word="Hive", product="Apache Hive", datasets=("Table Name",)),
    Reach(word="HDFS|Parquet|SequenceFile", product="Apache Hadoop", datasets=("Directory",)),
    Reach(word="JMS", datasets=("Destination Name",)),
    Reach(word="AMQP", datasets=("Queue", "Routing Key", "Exchange Name")),
    Reach(word="MQTT", datasets=("Topic Filter", "Topic")),
    Reach(word="SFTP|FTP", datasets=("Remote Path",)),
    Reach(word="Smb", datasets=("Directory",)),
    Reach(word="File", scheme="file", holder="Directory", datasets=("File to Tail",)),
)  # fmt: skip


OTHER = Reach(word="", datasets=("Table Name",))


ADDRESSES = (
    "Database Connection URL", "bootstrap.servers", "Bootstrap Servers", "Kafka Brokers",
    "Mongo URI", "HTTP URL", "Remote URL", "HTTP Hosts", "Instance URL", "Report URL",
    "Broker URI", "broker", "MySQL Nodes", "Brokers", "Hostname", "Host Name", "Account URL",
    "Queue URL",
)  # fmt: skip


def end_of(node: Node, canvas: Canvas) -> Endpoint:
    """Return the system and the dataset that a processor reads or writes."""
    if node.kind.startswith("Remote"):
        found = clues((ClueKind.HOST, host_of(node.host)), (ClueKind.PRODUCT, "Apache NiFi"))
        return Endpoint(system=SystemRef(clues=found), dataset=node.name)
    reach = _reach(node)
    held = fixed(node.value(reach.holder)) if reach.holder else ""
    found = (
        *_addresses(node, canvas),
        *clues(
            (ClueKind.SOURCE, f"{reach.scheme}://{held}" if held else ""),
            (ClueKind.PRODUCT, reach.product),
        ),
    )
    name = "Kafka" if reach.word == "Kafka" else ""
    found = tuple(dict.fromkeys(found)) or (() if name else _by_itself(node))
    return Endpoint(system=SystemRef(name=name, clues=found), dataset=_named(node, reach))


def _by_itself(node: Node) -> tuple[Clue, ...]:
    """Return the clue to an end without a fixed address.

    A processor that speaks HTTP is named by the parameter of its address, or else by its own name:
    `#{sms.server.url}/base` → `sms.server.url`. The class of others names what they reach.
    """
    if not re.search("http", node.kind, re.I):
        return clues((ClueKind.CLASS, node.kind))
    given = " ".join(node.doc["properties"][name].text for name in ADDRESSES)
    parameter = re.search(r"[#$]\{\s{0,20}+'?([\w.\-][\w. \-]{0,79}?)'?\s{0,20}\}", given)
    return clues((ClueKind.SOURCE, parameter[1] if parameter else node.name or node.kind))


def _named(node: Node, reach: Reach) -> str:
    found = fixed(node.value(*reach.datasets)) if reach.datasets else ""
    schema = fixed(node.value("Schema Name")) if "Database" in node.kind else ""
    return f"{schema}.{found}" if schema and found and "." not in found else found


def unnamed(node: Node) -> str:
    """Return why a processor's dataset is not told though it is given, "" if that is not so."""
    reach = _reach(node)
    given = node.value(*reach.datasets) if reach.datasets else ""
    told = not given or bool(fixed(given))
    return "" if told else f"what {node.name} names is set when it runs: {given[:80]}"


def _reach(node: Node) -> Reach:
    return next((one for one in REACHES if re.search(one.word, node.kind)), OTHER)


def dialect_of(node: Node, canvas: Canvas) -> str:
    """Return the SQL dialect of the database a processor speaks to, "" if it is not told."""
    url = " ".join(_given(node, canvas, ("Database Connection URL",))).lower()
    return next((DIALECTS[word] for word in sorted(DIALECTS) if word in url), "")


def _addresses(node: Node, canvas: Canvas) -> Iterator[Clue]:
    """Yield host and database of the processor's addresses and of its services, then their name."""
    yield from clues((ClueKind.DATABASE, fixed(node.value("Mongo Database Name"))))
    for text in _given(node, canvas, ADDRESSES):
        for part in re.split(r"(?<!\s)\s*+,\s*+", text) if "jdbc:" not in text else [text]:
            if "://" in part:
                yield from string_clues(part)
            elif (host := host_of(part)).lower() not in LOCAL:
                yield from clues((ClueKind.HOST, host))
    for service, scope in _services(node, canvas):
        name, kind = service["name"].text, service["type"].text.rsplit(".", 1)[-1]
        own = any(value_of(service["properties"], scope, key) for key in ADDRESSES)
        if name != kind and (own or not service["properties"]):
            yield from clues((ClueKind.SOURCE, name))
    for text in _given(node, canvas, ("Database Connection URL",)):
        scheme = ":".join(text.split(":")[:2])
        yield from clues((ClueKind.CLASS, scheme if scheme.startswith("jdbc:") else ""))


def _given(node: Node, canvas: Canvas, names: tuple[str, ...]) -> Iterator[str]:
    """Yield the fixed values of these properties, of a processor and of its services."""
    both = [(node.doc["properties"], node.scope)]
    both += [(service["properties"], scope) for service, scope in _services(node, canvas)]
    for properties, scope in both:
        for name in names:
            if text := fixed(value_of(properties, scope, name)):
                yield text


def _services(node: Node, canvas: Canvas) -> Iterator[tuple[Doc, Scope]]:
    for key in sorted(node.doc["properties"].keys()):
        if found := canvas.services.get(node.doc["properties"][key].text):
            yield found
