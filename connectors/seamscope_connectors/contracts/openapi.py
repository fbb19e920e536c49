"""Read OpenAPI 3 and Swagger 2: operations, their schemas, authentication and webhooks."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from seamscope.connector import Doc, File, extract_host
from seamscope.records import Interface, Record, Skipped
from seamscope_connectors.contracts.backends import list_backend_flows
from seamscope_connectors.contracts.callers import list_webhook_callers
from seamscope_connectors.contracts.clients import find_provider, list_client_flows
from seamscope_connectors.contracts.operation_callers import list_operation_callers
from seamscope_connectors.contracts.subscribers import list_subscriptions
from seamscope_connectors.contracts.system import identify_system

METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})


# A path to which a query is posted: /orders/search
ASKS = re.compile(
    r"(?:^|[/_:-])(?:search|query|queries|find|lookup|graphql|suche|recherche|buscar?|consulta|zoek"
    r"|wyszukaj)(?:$|[/_:?-])",
    re.I,
)
WRITES = frozenset({"put", "post", "delete", "patch"})


def read_openapi(file: File, doc: Doc) -> Iterator[Record]:
    """Yield the interface of an OpenAPI document, and flows from callers and to subscribers."""
    version = doc.first("openapi", "swagger").text
    kind = "openapi" if doc["openapi"] else "swagger"
    if version.split(".")[0] not in {"2", "3"}:
        raise file.error(
            f"{kind} version {version} is not supported", "convert it to version 2 or 3", 1
        )
    servers = [server["url"].text for server in doc["servers"]] or [doc["host"].text]
    host = next((found for url in servers if url and (found := extract_host(url))), "")
    title = doc["info"]["title"].text
    described = doc["info"]["description"]
    provider = find_provider(described.text)
    ref = identify_system(title, PurePosixPath(file.name).stem, host, provider)
    schemas = doc["components"]["schemas"] or doc["definitions"]
    security = doc["components"]["securitySchemes"] or doc["securityDefinitions"]
    paths = [
        (path, method, operation)
        for path, item in doc["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]
    operations = [(method, operation) for _, method, operation in paths]
    counts = (
        ("paths", len(doc["paths"].keys())),
        ("operations", len(operations)),
        ("writes", sum(method in WRITES for method, _ in operations)),
        ("schemas", len(schemas.keys())),
        ("callbacks", sum(len(operation["callbacks"].keys()) for _, operation in operations)),
        ("webhooks", len(doc["webhooks"].keys())),
    )
    yield Interface(
        system=ref,
        name=title or file.name,
        protocol=f"{kind} {'.'.join(version.split('.')[:2])}",
        operations=len(operations),
        entities=tuple(sorted(_list_schemas(operations))),
        authentication=tuple(sorted({s["type"].text for _, s in security.items()} - {""})),
        counts=tuple(count for count in counts if count[1]),
        evidence=doc.first("openapi", "swagger").evidence,
    )
    yield from list_subscriptions(doc, operations, ref)
    asked = [(path, "get" if ASKS.search(path) else method, item) for path, method, item in paths]
    yield from list_backend_flows(doc, asked, ref)
    callers = [*list_webhook_callers(doc, paths, ref)]
    yield from callers
    named = [*list_operation_callers(asked, ref)] if not callers else []
    yield from named
    if not callers and not named:
        yield from list_client_flows(described, [method for _, method, _ in asked], ref)
    for reference in doc.find("$ref"):
        if reference.text and not reference.text.startswith("#"):
            yield Skipped(
                reason="a `$ref` to another file or URL is not followed",
                remedy="bundle the contract into one file",
                evidence=reference.evidence,
                kind="entry",
            )


def _list_schemas(operations: list[tuple[str, Doc]]) -> set[str]:
    """Return the names of the schemas in requests, responses and parameters."""
    return {
        reference.text.rsplit("/", 1)[-1]
        for _, operation in operations
        for part in ("requestBody", "responses", "parameters")
        for reference in operation[part].find("$ref")
        if "/schemas/" in reference.text or "/definitions/" in reference.text
    }
