"""Merge statements of query logs that differ only in literals, so that they are traced once.

``… WHERE id = 17`` in row 2 and ``… WHERE id = 18`` in row 9 become one query to trace, found in
two rows. Statements whose literals become names, such as columns in PIVOT, are not merged.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter

from seamscope.cache import Cache
from seamscope.lineage.batch.merged_texts import merge_evidence, separate, sum_runs
from seamscope.lineage.batch.shape_memory import NO_SHAPE, Shape, ShapeMemory
from seamscope.lineage.catalog import Catalog
from seamscope.lineage.script.flows import LineageRecord
from seamscope.records import Certainty, Evidence, Flow, Query, Runs

AFTER_FAILURE = "only after a failure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The occurrences of a merged query in one file.

    texts: number of queries of this file that were merged.
    runs: the sum of their executions.
    """

    evidence: Evidence
    texts: int = 1
    runs: Runs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedText:
    """A query to trace, with its place in each file.

    The places are those of the query itself and of all queries that were merged into it.
    """

    query: Query
    places: tuple[Place, ...]

    def put_in_place(self, records: Sequence[LineageRecord]) -> Iterator[LineageRecord]:
        """Yield the records of the query, once for each place."""
        records = [_describe_runs(record, self.query) for record in records]
        yield from records
        for place in self.places[1:]:
            for record in records:
                yield _move(record, self.query.evidence, place)


def _describe_runs(record: LineageRecord, query: Query) -> LineageRecord:
    """Return a flow with its query's frequency and error handling, if it has none itself."""
    described = query.frequency or query.error_handling or query.after_failure
    if not isinstance(record, Flow) or not described:
        return record
    record = replace(
        record,
        frequency=record.frequency or query.frequency,
        error_handling=record.error_handling or query.error_handling,
    )
    if not query.after_failure:
        return record
    certain = record.certainty is Certainty.CERTAIN
    return replace(
        record,
        after_failure=True,
        certainty=Certainty.LIKELY if certain else record.certainty,
        reason="; ".join(part for part in (AFTER_FAILURE, record.reason) if part),
    )


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
    occurrences.

    known: the columns of known tables.
    cache: results of earlier runs.
    """
    memory = ShapeMemory(cache, known)
    groups: dict[Hashable, list[int]] = defaultdict(list)
    shapes = _find_shapes(queries, memory)
    queries, shapes = _separate_others(queries, shapes, memory)
    numbered: dict[int, list[TracedText]] = {}
    for number, (query, shape) in enumerate(zip(queries, shapes, strict=True)):
        if shape.text:
            groups[_make_key(query, shape)].append(number)
        else:
            numbered[number] = _keep_apart(query)
    for members in groups.values():
        text, shape = queries[members[0]].text, shapes[members[0]]
        several = len(members) > 1 or queries[members[0]].merged is not None
        if several and memory.is_safe(text, shape):
            numbered[members[0]] = [_fold([queries[number] for number in members])]
        else:
            numbered |= {number: _keep_apart(queries[number]) for number in members}
    return [text for number in sorted(numbered) for text in numbered[number]]


def _separate_others(
    queries: Sequence[Query], shapes: Sequence[Shape], memory: ShapeMemory
) -> tuple[list[Query], list[Shape]]:
    """Separate texts that were merged in a dialect other than the current dialect of the query."""
    parts = [
        separate(query) if query.merged and query.merged.dialect != shape.dialect else [query]
        for query, shape in zip(queries, shapes, strict=True)
    ]
    if len(parts) == sum(map(len, parts)):
        return list(queries), list(shapes)
    every = [query for part in parts for query in part]
    return every, _find_shapes(every, memory)


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


_OWN = frozenset({"text", "dialect", "evidence", "runs", "merged"})
_get_context = attrgetter(*(item.name for item in fields(Query) if item.name not in _OWN))


def _make_key(query: Query, shape: Shape) -> Hashable:
    """Return a key that is equal for queries that differ only in literals, row and executions."""
    return (shape, query.evidence.connector, _get_context(query))


def _keep_apart(query: Query) -> list[TracedText]:
    return [
        TracedText(query=one, places=(Place(evidence=one.evidence, runs=one.runs),))
        for one in separate(query)
    ]


def _fold(members: Sequence[Query]) -> TracedText:
    by_file: dict[str, list[Query]] = defaultdict(list)
    for query in members:
        by_file[query.evidence.file].append(query)
    places = tuple(_merge_places(several) for several in by_file.values())
    first = replace(members[0], evidence=places[0].evidence, runs=places[0].runs, merged=None)
    return TracedText(query=first, places=places)


def _merge_places(queries: Sequence[Query]) -> Place:
    """Return one place for the queries of one file that differ only in literals.

    Their numbers of rows and of executions are added up.
    """
    return Place(
        evidence=merge_evidence([query.evidence for query in queries]),
        texts=sum(query.merged.count if query.merged else 1 for query in queries),
        runs=sum_runs(query.runs for query in queries),
    )
