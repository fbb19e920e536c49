"""The one total as a project plan.

Outputs: gantt, mspdi and tickets. Shared: steps says what is done and what follows what (with
paths, feeding and describe), build gives hours and dates, tasks holds the types, schedule and
calendar the dates, constants what plan.yaml says.
"""

from seamscope.outputs.plan.build import build_plan, split_by_role
from seamscope.outputs.plan.tasks import Kind, Level, Plan, Task

__all__ = ["Kind", "Level", "Plan", "Task", "build_plan", "split_by_role"]
