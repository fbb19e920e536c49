"""Count what an integration moves, in COSMIC function points, each count with its reason."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from seamscope.estimate.constants import Figure, constants
from seamscope.estimate.integration_context import Lane, Seam
from seamscope.estimate.process import Process, by_mechanism, evidence_of, listed, processes
from seamscope.estimate.result import SizePart
from seamscope.landscape import SharedEntity
from seamscope.records import Mechanism
from seamscope.resolved import FlowEdge
from seamscope.wording import format_count


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


def portions(seam: Seam, mean_groups: float) -> tuple[Portion, ...]:
    """Return the size of a seam part by part; unknown numbers stand at their mean."""
    found = [p for process in processes(seam) for p in _portions(process, mean_groups)]
    found += [p for lane in seam.lanes if (p := _regression(lane))]
    if entities := seam.integration.entities_both_ways:
        found.append(_both_ways(entities))
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
        reason = f"{format_count(known, 'data group')}: {listed(process.groups)}"
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
            direction=process.direction,
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
            direction=process.direction if process else "",
            evidence=process.evidence if process else (),
        ),
        fixed=count * figure.value,
        mechanism=process.mechanism if process else None,
        either_way=either_way,
    )


def _both_ways(entities: Sequence[SharedEntity]) -> Portion:
    told = [f"{item.entity} ({item.why})" if item.why else item.entity for item in entities]
    reason = f"written from both sides: {listed(told)}"
    made = _fixed("same data both ways", len(entities), constants().size.both_ways, reason)
    evidence = tuple(sorted({place for item in entities for place in item.evidence}))
    return replace(made, part=replace(made.part, evidence=evidence))


def _regression(lane: Lane) -> Portion | None:
    if not lane.consumers:
        return None
    reason = f"read what {lane.name} writes and must be tried again: {listed(lane.consumers)}"
    figure = constants().size.regression
    made = _fixed(f"{lane.name}: consumers downstream", len(lane.consumers), figure, reason)
    return replace(made, part=replace(made.part, direction=lane.name))


def _notes(seam: Seam) -> Iterator[Portion]:
    """Say what was seen and not counted, so that nothing disappears."""
    counted = {
        flow.id
        for lane in seam.lanes
        for flows in by_mechanism(seam, lane).values()
        for flow in flows
    }
    coarse = [flow for flow in seam.flows if flow.id not in counted]
    if coarse:
        flows = format_count(len(coarse), "flow")
        reason = f"{flows} without data named; taken for the same as the others"
        yield _note("flows without data groups", reason, coarse)
    if seam.left_out:
        reason = "end-to-end flows; the direct flows beside them are counted"
        yield _note("derived flows", reason, seam.left_out)
    if seam.end_to_end:
        reason = "end to end over other systems; totals count the hops, not this"
        yield _note("derived integration", reason, seam.flows)


def _note(name: str, reason: str, flows: Iterable[FlowEdge]) -> Portion:
    part = SizePart(
        name=name, cfp=0.0, reason=reason, source="not counted twice", evidence=evidence_of(flows)
    )
    return Portion(part=part)


def _ways() -> float:
    return sum(ways * chance for ways, chance in constants().unknown_direction.ways.items())
