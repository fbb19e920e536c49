"""Build the clients that library functions return, and clients of one queue or bucket."""

import re
from collections.abc import Mapping
from dataclasses import replace

from seamscope.connector.places import FILES
from seamscope.records import Clue, ClueKind, SystemRef
from seamscope_connectors.python_programs.call import Call, flatten
from seamscope_connectors.python_programs.endpoints import BOUND, locate_resource, name_dataset
from seamscope_connectors.python_programs.libraries import (
    ADDRESS_PRODUCTS,
    AWS,
    DIALECTS,
    FIXED_HOSTS,
    MAKERS,
    Maker,
)
from seamscope_connectors.python_programs.settings import (
    cut_holes,
    locate_address,
    locate_settings,
)
from seamscope_connectors.python_programs.values import UNKNOWN, Client, Value

LOCAL_DATABASES = frozenset({"sqlite3.connect", "duckdb.connect"})
# Products that many systems have, so that the product alone does not identify a system.
GENERIC = frozenset({*DIALECTS, "SAP HANA", "IBM Db2", "Teradata", "Vertica", "Apache Impala",
                     "MongoDB", "Redis", "Elasticsearch", "OpenSearch", "Apache Kafka", "RabbitMQ",
                     "Apache ActiveMQ", "MQTT", "Azure Service Bus", "Azure Event Hubs",
                     "Azure Queue Storage", "Azure Event Grid", "Azure Blob Storage",
                     "Azure Data Lake Storage"}) - {"Snowflake", "Databricks"}  # fmt: skip
ADDRESS_KEY = re.compile(
    r"(?:(?:base|api|server|service|instance|endpoint|cluster|host)_?)?(?:url|uri|host|hostname|server"
    r"|endpoint|address)",
    re.I,
)
AWS_PRODUCTS = {"athena": "Amazon Athena", "sql": "Amazon Redshift", "bedrock": "Amazon Bedrock"}
AWS_MAKERS = frozenset({"boto3.client", "boto3.resource"})


def find_maker(name: str) -> Maker | None:
    """Return the description of a class or function that creates a client."""
    return MAKERS.get(name) or MAKERS.get(name.rpartition(".")[0])


def make_client(call: Call, maker: Maker) -> Client:
    """Return the client that a call creates; its system is unknown if no argument names it."""
    given = (value.find_client() for value in (*call.positional, *call.keywords.values()))
    if found := next((one for one in given if one and one.kind == maker.kind), None):
        return found  # connect(dsn=makedsn("db1", 1521))
    client = _build_client(maker, call.list_settings(maker.arguments))
    if call.name in LOCAL_DATABASES:
        return replace(client, system=SystemRef(name=FILES))
    if not client.system.clues:
        inner = (value.find_client() for value in call.positional)
        return next((one for one in inner if one), client)
    return client


def make_aws_client(call: Call) -> Client | None:
    """Return the client of an AWS service, None for an unsupported service."""
    service = call.positional[0] if call.positional else call.keywords.get("service_name", UNKNOWN)
    kind = AWS.get(service.text or "")
    if kind is None:
        return None
    product = AWS_PRODUCTS.get(kind, "")
    clues = (Clue(kind=ClueKind.PRODUCT, value=product),) if product else ()
    return Client(kind=kind, system=SystemRef(clues=clues))


def make_service_client(call: Call) -> Client | None:
    """Return the client that a class of an unknown library creates.

    ``Confluence(url="https://wiki.example.com")`` → a client of wiki.example.com. The result is
    None if no argument is an address.
    """
    if not call.name.rpartition(".")[2][:1].isupper():
        return None
    settings = {key: value.format_text() for key, value in call.keywords.items()
                if ADDRESS_KEY.fullmatch(key) and (value.text or value.label)}  # fmt: skip
    system = locate_settings(settings).system if settings else SystemRef()
    return Client(kind="service", system=system) if system.clues else None


def choose_client(call: Call, given: Mapping[str, Value]) -> Client | None:
    """Return the client among a call's arguments, or a new client for an address among them.

    A connection may be a URL: ``pd.read_sql(query, "postgresql://…")``. Return None if an argument
    is a connection whose client is unknown.

    given: the arguments by meaning, see `Operation`.
    """
    if "client" in given:
        return _find_client(given["client"])
    if "settings" in given:
        pairs = dict(flatten("url", given["settings"]))
        found = locate_settings({key: one.format_text() for key, one in pairs.items()})
        return Client(kind="settings", system=found.system, dataset=cut_holes(found.dataset))
    if "address" in given:
        return Client(kind="http", system=SystemRef())
    if "PubSub" in call.name:
        clues = (Clue(kind=ClueKind.PRODUCT, value="Google Pub/Sub"),)
        return Client(kind="pubsub", system=SystemRef(clues=clues))
    if "project" in given or call.name.endswith(("_gbq", "BigQuery")):
        project = name_dataset(given.get("project", UNKNOWN))
        system = locate_settings({"project": project}, "Google BigQuery").system
        if not system.clues:
            system = SystemRef(clues=(Clue(kind=ClueKind.PRODUCT, value="Google BigQuery"),))
        return Client(kind="bigquery", system=system, dialect="bigquery")
    return Client(kind="files", system=SystemRef())


def bind_client(client: Client, call: Call, given: Mapping[str, Value]) -> Client:
    """Return the client bound to the bucket, queue or collection that a call chooses."""
    if call.name in BOUND and "dataset" in given:
        place = locate_resource(BOUND[call.name], given["dataset"])
        return replace(client, system=place.system, dataset=place.dataset)
    parts = [client.dataset, *(name_dataset(given[key]) for key in ("bucket", "key", "dataset")
                               if key in given)]  # fmt: skip
    return replace(client, dataset="/".join(part for part in parts if part))


def address_client(client: Client, call: Call) -> Client:
    """Return the client with the host that a later call sets, such as ``ssh.connect("sftp1")``."""
    return replace(client, system=locate_settings(call.list_settings(("host",))).system)


def _build_client(maker: Maker, settings: Mapping[str, str]) -> Client:
    product, dialect = maker.product, maker.dialect
    address = " ".join(settings.values()).casefold()
    if not product and maker.kind in {"sql", "dlt"}:
        product = next((name for word, name in ADDRESS_PRODUCTS.items() if word in address), "")
        dialect = DIALECTS.get(product, "")
    found = locate_settings(settings, product)
    system = found.system
    if not system.clues and product in FIXED_HOSTS:
        host = Clue(kind=ClueKind.HOST, value=FIXED_HOSTS[product])
        system = SystemRef(clues=(host, Clue(kind=ClueKind.PRODUCT, value=product)))
    elif not system.clues and product and product not in GENERIC:
        system = SystemRef(clues=(Clue(kind=ClueKind.PRODUCT, value=product),))
    dataset = found.dataset if maker.kind in {"queue", "blobs", "dlt"} else ""
    return Client(kind=maker.kind, system=system, dialect=dialect, dataset=cut_holes(dataset))


def _find_client(value: Value) -> Client | None:
    """Return the client that an argument is or contains, or a new one for a URL."""
    if client := value.find_client():
        return client
    text = value.text or ""
    if "://" in text or value.label:
        product = next((name for word, name in ADDRESS_PRODUCTS.items() if word in text), "")
        system = locate_address(value.format_text(), product)
        return Client(kind="sql", system=system, dialect=DIALECTS.get(product, ""))
    return None
