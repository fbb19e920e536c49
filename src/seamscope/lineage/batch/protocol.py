"""The messages between a pool and its workers, and how they are sent."""

import pickle
import struct
from typing import IO, NamedTuple

from seamscope.lineage.catalog import Catalog
from seamscope.lineage.script.changes import RoutineNames
from seamscope.lineage.script.result import ExecutionResult
from seamscope.records import Query


class Job(NamedTuple):
    """One query. definitions: what it is known to define; faults: statements to skip, and why."""

    number: int
    query: Query
    definitions: Catalog
    faults: tuple[tuple[int, str], ...] = ()


class Load(NamedTuple):
    """Split these queries into statements. careful: send a Position before each statement."""

    jobs: tuple[Job, ...]
    careful: bool


class Collect(NamedTuple):
    """Collect the definitions of the loaded queries. base: the definitions of all queries."""

    base: Catalog


class Execute(NamedTuple):
    """Execute these of the loaded queries. base: the definitions of all queries.

    changes: the routines that have changed since the last time, None for the first time.
    """

    base: Catalog
    numbers: frozenset[int]
    changes: RoutineNames | None = None


class Position(NamedTuple):
    """The worker is at this statement of a query; -1: it splits the query."""

    number: int
    statement: int


class Definitions(NamedTuple):
    """All that a query is known to define by now."""

    number: int
    catalog: Catalog


class Result(NamedTuple):
    """The result of a query."""

    number: int
    result: ExecutionResult


class Finished(NamedTuple):
    """The last request is done, or the worker has started."""


Message = Load | Collect | Execute | Position | Definitions | Result | Finished


def send(stream: IO[bytes], message: Message) -> None:
    """Write one message: its length in 8 bytes, and a pickle."""
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
