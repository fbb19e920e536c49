"""End-to-end flows over brokers, integration engines and file stores.

A hop into and a hop out of one and the same topic, channel or file carry the same content: from
the two the flow between the true ends is derived. The hops stay as they are.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from seamscope.records import Certainty, Mechanism, State
from seamscope.resolved import Finding, FlowEdge, Severity, SystemNode

HUBS = frozenset({"broker", "integration platform", "file store"})
# Longer chains are not followed, and a dataset with more pairs of ends than this is not opened:
# each is said in a finding.
MAX_HOPS = 6
MAX_PAIRS = 2500

WORST = (
    State.RETIRED,
    State.DISABLED,
    State.FAILED,
    State.DEVELOPMENT,
    State.PLANNED,
    State.ACTIVE,
)
LEAST_SURE = (Certainty.POSSIBLE, Certainty.LIKELY, Certainty.CERTAIN)


def is_hub(system: SystemNode) -> bool:
    """Tell whether data only passes through a system of this kind."""
    return system.kind in HUBS


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """The end-to-end flows, and what was not followed."""

    edges: tuple[FlowEdge, ...]
    findings: tuple[Finding, ...]


def derive(edges: Sequence[FlowEdge], systems: Sequence[SystemNode]) -> Derived:
    """Return the flows between true ends that these hops amount to."""
    hubs = {system.id for system in systems if is_hub(system)}
    entering, leaving = _sorted_by_hub(edges, hubs)
    made: list[FlowEdge] = []
    findings: list[Finding] = []
    for dataset in sorted(entering):
        firsts, tails = entering[dataset], list(_tails(dataset, leaving, hubs))
        if len(firsts) * len(tails) > MAX_PAIRS:
            findings.append(_too_many(dataset, firsts, tails))
            continue
        made += [
            _joined([first, *tail])
            for first in firsts
            for tail in tails
            if tail[-1].target.system != first.source.system
        ]
    # An end-to-end flow that a source states itself is not derived a second time.
    stated = {(edge.source, edge.target, edge.state) for edge in edges if edge.via}
    fresh = [edge for edge in made if (edge.source, edge.target, edge.state) not in stated]
    return Derived(edges=_united(fresh), findings=tuple(findings))


def _sorted_by_hub(
    edges: Sequence[FlowEdge], hubs: set[str]
) -> tuple[dict[str, list[FlowEdge]], dict[str, list[FlowEdge]]]:
    """Return the hops into a hub from outside, and the hops out of one, by the hub's dataset."""
    entering: dict[str, list[FlowEdge]] = defaultdict(list)
    leaving: dict[str, list[FlowEdge]] = defaultdict(list)
    for edge in edges:
        if edge.target.system in hubs and edge.target.dataset and edge.source.system not in hubs:
            entering[edge.target.dataset].append(edge)
        if edge.source.system in hubs and edge.source.dataset:
            leaving[edge.source.dataset].append(edge)
    return entering, leaving


def _tails(
    dataset: str, leaving: dict[str, list[FlowEdge]], hubs: set[str]
) -> Iterator[list[FlowEdge]]:
    """Yield each chain of hops from a hub's dataset to a system that is no hub."""
    waiting: list[tuple[str, list[FlowEdge]]] = [(dataset, [])]
    seen = {dataset}
    while waiting:
        place, path = waiting.pop(0)
        for edge in leaving.get(place, []):
            if edge.target.system not in hubs:
                yield [*path, edge]
            elif edge.target.dataset not in {*seen, ""} and len(path) + 2 < MAX_HOPS:
                seen.add(edge.target.dataset)
                waiting.append((edge.target.dataset, [*path, edge]))


def _joined(hops: Sequence[FlowEdge]) -> FlowEdge:
    first, last = hops[0], hops[-1]
    known = (hop.mechanism for hop in hops if hop.mechanism is not Mechanism.UNKNOWN)
    reasons = [hop.reason for hop in hops if hop.reason]
    carried = "derived from the hops, which carry the same content"
    return FlowEdge(
        id="",
        source=first.source,
        target=last.target,
        mechanism=next(known, Mechanism.UNKNOWN),
        technology=first.technology or last.technology,
        frequency=next((hop.frequency for hop in hops if hop.frequency), ""),
        latency=next((hop.latency for hop in hops if hop.latency), ""),
        volume=next((hop.volume for hop in hops if hop.volume), ""),
        entities=tuple(dict.fromkeys(entity for hop in hops for entity in hop.entities)),
        via=tuple(dict.fromkeys(hop.target.system for hop in hops[:-1])),
        derived=True,
        state=min((hop.state for hop in hops), key=WORST.index),
        certainty=min((hop.certainty for hop in hops), key=LEAST_SURE.index),
        reason="; ".join(dict.fromkeys([carried, *reasons])),
        evidence=tuple(sorted({item for hop in hops for item in hop.evidence})),
    )


def _united(edges: Sequence[FlowEdge]) -> tuple[FlowEdge, ...]:
    """Make one of the flows that several topics carry between the same ends."""
    groups: dict[tuple[object, ...], list[FlowEdge]] = defaultdict(list)
    for edge in edges:
        what = (edge.mechanism, edge.technology, edge.state, edge.via)
        groups[edge.source, edge.target, *what].append(edge)
    return tuple(
        replace(
            several[0],
            entities=tuple(dict.fromkeys(entity for edge in several for entity in edge.entities)),
            certainty=max((edge.certainty for edge in several), key=LEAST_SURE.index),
            reason="; ".join(dict.fromkeys(edge.reason for edge in several)),
            evidence=tuple(sorted({item for edge in several for item in edge.evidence})),
        )
        for several in groups.values()
    )


def _too_many(
    dataset: str, entering: Sequence[FlowEdge], tails: Sequence[Sequence[FlowEdge]]
) -> Finding:
    hops = [*entering, *(tail[-1] for tail in tails)]
    return Finding(
        severity=Severity.LOW,
        what=(
            f"{len(entering)} flows enter {dataset} and {len(tails)} leave it: too many pairs to "
            "derive the end-to-end flows"
        ),
        where=(dataset,),
        remedy="split the dataset by its content, or list the end-to-end flows in the inventory",
        evidence=tuple(sorted({item for hop in hops for item in hop.evidence})),
    )
