"""Group the flows between the same two systems or datasets by data movement."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from seamscope.knowledge.entity_names import list_entity_keys
from seamscope.records import Certainty, Runs
from seamscope.resolved import FlowEdge

# Details of a flow that are taken from the first source that contains them.
DETAILS = ("frequency", "latency", "volume", "authentication")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A flow in one record.

    runs: its executions according to a query log, None without one.
    """

    edge: FlowEdge
    runs: Runs | None = None

    @property
    def keys(self) -> frozenset[str]:
        """Return the normalised names of the entities that the flow carries."""
        phrases = self.edge.entities
        return frozenset(key for phrase in phrases for key, _ in list_entity_keys(phrase))


def list_values(flows: Iterable[Stated], detail: str) -> Iterator[tuple[str, Stated]]:
    """Yield each known value of an attribute, such as "frequency", with the flow that has it."""
    for flow in flows:
        if value := str(getattr(flow.edge, detail)):
            yield value, flow


def split_flows(flows: Sequence[Stated]) -> Iterator[list[Stated]]:
    """Yield the flows of each data movement.

    Entities that only a doubtful row mentions, such as a hidden row, form a separate flow. Flows
    that differ in an attribute, such as the frequency, are separate if they carry different
    entities.

    flows: flows with equal source, target, mechanism and state.
    """
    sure = [flow for flow in flows if flow.edge.certainty is not Certainty.POSSIBLE]
    known = frozenset(key for flow in sure for key in flow.keys)
    doubtful = [
        flow
        for flow in flows
        if sure and flow.edge.certainty is Certainty.POSSIBLE and not flow.keys <= known
    ]
    yield from _split_by_entity([flow for flow in flows if flow not in doubtful])
    if doubtful:
        yield from _split_by_entity(doubtful)


def _split_by_entity(flows: list[Stated]) -> Iterator[list[Stated]]:
    """Yield groups of flows that share entities. A flow without entities is in every group."""
    # Datasets at an end already identify the data.
    ends = (flows[0].edge.source, flows[0].edge.target)
    if any(end.dataset for end in ends) or not any(_differ(flows, key) for key in DETAILS):
        yield flows
        return
    unnamed = [flow for flow in flows if not flow.keys]
    parts: list[tuple[set[str], list[Stated]]] = []
    for flow in flows:
        if flow.keys:
            near = [part for part in parts if not flow.keys.isdisjoint(part[0])]
            parts = [part for part in parts if part not in near]
            keys = {*flow.keys, *(key for known, _ in near for key in known)}
            parts.append((keys, [*(one for _, several in near for one in several), flow]))
    if not parts:
        yield flows
    for _, several in sorted(parts, key=lambda part: sorted(part[0])):
        yield [*(flow for flow in flows if flow in several), *unnamed]


def _differ(flows: Sequence[Stated], detail: str) -> bool:
    return len({value.casefold() for value, _ in list_values(flows, detail)}) > 1
