"""Read SAP message mappings (`.mmap`): from which source fields each target field is filled."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from seamscope.connector import File
from seamscope.records import ColumnEdge, EdgeKind

MAX_FIELDS = 2000  # maximum number of fields of one mapping


def map_fields(file: File) -> tuple[ColumnEdge, ...]:
    """Return the field mappings of a message mapping, in the order of the target fields.

    A copied field is an identity, a field computed by a function is an expression.
    """
    found: dict[ColumnEdge, None] = {}
    for brick in file.xml().iter("brick"):
        if brick.get("type") == "Dst":
            found |= dict.fromkeys(_list_edges(brick))
    return tuple(found)[:MAX_FIELDS]


def _list_edges(target: Element) -> Iterator[ColumnEdge]:
    filled = shorten_path(target.get("path", ""))
    todo = [(child, EdgeKind.IDENTITY) for child in target if child.tag == "arg"]
    while todo:
        element, kind = todo.pop(0)
        for child in element:
            if child.tag == "brick" and child.get("type") == "Src":
                source = shorten_path(child.get("path", ""))
                yield ColumnEdge(source=source, target=filled, kind=kind)
            elif child.tag == "brick":
                todo.append((child, EdgeKind.EXPRESSION))
            elif child.tag == "arg":
                todo.append((child, kind))


def shorten_path(path: str) -> str:
    """Return the path of a field without prefixes and root: ``/n0:Order/Item/Id`` → ``Item/Id``."""
    steps = [step.rpartition(":")[2] for step in path.strip("/").split("/")]
    return "/".join(steps[1:] or steps)
