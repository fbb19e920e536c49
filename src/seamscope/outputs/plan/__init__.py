"""The work as a plan: integration, part, phase, role; what waits for what; when, and by whom.

Every plan export, and whatever else shows tasks, is drawn from this.
"""

from seamscope.outputs.plan.make import plan
from seamscope.outputs.plan.tasks import Level, Plan, Task

__all__ = ["Level", "Plan", "Task", "plan"]
