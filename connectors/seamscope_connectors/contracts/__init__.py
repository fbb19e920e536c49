"""Read API contracts: OData EDMX v2 and v4, OpenAPI 3 and Swagger 2.

A contract describes one system, so it yields an interface and datasets. It yields flows only for
webhooks and callbacks, and for backends and callers that it names. The OData version is taken from
the namespace of the Schema element, because `Version` is the EDMX version. Element and key names
follow the OData CSDL and OpenAPI specifications.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.heads import find_root_value
from seamscope.records import Record
from seamscope_connectors.contracts.odata import read_edmx
from seamscope_connectors.contracts.openapi import read_openapi


class ContractsConnector(Connector):
    """Reads OData metadata and OpenAPI documents."""

    name = "contracts"
    reads = "OData metadata (EDMX v2, v4), OpenAPI 3 and Swagger 2"

    def claim(self, file: File) -> Claim | None:
        head = file.head()
        if file.suffix in {".xml", ".edmx"} and re.search(r"<(\w+:)?Edmx\b", head):
            return Claim(reason="has an Edmx root element")
        version = find_root_value(file, "openapi", "swagger")
        if version and version[1][0].isdigit():
            return Claim(reason=f"{version[0]} {version[1][0]}")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        if source.file.suffix in {".xml", ".edmx"}:
            yield from read_edmx(source.file)
            return
        for doc in source.file.documents():
            if doc.first("openapi", "swagger"):
                yield from read_openapi(source.file, doc)
