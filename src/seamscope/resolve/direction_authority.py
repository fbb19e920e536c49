"""Apply `authority: direction:`, which names the source that decides the direction of data."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatch

from seamscope.records import Dependency, Flow, Record
from seamscope.resolve.flows import Ends

CODE = "code"  # means every source that is configuration or code
Pair = tuple[str, str]


def apply_direction_authority(records: Sequence[Record], ends: Ends, source: str) -> list[Record]:
    """Return the records; reverse each record whose direction contradicts the authority.

    The flows of the authority show in which direction data moves between two systems. If it has
    flows in both directions or none, the records of other sources between these systems are
    unchanged.

    source: the authority: a connector, an `fnmatch` pattern of paths, or CODE; "" for no authority.
    """
    if not source:
        return list(records)
    ways: dict[frozenset[str], set[Pair]] = defaultdict(set)
    for record in records:
        if isinstance(record, Flow) and _is_from_authority(record, source):
            pair = _pair(record, ends)
            ways[frozenset(pair)].add(pair)
    sure = {pair: found.copy().pop() for pair, found in ways.items() if len(found) == 1}
    return [_turn(record, ends, sure, source) for record in records]


def _turn(record: Record, ends: Ends, sure: dict[frozenset[str], Pair], source: str) -> Record:
    if not isinstance(record, Flow | Dependency) or _is_from_authority(record, source):
        return record
    pair = _pair(record, ends)
    way = sure.get(frozenset(pair))
    if way is None or pair[0] == pair[1] or (pair == way and isinstance(record, Flow)):
        return record
    there, back = (record.source, record.target), (record.target, record.source)
    first, second = there if pair == way else back
    reason = f"direction decided by {source}"
    match record:
        case Flow():
            return replace(record, source=first, target=second, reason=reason)
        case Dependency():
            return Flow(
                source=first,
                target=second,
                evidence=record.evidence,
                mechanism=record.mechanism,
                technology=record.technology,
                state=record.state,
                reason=reason,
            )


def _pair(record: Flow | Dependency, ends: Ends) -> Pair:
    source, target = (ends.end(end, record.evidence) for end in (record.source, record.target))
    return source.system, target.system


def _is_from_authority(record: Flow | Dependency, source: str) -> bool:
    if source == CODE:
        return isinstance(record, Flow) and not record.declared
    where = record.evidence
    return where.connector == source or fnmatch(where.file, source)
