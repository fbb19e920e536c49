"""The boxes of a data flow: what each is, what feeds it, and which columns pass."""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from seamscope.records import ColumnEdge
from seamscope_connectors.ssis.elements import is_secret, unquoted

# AccessMode of OLE DB sources: 0 a table, 1 a table by variable, 2 a statement, 3 one by variable.
TABLE_MODES, VARIABLE_MODES = frozenset({"0"}), frozenset({"1", "3"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One box of a data flow and the boxes that feed it."""

    element: Element
    properties: dict[str, str]
    connection: str
    feeds: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        """The name by which a person finds it; old packages have no refId."""
        return self.element.get("refId", "") or self.element.get("name", "")


def components(task: Element) -> dict[str, Component]:
    """Return the boxes of a data flow by their names, each with those that feed it directly."""
    boxes: dict[str, Component] = {}
    ports: dict[str, str] = {}
    for element in task.iter("component"):
        name = _key(element)
        boxes[name] = Component(
            element=element, properties=_properties(element), connection=_reference(element)
        )
        ports |= {_key(port): name for tag in ("input", "output") for port in element.iter(tag)}
    for path in task.iter("path"):
        start, end = (_box(path.get(key, ""), boxes, ports) for key in ("startId", "endId"))
        if start and end:
            boxes[end].feeds.append(start)
    return boxes


def upstream(name: str, boxes: dict[str, Component]) -> list[str]:
    """Return the names of all boxes from which data reaches one, near or far."""
    found: list[str] = []
    todo = list(boxes[name].feeds)
    while todo:
        key = todo.pop()
        if key not in found:
            found.append(key)
            todo += boxes[key].feeds
    return sorted(found)


def class_of(box: Component) -> str:
    """Return the class of a box; one written in .NET hides its own behind a wrapper's.

    Before 2012 classes are numbers, and what a box is stands in front of its maker's address.
    """
    own = box.element.get("componentClassID", "")
    if own.startswith("{"):
        own += box.element.get("contactInfo", "").partition(";")[0]
    return own + box.properties.get("UserComponentTypeName", "")


def role(box: Component) -> str:
    """Return Source, Destination or "" by class, else by which sides a component has."""
    found = re.search(r"(Source|Destination)", class_of(box))
    if found or not box.connection:
        return found[1] if found else ""
    return "" if box.feeds else "Source"


def is_raw(box: Component) -> bool:
    """Whether a box writes or reads a raw file, a format that only data flows know."""
    return bool(re.search(r"\bRaw\s?(?:File\s?)?(?:Source|Destination)", class_of(box)))


def object_of(box: Component) -> str:
    """Return the table or file that a box names, "" if it names none."""
    names = ("OpenRowset", "TableOrViewName", "TableName", "ReferenceTableName", "FileName")
    return unquoted(next((box.properties[n] for n in names if box.properties.get(n)), ""))


def command_of(box: Component) -> str:
    """Return the statement a source runs, "" where it reads a table, or where a variable tells.

    What was typed before another mode was chosen stays in the package, and counts for nothing.
    """
    sql = box.properties.get("SqlCommand", "")
    return "" if (_mode(box) in TABLE_MODES and object_of(box)) or is_told_later(box) else sql


def is_told_later(box: Component) -> bool:
    """Whether a variable tells what a source reads when the package runs."""
    return _mode(box) in VARIABLE_MODES or "Variable" in _mode(box)


def _mode(box: Component) -> str:
    return box.properties.get("AccessMode", "")


def columns(origin: Component, target: Component, dataset: str) -> set[ColumnEdge]:
    """Return the columns that reach the destination as they left the source."""
    head = f"{origin.element.get('refId', '')}."
    left = {
        column.get("lineageId", ""): column.get("name", "")
        for column in origin.element.iter("outputColumn")
    }
    held = {_key(one): one.get("name", "") for one in target.element.iter("externalMetadataColumn")}
    edges: set[ColumnEdge] = set()
    for column in target.element.iter("inputColumn"):
        lineage, outside = column.get("lineageId", ""), column.get("externalMetadataColumnId", "")
        inside = _last(lineage) if lineage.startswith(head) else left.get(lineage, "")
        outside = _last(outside) or held.get(outside, "")
        if inside and outside:
            name = f"{dataset}.{inside}" if dataset else inside
            edges.add(ColumnEdge(source=name, target=outside))
    return edges


def _key(element: Element) -> str:
    """What others refer to: a name, or a number before 2012."""
    return element.get("refId", element.get("id", ""))


def _last(reference: str) -> str:
    found = re.search(r"\[([^\[\]]*+)\]$", reference)
    return found[1] if found else ""


def _properties(element: Element) -> dict[str, str]:
    """What is told of a box; a secret is none of it."""
    return {
        one.get("name", ""): _unescaped(one)
        for one in element.iter("property")
        if not is_secret(one)
    }


def _unescaped(element: Element) -> str:
    """Return a property's text; where it is marked, characters stand as `_x005B_`."""
    text = (element.text or "").strip()
    if element.get("state") != "escaped":
        return text
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def _reference(element: Element) -> str:
    link = element.find("connections/connection")
    if link is None:
        return ""
    return link.get("connectionManagerRefId", "") or link.get("connectionManagerID", "")


def _box(port: str, boxes: dict[str, Component], ports: dict[str, str]) -> str:
    """Return the component that a path's end belongs to: its name is the front of the port's."""
    name = re.split(r"\.(?:Inputs|Outputs)\[", port, maxsplit=1)[0]
    return name if name in boxes else ports.get(port, "")
