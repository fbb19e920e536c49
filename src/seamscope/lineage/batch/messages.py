"""What a pool and its workers say to one another."""

from typing import NamedTuple

from seamscope.lineage.catalog import Catalog
from seamscope.lineage.script.result import Result
from seamscope.records import Query


class Work(NamedTuple):
    """One query; what it is known to define; statements that must not be tried, with the reason."""

    number: int
    query: Query
    own: Catalog
    faults: tuple[tuple[int, str], ...] = ()


class Take(NamedTuple):
    """Cut these into statements. careful: say each one before it is read."""

    jobs: tuple[Work, ...]
    careful: bool


class Learn(NamedTuple):
    """Learn what the queries define."""

    base: Catalog


class Trace(NamedTuple):
    """Send the records of these queries."""

    base: Catalog
    numbers: frozenset[int]


class At(NamedTuple):
    """Statement `piece` of query `number` is next; -1: the query is being cut."""

    number: int
    piece: int


class Learned(NamedTuple):
    """Query `index` defines this much by now."""

    number: int
    own: Catalog


class Done(NamedTuple):
    """The result of query `number`."""

    number: int
    result: Result


class End(NamedTuple):
    """All that was asked is done."""


Message = Take | Learn | Trace | At | Learned | Done | End
