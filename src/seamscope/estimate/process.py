"""Functional processes: what one trigger sets off, in the words of COSMIC.

A functional process is one direction and one mechanism of an integration. It has a triggering
Entry, an Entry or Read and an Exit or Write for each data group, a Read for each further source,
and one Exit for its errors. A data group is a dataset that moves, or where none is named a
business entity.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from seamscope.estimate.integration_context import Lane, Seam, fold
from seamscope.records import Evidence, Mechanism
from seamscope.resolved import DependencyEdge, FlowEdge

# A reason is read by people: a dozen names say enough, the data groups themselves are listed
# with the flows.
NAMED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One direction and mechanism of an integration.

    direction: `A → B`, or `A – B` if it is unknown; groups: the data groups by folded name, empty
    if unknown; further: sources and lookups joined in; technologies: folded, "" if not said;
    either_way: the direction is unknown.
    """

    direction: str
    name: str
    mechanism: Mechanism
    groups: tuple[str, ...]
    further: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    either_way: bool = False


def processes(seam: Seam) -> tuple[Process, ...]:
    """Return the functional processes of a seam; of unknown direction if nothing moves yet."""
    if not seam.lanes:
        return (_undirected(seam),)
    return tuple(process for lane in seam.lanes for process in _of_lane(seam, lane))


def _undirected(seam: Seam) -> Process:
    named = {
        seam.datasets[end.dataset].name
        for item in seam.dependencies
        for end in (item.source, item.target)
        if end.dataset
    }
    mechanisms = {item.mechanism for item in seam.dependencies} - {Mechanism.UNKNOWN}
    return Process(
        direction=f"{seam.ends[0].name} – {seam.ends[1].name}",
        name=f"{seam.ends[0].name} – {seam.ends[1].name}",
        # One known mechanism is believed; two make it unknown which one the data takes.
        mechanism=mechanisms.pop() if len(mechanisms) == 1 else Mechanism.UNKNOWN,
        groups=tuple(sorted(named)),
        technologies=_technologies(seam.dependencies),
        evidence=evidence_of(seam.dependencies),
        either_way=True,
    )


def _of_lane(seam: Seam, lane: Lane) -> Iterator[Process]:
    for mechanism, flows in sorted(by_mechanism(seam, lane).items()):
        yield _process(seam, lane, mechanism, flows)


def by_mechanism(seam: Seam, lane: Lane) -> dict[Mechanism, list[FlowEdge]]:
    """Return the flows of a lane that count, by mechanism.

    "A feeds B" beside flows that name what moves is the same work said once more.
    """
    found: dict[Mechanism, list[FlowEdge]] = defaultdict(list)
    for flow in lane.flows:
        found[flow.mechanism].append(flow)
    sized = {key for key, flows in found.items() if any(_groups(seam, f) for f in flows)}
    return {
        key: [flow for flow in flows if key not in sized or _groups(seam, flow)]
        for key, flows in found.items()
        if not sized or key in sized or key is not Mechanism.UNKNOWN
    }


def _process(seam: Seam, lane: Lane, mechanism: Mechanism, flows: list[FlowEdge]) -> Process:
    groups = {group for flow in flows for group in _groups(seam, flow)}
    lookups = {name for flow in flows for name in flow.lookups}
    return Process(
        direction=lane.name,
        name=f"{lane.name}, {mechanism.value.replace('_', ' ')}",
        mechanism=mechanism,
        groups=tuple(sorted(groups)),
        further=tuple(sorted(lookups | _joined(seam, flows))),
        technologies=_technologies(flows),
        evidence=evidence_of(flows),
    )


def _groups(seam: Seam, flow: FlowEdge) -> tuple[str, ...]:
    """Return what a flow moves: the dataset it fills, else the one it reads, else entities."""
    for end in (flow.target, flow.source):
        if end.dataset:
            return (seam.datasets[end.dataset].name,)
    return tuple(sorted({fold(entity) for entity in flow.entities}))


def _joined(seam: Seam, flows: list[FlowEdge]) -> set[str]:
    """Return the sources beyond the first that meet in one target dataset."""
    by_target: dict[str, set[str]] = defaultdict(set)
    for flow in flows:
        if flow.target.dataset and flow.source.dataset:
            name = seam.datasets[flow.source.dataset].name
            by_target[flow.target.dataset].add(name)
    return {
        f"{name} for {seam.datasets[target].name}"
        for target, names in by_target.items()
        for name in sorted(names)[1:]
    }


def listed(names: Sequence[str]) -> str:
    """Return names in a row; of many the first, and how many more there are."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _technologies(edges: Iterable[FlowEdge | DependencyEdge]) -> tuple[str, ...]:
    return tuple(sorted({fold(edge.technology) for edge in edges}))


def evidence_of(edges: Iterable[FlowEdge | DependencyEdge]) -> tuple[Evidence, ...]:
    """Return the first places of each edge; more would hide what counts."""
    return tuple(sorted({place for edge in edges for place in edge.evidence[:1]}))
