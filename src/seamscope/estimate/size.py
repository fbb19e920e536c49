"""Count what an integration moves, in COSMIC function points, each count with its reason.

A functional process is one direction and one mechanism of an integration: what one trigger sets
off. It has a triggering Entry, an Entry or Read and an Exit or Write for each data group, a Read
for each further source, and one Exit for its errors. A data group is a dataset that moves, or
where none is named a business entity.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from seamscope.estimate import SizePart
from seamscope.estimate.constants import Figure, constants
from seamscope.estimate.seam import Lane, Seam, fold
from seamscope.nodes import DependencyEdge, FlowEdge
from seamscope.records import Evidence, Mechanism

# A reason is read by people: a dozen names say enough, the data groups themselves are listed
# with the flows.
NAMED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One direction and mechanism of an integration.

    groups: the data groups by folded name, empty if unknown; further: sources and lookups
    joined in; technologies: folded, "" if not said; either_way: the direction is unknown.
    """

    name: str
    mechanism: Mechanism
    groups: tuple[str, ...]
    further: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    either_way: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """A part of the size with what decides its hours.

    fixed: CFP whatever the number of data groups; per_group: CFP for each data group where
    their number is unknown; mechanism None: charged at the dearest rate of the integration.
    """

    part: SizePart
    fixed: float = 0.0
    per_group: float = 0.0
    mechanism: Mechanism | None = None
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
        name=f"{seam.ends[0].name} – {seam.ends[1].name}",
        # One known mechanism is believed; two make it unknown which one the data takes.
        mechanism=mechanisms.pop() if len(mechanisms) == 1 else Mechanism.UNKNOWN,
        groups=tuple(sorted(named)),
        technologies=_technologies(seam.dependencies),
        evidence=_evidence(seam.dependencies),
        either_way=True,
    )


def _of_lane(seam: Seam, lane: Lane) -> Iterator[Process]:
    for mechanism, flows in sorted(_by_mechanism(seam, lane).items()):
        yield _process(seam, lane, mechanism, flows)


def _by_mechanism(seam: Seam, lane: Lane) -> dict[Mechanism, list[FlowEdge]]:
    """Group a lane's flows; "A feeds B" beside flows that name what moves is no more work."""
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
        name=f"{lane.name}, {mechanism.value.replace('_', ' ')}",
        mechanism=mechanism,
        groups=tuple(sorted(groups)),
        further=tuple(sorted(lookups | _joined(seam, flows))),
        technologies=_technologies(flows),
        evidence=_evidence(flows),
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


def portions(seam: Seam, mean_groups: float) -> tuple[Portion, ...]:
    """Return the size of a seam part by part; unknown numbers stand at their mean."""
    found = [p for process in processes(seam) for p in _portions(process, mean_groups)]
    found += [p for lane in seam.lanes if (p := _regression(lane))]
    entities = seam.integration.entities_both_ways
    if entities:
        count = constants().size.both_ways
        reason = f"both sides write {listed(entities)}"
        found.append(_fixed("same data both ways", len(entities), count, reason))
    return (*found, *_notes(seam))


def _portions(process: Process, mean_groups: float) -> Iterator[Portion]:
    size = constants().size
    yield _groups_portion(process, mean_groups)
    if process.further:
        reason = f"also read on the way: {listed(process.further)}"
        name = f"{process.name}: lookups and joins"
        yield _fixed(name, len(process.further), size.lookup, reason, process)
    for name, figure in (("trigger", size.trigger), ("error exit", size.error_exit)):
        reason = f"one {name} for the process"
        yield _fixed(f"{process.name}: {name}", 1, figure, reason, process)


def _groups_portion(process: Process, mean_groups: float) -> Portion:
    figure = constants().size.per_data_group
    ways = _ways() if process.either_way else 1.0
    known = len(process.groups)
    if known:
        reason = f"{known} data group(s): {listed(process.groups)}"
    else:
        reason = (
            f"nobody names what moves; drawn from the known sizes, {mean_groups:.1f} data "
            "groups in the mean"
        )
    if process.either_way:
        reason += f"; {ways:.1f} directions in the mean, for which one is unknown"
    return Portion(
        part=SizePart(
            name=f"{process.name}: data groups",
            cfp=(known or mean_groups) * figure.value * ways,
            reason=reason,
            source=figure.source if known else constants().unknown_size.source,
            assumed=not known or process.either_way,
            evidence=process.evidence,
        ),
        fixed=known * figure.value,
        per_group=0.0 if known else figure.value,
        mechanism=process.mechanism,
        either_way=process.either_way,
    )


def _fixed(
    name: str, count: int, figure: Figure, reason: str, process: Process | None = None
) -> Portion:
    either_way = process is not None and process.either_way
    ways = _ways() if either_way else 1.0
    return Portion(
        part=SizePart(
            name=name,
            cfp=count * figure.value * ways,
            reason=reason,
            source=figure.source,
            assumed=figure.assumed or either_way,
            evidence=process.evidence if process else (),
        ),
        fixed=count * figure.value,
        mechanism=process.mechanism if process else None,
        either_way=either_way,
    )


def _regression(lane: Lane) -> Portion | None:
    if not lane.consumers:
        return None
    reason = f"read what {lane.name} writes and must be tried again: {listed(lane.consumers)}"
    figure = constants().size.regression
    return _fixed(f"{lane.name}: consumers downstream", len(lane.consumers), figure, reason)


def _notes(seam: Seam) -> Iterator[Portion]:
    """Say what was seen and not counted, so that nothing disappears."""
    counted = {
        flow.id
        for lane in seam.lanes
        for flows in _by_mechanism(seam, lane).values()
        for flow in flows
    }
    coarse = [flow for flow in seam.flows if flow.id not in counted]
    if coarse:
        reason = f"{len(coarse)} flow(s) name no data; taken for the same as those that do"
        yield _note("flows without data groups", reason, coarse)
    if seam.left_out:
        reason = "end-to-end flows; the direct flows beside them are counted"
        yield _note("derived flows", reason, seam.left_out)
    if seam.end_to_end:
        reason = "end to end over other systems; totals count the hops, not this"
        yield _note("derived integration", reason, seam.flows)


def _note(name: str, reason: str, flows: Iterable[FlowEdge]) -> Portion:
    part = SizePart(
        name=name, cfp=0.0, reason=reason, source="not counted twice", evidence=_evidence(flows)
    )
    return Portion(part=part)


def listed(names: Sequence[str]) -> str:
    """Return names in a row; of many the first, and how many more there are."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _technologies(edges: Iterable[FlowEdge | DependencyEdge]) -> tuple[str, ...]:
    return tuple(sorted({fold(edge.technology) for edge in edges}))


def _evidence(edges: Iterable[FlowEdge | DependencyEdge]) -> tuple[Evidence, ...]:
    """Return the first places of each edge; more would hide what counts."""
    return tuple(sorted({place for edge in edges for place in edge.evidence[:1]}))


def _ways() -> float:
    return sum(ways * chance for ways, chance in constants().unknown_direction.ways.items())
