"""Export the landscape as GraphML and node-link JSON; all attributes are strings or numbers."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from seamscope.resolved import DependencyEdge, EndpointNode, FlowEdge, SystemNode

if TYPE_CHECKING:
    from networkx import MultiDiGraph

# A string, so that importing this module does not import networkx.
SystemGraph: TypeAlias = "MultiDiGraph[str]"

# Characters that XML 1.0 does not allow, and line breaks, which XML parsers may change.
UNFIT = re.compile("[^\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")

# Marks the file as an output, so that a later survey does not read it as an input.
MARK = "<!-- made by seamscope -->"
Value = str | int
Attributes = dict[str, Value]
Nodes = Sequence[tuple[str, Attributes]]
Edges = Sequence[tuple[str, str, str, Attributes]]


def build_nodes(
    systems: Iterable[SystemNode],
    endpoints: Iterable[EndpointNode],
    counts: dict[str, tuple[int, int]],
) -> Nodes:
    """Return the id and the attributes of each system and endpoint.

    counts: numbers of datasets and interfaces of each system, by its id.
    """
    placed = [
        (_clean(node.id), _describe_system(node, *counts.get(node.id, (0, 0)))) for node in systems
    ]
    return [*placed, *((_clean(node.id), _describe_endpoint(node)) for node in endpoints)]


def build_edges(flows: Iterable[FlowEdge], dependencies: Iterable[DependencyEdge]) -> Edges:
    """Return the source, target, id and attributes of each flow and each dependency."""
    return list(_list_edges(flows, dependencies))


def build_graph(nodes: Nodes, edges: Edges) -> SystemGraph:
    """Return a networkx graph: its nodes are ids of systems, its edges flows and dependencies."""
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for key, attributes in nodes:
        graph.add_node(key, **attributes)
    for source, target, key, attributes in edges:
        graph.add_edge(source, target, key=key, **attributes)
    return graph


def build_column_graph(
    column_edges: Iterable[tuple[tuple[str, str, str], tuple[str, str, str], str]],
) -> SystemGraph:
    """Return a networkx graph of columns for `Lineage.to_networkx`.

    column_edges: (source, target, kind) of each edge; source and target are (dotted name, table,
    column).
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for source, target, kind in column_edges:
        for name, table, column in (source, target):
            graph.add_node(name, table=table, column=column)
        graph.add_edge(source[0], target[0], key=kind, kind=kind)
    return graph


def encode_graphml(nodes: Nodes, edges: Edges) -> bytes:
    """Return the landscape as GraphML; lists are joined with "; ".

    The file has many small elements, so it is written as text. networkx would first build a tree of
    the elements, which takes ten times as long.
    """
    body = [
        MARK,
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        *_declare_keys("node", [attributes for _, attributes in nodes]),
        *_declare_keys("edge", [attributes for *_, attributes in edges]),
        '  <graph edgedefault="directed">',
    ]
    for key, attributes in nodes:
        body += _write_element("node", f'id="{escape(key)}"', attributes)
    for source, target, key, attributes in edges:
        ends = f'source="{escape(source)}" target="{escape(target)}" id="{escape(key)}"'
        body += _write_element("edge", ends, attributes)
    return "\n".join([*body, "  </graph>", "</graphml>", ""]).encode()


def _declare_keys(element: str, found: Iterable[Attributes]) -> Iterator[str]:
    """Yield the declaration of each attribute that the nodes or edges have.

    element: "node" or "edge".
    found: the attributes of each node or edge.
    """
    kinds = {name: type(value) for attributes in found for name, value in attributes.items()}
    for name, kind in kinds.items():
        written = "long" if kind is int else "string"
        yield (
            f'  <key id="{element}-{name}" for="{element}" attr.name="{name}"'
            f' attr.type="{written}" />'
        )


def _write_element(element: str, head: str, attributes: Attributes) -> Iterator[str]:
    yield f"    <{element} {head}>"
    for name, value in attributes.items():
        if value == "":
            yield f'      <data key="{element}-{name}" />'
        else:
            yield f'      <data key="{element}-{name}">{escape(str(value), quote=False)}</data>'
    yield f"    </{element}>"


def encode_node_link(nodes: Nodes, edges: Edges) -> bytes:
    """Return the landscape as JSON for `networkx.node_link_graph(data, edges="edges")`."""
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
    return msgspec.json.format(msgspec.json.encode(data), indent=1) + b"\n"


def _list_edges(
    flows: Iterable[FlowEdge], dependencies: Iterable[DependencyEdge]
) -> Iterator[tuple[str, str, str, Attributes]]:
    edges: list[FlowEdge | DependencyEdge] = [*flows, *dependencies]
    for edge in edges:
        attributes = (
            _describe_flow(edge) if isinstance(edge, FlowEdge) else _describe_dependency(edge)
        )
        yield _clean(edge.source.system), _clean(edge.target.system), _clean(edge.id), attributes


def _describe_system(node: SystemNode, datasets: int, interfaces: int) -> Attributes:
    return {
        "name": _clean(node.name),
        "kind": _clean(node.kind),
        "product": _clean(node.product),
        "vendor": _clean(node.vendor),
        "domain": _clean(node.domain),
        "owner": _clean(node.owner),
        "support": _clean(node.support),
        "criticality": _clean(node.criticality),
        "hosting": _clean(node.hosting),
        "classification": _clean(node.classification),
        "documentation": _clean(node.documentation),
        "lifecycle": node.lifecycle.value,
        "known_from": node.known_from.value,
        "environments": _join(node.environments),
        "aliases": _join(node.aliases),
        "datasets": datasets,
        "interfaces": interfaces,
        "evidence": _join(map(str, node.evidence)),
    }


def _describe_endpoint(node: EndpointNode) -> Attributes:
    return {
        "name": _clean(node.name),
        "kind": f"unplaced {node.kind.value}",
        "evidence": _join(map(str, node.evidence)),
    }


def _describe_flow(edge: FlowEdge) -> Attributes:
    return {
        "relation": "flow",
        "source_dataset": _clean(edge.source.dataset),
        "target_dataset": _clean(edge.target.dataset),
        "mechanism": edge.mechanism.value,
        "technology": _clean(edge.technology),
        "frequency": _clean(edge.frequency),
        "latency": _clean(edge.latency),
        "volume": _clean(edge.volume),
        "authentication": _clean(edge.authentication),
        "error_handling": _join(edge.error_handling),
        "entities": _join(edge.entities),
        "columns": len(edge.columns),
        "lookups": _join(edge.lookups),
        "via": _join(edge.via),
        "derived": int(edge.derived),
        "state": edge.state.value,
        "certainty": edge.certainty.value,
        "reason": _clean(edge.reason),
        "evidence": _join(map(str, edge.evidence)),
    }


def _describe_dependency(edge: DependencyEdge) -> Attributes:
    return {
        "relation": "dependency",
        "source_dataset": _clean(edge.source.dataset),
        "target_dataset": _clean(edge.target.dataset),
        "mechanism": edge.mechanism.value,
        "technology": _clean(edge.technology),
        "state": edge.state.value,
        "reason": _clean(edge.reason),
        "evidence": _join(map(str, edge.evidence)),
    }


def _join(values: Iterable[str]) -> str:
    return "; ".join(map(_clean, values))


def _clean(value: str) -> str:
    """Return a string with spaces in place of line breaks and tabs.

    Other control characters are removed.
    """
    return UNFIT.sub(lambda found: " " if found[0].isspace() else "", value)
