"""Read the backends that the operations of an OpenAPI document call, from its extensions.

API gateways and "backends for frontends" name their backends in an extension of the document, a
path or an operation: ``x-amazon-apigateway-integration: {httpMethod: GET, uri: https://…}``,
``x-google-backend: {address: …}``, ``x-backend: {method: POST, url: …}``. Data flows from the
backend for GET, and to the backend for POST, PUT and PATCH.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seamscope.connector import Doc, extract_host
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.connector.scrub import quote
from seamscope.records import ClueKind, Endpoint, Flow, SystemRef
from seamscope_connectors.contracts.clients import READS, WRITES, build_call

# Extensions such as x-backend, x-amazon-apigateway-integration, x-kong-service-defaults,
# x-tyk-api-gateway, x-wso2-production-endpoints, x-ibm-configuration and x-upstream.
EXTENSION = re.compile(
    r"^x-(?!.*(?:sandbox|mock|docs?\b|logo)).*(?:backend|integration|upstream|endpoint|service"
    r"|gateway|configuration|proxy|downstream|target)",
    re.I,
)
ADDRESS = re.compile(
    r"^(?:base-?|target-?|backend-?|service-?)?(?:urls?|uri|address|endpoint)$", re.I
)
METHOD = ("method", "httpMethod", "verb")
DEEPEST = 8  # levels of an extension that are examined


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call of a backend: its host and its HTTP method.

    extension: name of the extension that contains the address, such as ``x-backend``.
    """

    host: str
    method: str
    extension: str
    written: Doc


def list_backend_flows(
    doc: Doc, paths: Sequence[tuple[str, str, Doc]], system: SystemRef
) -> Iterator[Flow]:
    """Yield a flow from or to each backend, once for each direction.

    paths: path, method and definition of each operation.
    system: the system that offers the API.
    """
    own = {extract_host(server["url"].text).lower() for server in doc["servers"]}
    own |= {doc["host"].text.lower(), "", *LOCAL}
    seen: set[tuple[str, bool]] = set()
    for call in _list_calls(doc, paths):
        kinds = {call.method} & (READS | WRITES)
        forth = bool(kinds & WRITES)
        if not kinds or call.host.lower() in own or (call.host, forth) in seen:
            continue
        seen.add((call.host, forth))
        here = Endpoint(system=system)
        there = Endpoint(system=SystemRef(clues=build_clues((ClueKind.HOST, call.host))))
        reason = (
            f"`{quote(call.extension, 60)}` names the backend, which is called with "
            f"{call.method.upper()}"
        )
        yield build_call(here, there, forth, reason, call.written.evidence)


def _list_calls(doc: Doc, paths: Sequence[tuple[str, str, Doc]]) -> Iterator[Call]:
    """Yield the backend calls of each operation.

    An operation without an extension uses the extensions of its path, or those of the document if
    the path has none.
    """
    for path, method, operation in paths:
        for level in (operation, doc["paths"][path], doc):
            extensions = [name for name, _ in level.items() if EXTENSION.match(name)]
            for name in extensions:
                yield from _list_addresses(name, level[name], method)
            if extensions:
                break


def _list_addresses(name: str, extension: Doc, method: str) -> Iterator[Call]:
    plain = not extension.is_mapping and not extension.is_list
    for written, told in [(extension, "")] if plain else _search(extension, "", DEEPEST):
        host = extract_host(written.text)
        if host and "://" in written.text and not re.search(r"[{}$<>*]", host):
            used = told.lower() if told.lower() in READS | WRITES else method
            yield Call(host=host, method=used, extension=name, written=written)


def _search(doc: Doc, method: str, levels: int) -> Iterator[tuple[Doc, str]]:
    """Yield each address in an extension with its HTTP method.

    The method is a key beside the address or at a higher level, otherwise `method`.
    """
    if not doc.is_mapping or levels == 0:
        return
    method = doc.first(*METHOD).text or method
    for key, value in doc.items():
        items = list(value) if value.is_list else [value]
        for item in items:
            if item.is_mapping:
                yield from _search(item, method, levels - 1)
            elif ADDRESS.match(key):
                yield item, method
