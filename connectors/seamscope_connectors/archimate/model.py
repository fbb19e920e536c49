"""Read an ArchiMate model from any of its four file formats into elements and relations.

The formats are Open Exchange 3.x (XML of The Open Group), Archi's `.archimate` file, coArchi's git
folder (an XML file for each element, with its type as the tag), and Archi's three CSV files. Open
Exchange 3.1 and 3.2 also use the namespace 3.0.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element as Xml

from seamscope.connector import File
from seamscope.connector.entries import skip_entry
from seamscope.errors import UnreadableError
from seamscope.records import Evidence, Record, Skipped

XSI = "{http://www.w3.org/2001/XMLSchema-instance}type"
# Tags of coArchi files that are neither elements nor relations.
FOLDERS = frozenset({"ArchimateModel", "Folder"})
EXPORT_AGAIN = "export the model again"
DIAGRAMS = ("DiagramModel", "SketchModel", "CanvasModel")
# The element and relation types of ArchiMate 2 and 3, without the word Relationship.
ELEMENTS = frozenset({
    *(f"Business{kind}" for kind in (
        "Actor", "Role", "Collaboration", "Interface", "Process", "Function", "Interaction",
        "Event", "Service", "Object",
    )),
    *(f"{layer}{kind}" for layer in ("Application", "Technology") for kind in (
        "Component", "Collaboration", "Interface", "Function", "Interaction", "Process", "Event",
        "Service",
    )),
    "Contract", "Representation", "Product", "DataObject", "Node", "Device", "SystemSoftware",
    "Path", "CommunicationNetwork", "CommunicationPath", "Network", "InfrastructureInterface",
    "InfrastructureFunction", "InfrastructureService", "Artifact", "Equipment", "Facility",
    "DistributionNetwork", "Material", "Stakeholder", "Driver", "Assessment", "Goal", "Outcome",
    "Principle", "Requirement", "Constraint", "Meaning", "Value", "Resource", "Capability",
    "CourseOfAction", "ValueStream", "WorkPackage", "Deliverable", "ImplementationEvent",
    "Plateau", "Gap", "Grouping", "Location", "Junction", "AndJunction", "OrJunction",
})  # fmt: skip
RELATIONS = frozenset({
    "Composition", "Aggregation", "Assignment", "Realization", "Realisation", "Serving", "UsedBy",
    "Access", "Influence", "Triggering", "Flow", "Specialization", "Specialisation", "Association",
})  # fmt: skip
# Archi's number for the access type; a missing number means write.
ACCESS = {"": "write", "0": "write", "1": "read", "2": "access", "3": "readwrite"}


@dataclass(slots=True)
class Element:
    """One element. type: ArchiMate type, such as "ApplicationComponent"."""

    id: str
    type: str
    name: str
    evidence: Evidence
    properties: dict[str, str] = field(default_factory=dict)
    other_names: tuple[str, ...] = ()  # names in other languages
    description: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation.

    type: the ArchiMate type without the suffix "Relationship", such as "Flow".
    access: "read", "write" or "readwrite" for an Access relation.
    """

    type: str
    name: str
    source: str
    target: str
    evidence: Evidence
    access: str = ""


@dataclass(slots=True)
class Model:
    """The elements and relations of an ArchiMate model, by id."""

    elements: dict[str, Element] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)

    def add(self, file: File) -> Iterator[Record]:
        """Add the elements and relations of a file; report what cannot be read."""
        try:
            if file.suffix == ".csv":
                yield from _read_csv(file, self)
                return
            root = file.xml()
        except UnreadableError as error:
            yield Skipped(reason=error.what, remedy=error.remedy, evidence=file.at(error.line))
            return
        if _get_tag(root) == "model" and "archimatetool" in root.tag:
            yield from _read_archi_format(root, file, self)
        elif "archimatetool" in root.tag:
            yield from _read_coarchi_file(root, file, self)
            return
        else:
            yield from _read_exchange_format(root, file, self)
        if not self.elements:
            yield skip_entry("the model contains no elements", "export the model again", file.at(1))


def _get_tag(element: Xml) -> str:
    return element.tag.rpartition("}")[2]


def _get_text(element: Xml, child: str) -> str:
    found = next((one for one in element if _get_tag(one) == child), None)
    return " ".join((found.text or "").split()) if found is not None else ""


def _list_texts(element: Xml, child: str) -> list[str]:
    """Return the text of each child with this tag, such as a name in two languages."""
    found = (" ".join((one.text or "").split()) for one in element if _get_tag(one) == child)
    return [text for text in found if text]


def _get_kind(element: Xml) -> str:
    bare = element.get(XSI, "").rpartition(":")[2]
    return bare.removesuffix("Relationship")


