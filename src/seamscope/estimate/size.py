"""Functional size of an integration in COSMIC function points, with the reason of each count."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from seamscope.estimate.constants import Figure, load_constants
from seamscope.estimate.group_sizes import GroupSizes
from seamscope.estimate.integration_context import IntegrationContext, Lane
from seamscope.estimate.patterns import PatternChoice, repeat
from seamscope.estimate.process import (
    Process,
    collect_evidence,
    group_by_mechanism,
    join_names,
    list_processes,
)
from seamscope.estimate.result import SizePart
from seamscope.landscape import SharedEntity
from seamscope.resolved import FlowEdge
from seamscope.wording import format_count, mark_text

# The text shown in place of a direction for regression tests, which have no direction.
REGRESSION = mark_text("regression test")


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """A part of the size, with the facts that determine its hours.

    fixed: CFP that do not depend on the number of data groups.
    groups: number of data groups, None if it is unknown.
    pattern: None for a part that does not belong to a process; such a part is estimated at the
    highest rate of the integration.
    either_way: whether the direction is unknown.
    """

    part: SizePart
    fixed: float = 0.0
    groups: int | None = 0
    pattern: PatternChoice | None = None
    either_way: bool = False


def build_portions(context: IntegrationContext, sizes: GroupSizes) -> tuple[Portion, ...]:
    """Return the size of an integration part by part.

    If the number of data groups is unknown, the mean is used.
    """
    portions = [
        portion
        for process in list_processes(context)
        for portion in _build_process_portions(process, sizes)
    ]
    portions += [_build_regression(lane) for lane in context.lanes if lane.consumers]
    portions += _build_shared(context)
    return (*portions, *_build_notes(context))


def _build_process_portions(process: Process, sizes: GroupSizes) -> Iterator[Portion]:
    size = load_constants().size
    yield _build_groups_portion(process, sizes)
    if process.further:
        reason = f"also read: {join_names(process.further)}"
        name = f"{process.name}: lookups and joins"
        yield _build_fixed(name, len(process.further), size.lookup, reason, process)
    reason = "one trigger for the process"
    yield _build_fixed(f"{process.name}: trigger", 1, size.trigger, reason, process)
    yield _build_error_exit(process)
    if process.pattern.writes:
        reason = "the target validates what is written: repeated, rejected and lost records"
        yield _build_fixed(
            f"{process.name}: controls of a write", 1, size.write_controls, reason, process
        )


def _build_error_exit(process: Process) -> Portion:
    """Return the part for error handling; the reason says how errors are handled today."""
    reason = "one error exit for the process"
    if process.error_handling:
        reason += f"; today: {'; '.join(process.error_handling)}"
    name, figure = f"{process.name}: error exit", load_constants().size.error_exit
    portion = _build_fixed(name, 1, figure, reason, process)
    places = process.failure_evidence or portion.part.evidence
    return replace(portion, part=replace(portion.part, evidence=places))


def _build_groups_portion(process: Process, sizes: GroupSizes) -> Portion:
    figure = load_constants().size.per_data_group
    per_group = process.pattern.cfp_per_group
    ways = _compute_average_ways() if process.either_way else 1.0
    known = len(process.groups)
    if known:
        reason = f"{format_count(known, 'data group')}: {join_names(process.groups)}"
    else:
        reason = (
            f"the data that moves is not specified; {sizes.mean:.1f} data groups on average, "
            f"{sizes.reason}"
        )
    if per_group != figure.value:
        reason += f"; {per_group:g} CFP each, because written data is also reconciled"
    if process.either_way:
        reason += f"; {ways:.1f} directions on average, because the direction is unknown"
    return Portion(
        part=SizePart(
            name=f"{process.name}: data groups",
            cfp=(known or sizes.mean) * per_group * ways,
            reason=reason,
            source=figure.source if known else load_constants().unknown_size.source,
            assumed=not known or process.either_way,
            direction=process.direction,
            evidence=process.evidence if known else (*process.evidence, *sizes.evidence),
        ),
        groups=known or None,
        pattern=process.pattern,
        either_way=process.either_way,
    )


def _build_fixed(
    name: str, count: int, figure: Figure, reason: str, process: Process | None = None
) -> Portion:
    either_way = process is not None and process.either_way
    ways = _compute_average_ways() if either_way else 1.0
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
        pattern=process.pattern if process else None,
        either_way=either_way,
    )


def _build_shared(context: IntegrationContext) -> Iterator[Portion]:
    """Yield parts for entities that another system writes too.

    If both systems of the integration write an entity, the integration must store and compare its
    state. If a third system writes the entity, each write must first read the current record.
    """
    size, pair = load_constants().size, set(context.integration.systems)
    entities = context.integration.entities_both_ways
    # Without writers, the landscape has no third system.
    both = [item for item in entities if not item.writers or pair <= set(item.writers)]
    contested = [item for item in entities if item not in both]
    if both:
        yield _build_conflict(
            "same data both ways", "written from both sides", both, size.both_ways
        )
    if contested:
        yield _build_conflict(
            "also written elsewhere", "a third system writes too", contested, size.contested
        )


def _build_conflict(
    name: str, what: str, entities: Sequence[SharedEntity], figure: Figure
) -> Portion:
    names = [f"{item.entity} ({item.why})" if item.why else item.entity for item in entities]
    portion = _build_fixed(name, len(entities), figure, f"{what}: {join_names(names)}")
    evidence = tuple(sorted({place for item in entities for place in item.evidence}))
    return replace(portion, part=replace(portion.part, evidence=evidence))


def _build_regression(lane: Lane) -> Portion:
    """Return the part for tests of the systems that read the data of a lane from its target."""
    entities = sorted({entity for flow in lane.flows for entity in flow.entities})
    what = join_names(entities) if entities else "the data"
    verb = "reads" if len(lane.consumers) == 1 else "read"
    reason = (
        f"{join_names(lane.consumers)} {verb} {what} that {lane.name} writes, "
        "and must be tested again"
    )
    figure = load_constants().size.regression
    portion = _build_fixed(f"{lane.name}: regression test", len(lane.consumers), figure, reason)
    return replace(portion, part=replace(portion.part, direction=REGRESSION))


def _build_notes(context: IntegrationContext) -> Iterator[Portion]:
    """Yield parts of 0 CFP that explain the pattern of each process, and flows not counted."""
    counted = {
        flow.id
        for lane in context.lanes
        for flows in group_by_mechanism(context, lane).values()
        for flow in flows
    }
    for process in list_processes(context):
        yield _build_pattern_note(process)
    coarse = [flow for flow in context.flows if flow.id not in counted]
    if coarse:
        reason = (
            f"{format_count(len(coarse), 'flow')} without named data; assumed to repeat the "
            "flows with named data"
        )
        yield _build_note("flows without data groups", reason, coarse)
    if context.left_out:
        reason = "end-to-end flows; the direct flows between the two systems are counted instead"
        yield _build_note("derived flows", reason, context.left_out)
    if context.only_possible:
        reason = "all flows are only possible, so they are in no total; confirm or delete the flows"
        yield _build_note("possible integration", reason, context.flows)
    if context.end_to_end:
        reason = (
            "an end-to-end connection through other systems; the totals include its hops instead"
        )
        yield _build_note("derived integration", reason, context.flows)


def _build_note(name: str, reason: str, flows: Iterable[FlowEdge]) -> Portion:
    part = SizePart(
        name=name,
        cfp=0.0,
        reason=reason,
        source="not counted twice",
        evidence=collect_evidence(flows),
    )
    return Portion(part=part)


def _build_pattern_note(process: Process) -> Portion:
    pattern = process.pattern
    names = " or ".join(name.replace("_", " ") for name in pattern.names)
    rules = [load_constants().patterns[name] for name in pattern.names]
    reason = f"{names}: {pattern.reason}" + (f"; {pattern.note}" if pattern.note else "")
    count = len(process.groups)
    if count > 1 and all(rule.economy < 1 for rule in rules):
        effort = repeat(count, pattern.names[0])
        reason += f"; {count} data groups take {effort:.1f} times the hours of one data group"
    source = "; ".join(dict.fromkeys(rule.source for rule in rules))
    part = SizePart(
        name=f"{process.name}: pattern",
        cfp=0.0,
        reason=reason,
        source=source,
        direction=process.direction,
    )
    return Portion(part=part)


def _compute_average_ways() -> float:
    return sum(ways * chance for ways, chance in load_constants().unknown_direction.ways.items())
