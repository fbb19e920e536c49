"""The systems at both ends of a connector, and the tables that a sink fills."""

import re

from seamscope.connector import Doc, host_of
from seamscope.records import Clue, ClueKind, SystemRef

SCHEMA_LISTS = ("schema.include.list", "database.include.list", "database.whitelist")
BOOTSTRAP = (
    "schema.history.internal.kafka.bootstrap.servers",
    "database.history.kafka.bootstrap.servers",
    "kafka.bootstrap.servers",
    "kafka.endpoint",
)
HOSTS = ("database.hostname", "connection.url", "connection.uri", "mongodb.connection.string",
         "snowflake.url.name", "jms.url", "java.naming.provider.url")  # fmt: skip


def class_name(config: Doc) -> str:
    """Return the last part of the connector's class."""
    return config["connector.class"].text.rsplit(".", 1)[-1]


def database(config: Doc) -> SystemRef:
    """Return the clues to the system at the far end of a connector."""
    url = config.first(*HOSTS, "camel.sink.path.uri", "camel.source.path.uri").text
    database = config.first("database.dbname", "database.names", "snowflake.database.name").text
    if not database and (found := re.search(r"//[^/]+/(\w+)|databaseName=(\w+)", url, re.I)):
        database = found[1] or found[2]
    if not database and len(schemas := listed(config.first(*SCHEMA_LISTS))) == 1:
        database = schemas[0]
    clues = (
        (ClueKind.HOST, host_of(url) if url else ""),
        (ClueKind.DATABASE, database),
        (ClueKind.CLASS, config["connector.class"].text),
        (ClueKind.CLASS, ":".join(url.split(":")[:2]) if url.startswith("jdbc:") else ""),
    )
    told = tuple(Clue(kind=kind, value=value) for kind, value in clues if value)
    return SystemRef(clues=told, service=bool(url or database))


def broker(config: Doc) -> SystemRef:
    """Return the clues to the Kafka cluster a connector runs against."""
    hosts = [host_of(server) for server in listed(config.first(*BOOTSTRAP))]
    clues = [Clue(kind=ClueKind.HOST, value=host) for host in hosts if host]
    return SystemRef(name="Kafka", clues=tuple(clues))


def technology(config: Doc) -> str:
    """Return what moves the data, in words."""
    kind = "Debezium" if "debezium" in config["connector.class"].text.lower() else "Kafka Connect"
    return f"{kind} {class_name(config)}"


def listed(doc: Doc) -> list[str]:
    """Return the parts of a list that is written with commas."""
    return [part.strip() for text in doc.texts for part in text.split(",") if part.strip()]