def _read_exchange_format(root: Xml, file: File, model: Model) -> Iterator[Record]:
    """Add the elements and relations of an Open Exchange file; report those without an id."""
    keys = {
        one.get("identifier", ""): _get_text(one, "name")
        for one in root.iter()
        if _get_tag(one) == "propertyDefinition"
    }
    for one in root.iter():
        match _get_tag(one):
            case "element" | "relationship" if not one.get("identifier"):
                yield skip_entry("the element or relation has no id", EXPORT_AGAIN, file.at(one))
            case "element":
                element = Element(
                    one.get("identifier", ""),
                    _get_kind(one),
                    _get_text(one, "name"),
                    file.at(one),
                    other_names=tuple(dict.fromkeys(_list_texts(one, "name")[1:])),
                    description=" ".join(_list_texts(one, "documentation")),
                )
                for item in one.iter():
                    if _get_tag(item) == "property":
                        key = keys.get(item.get("propertyDefinitionRef", ""), "")
                        element.properties[key] = _get_text(item, "value")
                model.elements[element.id] = element
            case "relationship":
                model.relations[one.get("identifier", "")] = Relation(
                    type=_get_kind(one),
                    name=_get_text(one, "name"),
                    source=one.get("source", ""),
                    target=one.get("target", ""),
                    access=one.get("accessType", "").lower(),
                    evidence=file.at(one),
                )
            case _:
                pass


def _read_archi_format(root: Xml, file: File, model: Model) -> Iterator[Record]:
    """Add the elements and relations of an `.archimate` file; report those without an id."""
    for one in root.iter():
        if _get_tag(one) != "element":
            continue
        kind, key = _get_kind(one), one.get("id", "")
        if not key:
            yield skip_entry("the element or relation has no id", EXPORT_AGAIN, file.at(one))
        elif one.get("source") or one.get("target"):
            model.relations[key] = Relation(
                type=kind,
                name=one.get("name", ""),
                source=one.get("source", ""),
                target=one.get("target", ""),
                access=_get_access(one, kind),
                evidence=file.at(one),
            )
        elif not kind.endswith(DIAGRAMS):
            text = _get_text(one, "documentation")
            element = Element(key, kind, one.get("name", ""), file.at(one), description=text)
            element.properties |= _read_properties(one)
            model.elements[key] = element


def _read_coarchi_file(root: Xml, file: File, model: Model) -> Iterator[Record]:
    """Add the element or relation in a coArchi file; the tag of the root element is its type."""
    kind, key = _get_tag(root).removesuffix("Relationship"), root.get("id", "")
    if kind in FOLDERS or kind.endswith(DIAGRAMS):
        return
    if not key:
        yield skip_entry("the element has no id", EXPORT_AGAIN, file.at(root))
    elif _get_tag(root).endswith("Relationship"):
        ends = {side: _get_href(root, side) for side in ("source", "target")}
        if not all(ends.values()):
            problem = "the source or the target of the relation is missing"
            yield skip_entry(problem, "export the model again", file.at(root))
            return
        model.relations[key] = Relation(
            type=kind,
            name=root.get("name", ""),
            source=ends["source"],
            target=ends["target"],
            access=_get_access(root, kind),
            evidence=file.at(root),
        )
    else:
        text = _get_text(root, "documentation") or root.get("documentation", "")
        element = Element(key, kind, root.get("name", ""), file.at(root), description=text)
        element.properties |= _read_properties(root)
        model.elements[key] = element


def _get_href(relation: Xml, side: str) -> str:
    """Return the id in ``<source href="ApplicationComponent_id-a.xml#id-a"/>``: "id-a"; else ""."""
    found = next((child for child in relation if _get_tag(child) == side), None)
    return "" if found is None else found.get("href", "").rpartition("#")[2]


def _get_access(relation: Xml, kind: str) -> str:
    written = relation.get("accessType", "")
    return ACCESS.get(written, written.lower()) if kind == "Access" else ""


def _read_properties(element: Xml) -> dict[str, str]:
    children = [child for child in element if _get_tag(child) in {"property", "properties"}]
    return {child.get("key", ""): child.get("value", "") for child in children}


def _read_csv(file: File, model: Model) -> Iterator[Record]:
    for table in file.tables():
        for row in table.rows:
            key, kind = row.get("id"), row.get("type")
            if row.get("source") or row.get("target"):
                model.relations[key] = Relation(
                    type=kind.removesuffix("Relationship"),
                    name=row.get("name"),
                    source=row.get("source"),
                    target=row.get("target"),
                    evidence=row.evidence,
                )
            elif row.get("key"):
                owner = model.elements.get(key)
                if owner is not None:
                    owner.properties[row.get("key")] = row.get("value")
            elif not key or not kind:
                yield skip_entry(
                    "the ID or the Type of the row is missing", EXPORT_AGAIN, row.evidence
                )
            elif kind != "ArchimateModel":
                model.elements[key] = Element(
                    key, kind, row.get("name"), row.evidence, description=row.get("documentation")
                )
