"""Find system and dataset of an operation of a Mule connector."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from seamscope.connector import extract_host
from seamscope.connector.connections import LOCAL, build_clues, parse_connection_clues
from seamscope.records import Clue, ClueKind, Endpoint, Mechanism, SystemRef
from seamscope_connectors.mulesoft.settings import PLACEHOLDER
from seamscope_connectors.mulesoft.technologies import READING, WRITING, Technology

HOSTS = ("url", "host", "hostName", "hostname", "address", "baseUri", "baseUrl", "serviceUrl",
         "organizationServiceUrl", "applicationServerHost", "jcoAsHost", "brokerUrl", "brokerURL",
         "bootstrapServers", "bootstrap-server-urls", "server", "endpoint", "instanceUrl",
         "authorizationUrl", "wsdlLocation", "accountName")  # fmt: skip
DATABASES = ("database", "databaseName", "serviceName", "instance", "dbName", "catalog")
DATASETS = ("objectType", "sobjectType", "destination", "destinationName", "queueName",
            "queueUrl", "queue", "topic",
            "topicName", "topicArn", "channel", "streamingChannel", "path", "directory",
            "remotePath", "objectKey", "key", "collectionName", "collection", "logicalName",
            "entitySetName", "table", "tableName", "functionName", "idocType", "operation",
            "service", "type")  # fmt: skip
HOLDERS = ("bucketName", "containerName")
INTO = re.compile(r"\b(?:insert\s+into|update|delete\s+from|merge\s+into)\s+([\w.\"\[\]`]+)", re.I)
FROM = re.compile(r"\bfrom\s+([\w.]+)", re.I)
# A query inside a query of Salesforce: ``(SELECT Id FROM Lines__r)``.
INNER = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """The attributes of an operation and of its configuration.

    kind: its element name, such as "get-orders".
    query: its query, "" if it has none.
    product: database product of the connection.
    names: names of the configuration, which often contain the name of the system.
    app: the application, because two applications may have configurations with the same name.
    """

    kind: str

    technology: Technology
    own: Mapping[str, str]
    configured: Mapping[str, str]
    query: str
    product: str
    names: tuple[str, ...]
    app: str


def build_end(operation: Operation) -> Endpoint:
    """Return the system and dataset that an operation accesses."""
    technology = operation.technology
    values = {**operation.configured, **operation.own}
    holder = next((values[key] for key in HOLDERS if values.get(key)), "")
    dataset = _read_dataset(operation)
    place = holder or (dataset.partition("/")[0] if technology.scheme == "s3" else dataset)
    source = f"{technology.scheme}://{place}" if technology.scheme and place else ""
    addresses = _build_addresses(technology, values)
    names = operation.names if addresses and not source else ()
    if not addresses and technology.mechanism is Mechanism.SQL:
        addresses = _name_unknown_address(
            values, operation.app
        )  # the product alone does not identify a system
    found = build_clues(
        *((clue.kind, clue.value) for clue in addresses),
        (ClueKind.SOURCE, source if "{" not in source else ""),
        *((ClueKind.SOURCE, name) for name in names),
        (ClueKind.PRODUCT, technology.product or operation.product),
    )
    service = bool(technology.product) and technology.mechanism is not Mechanism.FILE
    named = found or _name_unknown_address(values, operation.app)
    system = SystemRef(clues=named, service=service or technology.mechanism is Mechanism.SQL)
    return Endpoint(system=system, dataset="" if technology.scheme == "file" else dataset)


def _build_addresses(technology: Technology, values: Mapping[str, str]) -> tuple[Clue, ...]:
    """Return clues to database and host; values that are computed at run time are left out."""
    found: list[Clue] = []
    if technology.mechanism is Mechanism.SQL:
        named = (values[key] for key in DATABASES if values.get(key))
        found += build_clues(
            (ClueKind.DATABASE, next((text for text in named if "{" not in text), ""))
        )
    for text in (values[key] for key in HOSTS if values.get(key)):
        if "{" in text.partition("://")[2].partition("/")[0] or text.startswith(("$", "#")):
            continue
        if text.casefold().startswith("jdbc:"):
            found += parse_connection_clues(text)
        elif "://" in text or "/" not in text:
            host = extract_host(text)
            if host.casefold() not in {*LOCAL, "0.0.0.0"}:  # noqa: S104 (only compared)
                found += build_clues((ClueKind.HOST, host))
        if found:
            break
    return tuple(dict.fromkeys(found))


def _name_unknown_address(values: Mapping[str, str], app: str) -> tuple[Clue, ...]:
    """Return a clue for an unknown address: its setting (``${crm.url}``) or the configuration."""
    texts = [values[key] for key in HOSTS if values.get(key)]
    names = [match[1] for text in texts for match in PLACEHOLDER.finditer(text)]
    names += [values[key] for key in ("config-ref", "connector-ref") if values.get(key)]
    name = next(iter(names), "an unknown address")
    return build_clues((ClueKind.SOURCE, f"{name} ({app})" if app else name))


def _read_dataset(operation: Operation) -> str:
    technology, own, query = operation.technology, operation.own, operation.query
    outer = INNER.sub(" ", query)
    if query and technology.mechanism is not Mechanism.SQL and (named := FROM.search(outer)):
        return named[1]
    if technology.mechanism is Mechanism.SQL:
        written = INTO.search(query)
        return written[1].strip('`"[]') if written else ""
    if technology.product == "SAP":
        return _cut_expression(own.get("functionName", "") or own.get("key", ""))
    if technology.mechanism is Mechanism.API and not technology.product:
        return _join_path(operation)
    found = next((own[key] for key in DATASETS if own.get(key)), "")
    found = found or ("" if technology.pattern else _name_resource(operation.kind))
    return _cut_expression(found or operation.configured.get("workingDir", ""))


def _join_path(operation: Operation) -> str:
    """Return the path of an HTTP call, with the base path of its configuration."""
    own, configured = operation.own, operation.configured
    base = _cut_expression(configured.get("basePath", "") or own.get("basePath", ""))
    if path := own.get("path", ""):
        return _cut_expression(f"{base}/{path.lstrip('/')}")
    url = own.get("url", "") or own.get("address", "") or configured.get("address", "")
    rest = _cut_expression(url.partition("://")[2].partition("/")[2])
    return rest or base or _cut_expression(own.get("operation", ""))


def _name_resource(kind: str) -> str:
    """Return the resource of an operation of a generated connector: get-orders-by-id → "orders"."""
    verb, _, rest = kind.partition("-")
    known = READING.match(verb) or WRITING.match(verb)
    return re.split(r"(?:^|-)by-", rest, maxsplit=1)[0] if known else ""


def _cut_expression(text: str) -> str:
    """Return the constant beginning of a path: ``/orders/#[vars.id]`` → "orders"."""
    return re.split(r"#\[|\$\{|\{|[?]", text)[0].strip("/ ")
