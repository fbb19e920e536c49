"""Collect the facts about each integration from the landscape, the surface and the POC."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import partial

from seamscope.decisions import Told
from seamscope.estimate.integration_context import IntegrationContext, LandscapeView, Lane, fold
from seamscope.faults import Attempt, run_unprotected
from seamscope.landscape import Integration
from seamscope.poc import Poc, Touch
from seamscope.records import Intent, Mechanism, State
from seamscope.resolved import DatasetNode, DependencyEdge, End, FlowEdge, SystemNode
from seamscope.surface import Surface


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowIndex:
    """The landscape's flows, indexed for the estimator.

    flows, dependencies: edges by id.
    internal: active flows within one system, by system id.
    outgoing: active direct flows out of a system, by system id.
    technologies: the id of one active flow, by (system id, normalised technology).
    in_use: active flows between systems, by (system id, mechanism).
    """

    flows: dict[str, FlowEdge]
    dependencies: dict[str, DependencyEdge]
    internal: dict[str, list[FlowEdge]]
    outgoing: dict[str, list[FlowEdge]]
    technologies: dict[tuple[str, str], str]
    in_use: dict[tuple[str, Mechanism], list[FlowEdge]]


def gather_contexts(
    landscape: LandscapeView,
    surface: Surface,
    poc: Poc | None,
    attempt: Attempt = run_unprotected,
    told: Sequence[Told] = (),
) -> tuple[IntegrationContext, ...]:
    """Return the context of every integration that is active or to be built, sorted by id."""
    index = _index_flows(landscape)
    build = frozenset(surface.build)
    selected = [i for i in landscape.integrations if i.active or i.id in build]
    contexts: list[IntegrationContext | None] = [
        attempt(
            f"The estimate of {integration.id}",
            partial(_build_context, landscape, index, integration, surface, poc),
            None,
        )
        for integration in sorted(selected, key=lambda i: i.id)
    ]
    return tuple(_add_answers(context, told) for context in contexts if context is not None)


def _add_answers(context: IntegrationContext, told: Sequence[Told]) -> IntegrationContext:
    """Return the context with the answers about the integration, its systems or the team."""
    about = {context.integration.id, *(end.id for end in context.others)}
    mine = tuple(one for one in told if not one.about or not about.isdisjoint(one.about))
    return replace(context, answers=mine) if mine else context


def _index_flows(landscape: LandscapeView) -> FlowIndex:
    internal: dict[str, list[FlowEdge]] = defaultdict(list)
    outgoing: dict[str, list[FlowEdge]] = defaultdict(list)
    technologies: dict[tuple[str, str], str] = {}
    in_use: dict[tuple[str, Mechanism], list[FlowEdge]] = defaultdict(list)
    for flow in landscape.flows:
        if flow.state is not State.ACTIVE:
            continue
        source, target = flow.source.system, flow.target.system
        if source == target:
            internal[source].append(flow)
        elif not flow.derived:
            outgoing[source].append(flow)
        for end in (source, target):
            technologies.setdefault((end, fold(flow.technology)), flow.id)
            if source != target:
                in_use[(end, flow.mechanism)].append(flow)
    return FlowIndex(
        flows={flow.id: flow for flow in landscape.flows},
        dependencies={edge.id: edge for edge in landscape.dependencies},
        internal=internal,
        outgoing=outgoing,
        technologies=technologies,
        in_use=in_use,
    )


def _build_context(
    landscape: LandscapeView,
    index: FlowIndex,
    integration: Integration,
    surface: Surface,
    poc: Poc | None,
) -> IntegrationContext:
    own = surface.poc if surface.poc in integration.systems else ""
    counted = (State.ACTIVE, State.PLANNED) if own else (State.ACTIVE,)
    flows = [index.flows[key] for key in sorted(integration.flows)]
    declared = [f for f in flows if f.intent is not Intent.NONE and not f.derived]
    # If a person declares flows to build or replace, the estimate covers only these flows.
    live = declared or [flow for flow in flows if flow.state in counted]
    direct = [flow for flow in live if not flow.derived]
    selected = direct or live
    selected_ids = {flow.id for flow in selected}
    first, second = (landscape.get_system(key) for key in integration.systems)
    dependencies = [index.dependencies[key] for key in sorted(integration.dependencies)]
    others = tuple(end for end in (first, second) if end.id != own)
    touches = _find_touches(poc, others, selected) if poc and own else ()
    return IntegrationContext(
        integration=integration,
        ends=(first, second),
        others=others,
        lanes=tuple(_build_lanes(landscape, index, (first, second), selected, surface.replaced)),
        left_out=tuple(flow for flow in live if flow.id not in selected_ids),
        dependencies=tuple(edge for edge in dependencies if edge.state in counted),
        datasets=_collect_datasets(landscape, [*selected, *dependencies]),
        interfaces={
            end.id: tuple(i for i in landscape.list_interfaces(end.id) if i.state is State.ACTIVE)
            for end in (first, second)
        },
        platforms=_find_platforms(landscape, index, flows, (first, second)),
        in_use=_find_uses(landscape, index, integration, others),
        matched=_match_patterns(landscape, touches, others),
        touches=touches,
        poc=poc,
        poc_system=own,
        end_to_end=bool(selected) and not direct,
    )


def _build_lanes(
    landscape: LandscapeView,
    index: FlowIndex,
    ends: tuple[SystemNode, SystemNode],
    flows: Iterable[FlowEdge],
    replaced: Iterable[str],
) -> Iterator[Lane]:
    """Yield each direction of an integration that has flows, with the consumers of its data.

    replaced: systems to be retired; they are no consumers, because they need no tests.
    """
    every = tuple(flows)
    for source, target in (ends, ends[::-1]):
        lane = tuple(flow for flow in every if flow.source.system == source.id)
        if lane:
            consumers = _find_consumers(index, lane) - {source.id, target.id, *replaced}
            placed = filter(landscape.is_system, consumers)
            names = sorted(landscape.get_system(key).name for key in placed)
            yield Lane(source=source, target=target, flows=lane, consumers=tuple(names))


def _find_consumers(index: FlowIndex, lane: tuple[FlowEdge, ...]) -> set[str]:
    """Return the systems that read the data of a lane from its target.

    These systems read datasets that the lane fills, or datasets that the target derives from them.
    """
    target = lane[0].target.system
    reached = {flow.target.dataset for flow in lane}
    internal = index.internal.get(target, [])
    growing = bool(internal)
    while growing:
        added = {f.target.dataset for f in internal if _may_read(f.source, reached)} - reached
        reached |= added
        growing = bool(added)
    outgoing = index.outgoing.get(target, [])
    written = {fold(entity) for flow in lane for entity in flow.entities}
    return {
        flow.target.system
        for flow in outgoing
        if _may_read(flow.source, reached) and _may_carry(flow, written)
    }


def _may_carry(flow: FlowEdge, entities: set[str]) -> bool:
    """Return whether a flow may carry one of the entities; unknown data may be any entity."""
    carried = {fold(entity) for entity in flow.entities}
    return not carried or not entities or not carried.isdisjoint(entities)


def _may_read(end: End, datasets: set[str]) -> bool:
    """Return whether an end may read one of the datasets; True for an unknown dataset ("")."""
    return not end.dataset or "" in datasets or end.dataset in datasets


def _collect_datasets(
    landscape: LandscapeView, edges: Iterable[FlowEdge | DependencyEdge]
) -> dict[str, DatasetNode]:
    keys = {end.dataset for edge in edges for end in (edge.source, edge.target)} - {""}
    return {key: landscape.get_dataset(key) for key in sorted(keys)}


def _find_platforms(
    landscape: LandscapeView,
    index: FlowIndex,
    flows: Iterable[FlowEdge],
    ends: tuple[SystemNode, SystemNode],
) -> dict[str, str]:
    platforms: dict[str, str] = {}
    for flow in flows:
        if flow.state is State.ACTIVE and flow.mechanism is Mechanism.ETL:
            platform = flow.technology or "an ETL platform"
            platforms.setdefault(
                "", f"{platform} already connects {ends[0].name} and {ends[1].name}"
            )
        technology = fold(flow.technology)
        for end in ends:
            if technology and (end.id, technology) in index.technologies:
                system = landscape.get_system(end.id).name
                reason = f"{flow.technology} already moves data of {system}"
                platforms.setdefault(technology, reason)
    return platforms


def _find_uses(
    landscape: LandscapeView,
    index: FlowIndex,
    integration: Integration,
    others: Iterable[SystemNode],
) -> dict[Mechanism, tuple[tuple[str, str], ...]]:
    """Return the technologies that other integrations use with these systems, by mechanism.

    Each item has the normalised technology ("" if unknown), and a sentence for the reason of an
    estimate.
    """
    own = set(integration.flows)
    found: dict[Mechanism, set[tuple[str, str]]] = defaultdict(set)
    for end in others:
        for mechanism in Mechanism:
            for flow in index.in_use.get((end.id, mechanism), ()):
                partner = flow.target if flow.source.system == end.id else flow.source
                if flow.id in own or not landscape.is_system(partner.system):
                    continue
                name = flow.technology or mechanism.value.replace("_", " ")
                reason = f"{name} of {end.name} is already in use with "
                reason += landscape.get_system(partner.system).name
                found[mechanism].add((fold(flow.technology), reason))
    return {mechanism: tuple(sorted(uses)) for mechanism, uses in found.items()}


def _match_patterns(
    landscape: LandscapeView, touches: Iterable[Touch], others: Iterable[SystemNode]
) -> dict[int, tuple[str, ...]]:
    """Return the names of known datasets that match the patterns of poc.yaml, by line.

    A pattern is a dataset name with wildcards, such as ``sales.*``.
    """
    systems = {end.id for end in others}
    matched: dict[int, tuple[str, ...]] = {}
    for touch in touches:
        patterns = [text.casefold() for text in touch.datasets if re.search(r"[*?\[]", text)]
        if patterns:
            matched[touch.line] = tuple(
                node.name
                for node in landscape.datasets
                if node.system in systems and any(_matches(node.name, text) for text in patterns)
            )
    return matched


def _matches(name: str, pattern: str) -> bool:
    """Return whether a name, or the part after its last dot, matches a normalised pattern."""
    whole = name.casefold()
    return any(fnmatchcase(text, pattern) for text in (whole, whole.rsplit(".", 1)[-1]))


def _find_touches(
    poc: Poc, others: Iterable[SystemNode], flows: Iterable[FlowEdge]
) -> tuple[Touch, ...]:
    """Return the entries of poc.yaml about the given systems, found by line or name."""
    lines = {e.line for flow in flows for e in flow.evidence if e.connector == "poc" and e.line}
    names = {fold(n) for end in others for n in (end.id, end.name, *end.aliases)}
    return tuple(
        touch
        for touch in (*poc.reads, *poc.writes)
        if touch.line in lines or fold(touch.system) in names
    )
