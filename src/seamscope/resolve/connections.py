"""Replace names of connections and technical accounts by what they stand for.

A connection stands for its host and database, an account for the application that uses it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from seamscope.records import (
    Clue,
    ClueKind,
    Connection,
    Dataset,
    Dependency,
    Endpoint,
    Flow,
    Interface,
    Record,
    SystemRef,
)
from seamscope.resolve.names import unquote

NAMED = frozenset({ClueKind.SOURCE, ClueKind.ACCOUNT})
PLACES = frozenset({ClueKind.HOST, ClueKind.DATABASE, ClueKind.SERVER})

Reached = Mapping[str, tuple[Clue, ...]]


def follow_connections(records: Iterable[Record]) -> list[Record]:
    """Return the records with the host and database of each connection that they refer to.

    A technical account is handled like a connection that stands for an application. If two lists
    use a name for different connections, nothing is added for this name.
    """
    ordered = list(records)
    found: dict[str, set[tuple[Clue, ...]]] = defaultdict(set)
    for record in ordered:
        if isinstance(record, Connection):
            found[unquote(record.name)].add(record.clues)
    reached = {name: next(iter(clues)) for name, clues in found.items() if len(clues) == 1}
    if not reached:
        return ordered
    return [_follow(record, reached) for record in ordered]


def find_owned_places(records: Iterable[Record]) -> dict[str, tuple[Clue, ...]]:
    """Return the hosts and databases of each application, by its id in lower case."""
    owned: dict[str, dict[Clue, None]] = defaultdict(dict)
    for record in records:
        if not isinstance(record, Connection):
            continue
        places = dict.fromkeys(clue for clue in record.clues if clue.kind in PLACES)
        for clue in record.clues:
            if clue.kind is ClueKind.APP_ID and places:
                owned[clue.value.casefold()] |= places
    return {value: tuple(places) for value, places in owned.items()}


def _follow(record: Record, reached: Reached) -> Record:
    match record:
        case Dataset() | Interface():
            return replace(record, system=_add_places(record.system, reached))
        case Dependency():
            source, target = (_follow_end(end, reached) for end in (record.source, record.target))
            return replace(record, source=source, target=target)
        case Flow():
            source, target = (_follow_end(end, reached) for end in (record.source, record.target))
            return replace(record, source=source, target=target)
        case _:
            return record


def _follow_end(end: Endpoint, reached: Reached) -> Endpoint:
    return replace(end, system=_add_places(end.system, reached))


def _add_places(ref: SystemRef, reached: Reached) -> SystemRef:
    """Return a reference with the host and database of the connection that it names.

    A reference with a name or a host is returned unchanged. A database or linked server without a
    host may be the name of a connection: `USING 'ERP'` of a database link refers to an entry of
    tnsnames.ora.
    """
    kinds = {clue.kind for clue in ref.clues}
    if ref.name or ClueKind.HOST in kinds:
        return ref
    naming = PLACES if kinds & PLACES else NAMED
    named = (clue.value for clue in ref.clues if clue.kind in naming)
    clues = next((reached[key] for key in map(unquote, named) if key in reached), ())
    return replace(ref, clues=(*ref.clues, *clues)) if clues else ref
