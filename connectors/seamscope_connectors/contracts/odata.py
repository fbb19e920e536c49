"""OData metadata (EDMX): entity sets with the properties of their types, and what can be called."""

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from seamscope.connector import File
from seamscope.records import Column, Dataset, Interface, Record
from seamscope_connectors.contracts.system import behind

V4 = "http://docs.oasis-open.org/odata/ns/edm"


V2 = "http://schemas.microsoft.com/ado/"  # a year and month follow; v1 to v3 read alike


# What an EDMX is tallied by: the element's name and the name of the count.
TALLIES = (
    ("EntityType", "entity_types"), ("EntitySet", "entity_sets"), ("Singleton", "singletons"),
    ("NavigationProperty", "navigation_properties"), ("Association", "associations"),
    ("Action", "actions"), ("ActionImport", "action_imports"), ("Function", "functions"),
    ("FunctionImport", "function_imports"),
)  # fmt: skip


def edmx(file: File) -> Iterator[Record]:
    """Yield the interface of OData metadata and its entity sets."""
    root = file.xml()
    schemas = [element for element in root.iter() if _tag(element) == "Schema"]
    if not schemas:
        raise file.error("OData metadata without a Schema", "download $metadata again", 1)
    space = schemas[0].tag[1:].partition("}")[0]
    if space != V4 and not space.startswith(V2):
        raise file.error("OData of a version that is not known", "give v2 or v4", 1)
    version = "v4" if space == V4 else "v2"
    namespace = next((s.get("Namespace", "") for s in schemas), "")
    ref = behind(namespace, PurePosixPath(file.name).stem, "")
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
