"""Follow data upstream or downstream over any number of active flows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from seamscope.records import State
from seamscope.resolved import End, FlowEdge

if TYPE_CHECKING:
    import networkx as nx


class Walk:
    """Follows active flows through a graph whose nodes are the sources and targets of flows.

    The edges of the graph are ids of flows. A node without a dataset is the whole system, or its
    flows whose dataset is unknown.
    """

    def __init__(
        self,
        graph: "nx.MultiDiGraph[End]",
        hubs: frozenset[str],
        flows: Mapping[str, FlowEdge],
    ) -> None:
        self._graph = graph
        self._flows = flows
        self._hubs = hubs
        self._ends: dict[str, list[End]] = defaultdict(list)
        for end in graph:
            self._ends[end.system].append(end)
        # Systems with known internal flows.
        self._inside = {
            flow.source.system
            for flow in flows.values()
            if flow.state is State.ACTIVE and flow.source.system == flow.target.system
        }

    def follow_systems(self, starts: Iterable[str], *, forward: bool) -> tuple[FlowEdge, ...]:
        """Return all flows downstream (or upstream) of these systems, through any dataset of them.

        In a hub, only flows of the same topic or file are followed.
        """
        found: set[str] = set()
        todo = [End(system=system) for system in sorted(set(starts))]
        seen = set(todo)
        while todo:
            for other, flow in self._list_next(
                self._list_possible_ends(todo.pop()), forward=forward
            ):
                found.add(flow)
                passing = other.dataset and other.system in self._hubs
                place = other if passing else End(system=other.system)
                if place not in seen:
                    seen.add(place)
                    todo.append(place)
        return self._sort(found)

    def follow_datasets(
        self, starts: Iterable[End], *, forward: bool, wide: bool = False
    ) -> tuple[FlowEdge, ...]:
        """Return all flows downstream (or upstream) of these nodes, from dataset to dataset.

        wide: whether to follow all flows of a system whose internal flows are unknown, so that no
        consumer is missed.
        """
        found: set[str] = set()
        opened: set[End] = set()
        todo = [self._widen(end, forward=forward) if wide else end for end in starts]
        seen = set(todo)
        while todo:
            fresh = [end for end in self._list_possible_ends(todo.pop()) if end not in opened]
            opened.update(fresh)
            for other, flow in self._list_next(fresh, forward=forward):
                found.add(flow)
                place = self._widen(other, forward=forward) if wide else other
                if place not in seen:
                    seen.add(place)
                    todo.append(place)
        return self._sort(found)

    def _list_possible_ends(self, place: End) -> Iterable[End]:
        """Return the nodes at which the flows that move the data of a node may begin (or end).

        These are the dataset, and its system as a whole.
        """
        if not place.dataset:
            return self._ends.get(place.system, ())
        return (place, End(system=place.system))

    def _list_next(self, ends: Iterable[End], *, forward: bool) -> Iterator[tuple[End, str]]:
        near = self._graph.succ if forward else self._graph.pred
        for end in ends:
            if end in near:
                for other, flows in near[end].items():
                    for key in flows:
                        if self._flows[key].state is State.ACTIVE:
                            yield other, key

    def _widen(self, place: End, *, forward: bool) -> End:
        """Return the node of a dataset, or of its system if no flow is known to go on from it."""
        if (
            not place.dataset
            or place.system in self._hubs
            or self._is_continued(place, forward=forward)
        ):
            return place
        looked_into = place.system in self._inside and self._is_continued(
            place, forward=not forward
        )
        return place if looked_into else End(system=place.system)

    def _is_continued(self, place: End, *, forward: bool) -> bool:
        return any(True for _ in self._list_next((place,), forward=forward))

    def _sort(self, found: Iterable[str]) -> tuple[FlowEdge, ...]:
        return tuple(self._flows[key] for key in sorted(found))
