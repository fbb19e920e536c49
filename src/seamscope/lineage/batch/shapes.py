"""Merge statements of query logs that differ only in literals, so that they are traced once.

``… WHERE id = 17`` in row 2 and ``… WHERE id = 18`` in row 9 become one query to trace, found in
two rows. Statements whose literals become names, such as columns in PIVOT, are not merged.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter

from seamscope.cache import Cache
from seamscope.lineage.batch.shape_memory import NO_SHAPE, Shape, ShapeMemory
from seamscope.lineage.catalog import Catalog
from seamscope.lineage.script.flows import LineageRecord
from seamscope.records import Evidence, Flow, Query, Runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The occurrences of a merged query in one file.

    texts: number of queries of this file that were merged. runs: their executions, added up.
    """

    evidence: Evidence
    texts: int = 1
    runs: Runs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedText:
    """A query to trace, and all places that contain it or a query that was merged with it."""

    query: Query
    places: tuple[Place, ...]

    def put_in_place(self, records: Sequence[LineageRecord]) -> Iterator[LineageRecord]:
        """Yield the records of the query, once for each place."""
        records = [_set_frequency(record, self.query.frequency) for record in records]
        yield from records
        for place in self.places[1:]:
            for record in records:
                yield _move(record, self.query.evidence, place)


def _set_frequency(record: LineageRecord, frequency: str) -> LineageRecord:
    """Return a flow with the frequency of its query, unless the flow already has a frequency."""
    if frequency and isinstance(record, Flow) and not record.frequency:
        return replace(record, frequency=frequency)
    return record


def _move(record: LineageRecord, origin: Evidence, place: Place) -> LineageRecord:
    """Return a copy of a record with the evidence and the runs of another place."""
    line = place.evidence.line + record.evidence.line - origin.line
    moved = replace(record, evidence=replace(place.evidence, line=line))
    return replace(moved, runs=place.runs) if isinstance(moved, Flow) else moved


def fold_queries(
    queries: Sequence[Query], known: Catalog, cache: Cache | None = None
) -> list[TracedText]:
    """Return the queries to trace: one for all log rows that differ only in literals.

    Queries that do not come from a log are returned unchanged. The order is that of the first
    occurrences. known: the columns of known tables. cache: results of earlier runs.
    """
    memory = ShapeMemory(cache, known)
    groups: dict[Hashable, list[int]] = defaultdict(list)
    shapes = _find_shapes(queries, memory)
    numbered: dict[int, TracedText] = {}
    for number, (query, shape) in enumerate(zip(queries, shapes, strict=True)):
        if shape.text:
            groups[_make_key(query, shape)].append(number)
        else:
            numbered[number] = _keep_apart(query)
    for members in groups.values():
        text, shape = queries[members[0]].text, shapes[members[0]]
        if len(members) > 1 and memory.is_safe(text, shape):
            numbered[members[0]] = _fold([queries[number] for number in members])
        else:
            numbered |= {number: _keep_apart(queries[number]) for number in members}
    return [numbered[number] for number in sorted(numbered)]


def _find_shapes(queries: Sequence[Query], memory: ShapeMemory) -> list[Shape]:
    """Return the shape of each query, NO_SHAPE if the query cannot be merged."""
    shapes = [NO_SHAPE] * len(queries)
    logs: dict[str, list[int]] = defaultdict(list)
    for number, query in enumerate(queries):
        if query.runs:
            logs[query.evidence.file].append(number)
    for numbers in logs.values():
        found = memory.find_shapes([(queries[n].dialect, queries[n].text) for n in numbers])
        for number, shape in zip(numbers, found, strict=True):
            shapes[number] = shape
    return shapes


_OWN = frozenset({"text", "dialect", "evidence", "runs"})
_get_context = attrgetter(*(item.name for item in fields(Query) if item.name not in _OWN))


def _make_key(query: Query, shape: Shape) -> Hashable:
    """Return a key that is equal for queries that differ only in literals, place and runs."""
    return (shape, query.evidence.connector, _get_context(query))


def _keep_apart(query: Query) -> TracedText:
    return TracedText(query=query, places=(Place(evidence=query.evidence, runs=query.runs),))


def _fold(members: Sequence[Query]) -> TracedText:
    by_file: dict[str, list[Query]] = defaultdict(list)
    for query in members:
        by_file[query.evidence.file].append(query)
    places = tuple(_merge_places(several) for several in by_file.values())
    first = replace(members[0], evidence=places[0].evidence, runs=places[0].runs)
    return TracedText(query=first, places=places)


def _merge_places(queries: Sequence[Query]) -> Place:
    """Return one place for the equal queries of one file, with their rows and runs added up."""
    evidence = [query.evidence for query in queries]
    first = min(evidence, key=lambda one: one.line)
    return Place(
        evidence=replace(
            first,
            rows=sum(max(one.rows, 1) for one in evidence),
            last=max(max(one.last, one.line) for one in evidence),
        ),
        texts=len(queries),
        runs=_sum_runs(query.runs for query in queries),
    )


def _sum_runs(runs: Iterable[Runs | None]) -> Runs | None:
    """Return several runs as one: counts added up, all users and roles, first and last time."""
    known = [one for one in runs if one is not None]
    return Runs(
        count=sum(one.count for one in known),
        users=tuple(sorted({user for one in known for user in one.users})),
        roles=tuple(sorted({role for one in known for role in one.roles})),
        first=min((one.first for one in known if one.first), default=""),
        last=max((one.last for one in known), default=""),
    )
