"""Decisions of the user about names, states and directions; they override every source.

The answers in `answers.yaml` are converted to decisions. `resolve` applies them in the same way as
`seamscope.yaml`. `evidence` is always the position of the answer.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from seamscope.records import Clue, Evidence, State


def split_names(text: str) -> tuple[str, ...]:
    """Return the names in an answer; ``Order, Customer and Item`` contains three."""
    parts = re.split(r"[,;]|\s(?:and|und|et)\s", text)
    return tuple(name for part in parts if (name := part.strip()))


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
        system, even if their ids differ.
    clues: hosts, databases and others that belong to the system.
    """

    system: str
    names: tuple[str, ...] = ()
    clues: tuple[Clue, ...] = ()
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class SameDataset:
    """Two names of one dataset of a system.

    name: the shorter name.
    dataset: the full name.
    """

    system: str
    name: str
    dataset: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """The names of two different systems, which must not be merged."""

    names: tuple[str, str]
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """The value of an attribute of one system.

    attribute: a field of `System`, or "state".
    """

    system: str
    attribute: str
    value: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Directed:
    """The direction of data between two systems or endpoints.

    between: the names of both.
    read_at: the positions of the flows and dependencies to which the direction applies.
    """

    between: tuple[str, str]
    way: Way
    read_at: tuple[Evidence, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowState:
    """The state of flows between two systems or endpoints.

    between: the names of both.
    read_at: the positions of the flows to which the state applies.
    """

    between: tuple[str, str]
    state: State
    read_at: tuple[Evidence, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The contents that move in each direction between two systems or endpoints.

    between: the names of both.
    forth: contents that move from the first to the second.
    back: contents that move from the second to the first.
    read_at: the positions of the flows to which the contents apply.
    """

    between: tuple[str, str]
    forth: tuple[str, ...]
    back: tuple[str, ...]
    read_at: tuple[Evidence, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A fact about integrations that a person answered.

    about: ids of the integrations or systems that the question is about, empty for the team.
    names: names of the system that the POC is connected to, empty without a POC.
    fact: the subject of the question.
    key: the attribute of a flow, or of an access of the POC, that the answer sets, "" for none.
    """

    about: tuple[str, ...]
    names: tuple[str, ...] = ()
    fact: str
    key: str = ""
    value: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismissed:
    """A file that was not read, but contains no further flow according to a person."""

    file: str
    statement: str
    by: str = ""
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """All decisions of a run.

    unplaced: clues that belong to no system.
    """

    named: tuple[Named, ...] = ()
    same_datasets: tuple[SameDataset, ...] = ()
    apart: tuple[Apart, ...] = ()
    unplaced: tuple[Clue, ...] = ()
    stated: tuple[Stated, ...] = ()
    directed: tuple[Directed, ...] = ()
    flow_states: tuple[FlowState, ...] = ()
    carried: tuple[Carried, ...] = ()
    told: tuple[Told, ...] = ()
    dismissed: tuple[Dismissed, ...] = ()

    def __add__(self, other: "Decisions") -> "Decisions":
        """Return the decisions of this object and of `other`."""
        return Decisions(
            named=(*self.named, *other.named),
            same_datasets=(*self.same_datasets, *other.same_datasets),
            apart=(*self.apart, *other.apart),
            unplaced=(*self.unplaced, *other.unplaced),
            stated=(*self.stated, *other.stated),
            directed=(*self.directed, *other.directed),
            flow_states=(*self.flow_states, *other.flow_states),
            carried=(*self.carried, *other.carried),
            told=(*self.told, *other.told),
            dismissed=(*self.dismissed, *other.dismissed),
        )
