"""Read OData metadata (EDMX): entity sets with their properties, functions and actions."""

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from seamscope.connector import File
from seamscope.connector.descriptions import shorten_description
from seamscope.connector.redaction import redact
from seamscope.records import Column, Dataset, Interface, Record
from seamscope_connectors.contracts.system import identify_system

V4 = "http://docs.oasis-open.org/odata/ns/edm"


LABEL = "{http://www.sap.com/Protocols/SAPData}label"  # SAP's display name of a property
V2 = "http://schemas.microsoft.com/ado/"  # year and month follow; read like v2


# Counted element -> name of its count.
COUNTED_ELEMENTS = (
    ("EntityType", "entity_types"), ("EntitySet", "entity_sets"), ("Singleton", "singletons"),
    ("NavigationProperty", "navigation_properties"), ("Association", "associations"),
    ("Action", "actions"), ("ActionImport", "action_imports"), ("Function", "functions"),
    ("FunctionImport", "function_imports"),
)  # fmt: skip


def read_edmx(file: File) -> Iterator[Record]:
    """Yield the interface that OData metadata describes, and a dataset for each entity set."""
    root = file.xml()
    schemas = [element for element in root.iter() if _get_local_name(element) == "Schema"]
    if not schemas:
        raise file.error("the OData metadata has no Schema element", "download $metadata again", 1)
    space = schemas[0].tag[1:].partition("}")[0]
    if space != V4 and not space.startswith(V2):
        raise file.error("unknown OData version", "export the metadata as OData v2 or v4", 1)
    version = "v4" if space == V4 else "v2"
    namespace = next((s.get("Namespace", "") for s in schemas), "")
    ref = identify_system(namespace, PurePosixPath(file.name).stem, "")
    counts = Counter(_get_local_name(element) for schema in schemas for element in schema.iter())
    types = _list_types(schemas)
    sets = [
        e for s in schemas for e in s.iter() if _get_local_name(e) in {"EntitySet", "Singleton"}
    ]
    yield Interface(
        system=ref,
        name=namespace or file.name,
        protocol=f"odata {version}",
        operations=sum(counts[name] for name in ("EntitySet", "FunctionImport", "ActionImport")),
        entities=tuple(sorted(element.get("Name", "") for element in sets)),
        counts=tuple((label, counts[name]) for name, label in COUNTED_ELEMENTS if counts[name]),
        evidence=file.at(schemas[0]),
    )
    for element in sets:
        name = element.get("EntityType", element.get("Type", "")).rsplit(".", 1)[-1]
        yield Dataset(
            system=ref,
            name=element.get("Name", ""),
            columns=_collect_properties(name, types) or None,
            kind="entity set",
            entity=name,
            evidence=file.at(element, element.get("Name", "")),
        )


def _list_types(schemas: list[Element]) -> dict[str, tuple[str, tuple[Column, ...]]]:
    """Return, by the name of each entity type, its base type and its own properties."""
    return {
        element.get("Name", ""): (
            element.get("BaseType", "").rsplit(".", 1)[-1],
            tuple(
                Column(
                    name=child.get("Name", ""),
                    type=child.get("Type", ""),
                    description=shorten_description(redact(child.get(LABEL, ""))),
                )
                for child in element
                if _get_local_name(child) == "Property"
            ),
        )
        for schema in schemas
        for element in schema
        if _get_local_name(element) == "EntityType"
    }


def _collect_properties(
    name: str, types: dict[str, tuple[str, tuple[Column, ...]]]
) -> tuple[Column, ...]:
    """Return the properties of an entity type; the properties of its base types come first."""
    columns: tuple[Column, ...] = ()
    seen: set[str] = set()
    while name in types and name not in seen:  # a faulty type may be its own base
        seen.add(name)
        name, own = types[name]
        columns = (*own, *columns)
    return columns


def _get_local_name(element: Element) -> str:
    return element.tag.rsplit("}", 1)[-1]
