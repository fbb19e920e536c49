"""The facts about one integration: systems, flows, contracts, entries of poc.yaml.

Effort drivers and size counts read only these facts, so they are pure functions.
"""

from dataclasses import dataclass, field
from typing import Protocol

from seamscope.decisions import Told
from seamscope.landscape import Integration
from seamscope.poc import Poc, Touch
from seamscope.records import Certainty, Evidence, Mechanism
from seamscope.resolved import (
    DatasetNode,
    DependencyEdge,
    FlowEdge,
    InterfaceNode,
    SystemNode,
    describe_dataset,
)


class LandscapeView(Protocol):
    """The part of `Landscape` that the estimator uses."""

    @property
    def integrations(self) -> tuple[Integration, ...]:
        """Every integration, sorted by id."""
        ...

    @property
    def flows(self) -> tuple[FlowEdge, ...]:
        """Every flow, sorted by id."""
        ...

    @property
    def dependencies(self) -> tuple[DependencyEdge, ...]:
        """Every dependency, sorted by id."""
        ...

    @property
    def datasets(self) -> tuple[DatasetNode, ...]:
        """Every dataset, sorted by id."""
        ...

    def get_system(self, key: str, /) -> SystemNode:
        """Return a system by id."""
        ...

    def is_system(self, key: str, /) -> bool:
        """Return whether an id belongs to a system and not to an endpoint without a system."""
        ...

    def get_dataset(self, key: str, /) -> DatasetNode:
        """Return a dataset by id."""
        ...

    def list_interfaces(self, key: str, /) -> tuple[InterfaceNode, ...]:
        """Return the interfaces that a system offers."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One direction of an integration.

    flows: the flows that the estimate counts.
    consumers: names of the systems that read the data of these flows.
    """

    source: SystemNode
    target: SystemNode
    flows: tuple[FlowEdge, ...]
    consumers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return "source → target", by the systems' names."""
        return f"{self.source.name} → {self.target.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationContext:
    """The facts about one integration.

    others: the systems except the POC's own.
    lanes: at most one per direction.
    left_out: derived flows, whose hops are counted in other integrations.
    datasets: sources and targets of the flows, by id.
    matched: names of known datasets that match a pattern in poc.yaml, by the pattern's line.
    interfaces: the interfaces by system id.
    platforms: the reason why the platform of a technology is already in place, by technology (""
        for an ETL platform that connects the pair).
    in_use: for each mechanism, the technologies by which other integrations of one of the two
        systems already use it, with reasons.
    answers: what a person answered about the integration, its systems or the team.
    touches: the entries of poc.yaml about this integration.
    poc: None if no POC is described.
    poc_system: the system id of the POC if the POC is one end, else "".
    end_to_end: whether all flows are derived from hops over other systems.
    """

    integration: Integration
    ends: tuple[SystemNode, SystemNode]
    others: tuple[SystemNode, ...]
    lanes: tuple[Lane, ...] = ()
    left_out: tuple[FlowEdge, ...] = ()
    dependencies: tuple[DependencyEdge, ...] = ()
    datasets: dict[str, DatasetNode]
    interfaces: dict[str, tuple[InterfaceNode, ...]]
    platforms: dict[str, str]
    in_use: dict[Mechanism, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    matched: dict[int, tuple[str, ...]] = field(default_factory=dict)
    touches: tuple[Touch, ...] = ()
    poc: Poc | None = None
    poc_system: str = ""
    end_to_end: bool = False
    answers: tuple[Told, ...] = ()

    def find_answer(self, fact: str) -> Told | None:
        """Return a person's answer about a fact of this integration, None if nobody answered."""
        return next((told for told in self.answers if told.fact == fact), None)

    @property
    def flows(self) -> tuple[FlowEdge, ...]:
        """Return the flows of both lanes."""
        return tuple(flow for lane in self.lanes for flow in lane.flows)

    @property
    def only_possible(self) -> bool:
        """Return whether every flow has the certainty "possible", as from struck-through rows."""
        return bool(self.flows) and all(f.certainty is Certainty.POSSIBLE for f in self.flows)

    def cite_touch(self, touch: Touch) -> tuple[Evidence, ...]:
        """Return the evidence of a read or write in poc.yaml; () if its line is unknown."""
        if not self.poc or not touch.line:
            return ()
        return (Evidence(file=self.poc.file, line=touch.line, connector="poc"),)

    def cite_key(self, key: str) -> tuple[Evidence, ...]:
        """Return the evidence of a key such as "team.sites" in poc.yaml; () if it is missing."""
        if not self.poc or key not in self.poc.lines:
            return ()
        line = self.poc.lines[key]
        file = self.poc.answer_files.get(key, self.poc.file)
        return (Evidence(file=file, line=line, place=key, connector="poc"),)

    @property
    def between(self) -> str:
        """Return the names of both systems as "A and B", for questions."""
        return f"{self.ends[0].name} and {self.ends[1].name}"

    def describe(self, node: DatasetNode, /) -> str:
        """Return the names of a dataset and of its system, for reasons."""
        names = {end.id: end.name for end in self.ends}
        return describe_dataset(node.name, names.get(node.system, ""))

    @property
    def moved(self) -> tuple[DatasetNode, ...]:
        """Return the datasets at the ends of the counted flows, sorted by id."""
        return tuple(self.datasets[key] for key in sorted(self.datasets))


def fold(text: str) -> str:
    """Return text in lower case and with single spaces, to compare names."""
    return " ".join(text.casefold().split())
