"""Contracts: OData EDMX v2 and v4, OpenAPI 3 and Swagger 2.

A contract is one system's surface: it makes an interface and its datasets, and no flow. OData's
version is read off the namespace of its Schema, as `Version` attributes mislead. Element and key
names as in the OData CSDL and OpenAPI specifications.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.heads import root_value
from seamscope.records import Record
from seamscope_connectors.contracts.odata import edmx
from seamscope_connectors.contracts.openapi import openapi


class ContractsConnector(Connector):
    """Reads what a system promises to others."""

    name = "contracts"
    reads = "OData metadata (EDMX v2, v4), OpenAPI 3 and Swagger 2"

    def claim(self, file: File) -> Claim | None:
        head = file.head()
        if file.suffix in {".xml", ".edmx"} and re.search(r"<(\w+:)?Edmx\b", head):
            return Claim(reason="an Edmx root element")
        said = root_value(file, "openapi", "swagger")
        if said and said[1][0].isdigit():
            return Claim(reason=f"{said[0]} {said[1][0]}")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        if source.file.suffix in {".xml", ".edmx"}:
            yield from edmx(source.file)
            return
        for doc in source.file.documents():
            if doc.first("openapi", "swagger"):
                yield from openapi(source.file, doc)
