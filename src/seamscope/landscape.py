"""The graph of systems and how data moves between them."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from seamscope.nodes import (
    DatasetNode,
    DependencyEdge,
    FlowEdge,
    InterfaceNode,
    Resolved,
    SystemNode,
)
from seamscope.records import Evidence, State

if TYPE_CHECKING:
    import networkx as nx

# Characters that XML 1.0 cannot hold.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Direction(StrEnum):
    """Which way data moves in an integration of the systems `(a, b)`, sorted by id."""

    BOTH = "both"
    A_TO_B = "a_to_b"
    B_TO_A = "b_to_a"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """Two systems and every flow between them.

    id: "a--b"; label: "I-001", the key between diagram and table; flows, dependencies: their
    ids; entities_both_ways: entities (or dataset names) written from both sides; active: False
    when only planned, disabled or retired flows are left.
    """

    id: str
    label: str
    systems: tuple[str, str]
    direction: Direction
    flows: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    entities_both_ways: tuple[str, ...] = ()
    active: bool = True
    evidence: tuple[Evidence, ...] = ()


class Landscape:
    """Systems, datasets, interfaces and flows in one graph.

    Nodes of the graph are systems and datasets; edges are flows (key: the flow's id). Only this
    module knows networkx; it is imported when a landscape is made.
    """

    def __init__(self, resolved: Resolved) -> None:
        import networkx as nx

        self.systems = resolved.systems
        self.datasets = resolved.datasets
        self.interfaces = resolved.interfaces
        self.flows = resolved.flows
        self.dependencies = resolved.dependencies
        self._systems = {node.id: node for node in resolved.systems}
        self._datasets = {node.id: node for node in resolved.datasets}
        self._flows = {edge.id: edge for edge in resolved.flows}
        self._interfaces: dict[str, list[InterfaceNode]] = defaultdict(list)
        for interface in resolved.interfaces:
            self._interfaces[interface.system].append(interface)
        self._graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for node in resolved.systems:
            self._graph.add_node(node.id)
        for edge in resolved.flows:
            self._graph.add_edge(edge.source.system, edge.target.system, key=edge.id)
        self.integrations = self._integrations()

    def system(self, key: str) -> SystemNode:
        """Return a system by id; raise KeyError if there is none."""
        return self._systems[key]

    def dataset(self, key: str) -> DatasetNode:
        """Return a dataset by id; raise KeyError if there is none."""
        return self._datasets[key]

    def flow(self, key: str) -> FlowEdge:
        """Return a flow by id; raise KeyError if there is none."""
        return self._flows[key]

    def interfaces_of(self, system: str) -> tuple[InterfaceNode, ...]:
        """Return the interfaces that a system offers."""
        return tuple(self._interfaces.get(system, ()))

    @property
    def bidirectional(self) -> tuple[Integration, ...]:
        """The active integrations in which data moves both ways."""
        return tuple(i for i in self.integrations if i.active and i.direction is Direction.BOTH)

    def between(self, source: str, target: str) -> tuple[FlowEdge, ...]:
        """Return the flows from one system to another, in any state, sorted by id."""
        if not self._graph.has_edge(source, target):
            return ()
        return tuple(self._flows[key] for key in sorted(self._graph[source][target]))

    def touchpoints(self, system: str) -> tuple[str, ...]:
        """Return ids of the datasets of a system that another system reads or writes."""
        found = set()
        for flow in self.flows:
            if flow.source.system != flow.target.system:
                found |= {
                    end.dataset
                    for end in (flow.source, flow.target)
                    if end.system == system and end.dataset
                }
        return tuple(sorted(found))

    def upstream(self, systems: Iterable[str]) -> tuple[str, ...]:
        """Return ids of the systems whose data reaches these, over any number of active flows."""
        return self._reach(systems, forward=False)

    def downstream(self, systems: Iterable[str]) -> tuple[str, ...]:
        """Return ids of the systems that data of these reaches."""
        return self._reach(systems, forward=True)

    def _reach(self, systems: Iterable[str], *, forward: bool) -> tuple[str, ...]:
        steps: dict[str, set[str]] = defaultdict(set)
        for flow in self.flows:
            if flow.state is State.ACTIVE:
                a, b = flow.source.system, flow.target.system
                steps[a if forward else b].add(b if forward else a)
        start = set(systems)
        seen, todo = set(start), list(start)
        while todo:
            for following in steps[todo.pop()] - seen:
                seen.add(following)
                todo.append(following)
        return tuple(sorted(seen - start))

    def _integrations(self) -> tuple[Integration, ...]:
        flows: dict[tuple[str, str], list[FlowEdge]] = defaultdict(list)
        undirected: dict[tuple[str, str], list[DependencyEdge]] = defaultdict(list)
        for flow in self.flows:
            if flow.source.system != flow.target.system:
                flows[_pair(flow)].append(flow)
        for edge in self.dependencies:
            if edge.source.system != edge.target.system:
                undirected[_pair(edge)].append(edge)
        pairs = sorted({*flows, *undirected})
        return tuple(
            self._integration(number, pair, flows[pair], undirected[pair])
            for number, pair in enumerate(pairs, start=1)
        )

    def _integration(
        self,
        number: int,
        pair: tuple[str, str],
        flows: Sequence[FlowEdge],
        undirected: Sequence[DependencyEdge],
    ) -> Integration:
        active = [flow for flow in flows if flow.state is State.ACTIVE]
        counted = active or flows
        there = {self.entity(flow) for flow in counted if flow.source.system == pair[0]}
        back = {self.entity(flow) for flow in counted if flow.source.system == pair[1]}
        both = {name for names in there for name in names} & {
            name for names in back for name in names
        }
        evidence = {where for flow in flows for where in flow.evidence}
        evidence |= {where for edge in undirected for where in edge.evidence}
        return Integration(
            id="--".join(pair),
            label=f"I-{number:03}",
            systems=pair,
            direction=_direction(there=bool(there), back=bool(back)),
            flows=tuple(flow.id for flow in flows),
            dependencies=tuple(edge.id for edge in undirected),
            entities_both_ways=tuple(sorted(both)),
            active=bool(active) or any(edge.state is State.ACTIVE for edge in undirected),
            evidence=tuple(sorted(evidence)),
        )

    def entity(self, flow: FlowEdge) -> tuple[str, ...]:
        """Return what a flow carries: its entities, its dataset's, else the dataset's name."""
        if flow.entities:
            return tuple(_singular(entity) for entity in flow.entities)
        for end in (flow.target, flow.source):
            if end.dataset and (entity := self._datasets[end.dataset].entity):
                return (_singular(entity),)
        for end in (flow.target, flow.source):
            if end.dataset:
                return (_singular(self._datasets[end.dataset].name.rsplit(".", 1)[-1]),)
        return ()

    # --- exports

    def to_graphml(self) -> bytes:
        """Return systems and flows as GraphML; lists are joined with "; "."""
        import networkx as nx

        lines = nx.generate_graphml(self._flat(), named_key_ids=True)
        return ("\n".join(lines) + "\n").encode()

    def to_node_link(self) -> bytes:
        """Return systems and flows as node-link JSON, as networkx reads it."""
        import networkx as nx

        data = nx.node_link_data(self._flat(), edges="edges")
        return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()

    def _flat(self) -> "nx.MultiDiGraph[str]":
        import networkx as nx

        flat: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for node in self.systems:
            flat.add_node(
                node.id,
                name=_text(node.name),
                kind=_text(node.kind),
                product=_text(node.product),
                domain=_text(node.domain),
                owner=_text(node.owner),
                lifecycle=node.lifecycle.value,
                known_from=node.known_from.value,
                aliases=_text("; ".join(node.aliases)),
                evidence=_text("; ".join(map(str, node.evidence))),
            )
        for edge in self.flows:
            flat.add_edge(
                edge.source.system,
                edge.target.system,
                key=edge.id,
                source_dataset=_text(edge.source.dataset),
                target_dataset=_text(edge.target.dataset),
                mechanism=edge.mechanism.value,
                technology=_text(edge.technology),
                state=edge.state.value,
                certainty=edge.certainty.value,
                derived=int(edge.derived),
                via=_text("; ".join(edge.via)),
                entities=_text("; ".join(edge.entities)),
                evidence=_text("; ".join(map(str, edge.evidence))),
            )
        return flat


def _pair(edge: FlowEdge | DependencyEdge) -> tuple[str, str]:
    a, b = sorted((edge.source.system, edge.target.system))
    return a, b


def _direction(*, there: bool, back: bool) -> Direction:
    match there, back:
        case True, True:
            return Direction.BOTH
        case True, False:
            return Direction.A_TO_B
        case False, True:
            return Direction.B_TO_A
        case _:
            return Direction.UNKNOWN


def _singular(name: str) -> str:
    """Fold an entity's name for comparison: "Sales_Orders" and "sales order" are one."""
    text = re.sub(r"[\W_]+", " ", name.casefold()).strip()
    if text.endswith("ies") and len(text) > 4:
        return f"{text[:-3]}y"
    return text[:-1] if text.endswith("s") and not text.endswith(("ss", "us", "is")) else text


def _text(value: str) -> str:
    return NOT_XML.sub("", value)
