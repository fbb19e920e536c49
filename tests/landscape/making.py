"""Builders that create the nodes and flows of a landscape from short texts."""

from collections.abc import Iterable

from seamscope.landscape import Landscape
from seamscope.records import Evidence, Mechanism, State
from seamscope.resolved import (
    DatasetNode,
    DependencyEdge,
    End,
    FlowEdge,
    InterfaceNode,
    Resolved,
    SystemNode,
)

AT = (Evidence(file="made.yaml", line=1, connector="inventory"),)


def end(text: str) -> End:
    """Return "erp" as a system, "erp/vbak" as a dataset of it."""
    return End(system=text.partition("/")[0], dataset=text if "/" in text else "")


def flow(
    source: str,
    target: str,
    *,
    state: State = State.ACTIVE,
    mechanism: Mechanism = Mechanism.API,
    entities: tuple[str, ...] = (),
    technology: str = "",
    derived: bool = False,
    evidence: tuple[Evidence, ...] = AT,
) -> FlowEdge:
    return FlowEdge(
        id=f"{source}>{target}" + ("" if state is State.ACTIVE else f".{state.value}"),
        source=end(source),
        target=end(target),
        state=state,
        mechanism=mechanism,
        entities=entities,
        technology=technology,
        derived=derived,
        evidence=evidence,
    )


def dependency(source: str, target: str, *, state: State = State.ACTIVE) -> DependencyEdge:
    return DependencyEdge(
        id=f"{source}~{target}",
        source=end(source),
        target=end(target),
        reason="drawn without an arrow",
        state=state,
        evidence=AT,
    )


def landscape(
    flows: Iterable[FlowEdge] = (),
    dependencies: Iterable[DependencyEdge] = (),
    *,
    systems: Iterable[SystemNode] = (),
    datasets: Iterable[DatasetNode] = (),
    interfaces: Iterable[InterfaceNode] = (),
) -> Landscape:
    """Return a landscape with the given nodes and edges. For a system or dataset that an edge
    refers to and that is not given, a node is added whose name is its id.
    """
    flows, dependencies = tuple(flows), tuple(dependencies)
    edges: list[FlowEdge | DependencyEdge] = [*flows, *dependencies]
    ends = [e for edge in edges for e in (edge.source, edge.target)]
    known = {node.id: node for node in systems}
    for item in ends:
        known.setdefault(item.system, SystemNode(id=item.system, name=item.system, evidence=AT))
    tables = {node.id: node for node in datasets}
    for item in ends:
        if item.dataset:
            result = DatasetNode(
                id=item.dataset,
                system=item.system,
                name=item.dataset.partition("/")[2],
                evidence=AT,
            )
            tables.setdefault(item.dataset, result)
    return Landscape(
        Resolved(
            systems=tuple(known.values()),
            datasets=tuple(tables.values()),
            interfaces=tuple(interfaces),
            flows=flows,
            dependencies=dependencies,
        )
    )
