"""The messages between a pool and its workers, and functions to send and receive them."""

import pickle
import struct
from typing import IO, NamedTuple

from seamscope.lineage.batch.lookups import Lookup
from seamscope.lineage.catalog import Catalog
from seamscope.lineage.script.changes import RoutineNames
from seamscope.lineage.script.result import ExecutionResult
from seamscope.records import Query


class Job(NamedTuple):
    """One query that a worker is to analyse.

    definitions: what the query is known to define so far.
    faults: (index, reason) of each statement to skip.
    """

    number: int
    query: Query
    definitions: Catalog
    faults: tuple[tuple[int, str], ...] = ()


class Load(NamedTuple):
    """Request to split queries into statements.

    careful: whether to send a Position before every statement.
    noted: whether to send Lookups after each step of a query.
    """

    jobs: tuple[Job, ...]
    careful: bool
    noted: bool = False


class Collect(NamedTuple):
    """Request to collect the definitions of the loaded queries.

    base: the definitions of all queries.
    """

    base: Catalog


class Execute(NamedTuple):
    """Request to execute the loaded queries with these numbers.

    base: the definitions of all queries.
    changes: the routines that have changed since the last request, None for the first request.
    """

    base: Catalog
    numbers: frozenset[int]
    changes: RoutineNames | None = None


class Position(NamedTuple):
    """Tells the pool which statement the worker analyses.

    number: number of the query.
    statement: index of the statement, -1 while the worker splits the query.
    """

    number: int
    statement: int


class Definitions(NamedTuple):
    """Answer to Collect: what a query is known to define, such as tables and routines."""

    number: int
    catalog: Catalog


class Result(NamedTuple):
    """Answer to Execute: the result of one query."""

    number: int
    result: ExecutionResult


class Lookups(NamedTuple):
    """Tells the pool everything that a query has looked up in the definitions of all queries."""

    number: int
    lookups: frozenset[Lookup]


class Finished(NamedTuple):
    """Tells the pool that the worker has started, or has completed the last request."""


Message = Load | Collect | Execute | Position | Definitions | Result | Lookups | Finished


def send(stream: IO[bytes], message: Message) -> None:
    """Write one message: its length in 8 bytes, then the message as a pickle."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(struct.pack("<Q", len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> Message | None:
    """Read one message, None at the end of the stream or if the message is cut off."""
    head = stream.read(8)
    if len(head) < 8:
        return None
    data = stream.read(struct.unpack("<Q", head)[0])
    try:
        message: Message = pickle.loads(data)  # noqa: S301 (the sender is our own process)
    except (EOFError, pickle.UnpicklingError):
        return None
    return message
