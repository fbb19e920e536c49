"""Read BizTalk maps (`.btm`): which fields of the source schema fill a field of the target schema.

A link to a field of the target copies a field of the source, or the result of functoids.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from seamscope.connector import File
from seamscope.records import ColumnEdge, EdgeKind

MAX_FIELDS = 2000  # maximum number of fields of one map
STEP = re.compile(r"local-name\(\)='([^'<>]+)'")

# The maps of all inputs, by the name of their file without its ending.
Maps = dict[str, list[tuple[str, tuple[ColumnEdge, ...]]]]


def add_map(file: File, maps: Maps) -> None:
    """Add a map with its column edges to `maps`."""
    fields = tuple(dict.fromkeys(_list_edges(file.xml())))[:MAX_FIELDS]
    maps.setdefault(PurePosixPath(file.name).stem.casefold(), []).append((file.path, fields))


def find_map(name: str, maps: Maps) -> tuple[str, tuple[ColumnEdge, ...]] | None:
    """Return the path and column edges of a map by its class, such as
    ``Acme.Orders.Maps.Order_to_Pick``.

    If several maps have this name, return the map whose path has the most words of the class as
    folders. Return None if no map has the name, or if two maps fit equally well.
    """
    *words, last = name.casefold().split(".")
    listed = maps.get(last, [])

    def count(path: str) -> int:
        folders = set(re.split(r"[/.]", path.casefold()))
        return sum(word in folders for word in words)

    ranked = sorted(listed, key=lambda one: (-count(one[0]), one[0]))
    tied = len(ranked) > 1 and count(ranked[0][0]) == count(ranked[1][0])
    return None if not ranked or tied else ranked[0]


def _list_edges(root: Element) -> Iterator[ColumnEdge]:
    """Yield a column edge for each source field that fills a field of the target schema."""
    links = [
        (one.get("LinkFrom", ""), one.get("LinkTo", "")) for one in root.iter("Link")
    ]  # each end is the path of a field, or the number of a functoid
    into: dict[str, list[str]] = defaultdict(list)
    for start, end in links:
        into[end].append(start)
    for start, end in links:
        if not end.isdigit() and (target := _shorten_path(end)):
            kind = EdgeKind.EXPRESSION if start.isdigit() else EdgeKind.IDENTITY
            for source in _list_sources([start], into):
                yield ColumnEdge(source=source, target=target, kind=kind)


def _list_sources(starts: Sequence[str], into: dict[str, list[str]]) -> Iterable[str]:
    """Return the source fields that links start from, directly or through functoids.

    starts: fields or functoids.
    into: the starts of the links to each functoid.
    """
    found: dict[str, None] = {}
    seen: set[str] = set()
    todo = list(starts)
    while todo:
        start = todo.pop()
        if start in seen:
            continue
        seen.add(start)
        if start.isdigit():
            todo += into.get(start, ())
        elif path := _shorten_path(start):
            found[path] = None
    return sorted(found)


def _shorten_path(path: str) -> str:
    """Return the path of a field without the root of the schema: ``Order/Line/Id`` →
    ``Line/Id``.
    """
    steps = STEP.findall(path)
    return "/".join(steps[1:] or steps)
