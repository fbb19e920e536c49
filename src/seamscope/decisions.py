"""What a person decided about names, states and directions, above every source.

Answers are lowered into these; `resolve` follows them as it follows `seamscope.yaml`. Each carries
the place where it was decided.
"""

from dataclasses import dataclass
from enum import StrEnum

from seamscope.records import Clue, Evidence, State


class Way(StrEnum):
    """Which way data goes between a first and a second system."""

    THERE = "a to b"
    BACK = "b to a"
    BOTH = "both"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What one system is called and reached by.

    names: further names of it; its own name among them says that all entries of that name are
    one system, whatever their ids; clues: hosts, databases… that belong to it.
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
    """Which way data goes between two systems or endpoints, by name.

    read_at: where the undecided flows and dependencies are read; no other is touched.
    """

    between: tuple[str, str]
    way: Way
    read_at: tuple[Evidence, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowState:
    """The state of the flows between two systems or endpoints that are read at these places."""

    between: tuple[str, str]
    state: State
    read_at: tuple[Evidence, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """Everything decided. unplaced: clues that belong to no system."""

    named: tuple[Named, ...] = ()
    apart: tuple[Apart, ...] = ()
    unplaced: tuple[Clue, ...] = ()
    stated: tuple[Stated, ...] = ()
    directed: tuple[Directed, ...] = ()
    flow_states: tuple[FlowState, ...] = ()

    def __add__(self, other: "Decisions") -> "Decisions":
        """Return the decisions of both."""
        return Decisions(
            named=(*self.named, *other.named),
            apart=(*self.apart, *other.apart),
            unplaced=(*self.unplaced, *other.unplaced),
            stated=(*self.stated, *other.stated),
            directed=(*self.directed, *other.directed),
            flow_states=(*self.flow_states, *other.flow_states),
        )
