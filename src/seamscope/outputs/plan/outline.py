"""Select the tasks of a plan down to a level, find the leaves, and number the outline."""

from collections.abc import Iterable, Sequence

from seamscope.outputs.plan.tasks import Level, Task
from seamscope.outputs.views.plan_options import Depth

LEVELS = {Depth.EPIC: Level.EPIC, Depth.STORY: Level.STORY, Depth.TASK: Level.ROLE}


def choose_tasks(tasks: Iterable[Task], depth: Depth) -> tuple[Task, ...]:
    """Return the tasks down to a level: epics, stories, or the work of each role."""
    return tuple(task for task in tasks if task.level <= LEVELS[depth])


def find_leaves(tasks: Sequence[Task]) -> frozenset[str]:
    """Return the keys of the tasks that have no subtasks."""
    parents = {task.parent for task in tasks}
    return frozenset(task.key for task in tasks if task.key not in parents)


def number_outline(tasks: Iterable[Task]) -> dict[str, str]:
    """Return the outline number of every task, such as "2.1.3"."""
    counts: dict[str, int] = {}
    numbers: dict[str, str] = {}
    for task in tasks:
        counts[task.parent] = counts.get(task.parent, 0) + 1
        above = f"{numbers[task.parent]}." if task.parent else ""
        numbers[task.key] = f"{above}{counts[task.parent]}"
    return numbers
