"""Derive end-to-end flows over hubs: brokers, integration engines, file shares, staging areas.

``Shop -> Kafka`` and ``Kafka -> Billing`` are two *hops*. They produce the additional flow ``Shop
-> Billing`` if both carry the same content: if they have the same topic, channel, file or entity,
or if one route connects them.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from seamscope.records import Certainty, Mechanism, State
from seamscope.resolve.hub_contents import Link, Station
from seamscope.resolve.hub_links import Hops, link_stations
from seamscope.resolved import DatasetNode, End, Finding, FlowEdge, Severity

# Limits: hops in a chain, and end-to-end flows over one topic or file. Above the second limit,
# none are derived and a finding is reported.
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
# Start of the reason of an end-to-end flow whose hops may carry different content.
UNSURE = "possible end-to-end flow, derived from hops of one route"
LEAST_SURE = (Certainty.POSSIBLE, Certainty.LIKELY, Certainty.CERTAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """The derived end-to-end flows, and findings about content that connects too many systems."""

    edges: tuple[FlowEdge, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The flows (hops) from a hub over other hubs to a system that is not a hub.

    links: for each hop, the reason why it carries on the content of the hop before it.
    """

    hops: tuple[FlowEdge, ...] = ()
    links: tuple[Link, ...] = ()


def derive(
    edges: Sequence[FlowEdge],
    hubs: frozenset[str],
    datasets: Sequence[DatasetNode] = (),
    routing: frozenset[str] = frozenset(),
) -> Derived:
    """Return the end-to-end flows between systems that are connected by flows over these hubs.

    hubs: ids of systems and endpoints that only pass data on, such as brokers.
    routing: the hubs that run routes, in which a route may rename content.
    """
    names = {node.id: node.name for node in datasets}
    hops = Hops.sort([edge for edge in edges if not edge.derived], hubs, routing)
    onward = link_stations(hops, names)
    derived_edges: list[FlowEdge] = []
    findings: list[Finding] = []
    for station, firsts in sorted(hops.entering.items()):
        chains = list(_list_chains(station, hops, onward))
        if len(firsts) * len(chains) > MAX_PAIRS:
            findings.append(_report_too_many(station, firsts, chains))
            continue
        derived_edges += [
            _join_hops(first, chain)
            for first in firsts
            for chain in chains
            if chain.hops[-1].target.system != first.source.system
        ]
    # An end-to-end flow that a source contains is not derived a second time.
    stated = {(edge.source, edge.target, edge.state) for edge in edges if edge.via}
    fresh = [edge for edge in derived_edges if (edge.source, edge.target, edge.state) not in stated]
    return Derived(edges=_merge_topics(fresh), findings=tuple(findings))


def _list_chains(
    start: Station, hops: Hops, onward: dict[Station, tuple[Link, ...]]
) -> Iterator[Chain]:
    """Yield each chain of flows from a hub to a system that is not a hub, shortest first.

    start: the dataset, entity or route of the hub at which the data arrives.
    onward: the places in a hub where the content of each place leaves.
    """
    waiting = deque([(start, Chain())])
    seen = {start}
    while waiting:
        station, path = waiting.popleft()
        here = _link_to_itself(station, hops)
        for link in (here, *onward.get(station, ())):
            for edge in hops.leaving.get(link.station, ()):
                chain = Chain(hops=(*path.hops, edge), links=(*path.links, link))
                if edge.target.system not in hops.hubs:
                    yield chain
                elif len(chain.hops) + 1 < MAX_HOPS:
                    for following in hops.list_arrivals(edge):
                        if following not in seen:
                            seen.add(following)
                            waiting.append((following, chain))


def _link_to_itself(station: Station, hops: Hops) -> Link:
    """Return the link for a place in a hub at which one flow arrives and the next one leaves."""
    if station.entity:
        why = f"both hops carry {_spell_entity(station, hops)}"
        return Link(station=station, why=why, certainty=Certainty.LIKELY)
    if station.dataset or station.system in hops.routing:
        return Link(station=station)
    why = f"{station.route} writes and reads this hub, and no hop specifies an object"
    return Link(station=station, why=why, certainty=Certainty.POSSIBLE)


