"""Find flows for which sources declare opposite directions, and turn them into dependencies."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from seamscope.records import Dependency, Evidence, Flow, Record, State
from seamscope.resolve.flows import Ends
from seamscope.resolve.same_flows import has_same_content, has_same_id, is_same_flow

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opposed:
    """Two flows from different sources with opposite directions of one data movement."""

    forth: Flow
    back: Flow

    @property
    def description(self) -> str:
        """Return both directions with their sources: ``A to B (a.csv:2) / B to A (b.csv:7)``."""
        return " / ".join(
            f"{flow.source.system.name} to {flow.target.system.name} ({flow.evidence})"
            for flow in (self.forth, self.back)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LoosenedRecords:
    """The records, with dependencies in place of flows that contradict each other.

    opposed: these flows, by the sorted ids of their two systems.
    """

    records: tuple[Record, ...]
    opposed: dict[Pair, tuple[Opposed, ...]]


def replace_contradicted_flows(records: Sequence[Record], ends: Ends) -> LoosenedRecords:
    """Replace each flow whose direction another source contradicts by a dependency.

    A flow is contradicted if another declared flow describes the same data movement in the
    opposite direction, and no source declares both directions.
    """
    found: dict[Pair, list[Opposed]] = defaultdict(list)
    for pair, ways in _group_declared(records, ends).items():
        two_way = _find_two_way_lists(*ways)
        single = [
            one for one in ways[0] if not any(has_same_content(one, both) for both in two_way)
        ]
        for forth, back in product(single, ways[1]):
            if is_same_flow(forth, back):
                found[pair].append(Opposed(forth=forth, back=back))
    every = [opposed for several in found.values() for opposed in several]
    against: dict[Flow, list[Evidence]] = defaultdict(list)
    for opposed in every:
        against[opposed.forth].append(opposed.back.evidence)
        against[opposed.back].append(opposed.forth.evidence)
    loosened_records = tuple(
        _build_dependency(record, against[record])
        if isinstance(record, Flow) and record in against
        else record
        for record in records
    )
    return LoosenedRecords(
        records=loosened_records, opposed={pair: tuple(found[pair]) for pair in sorted(found)}
    )


def _group_declared(
    records: Iterable[Record], ends: Ends
) -> dict[Pair, tuple[list[Flow], list[Flow]]]:
    """Return the declared, active flows between two systems, by direction.

    Two systems are left out if one position in the inputs declares both directions.
    """
    found: dict[Pair, tuple[list[Flow], list[Flow]]] = defaultdict(lambda: ([], []))
    for flow in _list_candidates(records):
        source = ends.end(flow.source, flow.evidence).system
        target = ends.end(flow.target, flow.evidence).system
        if source != target:
            low, high = sorted((source, target))
            found[low, high][source != low].append(flow)
    return {
        pair: ways for pair, ways in found.items() if all(ways) and not _has_common_place(*ways)
    }


def _list_candidates(records: Iterable[Record]) -> Iterator[Flow]:
    for record in records:
        if isinstance(record, Flow) and record.declared and record.state is State.ACTIVE:
            yield record


def _find_two_way_lists(forth: Sequence[Flow], back: Sequence[Flow]) -> set[Flow]:
    """Return the flows whose file has the same content in both directions."""
    return {
        flow
        for one, other in product(forth, back)
        if one.evidence.file == other.evidence.file
        and has_same_content(one, other)
        and not has_same_id(one, other)
        for flow in (one, other)
    }


def _has_common_place(forth: Iterable[Flow], back: Iterable[Flow]) -> bool:
    places = {flow.evidence for flow in forth}
    return any(flow.evidence in places for flow in back)


def _build_dependency(flow: Flow, against: Sequence[Evidence]) -> Dependency:
    others = ", ".join(map(str, sorted(set(against))))
    return Dependency(
        source=flow.source,
        target=flow.target,
        reason=f"{flow.evidence} documents this direction, {others} the opposite direction",
        evidence=flow.evidence,
        mechanism=flow.mechanism,
        technology=flow.technology,
        state=flow.state,
    )
