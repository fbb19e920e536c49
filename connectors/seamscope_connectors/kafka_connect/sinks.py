"""Find the dataset that a sink writes for each topic: table, index, collection or object.

Uses the documented keys of the sinks for Snowflake, BigQuery, ClickHouse, JDBC (Confluent, Aiven,
Debezium), Elasticsearch, OpenSearch, MongoDB, Cassandra, S3, GCS, Azure Blob and JMS.
"""

import re

from seamscope.connector import Doc
from seamscope_connectors.kafka_connect.ends import split_list
from seamscope_connectors.kafka_connect.topics import route

# Keys with `topic:target` pairs; a pattern as topic, which Snowflake accepts, is not matched.
MAPS = (
    "snowflake.topic2table.map",
    "topic2TableMap",
    "topics.to.tables.mapping",
    "topic.index.map",
)
# Word in the connector class -> keys with the database and schema of the tables.
QUALIFIER_KEYS = {
    "snowflake": ("snowflake.database.name", "snowflake.schema.name"),
    "bigquery": ("project", "defaultDataset"),
    "mongo": ("database",),
}
BUCKETS = ("s3.bucket.name", "aws.s3.bucket.name", "gcs.bucket.name", "azblob.container.name")


def resolve_dataset(sink: Doc, topic: str, tables: dict[str, str]) -> str:
    """Return the dataset that a sink writes for a topic, "" if it is unknown.

    tables: source table by topic, from the source connectors in the inputs.
    """
    if not topic:
        return ""
    if topic_name := sink.first("jms.destination.name", "queue.name").text:
        return topic_name
    mapped, topic = _find_mapped_name(sink, topic), route(sink, topic)
    kind = sink["connector.class"].text.lower()
    for word, keys in QUALIFIER_KEYS.items():
        if word in kind:
            name = mapped or _get_default_name(sink, word, topic)
            # If the topic is not a valid table name, the Snowflake sink generates one with a hash.
            is_generated = word == "snowflake" and not re.fullmatch(r"[\w$]+", name)
            return name if is_generated else _qualify(sink, keys, name)
    return mapped or _derive_name(sink, kind, topic, tables)


def _get_default_name(sink: Doc, word: str, topic: str) -> str:
    """Return the dataset for a topic without a mapping.

    word: the product of the sink, a key of `QUALIFIER_KEYS`.
    """
    if word == "mongo":
        return sink["collection"].text or topic
    return re.sub(r"\W", "_", topic) if word == "bigquery" else topic


def _derive_name(sink: Doc, kind: str, topic: str, tables: dict[str, str]) -> str:
    if "jdbc" in kind:
        return _format_table(sink, topic, tables)
    if "elasticsearch" in kind or "opensearch" in kind:
        return topic.lower()
    if "mqtt" in kind:  # the MQTT topic has the name of the Kafka topic
        return topic
    return _build_object_path(sink, topic)


def _find_mapped_name(sink: Doc, topic: str) -> str:
    """Return the target that a mapping key of the sink assigns to a topic, "" if there is none.

    ``topic.index.map: orders:order_index`` → "order_index".
    """
    for pair in (pair for key in MAPS for pair in split_list(sink[key])):
        name, _, target = pair.rpartition(":")
        if name == topic:
            return target
    if override := sink[f"topic.override.{topic}.collection"].text:
        return override
    cassandra = re.compile(rf"topic\.{re.escape(topic)}\.(\w+)\.(\w+)\.mapping")
    found = next((m for key in sorted(sink.keys()) if (m := cassandra.fullmatch(key))), None)
    return f"{found[1]}.{found[2]}" if found else ""


def _qualify(sink: Doc, keys: tuple[str, ...], name: str) -> str:
    """Add the database and schema in the sink's settings to a table name.

    A table name with dots already contains its schema; dots in the name of a collection are part of
    the name.
    """
    qualifiers = [text for key in keys if (text := sink[key].text)]
    given = name.count(".") if len(keys) > 1 else 0
    return ".".join([*qualifiers[: len(keys) - given], name])


def _format_table(sink: Doc, topic: str, tables: dict[str, str]) -> str:
    """Return the table of a JDBC sink: topic ``a`` with ``kafka_${topic}`` → "kafka_a"."""
    template = sink.first("table.name.format", "collection.name.format").text or "${topic}"
    source = tables.get(topic, topic).rsplit(".", 1)[-1]
    flat = topic.replace(".", "_") if "debezium" in sink["connector.class"].text else topic
    return template.replace("${topic}", flat).replace("${source.table}", source)


def _build_object_path(sink: Doc, topic: str) -> str:
    """Return the path of a topic's objects in a bucket: "bucket/topics/orders"."""
    bucket = sink.first(*BUCKETS).text
    folder = sink["topics.dir"].text or "topics"
    return f"{bucket}/{folder}/{topic}" if bucket else ""
