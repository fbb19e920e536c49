"""Small landscapes for tests of the estimator, which need no other stage of a survey."""

from collections import defaultdict
from dataclasses import dataclass

from seamscope.estimate import Estimates, Totals
from seamscope.landscape import Direction, Integration, SharedEntity
from seamscope.records import Mechanism, State
from seamscope.resolved import (
    DatasetNode,
    DependencyEdge,
    End,
    FlowEdge,
    InterfaceNode,
    Resolved,
    SystemNode,
)
from seamscope.surface import Surface


@dataclass(frozen=True)
class Fake:
    """A landscape as the estimator uses it, with one integration for each pair of systems.

    both_ways: the entities that both systems write, by integration.
    writers: the systems that write every entity of `both_ways`.
    """

    resolved: Resolved
    both_ways: tuple[tuple[str, tuple[str, ...]], ...] = ()
    writers: tuple[str, ...] = ()

    @property
    def integrations(self) -> tuple[Integration, ...]:
        pairs: dict[tuple[str, str], list[FlowEdge | DependencyEdge]] = defaultdict(list)
        edges: list[FlowEdge | DependencyEdge] = [*self.flows, *self.dependencies]
        for edge in edges:
            first, second = sorted((edge.source.system, edge.target.system))
            if first != second:
                pairs[(first, second)].append(edge)
        return tuple(
            self._integration(number, pair, edges)
            for number, (pair, edges) in enumerate(sorted(pairs.items()), 1)
        )

    def _integration(
        self, number: int, pair: tuple[str, str], edges: list[FlowEdge | DependencyEdge]
    ) -> Integration:
        flows = [edge for edge in edges if isinstance(edge, FlowEdge)]
        forward = any(flow.source.system == pair[0] for flow in flows)
        back = any(flow.source.system == pair[1] for flow in flows)
        one_way = Direction.A_TO_B if forward else Direction.B_TO_A
        way = Direction.BOTH if forward and back else one_way if flows else Direction.UNKNOWN
        key = "--".join(pair)
        return Integration(
            id=key,
            label=f"I-{number:03}",
            systems=pair,
            direction=way,
            flows=tuple(flow.id for flow in flows),
            dependencies=tuple(e.id for e in edges if isinstance(e, DependencyEdge)),
            entities_both_ways=tuple(
                SharedEntity(entity=name, writers=self.writers)
                for name in dict(self.both_ways).get(key, ())
            ),
            active=any(edge.state is State.ACTIVE for edge in edges),
        )

    @property
    def flows(self) -> tuple[FlowEdge, ...]:
        return self.resolved.flows

    @property
    def dependencies(self) -> tuple[DependencyEdge, ...]:
        return self.resolved.dependencies

    @property
    def datasets(self) -> tuple[DatasetNode, ...]:
        return self.resolved.datasets

    def get_system(self, key: str, /) -> SystemNode:
        return next(node for node in self.resolved.systems if node.id == key)

    def is_system(self, key: str, /) -> bool:
        return any(node.id == key for node in self.resolved.systems)

    def get_dataset(self, key: str, /) -> DatasetNode:
        return next(node for node in self.resolved.datasets if node.id == key)

    def list_interfaces(self, key: str, /) -> tuple[InterfaceNode, ...]:
        return tuple(node for node in self.resolved.interfaces if node.system == key)


def flow(
    ends: str, mechanism: Mechanism = Mechanism.API, *, entities: tuple[str, ...] = ()
) -> FlowEdge:
    """Return a flow such as "a/x > b": from dataset x of system a to system b."""
    source, target = (_end(text.strip()) for text in ends.split(">"))
    key = f"{ends} {mechanism.value} {' '.join(entities)}"
    return FlowEdge(id=key, source=source, target=target, mechanism=mechanism, entities=entities)


def _end(text: str) -> End:
    system, _, dataset = text.partition("/")
    return End(system=system, dataset=f"{system}.{dataset}" if dataset else "")


def build_fake(
    *flows: FlowEdge,
    systems: tuple[SystemNode, ...] = (),
    dependencies: tuple[DependencyEdge, ...] = (),
    interfaces: tuple[InterfaceNode, ...] = (),
    both_ways: tuple[tuple[str, tuple[str, ...]], ...] = (),
) -> Fake:
    """Return a landscape of flows. Systems and datasets that only the flows name are added to
    it.
    """
    edges: list[FlowEdge | DependencyEdge] = [*flows, *dependencies]
    ends = [end for edge in edges for end in (edge.source, edge.target)]
    given = {node.id for node in systems}
    named = sorted({end.system for end in ends} - given)
    datasets = sorted({(end.dataset, end.system) for end in ends if end.dataset})
    resolved = Resolved(
        systems=(*systems, *(SystemNode(id=key, name=key.upper()) for key in named)),
        datasets=tuple(
            DatasetNode(id=key, system=system, name=key.partition(".")[2])
            for key, system in datasets
        ),
        flows=tuple(sorted(flows, key=lambda edge: edge.id)),
        dependencies=dependencies,
        interfaces=interfaces,
    )
    return Fake(resolved=resolved, both_ways=both_ways)


def build_everything(landscape: Fake, poc: str = "") -> Surface:
    """Return a surface that builds all integrations. poc: if given, only the integrations of this
    system.
    """
    return Surface(
        poc=poc, build=tuple(i.id for i in landscape.integrations if not poc or poc in i.systems)
    )


def compute_totals(found: Estimates) -> Totals:
    """Return the totals of estimates in which there is something to build."""
    assert found.totals is not None
    return found.totals
