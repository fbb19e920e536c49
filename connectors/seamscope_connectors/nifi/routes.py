"""Routes over a NiFi canvas: from a writing processor back to what its data was read by."""

from collections import deque
from dataclasses import dataclass

from seamscope_connectors.nifi.canvas import Canvas
from seamscope_connectors.nifi.roles import Role

# On these relationships a processor that reads passes on what it was given itself.
ASIDE = frozenset({"failure", "original", "retry", "no retry", "not.found", "permission.denied",
                   "comms.failure"})  # fmt: skip
ENTERS = frozenset({Role.READS, Role.LISTS, Role.HEARS, Role.CALLS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One way through the canvas, from the processor that read the data to the one that writes.

    listers: what named the data to be read; triggers: what else leads to the reading; doubt: why
    it is likely only.
    """

    start: str
    path: tuple[str, ...]
    listers: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    doubt: str = ""


def routes_into(key: str, canvas: Canvas, roles: dict[str, Role]) -> list[Route]:
    """Return the shortest route from each reading processor; one of which all runs goes first."""
    found = {path[0]: path for path in _paths(key, canvas, roles, running=False)}
    found |= {path[0]: path for path in _paths(key, canvas, roles, running=True)}
    return [_route(found[start], canvas, roles) for start in sorted(found)]


def _paths(
    key: str, canvas: Canvas, roles: dict[str, Role], *, running: bool
) -> list[tuple[str, ...]]:
    """Walk back breadth first; what a reading processor was given is not followed further."""
    if running and canvas.nodes[key].stopped:
        return []
    after: dict[str, str] = {key: ""}
    found: list[tuple[str, ...]] = []
    todo = deque([key])
    while todo:
        here = todo.popleft()
        for start, relations in canvas.feeds.get(here, ()):
            if start in after or (running and canvas.nodes[start].stopped):
                continue
            after[start] = here
            if roles[start] in ENTERS and not (relations and relations <= ASIDE):
                found.append(_path(start, after))
            else:
                todo.append(start)
    return found


def _path(start: str, after: dict[str, str]) -> tuple[str, ...]:
    path = [start]
    while follower := after[path[-1]]:
        path.append(follower)
    return tuple(path)


def _route(path: tuple[str, ...], canvas: Canvas, roles: dict[str, Role]) -> Route:
    start = path[0]
    before = [one[0] for one in _paths(start, canvas, roles, running=False)]
    doubt = {Role.CALLS: "what the answer carries is not said", Role.LISTS: "only names are listed"}
    last = next(relations for one, relations in canvas.feeds[path[-1]] if one == path[-2])
    failed = "takes only what failed" if last == {"failure"} else ""
    return Route(
        start=start,
        path=path,
        listers=tuple(sorted(key for key in before if roles[key] is Role.LISTS)),
        triggers=tuple(sorted(key for key in before if roles[key] is not Role.LISTS)),
        doubt=doubt.get(roles[start], failed),
    )
