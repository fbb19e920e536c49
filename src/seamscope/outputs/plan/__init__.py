"""The integrations to build as a project plan.

Outputs: gantt, mspdi and tickets. Shared: build makes the plan from a survey, tasks holds its
types, predecessors the order of work, schedule and calendar its dates.
"""

from seamscope.outputs.plan.build import build_plan
from seamscope.outputs.plan.tasks import Level, Plan, Task

__all__ = ["Level", "Plan", "Task", "build_plan"]
