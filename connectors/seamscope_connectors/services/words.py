"""Words in the keys of settings: directions, brokers, databases and services of the platform."""

import re
from enum import StrEnum
from itertools import pairwise

from seamscope_connectors.services.settings import Setting


class Way(StrEnum):
    """The direction of data, seen from the service."""

    IN = "in"
    OUT = "out"
    UNKNOWN = ""


IN = frozenset(
    {"consumer", "consumers", "consume", "consumes", "consumed", "subscribe", "subscribes",
     "subscriber", "subscription", "subscriptions", "in", "input", "inputs", "inbound", "incoming",
     "source", "sources", "listen", "listener", "receive", "receiver", "read", "reader", "from",
     "poll", "polling", "pull", "fetch", "import", "upstream",
     "eingang", "empfang", "lesen", "entrada", "consumo", "lectura", "recepcion", "entree",
     "lecture", "reception", "ingresso", "lettura", "ricezione", "ontvangst", "lezen", "leitura",
     "recepcao", "wejscie", "odczyt", "odbior", "origen", "quelle", "bron", "origem", "zrodlo"}
)  # fmt: skip
OUT = frozenset(
    {"producer", "producers", "produce", "produces", "publish", "publishes", "publisher", "out",
     "output", "outputs", "outbound", "outgoing", "sink", "sinks", "target", "targets", "send",
     "sender", "write", "writer", "push", "export", "emit", "downstream", "to",
     "ausgang", "versand", "senden", "schreiben", "salida", "publicacion", "envio", "escritura",
     "sortie", "publication", "envoi", "ecriture", "uscita", "pubblicazione", "invio", "scrittura",
     "uitgang", "verzending", "schrijven", "saida", "publicacao", "escrita", "wyjscie", "wysylka",
     "zapis", "destino", "ziel", "cible", "destinazione", "doel"}
)  # fmt: skip
SENT_BY = frozenset({"POST", "PUT", "PATCH"})
# Technology by the words of its keys, and the name of the broker as a system.
BROKERS = {"kafka": "Kafka", "rabbit": "RabbitMQ", "rabbitmq": "RabbitMQ", "amqp": "RabbitMQ",
           "mqtt": "", "activemq": "ActiveMQ", "artemis": "ActiveMQ", "nats": "NATS",
           "pulsar": "Apache Pulsar", "bootstrap": "Kafka", "servicebus": "Azure Service Bus",
           "eventhub": "Azure Event Hubs", "eventhubs": "Azure Event Hubs",
           "pubsub": "Google Pub/Sub"}  # fmt: skip
TECHNOLOGY = {"rabbit": "rabbitmq", "amqp": "rabbitmq", "artemis": "activemq",
              "bootstrap": "kafka", "eventhubs": "eventhub"}  # fmt: skip
SCHEMES = {"kafka": "kafka", "amqp": "rabbitmq", "amqps": "rabbitmq", "mqtt": "mqtt",
           "mqtts": "mqtt", "nats": "nats", "pulsar": "pulsar", "sb": "servicebus"}  # fmt: skip
ADDRESS = frozenset(
    {"url", "urls", "uri", "uris", "host", "hosts", "hostname", "name", "server", "servers",
     "bootstrap", "broker", "brokers", "address", "addresses", "endpoint", "endpoints", "namespace"}
)  # fmt: skip
URLS = frozenset({"url", "urls", "uri", "uris"})
QUEUES = frozenset(
    {"queue", "queues", "warteschlange", "cola", "colas", "coda", "wachtrij", "fila", "filas",
     "kolejka"}
)  # fmt: skip
TOPICS = QUEUES | {"topic", "topics", "exchange", "exchanges", "topico", "topicos"}
# Words for a topic that have other meanings too, outside a block for a source or a target.
THEMES = frozenset({"tema", "temat", "thema", "sujet", "argomento", "onderwerp"})
KINDS = ("type", "kind", "tipo", "typ", "art", "rodzaj", "protocol")  # of the technology of a block
# Words of a setting that tunes a topic and does not contain its name.
TUNING = frozenset(
    {"partitions", "replication", "factor", "count", "enabled", "type", "durable", "ttl", "dlq",
     "dlt", "error", "errors", "dead", "retry", "retries", "policy", "cleanup", "retention",
     "size", "limit", "timeout", "interval", "offset", "group", "id", "history", "internal",
     "prefix", "metadata", "delay", "concurrency", "create", "auto", "config", "status", "storage",
     "schema", "serializer", "deserializer", "class", "mode", "method", "prefetch", "gruppe",
     "groupe", "grupo", "gruppo", "groep", "intervalo", "intervall", "intervalle"}
)  # fmt: skip
DATABASES = frozenset(
    {"db", "database", "datasource", "jdbc", "postgres", "postgresql", "mysql", "mariadb", "oracle",
     "mssql", "sqlserver", "mongo", "mongodb", "tsdb", "pg"}
)  # fmt: skip
STORES = frozenset(
    {"postgres", "postgresql", "mysql", "mariadb", "mongodb", "mongodb+srv", "sqlserver", "mssql",
     "oracle", "clickhouse", "snowflake", "cassandra", "neo4j", "db2", "r2dbc", "timescaledb"}
)  # fmt: skip
CACHES = frozenset({"redis", "rediss", "memcached", "valkey"})
WEB = frozenset({"http", "https", "ws", "wss", "sftp", "ftp", "ftps", "grpc", "opc.tcp", "ldap"})
# Services of the platform, and addresses that only pages and people use.
PLATFORM = frozenset(
    {"issuer", "jwks", "jwk", "oauth", "oauth2", "token", "auth", "authority", "sso", "oidc",
     "saml", "keycloak", "idp", "registry", "otel", "otlp", "zipkin", "jaeger", "tracing",
     "prometheus", "metrics", "grafana", "sentry", "apm", "log", "logging", "logs", "loki",
     "eureka", "consul", "vault", "proxy", "cors", "origin", "origins", "allowed", "docs",
     "documentation", "swagger", "help", "icon", "logo", "image", "repository", "repo", "chart",
     "schema", "contact", "license", "support", "git", "homepage", "redirect", "health",
     "ldap", "login", "logout", "management", "actuator", "redis", "cache"}
)  # fmt: skip
OWN = frozenset(
    {"app", "application", "public", "external", "self", "own", "site", "web", "server",
     "frontend", "portal"}
)  # fmt: skip
PLAIN = frozenset({"url", "uri", "base", "host", "hostname", "address", "endpoint", "name", "root"})


def find_way(words: tuple[str, ...]) -> Way:
    """Return the direction of the last word of a key that has one: ``topics.in`` → IN."""
    for word in reversed(words):
        if word in IN:
            return Way.IN
        if word in OUT:
            return Way.OUT
    return Way.UNKNOWN


def find_technology(setting: Setting) -> str:
    """Return the broker that a key or the scheme of its value names, such as kafka, rabbitmq or
    mqtt.
    """
    scheme = find_scheme(setting.text)
    if scheme in SCHEMES:
        return SCHEMES[scheme]
    words = setting.words
    pairs = (one + other for one, other in pairwise(words))  # "ServiceBus" → service, bus
    named = next((word for word in (*words, *pairs) if word in BROKERS), "")
    return TECHNOLOGY.get(named, named)


def find_scheme(text: str) -> str:
    """Return the scheme of a URL in lower case: ``jdbc:oracle:thin:@h`` → jdbc."""
    if text[:5].casefold() == "jdbc:":
        return "jdbc"
    found = re.match(r"([a-z][a-z0-9+.-]{1,20})://", text, re.I)
    return found[1].casefold() if found else ""
