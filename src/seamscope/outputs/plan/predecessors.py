"""Predecessors of tasks: the phase before, and the integrations that supply the data."""

from collections import defaultdict
from dataclasses import dataclass

from seamscope.landscape import Direction
from seamscope.outputs.views.breakdown import SETUP, WorkPart, list_phases
from seamscope.outputs.views.effort_rows import EffortRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseDependency:
    """Between an integration and its sources: phase `after` waits for phase `before`."""

    before: str
    after: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTask:
    """The work of one role in one phase of one part of an integration."""

    row: EffortRow
    part: WorkPart
    number: int  # of the part within its integration, from 1
    phase: str
    role: str
    hours: float
    hours_p80: float

    @property
    def path(self) -> tuple[str, str, str, str]:
        """Keys of the tasks from the integration down to the role."""
        top = self.row.label
        part = f"{top}.{self.number}"
        return top, part, f"{part} {self.phase}", f"{part} {self.phase}: {self.role}"


def find_predecessors(
    role_tasks: tuple[RoleTask, ...], dependency: PhaseDependency
) -> dict[str, tuple[str, ...]]:
    """Return the predecessors of each role task: the phase before, and tasks of its sources.

    Setup is built before either direction. Building never waits for another integration, so no two
    tasks can wait for each other.
    """
    order = [phase for phase, _ in list_phases()]
    in_phase: dict[str, list[str]] = defaultdict(list)
    built_by_label: dict[str, list[str]] = defaultdict(list)
    setup_by_label: dict[str, list[str]] = defaultdict(list)
    for task in role_tasks:
        in_phase[task.path[2]].append(task.path[3])
        if task.phase == dependency.before:
            target = setup_by_label if task.part.name == SETUP else built_by_label
            target[task.row.label].append(task.path[3])
    feeding_labels = _find_feeding_integrations([task.row for task in role_tasks])
    waits: dict[str, tuple[str, ...]] = {}
    for task in role_tasks:
        place = order.index(task.phase)
        first = in_phase[f"{task.path[1]} {order[place - 1]}"] if place else []
        if task.phase == dependency.before and task.part.name != SETUP:
            first = [*first, *setup_by_label[task.row.label]]
        others = feeding_labels[task.row.label] if task.phase == dependency.after else ()
        feeders = [key for label in others for key in built_by_label[label]]
        waits[task.path[3]] = tuple(dict.fromkeys([*first, *feeders]))
    return waits


def _find_feeding_integrations(effort_rows: list[EffortRow]) -> dict[str, tuple[str, ...]]:
    """Return for each integration, by label, the integrations that deliver data to its source."""
    unique = {row.label: row for row in effort_rows}
    feeders_of: dict[str, set[str]] = defaultdict(set)
    for row in unique.values():
        if row.direction is not Direction.UNKNOWN:
            for end in _list_targets(row):
                feeders_of[end].add(row.label)
    return {
        row.label: tuple(
            sorted({label for end in _list_sources(row) for label in feeders_of[end]} - {row.label})
        )
        for row in unique.values()
    }


def _list_targets(row: EffortRow) -> set[str]:
    return {row.source, row.target} if row.direction is Direction.BOTH else {row.target}


def _list_sources(row: EffortRow) -> set[str]:
    if row.direction is Direction.UNKNOWN:
        return set()
    return {row.source, row.target} if row.direction is Direction.BOTH else {row.source}
