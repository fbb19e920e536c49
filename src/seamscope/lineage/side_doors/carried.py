"""Data that a script keeps in a variable or publication between two calls to other systems."""

from dataclasses import dataclass, field

from seamscope.lineage.query.model import Name
from seamscope.lineage.side_doors.find import DoorCall
from seamscope.records import Endpoint


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """A call such as ``UTL_HTTP.REQUEST('https://…')``, and the systems that it refers to."""

    call: DoorCall
    ends: tuple[Endpoint, ...]


@dataclass(slots=True)
class Bundle:
    """A publication, share or stream: its tables, and the systems that receive their data.

    tables: the tables that statements have added.
    receivers: the calls that have added a receiver.
    """

    tables: list[Name] = field(default_factory=list)
    receivers: list[Origin] = field(default_factory=list)

    def add(self, tables: list[Name], receivers: list[Origin]) -> list[tuple[Name, Origin]]:
        """Add tables and receivers; return each new pair of a table and a receiver."""
        pairs = [(table, one) for table in tables for one in (*self.receivers, *receivers)]
        pairs += [(table, one) for table in self.tables for one in receivers]
        self.tables += tables
        self.receivers += receivers
        return pairs
