"""Which work waits for which: phases one after another, and an integration for what feeds it."""

from collections import defaultdict
from dataclasses import dataclass

from seamscope.landscape import Direction
from seamscope.outputs.views.breakdown import SETUP, Part, phases
from seamscope.outputs.views.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeds:
    """Which phase waits for which, where one integration feeds another, and why."""

    before: str
    after: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A role's work in one phase of one part of one integration."""

    row: Row
    part: Part
    number: int  # of the part within its integration
    phase: str
    role: str
    hours: float
    hours_p80: float

    @property
    def path(self) -> tuple[str, str, str, str]:
        """Keys of the lines from the integration down to the role."""
        top = self.row.label
        part = f"{top}.{self.number}"
        return top, part, f"{part} {self.phase}", f"{part} {self.phase}: {self.role}"


def waits_for(leaves: tuple[Leaf, ...], feeds: Feeds) -> dict[str, tuple[str, ...]]:
    """Return what each role's task waits for: the phase before, and the integrations that feed it.

    What is set up once is built before either direction. Building waits for nothing of another
    integration, so no two can wait for each other.
    """
    order = [phase for phase, _ in phases()]
    in_phase: dict[str, list[str]] = defaultdict(list)
    built: dict[str, list[str]] = defaultdict(list)
    set_up: dict[str, list[str]] = defaultdict(list)
    for leaf in leaves:
        in_phase[leaf.path[2]].append(leaf.path[3])
        if leaf.phase == feeds.before:
            found = set_up if leaf.part.name == SETUP else built
            found[leaf.row.label].append(leaf.path[3])
    feeding = _feeding([leaf.row for leaf in leaves])
    waits: dict[str, tuple[str, ...]] = {}
    for leaf in leaves:
        place = order.index(leaf.phase)
        first = in_phase[f"{leaf.path[1]} {order[place - 1]}"] if place else []
        if leaf.phase == feeds.before and leaf.part.name != SETUP:
            first = [*first, *set_up[leaf.row.label]]
        others = feeding[leaf.row.label] if leaf.phase == feeds.after else ()
        fed = [key for label in others for key in built[label]]
        waits[leaf.path[3]] = tuple(dict.fromkeys([*first, *fed]))
    return waits


def _feeding(listed: list[Row]) -> dict[str, tuple[str, ...]]:
    """Return for each integration, by label, those that bring data to where it takes its own."""
    unique = {row.label: row for row in listed}
    bringing: dict[str, set[str]] = defaultdict(set)
    for row in unique.values():
        if row.direction is not Direction.UNKNOWN:
            for end in _targets(row):
                bringing[end].add(row.label)
    return {
        row.label: tuple(
            sorted({label for end in _origins(row) for label in bringing[end]} - {row.label})
        )
        for row in unique.values()
    }


def _targets(row: Row) -> set[str]:
    return {row.source, row.target} if row.direction is Direction.BOTH else {row.target}


def _origins(row: Row) -> set[str]:
    if row.direction is Direction.UNKNOWN:
        return set()
    return {row.source, row.target} if row.direction is Direction.BOTH else {row.source}
