"""Find the columns that a call sends to another system, and the columns that its result fills.

``INSERT INTO v (e) SELECT embed(d.txt) FROM d`` sends d.txt to the function embed and fills v.e.
"""

import re
from collections.abc import Iterator, Sequence

from seamscope.lineage.query.model import INDIRECT, Name, Source, fold
from seamscope.lineage.script.result import Outcome
from seamscope.lineage.side_doors.find import DoorCall
from seamscope.records import ColumnEdge

_WORD = re.compile(r"[A-Za-z_][\w$]*")
_STRING = re.compile(r"'[^']*'")


def list_sent(outcomes: Sequence[Outcome], call: DoorCall, table: Name) -> tuple[ColumnEdge, ...]:
    """Return an edge from each column of a table that a call sends to another system.

    In ``SELECT embed(d.txt) FROM d``, the edge is ``d.txt > embed``. Columns whose names occur in
    the arguments of the call count as sent.
    """
    words = _list_words(call)
    edges = {
        ColumnEdge(source=".".join((*filter(None, table[-2:]), source.column)), target=call.name)
        for source in _list_sources(outcomes)
        if table and fold(source.table) == fold(table) and source.column.casefold() in words
    }
    return tuple(sorted(edges))


def list_received(
    outcomes: Sequence[Outcome], call: DoorCall, table: Name
) -> tuple[ColumnEdge, ...]:
    """Return an edge from a call to each column of the written table that its result fills.

    In ``INSERT INTO v (e) SELECT embed(d.txt) FROM d``, the edge is ``embed > e``. A column counts
    as filled if a column in the arguments of the call feeds it.
    """
    words = _list_words(call)
    targets = {
        target
        for outcome in outcomes
        for write in outcome.writes
        if write.table == table
        for source, target in write.edges
        if source.kind != INDIRECT and source.column.casefold() in words
    }
    return tuple(ColumnEdge(source=call.name, target=target) for target in sorted(targets))


def _list_sources(outcomes: Sequence[Outcome]) -> Iterator[Source]:
    for outcome in outcomes:
        for write in outcome.writes:
            yield from (source for source, _ in write.edges)
        if outcome.result is not None:
            for _, sources in outcome.result.columns:
                yield from sources


def _list_words(call: DoorCall) -> set[str]:
    text = " ".join(_STRING.sub("", value) for value in call.arguments.values())
    return {word.casefold() for word in _WORD.findall(text)}
