"""The readiness checklist: what production requires of a POC, compared with the sources."""

from seamscope.readiness.checklist import evaluate_readiness
from seamscope.readiness.types import Proof, ReadinessLine, ReadinessState

__all__ = ["Proof", "ReadinessLine", "ReadinessState", "evaluate_readiness"]
