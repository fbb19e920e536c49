"""Single arrows in opposite directions: sources that contradict each other on where data goes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from seamscope.records import Dependency, Evidence, Flow, Record, State
from seamscope.resolve.claims import same_claim, same_content, same_id
from seamscope.resolve.flows import Ends

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opposed:
    """Two flows that claim the same thing and go opposite ways."""

    forth: Flow
    back: Flow

    @property
    def said(self) -> str:
        """What each source says, in words."""
        return " / ".join(
            f"{flow.source.system.name} to {flow.target.system.name} ({flow.evidence})"
            for flow in (self.forth, self.back)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Loosened:
    """The records, with contradicting flows as dependencies, and which flows those were."""

    records: tuple[Record, ...]
    opposed: dict[Pair, tuple[Opposed, ...]]


def loosen(records: Sequence[Record], ends: Ends) -> Loosened:
    """Turn flows whose direction is contradicted into dependencies: both shown, neither believed.

    A flow is contradicted where somebody says the opposite of the same thing, nobody says both,
    and both are what people say.
    """
    found: dict[Pair, list[Opposed]] = defaultdict(list)
    for pair, ways in _declared(records, ends).items():
        plain = _saying_both(*ways)
        single = [one for one in ways[0] if not any(same_content(one, both) for both in plain)]
        for forth, back in product(single, ways[1]):
            if same_claim(forth, back):
                found[pair].append(Opposed(forth=forth, back=back))
    every = [opposed for several in found.values() for opposed in several]
    against: dict[Flow, list[Evidence]] = defaultdict(list)
    for opposed in every:
        against[opposed.forth].append(opposed.back.evidence)
        against[opposed.back].append(opposed.forth.evidence)
    loose = tuple(
        _dependency(record, against[record])
        if isinstance(record, Flow) and record in against
        else record
        for record in records
    )
    return Loosened(records=loose, opposed={pair: tuple(found[pair]) for pair in sorted(found)})


def _declared(records: Iterable[Record], ends: Ends) -> dict[Pair, tuple[list[Flow], list[Flow]]]:
    """Return the declared flows at work between two systems, by direction.

    A pair of which somebody says in one place that data goes both ways is left out.
    """
    found: dict[Pair, tuple[list[Flow], list[Flow]]] = defaultdict(lambda: ([], []))
    for flow in _candidates(records):
        source = ends.end(flow.source, flow.evidence).system
        target = ends.end(flow.target, flow.evidence).system
        if source != target:
            low, high = sorted((source, target))
            found[low, high][source != low].append(flow)
    return {pair: ways for pair, ways in found.items() if all(ways) and not _is_both(*ways)}


def _candidates(records: Iterable[Record]) -> Iterator[Flow]:
    for record in records:
        if isinstance(record, Flow) and record.declared and record.state is State.ACTIVE:
            yield record


def _saying_both(forth: Sequence[Flow], back: Sequence[Flow]) -> set[Flow]:
    """Return the flows of sources that list the same in both directions: no single arrows."""
    return {
        flow
        for one, other in product(forth, back)
        if one.evidence.file == other.evidence.file
        and same_content(one, other)
        and not same_id(one, other)
        for flow in (one, other)
    }


def _is_both(forth: Iterable[Flow], back: Iterable[Flow]) -> bool:
    places = {flow.evidence for flow in forth}
    return any(flow.evidence in places for flow in back)


def _dependency(flow: Flow, against: Sequence[Evidence]) -> Dependency:
    others = ", ".join(map(str, sorted(set(against))))
    return Dependency(
        source=flow.source,
        target=flow.target,
        reason=f"{flow.evidence} says that data goes this way, {others} says the opposite",
        evidence=flow.evidence,
        mechanism=flow.mechanism,
        technology=flow.technology,
        state=flow.state,
    )
