"""Pack records of several types into one list per type, because decoding must know the type."""

from collections.abc import Iterator, Sequence

import msgspec

from seamscope.records import (
    Connection,
    Dataset,
    Dependency,
    Flow,
    Interface,
    Profile,
    Query,
    Record,
    Skipped,
    System,
)


class PackedRecords(msgspec.Struct, array_like=True):
    """Records in one list per type.

    order: for each record in the original order, the index of the list that contains it.
    """

    order: bytes
    systems: list[System]
    datasets: list[Dataset]
    interfaces: list[Interface]
    flows: list[Flow]
    dependencies: list[Dependency]
    queries: list[Query]
    skipped: list[Skipped]
    connections: list[Connection]
    profiles: list[Profile]


# The types of records, in the order of the lists.
_KINDS = (System, Dataset, Interface, Flow, Dependency, Query, Skipped, Connection, Profile)
_PLACES: dict[type, int] = {kind: place for place, kind in enumerate(_KINDS)}


def pack_records(records: Sequence[Record]) -> PackedRecords:
    """Return the records in one list per type; `unpack_records` is the inverse.

    Raises TypeError for a record of a class that is derived from a record class.
    """
    try:
        order = bytes(_PLACES[type(record)] for record in records)
    except KeyError as error:
        raise TypeError(f"{error} is not a record class") from None
    return PackedRecords(
        order=order,
        systems=[record for record in records if isinstance(record, System)],
        datasets=[record for record in records if isinstance(record, Dataset)],
        interfaces=[record for record in records if isinstance(record, Interface)],
        flows=[record for record in records if isinstance(record, Flow)],
        dependencies=[record for record in records if isinstance(record, Dependency)],
        queries=[record for record in records if isinstance(record, Query)],
        skipped=[record for record in records if isinstance(record, Skipped)],
        connections=[record for record in records if isinstance(record, Connection)],
        profiles=[record for record in records if isinstance(record, Profile)],
    )


def unpack_records(packed: PackedRecords) -> list[Record]:
    """Return the records in their original order; raise ValueError if `order` does not match."""
    lists: tuple[Sequence[Record], ...] = (
        packed.systems,
        packed.datasets,
        packed.interfaces,
        packed.flows,
        packed.dependencies,
        packed.queries,
        packed.skipped,
        packed.connections,
        packed.profiles,
    )
    if sum(map(len, lists)) != len(packed.order) or max(packed.order, default=0) >= len(lists):
        raise ValueError("`order` does not match the lists of records")
    remaining: list[Iterator[Record]] = [iter(found) for found in lists]
    try:
        return [next(remaining[index]) for index in packed.order]
    except StopIteration:
        raise ValueError("`order` does not match the lists of records") from None
