"""Find hubs: systems and endpoints, such as brokers, that only pass on data of other systems."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from seamscope.knowledge import load
from seamscope.knowledge.entity_names import is_telling, list_entity_keys, name_words
from seamscope.knowledge.vocabulary import load_vocabulary
from seamscope.records import Mechanism, State
from seamscope.resolve.hub_contents import Station, is_path, match_files
from seamscope.resolved import DatasetNode, End, EndpointNode, FlowEdge, SystemNode

# Systems of these kinds have topics, channels or files, whose names may contain dots that are not
# separators.
STORES = frozenset({"broker", "integration platform", "file store"})
POC = "poc"
RUNNING = frozenset({State.ACTIVE, State.PLANNED})
MESSAGING = frozenset({Mechanism.EVENTS, Mechanism.CDC})
# A topic or queue in a list: ``parcel.scan.recorded.v2``; ``dbo.orders`` is a table.
TOPIC = re.compile(r"[A-Za-z][\w-]*(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The content of `knowledge/hops.yaml`.

    kinds: kinds of systems that are hubs.
    routing: the kinds of hubs that run routes.
    passing: kinds of datasets that pass data on, such as topics.
    staging: words in the names of staging tables.
    """

    kinds: frozenset[str]
    routing: frozenset[str]
    passing: frozenset[str]
    staging: frozenset[str]


@dataclass(slots=True, kw_only=True)
class Traffic:
    """The flows into and out of a system that may be a hub.

    entering: the flows into the system, by their place in it: a dataset or an entity.
    leaving: the flows out of the system, by their place in it.
    inside: pairs of places between which data moves inside the system.
    unnamed: whether the data of any flow is unknown: it has no dataset, and its entities are not
    all messages and files.
    """

    entering: dict[Station, list[FlowEdge]] = field(default_factory=lambda: defaultdict(list))
    leaving: dict[Station, list[FlowEdge]] = field(default_factory=lambda: defaultdict(list))
    inside: list[tuple[Station, Station]] = field(default_factory=list)
    unnamed: bool = False


def is_store(system: SystemNode) -> bool:
    """Return whether a system of this kind keeps topics, channels or files."""
    return system.kind in STORES


@cache
def load_hub_vocabulary() -> Vocabulary:
    """Return the content of `knowledge/hops.yaml`: kinds of hubs and words of staging areas."""
    match load("hops"):
        case {
            "hub_kinds": list(kinds),
            "routing_kinds": list(routing),
            "passing_kinds": list(passing),
            "staging_words": list(staging),
        }:
            return Vocabulary(
                kinds=frozenset(map(str, kinds)),
                routing=frozenset(map(str, routing)),
                passing=frozenset(map(str, passing)),
                staging=frozenset(map(str, staging)),
            )
        case _:
            raise ValueError("knowledge/hops.yaml does not have the expected structure")


def list_routing_hubs(systems: Iterable[SystemNode]) -> frozenset[str]:
    """Return the ids of the hubs that run routes; brokers and stores do not."""
    return frozenset(node.id for node in systems if node.kind in load_hub_vocabulary().routing)


def find_hubs(
    systems: Iterable[SystemNode],
    datasets: Iterable[DatasetNode],
    flows: Sequence[FlowEdge],
    endpoints: Iterable[EndpointNode] = (),
) -> frozenset[str]:
    """Return the ids of the hubs, recognised by their kind or by their flows.

    A system without a known kind, or an endpoint, is a hub if two conditions are met: it passes on
    all content that enters it and sends no other, and this content consists of messages, files or
    staging tables. An endpoint with only files is a file share, which is a hub if it passes on at
    least one file.
    """
    systems = tuple(systems)
    by_kind = {node.id for node in systems if node.kind in load_hub_vocabulary().kinds}
    settled = {*load_vocabulary().kinds, POC}
    open_ = {node.id for node in systems if node.kind.casefold() not in settled}
    unplaced = {node.id for node in endpoints}
    open_ |= unplaced
    nodes = {node.id: node for node in datasets}
    traffic = _collect_traffic(flows, open_)
    shares = {key for key in unplaced & traffic.keys() if _is_file_share(traffic[key], nodes)}
    by_flows = {key for key, seen in traffic.items() if _passes_on(seen, nodes)}
    return frozenset(by_kind | by_flows | shares)


