"""Whether a proof of concept may go to production: a checklist held against what was read."""

from seamscope.readiness.line import ReadinessLine, ReadinessState
from seamscope.readiness.run import readiness

__all__ = ["ReadinessLine", "ReadinessState", "readiness"]
