"""Contracts: OData EDMX v2 and v4, OpenAPI 3 and Swagger 2.

A contract is one system's surface: it makes an interface and its datasets, and no flow. OData's
version is read off the namespace of its Schema, as `Version` attributes mislead. Element and key
names as in the OData CSDL and OpenAPI specifications.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from seamscope.connector import Claim, Connector, Doc, File, Source, host_of
from seamscope.connector.heads import root_value
from seamscope.records import (
    Clue,
    ClueKind,
    Column,
    Dataset,
    Interface,
    Record,
    Skipped,
    SystemRef,
)

V4 = "http://docs.oasis-open.org/odata/ns/edm"
V2 = "http://schemas.microsoft.com/ado/"  # a year and month follow; v1 to v3 read alike
METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
WRITES = frozenset({"put", "post", "delete", "patch"})
# What an EDMX is tallied by: the element's name and the name of the count.
TALLIES = (
    ("EntityType", "entity_types"), ("EntitySet", "entity_sets"), ("Singleton", "singletons"),
    ("NavigationProperty", "navigation_properties"), ("Association", "associations"),
    ("Action", "actions"), ("ActionImport", "action_imports"), ("Function", "functions"),
    ("FunctionImport", "function_imports"),
)  # fmt: skip


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
            yield from _edmx(source.file)
            return
        for doc in source.file.documents():
            if doc.first("openapi", "swagger"):
                yield from _openapi(source.file, doc)


def _edmx(file: File) -> Iterator[Record]:
    root = file.xml()
    schemas = [element for element in root.iter() if _tag(element) == "Schema"]
    if not schemas:
        raise file.error("OData metadata without a Schema", "download $metadata again", 1)
    space = schemas[0].tag[1:].partition("}")[0]
    if space != V4 and not space.startswith(V2):
        raise file.error("OData of a version that is not known", "give v2 or v4", 1)
    version = "v4" if space == V4 else "v2"
    namespace = next((s.get("Namespace", "") for s in schemas), "")
    ref = _ref(namespace, PurePosixPath(file.name).stem, "")
    counts = Counter(_tag(element) for schema in schemas for element in schema.iter())
    types = _types(schemas)
    sets = [e for s in schemas for e in s.iter() if _tag(e) in {"EntitySet", "Singleton"}]
    yield Interface(
        system=ref,
        name=namespace or file.name,
        protocol=f"odata {version}",
        operations=sum(counts[name] for name in ("EntitySet", "FunctionImport", "ActionImport")),
        entities=tuple(sorted(element.get("Name", "") for element in sets)),
        counts=tuple((said, counts[name]) for name, said in TALLIES if counts[name]),
        evidence=file.at(schemas[0]),
    )
    for element in sets:
        name = element.get("EntityType", element.get("Type", "")).rsplit(".", 1)[-1]
        yield Dataset(
            system=ref,
            name=element.get("Name", ""),
            columns=_inherited(name, types) or None,
            kind="entity set",
            entity=name,
            evidence=file.at(element, element.get("Name", "")),
        )


def _types(schemas: list[Element]) -> dict[str, tuple[str, tuple[Column, ...]]]:
    """Return each entity type's base and its own properties."""
    return {
        element.get("Name", ""): (
            element.get("BaseType", "").rsplit(".", 1)[-1],
            tuple(
                Column(name=child.get("Name", ""), type=child.get("Type", ""))
                for child in element
                if _tag(child) == "Property"
            ),
        )
        for schema in schemas
        for element in schema
        if _tag(element) == "EntityType"
    }


def _inherited(name: str, types: dict[str, tuple[str, tuple[Column, ...]]]) -> tuple[Column, ...]:
    """Return the properties of a type with those of its bases, the bases first."""
    columns: tuple[Column, ...] = ()
    seen: set[str] = set()
    while name in types and name not in seen:  # a hostile type may be its own base
        seen.add(name)
        name, own = types[name]
        columns = (*own, *columns)
    return columns


def _tag(element: Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


def _openapi(file: File, doc: Doc) -> Iterator[Record]:
    version = doc.first("openapi", "swagger").text
    kind = "openapi" if doc["openapi"] else "swagger"
    if version.split(".")[0] not in {"2", "3"}:
        raise file.error(f"{kind} version {version} is not known", "give version 2 or 3", 1)
    servers = [server["url"].text for server in doc["servers"]] or [doc["host"].text]
    host = next((found for url in servers if url and (found := host_of(url))), "")
    title = doc["info"]["title"].text
    ref = _ref(title, PurePosixPath(file.name).stem, host)
    schemas = doc["components"]["schemas"] or doc["definitions"]
    security = doc["components"]["securitySchemes"] or doc["securityDefinitions"]
    operations = [
        (method, operation)
        for _path, item in doc["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]
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
        entities=tuple(sorted(_carried(operations))),
        authentication=tuple(sorted({s["type"].text for _, s in security.items()} - {""})),
        counts=tuple(count for count in counts if count[1]),
        evidence=doc.first("openapi", "swagger").evidence,
    )
    for reference in _references(doc):
        if not reference.text.startswith("#"):
            yield Skipped(
                reason="a reference to another file or address; it is not followed",
                remedy="bundle the contract into one file",
                evidence=reference.evidence,
                kind="entry",
            )


def _carried(operations: list[tuple[str, Doc]]) -> set[str]:
    """Return the schemas that requests and responses name."""
    return {
        reference.text.rsplit("/", 1)[-1]
        for _, operation in operations
        for part in ("requestBody", "responses", "parameters")
        for reference in _references(operation[part])
        if "/schemas/" in reference.text or "/definitions/" in reference.text
    }


def _references(doc: Doc) -> Iterator[Doc]:
    """Yield every `$ref` of a document."""
    todo = [doc]
    while todo:
        item = todo.pop()
        if item.is_list:
            todo += list(item)
        for key, value in item.items():
            if key == "$ref" and value.text:
                yield value
            elif value.is_mapping or value.is_list:
                todo.append(value)


def _ref(title: str, stem: str, host: str) -> SystemRef:
    """Return the clues to the system behind a contract: its host, else what it calls itself."""
    clues = (
        (ClueKind.HOST, host),
        (ClueKind.SOURCE, title),
        (ClueKind.FOLDER, stem if not title else ""),
    )
    return SystemRef(clues=tuple(Clue(kind=kind, value=value) for kind, value in clues if value))