def _spell_entity(station: Station, hops: Hops) -> str:
    """Return the entity at a place in a hub, spelled as in a source."""
    edges = (*hops.entering.get(station, ()), *hops.between.get(station, ()))
    spelled = (name for edge in edges for name in hops.list_spellings(edge, {station.entity}))
    return min(spelled, default=station.entity)


def _join_hops(first: FlowEdge, chain: Chain) -> FlowEdge:
    hops = (first, *chain.hops)
    last = hops[-1]
    known = (hop.mechanism for hop in hops if hop.mechanism is not Mechanism.UNKNOWN)
    reasons_per_link = [link.why for link in chain.links if link.why]
    unsure = any(link.certainty is Certainty.POSSIBLE for link in chain.links)
    carried = UNSURE if unsure else "end-to-end flow, derived from hops that carry the same content"
    carried += f": {'; '.join(reasons_per_link)}"
    reasons = [hop.reason for hop in hops if hop.reason]
    sureness = [*(link.certainty for link in chain.links), *(hop.certainty for hop in hops)]
    return FlowEdge(
        id="",
        source=first.source,
        target=last.target,
        mechanism=next(known, Mechanism.UNKNOWN),
        technology=first.technology or last.technology,
        frequency=next((hop.frequency for hop in hops if hop.frequency), ""),
        latency=next((hop.latency for hop in hops if hop.latency), ""),
        volume=next((hop.volume for hop in hops if hop.volume), ""),
        error_handling=tuple(sorted({rule for hop in hops for rule in hop.error_handling})),
        after_failure=any(hop.after_failure for hop in hops),
        entities=_collect_entities(hops, chain),
        via=tuple(dict.fromkeys(hop.target.system for hop in hops[:-1])),
        routes=tuple(sorted({route for hop in hops for route in hop.routes})),
        stops=_list_stops(hops),
        derived=True,
        state=min((hop.state for hop in hops), key=WORST.index),
        certainty=min(sureness, key=LEAST_SURE.index),
        reason="; ".join(dict.fromkeys([carried.removesuffix(": "), *reasons])),
        evidence=tuple(sorted({item for hop in hops for item in hop.evidence})),
    )


def _collect_entities(hops: Sequence[FlowEdge], chain: Chain) -> tuple[str, ...]:
    """Return the entity that connects the flows of a chain, spelled as in the first of them.

    If no entity connects them, return the entities of all flows.
    """
    joined = {link.station.entity for link in chain.links if link.station.entity}
    if not joined:
        return tuple(dict.fromkeys(entity for hop in hops for entity in hop.entities))
    spelled = (spelling for hop in hops for spelling in Hops.list_spellings(hop, joined))
    return tuple(dict.fromkeys(spelled))[:1]


def _list_stops(hops: Sequence[FlowEdge]) -> tuple[End, ...]:
    """Return the topics, channels or files in hubs through which a chain of flows passes."""
    pairs = pairwise(hops)
    ends = (end for one, two in pairs for end in (one.target, two.source))
    return tuple(dict.fromkeys(ends))


def _merge_topics(edges: Sequence[FlowEdge]) -> tuple[FlowEdge, ...]:
    """Merge end-to-end flows that differ only in the topics or files through which they pass."""
    groups: dict[tuple[object, ...], list[FlowEdge]] = defaultdict(list)
    for edge in edges:
        transport = (edge.mechanism, edge.technology, edge.state, edge.via)
        groups[edge.source, edge.target, *transport].append(edge)
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


def _report_too_many(
    station: Station, entering: Sequence[FlowEdge], chains: Sequence[Chain]
) -> Finding:
    hops = [*entering, *(chain.hops[-1] for chain in chains)]
    content = station.dataset or f"{station.system} with {station.entity}"
    return Finding(
        severity=Severity.LOW,
        what=(
            f"{len(entering)} flows enter {content} and {len(chains)} leave it: too many pairs to "
            "derive the end-to-end flows"
        ),
        where=(station.dataset or station.system,),
        remedy="split the dataset by its content, or list the end-to-end flows in the inventory",
        evidence=tuple(sorted({item for hop in hops for item in hop.evidence})),
    )
