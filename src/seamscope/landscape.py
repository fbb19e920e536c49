"""The graph of systems and how data moves between them."""

from dataclasses import dataclass
from enum import StrEnum

from seamscope.records import Evidence


class Direction(StrEnum):
    """Which way data moves in an integration of the systems `(a, b)`, sorted by id."""

    BOTH = "both"
    A_TO_B = "a_to_b"
    B_TO_A = "b_to_a"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """Two systems and every flow between them.

    id: "a--b"; label: "I-001", the key between diagram and table; flows, dependencies: their
    ids; entities_both_ways: entities (or dataset names) written from both sides; active: False
    when only planned, disabled or retired flows are left.
    """

    id: str
    label: str
    systems: tuple[str, str]
    direction: Direction
    flows: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    entities_both_ways: tuple[str, ...] = ()
    active: bool = True
    evidence: tuple[Evidence, ...] = ()
