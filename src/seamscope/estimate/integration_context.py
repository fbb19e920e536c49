"""What one integration looks like from the estimator: its ends, flows, contracts and wishes.

Everything a driver or a count may look at stands here, so that both stay pure.
"""

from dataclasses import dataclass
from typing import Protocol

from seamscope.landscape import Integration
from seamscope.poc import Poc, Touch
from seamscope.records import Evidence
from seamscope.resolved import DatasetNode, DependencyEdge, FlowEdge, InterfaceNode, SystemNode


class Graph(Protocol):
    """The part of `Landscape` that the estimator asks."""

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

    def system(self, key: str, /) -> SystemNode:
        """Return a system by id."""
        ...

    def is_system(self, key: str, /) -> bool:
        """Tell whether an id is a system's, and not that of an unplaced endpoint."""
        ...

    def dataset(self, key: str, /) -> DatasetNode:
        """Return a dataset by id."""
        ...

    def interfaces_of(self, key: str, /) -> tuple[InterfaceNode, ...]:
        """Return the interfaces a system offers."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One direction of an integration: the flows that count, and who reads what they write."""

    source: SystemNode
    target: SystemNode
    flows: tuple[FlowEdge, ...]
    consumers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return "source → target", by the systems' names."""
        return f"{self.source.name} → {self.target.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seam:
    """One integration with all that is known of it.

    others: the ends that exist already, all but the POC's own system; lanes: at most one for
    each direction; left_out: derived flows whose hops are counted
    elsewhere; datasets: those at the ends, by id; interfaces: by system id; platforms: why a
    platform is in place already, by technology ("" for any ETL between the pair); poc: the
    POC if one is described, `poc_system` its id if it is one end.
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
    touches: tuple[Touch, ...] = ()
    poc: Poc | None = None
    poc_system: str = ""
    end_to_end: bool = False

    @property
    def flows(self) -> tuple[FlowEdge, ...]:
        """Return the flows of both lanes."""
        return tuple(flow for lane in self.lanes for flow in lane.flows)

    def said_by(self, touch: Touch) -> tuple[Evidence, ...]:
        """Return where the POC says something of this integration."""
        if not self.poc or not touch.line:
            return ()
        return (Evidence(file=self.poc.file, line=touch.line, connector="poc"),)

    def said_at(self, key: str) -> tuple[Evidence, ...]:
        """Return where a key of poc.yaml is written, such as "team.sites"."""
        if not self.poc or key not in self.poc.lines:
            return ()
        line = self.poc.lines[key]
        return (Evidence(file=self.poc.file, line=line, place=key, connector="poc"),)

    @property
    def between(self) -> str:
        """Return "A and B", by the systems' names."""
        return f"{self.ends[0].name} and {self.ends[1].name}"

    @property
    def moved(self) -> tuple[DatasetNode, ...]:
        """Return the datasets at the ends of the counted flows, sorted by id."""
        return tuple(self.datasets[key] for key in sorted(self.datasets))


def fold(text: str) -> str:
    """Return text without case and surrounding blanks, for comparing names."""
    return " ".join(text.casefold().split())
