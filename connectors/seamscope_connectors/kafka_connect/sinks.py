"""What a sink fills: the table, index, collection or object of each topic.

Documented keys of the sinks of Snowflake, BigQuery, ClickHouse, JDBC (Confluent, Aiven, Debezium),
Elasticsearch, OpenSearch, MongoDB, Cassandra, S3, GCS, Azure Blob and JMS.
"""

import re

from seamscope.connector import Doc
from seamscope_connectors.kafka_connect.ends import listed
from seamscope_connectors.kafka_connect.topics import routed

# `topic:target` pairs; a topic of Snowflake's may be a pattern, which is left alone here.
MAPS = (
    "snowflake.topic2table.map",
    "topic2TableMap",
    "topics.to.tables.mapping",
    "topic.index.map",
)
# By a word of the connector's class: what names the database and schema that tables stand under.
UNDER = {
    "snowflake": ("snowflake.database.name", "snowflake.schema.name"),
    "bigquery": ("project", "defaultDataset"),
    "mongo": ("database",),
}
BUCKETS = ("s3.bucket.name", "aws.s3.bucket.name", "gcs.bucket.name", "azblob.container.name")


def filled(sink: Doc, topic: str, tables: dict[str, str]) -> str:
    """Return what a topic's records go to, "" if it is not told.

    tables: the table behind each topic that a source connector of the run fills.
    """
    if not topic:
        return ""
    if named := sink.first("jms.destination.name", "queue.name").text:
        return named
    mapped, topic = _mapped(sink, topic), routed(sink, topic)
    kind = sink["connector.class"].text.lower()
    for word, keys in UNDER.items():
        if word in kind:
            name = mapped or _called(sink, word, topic)
            # Of a topic that is no name for a table Snowflake's sink makes one up, with a hash.
            made_up = word == "snowflake" and not re.fullmatch(r"[\w$]+", name)
            return name if made_up else _below(sink, keys, name)
    return mapped or _unmapped(sink, kind, topic, tables)


def _called(sink: Doc, word: str, topic: str) -> str:
    """Return the name that a sink makes of a topic it has no map for."""
    if word == "mongo":
        return sink["collection"].text or topic
    return re.sub(r"\W", "_", topic) if word == "bigquery" else topic


def _unmapped(sink: Doc, kind: str, topic: str, tables: dict[str, str]) -> str:
    if "jdbc" in kind:
        return _by_shape(sink, topic, tables)
    if "elasticsearch" in kind or "opensearch" in kind:
        return topic.lower()
    return _object(sink, topic)


def _mapped(sink: Doc, topic: str) -> str:
    """Return what a sink's own map says of a topic."""
    for pair in (pair for key in MAPS for pair in listed(sink[key])):
        name, _, target = pair.rpartition(":")
        if name == topic:
            return target
    if override := sink[f"topic.override.{topic}.collection"].text:
        return override
    cassandra = re.compile(rf"topic\.{re.escape(topic)}\.(\w+)\.(\w+)\.mapping")
    found = next((m for key in sorted(sink.keys()) if (m := cassandra.fullmatch(key))), None)
    return f"{found[1]}.{found[2]}" if found else ""


def _below(sink: Doc, keys: tuple[str, ...], name: str) -> str:
    """Return a name under the database and schema that the sink is given.

    A table may bring its own; dots in a collection's name are part of it.
    """
    around = [text for key in keys if (text := sink[key].text)]
    own = name.count(".") if len(keys) > 1 else 0
    return ".".join([*around[: len(keys) - own], name])


def _by_shape(sink: Doc, topic: str, tables: dict[str, str]) -> str:
    """Return the table of a JDBC sink, by the shape it gives to names."""
    shape = sink.first("table.name.format", "collection.name.format").text or "${topic}"
    source = tables.get(topic, topic).rsplit(".", 1)[-1]
    flat = topic.replace(".", "_") if "debezium" in sink["connector.class"].text else topic
    return shape.replace("${topic}", flat).replace("${source.table}", source)


def _object(sink: Doc, topic: str) -> str:
    """Return where a sink of a store of objects puts a topic's records."""
    bucket = sink.first(*BUCKETS).text
    folder = sink["topics.dir"].text or "topics"
    return f"{bucket}/{folder}/{topic}" if bucket else ""
