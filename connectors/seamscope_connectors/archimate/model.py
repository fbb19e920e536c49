"""An ArchiMate model as elements and relations, from any of its three file formats.

Open Exchange 3.x (XML of the Open Group; the namespace says 3.0 in 3.1 and 3.2 as well), Archi's
own `.archimate` (its XML; zipped files are opened as archives), and Archi's three CSV files.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element as Xml

from seamscope.connector import File
from seamscope.connector.entries import entry_fault
from seamscope.errors import UnreadableError
from seamscope.records import Evidence, Record, Skipped

XSI = "{http://www.w3.org/2001/XMLSchema-instance}type"
# Archi writes numbers for what Open Exchange writes as words; nothing is Write.
ACCESS = {"": "write", "0": "write", "1": "read", "2": "access", "3": "readwrite"}


@dataclass(slots=True)
class Element:
    """One element; `type` as in ArchiMate, e.g. "ApplicationComponent"."""

    id: str
    type: str
    name: str
    evidence: Evidence
    properties: dict[str, str] = field(default_factory=dict)
    other_names: tuple[str, ...] = ()  # the name in further languages
    description: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation; `type` without the word Relationship; access: read, write, readwrite."""

    type: str
    name: str
    source: str
    target: str
    evidence: Evidence
    access: str = ""


@dataclass(slots=True)
class Model:
    """Elements and relations by id."""

    elements: dict[str, Element] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)

    def add(self, file: File) -> Iterator[Record]:
        """Take in one file; yield why it, or a part of it, could not be read."""
        try:
            if file.suffix == ".csv":
                yield from _csv(file, self)
                return
            root = file.xml()
        except UnreadableError as error:
            yield Skipped(reason=error.what, remedy=error.remedy, evidence=file.at(error.line))
            return
        if _tag(root) == "model" and "archimatetool" in root.tag:
            _native(root, file, self)
        else:
            _exchange(root, file, self)
        if not self.elements:
            yield entry_fault("a model without elements", "export it again", file.at(1))


def _tag(element: Xml) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: Xml, child: str) -> str:
    found = next((one for one in element if _tag(one) == child), None)
    return " ".join((found.text or "").split()) if found is not None else ""


def _texts(element: Xml, child: str) -> list[str]:
    """Return the text of every child of a tag: one for each language."""
    found = (" ".join((one.text or "").split()) for one in element if _tag(one) == child)
    return [text for text in found if text]


def _kind(element: Xml) -> str:
    bare = element.get(XSI, "").rpartition(":")[2]
    return bare.removesuffix("Relationship")


def _exchange(root: Xml, file: File, model: Model) -> None:
    keys = {
        one.get("identifier", ""): _text(one, "name")
        for one in root.iter()
        if _tag(one) == "propertyDefinition"
    }
    for one in root.iter():
        match _tag(one):
            case "element" if one.get("identifier"):
                made = Element(
                    one.get("identifier", ""),
                    _kind(one),
                    _text(one, "name"),
                    file.at(one),
                    other_names=tuple(dict.fromkeys(_texts(one, "name")[1:])),
                    description=" ".join(_texts(one, "documentation")),
                )
                for item in one.iter():
                    if _tag(item) == "property":
                        key = keys.get(item.get("propertyDefinitionRef", ""), "")
                        made.properties[key] = _text(item, "value")
                model.elements[made.id] = made
            case "relationship" if one.get("identifier"):
                model.relations[one.get("identifier", "")] = Relation(
                    type=_kind(one),
                    name=_text(one, "name"),
                    source=one.get("source", ""),
                    target=one.get("target", ""),
                    access=one.get("accessType", "").lower(),
                    evidence=file.at(one),
                )
            case _:
                pass


def _native(root: Xml, file: File, model: Model) -> None:
    for one in root.iter():
        if _tag(one) != "element" or not one.get("id"):
            continue
        kind, key = _kind(one), one.get("id", "")
        if one.get("source") and one.get("target"):
            model.relations[key] = Relation(
                type=kind,
                name=one.get("name", ""),
                source=one.get("source", ""),
                target=one.get("target", ""),
                access=ACCESS.get(one.get("accessType", ""), "") if kind == "Access" else "",
                evidence=file.at(one),
            )
        elif not kind.endswith(("DiagramModel", "SketchModel", "CanvasModel")):
            told = _text(one, "documentation")
            made = Element(key, kind, one.get("name", ""), file.at(one), description=told)
            for item in one:
                if _tag(item) == "property":
                    made.properties[item.get("key", "")] = item.get("value", "")
            model.elements[key] = made


def _csv(file: File, model: Model) -> Iterator[Record]:
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
                yield entry_fault("a row without ID or Type", "export it again", row.evidence)
            elif kind != "ArchimateModel":
                model.elements[key] = Element(
                    key, kind, row.get("name"), row.evidence, description=row.get("documentation")
                )
