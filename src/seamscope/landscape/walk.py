"""Where data goes on from a place, and where it comes from, over any number of active flows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from seamscope.records import State
from seamscope.resolved import End, FlowEdge

if TYPE_CHECKING:
    import networkx as nx


class Walk:
    """Walks one graph, whose nodes are ends and whose edges are flows, keyed by id.

    An end without a dataset stands for the whole system, and for what a flow moves that names
    no dataset there. Only active flows are walked.
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
        # Systems of which somebody read how data moves inside.
        self._inside = {
            flow.source.system
            for flow in flows.values()
            if flow.state is State.ACTIVE and flow.source.system == flow.target.system
        }

    def by_system(self, starts: Iterable[str], *, forward: bool) -> tuple[FlowEdge, ...]:
        """Return every flow on the way from (or to) these systems, whatever its datasets.

        Through a hub only the content goes on that the way brings there.
        """
        found: set[str] = set()
        todo = [End(system=system) for system in sorted(set(starts))]
        seen = set(todo)
        while todo:
            for other, flow in self._steps(self._meant(todo.pop()), forward=forward):
                found.add(flow)
                passing = other.dataset and other.system in self._hubs
                place = other if passing else End(system=other.system)
                if place not in seen:
                    seen.add(place)
                    todo.append(place)
        return self._sorted(found)

    def by_dataset(
        self, starts: Iterable[End], *, forward: bool, wide: bool = False
    ) -> tuple[FlowEdge, ...]:
        """Return every flow on the way from (or to) these ends, by dataset where it is named.

        wide: where the way ends inside a system that nobody looked into, go on from all of it:
        better one consumer too many than one forgotten.
        """
        found: set[str] = set()
        opened: set[End] = set()
        todo = [self._widened(end, forward=forward) if wide else end for end in starts]
        seen = set(todo)
        while todo:
            fresh = [end for end in self._meant(todo.pop()) if end not in opened]
            opened.update(fresh)
            for other, flow in self._steps(fresh, forward=forward):
                found.add(flow)
                place = self._widened(other, forward=forward) if wide else other
                if place not in seen:
                    seen.add(place)
                    todo.append(place)
        return self._sorted(found)

    def _meant(self, place: End) -> Iterable[End]:
        """Return the ends whose flows may carry what is at a place."""
        if not place.dataset:
            return self._ends.get(place.system, ())
        return (place, End(system=place.system))

    def _steps(self, ends: Iterable[End], *, forward: bool) -> Iterator[tuple[End, str]]:
        near = self._graph.succ if forward else self._graph.pred
        for end in ends:
            if end in near:
                for other, flows in near[end].items():
                    for key in flows:
                        if self._flows[key].state is State.ACTIVE:
                            yield other, key

    def _widened(self, place: End, *, forward: bool) -> End:
        """Return the whole system for a dataset with no way on that anybody could have seen."""
        if (
            not place.dataset
            or place.system in self._hubs
            or self._leads_on(place, forward=forward)
        ):
            return place
        looked_into = place.system in self._inside and self._leads_on(place, forward=not forward)
        return place if looked_into else End(system=place.system)

    def _leads_on(self, place: End, *, forward: bool) -> bool:
        return any(True for _ in self._steps((place,), forward=forward))

    def _sorted(self, found: Iterable[str]) -> tuple[FlowEdge, ...]:
        return tuple(self._flows[key] for key in sorted(found))
