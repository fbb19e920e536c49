"""Decisions of the user about names, states and directions; they override every source.

The answers in `answers.yaml` are converted to decisions. `resolve` applies them in the same way as
`seamscope.yaml`. `evidence` is always the position of the answer.
"""

from dataclasses import dataclass
from enum import StrEnum

from seamscope.records import Clue, Evidence, State


class Way(StrEnum):
    """The direction in which data moves between two systems, a and b."""

    THERE = "a to b"
    BACK = "b to a"
    BOTH = "both"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Other names and clues of one system.

    names: the other names. If they include `system` itself, all entries with this name are one
    system, even if their ids differ. clues: hosts, databases… that belong to the system.
    """

    system: str
    names: tuple[str, ...] = ()
    clues: tuple[Clue, ...] = ()
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """The names of two different systems, which must not be merged."""

    names: tuple[str, str]
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """The value of an attribute of one system. attribute: a field of `System`, or "state"."""

    system: str
    attribute: str
    value: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Directed:
    """The direction of data between two systems or endpoints.

    between: the names of both; read_at: the positions of the flows and dependencies to which the
    direction applies.
    """

    between: tuple[str, str]
    way: Way
    read_at: tuple[Evidence, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowState:
    """The state of flows between two systems or endpoints.

    between: names of both; read_at: positions of the flows to which the state applies.
    """

    between: tuple[str, str]
    state: State
    read_at: tuple[Evidence, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """All decisions of a run. unplaced: clues that belong to no system."""

    named: tuple[Named, ...] = ()
    apart: tuple[Apart, ...] = ()
    unplaced: tuple[Clue, ...] = ()
    stated: tuple[Stated, ...] = ()
    directed: tuple[Directed, ...] = ()
    flow_states: tuple[FlowState, ...] = ()

    def __add__(self, other: "Decisions") -> "Decisions":
        """Return the decisions of this object and of `other`."""
        return Decisions(
            named=(*self.named, *other.named),
            apart=(*self.apart, *other.apart),
            unplaced=(*self.unplaced, *other.unplaced),
            stated=(*self.stated, *other.stated),
            directed=(*self.directed, *other.directed),
            flow_states=(*self.flow_states, *other.flow_states),
        )
