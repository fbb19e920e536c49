"""End-to-end flows over brokers, integration engines, file shares and staging areas.

A hop into a hub and a hop out of it carry the same content if they name the same topic, channel
or file, if one route connects them, or if they name the same entity: from the two the flow
between the true ends is derived. The hops stay as they are.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from seamscope.records import Certainty, Mechanism, State
from seamscope.resolve.contents import Link, Station
from seamscope.resolve.links import Hops, links
from seamscope.resolved import DatasetNode, End, Finding, FlowEdge, Severity

# Longer chains are not followed, and content with more pairs of ends than this is not opened:
# each is said in a finding.
MAX_HOPS = 6
MAX_PAIRS = 2500

WORST = (
    State.RETIRED,
    State.DISABLED,
    State.FAILED,
    State.UNKNOWN,
    State.DEVELOPMENT,
    State.PLANNED,
    State.ACTIVE,
)
LEAST_SURE = (Certainty.POSSIBLE, Certainty.LIKELY, Certainty.CERTAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """The end-to-end flows, and what was not followed."""

    edges: tuple[FlowEdge, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The hops from a hub to a true end, and the link by which each of them was reached."""

    hops: tuple[FlowEdge, ...] = ()
    links: tuple[Link, ...] = ()


def derive(
    edges: Sequence[FlowEdge], hubs: frozenset[str], datasets: Sequence[DatasetNode] = ()
) -> Derived:
    """Return the flows between true ends that these hops over the hubs amount to."""
    names = {node.id: node.name for node in datasets}
    hops = Hops.of([edge for edge in edges if not edge.derived], hubs)
    onward = links(hops, names)
    made: list[FlowEdge] = []
    findings: list[Finding] = []
    for station, firsts in sorted(hops.entering.items()):
        chains = list(_chains(station, hops, onward))
        if len(firsts) * len(chains) > MAX_PAIRS:
            findings.append(_too_many(station, firsts, chains))
            continue
        made += [
            _joined(first, chain)
            for first in firsts
            for chain in chains
            if chain.hops[-1].target.system != first.source.system
        ]
    # An end-to-end flow that a source states itself is not derived a second time.
    stated = {(edge.source, edge.target, edge.state) for edge in edges if edge.via}
    fresh = [edge for edge in made if (edge.source, edge.target, edge.state) not in stated]
    return Derived(edges=_united(fresh), findings=tuple(findings))


def _chains(start: Station, hops: Hops, onward: dict[Station, tuple[Link, ...]]) -> Iterator[Chain]:
    """Yield each chain of hops from a station to a system that is no hub, the shortest first."""
    waiting = deque([(start, Chain())])
    seen = {start}
    while waiting:
        place, path = waiting.popleft()
        why = f"both hops carry {place.entity}" if place.entity else ""
        here = Link(station=place, why=why, sure=not place.entity)
        for link in (here, *onward.get(place, ())):
            for edge in hops.leaving.get(link.station, ()):
                chain = Chain(hops=(*path.hops, edge), links=(*path.links, link))
                if edge.target.system not in hops.hubs:
                    yield chain
                elif len(chain.hops) + 1 < MAX_HOPS:
                    for station in hops.reached(edge):
                        if station not in seen:
                            seen.add(station)
                            waiting.append((station, chain))


def _joined(first: FlowEdge, chain: Chain) -> FlowEdge:
    hops = (first, *chain.hops)
    last = hops[-1]
    known = (hop.mechanism for hop in hops if hop.mechanism is not Mechanism.UNKNOWN)
    how = [link.why for link in chain.links if link.why]
    carried = f"derived from the hops, which carry the same content: {'; '.join(how)}"
    reasons = [hop.reason for hop in hops if hop.reason]
    surest = Certainty.CERTAIN if all(link.sure for link in chain.links) else Certainty.LIKELY
    return FlowEdge(
        id="",
        source=first.source,
        target=last.target,
        mechanism=next(known, Mechanism.UNKNOWN),
        technology=first.technology or last.technology,
        frequency=next((hop.frequency for hop in hops if hop.frequency), ""),
        latency=next((hop.latency for hop in hops if hop.latency), ""),
        volume=next((hop.volume for hop in hops if hop.volume), ""),
        entities=_entities(hops, chain),
        via=tuple(dict.fromkeys(hop.target.system for hop in hops[:-1])),
        routes=tuple(sorted({route for hop in hops for route in hop.routes})),
        stops=_stops(hops),
        derived=True,
        state=min((hop.state for hop in hops), key=WORST.index),
        certainty=min((surest, *(hop.certainty for hop in hops)), key=LEAST_SURE.index),
        reason="; ".join(dict.fromkeys([carried.removesuffix(": "), *reasons])),
        evidence=tuple(sorted({item for hop in hops for item in hop.evidence})),
    )


def _entities(hops: Sequence[FlowEdge], chain: Chain) -> tuple[str, ...]:
    """Return what the hops carry; of hops joined by an entity alone, that entity."""
    joined = {link.station.entity for link in chain.links if link.station.entity}
    if not joined:
        return tuple(dict.fromkeys(entity for hop in hops for entity in hop.entities))
    spelled = (spelling for hop in hops for spelling in Hops.spellings(hop, joined))
    return tuple(dict.fromkeys(spelled))[:1]


def _stops(hops: Sequence[FlowEdge]) -> tuple[End, ...]:
    """Return where the content waits in hubs: what each hop fills, and the next one reads."""
    pairs = pairwise(hops)
    places = (place for one, two in pairs for place in (one.target, two.source))
    return tuple(dict.fromkeys(places))


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
            routes=tuple(sorted({route for edge in several for route in edge.routes})),
            stops=tuple(dict.fromkeys(stop for edge in several for stop in edge.stops)),
            certainty=max((edge.certainty for edge in several), key=LEAST_SURE.index),
            reason="; ".join(dict.fromkeys(edge.reason for edge in several)),
            evidence=tuple(sorted({item for edge in several for item in edge.evidence})),
        )
        for several in groups.values()
    )


def _too_many(station: Station, entering: Sequence[FlowEdge], chains: Sequence[Chain]) -> Finding:
    hops = [*entering, *(chain.hops[-1] for chain in chains)]
    what = station.dataset or f"{station.system} with {station.entity}"
    return Finding(
        severity=Severity.LOW,
        what=(
            f"{len(entering)} flows enter {what} and {len(chains)} leave it: too many pairs to "
            "derive the end-to-end flows"
        ),
        where=(station.dataset or station.system,),
        remedy="split the dataset by its content, or list the end-to-end flows in the inventory",
        evidence=tuple(sorted({item for hop in hops for item in hop.evidence})),
    )
