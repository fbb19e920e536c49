"""Fields of SAP message mappings (`.mmap`): which target field is made of which source fields."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from seamscope.connector import File
from seamscope.records import ColumnEdge, EdgeKind

MAX_FIELDS = 2000  # a mapping of an IDoc has some hundreds


def map_fields(file: File) -> tuple[ColumnEdge, ...]:
    """Return the fields that a message mapping fills, in order of the targets.

    A field that is only passed on is an identity; one behind a function is an expression.
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
    """Return a field's path without prefixes and the root: ``/n0:Order/Item/Id`` → ``Item/Id``."""
    steps = [step.rpartition(":")[2] for step in path.strip("/").split("/")]
    return "/".join(steps[1:] or steps)
