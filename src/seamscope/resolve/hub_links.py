"""Find, for the content that enters each hub, where it leaves the hub."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from seamscope.knowledge.entity_names import build_entity_key, list_entity_keys
from seamscope.records import Certainty
from seamscope.resolve.hub_contents import Link, Station, build_file_pattern, match_files
from seamscope.resolved import End, FlowEdge

LIKELY, POSSIBLE = Certainty.LIKELY, Certainty.POSSIBLE
Stations = dict[Station, list[FlowEdge]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hops:
    """Flows into, between and out of hubs, grouped by their place in the hub (`Station`).

    hubs: ids of the hubs.
    routing: ids of the hubs that run routes; all other hubs are brokers and stores.
    entering: flows from a system that is not a hub, by the place where they arrive.
    between: flows from hub to hub, by the place where they arrive.
    leaving: flows out of a hub, also to another hub, by the place where they leave.
    """

    hubs: frozenset[str]
    routing: frozenset[str]
    entering: Stations
    between: Stations
    leaving: Stations

    @classmethod
    def sort(
        cls,
        edges: Iterable[FlowEdge],
        hubs: frozenset[str],
        routing: frozenset[str] = frozenset(),
    ) -> "Hops":
        """Group the flows that enter or leave a hub by their place in the hub.

        The place of a flow with a dataset is this dataset. A flow without a dataset is at the place
        of each of its entities or, without entities, of each of its routes. Flows that neither
        enter nor leave a hub are left out.
        """
        entering: Stations = defaultdict(list)
        between: Stations = defaultdict(list)
        leaving: Stations = defaultdict(list)
        for edge in edges:
            if edge.target.system in hubs:
                inner = edge.source.system in hubs
                for station in _list_stations(edge, edge.target):
                    (between if inner else entering)[station].append(edge)
            if edge.source.system in hubs:
                for station in _list_stations(edge, edge.source):
                    leaving[station].append(edge)
        return cls(hubs=hubs, routing=routing, entering=entering, between=between, leaving=leaving)

    def list_arrivals(self, edge: FlowEdge) -> Iterator[Station]:
        """Yield the places in the second hub at which a flow between two hubs arrives."""
        yield from _list_stations(edge, edge.target)

    @staticmethod
    def list_spellings(edge: FlowEdge, keys: set[str]) -> Iterator[str]:
        """Yield the names of entities in a flow as its source spells them.

        keys: the normalised names of these entities.
        """
        for phrase in edge.entities:
            yield from (name for key, name in list_entity_keys(phrase) if key in keys)


def _list_stations(edge: FlowEdge, end: End) -> Iterator[Station]:
    if end.dataset:
        yield Station(system=end.system, dataset=end.dataset)
        return
    keys = dict.fromkeys(key for text in edge.entities for key, _ in list_entity_keys(text))
    if keys:
        yield from (Station(system=end.system, entity=key) for key in keys)
    else:
        yield from (Station(system=end.system, route=route) for route in edge.routes)


def link_stations(hops: Hops, names: Mapping[str, str]) -> dict[Station, tuple[Link, ...]]:
    """Return, for each place where content enters a hub, the places where this content leaves.

    names: names of datasets by id.
    """
    found: dict[Station, dict[Station, Link]] = defaultdict(dict)
    arriving = _group_by_hub([*hops.entering, *hops.between])
    going = _group_by_hub(hops.leaving)
    for hub in sorted(arriving.keys() & going.keys()):
        pairs = [
            *match_files(arriving[hub], going[hub], names),
            *_link_by_entity(arriving[hub], going[hub], names),
        ]
        for station, link in pairs:
            found[station].setdefault(link.station, link)
    for station, link in list(_link_by_route(hops, found, names)):
        found[station].setdefault(link.station, link)
    return {station: tuple(near[key] for key in sorted(near)) for station, near in found.items()}


def _group_by_hub(stations: Iterable[Station]) -> dict[str, list[Station]]:
    found: dict[str, list[Station]] = defaultdict(list)
    for station in sorted(set(stations)):
        found[station.system].append(station)
    return found


def _link_by_entity(
    arriving: Sequence[Station], going: Sequence[Station], names: Mapping[str, str]
) -> Iterator[tuple[Station, Link]]:
    """Yield links between a dataset and an entity of a hub, if the dataset contains this entity.

    Equal entities are linked, too, but two datasets are not, because their content differs.

    arriving: the places at which data arrives in the hub.
    going: the places at which data leaves the hub.
    names: names of datasets by id.
    """
    keys: dict[str, list[Station]] = defaultdict(list)
    for station in going:
        keys[_get_entity(station, names)].append(station)
    for station in arriving:
        key = _get_entity(station, names)
        for other in keys[key] if key else ():
            # Two datasets of one hub have different content, even if both names mean one entity.
            if station != other and not (station.dataset and other.dataset):
                yield station, Link(station=other, why=f"both hops carry {key}", certainty=LIKELY)


def _get_entity(station: Station, names: Mapping[str, str]) -> str:
    return station.entity or build_entity_key(names.get(station.dataset, ""))


def _link_by_route(
    hops: Hops, found: Mapping[Station, Mapping[Station, Link]], names: Mapping[str, str]
) -> Iterator[tuple[Station, Link]]:
    """Yield links between places in a hub that one route reads and writes under different names.

    Only places without another link are used, and only if the route reads or writes a single place:
    if a route reads and writes several files, it is unknown which input becomes which output. A
    store keeps each object under its name, so two names in a store are not linked. A flow without
    an object is linked with the certainty POSSIBLE.
    """
    into = {*hops.entering, *hops.between}
    reached = {other for near in found.values() for other in near}
    loose = {key for key in into if not found.get(key) and key not in hops.leaving}
    unfed = {key for key in hops.leaving if key not in reached and key not in into}
    ins, outs = _group_by_route(hops.entering, hops.between), _group_by_route(hops.leaving)
    for place in sorted(ins.keys() & outs.keys()):
        if len(ins[place]) == 1 or len(outs[place]) == 1:
            for station in sorted(ins[place] & loose):
                for other in sorted(outs[place] & unfed):
                    if place[0] in hops.routing:
                        why = f"{place[1]} receives the content and sends it on"
                        yield station, Link(station=other, why=why, certainty=LIKELY)
                    elif _lack_object(station, other, names):
                        why = (
                            f"{place[1]} writes and reads this hub, and one hop does not "
                            f"specify an object"
                        )
                        yield station, Link(station=other, why=why, certainty=POSSIBLE)


def _lack_object(one: Station, other: Station, names: Mapping[str, str]) -> bool:
    """Return whether one place is only a folder that contains the object of the other place."""
    if one.entity or other.entity:
        return False
    paths = [build_file_pattern(names.get(key.dataset, "")).path for key in (one, other)]
    shorter, longer = sorted(paths, key=len)
    return len(shorter) < len(longer) and longer[: len(shorter)] == shorter


def _group_by_route(
    *groups: Mapping[Station, Sequence[FlowEdge]],
) -> dict[tuple[str, str], set[Station]]:
    """Return the places at which flows of a route arrive or leave, by hub and route."""
    found: dict[tuple[str, str], set[Station]] = defaultdict(set)
    for group in groups:
        for station, edges in group.items():
            for route in {route for edge in edges for route in edge.routes}:
                found[station.system, route].add(station)
    return found
