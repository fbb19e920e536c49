"""The `Landscape`: typed access to the graph of systems, datasets and flows."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from seamscope.landscape import export
from seamscope.landscape.carried import Contents
from seamscope.landscape.integration import Direction, Integration, build_integrations
from seamscope.landscape.sides import Sides
from seamscope.landscape.touch import find_touched
from seamscope.landscape.walk import Walk
from seamscope.records import State
from seamscope.resolve.hubs import find_hubs
from seamscope.resolved import (
    DatasetNode,
    DependencyEdge,
    End,
    FlowEdge,
    InterfaceNode,
    Resolved,
    SystemNode,
    describe_dataset,
)


class Landscape:
    """Systems, datasets, interfaces, flows and the integrations between systems; sorted by id.

    A flow may begin or end at an endpoint whose system is unknown; such a flow does not belong to
    an integration.

    The nodes of the graph are the sources and targets of flows: a dataset, or a system as a whole.
    Its edges are flows by id. networkx is imported when a landscape is created, which keeps the
    import of this module fast.

    masters: the master system of each entity according to the POC.
    hubs: ids of systems and endpoints that only pass data on.
    """

    def __init__(
        self, resolved: Resolved, masters: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        import networkx as nx

        self.systems = tuple(sorted(resolved.systems, key=lambda node: node.id))
        self.endpoints = tuple(sorted(resolved.endpoints, key=lambda node: node.id))
        self.datasets = tuple(sorted(resolved.datasets, key=lambda node: node.id))
        self.interfaces = tuple(sorted(resolved.interfaces, key=lambda node: node.id))
        self.flows = tuple(sorted(resolved.flows, key=lambda edge: edge.id))
        self.dependencies = tuple(sorted(resolved.dependencies, key=lambda edge: edge.id))
        self._systems = {node.id: node for node in self.systems}
        self._names = {node.id: node.name for node in self.systems}
        self._names |= {node.id: node.name for node in self.endpoints}
        self._datasets = {node.id: node for node in self.datasets}
        self._flows = {edge.id: edge for edge in self.flows}
        self._interfaces: dict[str, list[InterfaceNode]] = defaultdict(list)
        for interface in self.interfaces:
            self._interfaces[interface.system].append(interface)
        graph: nx.MultiDiGraph[End] = nx.MultiDiGraph()
        self._between: dict[tuple[str, str], list[FlowEdge]] = defaultdict(list)
        self._crossing: dict[str, list[FlowEdge]] = defaultdict(list)
        for flow in self.flows:
            graph.add_edge(flow.source, flow.target, key=flow.id)
            source, target = flow.source.system, flow.target.system
            self._between[source, target].append(flow)
            if source != target:
                self._crossing[source].append(flow)
                self._crossing[target].append(flow)
        self.hubs = find_hubs(self.systems, self.datasets, self.flows, resolved.endpoints)
        self._walk = Walk(graph, self.hubs, self._flows)
        self._contents = Contents(self._datasets, self.systems)
        sides = Sides(self.flows, self._datasets, self.systems, hubs=self.hubs, masters=masters)
        self.integrations = build_integrations(
            filter(self.joins_systems, self.flows),
            filter(self.joins_systems, self.dependencies),
            sides,
            self.hubs,
        )

    # --- by id

    def get_system(self, key: str) -> SystemNode:
        """Return a system by id; raise KeyError if there is none."""
        return self._systems[key]

    def name(self, key: str) -> str:
        """Return the name of a system or endpoint by id; raise KeyError if there is none."""
        return self._names[key]

    def is_system(self, key: str) -> bool:
        """Return whether an id belongs to a system and not to an endpoint."""
        return key in self._systems

    def joins_systems(self, edge: FlowEdge | DependencyEdge) -> bool:
        """Return whether source and target of an edge are both systems and not endpoints."""
        return self.is_system(edge.source.system) and self.is_system(edge.target.system)

    def get_dataset(self, key: str) -> DatasetNode:
        """Return a dataset by id; raise KeyError if there is none."""
        return self._datasets[key]

    def describe_dataset(self, key: str) -> str:
        """Return a phrase for a dataset and its system; raise KeyError for an unknown id."""
        node = self._datasets[key]
        return describe_dataset(node.name, self._names[node.system])

    def get_flow(self, key: str) -> FlowEdge:
        """Return a flow by id; raise KeyError if there is none."""
        return self._flows[key]

    def list_interfaces(self, system: str) -> tuple[InterfaceNode, ...]:
        """Return the interfaces that a system offers."""
        return tuple(self._interfaces.get(system, ()))

    # --- integrations

    @property
    def bidirectional(self) -> tuple[Integration, ...]:
        """Return the active integrations in which data moves in both directions."""
        return tuple(i for i in self.integrations if i.active and i.direction is Direction.BOTH)

    def list_flows_between(self, source: str, target: str) -> tuple[FlowEdge, ...]:
        """Return the flows from one system to another, in any state, sorted by id."""
        return tuple(self._between.get((source, target), ()))

    def list_touchpoints(self, system: str) -> tuple[str, ...]:
        """Return the ids of a system's datasets and interfaces that active flows use.

        Only flows to or from other systems count.
        """
        active = (f for f in self._crossing.get(system, ()) if f.state is State.ACTIVE)
        return tuple(sorted({key for flow in active for key in self.find_touched(flow, system)}))

    def find_touched(self, flow: FlowEdge, system: str) -> frozenset[str]:
        """Return ids of the datasets and interfaces of a system that a flow reads or writes."""
        offered = self.list_interfaces(system)
        ends = (end for end in (flow.source, flow.target) if end.system == system)
        return frozenset(
            key for end in ends for key in find_touched(flow, end, self._contents, offered)
        )

    # --- upstream and downstream

    def list_upstream(self, systems: Iterable[str]) -> tuple[str, ...]:
        """Return ids of systems whose data reaches these systems, directly or indirectly."""
        start = set(systems)
        flows = self._walk.follow_systems(start, forward=False)
        found = {flow.source.system for flow in flows} - start
        return tuple(sorted(filter(self.is_system, found)))

    def list_downstream(self, systems: Iterable[str]) -> tuple[str, ...]:
        """Return ids of systems that receive data of these systems, directly or indirectly."""
        start = set(systems)
        flows = self._walk.follow_systems(start, forward=True)
        found = {flow.target.system for flow in flows} - start
        return tuple(sorted(filter(self.is_system, found)))

    def list_downstream_of_datasets(self, datasets: Iterable[str]) -> tuple[str, ...]:
        """Return ids of other systems that receive data of these datasets, directly or indirectly.

        The search goes from dataset to dataset. After a flow without a dataset, it continues with
        all flows of the system. Raises KeyError for an id that is not a dataset.
        """
        start = [End(system=self._datasets[key].system, dataset=key) for key in datasets]
        flows = self._walk.follow_datasets(start, forward=True)
        found = {f.target.system for f in flows} - {end.system for end in start}
        return tuple(sorted(filter(self.is_system, found)))

    def list_flows_upstream(self, ends: Iterable[End]) -> tuple[FlowEdge, ...]:
        """Return all active flows upstream of these datasets or systems, sorted by id.

        If the flows inside a system are unknown, all flows into this system are followed.
        """
        return self._walk.follow_datasets(ends, forward=False, wide=True)

    def list_flows_downstream(self, ends: Iterable[End]) -> tuple[FlowEdge, ...]:
        """Return all active flows downstream of these datasets or systems, sorted by id.

        If the flows inside a system are unknown, all flows out of this system are followed.
        """
        return self._walk.follow_datasets(ends, forward=True, wide=True)

    # --- for other tools

    def to_graph(self) -> export.SystemGraph:
        """Return a new networkx graph: ids of systems, with an edge per flow and dependency."""
        return export.build_graph(
            self._build_nodes(), export.build_edges(self.flows, self.dependencies)
        )

    def to_graphml(self) -> bytes:
        """Return systems, flows and dependencies as GraphML; lists are joined with "; "."""
        return export.encode_graphml(
            self._build_nodes(), export.build_edges(self.flows, self.dependencies)
        )

    def to_node_link(self) -> bytes:
        """Return systems, flows and dependencies as node-link JSON for networkx."""
        return export.encode_node_link(
            self._build_nodes(), export.build_edges(self.flows, self.dependencies)
        )

    def _build_nodes(self) -> export.Nodes:
        datasets = Counter(node.system for node in self.datasets)
        counts = {
            node.id: (datasets[node.id], len(self.list_interfaces(node.id)))
            for node in self.systems
        }
        return export.build_nodes(self.systems, self.endpoints, counts)
