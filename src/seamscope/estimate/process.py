"""List the functional processes of an integration by the rules of COSMIC.

A functional process is one direction and one mechanism of an integration. COSMIC counts one Entry
that triggers it, an Entry or Read and an Exit or Write for each data group, a Read for each lookup
or joined source, and one Exit for errors. A data group is a dataset that moves, or a business
entity if no dataset is known.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from seamscope.decisions import split_names
from seamscope.estimate.constants import load_constants
from seamscope.estimate.integration_context import IntegrationContext, Lane, fold
from seamscope.estimate.patterns import PatternChoice, choose_pattern
from seamscope.records import Evidence, Mechanism
from seamscope.resolved import DependencyEdge, FlowEdge

# A reason lists at most this many names; the flows list all of them.
MAX_NAMES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One direction and mechanism of an integration.

    direction: `A → B`, or `A – B` if it is unknown.
    groups: names of the data groups, empty if unknown.
    pattern: the kind of work.
    further: lookups and joined sources.
    technologies: normalised names, "" if unknown.
    error_handling: what happens today if the process fails.
    failure_evidence: the evidence of the error handling.
    either_way: whether the direction is unknown.
    """

    direction: str
    name: str
    mechanism: Mechanism
    groups: tuple[str, ...]
    pattern: PatternChoice
    further: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    error_handling: tuple[str, ...] = ()
    failure_evidence: tuple[Evidence, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    either_way: bool = False


def list_processes(context: IntegrationContext) -> tuple[Process, ...]:
    """Return the functional processes of an integration.

    An integration without flows has one process of unknown direction.
    """
    if not context.lanes:
        return (_build_undirected(context),)
    return tuple(process for lane in context.lanes for process in _split_lane(context, lane))


def _build_undirected(context: IntegrationContext) -> Process:
    names = {
        context.datasets[end.dataset].name
        for edge in context.dependencies
        for end in (edge.source, edge.target)
        if end.dataset
    }
    mechanisms = {edge.mechanism for edge in context.dependencies} - {Mechanism.UNKNOWN}
    # With two mechanisms, it is unknown which one moves the data.
    mechanism = mechanisms.pop() if len(mechanisms) == 1 else Mechanism.UNKNOWN
    technologies = {edge.technology for edge in context.dependencies}
    told = context.find_answer("size")
    names |= {fold(name) for name in split_names(told.value)} if told else set()
    return Process(
        direction=f"{context.ends[0].name} – {context.ends[1].name}",
        name=f"{context.ends[0].name} – {context.ends[1].name}",
        mechanism=mechanism,
        groups=tuple(sorted(names)),
        pattern=choose_pattern(
            mechanism, technologies, writes=False, products=_list_products(context)
        ),
        technologies=tuple(sorted({fold(technology) for technology in technologies})),
        evidence=collect_evidence(context.dependencies),
        either_way=True,
    )


def _split_lane(context: IntegrationContext, lane: Lane) -> Iterator[Process]:
    for mechanism, flows in sorted(group_by_mechanism(context, lane).items()):
        yield _build_process(context, lane, mechanism, flows)


def split_groups(context: IntegrationContext) -> Iterator[tuple[Process, IntegrationContext]]:
    """Yield each process with a context for each of its data groups.

    Such a context contains only the flows, datasets and entries of poc.yaml of the data group, so
    that drivers can rate the group by itself. Nothing is yielded for an integration without flows.
    """
    for lane in context.lanes:
        for mechanism, flows in sorted(group_by_mechanism(context, lane).items()):
            process = _build_process(context, lane, mechanism, flows)
            for group in process.groups:
                named = tuple(f for f in flows if _names_group(context, f, group))
                yield process, _narrow(context, lane, named)


def _names_group(context: IntegrationContext, flow: FlowEdge, group: str) -> bool:
    return group in _list_datasets(context, flow) or group in {fold(e) for e in flow.entities}


def _narrow(
    context: IntegrationContext, lane: Lane, flows: tuple[FlowEdge, ...]
) -> IntegrationContext:
    keys = {end.dataset for flow in flows for end in (flow.source, flow.target)}
    poc = context.poc
    stated = (poc.writes if lane.source.id == context.poc_system else poc.reads) if poc else ()
    return replace(
        context,
        lanes=(replace(lane, flows=flows),),
        datasets={key: node for key, node in context.datasets.items() if key in keys},
        touches=tuple(touch for touch in context.touches if touch in stated),
    )


def group_by_mechanism(context: IntegrationContext, lane: Lane) -> dict[Mechanism, list[FlowEdge]]:
    """Return the flows of a lane that are counted in the size, by mechanism.

    A flow without known data ("A feeds B") is not counted if the data of other flows is known,
    because it probably repeats them.
    """
    by_mechanism: dict[Mechanism, list[FlowEdge]] = defaultdict(list)
    for flow in lane.flows:
        by_mechanism[flow.mechanism].append(flow)
    sized = {
        key for key, flows in by_mechanism.items() if any(_list_groups(context, f) for f in flows)
    }
    return {
        key: [flow for flow in flows if key not in sized or _list_groups(context, flow)]
        for key, flows in by_mechanism.items()
        if not sized or key in sized or key is not Mechanism.UNKNOWN
    }


def _build_process(
    context: IntegrationContext, lane: Lane, mechanism: Mechanism, flows: list[FlowEdge]
) -> Process:
    # What moves only after a failure is the error exit of the process, unless nothing else moves.
    usual = [flow for flow in flows if not flow.after_failure] or flows
    lookups = {name for flow in usual for name in flow.lookups}
    return Process(
        direction=lane.name,
        name=f"{lane.name}, {mechanism.value.replace('_', ' ')}",
        mechanism=mechanism,
        groups=_merge_groups(context, usual),
        pattern=choose_pattern(
            mechanism,
            {flow.technology for flow in flows},
            writes=_is_write(context, lane),
            products=_list_products(context),
        ),
        further=tuple(sorted(lookups | _list_joined_sources(context, usual))),
        technologies=_list_technologies(flows),
        error_handling=tuple(sorted({rule for f in flows for rule in f.error_handling})),
        failure_evidence=collect_evidence(f for f in flows if f.error_handling or f.after_failure),
        evidence=collect_evidence(flows),
    )


def _list_products(context: IntegrationContext) -> set[str]:
    return {end.product or end.name for end in context.others}


def _is_write(context: IntegrationContext, lane: Lane) -> bool:
    """Return whether a lane writes to a system of record, which validates the data.

    In an integration of the POC, every lane that starts at the POC is such a write, unless systems
    of the target's kind are known to store any data without validation.
    """
    kind, constants = fold(lane.target.kind), load_constants()
    if context.poc_system:
        return lane.source.id == context.poc_system and kind not in constants.plain_targets
    return kind in constants.systems_of_record


def _merge_groups(context: IntegrationContext, flows: list[FlowEdge]) -> tuple[str, ...]:
    """Return the data groups of a process.

    The same data may be described both as datasets and as entities. The longer of the two lists is
    used, so that an additional dataset never lowers the size.
    """
    statements: dict[tuple[tuple[Evidence, ...], tuple[str, ...]], set[str]] = defaultdict(set)
    for flow in flows:
        entities = tuple(sorted({fold(entity) for entity in flow.entities}))
        statements[(flow.evidence[:1], entities)] |= set(_list_datasets(context, flow))
    groups: set[str] = set()
    for (_, entities), datasets in statements.items():
        groups |= datasets if len(datasets) >= len(entities) else set(entities)
    return tuple(sorted(groups))


def _list_datasets(context: IntegrationContext, flow: FlowEdge) -> tuple[str, ...]:
    """Return the name of the dataset that a flow fills or, if unknown, of the dataset it reads.

    For a flow of poc.yaml with a pattern such as ``sales.*``, return all matching datasets.
    """
    for end in (flow.target, flow.source):
        if end.dataset:
            return (context.datasets[end.dataset].name,)
    lines = [place.line for place in flow.evidence if place.connector == "poc"]
    return tuple(name for line in lines for name in context.matched.get(line, ()))


def _list_groups(context: IntegrationContext, flow: FlowEdge) -> tuple[str, ...]:
    """Return the data groups of a single flow: its datasets, else its entities."""
    return _list_datasets(context, flow) or tuple(sorted({fold(e) for e in flow.entities}))


def _list_joined_sources(context: IntegrationContext, flows: list[FlowEdge]) -> set[str]:
    """Return the sources of each target dataset, except its first source."""
    by_target: dict[str, set[str]] = defaultdict(set)
    for flow in flows:
        if flow.target.dataset and flow.source.dataset:
            name = context.datasets[flow.source.dataset].name
            by_target[flow.target.dataset].add(name)
    return {
        f"{name} for {context.datasets[target].name}"
        for target, names in by_target.items()
        for name in sorted(names)[1:]
    }


def join_names(names: Sequence[str]) -> str:
    """Return names separated by commas; a long list is cut to ``A, B and 7 more``."""
    more = len(names) - MAX_NAMES
    return ", ".join(names[:MAX_NAMES]) + (f" and {more} more" if more > 0 else "")


def _list_technologies(edges: Iterable[FlowEdge | DependencyEdge]) -> tuple[str, ...]:
    return tuple(sorted({fold(edge.technology) for edge in edges}))


def collect_evidence(edges: Iterable[FlowEdge | DependencyEdge]) -> tuple[Evidence, ...]:
    """Return the first evidence of each edge; the survey's flows list all evidence."""
    return tuple(sorted({place for edge in edges for place in edge.evidence[:1]}))
