"""Change facts of a surveyed estate and estimate it again, without reading its inputs again."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from seamscope.document import Survey
from seamscope.estimate import Estimate, Scope, estimate
from seamscope.landscape import Integration
from seamscope.records import Mechanism
from seamscope.resolved import (
    DatasetNode,
    DependencyEdge,
    End,
    FlowEdge,
    InterfaceNode,
    SystemNode,
)


@dataclass(frozen=True)
class View:
    """The parts of a survey that the estimator uses."""

    systems: dict[str, SystemNode]
    endpoints: dict[str, SystemNode]
    tables: dict[str, DatasetNode]
    interfaces: tuple[InterfaceNode, ...]
    flows: tuple[FlowEdge, ...]
    dependencies: tuple[DependencyEdge, ...]
    integrations: tuple[Integration, ...]

    @property
    def datasets(self) -> tuple[DatasetNode, ...]:
        return tuple(self.tables.values())

    def get_system(self, key: str, /) -> SystemNode:
        return self.systems.get(key) or self.endpoints[key]

    def is_system(self, key: str, /) -> bool:
        return key in self.systems

    def get_dataset(self, key: str, /) -> DatasetNode:
        return self.tables[key]

    def list_interfaces(self, key: str, /) -> tuple[InterfaceNode, ...]:
        return tuple(node for node in self.interfaces if node.system == key)


def build_view(survey: Survey) -> View:
    """Return the parts of a survey that the estimator uses."""
    return View(
        systems={node.id: node for node in survey.systems},
        endpoints={node.id: SystemNode(id=node.id, name=node.id) for node in survey.endpoints},
        tables={node.id: node for node in survey.datasets},
        interfaces=survey.interfaces,
        flows=survey.flows,
        dependencies=survey.dependencies,
        integrations=survey.integrations,
    )


def change_flows(view: View, change: Callable[[FlowEdge, str], FlowEdge], text: str) -> View:
    """Return a view in which every flow is changed. text: the second argument of `change`."""
    return replace(view, flows=tuple(change(flow, text) for flow in view.flows))


def change_systems(view: View, change: Callable[[SystemNode, str], SystemNode], text: str) -> View:
    """Return a view in which every system is changed. text: the second argument of `change`."""
    return replace(view, systems={key: change(node, text) for key, node in view.systems.items()})


def set_facts(flow: FlowEdge, text: str) -> FlowEdge:
    """Return a flow with these facts: latency, volume and authentication, as in "hourly; 10 a day;
    basic".
    """
    latency, volume, authentication = text.split("; ")
    return replace(
        flow, latency=latency, frequency="", volume=volume, authentication=authentication
    )


def estimate_view(view: View, survey: Survey) -> dict[str, Estimate]:
    """Return the production estimates of a view, by integration."""
    found = estimate(view, survey.surface, None, draws=50).estimates
    return {one.integration: one for one in found if one.scope is Scope.PRODUCTION}


def add_load(view: View) -> View:
    """Return a view with forty more flows, all between two new systems."""
    load = tuple(
        FlowEdge(
            id=f"unrelated {number}",
            source=End(system="unrelated-a"),
            target=End(system="unrelated-b"),
            mechanism=list(Mechanism)[number % len(Mechanism)],
            entities=(f"Unrelated {number}",),
        )
        for number in range(40)
    )
    new = {key: SystemNode(id=key, name=key) for key in ("unrelated-a", "unrelated-b")}
    return replace(view, systems=view.systems | new, flows=(*view.flows, *load))


Step = Callable[[View], View]


def _step_flows(change: Callable[[FlowEdge, str], FlowEdge], *texts: str) -> list[Step]:
    return [partial(change_flows, change=change, text=text) for text in texts]


def _step_systems(change: Callable[[SystemNode, str], SystemNode], *texts: str) -> list[Step]:
    return [partial(change_systems, change=change, text=text) for text in texts]


# Each step up of a fact, for all flows or systems of an estate.
LADDERS: dict[str, list[Step]] = {
    "latency": _step_flows(
        lambda flow, text: replace(flow, latency=text),
        *("weekly", "hourly", "real time", "milliseconds"),
    ),
    "volume": _step_flows(
        lambda flow, text: replace(flow, volume=text),
        *("10 a day", "5000 a day", "1M a day", "50M a day"),
    ),
    "authentication": _step_flows(
        lambda flow, text: replace(flow, authentication=text), "basic", "oauth2", "mtls"
    ),
    "lookups": _step_flows(
        lambda flow, text: replace(flow, lookups=tuple(text)),
        *("a", "abcd", "abcdefg", "abcdefghijklmnopq"),
    ),
    "criticality": _step_systems(
        lambda node, text: replace(node, criticality=text),
        *("tier 4", "low", "medium", "high", "mission critical"),
    ),
    "classification": _step_systems(
        lambda node, text: replace(node, classification=text), "internal", "personal", "health"
    ),
}
