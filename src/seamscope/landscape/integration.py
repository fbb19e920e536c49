"""Integrations: two systems and every flow between them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256

from seamscope.landscape.shared import SharedEntity
from seamscope.landscape.sides import Pair, Sides
from seamscope.records import Evidence, State
from seamscope.resolved import DependencyEdge, FlowEdge

LABEL_SIGNS = "23456789BCDFGHJKMNPQRSTVWXZ"  # no vowels (words), no 0, 1, L (look alike)
LABEL_LENGTH = 5


class Direction(StrEnum):
    """The direction of data in an integration of the systems `(a, b)`, which are sorted by id."""

    BOTH = "both"
    A_TO_B = "a_to_b"
    B_TO_A = "b_to_a"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """Two systems and every flow between them.

    id: "a--b".
    label: the name in diagrams and tables, such as "I-7KQ3M". It depends only on the id, so it does
    not change when other integrations are added.
    flows: the ids of the flows.
    dependencies: the ids of the dependencies.
    entities_both_ways: entities that both systems write, with reasons.
    hub: the id of the system that only passes on data of other systems, "" if neither does. Such an
    integration is one hop; the flow through the hub is a separate integration.
    active: False if all flows are planned, disabled or retired.
    """

    id: str
    label: str
    systems: tuple[str, str]
    direction: Direction
    flows: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    entities_both_ways: tuple[SharedEntity, ...] = ()
    hub: str = ""
    active: bool = True
    evidence: tuple[Evidence, ...] = ()


def build_pair(edge: FlowEdge | DependencyEdge) -> tuple[str, str]:
    """Return the ids of the source and target systems of an edge, sorted."""
    a, b = sorted((edge.source.system, edge.target.system))
    return a, b


def build_integrations(
    flows: Iterable[FlowEdge],
    dependencies: Iterable[DependencyEdge],
    sides: Sides,
    hubs: frozenset[str] = frozenset(),
) -> tuple[Integration, ...]:
    """Return one integration for each pair of systems that an edge connects, sorted by id.

    An end-to-end flow also makes an integration: it connects the first and the last system of a
    chain of hops, while each hop connects a system with a hub.

    hubs: ids of the hubs, which only pass data on.
    """
    moving: dict[tuple[str, str], list[FlowEdge]] = defaultdict(list)
    touching: dict[tuple[str, str], list[DependencyEdge]] = defaultdict(list)
    for flow in flows:
        moving[build_pair(flow)].append(flow)
    for edge in dependencies:
        touching[build_pair(edge)].append(edge)
    pairs = sorted((pair for pair in {*moving, *touching} if pair[0] != pair[1]), key=_build_id)
    labels = label_ids(map(_build_id, pairs))
    return tuple(
        replace(
            _build_integration(labels[_build_id(pair)], pair, moving[pair], touching[pair], sides),
            hub=next(filter(hubs.__contains__, pair), ""),
        )
        for pair in pairs
    )


def label_ids(ids: Iterable[str], prefix: str = "I-") -> dict[str, str]:
    """Return a short label for each id; the label does not depend on the other ids.

    Five characters distinguish 14 million ids. If two ids still have the same label, the second one
    in sort order gets a longer label.

    prefix: beginning of all labels.
    """
    labels: dict[str, str] = {}
    taken: set[str] = set()
    for key in sorted(ids):
        number = int.from_bytes(sha256(key.encode()).digest(), "big")
        code = ""
        while len(code) < LABEL_LENGTH or f"{prefix}{code}" in taken:
            number, place = divmod(number, len(LABEL_SIGNS))
            code += LABEL_SIGNS[place]
        labels[key] = f"{prefix}{code}"
        taken.add(labels[key])
    return labels


def _build_id(pair: tuple[str, str]) -> str:
    return "--".join(pair)


def _build_integration(
    label: str,
    pair: tuple[str, str],
    flows: Sequence[FlowEdge],
    dependencies: Sequence[DependencyEdge],
    sides: Sides,
) -> Integration:
    touching = any(edge.state is State.ACTIVE for edge in dependencies)
    alive = [flow for flow in flows if flow.state is State.ACTIVE]
    # An active dependency shows an active integration; a planned flow does not show its direction.
    counted = alive or ([] if touching else flows)
    there = [flow for flow in counted if flow.source.system == pair[0]]
    back = [flow for flow in counted if flow.source.system == pair[1]]
    evidence_groups = [edge.evidence for edge in flows] + [edge.evidence for edge in dependencies]
    return Integration(
        id=_build_id(pair),
        label=label,
        systems=pair,
        direction=_derive_direction(there=bool(there), back=bool(back)),
        flows=tuple(flow.id for flow in flows),
        dependencies=tuple(edge.id for edge in dependencies),
        entities_both_ways=sides.find_shared(
            Pair(systems=pair, there=there, back=back, dependencies=dependencies)
        ),
        active=bool(alive) or touching,
        evidence=tuple(sorted({place for places in evidence_groups for place in places})),
    )


def _derive_direction(*, there: bool, back: bool) -> Direction:
    match there, back:
        case True, True:
            return Direction.BOTH
        case True, False:
            return Direction.A_TO_B
        case False, True:
            return Direction.B_TO_A
        case _:
            return Direction.UNKNOWN
