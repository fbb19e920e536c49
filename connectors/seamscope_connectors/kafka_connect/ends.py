"""Identify the external system and the Kafka cluster of a connector."""

import re

from seamscope.connector import Doc, extract_host
from seamscope.records import Clue, ClueKind, SystemRef
from seamscope_connectors.kafka_connect.kcql import DATABASE_KEY, HOST_KEY, find_value

SCHEMA_LISTS = ("schema.include.list", "database.include.list", "database.whitelist")
BOOTSTRAP = (
    "schema.history.internal.kafka.bootstrap.servers",
    "database.history.kafka.bootstrap.servers",
    "kafka.bootstrap.servers",
    "kafka.endpoint",
)
HOSTS = ("database.hostname", "connection.url", "connection.uri", "mongodb.connection.string",
         "snowflake.url.name", "jms.url", "java.naming.provider.url", "http.api.url",
         "http.api.base.url", "http.url", "servicenow.url", "sftp.host", "mq.connection.name.list",
         "azure.datalake.gen2.account.name", "azblob.account.name",
         "mqtt.server.uri", "connect.mqtt.hosts")  # fmt: skip


def get_class_name(config: Doc) -> str:
    """Return the connector class without its package: "PostgresConnector"."""
    return config["connector.class"].text.rsplit(".", 1)[-1]


def identify_database(config: Doc) -> SystemRef:
    """Return the external system of a connector by host, database and connector class."""
    url = config.first(*HOSTS, "camel.sink.path.uri", "camel.source.path.uri").text
    url = url or _find_lenses_host(config)
    database = config.first("database.dbname", "database.names", "snowflake.database.name").text
    database = database or find_value(config, DATABASE_KEY)
    web = re.match(r"https?:", url, re.I)  # an HTTP path is not a database
    if (
        not database
        and not web
        and (found := re.search(r"//[^/]+/(\w+)|databaseName=(\w+)", url, re.I))
    ):
        database = found[1] or found[2]
    if not database and len(schemas := split_list(config.first(*SCHEMA_LISTS))) == 1:
        database = schemas[0]
    clues = (
        (ClueKind.HOST, extract_host(url) if url else ""),
        (ClueKind.DATABASE, database),
        (ClueKind.CLASS, config["connector.class"].text),
        (ClueKind.CLASS, ":".join(url.split(":")[:2]) if url.startswith("jdbc:") else ""),
    )
    found_clues = tuple(Clue(kind=kind, value=value) for kind, value in clues if value)
    return SystemRef(clues=found_clues, service=bool(url or database))


def _find_lenses_host(config: Doc) -> str:
    """Return the address of a Lenses connector: its first host, or ``Endpoint=…`` in its
    settings.
    """
    text = find_value(config, HOST_KEY)
    pairs = dict(part.partition("=")[::2] for part in text.split(";") if "=" in part)
    return pairs.get("Endpoint", text).split(",")[0]


def identify_broker(config: Doc) -> SystemRef:
    """Return the Kafka cluster of a connector, by its bootstrap servers."""
    hosts = [extract_host(server) for server in split_list(config.first(*BOOTSTRAP))]
    clues = [Clue(kind=ClueKind.HOST, value=host) for host in hosts if host]
    return SystemRef(name="Kafka", clues=tuple(clues))


def describe_technology(config: Doc) -> str:
    """Return the product and class of a connector: ``Debezium PostgresConnector``."""
    kind = "Debezium" if "debezium" in config["connector.class"].text.lower() else "Kafka Connect"
    return f"{kind} {get_class_name(config)}"


def split_list(doc: Doc) -> list[str]:
    """Return the parts of a comma-separated setting: ``orders, returns`` → two parts."""
    return [part.strip() for text in doc.texts for part in text.split(",") if part.strip()]
