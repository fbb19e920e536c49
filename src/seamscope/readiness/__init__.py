"""The readiness checklist: requirements of production, compared with poc.yaml and the sources."""

from seamscope.readiness.checklist import evaluate_readiness
from seamscope.readiness.types import Proof, ReadinessLine, ReadinessState

__all__ = ["Proof", "ReadinessLine", "ReadinessState", "evaluate_readiness"]
