"""Decisions of users about names, states and directions, which override every source.

Answers are converted to decisions; `resolve` applies them like `seamscope.yaml`. Each decision has
the position where it was made.
"""

from dataclasses import dataclass
from enum import StrEnum

from seamscope.records import Clue, Evidence, State


class Way(StrEnum):
    """The data direction between a first and a second system."""

    THERE = "a to b"
    BACK = "b to a"
    BOTH = "both"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Further names and clues of one system.

    names: its own name among them means that all entries of that name are one system, whatever
    their ids; clues: hosts, databases… that belong to it.
    """

    system: str
    names: tuple[str, ...] = ()
    clues: tuple[Clue, ...] = ()
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """Two names that never mean one system."""

    names: tuple[str, str]
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """An attribute of one system. attribute: a field of `System`, or "state"."""

    system: str
    attribute: str
    value: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Directed:
    """The data direction between two systems or endpoints, by name.

    read_at: positions of the flows and dependencies it applies to.
    """

    between: tuple[str, str]
    way: Way
    read_at: tuple[Evidence, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowState:
    """The state of the flows between two systems or endpoints that were read at `read_at`."""

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
        """Return the union of both."""
        return Decisions(
            named=(*self.named, *other.named),
            apart=(*self.apart, *other.apart),
            unplaced=(*self.unplaced, *other.unplaced),
            stated=(*self.stated, *other.stated),
            directed=(*self.directed, *other.directed),
            flow_states=(*self.flow_states, *other.flow_states),
        )
