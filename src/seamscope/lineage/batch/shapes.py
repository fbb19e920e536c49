"""Fold statements of query logs that differ in their literals only: each is traced once.

``… WHERE id = 17`` in row 2 and ``… WHERE id = 18`` in row 9 become one text to trace, found in
two rows. Statements whose literals name something, as in PIVOT, stay apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from seamscope.lineage.batch.cpu import OutOfTime, interrupt_after
from seamscope.lineage.batch.effects import have_equal_effects
from seamscope.lineage.parsing.dialects import find_dialect_name, guess_dialect
from seamscope.lineage.parsing.fingerprint import make_blanker
from seamscope.lineage.query.model import Schema
from seamscope.lineage.script.flows import LineageRecord
from seamscope.records import Evidence, Flow, Query, Runs

LONGEST = 20_000  # characters of one text; longer ones are traced where a process may be killed
QUICK = 5.0  # seconds of CPU for comparing one text with its shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a text stands in one file: in so many distinct texts, and how often they ran."""

    evidence: Evidence
    texts: int = 1
    runs: Runs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedText:
    """A query to trace, and all places where it or an equal one stands, the first one first."""

    query: Query
    places: tuple[Place, ...]

    def put_in_place(self, records: Sequence[LineageRecord]) -> Iterator[LineageRecord]:
        """Yield the records of the query for each of its places."""
        yield from records
        for place in self.places[1:]:
            for record in records:
                yield _move(record, self.query.evidence, place)


def _move(record: LineageRecord, origin: Evidence, place: Place) -> LineageRecord:
    """Return a record as a statement in another place would have given it."""
    line = place.evidence.line + record.evidence.line - origin.line
    moved = replace(record, evidence=replace(place.evidence, line=line))
    return replace(moved, runs=place.runs) if isinstance(moved, Flow) else moved


def fold_queries(queries: Sequence[Query], schema: Schema) -> list[TracedText]:
    """Return what is to be traced: one text for all rows of logs that differ in literals only.

    Queries that do not come from a log stay as they are. The order is that of the first rows.
    schema: the columns of known tables.
    """
    shapes: dict[Query, list[int]] = defaultdict(list)
    numbered: dict[int, TracedText] = {}
    for number, query in enumerate(queries):
        shape = _find_shape(query) if query.runs else ""
        if shape:
            shapes[_make_key(query, shape)].append(number)
        else:
            numbered[number] = _keep_apart(query)
    for key, members in shapes.items():
        several = len(members) > 1
        if several and _is_safe(queries[members[0]].text, key, schema):
            numbered[members[0]] = _fold([queries[number] for number in members])
        else:
            numbered |= {number: _keep_apart(queries[number]) for number in members}
    return [numbered[number] for number in sorted(numbered)]


def _find_shape(query: Query) -> str:
    """Return the text with blank literals, "" if it cannot be folded."""
    if len(query.text) > LONGEST:
        return ""
    return make_blanker(find_dialect_name(query.dialect))(query.text)


def _make_key(query: Query, shape: str) -> Query:
    """Return what folded queries have in common: everything but their literals and places."""
    dialect = query.dialect or guess_dialect(query.text)
    nowhere = Evidence(file="", connector=query.evidence.connector)
    return replace(query, text=shape, dialect=dialect, evidence=nowhere, runs=None)


def _is_safe(text: str, key: Query, schema: Schema) -> bool:
    """Return whether the literals of a text name nothing."""
    with suppress(OutOfTime), interrupt_after(QUICK):
        return have_equal_effects(text, key.text, find_dialect_name(key.dialect), schema)
    return False


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
    """Return the place of equal queries of one file."""
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
    """Return all runs as one: their number, who ran them, and the first and last time."""
    known = [one for one in runs if one is not None]
    return Runs(
        count=sum(one.count for one in known),
        users=tuple(sorted({user for one in known for user in one.users})),
        roles=tuple(sorted({role for one in known for role in one.roles})),
        first=min((one.first for one in known if one.first), default=""),
        last=max((one.last for one in known), default=""),
    )
