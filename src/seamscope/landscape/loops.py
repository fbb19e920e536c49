"""Find loops of datasets across systems, in which data returns to its origin."""

from collections.abc import Iterable

from seamscope.records import EdgeKind, State
from seamscope.resolved import FlowEdge


def carries_data(flow: FlowEdge) -> bool:
    """Return whether a flow moves data.

    A flow whose source is only used in joins and filters does not.
    """
    return not flow.columns or any(edge.kind is not EdgeKind.INDIRECT for edge in flow.columns)


def find_loops(flows: Iterable[FlowEdge]) -> dict[str, int]:
    """Return the loop number of each dataset that is in a loop: ``{'dw.a': 0, 'dw.b': 0}``.

    Two datasets are in one loop if active flows lead from each of them to the other, over any
    number of datasets. So loops are the strongly connected components of the dataset graph.
    """
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    for flow in flows:
        start, end = flow.source.dataset, flow.target.dataset
        if flow.state is State.ACTIVE and start and end and start != end and carries_data(flow):
            graph.add_edge(start, end)
    parts = (sorted(part) for part in nx.strongly_connected_components(graph))
    numbered = enumerate(sorted(part for part in parts if len(part) > 1))
    return {dataset: number for number, part in numbered for dataset in part}
