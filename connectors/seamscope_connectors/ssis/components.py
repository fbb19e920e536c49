"""The boxes of a data flow: what each is, what feeds it, and which columns pass."""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from seamscope.records import ColumnEdge


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One box of a data flow and the boxes that feed it."""

    element: Element
    properties: dict[str, str]
    connection: str
    feeds: list[str] = field(default_factory=list)


def components(task: Element) -> dict[str, Component]:
    """Return the boxes of a data flow by their names, each with those that feed it directly."""
    boxes: dict[str, Component] = {}
    for element in task.iter("component"):
        properties = {p.get("name", ""): (p.text or "").strip() for p in element.iter("property")}
        link = element.find("connections/connection")
        reference = "" if link is None else link.get("connectionManagerRefId", "")
        if link is not None and not reference:
            reference = link.get("connectionManagerID", "")
        boxes[element.get("refId", element.get("id", ""))] = Component(
            element=element, properties=properties, connection=reference
        )
    for path in task.iter("path"):
        start, end = (_box(path.get(key, ""), boxes) for key in ("startId", "endId"))
        if start and end:
            boxes[end].feeds.append(start)
    return boxes


def _box(port: str, boxes: dict[str, Component]) -> str:
    """Return the component that a path's end belongs to: its name is the front of the port's."""
    name = re.split(r"\.(?:Inputs|Outputs)\[", port, maxsplit=1)[0]
    return name if name in boxes else ""


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
    """Return the class of a box; one written in .NET hides its own behind a wrapper's."""
    return box.element.get("componentClassID", "") + box.properties.get("UserComponentTypeName", "")


def role(box: Component) -> str:
    """Return Source, Destination or "" by class, else by which sides a component has."""
    found = re.search(r"(Source|Destination)", class_of(box))
    if found or not box.connection:
        return found[1] if found else ""
    return "" if box.feeds else "Source"


def object_of(box: Component) -> str:
    """Return the table or file that a box names, "" if it names none."""
    names = ("OpenRowset", "TableOrViewName", "TableName", "FileName")
    return unquoted(next((box.properties[n] for n in names if box.properties.get(n)), ""))


def unquoted(name: str) -> str:
    """Return a name of SQL Server without its brackets and quotes."""
    return re.sub(r'[\[\]"]', "", name)


def columns(origin: Component, target: Component, dataset: str) -> set[ColumnEdge]:
    """Return the columns that reach the destination as they left the source."""
    head = f"{origin.element.get('refId', '')}."
    edges: set[ColumnEdge] = set()
    for column in target.element.iter("inputColumn"):
        lineage = column.get("lineageId", "")
        outside = re.search(r"\[([^\]]*)\]$", column.get("externalMetadataColumnId", ""))
        inside = re.search(r"\[([^\]]*)\]$", lineage)
        if lineage.startswith(head) and outside and inside:
            name = f"{dataset}.{inside[1]}" if dataset else inside[1]
            edges.add(ColumnEdge(source=name, target=outside[1]))
    return edges