def _collect_traffic(flows: Iterable[FlowEdge], wanted: set[str]) -> dict[str, Traffic]:
    found: dict[str, Traffic] = defaultdict(Traffic)
    for flow in flows:
        if flow.derived or flow.state not in RUNNING:
            continue
        source, target = flow.source, flow.target
        if source.system == target.system and source.system in wanted:
            ends = (Station(system=end.system, dataset=end.dataset) for end in (source, target))
            start, end = ends
            found[source.system].inside.append((start, end))
            continue
        if source.system in wanted:
            stations = _list_hop_stations(flow, source)
            for station in stations:
                found[source.system].leaving[station].append(flow)
            found[source.system].unnamed |= not stations
        if target.system in wanted:
            stations = _list_hop_stations(flow, target)
            for station in stations:
                found[target.system].entering[station].append(flow)
            found[target.system].unnamed |= not stations
    return found


def _list_hop_stations(flow: FlowEdge, end: End) -> list[Station]:
    """Return the places where a flow arrives or leaves: its dataset, else its messages and files.

    Return [] if any entity of the flow is neither a message nor a file.
    """
    if end.dataset:
        return [Station(system=end.system, dataset=end.dataset)]
    if not all(map(_names_message, flow.entities)):
        return []
    keys = dict.fromkeys(key for text in flow.entities for key, _ in list_entity_keys(text))
    return [Station(system=end.system, entity=key) for key in keys]


def _names_message(phrase: str) -> bool:
    """Return whether a phrase is the name of a topic, queue or file, not of a table or entity."""
    if is_path(phrase):
        return True
    parts = phrase.strip().split(".") if TOPIC.fullmatch(phrase.strip()) else []
    return len(parts) > 1 and not is_telling(parts[-1])


def _passes_on(seen: Traffic, nodes: dict[str, DatasetNode]) -> bool:
    if seen.unnamed or not seen.entering or not seen.leaving:
        return False
    hops = _list_hops(seen)
    if not all(
        key.entity or _is_passing_through(nodes[key.dataset], flows) for key, flows in hops.items()
    ):
        return False
    return all(_is_between_others(part, seen) for part in _group_by_content(seen, nodes))


def _is_file_share(seen: Traffic, nodes: dict[str, DatasetNode]) -> bool:
    """Return whether an endpoint contains only files, and passes on at least one of them."""
    hops = _list_hops(seen)
    if seen.unnamed or not all(
        key.dataset and _is_file(nodes[key.dataset], flows) for key, flows in hops.items()
    ):
        return False
    return any(_is_between_others(part, seen) for part in _group_by_content(seen, nodes))


def _list_hops(seen: Traffic) -> dict[Station, list[FlowEdge]]:
    return {
        key: [*seen.entering.get(key, ()), *seen.leaving.get(key, ())]
        for key in _list_stations(seen)
    }


def _list_stations(seen: Traffic) -> set[Station]:
    return {*seen.entering, *seen.leaving}


def _is_passing_through(node: DatasetNode, flows: Iterable[FlowEdge]) -> bool:
    words = load_hub_vocabulary()
    staged = words.staging.intersection(name_words(node.name))
    flows = tuple(flows)
    listed = node.kind.casefold() in words.passing or _is_file(node, flows)
    return bool(staged or listed) or all(flow.mechanism in MESSAGING for flow in flows)


def _is_file(node: DatasetNode, flows: Iterable[FlowEdge]) -> bool:
    """Return whether a dataset is a file or folder. The path of a web address is not."""
    return is_path(node.name) and all(flow.mechanism is not Mechanism.API for flow in flows)


def _group_by_content(seen: Traffic, nodes: dict[str, DatasetNode]) -> list[set[Station]]:
    """Return the places in a system, grouped by the content that passes through them."""
    names = {key.dataset: nodes[key.dataset].name for key in _list_stations(seen) if key.dataset}
    near: dict[Station, set[Station]] = defaultdict(set)
    pairs = [(one, link.station) for one, link in match_files(seen.entering, seen.leaving, names)]
    for one, other in (*pairs, *seen.inside):
        near[one].add(other)
        near[other].add(one)
    parts, met = [], set[Station]()
    for start in sorted(_list_stations(seen)):
        if start not in met:
            part, todo = {start}, [start]
            while todo:
                fresh = near[todo.pop()] - part
                part |= fresh
                todo += fresh
            met |= part
            parts.append(part)
    return parts


def _is_between_others(part: set[Station], seen: Traffic) -> bool:
    """Return whether the content at these places comes from one system and goes to another."""
    senders = {f.source.system for key in part for f in seen.entering.get(key, ())}
    takers = {f.target.system for key in part for f in seen.leaving.get(key, ())}
    return bool(senders and takers) and len(senders | takers) > 1
