"""Follow the documents of Boomi processes from shape to shape."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from seamscope_connectors.boomi.components import Account, Component

Node = tuple[str, str]  # id of a process, name of a shape
MAX_NODES = 20_000
CACHES = ("doccacheload", "doccacheretrieve")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A shape with a connector. on_errors: whether it runs only after a failure."""

    node: Node
    process: Component
    action: str
    product: str
    connection: str
    operation: str
    label: str
    line: int
    on_errors: bool = False


@dataclass(slots=True)
class Graph:
    """The shapes of all processes.

    edges: the next shapes of each shape.
    steps: the connector step of a shape, by shape.
    maps: the id of the map that a shape applies, by shape.
    called: ids of processes that another process calls.
    missing: a caller of each process that is called but is not in the inputs, by id.
    """

    edges: dict[Node, list[Node]] = field(default_factory=lambda: defaultdict(list))
    steps: dict[Node, Step] = field(default_factory=dict)
    maps: dict[Node, str] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    missing: dict[str, Component] = field(default_factory=dict)
    _reached: dict[Node, dict[Node, None]] = field(default_factory=dict)

    def reach(self, node: Node) -> dict[Node, None]:
        """Return the shapes that documents reach after this shape, in order."""
        if node in self._reached:
            return self._reached[node]
        seen: dict[Node, None] = {}
        todo = list(self.edges.get(node, ()))
        while todo and len(seen) < MAX_NODES:
            one = todo.pop(0)
            if one not in seen:
                seen[one] = None
                todo += self.edges.get(one, ())
        self._reached[node] = seen
        return seen


def build_graph(account: Account) -> Graph:
    """Return the graph of the shapes of all processes, connected by process calls and document
    caches.
    """
    graph = Graph()
    caches: dict[str, dict[str, list[Node]]] = {tag: defaultdict(list) for tag in CACHES}
    for process in account.list_kind("process"):
        failing = set(_list_failing(process))
        for shape in process.element.iter("shape"):
            node = (process.id.casefold(), shape.get("name", ""))
            _add_shape(node, shape, process, graph, on_errors=node[1] in failing)
            for call in shape.iter("processcall"):
                _add_call(node, call.get("processId", ""), process, account, graph)
            for tag, places in caches.items():
                for cache in shape.iter(tag):
                    places[cache.get("docCache", "").casefold()].append(node)
    # Documents that a shape adds to a cache go to the shapes that retrieve them.
    for key, filled in caches["doccacheload"].items():
        for node in filled:
            graph.edges[node] += caches["doccacheretrieve"][key]
    return graph


def _add_shape(
    node: Node, shape: Element, process: Component, graph: Graph, *, on_errors: bool
) -> None:
    graph.edges[node] += [
        (node[0], target)
        for point in shape.iter("dragpoint")
        if (target := point.get("toShape", "")) and target != "unset"
    ]
    for action in shape.iter("connectoraction"):
        graph.steps[node] = Step(
            node=node,
            process=process,
            action=action.get("actionType", ""),
            product=action.get("connectorType", ""),
            connection=action.get("connectionId", ""),
            operation=action.get("operationId", ""),
            label=shape.get("userlabel", ""),
            line=process.file.at(action).line,
            on_errors=on_errors,
        )
    for one in shape.iter("map"):
        graph.maps[node] = one.get("mapId", "")


def is_broken(process: Component) -> bool:
    """Return whether a process has no start, or a path to a shape that it lacks.

    "unset" ends a path.
    """
    shapes = list(process.element.iter("shape"))
    if not any(_is_start(shape.items()) for shape in shapes):
        return bool(shapes)
    names = {shape.get("name", "") for shape in process.element.iter("shape")}
    targets = [point.get("toShape", "") for point in process.element.iter("dragpoint")]
    return "" in names or any(target != "unset" and target not in names for target in targets)


def _add_call(node: Node, called: str, caller: Component, account: Account, graph: Graph) -> None:
    """Connect the shape of a call with the first shape of the called process."""
    child = account.find(called, "process")
    if child is None:
        graph.missing.setdefault(called, caller)
        return
    graph.called.add(child.id.casefold())
    start = next((one for one in child.element.iter("shape") if _is_start(one.items())), None)
    if start is not None:
        graph.edges[node].append((child.id.casefold(), start.get("name", "")))


def _is_start(items: Iterable[tuple[str, str]]) -> bool:
    return ("shapetype", "start") in items


def _list_failing(process: Component) -> Iterator[str]:
    """Yield the shapes that only the error path of a try/catch reaches."""
    targets: dict[str, list[str]] = {}
    errors: list[str] = []
    starts: list[str] = []
    for shape in process.element.iter("shape"):
        name = shape.get("name", "")
        points = list(shape.iter("dragpoint"))
        errors += [p.get("toShape", "") for p in points if p.get("identifier") == "error"]
        targets[name] = [p.get("toShape", "") for p in points if p.get("identifier") != "error"]
        starts += [name] if _is_start(shape.items()) else []
    usual, caught = _spread(starts, targets), _spread(errors, targets)
    yield from caught - usual


def _spread(starts: list[str], targets: dict[str, list[str]]) -> set[str]:
    seen: set[str] = set()
    todo = list(starts)
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += targets.get(name, ())
    return seen
