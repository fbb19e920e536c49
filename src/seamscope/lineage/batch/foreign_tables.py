"""Reverse the flow of a foreign table if SQL writes to the table.

``CREATE FOREIGN TABLE ext.prices … SERVER erp`` refers to a table of another system. That is a flow
to this database if SQL reads `ext.prices`, and a flow to the other system if SQL writes to it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from seamscope.lineage.script.flows import LineageRecord
from seamscope.records import ClueKind, Endpoint, Flow

TECHNOLOGY = "foreign table"
HOME = frozenset({ClueKind.DATABASE, ClueKind.FOLDER})


def turn_written_tables(records: Sequence[LineageRecord]) -> Iterator[LineageRecord]:
    """Yield the records; if SQL writes to a foreign table, reverse the flow of this table.

    A table that SQL reads and writes has a flow in each direction. A table that no statement uses
    keeps the flow of its definition.
    """
    named: dict[str, list[Flow]] = defaultdict(list)
    for record in records:
        if isinstance(record, Flow) and record.technology == TECHNOLOGY:
            named[record.target.dataset.casefold()].append(record)
    if not named:
        yield from records
        return
    written, read = _list_used(records, named)
    for record in records:
        # Only flows of definitions are looked up in the sets, because hashing all flows takes long.
        if not (isinstance(record, Flow) and record.technology == TECHNOLOGY and record in written):
            yield record
            continue
        if record in read:
            yield record
        columns = tuple(
            replace(edge, source=edge.target, target=edge.source) for edge in record.columns
        )
        yield replace(record, source=record.target, target=record.source, columns=columns)


def _list_used(
    records: Sequence[LineageRecord], named: dict[str, list[Flow]]
) -> tuple[set[Flow], set[Flow]]:
    """Return two sets of flows of foreign tables: those of written tables and those of read tables.

    Only statements other than the definition of the foreign table count.
    """
    written: set[Flow] = set()
    read: set[Flow] = set()
    for record in records:
        if not isinstance(record, Flow) or record.technology == TECHNOLOGY:
            continue
        written.update(_find_tables(record.target, named))
        read.update(_find_tables(record.source, named))
    return written, read


def _find_tables(end: Endpoint, named: dict[str, list[Flow]]) -> Iterator[Flow]:
    """Yield the flows of foreign tables that an endpoint may refer to.

    The names must be equal, and also the databases if the endpoint has one.
    """
    for flow in named.get(end.dataset.casefold(), ()):
        if _get_homes(end) & _get_homes(flow.target) or not _get_homes(end):
            yield flow


def _get_homes(end: Endpoint) -> set[tuple[ClueKind, str]]:
    clues = end.system.clues
    return {(clue.kind, clue.value.casefold()) for clue in clues if clue.kind in HOME}
