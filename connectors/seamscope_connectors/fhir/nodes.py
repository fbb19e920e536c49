"""Elements of FHIR resources, with the same methods for JSON and XML."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from seamscope.connector import Doc, File
from seamscope.records import Evidence

SPACE = "{http://hl7.org/fhir}"


@dataclass(frozen=True, slots=True)
class Node:
    """An element of a statement, with the same methods for JSON and XML."""

    value: Doc | Element
    file: File

    def each(self, name: str) -> list["Node"]:
        """Return all children with this name; a single JSON value is a list of one."""
        match self.value:
            case Doc() as doc:
                inner = doc[name] if doc.is_mapping else None
                found = [] if inner is None else list(inner) if inner.is_list else [inner]
                return [Node(one, self.file) for one in found if one]
            case element:
                return [Node(one, self.file) for one in element.findall(SPACE + name)]

    def text(self, *path: str) -> str:
        """Return the first text at a path, "" if there is none: ``text("software", "name")``."""
        here = [self]
        for name in path:
            here = [inner for one in here for inner in one.each(name)]
        for one in here:
            match one.value:
                case Doc() as doc:
                    text = doc.text
                case element:
                    text = element.get("value", "")
            if text:
                return text.strip()
        return ""

    @property
    def evidence(self) -> Evidence:
        """The position of the element in its file."""
        match self.value:
            case Doc() as doc:
                return doc.evidence
            case element:
                return self.file.at(element)


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of a file. address: its URL in a bundle, "" if unknown."""

    kind: str
    node: Node
    address: str = ""


def list_resources(file: File) -> Iterator[Resource]:
    """Yield the resources of a file, including those in bundles."""
    if file.suffix == ".xml":
        address = ""
        for element in file.xml().iter():
            if element.tag == SPACE + "fullUrl":
                address = element.get("value", "")
            yield Resource(element.tag.rpartition("}")[2], Node(element, file), address)
        return
    for doc in file.documents():
        yield Resource(doc["resourceType"].text, Node(doc, file))
        links = [one["url"].text for one in doc["link"] if one["relation"].text == "self"]
        for entry in doc["entry"]:
            inner = entry["resource"]
            stated = entry["fullUrl"].text
            address = stated if stated.startswith("http") else next(iter(links), "")
            yield Resource(inner["resourceType"].text, Node(inner, file), address)
