"""The landscape for other tools: GraphML and node-link JSON, every attribute a text or number."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from seamscope.resolved import DependencyEdge, EndpointNode, FlowEdge, SystemNode

if TYPE_CHECKING:
    from networkx import MultiDiGraph

# A text at run time, so that importing it does not import networkx.
SystemGraph: TypeAlias = "MultiDiGraph[str]"

# Characters that XML 1.0 cannot hold, and those that readers of XML turn into others.
UNFIT = re.compile("[^\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")

# By this a later survey knows that the file is no input.
MARK = "<!-- made by seamscope -->"
Value = str | int
Attributes = dict[str, Value]
Nodes = Sequence[tuple[str, Attributes]]
Edges = Sequence[tuple[str, str, str, Attributes]]


def nodes(
    systems: Iterable[SystemNode],
    endpoints: Iterable[EndpointNode],
    counts: dict[str, tuple[int, int]],
) -> Nodes:
    """Return id and attributes of each system and endpoint.

    counts: the datasets and interfaces of a system, by its id.
    """
    placed = [(_text(node.id), _system(node, *counts.get(node.id, (0, 0)))) for node in systems]
    return [*placed, *((_text(node.id), _endpoint(node)) for node in endpoints)]


def edges(flows: Iterable[FlowEdge], dependencies: Iterable[DependencyEdge]) -> Edges:
    """Return source, target, id and attributes of each flow and each dependency."""
    return list(_edges(flows, dependencies))


def graph_of(nodes: Nodes, edges: Edges) -> SystemGraph:
    """Return a networkx graph of systems by id, with an edge for each flow and dependency."""
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for key, attributes in nodes:
        graph.add_node(key, **attributes)
    for source, target, key, attributes in edges:
        graph.add_edge(source, target, key=key, **attributes)
    return graph


def graphml(nodes: Nodes, edges: Edges) -> bytes:
    """Return GraphML that any reader opens; lists are joined with "; "."""
    import networkx as nx

    lines = (MARK, *nx.generate_graphml(graph_of(nodes, edges), named_key_ids=True))
    return ("\n".join(lines) + "\n").encode()


def node_link(nodes: Nodes, edges: Edges) -> bytes:
    """Return JSON as `networkx.node_link_graph(data, edges="edges")` reads it."""
    data = {
        "directed": True,
        "multigraph": True,
        "graph": {"generator": "seamscope"},
        "nodes": [{"id": key, **attributes} for key, attributes in nodes],
        "edges": [
            {"source": source, "target": target, "key": key, **attributes}
            for source, target, key, attributes in edges
        ],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _edges(
    flows: Iterable[FlowEdge], dependencies: Iterable[DependencyEdge]
) -> Iterator[tuple[str, str, str, Attributes]]:
    edges: list[FlowEdge | DependencyEdge] = [*flows, *dependencies]
    for edge in edges:
        made = _flow(edge) if isinstance(edge, FlowEdge) else _dependency(edge)
        yield _text(edge.source.system), _text(edge.target.system), _text(edge.id), made


def _system(node: SystemNode, datasets: int, interfaces: int) -> Attributes:
    return {
        "name": _text(node.name),
        "kind": _text(node.kind),
        "product": _text(node.product),
        "vendor": _text(node.vendor),
        "domain": _text(node.domain),
        "owner": _text(node.owner),
        "support": _text(node.support),
        "criticality": _text(node.criticality),
        "hosting": _text(node.hosting),
        "classification": _text(node.classification),
        "documentation": _text(node.documentation),
        "lifecycle": node.lifecycle.value,
        "known_from": node.known_from.value,
        "environments": _list(node.environments),
        "aliases": _list(node.aliases),
        "datasets": datasets,
        "interfaces": interfaces,
        "evidence": _list(map(str, node.evidence)),
    }


def _endpoint(node: EndpointNode) -> Attributes:
    return {
        "name": _text(node.name),
        "kind": f"unplaced {node.kind.value}",
        "evidence": _list(map(str, node.evidence)),
    }


def _flow(edge: FlowEdge) -> Attributes:
    return {
        "relation": "flow",
        "source_dataset": _text(edge.source.dataset),
        "target_dataset": _text(edge.target.dataset),
        "mechanism": edge.mechanism.value,
        "technology": _text(edge.technology),
        "frequency": _text(edge.frequency),
        "latency": _text(edge.latency),
        "volume": _text(edge.volume),
        "authentication": _text(edge.authentication),
        "entities": _list(edge.entities),
        "columns": len(edge.columns),
        "lookups": _list(edge.lookups),
        "via": _list(edge.via),
        "derived": int(edge.derived),
        "state": edge.state.value,
        "certainty": edge.certainty.value,
        "reason": _text(edge.reason),
        "evidence": _list(map(str, edge.evidence)),
    }


def _dependency(edge: DependencyEdge) -> Attributes:
    return {
        "relation": "dependency",
        "source_dataset": _text(edge.source.dataset),
        "target_dataset": _text(edge.target.dataset),
        "mechanism": edge.mechanism.value,
        "technology": _text(edge.technology),
        "state": edge.state.value,
        "reason": _text(edge.reason),
        "evidence": _list(map(str, edge.evidence)),
    }


def _list(values: Iterable[str]) -> str:
    return "; ".join(map(_text, values))


def _text(value: str) -> str:
    """Return a text without control characters: blanks for line breaks and tabs, else nothing."""
    return UNFIT.sub(lambda found: " " if found[0].isspace() else "", value)
