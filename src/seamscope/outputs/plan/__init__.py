"""The total as a project plan: tasks with hours, dates and predecessors.

Outputs: `gantt`, `mspdi` and `tickets`. Shared modules: `steps` lists the work and its
predecessors (using `paths`, `feeding` and `describe`), `build` adds hours and dates (using
`schedule` and `calendar`), `tasks` defines the types, `constants` reads plan.yaml, and `outline`
selects and numbers tasks.
"""

from seamscope.outputs.plan.build import build_plan, split_by_role
from seamscope.outputs.plan.tasks import Kind, Level, Plan, Task

__all__ = ["Kind", "Level", "Plan", "Task", "build_plan", "split_by_role"]
