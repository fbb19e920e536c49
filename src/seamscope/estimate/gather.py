"""Gather what the landscape, the surface and the POC say of each integration into a `Seam`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from seamscope.estimate.integration_context import Graph, Lane, Seam, fold
from seamscope.landscape import Integration
from seamscope.poc import Poc, Touch
from seamscope.records import Mechanism, State
from seamscope.resolved import DatasetNode, DependencyEdge, End, FlowEdge, SystemNode
from seamscope.surface import Surface


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The landscape's flows by what the estimator looks for."""

    flows: dict[str, FlowEdge]
    dependencies: dict[str, DependencyEdge]
    inside: dict[str, list[FlowEdge]]
    leaving: dict[str, list[FlowEdge]]
    technologies: dict[tuple[str, str], str]


def seams(landscape: Graph, surface: Surface, poc: Poc | None) -> tuple[Seam, ...]:
    """Return a seam for every integration that is active or to be built, sorted by id."""
    index = _index(landscape)
    build = frozenset(surface.build)
    wanted = [i for i in landscape.integrations if i.active or i.id in build]
    return tuple(
        _seam(landscape, index, integration, surface.poc, poc)
        for integration in sorted(wanted, key=lambda i: i.id)
    )


def _index(landscape: Graph) -> Index:
    inside: dict[str, list[FlowEdge]] = defaultdict(list)
    leaving: dict[str, list[FlowEdge]] = defaultdict(list)
    technologies: dict[tuple[str, str], str] = {}
    for flow in landscape.flows:
        if flow.state is not State.ACTIVE:
            continue
        source, target = flow.source.system, flow.target.system
        if source == target:
            inside[source].append(flow)
        elif not flow.derived:
            leaving[source].append(flow)
        for end in (source, target):
            technologies.setdefault((end, fold(flow.technology)), flow.id)
    return Index(
        flows={flow.id: flow for flow in landscape.flows},
        dependencies={item.id: item for item in landscape.dependencies},
        inside=inside,
        leaving=leaving,
        technologies=technologies,
    )


def _seam(
    landscape: Graph, index: Index, integration: Integration, poc_system: str, poc: Poc | None
) -> Seam:
    own = poc_system if poc_system in integration.systems else ""
    counted = (State.ACTIVE, State.PLANNED) if own else (State.ACTIVE,)
    flows = [index.flows[key] for key in sorted(integration.flows)]
    alive = [flow for flow in flows if flow.state in counted]
    direct = [flow for flow in alive if not flow.derived]
    chosen = direct or alive
    kept = {flow.id for flow in chosen}
    first, second = (landscape.system(key) for key in integration.systems)
    depends = [index.dependencies[key] for key in sorted(integration.dependencies)]
    others = tuple(end for end in (first, second) if end.id != own)
    return Seam(
        integration=integration,
        ends=(first, second),
        others=others,
        lanes=tuple(_lanes(landscape, index, (first, second), chosen)),
        left_out=tuple(flow for flow in alive if flow.id not in kept),
        dependencies=tuple(item for item in depends if item.state in counted),
        datasets=_datasets(landscape, [*chosen, *depends]),
        interfaces={
            end.id: tuple(i for i in landscape.interfaces_of(end.id) if i.state is State.ACTIVE)
            for end in (first, second)
        },
        platforms=_platforms(landscape, index, flows, (first, second)),
        touches=_touches(poc, others, chosen) if poc and own else (),
        poc=poc,
        poc_system=own,
        end_to_end=bool(chosen) and not direct,
    )


def _lanes(
    landscape: Graph,
    index: Index,
    ends: tuple[SystemNode, SystemNode],
    flows: Iterable[FlowEdge],
) -> Iterator[Lane]:
    chosen = tuple(flows)
    for source, target in (ends, ends[::-1]):
        lane = tuple(flow for flow in chosen if flow.source.system == source.id)
        if lane:
            consumers = _consumers(index, lane) - {source.id, target.id}
            placed = filter(landscape.is_system, consumers)
            names = sorted(landscape.system(key).name for key in placed)
            yield Lane(source=source, target=target, flows=lane, consumers=tuple(names))


def _consumers(index: Index, lane: tuple[FlowEdge, ...]) -> set[str]:
    """Return the systems that read what a lane writes, through the target's own steps."""
    target = lane[0].target.system
    reached = {flow.target.dataset for flow in lane}
    inner = index.inside.get(target, [])
    grown = bool(inner)
    while grown:
        step = {f.target.dataset for f in inner if _meets(f.source, reached)} - reached
        reached |= step
        grown = bool(step)
    leaving = index.leaving.get(target, [])
    return {flow.target.system for flow in leaving if _meets(flow.source, reached)}


def _meets(end: End, datasets: set[str]) -> bool:
    """Say whether an end may read one of the datasets; "" on either side is not said, so may."""
    return not end.dataset or "" in datasets or end.dataset in datasets


def _datasets(
    landscape: Graph, edges: Iterable[FlowEdge | DependencyEdge]
) -> dict[str, DatasetNode]:
    keys = {end.dataset for edge in edges for end in (edge.source, edge.target)} - {""}
    return {key: landscape.dataset(key) for key in sorted(keys)}


def _platforms(
    landscape: Graph,
    index: Index,
    flows: Iterable[FlowEdge],
    ends: tuple[SystemNode, SystemNode],
) -> dict[str, str]:
    found: dict[str, str] = {}
    for flow in flows:
        if flow.state is State.ACTIVE and flow.mechanism is Mechanism.ETL:
            named = flow.technology or "an ETL platform"
            found.setdefault("", f"{named} already connects {ends[0].name} and {ends[1].name}")
        technology = fold(flow.technology)
        for end in ends:
            if technology and (end.id, technology) in index.technologies:
                system = landscape.system(end.id).name
                found.setdefault(technology, f"{flow.technology} already touches {system}")
    return found


def _touches(
    poc: Poc, others: Iterable[SystemNode], flows: Iterable[FlowEdge]
) -> tuple[Touch, ...]:
    """Return what the POC says of the other end: by the flow's line, or by the system's name."""
    lines = {e.line for flow in flows for e in flow.evidence if e.connector == "poc" and e.line}
    names = {fold(n) for end in others for n in (end.id, end.name, *end.aliases)}
    return tuple(
        touch
        for touch in (*poc.reads, *poc.writes)
        if touch.line in lines or fold(touch.system) in names
    )
