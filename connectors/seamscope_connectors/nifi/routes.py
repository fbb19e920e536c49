"""Find the routes on a NiFi canvas, from a writing processor back to reading processors."""

from collections import deque
from dataclasses import dataclass

from seamscope_connectors.nifi.canvas import Canvas
from seamscope_connectors.nifi.roles import Role

# Relationships by which a reading processor passes on its input instead of the data it read.
INPUT_RELATIONSHIPS = frozenset(
    {"failure", "original", "retry", "no retry", "not.found", "permission.denied", "comms.failure"}
)
SOURCE_ROLES = frozenset({Role.READS, Role.LISTS, Role.LISTENS, Role.CALLS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A path on the canvas from a reading processor to a writing processor.

    start, path: identifiers of the first node and of all nodes.
    listers: identifiers of the processors that list the items to read.
    triggers: identifiers of other nodes that send data to the reading processor.
    doubt: why the flow is only likely.
    """

    start: str
    path: tuple[str, ...]
    listers: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    doubt: str = ""


def trace_routes(key: str, canvas: Canvas, roles: dict[str, Role]) -> list[Route]:
    """Return one route from each reading processor to the node `key`.

    Each route is the shortest route on which all processors run, or the shortest of all routes if
    there is none.
    """
    found = {path[0]: path for path in _trace_paths(key, canvas, roles, running=False)}
    found |= {path[0]: path for path in _trace_paths(key, canvas, roles, running=True)}
    return [_build_route(found[start], canvas, roles) for start in sorted(found)]


def _trace_paths(
    key: str, canvas: Canvas, roles: dict[str, Role], *, running: bool
) -> list[tuple[str, ...]]:
    """Return the shortest path from each reading processor to the node `key`.

    The search goes backwards from `key` and stops at reading processors.

    running: whether to leave out stopped processors.
    """
    if running and canvas.nodes[key].stopped:
        return []
    followers: dict[str, str] = {key: ""}
    found: list[tuple[str, ...]] = []
    todo = deque([key])
    while todo:
        current = todo.popleft()
        for start, relationships in canvas.feeds.get(current, ()):
            if start in followers or (running and canvas.nodes[start].stopped):
                continue
            followers[start] = current
            if roles[start] in SOURCE_ROLES and not (
                relationships and relationships <= INPUT_RELATIONSHIPS
            ):
                found.append(_build_path(start, followers))
            else:
                todo.append(start)
    return found


def _build_path(start: str, followers: dict[str, str]) -> tuple[str, ...]:
    path = [start]
    while follower := followers[path[-1]]:
        path.append(follower)
    return tuple(path)


def _build_route(path: tuple[str, ...], canvas: Canvas, roles: dict[str, Role]) -> Route:
    start = path[0]
    before = [path[0] for path in _trace_paths(start, canvas, roles, running=False)]
    doubt = {
        Role.CALLS: "the content of the response is unknown",
        Role.LISTS: "the processor only lists names",
    }
    last = next(relationships for key, relationships in canvas.feeds[path[-1]] if key == path[-2])
    failed = "the processor receives only failed items" if last == {"failure"} else ""
    return Route(
        start=start,
        path=path,
        listers=tuple(sorted(key for key in before if roles[key] is Role.LISTS)),
        triggers=tuple(sorted(key for key in before if roles[key] is not Role.LISTS)),
        doubt=doubt.get(roles[start], failed),
    )
